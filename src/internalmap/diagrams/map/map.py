"""The map: who supplies whom, suppliers on the left and external customers on the right, units as
frames around their members. Graphviz says where things stand; what they look like is drawn here."""

from __future__ import annotations

from collections.abc import Sequence

from internalmap.diagrams.chart.chart import Chart, Frame, everyone_words
from internalmap.diagrams.chart.charts import Charts
from internalmap.diagrams.drawing.badges import badge_room, badges
from internalmap.diagrams.drawing.boxes import draw_box
from internalmap.diagrams.drawing.legend import keys_of
from internalmap.diagrams.drawing.lines import CROWD, arrow, line_style
from internalmap.diagrams.drawing.page import page
from internalmap.diagrams.drawing.scene import (
    Group,
    Item,
    Point,
    Scene,
    Text,
    moved,
    rectangle,
    rounded,
)
from internalmap.diagrams.drawing.sheet import SceneOptions
from internalmap.diagrams.drawing.typesetting import width
from internalmap.diagrams.map.fitting import fit
from internalmap.diagrams.map.maker import Map
from internalmap.diagrams.map.places import Area
from internalmap.diagrams.map.texts import EVERYONE, everyone_size, heading
from internalmap.diagrams.map.words import words_size
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
from internalmap.model.phrases import counted, plural

TANGLED = (
    "The lines are too tangled for suppliers at the left and customers at the right: "
    "boxes that depend on each other stand close together instead, and units have no frames. "
    "Narrow it with --focus or --only, or show units with --roll-up unit."
)

IN_COLUMNS = (
    "These are more lines than can be laid out: boxes stand in plain columns, lines are straight, "
    "and units have no frames. Narrow it with --focus or --only, or show units with "
    "--roll-up unit."
)


def scene(charts: Charts, options: SceneOptions) -> tuple[Scene, list[str]]:
    """The map as a scene, and notices about how it was laid out and what is not drawn.

    Raises `EngineFailed` where Graphviz cannot lay it out, and `InternalMapError` where there are
    more lines than are drawn.
    """
    fitted = fit(charts, options)
    drawn = Drawing(fitted.chart, fitted.map)
    items = drawn.items()
    keys = keys_of(fitted.chart, counts=drawn.counted) if options.legend else ()
    what = " ".join(filter(None, (reading(fitted.map), drawn.unsaid)))
    notices = [*_told(fitted.map), *fitted.notices]
    made = page(fitted.chart, items, fitted.map.size, keys=keys, what=what, sheet=options.sheet)
    return made, notices


def _told(found: Map) -> list[str]:
    """That it was laid out in another way than maps are."""
    if found.tangled:
        return [TANGLED]
    return [IN_COLUMNS] if found.chart.frames and not found.places.frames else []


def reading(found: Map) -> str:
    """How to read the map: which side suppliers stand on, as far as they do."""
    if found.tangled:
        return "Boxes that depend on each other stand close together."
    if not found.names.lines:
        return ""
    customers = found.customers_last
    side, end = ("above", "at the bottom") if found.way.down else ("left of", "at the right")
    rows = f" in {len(found.rows)} rows that read like lines of text" if found.rows else ""
    last = f", external customers {'at the end' if rows else end}" if customers else ""
    said = f"Suppliers stand {side} those they supply{rows}{last}"
    if not found.back:
        return f"{said}."
    runs = counted(found.back, "line")
    return f"{said}; {runs} {plural(found.back, 'runs', 'run')} back."


class Drawing:
    """A laid-out map, drawn."""

    def __init__(self, whole: Chart, found: Map) -> None:
        self.whole, self.map = whole, found
        self.chart, self.names, self.places = found.chart, found.names, found.places
        self.words = found.words

    @property
    def unsaid(self) -> str:
        """How many lines have no room for their words."""
        left = self.map.unsaid
        if not left:
            return ""
        words = (
            "there is no room for its words" if left == 1 else "there is no room for their words"
        )
        return f"On {counted(left, 'line')} {words}."

    @property
    def counted(self) -> bool:
        """Whether there is a number on a line."""
        return any(self.names.lines[number][1].count > 1 for number in self.words)

    def items(self) -> list[Item]:
        """The whole: the rail of hubs, what is laid out, and the boxes without a line."""
        found = self.map
        items = [
            *moved(found.rail.items(), *found.rail_at),
            *moved(self._laid_out(), *found.offset),
        ]
        if found.loose is not None:
            items += moved(self._loose(), *found.loose.at)
        return items

    def _loose(self) -> list[Item]:
        assert self.map.loose is not None
        panel = self.map.loose.panel
        items = [*panel.frame(0, 0), *panel.spoken(0, 0)]
        for id, (x, y) in panel.places.items():
            items.append(draw_box(self.map.boxes[id], x, y, self.map.texts[id], width=panel.cell))
        return items

    def _laid_out(self) -> list[Item]:
        """Frames, then lines, then boxes, then words on lines: what is on top comes last."""
        lines = [self._line(name, number) for number, (name, _) in enumerate(self.names.lines)]
        order = sorted(
            range(len(lines)), key=lambda i: (self._hot(i), -self._rank(i), i)
        )  # what matters most on top
        framed = [] if self.map.tangled else list(self._frames())
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
        path = self.map.curves[name]
        subject = getattr(line, "customer", EVERYONE)
        return Group(
            tuple(arrow(path.points, path.tip, style, dash)),
            f"link {line.importance}",
            f"{line.supplier} → {subject}",
            line.tooltip,
        )

    def _labels(self) -> list[Item]:
        """The words on lines, on paper so that they can be read."""
        found: list[Item] = []
        for number, words in sorted(self.words.items()):
            line = self.names.lines[number][1]
            faint = self.chart.highlighted and not line.hot
            ink = BACK_INK if faint else ALARM if line.hot else QUIET_INK
            subject = f"{line.supplier} → {getattr(line, 'customer', EVERYONE)}"
            items = _words(words.lines, words.at, ink, line.hot)
            found.append(Group(tuple(items), "words", subject))
        return found


def _words(lines: Sequence[str], at: Point, ink: str, bold: bool) -> list[Item]:
    x, y = at
    wide, high = words_size(lines, bold)
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
    x, y = area.x + 10 + badge_room(frame.marks)[0], area.y + HEADING_SIZE + 6
    wide = width(words, HEADING_SIZE, bold=True)
    outline = rounded(
        area.x, area.y, area.width, area.height, CORNER, stroke=stroke, fill=fill, line=heavy
    )
    label = (
        rectangle(x - 2, y - HEADING_SIZE, wide + 4, HEADING_SIZE * 1.3, fill=fill),
        Text((x, y), words, HEADING_SIZE, QUIET_INK, bold=True),
        *badges(frame.marks, None, (area.x, area.y, area.width, 2 * HEADING_SIZE + 4)),
    )
    return (
        Group((outline,), "frame", frame.id, frame.tooltip),
        Group(label, "heading", frame.id, frame.tooltip),
    )
