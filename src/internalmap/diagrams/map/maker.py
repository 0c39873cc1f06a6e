"""A map that has its places, and what makes maps of a chart from the places that a layout gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from internalmap.diagrams.chart.chart import Box, Chart, Link, everyone_words
from internalmap.diagrams.drawing.lettering import Lettering, lettering
from internalmap.diagrams.drawing.scene import Point
from internalmap.diagrams.map.compaction import compacted
from internalmap.diagrams.map.curves import curves
from internalmap.diagrams.map.dot import MapNames, Sides, map_names
from internalmap.diagrams.map.geometry import crossings
from internalmap.diagrams.map.loose import LooseBoxes
from internalmap.diagrams.map.places import Area, EdgePath, Places, Polyline, polyline, trimmed
from internalmap.diagrams.map.rail import Rail
from internalmap.diagrams.map.spread import spread
from internalmap.diagrams.map.texts import EVERYONE, everyone_box, everyone_size, label_of
from internalmap.diagrams.map.ways import FIRST, Way
from internalmap.diagrams.map.words import PlacedWords, placed_words
from internalmap.diagrams.style import NAME_WIDTH

#: Lines that seem to be one are drawn apart in a map of no more lines, and no more crossings, than
#: this: no other can be followed anyway.
MOST_SPREAD = 120
#: Between what is laid out and the rail of hubs at its left.
_BETWEEN = 26.0


@dataclass(frozen=True)
class Map:
    """A map that has its places: the chart of what is laid out, the curves of its lines, the rail
    of hubs and the boxes without a line, and how big it is. `tangled`: it took the layout for
    tangles; `way` is how it was laid out, and `rows` where each begins that it was folded into.
    `offset` is where what is laid out has its top left corner, `rail_at` where the rail has it."""

    chart: Chart
    names: MapNames
    places: Places
    curves: Mapping[str, EdgePath]
    rail: Rail
    loose: LooseBoxes | None
    boxes: Mapping[str, Box]
    texts: Mapping[str, Lettering]
    tangled: bool
    way: Way = FIRST
    rows: tuple[float, ...] = ()
    offset: Point = (0.0, 0.0)
    rail_at: Point = (0.0, 0.0)

    @property
    def size(self) -> tuple[float, float]:
        """How big it all is."""
        wide = max(self.offset[0] + self.places.width, self.rail_at[0] + self.rail.width)
        high = max(self.offset[1] + self.places.height, self.rail_at[1] + self.rail.height)
        if self.loose is None:
            return wide, high
        return self.loose.size((wide, high))

    @cached_property
    def lines(self) -> Sequence[Polyline]:
        """The lines in their order."""
        return [polyline(self.curves[name]) for name, _ in self.names.lines]

    @cached_property
    def ends(self) -> Sequence[tuple[Area, Area]]:
        """The boxes at the ends of each line."""
        found = []
        for _, line in self.names.lines:
            end = line.customer if isinstance(line, Link) else None
            everyone = everyone_box(self.chart, self.places)
            found.append((self.area(line.supplier), everyone if end is None else self.area(end)))
        return found

    @property
    def sizes(self) -> Mapping[str, tuple[float, float]]:
        """How big each box is that is laid out, by its name."""
        return sizes(self.chart, self.names)

    def area(self, box: str) -> Area:
        """Where a box stands."""
        x, y = self.places.boxes[self.names.boxes[box]]
        text = self.texts[box]
        return Area(x - text.width / 2, y - text.height / 2, text.width, text.height)

    def spread(self) -> Map:
        """The same with lines apart that seem to be one, and around boxes that are not theirs."""
        if (
            self.tangled
            or len(self.curves) > MOST_SPREAD
            or self.crossings(MOST_SPREAD) > MOST_SPREAD
        ):
            return self
        areas = [self.area(box.id) for box in self.chart.boxes]
        return replace(self, curves=spread(self.curves, self.ends, areas))

    def crossings(self, most: int) -> int:
        """How many pairs of lines cross, counted up to one more than `most`."""
        return crossings(self.lines, self.ends, most)

    @cached_property
    def words(self) -> Mapping[int, PlacedWords]:
        """The words of each line that has room for them, by its number."""
        return placed_words(self)

    @property
    def unsaid(self) -> int:
        """How many lines have no room for their words."""
        if not self.names.labelled:
            return 0
        return sum(bool(label_of(line)) for _, line in self.names.lines) - len(self.words)

    def _course(self, area: Area) -> float:
        """How far on a box stands, row after row."""
        x, y = area.x + area.width / 2, area.y + area.height / 2
        row = sum(y >= start for start in self.rows)
        return y if self.way.down else x + row * self.places.width

    @property
    def customers_last(self) -> bool:
        """Whether there are external customers, and all others stand before them."""
        ends = [
            (self._course(self.area(box.id)), box.kind == "customer") for box in self.chart.boxes
        ]
        first = min((at for at, customer in ends if customer), default=None)
        return first is not None and all(at < first for at, customer in ends if not customer)

    @cached_property
    def back(self) -> int:
        """How many lines run from right to left, or upwards where suppliers stand above."""
        middles = [(self._course(one), self._course(other)) for one, other in self.ends]
        heads = zip(self.names.lines, middles, strict=True)
        return sum(
            one > other + 1
            for (_, line), (one, other) in heads
            if not (isinstance(line, Link) and line.staffing)
        )


def sizes(chart: Chart, names: MapNames) -> Mapping[str, tuple[float, float]]:
    """How big each box of a chart is, by its name."""
    texts = names.letterings
    found = {
        names.boxes[box.id]: (texts[box.id].width, texts[box.id].height) for box in chart.boxes
    }
    if chart.broadcasts:
        found[EVERYONE] = everyone_size(everyone_words(chart))
    return found


class Maker:
    """Makes maps of one chart."""

    def __init__(
        self,
        whole: Chart,
        laid: Chart,
        loose: Sequence[Box],
        names: MapNames,
        sides: Sides | None = None,
    ) -> None:
        self.whole, self.laid, self.loose = whole, laid, loose
        self.names, self.sides = names, sides
        self.rail = Rail.of(whole)
        self.boxes = {box.id: box for box in (*laid.boxes, *loose)}
        self.texts = {**names.letterings, **{box.id: lettering(box) for box in loose}}

    @property
    def sizes(self) -> Mapping[str, tuple[float, float]]:
        """How big each box is that is laid out, by its name."""
        return sizes(self.laid, self.names)

    def with_names(self, limit: float) -> Maker:
        """The same with names that wrap at so much."""
        if limit == NAME_WIDTH:
            return self
        names = map_names(self.laid, limit=limit)
        return Maker(self.whole, self.laid, self.loose, names, self.sides)

    def map(
        self,
        places: Places,
        *,
        tangled: bool,
        way: Way = FIRST,
        rows: Sequence[float] = (),
    ) -> Map:
        """One with these places."""
        places, _ = trimmed(places, self.sizes)
        found = Map(
            self.laid,
            self.names,
            places,
            curves(self.laid, self.names, places),
            self.rail,
            None,
            self.boxes,
            self.texts,
            tangled,
            way,
            tuple(rows),
            self._offset(places),
        )
        if not self.loose:
            return found
        taken = _taken(found) if len(found.curves) <= MOST_SPREAD else ()
        loose = LooseBoxes.of(self.loose, self.texts, found.size, taken)
        return replace(found, loose=loose)

    def _offset(self, places: Places) -> Point:
        """What is laid out stands right of the rail, in the middle beside a high one."""
        rail = self.rail
        left = rail.width + _BETWEEN if rail.rows and places.width else 0.0
        return left, max(0.0, (rail.height - places.height) / 2)

    def compacted(self, found: Map, worth: Callable[[Point], float], enough: float) -> Map:
        """One with less empty room, until `worth` of its size is enough, or nothing helps."""
        if found.tangled or found.rows or len(found.curves) > MOST_SPREAD:
            return found
        return compacted(found, worth, enough)


def _taken(found: Map) -> list[Area]:
    """Where something stands: the rail, frames, boxes, and the pieces of lines."""
    dx, dy = found.offset
    areas = [found.area(box.id) for box in found.chart.boxes]
    areas += found.places.frames.values()
    areas.append(everyone_box(found.chart, found.places))
    areas += [
        Area(min(a[0], b[0]), min(a[1], b[1]), abs(a[0] - b[0]), abs(a[1] - b[1]))
        for line in found.lines
        for a, b in pairwise(line)
    ]
    moved = [Area(each.x + dx, each.y + dy, each.width, each.height) for each in areas]
    return [*moved, Area(0.0, 0.0, found.rail.width, found.rail.height)]
