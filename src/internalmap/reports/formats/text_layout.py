"""Lines of a given width from tables and sentences: words wrap, nothing is cut off, and no number
is parted from its unit of time.

Everything is a `Line`, never markup, so that a name such as "[red]" is only text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from rich.cells import cell_len

from internalmap.reports.blocks import Cell, Table, Tone
from internalmap.reports.formats.column_widths import fit, glued
from internalmap.reports.formats.lines import (
    BOLD,
    DIM,
    GREEN,
    PLAIN,
    RED,
    YELLOW,
    Line,
    Style,
    broken,
)
from internalmap.text.escape import escape

#: Sentences are easier to read in lines no longer than this.
PROSE_WIDTH = 100

_GAP = 2
_BETWEEN = Line((" " * _GAP, PLAIN))
_INDENT = 4

STYLES: Mapping[Tone, Style] = {
    "plain": PLAIN,
    "name": BOLD,
    "bad": RED,
    "warn": YELLOW,
    "good": GREEN,
    "quiet": DIM,
}


def text(cell: Cell) -> Line:
    """A cell as text, in the colour of its tone."""
    return Line((escape(cell.text), STYLES[cell.tone]))


def wrap(line: Line, width: int, first: str = "", rest: str = "") -> list[Line]:
    """A text in lines of at most `width`, the first line after `first`, the others after
    `rest`."""
    room = max(width - max(cell_len(first), cell_len(rest)), 2)
    parts = [line]
    if cell_len(line.plain) > room:
        parts = [line.part(start, end) for start, end in broken(glued(line.plain), room)]
    return [
        Line((rest if number else first, PLAIN)) + part.without_end()
        for number, part in enumerate(parts)
    ]


def table_lines(table: Table, width: int) -> list[Line]:
    """A table in lines of at most `width`: with all its columns side by side where they fit, with
    some of them under their rows where they don't, and row by row in a very narrow place."""
    table = replace(
        table,
        columns=tuple(replace(each, heading=escape(each.heading)) for each in table.columns),
    )
    columns = range(len(table.columns))
    cells = [[text(cell) for cell in row] for row in table.rows]
    natural = [
        max(
            [
                cell_len(table.columns[i].heading),
                *(cell_len(row[i].plain) for row in cells),
            ]
        )
        for i in columns
    ]
    if sum(natural) + _GAP * (len(natural) - 1) <= width:
        return _grid(table, cells, list(columns), natural, width)
    beside = [i for i in columns if i == 0 or not table.columns[i].under]
    room = width - _GAP * (len(beside) - 1)
    widths = fit(
        [[table.columns[i].heading, *(row[i].plain for row in cells)] for i in beside],
        room,
    )
    if widths is None:
        return _row_by_row(table, cells, width)
    return _grid(table, cells, beside, widths, width)


def plain_ends(rendered: str) -> str:
    """Rendered lines without the spaces at their ends, colour codes kept."""
    return "\n".join(_ENDING.sub(_codes, line) for line in rendered.split("\n"))


_ENDING = re.compile(r"(?:\x1b\[[0-9;]*m| )+$")
_CODE = re.compile(r"\x1b\[[0-9;]*m")


def _codes(match: re.Match[str]) -> str:
    return "".join(_CODE.findall(match.group()))


def _grid(
    table: Table,
    cells: Sequence[Sequence[Line]],
    beside: Sequence[int],
    widths: Sequence[int],
    width: int,
) -> list[Line]:
    """The columns side by side under their headings and a rule, the others under each row. Where
    a row takes several lines, an empty line stands between rows."""
    heads = [Line((table.columns[i].heading, BOLD)) for i in beside]
    right = [table.columns[i].right for i in beside]
    lines = _side_by_side(heads, widths, right)
    lines += _side_by_side([Line(("-" * w, DIM)) for w in widths], widths, right)
    under = [i for i in range(len(table.columns)) if i not in set(beside)]
    rows = []
    for row in cells:
        block = _side_by_side([row[i] for i in beside], widths, right)
        for i in under:
            if row[i].plain:
                label = f"{table.columns[i].heading[:1].lower()}{table.columns[i].heading[1:]}: "
                line = Line((label, DIM)) + row[i]
                pad = " " * min(_INDENT, width // 8)
                block += wrap(line, width, pad, pad)
        rows.append(block)
    loose = any(len(block) > 1 for block in rows)
    for number, block in enumerate(rows):
        if loose and number:
            lines.append(Line())
        lines += block
    return lines


def _side_by_side(row: Sequence[Line], widths: Sequence[int], right: Sequence[bool]) -> list[Line]:
    wrapped = [wrap(cell, width) for cell, width in zip(row, widths, strict=True)]
    lines = []
    for number in range(max(len(part) for part in wrapped)):
        line = Line()
        for i, part in enumerate(wrapped):
            shown = part[number] if number < len(part) else Line()
            space = Line((" " * max(widths[i] - cell_len(shown.plain), 0), PLAIN))
            line += space + shown if right[i] else shown + space
            if i < len(wrapped) - 1:
                line += _BETWEEN
        lines.append(line)
    return lines


def _row_by_row(table: Table, cells: Iterable[Sequence[Line]], width: int) -> list[Line]:
    """Each row as lines of heading and value, the first value above the others."""
    lines: list[Line] = []
    for row in cells:
        if lines:
            lines.append(Line())
        for number, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
            if not cell.plain:
                continue
            pad = "  " if number else ""
            line = Line((f"{column.heading}: ", DIM)) + cell
            lines += wrap(line, width, pad, f"{pad}  ")
    return lines
