"""The first pages: which unit is on which page, and how much comes in and goes out there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from internalmap.diagrams.chart.chart import Chart, Foot
from internalmap.diagrams.drawing.page import page
from internalmap.diagrams.drawing.scene import Group, Item, Polygon, Scene, Text
from internalmap.diagrams.drawing.sheet import Sheet
from internalmap.diagrams.drawing.typesetting import clip
from internalmap.diagrams.style import (
    ALARM,
    GRID_LINE,
    HEADING_SIZE,
    INK,
    NAME_SIZE,
    NOTE_SIZE,
    QUIET_INK,
)
from internalmap.text.escape import escape

#: So many units stand on a page of the index.
ROWS = 24
READING = "Each unit has a page: what comes in stands at its left, what goes out at its right."
_ROW, _HEAD, _NAME, _STEP = 17.0, 22.0, 260.0, 14.0
#: The columns of figures, each with where its right end is.
_COLUMNS = (
    ("page", 30.0),
    ("inside", 350.0),
    ("comes in from", 450.0),
    ("goes out to", 540.0),
    ("single points, soon", 670.0),
)


@dataclass(frozen=True)
class Entry:
    """A unit in the index: how deep it lies, the number of its page, how many are inside, how many
    others it needs and serves (`None`: everyone), and how many single points of failure of the
    worst grade are inside."""

    id: str
    name: str
    depth: int
    page: int
    inside: int
    coming: int
    going: int | None
    soon: int


def index(
    chart: Chart, entries: Sequence[Entry], alone: Sequence[str], sheet: Sheet | None
) -> list[Scene]:
    """The pages of the index; `alone` are the names of those who are in no unit."""
    scenes = []
    for start in range(0, len(entries), ROWS):
        rows = entries[start : start + ROWS]
        last = start + ROWS >= len(entries)
        foot = (Foot("In no unit", tuple(alone)),) if alone and last else ()
        made = replace(chart, foot=foot, less=(), swatches=())
        size = (_COLUMNS[-1][1], _HEAD + len(rows) * _ROW)
        scenes.append(page(made, _rows(rows), size, keys=(), what=READING, sheet=sheet))
    return scenes


def _rows(entries: Sequence[Entry]) -> list[Item]:
    items: list[Item] = [
        Text((right, _HEAD - 8), words, HEADING_SIZE, QUIET_INK, bold=True, anchor="end")
        for words, right in _COLUMNS
    ]
    items.append(Text((44.0, _HEAD - 8), "unit", HEADING_SIZE, QUIET_INK, bold=True))
    for number, entry in enumerate(entries):
        y = _HEAD + number * _ROW
        base = y + _ROW * 0.7
        items.append(Polygon(((0, y), (_COLUMNS[-1][1], y)), GRID_LINE, None, 0.5, closed=False))
        left = 44.0 + min(entry.depth, 8) * _STEP
        name = clip(escape(entry.name), NAME_SIZE, 44.0 + _NAME - left, bold=True)
        row: list[Item] = [Text((left, base), name, NAME_SIZE, INK, bold=True)]
        going = "everyone" if entry.going is None else f"{entry.going:,}"
        figures = (
            str(entry.page), f"{entry.inside:,}", f"{entry.coming:,}", going, f"{entry.soon:,}"
        )  # fmt: skip
        for (_, right), figure in zip(_COLUMNS, figures, strict=True):
            alarm = right == _COLUMNS[-1][1] and entry.soon
            ink = ALARM if alarm else QUIET_INK
            items_of = Text((right, base), figure, NOTE_SIZE, ink, bool(alarm), "end")
            row.append(items_of)
        items.append(Group(tuple(row), "unit", entry.id))
    return items
