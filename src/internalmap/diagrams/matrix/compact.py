"""The matrix where no chain of needs is longer than one: those who need something as rows, those
who supply it as columns, and nobody as both, so that no row and no column is empty.

Each column stands beside the one before it that has the same first customer, so that the marks run
from the top left to the bottom right; its name stands in a list at the side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from internalmap.diagrams.chart.chart import Box, Chart, Foot, Link
from internalmap.diagrams.drawing.page import page
from internalmap.diagrams.drawing.scene import Group, Item, Polygon, Scene, Text
from internalmap.diagrams.drawing.sheet import SLIDE, Sheet
from internalmap.diagrams.drawing.typesetting import width
from internalmap.diagrams.matrix.heads import Heads, labels, scale_of, side
from internalmap.diagrams.matrix.marks import keys, mark, named
from internalmap.diagrams.matrix.order import Cell, Order, Span, UnitSpan, order
from internalmap.diagrams.matrix.units import UnitBars
from internalmap.diagrams.style import FRAME_FILLS, GRID_LINE, HEADING_SIZE, QUIET_INK

READING = "Each row needs the columns that are marked in it. The list says who the columns are."
NO_LINE = "Neither needs nor supplies anything"
NOTICE = (
    "No chain of needs is longer than one, so that a matrix is drawn: it has every line, and none "
    "crosses another. --view map draws the map."
)
#: Rows and columns per stronger line.
_STRIDE = 5
#: What the title, the legend and the margins take of a sheet, about.
_AROUND = (60.0, 150.0)
#: The list of columns has so many columns itself at most.
_MOST_LISTS = 6


@dataclass(frozen=True)
class Compact:
    """The rows and the columns in their order, what stands where, the units beside the rows, and
    who has neither."""

    rows: tuple[Box, ...]
    columns: tuple[Box, ...]
    cells: tuple[Cell, ...]
    units: tuple[UnitSpan, ...]
    loose: tuple[Box, ...]


def compact(chart: Chart) -> Compact | None:
    """The rows and columns of a chart where no chain is longer than one; else `None`."""
    shown = {box.id for box in chart.boxes}  # a unit that is a frame has its people, but no box
    links = [link for link in chart.links if {link.supplier, link.customer} <= shown]
    needing = {link.customer for link in links}
    supplying = {link.supplier for link in links}
    if not needing or needing & supplying or chart.broadcasts:
        return None
    found = order(chart)
    rows = [box for box in found.boxes if box.id in needing]
    row_of = {box.id: number for number, box in enumerate(rows)}
    first: dict[str, int] = {}
    for link in links:
        at = row_of[link.customer]
        first[link.supplier] = min(first.get(link.supplier, at), at)
    place = {box.id: number for number, box in enumerate(found.boxes)}
    columns = sorted(
        (box for box in found.boxes if box.id in first),
        key=lambda box: (first[box.id], place[box.id]),
    )
    column_of = {box.id: number for number, box in enumerate(columns)}
    cells = [Cell(row_of[link.customer], column_of[link.supplier], link) for link in links]
    return Compact(
        tuple(rows),
        tuple(columns),
        tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))),
        _units(rows, found),
        tuple(box for box in found.boxes if box.id not in needing | supplying),
    )


def speaks_for_itself(found: Compact) -> bool:
    """Whether it says more than a map would: customers share suppliers, so that lines close a ring
    between them. Without a ring, they are trees, which a map draws without crossings."""
    group = {box.id: box.id for box in (*found.rows, *found.columns)}

    def top(box: str) -> str:
        while group[box] != box:
            group[box] = group[group[box]]
            box = group[box]
        return box

    for cell in found.cells:
        one, other = top(cell.link.supplier), top(cell.link.customer)
        if one == other:
            return True
        group[one] = other
    return False


def scene(chart: Chart, found: Compact, *, legend: bool, sheet: Sheet | None) -> Scene:
    """The picture."""
    drawn = _fitted(chart, found, sheet or SLIDE)
    together = Order((*found.rows, *found.columns), found.cells, (), ())
    foot = [Foot(NO_LINE, tuple(named(box) for box in found.loose))] if found.loose else []
    return page(
        replace(chart, foot=(*chart.foot, *foot)),
        drawn.items(),
        drawn.size,
        keys=keys(chart, together, drawn.sizes.cell) if legend else (),
        what=READING,
        sheet=sheet,
    )


def _fitted(chart: Chart, found: Compact, sheet: Sheet) -> _Drawing:
    """The drawing with its list where the type comes out largest: at the right or below, in some
    number of columns."""
    tried = [
        _Drawing(chart, found, lists, below=below)
        for below in (False, True)
        for lists in range(1, min(_MOST_LISTS, len(found.columns)) + 1)
    ]
    return max(tried, key=lambda drawn: drawn.share(sheet))


class _Drawing:
    """The rows, their marks and the list of columns, with the top left corner at 0, 0."""

    def __init__(self, chart: Chart, found: Compact, lists: int, *, below: bool) -> None:
        self.chart, self.found = chart, found
        names = labels((*found.rows, *found.columns), len(found.columns))
        cell = side(max(len(found.rows), len(found.columns)))
        sizes = scale_of(cell)
        self.digits = max(width(label, sizes.note, bold=True) for label in names)
        #: A cell is at least as wide as what stands above it.
        self.cell = max(cell, self.digits + 2.0)
        self.sizes, self.labels = sizes, names
        gap = 7 * sizes.scale
        self.units = UnitBars(found.units, sizes, highlighted=chart.highlighted)
        self.heads = Heads(found.rows, sizes, self.units.right, 0.0)
        self.left = self.heads.right + gap
        self.top = sizes.note * 1.8
        self.end = self.left + len(found.columns) * self.cell
        self.foot = self.top + len(found.rows) * cell
        high = -(-len(found.columns) // lists)
        self.lists: list[tuple[float, int, Heads]] = []
        x = 0.0 if below else self.end + 3 * gap
        self.list_left = x
        for start in range(0, len(found.columns), high):
            boxes = found.columns[start : start + high]
            heads = Heads(boxes, sizes, x, self.digits, first=True)
            self.lists.append((x, start, heads))
            x = heads.right + 3 * gap
        self.list_top = self.foot + 3 * gap + HEADING_SIZE if below else self.top
        bottom = self.list_top + high * cell
        self.size = (max(self.end, x - 3 * gap), max(self.foot, bottom))

    def share(self, sheet: Sheet) -> float:
        """How large the type comes out on a sheet."""
        wide, high = sheet.width - _AROUND[0], sheet.height - _AROUND[1]
        return min(wide / self.size[0], high / self.size[1]) * self.sizes.type

    def items(self) -> list[Item]:
        """The lowest first: lines, names, marks."""
        return [
            *self._lines(),
            *self._labels(),
            *self.units.items(self.top),
            *self._rows(),
            *self._list(),
            *(self._entry(cell) for cell in self.found.cells),
        ]

    def _lines(self) -> list[Item]:
        items: list[Item] = []
        for number in range(len(self.found.rows) + 1):
            y = self.top + number * self.sizes.cell
            left = self.heads.icon if 0 < number < len(self.found.rows) else self.left
            strong = number % _STRIDE == 0 or number == len(self.found.rows)
            items.append(_line((left, y), (self.end, y), strong=strong))
        for number in range(len(self.found.columns) + 1):
            x = self.left + number * self.cell
            strong = number % _STRIDE == 0 or number == len(self.found.columns)
            items.append(_line((x, self.top), (x, self.foot), strong=strong))
        return items

    def _labels(self) -> list[Item]:
        y, size = self.top - self.sizes.note * 0.5, self.sizes.note
        return [
            Text(
                (self.left + (number + 0.5) * self.cell, y),
                label, size, QUIET_INK, bold=True, anchor="middle",
            )
            for number, label in enumerate(self.labels)
        ]  # fmt: skip

    def _rows(self) -> list[Item]:
        return [
            Group(
                tuple(self.heads.entry(number, self.top + number * self.sizes.cell, "")),
                "row", box.id, box.tooltip,
            )
            for number, box in enumerate(self.found.rows)
        ]  # fmt: skip

    def _list(self) -> list[Item]:
        """Who the columns are."""
        y = self.list_top - self.sizes.note * 0.5
        items: list[Item] = [
            Text((self.list_left, y), "Columns", self.sizes.note, QUIET_INK, bold=True)
        ]
        for _, start, heads in self.lists:
            for number, box in enumerate(heads.boxes):
                top = self.list_top + number * self.sizes.cell
                entry = heads.entry(number, top, self.labels[start + number])
                items.append(Group(tuple(entry), "column", box.id, box.tooltip))
        return items

    def _entry(self, cell: Cell) -> Group:
        x = self.left + (cell.column + 0.5) * self.cell
        y = self.top + (cell.row + 0.5) * self.sizes.cell
        link: Link = cell.link
        items = mark(link, (x, y), self.sizes.cell, highlighted=self.chart.highlighted)
        return Group(tuple(items), "cell", f"{link.supplier} → {link.customer}", link.tooltip)


def _line(start: tuple[float, float], end: tuple[float, float], *, strong: bool) -> Polygon:
    color, line = (GRID_LINE, 0.6) if strong else (FRAME_FILLS[1], 0.4)
    return Polygon((start, end), color, None, line, closed=False)


def _units(rows: Sequence[Box], found: Order) -> tuple[UnitSpan, ...]:
    """The units beside the rows that are left."""
    frames = {unit.frame.id: unit.frame for unit in found.units}
    unit_of = {
        box.id: unit.frame.id
        for unit in found.units
        for box in found.boxes[unit.rows.first : unit.rows.past]
    }
    spans: list[UnitSpan] = []
    at = 0
    for unit, same in groupby(rows, key=lambda box: unit_of.get(box.id)):
        inside = list(same)
        if unit is not None:
            spans.append(UnitSpan(frames[unit], Span(at, at + len(inside))))
        at += len(inside)
    return tuple(spans)
