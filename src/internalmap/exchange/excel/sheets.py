"""Workbooks for people: each sheet a table that can be sorted and filtered, texts as they are.

What stands in a cell is a text or a number, never a formula or a link, whatever it begins with.
The same sheets give the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from math import isfinite
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from internalmap.text.excel_text import MAX_TEXT, runs, text_length, write_text

if TYPE_CHECKING:
    from xlsxwriter import Workbook

#: A cell: a text, a number, or nothing.
Value: TypeAlias = str | int | float | None
#: A sheet: its name, its headings, its rows.
SheetToWrite: TypeAlias = tuple[str, tuple[str, ...], Sequence[tuple[Value, ...]]]

#: How many rows fit below the headings.
MAX_SHEET_ROWS: Final = 1_048_575

_NARROWEST = 8
_WIDEST = 50
#: The height of a line, in points, and how many lines of a cell are shown.
_LINE_HEIGHT = 15
_MOST_LINES = 12
#: How many rows are looked at to find out how wide a column should be.
_MEASURED = 2_000
#: As many columns fit on a screen: with more, the first stays where it is.
_ON_A_SCREEN = 4
#: What is written as an escape.
_ESCAPED = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def workbook(sheets: Sequence[SheetToWrite]) -> bytes:
    """A workbook of these sheets.

    Raises `ValueError` where it cannot hold a text, a number or so many rows, naming sheet, row
    and heading. Headings must differ, in more than capitals, and not be empty.
    """
    from datetime import datetime

    import xlsxwriter

    for sheet in sheets:
        _check(*sheet)
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    # The clock would make every file another one.
    book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001  # it takes no zone
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    # Not every program shows the style of a table.
    bold = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
    formats = (wrapped, bold, book.add_format())
    for name, headings, rows in sheets:
        _write(book, name, headings, rows, formats)
    book.close()
    return stream.getvalue()


def _check(name: str, headings: tuple[str, ...], rows: Sequence[tuple[Value, ...]]) -> None:
    if not headings or not all(headings):
        raise ValueError(f"sheet {name}: a heading is missing")
    if len({heading.casefold() for heading in headings}) < len(headings):
        raise ValueError(f"sheet {name}: two headings are the same")
    if len(rows) > MAX_SHEET_ROWS:
        raise ValueError(f"sheet {name}: {len(rows):,} rows; a sheet holds {MAX_SHEET_ROWS:,}")
    for number, row in enumerate(rows, 2):
        if len(row) > len(headings):
            raise ValueError(f"sheet {name}, row {number}: more cells than headings")
        for heading, value in zip(headings, row, strict=False):
            where = f"sheet {name}, row {number}, {heading}"
            if isinstance(value, str):
                length = text_length(value) if 2 * len(value) > MAX_TEXT else 0
                if length > MAX_TEXT:
                    raise ValueError(f"{where}: {length:,} characters; a cell holds {MAX_TEXT:,}")
                if _ESCAPED.search(value) and len(runs(value)) > 1:
                    raise ValueError(f"{where}: a cell cannot hold this text")
            elif isinstance(value, float) and not isfinite(value):
                raise ValueError(f"{where}: {value} is no number that a cell can hold")


def _write(
    book: Workbook,
    name: str,
    headings: tuple[str, ...],
    rows: Sequence[tuple[Value, ...]],
    formats: tuple[Any, Any, Any],
) -> None:
    wrapped, bold, plain = formats
    sheet = book.add_worksheet(name)
    # A table has at least one row below its headings, if an empty one.
    last_row = max(len(rows), 1)
    sheet.add_table(
        0,
        0,
        last_row,
        len(headings) - 1,
        {
            "columns": [{"header": heading, "header_format": bold} for heading in headings],
            "style": "Table Style Light 1",
        },
    )
    # On paper: as wide as the page, with the headings on each.
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 1 if len(headings) > _ON_A_SCREEN else 0)
    widths = [_width(headings, rows, column) for column in range(len(headings))]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width, wrapped)
    for number, row in enumerate(rows, 1):
        lines = max(map(_lines, row, widths), default=1)
        if lines > 1:  # Excel would find out by itself; not every program does.
            sheet.set_row(number, _LINE_HEIGHT * min(lines, _MOST_LINES))
        for column, value in enumerate(row):
            if isinstance(value, str):
                if value:
                    write_text(sheet, number, column, value, wrapped, plain)
            elif value is not None:
                _write_number(sheet, number, column, value, wrapped)
    # A text that looks like a number is meant: no mark in its corner.
    sheet.ignore_errors({"number_stored_as_text": f"A1:{_last_cell(last_row, len(headings))}"})


def _last_cell(row: int, columns: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    cell: str = xl_rowcol_to_cell(row, columns - 1)
    return cell


def _write_number(sheet: Any, row: int, column: int, number: float, cell_format: Any) -> None:
    """Write a number, exactly; as a text where the file would round it."""
    if isinstance(number, bool):
        sheet.write_boolean(row, column, number, cell_format)
    elif float(f"{number:.16G}") == number:
        sheet.write_number(row, column, number, cell_format)
    else:
        sheet.write_string(row, column, repr(number), cell_format)


def _width(headings: tuple[str, ...], rows: Sequence[tuple[Value, ...]], column: int) -> int:
    # The button of the filter stands beside the heading.
    width = len(headings[column]) + 3
    for row in rows[:_MEASURED]:
        value = row[column] if column < len(row) else None
        if value is not None and width < _WIDEST:
            lines = str(value)[: 10 * _WIDEST].split("\n")
            width = max(width, *(len(line) + 2 for line in lines))
    return min(max(width, _NARROWEST), _WIDEST)


def _lines(value: Value, width: int) -> int:
    """How many lines a cell takes in a column of this width, or more than are shown."""
    if not isinstance(value, str) or (len(value) < width and "\n" not in value):
        return 1
    shown = value[: _WIDEST * _MOST_LINES].split("\n", _MOST_LINES)
    return sum(1 + len(line) // width for line in shown)
