"""What can be measured in a map that is laid out: where its lines go, how often they cross, and how
many run back."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import dist

from internalmap.diagrams.drawing.scene import Point
from internalmap.diagrams.map.places import Area, Polyline

#: Lines that meet so near a box that both lead to do not cross there: they come together.
_MEETING = 6.0
_CELL = 80.0

#: The boxes at the two ends of a line.
Ends = tuple[Area, Area]


def crossings(lines: Sequence[Polyline], ends: Sequence[Ends], most: int | None = None) -> int:
    """How many pairs of lines cross, away from a box that both lead to; no more than `most` are
    counted, and one."""
    cells: dict[tuple[int, int], list[tuple[int, Point, Point]]] = {}
    found: set[tuple[int, int]] = set()
    for number, line in enumerate(lines):
        for a, b in pairwise(line):
            for i in range(int(min(a[0], b[0]) // _CELL), int(max(a[0], b[0]) // _CELL) + 1):
                for j in range(int(min(a[1], b[1]) // _CELL), int(max(a[1], b[1]) // _CELL) + 1):
                    there = cells.setdefault((i, j), [])
                    for other, c, d in there:
                        if other == number or (other, number) in found:
                            continue
                        at = _meet(a, b, c, d)
                        if at is not None and not _come_together(at, ends[number], ends[other]):
                            found.add((other, number))
                            if most is not None and len(found) > most:
                                return len(found)
                    there.append((number, a, b))
    return len(found)


def crossing_pairs(
    number: int, line: Polyline, lines: Sequence[Polyline], ends: Sequence[Ends]
) -> int:
    """How many of the other lines one of them would cross if it went by these pieces."""
    count = 0
    around = _bounds(line)
    for other, course in enumerate(lines):
        if other == number:
            continue
        own = _pieces(line, _bounds(course))
        count += bool(own) and any(
            (at := _meet(a, b, c, d)) is not None
            and not _come_together(at, ends[number], ends[other])
            for c, d in _pieces(course, around)
            for a, b in own
        )
    return count


def _pieces(line: Polyline, bounds: tuple[float, float, float, float]) -> list[tuple[Point, Point]]:
    """The pieces of a line that come into a rectangle, or near it."""
    left, right, top, bottom = bounds
    return [
        (a, b)
        for a, b in pairwise(line)
        if not (
            (a[0] < left and b[0] < left)
            or (a[0] > right and b[0] > right)
            or (a[1] < top and b[1] < top)
            or (a[1] > bottom and b[1] > bottom)
        )
    ]


def _bounds(line: Polyline) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in line], [y for _, y in line]
    return min(xs), max(xs), min(ys), max(ys)


def _come_together(at: Point, one: Ends, other: Ends) -> bool:
    return any(
        area in other
        and area.x - _MEETING < at[0] < area.x + area.width + _MEETING
        and area.y - _MEETING < at[1] < area.y + area.height + _MEETING
        for area in one
    )


def _meet(a: Point, b: Point, c: Point, d: Point) -> Point | None:
    """Where two straight pieces cross."""
    if max(a[0], b[0]) < min(c[0], d[0]) or max(c[0], d[0]) < min(a[0], b[0]):
        return None
    if max(a[1], b[1]) < min(c[1], d[1]) or max(c[1], d[1]) < min(a[1], b[1]):
        return None
    rx, ry, sx, sy = b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]
    across = rx * sy - ry * sx
    if abs(across) < 1e-9:
        return None
    qx, qy = c[0] - a[0], c[1] - a[1]
    t, u = (qx * sy - qy * sx) / across, (qx * ry - qy * rx) / across
    if 0 <= t <= 1 and 0 <= u <= 1:
        return (a[0] + t * rx, a[1] + t * ry)
    return None


def behind(lines: Sequence[Polyline], ends: Sequence[Ends], boxes: Sequence[Area]) -> int:
    """How many times a line goes behind a box that it does not lead to."""
    count = 0
    for line, own in zip(lines, ends, strict=True):
        left, right = min(x for x, _ in line), max(x for x, _ in line)
        top, bottom = min(y for _, y in line), max(y for _, y in line)
        for box in boxes:
            if (
                box.x > right
                or box.x + box.width < left
                or box.y > bottom
                or box.y + box.height < top
                or box in own
            ):
                continue
            inner = Area(box.x + 2, box.y + 2, box.width - 4, box.height - 4)
            count += any(touches(inner, a, b) for a, b in pairwise(line))
    return count


def touches(area: Area, a: Point, b: Point) -> bool:
    """Whether a straight piece comes into an area (Liang and Barsky 1984)."""
    low, high = 0.0, 1.0
    for start, step, least, most in (
        (a[0], b[0] - a[0], area.x, area.x + area.width),
        (a[1], b[1] - a[1], area.y, area.y + area.height),
    ):
        if abs(step) < 1e-9:
            if not least <= start <= most:
                return False
            continue
        one, other = sorted(((least - start) / step, (most - start) / step))
        low, high = max(low, one), min(high, other)
    return low <= high


def between(one: Point, other: Point, share: float) -> Point:
    """The place so far on the way from one to the other, as a share of it."""
    return (one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share)


def split(
    a: Point, b: Point, c: Point, d: Point, t: float
) -> tuple[tuple[Point, Point, Point, Point], tuple[Point, Point, Point, Point]]:
    """A Bézier curve in two, at a share of its parameter (de Casteljau).

    >>> split((0, 0), (0, 4), (4, 4), (4, 0), 0.5)[0][3]
    (2.0, 3.0)
    """
    ab, bc, cd = between(a, b, t), between(b, c, t), between(c, d, t)
    abc, bcd = between(ab, bc, t), between(bc, cd, t)
    knot = between(abc, bcd, t)
    return (a, ab, abc, knot), (knot, bcd, cd, d)


def cut(points: Sequence[Point], piece: float) -> list[Point]:
    """The same curve in pieces of about such a length at most."""
    found = [points[0]]
    for at in range(0, len(points) - 3, 3):
        a, b, c, d = points[at : at + 4]
        pieces = max(1, round((dist(a, b) + dist(b, c) + dist(c, d)) / piece))
        for left in range(pieces, 1, -1):
            (_, one, other, a), (_, b, c, d) = split(a, b, c, d, 1 / left)
            found += [one, other, a]
        found += [b, c, d]
    return found
