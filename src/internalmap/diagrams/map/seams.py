"""A map with less empty room: along a seam that runs across it through no box, what lies beyond
comes nearer. (As images are made smaller along seams: Avidan and Shamir 2007.) Between any two
lines, and between a line and a box, nothing changes but how far they are from each other."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from internalmap.diagrams.drawing.scene import Point
from internalmap.diagrams.map.places import Polyline

#: At most so much is taken out along one seam, and so little is not worth one.
_MOST, _LEAST = 16.0, 1.5
#: Lines that lie side by side in a seam keep so much for each.
_LINE = 8.0
#: What is taken out is such a share of a seam at most; it is so wide at most, and its way is made
#: straight so many times.
_SHARE, _RIBBON, _BENDS = 0.6, 60.0, 60
#: A seam is looked at in strips of this width at most.
_STRIP = 30.0


@dataclass(frozen=True, slots=True)
class Block:
    """What no seam runs through: from one place to another across the seams, and along them, with
    the room that it needs before and behind it."""

    start: float
    end: float
    low: float
    high: float
    room: float


@dataclass(frozen=True, slots=True)
class Seam:
    """A band across the whole, by where it lies at some places, with so much less in it."""

    places: tuple[float, ...]
    bands: tuple[Point, ...]
    less: float

    def moved(self, along: float, across: float) -> float:
        """Where something goes."""
        at = bisect_right(self.places, along)
        if at == 0 or at == len(self.places):
            low, high = self.bands[0 if at == 0 else -1]
        else:
            one, other = self.places[at - 1], self.places[at]
            share = (along - one) / (other - one)
            (a, b), (c, d) = self.bands[at - 1], self.bands[at]
            low, high = a + (c - a) * share, b + (d - b) * share
        if across <= low:
            return across
        if across >= high:
            return across - self.less
        return across - self.less * (across - low) / (high - low)


def seam(blocks: Sequence[Block], lines: Sequence[Polyline], size: Point) -> Seam | None:
    """The seam along which most can be taken out, in a drawing so long along it and so wide across,
    if there is one. All is given as along the seam first, then across it."""
    long, wide = size
    cuts = {0.0, long}
    for block in blocks:
        cuts |= {min(max(block.start, 0.0), long), min(max(block.end, 0.0), long)}
    edges = sorted(cuts)
    for one, other in pairwise(list(edges)):
        pieces = int((other - one) / _STRIP)
        edges += [one + (other - one) * step / (pieces + 1) for step in range(1, pieces + 1)]
    edges.sort()
    through = _through(edges, lines)
    gaps = _gaps(edges, blocks, wide)
    if not all(gaps):
        return None

    def slack(at: int, low: float, high: float) -> float:
        there = through[at]
        count = bisect_right(there, high) - bisect_left(there, low)
        return high - low - count * _LINE

    #: For each gap of a strip, the most that a seam up to it can give, and the gap before it.
    best = [[(slack(0, *gap), -1) for gap in gaps[0]]]
    for at in range(1, len(gaps)):
        row = []
        for low, high in gaps[at]:
            found = (-1.0, -1)
            for number, (a, b) in enumerate(gaps[at - 1]):
                if a >= high or b <= low or best[-1][number][0] <= found[0]:
                    continue
                worth = min(best[-1][number][0], slack(at, max(a, low), min(b, high)))
                found = max(found, (worth, number), key=lambda each: each[0])
            row.append(found)
        best.append(row)
    ends = [
        (min(worth, slack(len(gaps), *gaps[-1][number])), number)
        for number, (worth, _) in enumerate(best[-1])
    ]
    less, number = max(ends, key=lambda each: each[0])
    if less < _LEAST:
        return None
    chosen = [number]
    for at in range(len(gaps) - 1, 0, -1):
        chosen.append(best[at][chosen[-1]][1])
    chosen.reverse()
    way = [gaps[at][number] for at, number in enumerate(chosen)]
    free = [way[0], *((max(a, c), min(b, d)) for (a, b), (c, d) in pairwise(way)), way[-1]]
    ribbon = min(_RIBBON, *(high - low for low, high in free))
    middles = _straightened(edges, [(a + ribbon / 2, b - ribbon / 2) for a, b in free])
    bands = tuple((middle - ribbon / 2, middle + ribbon / 2) for middle in middles)
    least = min(slack(at, *band) for at, band in enumerate(bands))
    least = min(least, ribbon * _SHARE, _MOST)
    if least < min(less, _MOST) / 2:
        return Seam(tuple(edges), tuple(free), min(less, _MOST))
    return Seam(tuple(edges), bands, least)


def _straightened(edges: Sequence[float], rooms: Sequence[Point]) -> list[float]:
    """A way through these rooms at these places that has few and gentle bends."""
    way = [(low + high) / 2 for low, high in rooms]
    for _ in range(_BENDS):
        for at, (low, high) in enumerate(rooms):
            before, after = way[max(at - 1, 0)], way[min(at + 1, len(way) - 1)]
            if 0 < at < len(way) - 1:
                one, other = edges[at] - edges[at - 1], edges[at + 1] - edges[at]
                wanted = (before * other + after * one) / (one + other)
            else:
                wanted = after if at == 0 else before
            way[at] = min(max(wanted, low), high)
    return way


def _through(edges: Sequence[float], lines: Sequence[Polyline]) -> list[list[float]]:
    """Where lines cross each edge of a strip."""
    found: list[list[float]] = [[] for _ in edges]
    for line in lines:
        for a, b in pairwise(line):
            low, high = min(a[0], b[0]), max(a[0], b[0])
            if low == high:
                continue
            for at in range(bisect_left(edges, low), bisect_left(edges, high)):
                share = (edges[at] - a[0]) / (b[0] - a[0])
                found[at].append(a[1] + (b[1] - a[1]) * share)
    for there in found:
        there.sort()
    return found


def _gaps(edges: Sequence[float], blocks: Sequence[Block], wide: float) -> list[list[Point]]:
    """The free room in each strip, across."""
    order = sorted(blocks, key=lambda block: block.low - block.room)
    found = []
    for start, end in pairwise(edges):
        reached, free = 0.0, []
        for block in order:
            if block.start >= end or block.end <= start:
                continue
            low = block.low - block.room
            if low > reached:
                free.append((reached, low))
            reached = max(reached, block.high + block.room)
        if reached < wide:
            free.append((reached, wide))
        found.append(free)
    return found
