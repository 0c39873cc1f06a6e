"""Workbooks as tables, there and back, and what hostile files may not do."""

from __future__ import annotations

import doctest
import io
import random
from datetime import date, datetime, time, timedelta
from xml.sax.saxutils import escape

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from effort import examples, share
from exchange.workbooks import made, packed, parts, rows_of, said, saved
from internalmap.errors import InternalMapError, InvalidModel
from internalmap.exchange.excel import cells as excel_cells
from internalmap.exchange.excel import workbook as excel_workbook
from internalmap.exchange.excel.sheets import MAX_SHEET_ROWS, Value, workbook
from internalmap.exchange.excel.tables import workbook_tables
from internalmap.exchange.headings.tables import MAX_CELL
from internalmap.exchange.sheets import cells as sheet_cells
from internalmap.exchange.sheets import guard as excel_guard
from internalmap.exchange.sheets.cells import LAST_ROW
from internalmap.text import excel_text

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
QUOTE = {'"': "&quot;"}
SHEET = "xl/worksheets/sheet1.xml"
HEADINGS = '<row r="1"><c r="A1" t="str"><v>a</v></c><c r="B1" t="str"><v>b</v></c></row>'


def with_part(path: str, content: str | bytes) -> bytes:
    """An ordinary workbook of which one part is replaced."""
    plain = workbook([("Needs", ("a", "b"), [("x", 1)])])
    assert path in parts(plain)
    return packed({**parts(plain), path: content.encode() if isinstance(content, str) else content})


def with_rows(rows: str, after: str = "", dimension: str = "A1:B9") -> bytes:
    """A workbook whose only sheet has these rows."""
    return with_part(
        SHEET,
        f'<worksheet xmlns="{NAMESPACE}"><dimension ref="{dimension}"/>'
        f"<sheetData>{rows}</sheetData>{after}</worksheet>",
    )


def refused(data: bytes) -> str:
    with pytest.raises(InternalMapError) as caught:
        workbook_tables(data, "org.xlsx")
    assert not isinstance(caught.value, InvalidModel)
    assert caught.value.message.startswith("org.xlsx: ")
    return str(caught.value)


@pytest.mark.parametrize("module", [excel_cells, sheet_cells, excel_text, excel_workbook])
def test_the_examples_in_the_docstrings_hold(module: object) -> None:
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted > 0
    assert result.failed == 0


# There and back.

HARD = [
    "=1+1",
    "+1",
    "-1",
    "@a",
    "007",
    "TRUE",
    "#N/A",
    "http://example.org",
    "{=1}",
    "a\nb\tc",
    "a\r\nb",
    "a\x01b\x00c",
    "a\ufffeb\uffff",
    "_x0041_",
    "_x005F_x0041_",
    "x005F_",
    "_x0041_x0042_",
    "_x0041_x0042_x0043_x0044_",
    "<r>x</r>",
    "<r><t>&</t></r>",
    "<r>_x0041_</r>",
    "&amp;<b>",
    "😀e\u0301 مرحبا",
    "_xD83D_",
]
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="")).map(str.strip)
ESCAPES = st.text(alphabet=list("_x0041F<r>/")).map(str.strip)


@pytest.mark.parametrize("text", HARD)
def test_a_text_comes_back_as_it_is(text: str) -> None:
    data = workbook([("Needs", ("a", "b"), [(text, "")])])
    assert rows_of(workbook_tables(data, "org.xlsx")) == [(2, (text,))]


@examples(100)
@given(st.lists(TEXTS | ESCAPES, min_size=1, max_size=20))
@example(HARD)
def test_all_texts_come_back(texts: list[str]) -> None:
    kept = [text for text in texts if text and not text.isspace()]
    try:
        data = workbook([("Needs", ("a", "b"), [(text, "end") for text in kept])])
    except ValueError:
        # Mark-up of XlsxWriter's own together with a control character is told, not spoilt.
        assert any("<r>" in text or "_x" in text for text in kept)
        return
    found = rows_of(workbook_tables(data, "org.xlsx"))
    assert [cells[0] for _, cells in found] == kept


@examples(100)
@given(st.lists(st.integers() | st.floats(allow_nan=False, allow_infinity=False), max_size=20))
@example([0.1 + 0.2, 2**53 + 1, -0.0, 1e300, 5e-324, 10**15, 0.95])
def test_numbers_come_back_as_the_same_numbers(numbers: list[float]) -> None:
    data = workbook([("Needs", ("a", "b"), [(number, "end") for number in numbers])])
    found = [str(cells[0]) for _, cells in rows_of(workbook_tables(data, "org.xlsx"))]
    assert [float(text) for text in found] == [float(number) for number in numbers]
    whole = [text for text, number in zip(found, numbers, strict=True) if abs(number) < 10**15]
    assert not any(text.endswith(".0") for text in whole)


def test_someone_else_finds_texts_numbers_and_a_table() -> None:
    rows: list[tuple[Value, ...]] = [("=1+1", 0.5), ("http://x.y", 4), (None, None), ("a\nb", 1)]
    data = workbook([("Needs", ("what", "how many"), rows), ("Empty", ("x", "y"), [])])
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Needs", "Empty"]
    needs = book["Needs"]
    assert [[cell.value for cell in row] for row in needs.iter_rows(min_row=2)] == [
        list(row) for row in rows
    ]
    assert needs["A2"].data_type == "s"
    assert needs["A3"].hyperlink is None
    assert needs.freeze_panes == "A2"
    assert [table.ref for table in needs.tables.values()] == ["A1:B5"]
    assert [table.ref for table in book["Empty"].tables.values()] == ["A1:B2"]
    assert all(8 <= each.width <= 51 for each in needs.column_dimensions.values())
    table_file = workbook_tables(data, "org.xlsx")
    assert [table.headings for table in table_file.tables] == [("what", "how many"), ("x", "y")]
    assert rows_of(table_file, 1) == []


def test_rows_are_as_high_as_their_texts_need() -> None:
    rows: list[tuple[Value, ...]] = [("x", "y"), ("x", "a\nb"), ("long " * 30, "y"), ("\n" * 999,)]
    book = openpyxl.load_workbook(io.BytesIO(workbook([("Needs", ("a", "b"), rows)])))
    heights = [book["Needs"].row_dimensions[number].height for number in range(2, 6)]
    assert heights == [None, 30, 60, 180]


def test_the_same_sheets_give_the_same_bytes() -> None:
    sheets: list[tuple[str, tuple[str, ...], list[tuple[Value, ...]]]]
    sheets = [("Needs", ("a", "b"), [("x", 1), ("y", 2.5)])]
    assert workbook(sheets) == workbook(sheets)
    core = parts(workbook(sheets))["docProps/core.xml"].decode()
    assert core.count("2000-01-01T00:00:00Z") == 2


@pytest.mark.parametrize(
    "rows, words",
    [
        ([("x", "a" * (excel_text.MAX_TEXT + 1))], ["Needs", "row 2", "b", "32,768"]),
        ([("x",), ("x", "😀" * (excel_text.MAX_TEXT // 2 + 1))], ["row 3", "32,768"]),
        ([(float("inf"),)], ["row 2", "inf"]),
        ([("<r>\x01</r>",)], ["row 2", "a cell cannot hold this text"]),
        ([("x", "y", "z")], ["row 2", "more cells than headings"]),
        ([()] * (MAX_SHEET_ROWS + 1), ["Needs", "1,048,576 rows"]),
    ],
)
def test_what_a_workbook_cannot_hold_is_told(
    rows: list[tuple[Value, ...]], words: list[str]
) -> None:
    with pytest.raises(ValueError, match=r"sheet Needs") as caught:
        workbook([("Needs", ("a", "b"), rows)])
    assert all(word in str(caught.value) for word in words)


@pytest.mark.parametrize("headings", [(), ("a", ""), ("a", "A")])
def test_headings_must_differ_and_be_there(headings: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="heading"):
        workbook([("Needs", headings, [])])


def test_the_longest_texts_fit() -> None:
    texts = ("a" * excel_text.MAX_TEXT, "😀" * (excel_text.MAX_TEXT // 2))
    data = workbook([("Needs", ("a", "b"), [texts])])
    assert rows_of(workbook_tables(data, "org.xlsx")) == [(2, texts)]


# What stands in cells.


def test_cells_become_texts() -> None:
    values = [
        (" x ", "x"),
        (4.0, "4"),
        (0.95, "0.95"),
        (1e20, "1e+20"),
        (True, "true"),
        (False, "false"),
        (date(2026, 3, 1), "2026-03-01"),
        (datetime(2026, 3, 1, 8, 5, 9), "2026-03-01T08:05:09"),  # noqa: DTZ001
        (date(1900, 1, 5), "1900-01-05"),
        (time(1, 30), "90min"),
        (timedelta(hours=36, minutes=30), "2190min"),
        (timedelta(seconds=30), "0.5min"),
        (timedelta(milliseconds=3), "0.00005min"),
    ]
    data = made(("Needs", [("a", "b"), *((value, "end") for value, _ in values)]))
    found = rows_of(workbook_tables(data, "org.xlsx"))
    assert [cells[0] for _, cells in found] == [text for _, text in values]


def test_days_may_be_counted_from_1904() -> None:
    book = openpyxl.Workbook()
    book.epoch = datetime(1904, 1, 1)  # noqa: DTZ001
    sheet = book.active
    assert sheet is not None
    for row in (("a", "b"), (date(2026, 3, 1), 1)):
        sheet.append(row)
    assert rows_of(workbook_tables(saved(book), "org.xlsx")) == [(2, ("2026-03-01", "1"))]


@pytest.mark.parametrize(
    "code, text",
    [
        ("General", "1.5"),
        ("0.00%", "1.5"),
        ('#,##0.00 "days"', "1.5"),
        ("[Red]0;[Blue]0", "1.5"),
        (r"0\h", "1.5"),
        ("[$kr-414] 0", "1.5"),
        ("0;yyyy", "1.5"),
        ("dd.mm.yyyy", "1900-01-01T12:00:00"),
        ("[$-409]h:mm AM/PM;@", "1900-01-01T12:00:00"),
        ("[h]:mm:ss", "2160min"),
        ("[mm]:ss", "2160min"),
        ("[" * 500_000, "1.5"),
    ],
)
def test_number_formats_tell_times_from_numbers(code: str, text: str) -> None:
    styles = f'<numFmts><numFmt numFmtId="200" formatCode="{escape(code, QUOTE)}"/></numFmts>'
    assert shown_as(styles, 200, "1.5") == text


def shown_as(styles: str, number_format: int, number: str) -> str:
    """What a number becomes in a cell of this format."""
    row = f'<row><c s="1"><v>{number}</v></c><c><v>1</v></c></row>'
    styles = (
        f'<styleSheet xmlns="{NAMESPACE}">{styles}'
        f'<cellXfs><xf/><xf numFmtId="{number_format}"/></cellXfs></styleSheet>'
    )
    data = packed({**parts(with_rows(HEADINGS + row)), "xl/styles.xml": styles.encode()})
    table_file = workbook_tables(data, "org.xlsx")
    return str(rows_of(table_file)[0][1][0]) or said(table_file)[0]


@pytest.mark.parametrize(
    "number_format, number, text",
    [
        (14, "46000", "2025-12-09"),
        (46, "46000", "66240000min"),
        (14, "1e300", "the error '#VALUE!'"),
        (14, "-1e9", "the error '#VALUE!'"),
        (46, "1e300", "the error '#VALUE!'"),
    ],
)
def test_a_number_out_of_all_dates_is_an_error(number_format: int, number: str, text: str) -> None:
    assert text in shown_as("", number_format, number)


def test_runs_become_one_text_and_pronunciation_is_left_out() -> None:
    text = (
        '<is><r><t xml:space="preserve">東 </t></r><r><t>_x0041__xD83D_</t></r>'
        '<rPh sb="0" eb="1"><t>ひがし</t></rPh></is>'
    )
    text_and_one = ("東 A_xD83D_", "1")
    row = f'<row><c t="inlineStr">{text}</c><c><v>1</v></c></row>'
    assert rows_of(workbook_tables(with_rows(HEADINGS + row), "org.xlsx")) == [(2, text_and_one)]


def test_prefixes_and_missing_references_do_no_harm() -> None:
    sheet = (
        f'<x:worksheet xmlns:x="{NAMESPACE}"><x:sheetData>'
        '<x:row><x:c t="str"><x:v>a</x:v></x:c><x:c t="str"><x:v>b</x:v></x:c></x:row>'
        '<x:row r="5"><x:c r="b5"><x:v>2</x:v></x:c></x:row><x:row><x:c><x:v>1</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    table_file = workbook_tables(with_part(SHEET, sheet), "org.xlsx")
    assert rows_of(table_file) == [(5, ("", "2")), (6, ("1",))]


def test_formulas_are_read_by_their_results() -> None:
    row = (
        "<row><c><f>1+1</f><v>2</v></c><c><f/><v/></c></row>"
        '<row><c t="str"><f>""</f><v></v></c><c><v>3</v></c></row><row><c><f>1+1</f></c></row>'
    )
    table_file = workbook_tables(with_rows(HEADINGS + row), "org.xlsx")
    assert rows_of(table_file) == [(2, ("2", "")), (3, ("", "3")), (4, ("",))]
    assert [item for _, item in table_file.problems] == [
        ("org.xlsx, sheet Needs", 2, 1),
        ("org.xlsx, sheet Needs", 4, 0),
    ]
    first, second = said(table_file)
    assert first.splitlines()[0] == (
        "org.xlsx: Needs!B2: this cell holds a formula, and the file does not hold its result"
    )
    assert second.startswith("org.xlsx: Needs!A4: ")
    # XlsxWriter's workbooks say so of themselves.
    assert any("have not been worked out" in notice for notice in table_file.notices)


def test_a_formula_may_result_in_a_text_of_its_own() -> None:
    row = '<row><c t="inlineStr"><f>A1</f><is><t>x</t></is></c><c><v>1</v></c></row>'
    table_file = workbook_tables(with_rows(HEADINGS + row), "org.xlsx")
    assert (rows_of(table_file), table_file.problems) == ([(2, ("x", "1"))], ())


def test_each_attribute_has_its_name_counted() -> None:
    attributes = " ".join(f'a{number}=""' for number in range(excel_guard.MAX_NAMES))
    row = f"<row><c {attributes}/></row>"
    assert "more than 2,000 names" in refused(with_rows(HEADINGS + row))


def test_errors_and_endless_texts_are_told_at_their_cells() -> None:
    data = made(
        ("One", [("a", "b"), ("x", "y"), ("#N/A", "z" * MAX_CELL)]),
        ("Two", [("a", "b"), ("x" * (MAX_CELL + 1), "#REF!")]),
    )
    table_file = workbook_tables(data, "org.xlsx")
    # openpyxl cuts long texts off, so that one is written by hand.
    long = f'<row r="3"><c r="B3" t="inlineStr"><is><t>{"z" * (MAX_CELL + 9)}</t></is></c></row>'
    longer = workbook_tables(with_rows(HEADINGS + long), "org.xlsx")
    assert said(table_file)[0].splitlines() == [
        "org.xlsx: One!A3: this cell holds the error '#N/A'",
        f"    3 | #N/A | {'z' * 59}…",
        "      | ^^^^",
        "  Correct the formula, or empty the cell.",
    ]
    assert [text.split(": this")[0] for text in said(table_file)] == [
        "org.xlsx: One!A3",
        "org.xlsx: Two!B2",
    ]
    assert said(longer)[0].startswith(
        f"org.xlsx: Needs!B3: this cell has more than {MAX_CELL:,} characters"
    )
    assert len(said(longer)[0]) < 400


def test_a_text_of_several_looks_is_one_text() -> None:
    row = (
        '<row><c t="inlineStr"><is><r><t>a </t></r><r><rPr><b/></rPr><t>b</t></r>'
        "<rPh><t>no</t></rPh></is></c><c><v>1</v></c></row>"
    )
    table_file = workbook_tables(with_rows(HEADINGS + row), "org.xlsx")
    assert (rows_of(table_file), table_file.problems) == ([(2, ("a b", "1"))], ())


# Where the table is.


def test_a_title_above_the_headings_is_skipped() -> None:
    data = made(("Needs", [("Who needs whom",), (), ("customer", "supplier"), (), ("bar", "it")]))
    table_file = workbook_tables(data, "org.xlsx")
    assert table_file.tables[0].headings == ("customer", "supplier")
    assert table_file.tables[0].title == "org.xlsx, sheet Needs"
    assert rows_of(table_file) == [(5, ("bar", "it"))]
    assert rows_of(table_file) == rows_of(table_file)  # it begins anew
    assert table_file.tables[0].place(0, 1).label == "org.xlsx: Needs!B3"


def test_a_single_column_is_a_table_from_its_first_row() -> None:
    table_file = workbook_tables(made(("Parties", [("party",), ("bar",)])), "org.xlsx")
    assert (table_file.tables[0].headings, rows_of(table_file)) == (("party",), [(2, ("bar",))])


def test_empty_sheets_and_charts_are_no_tables() -> None:
    book = openpyxl.Workbook()
    book.create_chartsheet("Chart")
    needs = book.create_sheet("Needs")
    needs.append(["a", "b"])
    table_file = workbook_tables(saved(book), "org.xlsx")
    assert [table.title for table in table_file.tables] == ["org.xlsx, sheet Needs"]
    with pytest.raises(InternalMapError, match="there is no sheet 'Chart'"):
        workbook_tables(saved(book), "org.xlsx", sheet="Chart")


def test_settings_stand_in_a_sheet_of_their_own() -> None:
    rows = [("setting", "value"), ("organization", "Hotel"), ("check", 1), ("check", 2), (None, 3)]
    data = made(("Organization", rows), ("Needs", [("setting", "value")]))
    table_file = workbook_tables(data, "org.xlsx")
    assert [table.title for table in table_file.tables] == ["org.xlsx, sheet Needs"]
    assert {key: (value, place.label) for key, (value, place) in table_file.settings.items()} == {
        "organization": ("Hotel", "org.xlsx: Organization!B2"),
        "check": ("1", "org.xlsx: Organization!B3"),
    }
    assert [text.splitlines()[0] for text in said(table_file)] == [
        "org.xlsx: Organization!A4: 'check' is set already, in a row above",
        "org.xlsx: Organization!B5: this value has no name of a setting beside it",
    ]
    other = workbook_tables(made(("Organization", [("unit", "head"), ("x", "y")])), "org.xlsx")
    assert (len(other.tables), other.settings) == (1, {})


def test_cells_without_a_heading_are_told() -> None:
    data = made(("Our needs", [("a", "b"), ("x", "y", "stray", "more"), ("x",), (None, None, 1)]))
    table_file = workbook_tables(data, "org.xlsx")
    assert rows_of(table_file) == [(2, ("x", "y")), (3, ("x",))]
    assert table_file.problems == ()
    assert table_file.notices == (
        "org.xlsx, sheet Our needs: what stands to the right of the headings is not used, in "
        "2 rows, the first at org.xlsx: 'Our needs'!C2",
    )


def test_problems_come_by_sheet_row_and_column() -> None:
    rows = [("a", "b"), ("#N/A", "#N/A"), *((("x", "y"),) * 8), ("#N/A", "y")]
    data = made(("Z", rows), ("A", rows))
    problems = [problem for problem, _ in workbook_tables(data, "org.xlsx").problems]
    random.Random(1).shuffle(problems)
    labels = [problem.place.label for problem in InvalidModel(problems).problems if problem.place]
    assert [label.removeprefix("org.xlsx: ") for label in labels] == [
        "Z!A2",
        "Z!B2",
        "Z!A11",
        "A!A2",
        "A!B2",
        "A!A11",
    ]


def test_places_are_found_in_any_row() -> None:
    data = made(("Needs", [("a", "b", "c"), ("x\ty\nz", None, "\x1b"[:0] or "end"), ("only",)]))
    table = workbook_tables(data, "o\x1brg.xlsx").tables[0]
    assert table.place(2, 2).label == "o\\x1brg.xlsx: Needs!C2"
    assert table.place(2, 1).label.endswith("!B2")
    assert table.place(3, 2).label.endswith("!C3")
    assert table.place(2, None).label.endswith("!A2")
    assert table.place(3, None).span.end.column == len("only") + 1


def test_what_people_cannot_see_is_noticed() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("title",), ("a", "b"), ("x", 1), (None, 2)):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    sheet.merge_cells("A1:B1")
    sheet.merge_cells("A3:A4")
    hidden = book.create_sheet("Old")
    hidden.append(["a", "b"])
    hidden.sheet_state = "veryHidden"
    table_file = workbook_tables(saved(book), "org.xlsx")
    assert rows_of(table_file) == [(3, ("x", "1")), (4, ("x", "2"))]
    assert table_file.notices == (
        "org.xlsx: hidden sheets are read like others: 'Old'",
        "org.xlsx, sheet Sheet: the headings are in row 2, and what stands above them is not used",
        "org.xlsx, sheet Sheet: cells are merged (A3:A4); what stands in them counts for all that "
        "they cover",
        "org.xlsx, sheet Sheet: hidden rows are read like others: 1 row: row 3",
    )


# Bounds.


def test_a_cell_in_the_last_corner_costs_nothing() -> None:
    row = f'<row r="{LAST_ROW}"><c r="XFD{LAST_ROW}"><v>1</v></c></row>'
    table_file = workbook_tables(
        with_rows(HEADINGS + row, dimension=f"A1:XFD{LAST_ROW}"), "org.xlsx"
    )
    assert rows_of(table_file) == []
    assert f"in 1 row, the first at org.xlsx: Needs!XFD{LAST_ROW}" in table_file.notices[0]


def test_a_dimension_that_lies_changes_nothing() -> None:
    row = '<row r="9"><c r="B9"><v>1</v></c></row>'
    for dimension in ("A1", "A1:XFD1048576", "", "garbage"):
        table_file = workbook_tables(with_rows(HEADINGS + row, dimension=dimension), "org.xlsx")
        assert rows_of(table_file) == [(9, ("", "1"))]


def test_a_tag_that_does_not_end_is_refused() -> None:
    rows = f'<row><c x="{"a" * 3_000_000}"/></row>'
    assert "more than 1,048,576 bytes in a tag" in refused(with_rows(HEADINGS + rows))


# Files that are something else, or nothing good.


@pytest.mark.parametrize(
    "data, words",
    [
        (b"", "this is no Excel file (.xlsx)"),
        (b"customer,supplier\n", "this is no Excel file (.xlsx)"),
        (b"PK\x03\x04 and so on", "this is damaged"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600), "this is an old Excel file (.xls)"),
        (packed({"a.txt": b"x"}), "a zip file, but no Excel file"),
        (
            packed({"mimetype": b"", "content.xml": b"", "META-INF/manifest.xml": b""}),
            "this is an OpenDocument file (.ods), and no Excel file",
        ),
        (packed({"[Content_Types].xml": b""}), "[Content_Types].xml is no XML"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_other_files_are_told_apart(data: bytes, words: str) -> None:
    text = refused(data)
    assert words in text
    assert "\n" in text or "zip file" in text  # what to do


def test_other_office_files_are_told_apart() -> None:
    plain = parts(workbook([("Needs", ("a", "b"), [])]))
    binary = {**plain, "xl/workbook.bin": b""}
    assert "binary Excel file (.xlsb)" in refused(packed(binary))
    document = {**plain, "xl/workbook.xml": b"<document/>"}
    assert "an Office file, but no Excel file" in refused(packed(document))
    types = plain["[Content_Types].xml"].replace(b"spreadsheetml.sheet.main", b"wordprocessingml")
    another = {**plain, "[Content_Types].xml": types}
    assert "an Office file, but no Excel file" in refused(packed(another))


def test_a_password_is_told() -> None:
    data = bytearray(workbook([("Needs", ("a", "b"), [])]))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    assert "has a password" in refused(bytes(data))


ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
    '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE x SYSTEM "http://example.org/x.dtd">',
    '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
)


@pytest.mark.parametrize("entities", ENTITIES)
@pytest.mark.parametrize(
    "path",
    [
        SHEET,
        "xl/sharedStrings.xml",
        "xl/workbook.xml",
        "xl/styles.xml",
        "[Content_Types].xml",
        "xl/_rels/workbook.xml.rels",
    ],
)
def test_entities_are_refused(path: str, entities: str) -> None:
    plain = parts(workbook([("Needs", ("a", "b"), [("x", "y")])]))[path].decode()
    head, end, rest = plain.partition("?>")
    text = refused(with_part(path, head + end + entities + rest.replace("<t>x</t>", "<t>&a;</t>")))
    assert f"{path} has a document type" in text


@pytest.mark.parametrize(
    "rows, words",
    [
        ("<row>", "is no XML"),
        ("\x00", "is no XML"),
        ('<row r="3"/><row r="3"/>', "not in order"),
        ('<row r="1048577"/>', "not in order"),
        ('<row r="x"/>', "not in order"),
        ('<row><c r="XFE1"><v>1</v></c></row>', "a column that there is not"),
        ('<row><c r="1A"><v>1</v></c></row>', "sheet Needs cannot be read"),
        ("<row><c><v>nan</v></c></row>", "sheet Needs cannot be read"),
        ("<row><extLst/></row>", "something else than cells"),
        ("<row><c><row/></c></row>", "where there should be none"),
        ("<row><c><v>1e999</v></c></row>", "as a number"),
        ('<row><c t="s"><v>99</v></c></row>', "sheet Needs cannot be read"),
        ('<row><c t="zzz"><v>1</v></c></row>', "cells of the kind"),
    ],
)
def test_damaged_sheets_are_told(rows: str, words: str) -> None:
    text = refused(with_rows(rows))
    assert "this workbook is damaged" in text
    assert words in text
    assert "save it again" in text


def test_what_stands_besides_the_rows_does_no_harm() -> None:
    """The library would trip over it: fonts it does not know, and what follows the rows."""
    row = '<row r="2" ht="12" hidden="false"><c r="A2"><v>1</v></c></row>'
    after = '<mergeCells><mergeCell ref="A2:A3"/><mergeCell/></mergeCells><dataValidations a="x"/>'
    plain = parts(with_rows(HEADINGS + row, after))
    styles = f'<styleSheet xmlns="{NAMESPACE}"><fonts><font><family val="99"/></font></fonts>'
    plain["xl/styles.xml"] = f"{styles}</styleSheet>".encode()
    plain["docProps/core.xml"] = b"no XML"
    table_file = workbook_tables(packed(plain), "org.xlsx")
    assert rows_of(table_file) == [(2, ("1",))]
    assert any("cells are merged (A2:A3)" in notice for notice in table_file.notices)


def test_names_of_parts_may_be_in_capitals() -> None:
    plain = parts(workbook([("Needs", ("a", "b"), [("x", 1)])]))
    shouted = {name.upper().replace("/", "\\"): content for name, content in plain.items()}
    assert rows_of(workbook_tables(packed(shouted), "org.xlsx")) == [(2, ("x", "1"))]


def test_a_strict_workbook_is_told() -> None:
    plain = parts(workbook([("Needs", ("a", "b"), [("x", 1)])]))
    strict = plain["xl/workbook.xml"].replace(
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    )
    assert "not a strict one" in refused(packed({**plain, "xl/workbook.xml": strict}))


def test_the_library_warns_nobody(recwarn: pytest.WarningsRecorder) -> None:
    before = '<extLst><ext uri="x"/></extLst>'
    sheet = f'<worksheet xmlns="{NAMESPACE}">{before}<sheetData>{HEADINGS}</sheetData></worksheet>'
    assert workbook_tables(with_part(SHEET, sheet), "org.xlsx").tables
    assert not recwarn.list


def test_a_sheet_cannot_be_read_many_times() -> None:
    plain = parts(workbook([("Needs", ("a", "b"), []), ("More", ("a", "b"), [])]))
    name = "xl/_rels/workbook.xml.rels"
    relations = plain[name].replace(b"sheet2.xml", b"sheet1.xml")
    assert "two of its sheets are one part" in refused(packed({**plain, name: relations}))


def test_more_than_the_zip_declares_is_not_unpacked() -> None:
    data = bytearray(with_rows(HEADINGS + "<row/>" * 100_000))
    entry = data.index(SHEET.encode(), data.index(b"PK\x01\x02")) - 46
    assert data[entry : entry + 4] == b"PK\x01\x02"
    data[entry + 24 : entry + 28] = (500).to_bytes(4, "little")
    assert "cannot be unpacked" in refused(bytes(data))


def test_no_damage_is_more_than_a_message() -> None:
    """Bytes and pieces of XML changed at random are read, or refused in words."""
    chance = random.Random(7)
    plain = workbook([("Needs", ("a", "b"), [("x", 1), ("y", 2.5)])])
    contents = parts(plain)
    scraps = [b"<", b">", b'"', b"&a;", b"<c/>", b"</row>", b"1e999", b"\xff", b' t="s"', b""]
    for _ in range(share(400)):
        if chance.random() < 0.4:
            data = bytearray(plain)
            for _ in range(chance.randint(1, 6)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            changed = bytes(data)
        else:
            name = chance.choice([name for name in contents if name.startswith(("xl/", "_"))])
            at = chance.randrange(len(contents[name]) + 1)
            piece = contents[name]
            piece = piece[:at] + chance.choice(scraps) + piece[at + chance.choice((0, 1, 9)) :]
            changed = packed({**contents, name: piece})
        try:
            told = [
                problem.render() for problem, _ in workbook_tables(changed, "org.xlsx").problems
            ]
        except InternalMapError as error:
            told = [str(error)]
        assert all(text.startswith("org.xlsx: ") for text in told)
