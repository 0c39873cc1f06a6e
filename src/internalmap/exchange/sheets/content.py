"""Sheets as tables: each with something in it is one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Final

from internalmap.errors import InternalMapError, Place, Problem
from internalmap.exchange.headings.heading_rows import (
    distinct_headings,
    heading_row,
    joined_headings,
)
from internalmap.exchange.headings.tables import MAX_COLUMNS, MAX_ROWS, Row, Table, TableFile, Where
from internalmap.exchange.headings.understanding import Understanding
from internalmap.exchange.sheets.cells import Fault, SheetCells, SheetRow
from internalmap.exchange.sheets.package import Package
from internalmap.exchange.sheets.source import SheetSource
from internalmap.model.phrases import counted
from internalmap.text.escape import quoted
from internalmap.text.shown import first_few
from internalmap.text.suggest import did_you_mean

#: How many rows that are not empty the headings are looked for in.
HEADING_ROWS: Final = 20
#: How many cells the tables of a workbook may have, with the empty ones to the left of others.
MAX_PLACES: Final = 20_000_000
#: How many cells that cannot be read are told, before the file as a whole is refused.
MAX_PROBLEMS: Final = 10_000
#: The sheet that holds what is said of the organisation as a whole.
SETTINGS_SHEET: Final = "Organization"
#: Its headings.
SETTINGS_HEADINGS: Final = ("setting", "value")

_SHOWN_NAMES = 20
_SHOWN_ROWS = 5


@dataclass
class TableUsage:
    """What of the bounds of a workbook its tables have used up."""

    cells: int = 0
    places: int = 0
    problems: int = 0


def no_such_sheet(package: Package, sheet: str, names: Sequence[str]) -> InternalMapError:
    """The error that a workbook has no sheet of this name, with those that it has."""
    shown = ", ".join(map(quoted, names[:_SHOWN_NAMES])) or "none"
    more = ", …" if len(names) > _SHOWN_NAMES else ""
    near = did_you_mean(sheet, names)
    listed = f"Its sheets: {shown}{more}."
    return package.refusal(
        f"there is no sheet {quoted(sheet)}", f"{near} {listed}" if near else listed
    )


class SheetContent:
    """One sheet: its headings, its rows, and what of it cannot be read."""

    def __init__(
        self,
        name: str,
        reader: SheetCells,
        index: int,
        usage: TableUsage,
        how: Understanding,
    ) -> None:
        self.title = f"{name}, sheet {reader.name}"
        self.source = SheetSource.of(name, reader.name, index, self._shown)
        self.reader = reader
        self.problems: list[tuple[Problem, Where | None]] = []
        self.headings: tuple[str, ...] = ()
        self.heading_row = 0
        #: The second row of headings, where there are two.
        self.second_row = 0
        #: How many rows with something in them are hidden, and the first of them.
        self.hidden_rows = 0
        self.first_hidden = 0
        #: Merged cells that stand for all that they cover, and rows that are headings of parts.
        self.merged: list[str] = []
        self.titles: list[int] = []
        #: Whether something stands above the headings.
        self.above = False
        self.whole = True
        #: How many rows say something to the right of the headings, and where the first does.
        self.beside = 0
        self.first_beside = ""
        self._usage = usage
        self._how = how
        self._rows: dict[int, tuple[str, ...]] = {}
        # What messages show of cells that are in no row: faults, and what has no heading.
        self._marked: dict[int, dict[int, str]] = {}
        self._read()
        usage.cells = self.reader.cells

    def rows(self) -> Iterator[Row]:
        """The rows below the headings."""
        return iter(self._rows.items())

    def place(self, row: int, column: int | None) -> Place:
        """Where a cell is, or a row; row 0 stands for the headings."""
        return self.source.place(row or self.heading_row, column)

    def notices(self) -> Iterator[str]:
        """What people must know of how the sheet was read."""
        if self.above:
            yield (
                f"{self.title}: the headings are in row {self.heading_row}, and what stands above "
                "them is not used"
            )
        if self.beside:
            yield (
                f"{self.title}: what stands to the right of the headings is not used, in "
                f"{counted(self.beside, 'row')}, the first at {self.first_beside}"
            )
        if self.second_row:
            yield (
                f"{self.title}: rows {self.heading_row} and {self.second_row} together are the "
                "headings"
            )
        if self.merged:
            others = f", and {len(self.merged) - 1:,} more" if len(self.merged) > 1 else ""
            yield (
                f"{self.title}: cells are merged ({self.merged[0]}{others}); "
                "what stands in them counts for all that they cover"
            )
        if self.titles:
            rows = "row" if len(self.titles) == 1 else "rows"
            shown = first_few(self.titles, _SHOWN_ROWS, "{:,}".format)
            yield (f"{self.title}: {rows} {shown} left out: a text over the whole width is no data")
        if self.hidden_rows:
            first = "" if self.hidden_rows == 1 else ", the first"
            yield (
                f"{self.title}: hidden rows are read like others: "
                f"{counted(self.hidden_rows, 'row')}{first}: row {self.first_hidden:,}"
            )
        columns = self.reader.hidden_columns(len(self.headings))
        if columns and self.headings:
            shown = first_few([quoted(self.headings[each]) for each in columns], _SHOWN_ROWS)
            yield f"{self.title}: hidden columns are read like others: {shown}"

    def _read(self) -> None:
        rows = self.reader.rows()
        first = list(islice(rows, HEADING_ROWS))
        if not first:
            return
        width = MAX_COLUMNS
        texts = [self._texts(row, min(max(row.cells) + 1, width)) for row in first]
        at = heading_row(texts, self._how)
        self.above = at > 0
        self._read_headings(first[at])
        if at + 1 < len(first):
            joined = joined_headings(self.headings, texts[at + 1], self._how.words)
            if joined is not None and len(joined) <= MAX_COLUMNS:
                self.headings = tuple(distinct_headings(joined))
                at += 1
                self.second_row = first[at].number
        for row in chain(first[at + 1 :], rows):
            if len(self._rows) == MAX_ROWS:
                self._refuse(row.number, None, f"a table may have {MAX_ROWS:,} rows", "Split it.")
            if not self.whole:
                break
            self._read_row(row)
        if self.headings and self.whole:
            self._fill_merged()

    def _fill_merged(self) -> None:
        """Let merged cells stand for all that they cover, below the headings."""
        numbers = list(self._rows)
        width = len(self.headings)
        top = max(self.heading_row, self.second_row)
        filled: dict[int, list[str]] = {}
        for reference, first, last, left, right in self.reader.merged_ranges():
            if last <= top or left >= width or (first == last and left == right):
                continue
            cells = self._rows.get(first, ())
            text = cells[left] if left < len(cells) else ""
            right = min(right, width - 1)
            if first <= top or not text:
                continue
            covered = right - left + 1
            alone = all(not cell or at == left for at, cell in enumerate(cells))
            if alone and covered > 1 and 2 * covered > width and first == last:
                self.titles.append(first)
                continue
            start, end = bisect_left(numbers, first), bisect_right(numbers, last)
            self._usage.places += (end - start) * covered
            if self._usage.places > MAX_PLACES:
                many = f"merged cells may cover {MAX_PLACES:,} cells of rows with something in them"
                self._refuse(first, None, many, "Split them.")
                return
            self.merged.append(reference)
            for number in numbers[start:end]:
                row = filled.setdefault(number, list(self._rows[number]))
                row += [""] * (right + 1 - len(row))
                for column in range(left, right + 1):
                    row[column] = row[column] or text
        for number, row in filled.items():
            self._rows[number] = tuple(row)
        self.titles.sort()
        for number in self.titles:
            del self._rows[number]

    def _read_headings(self, row: SheetRow) -> None:
        self.heading_row = row.number
        last = max(row.cells)
        width = min(last + 1, MAX_COLUMNS)
        self.headings = tuple(distinct_headings(self._texts(row, width)))
        if last >= MAX_COLUMNS:
            self._mark(row.number, last, row.cells[last])
            self._refuse(
                row.number,
                last,
                f"a table may have {MAX_COLUMNS:,} columns",
                "Delete what stands to the right of the table.",
            )
        self._report_faults(row, width, 0)

    def _read_row(self, row: SheetRow) -> None:
        width = len(self.headings)
        inside = [column for column in row.cells if column < width]
        filled = max(inside, default=-1) + 1
        self._usage.places += filled
        if self._usage.places > MAX_PLACES:
            many = f"tables may have {MAX_PLACES:,} cells, empty ones between others included"
            self._refuse(row.number, None, many, "Split it.")
            return
        self._rows[row.number] = self._texts(row, filled)
        if filled and row.number in self.reader.hidden_rows:
            self.hidden_rows += 1
            self.first_hidden = self.first_hidden or row.number
        if len(inside) < len(row.cells):
            column = min(column for column in row.cells if column >= width)
            if not self.beside:
                self._mark(row.number, column, row.cells[column])
                self.first_beside = self.place(row.number, column).label
            self.beside += 1
        if filled:
            self._report_faults(row, width, row.number)
        else:
            del self._rows[row.number]

    def _texts(self, row: SheetRow, width: int) -> tuple[str, ...]:
        """The cells of a row from the first column on; those that cannot be read are empty."""
        cells = [""] * width
        for column, text in row.cells.items():
            if column < width and isinstance(text, str):
                cells[column] = text
        return tuple(cells)

    def _report_faults(self, row: SheetRow, width: int, number: int) -> None:
        faults = {
            column: cell
            for column, cell in sorted(row.cells.items())
            if isinstance(cell, Fault) and column < width
        }
        for column, fault in faults.items():
            self._mark(row.number, column, fault)
        for column, fault in faults.items():
            self._report_cell(row.number, column, fault.message, fault.remedy, number)

    def _mark(self, row: int, column: int, cell: str | Fault) -> None:
        shown = cell if isinstance(cell, str) else cell.shown
        self._marked.setdefault(row, {})[column] = shown

    def _refuse(self, row: int, column: int | None, message: str, remedy: str) -> None:
        """The table as a whole cannot be read."""
        self.whole = False
        self._rows.clear()
        self._report(row, None, column, f"{message}; here are more", remedy)

    def _report_cell(self, row: int, column: int, message: str, remedy: str, number: int) -> None:
        """A cell cannot be read; of so many of them, the table."""
        if len(self.problems) < MAX_PROBLEMS:
            self._report(row, number, column, message, remedy)
        elif self.whole:
            many = f"so many cells of a table may be unreadable: {MAX_PROBLEMS:,}"
            self._refuse(row, column, many, remedy)

    def _report(
        self, row: int, number: int | None, column: int | None, message: str, remedy: str
    ) -> None:
        problem = Problem(self.place(row, column), message, remedy)
        where = (self.title, 0, None) if number is None else (self.title, number, column)
        self.problems.append((problem, where))

    def _shown(self, row: int) -> list[tuple[int, str]]:
        """What there is to show of a row."""
        cells = self.headings if row == self.heading_row else self._rows.get(row)
        if cells is None:
            return []
        marked = self._marked.get(row, {})
        width = len(self.headings)
        shown = [*enumerate(cells), *((column, "") for column in range(len(cells), width))]
        shown = [(column, marked.get(column, text)) for column, text in shown]
        return [*shown, *((each, text) for each, text in marked.items() if each >= width)]


class Sheets:
    """What the sheets hold, put together."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._tables: list[Table] = []
        self._settings: dict[str, tuple[str, Place]] = {}
        self._problems: list[tuple[Problem, Where | None]] = []
        self._notices: list[str] = []
        self._hidden: list[str] = []
        self._formulas = False

    def take(self, content: SheetContent) -> None:
        """Take a sheet in."""
        self._problems += content.problems
        self._formulas = self._formulas or content.reader.formulas
        if not content.headings:
            return
        if content.reader.hidden:
            self._hidden.append(content.reader.name)
        self._notices += content.notices()
        if not content.whole:
            return
        if content.reader.name == SETTINGS_SHEET and content.headings == SETTINGS_HEADINGS:
            self._take_settings(content)
        else:
            title, headings = content.title, content.headings
            self._tables.append(
                Table(title, headings, content.rows, content.place, decimal_commas=True)
            )

    def _take_settings(self, content: SheetContent) -> None:
        for number, cells in content.rows():
            key, value = ("".join(cell) for cell in (*cells, "", "")[:2])
            if not key and not value:
                continue
            message = ""
            if not key:
                message = "this value has no name of a setting beside it"
            elif key in self._settings:
                message = f"{quoted(key)} is set already, in a row above"
            if message:
                place = content.place(number, 0 if key else 1)
                problem = Problem(place, message, "Complete the row, or delete it.")
                self._problems.append((problem, None))
            else:
                self._settings[key] = (value, content.place(number, 1))

    def table_file(self, *, stale: bool) -> TableFile:
        """All of it; `stale` says that formulas are still to be worked out."""
        notices = []
        file = self._name
        if self._hidden:
            names = ", ".join(map(quoted, self._hidden[:_SHOWN_NAMES]))
            more = ", …" if len(self._hidden) > _SHOWN_NAMES else ""
            notices.append(f"{file}: hidden sheets are read like others: {names}{more}")
        if self._formulas and stale:
            notices.append(
                f"{file}: its formulas have not been worked out since it was written; "
                "open it in the spreadsheet program and save it, or old results may be read"
            )
        notices += self._notices
        if "internalmap" in self._settings:
            self._tables = [replace(table, exact=True) for table in self._tables]
        return TableFile(
            tuple(self._tables), dict(self._settings), tuple(self._problems), tuple(notices)
        )
