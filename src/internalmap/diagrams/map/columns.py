"""Places for what is more than Graphviz can lay out: suppliers left of those they supply, as far as
circles let that be, in columns, with straight lines and without frames."""

from __future__ import annotations

from itertools import groupby

from internalmap.diagrams.chart.chart import Chart, Link, everyone_words
from internalmap.diagrams.drawing.lines import straight
from internalmap.diagrams.drawing.scene import Point
from internalmap.diagrams.map.dot import MapNames
from internalmap.diagrams.map.places import Area, EdgePath, Places
from internalmap.diagrams.map.texts import EVERYONE, everyone_size
from internalmap.kernel.components import strong_components

#: Between columns, and between boxes in one.
_ACROSS, _DOWN = 40.0, 10.0
#: Width to height of the whole, about.
_SHAPE = 16 / 9


def columns(chart: Chart, names: MapNames) -> Places:
    """Where everything stands. Graphviz is not asked."""
    ranks = _ranks(chart)
    sizes = {
        box.id: (names.letterings[box.id].width, names.letterings[box.id].height)
        for box in chart.boxes
    }
    order = sorted(ranks, key=lambda box: (ranks[box], box))
    area = sum((wide + _ACROSS) * (high + _DOWN) for wide, high in sizes.values())
    most = max((area / _SHAPE) ** 0.5, max((high for _, high in sizes.values()), default=0.0))
    boxes: dict[str, Point] = {}
    areas: dict[str, Area] = {}
    x = tall = 0.0
    for _, same in groupby(order, key=ranks.__getitem__):
        y = across = 0.0
        for box in same:
            wide, high = sizes[box]
            if y and y + high > most:
                x, y, across = x + across + _ACROSS, 0.0, 0.0
            boxes[names.boxes[box]] = (x + wide / 2, y + high / 2)
            areas[box] = Area(x, y, wide, high)
            y, across = y + high + _DOWN, max(across, wide)
            tall = max(tall, y - _DOWN)
        x += across + _ACROSS
    if chart.broadcasts:
        wide, high = everyone_size(everyone_words(chart))
        boxes[EVERYONE] = (x + wide / 2, tall / 2)
        areas[EVERYONE] = Area(x, tall / 2 - high / 2, wide, high)
        x += wide + _ACROSS
    lines = {}
    for name, line in names.lines:
        one = areas[line.supplier]
        other = areas[line.customer if isinstance(line, Link) else EVERYONE]
        start, tip = _border(one, _middle(other)), _border(other, _middle(one))
        lines[name] = EdgePath(straight(start, tip), tip, None)
    return Places(max(0.0, x - _ACROSS), tall, boxes, {}, lines)


def _ranks(chart: Chart) -> dict[str, int]:
    """How many lines the longest chain to each box has, circles counted as one; external customers
    who supply nobody stand last."""
    place = {box.id: number for number, box in enumerate(chart.boxes)}
    suppliers: list[list[int]] = [[] for _ in chart.boxes]
    supplying = set()
    for link in chart.links:
        if link.supplier in place and link.customer in place:
            suppliers[place[link.customer]].append(place[link.supplier])
            supplying.add(link.supplier)
    group_of: dict[int, int] = {}
    rank: list[int] = []
    for number, group in enumerate(strong_components(suppliers)):  # suppliers come first
        group_of.update(dict.fromkeys(group, number))
        before = {group_of[one] for box in group for one in suppliers[box]} - {number}
        rank.append(1 + max((rank[one] for one in before), default=-1))
    last = max(rank, default=0) + 1
    return {
        box.id: last
        if box.kind == "customer" and box.id not in supplying
        else rank[group_of[place[box.id]]]
        for box in chart.boxes
    }


def _middle(area: Area) -> Point:
    return area.x + area.width / 2, area.y + area.height / 2


def _border(area: Area, towards: Point) -> Point:
    """Where the way from the middle of a box to a place leaves the box."""
    x, y = _middle(area)
    dx, dy = towards[0] - x, towards[1] - y
    shares = [
        half / abs(step) for half, step in ((area.width / 2, dx), (area.height / 2, dy)) if step
    ]
    share = min([1.0, *shares])
    return x + dx * share, y + dy * share
