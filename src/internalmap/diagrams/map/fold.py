"""A map that is much wider than a sheet, folded into rows as a text is: where few lines run on, it
is cut, and they go on in the row below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from internalmap.diagrams.drawing.scene import QUARTER, Point
from internalmap.diagrams.map.geometry import between, split
from internalmap.diagrams.map.places import Area, EdgePath, Places

#: So many rows at most, and so many lines that run on from one to the next.
MOST_ROWS, _MOST_LINES = 5, 4
#: Each row but the last is so much of the widest at least: one with a box or two is no row.
_FULL = 0.6
#: Between rows, between lines that run on, and how round their corners are.
_BETWEEN, _TRACK, _CORNER = 18.0, 9.0, 7.0


def folded(
    sizes: Mapping[str, tuple[float, float]], places: Places
) -> Iterator[tuple[Places, Sequence[float]]]:
    """The places of boxes of these sizes in two rows, in three, and so on, where there are cuts by
    which they are nearly full, each with where its rows begin."""
    found = _Folding(sizes, places)
    cuts = found.cuts()
    for rows in range(2, min(MOST_ROWS, len(cuts) + 1) + 1):
        chosen = _even(places.width, cuts, rows)
        wide = [right - left for left, right in pairwise([0.0, *chosen, places.width])]
        if min(wide[:-1]) >= _FULL * max(wide):
            yield found.folded(chosen)


def _even(wide: float, cuts: Sequence[float], rows: int) -> list[float]:
    """The cuts by which the widest row is as narrow as it can be."""
    ends = [0.0, *cuts, wide]
    #: The least width of the widest row up to each end, and the cuts before it.
    best: dict[int, tuple[float, tuple[float, ...]]] = {
        at: (end, ()) for at, end in enumerate(ends) if at
    }
    for _ in range(rows - 1):
        best = {
            at: min(
                (max(best[before][0], ends[at] - ends[before]), (*best[before][1], ends[before]))
                for before in range(1, at)
                if before in best
            )
            for at in range(2, len(ends))
            if any(before in best for before in range(1, at))
        }
    return list(best[len(ends) - 1][1])


@dataclass
class _Folding:
    sizes: Mapping[str, tuple[float, float]]
    places: Places

    def areas(self) -> list[Area]:
        """Where each box stands."""
        return [
            Area(x - self.sizes[name][0] / 2, y - self.sizes[name][1] / 2, *self.sizes[name])
            for name, (x, y) in self.places.boxes.items()
        ]

    def cuts(self) -> list[float]:
        """Where no box and no frame stands, and few lines run, each once and to the right."""
        solid = sorted(
            (area.x, area.x + area.width) for area in (*self.areas(), *self.places.frames.values())
        )
        found = []
        reached = solid[0][1] if solid else 0.0
        for left, right in solid:
            cut = (reached + left) / 2
            if left - reached > 2 * _TRACK and self._runs_on(cut):
                found.append(cut)
            reached = max(reached, right)
        return found

    def _runs_on(self, cut: float) -> bool:
        """Whether the lines at a cut are few, and go on to the right."""
        count = 0
        for path in self.places.lines.values():
            through = [
                (a[0] < cut, b[0] < cut)
                for a, b in pairwise((*path.points, path.tip))
                if (a[0] < cut) != (b[0] < cut)
            ]
            if not through:
                continue
            count += 1
            if through != [(True, False)]:
                return False
        return 0 < count <= _MOST_LINES

    def folded(self, cuts: Sequence[float]) -> tuple[Places, Sequence[float]]:
        """The places in rows that end at these cuts, and where each row begins."""
        edges = [0.0, *cuts, self.places.width + 1.0]
        pieces = {name: _pieces(path, cuts) for name, path in self.places.lines.items()}
        solid = [*self.areas(), *self.places.frames.values()]
        #: The lines that run on from each row, the lowest first: it takes the shortest way.
        running = [
            sorted(
                (name for name, parts in pieces.items() if row in parts and row + 1 in parts),
                key=lambda name: (-pieces[name][row][-1][1], name),
            )
            for row in range(len(cuts))
        ]
        left = _TRACK * max((len(names) + 1 for names in running), default=0)
        shifts: list[Point] = []
        tops, y, ends = [], 0.0, []
        for row, (start, end) in enumerate(pairwise(edges)):
            ys = [
                each
                for area in solid
                if start <= area.x < end
                for each in (area.y, area.y + area.height)
            ]
            ys += [point[1] for parts in pieces.values() for point in parts.get(row, ())]
            top, bottom = min(ys), max(ys)
            tops.append(y)
            shifts.append((left - start, y - top))
            ends.append(y + bottom - top)
            tracks = len(running[row]) if row < len(running) else 0
            y += bottom - top + _BETWEEN + _TRACK * max(0, tracks - 1)
        rights = [end - start + left for start, end in pairwise(edges)]
        rights[-1] = self.places.width - edges[-2] + left
        lines = {}
        for name, path in self.places.lines.items():
            parts = pieces[name]
            points: list[Point] = []
            for row in sorted(parts):
                dx, dy = shifts[row]
                moved = [(x + dx, at + dy) for x, at in parts[row]]
                if points:  # it comes from the row above
                    number = running[row - 1].index(name)
                    track = ends[row - 1] + _BETWEEN / 2 + number * _TRACK
                    right = rights[row - 1] + (number + 1) * _TRACK
                    back = left - (len(running[row - 1]) - number) * _TRACK
                    corners = [
                        (right, points[-1][1]),
                        (right, track),
                        (back, track),
                        (back, moved[0][1]),
                    ]
                    points += _way([points[-1], *corners, moved[0]])
                    moved = moved[1:]
                points += moved
            dx, dy = shifts[max(parts)]
            lines[name] = EdgePath(tuple(points), (path.tip[0] + dx, path.tip[1] + dy), None)

        def row_of(x: float) -> int:
            return sum(x >= cut for cut in cuts)

        boxes, frames = {}, {}
        for name, (x, at) in self.places.boxes.items():
            dx, dy = shifts[row_of(x)]
            boxes[name] = (x + dx, at + dy)
        for name, area in self.places.frames.items():
            dx, dy = shifts[row_of(area.x)]
            frames[name] = Area(area.x + dx, area.y + dy, area.width, area.height)
        wide = max(
            right + _TRACK * (len(running[row]) if row < len(running) else 0)
            for row, right in enumerate(rights)
        )
        return Places(wide, ends[-1], boxes, frames, lines), tops


def _pieces(path: EdgePath, cuts: Sequence[float]) -> dict[int, list[Point]]:
    """The points of a curve by the row that they are in."""
    found: dict[int, list[Point]] = {}
    points = list(path.points)
    row = sum(points[0][0] >= cut for cut in cuts)
    found[row] = [points[0]]
    at = 0
    while at + 3 < len(points):
        a, b, c, d = points[at : at + 4]
        if row < len(cuts) and d[0] >= cuts[row]:
            low, high = 0.0, 1.0
            for _ in range(40):
                t = (low + high) / 2
                low, high = (t, high) if split(a, b, c, d, t)[0][3][0] < cuts[row] else (low, t)
            first, second = split(a, b, c, d, high)
            found[row] += first[1:]
            row += 1
            found[row] = [second[0]]
            points[at : at + 4] = second
            continue
        found[row] += [b, c, d]
        at += 3
    if row < len(cuts) and path.tip[0] >= cuts[row]:  # the head alone is in the next row
        last = found[row][-1]
        found[row + 1] = [last, last, path.tip, path.tip]
    return found


def _way(corners: Sequence[Point]) -> list[Point]:
    """Straight pieces with round corners, as a curve that goes on from the first place."""
    found: list[Point] = []
    here = corners[0]
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        start, end = _towards(corner, before), _towards(corner, after)
        handles = (between(corner, start, 1 - QUARTER), between(corner, end, 1 - QUARTER))
        found += [here, start, start, *handles, end]
        here = end
    return [*found, here, corners[-1], corners[-1]]


def _towards(corner: Point, other: Point) -> Point:
    """The place on the way from a corner at which it begins to be round."""
    long = abs(other[0] - corner[0]) + abs(other[1] - corner[1])
    return between(corner, other, min(_CORNER, long / 2) / long if long else 0.0)
