"""A scene as SVG: plain shapes with their own attributes, so that it looks the same in a browser,
an office program and a drawing program. It has no scripts, no links and no styles to inject
into."""

from __future__ import annotations

from collections.abc import Sequence

from internalmap.diagrams.drawing.scene import (
    Curve,
    Dash,
    Ellipse,
    Group,
    Item,
    Point,
    Polygon,
    Scene,
)
from internalmap.diagrams.style import FONT_FAMILY, PAPER
from internalmap.text.escape import escape as escape_controls


def svg(scene: Scene) -> str:
    """The text of the file.

    `title` and `desc` are for whoever hears the picture; each group's tooltip is its `title`.
    """
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_n(scene.width)}pt" '
        f'height="{_n(scene.height)}pt" viewBox="0 0 {_n(scene.width)} {_n(scene.height)}" '
        f'role="img" aria-labelledby="title desc" font-family="{FONT_FAMILY}">',
        f'<title id="title">{escape(scene.title)}</title>',
        f'<desc id="desc">{escape(scene.description)}</desc>',
        f'<rect width="100%" height="100%" fill="{PAPER}"/>',
    ]
    _write(scene.items, lines)
    lines.append("</svg>")
    return "\n".join(lines) + "\n"


def escape(text: str) -> str:
    """Text as the content or the attribute of an element: markup is text, and signs that XML or
    the eye cannot take stand as their escapes. Line breaks stay."""
    text = "\n".join(escape_controls(line) for line in text.split("\n"))
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    )


def _write(items: Sequence[Item], lines: list[str]) -> None:
    # A stack, not recursion: what a group holds, then what closes it.
    waiting: list[Item | None] = list(reversed(items))
    while waiting:
        item = waiting.pop()
        if item is None:
            lines.append("</g>")
        elif isinstance(item, Group):
            subject = f' data-id="{escape(item.subject)}"' if item.subject else ""
            role = f' class="{escape(item.role)}"' if item.role else ""
            lines.append(f"<g{role}{subject}>")
            if item.tooltip:
                lines.append(f"<title>{escape(item.tooltip)}</title>")
            waiting.append(None)
            waiting.extend(reversed(item.items))
        else:
            lines.append(_shape(item))


def _shape(item: Item) -> str:
    if isinstance(item, Polygon):
        name = "polygon" if item.closed else "polyline"
        points = " ".join(f"{_n(x)},{_n(y)}" for x, y in item.points)
        return f'<{name} points="{points}"{_paint(item.stroke, item.fill, item.width, item.dash)}/>'
    if isinstance(item, Curve):
        path = f"M{_pair(item.points[0])}"
        for i in range(1, len(item.points) - 2, 3):
            path += "C" + " ".join(map(_pair, item.points[i : i + 3]))
        path += "Z" if item.closed else ""
        return f'<path d="{path}"{_paint(item.stroke, item.fill, item.width, item.dash)}/>'
    if isinstance(item, Ellipse):
        (x, y), rx, ry = item.center, item.radius_x, item.radius_y
        paint = _paint(item.stroke, item.fill, item.width, None)
        return f'<ellipse cx="{_n(x)}" cy="{_n(y)}" rx="{_n(rx)}" ry="{_n(ry)}"{paint}/>'
    assert not isinstance(item, Group)
    x, y = item.at
    bold = ' font-weight="bold"' if item.bold else ""
    anchor = "" if item.anchor == "start" else f' text-anchor="{item.anchor}"'
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" font-size="{_n(item.size)}"{bold}{anchor} '
        f'fill="{item.color}">{escape(item.text)}</text>'
    )


_DASHES: dict[Dash | None, str] = {
    None: "",
    "dashed": ' stroke-dasharray="5 3"',
    "dotted": ' stroke-dasharray="1 2.5" stroke-linecap="round"',
}


def _paint(stroke: str | None, fill: str | None, width: float, dash: Dash | None) -> str:
    text = f' fill="{fill or "none"}"'
    if stroke is not None:
        text += f' stroke="{stroke}"'
        if width != 1:
            text += f' stroke-width="{_n(width)}"'
        text += _DASHES[dash]
    return text


def _pair(point: Point) -> str:
    return f"{_n(point[0])} {_n(point[1])}"


def _n(value: float) -> str:
    """A length with at most two decimals."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
