"""The dependency structure matrix: a row and a column for each box, a mark where the row needs
something from the column.

Suppliers come first, so that the work runs from the top left to the bottom right. What is above the
diagonal runs back, and makes the circles that stand as blocks. The size of a mark says how much the
row needs it, so that the picture holds without its colours.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from internalmap.diagrams.chart.chart import STATE_WORDS, Chart, Mark
from internalmap.diagrams.drawing.badges import alarm_badge, hourglass
from internalmap.diagrams.drawing.boxes import shape
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
from internalmap.diagrams.drawing.typesetting import clip, width, wrap
from internalmap.diagrams.matrix.dot import dot
from internalmap.diagrams.matrix.marks import (
    CIRCLE_FILL,
    alarmed,
    bold,
    colors,
    keys,
    mark,
    named,
    placed,
    words,
)
from internalmap.diagrams.matrix.order import Cell, Order, Span, UnitSpan, order
from internalmap.diagrams.style import (
    ALARM,
    BACK_INK,
    BACK_LINE,
    FAINT_INK,
    FRAME_FILLS,
    GONE_FILL,
    GRID_LINE,
    INK,
    NAME_SIZE,
    NOTE_SIZE,
    PAPER,
    QUIET_INK,
)
from internalmap.model.phrases import listed
from internalmap.text.escape import escape

__all__ = ["dot", "scene"]

#: The side of a cell at so many rows; in between it shrinks evenly.
_CELLS = ((40, 18.0), (160, 9.0), (1000, 5.0))
_LEAST_TYPE = 4.5
#: The size of badges, as a share of what they are on boxes, in rows of full size.
_BADGE = 0.84
#: From this size on a cell of the diagonal has room for its number.
_NUMBERED = 12.0
#: Past so many rows the numbers stand at the other ends too.
_TALL = 40
#: The longest name, words and name of a unit, as multiples of their type.
_NAME, _WORDS, _UNIT = 19.0, 19.0, 14.0
#: Rows per stronger line.
_STRIDE = 5


def scene(chart: Chart, *, legend: bool = True, sheet: Sheet | None = None) -> Scene:
    """The matrix of a chart; `legend` puts below it what its marks stand for."""
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
        self.cell = cell = _side(self.count)
        self.scale = scale = cell / _CELLS[0][1]
        self.type = max(_LEAST_TYPE, min(NAME_SIZE, cell * 0.72))
        self.note = max(_LEAST_TYPE, min(NOTE_SIZE, cell * 0.6))
        self.digits = width("8" * len(str(self.count)), self.note)
        gap = 7 * scale
        self.units = [self._unit_lines(unit) for unit in rows.units]
        widest = max((width(line, self.note) for lines in self.units for line in lines), default=0)
        badged = any(self._unit_alarms(unit) for unit in rows.units)
        self.unit_end = widest
        self.bar = widest + gap + (cell if badged else 0)
        self.icon = self.bar + 2 * gap if rows.units else 0.0
        self.icon_width = cell * 0.95
        self.name = self.icon + self.icon_width + gap
        self.names = [
            clip(named(box), self.type, _NAME * self.type, bold(box)) for box in rows.boxes
        ]
        widths = [
            width(name, self.type, bold(box)) * 1.03
            for name, box in zip(self.names, rows.boxes, strict=True)
        ]
        self.words = self.name + max(widths, default=0) + gap
        self.said = [clip(words(box), self.note, _WORDS * self.note) for box in rows.boxes]
        said = max((width(line, self.note) for line in self.said), default=0)
        self.badge = self.words + (said + gap if said else 0)
        #: The warning triangles and the hourglasses have a column each.
        self.alarms = any(alarmed(box) for box in rows.boxes)
        waited = any("strained" in box.marks for box in rows.boxes)
        self.number = self.badge + (self.alarms + waited) * cell + gap / 2 + self.digits
        self.left = self.number + gap
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
        items: list[Item] = [self._circle(span, filled=True) for span in self.rows.circles]
        items += self._lines()
        items += self._headings()
        items += [
            self._unit(unit, lines) for unit, lines in zip(self.rows.units, self.units, strict=True)
        ]
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
                text = str(number + 1)
                items.append(Text(at, text, self.note * 0.9, QUIET_INK, anchor="middle"))
        for number in range(self.count + 1):
            strong = number % _STRIDE == 0 or number == self.count
            if not strong and cell < _CELLS[1][1]:
                continue
            color = GRID_LINE if strong else FRAME_FILLS[1]
            line = min(0.6, cell * 0.06) if strong else 0.4
            x, y = self.left + number * cell, self.top + number * cell
            if 0 < number < self.count:
                items.append(_line((self.icon, y), (self.left, y), FRAME_FILLS[1], 0.4))
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
                Text((x, y), str(number), self.note, QUIET_INK, anchor="middle") for y in places
            ]
        return items

    def _circle(self, span: Span, *, filled: bool) -> Group:
        x, y = self.left + span.first * self.cell, self.top + span.first * self.cell
        side = (span.past - span.first) * self.cell
        if not filled:
            line = max(0.9, 1.6 * self.scale)
            return Group((rectangle(x, y, side, side, stroke=INK, line=line),), "circle outline")
        inside = self.rows.boxes[span.first : span.past]
        who = listed([named(box) for box in inside], limit=6)
        tooltip = f"A circle of mutual dependence, {len(inside):,} of them: {who}."
        return Group(
            (rectangle(x, y, side, side, fill=CIRCLE_FILL),), "circle", inside[0].id, tooltip
        )

    def _unit_lines(self, unit: UnitSpan) -> list[str]:
        """The name of a unit in as many lines as it has rows."""
        frame = unit.frame
        name = escape(frame.name if frame.name.strip() else frame.id)
        if frame.state in STATE_WORDS:
            name += f", {STATE_WORDS[frame.state]}"
        rows = unit.rows.past - unit.rows.first
        return wrap(name, self.note, _UNIT * self.note, lines=min(rows, 3))

    def _unit_alarms(self, unit: UnitSpan) -> list[Mark]:
        """The alarms of a unit that has no row; a picture of an absence has none."""
        if self.chart.highlighted:
            return []
        return [mark for mark in unit.frame.marks if mark in ("soon", "later")]

    def _unit(self, unit: UnitSpan, lines: Sequence[str]) -> Group:
        """A bar beside the members of a unit, and its name at the first of them."""
        frame, span, cell = unit.frame, unit.rows, self.cell
        top, high = self.top + span.first * cell, (span.past - span.first) * cell
        color = {"gone": GONE_FILL, "stopped": ALARM, "untouched": BACK_LINE}.get(
            frame.state or "", FAINT_INK
        )
        ink = BACK_INK if frame.state == "untouched" else QUIET_INK
        inset = cell * 0.12
        items: list[Item] = [
            rectangle(self.bar, top + inset, 3 * self.scale, high - 2 * inset, fill=color)
        ]
        alarms = self._unit_alarms(unit)
        if alarms:
            badge = alarm_badge(0, 0, hollow=alarms[0] == "later")
            x = self.unit_end + cell * 0.6
            items += placed(badge, x, top + cell / 2, self.scale * _BADGE)
        for number, line in enumerate(lines):
            base = top + (number + 0.5) * cell + self.note * 0.36
            items.append(Text((self.unit_end, base), line, self.note, ink, anchor="end"))
        return Group(tuple(items), "unit", frame.id, frame.tooltip)

    def _row(self, number: int) -> Group:
        """What stands to the left of a row: its kind, name, words, marks and number."""
        box, cell, scale = self.rows.boxes[number], self.cell, self.scale
        top = self.top + number * cell
        middle = top + cell / 2
        base = middle + self.type * 0.36
        ink, fill, stroke, line = colors(box)
        # Drawn large and made small, so that its corners tell what kind it is.
        wide, high = self.icon_width / scale * 2, cell / scale * 1.2
        icon = shape(box.kind, 0, 0, wide, high, stroke, fill, line * 1.8)
        items: list[Item] = placed([icon], self.icon, middle - cell * 0.3, scale / 2)
        items.append(Text((self.name, base), self.names[number], self.type, ink, bold=bold(box)))
        if self.said[number]:
            color = ALARM if box.alarm and box.state != "gone" else QUIET_INK
            at = (self.words, middle + self.note * 0.36)
            items.append(Text(at, self.said[number], self.note, color))
        x = self.badge + cell / 2
        if alarmed(box):
            badge = alarm_badge(0, 0, hollow="soon" not in box.marks, quiet=box.muted)
            items += placed(badge, x, middle, scale * _BADGE)
        if "strained" in box.marks:
            x += cell * self.alarms
            items += placed(hourglass(0, 0), x, middle, scale * _BADGE)
        count, size = str(number + 1), self.note
        places = [(self.number, middle + size * 0.36)]
        if self.tall:
            places.append((self.right, middle + size * 0.36))
        items += [Text(at, count, size, QUIET_INK, anchor="end") for at in places]
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
            room = min(_NAME * self.note, self.end - x - self.note * 0.2)
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


def _side(count: int) -> float:
    """The side of a cell in a matrix of so many rows."""
    for (few, large), (many, small) in pairwise(_CELLS):
        if count <= many:
            return large - (large - small) * max(0, count - few) / (many - few)
    return _CELLS[-1][1]
