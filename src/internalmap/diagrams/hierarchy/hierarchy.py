"""The classic organisation chart: the one in charge on top, below everyone who reports there and
every unit's parts.

Beside the pyramid that stands on its head, it shows the same organisation the way most people have
seen it drawn: without its customers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from internalmap.diagrams.chart.chart import Box, Chart, Foot, foot_words
from internalmap.diagrams.drawing.boxes import draw_box
from internalmap.diagrams.drawing.legend import Key, keys_of
from internalmap.diagrams.drawing.lettering import Lettering, lettering
from internalmap.diagrams.drawing.page import page
from internalmap.diagrams.drawing.scene import Curve, Dash, Group, Item, Point, Polygon, Scene
from internalmap.diagrams.drawing.sheet import Sheet
from internalmap.diagrams.drawing.unplaced import DrawnArea, beside_or_below, cell_width
from internalmap.diagrams.formats.dot_text import add_boxes, digraph, label, node_names
from internalmap.diagrams.hierarchy.tree import Forest, Line, forest
from internalmap.diagrams.hierarchy.tree_layout import Tree, layout_trees, shifted
from internalmap.diagrams.style import FRAME_LINE, INK, QUIET_INK, LineStyle
from internalmap.model.organization import KINDS

READING = "The classic chart: who reports to whom, and which unit is part of which."
APART = "In no line of the chart"
#: Customers and suppliers have no place in the house.
OUTSIDE, _OUTSIDE = "From outside, and in no line of the chart", ("customer", "supplier")
#: Boxes are narrower than elsewhere: there are many side by side.
_NAME_WIDTH = 106.0
_LINES: Mapping[Line, LineStyle] = {
    "reports": LineStyle(INK, 1.4, 0.0),
    "part": LineStyle("#8d99a5", 1.0, 0.0),
}
_SECOND = LineStyle("#8d99a5", 1.0, 0.0)


def notices(chart: Chart) -> list[str]:
    """That there are no lines, where the model names none."""
    if chart.reports_to or chart.part_of or not chart.boxes:
        return []
    return [
        "The model names no lines of a hierarchy: nobody who is shown has reports_to or part_of. "
        "For who depends on whom, draw --view map."
    ]


def listed_outsiders(chart: Chart) -> tuple[Chart, tuple[Foot, ...]]:
    """The chart without those from outside who are in no line of it, and their names."""
    joined = {*chart.reports_to, *chart.reports_to.values()}
    joined |= {*chart.part_of, *chart.part_of.values()}
    out = [box for box in chart.boxes if box.kind in _OUTSIDE and box.id not in joined]
    if not out:
        return chart, ()
    left = tuple(box for box in chart.boxes if box not in out)
    names = tuple(_name(box) for box in sorted(out, key=_kind_first))
    return replace(chart, boxes=left), (Foot(OUTSIDE, names),)


def scene(chart: Chart, *, legend: bool = True, sheet: Sheet | None = None) -> Scene:
    """The organisation chart as a scene."""
    chart, outside = listed_outsiders(chart)
    chart = replace(chart, foot=(*chart.foot, *outside))
    boxes = {box.id: box for box in sorted(chart.boxes, key=lambda box: box.id)}
    trees = forest(boxes, chart.reports_to, chart.part_of)
    texts = {id: lettering(box, _NAME_WIDTH) for id, box in boxes.items()}
    unplaced = sorted((boxes[id] for id in trees.alone), key=_kind_first)
    cell = max((texts[id].width for id in trees.order), default=0.0)
    heights = {id: text.height for id, text in texts.items()}
    beside = cell_width(unplaced, texts)
    reserve = sum((beside + 12) * (heights[box.id] + 16) for box in unplaced)
    tree = layout_trees(trees, cell, heights, reserve)
    places: dict[str, tuple[Point, float]] = {id: (at, cell) for id, at in tree.places.items()}
    wide, high = tree.width, tree.height
    items: list[Item] = []
    words: list[Item] = []
    if unplaced:
        drawn = DrawnArea((wide, high), wide / 2, lambda _: wide, low=False)
        found, at = beside_or_below(APART, unplaced, texts, drawn)
        items += found.frame(*at)
        words += found.spoken(*at)
        for id, (x, y) in found.places.items():
            places[id] = ((at[0] + x, at[1] + y), found.cell)
        if at[1]:  # below: both around one middle line
            shift = max(0.0, (found.width - wide) / 2)
            tree = shifted(tree, shift)
            places |= {id: (corner, cell) for id, corner in tree.places.items()}
        wide, high = max(wide, at[0] + found.width), max(high, at[1] + found.height)
    items += _lines(trees, tree, boxes)
    items += _seconds(trees, places, heights, boxes)
    items += words
    for id, box in boxes.items():
        (x, y), across = places[id]
        items.append(draw_box(box, x, y, texts[id], width=across))
    keys = [*keys_of(chart, links=False), *_keys(trees)] if legend else []
    return page(chart, items, (wide, high), keys=keys, what=READING, sheet=sheet)


def _kind_first(box: Box) -> tuple[int, str]:
    """Customers first, then what else comes from outside, then the others."""
    outside = {"customer": -2, "supplier": -1}
    return (outside.get(box.kind, KINDS.index(box.kind)), box.id)


def _lines(trees: Forest, tree: Tree, boxes: Mapping[str, Box]) -> list[Group]:
    """The lines from the boxes above, reporting on top of the others."""
    found = []
    for kind in ("part", "reports"):
        for id in trees.order:
            if trees.line.get(id) != kind:
                continue
            style = _LINES[trees.line[id]]
            shape = Polygon(tree.lines[id], style.color, None, style.width, closed=False)
            parent = trees.parent[id]
            said = "reports to" if kind == "reports" else "is part of"
            tooltip = f"{_name(boxes[id])} {said} {_name(boxes[parent])}"
            found.append(Group((shape,), f"line {kind}", f"{parent} > {id}", tooltip))
    return found


def _seconds(
    trees: Forest,
    places: Mapping[str, tuple[Point, float]],
    heights: Mapping[str, float],
    boxes: Mapping[str, Box],
) -> list[Group]:
    """Dotted lines from units to those of their own who stand elsewhere."""
    found = []
    for unit, id in trees.second:
        (x, y), wide = places[unit]
        (to_x, to_y), to_wide = places[id]
        start = (x + wide / 2, y + heights[unit] / 2)
        end = (to_x + to_wide / 2, to_y + heights[id] / 2)
        # Out sideways and in sideways, so that it does not run along the bars of the tree.
        bend = (end[0] - start[0]) * 0.5
        points = (start, (start[0] + bend, start[1]), (end[0] - bend, end[1]), end)
        shape = Curve(points, _SECOND.color, None, _SECOND.width, "dotted")
        tooltip = f"{_name(boxes[id])} is part of {_name(boxes[unit])}"
        found.append(Group((shape,), "line second", f"{unit} > {id}", tooltip))
    return found


def _name(box: Box) -> str:
    return box.name if box.name.strip() else box.id


def _keys(trees: Forest) -> list[Key]:
    """The kinds of lines that there are."""
    kinds = set(trees.line.values())
    keys = []
    if "reports" in kinds:
        keys.append(_key("reports to the one above", _LINES["reports"], None))
    if "part" in kinds:
        keys.append(_key("is part of the unit above", _LINES["part"], None))
    if trees.second:
        keys.append(_key("is part of this unit, reports elsewhere", _SECOND, "dotted"))
    return keys


def _key(words: str, style: LineStyle, dash: Dash | None) -> Key:
    def sample(x: float, y: float) -> Sequence[Item]:
        points = ((x, y + 6.5), (x + 26, y + 6.5))
        return [Polygon(points, style.color, None, style.width, dash, closed=False)]

    return Key(words, sample)


def dot(chart: Chart) -> str:
    """The same view for Graphviz: trees from the top down, and apart whoever is in none."""
    chart, outside = listed_outsiders(chart)
    boxes = {box.id: box for box in sorted(chart.boxes, key=lambda box: box.id)}
    trees = forest(boxes, chart.reports_to, chart.part_of)
    texts: dict[str, Lettering] = {id: lettering(box, _NAME_WIDTH) for id, box in boxes.items()}
    names = node_names(chart)
    graph = digraph(chart, "hierarchy", rankdir="TB", splines="ortho", nodesep="0.3")
    add_boxes(graph, [boxes[id] for id in trees.order], names, texts)
    if trees.alone:
        with graph.subgraph(name="cluster_apart") as cluster:
            cluster.attr(label=label([APART]), style="dashed", color=FRAME_LINE)
            add_boxes(cluster, [boxes[id] for id in trees.alone], names, texts)
    for number, foot in enumerate(outside):
        graph.node(f"f{number}", label=label([foot_words(foot)]), shape="plaintext")
    for id in trees.order:
        if id in trees.parent:
            style = _LINES[trees.line[id]]
            graph.edge(
                names[trees.parent[id]],
                names[id],
                dir="none",
                color=style.color,
                penwidth=f"{style.width:g}",
            )
    for unit, id in trees.second:
        graph.edge(
            names[unit], names[id], dir="none", color=QUIET_INK, style="dotted", constraint="false"
        )
    return str(graph.source)
