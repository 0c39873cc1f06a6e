"""What stands before the rows of a matrix, or in the list of its columns: the kind, the name, the
words and the marks of each box, in columns; and how large all that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from internalmap.diagrams.chart.chart import Box
from internalmap.diagrams.drawing.badges import alarm_badge, hourglass, rank_badge
from internalmap.diagrams.drawing.boxes import shape
from internalmap.diagrams.drawing.scene import Item, Text
from internalmap.diagrams.drawing.typesetting import clip, width
from internalmap.diagrams.matrix.marks import alarmed, bold, colors, named, placed, words
from internalmap.diagrams.style import ALARM, NAME_SIZE, NOTE_SIZE, QUIET_INK

#: The side of a cell at so many rows; in between it shrinks evenly.
CELLS = ((40, 18.0), (160, 9.0), (1000, 5.0))
_LEAST_TYPE = 4.5
#: The size of badges, as a share of what they are on boxes, in rows of full size.
BADGE = 0.84
#: The longest name and words, as multiples of their type.
NAME, _WORDS = 19.0, 19.0


def side(count: int) -> float:
    """The side of a cell in a matrix of so many rows."""
    for (few, large), (many, small) in pairwise(CELLS):
        if count <= many:
            return large - (large - small) * max(0, count - few) / (many - few)
    return CELLS[-1][1]


@dataclass(frozen=True, slots=True)
class Sizes:
    """The side of a cell, what share of the largest that is, and the type of names and of all
    else."""

    cell: float
    scale: float
    type: float
    note: float


def scale_of(cell: float) -> Sizes:
    """The sizes that go with cells of this side."""
    return Sizes(
        cell,
        cell / CELLS[0][1],
        max(_LEAST_TYPE, min(NAME_SIZE, cell * 0.72)),
        max(_LEAST_TYPE, min(NOTE_SIZE, cell * 0.6)),
    )


class Heads:
    """Boxes one below the other, from `icon` at the left to the end of their numbers at `number`.

    `digits` is how wide the widest number is. With `first`, the numbers stand before the kinds.
    """

    def __init__(
        self,
        boxes: Sequence[Box],
        sizes: Sizes,
        left: float,
        digits: float,
        *,
        first: bool = False,
    ) -> None:
        self.boxes, self.sizes = boxes, sizes
        cell, scale = sizes.cell, sizes.scale
        gap = 7 * scale
        self.icon = left + (digits + gap if first else 0.0)
        self.icon_width = cell * 0.95
        self.name = self.icon + self.icon_width + gap
        self.names = [clip(named(box), sizes.type, NAME * sizes.type, bold(box)) for box in boxes]
        widths = [
            width(name, sizes.type, bold(box)) * 1.03
            for name, box in zip(self.names, boxes, strict=True)
        ]
        self.words = self.name + max(widths, default=0) + gap
        self.said = [clip(words(box), sizes.note, _WORDS * sizes.note) for box in boxes]
        said = max((width(line, sizes.note) for line in self.said), default=0)
        self.badge = self.words + (said + gap if said else 0)
        #: The warning triangles and the hourglasses have a column each.
        self.alarms = any(alarmed(box) for box in boxes)
        waited = any("strained" in box.marks for box in boxes)
        self.right = self.badge + (self.alarms + waited) * cell
        self.number = left + digits if first else self.right + gap / 2 + digits

    def entry(self, number: int, top: float, label: str) -> list[Item]:
        """One of them: its kind, name, words, marks and number."""
        box, cell, scale = self.boxes[number], self.sizes.cell, self.sizes.scale
        note = self.sizes.note
        middle = top + cell / 2
        base = middle + self.sizes.type * 0.36
        ink, fill, stroke, line = colors(box)
        # Drawn large and made small, so that its corners tell what kind it is.
        wide, high = self.icon_width / scale * 2, cell / scale * 1.2
        icon = shape(box.kind, 0, 0, wide, high, stroke, fill, line * 1.8)
        items: list[Item] = placed([icon], self.icon, middle - cell * 0.3, scale / 2)
        name = self.names[number]
        items.append(Text((self.name, base), name, self.sizes.type, ink, bold=bold(box)))
        if self.said[number]:
            color = ALARM if box.alarm and box.state != "gone" else QUIET_INK
            at = (self.words, middle + note * 0.36)
            items.append(Text(at, self.said[number], note, color))
        x = self.badge + cell / 2
        if alarmed(box):
            items += self._badge(box, x, middle)
        if "strained" in box.marks:
            x += cell * self.alarms
            items += placed(hourglass(0, 0), x, middle, scale * BADGE)
        if label:
            at = (self.number, middle + note * 0.36)
            items.append(Text(at, label, note, QUIET_INK, anchor="end"))
        return items

    def _badge(self, box: Box, x: float, y: float) -> list[Item]:
        """The rank of one of the worst, or the triangle of its grade."""
        scale = self.sizes.scale * BADGE
        if box.rank is None or "soon" not in box.marks:
            badge = alarm_badge(0, 0, hollow="soon" not in box.marks, quiet=box.muted)
            return placed(badge, x, y, scale)
        items: list[Item] = []
        for item in rank_badge(0, 0, box.rank):
            if isinstance(item, Text):
                at = (x + item.at[0] * scale, y + item.at[1] * scale)
                items.append(replace(item, at=at, size=item.size * scale))
            else:
                items += placed([item], x, y, scale)
        return items


def labels(boxes: Sequence[Box], count: int) -> Sequence[str]:
    """What so many rows or columns are called: numbers, or letters where names of boxes are numbers
    themselves."""
    numeric = any(
        any(sign.isdigit() for sign in name) and not any(sign.isalpha() for sign in name)
        for name in map(named, boxes)
    )
    return [(letters if numeric else str)(number) for number in range(1, count + 1)]


def letters(number: int) -> str:
    """1 is A, 26 is Z, 27 is AA."""
    found = ""
    while number:
        number, digit = divmod(number - 1, 26)
        found = chr(ord("A") + digit) + found
    return found
