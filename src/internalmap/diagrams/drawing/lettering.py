"""The text of a box: its lines, each with its role, and how big the box around them is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import ceil
from typing import Literal

from internalmap.diagrams.chart.chart import Box, Mark
from internalmap.diagrams.drawing.badges import BADGE, LETTER, badge_room
from internalmap.diagrams.drawing.typesetting import balanced, clip, longest, width
from internalmap.diagrams.style import (
    BOX_LEAST_WIDTH,
    BOX_PADDING,
    LEADING,
    MOST_NAME_WIDTH,
    NAME_LINES,
    NAME_SIZE,
    NAME_WIDTH,
    NOTE_SIZE,
)
from internalmap.model.organization import Kind
from internalmap.text.escape import escape

#: So many names of a stack are shown, and so many suppliers that stand in a box as text.
MOST_STACKED, MOST_LEAVES = 6, 8
#: How far the second outline of a stack stands out.
STACKED = 3.5
#: The mark before a line takes so much of it.
_MARK = 11.0
#: How much wider a box is for the ends of its shape.
_ENDS: Mapping[Kind, float] = {"supplier": 9.0, "person": 9.0, "role": 9.0, "process": 18.0}

Role = Literal["caption", "name", "note", "alarm"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, the mark that stands before it, and the party that it names, where that is
    not the one of the box."""

    text: str
    role: Role
    mark: Mark | None = None
    subject: str = ""

    @property
    def size(self) -> float:
        """How large it is set."""
        return NAME_SIZE if self.role == "name" else NOTE_SIZE

    @property
    def bold(self) -> bool:
        """Whether it is set in bold."""
        return self.role in ("name", "alarm")

    @property
    def width(self) -> float:
        """How wide it is with its mark."""
        return width(self.text, self.size, self.bold) + (_MARK if self.mark else 0)


@dataclass(frozen=True, slots=True)
class Lettering:
    """The text of a box in lines, and the size of the box around it, with room for marks `left` and
    `right` of the text, where no line ends."""

    lines: tuple[Line, ...]
    width: float
    height: float
    left: float = 0.0
    right: float = 0.0

    @property
    def texts(self) -> tuple[str, ...]:
        """The lines as plain text."""
        return tuple(line.text for line in self.lines)

    @property
    def used(self) -> float:
        """How high the lines are together."""
        return sum(line.size for line in self.lines) * LEADING


def shown_name(name: str, id: str) -> str:
    """A name as it can be shown; the id where it is blank."""
    return escape(name if name.strip() else id)


def lettering(box: Box, limit: float = NAME_WIDTH) -> Lettering:
    """Wrap a box's texts at `limit` points, or at more where a word would else be cut, and say how
    big the box is."""
    named = box.stack or ((box.id, box.name),)
    texts = [shown_name(name, id) for id, name in named]
    limit = max(
        limit, *(min(MOST_NAME_WIDTH, longest(text, NAME_SIZE, bold=True)) for text in texts)
    )
    lines: list[Line] = []
    if box.caption:
        lines.append(Line(clip(escape(box.caption), NOTE_SIZE, limit), "caption"))
    if box.stack:
        wide = max(limit, MOST_NAME_WIDTH)
        shown = texts if len(texts) <= MOST_STACKED + 1 else texts[:MOST_STACKED]
        lines += [
            Line(clip(text, NAME_SIZE, wide, bold=True), "name", None, id)
            for text, (id, _) in zip(shown, named, strict=False)
        ]
        if len(shown) < len(texts):
            lines.append(Line(f"+ {len(texts) - len(shown):,} more", "note"))
    else:
        lines += _wrapped([texts[0]], "name", limit, NAME_LINES)
    lines += _wrapped(box.note, "note", limit, 2)
    lines += _wrapped([box.alarm] if box.alarm else [], "alarm", limit, 3)
    lines += _leaves(box, max(limit, MOST_NAME_WIDTH))
    widest = max((line.width for line in lines), default=0.0)
    side, above = BOX_PADDING
    extra = _ENDS.get(box.kind, 0.0)
    left, right = badge_room(box.marks)
    right += len(box.letters) * LETTER + (2 if box.letters else 0)
    left += LETTER + 2 if box.letter else 0
    high = max(sum(line.size for line in lines) * LEADING, BADGE if left or right else 0)
    return Lettering(
        tuple(lines),
        max(BOX_LEAST_WIDTH, widest * 1.04 + 2 * side + extra + left + right),
        high + 2 * above,
        left,
        right,
    )


def widened(text: Lettering, grid: float) -> Lettering:
    """The same in a box whose width is a multiple of the grid; as it is without one."""
    return replace(text, width=ceil(text.width / grid) * grid) if grid else text


def _wrapped(texts: Iterable[str], role: Role, limit: float, most: int) -> list[Line]:
    size, bold = (NAME_SIZE if role == "name" else NOTE_SIZE), role in ("name", "alarm")
    return [
        Line(line, role)
        for text in texts
        for line in balanced(text, size, limit, bold=bold, lines=most)
    ]


def _leaves(box: Box, limit: float) -> list[Line]:
    shown = box.leaves if len(box.leaves) <= MOST_LEAVES + 1 else box.leaves[:MOST_LEAVES]
    lines = []
    for leaf in shown:
        text = shown_name(leaf.name, leaf.id) + (f" ({leaf.words})" if leaf.words else "")
        mark = leaf.marks[0] if leaf.marks else None
        lines.append(Line(f"‹ {clip(text, NOTE_SIZE, limit)}", "note", mark, leaf.id))
    if len(shown) < len(box.leaves):
        lines.append(Line(f"‹ {len(box.leaves) - len(shown):,} more", "note"))
    return lines
