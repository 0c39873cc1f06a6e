"""The pyramid that stands on its head: external customers on top, below them who serves them, and
so on, down to those who serve all the others; whoever heads the organisation ends up at the bottom.

It is the classic organisation chart turned over, the way Jan Carlzon drew an airline: everyone is
there to support the ones above.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf

from internalmap.diagrams.chart.chart import Box, Chart, Link
from internalmap.diagrams.drawing.boxes import draw_box
from internalmap.diagrams.drawing.legend import keys_of
from internalmap.diagrams.drawing.lettering import Lettering, lettering
from internalmap.diagrams.drawing.lines import check_number, line_style
from internalmap.diagrams.drawing.page import page
from internalmap.diagrams.drawing.scene import Item, Point, Polygon, Scene, Text
from internalmap.diagrams.drawing.sheet import Sheet
from internalmap.diagrams.drawing.typesetting import wrap
from internalmap.diagrams.drawing.unplaced import DrawnArea, placed
from internalmap.diagrams.formats.dot_text import add_boxes, digraph, label, node_names
from internalmap.diagrams.pyramid.edge_routing import Area
from internalmap.diagrams.pyramid.edges import Placement, edge_items, shown_links
from internalmap.diagrams.pyramid.levels import levels_of, stack_levels
from internalmap.diagrams.pyramid.rows import BAND_GAP, Rows
from internalmap.diagrams.pyramid.side_panel import customers_on_top, parts_of, side_panel
from internalmap.diagrams.style import (
    FRAME_FILLS,
    FRAME_LINE,
    HEADING_SIZE,
    INK,
    LEADING,
    NOTE_SIZE,
    QUIET_INK,
)
from internalmap.errors import InternalMapError
from internalmap.model.phrases import counted

READING = "The pyramid stands on its head: {} on top, everyone below supports those above."
#: So few customers have boxes that are wider by so much: they are what the others are there for.
_FEW, _BROAD = 4, 1.6
#: The column of the levels' names, and the space right of it.
_NAMES, _BESIDE = 92.0, 10.0


def refuse_flat(chart: Chart) -> None:
    """Raises `InternalMapError` where nobody stands above anybody: that is no pyramid."""
    levels = {box.level for box in chart.boxes if box.level is not None}
    if len(chart.boxes) < 2 or len(levels) > 1:
        return
    count = len(chart.boxes)
    said = "all of them on one level" if levels else "none of them on a level"
    raise InternalMapError(
        f"a pyramid needs levels: here are {counted(count, 'box', 'boxes')}, {said}",
        "A level is how many steps it is to a customer. Add the customers and what they need, or "
        "draw --view map, --view hierarchy or --view matrix.",
    )


def scene(chart: Chart, *, legend: bool = True, sheet: Sheet | None = None) -> Scene:
    """The inverted pyramid as a scene. Raises `InternalMapError` where there are more lines than
    are drawn."""
    drawn = _layout(chart)
    unplaced = {box.id for box in drawn.boxes if box.level is None}
    placement = Placement(drawn.areas, drawn.rows)
    links = edge_items(drawn.links, placement, unplaced, highlighted=chart.highlighted)
    boxes = [
        draw_box(box, drawn.areas[box.id].x, drawn.areas[box.id].y, drawn.texts[box.id],
                 width=drawn.areas[box.id].width)
        for box in drawn.boxes
    ]  # fmt: skip
    items = [*drawn.ground, *links, *drawn.words, *boxes]
    # No frames, and no numbers on lines.
    seen = replace(chart, frames=(), links=tuple(replace(link, count=1) for link in drawn.links))
    keys = keys_of(seen, everyone=False) if legend else ()
    what = READING.format("customers" if customers_on_top(chart.boxes) else "those who are served")
    return page(chart, items, (drawn.width, drawn.height), keys=keys, what=what, sheet=sheet)


@dataclass(frozen=True)
class _Layout:
    """Where everything stands."""

    boxes: Sequence[Box]
    texts: Mapping[str, Lettering]
    areas: Mapping[str, Area]
    rows: Sequence[tuple[Sequence[str], float, float]]
    links: Sequence[Link]
    ground: Sequence[Item]
    words: Sequence[Item]
    width: float
    height: float


def _layout(chart: Chart) -> _Layout:
    noted = _noted(chart)
    shown = shown_links(chart)
    check_number(len(shown))
    aside = side_panel(noted, shown, chart.part_of)
    unplaced = [box for _, inside in aside.parts for box in inside]
    boxes = [*(box for box in noted if box.level is not None), *unplaced]
    texts = {box.id: lettering(box) for box in boxes}
    levels = levels_of(boxes)
    sizes = {box.id: (texts[box.id].width, texts[box.id].height) for box in boxes}
    for box in levels.get(0, ()) if len(levels.get(0, ())) <= _FEW else ():
        sizes[box] = (sizes[box][0] * _BROAD, sizes[box][1])
    left = _NAMES + _BESIDE if levels else 0.0
    stack = stack_levels(levels, sizes, aside.links, left)
    middle = left + stack.sides.half(0)
    rows = [row for band in stack.bands for row in band.rows if row]
    areas = {box: Area(middle + x, y, *sizes[box]) for row in rows for box, x, y in row}
    ground = _silhouette(stack, middle, _names(list(levels), boxes))
    words: list[Item] = []
    wide, high = left + 2 * stack.sides.half(0), stack.height
    ends = [wide] * len(rows)
    placement = [tuple(box for box, *_ in row) for row in rows]
    if unplaced:
        drawn = DrawnArea((wide, high), middle, lambda y: middle + stack.sides.half(y), low=True)
        panel, (x, y) = placed(aside.parts, texts, drawn, below=aside.joined)
        ground += panel.frame(x, y)
        words = panel.spoken(x, y)
        for id, (right, down) in panel.places.items():
            areas[id] = Area(x + right, y + down, panel.cell, texts[id].height)
        if y < high:  # beside the pyramid: no lines lead there
            ends = _beside_panel(ends, placement, areas, (x, y))
        wide, high = max(wide, x + panel.width), max(high, y + panel.height)
        if y >= stack.height:
            placement += panel.rows
            ends += [wide] * len(panel.rows)
    tiers = [(row, left, end) for row, end in zip(placement, ends, strict=True)]
    return _Layout(boxes, texts, areas, tiers, aside.links, ground, words, wide, high)


def _beside_panel(
    ends: Sequence[float],
    rows: Sequence[Sequence[str]],
    areas: Mapping[str, Area],
    corner: Point,
) -> list[float]:
    """How far lines may reach to the right beside each row, where a panel with such a top left
    corner stands."""
    found = []
    for end, after in zip(ends, [*rows[1:], None], strict=True):
        below = min(areas[box].y for box in after) if after else inf
        found.append(min(end, corner[0] - 6) if below > corner[1] else end)
    return found


def _noted(chart: Chart) -> list[Box]:
    """The boxes, with what goes to everyone as a note in place of a line to each."""
    served = {each.supplier: each.reach for each in chart.broadcasts}
    return [
        replace(box, note=(*box.note, f"serves everyone ({served[box.id]:,})"))
        if box.id in served
        else box
        for box in sorted(chart.boxes, key=lambda box: box.id)
    ]


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


def _silhouette(rows: Rows, middle: float, names: Sequence[tuple[str, str]]) -> list[Item]:
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
    levels = levels_of(boxes)
    for number, inside in enumerate(levels.values()):
        with graph.subgraph(name=f"level{number}") as rank:
            rank.attr(rank="same")
            add_boxes(rank, [by_id[box] for box in inside], names, texts)
    firsts = [names[inside[0]] for inside in levels.values()]
    for upper, lower in pairwise(firsts):
        graph.edge(lower, upper, style="invis")
    for number, (words, aside) in enumerate(parts_of(boxes, chart.part_of)):
        with graph.subgraph(name=f"cluster_apart{number}") as cluster:
            cluster.attr(label=label([words]), style="dashed", color=FRAME_LINE)
            add_boxes(cluster, aside, names, texts)
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
