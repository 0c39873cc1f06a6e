"""The map: who supplies whom, suppliers on the left and external customers on the right, units as
frames around their members. Graphviz says where things stand; what they look like is drawn here."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot

from internalmap.diagrams.chart.chart import Chart, Frame, Link, everyone_words
from internalmap.diagrams.drawing.boxes import badges, draw_box, within_shape
from internalmap.diagrams.drawing.legend import keys_of
from internalmap.diagrams.drawing.lines import (
    CROWD,
    LESS,
    arrow,
    check_number,
    line_style,
    straight,
)
from internalmap.diagrams.drawing.page import page
from internalmap.diagrams.drawing.scene import Group, Item, Point, Scene, Text, rectangle, rounded
from internalmap.diagrams.drawing.typesetting import width
from internalmap.diagrams.formats.engine import EngineFailed, TookTooLong, TookTooMuch, run
from internalmap.diagrams.map.dot import (
    EVERYONE,
    MapNames,
    everyone_size,
    heading,
    label_lines,
    map_dot,
    map_names,
)
from internalmap.diagrams.map.places import Area, EdgePath, Places, read_places
from internalmap.diagrams.style import (
    ALARM,
    BACK_INK,
    CORNER,
    FRAME_FILLS,
    FRAME_LINE,
    HEADING_SIZE,
    INK,
    LABEL_SIZE,
    LEADING,
    NAME_SIZE,
    PAPER,
    QUIET_INK,
)

#: What is tried, one after the other, each for so many seconds: the best picture, the same with
#: less polish, and one for tangles, which has no left and right and no frames.
_BEST = {"splines": "true"}
_FAST = {"splines": "line", "nslimit": "2", "nslimit1": "2", "mclimit": "0.1"}
_TANGLE = {"overlap": "prism", "splines": "line", "start": "1", "K": "1.2"}
#: Past so many lines the first attempt is not worth its time; past so many, the second neither.
_MANY_LINES, MOST_LAYERED = 700, 5_000
_SECONDS = (12.0, 15.0, 30.0)

#: A picture that is so many times as high as wide is laid out again, wider.
_TALL = 1.5

#: How far a line goes on to touch a box, at most.
_FURTHEST = 24
_ASIDE = 2.5

READING = "Suppliers stand left of those they supply"
TANGLED = (
    "The picture is too tangled for suppliers at the left and customers at the right: "
    "boxes that depend on each other stand close together instead, and units have no frames. "
    "Narrow it with --focus or --only, or show units with --roll-up unit."
)


def scene(chart: Chart, *, legend: bool = True, engine: str = "builtin") -> tuple[Scene, list[str]]:
    """The map as a scene, and notices about how it was laid out.

    Raises `EngineFailed` where Graphviz cannot lay it out, and `InternalMapError` where there are
    more lines than are drawn.
    """
    names = map_names(chart)
    check_number(len(names.lines))
    places, tangled = _lay_out(chart, names, engine)
    drawn = _Drawing(chart, names, places)
    items = drawn.items(frames=not tangled)
    customers = any(box.kind == "customer" for box in chart.boxes)
    what = f"{READING}{', external customers at the right' if customers else ''}."
    if tangled:
        what = "Boxes that depend on each other stand close together."
    keys = keys_of(chart) if legend else ()
    size = (places.width, places.height)
    return page(chart, items, size, keys=keys, what=what), [TANGLED] if tangled else []


def _lay_out(chart: Chart, names: MapNames, engine: str) -> tuple[Places, bool]:
    """The places of everything, and whether it took the layout for tangles."""
    first = (len(names.lines) > _MANY_LINES) + (len(names.lines) > MOST_LAYERED)
    attempts = [("dot", _BEST), ("dot", _FAST), ("sfdp", _TANGLE)]
    for number in range(first, len(attempts)):
        layout, attributes = attempts[number]
        tangled = layout == "sfdp"
        text = map_dot(chart, names, attributes=attributes, frames=not tangled)
        try:
            data = run(text, layout=layout, form="json0", seconds=_SECONDS[number], engine=engine)
        except (TookTooLong, TookTooMuch):
            continue
        places = read_places(data)
        if number == 0 and places.height > _TALL * places.width:
            places = _wider(chart, names, places, engine)
        return places, tangled
    raise EngineFailed(
        f"Graphviz did not finish a picture of {len(chart.boxes):,} boxes and "
        f"{len(names.lines):,} lines within the bounds of time and memory",
        LESS,
    )


def _wider(chart: Chart, names: MapNames, tall: Places, engine: str) -> Places:
    """A layout nearer to the shape of a page, with units set off sideways, if there is one."""
    best = tall
    for columns in (2, 3, 4):
        text = map_dot(chart, names, attributes=_BEST, columns=columns)
        try:
            data = run(text, layout="dot", form="json0", seconds=_SECONDS[0], engine=engine)
        except (TookTooLong, TookTooMuch):
            break
        places = read_places(data)
        if _badness(places) < _badness(best):
            best = places
        if best.height <= _TALL * best.width:
            break
    return best


def _badness(places: Places) -> float:
    """How small a picture is on a page that is a little wider than high."""
    return max(places.width / 1.4, places.height)


class _Drawing:
    """A laid-out map, drawn."""

    def __init__(self, chart: Chart, names: MapNames, places: Places) -> None:
        self.chart, self.names, self.places = chart, names, places
        self.kinds = {box.id: box.kind for box in chart.boxes}
        self.pairs = {(link.supplier, link.customer) for link in chart.links}

    def items(self, *, frames: bool) -> list[Item]:
        """Frames, then lines, then boxes, then words on lines: what is on top comes last."""
        lines = [self._line(name, number) for number, (name, _) in enumerate(self.names.lines)]
        order = sorted(
            range(len(lines)), key=lambda i: (self._hot(i), -self._rank(i), i)
        )  # what matters most on top
        framed = list(self._frames()) if frames else []
        return [
            *(frame for frame, _ in framed),
            *(lines[i] for i in order),
            *(words for _, words in framed),
            *self._boxes(),
            *self._labels(),
        ]

    def _hot(self, number: int) -> bool:
        return self.names.lines[number][1].hot

    def _rank(self, number: int) -> int:
        importances = ("essential", "important", "helpful")
        return importances.index(self.names.lines[number][1].importance)

    def _frames(self) -> Sequence[tuple[Group, Group]]:
        """Each frame, from the outermost, and its heading, which lines do not cross out."""
        frames = {frame.id: frame for frame in self.chart.frames}

        def depth(frame: Frame) -> int:
            steps = 0
            while frame.inside is not None:
                frame, steps = frames[frame.inside], steps + 1
            return steps

        depths = {id: depth(frame) for id, frame in frames.items()}
        found = []
        for frame in sorted(self.chart.frames, key=lambda frame: (depths[frame.id], frame.id)):
            area = self.places.frames.get(self.names.frames[frame.id])
            if area is not None:
                found.append(_frame(frame, area, FRAME_FILLS[depths[frame.id] % 2]))
        return found

    def _boxes(self) -> list[Item]:
        found: list[Item] = []
        for box in self.chart.boxes:
            text = self.names.letterings[box.id]
            x, y = self.places.boxes[self.names.boxes[box.id]]
            found.append(draw_box(box, x - text.width / 2, y - text.height / 2, text))
        if EVERYONE in self.places.boxes:
            found.append(self._everyone(self.places.boxes[EVERYONE]))
        return found

    def _everyone(self, at: Point) -> Group:
        words = everyone_words(self.chart)
        wide, high = everyone_size(words)
        faint = self.chart.highlighted and not any(each.hot for each in self.chart.broadcasts)
        ink = BACK_INK if faint else INK
        x, y = at
        tooltip = "\n".join(each.tooltip for each in self.chart.broadcasts)
        return Group(
            (
                rounded(
                    x - wide / 2, y - high / 2, wide, high, high / 2,
                    stroke=QUIET_INK, fill=PAPER, dash="dotted",
                ),
                Text((x, y + NAME_SIZE * 0.35), words, NAME_SIZE, ink, anchor="middle"),
            ),
            "everyone",
            tooltip=tooltip,
        )  # fmt: skip

    def _line(self, name: str, number: int) -> Group:
        line = self.names.lines[number][1]
        style, dash = line_style(
            line,
            highlighted=self.chart.highlighted,
            crowded=len(self.names.lines) > CROWD,
        )
        edge_path = self.places.lines.get(name)
        if edge_path:
            edge_path = self._touching(self._beside(edge_path, number), number)
        else:
            edge_path = self._straight(number)
        subject = getattr(line, "customer", EVERYONE)
        return Group(
            tuple(arrow(edge_path.points, edge_path.tip, style, dash)),
            f"link {line.importance}",
            f"{line.supplier} → {subject}",
            line.tooltip,
        )

    def _straight(self, number: int) -> EdgePath:
        """A line between two boxes that has no course of its own."""
        line = self.names.lines[number][1]
        customer = getattr(line, "customer", None)
        start = self.places.boxes[self.names.boxes[line.supplier]]
        end = self.places.boxes[EVERYONE if customer is None else self.names.boxes[customer]]
        return EdgePath(straight(start, end), end, None)

    def _beside(self, edge_path: EdgePath, number: int) -> EdgePath:
        """A course a little to its own right where another goes the other way: Graphviz may lay
        the two over each other."""
        line = self.names.lines[number][1]
        if not isinstance(line, Link) or (line.customer, line.supplier) not in self.pairs:
            return edge_path
        (x, y), (x2, y2) = edge_path.points[0], edge_path.tip
        length = hypot(x2 - x, y2 - y) or 1.0
        aside = (-(y2 - y) / length * _ASIDE, (x2 - x) / length * _ASIDE)
        points = tuple(_plus(point, aside) for point in edge_path.points)
        return EdgePath(points, _plus(edge_path.tip, aside), edge_path.label)

    def _touching(self, edge_path: EdgePath, number: int) -> EdgePath:
        """A course that ends at the boxes and not at the room that was left around them."""
        line = self.names.lines[number][1]
        points, tip = list(edge_path.points), edge_path.tip
        boxes = self.names.boxes
        if isinstance(line, Link):
            before = points[-1] if tip != points[-1] else points[-2]
            shift = self._gap(line.customer, boxes[line.customer], tip, before)
            tip, points[-1] = _plus(tip, shift), _plus(points[-1], shift)
        shift = self._gap(line.supplier, boxes[line.supplier], points[0], points[1])
        points[0] = _plus(points[0], shift)
        return EdgePath(tuple(points), tip, edge_path.label)

    def _gap(self, box: str, name: str, end: Point, before: Point) -> Point:
        """How far to go on from the end of a line, in its direction, to the shape of the box; where
        that misses the shape, towards its centre."""
        (x, y), text = self.places.boxes[name], self.names.letterings[box]
        length = hypot(end[0] - before[0], end[1] - before[1]) or 1.0
        ahead = ((end[0] - before[0]) / length, (end[1] - before[1]) / length)
        inward = hypot(x - end[0], y - end[1]) or 1.0
        for direction in (ahead, ((x - end[0]) / inward, (y - end[1]) / inward)):
            for step in range(_FURTHEST * 2):
                dx, dy = direction[0] * step / 2, direction[1] * step / 2
                place = (end[0] + dx - x, end[1] + dy - y)
                if within_shape(self.kinds[box], text.width, text.height, *place):
                    return (dx, dy)
        return (0.0, 0.0)

    def _labels(self) -> list[Item]:
        """The words on lines, on paper so that they can be read across other lines."""
        if not self.names.labelled:
            return []
        found: list[Item] = []
        for name, line in self.names.lines:
            edge_path = self.places.lines.get(name)
            if edge_path is None or edge_path.label is None:
                continue
            faint = self.chart.highlighted and not line.hot
            ink = BACK_INK if faint else ALARM if line.hot else QUIET_INK
            found += _words(label_lines(line), edge_path.label, ink, line.hot)
        return found


def _plus(point: Point, shift: Point) -> Point:
    return (point[0] + shift[0], point[1] + shift[1])


def _words(lines: Sequence[str], at: Point, ink: str, bold: bool) -> list[Item]:
    x, y = at
    high = len(lines) * LABEL_SIZE * LEADING
    wide = max(width(line, LABEL_SIZE, bold) for line in lines) + 4
    items: list[Item] = [rectangle(x - wide / 2, y - high / 2, wide, high, fill=PAPER)]
    base = y - high / 2
    for line in lines:
        base += LABEL_SIZE * LEADING
        place = (x, base - LABEL_SIZE * 0.32)
        items.append(Text(place, line, LABEL_SIZE, ink, bold=bold, anchor="middle"))
    return items


def _frame(frame: Frame, area: Area, fill: str) -> tuple[Group, Group]:
    """A unit's frame with its name, and its marks where the unit has no box of its own."""
    stroke = ALARM if frame.marks or frame.state == "stopped" else FRAME_LINE
    heavy = 1.5 if stroke == ALARM else 0.8
    words = heading(frame)
    x, y = area.x + 10, area.y + HEADING_SIZE + 6
    wide = width(words, HEADING_SIZE, bold=True)
    outline = rounded(
        area.x, area.y, area.width, area.height, CORNER, stroke=stroke, fill=fill, line=heavy
    )
    label = (
        rectangle(x - 2, y - HEADING_SIZE, wide + 4, HEADING_SIZE * 1.3, fill=fill),
        Text((x, y), words, HEADING_SIZE, QUIET_INK, bold=True),
        *badges(frame.marks, area.x, area.y, area.width),
    )
    return (
        Group((outline,), "frame", frame.id, frame.tooltip),
        Group(label, "heading", frame.id, frame.tooltip),
    )
