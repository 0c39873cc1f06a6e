"""A panel for the boxes that a view has no place for: they stand apart, under a heading that says
why, so that nobody is missing from the picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from internalmap.diagrams.boxes import Lettering
from internalmap.diagrams.chart import Box
from internalmap.diagrams.scene import Item, Point, Text, rectangle, rounded
from internalmap.diagrams.style import CORNER, FRAME_LINE, HEADING_SIZE, LEADING, PAPER, QUIET_INK
from internalmap.diagrams.typesetting import width, wrap

_SIDE, _ABOVE, _GAP, _ROW_GAP = 14.0, 12.0, 12.0, 16.0

#: Between a drawing and the panel.
_BETWEEN = 26.0
#: Width to height of a sheet of paper that lies on its long side, and what the title and the legend
#: take of its height, about.
SHEET, AROUND = 1.414, 115.0


@dataclass(frozen=True)
class Panel:
    """Where the boxes of a panel stand in it, as wide as `cell` each, and how big it is."""

    width: float
    height: float
    heading: tuple[str, ...]
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
        """The heading, on paper so that it can be read across lines."""
        items: list[Item] = []
        base = y + _ABOVE
        for line in self.heading:
            wide = width(line, HEADING_SIZE, bold=True) + 4
            high = HEADING_SIZE * LEADING
            items.append(rectangle(x + _SIDE - 2, base, wide, high, fill=PAPER))
            base += high
            at = (x + _SIDE, base - HEADING_SIZE * 0.3)
            items.append(Text(at, line, HEADING_SIZE, QUIET_INK, bold=True))
        return items


@dataclass(frozen=True)
class Drawn:
    """The drawing beside a panel: its size, its middle, how far it reaches to the right from some y
    downwards, and whether a panel at its right stands low."""

    size: tuple[float, float]
    middle: float
    edge: Callable[[float], float]
    low: bool


def cell_width(boxes: Sequence[Box], texts: Mapping[str, Lettering]) -> float:
    """The width of every box in a panel: that of the widest."""
    return max((texts[box.id].width for box in boxes), default=0.0)


def panel(words: str, boxes: Sequence[Box], texts: Mapping[str, Lettering], columns: int) -> Panel:
    """The boxes in rows of so many columns, in their order, below the words."""
    cell = cell_width(boxes, texts)
    columns = max(1, min(columns, len(boxes)))
    if boxes:  # no nearly empty last row
        columns = -(-len(boxes) // -(-len(boxes) // columns))
    wide = columns * (cell + _GAP) - _GAP + 2 * _SIDE
    spoken = width(words, HEADING_SIZE, bold=True) * 1.05 + 2 * _SIDE
    wide = max(wide, min(spoken, 170.0))
    heading = wrap(words, HEADING_SIZE, wide - 2 * _SIDE, bold=True, lines=3)
    y = _ABOVE + len(heading) * HEADING_SIZE * LEADING + _ABOVE
    places: dict[str, Point] = {}
    for start in range(0, len(boxes), columns):
        row = boxes[start : start + columns]
        high = max(texts[box.id].height for box in row)
        for column, box in enumerate(row):
            down = (high - texts[box.id].height) / 2
            places[box.id] = (_SIDE + column * (cell + _GAP), y + down)
        y += high + _ROW_GAP
    return Panel(wide, y - _ROW_GAP + _SIDE, tuple(heading), places, cell)


def beside_or_below(
    words: str,
    boxes: Sequence[Box],
    texts: Mapping[str, Lettering],
    drawn: Drawn,
) -> tuple[Panel, Point]:
    """A panel where the sheet stays smallest, and its top left corner: below the drawing, or at its
    right, in the corner that the drawing leaves free as far as there is room."""
    tried: list[tuple[float, int, Panel, Point]] = []
    wide, high = drawn.size
    for columns in sorted({*range(1, min(12, len(boxes)) + 1), round(len(boxes) ** 0.5) + 1}):
        found = panel(words, boxes, texts, columns)
        if wide:
            top = max(0.0, high - found.height) if drawn.low else 0.0
            left = max(wide - found.width, drawn.edge(top) + _BETWEEN)
            sheet = max((left + found.width) / SHEET, max(high, found.height) + AROUND)
            tried.append((sheet, len(tried), found, (left, top)))
        below = high + _BETWEEN if wide else 0.0
        sheet = max(max(wide, found.width) / SHEET, below + found.height + AROUND)
        at = (max(0.0, drawn.middle - found.width / 2), below)
        tried.append((sheet * (1.1 if wide else 1.0), len(tried), found, at))
    return min(tried, key=lambda each: each[:2])[2:]
