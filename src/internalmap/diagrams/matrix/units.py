"""The units beside the rows of a matrix: a bar along the members of each, and its name."""

from __future__ import annotations

from collections.abc import Sequence

from internalmap.diagrams.chart.chart import STATE_WORDS, Mark
from internalmap.diagrams.drawing.badges import alarm_badge
from internalmap.diagrams.drawing.scene import Group, Item, Text, rectangle
from internalmap.diagrams.drawing.typesetting import width, wrap
from internalmap.diagrams.matrix.heads import BADGE, Sizes
from internalmap.diagrams.matrix.marks import placed
from internalmap.diagrams.matrix.order import UnitSpan
from internalmap.diagrams.style import ALARM, BACK_INK, BACK_LINE, FAINT_INK, GONE_FILL, QUIET_INK
from internalmap.text.escape import escape

#: The longest name, as a multiple of its type.
_NAME = 14.0


class UnitBars:
    """The units of rows, from the left edge to `right`, where the heads of the rows begin."""

    def __init__(self, units: Sequence[UnitSpan], sizes: Sizes, *, highlighted: bool) -> None:
        self.units, self.sizes, self.highlighted = units, sizes, highlighted
        self.lines = [self._lines(unit) for unit in units]
        widest = max((width(line, sizes.note) for lines in self.lines for line in lines), default=0)
        badged = any(self._alarms(unit) for unit in units)
        gap = 7 * sizes.scale
        self.end = widest
        self.bar = widest + gap + (sizes.cell if badged else 0)
        self.right = self.bar + 2 * gap if units else 0.0

    def items(self, top: float) -> list[Item]:
        """All of them, the first row at `top`."""
        return [
            self._unit(unit, lines, top) for unit, lines in zip(self.units, self.lines, strict=True)
        ]

    def _lines(self, unit: UnitSpan) -> list[str]:
        """The name of a unit in as many lines as it has rows."""
        frame = unit.frame
        name = escape(frame.name if frame.name.strip() else frame.id)
        if frame.state in STATE_WORDS:
            name += f", {STATE_WORDS[frame.state]}"
        rows = unit.rows.past - unit.rows.first
        note = self.sizes.note
        return wrap(name, note, _NAME * note, lines=min(rows, 3))

    def _alarms(self, unit: UnitSpan) -> list[Mark]:
        """The alarms of a unit that has no row; a picture of an absence has none."""
        if self.highlighted:
            return []
        return [mark for mark in unit.frame.marks if mark in ("soon", "later")]

    def _unit(self, unit: UnitSpan, lines: Sequence[str], top: float) -> Group:
        """A bar beside the members of a unit, and its name at the first of them."""
        frame, span, cell, note = unit.frame, unit.rows, self.sizes.cell, self.sizes.note
        top, high = top + span.first * cell, (span.past - span.first) * cell
        color = {"gone": GONE_FILL, "stopped": ALARM, "untouched": BACK_LINE}.get(
            frame.state or "", FAINT_INK
        )
        ink = BACK_INK if frame.state == "untouched" else QUIET_INK
        inset = cell * 0.12
        items: list[Item] = [
            rectangle(self.bar, top + inset, 3 * self.sizes.scale, high - 2 * inset, fill=color)
        ]
        alarms = self._alarms(unit)
        if alarms:
            badge = alarm_badge(0, 0, hollow=alarms[0] == "later")
            items += placed(badge, self.end + cell * 0.6, top + cell / 2, self.sizes.scale * BADGE)
        for number, line in enumerate(lines):
            base = top + (number + 0.5) * cell + note * 0.36
            items.append(Text((self.end, base), line, note, ink, anchor="end"))
        return Group(tuple(items), "unit", frame.id, frame.tooltip)
