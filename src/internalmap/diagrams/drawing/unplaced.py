"""A panel for the boxes that a view has no place for: they stand apart, under a heading that says
why, so that nobody is missing from the picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from internalmap.diagrams.chart.chart import Box
from internalmap.diagrams.drawing.lettering import Lettering
from internalmap.diagrams.drawing.scene import Item, Point, Text, rectangle, rounded
from internalmap.diagrams.drawing.typesetting import width, wrap
from internalmap.diagrams.style import (
    CORNER,
    FRAME_LINE,
    HEADING_SIZE,
    LEADING,
    PAPER,
    QUIET_INK,
)

_SIDE, _ABOVE, _GAP, _ROW_GAP = 14.0, 12.0, 12.0, 16.0
#: Between a heading and boxes that have lines.
_FOR_LINES = 28.0
#: Between a drawing and the panel.
_BETWEEN = 26.0
#: Width to height of a sheet of paper that lies on its long side, and what the title and the legend
#: take of its height, about.
SHEET, AROUND = 1.414, 115.0


@dataclass(frozen=True)
class Panel:
    """Where the boxes of a panel stand in it, as wide as `cell` each and in `rows` from above, and
    how big it is. Each heading has its place from the top."""

    width: float
    height: float
    headings: tuple[tuple[float, tuple[str, ...]], ...]
    rows: tuple[tuple[str, ...], ...]
    places: Mapping[str, Point]
    cell: float

    def frame(self, x: float, y: float) -> list[Item]:
        """The panel's outline, with its top left corner at a place."""
        outline = rounded(
            x, y, self.width, self.height, CORNER,
            stroke=FRAME_LINE, fill=PAPER, line=1.0, dash="dashed",
        )  # fmt: skip
        return [outline]

    def spoken(self, x: float, y: float) -> list[Item]:
        """The headings, on paper so that it can be read across lines."""
        items: list[Item] = []
        high = HEADING_SIZE * LEADING
        for down, heading in self.headings:
            base = y + down
            for line in heading:
                wide = width(line, HEADING_SIZE, bold=True) + 4
                items.append(rectangle(x + _SIDE - 2, base, wide, high, fill=PAPER))
                base += high
                at = (x + _SIDE, base - HEADING_SIZE * 0.3)
                items.append(Text(at, line, HEADING_SIZE, QUIET_INK, bold=True))
        return items


@dataclass(frozen=True)
class DrawnArea:
    """The drawing beside a panel: its size, its middle, how far it reaches to the right from some y
    downwards, and whether a panel at its right stands low."""

    size: tuple[float, float]
    middle: float
    edge: Callable[[float], float]
    low: bool


def cell_width(boxes: Sequence[Box], texts: Mapping[str, Lettering]) -> float:
    """The width of every box in a panel: that of the widest."""
    return max((texts[box.id].width for box in boxes), default=0.0)


#: Boxes under the words that say why they stand apart.
Part = tuple[str, Sequence[Box]]


def panel(
    parts: Sequence[Part], texts: Mapping[str, Lettering], columns: int, *, joined: bool = False
) -> Panel:
    """The boxes of each part in rows of so many columns, in their order, below its words. Where
    they are `joined` by lines, those have room below the words."""
    cell = max((cell_width(boxes, texts) for _, boxes in parts), default=0.0)
    most = max((len(boxes) for _, boxes in parts), default=0)
    columns = max(1, min(columns, most))
    if most:  # no nearly empty last row
        columns = -(-most // -(-most // columns))
    wide = columns * (cell + _GAP) - _GAP + 2 * _SIDE
    spoken = max(width(words, HEADING_SIZE, bold=True) for words, _ in parts) * 1.05 + 2 * _SIDE
    wide = max(wide, min(spoken, 170.0))
    gap = 1.5 * _ROW_GAP if joined else _ROW_GAP
    y = 0.0
    headings: list[tuple[float, tuple[str, ...]]] = []
    rows: list[tuple[str, ...]] = []
    places: dict[str, Point] = {}
    for words, boxes in parts:
        heading = wrap(words, HEADING_SIZE, wide - 2 * _SIDE, bold=True, lines=5)
        headings.append((y + _ABOVE, tuple(heading)))
        y += _ABOVE + len(heading) * HEADING_SIZE * LEADING + (_FOR_LINES if joined else _ABOVE)
        for start in range(0, len(boxes), columns):
            row = boxes[start : start + columns]
            high = max(texts[box.id].height for box in row)
            for column, box in enumerate(row):
                down = (high - texts[box.id].height) / 2
                places[box.id] = (_SIDE + column * (cell + _GAP), y + down)
            rows.append(tuple(box.id for box in row))
            y += high + gap
    return Panel(
        width=wide,
        height=y - gap + _SIDE,
        headings=tuple(headings),
        rows=tuple(rows),
        places=places,
        cell=cell,
    )


def beside_or_below(
    words: str,
    boxes: Sequence[Box],
    texts: Mapping[str, Lettering],
    drawn: DrawnArea,
) -> tuple[Panel, Point]:
    """A panel of one part, as `placed` puts it."""
    return placed([(words, boxes)], texts, drawn)


def placed(
    parts: Sequence[Part], texts: Mapping[str, Lettering], drawn: DrawnArea, *, below: bool = False
) -> tuple[Panel, Point]:
    """A panel where the sheet stays smallest, and its top left corner: below the drawing, or at its
    right, in the corner that the drawing leaves free as far as there is room. With `below`, lines
    lead to it from above, so it is not put at the right."""
    most = max(len(boxes) for _, boxes in parts)
    tried: list[tuple[float, int, Panel, Point]] = []
    wide, high = drawn.size
    for columns in sorted({*range(1, min(12, most) + 1), round(most**0.5) + 1}):
        found = panel(parts, texts, columns, joined=below)
        if wide and not below:
            top = max(0.0, high - found.height) if drawn.low else 0.0
            left = max(wide - found.width, drawn.edge(top) + _BETWEEN)
            sheet = max((left + found.width) / SHEET, max(high, found.height) + AROUND)
            tried.append((sheet, len(tried), found, (left, top)))
        under = high + _BETWEEN if wide else 0.0
        sheet = max(max(wide, found.width) / SHEET, under + found.height + AROUND)
        at = (max(0.0, drawn.middle - found.width / 2), under)
        tried.append((sheet * (1.1 if wide else 1.0), len(tried), found, at))
    return min(tried, key=lambda each: each[:2])[2:]
