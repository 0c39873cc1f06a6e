"""Sheets as sources: messages name a cell, and show its row."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import field
from functools import lru_cache

from internalmap._dataclass import dataclass
from internalmap.errors import Place
from internalmap.exchange.sheets.cells import column_letters
from internalmap.source import Offsets, Path, Position, Source, Span
from internalmap.text.escape import escape

#: How much of a cell a message shows.
_SHOWN = 60
_BETWEEN = " | "
#: Sheet names that need no quotes in front of a cell's name.
_PLAIN_NAME = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True)
class SheetSource(Source):
    """A sheet of a workbook. `row` gives what there is to show of a row: columns and texts.

    A line is a row; its text is made when a message needs it, with " | " between the cells.
    """

    sheet: str
    index: int
    row: Callable[[int], list[tuple[int, str]]] = field(repr=False, compare=False)

    @classmethod
    def of(
        cls, name: str, sheet: str, index: int, row: Callable[[int], list[tuple[int, str]]]
    ) -> SheetSource:
        """The source of a sheet: the file's name, the sheet's, and where it comes among others."""
        return cls(name, name, "", _nowhere, sheet, index, lru_cache(maxsize=16)(row))

    @property
    def order(self) -> tuple[str, int]:
        """Sheets come in the order of the workbook."""
        return (self.name, self.index)

    def place(self, row: int, column: int | None) -> Place:
        """Where a cell is, its column counted from 0, or a row as a whole."""
        at = 1
        filled = 1
        for number, text in self.row(row):
            end = at + len(_cut(text))
            if number == column:
                return self._place(row, at, end)
            filled = end if text else filled
            at = end + len(_BETWEEN)
        return self._place(row, 1 if column is None else filled, filled)

    def _place(self, row: int, start: int, end: int) -> Place:
        return Place(self, Span(Position(row, start), Position(row, end)))

    def label(self, position: Position) -> str:
        """`file: Sheet!C7`, as the spreadsheet program names the cell."""
        found = 0
        at = 1
        for column, text in self.row(position.line):
            if at > position.column:
                break
            found = column
            at += len(_cut(text)) + len(_BETWEEN)
        name = self.sheet
        if not _PLAIN_NAME.fullmatch(name):
            name = "'{}'".format(name.replace("'", "''"))
        cell = f"{column_letters(found)}{position.line}"
        return f"{escape(self.name)}: {escape(name)}!{cell}"

    def line(self, number: int) -> str:
        """The cells of a row."""
        return _BETWEEN.join(_cut(text) for _, text in self.row(number))

    def excerpt(self, line: int, first: int, width: int) -> tuple[str, bool]:
        """So many characters of a row from a column on, and whether more follow."""
        text = self.line(line)
        return text[first : first + width], first + width < len(text)


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _nowhere(_: Path) -> Offsets | None:
    return None
