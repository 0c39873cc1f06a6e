"""The sheets on who is waited for, and on stand-ins: bottlenecks, paper fallbacks, overloads."""

from __future__ import annotations

from collections.abc import Sequence

from internalmap.model.phrases import after, listed, sources
from internalmap.reports.analyze.sections.bottlenecks import FULL, bottlenecks, waited_for
from internalmap.reports.analyze.sections.fallbacks import (
    by_time,
    overloads,
    paper_fallbacks,
    urgency,
)
from internalmap.reports.analyze.view import View
from internalmap.reports.analyze.workbook.naming import (
    NAMED,
    WHO,
    empty_sheet,
    said,
    sheet_of,
    what_for,
    who,
)
from internalmap.reports.blocks import Column, EmptySection, Section, Value, hours, values_table
from internalmap.results.analyze import STRAINED, HollowFallback
from internalmap.text.escape import escape


def bottlenecks_sheet(view: View) -> Section:
    """The ranking, as long as it was asked for."""
    sheet, title = "Bottlenecks", "Bottlenecks: where work waits"
    section = bottlenecks(view)
    if isinstance(section, EmptySection):
        return empty_sheet(sheet, title, section)
    points = [point for point in view.analysis.bottlenecks if waited_for(view, point.party)]
    rows: list[Sequence[Value]] = []
    for rank, point in enumerate(points, 1):
        row = view.rows[point.party]
        rows.append(
            (
                *who(view, point.party),
                rank,
                point.utilisation,
                _strain(point.utilisation),
                row.customers,
                point.demand,
                point.gateway,
                point.through,
                row.reach,
                row.impact,
            )
        )
    columns = (
        Column("Who"),
        *WHO,
        Column("Rank", format="whole"),
        Column("Hours taken", format="share"),
        Column("How busy"),
        Column("Parties waiting", format="whole"),
        Column("Weight of those waiting", format="decimal"),
        Column("The only way for so many others", format="whole"),
        Column("Ways through it", format="share"),
        Column("Parties that depend on it", format="whole"),
        Column("Parties that stop without it", format="whole"),
    )
    return sheet_of(
        sheet,
        title,
        said(section),
        values_table(columns, rows),
        "Next: ask who could take work off the first in the list, and who of the customers "
        "could ask for less.",
    )


def _strain(utilisation: float | None) -> str:
    if utilisation is None or utilisation < STRAINED:
        return ""
    return "overloaded" if utilisation > FULL else "strained"


def paper_fallbacks_sheet(view: View) -> Section:
    """Needs whose fallback one absence defeats."""
    sheet, title = "Paper fallbacks", "Paper fallbacks: stand-ins that fail together"
    section = paper_fallbacks(view)
    if isinstance(section, EmptySection):
        return empty_sheet(sheet, title, section)
    rows: list[Sequence[Value]] = [
        (
            *what_for(view, hollow.need),
            sources(view.names, hollow.need.suppliers, hollow.at_least),
            hollow.importance,
            hours(hollow.defeated_by[0].after) if hollow.defeated_by else None,
            hollow.defeated_by_total,
            _defeats(view, hollow),
        )
        for hollow in sorted(view.analysis.hollow_fallbacks, key=urgency)
    ]
    columns = (
        Column("What"),
        Column("For"),
        Column("Suppliers"),
        Column("Importance"),
        Column("How soon (hours)", format="hours"),
        Column("Absences that defeat it", format="whole"),
        Column("Each of them alone"),
    )
    return sheet_of(
        sheet,
        title,
        f"{said(section)} How soon: the hours until the need goes unmet, after the absence that "
        "is felt first.",
        values_table(columns, rows),
        "Next: find, for each, a supplier that does not lean on those who defeat it.",
    )


def _defeats(view: View, hollow: HollowFallback) -> str:
    shown = hollow.defeated_by[:NAMED]
    parts = [
        f"{listed(view.names.shorts(ids), 'or')} ({after(time)})" for time, ids in by_time(shown)
    ]
    left = hollow.defeated_by_total - len(shown)
    return "; ".join([*parts, f"and {left:,} more"] if left else parts)


def overloads_sheet(view: View) -> Section:
    """Stand-ins that an absence takes above their capacity."""
    sheet, title = "Overloaded stand-ins", "Stand-ins that could not carry the work"
    found = view.analysis.overloads
    section = overloads(view)
    if not found or section is None:
        if found is None:
            text = "stand-ins that could not carry the work (no load or no capacity is known)"
            return empty_sheet(sheet, title, EmptySection(text, sought=False))
        return empty_sheet(sheet, title, EmptySection("stand-ins that could not carry the work"))
    rows: list[Sequence[Value]] = [
        (
            view.names.short(row.gone),
            escape(row.gone),
            view.names.short(row.overloaded),
            escape(row.overloaded),
            row.utilisation,
        )
        for row in found
    ]
    columns = (
        Column("Who is missing"),
        Column("Id"),
        Column("Who has to carry it"),
        Column("Its id"),
        Column("Hours taken then", format="share"),
    )
    return sheet_of(
        sheet,
        title,
        said(section),
        values_table(columns, rows),
        "Next: agree what each leaves undone while it stands in for the missing.",
    )
