"""The order of a matrix's rows: suppliers first, circles in one piece, units together.

Without circles everything that a row needs then stands before it, so that every mark is below the
diagonal. Parties that need each other in a circle cannot stand so: they are kept in one piece, a
block on the diagonal, with as few marks above it as a quick search finds. What the order of
suppliers leaves open goes to the members of the same unit, then to the ids, so that the order in
which a chart lists its boxes never matters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import groupby

from internalmap.diagrams.chart.chart import Box, Chart, Frame, Link
from internalmap.kernel.components import strong_components

#: How often the order inside a circle is gone over for a better one.
_PASSES = 12
_OUTSIDE = ("customer", "supplier")
#: A circle of a larger share of the rows is not tinted: it would tint the whole matrix.
MOST_TINTED = 0.8

#: The frames around a box, the outermost first.
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Rows that stand together: the first, and the one past the last."""

    first: int
    past: int


@dataclass(frozen=True, slots=True)
class UnitSpan:
    """Rows one after the other that are inside the same outermost unit."""

    frame: Frame
    rows: Span


@dataclass(frozen=True, slots=True)
class Cell:
    """What the party of a row gets from the party of a column."""

    row: int
    column: int
    link: Link


@dataclass(frozen=True)
class Order:
    """The rows in order and what stands in them, the circles of mutual dependence among them, and
    the units beside them."""

    boxes: tuple[Box, ...]
    cells: tuple[Cell, ...]
    circles: tuple[Span, ...]
    units: tuple[UnitSpan, ...]

    def tinted(self, circle: Span) -> bool:
        """Whether a circle is tinted, as it is unless it holds nearly everybody."""
        return circle.past - circle.first <= MOST_TINTED * len(self.boxes)


def order(chart: Chart) -> Order:
    """Put a chart's boxes in the order of a matrix. A unit's own people do not count in it."""
    boxes = sorted(chart.boxes, key=lambda box: box.id)
    place = {box.id: number for number, box in enumerate(boxes)}
    # A unit that is a frame and no box has people, too, but no row.
    links = [link for link in chart.links if link.supplier in place and link.customer in place]
    pairs = {(place[link.supplier], place[link.customer]) for link in links if not link.staffing}
    suppliers: list[list[int]] = [[] for _ in boxes]
    customers: list[list[int]] = [[] for _ in boxes]
    for supplier, customer in sorted(pairs):
        suppliers[customer].append(supplier)
        customers[supplier].append(customer)
    frames = {frame.id: frame for frame in chart.frames}
    paths = _paths(boxes, frames)

    groups = sorted(sorted(group) for group in strong_components(suppliers))
    group_of = {box: number for number, group in enumerate(groups) for box in group}
    late = [all(boxes[box].kind == "customer" for box in group) for group in groups]
    before: list[set[int]] = [set() for _ in groups]
    for supplier, customer in pairs:
        if group_of[supplier] != group_of[customer]:
            before[group_of[customer]].add(group_of[supplier])
    inside = [_common([paths[box] for box in group]) for group in groups]

    rows: list[int] = []
    circles: list[Span] = []
    for number in _Queue(before, inside, late).order():
        group = groups[number]
        if len(group) > 1:
            circles.append(Span(len(rows), len(rows) + len(group)))
            group = _improved(_around(group, suppliers, customers, paths), suppliers, customers)
        rows += group
    row_of = {boxes[box].id: row for row, box in enumerate(rows)}
    cells = [Cell(row_of[link.customer], row_of[link.supplier], link) for link in links]
    return Order(
        tuple(boxes[box] for box in rows),
        tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))),
        tuple(circles),
        _units([paths[box] for box in rows], frames),
    )


def _paths(boxes: Sequence[Box], frames: Mapping[str, Frame]) -> list[Path]:
    """The frames around each box. A frame around everyone inside the organisation tells nothing
    apart: it is left out where there are others inside it."""
    found: list[list[str]] = []
    for box in boxes:
        path: list[str] = []
        frame = box.frame
        while frame is not None:
            path.append(frame)
            frame = frames[frame].inside
        found.append(path)  # the outermost last
    if all(path or box.kind in _OUTSIDE for box, path in zip(boxes, found, strict=True)):
        while len({path[-1] for path in found if path}) == 1 and max(map(len, found)) > 1:
            for path in found:
                del path[-1:]
    return [tuple(reversed(path)) for path in found]


def _common(paths: Sequence[Path]) -> Path:
    """The frames that all of them are in."""
    first, last = min(paths), max(paths)
    length = 0
    while length < min(len(first), len(last)) and first[length] == last[length]:
        length += 1
    return first[:length]


def _units(paths: Sequence[Path], frames: Mapping[str, Frame]) -> tuple[UnitSpan, ...]:
    found: list[UnitSpan] = []
    row = 0
    for unit, same in groupby(path[0] if path else None for path in paths):
        past = row + len(list(same))
        if unit is not None:
            found.append(UnitSpan(frames[unit], Span(row, past)))
        row = past
    return tuple(found)


class _Queue:
    """Groups whose suppliers are all placed wait in heaps, one for each frame that they are in.

    The next one comes from the innermost frame of the one before that has any waiting. Whoever is
    in no frame comes as soon as it can, external customers as late as they can.
    """

    def __init__(
        self, before: Sequence[set[int]], inside: Sequence[Path], late: Sequence[bool]
    ) -> None:
        self.inside, self.late = inside, late
        self.missing = [len(ones) for ones in before]
        self.after: list[list[int]] = [[] for _ in before]
        for number, ones in enumerate(before):
            for one in sorted(ones):
                self.after[one].append(number)
        self.left: dict[str, int] = {}  # how many of each outermost frame are not placed
        for path, last in zip(inside, late, strict=True):
            if path and not last:
                self.left[path[0]] = self.left.get(path[0], 0) + 1
        self.done = bytearray(len(inside))
        self.heaps: dict[str, list[int]] = {}
        self.loose: list[int] = []
        self.last: list[int] = []

    def order(self) -> list[int]:
        """All of them, each after those before it."""
        found: list[int] = []
        for number, missing in enumerate(self.missing):
            if not missing:
                self._wait(number)
        path: Path = ()
        while len(found) < len(self.inside):
            number = self._next(path)
            self.done[number] = 1
            found.append(number)
            path = self.inside[number]
            if path and not self.late[number]:
                self.left[path[0]] -= 1
            for other in self.after[number]:
                self.missing[other] -= 1
                if not self.missing[other]:
                    self._wait(other)
        return found

    def _wait(self, number: int) -> None:
        if self.late[number]:
            heappush(self.last, number)
        elif not self.inside[number]:
            heappush(self.loose, number)
        else:
            for frame in self.inside[number]:
                heappush(self.heaps.setdefault(frame, []), number)

    def _waiting(self, frame: str) -> list[int]:
        """Those that wait in a frame; one that was placed leaves the heaps only here."""
        heap = self.heaps.get(frame, [])
        while heap and self.done[heap[0]]:
            heappop(heap)
        return heap

    def _next(self, path: Path) -> int:
        for frame in reversed(path):
            if heap := self._waiting(frame):
                return heap[0]
        if self.loose:
            return heappop(self.loose)
        units = [unit for unit, left in self.left.items() if left and self._waiting(unit)]
        if units:
            return self.heaps[min(units, key=self._promise)][0]
        return heappop(self.last)

    def _promise(self, unit: str) -> tuple[bool, int, str]:
        """A unit that can be placed to its last member goes first, then the one of which most can
        be."""
        run = [number for number in set(self.heaps[unit]) if not self.done[number]]
        met: dict[int, int] = {}
        for number in run:  # grows
            for other in self.after[number]:
                if self.inside[other][:1] == (unit,) and not self.late[other]:
                    met[other] = met.get(other, 0) + 1
                    if met[other] == self.missing[other]:
                        run.append(other)
        return len(run) < self.left[unit], -len(run), unit


def _around(
    group: Sequence[int],
    suppliers: Sequence[Sequence[int]],
    customers: Sequence[Sequence[int]],
    paths: Sequence[Path],
) -> list[int]:
    """A circle in a row, by the rule of Eades, Lin and Smyth: who needs nobody that is left goes to
    the front, whom nobody needs to the back; otherwise the one that most need and that needs the
    fewest goes to the front, rather one of the unit of the one before."""
    left = set(group)
    needs = {box: sum(other in left for other in suppliers[box]) for box in group}
    needed = {box: sum(other in left for other in customers[box]) for box in group}
    front: list[int] = []
    back: list[int] = []
    path: Path | None = None

    def rank(box: int) -> tuple[bool, bool, int, bool, int]:
        surplus = needs[box] - needed[box]
        return needs[box] > 0, needed[box] > 0, surplus, paths[box] != path, box

    while left:
        box = min(left, key=rank)
        if needs[box] and not needed[box]:
            back.append(box)
        else:
            front.append(box)
            path = paths[box]
        left.remove(box)
        for other in customers[box]:
            if other in left:
                needs[other] -= 1
        for other in suppliers[box]:
            if other in left:
                needed[other] -= 1
    return front + back[::-1]


def _improved(
    row: list[int], suppliers: Sequence[Sequence[int]], customers: Sequence[Sequence[int]]
) -> list[int]:
    """The same with each one moved to where the fewest of its marks are above the diagonal, as long
    as that helps."""
    members = sorted(row)
    place = {box: number for number, box in enumerate(row)}
    for _ in range(_PASSES):
        moved = False
        for box in members:
            # Going down past a supplier brings one mark below the diagonal, past a customer above.
            steps = [(place[other], -1) for other in suppliers[box] if other in place]
            steps += [(place[other], 1) for other in customers[box] if other in place]
            here = place[box]
            above = sum(step < 0 for at, step in steps if at > here)
            above += sum(step > 0 for at, step in steps if at < here)
            least, target = above, here
            now = sum(step < 0 for _, step in steps)  # at the very top
            if now < least:
                least, target = now, 0
            for at, step in sorted(steps):
                now += step
                if now < least:
                    least, target = now, at + (at < here)
            if least < above:
                row.insert(target, row.pop(here))
                for number in range(min(here, target), max(here, target) + 1):
                    place[row[number]] = number
                moved = True
        if not moved:
            break
    return row
