"""What stands in the cells of a sheet, as texts, a row at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import accumulate
from typing import Final, NamedTuple, Protocol, TypeVarTuple

from internalmap.exchange.headings.tables import MAX_CELL
from internalmap.exchange.sheets.package import Package
from internalmap.text.escape import quoted

#: How many cells with something in them are read from a workbook.
MAX_CELLS: Final = 5_000_000
#: The last column and the last row that spreadsheet programs have: XFD1048576.
LAST_COLUMN: Final = 16_384
LAST_ROW: Final = 1_048_576

#: Whole numbers beyond this are not certain to be whole.
_WHOLE = 10**15
#: How many values are remembered.
_REMEMBERED: Final = 100_000

_Parts = TypeVarTuple("_Parts")


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


class SheetCells(Protocol):
    """A sheet that is read: its rows first, and then what else there is to know of it.

    `cells` is how many cells have been found in the workbook so far, `formulas` whether some cell
    holds a formula with its result, and `hidden_rows` are the numbers of rows that are hidden.
    """

    @property
    def name(self) -> str: ...  # noqa: D102 - of the sheet
    @property
    def hidden(self) -> bool: ...  # noqa: D102 - the sheet
    @property
    def cells(self) -> int: ...  # noqa: D102 - see above
    @property
    def formulas(self) -> bool: ...  # noqa: D102 - see above
    @property
    def hidden_rows(self) -> set[int]: ...  # noqa: D102 - see above

    def rows(self) -> Iterator[SheetRow]:
        """The rows that are not empty, from the top."""

    def hidden_columns(self, width: int) -> list[int]:
        """Which of the first columns are hidden, from 0."""

    def merged_ranges(self) -> Iterator[tuple[str, int, int, int, int]]:
        """The ranges of merged cells: as people write them, their first and last row, and their
        first and last column, from 0."""


NO_RESULT: Final = Fault(
    "this cell holds a formula, and the file does not hold its result",
    "Open the file in the spreadsheet program, and save it: that works the formulas out.",
    "=",
)


class KnownValues(dict[tuple[*_Parts], str | Fault]):
    """What is found in cells, by all that the file says of them: most say what others do. What
    `read` makes of the first many is remembered."""

    def __init__(self, read: Callable[[*_Parts], str | Fault]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, parts: tuple[*_Parts]) -> str | Fault:
        found = self._read(*parts)
        if len(self) < _REMEMBERED:
            self[parts] = found
        return found


def with_cells_of(row: SheetRow, cells: int, package: Package) -> int:
    """How many cells have been found in a workbook, with those of one more row; an error where they
    are too many."""
    cells += len(row.cells)
    if cells > MAX_CELLS:
        raise package.too_much(
            f"a workbook may have {MAX_CELLS:,} cells that are not empty; this has more"
        )
    return cells


def columns_within(ranges: Iterable[tuple[int, int]], width: int) -> list[int]:
    """Which of the first columns, from 0, stand in ranges of a first and a last one, from 1.

    >>> columns_within([(2, 3), (3, 9)], 5)
    [1, 2, 3, 4]
    """
    begun = [0] * (width + 1)
    for first, last in ranges:
        if 1 <= first <= min(last, width):
            begun[first - 1] += 1
            begun[min(last, width)] -= 1
    return [column for column, depth in enumerate(accumulate(begun[:width])) if depth > 0]


def too_long(text: str) -> Fault:
    """That a cell holds more than is read."""
    message = f"this cell has more than {MAX_CELL:,} characters"
    return Fault(message, "Shorten it.", text[:100])


def error_in_cell(value: str) -> Fault:
    """That a formula has no result but an error."""
    message = f"this cell holds the error {quoted(value)}"
    return Fault(message, "Correct the formula, or empty the cell.", value[:100])


def column_letters(column: int) -> str:
    """The letters of a column, counted from 0.

    >>> column_letters(0), column_letters(25), column_letters(26), column_letters(16_383)
    ('A', 'Z', 'AA', 'XFD')
    """
    letters = ""
    number = column + 1
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(65 + letter) + letters
    return letters


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
