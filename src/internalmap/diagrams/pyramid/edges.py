"""The lines of the pyramid: curves from suppliers up to customers, around the boxes of others.

There are many of them and the boxes are what is read, so the lines are quiet, and the quieter the
more there are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from internalmap.diagrams.chart.chart import Chart, Link
from internalmap.diagrams.drawing.lines import arrow, line_style
from internalmap.diagrams.drawing.scene import Group, Point
from internalmap.diagrams.pyramid.curves import arc, edge_curve
from internalmap.diagrams.pyramid.edge_routing import (
    Area,
    EdgeRequest,
    GapCrossing,
    choose_gaps,
    straighten,
    tier_of,
)
from internalmap.diagrams.style import LineStyle
from internalmap.model.organization import IMPORTANCES

#: From so many lines on, all become thinner and fainter.
_MANY = 60
#: The share of a box's edge on which lines begin and end, and how far apart they are at most.
_EDGE, _APART = 0.62, 11.0
#: The strength of lines from and to what stands apart.
_BACK = 0.55
_UP, _DOWN = -1, 1


@dataclass(frozen=True)
class Placement:
    """Where the boxes stand: the area of each, and the rows from above, each with the left and the
    right end of the room that lines have beside it."""

    areas: Mapping[str, Area]
    rows: Sequence[tuple[Sequence[str], float, float]]


def shown_links(chart: Chart) -> list[Link]:
    """The links between boxes. In a picture of an absence, a unit's own people have a line only
    where it travels."""
    boxes = {box.id for box in chart.boxes}
    return [
        link
        for link in chart.links
        if link.supplier in boxes
        and link.customer in boxes
        and not (chart.highlighted and link.staffing and not link.hot)
    ]


def edge_items(
    links: Sequence[Link], placement: Placement, unplaced: Collection[str], *, highlighted: bool
) -> list[Group]:
    """The links as lines, the weakest first, so that the strong ones lie on top. Those from and to
    the boxes that stand apart stand back."""
    links = sorted(links, key=_weight)
    strength = min(1.0, (_MANY / len(links)) ** 0.4) if links else 1.0
    tiers = [
        tier_of([placement.areas[box] for box in row], left, right)
        for row, left, right in placement.rows
    ]
    tier_at = {box: tier for tier, (row, *_) in enumerate(placement.rows) for box in row}
    middles = {box: area.middle[0] for box, area in placement.areas.items()}
    requests = [
        EdgeRequest(
            tier_at[link.supplier],
            tier_at[link.customer],
            middles[link.supplier],
            middles[link.customer],
        )
        for link in links
    ]
    crossings = choose_gaps(requests, tiers)
    ends = _ends(links, requests, crossings, placement.areas)
    requests = [
        replace(request, x=start[0], to=end[0])
        for request, (start, end) in zip(requests, ends, strict=True)
    ]
    straighten(requests, crossings, tiers)
    found = []
    for link, request, line, (start, end) in zip(links, requests, crossings, ends, strict=True):
        style, dash = line_style(link, highlighted=highlighted)
        if not link.hot:
            back = link.supplier in unplaced or link.customer in unplaced
            style = _quieter(style, strength * (_BACK if back else 1))
        into = -1 if request.end >= request.start else 1
        tip = (end[0], end[1] + into * style.head * 0.85)
        if request.start == request.end:
            above = tiers[request.start - 1].bottom if request.start else 0.0
            points = arc(start, tip, tiers[request.start].top, above)
        else:
            boxes = placement.areas[link.supplier], placement.areas[link.customer]
            points = edge_curve((start, tip), boxes, request, line, tiers)
        found.append(
            Group(
                tuple(arrow(points, end, style, dash)),
                f"link {link.importance}",
                f"{link.supplier} → {link.customer}",
                link.tooltip,
            )
        )
    return found


def _weight(link: Link) -> tuple[bool, bool, int, str, str]:
    rank = -IMPORTANCES.index(link.importance)
    return (link.hot, not link.staffing, rank, link.supplier, link.customer)


def _ends(
    links: Sequence[Link],
    requests: Sequence[EdgeRequest],
    crossings: Sequence[Sequence[GapCrossing]],
    areas: Mapping[str, Area],
) -> list[tuple[Point, Point]]:
    """Where each line begins and ends: at the edges that face each other, the upper ones where both
    stand in a row. The lines at one edge of a box stand side by side, in the order of where they go
    first."""
    edges: dict[tuple[str, int], list[tuple[float, float, int, int]]] = {}
    for number, (link, request, line) in enumerate(zip(links, requests, crossings, strict=True)):
        out = _DOWN if request.end > request.start else _UP
        into = _UP if request.end >= request.start else _DOWN
        first = line[0].enters if line else request.to
        last = line[-1].leaves if line else request.x
        edges.setdefault((link.supplier, out), []).append((first, request.to, number, 0))
        edges.setdefault((link.customer, into), []).append((last, request.x, number, 1))
    found: dict[tuple[int, int], Point] = {}
    for (box, way), lines in edges.items():
        area = areas[box]
        step = min(_APART, area.width * _EDGE / max(1, len(lines) - 1))
        x = area.middle[0] - step * (len(lines) - 1) / 2
        y = area.y if way == _UP else area.y + area.height
        for place, (_, _, number, which) in enumerate(sorted(lines)):
            found[number, which] = (x + place * step, y)
    return [(found[number, 0], found[number, 1]) for number in range(len(links))]


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
