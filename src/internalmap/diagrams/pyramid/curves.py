"""The curves of lines that know their way: straight between boxes that they pass, and turning only
in the free space above and below a row."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from internalmap.diagrams.drawing.scene import Point
from internalmap.diagrams.pyramid.edge_routing import ABOVE, Area, EdgeRequest, GapCrossing, Tier

#: Arcs between boxes of one row rise by so much, and more the longer they are, as far as such a
#: share of the space above the row allows.
_ARC, _LONGER, _SHARE = 9.0, 0.035, 0.92
#: So far a line may leave the strip above or below its own box before it is out of the row.
_OUT = 3.0
#: How often the interval is halved in which a curve leaves a row.
_HALVINGS = 20

#: A point of a line, and how far it goes sideways there for each point that it goes down.
_Knot = tuple[float, float, float]
_Curve = tuple[Point, Point, Point, Point]


def edge_curve(
    ends: tuple[Point, Point],
    boxes: tuple[Area, Area],
    request: EdgeRequest,
    line: Sequence[GapCrossing],
    tiers: Sequence[Tier],
) -> tuple[Point, ...]:
    """A line from one row to another."""
    down = request.end > request.start
    first, last = tiers[request.start], tiers[request.end]
    knots: list[_Knot] = [(*ends[0], 0.0)]
    for each in line:
        tier = tiers[each.tier]
        ys = (tier.top, tier.bottom) if down else (tier.bottom, tier.top)
        lean = (each.leaves - each.enters) / (ys[1] - ys[0])
        knots += [(each.enters, ys[0], lean), (each.leaves, ys[1], lean)]
    knots.append((*ends[1], 0.0))
    edges = first.bottom if down else first.top, last.top if down else last.bottom
    # From the end back: a curve that gets longer only becomes steeper where it begins.
    if not _leaves(_bent(knots[-1], knots[-2]), edges[1], boxes[1]):
        knots.insert(-1, (ends[1][0], edges[1], 0.0))
    if not _leaves(_bent(knots[0], knots[1]), edges[0], boxes[0]):
        knots.insert(1, (ends[0][0], edges[0], 0.0))
    points: list[Point] = [ends[0]]
    for one, other in pairwise(knots):
        points += _bent(one, other)[1:]
    return tuple(points)


def _bent(one: _Knot, other: _Knot) -> _Curve:
    """A curve from knot to knot, without a kink there, that never turns back up or down."""
    (x, y, lean), (to_x, to_y, to_lean) = one, other
    half = (to_y - y) * 0.5
    return (x, y), (x + lean * half, y + half), (to_x - to_lean * half, to_y - half), (to_x, to_y)


def _leaves(curve: _Curve, edge: float, box: Area) -> bool:
    """Whether a curve from a box is still above or below it where it leaves the row, at some y. A
    box that is lower than others in its row would else have lines that come upon those."""
    start, end = curve[0], curve[3]
    if abs(edge - start[1]) <= ABOVE or (edge - start[1]) * (end[1] - start[1]) <= 0:
        return True
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        t = (low + high) / 2
        if abs(_at(curve, t, 1) - start[1]) < abs(edge - start[1]):
            low = t
        else:
            high = t
    return box.x - _OUT <= _at(curve, high, 0) <= box.x + box.width + _OUT


def _at(curve: _Curve, t: float, axis: int) -> float:
    one, two, three, four = (point[axis] for point in curve)
    u = 1 - t
    return u * u * u * one + 3 * t * u * u * two + 3 * t * t * u * three + t * t * t * four


def arc(start: Point, end: Point, top: float, above: float) -> tuple[Point, ...]:
    """A line between two boxes of a row, through the free space above it: between `top` and the
    row `above`."""
    rise = min(_SHARE * (top - above), _ARC + _LONGER * abs(end[0] - start[0]))
    high = top - rise / 0.75  # where the handles are: the curve goes three quarters of the way
    low = min(top, end[1])
    points = [start, start, (start[0], top), (start[0], top)]
    points += [(start[0], high), (end[0], high), (end[0], low)]
    if end[1] > low:
        points += [(end[0], low), end, end]
    return tuple(points)
