"""The sheets of the workbook, in the order in which a meeting needs them.

The text report bounds its tables and folds what is alike; here every row stands, one a thing, so
that it can be sorted, filtered and reckoned with. What is said about them is said in the same
words as there.
"""

from __future__ import annotations

from internalmap.reports.analyze.view import View
from internalmap.reports.analyze.workbook.blocks import Part
from internalmap.reports.analyze.workbook.risks import (
    bottlenecks_sheet,
    overloads_sheet,
    paper_fallbacks_sheet,
    single_points_sheet,
    together_sheet,
)
from internalmap.reports.analyze.workbook.service import (
    actions_sheet,
    customers_sheet,
    promises_sheet,
    works_sheet,
)
from internalmap.reports.analyze.workbook.structure import (
    all_circles_sheet,
    circles_sheet,
    parties_sheet,
    sight_sheet,
    units_sheet,
)


def parts(view: View, *, structure: bool) -> list[Part]:
    """Every part of the workbook, in the order in which a meeting needs them; those about the
    whole only where they are asked for."""
    found = [
        single_points_sheet(view),
        bottlenecks_sheet(view),
        paper_fallbacks_sheet(view),
        overloads_sheet(view),
        together_sheet(view),
        customers_sheet(view),
        promises_sheet(view),
        actions_sheet(view),
        sight_sheet(view),
        circles_sheet(view),
        works_sheet(view),
    ]
    if structure:
        found += [units_sheet(view), all_circles_sheet(view)]
    return [*found, parties_sheet(view)]
