"""Charts as Mermaid flowcharts: text that GitHub and other readers of Markdown draw as a picture.

Whoever draws it chooses the places and the theme, light or dark. So boxes say their own colours,
with that of their text; lines and frames, which lie on the page, keep to the theme's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from internalmap.diagrams.chart.chart import (
    STATE_WORDS,
    Box,
    Broadcast,
    Chart,
    Frame,
    Link,
    everyone_words,
    foot_words,
    hub_words,
    letter_words,
)
from internalmap.diagrams.formats.mermaid_looks import HOT, LOOKS, SHAPES
from internalmap.diagrams.style import INK
from internalmap.text.escape import escape

#: Past these, Mermaid draws an error in place of the picture. A page can raise them for itself;
#: GitHub does not.
MOST_CHARACTERS, MOST_LINKS = 50_000, 500

#: So many characters of a name, of a service on a line and of a description are shown: a name that
#: is as long as a book would leave no room for others.
_NAME, _SERVICE, _DESCRIPTION = 160, 40, 2_000
#: So many boxes side by side can still be read.
_ROW = 12
# What stands as codes, so that nobody reads more in it than itself.
_CODED = re.compile(
    # The beginning of a numbered list or of a link in Markdown, and a word that Mermaid takes for
    # its own anywhere on a line, even between quotes.
    r"^\d+[.)]|www\.|d(?=irection)|"
    # White space that would be dropped.
    r"^\s+|\s+$|(?<=\s)\s|[^\S ]|"
    # Signs, but for these, and a hyphen inside a word and a colon behind one.
    r"(?<![^\W_])-|-(?![^\W_])|:(?! \S)|_|[^\w ,./'()?:\-\u0080-\U0010ffff]",
    re.IGNORECASE,
)
_LINK = re.compile(r"^ *\w+ [-=~]", re.MULTILINE)


def map_text(chart: Chart) -> str:
    """The map: suppliers left, external customers right, units around their members."""
    flow = _Flow(chart, "LR", "map: suppliers left, external customers right")
    flow.framed()
    if chart.broadcasts:
        flow.node("everyone", ("(", ")"), [everyone_words(chart)], "everyone")
        for box in chart.boxes:  # they stand right even of what goes to everyone
            if box.kind == "customer":
                flow.join("everyone", "~~~", flow.ids[box.id])
    for link in chart.links:
        flow.link(link.supplier, link.customer, link)
    for one in chart.broadcasts:
        flow.link(one.supplier, None, one)
    flow.beside()
    return flow.text()


def pyramid_text(chart: Chart) -> str:
    """The inverted pyramid: external customers on top, and below them, step by step, whoever works
    for them.

    Mermaid puts boxes where their lines lead, and steps would slide into each other. So a line that
    leads away from the customers is written the other way round, without a head and with an arrow
    in its words; and between two steps stands a box that cannot be seen, below all of the one and
    above all of the other.
    """
    flow = _Flow(chart, "BT", "pyramid: external customers on top, their suppliers below")
    steps: dict[int | None, list[Box]] = {}
    for box in sorted(chart.boxes, key=lambda box: (box.level is None, box.level or 0)):
        steps.setdefault(box.level, []).append(box)
    rows = list(steps.values())
    row_of = {box.id: number for number, row in enumerate(rows) for box in row}
    given = {one.supplier: one.reach for one in chart.broadcasts}
    for number, (level, row) in reversed([*enumerate(steps.items())]):
        flow.open(f"l{number}", _step(level))
        for box in row:
            flow.box(box, [f"for everyone ({given[box.id]:,})"] if box.id in given else [])
        flow.close()
    for number in range(1, len(rows)):
        flow.node(f"h{number}", ("[", "]"), [" "], "order")
    for number in range(1, len(rows)):
        for box in rows[number]:
            flow.join(flow.ids[box.id], "~~~", f"h{number}")
        for box in rows[number - 1]:
            flow.join(f"h{number}", "~~~", flow.ids[box.id])
    for link in chart.links:
        flow.link(
            link.supplier,
            link.customer,
            link,
            turned=row_of[link.supplier] < row_of[link.customer],
        )
    return flow.text()


def hierarchy_text(chart: Chart) -> str:
    """Who reports to whom and, where that is not said, who is part of what: heads on top.

    Two that are each above the other have one line. Where the lowest would make a row that is too
    wide to read, heads stand left, and so does a column of those who are in no line.
    """
    above = {**chart.part_of, **chart.reports_to}
    joined = {*above, *above.values()}
    apart = [box for box in chart.boxes if box.id not in joined]
    lowest = [box for box in above if box not in above.values()]
    direction = "TB" if len(lowest) + len(apart) <= _ROW else "LR"
    flow = _Flow(chart, direction, "hierarchy: who reports to whom, or is part of what")
    for box in chart.boxes:
        if box.id in joined:
            flow.box(box)
    for number, frame in enumerate(chart.frames):
        # A unit that is only a frame elsewhere is a box here.
        if frame.id in joined and frame.id not in flow.ids:
            flow.ids[frame.id] = f"u{number}"
            flow.node(f"u{number}", SHAPES["department"], [*_frame_words(frame)], "plain")
    if apart:
        flow.open("apart", "In no line of the chart")
        flow.line(f"direction {direction}")
        for box in apart:
            flow.box(box)
        flow.close()
    drawn: set[frozenset[str]] = set()
    for below, head in sorted(above.items()):
        pair = frozenset((below, head))
        if pair not in drawn:
            drawn.add(pair)
            line = "---" if below in chart.reports_to else "-.-"
            flow.join(flow.ids[head], line, flow.ids[below])
    return flow.text()


def warnings(text: str, chart: Chart) -> tuple[str, ...]:
    """What keeps Mermaid from drawing a text, and what to do about it."""
    characters = len(text.encode("utf-16-le")) // 2  # as browsers count
    links = len(_LINK.findall(text))
    found = [
        f"The picture has {number:,} {what}. Mermaid draws at most {most:,}, on GitHub too."
        for number, what, most in (
            (characters, "characters of text", MOST_CHARACTERS),
            (links, "lines between boxes", MOST_LINKS),
        )
        if number > most
    ]
    if found:
        less = f"To show less than these {len(chart.boxes):,} boxes"
        found.append(f"{less}, use --focus, --only or --roll-up unit.")
    return tuple(found)


class _Flow:
    """A flowchart's text as it grows, line by line.

    Boxes and frames have ids of their own here, so that no id from a model is read by anyone.
    """

    def __init__(self, chart: Chart, direction: str, what: str) -> None:
        self.chart = chart
        self.head = [
            *_front(_clipped(escape(chart.name), _NAME)),
            f"flowchart {direction}",
            f"  accTitle: {_coded(f'{_clipped(escape(chart.name), _NAME)}, {what}')}",
            f"  accDescr: {_coded(_clipped(escape(chart.description), _DESCRIPTION)) or what}",
        ]
        self.ids = {box.id: f"p{number}" for number, box in enumerate(chart.boxes)}
        self.lines: list[str] = []
        self.used: set[str] = set()
        self.opened: list[str] = []
        self.count = 0
        self.hot: list[int] = []
        self.faint: list[int] = []

    def text(self) -> str:
        """The whole text, with the looks that it uses."""
        looks = [f"  classDef {name} {look}" for name, look in LOOKS.items() if name in self.used]
        for numbers, look in (
            (self.faint, "stroke-width:1px"),
            (self.hot, f"stroke:{HOT},stroke-width:4px"),
        ):
            if numbers:
                looks.append(f"  linkStyle {','.join(map(str, numbers))} {look}")
        return "\n".join((*self.head, *self.lines, *looks, ""))

    def line(self, text: str) -> None:
        """A line at the depth of the frames around it."""
        self.lines.append(f"{'  ' * (len(self.opened) + 1)}{text}")

    def open(self, id: str, title: str, look: str = "frame") -> None:
        """The beginning of a frame. A look stands behind its end."""
        self.line(f'subgraph {id}["{_coded(title)}"]')
        self.opened.append(f"class {id} {look}")
        self.used.add(look)

    def close(self) -> None:
        """The end of the innermost frame."""
        look = self.opened.pop()
        self.line("end")
        self.line(look)

    def framed(self) -> None:
        """Every box, inside the frames around it."""
        held: dict[str | None, list[tuple[str, Frame] | Box]] = {}
        for box in self.chart.boxes:
            held.setdefault(box.frame, []).append(box)
        for number, frame in enumerate(self.chart.frames):
            held.setdefault(frame.inside, []).append((f"u{number}", frame))
        # What is still to be written, the next at the end; `None` closes a frame.
        waiting: list[tuple[str, Frame] | Box | None] = [*reversed(held.get(None, ()))]
        while waiting:
            item = waiting.pop()
            if item is None:
                self.close()
            elif isinstance(item, Box):
                self.box(item)
            else:
                id, frame = item
                standing = frame.marks or frame.state in ("gone", "stopped")
                self.open(id, ": ".join(_frame_words(frame)), "marked" if standing else "frame")
                waiting += [None, *reversed(held.get(frame.id, ()))]

    def box(self, box: Box, more: Sequence[str] = ()) -> None:
        """A box: its name, what is noted about it, and in words whatever its colour says."""
        point = "soon" in box.marks or "later" in box.marks
        names = box.stack or ((box.id, box.name),)
        lines = [f"{'⚠ ' if point else ''}{_shown(name, id)}" for id, name in names]
        lines = [*([_clipped(escape(box.caption), _NAME)] if box.caption else []), *lines]
        lines += [*box.note, *more, *letter_words(box)]
        for leaf in box.leaves:
            said = f" ({leaf.words})" if leaf.words else ""
            mark = "⚠ " if leaf.marks else ""
            lines.append(f"‹ {mark}{_shown(leaf.name, leaf.id)}{said}")
        if "strained" in box.marks:
            lines.append("work for 85% of its time or more")
        if box.alarm or point:
            lines.append(box.alarm or "single point of failure")
        id, look = self.ids[box.id], _look(box)
        self.node(id, SHAPES[box.kind], lines, look)
        if box.fill and f"fill:{box.fill}," not in LOOKS[look]:
            self.line(f"style {id} fill:{box.fill},color:{INK}")

    def beside(self) -> None:
        """The hubs that have a letter and no line, and what stands at the foot or is left out."""
        for number, hub in enumerate(self.chart.hubs):
            if not hub.drawn:
                lines = [_shown(hub.box.name, hub.box.id), hub_words(hub)]
                lines += letter_words(hub.box)[1:]
                self.node(f"hub{number}", SHAPES[hub.box.kind], lines, _look(hub.box))
        said = [*map(foot_words, self.chart.foot), *self.chart.less]
        if said:
            lines = [_clipped(escape(each), _DESCRIPTION) for each in said]
            self.node("foot", ("[", "]"), lines, "frame")

    def node(self, id: str, shape: tuple[str, str], lines: Sequence[str], look: str) -> None:
        """A box of any sort.

        Its lines are broken by breaks in the text itself: where a label holds a tag, Mermaid reads
        its codes for characters twice.
        """
        words = "\n".join(_coded(escape(line)) for line in lines)
        self.line(f'{id}{shape[0]}"{words}"{shape[1]}:::{look}')
        self.used.add(look)

    def link(
        self, supplier: str, customer: str | None, link: Link | Broadcast, *, turned: bool = False
    ) -> None:
        """A line from a supplier to a customer, or to everyone; `turned` for one that is written
        from the customer to the supplier."""
        staffing = isinstance(link, Link) and link.staffing
        line = _line(link, head=not turned and not staffing)
        words = "" if staffing else _link_words(link, turned=turned)
        ends = [self.ids[supplier], self.ids[customer] if customer is not None else "everyone"]
        if link.hot:
            self.hot.append(self.count)
        elif link.importance == "helpful" or staffing:
            self.faint.append(self.count)
        first, last = reversed(ends) if turned else ends
        self.join(first, f'{line}|"{_coded(words)}"|' if words else line, last)

    def join(self, first: str, line: str, last: str) -> None:
        """A line between two boxes."""
        self.line(f"{first} {line} {last}")
        self.count += 1


def _look(box: Box) -> str:
    """The name of the look that a box has."""
    if box.state is not None:
        return "lost" if box.state == "stopped" and box.kind == "customer" else box.state
    if "soon" in box.marks or "later" in box.marks:
        return "soon" if "soon" in box.marks else "plain" if box.muted else "graver"
    if box.kind == "customer" and box.fill is None:
        return "customer"
    return "role" if box.kind == "role" else "plain"


def _line(link: Link | Broadcast, *, head: bool) -> str:
    """Thick for what is essential, broken for a fallback and for what goes through others."""
    if isinstance(link, Link) and (link.fallback or link.indirect):
        return "-.->" if head else "-.-"
    if link.importance == "essential" and not (isinstance(link, Link) and link.staffing):
        return "==>" if head else "==="
    return "-->" if head else "---"


def _link_words(link: Link | Broadcast, *, turned: bool) -> str:
    words = ["↓"] if turned else []
    if isinstance(link, Link) and link.fallback:
        words.append("fallback:" if link.service else "fallback")
    if isinstance(link, Link) and link.indirect:
        words.append("indirect")
    if link.service:
        words.append(_clipped(escape(link.service), _SERVICE))
    if link.count > 1:
        words.append(f"×{link.count:,}")
    return " ".join(words)


def _frame_words(frame: Frame) -> Sequence[str]:
    """A frame's name, and what is to be said of it."""
    name = _shown(frame.name, frame.id)
    said = [STATE_WORDS[frame.state]] if frame.state in STATE_WORDS else []
    if "soon" in frame.marks or "later" in frame.marks:
        return [f"⚠ {name}", "single point of failure", *said]
    return [
        name,
        *(["work for 85% of its time or more"] if "strained" in frame.marks else []),
        *said,
    ]


def _step(level: int | None) -> str:
    if level is None:
        return "No line of sight to a customer"
    if level == 0:
        return "External customers"
    return f"{level:,} {'step' if level == 1 else 'steps'} from the customer"


def _shown(name: str, id: str) -> str:
    return _clipped(escape(name if name.strip() else id), _NAME)


def _clipped(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _coded(text: str) -> str:
    """Text in which Mermaid finds nothing to read: signs stand as codes, `#35;` for a `#`.

    Mermaid itself writes a code as `ﬂ°…¶ß` for a while, and takes these signs for one in the end,
    whoever wrote them. Only there, something is put between them, which has no width.

    >>> _coded("Fish & chips")
    'Fish #38; chips'
    """
    apart = text.replace("ﬂ°", "ﬂ\u2060°").replace("¶ß", "¶\u2060ß")
    return _CODED.sub(lambda match: "".join(f"#{ord(sign)};" for sign in match.group()), apart)


def _front(title: str) -> Sequence[str]:
    """The title for above the picture. Mermaid reads this as YAML, and some of it as HTML again: a
    title that could be misread is left to the text for whoever cannot see the picture."""
    if not title.strip() or re.search("[<>&ﬂ¶]", title):
        return ()
    return ("---", f"title: {json.dumps(title, ensure_ascii=False)}", "---")
