"""The risk table as a scene: who alone lets whom down, and how soon. It says more of many parties
than a map of them can."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby

from internalmap.diagrams.chart.chart import Box, Chart, Foot
from internalmap.diagrams.chart.charts import Charts
from internalmap.diagrams.drawing.badges import rank_badge
from internalmap.diagrams.drawing.boxes import shape
from internalmap.diagrams.drawing.legend import Key, keys_of
from internalmap.diagrams.drawing.page import page
from internalmap.diagrams.drawing.scene import Group, Item, Polygon, Scene, Text, rectangle, rounded
from internalmap.diagrams.drawing.sheet import SceneOptions
from internalmap.diagrams.drawing.typesetting import balanced, clip, width
from internalmap.diagrams.risk.table import GRADES, NOTHING, Cell, RiskTable, Row, table
from internalmap.diagrams.style import (
    ALARM,
    BACK_INK,
    CUSTOMER_FILL,
    CUSTOMER_INK,
    HATCHING,
    HEADING_SIZE,
    HEAT,
    INK,
    NAME_SIZE,
    NOTE_SIZE,
    PAPER,
    QUIET_INK,
)
from internalmap.model.phrases import KIND_WORDS
from internalmap.text.escape import escape

READING = (
    "Each row is gone alone. A cell says when a customer is past what it can bear; the darker, the "
    "sooner."
)
HATCHED = "Hatched: back in time."
_ROW, _CELL, _COLUMN, _GAP = 21.0, 17.0, 96.0, 8.0
_NAME, _KIND = 210.0, 90.0
_BACK, _STOPS = 74.0, 70.0
_HEAD, _GRADE = 34.0, 24.0


def scene(charts: Charts, options: SceneOptions) -> Scene:
    """The risk table of what is shown."""
    chart, found = charts.whole, table(charts)
    drawn = _Table(found)
    rows = found.left_out
    foot = (*chart.foot, *([Foot("Not in the table for want of room", rows)] if rows else []))
    keys = _keys(chart, found) if options.legend else ()
    what = READING
    if any(cell.in_time for row in found.rows for cell in row.cells):
        what = f"{READING} {HATCHED}"
    return page(
        replace(chart, foot=foot),
        drawn.items(),
        drawn.size,
        keys=keys,
        what=what,
        sheet=options.sheet,
    )


class _Table:
    """The table with its top left corner at 0, 0."""

    def __init__(self, found: RiskTable) -> None:
        self.found = found
        self.left = _NAME + _KIND
        self.right = self.left + len(found.columns) * _COLUMN
        #: The columns at the right: when it is back, where that is known of any, and how many stop.
        self.stops = self.right + (_BACK if found.back_known else 0)

    @property
    def size(self) -> tuple[float, float]:
        """How big it is."""
        grades = len({row.grade for row in self.found.rows})
        return self.stops + _STOPS, _HEAD + grades * _GRADE + len(self.found.rows) * _ROW

    def items(self) -> list[Item]:
        """The heads, and the rows below the words of their grade."""
        if not self.found.rows:
            return []
        items = list(self._heads())
        y = _HEAD
        for grade, rows in groupby(self.found.rows, key=lambda row: row.grade):
            y += _GRADE
            at = (0.0, y - 7)
            items.append(Text(at, GRADES[grade], HEADING_SIZE, QUIET_INK, bold=True))
            for row in rows:
                items.append(self._row(row, y))
                y += _ROW
        return items

    def _heads(self) -> Sequence[Item]:
        items: list[Item] = []
        for number, name in enumerate(self.found.columns):
            x = self.left + number * _COLUMN
            items.append(rounded(x, 0, _COLUMN - _GAP, _HEAD - 4, 5, fill=CUSTOMER_FILL))
            lines = balanced(escape(name), NOTE_SIZE, _COLUMN - _GAP - 8, bold=True, lines=2)
            base = (_HEAD - 4) / 2 + NOTE_SIZE * 0.36 - (len(lines) - 1) * NOTE_SIZE * 0.62
            for line in lines:
                at = (x + (_COLUMN - _GAP) / 2, base)
                items.append(Text(at, line, NOTE_SIZE, CUSTOMER_INK, True, "middle"))
                base += NOTE_SIZE * 1.24
        heads = [(self.right, "back in")] if self.found.back_known else []
        for x, words in (*heads, (self.stops, "others stop")):
            items.append(Text((x, _HEAD - 12), words, NOTE_SIZE, QUIET_INK, bold=True))
        return items

    def _row(self, row: Row, y: float) -> Group:
        middle = y + _CELL / 2
        base = middle + NAME_SIZE * 0.36
        soon = row.grade == 1
        icon = shape(
            row.box.kind, 0, y + 2, 22, 13, ALARM if soon else QUIET_INK, PAPER, 1.8 if soon else 1
        )
        items: list[Item] = [icon]
        if row.rank is not None:
            items += rank_badge(33, middle, row.rank)
        name = clip(_name(row.box), NAME_SIZE, _NAME - 52, bold=True)
        items.append(Text((46, base), name, NAME_SIZE, INK, bold=True))
        at = (_NAME, middle + NOTE_SIZE * 0.36)
        items.append(Text(at, KIND_WORDS[row.box.kind], NOTE_SIZE, QUIET_INK))
        for number, cell in enumerate(row.cells):
            items += _cell(cell, self.left + number * _COLUMN, y)
        back = [(self.right, row.back)] if self.found.back_known else []
        for x, words in (*back, (self.stops, f"{row.stops:,}")):
            items.append(Text((x, middle + NOTE_SIZE * 0.36), words, NOTE_SIZE, QUIET_INK))
        return Group(tuple(items), "row", row.box.id, row.box.tooltip)


def _cell(cell: Cell, x: float, y: float) -> list[Item]:
    wide = _COLUMN - _GAP
    at = (x + wide / 2, y + _CELL / 2 + NOTE_SIZE * 0.36)
    if cell.step is None:
        return [Text(at, NOTHING, NOTE_SIZE, BACK_INK, anchor="middle")]
    if cell.in_time:
        words = Text(at, cell.words, NOTE_SIZE, INK, anchor="middle")
        taken = width(cell.words, NOTE_SIZE) + 8
        paper = rectangle(at[0] - taken / 2, y + 1, taken, _CELL - 2, fill=PAPER)
        frame = rectangle(x, y, wide, _CELL, stroke=BACK_INK, line=0.6)
        return [*_hatched(x, y, wide, _CELL), paper, frame, words]
    fill, ink = shade(cell.step)
    return [
        rounded(x, y, wide, _CELL, 3, fill=fill),
        Text(at, cell.words, NOTE_SIZE, ink, True, "middle"),
    ]


def shade(step: int) -> tuple[str, str]:
    """The fill of a band, and the ink on it: the darker, the sooner."""
    fill = HEAT[min(step, len(HEAT) - 1)]
    return fill, PAPER if step < 2 else INK


def _hatched(x: float, y: float, wide: float, high: float) -> list[Item]:
    items: list[Item] = []
    start = -high
    while start < wide:
        low, top = max(start, 0.0), min(start + high, wide)
        ends = ((x + low, y + high - (low - start)), (x + top, y + high - (top - start)))
        items.append(Polygon(ends, HATCHING, None, 1.4, closed=False))
        start += 6.0
    return items


def _name(box: Box) -> str:
    return escape(box.name if box.name.strip() else box.id)


def _keys(chart: Chart, found: RiskTable) -> list[Key]:
    shown = {row.box.id for row in found.rows}
    boxes = tuple(replace(box, marks=()) for box in chart.boxes if box.id in shown)
    keys = keys_of(replace(chart, boxes=boxes, frames=()), links=False, everyone=False)
    cells = [cell for row in found.rows for cell in row.cells]
    steps = sorted({cell.step for cell in cells if cell.step is not None and not cell.in_time})
    for step in steps:
        keys.append(Key(found.bands[step], _sample(step)))
    if any(cell.in_time for cell in cells):
        keys.append(Key("back in time", lambda x, y: _hatched(x, y, 26, 13)))
    return keys


def _sample(step: int) -> Callable[[float, float], list[Item]]:
    fill = shade(step)[0]
    return lambda x, y: [rounded(x, y, 26, 13, 3, fill=fill, stroke=QUIET_INK, line=0.5)]
