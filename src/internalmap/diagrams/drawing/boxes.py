"""How a box looks: a shape for each kind, marks for what stands out, the name and the notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from internalmap.diagrams.chart.chart import Box, Mark
from internalmap.diagrams.drawing.scene import (
    Curve,
    Dash,
    Ellipse,
    Group,
    Item,
    Point,
    Polygon,
    Text,
    rectangle,
    rounded,
)
from internalmap.diagrams.drawing.typesetting import balanced, width
from internalmap.diagrams.style import (
    ALARM,
    ALARM_FILL,
    ALARM_LIGHT,
    BACK_INK,
    BACK_LINE,
    BOX_LEAST_WIDTH,
    BOX_PADDING,
    CORNER,
    CUSTOMER_FILL,
    CUSTOMER_INK,
    GONE_FILL,
    GONE_INK,
    INK,
    LEADING,
    NAME_LINES,
    NAME_SIZE,
    NAME_WIDTH,
    NOTE_SIZE,
    PAPER,
    QUIET_INK,
)
from internalmap.model.organization import Kind
from internalmap.text.escape import escape

#: How far the point of an outside supplier's box, or a system's cut corner, takes from its side.
_POINT, _CUT = 9.0, 7.0
#: How many of its points' lengths a shape takes from the room for text.
_ENDS: Mapping[Kind, int] = {"supplier": 1, "person": 1, "role": 1, "process": 2}
#: The ends of a person's box, at most: a high one keeps room for its text.
_ROUND = 20.0
_BADGE = 13.0


_DOT_SHAPES: Mapping[Kind, str] = MappingProxyType(
    {
        "system": "octagon",
        "supplier": "cds",
        "person": "ellipse",
        "role": "ellipse",
        "process": "parallelogram",
        "information": "note",
        "site": "house",
    }
)


@dataclass(frozen=True, slots=True)
class Lettering:
    """The text of a box in lines, and the size of the box around it."""

    name: tuple[str, ...]
    notes: tuple[str, ...]
    alarm: tuple[str, ...]
    width: float
    height: float


def lettering(box: Box, limit: float = NAME_WIDTH) -> Lettering:
    """Wrap a box's texts at `limit` points and say how big the box is."""
    text = escape(box.name) if box.name.strip() else escape(box.id)
    name = balanced(text, NAME_SIZE, limit, bold=True, lines=NAME_LINES)
    notes = [line for note in box.note for line in balanced(note, NOTE_SIZE, limit, lines=2)]
    alarm = balanced(box.alarm, NOTE_SIZE, limit, bold=True, lines=2) if box.alarm else []
    widest = max(
        *(width(line, NAME_SIZE, bold=True) for line in name),
        *(width(line, NOTE_SIZE) for line in notes),
        *(width(line, NOTE_SIZE, bold=True) for line in alarm),
        0.0,
    )
    side, above = BOX_PADDING
    extra = _POINT * _ENDS.get(box.kind, 0)
    height = len(name) * NAME_SIZE * LEADING + (len(notes) + len(alarm)) * NOTE_SIZE * LEADING
    return Lettering(
        tuple(name),
        tuple(notes),
        tuple(alarm),
        max(BOX_LEAST_WIDTH, widest * 1.04 + 2 * side + extra),
        height + 2 * above,
    )


def draw_box(box: Box, x: float, y: float, text: Lettering, *, width: float | None = None) -> Group:
    """A box with its top left corner at a place, perhaps wider than its text needs."""
    wide, high = width or text.width, text.height
    fill, ink, quiet = _colors(box)
    items = [*_outline(box, x, y, wide, high, fill)]
    base = y + BOX_PADDING[1]
    center = x + wide / 2
    for line in text.name:
        base += NAME_SIZE * LEADING
        at = (center, base - NAME_SIZE * 0.3)
        items.append(Text(at, line, NAME_SIZE, ink, bold=True, anchor="middle"))
    for lines, color, bold in ((text.notes, quiet, False), (text.alarm, _alarm_ink(box), True)):
        for line in lines:
            base += NOTE_SIZE * LEADING
            at = (center, base - NOTE_SIZE * 0.3)
            items.append(Text(at, line, NOTE_SIZE, color, bold=bold, anchor="middle"))
    items += badges(box.marks, x, y, wide)
    return Group(tuple(items), f"box {box.kind}", box.id, box.tooltip)


def _colors(box: Box) -> tuple[str, str, str]:
    """Fill, ink and quiet ink."""
    if box.state == "gone":
        return GONE_FILL, GONE_INK, GONE_INK
    if box.state == "stopped":
        return (ALARM_FILL if box.kind == "customer" else ALARM_LIGHT), INK, QUIET_INK
    if box.state == "later":
        return PAPER, INK, QUIET_INK
    if box.state == "untouched":
        return PAPER, BACK_INK, BACK_INK
    if box.kind == "customer" and box.fill is None:
        return CUSTOMER_FILL, CUSTOMER_INK, CUSTOMER_INK
    return box.fill or PAPER, INK, QUIET_INK


def _alarm_ink(box: Box) -> str:
    return GONE_INK if box.state == "gone" else ALARM


def _outline(box: Box, x: float, y: float, wide: float, high: float, fill: str) -> Sequence[Item]:
    """The shape of the kind; thick where the box stands out."""
    stroke, line = _stroke(box)
    return [shape(box.kind, x, y, wide, high, stroke, fill, line)]


def _stroke(box: Box) -> tuple[str, float]:
    """The colour and the width of the outline."""
    if box.state == "untouched":
        return BACK_LINE, 1.0
    if box.state == "stopped" or "single" in box.marks:
        return ALARM, 2.6
    if box.state == "later" or "unit" in box.marks:
        return ALARM, 1.5
    if box.state == "gone":
        return GONE_FILL, 1.0
    return (CUSTOMER_FILL if box.kind == "customer" else QUIET_INK), 1.0


def shape(
    kind: Kind,
    x: float,
    y: float,
    wide: float,
    high: float,
    stroke: str,
    fill: str,
    line: float = 1.0,
) -> Curve | Polygon:
    """The outline of a kind: people are round, groups are boxes, systems have cut corners, records
    one corner cut, sites a gable, what is done leans forward, what comes from outside points
    inwards, customers are round boxes of their own colour."""
    right, bottom = x + wide, y + high
    corners: tuple[Point, ...]
    if kind in ("person", "role"):
        dash: Dash | None = "dashed" if kind == "role" else None
        round_end = min(high / 2, _ROUND)
        return rounded(x, y, wide, high, round_end, stroke=stroke, fill=fill, line=line, dash=dash)
    if kind == "system":
        c = min(_CUT, high / 3)
        corners = (
            (x + c, y), (right - c, y), (right, y + c), (right, bottom - c), (right - c, bottom),
            (x + c, bottom), (x, bottom - c), (x, y + c),
        )  # fmt: skip
        return Polygon(corners, stroke, fill, line)
    if kind == "supplier":
        p = min(_POINT, wide / 4)
        corners = (
            (x, y), (right - p, y), (right, y + high / 2), (right - p, bottom), (x, bottom),
        )  # fmt: skip
        return Polygon(corners, stroke, fill, line)
    if kind in ("process", "information", "site"):
        p, c = min(_POINT, wide / 4), min(_CUT, high / 3)
        corners = {
            "process": ((x + p, y), (right, y), (right - p, bottom), (x, bottom)),
            "information": (
                (x, y), (right - c, y), (right, y + c), (right, bottom), (x, bottom),
            ),
            "site": (
                (x, y + c), (x + wide / 2, y), (right, y + c), (right, bottom), (x, bottom),
            ),
        }[kind]  # fmt: skip
        return Polygon(corners, stroke, fill, line)
    if kind == "department":
        return rectangle(x, y, wide, high, stroke=stroke, fill=fill, line=line)
    radius = min(CORNER * 2 if kind == "customer" else CORNER, high / 4)
    return rounded(x, y, wide, high, radius, stroke=stroke, fill=fill, line=line)


def within_shape(kind: Kind, wide: float, high: float, dx: float, dy: float) -> bool:
    """Whether a point, told from the centre of a box, is inside the shape of its kind."""
    across, along = wide / 2 - abs(dx), high / 2 - abs(dy)
    if across < 0 or along < 0:
        return False
    if kind == "supplier":
        point = min(_POINT, wide / 4)
        return dx <= wide / 2 - point * abs(dy) / (high / 2)
    if kind == "system":
        return across + along >= min(_CUT, high / 3)
    if kind == "process":
        return abs(dx + min(_POINT, wide / 4) * dy / high) <= (wide - min(_POINT, wide / 4)) / 2
    if kind == "information":
        return dx < 0 or dy > 0 or across + along >= min(_CUT, high / 3)
    if kind == "site":
        return dy > 0 or along >= min(_CUT, high / 3) * abs(dx) / (wide / 2)
    if kind == "department":
        return True
    if kind in ("person", "role"):
        r = min(high / 2, _ROUND)
    else:
        r = min(CORNER * 2 if kind == "customer" else CORNER, high / 4)
    return across >= r or along >= r or (r - across) ** 2 + (r - along) ** 2 <= r * r


def badges(marks: Sequence[Mark], x: float, y: float, wide: float) -> list[Item]:
    """The marks on the upper edge of a box: a triangle with an exclamation mark at the left, filled
    for one person, system or outsider and hollow for a whole unit; an hourglass at the right."""
    items: list[Item] = []
    if "single" in marks or "unit" in marks:
        items += alarm_badge(x + 12, y, hollow="unit" in marks)
    elif "inside" in marks:
        items += alarm_badge(x + 12, y, hollow=True, size=_BADGE * 0.75)
    if "bottleneck" in marks:
        items += hourglass(x + wide - 12, y)
    return items


def alarm_badge(x: float, y: float, *, hollow: bool, size: float = _BADGE) -> list[Item]:
    """A warning triangle around a place."""
    s = size
    corners = ((x, y - s * 0.62), (x + s * 0.6, y + s * 0.42), (x - s * 0.6, y + s * 0.42))
    ink, fill = (ALARM, PAPER) if hollow else (PAPER, ALARM)
    stem = (
        (x - 0.9, y - s * 0.24),
        (x + 0.9, y - s * 0.24),
        (x + 0.5, y + 1.4),
        (x - 0.5, y + 1.4),
    )
    return [
        Polygon(corners, ALARM, fill, 1.4),
        Polygon(stem, None, ink),
        Ellipse((x, y + 3.4), 0.95, 0.95, None, ink),
    ]


def hourglass(x: float, y: float) -> list[Item]:
    """An hourglass around a place: work waits here."""
    w, h = _BADGE * 0.42, _BADGE * 0.5
    return [
        Ellipse((x, y), _BADGE * 0.72, _BADGE * 0.72, INK, PAPER, 1.2),
        Polygon(((x - w, y - h), (x + w, y - h), (x, y)), None, INK),
        Polygon(((x - w, y + h), (x + w, y + h), (x, y)), None, INK),
    ]


def box_attributes(box: Box, *, finished: bool) -> dict[str, str]:
    """The same looks in the words of DOT, which has other shapes and no marks: a single point of
    failure has a thick line, two of them if it is a whole unit (where the text is `finished`: for a
    layout the second line would only take room)."""
    fill, ink, _ = _colors(box)
    stroke, line = _stroke(box)
    style = ["filled"]
    if box.kind in ("person", "role", "team", "customer"):
        style.append("rounded")
    if box.kind == "role":
        style.append("dashed")
    return {
        "shape": _DOT_SHAPES.get(box.kind, "box") if finished else "box",
        "style": ",".join(style),
        "fillcolor": fill,
        "fontcolor": ink,
        "color": stroke,
        "penwidth": f"{line:g}",
        "margin": "0.16,0.08",
        "peripheries": "2" if finished and "unit" in box.marks else "1",
    }
