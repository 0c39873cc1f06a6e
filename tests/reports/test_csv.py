"""Tables for spreadsheets, read back by the csv module."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from internalmap.exchange.csv.text import csv_text
from internalmap.exchange.tables.flatten import Sheet
from internalmap.reports.formats import csv as tables
from internalmap.text.csv_guard import guarded, unguarded
from reports import samples
from reports.golden import check

FORMULA = tuple("=+-@\t\r")
SIGNS = "=+-@＝＋－＠"
#: Texts full of what parts cells, and of what begins a formula.
parted = st.text(st.sampled_from([*"=+-@＝;,\t\n\r'\" a1"]), max_size=12)


def is_text(cell: str) -> bool:
    """Whether no spreadsheet calculates a cell."""
    return not cell.lstrip(" ").startswith(tuple(SIGNS))


def read(text: str) -> list[dict[str, str]]:
    rows = list(csv.reader(StringIO(text, newline=""), strict=True))
    assert {len(row) for row in rows} == {len(rows[0])}
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_whole_outputs() -> None:
    """The party table and the agenda stand in files."""
    check("fjord.csv", tables.render(samples.fjord()))
    check("hostile.csv", tables.render(samples.hostile()))
    check("agenda.csv", tables.render(samples.agenda()))
    check("hostile-agenda.csv", tables.render(samples.hostile_agenda()))
    check("bia.csv", tables.render(samples.bank()))
    check("hostile-bia.csv", tables.render(samples.hostile_bia()))


def test_a_row_a_party_and_a_column_a_key_of_the_json() -> None:
    """Every party has its row, in the order of the results."""
    rows = read(tables.render(samples.fjord()))
    assert [row["id"] for row in rows] == [row.id for row in samples.fjord().parties]
    assert list(rows[0]) == list(tables.PARTY_COLUMNS)


def test_numbers_stay_numbers_and_the_unknown_is_empty() -> None:
    """Numbers are written shortest, negative ones too; nothing stands for what is unknown."""
    rows = {row["id"]: row for row in read(tables.render(samples.fjord()))}
    assert rows["kitchen"]["utilisation"] == "0.9333"
    assert rows["guests"]["gap"] == "-0.1"
    assert rows["guests"]["load"] == ""
    assert rows["it"]["stops"] == "guests"


@pytest.mark.parametrize(
    "text",
    [
        tables.render(samples.hostile()),
        tables.render(samples.hostile_agenda()),
        tables.render(samples.hostile_bia()),
    ],
)
def test_no_cell_is_a_formula_or_steers_anything(text: str) -> None:
    """No text cell begins as a formula would, and no control character is left."""
    for row in read(text):
        for value in row.values():
            assert not value.startswith(FORMULA)
            assert value.isprintable()
    assert text.count("\r\n") == text.count("\n")


@pytest.mark.parametrize(
    "name", ["=1", "+1", "-1", "@x", "\t=1", "  =1", "＝1", "＋1", "－1", "＠x"]
)
def test_formulas_are_made_text(name: str) -> None:
    """Also after spaces, and in the wide forms that East Asian spreadsheets take for formulas."""
    assert tables.cell(name).startswith("'")


@given(st.lists(parted, min_size=1, max_size=4))
@example(["a;=cmd|' /C calc'!A0;b"])
@example(['a;"=1"', "b, +1", "-1"])
def test_no_list_separator_makes_a_formula(texts: list[str]) -> None:
    """Nor where a spreadsheet parts the line at another sign than the comma, quotes or not."""
    sheet = Sheet("Parties", tuple("abcd"[: len(texts)]), (tuple(texts),))
    for text in (csv_text(sheet), tables._table(sheet.headings, [texts])):
        for delimiter in ",;\t":
            for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter):
                assert all(map(is_text, row))


@given(st.one_of(parted, st.text()))
def test_what_is_guarded_comes_back(text: str) -> None:
    """Reading takes away what writing put there, and no more."""
    assert unguarded(guarded(text)) == text


@given(st.text(st.characters(codec="utf-8")))
def test_any_text_is_text(text: str) -> None:
    """Whatever a name is, its cell is text, and the name can be read in it."""
    value = tables.cell(text)
    assert not value.lstrip(" ").startswith(FORMULA)
    assert value.isprintable() or not any(char in value for char in "\r\n\t\x1b")
