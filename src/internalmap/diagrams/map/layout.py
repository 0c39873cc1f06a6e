"""Where everything of a map stands: Graphviz is asked for several layouts, and the one whose names
come out largest is taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from internalmap.diagrams.chart.chart import Box, Chart, Link, everyone_words
from internalmap.diagrams.chart.reduce.parts import keep
from internalmap.diagrams.drawing.lettering import Lettering, lettering
from internalmap.diagrams.drawing.lines import check_number
from internalmap.diagrams.drawing.sheet import type_size
from internalmap.diagrams.formats.engine import TookTooLong, TookTooMuch, run, run_all
from internalmap.diagrams.map.columns import columns
from internalmap.diagrams.map.curves import curves
from internalmap.diagrams.map.dot import MapNames, Sides, lines_of, map_dot, map_names
from internalmap.diagrams.map.geometry import crossings
from internalmap.diagrams.map.loose import LooseBoxes
from internalmap.diagrams.map.places import (
    Area,
    EdgePath,
    Places,
    Polyline,
    polyline,
    read_places,
    trimmed,
)
from internalmap.diagrams.map.rail import Rail
from internalmap.diagrams.map.search import better, further, pulled
from internalmap.diagrams.map.spread import spread
from internalmap.diagrams.map.texts import EVERYONE, everyone_box, everyone_size, label_of
from internalmap.diagrams.map.ways import BEST, FIRST, ROUGH, SECONDS, Way
from internalmap.diagrams.map.words import PlacedWords, placed_words
from internalmap.diagrams.style import NAME_WIDTH

#: What is tried, one after the other, each for so many seconds: the best picture, the same with
#: less polish, and one for tangles, which has no left and right and no frames. What none of them
#: can lay out, and what has very many lines, stands in plain columns.
_FAST = {"splines": "line", "nslimit": "2", "nslimit1": "2", "mclimit": "0.1"}
_PLACED = {**_FAST, "splines": "false"}
_TANGLE = {"overlap": "prism", "splines": "line", "start": "1", "K": "1.2"}
#: Past so many lines the first attempt is not worth its time; past so many, none is.
_MANY_LINES, MOST_LAYERED = 700, 5_000
_SECONDS = (SECONDS, 15.0, 30.0)

#: Where many maps are laid out, boxes have few widths, so that those alike can be told once.
_GRID = 8.0
#: So many maps of units are laid out by one process.
_TOGETHER = 40

#: Lines that seem to be one are drawn apart in a map of no more lines, and no more crossings, than
#: this: no other can be followed anyway.
MOST_SPREAD = 120
#: Between what is laid out and the rail of hubs at its left.
_BETWEEN = 26.0


@dataclass(frozen=True)
class Map:
    """A map that has its places: the chart of what is laid out, the curves of its lines, the rail
    of hubs and the boxes without a line, and how big it is. `tangled`: it took the layout for
    tangles; `way` is how it was laid out, and `rows` where each begins that it was folded
    into."""

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

    @property
    def left(self) -> float:
        """Where what is laid out begins, right of the rail."""
        return self.rail.width + _BETWEEN if self.rail.rows and self.places.width else 0.0

    @property
    def above(self) -> float:
        """How far down what is laid out begins: it stands in the middle beside a high rail."""
        return max(0.0, (self.rail.height - self.places.height) / 2)

    @property
    def size(self) -> tuple[float, float]:
        """How big it all is."""
        wide = max(self.left + self.places.width, self.rail.width)
        high = max(self.places.height, self.rail.height)
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


def lay_out(
    chart: Chart,
    engine: str,
    worth: Callable[[Map], float],
    *,
    tries: int,
    known: Map | None = None,
    enough: Callable[[Map], bool] | None = None,
    upright: bool = False,
) -> Map:
    """The best of so many layouts by what `worth` says. Where it is not `enough`, others are tried
    too: with flatter boxes, with less room for words, and, unless it is to be `upright`, with
    suppliers above or in rows. `known` is the best of one, if that was found before.

    What is more than Graphviz can lay out in its time stands in plain columns. Raises
    `EngineFailed` where Graphviz is missing or crashes, and `InternalMapError` where there are more
    lines than are drawn.
    """
    laid, loose = _apart(chart)
    check_number(len(lines_of(laid)))
    names = map_names(laid)
    make = Maker(chart, laid, loose, names)
    if known is not None:
        return _best(make, known, worth, engine, tries, enough, upright)
    if not laid.boxes:
        return make.map(Places(0.0, 0.0, {}, {}, {}), tangled=False)
    if len(names.lines) > MOST_LAYERED:
        return make.map(columns(laid, names), tangled=False)
    first = int(len(names.lines) > _MANY_LINES)
    attempts = [("dot", BEST), ("dot", _FAST), ("sfdp", _TANGLE)]
    for number in range(first, len(attempts)):
        layout, attributes = attempts[number]
        tangled = layout == "sfdp"
        text = map_dot(laid, names, attributes=attributes, frames=not tangled)
        try:
            data = run(text, layout=layout, form="json0", seconds=_SECONDS[number], engine=engine)
        except (TookTooLong, TookTooMuch):
            continue
        found = make.map(read_places(data), tangled=tangled)
        if number:
            return found if tangled else replace(found, way=ROUGH)
        found = max((found, *pulled(make, engine)), key=worth)
        return _best(make, found, worth, engine, tries, enough, upright)
    return make.map(columns(laid, names), tangled=False)


def _best(
    make: Maker,
    found: Map,
    worth: Callable[[Map], float],
    engine: str,
    tries: int,
    enough: Callable[[Map], bool] | None,
    upright: bool,
) -> Map:
    """The best of so many layouts, of which one is found; that one, where there was no time for a
    good one."""
    if found.way == ROUGH or found.tangled or not found.curves:
        return found
    best = better(make, found, worth, engine, tries) if tries > 1 else found
    if enough is None or enough(best):
        return best
    return further(make, best, worth, engine, upright=upright)


def lay_out_all(
    charts: Sequence[tuple[Chart, Sides]], engine: str, *, routed: bool
) -> list[Map | None]:
    """A map of each chart, the one whose names come out largest of a few; `None` where Graphviz
    does not end in time. Many share one process. Where they are not `routed`, lines run straight
    from box to box, and each is laid out once."""
    makers = []
    for chart, sides in charts:
        laid, loose = _apart(chart)
        makers.append(Maker(chart, laid, loose, map_names(laid, grid=_GRID), sides))
    found: dict[int, Map] = {
        number: make.map(Places(0.0, 0.0, {}, {}, {}), tangled=False)
        for number, make in enumerate(makers)
        if not make.laid.boxes
    }
    left = [number for number in range(len(makers)) if number not in found]
    for start in range(0, len(left), _TOGETHER):
        together = left[start : start + _TOGETHER]
        if not routed:
            found |= _together(makers, together, _PLACED, engine, routed=False)
            continue
        for count in (1, 2, 3):
            for number, map in _together(makers, together, BEST, engine, count).items():
                if number not in found or type_size(map.size) > type_size(found[number].size):
                    found[number] = map
    for number in left:
        if number not in found:
            found |= _together(makers, [number], _FAST, engine)
    return [found.get(number) for number in range(len(makers))]


def _together(
    makers: Sequence[Maker],
    numbers: Sequence[int],
    attributes: Mapping[str, str],
    engine: str,
    columns: int = 1,
    *,
    routed: bool = True,
) -> dict[int, Map]:
    """These maps, laid out by one process; none if it does not end in time. Where they are not
    `routed`, lines have no course of their own."""
    texts = [
        map_dot(
            makers[number].laid,
            makers[number].names,
            attributes=attributes,
            columns=columns,
            sides=makers[number].sides,
        )
        for number in numbers
    ]
    try:
        laid = run_all(texts, layout="dot", seconds=_SECONDS[0], engine=engine)
    except (TookTooLong, TookTooMuch):
        return {}
    found = {}
    for number, data in zip(numbers, laid, strict=True):
        places = read_places(data)
        placed = places if routed else replace(places, lines={})
        found[number] = makers[number].map(placed, tangled=False)
    return found


def _apart(chart: Chart) -> tuple[Chart, tuple[Box, ...]]:
    """What is laid out, and the boxes that no line joins to another, unless a frame around them has
    something to say."""
    joined = {end for link in chart.links for end in (link.supplier, link.customer)}
    joined |= {each.supplier for each in chart.broadcasts}
    frames = {frame.id: frame for frame in chart.frames}
    held: set[str] = set()
    for box in chart.boxes:
        frame = box.frame
        while frame is not None:
            if frames[frame].marks or frames[frame].alarm or frames[frame].state:
                held.add(box.id)
            frame = frames[frame].inside
    loose = tuple(box for box in chart.boxes if box.id not in joined and box.id not in held)
    if not loose:
        return chart, ()
    names = {frame.id: frame.name.strip() or frame.id for frame in chart.frames}
    left = {box.id for box in chart.boxes} - {box.id for box in loose}
    said = tuple(
        replace(box, caption=names[box.frame]) if box.frame not in (None, box.id) else box
        for box in loose
    )
    return keep(chart, left), said


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
        texts = self.names.letterings
        found = {
            self.names.boxes[box.id]: (texts[box.id].width, texts[box.id].height)
            for box in self.laid.boxes
        }
        if self.laid.broadcasts:
            found[EVERYONE] = everyone_size(everyone_words(self.laid))
        return found

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
        places = trimmed(places, self.sizes)
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
        )
        if not self.loose:
            return found
        taken = _taken(found) if len(found.curves) <= MOST_SPREAD else ()
        loose = LooseBoxes.of(self.loose, self.texts, found.size, taken)
        return replace(found, loose=loose)


def _taken(found: Map) -> list[Area]:
    """Where something stands: the rail, frames, boxes, and the pieces of lines."""
    dx, dy = found.left, found.above
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
