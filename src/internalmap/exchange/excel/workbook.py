"""A workbook as the library openpyxl reads it, made to read no more than is needed.

It is used where `load_workbook` uses it in its read-only mode: below that, a sheet would be padded
with empty cells to its last column, and each row's look be kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import builtin_format_code, is_date_format, is_timedelta_format
from openpyxl.worksheet._reader import WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS, STYLES_TYPE
from openpyxl.xml.functions import fromstring, iterparse

from internalmap.errors import InternalMapError
from internalmap.exchange.excel.guard import ROW, TEXT, Guard, Part, Usage
from internalmap.exchange.excel.package import Package

#: How many sheets a workbook may have.
MAX_SHEETS: Final = 1_000
#: How many different texts the cells of a workbook may have.
MAX_TEXTS: Final = 5_000_000

_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
#: Excel stops here; patterns need not cope with more.
_LONGEST_FORMAT = 255
_TEXT = f"{{{SHEET_MAIN_NS}}}si"
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
        self.source = Package(data, name)
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
        return Part(self.source, path, self.usage).whole()

    def _path(self, kind: str) -> str:
        """The part of this kind, if there is one."""
        found = self.package.find(kind)  # type: ignore[no-untyped-call]  # the stubs lack it
        return found.PartName.lstrip("/") if found else ""

    def _texts(self) -> list[str]:
        """The texts that cells refer to by number.

        The library's own way drops "x005F_" from them, and all that escapes mean with it.
        """
        path = self._path(SHARED_STRINGS)
        if not path:
            return []
        found: list[str] = []
        part = Part(self.source, path, self.usage, TEXT)
        steps = iterparse(part, ("start", "end"))
        root = next(steps)[1]
        for event, node in steps:
            if event == "end" and node.tag == _TEXT:
                runs = (*node.iterfind("t", _MAIN), *node.iterfind("r/t", _MAIN))
                found.append("".join(unescaped(run.text or "") for run in runs).strip())
                root.clear()
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

    def rows(self, sheet: Sheet) -> tuple[Guard, Iterator[tuple[int, list[dict[str, Any]]]]]:
        """The rows of a sheet as the library gives them, and the guard that sees them before.

        Cells that refer to a text have its number.
        """
        with self.reported(f"its sheet {sheet.name}"):
            part = Part(self.source, sheet.path, self.usage, ROW)
        return part.guard, self._rows(sheet, part)

    def _rows(self, sheet: Sheet, part: Part) -> Iterator[tuple[int, list[dict[str, Any]]]]:
        times, durations = self._times
        texts: Any = range(len(self.texts))
        epoch: datetime = self.wb.epoch
        reader = WorkSheetParser(part, texts, True, epoch, times, durations)
        steps = reader.parse()
        count = 0
        # What follows the rows is not for the library: it may trip over it, and it is not needed.
        while not (part.guard.over and count == part.guard.units):
            with self.reported(f"its sheet {sheet.name}"):
                row = next(steps, None)
            if row is None:
                break
            count += 1
            reader.row_dimensions.clear()
            yield row
        part.whole()


def unescaped(text: str) -> str:
    r"""A text as people see it: workbooks write what XML cannot hold as `_x0007_`.

    >>> unescaped("a_x0007_b"), unescaped("_x005F_x0041_")
    ('a\x07b', '_x0041_')
    """
    return _ESCAPE.sub(_unescaped, text) if "_x" in text else text


def _unescaped(match: re.Match[str]) -> str:
    code = int(match.group(1), 16)
    # Half a sign is none: it stays as it was written.
    return match.group() if 0xD800 <= code <= 0xDFFF else chr(code)
