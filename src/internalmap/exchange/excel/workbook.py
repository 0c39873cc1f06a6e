"""A workbook as the library openpyxl reads it, made to read no more than is needed: what it says of
itself, of its formats and of moments. Its rows and texts are gathered by the guards over them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Final

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import builtin_format_code, is_date_format, is_timedelta_format
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.datetime import from_excel, from_ISO8601
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS, STYLES_TYPE
from openpyxl.xml.functions import fromstring

from internalmap.errors import InternalMapError
from internalmap.exchange.excel.package import ExcelPackage
from internalmap.exchange.excel.sheet_guards import RawCell, RowGuard, TextGuard
from internalmap.exchange.sheets.guard import Guard, Part, Usage
from internalmap.exchange.sheets.package import MAX_SHEETS
from internalmap.text.excel_text import unescaped

#: How many different texts the cells of a workbook may have.
MAX_TEXTS: Final = 5_000_000

#: Excel stops here; patterns need not cope with more.
_LONGEST_FORMAT = 255
_MAIN = {"": SHEET_MAIN_NS}
#: What asks for all formulas to be worked out once the file is opened.
_STALE = re.compile(rb"""<(?:\w+:)?calcPr\b[^>]*\bfullCalcOnLoad\s*=\s*["'](?:1|true)["']""")
_NO_EXCEL = "this is an Office file, but no Excel file (.xlsx)"


@dataclass(frozen=True)
class Sheet:
    """A sheet of cells: its name, whether it is hidden, and its part in the file."""

    name: str
    hidden: bool
    path: str


class WorkbookReader(ExcelReader):
    """Reads what a workbook says of itself, and its texts.

    `stale` says that its formulas are still to be worked out. Raises `InternalMapError` only.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self.source = ExcelPackage(data, name)
        self.usage = Usage()
        with self.reported("this workbook"):
            super().__init__(BytesIO(data), read_only=True, data_only=True, keep_links=False)
            # What the library asks its zip for comes by the guard.
            self.archive = self  # type: ignore[assignment]  # it asks for no more than `read`
            self.read_manifest()
            self.texts = self._texts()
            try:
                self.read_workbook()
            except OSError as error:
                raise self.source.refusal(_NO_EXCEL) from error
            self.sheets = self._sheets()
            self._times = self._time_formats()
            # The library takes it for granted where the file does not say so.
            outline = self.read(self.parser.workbook_part_name)
            self.stale = _STALE.search(outline) is not None

    @contextmanager
    def reported(self, what: str) -> Iterator[None]:
        """Say it in one message where the library cannot read something, whatever it raises."""
        try:
            yield
        except (InternalMapError, MemoryError):
            raise
        except Exception as error:  # there is no list of what it raises
            raise self.source.damaged(f"{what} cannot be read") from error

    def read(self, path: str) -> bytes:  # type: ignore[override]  # the archive's, see above
        """A part as a whole, as the library asks its zip for it."""
        return Part(self.source, path, Guard(self.usage)).whole()

    def _path(self, kind: str) -> str:
        """The part of this kind, if there is one."""
        found = self.package.find(kind)  # type: ignore[no-untyped-call]  # the stubs lack it
        return found.PartName.lstrip("/") if found else ""

    def _texts(self) -> list[str]:
        """The texts that cells refer to by number."""
        path = self._path(SHARED_STRINGS)
        if not path:
            return []
        found: list[str] = []
        guard = TextGuard(self.usage)
        part = Part(self.source, path, guard)
        while part.read():
            found += guard.texts
            guard.texts.clear()
            if len(found) > MAX_TEXTS:
                raise self.source.too_much(
                    f"a workbook may have {MAX_TEXTS:,} different texts; this has more"
                )
        return found

    def _sheets(self) -> tuple[Sheet, ...]:
        if len(self.parser.sheets) > MAX_SHEETS:
            raise self.source.refusal(f"a workbook may have {MAX_SHEETS:,} sheets; this has more")
        sheets = list(self.parser.find_sheets())
        if not sheets:
            raise self.source.refusal(
                _NO_EXCEL, "If it is one after all, save it as an ordinary .xlsx, not a strict one."
            )
        found = [
            Sheet(unescaped(sheet.name), sheet.state not in (None, "visible"), relation.target)
            for sheet, relation in sheets
            if relation.Type.endswith("/worksheet")
        ]
        # One part read as many sheets would be more than what was measured.
        if len({sheet.path.lower() for sheet in found}) < len(found):
            raise self.source.damaged("two of its sheets are one part")
        return tuple(found)

    def _time_formats(self) -> tuple[set[int], set[int]]:
        """Which formats of cells show a number as a date or time, and which of them as a duration.

        The library's own way makes objects of fonts and colours, and trips over those it does not
        know.
        """
        path = self._path(STYLES_TYPE)
        if not path:
            return set(), set()
        root = fromstring(self.read(path))
        codes = {
            node.get("numFmtId", ""): node.get("formatCode", "")[:_LONGEST_FORMAT]
            for node in root.iterfind("numFmts/numFmt", _MAIN)
        }
        formats = [node.get("numFmtId", "0") for node in root.iterfind("cellXfs/xf", _MAIN)]
        # Each code is looked at once, however many formats have it.
        shown = {known: codes.get(known) or builtin_format_code(int(known)) for known in {*formats}}
        times = {known for known, code in shown.items() if is_date_format(code)}
        durations = {known for known, code in shown.items() if is_timedelta_format(code)}
        return (
            {number for number, known in enumerate(formats) if known in times},
            {number for number, known in enumerate(formats) if known in durations},
        )

    def rows(self, sheet: Sheet) -> tuple[RowGuard, Iterator[list[tuple[int, list[RawCell]]]]]:
        """The rows of a sheet, so many at a time, and the guard that gathers them."""
        guard = RowGuard(self.usage)
        with self.reported(f"its sheet {sheet.name}"):
            part = Part(self.source, sheet.path, guard)
        return guard, self._rows(part, guard)

    def _rows(self, part: Part, guard: RowGuard) -> Iterator[list[tuple[int, list[RawCell]]]]:
        while part.read():
            if guard.rows:
                yield guard.rows
                guard.rows = []

    def moment(self, number: float, look: int) -> datetime | date | time | timedelta | None:
        """The date, the time or the duration that a number stands for in a cell of this look;
        nothing where it is a number. Raises `ValueError` or `OverflowError` for one that is beyond
        all dates."""
        times, durations = self._times
        if look not in times:
            return None
        epoch: datetime = self.wb.epoch
        found: datetime | date | time | timedelta = from_excel(
            number, epoch, timedelta=look in durations
        )
        return found


def written_moment(text: str) -> datetime | date | time | timedelta:
    """A moment or a duration that is written as a text. Raises `ValueError`."""
    found: datetime | date | time | timedelta = from_ISO8601(text)  # type: ignore[no-untyped-call]
    return found


def column_of(name: str) -> int:
    """The column of a cell's name, from 0. Raises `ValueError` for what is no name.

    >>> column_of("C7")
    2
    """
    return coordinate_to_tuple(name)[1] - 1
