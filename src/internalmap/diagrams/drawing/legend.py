"""The legend: what the shapes, marks, lines and colours of a picture stand for. It has only what
the picture has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from internalmap.diagrams.chart.chart import Box, Broadcast, Chart, Link
from internalmap.diagrams.drawing.badges import alarm_badge, hourglass, rank_badge, shown_marks
from internalmap.diagrams.drawing.boxes import hatched, hatching, shape
from internalmap.diagrams.drawing.lines import CROWD, line_sample, line_style
from internalmap.diagrams.drawing.scene import Item, Text, rectangle
from internalmap.diagrams.drawing.typesetting import width, wrap
from internalmap.diagrams.style import (
    ALARM,
    ALARM_FILL,
    ALARM_LIGHT,
    BACK_LINE,
    CUSTOMER_FILL,
    GONE_FILL,
    INK,
    LEADING,
    NOTE_SIZE,
    PAPER,
    QUIET_INK,
    LineStyle,
)
from internalmap.model.organization import IMPORTANCES, KINDS, Kind
from internalmap.model.phrases import KIND_WORDS
from internalmap.text.escape import escape

_WIDE, _HIGH, _ROW, _GAP = 26.0, 13.0, 20.0, 16.0
#: Between keys that stand below each other.
_BELOW = 7.0


@dataclass(frozen=True)
class Key:
    """A sample, drawn with its top left corner at a place, and its words. Without a sample it is a
    heading."""

    words: str
    sample: Callable[[float, float], Sequence[Item]] | None = None


def keys_of(
    chart: Chart, *, links: bool = True, everyone: bool = True, counts: bool = True
) -> list[Key]:
    """The keys for what a chart has: kinds, marks, colours, lines. `counts`: there are numbers on
    lines."""
    by_kind = {swatch.words: swatch.color for swatch in chart.swatches}
    boxes = (*chart.boxes, *(hub.box for hub in chart.hubs))
    shown = [kind for kind in KINDS if any(box.kind == kind for box in boxes)]
    keys = [_kind(kind, by_kind.get(KIND_WORDS[kind]), chart.highlighted) for kind in shown]
    keys += _states(boxes) if chart.highlighted else _marks(chart, boxes)
    if chart.swatches and not by_kind.keys() <= set(KIND_WORDS.values()):
        fills = {box.fill or PAPER for box in boxes if box.fill or box.kind != "customer"}
        keys.append(Key(f"{chart.color_words}:"))
        keys += [
            _color(swatch.color, swatch.words) for swatch in chart.swatches if swatch.color in fills
        ]
    if links:
        keys += _lines(chart, everyone, counts and chart.worded)
    return keys


def _kind(kind: Kind, color: str | None, highlighted: bool) -> Key:
    dark = kind == "customer" and not highlighted
    fill = CUSTOMER_FILL if dark else color or PAPER
    stroke = CUSTOMER_FILL if dark else QUIET_INK
    return Key(
        KIND_WORDS[kind],
        lambda x, y: [shape(kind, x, y, _WIDE, _HIGH, stroke, fill)],
    )


def _marks(chart: Chart, boxes: Sequence[Box]) -> list[Key]:
    leaves = {leaf.marks[0] for box in boxes for leaf in box.leaves if leaf.marks}
    marked = [*(box.marks for box in boxes), *(frame.marks for frame in chart.frames)]
    present = {shown for marks in marked for shown in shown_marks(marks)} | leaves
    ranked = any(box.rank for box in boxes)
    unranked = any("soon" in box.marks and box.rank is None for box in boxes)
    unranked |= "soon" in leaves or any("soon" in frame.marks for frame in chart.frames)
    keys = []
    if "soon" in present:
        fill = PAPER if chart.swatches else ALARM_FILL
        words = "single point of failure, soon"
        if ranked:
            keys.append(_marked(f"{words}: 1 is the worst", 2.6, ALARM, fill, _rank))
        if unranked:
            keys.append(_marked(words, 2.6, ALARM, fill, _filled))
    if "later" in present:
        muted = any(box.muted for box in boxes)
        words = "later, or only as a whole unit"
        line, color = (1.0, QUIET_INK) if muted else (1.5, ALARM)
        hollow = _quiet if muted else _hollow
        keys.append(_marked(words, line, color, PAPER, hollow))
    if any(map(hatched, boxes)):
        keys.append(Key("back in time", _hatched))
    if "inside" in present:
        words = "single points of failure inside"
        keys.append(
            Key(words, lambda x, y: alarm_badge(x + _WIDE / 2, y + 8, hollow=True, size=9.75))
        )
    if "strained" in present:
        words = "work for 85% of its time or more"
        keys.append(Key(words, lambda x, y: hourglass(x + _WIDE / 2, y + _HIGH / 2)))
    return keys


def _rank(x: float, y: float) -> list[Item]:
    return rank_badge(x, y, 1)


def _filled(x: float, y: float) -> list[Item]:
    return alarm_badge(x, y, hollow=False)


def _hollow(x: float, y: float) -> list[Item]:
    return alarm_badge(x, y, hollow=True)


def _quiet(x: float, y: float) -> list[Item]:
    return alarm_badge(x, y, hollow=True, quiet=True)


def _hatched(x: float, y: float) -> list[Item]:
    box = shape("team", x, y, _WIDE, _HIGH, QUIET_INK, PAPER)
    return [box, *hatching("team", x, y, _WIDE, _HIGH)]


def _marked(
    words: str, line: float, color: str, fill: str, badge: Callable[[float, float], list[Item]]
) -> Key:
    def sample(x: float, y: float) -> list[Item]:
        box = shape("team", x, y - 2, _WIDE, _HIGH + 4, color, fill, line)
        return [box, *badge(x + _WIDE / 2, y + _HIGH / 2)]

    return Key(words, sample)


def _states(boxes: Sequence[Box]) -> list[Key]:
    present = {box.state for box in boxes}
    keys = []
    for state, words, stroke, fill, line in (
        ("gone", "gone", GONE_FILL, GONE_FILL, 1.0),
        ("stopped", "stops", ALARM, ALARM_LIGHT, 2.6),
        ("later", "would stop if nobody came back", ALARM, PAPER, 1.5),
        ("untouched", "goes on", BACK_LINE, PAPER, 1.0),
    ):
        if state in present:
            keys.append(_outlined(words, stroke, fill, line))
    return keys


def _outlined(words: str, stroke: str, fill: str, line: float) -> Key:
    return Key(words, lambda x, y: [shape("team", x, y, _WIDE, _HIGH, stroke, fill, line)])


def _color(color: str, words: str) -> Key:
    return Key(
        words,
        lambda x, y: [rectangle(x, y, _WIDE, _HIGH, stroke=QUIET_INK, fill=color, line=0.7)],
    )


def _lines(chart: Chart, everyone: bool, counts: bool) -> list[Key]:
    keys: list[Key] = []
    supply = [link for link in chart.links if not link.staffing]
    sent = chart.broadcasts if everyone else ()
    crowded = len(chart.links) + len(sent) > CROWD
    if chart.highlighted:
        kinds = {link.hot for link in supply}
        for hot in sorted(kinds, reverse=True):
            words = "the absence travels here" if hot else "it does not travel here"
            sample = Link("", "", "essential", hot=hot)
            keys.append(_line(words, sample, highlighted=True))
    else:
        present = {link.importance for link in supply} | {each.importance for each in sent}
        keys += [
            _line(f"{importance} need", Link("", "", importance), crowded=crowded)
            for importance in IMPORTANCES
            if importance in present
        ]
    if any(link.fallback for link in supply):
        keys.append(_line("only as a fallback", Link("", "", "important", fallback=True)))
    if any(link.indirect for link in supply):
        words = "through what is not shown"
        keys.append(_line(words, Link("", "", "important", indirect=True)))
    if any(link.staffing for link in chart.links) and not chart.highlighted:
        keys.append(_line(implied_words(chart), Link("", "", "essential", staffing=True)))
    numbered: tuple[Link | Broadcast, ...] = (*supply, *sent)
    if counts and any(line.count > 1 for line in numbered):
        keys.append(Key("×2: so many needs on one line"))
    return keys


def implied_words(chart: Chart) -> str:
    """What the lines stand for that no entry writes."""
    needs = [need for link in chart.links if link.staffing for need in link.needs]
    at_site = any(need.at_site for need in needs)
    if not at_site:
        return "a unit's own people"
    people = any(need.staffing for need in needs)
    return "a unit's own people, or the site of a party" if people else "the site of a party"


def _line(words: str, link: Link, *, highlighted: bool = False, crowded: bool = False) -> Key:
    style, dash = line_style(link, highlighted=highlighted, crowded=crowded)

    def sample(x: float, y: float, style: LineStyle = style) -> list[Item]:
        return line_sample(x, y + _HIGH / 2, _WIDE, style, dash)

    return Key(words, sample)


def draw_legend(keys: Sequence[Key], limit: float) -> tuple[list[Item], float]:
    """The keys in rows of at most `limit` points, and how high they are together."""
    items: list[Item] = []
    x = y = 0.0
    for key, after in zip(keys, [*keys[1:], None], strict=False):
        text = escape(key.words)
        taken = (_WIDE + 6 if key.sample else 0) + width(text, NOTE_SIZE) * 1.05
        needed = taken
        if key.sample is None and after is not None:  # a heading stays with what it heads
            needed += _GAP + _WIDE + 6 + width(after.words, NOTE_SIZE) * 1.05
        if x and x + needed > limit:
            x, y = 0.0, y + _ROW
        if key.sample:
            items += key.sample(x, y)
        start = x + (_WIDE + 6 if key.sample else 0)
        at = (start, y + _HIGH / 2 + NOTE_SIZE * 0.36)
        items.append(Text(at, text, NOTE_SIZE, INK if key.sample else QUIET_INK))
        x += taken + _GAP
    return items, y + _HIGH


def legend_column(keys: Sequence[Key], limit: float) -> tuple[list[Item], float]:
    """The keys below each other in a column of `limit` points, their words in as many lines as they
    take, and how high they are together."""
    items: list[Item] = []
    y = 0.0
    for key in keys:
        left = _WIDE + 6 if key.sample else 0.0
        lines = wrap(escape(key.words), NOTE_SIZE, (limit - left) / 1.05, lines=4)
        high = max(_HIGH, len(lines) * NOTE_SIZE * LEADING)
        if key.sample:
            items += key.sample(0.0, y + (high - _HIGH) / 2)
        base = y + high / 2 + NOTE_SIZE * (0.36 - LEADING * (len(lines) - 1) / 2)
        for number, line in enumerate(lines):
            at = (left, base + number * NOTE_SIZE * LEADING)
            items.append(Text(at, line, NOTE_SIZE, INK if key.sample else QUIET_INK))
        y += high + _BELOW
    return items, max(0.0, y - _BELOW)
