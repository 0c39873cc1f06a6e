"""The lines of the pyramid: curves from suppliers up to customers, behind the boxes.

There are many of them and the boxes are what is read, so the lines are quiet, and the quieter the
more there are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from internalmap.diagrams.chart import Chart, Link
from internalmap.diagrams.lines import arrow, line_style
from internalmap.diagrams.scene import Group, Item, Point
from internalmap.diagrams.style import LineStyle
from internalmap.model import IMPORTANCES

#: From so many lines on, all become thinner and fainter.
_MANY = 60
#: The share of a box's edge on which lines begin and end, and how far apart they are at most.
_EDGE, _APART = 0.62, 11.0
#: The strength of lines from and to what stands apart.
_BACK = 0.55
_UP, _DOWN = -1, 1


@dataclass(frozen=True, slots=True)
class Area:
    """Where a box stands."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> Point:
        """The middle of the box."""
        return (self.x + self.width / 2, self.y + self.height / 2)


def spans(chart: Chart, areas: Mapping[str, Area], apart: Collection[str]) -> list[Group]:
    """The links between boxes that have a place, the weakest first, so that the strong ones lie on
    top. Those from and to the boxes that stand apart stand back. In a picture of an absence, a
    unit's own people have a line only where it travels."""
    links = [
        link
        for link in chart.links
        if link.supplier in areas
        and link.customer in areas
        and not (chart.highlighted and link.staffing and not link.hot)
    ]
    links.sort(key=_weight)
    ends = _ends(links, areas)
    strength = min(1.0, (_MANY / len(links)) ** 0.4) if links else 1.0
    return [
        _span(
            link,
            *ends[number],
            strength * (_BACK if link.supplier in apart or link.customer in apart else 1),
            highlighted=chart.highlighted,
        )
        for number, link in enumerate(links)
    ]


def _weight(link: Link) -> tuple[bool, bool, int, str, str]:
    rank = -IMPORTANCES.index(link.importance)
    return (link.hot, not link.staffing, rank, link.supplier, link.customer)


End = tuple[Point, int]


def _ends(links: Sequence[Link], areas: Mapping[str, Area]) -> list[tuple[End, End]]:
    """Where each line begins and ends, and which way it leaves the box there. The lines at one edge
    of a box stand side by side, in the order of where they go."""
    edges: dict[tuple[str, int], list[tuple[float, int, int]]] = {}
    for number, link in enumerate(links):
        (start, end), (one, other) = _ways(link, areas)
        x, y = areas[link.supplier].middle[0], areas[link.customer].middle[0]
        edges.setdefault((one, start), []).append((y, number, 0))
        edges.setdefault((other, end), []).append((x, number, 1))
    found: dict[tuple[int, int], End] = {}
    for (box, way), lines in edges.items():
        area = areas[box]
        step = min(_APART, area.width * _EDGE / max(1, len(lines) - 1))
        x = area.middle[0] - step * (len(lines) - 1) / 2
        y = area.y if way == _UP else area.y + area.height
        for place, (_, number, which) in enumerate(sorted(lines)):
            found[number, which] = ((x + place * step, y), way)
    return [(found[number, 0], found[number, 1]) for number in range(len(links))]


def _ways(link: Link, areas: Mapping[str, Area]) -> tuple[tuple[int, int], tuple[str, str]]:
    """From which edge of the supplier to which of the customer: the ones that face each other, and
    the upper ones where both stand in a row."""
    supplier, customer = areas[link.supplier], areas[link.customer]
    if customer.y + customer.height <= supplier.y:
        ways = (_UP, _DOWN)
    elif supplier.y + supplier.height <= customer.y:
        ways = (_DOWN, _UP)
    else:
        ways = (_UP, _UP)
    return ways, (link.supplier, link.customer)


def _span(link: Link, start: End, end: End, strength: float, *, highlighted: bool) -> Group:
    style, dash = line_style(link, highlighted=highlighted)
    if not link.hot:
        style = _quieter(style, strength)
    (x, y), out = start
    (tip_x, tip_y), into = end
    base = (tip_x, tip_y + into * style.head * 0.85)
    if out == into:  # both in one row: a low arc
        rise = min(22.0, 12 + abs(tip_x - x) * 0.05)
        points = ((x, y), (x, y + out * rise), (tip_x, base[1] + out * rise), base)
    else:
        bend = max(14.0, abs(base[1] - y) * 0.45)
        points = ((x, y), (x, y + out * bend), (tip_x, base[1] + into * bend), base)
    items: Sequence[Item] = arrow(points, (tip_x, tip_y), style, dash)
    subject = f"{link.supplier} > {link.customer}"
    return Group(tuple(items), f"link {link.importance}", subject, link.tooltip)


def _quieter(style: LineStyle, strength: float) -> LineStyle:
    """The style with less ink."""
    color = "#" + "".join(
        f"{round(255 - (255 - int(style.color[at : at + 2], 16)) * (0.35 + 0.65 * strength)):02x}"
        for at in (1, 3, 5)
    )
    return replace(
        style,
        color=color,
        width=style.width * 0.85 * strength,
        head=style.head * 0.8 * max(0.6, strength),
    )
