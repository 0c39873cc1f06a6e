"""The words of a map that do not stand in boxes: those on lines, at the head of frames, and of
everyone."""

from __future__ import annotations

from internalmap.diagrams.chart.chart import Broadcast, Chart, Frame, Link, everyone_words
from internalmap.diagrams.drawing.typesetting import balanced, clip, longest, width
from internalmap.diagrams.map.places import Area, Places
from internalmap.diagrams.style import HEADING_SIZE, LABEL_SIZE, LEADING, NAME_SIZE
from internalmap.text.escape import escape as escape_controls

#: Words on a line are wrapped at so much, or at more where one of them would be cut.
_LABEL_WIDTH, _MOST_LABEL_WIDTH = 50.0, 90.0
#: The longest heading of a frame.
_HEADING_WIDTH = 220.0
EVERYONE = "everyone"


def label_of(line: Link | Broadcast) -> str:
    """The words on a line: the service, if it is one; the number of needs, if there are several."""
    count = f"×{line.count}" if line.count > 1 else ""
    if isinstance(line, Link) and (line.staffing or line.indirect):
        return ""
    return " ".join(filter(None, (escape_controls(line.service or ""), count)))


def label_lines(line: Link | Broadcast) -> list[str]:
    """The words on a line, wrapped."""
    words = label_of(line)
    room = max(_LABEL_WIDTH, min(_MOST_LABEL_WIDTH, longest(words, LABEL_SIZE)))
    return balanced(words, LABEL_SIZE, room, lines=3) if words else []


def label_ways(line: Link | Broadcast) -> list[list[str]]:
    """The words on a line, wrapped in every way that may have room: as in `label_lines`, and
    flatter; none where there are no words."""
    words = label_of(line)
    if not words:
        return []
    found = [label_lines(line)]
    for lines in (2, 1):
        flatter = balanced(words, LABEL_SIZE, _MOST_LABEL_WIDTH, lines=lines)
        if len(flatter) < len(found[-1]) and not flatter[-1].endswith("…"):
            found.append(flatter)
    return found


def heading(frame: Frame) -> str:
    """The name of a frame on one line, and what its absence does."""
    name = clip(escape_controls(frame.name or frame.id), HEADING_SIZE, _HEADING_WIDTH, bold=True)
    return f"{name}: {frame.alarm}" if frame.alarm else name


def everyone_size(words: str) -> tuple[float, float]:
    """How big the box is that stands for everyone."""
    return width(words, NAME_SIZE) + 24, NAME_SIZE * LEADING + 12


def everyone_box(chart: Chart, places: Places) -> Area:
    """Where that box stands; nowhere without one."""
    if EVERYONE not in places.boxes:
        return Area(0.0, 0.0, 0.0, 0.0)
    (x, y), (wide, high) = places.boxes[EVERYONE], everyone_size(everyone_words(chart))
    return Area(x - wide / 2, y - high / 2, wide, high)
