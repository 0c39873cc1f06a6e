"""Where everything of a map stands: Graphviz is asked for several layouts, and the one whose names
come out largest is taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from internalmap.diagrams.chart.chart import Box, Chart
from internalmap.diagrams.chart.reduce.parts import keep
from internalmap.diagrams.drawing.lines import check_number
from internalmap.diagrams.drawing.sheet import type_size
from internalmap.diagrams.formats.engine import TookTooLong, TookTooMuch, run, run_all
from internalmap.diagrams.map.columns import columns
from internalmap.diagrams.map.dot import Sides, lines_of, map_dot, map_names
from internalmap.diagrams.map.maker import Maker, Map
from internalmap.diagrams.map.places import (
    Places,
    read_places,
)
from internalmap.diagrams.map.search import better, further, pulled
from internalmap.diagrams.map.ways import BEST, ROUGH, SECONDS

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


def lay_out(
    chart: Chart,
    engine: str,
    worth: Callable[[Map], float],
    *,
    tries: int,
    known: Map | None = None,
    enough: Callable[[Map], bool] | None = None,
    closer: Callable[[Maker, Map], Map] | None = None,
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
        return _best(make, known, worth, engine, tries, enough, closer, upright)
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
        return _best(make, found, worth, engine, tries, enough, closer, upright)
    return make.map(columns(laid, names), tangled=False)


def _best(
    make: Maker,
    found: Map,
    worth: Callable[[Map], float],
    engine: str,
    tries: int,
    enough: Callable[[Map], bool] | None,
    closer: Callable[[Maker, Map], Map] | None,
    upright: bool,
) -> Map:
    """The best of so many layouts, of which one is found; that one, where there was no time for a
    good one."""
    if found.way == ROUGH or found.tangled or not found.curves:
        return found
    best = better(make, found, worth, engine, tries) if tries > 1 else found
    if enough is not None and not enough(best):
        best = further(make, best, worth, engine, upright=upright)
    return best if closer is None else closer(make, best)


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
