"""Sheets of cells as tables, whatever program wrote them: what is read, and what is too much."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from exchange.spreadsheets import cell, content, line, ods, sheet
from exchange.workbooks import made, said
from internalmap.errors import InternalMapError, InvalidModel
from internalmap.exchange.excel import workbook as excel_workbook
from internalmap.exchange.excel.sheets import Value, workbook
from internalmap.exchange.excel.tables import workbook_tables
from internalmap.exchange.headings.tables import MAX_COLUMNS, TableFile
from internalmap.exchange.ods.tables import spreadsheet_tables
from internalmap.exchange.sheets import cells as sheet_cells
from internalmap.exchange.sheets import content as sheet_content
from internalmap.exchange.sheets import guard, package

_ERROR = cell("#N/A", ' table:formula="of:=NA()" calcext:value-type="error"')
_FORMS = pytest.mark.parametrize("form", ["xlsx", "ods"])


def file_of(form: str, *sheets: tuple[str, Sequence[Sequence[object]]]) -> bytes:
    """A file with these sheets."""
    if form == "xlsx":
        return made(*sheets)
    return ods(
        content(
            "".join(
                sheet(*(line(*map(_text, row)) for row in rows), name=name) for name, rows in sheets
            )
        )
    )


def _text(value: object) -> str:
    return _ERROR if value == "#N/A" else "" if value is None else str(value)


def read(data: bytes, form: str, sheet: str | None = None) -> TableFile:
    tables = workbook_tables if form == "xlsx" else spreadsheet_tables
    return tables(data, f"org.{form}", sheet=sheet)


def refused(data: bytes, form: str, sheet: str | None = None) -> str:
    with pytest.raises(InternalMapError) as caught:
        read(data, form, sheet)
    assert not isinstance(caught.value, InvalidModel)
    assert caught.value.message.startswith(f"org.{form}: ")
    return str(caught.value)


@_FORMS
def test_one_sheet_can_be_asked_for(form: str) -> None:
    data = file_of(form, ("Needs", [("a", "b"), ("1", "2")]), ("Parties", [("c", "d")]))
    assert [table.headings for table in read(data, form, "Parties").tables] == [("c", "d")]
    assert refused(data, form, "Partys") == (
        f"org.{form}: there is no sheet 'Partys'\n"
        "  Did you mean 'Parties'? Its sheets: 'Needs', 'Parties'."
    )


@_FORMS
def test_too_many_columns_are_told_at_the_heading(form: str) -> None:
    table_file = read(
        file_of(form, ("Wide", [[f"h{n}" for n in range(MAX_COLUMNS + 1)], ["x"]])), form
    )
    assert table_file.tables == ()
    assert [item for _, item in table_file.problems] == [(f"org.{form}, sheet Wide", 0, None)]
    assert said(table_file)[0].startswith(
        f"org.{form}: Wide!SG1: a table may have 500 columns; here are more"
    )


@_FORMS
def test_too_many_rows_are_told(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_content, "MAX_ROWS", 3)
    table_file = read(file_of(form, ("Long", [("a", "b"), *((("x", "y"),) * 4)])), form)
    assert table_file.tables == ()
    assert said(table_file)[0].startswith(
        f"org.{form}: Long!A5: a table may have 3 rows; here are more"
    )
    assert len(read(file_of(form, ("Long", [("a", "b")] * 4)), form).tables) == 1


@_FORMS
def test_rows_that_are_wide_and_empty_are_bounded(
    form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_content, "MAX_PLACES", 5)
    small = ("Small", [("a", "b", "c"), (None, None, 1)])
    wide = ("Wide", [("a", "b", "c"), (1,), ("x",), ("x",)])
    table_file = read(file_of(form, small, wide), form)
    assert [table.title for table in table_file.tables] == [f"org.{form}, sheet Small"]
    assert said(table_file) == [
        f"org.{form}: Wide!A4: tables may have 5 cells, empty ones between others included; "
        "here are more\n  Split it."
    ]


@_FORMS
def test_of_too_many_problems_the_table_is_one(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_content, "MAX_PROBLEMS", 3)
    needs = ("Needs", [("a", "b"), *((("#N/A", "y"),) * 5)])
    table_file = read(file_of(form, needs, ("Other", [("c", "d")])), form)
    assert [table.title for table in table_file.tables] == [f"org.{form}, sheet Other"]
    assert len(table_file.problems) == 4
    assert "so many cells of a table may be unreadable: 3; here are more" in said(table_file)[-1]


@pytest.mark.parametrize(
    "form, module, bound, value, words",
    [
        ("xlsx", package, "MAX_BYTES", 1_000, "is larger than"),
        ("xlsx", package, "MAX_UNPACKED", 1_000, "unpacked, this workbook is larger"),
        ("xlsx", package, "MAX_PARTS", 3, "3 parts"),
        ("xlsx", guard, "MAX_ELEMENTS", 20, "more than 20 elements"),
        ("xlsx", guard, "MAX_OTHERS", 30, "more than 30 elements and attributes besides"),
        ("xlsx", guard, "MAX_INSIDE", 2, "more than 2 elements in a row or text"),
        ("xlsx", guard, "MAX_INSIDE_TEXT", 2, "more than 2 characters in a row or text"),
        ("xlsx", guard, "MAX_CHARACTERS", 1, "more than 1 characters"),
        ("xlsx", guard, "MAX_NAMES", 3, "more than 3 names"),
        ("xlsx", guard, "MAX_AT_ONCE", 100, "more than 100 bytes in a part besides"),
        ("xlsx", guard, "MAX_DEPTH", 3, "more than 3 elements in one another"),
        ("xlsx", excel_workbook, "MAX_SHEETS", 1, "1 sheets"),
        ("xlsx", excel_workbook, "MAX_TEXTS", 1, "1 different texts"),
        ("xlsx", sheet_cells, "MAX_CELLS", 6, "6 cells that are not empty"),
        ("ods", package, "MAX_UNPACKED", 1_000, "unpacked, this workbook is larger"),
        ("ods", package, "MAX_PARTS", 1, "1 parts"),
        ("ods", guard, "MAX_ELEMENTS", 9, "more than 9 elements"),
        ("ods", guard, "MAX_OTHERS", 3, "more than 3 elements and attributes besides"),
        ("ods", guard, "MAX_INSIDE", 2, "more than 2 elements in a row"),
        ("ods", guard, "MAX_INSIDE_TEXT", 1, "more than 1 characters in a row"),
        ("ods", guard, "MAX_CHARACTERS", 1, "more than 1 characters"),
        ("ods", guard, "MAX_NAMES", 3, "more than 3 names"),
        ("ods", guard, "MAX_DEPTH", 2, "more than 2 elements in one another"),
        ("ods", sheet_cells, "MAX_CELLS", 6, "6 cells that are not empty"),
    ],
)
def test_bounds_hold(
    form: str, module: object, bound: str, value: int, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows: list[tuple[Value, ...]] = [("x", "y"), (123, 456)]
    if form == "xlsx":  # with texts that cells refer to
        data = workbook([("One", ("a", "b"), rows), ("Two", ("c", "d"), [])])
    else:
        data = file_of(form, ("One", [("a", "b"), *rows]), ("Two", [("c", "d")]))
    assert len(read(data, form).tables) == 2
    monkeypatch.setattr(module, bound, value)
    assert words in refused(data, form)


@_FORMS
def test_a_file_cut_anywhere_is_refused(form: str) -> None:
    data = file_of(form, ("Needs", [("a", "b"), ("x", "y")]))
    for length in range(4, len(data) - 1, 97 if form == "xlsx" else 7):
        assert "this is damaged" in refused(data[:length], form)
