"""The sheets on what can fail: single points of failure, bottlenecks, stand-ins, and absences that
do harm together."""

from __future__ import annotations

from collections.abc import Sequence

from internalmap.model.phrases import ASK, after, listed, sources
from internalmap.reports.analyze.sections.bottlenecks import FULL, bottlenecks, waited_for
from internalmap.reports.analyze.sections.fallbacks import (
    by_time,
    overloads,
    paper_fallbacks,
    urgency,
)
from internalmap.reports.analyze.sections.fragile import fragile
from internalmap.reports.analyze.sections.single_points import single, units
from internalmap.reports.analyze.view import View
from internalmap.reports.analyze.workbook.naming import (
    NAMED,
    WHO,
    empty_sheet,
    hours,
    said,
    several,
    sheet_of,
    what_for,
    who,
)
from internalmap.reports.blocks import Column, EmptySection, Section, Value, values_table
from internalmap.results.analyze import STRAINED, HollowFallback, SinglePoint
from internalmap.text.escape import printable


def single_points_sheet(view: View) -> Section:
    """Parties whose absence alone is enough, one row each; those that are no whole unit first."""
    sheet, title = "Single points of failure", "Single points of failure"
    found = view.analysis.single_points_of_failure
    words = said(single(view))
    if not found:
        return sheet_of(sheet, title, words, sought=bool(view.heard))
    run_of = {party: run for run in view.analysis.runs if len(run) > 1 for party in run}
    rows: list[Sequence[Value]] = [
        (
            *who(view, point.party),
            "no" if point.single else "yes",
            several(view, point.stops),
            len(point.stops),
            hours(point.after),
            hours(point.restore),
            _in_time(point),
            point.impact,
            point.frequency,
            view.names.chain(point.way) if len(point.way) > 1 else "",
            view.names.chain(run_of[point.party]) if point.party in run_of else "",
        )
        for point in sorted(found, key=lambda point: not point.single)
    ]
    columns = (
        Column("Who is missing"),
        *WHO,
        Column("A whole unit"),
        Column("Lets down"),
        Column("How many let down", format="whole"),
        Column("How soon (hours)", format="hours"),
        Column("Back after (hours)", format="hours"),
        Column("Back in time"),
        Column("Other parties that stop", format="whole"),
        Column("Due at least (times a week)", format="decimal"),
        Column("Way"),
        Column("Run in which no step has a fallback"),
    )
    return sheet_of(
        sheet,
        title,
        f"{words} {said(units(view))} How soon: the hours until the first of those let down "
        "stops.".replace("  ", " "),
        values_table(columns, rows),
        "Next: name a stand-in for the first in the list, and ask how soon each is back where that "
        "is not known.",
    )


def _in_time(point: SinglePoint) -> str:
    if point.restore is None:
        return ASK
    if point.covered:
        return "in time"
    return "not compared" if point.after is None else "too late"


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
                point.gateway,
                row.customers,
                point.demand,
                point.through,
                point.utilisation,
                _strain(point.utilisation),
                row.reach,
                row.impact,
            )
        )
    columns = (
        Column("Who"),
        *WHO,
        Column("Rank", format="whole"),
        Column("Pressure (0 to 100)", format="rating"),
        Column("Parties waiting", format="whole"),
        Column("Weight of those waiting", format="decimal"),
        Column("Ways through it", format="share"),
        Column("Hours taken", format="share"),
        Column("How busy"),
        Column("Parties that depend on it", format="whole"),
        Column("Parties that stop without it", format="whole"),
    )
    return sheet_of(
        sheet,
        title,
        said(section),
        values_table(columns, rows),
        "Next: ask who could take work off the first in the list, and which of its customers could "
        "ask for less.",
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
            len(hollow.defeated_by),
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
    left = len(hollow.defeated_by) - len(shown)
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
            printable(row.gone),
            view.names.short(row.overloaded),
            printable(row.overloaded),
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


def together_sheet(view: View) -> Section:
    """Absences that let somebody down only together, one row for each whom they let down."""
    sheet, title = "Absences together", "Absences that do harm together"
    section = fragile(view)
    if isinstance(section, EmptySection):
        return empty_sheet(sheet, title, section)
    rows: list[Sequence[Value]] = [
        (
            f"several inside {view.names.short(one.parties[0])}"
            if len(one.parties) == 1
            else several(view, one.parties),
            len(one.parties),
            view.names.short(one.protected),
            printable(one.protected),
        )
        for one in view.analysis.fragile_sets or ()
    ]
    columns = (
        Column("Missing together"),
        Column("How many", format="whole"),
        Column("Lets down"),
        Column("Id"),
    )
    return sheet_of(
        sheet,
        title,
        said(section),
        values_table(columns, rows),
        "Next: see to it that those of one row are never away together.",
    )
