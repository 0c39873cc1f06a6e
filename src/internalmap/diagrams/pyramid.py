"""The pyramid that stands on its head: external customers on top, below them who serves them, and
so on, down to those who serve all the others; whoever heads the organisation ends up at the bottom.

It is the classic organisation chart turned over, the way Jan Carlzon drew an airline: everyone is
there to support the ones above.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from internalmap.diagrams.apart import Drawn, beside_or_below
from internalmap.diagrams.boxes import Lettering, draw_box, lettering
from internalmap.diagrams.chart import Box, Chart, Link
from internalmap.diagrams.dot_text import add_boxes, digraph, label, node_names
from internalmap.diagrams.legend import keys_of
from internalmap.diagrams.lines import line_style
from internalmap.diagrams.page import page
from internalmap.diagrams.rows import BAND_GAP, Rows, in_rows
from internalmap.diagrams.scene import Item, Polygon, Scene, Text
from internalmap.diagrams.spans import Area, spans
from internalmap.diagrams.style import (
    FRAME_FILLS,
    FRAME_LINE,
    HEADING_SIZE,
    INK,
    LEADING,
    NOTE_SIZE,
    QUIET_INK,
)
from internalmap.diagrams.sweeps import swept
from internalmap.diagrams.typesetting import wrap

READING = "The pyramid stands on its head: customers on top, everyone below supports those above."
APART = "No line of sight to a customer"
#: So few customers have boxes that are wider by so much: they are what the others are there for.
_FEW, _BROAD = 4, 1.6
#: The column of the levels' names, and the space right of it.
_NAMES, _BESIDE = 92.0, 10.0


def scene(chart: Chart, *, legend: bool = True) -> Scene:
    """The inverted pyramid as a scene."""
    drawn = _layout(chart)
    links = spans(chart, drawn.areas, {box.id for box in drawn.boxes if box.level is None})
    boxes = [
        draw_box(box, drawn.areas[box.id].x, drawn.areas[box.id].y, drawn.texts[box.id],
                 width=drawn.areas[box.id].width)
        for box in drawn.boxes
    ]  # fmt: skip
    items = [*drawn.ground, *links, *drawn.words, *boxes]
    keys = keys_of(_seen(chart), everyone=False) if legend else ()
    return page(chart, items, (drawn.width, drawn.height), keys=keys, what=READING)


def _seen(chart: Chart) -> Chart:
    """What of a chart this view shows: no frames, and no numbers on lines."""
    boxes = {box.id for box in chart.boxes}
    links = tuple(
        replace(link, count=1)
        for link in chart.links
        if link.supplier in boxes and link.customer in boxes
    )
    return replace(chart, frames=(), links=links)


@dataclass(frozen=True)
class _Layout:
    """Where everything stands."""

    boxes: Sequence[Box]
    texts: Mapping[str, Lettering]
    areas: Mapping[str, Area]
    ground: Sequence[Item]
    words: Sequence[Item]
    width: float
    height: float


def _layout(chart: Chart) -> _Layout:
    boxes = _noted(chart)
    texts = {box.id: lettering(box) for box in boxes}
    levels = _levels(boxes)
    ordered = swept(list(levels.values()), _pulls(chart.links))
    sizes = {box.id: (texts[box.id].width, texts[box.id].height) for box in boxes}
    for box in levels.get(0, ()) if len(levels.get(0, ())) <= _FEW else ():
        sizes[box] = (sizes[box][0] * _BROAD, sizes[box][1])
    rows = in_rows(ordered, sizes, _NAMES + _BESIDE, _depths(chart.links, levels))
    left = _NAMES + _BESIDE if ordered else 0.0
    middle = left + rows.sides.half(0)
    areas = {
        box: Area(middle + x, y, *sizes[box])
        for band in rows.bands
        for row in band.rows
        for box, x, y in row
    }
    ground = _ground(rows, middle, _names(list(levels), boxes))
    words: list[Item] = []
    wide, high = left + 2 * rows.sides.half(0), rows.height
    apart = sorted((box for box in boxes if box.level is None), key=lambda box: box.id)
    if apart:
        drawn = Drawn((wide, high), middle, lambda y: middle + rows.sides.half(y), low=True)
        aside, at = beside_or_below(APART, apart, texts, drawn)
        ground += aside.frame(*at)
        words = aside.spoken(*at)
        for id, (x, y) in aside.places.items():
            areas[id] = Area(at[0] + x, at[1] + y, aside.cell, texts[id].height)
        wide, high = max(wide, at[0] + aside.width), max(high, at[1] + aside.height)
    return _Layout(boxes, texts, areas, ground, words, wide, high)


def _noted(chart: Chart) -> list[Box]:
    """The boxes, with what goes to everyone as a note in place of a line to each."""
    served: dict[str, set[str]] = {}
    for each in chart.broadcasts:
        served.setdefault(each.supplier, set()).update(each.customers)
    return [
        replace(box, note=(*box.note, f"serves everyone ({len(served[box.id]):,})"))
        if box.id in served
        else box
        for box in sorted(chart.boxes, key=lambda box: box.id)
    ]


def _levels(boxes: Sequence[Box]) -> dict[int, list[str]]:
    """The boxes of each level that has any, the customers first."""
    found: dict[int, list[str]] = {}
    for box in boxes:
        if box.level is not None:
            found.setdefault(box.level, []).append(box.id)
    return dict(sorted(found.items()))


def _pulls(links: Sequence[Link]) -> list[tuple[str, str, float]]:
    """Who is to stand close to whom, and how much that matters."""
    weights = {"essential": 1.0, "important": 0.6, "helpful": 0.4}
    return [
        (link.supplier, link.customer, 0.5 if link.staffing else weights[link.importance])
        for link in links
    ]


def _depths(links: Sequence[Link], levels: Mapping[int, Sequence[str]]) -> dict[str, int]:
    """How many steps it is inside a box's own level to one that serves a level above: a unit's own
    people stand below the unit."""
    level_of = {box: level for level, inside in levels.items() for box in inside}
    suppliers: dict[str, list[str]] = {}
    edge: set[str] = set()
    for link in links:
        upper, lower = level_of.get(link.customer), level_of.get(link.supplier)
        if upper is None or lower is None:
            continue
        if upper < lower:
            edge.add(link.supplier)
        elif upper == lower:
            suppliers.setdefault(link.customer, []).append(link.supplier)
    found = dict.fromkeys(edge, 0)
    depth = 0
    while edge:
        depth += 1
        edge = {box for customer in edge for box in suppliers.get(customer, ())} - found.keys()
        found |= dict.fromkeys(edge, depth)
    return {box: found.get(box, depth) for box in level_of}


def _names(levels: Sequence[int], boxes: Sequence[Box]) -> list[tuple[str, str]]:
    """What the levels are called, each as a heading and what goes on below it."""
    external = all(box.kind == "customer" for box in boxes if box.level == 0)
    found = []
    for level in levels:
        if level == 0:
            found.append(("External customers" if external else "Those who are served", ""))
        else:
            steps = "1 step" if level == 1 else f"{level:,} steps"
            found.append((steps, "from the customer" if external else "from those served"))
    return found


def _ground(rows: Rows, middle: float, names: Sequence[tuple[str, str]]) -> list[Item]:
    """The silhouette, level by level, and the levels' names at the left."""
    items: list[Item] = []
    for number, (band, (heading, rest)) in enumerate(zip(rows.bands, names, strict=True)):
        above, below = rows.sides.half(band.top), rows.sides.half(band.bottom)
        corners = (
            (middle - above, band.top), (middle + above, band.top),
            (middle + below, band.bottom), (middle - below, band.bottom),
        )  # fmt: skip
        if number:
            line = band.top - BAND_GAP / 2
            points = ((0.0, line), (middle - rows.sides.half(line), line))
            items.append(Polygon(points, FRAME_LINE, None, 0.6, closed=False))
        items.append(Polygon(corners, None, FRAME_FILLS[1 - number % 2]))
        y = band.top + 6
        for words, size, bold in ((heading, HEADING_SIZE, True), (rest, NOTE_SIZE, False)):
            for text in wrap(words, size, _NAMES, bold=bold, lines=2) if words else ():
                y += size * LEADING
                at = (0.0, y - size * 0.3)
                items.append(Text(at, text, size, INK if bold else QUIET_INK, bold=bold))
    return items


def dot(chart: Chart) -> str:
    """The same view for Graphviz: a rank for each level, arrows from suppliers up to customers."""
    boxes = _noted(chart)
    by_id = {box.id: box for box in boxes}
    texts = {box.id: lettering(box) for box in boxes}
    names = node_names(chart)
    graph = digraph(chart, "pyramid", rankdir="BT", newrank="true")
    levels = _levels(boxes)
    for number, inside in enumerate(levels.values()):
        with graph.subgraph(name=f"level{number}") as rank:
            rank.attr(rank="same")
            add_boxes(rank, [by_id[box] for box in inside], names, texts)
    firsts = [names[inside[0]] for inside in levels.values()]
    for upper, lower in pairwise(firsts):
        graph.edge(lower, upper, style="invis")
    apart = [box for box in boxes if box.level is None]
    if apart:
        with graph.subgraph(name="cluster_apart") as cluster:
            cluster.attr(label=label([APART]), style="dashed", color=FRAME_LINE)
            add_boxes(cluster, apart, names, texts)
    for link in chart.links:
        if link.supplier not in by_id or link.customer not in by_id:
            continue
        style, dash = line_style(link, highlighted=chart.highlighted)
        above, below = by_id[link.customer].level, by_id[link.supplier].level
        upward = above is not None and below is not None and above < below
        graph.edge(
            names[link.supplier],
            names[link.customer],
            color=style.color,
            penwidth=f"{style.width:g}",
            arrowsize=f"{style.head / 10:g}",
            dir="forward" if style.head else "none",
            style=dash or "solid",
            constraint="true" if upward else "false",
            tooltip=label(link.tooltip.split("\n")),
        )
    return str(graph.source)
