"""The words on the lines of a map: which have room, and where they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from internalmap.diagrams.drawing.scene import Point
from internalmap.diagrams.drawing.typesetting import width
from internalmap.diagrams.map.labels import Words, place_words
from internalmap.diagrams.map.places import Area
from internalmap.diagrams.map.texts import EVERYONE, everyone_box, heading, label_ways
from internalmap.diagrams.style import HEADING_SIZE, LABEL_SIZE, LEADING

if TYPE_CHECKING:
    from internalmap.diagrams.map.maker import Map

#: So far words may stand out of what is laid out.
_OUT = 12.0
_IMPORTANCES = ("essential", "important", "helpful")


@dataclass(frozen=True, slots=True)
class PlacedWords:
    """Words in lines, and the middle of them."""

    lines: Sequence[str]
    at: Point


def placed_words(found: Map) -> Mapping[int, PlacedWords]:
    """The words of each line that has room for them, by its number; those along which an absence
    travels first."""
    if not found.names.labelled:
        return {}
    lines = [line for _, line in found.names.lines]
    order = sorted(
        range(len(lines)),
        key=lambda i: (not lines[i].hot, _IMPORTANCES.index(lines[i].importance), i),
    )
    ways = {i: label_ways(lines[i]) for i in order}
    words = [
        Words(i, tuple(words_size(each, lines[i].hot) for each in ways[i]))
        for i in order
        if ways[i]
    ]
    obstacles = [found.area(box.id) for box in found.chart.boxes]
    if EVERYONE in found.places.boxes:
        obstacles.append(everyone_box(found.chart, found.places))
    if not found.tangled:
        for frame in found.chart.frames:
            area = found.places.frames.get(found.names.frames[frame.id])
            if area is not None:
                wide = width(heading(frame), HEADING_SIZE, bold=True) + 24
                obstacles.append(Area(area.x, area.y, wide, HEADING_SIZE * 2))
    obstacles += _walls(found.places.width, found.places.height)
    placed = place_words(words, found.lines, obstacles)
    return {line: PlacedWords(ways[line][way], at) for line, (way, at) in placed.items()}


def _walls(wide: float, high: float) -> list[Area]:
    """What keeps words from standing out of the drawing."""
    far = wide + high + 1_000
    return [
        Area(-far - _OUT, -far, far, 3 * far),
        Area(wide + _OUT, -far, far, 3 * far),
        Area(-far, -far - _OUT, 3 * far, far),
        Area(-far, high + _OUT, 3 * far, far),
    ]


def words_size(lines: Sequence[str], bold: bool) -> tuple[float, float]:
    """How wide and high words are."""
    wide = max(width(line, LABEL_SIZE, bold) for line in lines) + 4
    return wide, len(lines) * LABEL_SIZE * LEADING
