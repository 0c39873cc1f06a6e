"""What stands in the cells of a sheet, as texts, a row at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from typing import Any, Final, NamedTuple

from internalmap.exchange.excel.workbook import Sheet, WorkbookReader, unescaped
from internalmap.exchange.headings.tables import MAX_CELL
from internalmap.text.escape import quoted

#: How many cells with something in them are read from a workbook.
MAX_CELLS: Final = 5_000_000
#: The last column that Excel has: XFD.
LAST_COLUMN: Final = 16_384

_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})")
#: Whole numbers beyond this are not certain to be whole.
_WHOLE = 10**15


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that cannot be read: why, what to do, and what of it messages can show."""

    message: str
    remedy: str
    shown: str = ""


class SheetRow(NamedTuple):
    """A row that is not empty: its number, and its cells that are not, by column from 0."""

    number: int
    cells: dict[int, str | Fault]


_NO_RESULT = Fault(
    "this cell holds a formula, and the file does not hold its result",
    "Open the file in the spreadsheet program, and save it: that works the formulas out.",
    "=",
)


class SheetReader:
    """Reads a sheet. `guard` says, when the rows have been read, what else there is to know of it;
    `cells` is how many cells have been found in the workbook so far."""

    def __init__(self, workbook: WorkbookReader, sheet: Sheet, cells: int) -> None:
        self._workbook = workbook
        self.guard, self._rows = workbook.rows(sheet)
        self.cells = cells

    def rows(self) -> Iterator[SheetRow]:
        """The rows that are not empty, from the top."""
        source = self._workbook.source
        for number, cells in self._rows:
            unresolved = self.guard.unresolved.pop(number, ())
            row: dict[int, str | Fault] = {}
            for at, cell in enumerate(cells):
                column = cell["column"] - 1
                if column >= LAST_COLUMN:
                    raise source.damaged("a cell stands in a column that there is not")
                found = _NO_RESULT if at in unresolved else self._found(cell)
                if found:
                    row[column] = found
            self.cells += len(row)
            if self.cells > MAX_CELLS:
                raise source.too_much(
                    f"a workbook may have {MAX_CELLS:,} cells that are not empty; this has more"
                )
            if row:
                yield SheetRow(number, row)

    def merged_ranges(self) -> Iterator[tuple[str, int, int, int, int]]:
        """The ranges of merged cells: as they are written, their first and last row, and their
        first and last column, from 0."""
        for text in self.guard.merged:
            match = _RANGE.fullmatch(text)
            if match is not None:
                left, first, right, last = match.groups()
                yield text, int(first), int(last), _column(left), _column(right)

    def _found(self, cell: dict[str, Any]) -> str | Fault:
        """What stands in a cell; nothing where it is empty."""
        value, kind = cell["value"], cell["data_type"]
        if value is None:
            return ""
        if kind == "s":
            shared = isinstance(value, int)
            text = self._workbook.texts[value] if shared else unescaped(value).strip()
            if len(text) > MAX_CELL:
                message = f"this cell has more than {MAX_CELL:,} characters"
                return Fault(message, "Shorten it.", text[:100])
            return text
        if kind == "e":
            message = f"this cell holds the error {quoted(value)}"
            return Fault(message, "Correct the formula, or empty the cell.", value[:100])
        if isinstance(value, float) and not isfinite(value):
            raise self._workbook.source.damaged(f"{value} stands in it as a number")
        if isinstance(value, str):
            raise self._workbook.source.damaged(f"it has cells of the kind {quoted(kind)}")
        return plain_text(value)


def _column(letters: str) -> int:
    """The number of a column, from 0.

    >>> _column("A"), _column("AB")
    (0, 27)
    """
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number - 1


def plain_text(value: float | date | time | timedelta) -> str:
    """A number, a moment or a duration as a text; times of a day count as durations.

    >>> plain_text(4.0), plain_text(0.95), plain_text(timedelta(hours=1.5)), plain_text(time(0, 30))
    ('4', '0.95', '90min', '30min')
    >>> plain_text(date(2026, 3, 1)), plain_text(datetime(2026, 3, 1, 12))
    ('2026-03-01', '2026-03-01T12:00:00')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _WHOLE else repr(value)
    if isinstance(value, datetime):
        whole = value.time() == time.min
        return value.date().isoformat() if whole else value.isoformat(timespec="seconds")
    if isinstance(value, time):
        value = timedelta(0, value.second, value.microsecond, 0, value.minute, value.hour)
    if isinstance(value, timedelta):
        minutes = Decimal(round(value / timedelta(milliseconds=1))) / 60_000
        digits = f"{round(minutes, 15):f}"
        return f"{digits.rstrip('0').rstrip('.') if '.' in digits else digits}min"
    return str(value)
