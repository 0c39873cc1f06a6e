"""How a box looks: a shape for each kind, marks for what stands out, the name and the notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from internalmap.diagrams.chart.chart import Box
from internalmap.diagrams.drawing.badges import badges, letter_badge, letters, line_mark
from internalmap.diagrams.drawing.lettering import STACKED, Lettering
from internalmap.diagrams.drawing.scene import (
    Curve,
    Dash,
    Group,
    Item,
    Point,
    Polygon,
    Text,
    rectangle,
    rounded,
)
from internalmap.diagrams.drawing.typesetting import width as set_width
from internalmap.diagrams.style import (
    ALARM,
    ALARM_FILL,
    ALARM_LIGHT,
    BACK_INK,
    BACK_LINE,
    BOX_PADDING,
    CORNER,
    CUSTOMER_FILL,
    CUSTOMER_INK,
    FRAME_FILLS,
    GONE_FILL,
    GONE_INK,
    HATCHING,
    INK,
    LEADING,
    PAPER,
    QUIET_INK,
)
from internalmap.model.organization import Kind

#: How far the point of an outside supplier's box, or a system's cut corner, takes from its side.
_POINT, _CUT = 9.0, 7.0
#: The ends of a person's box, at most: a high one keeps room for its text.
_ROUND = 20.0
#: So far the lines of a hatched box are apart.
_HATCH = 9.0


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


def draw_box(box: Box, x: float, y: float, text: Lettering, *, width: float | None = None) -> Group:
    """A box with its top left corner at a place, perhaps wider than its text needs."""
    wide, high = width or text.width, text.height
    fill, ink, quiet = _colors(box)
    items: list[Item] = []
    if box.stack:
        items += _outline(box, x + STACKED, y + STACKED, wide, high, fill)
    items += _outline(box, x, y, wide, high, fill)
    base = y + (high - text.used) / 2
    center = x + (text.left + wide - text.right) / 2
    inks = {"caption": quiet, "name": ink, "note": quiet, "alarm": _alarm_ink(box)}
    for line in text.lines:
        base += line.size * LEADING
        middle = center + (line.width - set_width(line.text, line.size, line.bold)) / 2
        at = (middle, base - line.size * 0.3)
        said: list[Item] = [
            Text(at, line.text, line.size, inks[line.role], bold=line.bold, anchor="middle")
        ]
        if line.mark is not None:
            said += line_mark(line.mark, center - line.width / 2 + 4, base - line.size * 0.58)
        items += [Group(tuple(said), "line", line.subject)] if line.subject else said
    area = (x, y, wide, high)
    items += badges(box.marks, box.rank, area, muted=box.muted, own=bool(box.letter))
    if box.letter:
        items += letter_badge(x + 5, y + high / 2, box.letter, essential=True)
    items += letters(box.letters, x + wide - BOX_PADDING[0] / 2, y + high / 2, box.marks)
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
    if box.rest:
        return FRAME_FILLS[1], INK, QUIET_INK
    return box.fill or PAPER, INK, INK if box.fill else QUIET_INK


def _alarm_ink(box: Box) -> str:
    if box.state == "gone":
        return GONE_INK
    if box.kind == "customer" and box.fill is None and box.state is None:
        return CUSTOMER_INK
    return QUIET_INK if box.muted or "in time" in box.marks else ALARM


def _outline(box: Box, x: float, y: float, wide: float, high: float, fill: str) -> Sequence[Item]:
    """The shape of the kind; thick where the box stands out, hatched where it is back in time."""
    stroke, line = _stroke(box)
    outline = shape(box.kind, x, y, wide, high, stroke, fill, line)
    return [outline, *hatching(box.kind, x, y, wide, high)] if hatched(box) else [outline]


def hatched(box: Box) -> bool:
    """Whether a box is hatched: it is back in time, and has no colour of its own."""
    plain = box.fill is None and box.kind != "customer" and not box.muted
    return plain and "in time" in box.marks


def hatching(kind: Kind, x: float, y: float, wide: float, high: float) -> list[Item]:
    """Slanting lines all over the shape of a kind, as faint as a fill."""
    items: list[Item] = []
    half_wide, half_high = wide / 2, high / 2
    start = -high
    while start < wide:
        steps = [
            (start + at, high - at)
            for at in range(int(high) + 1)
            if within_shape(kind, wide - 3, high - 3, start + at - half_wide, high - at - half_high)
        ]
        if len(steps) > 1:
            (x1, y1), (x2, y2) = steps[0], steps[-1]
            ends = ((x + x1, y + y1), (x + x2, y + y2))
            items.append(Polygon(ends, HATCHING, None, 1.4, closed=False))
        start += _HATCH
    return items


def _stroke(box: Box) -> tuple[str, float]:
    """The colour and the width of the outline."""
    if box.state == "untouched":
        return BACK_LINE, 1.0
    if box.state == "stopped" or "soon" in box.marks:
        return ALARM, 2.6
    if box.state == "later" or ("later" in box.marks and not box.muted):
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


def box_attributes(box: Box, *, finished: bool) -> dict[str, str]:
    """The same looks in the words of DOT, which has other shapes and no marks: a single point of
    failure has a thick line, two of them if it is a whole unit or later (where the text is
    `finished`: for a layout the second line would only take room)."""
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
        "peripheries": "2" if finished and "later" in box.marks else "1",
    }
