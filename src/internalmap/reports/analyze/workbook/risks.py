"""The sheets on what can fail: single points of failure, bottlenecks, stand-ins, and absences that
do harm together."""

from __future__ import annotations

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
from internalmap.reports.analyze.workbook.blocks import Heading, Part, Row, table
from internalmap.reports.analyze.workbook.naming import (
    NAMED,
    WHO,
    hours,
    nothing,
    said,
    several,
    what_for,
    who,
)
from internalmap.reports.blocks import EmptySection
from internalmap.results.analyze import STRAINED, HollowFallback, SinglePoint
from internalmap.text.escape import printable


def single_points_sheet(view: View) -> Part:
    """Parties whose absence alone is enough, one row each; those that are no whole unit first."""
    sheet, title = "Single points of failure", "Single points of failure"
    found = view.analysis.single_points_of_failure
    words = said(single(view))
    if not found:
        return Part(sheet, title, words, sought=bool(view.heard))
    run_of = {party: run for run in view.analysis.runs if len(run) > 1 for party in run}
    rows: list[Row] = [
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
    headings = (
        Heading("Who is missing"),
        *WHO,
        Heading("A whole unit"),
        Heading("Lets down"),
        Heading("How many let down", "whole"),
        Heading("How soon (hours)", "hours"),
        Heading("Back after (hours)", "hours"),
        Heading("Back in time"),
        Heading("Other parties that stop", "whole"),
        Heading("Needed (times a week)", "decimal"),
        Heading("Way"),
        Heading("Run in which no step has a fallback"),
    )
    return Part(
        sheet,
        title,
        f"{words} {said(units(view))} How soon: the hours until the first of those let down "
        "stops.".replace("  ", " "),
        table(headings, rows),
        "Next: name a stand-in for the first in the list, and ask how soon each is back where that "
        "is not known.",
    )


def _in_time(point: SinglePoint) -> str:
    if point.restore is None:
        return ASK
    if point.covered:
        return "in time"
    return "not compared" if point.after is None else "too late"


def bottlenecks_sheet(view: View) -> Part:
    """The ranking, as long as it was asked for."""
    sheet, title = "Bottlenecks", "Bottlenecks: where work waits"
    section = bottlenecks(view)
    if isinstance(section, EmptySection):
        return nothing(sheet, title, section)
    points = [point for point in view.analysis.bottlenecks if waited_for(view, point.party)]
    rows: list[Row] = []
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
    headings = (
        Heading("Who"),
        *WHO,
        Heading("Rank", "whole"),
        Heading("Pressure (0 to 100)", "rating"),
        Heading("Parties waiting", "whole"),
        Heading("Weight of those waiting", "decimal"),
        Heading("Ways through it", "share"),
        Heading("Hours taken", "share"),
        Heading("How busy"),
        Heading("Parties that depend on it", "whole"),
        Heading("Parties that stop without it", "whole"),
    )
    return Part(
        sheet,
        title,
        said(section),
        table(headings, rows),
        "Next: ask who could take work off the first in the list, and which of its customers could "
        "ask for less.",
    )


def _strain(utilisation: float | None) -> str:
    if utilisation is None or utilisation < STRAINED:
        return ""
    return "overloaded" if utilisation > FULL else "strained"


def paper_fallbacks_sheet(view: View) -> Part:
    """Needs whose fallback one absence defeats."""
    sheet, title = "Paper fallbacks", "Paper fallbacks: stand-ins that fail together"
    section = paper_fallbacks(view)
    if isinstance(section, EmptySection):
        return nothing(sheet, title, section)
    rows: list[Row] = [
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
    headings = (
        Heading("What"),
        Heading("For"),
        Heading("Suppliers"),
        Heading("Importance"),
        Heading("How soon (hours)", "hours"),
        Heading("Absences that defeat it", "whole"),
        Heading("Each of them alone"),
    )
    return Part(
        sheet,
        title,
        f"{said(section)} How soon: the hours until the need goes unmet, after the absence that "
        "is felt first.",
        table(headings, rows),
        "Next: find, for each, a supplier that does not lean on those who defeat it.",
    )


def _defeats(view: View, hollow: HollowFallback) -> str:
    shown = hollow.defeated_by[:NAMED]
    parts = [
        f"{listed(view.names.shorts(ids), 'or')} ({after(time)})" for time, ids in by_time(shown)
    ]
    left = len(hollow.defeated_by) - len(shown)
    return "; ".join([*parts, f"and {left:,} more"] if left else parts)


def overloads_sheet(view: View) -> Part:
    """Stand-ins that an absence takes above their capacity."""
    sheet, title = "Overloaded stand-ins", "Stand-ins that could not carry the work"
    found = view.analysis.overloads
    section = overloads(view)
    if not found or section is None:
        if found is None:
            text = "stand-ins that could not carry the work (no load or no capacity is known)"
            return nothing(sheet, title, EmptySection(text, sought=False))
        return nothing(sheet, title, EmptySection("stand-ins that could not carry the work"))
    rows: list[Row] = [
        (
            view.names.short(row.gone),
            printable(row.gone),
            view.names.short(row.overloaded),
            printable(row.overloaded),
            row.utilisation,
        )
        for row in found
    ]
    headings = (
        Heading("Who is missing"),
        Heading("Id"),
        Heading("Who has to carry it"),
        Heading("Its id"),
        Heading("Hours taken then", "share"),
    )
    return Part(
        sheet,
        title,
        said(section),
        table(headings, rows),
        "Next: agree what each leaves undone while it stands in for the missing.",
    )


def together_sheet(view: View) -> Part:
    """Absences that let somebody down only together, one row for each whom they let down."""
    sheet, title = "Absences together", "Absences that do harm together"
    section = fragile(view)
    if isinstance(section, EmptySection):
        return nothing(sheet, title, section)
    rows: list[Row] = [
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
    headings = (
        Heading("Missing together"),
        Heading("How many", "whole"),
        Heading("Lets down"),
        Heading("Id"),
    )
    return Part(
        sheet,
        title,
        said(section),
        table(headings, rows),
        "Next: see to it that those of one row are never away together.",
    )
