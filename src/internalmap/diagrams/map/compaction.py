"""A map with less empty room, so that its names come out larger: boxes stay where they are to each
other, and lines cross as they did."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from internalmap.diagrams.drawing.scene import Point
from internalmap.diagrams.drawing.typesetting import width
from internalmap.diagrams.map.elastic import smooth
from internalmap.diagrams.map.geometry import cut
from internalmap.diagrams.map.places import (
    Area,
    EdgePath,
    Places,
    Polyline,
    polyline,
    shifted,
    trimmed,
)
from internalmap.diagrams.map.seams import Block, Seam, seam
from internalmap.diagrams.map.texts import EVERYONE, everyone_box, heading
from internalmap.diagrams.map.words import words_size
from internalmap.diagrams.style import HEADING_SIZE

if TYPE_CHECKING:
    from internalmap.diagrams.map.maker import Map

#: The room on either side of a box, in the direction of lines and beside it; of the edge of a
#: frame; of words.
_AHEAD, _BESIDE, _EDGE, _WORDS = 12.0, 6.0, 4.0, 3.0
#: Curves are cut into pieces of so much before they are moved.
_PIECE = 24.0
#: How often places on lines go to the middle of those beside them; less often where there would
#: be no room for the words of a line.
_SMOOTH = (50, 12, 3)
#: So many seams are taken at most.
_SEAMS = 60


def compacted(found: Map, worth: Callable[[Point], float], enough: float) -> Map:
    """The map with less empty room, until `worth` of its size is enough, or nothing helps."""
    drawing = _Drawing.of(found)
    for _ in range(_SEAMS):
        wide, high = drawing.size
        if worth((wide, high)) >= enough:
            break
        upright = worth((wide - 1, high)) <= worth((wide, high - 1))  # its height limits it
        line = seam(drawing.blocks(upright), drawing.turned(upright), drawing.long(upright))
        if line is None:
            break
        drawing = drawing.without(line, upright)
    return drawing.map()


@dataclass(frozen=True)
class _Drawing:
    """All that is drawn, with its top left corner at 0, 0: what is laid out, where the rail is and
    the panel of boxes without a line, and the words on lines."""

    found: Map
    places: Places
    beside: tuple[Area, ...]
    words: tuple[Area, ...]

    @classmethod
    def of(cls, found: Map) -> _Drawing:
        dx, dy = found.offset
        words = [
            (words_size(each.lines, found.names.lines[number][1].hot), each.at)
            for number, each in found.words.items()
        ]
        curves = {
            name: EdgePath(tuple(cut(path.points, _PIECE)), path.tip, path.label)
            for name, path in found.curves.items()
        }
        beside = []
        if found.rail.rows:
            beside.append(Area(*found.rail_at, found.rail.width, found.rail.height))
        if found.loose is not None:
            panel = found.loose.panel
            beside.append(Area(*found.loose.at, panel.width, panel.height))
        return cls(
            found,
            shifted(replace(found.places, lines=curves), dx, dy),
            tuple(beside),
            tuple(Area(x - w / 2 + dx, y - h / 2 + dy, w, h) for (w, h), (x, y) in words),
        )

    @property
    def size(self) -> Point:
        """How big it all is."""
        rights, belows = zip(
            (self.places.width, self.places.height),
            *((each.x + each.width, each.y + each.height) for each in self.beside),
            strict=True,
        )
        return max(rights), max(belows)

    def map(self) -> Map:
        """The map of it, whose lines are straight again where they can be."""
        inner, (x, y) = trimmed(self.places, self.found.sizes)
        found = replace(self.found, places=inner, curves=inner.lines, offset=(x, y))
        beside = list(self.beside)
        if found.rail.rows:
            found = replace(found, rail_at=(beside[0].x, beside[0].y))
        if found.loose is not None:
            found = replace(found, loose=replace(found.loose, at=(beside[-1].x, beside[-1].y)))
        boxes = [found.area(box.id) for box in found.chart.boxes]
        if EVERYONE in inner.boxes:
            boxes.append(everyone_box(found.chart, inner))
        boxes += [Area(each.x - x, each.y - y, each.width, each.height) for each in beside]
        words = {
            found.names.lines[number][0]: Area(each.x - x, each.y - y, each.width, each.height)
            for number, each in zip(self.found.words, self.words, strict=True)
        }
        rough, ends = found.curves, dict(zip(found.curves, found.ends, strict=True))
        curves: dict[str, EdgePath] = {}
        again = set(rough)
        for times in _SMOOTH:
            curves |= {
                name: smooth(
                    path,
                    ends[name],
                    boxes,
                    [area for other, area in words.items() if other != name],
                    times,
                )
                for name, path in rough.items()
                if name in again
            }
            found = replace(found, curves={name: curves[name] for name in rough})
            lost = self.found.words.keys() - found.words.keys()
            again = {found.names.lines[at][0] for at in lost}
            if not again:
                break
        return found

    def long(self, upright: bool) -> Point:
        wide, high = self.size
        return (wide, high) if upright else (high, wide)

    def turned(self, upright: bool) -> Sequence[Polyline]:
        """The lines, along the seam and across it: seams run from left to right where the map is to
        be less high, and `upright`."""
        lines = [polyline(path) for path in self.places.lines.values()]
        return lines if upright else [tuple((y, x) for x, y in line) for line in lines]

    def blocks(self, upright: bool) -> list[Block]:
        """What no seam runs through."""
        found = self.found
        ahead = upright == found.way.down
        room, side = (_AHEAD, _BESIDE) if ahead else (_BESIDE, _AHEAD)
        placed = replace(found, places=self.places)
        boxes = [placed.area(box.id) for box in found.chart.boxes]
        if EVERYONE in self.places.boxes:
            boxes.append(everyone_box(found.chart, self.places))
        blocks = [_block(area, upright, room, side) for area in (*boxes, *self.beside)]
        blocks += [_block(area, upright, _WORDS, _WORDS) for area in self.words]
        for frame in found.chart.frames:
            area = self.places.frames.get(found.names.frames[frame.id])
            if area is not None:
                wide = width(heading(frame), HEADING_SIZE, bold=True) + 24
                blocks += _edges(area, upright, wide)
        return blocks

    def without(self, line: Seam, upright: bool) -> _Drawing:
        """The same without the room in a seam."""

        def there(at: Point) -> Point:
            x, y = at
            return (x, line.moved(x, y)) if upright else (line.moved(y, x), y)

        def whole(area: Area) -> Area:
            x, y = area.x + area.width / 2, area.y + area.height / 2
            dx, dy = there((x, y))
            return Area(area.x + dx - x, area.y + dy - y, area.width, area.height)

        places = self.places
        frames = {}
        for name, area in places.frames.items():
            x, y = area.x + area.width / 2, area.y + area.height / 2
            left, right = there((area.x, y))[0], there((area.x + area.width, y))[0]
            top, bottom = there((x, area.y))[1], there((x, area.y + area.height))[1]
            frames[name] = Area(left, top, right - left, bottom - top)
        moved = Places(
            places.width,
            places.height,
            {name: there(at) for name, at in places.boxes.items()},
            frames,
            {
                name: EdgePath(tuple(map(there, path.points)), there(path.tip), path.label)
                for name, path in places.lines.items()
            },
        )
        beside, words = map(whole, self.beside), map(whole, self.words)
        return _Drawing(self.found, *_at_corner(moved, self.found.sizes, [*beside], [*words]))


def _at_corner(
    places: Places,
    sizes: Mapping[str, Point],
    beside: Sequence[Area],
    words: Sequence[Area],
) -> tuple[Places, tuple[Area, ...], tuple[Area, ...]]:
    """All this with its top left corner at 0, 0."""
    inner, (x, y) = trimmed(places, sizes)
    left, top = min(x, *(each.x for each in beside), x), min(y, *(each.y for each in beside), y)

    def there(area: Area) -> Area:
        return Area(area.x - left, area.y - top, area.width, area.height)

    return (
        shifted(inner, x - left, y - top),
        tuple(map(there, beside)),
        tuple(map(there, words)),
    )


def _block(area: Area, upright: bool, room: float, side: float) -> Block:
    x, y, right, below = area.x, area.y, area.x + area.width, area.y + area.height
    if upright:
        return Block(x - side, right + side, y, below, room)
    return Block(y - side, below + side, x, right, room)


def _edges(area: Area, upright: bool, wide: float) -> Iterable[Block]:
    """The edges of a frame, and its heading."""
    x, y, right, below = area.x, area.y, area.x + area.width, area.y + area.height
    if upright:
        yield Block(x - _EDGE, right + _EDGE, y, y + 2 * HEADING_SIZE, _EDGE)
        yield Block(x - _EDGE, right + _EDGE, below, below, _EDGE)
    else:
        yield Block(y - _EDGE, below + _EDGE, x, x, _EDGE)
        yield Block(y - _EDGE, below + _EDGE, right, right, _EDGE)
        yield Block(y, y + 2 * HEADING_SIZE, x, x + wide, 0.0)
