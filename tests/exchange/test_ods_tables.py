"""OpenDocument spreadsheets as tables, and what hostile files may not do."""

from __future__ import annotations

import datetime
import random
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

import internalmap
from command import ROOT, run
from effort import share
from exchange.libreoffice import saved
from exchange.spreadsheets import KIND, NAMES, cell, content, line, ods, sheet, valued
from exchange.workbooks import packed, rows_of, said
from internalmap.errors import InternalMapError, InvalidModel
from internalmap.exchange.excel.sheets import workbook
from internalmap.exchange.forms.reading import read_form
from internalmap.exchange.headings.tables import MAX_CELL, TableFile
from internalmap.exchange.ods.guard import ContentGuard
from internalmap.exchange.ods.tables import spreadsheet_tables
from internalmap.exchange.sheets import cells as sheet_cells
from internalmap.exchange.sheets import content as sheet_content
from internalmap.exchange.sheets.cells import LAST_COLUMN, LAST_ROW

HOTEL = ROOT / "examples" / "fjord-hotel.yaml"


def read(sheets: str, styles: str = "") -> TableFile:
    return spreadsheet_tables(ods(content(sheets, styles)), "org.ods")


def refused(data: bytes) -> str:
    with pytest.raises(InternalMapError) as caught:
        spreadsheet_tables(data, "org.ods")
    assert not isinstance(caught.value, InvalidModel)
    assert caught.value.message.startswith("org.ods: ")
    return str(caught.value)


# ------------------------------------------------------------------------ as LibreOffice saves it


def _made_by_people() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    needs: Any = book.active
    needs.title = "Needs"
    for row in (
        ["A report of 2026"],
        [],
        ["Customer", "Supplier", "Importance", "Buffer", "Satisfaction", "Reviewed", "Note"],
        ["Kitchen", "Stores", "High", datetime.time(1, 30), 4, datetime.date(2026, 3, 1), "a\nb"],
        ["Kitchen", "IT", "Low", datetime.timedelta(hours=30), 4.5, None, "<&>  two"],
        ["Bar", "Kitchen", "Low", None, 4, datetime.date(2026, 3, 2), "ab"],
        [None, "IT", "High", "2h", 3, None, True],
    ):
        needs.append(row)
    needs.merge_cells("A6:A7")
    needs["B4"].comment = Comment("Stores is called Bodega here", "me")
    needs["D5"].number_format = "[h]:mm"
    needs.row_dimensions[5].hidden = True
    needs.column_dimensions["C"].hidden = True
    more = book.create_sheet("More")
    for row in (["Customer", "Supplier"], ["Stores", "IT"], ["Bar", "Stores"]):
        more.append(row)
    more.sheet_state = "hidden"
    bad = book.create_sheet("Bad")
    for row in (["Customer", "Supplier", "Note"], ["X", "#DIV/0!", "#N/A"], ["X", "IT", "#N/A"]):
        bad.append(row)
    return book


def test_what_libreoffice_saves_as_opendocument_says_the_same(tmp_path: Path) -> None:
    model, made = tmp_path / "model.xlsx", tmp_path / "made.xlsx"
    model.write_bytes(internalmap.convert(HOTEL, "xlsx").files[""])
    _made_by_people().save(made)
    hotel = internalmap.load(HOTEL)
    internalmap.forms(hotel, tmp_path / "sent").save()
    form = tmp_path / "sent" / "kitchen.xlsx"
    again, one, opened = saved([model, made, form], "ods", tmp_path / "ods")
    assert internalmap.convert(again).organization == hotel
    _check_form(form, opened, hotel)

    def told(path: Path) -> tuple[object, ...]:
        converted = internalmap.convert(path, skip_invalid=True)
        texts = (*converted.notices, *map(str, converted.skipped))
        labels = [each.place.label for each in converted.skipped if each.place is not None]
        plain = [text.replace(str(path), "FILE") for text in (*texts, *labels)]
        return converted.organization, plain

    assert told(one) == told(made)
    texts = "\n".join(internalmap.convert(one, skip_invalid=True).notices)
    for words in (
        "hidden sheets are read like others: 'More'",
        "hidden rows are read like others: 1 row: row 5",
        "hidden columns are read like others: 'Importance'",
        "cells are merged (A6:A7)",
    ):
        assert words in texts


def _check_form(sent: Path, opened: Path, hotel: internalmap.Organization) -> None:
    """A form that was saved as OpenDocument is a form, and none is written over it."""
    was = read_form(sent.read_bytes(), "kitchen")
    form = read_form(opened.read_bytes(), "kitchen", "ods")
    assert (form.unit, form.base, form.ids, form.problems) == (was.unit, was.base, was.ids, ())
    for key, asked in was.sheets.items():
        assert [row.cells for row in form.sheets[key].rows] == [row.cells for row in asked.rows]
    folder = sent.parent
    sent.unlink()
    opened.rename(folder / "kitchen.ods")
    found = internalmap.forms(hotel, folder, status=True).round.forms
    assert [row.file for row in found if row.unit == "kitchen"] == ["kitchen.ods"]
    assert {row.state for row in found} == {"not answered"}
    assert "kitchen.ods" not in internalmap.forms(hotel, folder).files
    merged = internalmap.merge(hotel, folder)
    assert "kitchen.ods" in [Path(each.file).name for each in merged.files]


# ----------------------------------------------------------------------------------- what is read


def test_cells_become_texts() -> None:
    rows = [
        line(cell(f"n{number}"), each)
        for number, each in enumerate((
            valued("float", "value", "4"),
            valued("float", "value", "4.50"),
            valued("percentage", "value", "0.95", "95 %"),
            valued("currency", "value", "-12", "-12 €"),
            valued("date", "date-value", "2026-03-01", "1.3.26"),
            valued("date", "date-value", "2026-03-01T12:00:00.123456789"),
            valued("time", "time-value", "PT01H30M00S", "1:30"),
            valued("time", "time-value", "P1DT6H", "30:00"),
            valued("boolean", "boolean-value", "true", "WAHR"),
            cell("1", ' table:formula="of:=TRUE()" office:value="1"', "float"),
            valued("string", "string-value", " of the attribute "),
            cell("no kind", kind=""),
            valued("float", "value", "", "7"),
        ))
    ]  # fmt: skip
    table = read(sheet("key|value", *rows))
    assert [cells[1] for _, cells in rows_of(table)] == [
        "4", "4.5", "0.95", "-12", "2026-03-01", "2026-03-01T12:00:00", "90min", "1800min",
        "true", "true", "of the attribute", "no kind", "7",
    ]  # fmt: skip
    assert not table.problems


def test_a_text_is_what_stands_in_the_cell() -> None:
    inside = (
        "<office:annotation><dc:creator xmlns:dc='d'>me</dc:creator><text:p>a comment</text:p>"
        "</office:annotation>"
        "<text:p>one<text:s text:c='2'/>two<text:tab/><text:span>thr<text:a>ee</text:a></text:span>"
        "<text:note><text:p>a note</text:p></text:note></text:p>"
        "<draw:frame><draw:text-box><text:p>a box</text:p></draw:text-box></draw:frame>"
        "<text:p>four<text:line-break/>five\n   six  seven</text:p>"
        "<table:table table:name='inner'><table:table-row><table:table-cell>"
        "<text:p>a table</text:p></table:table-cell></table:table-row></table:table>"
    )
    row = f'<table:table-row><table:table-cell office:value-type="string">{inside}'
    table = read(sheet("a|b", row + "</table:table-cell></table:table-row>"))
    assert rows_of(table) == [(2, ("one  two\tthree\nfour\nfive six  seven",))]


def test_what_is_no_cell_is_passed_over() -> None:
    changes = (
        "<table:tracked-changes><table:cell-content-change><table:previous>"
        "<table:change-track-table-cell><text:p>old</text:p></table:change-track-table-cell>"
        "</table:previous></table:cell-content-change></table:tracked-changes>"
    )
    shapes = "<table:shapes><draw:frame><text:p>a box</text:p></draw:frame></table:shapes>"
    foreign = sheet("x|y", "1|2", name="'file:///a.ods'#$A").replace(
        ">", "><table:table-source table:mode='copy-results-only'/>", 1
    )
    after = "<table:named-expressions><table:table table:name='no'/></table:named-expressions>"
    table = read(changes + foreign + sheet("a|b", "c|d", before=shapes) + after)
    assert [each.title for each in table.tables] == ["org.ods, sheet Needs"]
    assert rows_of(table) == [(2, ("c", "d"))]


def test_what_is_said_once_of_many_is_read_as_often() -> None:
    gap = line(cell(more=' table:number-columns-repeated="16384"'),
               more=' table:number-rows-repeated="3"')  # fmt: skip
    twice = line("<table:table-cell/>", cell("x", ' table:number-columns-repeated="2"'),
                 more=' table:number-rows-repeated="2"')  # fmt: skip
    end = line(cell(more=' table:number-columns-repeated="16384"'),
               more=' table:number-rows-repeated="1048576"')  # fmt: skip
    grouped = f"<table:table-header-rows>{line('a', 'b', 'c')}</table:table-header-rows>"
    inside = f"<table:table-row-group><table:table-row-group>{twice}</table:table-row-group>"
    table = read(sheet(grouped, gap, f"{inside}{line('y')}</table:table-row-group>", end))
    assert rows_of(table) == [(5, ("", "x", "x")), (6, ("", "x", "x")), (7, ("y",))]
    assert table.tables[0].place(7, 0).label == "org.ods: Needs!A7"


def test_merged_cells_stand_for_all_that_they_cover() -> None:
    spans = ' table:number-rows-spanned="2" table:number-columns-spanned="2"'
    first = line(cell("x", spans), "<table:covered-table-cell/>", "1")
    second = line('<table:covered-table-cell table:number-columns-repeated="2"/>', "2")
    table = read(sheet("a|b|c", first, second))
    assert rows_of(table) == [(2, ("x", "x", "1")), (3, ("x", "x", "2"))]
    assert "cells are merged (A2:B3)" in table.notices[0]


def test_what_people_cannot_see_is_noticed() -> None:
    unseen = (
        '<style:style style:name="ta2" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
    )
    columns = (
        '<table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column-group table:display="false">'
        '<table:table-column table:visibility="collapse"/></table:table-column-group>'
    )
    folded = f'<table:table-row-group table:display="false">{line("3")}</table:table-row-group>'
    table = read(
        sheet(
            "a|b|c", line("1", more=' table:visibility="collapse"'), folded, "4",
            line("2", more=' table:visibility="filter"'), before=columns,
        )
        + sheet("k|v", "5|6", name="Other", more=' table:style-name="ta2"'),
        unseen,
    )  # fmt: skip
    assert table.notices == (
        "org.ods: hidden sheets are read like others: 'Other'",
        "org.ods, sheet Needs: hidden rows are read like others: 3 rows, the first: row 2",
        "org.ods, sheet Needs: hidden columns are read like others: 'c'",
    )


def test_cells_that_cannot_be_read_are_told_where_they_are() -> None:
    bad = (
        cell("#DIV/0!", ' table:formula="of:=1/0" calcext:value-type="error"'),
        cell("#REF!", ' table:formula="of:=[.Z1]"'),
        cell("Err:502", ' table:formula="of:=ROW(0)"'),
        '<table:table-cell table:formula="of:=A1"/>',
        valued("date", "date-value", "2026-02-30"),
        valued("date", "date-value", "-12345-01-01"),
        valued("time", "time-value", "P1M"),
        valued("time", "time-value", "PT"),
        valued("float", "value", "NaN"),
        valued("float", "value", "1e999"),
        valued("boolean", "boolean-value", "maybe"),
        cell("y" * (MAX_CELL + 1)),
    )
    table = read(sheet("a|b", *(line("x", each) for each in bad)))
    texts = said(table)
    assert [text.split(": ")[1] for text in texts] == [
        f"Needs!B{number}" for number in range(2, len(bad) + 2)
    ]
    for text, words in zip(
        texts,
        ("'#DIV/0!'", "'#REF!'", "'Err:502'", "does not hold its result", "no date", "no date",
         "no time", "no time", "no number", "no number", "no truth value", "more than 131,072"),
        strict=True,
    ):  # fmt: skip
        assert words in text
    assert rows_of(read(sheet("a|b", "x|#N/A"))) == [(2, ("x", "#N/A"))]  # a text, no error


def test_a_spreadsheet_is_converted_and_the_form_is_known_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "org.ods"
    needs = sheet("Customer|Supplier", "Bar|Kitchen", "Kitchen|Stores")
    path.write_bytes(ods(content(needs + sheet("Party|Kind", "Bar|team", name="Who"))))
    converted = internalmap.convert(f"{path}#Needs")
    assert list(converted.organization.parties) == ["Bar", "Kitchen", "Stores"]
    with pytest.raises(InternalMapError, match="convert does not write ods"):
        internalmap.convert(path, "ods")
    result = run("convert", str(path), str(path))
    assert result.returncode == 2
    assert f"{path} would be read, and is not written" in result.stderr
    with pytest.raises(InternalMapError, match="this is a spreadsheet, and a model is YAML") as no:
        internalmap.load(path)
    assert f"internalmap convert {path} org.yaml" in str(no.value)


# ------------------------------------------------------------------------------------ hostile files


def test_a_cell_in_the_last_corner_costs_nothing() -> None:
    corner = line(f'<table:table-cell table:number-columns-repeated="{LAST_COLUMN - 1}"/>', "z")
    down = line("<table:table-cell/>", more=f' table:number-rows-repeated="{LAST_ROW - 2}"')
    table = read(sheet("a|b", down, corner))
    assert rows_of(table) == []
    assert f"the first at org.ods: Needs!XFD{LAST_ROW}" in table.notices[0]


@pytest.mark.parametrize(
    "row, words",
    [
        (line(cell("x", ' table:number-columns-repeated="16385"')), "a column that there is not"),
        (line("x", more=' table:number-rows-repeated="1048576"'), "a row that there is not"),
        (line("x", more=' table:number-rows-repeated="-1"'), "how often something stands"),
        (line(cell("x", ' table:number-columns-repeated="99999999"')), "how often something"),
        (line("<table:table-cell><text:p><text:s text:c='1001'/>x</text:p></table:table-cell>"),
         "how often something stands"),
    ],
)  # fmt: skip
def test_what_stands_too_often_is_refused(row: str, words: str) -> None:
    assert words in refused(ods(content(sheet("a|b", row))))


def test_many_rows_said_at_once_are_counted_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    many = ' table:number-rows-repeated="1048575"'
    monkeypatch.setattr(sheet_content, "MAX_ROWS", 1_000)
    [problem] = said(read(sheet("a|b", line("x", more=many))))
    assert "Needs!A1002: a table may have 1,000 rows; here are more" in problem
    wide = cell("x", ' table:number-columns-repeated="16384"')
    monkeypatch.setattr(sheet_cells, "MAX_CELLS", 100_000)
    assert "100,000 cells" in refused(ods(content(sheet("a|b", line(wide, more=many)))))


def test_places_in_rows_that_are_said_at_once_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_content, "MAX_PLACES", 50)
    [problem] = said(read(sheet("a|b", line("x", more=' table:number-rows-repeated="60"'))))
    assert "tables may have 50 cells" in problem


def test_nothing_of_a_row_is_kept_when_the_next_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[int] = []
    data = ContentGuard.end

    def counted(self: ContentGuard, tag: str) -> None:
        data(self, tag)
        kept.append(len(self.found) + len(self._cells) + len(self._texts) + len(self._raw))

    monkeypatch.setattr(ContentGuard, "end", counted)
    read(sheet("a|b", *(["c|d"] * 5_000)))
    # What is unpacked at once has a few hundred rows.
    assert max(kept) < 1_500


@pytest.mark.parametrize(
    "data, words",
    [
        (b"", "this is no OpenDocument spreadsheet (.ods)"),
        (b"a,b\n1,2\n", "this is no OpenDocument spreadsheet (.ods)"),
        (b"PK\x03\x04 and more", "this is damaged"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600), "an old Excel file (.xls)"),
        (packed({"a": b"b"}), "a zip file, but no OpenDocument spreadsheet"),
        (workbook([("Needs", ("a", "b"), [("x", 1)])]), "Give it a name that ends in .xlsx"),
        (ods(content("", body="text"), mimetype=KIND.replace("spreadsheet", "text")),
         "an OpenDocument file, but no spreadsheet"),
        (ods(content("<text:p>x</text:p>", body="text")), "but no spreadsheet"),
        (ods("<a/>"), "but no spreadsheet"),
        (ods("no XML"), "content.xml is no XML"),
        (ods(content(sheet("a|b") + sheet("c|d"))), "two of its sheets are called 'Needs'"),
        (ods(content(sheet("a|b", name=""))), "one of its sheets has no name"),
        (ods(content(""), **{"META-INF/manifest.xml": f"<manifest:manifest {NAMES}>"
             "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
             "</manifest:manifest>"}), "this file has a password"),
        (packed({"mimetype": KIND.encode(), "encrypted-package": b"?"}), "has a password"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_apart(data: bytes, words: str) -> None:
    assert words in refused(data)


@pytest.mark.parametrize("part", ["content.xml", "META-INF/manifest.xml"])
def test_entities_are_refused(part: str) -> None:
    bomb = (
        '<!DOCTYPE a [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;">'
        '<!ENTITY c SYSTEM "file:///etc/passwd">]>'
    )
    parts: Mapping[str, str] = {
        "content.xml": content(sheet("a|b", "c|d")),
        "META-INF/manifest.xml": f"<manifest:manifest {NAMES}/>",
        part: f"{bomb}<a>&b;&c;</a>",
    }
    assert f"{part} has a document type" in refused(ods(text=parts["content.xml"], **{
        name: text for name, text in parts.items() if name != "content.xml"
    }))  # fmt: skip


def test_no_damage_is_more_than_a_message() -> None:
    text = content(
        sheet("a|b", line("x", valued("date", "date-value", "2026-03-01")), "y|z")
        + sheet("c|d", "e|f", name="Other"),
        '<style:style style:name="s"><style:table-properties table:display="false"/></style:style>',
    )
    drawn = random.Random(11)
    pieces = re.findall(r"<[^>]*>|[^<]+", text)
    for _ in range(share(3_000)):
        changed = list(pieces)
        for _ in range(drawn.randrange(1, 4)):
            at = drawn.randrange(3, len(changed))
            deed = drawn.randrange(3)
            if deed == 0:
                del changed[at]
            elif deed == 1:
                changed.insert(at, drawn.choice(pieces))
            else:
                piece = changed[at]
                cut = drawn.randrange(len(piece) + 1)
                sign = drawn.choice(("", "9", "&", "-", "\0", "é"))
                changed[at] = piece[:cut] + sign + piece[cut:]
        with suppress(InternalMapError):
            for each in spreadsheet_tables(ods("".join(changed)), "org.ods").tables:
                list(each.rows())
