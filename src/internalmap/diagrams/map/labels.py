"""Where the words on lines stand: on the curve of their own line, where there is most room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, dist

from internalmap.diagrams.drawing.scene import Point
from internalmap.diagrams.map.places import Area, Polyline

#: Words stand so far from other lines where there is room; nearer than the least they would seem
#: to be those of the other line.
_ROOM, _LEAST = 12.0, 1.0
#: And so far from boxes and other words, and from the ends of their own line.
_CLEAR, _END = 2.0, 9.0
#: Places are tried so far apart.
_STEP = 5.0
_CELL = 24.0


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a line: which line, and how wide and high they are, in each way to wrap them."""

    line: int
    sizes: tuple[tuple[float, float], ...]


def place_words(
    words: Sequence[Words], lines: Sequence[Polyline], obstacles: Sequence[Area]
) -> Mapping[int, tuple[int, Point]]:
    """The way to wrap and the middle of the words of each line that has room for them, the first
    words first; the first way where that has room."""
    near = _Near(lines)
    taken = list(obstacles)
    found: dict[int, tuple[int, Point]] = {}
    for each in words:
        along = _along(lines[each.line])
        for way, size in enumerate(each.sizes):
            area = _best(size, each.line, along, near, taken)
            if area is not None:
                middle = (area.x + area.width / 2, area.y + area.height / 2)
                found[each.line] = (way, middle)
                taken.append(area)
                break
    return found


def _best(
    size: tuple[float, float],
    line: int,
    along: Sequence[tuple[float, Point]],
    near: _Near,
    taken: Sequence[Area],
) -> Area | None:
    """Where words of a size have most room on their line."""
    wide, high = size
    best: tuple[float, Area] | None = None
    for share, (x, y) in along:
        area = Area(x - wide / 2, y - high / 2, wide, high)
        if any(_overlap(area, other) for other in taken):
            continue
        room = near.room(area, line)
        if room < _LEAST:
            continue
        worth = min(room, _ROOM) - 6 * abs(share - 0.5)
        if best is None or worth > best[0] + 1e-9:
            best = (worth, area)
    return None if best is None else best[1]


def _along(line: Polyline) -> list[tuple[float, Point]]:
    """Places on a line, away from its ends, each with its share of the way."""
    whole = sum(dist(a, b) for a, b in pairwise(line))
    found: list[tuple[float, Point]] = []
    gone = 0.0
    for a, b in pairwise(line):
        length = dist(a, b)
        if not length:
            continue
        steps = max(1, ceil(length / _STEP))
        for step in range(steps):
            at = gone + length * step / steps
            if _END < at < whole - _END:
                t = step / steps
                point = (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t)
                found.append((at / whole, point))
        gone += length
    return found


def _overlap(one: Area, other: Area) -> bool:
    return (
        one.x < other.x + other.width + _CLEAR
        and other.x < one.x + one.width + _CLEAR
        and one.y < other.y + other.height + _CLEAR
        and other.y < one.y + one.height + _CLEAR
    )


class _Near:
    """The places along all lines, to find those near an area."""

    def __init__(self, lines: Sequence[Polyline]) -> None:
        self.cells: dict[tuple[int, int], list[tuple[int, float, float]]] = {}
        for number, line in enumerate(lines):
            for a, b in pairwise(line):
                steps = max(1, ceil(dist(a, b) / 2))
                for step in range(steps + 1):
                    t = step / steps
                    x, y = a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t
                    cell = (int(x // _CELL), int(y // _CELL))
                    self.cells.setdefault(cell, []).append((number, x, y))

    def room(self, area: Area, line: int) -> float:
        """How far the nearest other line is, if it is near at all."""
        best = _ROOM
        for i in range(
            int((area.x - _ROOM) // _CELL), int((area.x + area.width + _ROOM) // _CELL) + 1
        ):
            for j in range(
                int((area.y - _ROOM) // _CELL), int((area.y + area.height + _ROOM) // _CELL) + 1
            ):
                for number, x, y in self.cells.get((i, j), ()):
                    if number == line:
                        continue
                    dx = max(area.x - x, 0.0, x - area.x - area.width)
                    dy = max(area.y - y, 0.0, y - area.y - area.height)
                    best = min(best, (dx * dx + dy * dy) ** 0.5)
        return best


def _cells(start: float, length: float) -> range:
    return range(int((start - _ROOM) // _CELL), int((start + length + _ROOM) // _CELL) + 1)
