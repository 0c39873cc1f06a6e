"""The sheets of the workbook, in the order in which a meeting needs them.

The text report bounds its tables and folds what is alike; here every row stands, one a thing, so
that it can be sorted, filtered and reckoned with. What is said about them is said in the same
words as there.
"""

from __future__ import annotations

from internalmap.model.phrases import listed
from internalmap.reports.analyze.report import SECTIONS
from internalmap.reports.analyze.sections.notes import notes
from internalmap.reports.analyze.sections.verdict import verdict
from internalmap.reports.analyze.view import View
from internalmap.reports.analyze.workbook.absences import (
    absences_sheet,
    answers_sheet,
    single_points_sheet,
    together_sheet,
)
from internalmap.reports.analyze.workbook.risks import (
    bottlenecks_sheet,
    overloads_sheet,
    paper_fallbacks_sheet,
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
from internalmap.reports.analyze.workbook.summary import figures
from internalmap.reports.blocks import Cell, Lines, Picture, Report, Section
from internalmap.reports.options import RenderOptions
from internalmap.reports.scenarios.sheets import sheets as scenario_sheets
from internalmap.results.analyze import Analysis
from internalmap.text.escape import escape

_HOW_TO_READ = (
    "How to read it: suppliers stand left of those they supply, external customers at the right; "
    "an arrow goes from the supplier to the customer. What shapes and marks mean stands below the "
    "picture."
)
_NO_MAP = "The map was not drawn."


def report(analysis: Analysis, options: RenderOptions) -> Report:
    """The workbook: the verdict, what it rests on, the main figures, the map, and the sheets. Every
    table has all its rows; only the ranking of bottlenecks is as long as it was asked for."""
    view = View(analysis, max(len(analysis.bottlenecks), 1), "", options.today)
    organization = escape(analysis.organization)
    said = verdict(view)
    title = f"{organization}: who depends on whom, and what is at risk"
    found = notes(view)
    if analysis.sources:
        sources = listed([escape(source) for source in analysis.sources], limit=5)
        found = (*found, Cell(f"Made from {sources}."))
    return Report(
        title=title,
        verdict=said,
        notes=found,
        sections=(
            figures(view, structure=options.structure),
            _map(organization, f"{title}. {said.text}", options),
            *_risk_table(organization, f"{title}. {said.text}", options),
            *_sheets(view, structure=options.structure),
        ),
        organization=organization,
    )


def _map(organization: str, words: str, options: RenderOptions) -> Section:
    """The map, or the sentence that says why there is none."""
    remarks = list(options.picture_remarks)
    if options.picture is not None:
        remarks.insert(0, _HOW_TO_READ)
    return Section(
        "Map",
        f"{organization}: the map",
        lead=(Cell("Who supplies whom, and what stands out."),),
        body=(Picture(options.picture, words), Lines(tuple(map(Cell, remarks or [_NO_MAP])))),
        sheet="Map",
    )


def _risk_table(organization: str, words: str, options: RenderOptions) -> list[Section]:
    """The risk table, where it was drawn: it says more of many parties than a map can."""
    if options.risk_picture is None:
        return []
    picture = Picture(options.risk_picture, words)
    heading = f"{organization}: who alone lets whom down, and how soon"
    lines = Lines((Cell("All of it in cells: the sheets Single points of failure and Absences."),))
    return [
        Section(
            "Risk table",
            heading,
            lead=(Cell("Who alone lets whom down, and how soon."),),
            body=(picture, lines),
            sheet="Risk table",
        )
    ]


def _sheets(view: View, *, structure: bool) -> list[Section]:
    """Every other sheet, in the order in which a meeting needs them; those about the whole only
    where they are asked for."""
    found = [
        answers_sheet(view),
        single_points_sheet(view),
        absences_sheet(view),
        bottlenecks_sheet(view),
        paper_fallbacks_sheet(view),
        overloads_sheet(view),
        together_sheet(view),
        customers_sheet(view),
        promises_sheet(view),
        actions_sheet(view),
        *scenario_sheets(view.analysis.scenarios, view.names),
        sight_sheet(view),
        circles_sheet(view),
        works_sheet(view),
        *(made for make in SECTIONS if isinstance(made := make(view), Section) and made.sheet),
    ]
    if structure:
        found += [units_sheet(view), all_circles_sheet(view)]
    return [*found, parties_sheet(view)]
