"""How long a text may be in a workbook, how wide a column is and how high a row."""

from __future__ import annotations

from math import ceil
from unicodedata import east_asian_width

from internalmap.reports.blocks import Cell, Table
from internalmap.text.escape import escape

#: More signs than this do not belong at the head of a page.
HEAD = 100
#: Widths of columns, in figures of the usual font.
_NARROW, _WIDE = 10, 46
#: How many rows are looked at for the width of a column.
_SAMPLE = 1_000
#: Widths are counted in figures, and most letters are a little narrower.
_SMALL = 1.15


def cut(text: str, signs: int) -> str:
    """A text that is no longer than so many signs as Excel counts them."""
    if len(text) * 2 <= signs:
        return text
    data = text.encode("utf-16-le")
    if len(data) <= signs * 2:
        return text
    return data[: (signs - 1) * 2].decode("utf-16-le", "ignore") + "…"


def head(text: str) -> str:
    """A text for the head or foot of a page, where & begins a command."""
    return cut(escape(text), HEAD).replace("&", "&&")


def width_of(text: str) -> int:
    """How wide a text is, in signs: those of East Asia are twice as wide."""
    if text.isascii():
        return len(text)
    return len(text) + sum(east_asian_width(sign) in "WF" for sign in text)


def lines_in(text: str, width: float) -> int:
    """How many lines a text takes in a column. What is not said here, a spreadsheet may not find
    out: some do not make a row higher for a text that is wrapped."""
    room = width * _SMALL - 2
    if len(text) * 2 <= room:
        return 1
    lines, left = 1, room
    for word in text[:4_000].split(" "):
        size: float = width_of(word)
        if left < size and left < room:
            lines, left = lines + 1, room
        while size > left:
            lines, size, left = lines + 1, size - left, room
        left -= size + 1
    return lines


def lines_of(cell: Cell, width: float) -> int:
    """How many lines a cell takes: a number takes one."""
    return 1 if cell.value is not None else lines_in(cell.text, width)


def column_width(made: Table, number: int) -> float:
    """The width of a column: as wide as its texts as long as that is not too wide."""
    column = made.columns[number]
    words = max(width_of(word) for word in column.heading.split())
    least = max(_NARROW, words + 4, ceil(width_of(column.heading) / 3) + 4)
    if column.format != "text":
        return least
    texts = (row[number].text[:200] for row in made.rows[:_SAMPLE])
    return max(least, min(_WIDE, max(map(width_of, texts), default=0) + 4))
