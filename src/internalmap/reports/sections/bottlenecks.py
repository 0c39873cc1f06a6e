"""Bottlenecks: who is waited for most, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from internalmap.reports.blocks import Cell, Column, Lines, Section, Step, table
from internalmap.reports.view import View
from internalmap.reports.words import counted, decimal, percent
from internalmap.results import Bottleneck

#: From this share of its working time a party is strained, and above the other overloaded.
STRAINED = 0.85
FULL = 1.0

_SORTED: Mapping[str, str] = {
    "pressure": "by pressure",
    "demand": "by how many wait for them, and how badly",
    "through": "by how much of the way to the customers runs through them",
    "utilisation": "by how busy they are",
    "reach": "by how many depend on them, directly or not",
    "impact": "by how many stop without them",
}


def bottlenecks(view: View) -> Section:
    """The first of the ranking, with the parts of the pressure in words."""
    heading = "Bottlenecks: where work waits"
    sort = view.analysis.sort
    points = [point for point in view.analysis.bottlenecks if _counts(view, point)]
    if not points:
        none = Cell("No bottleneck: nobody in the model waits for anybody.", "good")
        if any(row.demand for row in view.analysis.parties):
            none = Cell("Left out, as asked.")
        return Section("bottlenecks", heading, body=(Lines((none,)),))
    columns = (
        Column("Who"),
        Column("Pressure", right=True),
        Column("Waiting", right=True),
        Column("Weight", right=True),
        Column("Ways through it"),
        Column("Hours taken"),
        Column("Depend on it" if sort == "reach" else "Stops", right=True),
    )
    shown = points[: view.top]
    return Section(
        "bottlenecks",
        heading,
        lead=(Cell(_lead(view, shown, sort)),),
        body=(
            table(
                columns,
                _rows(view, shown, sort),
                view.more(len(points), "party", "parties"),
            ),
        ),
        next=Step(
            f"Next: ask who could take work off {view.names.short(points[0].party)}, and which of "
            "its customers could ask for less:",
            view.card(points[0].party),
        ),
    )


def taken(utilisation: float | None) -> Cell:
    """How much of its hours is taken."""
    if utilisation is None:
        return Cell("not known")
    if utilisation > FULL:
        return Cell(f"{percent(utilisation)}: overloaded", "bad")
    if utilisation >= STRAINED:
        return Cell(f"{percent(utilisation)}: strained", "warn")
    return Cell(percent(utilisation))


def _lead(view: View, shown: Sequence[Bottleneck], sort: str) -> str:
    hours = "" if _hours_known(shown) else " Nobody's hours are known."
    order = _SORTED.get(sort, _SORTED["pressure"])
    rows = view.counted_rows(len(view.rows))
    return (
        f"The first {len(shown):,} of {rows}, {order}. Pressure runs to 100: half of it for "
        "those who wait, by weight (an essential customer weighs 1, an important one 0.5, a "
        "helpful one 0.25), half for the ways to the customers that go through it; or the share "
        f"of its hours that is taken, where that is more.{hours}"
    )


def _counts(view: View, point: Bottleneck) -> bool:
    row = view.rows.get(point.party)
    return bool(point.pressure or point.demand or point.utilisation or (row and row.impact))


def _hours_known(points: Sequence[Bottleneck]) -> bool:
    return any(point.utilisation is not None for point in points)


def _rows(view: View, points: Sequence[Bottleneck], sort: str) -> list[tuple[Cell, ...]]:
    """The rows; where nobody's hours are known, that is said once and not in every row."""
    rows = [_row(view, point, sort) for point in points]
    if _hours_known(points):
        return rows
    return [(*row[:-2], Cell(""), row[-1]) for row in rows]


def _row(view: View, point: Bottleneck, sort: str) -> tuple[Cell, ...]:
    figures = view.rows.get(point.party)
    customers = figures.customers if figures else 0
    last = ""
    if figures is not None and sort == "reach":
        last = counted(figures.reach, "party", "parties")
    elif figures is not None and sort == "impact":
        last = counted(figures.impact, "party", "parties")
    return (
        Cell(view.names.full(point.party), "name"),
        Cell(f"{point.pressure * 100:.0f} of 100"),
        Cell(counted(customers, "party", "parties")),
        Cell(decimal(point.demand)),
        Cell(f"{percent(point.through)} of ways" if point.through else "none"),
        taken(point.utilisation),
        Cell(last),
    )
