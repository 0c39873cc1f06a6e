"""The boxes of a map without a line: a panel at the foot, or in a corner that the drawing leaves
free."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from internalmap.diagrams.chart.chart import Box
from internalmap.diagrams.drawing.lettering import Lettering
from internalmap.diagrams.drawing.scene import Point
from internalmap.diagrams.drawing.sheet import Sheet, type_size
from internalmap.diagrams.drawing.unplaced import Panel, panel
from internalmap.diagrams.map.places import Area

NO_LINE, BY_LETTER = "Without a line", "Joined by letters alone"
#: What a slide has for a drawing, about, between title and legend.
_ROOM = Sheet("a drawing", 920.0, 420.0, 6.0)
#: In how many columns boxes stand in a corner at most, and how many places are tried across.
_CORNER, _ACROSS = 3, 8
#: Between the panel and what is drawn.
_BELOW, _BESIDE = 26.0, 16.0


@dataclass(frozen=True)
class LooseBoxes:
    """A panel, and its top left corner."""

    panel: Panel
    at: Point

    @classmethod
    def of(
        cls,
        boxes: Sequence[Box],
        texts: Mapping[str, Lettering],
        size: tuple[float, float],
        taken: Sequence[Area],
    ) -> LooseBoxes:
        """The boxes where the names of the whole come out largest: below a drawing of this size, in
        as many columns as it is wide, or as make a sheet of them alone; or in a corner, if
        something is told of what is `taken`."""
        order = sorted(boxes, key=lambda box: (box.caption, box.name or box.id, box.id))
        parts = [
            (words, some)
            for words, some in (
                (BY_LETTER, [box for box in order if box.letters]),
                (NO_LINE, [box for box in order if not box.letters]),
            )
            if some
        ]
        cell = max(texts[box.id].width for box in order) + 12
        least = (len(order) * cell * 60 * 1.6) ** 0.5
        most = max(1, int(max(size[0], least) // cell))
        columns = [most]
        if taken and len(order) <= _CORNER**2:
            columns += range(1, min(most, _CORNER + 1))
        tried = [
            cls(found, at)
            for found in (panel(parts, texts, number) for number in columns)
            for at in _places(size, found, taken)
        ]
        return max(tried, key=lambda loose: type_size(loose.size(size), _ROOM))

    def size(self, drawn: tuple[float, float]) -> tuple[float, float]:
        """How big a drawing of this size is with the panel."""
        (x, y), (wide, high) = self.at, drawn
        return max(wide, x + self.panel.width), max(high, y + self.panel.height)


def _places(size: tuple[float, float], found: Panel, taken: Sequence[Area]) -> Iterator[Point]:
    """Places for a panel: below everything, and as far up as it can be under what stands above."""
    wide, high = size
    yield 0.0, high + _BELOW if high else 0.0
    room = wide - found.width
    if room < 0:
        return
    for step in range(_ACROSS + 1) if taken else ():
        left = room * step / _ACROSS
        right = left + found.width + _BESIDE
        above = [
            area.y + area.height
            for area in taken
            if area.x < right and area.x + area.width > left - _BESIDE
        ]
        yield left, max(above) + _BESIDE if above else 0.0
