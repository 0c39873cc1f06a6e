"""Paper fallbacks, which one absence defeats, and stand-ins that could not carry the work."""

from __future__ import annotations

from internalmap.model.organization import IMPORTANCES
from internalmap.model.phrases import after, counted, listed, percent, sentence, sources
from internalmap.reports.analyze.view import View
from internalmap.reports.blocks import Cell, Column, EmptySection, Section, Step, table
from internalmap.results.analyze import Defeat, HollowFallback

#: How many of the absences that defeat one fallback are named.
_NAMED = 3


def paper_fallbacks(view: View) -> Section | EmptySection:
    """Needs whose fallback exists on paper only, essential ones first, then the soonest."""
    heading = "Paper fallbacks: stand-ins that fail together"
    hollow = sorted(view.analysis.hollow_fallbacks, key=urgency)
    if not hollow:
        works = view.analysis.works
        if works.fails_anyway:
            return EmptySection("paper fallbacks")
        if works.fallbacks_that_hold:
            return EmptySection(f"paper fallbacks (every fallback holds, {view.whoever})")
        return EmptySection("paper fallbacks (no need has more suppliers than it takes)")
    columns = (
        Column("What"),
        Column("Suppliers"),
        Column("Importance"),
        Column("Unmet"),
        Column("One absence that defeats it", under=True),
    )
    return Section(
        "fallbacks",
        heading,
        lead=(
            Cell(
                sentence(
                    f"{counted(len(hollow), 'need has a fallback', 'needs have a fallback')} that "
                    "a single absence defeats: it leaves too few of the suppliers"
                )
            ),
        ),
        body=(
            table(
                columns,
                [_row(view, need) for need in hollow[: view.top]],
                view.more(len(hollow), "need"),
            ),
        ),
        next=_next(view, hollow[0]),
    )


def overloads(view: View) -> Section | None:
    """Stand-ins that an absence takes above their capacity; nothing where there are none."""
    found = view.analysis.overloads
    if not found:
        return None
    columns = (Column("Who is missing"), Column("Who has to carry it"), Column("How busy then"))
    rows = [
        (
            Cell(view.names.full(row.gone), "name"),
            Cell(view.names.full(row.overloaded)),
            Cell(f"{percent(row.utilisation)} of its hours", "bad"),
        )
        for row in found[: view.top]
    ]
    return Section(
        "overloads",
        "Stand-ins that could not carry the work",
        lead=(
            Cell(
                "These can do their own work, but not that of the missing as well; "
                f"{counted(len(found), 'case')}."
            ),
        ),
        body=(table(columns, rows, view.more(len(found), "case")),),
        next=Step(
            f"Next: agree what {view.names.short(found[0].overloaded)} leaves undone while "
            f"standing in for {view.names.short(found[0].gone)}:",
            view.card(found[0].overloaded),
        ),
    )


def urgency(hollow: HollowFallback) -> tuple[int, bool, float]:
    """The order of the paper fallbacks: by importance, then the soonest first."""
    soonest = hollow.defeated_by[0].after if hollow.defeated_by else None
    return (IMPORTANCES.index(hollow.importance), soonest is None, soonest or 0.0)


def _row(view: View, hollow: HollowFallback) -> tuple[Cell, ...]:
    soonest = hollow.defeated_by[0].after if hollow.defeated_by else None
    return (
        Cell(view.need(hollow.need), "name"),
        Cell(sources(view.names, hollow.need.suppliers, hollow.at_least)),
        Cell(hollow.importance, "bad" if hollow.importance == "essential" else "plain"),
        Cell(after(soonest)),
        Cell(defeated_by(view, hollow)),
    )


def defeated_by(view: View, hollow: HollowFallback) -> str:
    """Those who defeat it with the time each takes; equal times are said once."""
    named = hollow.defeated_by[:_NAMED]
    parts = [
        f"{listed(view.names.shorts(names), 'or')} ({after(time)})"
        for time, names in by_time(named)
    ]
    left = hollow.defeated_by_total - len(named)
    return listed([*parts, counted(left, "other")] if left else parts, "or")


def by_time(defeats: tuple[Defeat, ...]) -> list[tuple[float | None, list[str]]]:
    """Those who defeat a fallback, together where it takes them the same time."""
    groups: list[tuple[float | None, list[str]]] = []
    for defeat in defeats:
        if not groups or groups[-1][0] != defeat.after:
            groups.append((defeat.after, []))
        groups[-1][1].append(defeat.party)
    return groups


def _next(view: View, hollow: HollowFallback) -> Step:
    what = view.need(hollow.need)
    if not hollow.defeated_by:
        return Step(f"Next: find a supplier of {what} that stands on its own feet.")
    worst = hollow.defeated_by[0].party
    return Step(
        f"Next: find a supplier of {what} that does not lean on {view.names.short(worst)}:",
        view.card(worst),
    )
