"""The orders that results of several analyses stand in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from internalmap.analyses.absence.grades import band
from internalmap.results.analyze import STRAINED, Bottleneck, NeedRef, PartyRow, SinglePoint


def need_ref_order(need: NeedRef) -> tuple[str, str, tuple[str, ...]]:
    """The order of needs where they are named: as of `model.organization.need_order`."""
    return (need.customer or "", need.service or "", need.suppliers)


def point_order(
    point: SinglePoint, bands: Sequence[float]
) -> tuple[int, int, int, float, int, str]:
    """The order of single points of failure, the worst first."""
    return (
        point.grade,
        band(point.needed, bands),
        -len(point.let_down),
        point.needed or 0,
        -point.impact,
        point.party,
    )


#: What single points of failure can be ordered by.
ORDERS = ("soon", "customers", "impact")


def in_order(
    points: Iterable[SinglePoint], order: str, bands: Sequence[float]
) -> tuple[SinglePoint, ...]:
    """Single points of failure, the worst first (`soon`), those that let most protected parties
    down first, or those with the largest impact first; the rest of the order is that of `soon`."""

    def key(point: SinglePoint) -> tuple[Any, ...]:
        figure = {"customers": len(point.let_down), "impact": point.impact}.get(order, 0)
        return (-figure, *point_order(point, bands))

    return tuple(sorted(points, key=key))


def ranking(rows: Sequence[PartyRow], sort: str, top: int) -> tuple[Bottleneck, ...]:
    """The first parties by a figure, the largest first, unknown last, ties by id.

    By utilisation, those strained come first; then all others by demand, `through` and id.
    Figures that differ only by what floating-point sums leave over count as equal.
    """

    def key(row: PartyRow) -> tuple[Any, ...]:
        if sort == "utilisation":
            used = row.utilisation or 0
            strained = used if used >= STRAINED else 0
            return (-strained, -row.demand, -round(row.through, 12), row.id)
        value: float | None = getattr(row, sort)
        return (value is None, -round(value or 0.0, 12), row.id)

    return tuple(
        Bottleneck(row.id, row.utilisation, row.demand, row.through, row.gateway)
        for row in sorted(rows, key=key)[:top]
    )
