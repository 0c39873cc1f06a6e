"""What stands in the cells of a matrix and before its rows, and the legend that explains it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from math import comb, dist

from internalmap.diagrams.chart.chart import Box, Chart, Link
from internalmap.diagrams.drawing.legend import Key, implied_words, keys_of
from internalmap.diagrams.drawing.scene import (
    Curve,
    Ellipse,
    Group,
    Item,
    Point,
    Polygon,
    Text,
    rectangle,
)
from internalmap.diagrams.drawing.typesetting import width
from internalmap.diagrams.matrix.order import Order
from internalmap.diagrams.style import (
    ALARM,
    ALARM_FILL,
    ALARM_LIGHT,
    BACK_INK,
    BACK_LINE,
    BACK_LINES,
    CUSTOMER_FILL,
    FAINT_INK,
    GONE_FILL,
    INK,
    LINES,
    PAPER,
    QUIET_INK,
    STEPS,
)
from internalmap.model.organization import IMPORTANCES, Importance
from internalmap.model.phrases import KIND_WORDS
from internalmap.text.escape import escape

#: The side of a mark, as a share of its cell.
MARKS: dict[Importance, float] = {"essential": 0.78, "important": 0.54, "helpful": 0.3}
#: What circles are tinted with.
CIRCLE_FILL = STEPS[1]
#: So many dashes make the outline of a small shape.
_DASHES = 8
_SAMPLE_CELL, _SAMPLE_CENTER = 15.0, (13.0, 6.5)


def mark(link: Link, center: tuple[float, float], cell: float, *, highlighted: bool) -> list[Item]:
    """A square, round where the need is indirect, hollow where the supplier is a fallback or the
    need indirect; how many needs, where that fits; a dot for a unit's own people."""
    x, y = center
    color = LINES[link.importance].color
    if highlighted:
        color = ALARM if link.hot else BACK_LINES.color
    if link.staffing:
        dot_color = color if highlighted else FAINT_INK
        return [Ellipse(center, cell * 0.07, cell * 0.07, None, dot_color)]
    side = cell * MARKS[link.importance]
    line = max(0.7, cell * 0.09)
    if link.indirect:
        radius = (side - line) / 2
        return [Ellipse(center, radius, radius, color, PAPER, line)]
    if link.fallback:
        inner = side - line
        corner = (x - inner / 2, y - inner / 2)
        return [rectangle(*corner, inner, inner, stroke=color, fill=PAPER, line=line)]
    items: list[Item] = [rectangle(x - side / 2, y - side / 2, side, side, fill=color)]
    if _counted(link, cell):
        size = _count_size(link, cell)
        ink = INK if highlighted and not link.hot else PAPER
        at = (x, y + size * 0.36)
        items.append(Text(at, str(link.count), size, ink, bold=True, anchor="middle"))
    return items


def _count_size(link: Link, cell: float) -> float:
    return min(7.5, cell * MARKS[link.importance] * 0.75)


def _counted(link: Link, cell: float) -> bool:
    """Whether a mark says how many needs it stands for: it must be a full square that has room."""
    if link.count < 2 or link.staffing or link.indirect or link.fallback:
        return False
    size = _count_size(link, cell)
    room = cell * MARKS[link.importance] * 0.95
    return size >= 6 and width(str(link.count), size, bold=True) < room


def keys(chart: Chart, rows: Order, cell: float) -> list[Key]:
    """What the kinds, marks and colours of a matrix with cells of this side stand for."""
    found = keys_of(chart, links=False, everyone=False)
    links = [entry.link for entry in rows.cells]
    supply = [link for link in links if not link.staffing]
    if chart.highlighted:
        for hot, said in ((True, "the absence travels here"), (False, "it does not travel here")):
            if any(link.hot == hot for link in supply):
                found.append(_key(said, Link("", "", "essential", hot=hot), chart))
    for importance in IMPORTANCES:
        if any(link.importance == importance for link in supply):
            found.append(_key(f"{importance} need", Link("", "", importance), chart))
    if any(link.fallback for link in supply):
        found.append(_key("only as a fallback", Link("", "", "essential", fallback=True), chart))
    if any(link.indirect for link in supply):
        found.append(
            _key("through what is not shown", Link("", "", "essential", indirect=True), chart)
        )
    if any(_counted(link, cell) for link in supply):
        found.append(_key("so many needs in one mark", Link("", "", "essential", count=2), chart))
    if rows.circles:
        tinted = any(map(rows.tinted, rows.circles))
        sample = _circle_sample if tinted else _outline_sample
        found.append(Key("circle of mutual dependence", sample))
    if any(link.staffing for link in links):
        staff = Link("", "", "essential", staffing=True)
        found.append(_key(f"{implied_words(chart)}: no part of the order", staff, chart))
    return found


def _key(words: str, link: Link, chart: Chart) -> Key:
    def sample(x: float, y: float) -> list[Item]:
        center = (x + _SAMPLE_CENTER[0], y + _SAMPLE_CENTER[1])
        return mark(link, center, _SAMPLE_CELL, highlighted=chart.highlighted)

    return Key(words, sample)


def _circle_sample(x: float, y: float, fill: str | None = CIRCLE_FILL) -> list[Item]:
    side = _SAMPLE_CELL
    left, top = x + _SAMPLE_CENTER[0] - side / 2, y + _SAMPLE_CENTER[1] - side / 2
    return [rectangle(left, top, side, side, stroke=INK, fill=fill, line=1.4)]


def _outline_sample(x: float, y: float) -> list[Item]:
    return _circle_sample(x, y, None)


def named(box: Box) -> str:
    """The name as it can be shown; the id where it is blank."""
    return escape(box.name if box.name.strip() else box.id)


def bold(box: Box) -> bool:
    """Names that must be found first: customers and whatever stands out."""
    if box.state is not None:
        return box.state != "untouched"
    return box.kind == "customer" or alarmed(box)


def words(box: Box) -> str:
    """What is said of a box beside its name: its kind is drawn."""
    notes = [note for note in box.note if note != KIND_WORDS[box.kind]]
    return ", ".join([*notes, *([box.alarm] if box.alarm else [])])


def colors(box: Box) -> tuple[str, str, str, float]:
    """The ink of the name; fill, outline and width of line of the small shape before it."""
    if box.state == "gone":
        return INK, GONE_FILL, GONE_FILL, 1.0
    if box.state == "stopped":
        return ALARM, ALARM_FILL if box.kind == "customer" else ALARM_LIGHT, ALARM, 2.0
    if box.state == "later":
        return INK, PAPER, ALARM, 1.2
    if box.state == "untouched":
        return BACK_INK, PAPER, BACK_LINE, 1.0
    if box.kind == "customer":
        return CUSTOMER_FILL, box.fill or CUSTOMER_FILL, CUSTOMER_FILL, 1.0
    if alarmed(box) and not box.muted:
        return ALARM, box.fill or PAPER, ALARM, 2.0 if "soon" in box.marks else 1.2
    return INK, box.fill or PAPER, QUIET_INK, 1.0


def alarmed(box: Box) -> bool:
    """Whether it is a single point of failure."""
    return "soon" in box.marks or "later" in box.marks


def placed(items: Sequence[Item], x: float, y: float, scale: float) -> list[Item]:
    """What was drawn around 0, 0 at full size, at a place and in the size of the rows."""
    found: list[Item] = []
    for item in items:
        if isinstance(item, Ellipse):
            center = (x + item.center[0] * scale, y + item.center[1] * scale)
            radius = item.radius_x * scale
            found.append(
                replace(
                    item, center=center, radius_x=radius, radius_y=radius, width=item.width * scale
                )
            )
        elif not isinstance(item, (Text, Group)):
            points = tuple((x + px * scale, y + py * scale) for px, py in item.points)
            drawn = replace(item, points=points, width=item.width * scale)
            found += _dashed(drawn) if isinstance(drawn, Curve) and drawn.dash else [drawn]
    return found


def _dashed(curve: Curve) -> list[Item]:
    """A closed curve with short lines for its dashes: those that a format draws are as long
    whatever the size of the shape, and too long for one as small as this."""
    points = [curve.points[0]]
    for start in range(0, len(curve.points) - 3, 3):
        points += [_along(curve.points[start : start + 4], step / 8) for step in range(1, 9)]
    lengths = list(accumulate(map(dist, points, points[1:]), initial=0.0))
    piece = lengths[-1] / (2 * _DASHES)
    items: list[Item] = [replace(curve, stroke=None, dash=None)]
    for number in range(_DASHES):
        first, last = (2 * number + 0.3) * piece, (2 * number + 1.7) * piece
        line = [point for point, at in zip(points, lengths, strict=True) if first <= at <= last]
        if len(line) > 1:
            items.append(Polygon(tuple(line), curve.stroke, None, curve.width, closed=False))
    return items


def _along(curve: Sequence[Point], share: float) -> Point:
    """A point on a Bézier curve."""
    weights = [comb(3, k) * share**k * (1 - share) ** (3 - k) for k in range(4)]
    x = sum(weight * point[0] for weight, point in zip(weights, curve, strict=True))
    return x, sum(weight * point[1] for weight, point in zip(weights, curve, strict=True))
