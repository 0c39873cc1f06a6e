"""A drawing before it has a format: polygons, curves, ellipses and lines of text, each with its
place. Lengths are in points (1/72 inch), x grows to the right and y downwards.

A scene has nothing that only one format can draw, so a picture is the same in all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

Point: TypeAlias = tuple[float, float]
Dash = Literal["dashed", "dotted"]
Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Polygon:
    """Straight lines from point to point; closed, it can be filled."""

    points: tuple[Point, ...]
    stroke: str | None = None
    fill: str | None = None
    width: float = 1.0
    dash: Dash | None = None
    closed: bool = True


@dataclass(frozen=True, slots=True)
class Curve:
    """Cubic Bézier curves, one after the other: a start, then three points for each of them."""

    points: tuple[Point, ...]
    stroke: str | None = None
    fill: str | None = None
    width: float = 1.0
    dash: Dash | None = None
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Ellipse:
    """An ellipse around a centre."""

    center: Point
    radius_x: float
    radius_y: float
    stroke: str | None = None
    fill: str | None = None
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; `at` is on its base line. Anything may stand in it: formats escape it."""

    at: Point
    text: str
    size: float
    color: str
    bold: bool = False
    anchor: Anchor = "start"


@dataclass(frozen=True, slots=True)
class Group:
    """Items that belong together. `tooltip` is shown where a format can; `role` says what the
    group draws (box, link, frame …) and `subject` of whom."""

    items: tuple[Item, ...]
    role: str = ""
    subject: str = ""
    tooltip: str = ""


Item: TypeAlias = Polygon | Curve | Ellipse | Text | Group


@dataclass(frozen=True, slots=True)
class Scene:
    """A whole drawing: its size, what it is called, what it shows in words, and its items, the
    lowest first."""

    width: float
    height: float
    title: str
    description: str
    items: tuple[Item, ...] = field(default=())


def flat(items: Sequence[Item]) -> Iterator[Polygon | Curve | Ellipse | Text]:
    """What is drawn, in order, groups opened."""
    waiting = list(reversed(items))
    while waiting:
        item = waiting.pop()
        if isinstance(item, Group):
            waiting.extend(reversed(item.items))
        else:
            yield item


#: How far the handles of a Bézier curve stand out to make a quarter of a circle.
QUARTER = 0.5523


def rounded(
    x: float,
    y: float,
    width: float,
    height: float,
    radius: float,
    *,
    stroke: str | None = None,
    fill: str | None = None,
    line: float = 1.0,
    dash: Dash | None = None,
) -> Curve:
    """A rectangle with rounded corners; `x` and `y` are its top left corner."""
    r = min(radius, width / 2, height / 2)
    k = r * (1 - QUARTER)
    right, bottom = x + width, y + height
    points: list[Point] = [(x + r, y)]

    def edge(end: Point) -> None:
        points.extend((points[-1], end, end))

    edge((right - r, y))
    points += [(right - k, y), (right, y + k), (right, y + r)]
    edge((right, bottom - r))
    points += [(right, bottom - k), (right - k, bottom), (right - r, bottom)]
    edge((x + r, bottom))
    points += [(x + k, bottom), (x, bottom - k), (x, bottom - r)]
    edge((x, y + r))
    points += [(x, y + k), (x + k, y), (x + r, y)]
    return Curve(tuple(points), stroke, fill, line, dash, closed=True)


def rectangle(
    x: float,
    y: float,
    width: float,
    height: float,
    *,
    stroke: str | None = None,
    fill: str | None = None,
    line: float = 1.0,
    dash: Dash | None = None,
) -> Polygon:
    """A rectangle; `x` and `y` are its top left corner."""
    points = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    return Polygon(points, stroke, fill, line, dash)


def moved(items: Sequence[Item], dx: float, dy: float) -> list[Item]:
    """The same items elsewhere."""

    def along(points: tuple[Point, ...]) -> tuple[Point, ...]:
        return tuple((x + dx, y + dy) for x, y in points)

    found: list[Item] = []
    for item in items:
        if isinstance(item, Group):
            found.append(replace(item, items=tuple(moved(item.items, dx, dy))))
        elif isinstance(item, Ellipse):
            found.append(replace(item, center=(item.center[0] + dx, item.center[1] + dy)))
        elif isinstance(item, Text):
            found.append(replace(item, at=(item.at[0] + dx, item.at[1] + dy)))
        else:
            found.append(replace(item, points=along(item.points)))
    return found


def scaled(items: Sequence[Item], factor: float) -> list[Item]:
    """The same items larger or smaller, seen from 0, 0; lines and type with them."""

    def along(points: tuple[Point, ...]) -> tuple[Point, ...]:
        return tuple((x * factor, y * factor) for x, y in points)

    found: list[Item] = []
    for item in items:
        if isinstance(item, Group):
            found.append(replace(item, items=tuple(scaled(item.items, factor))))
        elif isinstance(item, Ellipse):
            found.append(
                replace(
                    item,
                    center=(item.center[0] * factor, item.center[1] * factor),
                    radius_x=item.radius_x * factor,
                    radius_y=item.radius_y * factor,
                    width=item.width * factor,
                )
            )
        elif isinstance(item, Text):
            at = (item.at[0] * factor, item.at[1] * factor)
            found.append(replace(item, at=at, size=item.size * factor))
        else:
            found.append(replace(item, points=along(item.points), width=item.width * factor))
    return found
