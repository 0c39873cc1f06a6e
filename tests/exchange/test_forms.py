"""A form says what the model says of a unit, asks for the rest, and comes back as it was filled
in."""

from __future__ import annotations

import io
import json
import re
import unicodedata
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

import internalmap
from effort import examples
from exchange.filled_forms import fill, rows
from exchange.libreoffice import saved
from internalmap.errors import InternalMapError
from internalmap.exchange.forms.content import FormContent, Forms
from internalmap.exchange.forms.file_names import file_stem, folded, free_name
from internalmap.exchange.forms.filled import parted
from internalmap.exchange.forms.layout import BASE, EMPTY_ROWS, LISTS, META, SHEETS, settled
from internalmap.exchange.forms.reading import NoForm, read_form
from internalmap.exchange.forms.respondents import BY, respondents
from internalmap.exchange.forms.workbook import workbook
from internalmap.exchange.tables.durations import amount
from internalmap.exchange.vocabulary.words import usual_words
from internalmap.model.organization import Organization
from internalmap.text import quantities
from reports.samples import HOSTILE
from strategies import models

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def _made(organization: Organization, by: str = "unit") -> dict[str, FormContent]:
    asked = respondents(organization, by).asked
    maker = Forms(organization, {})
    return {unit: maker.form(unit, parties, by=by) for unit, parties in asked.items()}


@examples(20)
@given(model=models(), by=st.sampled_from(BY))
def test_every_need_of_the_house_is_asked_of_its_customer_once_and_of_each_supplier(
    model: dict[str, object], by: str
) -> None:
    """Forms of all units together, as read back, say of each need what the model says."""
    organization = internalmap.loads(json.dumps(model))
    forms = [
        read_form(workbook(content), f"{unit}.xlsx")
        for unit, content in _made(organization, by).items()
    ]
    asked = {party: form for form in forms for party in form.parties}
    assert len(asked) == sum(len(form.parties) for form in forms)  # in one form each
    words = usual_words()
    needed: list[object] = []
    given_: list[object] = []
    for form in forms:
        assert not form.problems and not form.is_touched()
        for row in form.sheets["needs"].rows:
            first = [form.ids[each.casefold()] for each in parted(row.text("suppliers"))]
            others = [form.ids[each.casefold()] for each in parted(row.text("fallbacks"))]
            buffer = amount(row.text("buffer"), "buffer", quantities.duration, words)
            needed.append((
                form.ids[row.text("customer").casefold()], row.text("service"),
                tuple(first + others), len(first), row.text("importance"),
                None if buffer is None else quantities.duration(buffer[0]),
            ))  # fmt: skip
        for row in form.sheets["supplies"].rows:
            customer, supplier = row.text("customer"), row.text("supplier")
            ends = form.ids[customer.casefold()], form.ids[supplier.casefold()]
            given_ += [(ends[0], row.text("service"), ends[1])]
    parties = organization.parties
    service = {need: settled(need.service or "") for need in organization.needs}
    assert sorted(map(repr, needed)) == sorted(
        repr((need.customer, service[need], need.suppliers, need.at_least,
              need.importance if need.importance_given else "", need.buffer))
        for need in organization.needs
        if need.customer in asked
    )  # fmt: skip
    assert sorted(map(repr, given_)) == sorted(
        repr((need.customer, service[need], supplier))
        for need in organization.needs
        for supplier in need.suppliers
        if supplier in asked and need.customer not in asked[supplier].parties
    )
    outside = {id for id, party in parties.items() if party.kind in ("customer", "supplier")}
    assert not outside & asked.keys()


def test_the_same_model_gives_the_same_bytes_in_whatever_order_it_is_written() -> None:
    a, c = "a: {needs: [{from: [b, c], service: x}]}", "c: {kind: system}"
    text = f"parties: {{{a}, b: {{needs: [c]}}, {c}}}"
    other = f"parties: {{{c}, b: {{needs: [c]}}, {a}}}"
    one, two = (
        [workbook(content) for content in _made(internalmap.loads(each)).values()]
        for each in (text, other)
    )
    assert one == two
    ids = [
        sorted(form.base["needs"])
        for text in (text, text.replace("b: {needs: [c]}", "b: "), "organization: x\n" + text)
        for form in [read_form(workbook(_made(internalmap.loads(text))["a"]), "a.xlsx")]
    ]
    assert ids[0] == ids[1] == ids[2]  # a row's id depends on its need alone


SECRET = """
parties:
  guests: {kind: customer, needs: [{from: bar, service: Drinks, within: 7min}]}
  bar:
    contact: SECRET-own
    note: SECRET-own
    needs:
      - {from: [kitchen, shop], service: Ice, note: SECRET-need, satisfaction: 1.625,
         request: SECRET-r, url: "https://SECRET.example", tags: [SECRET-tag],
         actions: [{what: SECRET-what}]}
  kitchen:
    contact: SECRET-contact
    note: SECRET-note
    availability: 0.71875
    restore: 4321min
    location: SECRET-place
    url: "https://SECRET.example"
    needs: [{from: shop, service: SECRET-service, buffer: 5432min, frequency: 61/day}]
  ann: {kind: person, name: SECRET-name, part_of: kitchen, contact: SECRET-ann, can: [SECRET-skill]}
  shop: {kind: supplier, contact: SECRET-shop}
"""


def test_nothing_of_other_units_is_in_a_form_but_names() -> None:
    content = _made(internalmap.loads(SECRET))["bar"]
    with zipfile.ZipFile(io.BytesIO(workbook(content))) as book:
        parts = b"\n".join(map(book.read, book.namelist())).decode("utf-8")
    assert "kitchen" in parts and "Ice" in parts and "7 min" in parts
    for hidden in ("SECRET", "1.625", "0.71875", "4321", "5432", "61/day"):
        assert hidden not in parts, hidden


def test_names_are_data_and_no_two_labels_are_alike(tmp_path: Path) -> None:
    """Whatever names hold, no cell is a formula, a link or a number, and each label leads back."""
    alike = {"x": "Same", "y": "SAME", "who": "Row", "all": "Everyone"}
    hostile = {**HOSTILE, **alike, "a;b": "x; y", "esc": "_x0041_x0042_"}
    parties = {
        id: {
            "name": name,
            "kind": "person" if number % 3 else "team",
            "can": ["=cmd|x", *HOSTILE.values()],
            "needs": [{"from": list(hostile)[number - 1], "service": name}],
        }
        for number, (id, name) in enumerate(hostile.items())
    }
    organization = internalmap.loads(json.dumps({"organization": "=1+1", "parties": parties}))
    for unit, content in _made(organization).items():
        data = workbook(content)
        form = read_form(data, "form.xlsx")
        assert not form.problems and not form.is_touched()
        assert {*form.ids.values()} == {None, *organization.parties}
        book = load_workbook(io.BytesIO(data))
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type in ("s", "n", "inlineStr"), (unit, cell.value)
                    assert cell.data_type != "n" or cell.value is None
                    assert cell.hyperlink is None
        shown = "".join(str(c.value) for s in book for r in s.iter_rows() for c in r if c.value)
        assert not re.search("[\x00-\x08\x0b-\x1f\u202e]", shown)


def test_drop_downs_offer_the_hidden_lists_and_rows_are_a_table_with_empty_ones() -> None:
    content = _made(internalmap.load(EXAMPLES / "fjord-hotel.yaml"))["kitchen"]
    book = load_workbook(io.BytesIO(workbook(content)))
    assert book.sheetnames[:1] + book.sheetnames[1:-3] == [
        "Guide", *(sheet.name for sheet in SHEETS.values())
    ]  # fmt: skip
    assert [book[name].sheet_state for name in (LISTS, BASE, META)] == ["veryHidden"] * 3
    lists = {
        str(column[0].value): (letter, sum(cell.value is not None for cell in column))
        for letter, column in zip("ABCDEFGHIJK", book[LISTS].iter_cols(), strict=False)
    }
    for made in content.sheets:
        page = book[made.layout.name]
        (table,) = page.tables.values()
        first, last = (int(re.sub(r"\D", "", each)) for each in table.ref.split(":"))
        assert last - first == len(made.rows) + EMPTY_ROWS
        assert page.column_dimensions["A"].hidden and not page.protection.sheet
        offered = {
            str(rule.sqref).split(":")[0].rstrip("0123456789"): rule
            for rule in page.data_validations.dataValidation
            if rule.type == "list"
        }
        for letter, column in zip("BCDEFGHIJK", made.columns, strict=False):
            if column.offered is None:
                assert letter not in offered
                continue
            rule = offered[letter]
            at, count = lists[column.offered]
            assert rule.formula1 == f"'{LISTS}'!${at}$2:${at}${count}"
            refuses = bool(rule.showErrorMessage) and rule.errorStyle in (None, "stop")
            assert refuses == (column.strict or column.offered == "Own"), column.key
            assert len(rule.prompt) <= 255 and len(rule.promptTitle) <= 32
    assert book["Guide"].protection.sheet


def test_what_is_filled_in_comes_back_with_where_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "kitchen.xlsx"
    path.write_bytes(workbook(_made(internalmap.load(EXAMPLES / "fjord-hotel.yaml"))["kitchen"]))
    fill(
        path, "What you need", {0: {"Can wait": "2 hours", "How important": "essential"}},
        [{"What": "Fish", "From whom": "the fishmonger"}], by="Anna", on=date(2026, 12, 1),
    )  # fmt: skip
    form = read_form(path.read_bytes(), "kitchen.xlsx")
    assert form.is_touched() and not form.problems
    assert form.filled_by is not None and form.filled_by.text == "Anna"
    assert form.filled_on is not None and form.filled_on.text == "2026-12-01"
    sheet = form.sheets["needs"]
    changed, new = sheet.rows[0], sheet.rows[-1]
    assert changed.id is not None and new.id is None
    assert changed.text("buffer") == "2 hours"
    assert form.base["needs"][changed.id]["buffer"].value != "2h"
    assert sheet.place(new.cells["suppliers"]).label == "kitchen.xlsx: 'What you need'!D7"


def test_a_workbook_that_is_no_form_and_a_form_that_was_damaged_are_told(tmp_path: Path) -> None:
    path = tmp_path / "kitchen.xlsx"
    made = workbook(_made(internalmap.load(EXAMPLES / "fjord-hotel.yaml"))["kitchen"])
    with pytest.raises(InternalMapError):
        read_form(b"PK no zip", "a.xlsx")
    for sheet, error in ((META, NoForm), (BASE, InternalMapError), (LISTS, InternalMapError)):
        book = load_workbook(io.BytesIO(made))
        del book[sheet]
        book.save(path)
        with pytest.raises(error, match=r"kitchen\.xlsx") as told:
            read_form(path.read_bytes(), "kitchen.xlsx")
        if error is InternalMapError:  # no program brings the sheet back by saving the file again
            assert told.value.remedy == "Copy the answers into the form as it was sent."
    book = load_workbook(io.BytesIO(made))
    del book["What you need"]
    book["What others get from you"].delete_cols(1)
    book.save(path)
    form = read_form(path.read_bytes(), "kitchen.xlsx")
    assert form.is_touched()
    assert [problem.message for problem in form.problems] == [
        "kitchen.xlsx: the sheet 'What you need' is gone",
        "kitchen.xlsx: the hidden column 'Row' of the sheet 'What others get from you' is gone",
    ]


def test_convert_reads_the_needs_of_a_form_by_its_headings(tmp_path: Path) -> None:
    path = tmp_path / "theatres.xlsx"
    hospital = internalmap.load(EXAMPLES / "hospital.yaml")
    path.write_bytes(workbook(_made(hospital)["theatres"]))
    read = internalmap.convert(f"{path}#What you need").organization
    names = {party.id: party.name for party in hospital.parties.values()}
    assert {(need.service, need.suppliers[0], need.buffer) for need in read.needs} == {
        (need.service, names[need.suppliers[0]], need.buffer)
        for need in hospital.needs
        if need.customer == "theatres"
    }


def test_names_of_files_are_taken_by_every_system_and_differ_on_all() -> None:
    stems = {id: file_stem(id) for id in (
        "CON", "com1.txt", "a/b\\c", "..", "~$x", "-rf", "a. ", "x" * 400, "日本" * 200,
        "a\x00\u202eb", "IT", "it", "é", "e\u0301", *HOSTILE,
    )}  # fmt: skip
    used: set[str] = set()
    for stem in stems.values():
        name = free_name(stem, used)
        assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', name)
        assert not re.match(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)", name)
        assert name[0] not in "-.~" and not name[:-5].endswith((" ", "."))
        assert len(name.encode()) <= 255 and folded(name) not in used
        used.add(folded(name))
    assert len({unicodedata.normalize("NFD", name).casefold() for name in used}) == len(stems)


def test_another_program_opens_saves_and_prints_the_forms(tmp_path: Path) -> None:
    """LibreOffice changes nothing that is read, filled in or not, and makes pages of a form."""
    files = []
    for model, units in (("fjord-hotel", ("kitchen", "it")), ("hospital", ("theatres",))):
        made = _made(internalmap.load(EXAMPLES / f"{model}.yaml"))
        for unit in units:
            files.append(tmp_path / f"{unit}.xlsx")
            files[-1].write_bytes(workbook(made[unit]))
    fill(
        files[1], "What you need", {0: {"Can wait": "90 min"}}, [{"What": "Ice, in cubes "}], "Bo",
        date(2026, 12, 1),
    )  # fmt: skip
    opened = saved(files, "xlsx", tmp_path / "saved")
    for before, after in zip(files, opened, strict=True):
        one, two = (read_form(each.read_bytes(), "form.xlsx") for each in (before, after))
        assert (one.base, one.ids, one.parties) == (two.base, two.ids, two.parties)
        assert one.is_touched() == two.is_touched() == (before.stem == "it")
        assert not two.problems
        for key, sheet in one.sheets.items():
            assert [(row.id, {key: cell.text for key, cell in row.cells.items()})
                    for row in sheet.rows] == [
                (row.id, {key: cell.text for key, cell in row.cells.items()})
                for row in two.sheets[key].rows
            ]  # fmt: skip
        assert (one.filled_on and one.filled_on.text) == (two.filled_on and two.filled_on.text)
        book = load_workbook(after)
        assert rows(book["What you need"]) == rows(load_workbook(before)["What you need"])
        assert book["What you need"].data_validations.dataValidation
    for page in saved(files[:1], "pdf", tmp_path / "pages"):
        assert page.read_bytes().startswith(b"%PDF")
