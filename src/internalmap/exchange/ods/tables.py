"""OpenDocument spreadsheets as tables: sheets that are read one after the other, each as its rows
come out of the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from math import isfinite

from internalmap.exchange.headings.tables import MAX_CELL, TableFile
from internalmap.exchange.headings.understanding import Understanding
from internalmap.exchange.ods.guard import (
    ERROR,
    TEXT,
    UNRESOLVED,
    ContentGuard,
    RawRow,
    RawSheet,
    SheetEnd,
)
from internalmap.exchange.ods.package import CONTENT, OdsPackage
from internalmap.exchange.sheets.cells import (
    NO_RESULT,
    Fault,
    KnownValues,
    SheetRow,
    column_letters,
    columns_within,
    error_in_cell,
    plain_text,
    too_long,
    with_cells_of,
)
from internalmap.exchange.sheets.content import SheetContent, Sheets, TableUsage, no_such_sheet
from internalmap.exchange.sheets.guard import Part, Usage
from internalmap.exchange.sheets.package import Package
from internalmap.text.escape import quoted

_NUMBER = re.compile(
    r"[-+]?(?:[0-9]{1,400}(?:\.[0-9]{0,400})?|\.[0-9]{1,400})(?:[eE][-+]?[0-9]{1,4})?"
)
_DURATION = re.compile(
    r"(-?)P(?:([0-9]{1,9})D)?"
    r"(?:T(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9}(?:[.,][0-9]{1,20})?)S)?)?"
)
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.,]{1,30})?")


def spreadsheet_tables(
    data: bytes, name: str, how: Understanding | None = None, *, sheet: str | None = None
) -> TableFile:
    """The tables in an OpenDocument spreadsheet; with `sheet`, the one in that sheet only.

    `name` is the file's path as it was given.

    Raises `InternalMapError` where the file is no such spreadsheet, is damaged or is too large, and
    where there is no such sheet.
    """
    reader = _Reader(data, name)
    found = Sheets(name)
    usage = TableUsage()
    names: list[str] = []
    for index, each in enumerate(reader.sheets()):
        names.append(each.name)
        if sheet is None or each.name == sheet:
            cells = OdsSheet(reader, each, usage.cells)
            found.take(SheetContent(name, cells, index, usage, how or Understanding()))
    if sheet is not None and sheet not in names:
        raise no_such_sheet(reader.package, sheet, names)
    return found.table_file(stale=False)


def whole_sheets(data: bytes, name: str) -> tuple[Package, list[tuple[str, list[SheetRow]]]]:
    """The file, and all that stands in its sheets, by their names and in their order.

    Raises `InternalMapError` as `spreadsheet_tables` does.
    """
    reader = _Reader(data, name)
    found = []
    cells = 0
    for each in reader.sheets():
        sheet = OdsSheet(reader, each, cells)
        found.append((each.name, list(sheet.rows())))
        cells = sheet.cells
    return reader.package, found


class _Reader:
    """Reads the one part in which all sheets stand."""

    def __init__(self, data: bytes, name: str) -> None:
        self.package = OdsPackage(data, name)
        usage = Usage()
        self.package.check_lock(usage)
        self._guard = ContentGuard(usage)
        self._part = Part(self.package, CONTENT, self._guard)
        #: What is found in cells that say the same.
        self.known = KnownValues(_value)

    def _is_next(self, kind: type) -> bool:
        """Whether what comes next in the file, if anything does, is of this kind."""
        found = self._guard.found
        while not found:
            if not self._part.read() and not found:
                return False
        return isinstance(found[0], kind)

    def sheets(self) -> Iterator[RawSheet]:
        """The sheets, from the first; what is not read of one is passed over."""
        names: set[str] = set()
        while self._is_next(RawSheet):
            sheet = self._guard.found.popleft()
            assert isinstance(sheet, RawSheet)
            self._is_next(RawRow)  # by then it is known what the sheet is
            if not sheet.foreign:
                if not sheet.name:
                    raise self.package.damaged("one of its sheets has no name")
                if sheet.name in names:
                    raise self.package.damaged(f"two of its sheets are called {quoted(sheet.name)}")
                names.add(sheet.name)
                yield sheet
            for _ in self.rows():
                pass
            if self._is_next(SheetEnd):
                self._guard.found.popleft()
        if self._guard.holds != "spreadsheet":
            raise self.package.no_spreadsheet()

    def rows(self) -> Iterator[RawRow]:
        """The rows of the sheet that is being read, as far as they were not."""
        while self._is_next(RawRow):
            row = self._guard.found.popleft()
            assert isinstance(row, RawRow)
            yield row


class OdsSheet:
    """Reads a sheet; `cells` is how many cells have been found in the file so far."""

    #: What results formulas had is in the file.
    formulas = False

    def __init__(self, reader: _Reader, sheet: RawSheet, cells: int) -> None:
        self._reader = reader
        self._sheet = sheet
        self.name, self.hidden = sheet.name, sheet.hidden
        self.cells = cells
        self.hidden_rows: set[int] = set()

    def rows(self) -> Iterator[SheetRow]:
        """The rows that are not empty, from the top."""
        for raw in self._reader.rows():
            cells: dict[int, str | Fault] = {}
            for column, repeated, kind, value in raw.cells:
                found = self._found(kind, value)
                if found:
                    for at in range(column, column + repeated):
                        cells[at] = found
            if not cells:
                continue
            for number in range(raw.number, raw.number + raw.repeated):
                row = SheetRow(number, cells)
                self.cells = with_cells_of(row, self.cells, self._reader.package)
                if raw.hidden:
                    self.hidden_rows.add(number)
                yield row

    def hidden_columns(self, width: int) -> list[int]:
        """Which of the first columns are hidden, from 0."""
        return columns_within(self._sheet.hidden_columns, width)

    def merged_ranges(self) -> Iterator[tuple[str, int, int, int, int]]:
        """The ranges of merged cells: as people write them, their first and last row, and their
        first and last column, from 0."""
        for row, column, rows, columns in self._sheet.merged:
            last, right = row + rows - 1, column + columns - 1
            corners = f"{column_letters(column)}{row}", f"{column_letters(right)}{last}"
            yield ":".join(corners), row, last, column, right

    def _found(self, kind: str, value: str) -> str | Fault:
        """What stands in a cell; nothing where it is empty."""
        if kind == TEXT:
            return value if len(value) <= MAX_CELL else too_long(value)
        return self._reader.known[kind, value]


def _value(kind: str, value: str) -> str | Fault:
    """What a value that is no text says."""
    if kind == UNRESOLVED:
        return NO_RESULT
    if kind == ERROR:
        return error_in_cell(value or "#VALUE!")
    if kind == "boolean":
        return value if value in ("true", "false") else _no_value(value, "truth value")
    if kind in ("date", "time"):
        moment = _moment(value) if kind == "date" else _duration(value)
        return _no_value(value, kind) if moment is None else plain_text(moment)
    if _NUMBER.fullmatch(value) is None or not isfinite(float(value)):
        return _no_value(value, "number")
    return plain_text(float(value) if not value.isdigit() else int(value))


def _moment(text: str) -> datetime | None:
    """A date, or a date with a time of day."""
    try:
        return datetime.fromisoformat(text) if _MOMENT.fullmatch(text) else None
    except ValueError:
        return None


def _duration(text: str) -> timedelta | None:
    """A duration, or a time of day."""
    match = _DURATION.fullmatch(text)
    if match is None or not any(match.groups()[1:]):
        return None
    sign, *parts = match.groups()
    days, hours, minutes = (int(part or 0) for part in parts[:3])
    seconds = float((parts[3] or "0").replace(",", "."))
    try:
        found = timedelta(days, seconds, 0, 0, minutes, hours)
    except OverflowError:
        return None
    return -found if sign else found


def _no_value(value: str, what: str) -> Fault:
    message = f"this cell holds {quoted(value[:100])}, which is no {what}"
    return Fault(message, "Correct it, or empty the cell.", value[:100])
