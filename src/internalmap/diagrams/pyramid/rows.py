"""The layout of the inverted pyramid: the boxes of each level in rows, between sides that come
closer the further down it goes.

The sides are straight. How wide the top is and how steep the sides are is found by trying: the
picture is to fill a sheet of paper that lies on its long side, and to end in a narrow foot.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heapreplace
from math import inf, sqrt

from internalmap.diagrams.drawing.unplaced import AROUND, SHEET

#: Between boxes side by side, at most; between the side and the outermost box.
MOST_GAP, SIDE = 60.0, 18.0
#: Between two levels.
BAND_GAP = 4.0
#: A picture up to this high (and as much wider) fills a sheet anyway.
_SMALL = 420.0
#: A picture is not to be higher than it is wide.
_LEAST_RATIO = 1.15
#: How wide the foot is to be, as a share of the top.
_FOOT = (0.16, 0.42)

Size = tuple[float, float]


@dataclass(frozen=True)
class Spacing:
    """How much space is left for lines: between boxes side by side, at least; between rows of one
    level; above the first row and below the last row of a level."""

    gap: float = 14.0
    row_gap: float = 24.0

    @property
    def padding(self) -> float:
        """Above the first and below the last row of a level."""
        return 17.0 + (self.row_gap - 24.0) * 0.5


@dataclass(frozen=True)
class Band:
    """A level: from `top` to `bottom`, its boxes in rows from above, each with its left edge and
    its top."""

    top: float
    bottom: float
    rows: tuple[tuple[tuple[str, float, float], ...], ...]


@dataclass(frozen=True)
class Sides:
    """The two sides around the middle line, which is at 0."""

    top: float
    slope: float
    least: float

    def half(self, y: float) -> float:
        """How far the sides are from the middle."""
        return max(self.least, self.top - 2 * self.slope * y) / 2


@dataclass(frozen=True)
class Rows:
    """Where everything stands; x is 0 in the middle, y is 0 at the top."""

    sides: Sides
    height: float
    bands: tuple[Band, ...]


def arrange_rows(
    levels: Sequence[Sequence[str]],
    sizes: Mapping[str, Size],
    beside: float,
    depths: Mapping[str, int],
    room: Spacing,
) -> Rows:
    """Put levels of boxes, the topmost first and each in order from the left, between sides.

    `beside` is what stands left of the picture. Where a level takes several rows, boxes of a
    greater depth stand in lower ones, as far as that keeps them in their order from the left.
    """
    boxes = [box for level in levels for box in level]
    if not boxes:
        return Rows(Sides(0, 0, 0), 0, ())
    widest = max(sizes[box][0] for box in boxes)
    area = sum((sizes[box][0] + room.gap) * (sizes[box][1] + 2 * room.row_gap) for box in boxes)
    usual = max(sqrt(area * SHEET), 2.2 * widest)
    least = widest + 2 * SIDE
    best: Rows | None = None
    least_cost = inf
    for factor in (1.15, 1.25, 1.35, 1.07, 1.0, 1.5, 1.6, 0.92, 0.85, 1.9, 2.3, 2.8):
        for slope in (0.28, 0.24, 0.2, 0.33, 0.38, 0.14, 0.5, 0.08, 0.65, 0.85, 1.1, 1.4):
            sides = Sides(max(usual * factor, least), slope, least)
            found = _between(sides, levels, sizes, depths, room, least_cost)
            if found is not None and (cost := _cost(found, beside)) < least_cost:
                best, least_cost = found, cost
    assert best is not None
    return best


def _cost(found: Rows, beside: float) -> float:
    """How large the sheet has to be, and more where the silhouette is not that of a pyramid."""
    wide = found.sides.top + beside
    sheet = max(wide / SHEET, found.height + AROUND, _SMALL)
    foot = 2 * found.sides.half(found.height) / found.sides.top
    low, high = _FOOT
    upright = max(0.0, _LEAST_RATIO - wide / (found.height + AROUND))
    cost = 1 + 1.6 * max(0.0, foot - high, low - foot) + upright
    if found.sides.top - 2 * found.sides.slope * found.height < found.sides.least:
        reached = (found.sides.top - found.sides.least) / (2 * found.sides.slope)
        cost += 1.2 * (found.height - reached) / found.height  # so much of it is a chimney
    return sheet * cost


def _between(
    sides: Sides,
    levels: Sequence[Sequence[str]],
    sizes: Mapping[str, Size],
    depths: Mapping[str, int],
    room: Spacing,
    limit: float,
) -> Rows | None:
    """The levels between some sides, `None` where that takes more than so much height."""
    bands = []
    y = 0.0
    for level in levels:
        band = _band(y, level, sizes, sides, depths, room, limit)
        if band is None:
            return None
        bands.append(band)
        y = band.bottom + BAND_GAP
    return Rows(sides, y - BAND_GAP, tuple(bands))


def _band(
    top: float,
    level: Sequence[str],
    sizes: Mapping[str, Size],
    sides: Sides,
    depths: Mapping[str, int],
    room: Spacing,
    limit: float,
) -> Band | None:
    """As few rows as hold the level, each as full as the others for its width."""
    high = max(sizes[box][1] for box in level)
    total = sum(sizes[box][0] + room.gap for box in level)
    lines: list[float] = []
    rooms: list[float] = []
    rows = None
    while rows is None:
        y = top + room.padding + len(lines) * (high + room.row_gap)
        if y > limit:
            return None
        lines.append(y)
        rooms.append(2 * (sides.half(y + high + room.padding) - SIDE))
        if sum(rooms) + room.gap * len(rooms) >= total:
            rows = _deal(_deepest_lowest(level, len(rooms), depths), sizes, rooms, room.gap)
    placed = tuple(
        _placed(row, y, high, wide, sizes, room.gap)
        for row, y, wide in zip(rows, lines, rooms, strict=True)
    )
    return Band(top, lines[-1] + high + room.padding, placed)


def _deepest_lowest(level: Sequence[str], rows: int, depths: Mapping[str, int]) -> list[str]:
    """The level in which of those that will stand one above the other the deepest come last."""
    return [
        box
        for start in range(0, len(level), rows)
        for box in sorted(level[start : start + rows], key=lambda box: (depths[box], box))
    ]


def _deal(
    level: Sequence[str], sizes: Mapping[str, Size], rooms: Sequence[float], gap: float
) -> list[list[str]] | None:
    """The boxes of a level in rows of some width, each box in the row that is least full, so that
    those that stand close in the order do so in the picture; `None` where they do not fit."""
    rows: list[list[str]] = [[] for _ in rooms]
    used = [-gap] * len(rooms)
    emptiest = [(0.0, row) for row in range(len(rooms))]
    for box in level:
        taken = sizes[box][0] + gap
        row = emptiest[0][1]
        used[row] += taken
        if used[row] > rooms[row] + 1e-6:
            return None
        rows[row].append(box)
        heapreplace(emptiest, (used[row] / rooms[row], row))
    return rows


def _placed(
    row: Sequence[str], y: float, high: float, room: float, sizes: Mapping[str, Size], least: float
) -> tuple[tuple[str, float, float], ...]:
    """A row around the middle, its boxes as far apart as there is room, up to a bound."""
    total = sum(sizes[box][0] for box in row)
    gap = min(MOST_GAP, max(least, (room - total) / (len(row) + 0.5))) if row else 0.0
    x = -(total + gap * (len(row) - 1)) / 2
    placed = []
    for box in row:
        wide, tall = sizes[box]
        placed.append((box, x, y + (high - tall) / 2))
        x += wide + gap
    return tuple(placed)
