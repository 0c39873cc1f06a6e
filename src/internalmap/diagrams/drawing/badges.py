"""The marks of a box: what grade of single point of failure it is, its rank, and whether it has
nearly more work than time. They stand inside the box, beside its name, where no line ends."""

from __future__ import annotations

from collections.abc import Sequence

from internalmap.diagrams.chart.chart import Letter, Mark
from internalmap.diagrams.drawing.scene import Ellipse, Group, Item, Polygon, Text, rounded
from internalmap.diagrams.style import ALARM, INK, NAME_SIZE, NOTE_SIZE, PAPER, QUIET_INK

BADGE = 13.0
#: From the side of the box to the middle of a badge, and the room that one takes from the text.
_INSET, _ROOM = 14.0, 18.0
#: How wide the letter of a hub is.
LETTER = 11.0


def shown_marks(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """The marks that stand in a box as badges: the worst of a single point of failure, and the
    hourglass.

    >>> shown_marks(("later", "inside", "strained")), shown_marks(("in time",))
    (('later', 'strained'), ())
    """
    order: tuple[Mark, ...] = ("soon", "later", "inside")
    worst = [mark for mark in order if mark in marks][:1]
    return (*worst, *(mark for mark in marks if mark == "strained"))


def badge_room(marks: Sequence[Mark]) -> tuple[float, float]:
    """The room that the marks take left and right of the text."""
    shown = shown_marks(marks)
    left = any(mark != "strained" for mark in shown)
    return (_ROOM if left else 0.0), (_ROOM if "strained" in shown else 0.0)


def badges(
    marks: Sequence[Mark],
    rank: int | None,
    area: tuple[float, float, float, float],
    *,
    muted: bool = False,
    own: bool = False,
) -> list[Item]:
    """The marks inside a box, given by its corner and its size: at its left what a single point of
    failure has, a filled triangle for one of the worst grade, its rank in its place for the first
    of them, a hollow one for the next; at its right an hourglass."""
    x, y, wide, high = area
    x += LETTER + 2 if own else 0  # behind the letter of a hub
    wide -= LETTER + 2 if own else 0
    middle = y + high / 2
    items: list[Item] = []
    if "soon" in marks:
        at = (x + _INSET, middle)
        items += alarm_badge(*at, hollow=False) if rank is None else rank_badge(*at, rank)
    elif "later" in marks:
        items += alarm_badge(x + _INSET, middle, hollow=True, quiet=muted)
    elif "inside" in marks:
        items += alarm_badge(x + _INSET, middle, hollow=True, size=BADGE * 0.75, quiet=muted)
    if "strained" in marks:
        items += hourglass(x + wide - _INSET, middle)
    return items


def letters(
    served: Sequence[Letter], right: float, middle: float, marks: Sequence[Mark]
) -> list[Item]:
    """The letters of the hubs that serve a box, at its right, left of the hourglass."""
    right -= _ROOM if "strained" in marks else 0
    items: list[Item] = []
    left = right - len(served) * LETTER
    for number, each in enumerate(served):
        essential = each.importance == "essential"
        badge = letter_badge(left + number * LETTER, middle, each.letter, essential=essential)
        items.append(Group(tuple(badge), "letter", each.letter))
    return items


def letter_badge(x: float, y: float, letter: str, *, essential: bool) -> list[Item]:
    """The letter of a hub, from its left: dark where what it serves is essential."""
    side = LETTER - 1.5
    fill, ink = (INK, PAPER) if essential else (PAPER, INK)
    tile = rounded(x, y - side / 2, side, side, 2.0, stroke=INK, fill=fill, line=0.8)
    at = (x + side / 2, y + NOTE_SIZE * 0.36)
    return [tile, Text(at, letter, NOTE_SIZE * 0.92, ink, True, "middle")]


def line_mark(mark: Mark, x: float, y: float) -> list[Item]:
    """The mark before a line of text."""
    if mark == "strained":
        return hourglass(x, y, BADGE * 0.62)
    return alarm_badge(x, y, hollow=mark != "soon", size=BADGE * 0.62, quiet=mark == "in time")


def rank_badge(x: float, y: float, rank: int) -> list[Item]:
    """A disc with a number."""
    radius = BADGE * 0.58
    number = Text((x, y + NAME_SIZE * 0.34), str(rank), NAME_SIZE * 0.95, PAPER, True, "middle")
    return [Ellipse((x, y), radius, radius, ALARM, ALARM), number]


def alarm_badge(
    x: float, y: float, *, hollow: bool, size: float = BADGE, quiet: bool = False
) -> list[Item]:
    """A warning triangle around a place."""
    s = size
    color = QUIET_INK if quiet else ALARM
    corners = ((x, y - s * 0.62), (x + s * 0.6, y + s * 0.42), (x - s * 0.6, y + s * 0.42))
    ink, fill = (color, PAPER) if hollow else (PAPER, color)
    k = s / BADGE
    stem = (
        (x - 0.9 * k, y - s * 0.24),
        (x + 0.9 * k, y - s * 0.24),
        (x + 0.5 * k, y + 1.4 * k),
        (x - 0.5 * k, y + 1.4 * k),
    )
    return [
        Polygon(corners, color, fill, 1.4 * k),
        Polygon(stem, None, ink),
        Ellipse((x, y + 3.4 * k), 0.95 * k, 0.95 * k, None, ink),
    ]


def hourglass(x: float, y: float, size: float = BADGE) -> list[Item]:
    """An hourglass around a place: work waits here."""
    w, h = size * 0.42, size * 0.5
    return [
        Ellipse((x, y), size * 0.72, size * 0.72, INK, PAPER, 1.2),
        Polygon(((x - w, y - h), (x + w, y - h), (x, y)), None, INK),
        Polygon(((x - w, y + h), (x + w, y + h), (x, y)), None, INK),
    ]
