"""Small parts of a DOT text: nodes that look like boxes, and labels that are read as they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from internalmap.diagrams.chart.chart import Box, Chart
from internalmap.diagrams.drawing.boxes import box_attributes
from internalmap.diagrams.drawing.lettering import Lettering
from internalmap.diagrams.style import FONTS, INK, LABEL_SIZE, NAME_SIZE, PAPER
from internalmap.text.escape import escape

if TYPE_CHECKING:
    from graphviz import Digraph


def node_names(chart: Chart) -> dict[str, str]:
    """What each box is called: an id may hold what DOT would read as a port."""
    return {box.id: f"p{number}" for number, box in enumerate(chart.boxes)}


#: Graphviz reads no string that is much longer than this many signs.
_LONGEST = 1_000


def label(lines: Iterable[str]) -> str:
    """Lines as one label. The breaks between them are its only escapes; markup is text."""
    from graphviz import nohtml

    # Not made a plain text again: its own type is what tells that it is no markup.
    found: str = nohtml("\\n".join(map(_escaped, lines)))
    return found


def _escaped(line: str) -> str:
    line = line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
    return escape(line).replace("\\", "\\\\")


def digraph(chart: Chart, name: str, **look: str) -> Digraph:
    """An empty graph with the title and the type of the pictures."""
    from graphviz import Digraph

    graph = Digraph(name)
    font = ",".join(FONTS)
    graph.attr("graph", fontname=font, fontcolor=INK, bgcolor=PAPER, labelloc="t", fontsize="18")
    graph.attr("graph", label=label([chart.name]), outputorder="edgesfirst", **look)
    graph.attr("node", fontname=font, fontsize=f"{NAME_SIZE:g}")
    graph.attr("edge", fontname=font, fontsize=f"{LABEL_SIZE:g}")
    return graph


def add_boxes(
    graph: Digraph, boxes: Iterable[Box], names: Mapping[str, str], texts: Mapping[str, Lettering]
) -> None:
    """A node for each box, with the same lines of text and about the same looks."""
    for box in boxes:
        text = texts[box.id]
        graph.node(
            names[box.id],
            label=label(text.texts),
            tooltip=label(box.tooltip.split("\n")),
            **box_attributes(box, finished=True),
        )
