"""Lines of a given width from tables and sentences: words wrap, nothing is cut off, and no number
is parted from its unit of time.

Everything is a `rich.text.Text`, never markup, so that a name such as "[red]" is only text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from internalmap.reports.blocks import Cell, Table, Tone
from internalmap.reports.formats.column_widths import fit, glued, unglued
from internalmap.text.escape import escape

#: Sentences are easier to read in lines no longer than this.
PROSE_WIDTH = 100

_GAP = 2
_INDENT = 4

STYLES: Mapping[Tone, str] = {
    "plain": "",
    "name": "bold",
    "bad": "red",
    "warn": "yellow",
    "good": "green",
    "quiet": "dim",
}


def text(cell: Cell) -> Text:
    """A cell as text, in the colour of its tone."""
    return Text(escape(cell.text), style=STYLES[cell.tone])


def wrap(console: Console, line: Text, width: int, first: str = "", rest: str = "") -> list[Text]:
    """A text in lines of at most `width`, the first line after `first`, the others after
    `rest`."""
    room = max(width - max(cell_len(first), cell_len(rest)), 2)
    if cell_len(line.plain) <= room and line.plain.isprintable():
        whole = line.copy()
        whole.rstrip()
        return [Text.assemble(first, whole)]
    whole = line.copy()
    whole.plain = glued(whole.plain)
    lines = whole.wrap(console, room, justify="left", overflow="fold", no_wrap=False)
    found = []
    for number, part in enumerate(lines):
        part.plain = unglued(part.plain)
        part.rstrip()
        found.append(Text.assemble(rest if number else first, part))
    return found or [Text(first)]


def table_lines(console: Console, table: Table, width: int) -> list[Text]:
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
        return _grid(console, table, cells, list(columns), natural, width)
    beside = [i for i in columns if i == 0 or not table.columns[i].under]
    room = width - _GAP * (len(beside) - 1)
    widths = fit(
        [[table.columns[i].heading, *(row[i].plain for row in cells)] for i in beside],
        room,
    )
    if widths is None:
        return _row_by_row(console, table, cells, width)
    return _grid(console, table, cells, beside, widths, width)


def plain_ends(rendered: str) -> str:
    """Rendered lines without the spaces at their ends, colour codes kept."""
    return "\n".join(_ENDING.sub(_codes, line) for line in rendered.split("\n"))


_ENDING = re.compile(r"(?:\x1b\[[0-9;]*m| )+$")
_CODE = re.compile(r"\x1b\[[0-9;]*m")


def _codes(match: re.Match[str]) -> str:
    return "".join(_CODE.findall(match.group()))


def _grid(
    console: Console,
    table: Table,
    cells: Sequence[Sequence[Text]],
    beside: Sequence[int],
    widths: Sequence[int],
    width: int,
) -> list[Text]:
    """The columns side by side under their headings and a rule, the others under each row. Where
    a row takes several lines, an empty line stands between rows."""
    heads = [Text(table.columns[i].heading, style="bold") for i in beside]
    right = [table.columns[i].right for i in beside]
    lines = _side_by_side(console, heads, widths, right)
    lines += _side_by_side(console, [Text("-" * w, style="dim") for w in widths], widths, right)
    under = [i for i in range(len(table.columns)) if i not in set(beside)]
    rows = []
    for row in cells:
        block = _side_by_side(console, [row[i] for i in beside], widths, right)
        for i in under:
            if row[i].plain:
                label = f"{table.columns[i].heading[:1].lower()}{table.columns[i].heading[1:]}: "
                line = Text.assemble((label, "dim"), row[i])
                pad = " " * min(_INDENT, width // 8)
                block += wrap(console, line, width, pad, pad)
        rows.append(block)
    loose = any(len(block) > 1 for block in rows)
    for number, block in enumerate(rows):
        if loose and number:
            lines.append(Text(""))
        lines += block
    return lines


def _side_by_side(
    console: Console, row: Sequence[Text], widths: Sequence[int], right: Sequence[bool]
) -> list[Text]:
    wrapped = [wrap(console, cell, width) for cell, width in zip(row, widths, strict=True)]
    lines = []
    for number in range(max(len(part) for part in wrapped)):
        line = Text()
        for i, part in enumerate(wrapped):
            shown = part[number] if number < len(part) else Text("")
            space = " " * max(widths[i] - cell_len(shown.plain), 0)
            line = Text.assemble(line, space if right[i] else "", shown, "" if right[i] else space)
            if i < len(wrapped) - 1:
                line.append(" " * _GAP)
        lines.append(line)
    return lines


def _row_by_row(
    console: Console, table: Table, cells: Iterable[Sequence[Text]], width: int
) -> list[Text]:
    """Each row as lines of heading and value, the first value above the others."""
    lines: list[Text] = []
    for row in cells:
        if lines:
            lines.append(Text(""))
        for number, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
            if not cell.plain:
                continue
            pad = "  " if number else ""
            line = Text.assemble((f"{column.heading}: ", "dim"), cell)
            lines += wrap(console, line, width, pad, f"{pad}  ")
    return lines
