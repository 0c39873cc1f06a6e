"""Workbooks of Excel as another program writes them, and what is read of sheets."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import openpyxl

from internalmap.errors import InvalidModel
from internalmap.exchange.headings.tables import Row, TableFile


def parts(data: bytes) -> dict[str, bytes]:
    """The parts of a workbook file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(contents: dict[str, bytes]) -> bytes:
    """A zip of these parts, of which nothing says when it was made."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return stream.getvalue()


def made(*sheets: tuple[str, Sequence[Sequence[object]]]) -> bytes:
    """A workbook as another program writes it."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def rows_of(table_file: TableFile, table: int = 0) -> list[Row]:
    return [(number, tuple(cells)) for number, cells in table_file.tables[table].rows()]


def said(table_file: TableFile) -> list[str]:
    """The problems, as people read them, in their order."""
    assert table_file.problems
    return str(InvalidModel(problem for problem, _ in table_file.problems)).split("\n\n")
