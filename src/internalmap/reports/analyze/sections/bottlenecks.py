"""Bottlenecks: who is waited for most, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from internalmap.model.phrases import counted, decimal, percent
from internalmap.reports.analyze.view import View
from internalmap.reports.blocks import Cell, Column, EmptySection, Section, Step, table
from internalmap.results.analyze import STRAINED, Bottleneck

#: Above this share of its working time a party is overloaded.
FULL = 1.0

#: The figures of the ranking that count those who depend on a party, waiting or not.
_BY_DEPENDENTS = ("reach", "impact")
_SORTED: Mapping[str, str] = {
    "utilisation": "those with the fullest hours first, then those whom most wait for",
    "gateway": "by how many others they are the only way for",
    "demand": "by how many wait for them, and how badly",
    "through": "by how much of the way to the customers runs through them",
    "reach": "by how many depend on them, directly or not",
    "impact": "by how many stop without them",
}


def bottlenecks(view: View) -> Section | EmptySection:
    """The first of the ranking, with the figures that it goes by."""
    sort = view.analysis.sort
    points = [point for point in view.analysis.bottlenecks if waited_for(view, point.party)]
    total = sum(waited_for(view, id) for id in view.rows)
    if not points:
        if total:
            return EmptySection("bottlenecks (left out, as asked)", sought=False)
        return EmptySection("bottlenecks (nobody in the model waits for anybody)")
    columns = (
        Column("Who"),
        Column("Hours taken"),
        Column("Waiting", right=True),
        Column("Weight", right=True),
        Column("The only way for"),
        Column("Ways through"),
        Column("Depend on them" if sort == "reach" else "Others stopped", right=True),
    )
    shown = points[: view.top]
    return Section(
        "bottlenecks",
        "Bottlenecks: where work waits",
        lead=(Cell(_lead(view, shown, total)),),
        body=(
            table(
                columns,
                [_row(view, point, sort) for point in shown],
                view.more(total, *_noun(view), shown=len(shown)),
            ),
        ),
        next=Step(
            f"Next: ask who could take work off {view.names.short(points[0].party)}, and who of "
            "the customers could ask for less:",
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


def _lead(view: View, shown: Sequence[Bottleneck], total: int) -> str:
    sort = view.analysis.sort
    first = "All" if len(shown) == total else f"The first {len(shown):,} of"
    rows = f"{first} {view.counted_rows(total)}"
    if len(shown) == total <= 2:
        rows = f"Both {_noun(view)[1]}" if total == 2 else "The only one"
    verb = "depend on" if sort in _BY_DEPENDENTS else "wait for"
    unknown = sum(point.utilisation is None for point in shown)
    hours = ""
    if unknown == len(shown):
        hours = " Nobody's hours are known."
    elif unknown:
        hours = f" The hours of {unknown:,} of them are not known."
    return f"{rows} that others {verb}, {_SORTED.get(sort, _SORTED['utilisation'])}.{hours}"


def _noun(view: View) -> tuple[str, str]:
    return ("unit", "units") if view.grouped else ("party", "parties")


def waited_for(view: View, id: str) -> bool:
    """Whether a party belongs in the ranking: something waits for it, or rests on it."""
    row = view.rows.get(id)
    if row is None:
        return False
    rests = row.reach or row.impact if view.analysis.sort in _BY_DEPENDENTS else 0
    return bool(row.demand or row.utilisation or rests)


def _with_ways(view: View) -> bool:
    """Whether the share of the ways is shown: where the figures of the whole are, or it ranks."""
    return view.structure or view.analysis.sort == "through"


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
        Cell("") if point.utilisation is None else taken(point.utilisation),
        Cell(counted(customers, "party", "parties")),
        Cell(decimal(point.demand)),
        Cell("" if not point.gateway else counted(point.gateway, "other")),
        Cell(percent(point.through) if _with_ways(view) and point.through else ""),
        Cell(last),
    )
