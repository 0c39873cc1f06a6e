"""The levels of the pyramid in rows: who stands in which, in what order, and how much room the
lines between them need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from internalmap.diagrams.chart.chart import Box, Link
from internalmap.diagrams.pyramid.barycenter import barycenter_order
from internalmap.diagrams.pyramid.rows import Rows, Size, Spacing, arrange_rows

#: The room between boxes: more where a gap has more lines than the first number, by so much for
#: each, up to a most; and the same between rows.
_IN_GAP, _WIDER, _WIDEST = 0.4, 6.0, 28.0
_BETWEEN_ROWS, _HIGHER, _HIGHEST = 6.0, 0.8, 50.0
_WEIGHTS = {"essential": 1.0, "important": 0.6, "helpful": 0.4}


def levels_of(boxes: Sequence[Box]) -> dict[int, list[str]]:
    """The boxes of each level that has any, the customers first."""
    found: dict[int, list[str]] = {}
    for box in boxes:
        if box.level is not None:
            found.setdefault(box.level, []).append(box.id)
    return dict(sorted(found.items()))


def stack_levels(
    levels: Mapping[int, Sequence[str]],
    sizes: Mapping[str, Size],
    links: Sequence[Link],
    beside: float,
) -> Rows:
    """The levels in rows between the sides of the pyramid, with more room where there are many
    lines. `beside` is what stands left of the picture."""
    ordered = barycenter_order(list(levels.values()), _pulls(links))
    depths = _depths(links, levels)
    usual = Spacing()
    found = arrange_rows(ordered, sizes, beside, depths, usual)
    room = _room(found, links)
    return found if room == usual else arrange_rows(ordered, sizes, beside, depths, room)


def _room(found: Rows, links: Sequence[Link]) -> Spacing:
    """How much room so many lines need."""
    rows = [row for band in found.bands for row in band.rows if row]
    row_of = {box: number for number, row in enumerate(rows) for box, *_ in row}
    steps = [
        abs(row_of[link.supplier] - row_of[link.customer])
        for link in links
        if link.supplier in row_of and link.customer in row_of
    ]
    usual = Spacing()
    if not steps:
        return usual
    passing = sum(max(0, step - 1) for step in steps) / (len(row_of) + len(rows))
    between = sum(max(1, step) for step in steps) / len(rows)
    return Spacing(
        min(_WIDEST, usual.gap + _WIDER * max(0.0, passing - _IN_GAP)),
        min(_HIGHEST, usual.row_gap + _HIGHER * max(0.0, between - _BETWEEN_ROWS)),
    )


def _pulls(links: Sequence[Link]) -> list[tuple[str, str, float]]:
    """Who is to stand close to whom, and how much that matters."""
    return [
        (link.supplier, link.customer, 0.5 if link.staffing else _WEIGHTS[link.importance])
        for link in links
    ]


def _depths(links: Sequence[Link], levels: Mapping[int, Sequence[str]]) -> dict[str, int]:
    """How many steps it is inside a box's own level to one that serves a level above: a unit's own
    people stand below the unit."""
    level_of = {box: level for level, inside in levels.items() for box in inside}
    suppliers: dict[str, list[str]] = {}
    edge: set[str] = set()
    for link in links:
        upper, lower = level_of.get(link.customer), level_of.get(link.supplier)
        if upper is None or lower is None:
            continue
        if upper < lower:
            edge.add(link.supplier)
        elif upper == lower:
            suppliers.setdefault(link.customer, []).append(link.supplier)
    found = dict.fromkeys(edge, 0)
    depth = 0
    while edge:
        depth += 1
        edge = {box for customer in edge for box in suppliers.get(customer, ())} - found.keys()
        found |= dict.fromkeys(edge, depth)
    return {box: found.get(box, depth) for box in level_of}
