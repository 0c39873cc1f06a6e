"""Rows that are one need, tables that speak of one party: each problem at its own cell."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from effort import examples
from exchange.converted import made
from internalmap.api.convert import convert
from internalmap.errors import InternalMapError, InvalidModel
from internalmap.exchange.output import formatted_files

COLUMNS = ("customer", "supplier", "service", "importance", "within", "satisfaction", "reviewed")
#: What each column may hold; what it may not.
VALUES = {
    "customer": ("A", "B"),
    "supplier": ("C", "D"),
    "service": ("s", ""),
    "importance": ("essential", ""),
    "within": ("1d", "24h", ""),
    "satisfaction": ("3", "4; 5", ""),
    "reviewed": ("2026-01-01", "2026-05-05", ""),
}
WRONG = {"importance": "odd", "within": "soon", "satisfaction": "99", "reviewed": "1/3/2027"}


def _text(rows: list[dict[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@given(
    st.lists(
        st.fixed_dictionaries({key: st.sampled_from(each) for key, each in VALUES.items()}),
        min_size=1,
        max_size=8,
    ),
    st.data(),
)
@examples(100)
def test_one_wrong_cell_is_told_there_and_it_alone_is_left_out(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]], data: st.DataObject
) -> None:
    file = tmp_path_factory.mktemp("rows") / "in.csv"
    at = data.draw(st.integers(0, len(rows) - 1))
    key = data.draw(st.sampled_from(sorted(WRONG)))
    spoilt = [*rows[:at], {**rows[at], key: WRONG[key]}, *rows[at + 1 :]]
    file.write_text(_text(spoilt), "utf-8")
    with pytest.raises(InvalidModel) as raised:
        convert(str(file))
    before = "".join(f"{spoilt[at][column]}," for column in COLUMNS[: COLUMNS.index(key)])
    # Another row may then contradict this one; that is told too, at that row.
    places = [each.place.label for each in raised.value.problems if each.place]
    assert f"{file}:{at + 2}:{len(before) + 1}" in places
    left = convert(str(file), skip_invalid=True)
    file.write_text(_text([*rows[:at], {**rows[at], key: ""}, *rows[at + 1 :]]), "utf-8")
    assert left.organization == convert(str(file)).organization


def _problem(folder: Path, text: str) -> str:
    with pytest.raises(InvalidModel) as raised:
        made(folder, text)
    (problem,) = raised.value.problems
    assert problem.place is not None
    return f"{problem.place.label.rpartition('in.csv:')[2]} {problem.message}"


def test_suppliers_stand_in_their_order_of_preference(tmp_path: Path) -> None:
    text = "need,customer,supplier,preference\n1,A,B,\n1,A,C,2\n1,A,D,1\n1,A,E,\n"
    (need,) = made(tmp_path, text).organization.needs
    assert need.suppliers == ("D", "C", "B", "E")
    assert _problem(tmp_path, text.replace("D,1", "D,first")) == "4:7 'first' is no number"
    plain = made(tmp_path, "customer,supplier,preference\nA,B,1\n")
    assert any("not used: preference" in notice for notice in plain.notices)


def test_a_need_of_everyone_names_no_customer(tmp_path: Path) -> None:
    text = "customer,supplier,applies_to\n,B,everyone\nX,C,\n"
    assert [need.customer for need in made(tmp_path, text).organization.needs] == [None, "X"]
    wrong = _problem(tmp_path, text.replace("\n,B", "\nY,B"))
    assert wrong == "2:1 everyone has this need, and the row names a customer"


def test_a_column_without_a_heading_is_told(tmp_path: Path) -> None:
    result = made(tmp_path, "customer,,supplier\nA,secret,B\n")
    assert any("not used: column 2, which has no heading" in each for each in result.notices)


@pytest.mark.parametrize("form", ["xlsx", "graphml"])
def test_a_file_of_ours_can_say_who_there_is(tmp_path: Path, form: str) -> None:
    """Of its tables only that of parties is taken, and none of its settings."""
    hotel = convert("examples/fjord-hotel.yaml").organization
    file = tmp_path / f"hotel.{form}"
    file.write_bytes(formatted_files(hotel, form, None, "")[0][""])
    result = made(tmp_path, "customer,supplier\nkitchen,it\n", parties=[file])
    assert set(result.organization.parties) == set(hotel.parties)
    assert (result.organization.title, len(result.organization.needs)) == ("in", 1)
    assert any("those of the first file alone" in notice for notice in result.notices)


def _book(path: Path, **sheets: Sequence[tuple[str, ...]]) -> str:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return str(path)


def test_faults_in_the_settings_are_told(tmp_path: Path) -> None:
    path = _book(
        tmp_path / "org.xlsx",
        Organization=[("setting", "value"), ("organization", "A"), ("organization", "B")],
        Dependencies=[("customer", "supplier"), ("a", "b")],
    )
    with pytest.raises(InvalidModel, match="'organization' is set already"):
        convert(path)


def test_a_sheet_that_has_nothing_to_do_with_it_is_told(tmp_path: Path) -> None:
    people = [("id", "kind"), ("Anna", "person")]
    notes = [("Name", "Comment"), ("x", "y")]
    result = convert(_book(tmp_path / "a.xlsx", People=people, Notes=notes))
    assert list(result.organization.parties) == ["Anna"]
    assert any("sheet Notes: not used" in notice for notice in result.notices)


def test_headings_are_found_alike_in_every_form(tmp_path: Path) -> None:
    rows = [("Survey of", "2026"), ("who", "depends on"), ("a", "b")]
    book = convert(_book(tmp_path / "a.xlsx", S=rows))
    table = made(tmp_path, "\n".join(",".join(row) for row in rows))
    assert book.organization.needs == table.organization.needs
    assert any("the headings are in row 2" in notice for notice in book.notices)


@pytest.mark.parametrize("name", ["in.csv#x", "in.graphml#x"])
def test_a_part_of_what_has_none_is_refused(tmp_path: Path, name: str) -> None:
    for ending in ("csv", "graphml"):
        (tmp_path / f"in.{ending}").write_text("customer,supplier\na,b\n", "utf-8")
    with pytest.raises(InternalMapError, match="has no parts"):
        convert(str(tmp_path / name))


def test_a_sheet_may_have_the_sign_in_its_name(tmp_path: Path) -> None:
    path = _book(tmp_path / "a.xlsx", **{"Team #1": [("who", "depends on"), ("a", "b")]})
    assert len(convert(f"{path}#Team #1").organization.needs) == 1


def test_an_entry_without_a_supplier_is_a_party_whatever_others_hold(tmp_path: Path) -> None:
    for deps in ("b", ["b"]):
        file = tmp_path / "list.json"
        file.write_text(json.dumps([{"name": "a", "deps": deps}, {"name": "b"}]), "utf-8")
        result = convert(str(file), from_format="records", columns=["customer=name,supplier=deps"])
        assert set(result.organization.parties) == {"a", "b"}


def test_a_key_that_no_table_can_have_is_told(tmp_path: Path) -> None:
    with pytest.raises(InternalMapError, match="no table here can have a column for capacity"):
        made(tmp_path, "customer,supplier,Cap\na,b,1\n", columns="capacity=Cap")


def test_a_catalog_is_not_read_from_standard_input() -> None:
    with pytest.raises(InternalMapError, match="not read from standard input"):
        convert("-", from_format="backstage")


#: Words that are headings elsewhere, as ids, kinds, tags and places of a model.
WORDS = [
    "team",
    "app",
    "service",
    "system",
    "supplier",
    "customer",
    "needs",
    "uses",
    "from",
    "to",
    "name",
    "id",
    "unit",
    "person",
    "who",
    "source",
    "target",
    "provider",
    "consumer",
]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@given(
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=6, unique=True),
    st.lists(st.sampled_from(WORDS), min_size=12, max_size=12),
)
@examples(100)
def test_words_that_are_headings_elsewhere_are_data_here(
    tmp_path_factory: pytest.TempPathFactory, form: str, ids: list[str], words: list[str]
) -> None:
    parties: dict[str, Any] = {
        id: {"tags": [words[at]], "location": words[at + 6], "kind": "supplier"}
        for at, id in enumerate(ids)
    }
    parties[ids[0]]["needs"] = [{"from": ids[1:], "service": words[0]}]
    folder = tmp_path_factory.mktemp("words")
    (folder / "m.json").write_text(json.dumps({"organization": "m", "parties": parties}), "utf-8")
    made = convert(str(folder / "m.json"), form)
    paths = made.save(str(folder / f"m.{form}"))
    options: dict[str, Any] = {"parties": paths[:1], "title": "m"} if form == "csv" else {}
    assert convert(paths[-1], **options).organization == made.organization


def test_a_list_of_parties_is_no_table_of_dependencies(tmp_path: Path) -> None:
    text = "name,kind,type,team\nMail,system,app,IT\nHosting,supplier,service,Acme\n"
    with pytest.raises(InternalMapError, match="which column is the customer"):
        made(tmp_path, text)
    result = made(tmp_path, text, columns="id=name")
    assert {"Mail", "Hosting", "IT", "Acme"} == set(result.organization.parties)


def test_headings_that_are_named_are_the_headings(tmp_path: Path) -> None:
    text = "Subject,Relation,Object\nshop,uses,till\napp,uses,database\n"
    result = made(tmp_path, text, columns="customer=Subject,supplier=Object")
    assert set(result.organization.parties) == {"shop", "till", "app", "database"}


def test_what_is_wrong_in_columns_and_sheets_that_are_not_used_does_not_matter(
    tmp_path: Path,
) -> None:
    good = [("Who", "Depends on", "Cost"), ("A", "B", "#N/A"), ("B", "C", "5")]
    wide = [tuple(f"c{number}" for number in range(601))]
    twice = [("Name", "Amount", "Name", "Amount"), ("x", "1", "y", "2")]
    orders = [("id", "amount"), ("1", "1")]
    path = _book(tmp_path / "a.xlsx", Deps=good, Gantt=wide, Budget=twice, Orders=orders)
    result = convert(path)
    assert set(result.organization.parties) == {"A", "B", "C"}
    for sheet in ("Gantt", "Budget", "Orders"):
        assert any(f"sheet {sheet}: not used" in notice for notice in result.notices)
    with pytest.raises(InvalidModel, match="a table may have 500 columns"):
        convert(f"{path}#Gantt")


def test_the_second_of_two_headings_can_be_named(tmp_path: Path) -> None:
    text = "who,depends on,depends on\na,b,c\n"
    assert made(tmp_path, text).organization.needs[0].suppliers == ("b",)
    second = made(tmp_path, text, columns="supplier=depends on (2)")
    assert second.organization.needs[0].suppliers == ("c",)


def test_names_in_two_normal_forms_are_told(tmp_path: Path) -> None:
    result = made(tmp_path, "customer,supplier\nJos\u00e9,b\nJose\u0301,b\n")
    assert "different parties" in result.notices[-1]


def test_what_stands_above_a_broken_row_is_told_with_it(tmp_path: Path) -> None:
    for rows in (2, 30):  # among those that the headings are sought in, and below
        text = "customer,supplier,within\n" + "a,b,soon\n" * rows + 'c,"d,\n'
        with pytest.raises(InvalidModel) as raised:
            made(tmp_path, text, skip_invalid=False)
        *above, last = [problem.message for problem in raised.value.problems]
        assert "'soon' is not a duration" in above
        assert "never closed" in last


def test_a_table_of_parties_is_theirs_however_few_it_names(tmp_path: Path) -> None:
    people = [("id", "kind"), ("a", "person")]
    needs = [("customer", "supplier"), ("a", "b"), ("c", "d")]
    with pytest.raises(InvalidModel, match="there is no party 'b'"):
        convert(_book(tmp_path / "a.xlsx", People=people, Needs=needs))
    graph = (
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="directed">'
        '<node id="a"/><edge source="a" target="b"/><edge source="c" target="d"/></graph></graphml>'
    )
    (tmp_path / "a.graphml").write_text(graph, "utf-8")
    with pytest.raises(InvalidModel, match="there is no party 'b'"):
        convert(str(tmp_path / "a.graphml"))


def test_a_cell_that_cannot_be_read_is_left_out_alone(tmp_path: Path) -> None:
    """Also where the same file is given twice."""
    people = [("id", "kind"), ("a", "team"), ("b", "team"), ("c", "team")]
    needs = [("customer", "supplier", "within"), ("a", "b", "#N/A"), ("b", "c", "1d")]
    path = _book(tmp_path / "a.xlsx", People=people, Needs=needs)
    for parties in ([], [f"{path}#People"], [path]):
        with pytest.raises(InvalidModel, match="Needs!C2"):
            convert(path, parties=parties)
        left = convert(path, parties=parties, skip_invalid=True).organization
        assert set(left.parties) == {"a", "b", "c"}
        assert [(need.customer, need.within) for need in left.needs] == [("a", None), ("b", 86400)]


DEALT = {
    "as many parts": ("Lab,IT; HR,Mail; Leave\n", {"IT": "Mail", "HR": "Leave"}),
    "beside one that names nobody": ("Lab,N/A; HR,Mail; Leave\n", {"HR": "Leave"}),
    "a comma of prose": ('Lab,"IT, HR","Leave, sickness"\n', {"IT": "Leave, sickness",
                                                              "HR": "Leave, sickness"}),
    "other parts": ("Lab,IT; HR; Pay,Mail; Leave\n", dict.fromkeys(["IT", "HR", "Pay"],
                                                                     "Mail; Leave")),
}  # fmt: skip


@pytest.mark.parametrize("row, services", DEALT.values(), ids=list(DEALT))
def test_each_of_several_suppliers_has_what_stands_beside_it(
    tmp_path: Path, row: str, services: dict[str, str]
) -> None:
    path = tmp_path / "in.csv"
    path.write_text(f"Team,Depends on,What\n{row}IT,Grid,Power\nHR,Grid,Light\n", "utf-8")
    result = convert(str(path))
    needs = {n.suppliers[0]: n.service for n in result.organization.needs if n.customer == "Lab"}
    assert needs == services
    told = any("each has its own" in each or "all of it is said" in each for each in result.notices)
    assert told == (";" in row and "N/A" not in row) or "N/A" in row


def test_how_much_each_of_several_is_needed_stands_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    text = "Team,Depends on,Importance,Can wait,Supplier type\n"
    path.write_text(f"{text}Lab,IT; HR; Bo,High; Low; Never,1h; 1d; 2d,System; Team; Person\n")
    organization = convert(str(path)).organization
    assert {n.suppliers: (n.importance, n.buffer) for n in organization.needs} == {
        ("IT",): ("essential", 3600), ("HR",): ("helpful", 86400),
    }  # fmt: skip
    assert organization.parties["IT"].kind == "system"
