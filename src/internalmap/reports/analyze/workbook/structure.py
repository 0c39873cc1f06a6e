"""The sheets on how all hangs together: sight of the customers, circles, units, all parties."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from internalmap.model.phrases import counted, sentence
from internalmap.reports.analyze.sections.circles import circles, way_round
from internalmap.reports.analyze.sections.sight import (
    NO_CUSTOMER,
    NO_WAY,
    distinct_headings,
    served,
    sight,
)
from internalmap.reports.analyze.view import View
from internalmap.reports.analyze.workbook.naming import (
    WHO,
    empty_sheet,
    said,
    scale_of,
    several,
    sheet_of,
    who,
)
from internalmap.reports.blocks import (
    Column,
    EmptySection,
    Section,
    Table,
    Value,
    hours,
    values_table,
)
from internalmap.results.analyze import Cycle, PartyRow
from internalmap.text.escape import escape


def sight_sheet(view: View) -> Section:
    """Who has no customer, and from whom no way leads to one."""
    sheet = "Out of sight"
    title = "Without a customer, or out of the customers' sight"
    section = sight(view)
    if isinstance(section, EmptySection):
        return empty_sheet(sheet, title, section)
    alone, blind, serving = distinct_headings(view)
    missing = chain(
        ((id, NO_CUSTOMER) for id in alone),
        ((id, NO_WAY) for id in blind),
        ((id, served(view, members)) for id, members in serving.items()),
    )
    rows: list[Sequence[Value]] = []
    for id, what in missing:
        row = view.rows.get(id)
        rows.append((*who(view, id), what, row.suppliers if row else None))
    columns = (
        Column("Who"),
        *WHO,
        Column("What is missing"),
        Column("Takes from (parties)", format="whole"),
    )
    return sheet_of(
        sheet,
        title,
        said(section),
        values_table(columns, rows),
        "Next: ask each whom it works for, and write the need down.",
    )


def circles_sheet(view: View) -> Section:
    """Circles of needs that stop their customer."""
    sheet, title = "Circles", "Circles: parties that cannot do without each other"
    section = circles(view)
    if isinstance(section, EmptySection):
        return empty_sheet(sheet, title, section)
    return sheet_of(
        sheet,
        title,
        said(section),
        _circle_table(view, view.analysis.essential_cycles),
        "Next: agree, for each circle, who starts again first, and on what.",
    )


def all_circles_sheet(view: View) -> Section:
    """Circles of needs of any importance."""
    sheet, title = "All circles", "Circles of needs, the weaker ones among them"
    found = view.analysis.cycles
    if not found:
        return empty_sheet(sheet, title, EmptySection("circles of needs of any importance"))
    words = sentence(f"{counted(len(found), 'circle')} of needs, the weaker ones among them")
    return sheet_of(sheet, title, words, _circle_table(view, found))


def _circle_table(view: View, found: Sequence[Cycle]) -> Table:
    rows: list[Sequence[Value]] = [
        (
            view.names.chain(way_round(cycle.example or cycle.parties)),
            len(cycle.parties),
            several(view.names, cycle.parties),
        )
        for cycle in found
    ]
    columns = (
        Column("Shortest way round"),
        Column("Parties in the circle", format="whole"),
        Column("Everyone in it"),
    )
    return values_table(columns, rows)


def units_sheet(view: View) -> Section:
    """Units with members, and how many of their ties leave them."""
    sheet, title = "Units", "Units and their ties"
    found = view.analysis.units
    if not found:
        return empty_sheet(sheet, title, EmptySection("units with members"))
    rows: list[Sequence[Value]] = [
        (
            view.names.short(row.unit),
            escape(row.unit),
            row.parties,
            None if row.e_i is None else (1 + row.e_i) / 2,
            row.e_i,
        )
        for row in sorted(found, key=lambda row: (row.e_i is None, row.e_i or 0.0, row.unit))
    ]
    columns = (
        Column("Unit"),
        Column("Id"),
        Column("Parties in it, itself included", format="whole"),
        Column("Ties that leave it", format="share"),
        Column("E-I index", format="signed"),
    )
    return sheet_of(
        sheet,
        title,
        "Every dependency counts, not only essential ones. The E-I index of a unit runs from -1, "
        "where all its ties stay inside, to 1, where all of them leave it.",
        values_table(columns, rows),
        "Next: help across units starts with contacts; see what the first in the list keep to "
        "themselves.",
    )


def parties_sheet(view: View) -> Section:
    """Every party with all its figures."""
    sheet = "Parties"
    title = "Units and their figures" if view.grouped else "Every party and its figures"
    rows: list[Sequence[Value]] = [_party(view, row) for row in view.analysis.parties]
    scale = scale_of(view)
    columns = (
        Column("Party"),
        *WHO,
        Column("Customers", format="whole"),
        Column("Suppliers", format="whole"),
        Column("Parties that depend on it", format="whole"),
        Column("Steps from the customer", format="whole"),
        Column("Weight of those waiting", format="decimal"),
        Column("Ways through it", format="share"),
        Column("The only way for so many others", format="whole"),
        Column("Load (hours a week)", format="hours"),
        Column("Needs of unknown load", format="whole"),
        Column("Hours taken", format="share"),
        Column("Parties that stop without it", format="whole"),
        Column("How many would stop", format="whole"),
        Column("Protected parties that would stop"),
        Column(f"How it serves ({scale})", format="rating"),
        Column(f"How it is served ({scale})", format="rating"),
        Column("More or less than expected", format="signed"),
    )
    if not rows:
        return empty_sheet(sheet, title, EmptySection("parties"))
    return sheet_of(
        sheet,
        title,
        f"{sentence(view.counted_rows(len(rows)))} What is not known is empty.",
        values_table(columns, rows, whole=True),
    )


def _party(view: View, row: PartyRow) -> Sequence[Value]:
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
        several(view.names, row.stops),
        row.satisfaction_given,
        row.satisfaction_received,
        row.gap,
    )
