"""Maps read back from their SVG, with nothing known but what stands there."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import dist, hypot

SVG = "{http://www.w3.org/2000/svg}"
Point = tuple[float, float]
#: Left, top, right, bottom.
Rectangle = tuple[float, float, float, float]


@dataclass
class Drawn:
    """The boxes, the marks in them, the lines with the tips of their heads, and the words on lines,
    each with the line that they are of."""

    boxes: dict[str, Rectangle] = field(default_factory=dict)
    marks: list[Rectangle] = field(default_factory=list)
    lines: dict[str, list[Point]] = field(default_factory=dict)
    tips: list[Point] = field(default_factory=list)
    words: dict[str, Rectangle] = field(default_factory=dict)


def read(data: bytes) -> Drawn:
    """What a map draws."""
    found = Drawn()
    for group in ET.fromstring(data).iter(f"{SVG}g"):
        role, subject = group.get("class", ""), group.get("data-id", "")
        shapes = [each for each in group if each.tag in _SHAPES]
        if role.startswith("box"):
            found.boxes[subject] = around(shapes[0])
            found.marks += [rectangle for each in shapes[1:] if _wide(rectangle := around(each))]
        elif role.startswith("link"):
            curve = next(each for each in shapes if each.tag == f"{SVG}path")
            found.lines[subject] = points(curve)
            heads = [each for each in shapes if each.tag == f"{SVG}polygon"]
            if heads:
                tip = _numbers(heads[0].get("points", ""))[0]
                found.tips.append(tip)
                found.lines[subject].append(tip)
        elif role == "words":
            found.words[subject] = around(shapes[0])
    return found


_SHAPES = {f"{SVG}{name}" for name in ("path", "polygon", "ellipse", "polyline")}


def _wide(rectangle: Rectangle) -> bool:
    return 8 < rectangle[2] - rectangle[0] < 30


def _numbers(text: str) -> list[Point]:
    found = [float(number) for number in re.findall(r"-?[\d.]+", text)]
    return list(zip(found[::2], found[1::2], strict=True))


def points(shape: ET.Element) -> list[Point]:
    """The points of a shape, curves in sixteen pieces each."""
    if shape.tag != f"{SVG}path":
        return _numbers(shape.get("points", ""))
    knots = _numbers(shape.get("d", ""))
    found = [knots[0]]
    for at in range(0, len(knots) - 3, 3):
        a, b, c, d = knots[at : at + 4]
        for step in range(1, 17):
            t, u = step / 16, 1 - step / 16
            weights = (u**3, 3 * t * u * u, 3 * t * t * u, t**3)
            x = sum(w * p[0] for w, p in zip(weights, (a, b, c, d), strict=True))
            y = sum(w * p[1] for w, p in zip(weights, (a, b, c, d), strict=True))
            found.append((x, y))
    return found


def around(shape: ET.Element) -> Rectangle:
    """The rectangle around a shape."""
    if shape.tag == f"{SVG}ellipse":
        x, y, rx, ry = (float(shape.get(key, "0")) for key in ("cx", "cy", "rx", "ry"))
        return (x - rx, y - ry, x + rx, y + ry)
    xs, ys = zip(*points(shape), strict=True)
    return (min(xs), min(ys), max(xs), max(ys))


def distance(rectangle: Rectangle, line: Sequence[Point]) -> float:
    """How far a line is from a rectangle, to about a point."""
    left, top, right, bottom = rectangle
    best = float("inf")
    for a, b in pairwise(line):
        steps = max(1, int(dist(a, b)))
        for step in range(steps + 1):
            x = a[0] + (b[0] - a[0]) * step / steps
            y = a[1] + (b[1] - a[1]) * step / steps
            away = hypot(max(left - x, 0, x - right), max(top - y, 0, y - bottom))
            best = min(best, away)
    return best
