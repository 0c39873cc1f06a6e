"""Lines without what is not needed of their bends, by elastic bands (Quinlan and Khatib 1993): each
place on a line goes to the middle of those beside it, as long as it goes behind no box."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import ceil, dist

from internalmap.diagrams.drawing.scene import Point
from internalmap.diagrams.map.geometry import Ends
from internalmap.diagrams.map.places import Area, EdgePath, polyline

#: Places on a line are so far apart.
_STEP = 11.0
#: They stay so far from boxes, and from the words of others.
_AWAY, _CLEAR = 5.0, 2.0
#: A piece of a curve has its handles at such a share of the way to the next place.
_HANDLE = 1 / 6


def smooth(
    path: EdgePath, ends: Ends, boxes: Sequence[Area], words: Sequence[Area], times: int
) -> EdgePath:
    """The same course, gentler the more `times` its places move: its ends stay where they are, and
    it goes through no words of another line."""
    line = _places([*polyline(path)])
    if len(line) < 4:
        return path
    xs, ys = [x for x, _ in line], [y for _, y in line]
    left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
    walls = [
        (each.x - away, each.y - away, each.x + each.width + away, each.y + each.height + away)
        for each, away in (
            *((box, 0.0 if box in ends else _AWAY) for box in boxes),
            *((area, _CLEAR) for area in words),
        )
        if each.x - away < right
        and each.x + each.width + away > left
        and each.y - away < bottom
        and each.y + each.height + away > top
    ]
    for _ in range(times):
        for at in range(1, len(line) - 1):
            (a, b), (x, y), (c, d) = line[at - 1 : at + 2]
            line[at] = _out(((a + c) / 4 + x / 2, (b + d) / 4 + y / 2), walls)
    return _curve(line, dist(path.points[-1], path.tip))


def _places(line: Sequence[Point]) -> list[Point]:
    """Places on a line, as far from each other."""
    long = sum(dist(a, b) for a, b in pairwise(line))
    pieces = max(1, ceil(long / _STEP))
    found, gone, at = [line[0]], 0.0, 1
    for a, b in pairwise(line):
        length = dist(a, b)
        while at < pieces and at * long / pieces <= gone + length:
            t = (at * long / pieces - gone) / (length or 1.0)
            found.append((a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t))
            at += 1
        gone += length
    return [*found, line[-1]]


def _out(at: Point, walls: Sequence[tuple[float, float, float, float]]) -> Point:
    """A place, or the nearest at the border of a box that it is in."""
    x, y = at
    for left, top, right, bottom in walls:
        if left < x < right and top < y < bottom:
            ways = (
                (x - left, left, y),
                (right - x, right, y),
                (y - top, x, top),
                (bottom - y, x, bottom),
            )
            _, x, y = min(ways)
    return x, y


def _curve(line: list[Point], head: float) -> EdgePath:
    """A curve through places (Catmull and Rom 1974), whose head is so long."""
    tip = line[-1]
    while len(line) > 3 and dist(line[-2], tip) < head * 1.2:
        del line[-2]
    (x, y), length = line[-2], dist(line[-2], tip) or 1.0
    share = min(1.0, head / length)
    line[-1] = (tip[0] + (x - tip[0]) * share, tip[1] + (y - tip[1]) * share)
    points = [line[0]]
    for at in range(len(line) - 1):
        one, other = line[at], line[at + 1]
        before, after = line[max(at - 1, 0)], line[min(at + 2, len(line) - 1)]
        points += [
            (one[0] + (other[0] - before[0]) * _HANDLE, one[1] + (other[1] - before[1]) * _HANDLE),
            (other[0] - (after[0] - one[0]) * _HANDLE, other[1] - (after[1] - one[1]) * _HANDLE),
            other,
        ]
    return EdgePath(tuple(points), tip, None)
