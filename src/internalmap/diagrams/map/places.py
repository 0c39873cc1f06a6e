"""Where Graphviz puts things: its JSON, read into places in points, with y downwards."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import dist
from typing import Any

from internalmap.diagrams.drawing.scene import Point
from internalmap.diagrams.formats.engine import EngineFailed

#: Each piece of a curve is taken for so many straight ones, as long as each is so long.
_PIECES, _SHORT = 8, 6.0

Polyline = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class EdgePath:
    """The way of a line: a curve as in `scene.Curve`, the tip of its arrow head, and the place of
    its label, if it has one."""

    points: tuple[Point, ...]
    tip: Point
    label: Point | None


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle, by its top left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Places:
    """`boxes`: the centre of each box; `frames`: the area of each frame; `lines`: the course of
    each line; each by the name that it has in the DOT text."""

    width: float
    height: float
    boxes: dict[str, Point]
    frames: dict[str, Area]
    lines: dict[str, EdgePath]


def polyline(path: EdgePath) -> Polyline:
    """A curve as straight pieces, from its start to the tip of its head."""
    points = [path.points[0]]
    for at in range(0, len(path.points) - 3, 3):
        one, two, three, four = path.points[at : at + 4]
        length = dist(one, two) + dist(two, three) + dist(three, four)
        pieces = max(1, min(_PIECES, round(length / _SHORT)))
        for step in range(1, pieces + 1):
            t = step / pieces
            u = 1 - t
            a, b, c, d = u * u * u, 3 * t * u * u, 3 * t * t * u, t * t * t
            points.append(
                (
                    a * one[0] + b * two[0] + c * three[0] + d * four[0],
                    a * one[1] + b * two[1] + c * three[1] + d * four[1],
                )
            )
    if path.tip != points[-1]:
        points.append(path.tip)
    return tuple(points)


def trimmed(places: Places, sizes: Mapping[str, tuple[float, float]]) -> tuple[Places, Point]:
    """The same without the room that only what is not seen takes, and the corner that was at 0, 0
    from now on; `sizes` are those of the boxes that are seen."""
    xs: list[float] = []
    ys: list[float] = []
    boxes = {name: places.boxes[name] for name in sizes}
    for name, (wide, high) in sizes.items():
        x, y = boxes[name]
        xs += (x - wide / 2, x + wide / 2)
        ys += (y - high / 2, y + high / 2)
    for area in places.frames.values():
        xs += (area.x, area.x + area.width)
        ys += (area.y, area.y + area.height)
    for path in places.lines.values():
        for x, y in polyline(path):
            xs.append(x)
            ys.append(y)
    if not xs:
        return places, (0.0, 0.0)
    left, top = min(xs), min(ys)
    seen = replace(places, width=max(xs), height=max(ys), boxes=boxes)
    return shifted(seen, -left, -top), (left, top)


def shifted(places: Places, dx: float, dy: float) -> Places:
    """The same, so much further to the right and further down, with room before it."""

    def there(at: Point) -> Point:
        return (at[0] + dx, at[1] + dy)

    return Places(
        places.width + dx,
        places.height + dy,
        {name: there(at) for name, at in places.boxes.items()},
        {
            name: Area(area.x + dx, area.y + dy, area.width, area.height)
            for name, area in places.frames.items()
        },
        {
            name: EdgePath(
                tuple(map(there, path.points)), there(path.tip), path.label and there(path.label)
            )
            for name, path in places.lines.items()
        },
    )


def read_places(data: bytes) -> Places:
    """What Graphviz wrote in its format `json0`. Raises `EngineFailed` where it is not that."""
    try:
        return _places(json.loads(data))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        raise EngineFailed(
            "Graphviz answered with something else than a layout",
            "Leave --engine system out: one that works comes with internalmap.",
        ) from None


def _places(found: dict[str, Any]) -> Places:
    left, low, right, high = _numbers(found["bb"])

    def place(text: str) -> Point:
        x, y = _numbers(text)
        return (x - left, high - y)

    boxes: dict[str, Point] = {}
    frames: dict[str, Area] = {}
    for thing in found.get("objects", ()):
        if "pos" in thing:
            boxes[thing["name"]] = place(thing["pos"])
        elif thing["name"].startswith("cluster") and "bb" in thing:
            x, y, x2, y2 = _numbers(thing["bb"])
            frames[thing["name"]] = Area(x - left, high - y2, x2 - x, y2 - y)
    lines = {
        line["id"]: _course(line["pos"], line.get("lp"), place)
        for line in found.get("edges", ())
        if "id" in line and line.get("pos")
    }
    return Places(right - left, high - low, boxes, frames, lines)


def _course(text: str, label: str | None, place: Any) -> EdgePath:
    """A course as Graphviz writes it: perhaps `e,x,y` for the tip, perhaps `s,x,y`, then points."""
    tip: Point | None = None
    points: list[Point] = []
    for part in text.split(";")[0].split():
        if part.startswith("e,"):
            tip = place(part[2:])
        elif not part.startswith("s,"):
            points.append(place(part))
    return EdgePath(tuple(points), tip or points[-1], place(label) if label else None)


def _numbers(text: str) -> list[float]:
    return [float(number) for number in text.split(",")]
