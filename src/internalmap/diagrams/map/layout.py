"""Where everything of a map stands: Graphviz is asked for several layouts, and the one whose names
come out largest is taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from internalmap.diagrams.chart.chart import Box, Chart, Link
from internalmap.diagrams.chart.reduce.parts import keep
from internalmap.diagrams.drawing.lettering import Lettering, lettering
from internalmap.diagrams.drawing.lines import check_number
from internalmap.diagrams.drawing.sheet import type_size
from internalmap.diagrams.drawing.unplaced import Panel, panel
from internalmap.diagrams.formats.engine import TookTooLong, TookTooMuch, run, run_all
from internalmap.diagrams.map.columns import columns
from internalmap.diagrams.map.curves import curves
from internalmap.diagrams.map.dot import (
    MapNames,
    Sides,
    everyone_box,
    lines_of,
    map_dot,
    map_names,
)
from internalmap.diagrams.map.geometry import Polyline, crossings, polyline
from internalmap.diagrams.map.places import Area, EdgePath, Places, read_places
from internalmap.diagrams.map.rail import Rail
from internalmap.diagrams.map.spread import spread

#: What is tried, one after the other, each for so many seconds: the best picture, the same with
#: less polish, and one for tangles, which has no left and right and no frames. What none of them
#: can lay out, and what has very many lines, stands in plain columns.
_BEST = {"splines": "true"}
_FAST = {"splines": "line", "nslimit": "2", "nslimit1": "2", "mclimit": "0.1"}
_PLACED = {**_FAST, "splines": "false"}
_TANGLE = {"overlap": "prism", "splines": "line", "start": "1", "K": "1.2"}
#: Past so many lines the first attempt is not worth its time; past so many, none is.
_MANY_LINES, MOST_LAYERED = 700, 5_000
_SECONDS = (12.0, 15.0, 30.0)

#: Where many maps are laid out, boxes have few widths, so that those alike can be told once.
_GRID = 8.0
#: So many maps of units are laid out by one process.
_TOGETHER = 40

#: Lines that seem to be one are drawn apart in a map of no more lines, and no more crossings, than
#: this: no other can be followed anyway.
MOST_SPREAD = 120
#: A picture that is so many times as high as a sheet is laid out in columns, too.
_TALL = 1.1
#: Between what is laid out, the rail of hubs at its left and the boxes without a line below it.
_BETWEEN = 26.0
NO_LINE, BY_LETTER = "Without a line", "Joined by letters alone"


@dataclass(frozen=True)
class Map:
    """A map that has its places: the chart of what is laid out, the curves of its lines, the rail
    of hubs and the boxes without a line, and how big it is. `tangled`: it took the layout for
    tangles."""

    chart: Chart
    names: MapNames
    places: Places
    curves: Mapping[str, EdgePath]
    rail: Rail
    loose: Panel | None
    boxes: Mapping[str, Box]
    texts: Mapping[str, Lettering]
    tangled: bool

    @property
    def left(self) -> float:
        """Where what is laid out begins, right of the rail."""
        return self.rail.width + _BETWEEN if self.rail.rows and self.places.width else 0.0

    @property
    def foot(self) -> float:
        """How far down it is to the boxes without a line."""
        high = max(self.places.height, self.rail.height)
        return high + _BETWEEN if high else 0.0

    @property
    def size(self) -> tuple[float, float]:
        """How big it all is."""
        wide = max(self.left + self.places.width, self.rail.width)
        high = max(self.places.height, self.rail.height)
        if self.loose is None:
            return wide, high
        return max(wide, self.loose.width), self.foot + self.loose.height

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
    def back(self) -> int:
        """How many lines run from right to left."""
        middles = [(one.x + one.width / 2, other.x + other.width / 2) for one, other in self.ends]
        heads = zip(self.names.lines, middles, strict=True)
        return sum(
            one > other + 1
            for (_, line), (one, other) in heads
            if not (isinstance(line, Link) and line.staffing)
        )


def lay_out(chart: Chart, engine: str, worth: Callable[[Map], float], *, tries: int) -> Map:
    """The best of so many layouts by what `worth` says.

    What is more than Graphviz can lay out in its time stands in plain columns. Raises
    `EngineFailed` where Graphviz is missing or crashes, and `InternalMapError` where there are more
    lines than are drawn.
    """
    laid, loose = _apart(chart)
    check_number(len(lines_of(laid)))
    names = map_names(laid)
    make = _Maker(chart, laid, loose, names)
    if not laid.boxes:
        return make.map(Places(0.0, 0.0, {}, {}, {}), tangled=False)
    if len(names.lines) > MOST_LAYERED:
        return make.map(columns(laid, names), tangled=False)
    first = int(len(names.lines) > _MANY_LINES)
    attempts = [("dot", _BEST), ("dot", _FAST), ("sfdp", _TANGLE)]
    for number in range(first, len(attempts)):
        layout, attributes = attempts[number]
        tangled = layout == "sfdp"
        text = map_dot(laid, names, attributes=attributes, frames=not tangled)
        try:
            data = run(text, layout=layout, form="json0", seconds=_SECONDS[number], engine=engine)
        except (TookTooLong, TookTooMuch):
            continue
        found = make.map(read_places(data), tangled=tangled)
        return _better(make, found, worth, engine, tries) if number == 0 else found
    return make.map(columns(laid, names), tangled=False)


def lay_out_all(
    charts: Sequence[tuple[Chart, Sides]], engine: str, *, routed: bool
) -> list[Map | None]:
    """A map of each chart, the one whose names come out largest of a few; `None` where Graphviz
    does not end in time. Many share one process. Where they are not `routed`, lines run straight
    from box to box, and each is laid out once."""
    makers = []
    for chart, sides in charts:
        laid, loose = _apart(chart)
        makers.append(_Maker(chart, laid, loose, map_names(laid, grid=_GRID), sides))
    found: dict[int, Map] = {
        number: make.map(Places(0.0, 0.0, {}, {}, {}), tangled=False)
        for number, make in enumerate(makers)
        if not make.laid.boxes
    }
    left = [number for number in range(len(makers)) if number not in found]
    for start in range(0, len(left), _TOGETHER):
        together = left[start : start + _TOGETHER]
        if not routed:
            found |= _together(makers, together, _PLACED, engine)
            continue
        for count in (1, 2, 3):
            for number, map in _together(makers, together, _BEST, engine, count).items():
                if number not in found or type_size(map.size) > type_size(found[number].size):
                    found[number] = map
    for number in left:
        if number not in found:
            found |= _together(makers, [number], _FAST, engine)
    return [found.get(number) for number in range(len(makers))]


def _together(
    makers: Sequence[_Maker],
    numbers: Sequence[int],
    attributes: Mapping[str, str],
    engine: str,
    columns: int = 1,
) -> dict[int, Map]:
    """These maps, laid out by one process; none if it does not end in time."""
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
    return {
        number: makers[number].map(read_places(data), tangled=False)
        for number, data in zip(numbers, laid, strict=True)
    }


def _better(
    make: _Maker, first: Map, worth: Callable[[Map], float], engine: str, tries: int
) -> Map:
    """The best of several layouts: with more or less room between columns and rows, and, where it
    is tall, with units set off sideways."""
    wide, high = first.size
    framed = bool(first.chart.frames)
    options = [("0.25", "0.05", 1), ("0.25", "0.1", 1), ("0.4", "0.1", 1)]
    if high * 1.6 > wide * _TALL:
        options = (
            [("0.4", "0.05", 2), ("0.4", "0.1", 3), ("0.4", "0.1", 2)]
            if framed
            else [("1.1", "0.05", 1), ("0.4", "0.1", 2)]
        )
        options += [("0.75", "0.05", 1), ("0.75", "0.1", 1), ("0.4", "0.1", 1)]
    texts = [
        map_dot(
            make.laid,
            make.names,
            attributes={**_BEST, "ranksep": ranksep, "nodesep": nodesep},
            columns=columns,
        )
        for ranksep, nodesep, columns in options[: tries - 1]
    ]
    try:
        laid = run_all(texts, layout="dot", seconds=_SECONDS[0], engine=engine)
    except (TookTooLong, TookTooMuch):
        return first
    return max((first, *(make.map(read_places(data), tangled=False) for data in laid)), key=worth)


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


class _Maker:
    """Makes maps of one chart."""

    def __init__(
        self,
        whole: Chart,
        laid: Chart,
        loose: Sequence[Box],
        names: MapNames,
        sides: Sides | None = None,
    ) -> None:
        self.laid, self.loose, self.names, self.sides = laid, loose, names, sides
        self.rail = Rail.of(whole)
        self.boxes = {box.id: box for box in (*laid.boxes, *loose)}
        self.texts = {**names.letterings, **{box.id: lettering(box) for box in loose}}

    def map(self, places: Places, *, tangled: bool) -> Map:
        """One with these places."""
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
        )
        return replace(found, loose=self._panel(found)) if self.loose else found

    def _panel(self, found: Map) -> Panel:
        """The boxes without a line, in as many columns as the drawing above is wide, or as make a
        sheet of them alone."""
        order = sorted(self.loose, key=lambda box: (box.caption, box.name or box.id, box.id))
        parts = [
            (words, boxes)
            for words, boxes in (
                (BY_LETTER, [box for box in order if box.letters]),
                (NO_LINE, [box for box in order if not box.letters]),
            )
            if boxes
        ]
        cell = max(self.texts[box.id].width for box in order) + 12
        least = (len(order) * cell * 60 * 1.6) ** 0.5
        columns = int(max(found.size[0], least) // cell)
        return panel(parts, self.texts, max(1, columns))
