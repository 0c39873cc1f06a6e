"""The dependency structure matrix: a row and a column for each box, a mark where the row needs
something from the column.

Suppliers come first, so that the work runs from the top left to the bottom right. What is above the
diagonal runs back, and makes the circles that stand as blocks. The size of a mark says how much the
row needs it, so that the picture holds without its colours.
"""

from __future__ import annotations

from internalmap.diagrams.chart.chart import Chart
from internalmap.diagrams.drawing.page import page
from internalmap.diagrams.drawing.scene import (
    Group,
    Item,
    Polygon,
    Scene,
    Text,
    rectangle,
)
from internalmap.diagrams.drawing.sheet import Sheet
from internalmap.diagrams.drawing.typesetting import clip, width
from internalmap.diagrams.matrix import compact
from internalmap.diagrams.matrix.dot import dot
from internalmap.diagrams.matrix.heads import CELLS, NAME, Heads, labels, scale_of, side
from internalmap.diagrams.matrix.marks import CIRCLE_FILL, keys, mark, named
from internalmap.diagrams.matrix.order import Cell, Order, Span, order
from internalmap.diagrams.matrix.units import UnitBars
from internalmap.diagrams.style import (
    BACK_INK,
    FRAME_FILLS,
    GRID_LINE,
    INK,
    PAPER,
    QUIET_INK,
)
from internalmap.errors import InternalMapError
from internalmap.model.phrases import listed

__all__ = ["dot", "scene"]

#: From this size on a cell of the diagonal has room for its number.
_NUMBERED = 12.0
#: A matrix of more rows than this is not drawn: it takes long, and nobody could read one.
MOST_DRAWN = 3_000
#: Past so many rows the numbers stand at the other ends too.
_TALL = 40
#: Rows per stronger line.
_STRIDE = 5


def scene(chart: Chart, *, legend: bool = True, sheet: Sheet | None = None) -> Scene:
    """The matrix of a chart; `legend` puts below it what its marks stand for. Where no chain of
    needs is longer than one and customers share suppliers, it has no empty rows and columns."""
    found = compact.compact(chart)
    if found is not None and compact.speaks_for_itself(found):
        return compact.scene(chart, found, legend=legend, sheet=sheet)
    if len(chart.boxes) > MOST_DRAWN:
        raise InternalMapError(
            f"a matrix of {len(chart.boxes):,} rows cannot be read, and more than {MOST_DRAWN:,} "
            "are not drawn",
            "Narrow it with --focus or --only, show units with --roll-up unit, or use --view risk.",
        )
    rows = order(chart)
    matrix = _Matrix(chart, rows)
    return page(
        chart,
        matrix.items(),
        (matrix.right, matrix.bottom),
        keys=keys(chart, rows, matrix.cell) if legend else (),
        what=_what(rows),
        sheet=sheet,
    )


def _what(rows: Order) -> str:
    """How to read it, and what there is to see."""
    if not rows.boxes:
        return "There is nobody to show."
    said = "Each row needs the columns that are marked in it. Suppliers come first: "
    if rows.circles:
        return (
            f"{said}a need above the diagonal closes a circle. Blocks on the diagonal are circles "
            "of mutual dependence."
        )
    return f"{said}no need stands above the diagonal, so nothing goes round in a circle."


class _Matrix:
    """A matrix with its top left corner at 0, 0: where its columns of text and its cells are."""

    def __init__(self, chart: Chart, rows: Order) -> None:
        self.chart, self.rows = chart, rows
        self.count = len(rows.boxes)
        self.cell = cell = side(self.count)
        sizes = scale_of(cell)
        self.scale, self.note = sizes.scale, sizes.note
        scale = self.scale
        self.labels = labels(rows.boxes, self.count)
        self.digits = max((width(label, self.note) for label in self.labels), default=0.0)
        gap = 7 * scale
        self.units = UnitBars(rows.units, sizes, highlighted=chart.highlighted)
        self.heads = Heads(rows.boxes, sizes, self.units.right, self.digits)
        self.left = self.heads.number + gap
        #: Numbers above every column, or as many as there is room for.
        self.step = next(step for step in (1, 5, 10, 50) if self.digits <= step * cell * 0.92)
        self.tall = self.count > _TALL
        self.top = self.note * 1.6
        self.end = self.left + self.count * cell
        self.foot = self.top + self.count * cell
        self.right = self.end + (gap + self.digits if self.tall else 0)
        self.bottom = self.foot + (self.top if self.tall else 0)

    def items(self) -> list[Item]:
        """The lowest first: circles, lines, names, marks."""
        if not self.count:
            return []
        items: list[Item] = [
            self._circle(span, filled=True) for span in self.rows.circles if self.rows.tinted(span)
        ]
        items += self._lines()
        items += self._headings()
        items += self.units.items(self.top)
        items += [self._row(number) for number in range(self.count)]
        items += self._names_within()
        items += [self._entry(cell) for cell in self.rows.cells]
        items += [self._circle(span, filled=False) for span in self.rows.circles]
        return items

    def _lines(self) -> list[Item]:
        """The shaded diagonal, a faint line for each row and column where there is room, and
        stronger ones to count by."""
        items: list[Item] = []
        cell = self.cell
        for number in range(self.count):
            x, y = self.left + number * cell, self.top + number * cell
            items.append(
                rectangle(x, y, cell, cell, stroke=GRID_LINE, fill=FRAME_FILLS[1], line=0.5)
            )
            if cell >= _NUMBERED:
                at = (x + cell / 2, y + cell / 2 + self.note * 0.33)
                text = self.labels[number]
                items.append(Text(at, text, self.note * 0.9, QUIET_INK, anchor="middle"))
        for number in range(self.count + 1):
            strong = number % _STRIDE == 0 or number == self.count
            if not strong and cell < CELLS[1][1]:
                continue
            color = GRID_LINE if strong else FRAME_FILLS[1]
            line = min(0.6, cell * 0.06) if strong else 0.4
            x, y = self.left + number * cell, self.top + number * cell
            if 0 < number < self.count:
                items.append(_line((self.heads.icon, y), (self.left, y), FRAME_FILLS[1], 0.4))
            items.append(_line((self.left, y), (self.end, y), color, line))
            items.append(_line((x, self.top), (x, self.foot), color, line))
        return items

    def _headings(self) -> list[Item]:
        """The numbers of the columns, above and, where the matrix is tall, below."""
        items: list[Item] = []
        for number in range(1, self.count + 1):
            if number % self.step and number != 1:
                continue
            x = self.left + (number - 0.5) * self.cell
            places = [self.top - self.note * 0.5]
            if self.tall:
                places.append(self.foot + self.note * 1.1)
            items += [
                Text((x, y), self.labels[number - 1], self.note, QUIET_INK, anchor="middle")
                for y in places
            ]
        return items

    def _circle(self, span: Span, *, filled: bool) -> Group:
        """The block of a circle, or its outline, which alone says it where it is not tinted."""
        x, y = self.left + span.first * self.cell, self.top + span.first * self.cell
        side = (span.past - span.first) * self.cell
        line = max(0.9, 1.6 * self.scale)
        if not filled and self.rows.tinted(span):
            return Group((rectangle(x, y, side, side, stroke=INK, line=line),), "circle outline")
        inside = self.rows.boxes[span.first : span.past]
        who = listed([named(box) for box in inside], limit=6)
        tooltip = f"A circle of mutual dependence, {len(inside):,} of them: {who}."
        drawn = (
            rectangle(x, y, side, side, fill=CIRCLE_FILL)
            if filled
            else rectangle(x, y, side, side, stroke=INK, line=line)
        )
        return Group((drawn,), "circle", inside[0].id, tooltip)

    def _row(self, number: int) -> Group:
        """What stands to the left of a row, and its number at its right where the matrix is
        tall."""
        box, label = self.rows.boxes[number], self.labels[number]
        top = self.top + number * self.cell
        items = self.heads.entry(number, top, label)
        if self.tall:
            at = (self.right, top + self.cell / 2 + self.note * 0.36)
            items.append(Text(at, label, self.note, QUIET_INK, anchor="end"))
        return Group(tuple(items), "row", box.id, box.tooltip)

    def _names_within(self) -> list[Item]:
        """In a tall matrix, names once more: to the right of the diagonal, where there is room, so
        that a column can be told without a walk to its row."""
        if not self.tall:
            return []
        last = list(range(self.count))  # the last column of each row that is taken
        for span in self.rows.circles:
            last[span.first : span.past] = [span.past - 1] * (span.past - span.first)
        for cell in self.rows.cells:
            last[cell.row] = max(last[cell.row], cell.column)
        items: list[Item] = []
        for row, column in enumerate(last):
            x = self.left + (column + 1.4) * self.cell
            room = min(NAME * self.note, self.end - x - self.note * 0.2)
            if room < 5 * self.note:
                continue
            name = clip(named(self.rows.boxes[row]), self.note, room)
            y = self.top + (row + 0.5) * self.cell
            wide, high = width(name, self.note), self.note
            items.append(rectangle(x - 1, y - high / 2, wide + 2, high, fill=PAPER))
            items.append(Text((x, y + high * 0.36), name, self.note, BACK_INK))
        return items

    def _entry(self, cell: Cell) -> Group:
        x, y = self.left + (cell.column + 0.5) * self.cell, self.top + (cell.row + 0.5) * self.cell
        link = cell.link
        items = mark(link, (x, y), self.cell, highlighted=self.chart.highlighted)
        return Group(tuple(items), "cell", f"{link.supplier} → {link.customer}", link.tooltip)


def _line(start: tuple[float, float], end: tuple[float, float], color: str, line: float) -> Polygon:
    return Polygon((start, end), color, None, line, closed=False)
