"""The sheets on how all hangs together: sight of the customers, circles, units, all parties."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from internalmap.model.phrases import counted, sentence
from internalmap.reports.analyze.sections.circles import circles, way_round
from internalmap.reports.analyze.sections.sight import (
    NO_CUSTOMER,
    NO_WAY,
    served,
    sight,
    told_apart,
)
from internalmap.reports.analyze.view import View
from internalmap.reports.analyze.workbook.blocks import Heading, Part, Row, table
from internalmap.reports.analyze.workbook.naming import (
    WHO,
    hours,
    nothing,
    said,
    scale_of,
    several,
    who,
)
from internalmap.reports.blocks import EmptySection
from internalmap.results.analyze import Cycle, PartyRow
from internalmap.text.escape import printable


def sight_sheet(view: View) -> Part:
    """Who has no customer, and from whom no way leads to one."""
    sheet = "Out of sight"
    title = "Without a customer, or out of the customers' sight"
    section = sight(view)
    if isinstance(section, EmptySection):
        return nothing(sheet, title, section)
    alone, blind, serving = told_apart(view)
    missing = chain(
        ((id, NO_CUSTOMER) for id in alone),
        ((id, NO_WAY) for id in blind),
        ((id, served(view, members)) for id, members in serving.items()),
    )
    rows: list[Row] = []
    for id, what in missing:
        row = view.rows.get(id)
        rows.append((*who(view, id), what, row.suppliers if row else None))
    headings = (
        Heading("Who"),
        *WHO,
        Heading("What is missing"),
        Heading("Takes from (parties)", "whole"),
    )
    return Part(
        sheet,
        title,
        said(section),
        table(headings, rows),
        "Next: ask each whom it works for, and write the need down.",
    )


def circles_sheet(view: View) -> Part:
    """Circles of needs that stop their customer."""
    sheet, title = "Circles", "Circles: parties that cannot do without each other"
    section = circles(view)
    if isinstance(section, EmptySection):
        return nothing(sheet, title, section)
    return _circle_part(
        view,
        Part(
            sheet,
            title,
            said(section),
            next="Next: agree, for each circle, who starts again first, and on what.",
        ),
        view.analysis.essential_cycles,
    )


def all_circles_sheet(view: View) -> Part:
    """Circles of needs of any importance."""
    sheet, title = "All circles", "Circles of needs, the weaker ones among them"
    found = view.analysis.cycles
    if not found:
        return nothing(sheet, title, EmptySection("circles of needs of any importance"))
    words = sentence(f"{counted(len(found), 'circle')} of needs, the weaker ones among them")
    return _circle_part(view, Part(sheet, title, words), found)


def _circle_part(view: View, part: Part, found: Sequence[Cycle]) -> Part:
    rows: list[Row] = [
        (
            view.names.chain(way_round(cycle.example or cycle.parties)),
            len(cycle.parties),
            several(view, cycle.parties),
        )
        for cycle in found
    ]
    headings = (
        Heading("Shortest way round"),
        Heading("Parties in the circle", "whole"),
        Heading("Everyone in it"),
    )
    return Part(part.sheet, part.title, part.words, table(headings, rows), part.next)


def units_sheet(view: View) -> Part:
    """Units with members, and how many of their ties leave them."""
    sheet, title = "Units", "Units and their ties"
    found = [row for row in view.analysis.units if row.parties > 1]
    if not found:
        return nothing(sheet, title, EmptySection("units with members"))
    rows: list[Row] = [
        (
            view.names.short(row.unit),
            printable(row.unit),
            row.parties,
            None if row.e_i is None else (1 + row.e_i) / 2,
            row.e_i,
        )
        for row in sorted(found, key=lambda row: (row.e_i is None, row.e_i or 0.0, row.unit))
    ]
    headings = (
        Heading("Unit"),
        Heading("Id"),
        Heading("Parties in it, itself included", "whole"),
        Heading("Ties that leave it", "share"),
        Heading("E-I index", "signed"),
    )
    return Part(
        sheet,
        title,
        "Every dependency counts, not only essential ones. The E-I index of a unit runs from -1, "
        "where all its ties stay inside, to 1, where all of them leave it.",
        table(headings, rows),
        "Next: help across units starts with contacts; see what the first in the list keep to "
        "themselves.",
    )


def parties_sheet(view: View) -> Part:
    """Every party with all its figures."""
    sheet = "Parties"
    title = "Units and their figures" if view.grouped else "Every party and its figures"
    rows: list[Row] = [_party(view, row) for row in view.analysis.parties]
    scale = scale_of(view)
    headings = (
        Heading("Party"),
        *WHO,
        Heading("Customers", "whole"),
        Heading("Suppliers", "whole"),
        Heading("Parties that depend on it", "whole"),
        Heading("Steps from the customer", "whole"),
        Heading("Weight of those waiting", "decimal"),
        Heading("Ways through it", "share"),
        Heading("Pressure (0 to 100)", "rating"),
        Heading("Load (hours a week)", "hours"),
        Heading("Needs of unknown load", "whole"),
        Heading("Hours taken", "share"),
        Heading("Parties that stop without it", "whole"),
        Heading("How many let down", "whole"),
        Heading("Lets down"),
        Heading(f"How it serves ({scale})", "rating"),
        Heading(f"How it is served ({scale})", "rating"),
        Heading("More or less than it expects", "signed"),
    )
    if not rows:
        return nothing(sheet, title, EmptySection("parties"))
    return Part(
        sheet,
        title,
        f"{sentence(view.counted_rows(len(rows)))} What is not known is empty.",
        table(headings, rows, whole=True),
    )


def _party(view: View, row: PartyRow) -> Row:
    return (
        *who(view, row.id),
        row.customers,
        row.suppliers,
        row.reach,
        row.level,
        row.demand,
        row.through,
        row.gateway,
        hours(row.load),
        row.load_unknown,
        row.utilisation,
        row.impact,
        len(row.stops),
        several(view, row.stops),
        row.satisfaction_given,
        row.satisfaction_received,
        row.gap,
    )
