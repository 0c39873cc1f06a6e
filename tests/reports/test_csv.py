"""Tables for spreadsheets, read back by the csv module."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from internalmap.reports import csv as tables
from reports import samples
from reports.golden import check

FORMULA = tuple("=+-@\t\r")


def read(text: str) -> list[dict[str, str]]:
    rows = list(csv.reader(StringIO(text, newline=""), strict=True))
    assert {len(row) for row in rows} == {len(rows[0])}
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_whole_outputs() -> None:
    """The party table and the agenda stand in files."""
    check("fjord.csv", tables.report(samples.fjord()))
    check("hostile.csv", tables.report(samples.hostile()))
    check("agenda.csv", tables.agenda(samples.agenda()))
    check("hostile-agenda.csv", tables.agenda(samples.hostile_agenda()))


def test_a_row_a_party_and_a_column_a_key_of_the_json() -> None:
    """Every party has its row, in the order of the results."""
    rows = read(tables.report(samples.fjord()))
    assert [row["id"] for row in rows] == [row.id for row in samples.fjord().parties]
    assert list(rows[0]) == list(tables.PARTY_COLUMNS)


def test_numbers_stay_numbers_and_the_unknown_is_empty() -> None:
    """Numbers are written shortest, negative ones too; nothing stands for what is unknown."""
    rows = {row["id"]: row for row in read(tables.report(samples.fjord()))}
    assert rows["kitchen"]["utilisation"] == "0.9333"
    assert rows["guests"]["gap"] == "-0.1"
    assert rows["guests"]["load"] == ""
    assert rows["it"]["stops"] == "guests"


@pytest.mark.parametrize(
    "text", [tables.report(samples.hostile()), tables.agenda(samples.hostile_agenda())]
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


@given(st.text(st.characters(codec="utf-8")))
def test_any_text_is_text(text: str) -> None:
    """Whatever a name is, its cell is text, and the name can be read in it."""
    value = tables.cell(text)
    assert not value.lstrip(" ").startswith(FORMULA)
    assert value.isprintable() or not any(char in value for char in "\r\n\t\x1b")
