"""The curves of a map as they are drawn: from the shape of one box to that of another, beside each
other where two would lie one over the other."""

from __future__ import annotations

from collections.abc import Mapping
from math import hypot

from internalmap.diagrams.chart.chart import Chart, Link
from internalmap.diagrams.drawing.boxes import within_shape
from internalmap.diagrams.drawing.lines import straight
from internalmap.diagrams.drawing.scene import Point
from internalmap.diagrams.map.dot import MapNames
from internalmap.diagrams.map.places import EdgePath, Places
from internalmap.diagrams.map.texts import EVERYONE

#: How far a line goes aside from one that goes the other way, and so far on to reach a shape.
_ASIDE, _FURTHEST = 4.0, 60


def curves(chart: Chart, names: MapNames, places: Places) -> Mapping[str, EdgePath]:
    """The course of every line, by its name."""
    return _Curves(chart, names, places).all()


class _Curves:
    """The courses that Graphviz found, made to end at what is drawn."""

    def __init__(self, chart: Chart, names: MapNames, places: Places) -> None:
        self.names, self.places = names, places
        self.kinds = {box.id: box.kind for box in chart.boxes}
        self.pairs = {(link.supplier, link.customer) for link in chart.links}

    def all(self) -> dict[str, EdgePath]:
        found = {}
        for number, (name, _) in enumerate(self.names.lines):
            path = self.places.lines.get(name)
            if path is None:
                found[name] = self._straight(number)
            else:
                found[name] = self._touching(self._beside(path, number), number)
        return found

    def _straight(self, number: int) -> EdgePath:
        """A line between two boxes that has no course of its own."""
        line = self.names.lines[number][1]
        customer = getattr(line, "customer", None)
        start = self.places.boxes[self.names.boxes[line.supplier]]
        end = self.places.boxes[EVERYONE if customer is None else self.names.boxes[customer]]
        return EdgePath(straight(start, end), end, None)

    def _beside(self, path: EdgePath, number: int) -> EdgePath:
        """A course a little to its own right where another goes the other way: Graphviz may lay
        the two over each other."""
        line = self.names.lines[number][1]
        if not isinstance(line, Link) or (line.customer, line.supplier) not in self.pairs:
            return path
        (x, y), (x2, y2) = path.points[0], path.tip
        length = hypot(x2 - x, y2 - y) or 1.0
        aside = (-(y2 - y) / length * _ASIDE, (x2 - x) / length * _ASIDE)
        points = tuple(_plus(point, aside) for point in path.points)
        return EdgePath(points, _plus(path.tip, aside), path.label)

    def _touching(self, path: EdgePath, number: int) -> EdgePath:
        """A course that ends at the boxes and not at the room that was left around them."""
        line = self.names.lines[number][1]
        points, tip = list(path.points), path.tip
        boxes = self.names.boxes
        if isinstance(line, Link):
            before = points[-1] if tip != points[-1] else points[-2]
            shift = self._gap(line.customer, boxes[line.customer], tip, before)
            tip, points[-1] = _plus(tip, shift), _plus(points[-1], shift)
        shift = self._gap(line.supplier, boxes[line.supplier], points[0], points[1])
        points[0] = _plus(points[0], shift)
        return EdgePath(tuple(points), tip, path.label)

    def _gap(self, box: str, name: str, end: Point, before: Point) -> Point:
        """How far to go on from the end of a line to the shape of the box, and no further than it
        takes: in its direction, straight up or down, or towards the centre."""
        (x, y), text = self.places.boxes[name], self.names.letterings[box]
        length = hypot(end[0] - before[0], end[1] - before[1]) or 1.0
        ahead = ((end[0] - before[0]) / length, (end[1] - before[1]) / length)
        inward = hypot(x - end[0], y - end[1]) or 1.0
        upright = (0.0, 1.0 if y > end[1] else -1.0)
        found: list[tuple[int, Point]] = []
        for direction in (ahead, upright, ((x - end[0]) / inward, (y - end[1]) / inward)):
            for step in range(found[0][0] if found else _FURTHEST * 2):
                dx, dy = direction[0] * step / 2, direction[1] * step / 2
                place = (end[0] + dx - x, end[1] + dy - y)
                if within_shape(self.kinds[box], text.width, text.height, *place):
                    # Straight on looks best: something shorter must be much shorter.
                    found = [*found, (step // 2 if not found else step, (dx, dy))]
                    break
            found.sort()
        return found[0][1] if found else (0.0, 0.0)


def _plus(point: Point, shift: Point) -> Point:
    return (point[0] + shift[0], point[1] + shift[1])
