"""Where Graphviz puts things: its JSON, read into places in points, with y downwards."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from internalmap.diagrams.drawing.scene import Point
from internalmap.diagrams.formats.engine import EngineFailed


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
