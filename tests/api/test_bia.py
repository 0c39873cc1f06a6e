"""The business impact analysis says what the definitions say."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest
from hypothesis import given

import internalmap
import oracle
import strategies
from command import HOTEL, run
from effort import examples
from internalmap.modelfile.schema.json_schema import report_schema
from internalmap.reports.formats.json import render
from internalmap.results.bia import Bia, StandsOn
from oracle.case import Case
from oracle.network import Duty, descendants, edges_of, is_met, stop_times, unmet_at

Model = dict[str, Any]

_PEOPLE = {"person", "role", "team", "department"}
_CLASSES = {
    "people": _PEOPLE,
    "technology": {"system", "information"},
    "site": {"site"},
    "third party": {"supplier"},
}


def analysed(model: Model) -> tuple[Bia, Case]:
    """The analysis of a model, and the model as the definitions read it."""
    return internalmap.bia(internalmap.loads(json.dumps(model))), oracle.case_of(model)


def harm(case: Case, absent: Iterable[str], key: str) -> tuple[float, float] | None:
    """When an absence is felt by a party, and when it is intolerable; nothing where never."""
    for effect in oracle.effects(case, list(absent)):
        if effect.protected == key:
            due = oracle.NEVER if effect.needed is None else effect.needed
            return effect.after, due
    return None


def done(case: Case) -> list[str]:
    """Processes, whoever has a limit, and the protected."""
    limited = {
        holder
        for need in case.needs
        if need.customer is not None and need.limit is not None
        for holder in need.holders
    }
    return [
        key
        for key, party in case.parties.items()
        if party.kind == "process" or party.limit is not None or key in limited | {*case.protected}
    ]


@examples(300)
@given(strategies.models())
def test_what_is_done_and_impact_over_time_are_as_defined(model: Model) -> None:
    found, case = analysed(model)
    rows = {row.party: row for row in found.activities}
    assert sorted(rows) == done(case)
    wide = oracle.case_of(model, protect=sorted(rows))
    edges = edges_of(case.duties)
    for key, row in rows.items():
        behind = {one for one in case.parties if key in descendants(edges, one)}
        assert row.stands_on is not None
        assert named(row.stands_on) == {one for one in behind if kind(case, one) != "customer"}
        for gone, kinds in (("anything", None), *_CLASSES.items()):
            absent = [one for one in case.candidates if not kinds or kind(case, one) in kinds]
            times = [felt for one in absent if (felt := harm(wide, [one], key)) is not None]
            told = next((each for each in row.over_time if each.gone == gone), None)
            assert (told is None) == (not times)
            if told is None:
                continue
            after = min(each[0] for each in times)
            needed = min(each[1] for each in times)
            assert (told.after, told.needed) == (after, None if needed == oracle.NEVER else needed)
            ends = [*case.organisation.bands, oracle.NEVER]
            for end, said in zip(ends, told.bands, strict=True):
                worst = "felt" if after <= end else "not felt"
                assert said == ("intolerable" if needed <= end and needed < oracle.NEVER else worst)


@examples(300)
@given(strategies.models())
def test_what_it_stands_on_is_as_defined(model: Model) -> None:
    found, case = analysed(model)
    every = [*oracle_supplies(case)]
    listed = {supplier for duty in every for supplier in duty.suppliers}
    rows = {row.party: row for row in found.resources}
    assert set(rows) == {key for key in case.candidates if key in listed}
    losses = oracle.tolerated(case)
    for key, row in rows.items():
        times = {
            one: felt[1] for one in case.protected if (felt := harm(case, [key], one)) is not None
        }
        due = min(times.values(), default=oracle.NEVER)
        restore = case.parties[key].restore
        if due == oracle.NEVER:
            assert (row.needed, row.needed_for, row.tier, row.gap) == (None, (), None, None)
        else:
            assert row.needed == due
            assert row.needed_for == tuple(one for one, at in times.items() if at == due)
            assert row.gap == (None if restore is None else restore - due)
            assert row.tier == oracle.band(case, due)
            assert {each.party for each in row.slower} == slower(case, key, due)
        assert row.max_data_loss == losses.get(key)
        for each in row.workarounds:
            assert is_met_without(case, key, each.need.suppliers, each.need.customer)
            both = [harm(case, [key, *each.stand_ins], one) for one in case.protected]
            due = min((felt[1] for felt in both if felt is not None), default=oracle.NEVER)
            assert each.needed == (None if due == oracle.NEVER else due)


@examples(300)
@given(strategies.models())
def test_the_pages_of_needs_name_every_weak_point(model: Model) -> None:
    found, case = analysed(model)
    for page in found.needs:
        [number] = [
            place
            for place, duty in enumerate(case.duties)
            if duty.need is not None
            and duty.customer == page.protected
            and (duty.need.customer, duty.need.service, duty.need.suppliers)
            == (page.need.customer, page.need.service, page.need.suppliers)
            and duty.need.customer is not None
            and duty.customer in duty.need.holders
        ][:1]
        duty = case.duties[number]
        own = case.parties[page.protected].limit or 0
        bears = duty.buffer + own if duty.limit is None else duty.limit
        weak = {}
        for key in case.candidates:
            absent = oracle.gone(case.parties, [key])
            since = unmet_at(duty, stop_times(case.parties, case.duties, absent))
            if since < oracle.NEVER and page.protected not in absent:
                weak[key] = (since, since + bears)
        assert {each.party: (each.after, each.needed) for each in page.weak_points} == weak
        assert page.weak_points_total == len(weak)


def kind(case: Case, key: str) -> str:
    """What kind of party it is."""
    return case.parties[key].kind


def named(stands_on: StandsOn) -> set[str]:
    """All whom it names."""
    return {
        *stands_on.people, *stands_on.processes, *stands_on.technology, *stands_on.information,
        *stands_on.sites, *stands_on.third_parties,
    }  # fmt: skip


def oracle_supplies(case: Case) -> Iterable[Duty]:
    """All needs, whatever their importance, staffing and sites among them."""
    yield from case.duties
    yield from oracle.supply_duties(case.organisation)


def slower(case: Case, key: str, due: float) -> set[str]:
    """The suppliers that are known to be back later than a party is needed, of the needs that are
    then certain to be unmet."""
    found = set()
    for duty in case.duties:
        if duty.customer == key:
            by = max(due, duty.buffer)
            late = {
                one
                for one in duty.suppliers
                if (back := case.parties[one].restore) is not None and back > by
            }
            if not is_met(duty, late):
                found |= late
    return found


def is_met_without(case: Case, key: str, suppliers: tuple[str, ...], customer: str | None) -> bool:
    """Whether a need with these suppliers is met for good when a party is gone."""
    stopped = case.stopped([key])
    return any(
        is_met(duty, stopped)
        for duty in case.duties
        if duty.suppliers == suppliers
        and (customer is None or duty.customer == customer or duty.need is not None)
    )


@examples(100)
@given(strategies.models())
def test_json_follows_its_schema(model: Model) -> None:
    found, _ = analysed(model)
    jsonschema.validate(json.loads(render(found)), json.loads(report_schema("bia")))


@examples(60)
@given(strategies.models())
def test_pseudonyms_change_no_figure(model: Model) -> None:
    """But which of a unit's people, who are alike there, are needed first: that goes by id."""
    from internalmap.model.anonymize import anonymized, pseudonyms

    organization = internalmap.loads(json.dumps(model))
    names = pseudonyms(organization)
    real = internalmap.bia(organization)
    hidden = internalmap.bia(anonymized(organization, names))
    assert {names[row.party]: (row.needed, row.gap) for row in real.resources} == {
        row.party: (row.needed, row.gap) for row in hidden.resources
    }


def test_a_question_is_asked_where_nobody_knows() -> None:
    found = internalmap.bia(
        internalmap.loads(
            """
parties:
  guests: {kind: customer, needs: [{from: desk, limit: 4h}]}
  desk:   {owner: mona, needs: [{from: net, buffer: 1h}]}
  net:    {kind: system, restore: 6h}
  mona:   {kind: person}
"""
        )
    )
    rows = [(row.party, row.needed, row.gap, row.ask) for row in found.resources]
    assert rows == [("desk", 14400, None, ("mona",)), ("net", 18000, 3600, ())]
    assert found.resources[0].slower[0].party == "net"


@pytest.mark.parametrize("format", ["text", "json", "markdown", "csv"])
def test_every_format_says_what_is_back_too_late(format: str) -> None:
    shown = run("bia", str(HOTEL.parent / "bia" / "org.yaml"), "-f", format)
    assert shown.returncode == 0, shown.stderr
    assert "Hill Road 8" in shown.stdout or '"hill"' in shown.stdout


def test_the_workbook_has_a_sheet_for_each_table_and_each_need_to_sort_and_to_print(
    tmp_path: Path,
) -> None:
    """Filters, frozen headings, landscape, as wide as a page; and the tables are sheets of the
    workbook of `analyze` too."""
    model = str(HOTEL.parent / "bia" / "org.yaml")
    for verb in ("bia", "analyze"):
        done = run(verb, model, "-o", f"{verb}.xlsx", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    book = openpyxl.load_workbook(tmp_path / "bia.xlsx")
    tables = ["What is done", "Impact over time", "What it stands on", "Recovery order", "Chains"]
    assert book.sheetnames[1:6] == tables
    assert len(book.sheetnames) == 10  # the summary, and four needs
    for sheet in book.worksheets[1:]:
        assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.fitToHeight == 0
        assert sheet.freeze_panes and sheet.print_title_rows
        assert all(table.autoFilter for table in sheet.tables.values())
    rows = _rows(book["What it stands on"])
    hill = next(row for row in rows if row["Id"] == "hill")
    assert (hill["Needed back within (hours)"], hill["Gap (hours)"]) == (25, 95)
    core = next(row for row in rows if row["Id"] == "core")
    assert (core["Target (hours)"], core["Back after (hours)"]) == (4, 12)
    assert [row["Step"] for row in _rows(book["Recovery order"]) if row["Id"] in ("network",
        "directory")] == [8, 8]  # fmt: skip
    assert set(tables) <= set(openpyxl.load_workbook(tmp_path / "analyze.xlsx").sheetnames)


def _rows(sheet: Any) -> list[dict[str, Any]]:
    """The rows of the first table of a sheet, by heading."""
    (table, *_) = sheet.tables.values()
    heads, *rows = [[cell.value for cell in row] for row in sheet[table.ref]]
    return [dict(zip(heads, row, strict=True)) for row in rows]


@pytest.mark.filterwarnings("error")
def test_where_nothing_is_known_there_is_nothing_to_show(tmp_path: Path) -> None:
    (tmp_path / "org.yaml").write_text("parties: {a: {kind: person}}")
    for form in ("text", "json", "markdown", "csv"):
        done = run("bia", "org.yaml", "-f", form, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    assert run("bia", "org.yaml", "-o", "bia.xlsx", cwd=tmp_path).returncode == 0
    book = openpyxl.load_workbook(tmp_path / "bia.xlsx")
    assert book.sheetnames == ["Summary", "Recovery order"]  # who is not needed


def test_the_model_is_spared_and_what_cannot_be_meant_is_refused(tmp_path: Path) -> None:
    (tmp_path / "org.yaml").write_text("parties: {a: {kind: customer, needs: [b]}, b: }")
    asked = {
        "bia org.yaml -o org.yaml": "no format is known",
        "bia org.yaml --protect nobody": "there is no party 'nobody'",
        "bia org.yaml --stops-on essentiall": "Did you mean 'essential'?",
        "bia org.yaml -f pdf": "there is no format 'pdf'",
    }
    for words, complaint in asked.items():
        done = run(*words.split(), cwd=tmp_path)
        assert done.returncode == 2 and complaint in done.stderr
