"""A scene as drawing commands for Graphviz, which paints them as PNG or PDF.

Graphviz draws what stands in the `_background` of a graph before it draws the graph itself. Here
the graph is empty and the background is the whole scene, so that the picture has the same shapes,
line by line, as the SVG. In these commands a text stands behind its length in bytes: it cannot end
early, whatever it says.
"""

from __future__ import annotations

import re

from internalmap.diagrams.drawing.scene import (
    Anchor,
    Curve,
    Ellipse,
    Item,
    Point,
    Polygon,
    Scene,
    Text,
    flat,
)
from internalmap.diagrams.drawing.typesetting import width
from internalmap.diagrams.style import PAPER
from internalmap.text.escape import escape

_ANCHORS: dict[Anchor, int] = {"start": -1, "middle": 0, "end": 1}


def xdot_graph(scene: Scene, *, dpi: float, font: str) -> str:
    """The DOT text of an empty graph that has the scene behind it, for the layout `nop2`, in which
    nothing moves."""
    from graphviz import Digraph, nohtml

    width, height = scene.width, scene.height
    graph = Digraph("picture")
    graph.attr(
        bb=f"0,0,{_n(width)},{_n(height)}",
        pad="0",
        margin="0",
        dpi=_n(dpi),
        bgcolor=PAPER,
        _background=nohtml(_commands(scene, font)),
    )
    # The corners hold the picture open at its whole size.
    corner = {"style": "invis", "label": "", "width": "0.001", "height": "0.001"}
    graph.node("a", pos="0,0", **corner)
    graph.node("b", pos=f"{_n(width)},{_n(height)}", **corner)
    return str(graph.source)


def _commands(scene: Scene, font: str) -> str:
    found = [_command(item, scene.height, font) for item in flat(scene.items)]
    found.append("c 7 -#000000")  # so that no text of the model comes last
    # A string in DOT may have any length, but a line of it may not: it goes on on the next line.
    return " \\\n".join(found)


def _command(item: Item, height: float, font: str) -> str:
    def points(corners: tuple[Point, ...]) -> str:
        return f"{len(corners)} " + " ".join(f"{_n(x)} {_n(height - y)}" for x, y in corners)

    if isinstance(item, Polygon):
        if not item.closed:
            return f"{_pen(item)} L {points(item.points)}"
        return f"{_pen(item)} {'P' if item.fill else 'p'} {points(item.points)}"
    if isinstance(item, Curve):
        if item.closed:
            return f"{_pen(item)} {'b' if item.fill else 'B'} {points(item.points)}"
        return f"{_pen(item)} B {points(item.points)}"
    if isinstance(item, Ellipse):
        x, y = item.center
        place = f"{_n(x)} {_n(height - y)} {_n(item.radius_x)} {_n(item.radius_y)}"
        return f"{_pen(item)} {'E' if item.fill else 'e'} {place}"
    assert isinstance(item, Text)
    return _text(item, height, font)


def _text(item: Text, height: float, font: str) -> str:
    """A line of text. One with several separate backslashes is set piece by piece: Graphviz
    miscounts the length of a text after the second of them, and would lose what follows."""
    # In DOT, a backslash before a quotation mark would take it along.
    text = escape(item.text).replace('\\"', '∖"')
    pieces = _BACKSLASHES.findall(text)
    x, y = item.at
    anchor = _ANCHORS[item.anchor]
    if len(pieces) > 1:
        whole = width(text, item.size, item.bold)
        x -= whole * (anchor + 1) / 2
        anchor = -1
    commands = [f"c {_sized(item.color)} F {_n(item.size)} {_sized(font)} t {int(item.bold)}"]
    for piece in pieces or [text]:
        commands.append(f"T {_n(x)} {_n(height - y)} {anchor} 0 {_sized(piece)}")
        x += width(piece, item.size, item.bold)
    return " ".join(commands)


#: Pieces of a text with one run of backslashes each.
_BACKSLASHES = re.compile(r"[^\\]*\\+[^\\]*")


def _pen(item: Polygon | Curve | Ellipse) -> str:
    """The colours and the line, set anew for each shape."""
    stroke = item.stroke or item.fill or PAPER
    pen = f"c {_sized(stroke)}"
    if item.fill:
        pen += f" C {_sized(item.fill)}"
    dash = None if isinstance(item, Ellipse) else item.dash
    line = item.width if item.stroke else 0.01
    return f"{pen} S {_sized(dash or 'solid')} S {_sized(f'setlinewidth({_n(line)})')}"


def _sized(text: str) -> str:
    return f"{len(text.encode())} -{text}"


def _n(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
