"""What stands in the cells of a sheet of Excel, as texts, a row at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, time, timedelta
from functools import partial
from math import isfinite

from internalmap.exchange.excel.sheet_guards import INLINE, UNRESOLVED, RawCell
from internalmap.exchange.excel.workbook import (
    Sheet,
    WorkbookReader,
    column_of,
    written_moment,
)
from internalmap.exchange.headings.tables import MAX_CELL
from internalmap.exchange.sheets.cells import (
    LAST_COLUMN,
    NO_RESULT,
    Fault,
    KnownValues,
    SheetRow,
    columns_within,
    error_in_cell,
    plain_text,
    too_long,
    with_cells_of,
)
from internalmap.text.escape import quoted
from internalmap.text.excel_text import unescaped

_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})")
#: The kinds of cells that hold a text.
_TEXTS = frozenset(("s", "str", INLINE))
#: What a number has that is not written as a whole one.
_DECIMAL = frozenset(".eE")


class SheetReader:
    """Reads a sheet. `guard` says, when the rows have been read, what else there is to know of it;
    `cells` is how many cells have been found in the workbook so far."""

    def __init__(self, workbook: WorkbookReader, sheet: Sheet, cells: int) -> None:
        self._workbook = workbook
        self._sheet = sheet
        self.guard, self._batches = workbook.rows(sheet)
        self.cells = cells
        #: The columns by their letters, and what is found in cells that say the same.
        self._columns: dict[str, int] = {}
        self._known = KnownValues(partial(_value, workbook))

    @property
    def name(self) -> str:
        """What the sheet is called."""
        return self._sheet.name

    @property
    def hidden(self) -> bool:
        """Whether the sheet is hidden."""
        return self._sheet.hidden

    @property
    def formulas(self) -> bool:
        """Whether a formula has its result."""
        return self.guard.formulas

    @property
    def hidden_rows(self) -> set[int]:
        """The numbers of the rows that are hidden."""
        return self.guard.hidden_rows

    def hidden_columns(self, width: int) -> list[int]:
        """Which of the first columns are hidden, from 0."""
        return columns_within(self.guard.hidden_columns, width)

    def rows(self) -> Iterator[SheetRow]:
        """The rows that are not empty, from the top."""
        source = self._workbook.source
        for batch in self._batches:
            with self._workbook.reported(f"its sheet {self._sheet.name}"):
                rows = [SheetRow(number, self._row(cells)) for number, cells in batch]
            for row in rows:
                self.cells = with_cells_of(row, self.cells, source)
                if row.cells:
                    yield row

    def _row(self, cells: list[RawCell]) -> dict[int, str | Fault]:
        """What stands in a row, by column."""
        row: dict[int, str | Fault] = {}
        column = -1
        for name, kind, look, value in cells:
            column = column + 1 if name is None else self._column(name)
            if column >= LAST_COLUMN:
                raise self._workbook.source.damaged("a cell stands in a column that there is not")
            if kind == UNRESOLVED:
                row[column] = NO_RESULT
            elif value:
                found = self._found(kind, look, value)
                if found:
                    row[column] = found
        return row

    def _column(self, name: str) -> int:
        letters = name.rstrip("0123456789")
        found = self._columns.get(letters)
        if found is None:
            found = column_of(name)
            if len(self._columns) < LAST_COLUMN:
                self._columns[letters] = found
        return found

    def merged_ranges(self) -> Iterator[tuple[str, int, int, int, int]]:
        """The ranges of merged cells: as they are written, their first and last row, and their
        first and last column, from 0."""
        for text in self.guard.merged:
            match = _RANGE.fullmatch(text)
            if match is not None:
                left, first, right, last = match.groups()
                yield text, int(first), int(last), _column(left), _column(right)

    def _found(self, kind: str, look: str, value: str) -> str | Fault:
        """What stands in a cell; nothing where that is empty."""
        if kind in _TEXTS:
            shared = kind == "s"
            text = self._workbook.texts[int(value)] if shared else unescaped(value).strip()
            if len(text) > MAX_CELL:
                return too_long(text)
            return text
        return self._known[kind, look, value]


def _value(workbook: WorkbookReader, kind: str, look: str, value: str) -> str | Fault:
    """What a value that is no text says."""
    found: float | date | time | timedelta
    if kind == "n":
        found = float(value) if not _DECIMAL.isdisjoint(value) else int(value)
        number = int(look or 0)
        try:
            moment = workbook.moment(found, number)
        except (OverflowError, ValueError):
            return error_in_cell("#VALUE!")
        if moment is not None:
            return plain_text(moment)
        if isinstance(found, float) and not isfinite(found):
            raise workbook.source.damaged(f"{found} stands in it as a number")
        return plain_text(found)
    if kind == "b":
        return plain_text(bool(int(value)))
    if kind == "d":
        return plain_text(written_moment(value))
    if kind == "e":
        return error_in_cell(value)
    raise workbook.source.damaged(f"it has cells of the kind {quoted(kind)}")


def _column(letters: str) -> int:
    """The number of a column, from 0.

    >>> _column("A"), _column("AB")
    (0, 27)
    """
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number - 1
