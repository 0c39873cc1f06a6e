"""Forms as people fill them in, with a library that is not the one that made them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from internalmap.exchange.forms.layout import FILLED_BY, FILLED_ON, GUIDE, ROW


def grid(sheet: Worksheet) -> tuple[int, dict[str, int]]:
    """The number of the row of headings, and the column of each heading."""
    for row in sheet.iter_rows():
        texts = {str(cell.value): cell.column for cell in row if cell.value is not None}
        if ROW in texts:
            return row[0].row or 0, {text: int(column or 0) for text, column in texts.items()}
    raise AssertionError(f"{sheet.title} has no headings")


def rows(sheet: Worksheet) -> list[dict[str, str]]:
    """What stands below the headings, row by row, empty rows left out."""
    at, columns = grid(sheet)
    found = []
    for number in range(at + 1, sheet.max_row + 1):
        texts = {
            heading: str(value)
            for heading, column in columns.items()
            if (value := sheet.cell(number, column).value) is not None
        }
        if texts:
            found.append(texts)
    return found


def fill(
    path: Path,
    sheet: str = "",
    changes: Mapping[int, Mapping[str, Any]] | None = None,
    new: Sequence[Mapping[str, Any]] = (),
    by: str | None = None,
    on: date | None = None,
) -> None:
    """Write into a form: cells of its rows, counted from 0, by their headings; further rows in the
    empty ones; and who filled it in, when."""
    book = load_workbook(path)
    if sheet:
        page = book[sheet]
        at, columns = grid(page)
        count = len(rows(page))
        for number, texts in [*(changes or {}).items(), *enumerate(new, count)]:
            for heading, value in texts.items():
                page.cell(at + 1 + number, columns[heading]).value = value
    guide = book[GUIDE]
    for row in guide.iter_rows(max_col=1):
        for label, value in ((FILLED_BY, by), (FILLED_ON, on)):
            if row[0].value == label and value is not None:
                guide.cell(row[0].row or 0, 2).value = value
    book.save(path)
