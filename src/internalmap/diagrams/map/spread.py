"""Lines that would seem to be one are drawn apart, and lines go around boxes that are not theirs: a
piece of a curve is moved aside, as long as that makes the picture better and nothing worse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import dist, hypot

from internalmap.diagrams.drawing.scene import Point
from internalmap.diagrams.map.geometry import Ends, behind, crossing_pairs, cut
from internalmap.diagrams.map.places import Area, EdgePath, Polyline, polyline

#: Two lines nearer than this over such a length seem to be one.
NEAR, LENGTH = 5.2, 75.0
#: A piece is moved aside by so much, the least first; over such a length it leaves its course.
_ASIDE = (6.0, 9.0, 14.0, 22.0, 34.0, 50.0)
_LEAVE = 50.0
#: And over so many times as much, where there is room, so that there is no bump.
_GENTLE = 6
#: Curves are cut into pieces of so much at most before one of them is moved; places on them are
#: looked at so far apart.
_PIECE, _STEP = 24.0, 4.0
#: So often all pairs are gone over.
_PASSES = 4


def fused(lines: Sequence[Polyline]) -> Mapping[tuple[int, int], float]:
    """The pairs of lines that run so near each other for so long that they seem to be one, and for
    how long they do."""
    places = _Places([_along(line) for line in lines])
    found: dict[tuple[int, int], float] = {}
    for number in range(len(lines)):
        for other, where in places.beside(number).items():
            length = len(where) * _STEP
            if other > number and length >= LENGTH:
                found[number, other] = length
    return found


def spread(
    courses: Mapping[str, EdgePath], ends: Sequence[Ends], boxes: Sequence[Area]
) -> Mapping[str, EdgePath]:
    """The same courses, with pieces of them moved aside where that helps. `ends` are the boxes at
    the ends of each, in their order."""
    found = _Spreading(list(courses.values()), ends, boxes)
    found.improve()
    return dict(zip(courses, found.paths, strict=True))


_Cost = tuple[int, int, int, int]


class _Spreading:
    def __init__(self, paths: list[EdgePath], ends: Sequence[Ends], boxes: Sequence[Area]) -> None:
        self.paths, self.ends, self.boxes = paths, ends, boxes
        self.lines = [polyline(path) for path in paths]
        self.places = _Places([_along(line) for line in self.lines])

    def improve(self) -> None:
        """Move pieces until nothing more helps."""
        for _ in range(_PASSES):
            moved = False
            for number, line in enumerate(self.lines):
                if behind([line], [self.ends[number]], self.boxes):
                    moved |= self._around(number)
            pairs = [
                (one, other)
                for one in range(len(self.lines))
                for other, where in sorted(self.places.beside(one).items())
                if other > one and len(where) * _STEP >= LENGTH
            ]
            for one, other in pairs:
                for number, beside in ((other, one), (one, other)):
                    where = self.places.beside(number).get(beside, ())
                    if len(where) * _STEP >= LENGTH and self._move(number, where):
                        moved = True
                        break
            if not moved:
                return

    def _around(self, number: int) -> bool:
        """Move a line away from the boxes that it goes behind: the piece there, or all of it."""
        places = self.places.all[number]
        hidden = [
            at
            for at, (x, y) in enumerate(places)
            if any(
                box not in self.ends[number]
                and box.x < x < box.x + box.width
                and box.y < y < box.y + box.height
                for box in self.boxes
            )
        ]
        return bool(hidden and self._move(number, hidden)) | bool(
            behind([self.lines[number]], [self.ends[number]], self.boxes)
            and self._move(number, range(len(places)))
        )

    def _move(self, number: int, where: Sequence[int]) -> bool:
        """Move the piece of a line at these places to the better side, if one is better than where
        it is."""
        first, last = min(where) * _STEP, (max(where) + 1) * _STEP
        best: EdgePath | None
        best, least = None, self._cost(number, self.lines[number], self.places.all[number])
        for aside, gentle in ((aside, gentle) for aside in _ASIDE for gentle in (True, False)):
            leave = max(_LEAVE, aside * _GENTLE) if gentle else _LEAVE
            for way in (aside, -aside):
                path = _aside(self.paths[number], first, last, way, leave)
                line = polyline(path)
                cost = self._cost(number, line, _along(line), least)
                if cost < least:
                    best, least = path, cost
            if best is not None and not (least[0] or least[1]):
                break
        if best is None:
            return False
        self.paths[number] = best
        self.lines[number] = polyline(best)
        self.places.change(number, _along(self.lines[number]))
        return True

    def _cost(
        self, number: int, line: Polyline, along: Sequence[Point], least: _Cost | None = None
    ) -> _Cost:
        """How many boxes a line goes behind, how many others it seems to be one with, and for how
        long, and how many it crosses, which is not counted where it is not the `least` anyway."""
        near = [len(where) for where in self.places.near(number, along).values()]
        one = [length for length in near if length * _STEP >= LENGTH]
        hidden = behind([line], [self.ends[number]], self.boxes)
        if least is not None and (hidden, len(one), sum(one)) > least[:3]:
            return hidden, len(one), sum(one), 0
        return hidden, len(one), sum(one), crossing_pairs(number, line, self.lines, self.ends)


class _Places:
    """Places along all lines, by where they are."""

    def __init__(self, all: list[Sequence[Point]]) -> None:
        self.all = all
        self.cells: dict[tuple[int, int], list[tuple[int, Point]]] = {}
        for number in range(len(all)):
            self._add(number)

    def _add(self, number: int) -> None:
        for place in self.all[number]:
            self.cells.setdefault(_cell(place), []).append((number, place))

    def change(self, number: int, places: Sequence[Point]) -> None:
        """A line has moved."""
        for place in self.all[number]:
            cell = self.cells[_cell(place)]
            cell[:] = [entry for entry in cell if entry[0] != number]
        self.all[number] = places
        self._add(number)

    def beside(self, number: int) -> Mapping[int, Sequence[int]]:
        """The lines near this one, each with the places of this one where it is near."""
        return self.near(number, self.all[number])

    def near(self, number: int, places: Sequence[Point]) -> Mapping[int, Sequence[int]]:
        """The same of a line that would go by these places."""
        found: dict[int, list[int]] = {}
        for at, (x, y) in enumerate(places):
            i, j = _cell((x, y))
            here = set()
            for column in (i - 1, i, i + 1):
                for row in (j - 1, j, j + 1):
                    for other, (a, b) in self.cells.get((column, row), ()):
                        if other != number and hypot(a - x, b - y) < NEAR:
                            here.add(other)
            for other in here:
                found.setdefault(other, []).append(at)
        return found


def _cell(place: Point) -> tuple[int, int]:
    return int(place[0] // NEAR), int(place[1] // NEAR)


def _along(line: Polyline) -> list[Point]:
    """Places on a line, each as far from the next."""
    found: list[Point] = []
    over = 0.0
    for a, b in pairwise(line):
        length = dist(a, b)
        while over < length:
            t = over / length
            found.append((a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t))
            over += _STEP
        over -= length
    return found


def _aside(
    path: EdgePath, first: float, last: float, way: float, leave: float = _LEAVE
) -> EdgePath:
    """A course with the piece between two lengths moved to its left, which it leaves and comes back
    to slowly; its ends stay where they are. A knot moves with the handles beside it, so that the
    curve has no corners."""
    points = cut(path.points, _PIECE)
    gone = [0.0]
    for at in range(0, len(points) - 3, 3):
        gone.append(gone[-1] + dist(points[at], points[at + 3]))
    moved = list(points)
    for knot in range(1, len(gone) - 1):
        here = gone[knot]
        share = min(
            1.0,
            (here - first + leave) / leave,
            (last + leave - here) / leave,
            here / leave,
            (gone[-1] - here) / leave,
        )
        if share <= 0:
            continue
        middle = 3 * knot
        (x, y), (x2, y2) = points[middle - 1], points[middle + 1]
        length = hypot(x2 - x, y2 - y) or 1.0
        dx, dy = (y2 - y) / length * way * share, -(x2 - x) / length * way * share
        for near in (middle - 1, middle, middle + 1):
            moved[near] = (points[near][0] + dx, points[near][1] + dy)
    return EdgePath(tuple(moved), path.tip, path.label)
