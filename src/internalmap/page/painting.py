"""A scene as the page paints it: paths and lines of text in whole numbers, their looks by class.

What is drawn as SVG in the document, and what the page draws later from its data, are the same
items written in two ways. A group's paths are set off from its own corner, so that boxes that look
alike are told once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, TypeAlias

from internalmap.diagrams.drawing.scene import Curve, Ellipse, Group, Item, Point, Polygon, Text
from internalmap.diagrams.formats.svg import escape
from internalmap.page.palette import variable
from internalmap.text.escape import escape as escape_controls

#: A point of the pictures in units of the page, which has whole numbers only.
UNITS = 4

#: A path: the number of its look, and its course. A text: the number of its look, x, y, itself.
PaintedPath: TypeAlias = tuple[int, str]
PaintedText: TypeAlias = tuple[int, int, int, str]


#: What boxes that look alike have in common: their paths, and look and place of their texts.
Form: TypeAlias = tuple[tuple[PaintedPath, ...], tuple[tuple[int, int, int], ...]]

#: A group of a map of a unit, wherever it stands: its role, its party, its form, its texts, whom
#: else it stands for, and whether it stands for everyone inside; numbers all.
Face: TypeAlias = tuple[int, int, int, tuple[int, ...], tuple[int, ...], int]


@dataclass(frozen=True)
class Target:
    """A group that is drawn: what it is, what else is said of it, its corner, its paths and texts,
    the groups in it, and, of a line, its curve."""

    role: str
    marks: Mapping[str, str]
    x: int
    y: int
    paths: tuple[PaintedPath, ...]
    texts: tuple[PaintedText, ...]
    parts: tuple[Target, ...] = ()
    curve: Curve | None = None


@dataclass
class Looks:
    """The looks of paths and texts, each by its number, in the order in which they come; the forms
    of boxes, which are several paths together; and the faces of groups, which have texts too."""

    paths: dict[str, int] = field(default_factory=dict)
    texts: dict[str, int] = field(default_factory=dict)
    forms: dict[Form, int] = field(default_factory=dict)
    faces: dict[Face, int] = field(default_factory=dict)
    words: dict[str, int] = field(default_factory=dict)
    roles: dict[str, int] = field(default_factory=dict)

    def path(self, item: Polygon | Curve | Ellipse) -> int:
        """The look of a shape."""
        fill = "none" if item.fill is None else variable(item.fill)
        rule = f"fill:{fill}"
        if item.stroke is not None:
            rule += f";stroke:{variable(item.stroke)};stroke-width:{max(1, _unit(item.width))}"
            dash = None if isinstance(item, Ellipse) else item.dash
            rule += _DASHES.get(dash or "", "")
        return self.paths.setdefault(rule, len(self.paths))

    def text(self, item: Text) -> int:
        """The look of a line of text."""
        rule = f"fill:{variable(item.color)};font-size:{_unit(item.size)}px"
        rule += ";font-weight:700" if item.bold else ""
        rule += "" if item.anchor == "start" else f";text-anchor:{item.anchor}"
        return self.texts.setdefault(rule, len(self.texts))

    def form(self, target: Target) -> int:
        """The number of a group's form: its paths, and where its texts stand."""
        form = (target.paths, tuple(text[:3] for text in target.texts))
        return self.forms.setdefault(form, len(self.forms))

    def face(self, target: Target) -> int:
        """The number of what a group looks like, wherever it stands."""
        face = (
            self.role(target.role),
            int(target.marks.get("p", -1)),
            self.form(target),
            tuple(self.word(text) for _, _, _, text in target.texts),
            tuple(map(int, target.marks.get("of", "").split())),
            int("closed" in target.marks),
        )
        return self.faces.setdefault(face, len(self.faces))

    def word(self, text: str) -> int:
        """The number of a text."""
        return self.words.setdefault(text, len(self.words))

    def role(self, role: str) -> int:
        """The number of a role."""
        return self.roles.setdefault(role, len(self.roles))

    def css(self) -> str:
        """The rules of all looks."""
        rules = [f".p{number}{{{rule}}}\n" for rule, number in self.paths.items()]
        rules += [  # the head of an arrow is filled with the colour of its line
            f".p{number}.tip{{fill:{found[1]};stroke-dasharray:none}}\n"
            for rule, number in self.paths.items()
            if (found := re.match(r"fill:none;stroke:([^;]+)", rule))
        ]
        rules += [f".t{number}{{{rule}}}\n" for rule, number in self.texts.items()]
        return "".join(rules)


_DASHES = {
    "dashed": ";stroke-dasharray:20 12",
    "dotted": ";stroke-dasharray:4 10;stroke-linecap:round",
}

Marked: TypeAlias = Callable[[Group], Mapping[str, str] | None]


def painted(items: Sequence[Item], looks: Looks, marked: Marked) -> list[Target]:
    """The groups of a drawing, with what is in none as a group without a role. `marked` says what
    is said of a group (`None`: it is no group to the page, and its items go to the one around)."""
    found: list[Target] = []
    loose: list[Item] = []

    def close() -> None:
        if loose:
            found.append(_target(Group(tuple(loose)), {}, looks, marked))
            loose.clear()

    for item in items:
        marks = marked(item) if isinstance(item, Group) else None
        if isinstance(item, Group) and marks is not None:
            close()
            found.append(_target(item, marks, looks, marked))
        elif isinstance(item, Group):
            loose.extend(item.items)
        else:
            loose.append(item)
    close()
    return found


def _target(group: Group, marks: Mapping[str, str], looks: Looks, marked: Marked) -> Target:
    own: list[Polygon | Curve | Ellipse | Text] = []
    parts: list[tuple[Group, Mapping[str, str]]] = []
    waiting = list(reversed(group.items))
    while waiting:
        item = waiting.pop()
        if not isinstance(item, Group):
            own.append(item)
            continue
        inner = marked(item)
        if inner is None:
            waiting.extend(reversed(item.items))
        else:
            parts.append((item, inner))
    corners = [corner for item in own for corner in _corners(item)]
    left = min((x for x, _ in corners), default=0.0)
    top = min((y for _, y in corners), default=0.0)
    return Target(
        role=group.role,
        marks=marks,
        x=_unit(left),
        y=_unit(top),
        paths=tuple((looks.path(i), _course(i, left, top)) for i in own if not isinstance(i, Text)),
        texts=tuple(
            (looks.text(i), _unit(i.at[0] - left), _unit(i.at[1] - top), escape_controls(i.text))
            for i in own
            if isinstance(i, Text)
        ),
        parts=tuple(_target(item, inner, looks, marked) for item, inner in parts),
        curve=next((i for i in own if isinstance(i, Curve)), None)
        if group.role.startswith("link ")
        else None,
    )


def _corners(item: Polygon | Curve | Ellipse | Text) -> Sequence[Point]:
    if isinstance(item, Text):
        return (item.at,)
    if isinstance(item, Ellipse):
        x, y = item.center
        return ((x - item.radius_x, y - item.radius_y),)
    return item.points


def _course(item: Polygon | Curve | Ellipse, left: float, top: float, units: float = UNITS) -> str:
    """The course of a shape, as a path of SVG: from its start, in steps."""
    if isinstance(item, Ellipse):
        rx, ry = max(1, _unit(item.radius_x)), max(1, _unit(item.radius_y))
        start, middle = _unit(item.center[0] - left) - rx, _unit(item.center[1] - top)
        return f"M{start} {middle}a{rx} {ry} 0 1 0 {2 * rx} 0a{rx} {ry} 0 1 0 {-2 * rx} 0z"
    points = [(_unit(px - left, units), _unit(py - top, units)) for px, py in item.points]
    text = f"M{_numbers(points[0])}"
    before = points[0]
    if isinstance(item, Polygon):
        for point in points[1:]:
            text += f"l{_steps(before, point)}"
            before = point
    else:
        for at in range(1, len(points) - 2, 3):
            one, two, end = points[at : at + 3]
            if one == before and two == end:
                text += f"l{_steps(before, end)}" if before != end else ""
            else:
                text += f"c{_steps(before, one, two, end)}"
            before = end
    return text + ("z" if item.closed else "")


def _steps(start: tuple[int, int], *points: tuple[int, int]) -> str:
    """Points as steps from a start."""
    x, y = start
    return _numbers(*((px - x, py - y) for px, py in points))


def _numbers(*points: tuple[int, int]) -> str:
    """Numbers with no more between them than is needed to tell them apart."""
    text = ""
    for number in (number for point in points for number in point):
        text += f" {number}" if text and number >= 0 else str(number)
    return text


def _unit(length: float, units: float = UNITS) -> int:
    """A length in whole units, halves away from nothing."""
    return int(length * units + (0.5 if length >= 0 else -0.5))


def as_svg(targets: Sequence[Target]) -> str:
    """The groups as SVG; lines that follow each other are together in one, so that all of them
    stand back at once."""
    return "".join(
        f'<g class="links">{"".join(map(_svg, run))}</g>' if lines else "".join(map(_svg, run))
        for lines, run in groupby(targets, lambda target: target.curve is not None)
    )


def _svg(target: Target) -> str:
    marks = "".join(f' data-{key}="{escape(value)}"' for key, value in target.marks.items())
    role = f' class="{escape(target.role)}"' if target.role else ""
    paths = "".join(f'<path class="p{look}" d="{course}"/>' for look, course in target.paths)
    texts = "".join(
        f'<text class="t{look}" x="{x}" y="{y}">{escape(text)}</text>'
        for look, x, y, text in target.texts
    )
    own = f'<g{role}{marks} transform="translate({target.x} {target.y})">{paths}{texts}</g>'
    # What is in a box stands behind it: a button holds no other.
    return f'<g class="with">{own}{as_svg(target.parts)}</g>' if target.parts else own


def as_data(targets: Sequence[Target], looks: Looks, *, routed: bool = True) -> dict[str, Any]:
    """The groups as columns of data, lines and all else apart.

    Of each group, and then of those in it: `faces`, the number of what it looks like, `x`, `y`, and
    `parts`, how many are in it. Of lines: `from`, `to`, `look`, and `course` in points (none where
    they have none of their own). What is written on lines is left out.
    """
    found: dict[str, list[Any]] = {
        key: [] for key in ("faces", "x", "y", "parts", "from", "to", "look", "course")
    }
    waiting = [each for each in reversed(targets) if each.curve is None and each.role != "words"]
    while waiting:
        target = waiting.pop()
        found["faces"].append(looks.face(target))
        found["x"].append(target.x)
        found["y"].append(target.y)
        found["parts"].append(len(target.parts))
        waiting.extend(reversed(target.parts))
    lines = [
        (
            *(int(target.marks[end]) for end in ("from", "to")),
            target.paths[0][0],
            *([_course(target.curve, 0.0, 0.0, 1)] if routed else []),
        )
        for target in targets
        if target.curve is not None
    ]
    for line in lines if routed else sorted(lines):
        for key, value in zip(("from", "to", "look", "course"), line, strict=False):
            found[key].append(value)
    return found
