"""How wide the columns of a table are where they cannot all be as wide as they would be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rich.cells import cell_len

from internalmap.text.quantities import UNITS

#: A column is not made narrower than its longest word, or than this where the word is longer.
NARROW = 14
#: What it costs to break a word, in lines.
_BROKEN = 3
#: How many rows are looked at.
_SAMPLE = 100

#: Stands for the space between a number and its unit of time while lines are broken: a character
#: that is neither a space nor ever shown.
_GLUE = "\ufdd0"
_TIME = re.compile(rf"(?<=[0-9]) (?=(?:{'|'.join(UNITS)})\b)", re.ASCII)


def fit(columns: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """Widths that come to no more than the room, with as few lines in all as a simple rule finds:
    again and again, the column gives way that pays the fewest lines for each place it frees. The
    first text of each column is its heading. `None`: they do not fit beside each other.
    """
    words = [
        [tuple(cell_len(word) for word in glued(text).split()) for text in column[: _SAMPLE + 1]]
        for column in columns
    ]
    widths = [max((_whole(cell) for cell in column), default=1) for column in words]
    least = [
        max(1, min(NARROW, max((n for cell in column for n in cell), default=1)))
        for column in words
    ]
    if sum(least) > room:
        return None
    while (excess := sum(widths) - room) > 0:
        _, i, width = min(
            (_price(words[i], widths[i], width), i, width)
            for i in range(len(widths))
            for width in range(max(least[i], widths[i] - excess), widths[i])
        )
        widths[i] = width
    return widths


def glued(text: str) -> str:
    """A text in which each number is one word with the unit of time after it: "1 h 30 min" breaks
    only before the 30."""
    return _TIME.sub(_GLUE, text)


def unglued(text: str) -> str:
    """A piece of a glued text as it is shown."""
    return text.replace(_GLUE, " ")


def _price(column: Sequence[tuple[int, ...]], old: int, new: int) -> float:
    """What a narrower column costs, in lines for each place that it frees."""
    return (_lines(column, new) - _lines(column, old)) / (old - new)


def _whole(cell: tuple[int, ...]) -> int:
    return sum(cell) + max(len(cell) - 1, 0)


def _lines(column: Sequence[tuple[int, ...]], width: int) -> int:
    return sum(_wrapped(cell, width) for cell in column)


@lru_cache(maxsize=100_000)
def _wrapped(cell: tuple[int, ...], width: int) -> int:
    """The cost of a text of words of these lengths in lines of this width."""
    lines, left = 1, width
    cost = 0
    for number, word in enumerate(cell):
        if word > width:
            cost += _BROKEN
            lines += word // width
            left = width - word % width
            continue
        needed = word if number == 0 or left == width else word + 1
        if needed > left:
            lines += 1
            left = width - word
        else:
            left -= needed
    return lines + cost
