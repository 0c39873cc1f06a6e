"""The map as DOT: suppliers left, customers right, units as clusters. It is what Graphviz lays out,
and what is written for those who go on with Graphviz themselves.

Sizes are given, not left to the fonts of the machine: the same model has the same layout
everywhere. Names stand only in labels, and parties are called p0, p1 … here, because an id may
hold what DOT would read as a port.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape as escape_html
from typing import TYPE_CHECKING

from internalmap.diagrams.chart.chart import (
    Box,
    Broadcast,
    Chart,
    Frame,
    Link,
    everyone_words,
    foot_words,
    hub_words,
    letter_words,
)
from internalmap.diagrams.drawing.boxes import box_attributes
from internalmap.diagrams.drawing.lettering import Lettering, lettering, widened
from internalmap.diagrams.drawing.lines import CROWD, line_style
from internalmap.diagrams.drawing.typesetting import width
from internalmap.diagrams.formats.dot_text import label, node_names
from internalmap.diagrams.map.texts import EVERYONE, everyone_size, heading, label_lines, label_of
from internalmap.diagrams.style import (
    FONTS,
    FRAME_FILLS,
    FRAME_LINE,
    HEADING_SIZE,
    INK,
    LABEL_SIZE,
    LEADING,
    NAME_SIZE,
    NAME_WIDTH,
    PAPER,
    QUIET_INK,
)
from internalmap.kernel.components import strong_components

if TYPE_CHECKING:
    from graphviz import Digraph

#: A map of more lines than this has no words on them: there is no room.
MOST_LABELS = 40
#: Room above and below a box that Graphviz takes for a part of it, so that lines, which need less,
#: can lie closer together than boxes.
BOX_MARGIN = 5.0
_FIRST, _LAST = "first", "last"


@dataclass(frozen=True)
class Sides:
    """Boxes that stand at the left of all others, and at the right."""

    left: frozenset[str] = frozenset()
    right: frozenset[str] = frozenset()


@dataclass(frozen=True)
class MapNames:
    """What each thing is called in the DOT text, and the size of each box."""

    boxes: Mapping[str, str]
    frames: Mapping[str, str]
    lines: tuple[tuple[str, Link | Broadcast], ...]
    letterings: Mapping[str, Lettering]
    labelled: bool


def lines_of(chart: Chart) -> Sequence[Link | Broadcast]:
    """What is drawn as a line: all whose ends are boxes."""
    named = {box.id for box in chart.boxes}
    lines: tuple[Link | Broadcast, ...] = (*chart.links, *chart.broadcasts)
    return [
        line
        for line in lines
        if line.supplier in named and (isinstance(line, Broadcast) or line.customer in named)
    ]


def circles(chart: Chart) -> list[str]:
    """The boxes that supply each other, round about."""
    place = {box.id: number for number, box in enumerate(chart.boxes)}
    suppliers: list[list[int]] = [[] for _ in place]
    for line in lines_of(chart):
        if isinstance(line, Link):
            suppliers[place[line.customer]].append(place[line.supplier])
    groups = strong_components(suppliers)
    found = sorted(number for group in groups if len(group) > 1 for number in group)
    return [chart.boxes[number].id for number in found]


def map_names(chart: Chart, *, grid: float = 0.0, limit: float = NAME_WIDTH) -> MapNames:
    """Name everything in order. With a `grid`, the width of each box is a multiple of it; names
    wrap at `limit` points."""
    drawn = lines_of(chart)
    spoken = [line for line in drawn if label_of(line)]
    return MapNames(
        node_names(chart),
        {frame.id: f"cluster_u{number}" for number, frame in enumerate(chart.frames)},
        tuple((f"l{number}", line) for number, line in enumerate(drawn)),
        {box.id: widened(lettering(box, limit), grid) for box in chart.boxes},
        chart.worded and len(spoken) <= MOST_LABELS,
    )


def map_dot(
    chart: Chart,
    names: MapNames,
    *,
    attributes: Mapping[str, str] | None = None,
    frames: bool = True,
    columns: int = 1,
    finished: bool = False,
    sides: Sides | None = None,
    room: bool = True,
    pulled: bool = False,
) -> str:
    """The DOT text.

    `attributes` are for the whole graph; without `frames` there are no clusters. With more than one
    of `columns`, units that would stand above each other are set off sideways; `sides` says which
    boxes stand at the left and at the right. Without `room`, none is kept for the words on lines;
    `pulled`: external customers stand behind everybody in a circle, too.
    `finished` adds what a reader sees and a layout does
    not need: the title and the tooltips.
    """
    from graphviz import Digraph

    graph = Digraph("map")
    look = {
        "rankdir": "LR", "newrank": "true", "nodesep": "0.05", "ranksep": "0.4",
        "fontname": ",".join(FONTS), "fontcolor": INK, "bgcolor": PAPER,
        "outputorder": "edgesfirst",
    }  # fmt: skip
    if finished:
        look |= {"label": label([chart.name, *chart.less]), "labelloc": "t", "fontsize": "18"}
    graph.attr("graph", **{**look, **(attributes or {})})
    graph.attr("node", fixedsize="true", fontname=look["fontname"], fontsize=f"{NAME_SIZE:g}")
    graph.attr("edge", fontname=look["fontname"], fontsize=f"{LABEL_SIZE:g}", fontcolor=QUIET_INK)
    if not room:
        names = replace(names, labelled=False)
    writer = _Writer(chart, names, finished, columns, sides or Sides(), pulled)
    writer.write(graph, frames=frames)
    return str(graph.source)


class _Writer:
    """Writes a chart into a graph."""

    def __init__(
        self,
        chart: Chart,
        names: MapNames,
        finished: bool,
        columns: int,
        sides: Sides,
        pulled: bool,
    ) -> None:
        self.pulled = pulled
        self.chart, self.names, self.finished, self.sides = chart, names, finished, sides
        outer = {frame.id: frame.inside for frame in chart.frames}
        heads = {box.id: _head(box, outer) for box in chart.boxes}
        number = {head: place for place, head in enumerate(sorted(set(heads.values())))}
        #: How many columns each box is set off, all of a unit alike.
        self.offset = {box: number[head] % columns for box, head in heads.items()}
        self.heads = heads

    def write(self, graph: Digraph, *, frames: bool) -> None:
        """Frames with their boxes, then the other boxes, then the lines."""
        inside: dict[str | None, list[Box]] = {}
        nested: dict[str | None, list[Frame]] = {}
        for box in self.chart.boxes:
            inside.setdefault(box.frame if frames else None, []).append(box)
        for frame in self.chart.frames if frames else ():
            nested.setdefault(frame.inside, []).append(frame)
        for box in inside.get(None, ()):
            self._box(graph, box)
        self._frames(graph, None, nested, inside)
        if self.chart.broadcasts:
            self._everyone(graph)
        if self.finished:
            self._beside(graph)
        self._first_column(graph)
        self._last_column(graph)
        for name, line in self.names.lines:
            self._line(graph, name, line)

    def _frames(
        self,
        graph: Digraph,
        outer: str | None,
        nested: Mapping[str | None, list[Frame]],
        inside: Mapping[str | None, list[Box]],
    ) -> None:
        # From the innermost outwards: a cluster is whole when it goes into the one around it.
        order = list(nested.get(outer, ()))
        depth = {frame.id: 0 for frame in order}
        for frame in order:  # grows
            for inner in nested.get(frame.id, ()):
                depth[inner.id] = depth[frame.id] + 1
                order.append(inner)
        from graphviz import Digraph as New

        made: dict[str, Digraph] = {}
        for frame in reversed(order):
            cluster = New(self.names.frames[frame.id])
            cluster.attr(
                label=self._table([heading(frame)], HEADING_SIZE, bold=True),
                labeljust="l",
                fontsize=f"{HEADING_SIZE:g}",
                style="filled,rounded",
                color=FRAME_LINE,
                fillcolor=FRAME_FILLS[depth[frame.id] % len(FRAME_FILLS)],
                margin="9",
            )
            for box in inside.get(frame.id, ()):
                self._box(cluster, box)
            for inner in nested.get(frame.id, ()):
                cluster.subgraph(made.pop(inner.id))
            made[frame.id] = cluster
        for frame in nested.get(outer, ()):
            graph.subgraph(made[frame.id])

    def _box(self, graph: Digraph, box: Box) -> None:
        text = self.names.letterings[box.id]
        extra = {"tooltip": label(box.tooltip.split("\n"))} if self.finished else {}
        graph.node(
            self.names.boxes[box.id],
            label=label([*text.texts, *letter_words(box)]),
            width=f"{text.width / 72:.4f}",
            height=f"{(text.height + 2 * BOX_MARGIN) / 72:.4f}",
            **box_attributes(box, finished=self.finished),
            **extra,
        )

    def _beside(self, graph: Digraph) -> None:
        """The hubs that have a letter and no line, and what stands at the foot."""
        for number, hub in enumerate(self.chart.hubs):
            if not hub.drawn:
                lines = [*lettering(hub.box).texts, hub_words(hub), *letter_words(hub.box)[1:]]
                looks = box_attributes(hub.box, finished=True)
                graph.node(f"h{number}", label=label(lines), fixedsize="false", **looks)
        for number, foot in enumerate(self.chart.foot):
            graph.node(
                f"f{number}",
                label=label([foot_words(foot)]),
                shape="plaintext",
                fixedsize="false",
                fontcolor=QUIET_INK,
            )

    def _everyone(self, graph: Digraph) -> None:
        words = everyone_words(self.chart)
        wide, high = everyone_size(words)
        graph.node(
            EVERYONE,
            label=words,
            shape="box",
            style="rounded",
            color=QUIET_INK,
            width=f"{wide / 72:.4f}",
            height=f"{high / 72:.4f}",
        )

    def _first_column(self, graph: Digraph) -> None:
        """Those at the left stand in the first column: from a place in it, unseen, a line leads to
        everybody else who has no supplier here."""
        from graphviz import Digraph as New

        supplied = {line.customer for _, line in self.names.lines if isinstance(line, Link)}
        first = [box for box in self.chart.boxes if box.id in self.sides.left - supplied]
        if not first:
            return
        column = New(graph_attr={"rank": "same"})
        column.node(_FIRST, label="", style="invis", width="0.01", height="0.01")
        for box in first:
            column.node(self.names.boxes[box.id])
        graph.subgraph(column)
        for box in self.chart.boxes:
            if box not in first and box.id not in supplied:
                graph.edge(_FIRST, self.names.boxes[box.id], style="invis", weight="0", minlen="1")

    def _last_column(self, graph: Digraph) -> None:
        """External customers stand in the last column: everything that supplies nobody, or is part
        of a circle where that is asked for, points, unseen, at a place in it."""
        from graphviz import Digraph as New

        supplying = {line.supplier for _, line in self.names.lines}
        ends = [box for box in self.chart.boxes if box.id not in supplying]
        right = self.sides.right
        last = [box for box in ends if box.kind == "customer" or box.id in right]
        if not last or not self.names.lines:
            return
        column = New(graph_attr={"rank": "same"})
        column.node(_LAST, label="", style="invis", width="0.01", height="0.01")
        if self.chart.broadcasts:
            column.node(EVERYONE)
        for box in last:
            column.node(self.names.boxes[box.id])
        graph.subgraph(column)
        supplied = {line.customer for _, line in self.names.lines if isinstance(line, Link)}
        others = [
            self.names.boxes[box.id]
            for box in ends
            if box.kind != "customer" and box.id not in right and box.id in supplied
        ]
        if self.pulled:
            others += [self.names.boxes[id] for id in circles(self.chart)]
        for other in others:
            graph.edge(other, _LAST, style="invis", weight="0", minlen="1")

    def _line(self, graph: Digraph, name: str, line: Link | Broadcast) -> None:
        style, dash = line_style(
            line,
            highlighted=self.chart.highlighted,
            crowded=len(self.names.lines) > CROWD,
        )
        looks = {
            "id": name,
            "color": style.color,
            "penwidth": f"{style.width:g}",
            "arrowsize": f"{style.head / 10:g}",
        }
        if not style.head:
            looks |= {"dir": "none", "weight": "2"}
        elif line.importance == "essential":
            looks["weight"] = "3"
        if dash:
            looks["style"] = dash
        if isinstance(line, Link) and self.heads[line.supplier] != self.heads[line.customer]:
            further = self.offset[line.customer] - self.offset[line.supplier]
            if further > 0:
                looks["minlen"] = str(1 + 2 * further)
        if self.names.labelled and (lines := label_lines(line)):
            looks["label"] = self._table(lines, LABEL_SIZE)
        if self.finished:
            looks["tooltip"] = label(line.tooltip.split("\n"))
        end = EVERYONE if isinstance(line, Broadcast) else self.names.boxes[line.customer]
        graph.edge(self.names.boxes[line.supplier], end, **looks)

    @staticmethod
    def _table(lines: list[str], size: float, *, bold: bool = False) -> str:
        """Lines in a table of a given size, which keeps its size whatever the font."""
        wide = max(width(line, size, bold) for line in lines) + 8
        high = len(lines) * size * LEADING + 4
        text = '<BR ALIGN="LEFT"/>'.join(escape_html(line) for line in lines)
        text = f"<B>{text}</B>" if bold else text
        return (
            f'<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" FIXEDSIZE="TRUE" '
            f'WIDTH="{wide:.0f}" HEIGHT="{high:.0f}"><TR><TD>{text}</TD></TR></TABLE>>'
        )


def _head(box: Box, outer: Mapping[str, str | None]) -> str:
    """The unit that a box moves with: the outermost that does not hold everything, else itself."""
    line = []
    frame = box.frame
    while frame is not None:
        line.append(frame)
        frame = outer[frame]
    return line[-2] if len(line) > 1 else line[0] if line else box.id
