"""The rail at the left of a map: the suppliers of very many, each with its letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from internalmap.diagrams.chart.chart import Box, Chart, Hub
from internalmap.diagrams.drawing.boxes import draw_box
from internalmap.diagrams.drawing.lettering import Lettering, lettering
from internalmap.diagrams.drawing.scene import Item, Text
from internalmap.diagrams.style import GAP, HEADING_SIZE, LEADING, QUIET_INK

HEADING = "Serves many, by letter"


@dataclass(frozen=True)
class Rail:
    """The hubs as boxes, one below the other."""

    rows: tuple[tuple[Box, Lettering], ...] = ()

    @classmethod
    def of(cls, chart: Chart) -> Rail:
        """The rail of a chart."""
        boxes = [_entry(chart, hub) for hub in chart.hubs]
        return cls(tuple((box, lettering(box)) for box in boxes))

    @property
    def width(self) -> float:
        """The width of the widest."""
        return max((text.width for _, text in self.rows), default=0.0)

    @property
    def height(self) -> float:
        """How high it is with its heading."""
        high = sum(text.height + GAP for _, text in self.rows)
        return high + HEADING_SIZE * LEADING if self.rows else 0.0

    def items(self) -> Sequence[Item]:
        """The rail with its top left corner at 0, 0."""
        if not self.rows:
            return ()
        y = HEADING_SIZE * LEADING
        heading = Text((0.0, y - HEADING_SIZE * 0.4), HEADING, HEADING_SIZE, QUIET_INK, bold=True)
        items: list[Item] = [heading]
        for box, text in self.rows:
            drawn = draw_box(box, 0.0, y, text, width=self.width)
            items.append(replace(drawn, role=f"hub {box.kind}"))
            y += text.height + GAP
        return items


def serves(chart: Chart, hub: Hub) -> str:
    """How many a hub serves, and how many of them are shown."""
    shown = sum(
        len(box.stack) or 1
        for box in chart.boxes
        if any(each.letter == hub.letter for each in box.letters)
    )
    words = f"serves {hub.serves:,}"
    return words if shown == hub.serves else f"{words}, {shown:,} of them shown"


def _entry(chart: Chart, hub: Hub) -> Box:
    box = hub.box
    letters = () if hub.drawn else box.letters
    return replace(box, note=(serves(chart, hub),), leaves=(), letters=letters, caption="")
