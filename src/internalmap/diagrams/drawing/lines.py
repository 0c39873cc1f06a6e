"""How lines look: strong for essential needs, faint for helpful ones, dashed for fallbacks."""

from __future__ import annotations

from math import hypot

from internalmap.diagrams.chart.chart import Broadcast, Link
from internalmap.diagrams.drawing.scene import Curve, Dash, Item, Point, Polygon
from internalmap.diagrams.style import (
    BACK_LINES,
    CROWDED_LINES,
    HOT_LINE,
    LINES,
    STAFFING_LINE,
    LineStyle,
)
from internalmap.errors import InternalMapError

#: A picture of more lines than this draws them lighter, so that the boxes stay in front.
CROWD = 120
#: A picture of more lines than this is not drawn: it takes long, and nobody could follow one.
MOST_LINES = 20_000
#: What to do where there are too many.
LESS = (
    "Narrow it with --focus or --only, show units with --roll-up unit, "
    "or use --view risk, which has no lines."
)


def check_number(lines: int) -> None:
    """Raises `InternalMapError` for a picture of more lines than are drawn."""
    if lines > MOST_LINES:
        raise InternalMapError(
            f"a picture of {lines:,} lines cannot be read, and more than {MOST_LINES:,} are not "
            "drawn",
            LESS,
        )


def line_style(
    link: Link | Broadcast, *, highlighted: bool, crowded: bool = False
) -> tuple[LineStyle, Dash | None]:
    """The style of a link, and its dashes. In a picture of an absence, a line along which it does
    not travel stands back."""
    staffing = isinstance(link, Link) and link.staffing
    fallback = isinstance(link, Link) and link.fallback
    indirect = isinstance(link, Link) and link.indirect
    dash: Dash | None = "dashed" if fallback else "dotted" if indirect else None
    if highlighted:
        return (HOT_LINE if link.hot else BACK_LINES), dash
    lines = CROWDED_LINES if crowded else LINES
    return (STAFFING_LINE if staffing else lines[link.importance]), dash


def arrow(points: tuple[Point, ...], tip: Point, style: LineStyle, dash: Dash | None) -> list[Item]:
    """A curve that ends where the head of the arrow begins, and the head, with its tip in place."""
    items: list[Item] = [Curve(points, style.color, None, style.width, dash)]
    if style.head:
        items.append(head(points[-1], tip, style))
    return items


def head(base: Point, tip: Point, style: LineStyle) -> Polygon:
    """An arrow head from the end of a line to the tip."""
    (x, y), (tx, ty) = base, tip
    length = hypot(tx - x, ty - y) or 1.0
    dx, dy = (tx - x) / length, (ty - y) / length
    long = max(length, style.head)  # no gap between the line and its head
    back = (tx - dx * long, ty - dy * long)
    half = style.head * 0.42
    left = (back[0] - dy * half, back[1] + dx * half)
    right = (back[0] + dy * half, back[1] - dx * half)
    return Polygon((tip, left, right), style.color, style.color, 0.6)


def straight(start: Point, end: Point) -> tuple[Point, ...]:
    """A straight line as a curve."""
    return (start, start, end, end)


def line_sample(x: float, y: float, wide: float, style: LineStyle, dash: Dash | None) -> list[Item]:
    """A short line for the legend."""
    start, tip = (x, y), (x + wide, y)
    end = (x + wide - style.head * 0.8, y)
    return arrow(straight(start, end), tip, style, dash)
