"""The workbook, read back by openpyxl."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

import internalmap
from command import run_bytes
from effort import examples
from internalmap.analyses.roll_up import roll_up
from internalmap.model.phrases import KIND_WORDS
from internalmap.reports.analyze import report as analyze_report
from internalmap.reports.analyze.view import View
from internalmap.reports.analyze.workbook import report as analyze_workbook
from internalmap.reports.blocks import Cell, Column, Report, Section, Step, Table, values_table
from internalmap.reports.documents import Result, document
from internalmap.reports.formats import excel
from internalmap.reports.options import RenderOptions
from internalmap.results.analyze import Analysis, PartyRow
from internalmap.text.escape import escape
from reports import samples
from reports.rendered import rendered, workbook
from strategies import Model, questions

ROOT = Path(__file__).parent.parent.parent
HOTEL = ROOT / "examples" / "fjord-hotel.yaml"
FORMULAS = ("=cmd|'/c calc'!A1", "+1", "-x", "@x", "\t=1", "http://x.example", "007", "_x000D_")

Book = dict[str, list[dict[str, Any]]]

#: Sheets that hold pictures, or the overview, and no table of parties.
_WITHOUT_TABLE = {"Summary", "Map", "Risk table"}


def sheets(data: bytes) -> dict[str, Worksheet]:
    book = load_workbook(BytesIO(data))
    return {sheet.title: sheet for sheet in book.worksheets}


def rows(sheet: Worksheet) -> list[dict[str, Any]]:
    """The rows of a sheet's table by their headings."""
    (made,) = sheet.tables.values()
    head, *cells = sheet[made.ref]
    names = [cell.value for cell in head]
    assert names == made.column_names
    assert len(set(names)) == len(names)
    assert all(isinstance(name, str) and name for name in names)
    return [dict(zip(names, (cell.value for cell in row), strict=True)) for row in cells]


def tables(data: bytes) -> Book:
    """The rows of every sheet that has one table."""
    return {
        name: rows(sheet) for name, sheet in sheets(data).items() if len(sheet.tables.values()) == 1
    }


def listed(data: bytes) -> dict[str, tuple[object, str]]:
    """What the summary lists: each sheet's number of rows, and its words."""
    sheet = sheets(data)["Summary"]
    _, *cells = sheet[sheet.tables["Sheets"].ref]
    return {str(name.value): (count.value, words.value) for name, count, words in cells}


def figures(data: bytes) -> dict[str, object]:
    sheet = sheets(data)["Summary"]
    _, *cells = sheet[sheet.tables["Figures"].ref]
    return {str(name.value): value.value for name, value, _ in cells}


def foot(sheet: Worksheet) -> tuple[str, str]:
    """What stands at the foot of each printed page, left and right."""
    assert sheet.oddFooter is not None
    return str(sheet.oddFooter.left.text), str(sheet.oddFooter.right.text)


def number(value: float | None) -> object:
    """A number as a workbook keeps it: with sixteen digits."""
    return None if value is None else pytest.approx(value, rel=1e-14)


def hours(seconds: float | None) -> object:
    return number(None if seconds is None else seconds / 3600)


def hotel(**options: Any) -> Analysis:
    return internalmap.analyze(internalmap.load(HOTEL), **options)


def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.CompletedProcess(arguments, *run_bytes(*arguments))


def test_the_sheets_and_their_order() -> None:
    """A summary, the map, a sheet a section that has rows, and the parties."""
    data = workbook(hotel(), structure=True)
    assert list(sheets(data)) == [
        "Summary", "Map", "Answer first", "Single points of failure", "Absences", "Bottlenecks",
        "Paper fallbacks", "Absences together", "External customers", "Promises", "Actions",
        "Scenarios", "Scenario outcomes", "Runs again", "Circles", "What works",
        "Units", "All circles", "Parties",
    ]  # fmt: skip
    assert "Units" not in sheets(workbook(hotel()))


def test_the_summary_says_what_the_text_report_says() -> None:
    """The verdict, what it assumes, the figures, how many rows each sheet has."""
    analysis = hotel()
    data = workbook(analysis, structure=True)
    sheet = sheets(data)["Summary"]
    said = [cell.value for (cell,) in sheet["A1:A10"] if cell.value]
    assert said[0] == "Fjord Hotel: who depends on whom, and what is at risk"
    assert said[1].startswith(
        "The absence of IT support or Fjord Telecom alone lets Hotel guests down"
    )
    assert said[3].startswith("Assumed: of 12 needs, 10 do not say how much they matter")
    assert "Made from fjord-hotel.yaml." in said
    found = figures(data)
    summary = analysis.summary
    assert found["Parties"] == summary.parties
    assert found["Single points of failure"] == summary.single_points_of_failure
    assert found["Of these not back in time"] == 6
    assert found["Absences that do harm together"] == summary.fragile_sets
    assert found["Satisfaction"] == number(summary.satisfaction)
    assert found["Reach of one absence"] == number(summary.mean_stopped)
    assert found["Density"] == number(summary.density)
    counts = {
        name: count
        for name, (count, _) in listed(data).items()
        if name not in _WITHOUT_TABLE - {"Summary"}
    }
    made = {name: len(found) for name, found in tables(data).items()}
    assert {name: count for name, count in counts.items() if count} == made
    assert listed(data)["Out of sight"] == (
        0,
        "Nothing found: parties without a customer, or out of the customers' sight.",
    )


def test_the_list_of_the_sheets_leads_to_them() -> None:
    """Each sheet is one click away, and so is the way back."""
    data = workbook(samples.fjord(), structure=True)
    links = {
        cell.value: cell.hyperlink.location
        for (cell,) in sheets(data)["Summary"]["A1:A80"]
        if cell.hyperlink
    }
    assert links == {name: f"'{name}'!A1" for name in sheets(data) if name != "Summary"}
    for name, sheet in sheets(data).items():
        if name not in _WITHOUT_TABLE:
            back = [cell for (cell,) in sheet["A1:A8"] if cell.hyperlink]
            assert [cell.hyperlink.location for cell in back] == ["'Summary'!A1"]


def same_figures(analysis: Analysis, book: Book) -> None:
    """Every table against the results."""
    party = {row.id: row for row in analysis.parties}
    points = {row["Id"]: row for row in book.get("Single points of failure", [])}
    assert len(points) == len(analysis.single_points_of_failure)
    for point in analysis.single_points_of_failure:
        row = points[point.party]
        assert (row.get("Lets down") or "").count(";") == max(len(point.let_down) - 1, 0)
        assert row["How many let down"] == len(point.let_down)
        assert row["How many would stop later"] == len(point.later)
        assert row["Grade (1 is worst)"] == point.grade
        assert row.get("Felt after (hours)") == hours(point.after)
        assert row.get("Intolerable after (hours)") == hours(point.needed)
        assert row.get("Back after (hours)") == hours(point.restore)
        assert (row["Back in time"] == "in time") == point.covered
        assert row["Other parties that stop"] == point.impact
        assert row["A whole unit"] == ("no" if point.single else "yes")
        assert row.get("Due at least (times a week)") == number(point.frequency)
    effects = [
        (row.party, row.restore, one) for row in analysis.absences.rows for one in row.effects
    ]
    for made, (party_id, restore, effect) in zip(book.get("Absences", []), effects, strict=True):
        assert (made["Id"], made["Their id"]) == (party_id, effect.protected)
        assert made["Let down"] == ("yes" if effect.let_down else "no")
        assert made.get("Felt after (hours)") == hours(effect.after)
        assert made.get("Intolerable after (hours)") == hours(effect.needed)
        assert made.get("Back after (hours)") == hours(restore)
    assert [row["Cases that it decides"] for row in book.get("Answer first", [])] == [
        one.pairs for one in analysis.assumed_needs.rows
    ]
    ranking = {each.party: each for each in analysis.bottlenecks}
    for rank, row in enumerate(book.get("Bottlenecks", []), 1):
        place = ranking[row["Id"]]
        assert row["Rank"] == rank
        assert row.get("The only way for so many others") == place.gateway
        assert row["Weight of those waiting"] == number(place.demand)
        assert row["Ways through it"] == number(place.through)
        assert row.get("Hours taken") == number(place.utilisation)
        assert row["Parties that depend on it"] == party[place.party].reach
    hollow = book.get("Paper fallbacks", [])
    assert sorted(row["Absences that defeat it"] for row in hollow) == sorted(
        each.defeated_by_total for each in analysis.hollow_fallbacks
    )
    assert len(book.get("Overloaded stand-ins", [])) == len(analysis.overloads or ())
    for made, over in zip(
        book.get("Overloaded stand-ins", []), analysis.overloads or (), strict=True
    ):
        assert (made["Id"], made["Its id"]) == (over.gone, over.overloaded)
        assert made["Hours taken then"] == number(over.utilisation)
    together = book.get("Absences together", [])
    assert [(row["How many"], row["Id"], row["Grade (1 is worst)"]) for row in together] == [
        (len(one.parties), one.protected, one.grade) for one in analysis.fragile_sets or ()
    ]
    for row, one_set in zip(together, analysis.fragile_sets or (), strict=True):
        assert row.get("Intolerable after (hours)") == hours(one_set.needed)
        assert row.get("First back after (hours)") == hours(one_set.restore)
        assert (row["Back in time"] == "hidden by recovery") == one_set.hidden
    low, high = analysis.scale
    served = {row["Id"]: row for row in book.get("External customers", [])}
    assert set(served) == {one.party for one in analysis.external_customers}
    for one in analysis.external_customers:
        row, link = served[one.party], one.weakest_link
        assert row.get(f"Satisfaction ({low:g} to {high:g})") == number(one.satisfaction)
        assert row.get(f"Its chain ({low:g} to {high:g})") == number(one.chain_satisfaction)
        rated = row.get(f"Rating of that link ({low:g} to {high:g})")
        assert rated == number(None if link is None else link.satisfaction)
    promises = sorted(
        (row["Id"], row["Promised within (hours)"], row["Lacks (hours)"])
        for row in book.get("Promises", [])
    )
    assert promises == [
        (id, hours(within), hours(lacks))
        for id, within, lacks in sorted(
            (each.party, each.within, each.needs.within - each.within - each.needs.buffer)
            for each in analysis.promises_not_backed
        )
    ]
    assert len(book.get("Actions", [])) == len(analysis.actions)
    assert {row["Id"] for row in book.get("Out of sight", [])} == {
        *analysis.without_customer,
        *analysis.without_line_of_sight,
    }
    assert [row["Parties in the circle"] for row in book.get("Circles", [])] == [
        len(each.parties) for each in analysis.essential_cycles
    ]
    assert [row["Id"] for row in book["Parties"]] == list(party)
    for row in book["Parties"]:
        same_party(row, party[row["Id"]], f"{low:g} to {high:g}")


def same_party(row: dict[str, Any], party: PartyRow, scale: str) -> None:
    unit = party.part_of
    assert row["Kind"] == KIND_WORDS[party.kind]
    assert (row["Part of"] is None) == (unit is None)
    assert row["Customers"] == party.customers
    assert row["Suppliers"] == party.suppliers
    assert row["Parties that depend on it"] == party.reach
    assert row["Steps from the customer"] == party.level
    assert row["Weight of those waiting"] == number(party.demand)
    assert row["Ways through it"] == number(party.through)
    assert row["The only way for so many others"] == party.gateway
    assert row["Load (hours a week)"] == hours(party.load)
    assert row["Needs of unknown load"] == party.load_unknown
    assert row["Hours taken"] == number(party.utilisation)
    assert row["Parties that stop without it"] == party.impact
    assert row["How many would stop"] == len(party.stops)
    assert row[f"How it serves ({scale})"] == number(party.satisfaction_given)
    assert row[f"How it is served ({scale})"] == number(party.satisfaction_received)
    assert row["More or less than expected"] == number(party.gap)


def test_the_hotel_has_its_figures() -> None:
    """Every table of the example, and the one with an overload in it."""
    same_figures(hotel(), tables(workbook(hotel(), structure=True)))
    same_figures(samples.fjord(), tables(workbook(samples.fjord(), structure=True)))


@examples(100)
@given(questions())
def test_any_model_has_its_figures(asked: tuple[Model, Model]) -> None:
    """Random models, with ids that Excel would take for numbers, times and truths."""
    model, options = asked
    for key in ("only_needs", "without_needs"):  # a tag that no need may have
        options.pop(key, None)
    analysis = internalmap.analyze(internalmap.loads(json.dumps(model)), **options)
    same_figures(analysis, tables(workbook(analysis, structure=True)))


def test_all_rows_stand_whatever_the_text_report_bounds() -> None:
    """Sixty pairs are sixty rows; what one cell names is bounded, and what is left is counted."""
    pairs = tuple(samples.fragile("guests", (f"a{n:02}", f"b{n:02}")) for n in range(60))
    many = replace(samples.fjord().parties[0], stops=tuple(f"g{n:02}" for n in range(70)))
    base = samples.fjord()
    analysis = replace(base, fragile_sets=pairs, parties=(many, *base.parties[1:]))
    book = tables(workbook(analysis))
    assert len(book["Absences together"]) == 60
    assert book["Parties"][0]["How many would stop"] == 70
    assert book["Parties"][0]["Protected parties that would stop"].endswith("g49; and 20 more")


def test_the_format_trusts_no_text() -> None:
    """Whoever made a table need not have thought of control characters."""
    columns = [Column("a"), Column("b", format="whole")]
    section = Section("raw", "Raw", body=(values_table(columns, [("x\x1b\u202e", 1)]),))
    made = excel.render([Report("Raw", Cell("Raw."), (), (section,))], RenderOptions())
    assert tables(made)["Raw"] == [{"a": "x\\x1b\\u202e", "b": 1}]


@pytest.mark.parametrize(
    "result",
    [
        samples.fjord(),
        samples.hostile(),
        samples.card(),
        samples.hostile_card(),
        samples.agenda(),
        samples.bank(),
        samples.hostile_bia(),
    ],
    ids=lambda result: type(result).__name__,
)
def test_any_report_can_be_a_workbook(result: Result) -> None:
    """Each of its tables stands on a sheet of its own, cell by cell, and each section is listed."""
    made = document(result, RenderOptions(structure=True))
    found = sheets(excel.render([made], RenderOptions()))
    assert all(len(name) <= 31 for name in found)
    filled = [section for section in made.sections if section.body]
    shown = [
        {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None}
        for name, sheet in found.items()
        if name != "Summary"
    ]
    for section, seen in zip(filled, shown, strict=True):
        tables = [block for block in section.body if isinstance(block, Table)]
        for cell in (cell for block in tables for row in block.rows for cell in row):
            said = escape(cell.text) if cell.value is None else str(cell.value)
            assert not cell.text.strip() or said in seen


def test_sheets_have_names_that_excel_takes() -> None:
    """Whatever the heading: short enough, no two alike, none that is taken."""
    headings = ["a/b:c?", "A b c", "Summary", "x" * 40, "x" * 50, "'q'", "[*]", "ø" * 31]
    body = (values_table([Column("a")], [("x",)]),)
    sections = tuple(Section(str(n), heading, body=body) for n, heading in enumerate(headings))
    made = excel.render([Report("t", Cell("v"), (), sections)], RenderOptions())
    assert list(sheets(made)) == [
        "Summary", "a b c", "A b c 2", "Summary 2", "x" * 30 + "…", "x" * 25 + "… 2", "q", "Sheet",
        "ø" * 31,
    ]  # fmt: skip


def test_words_beside_the_figures() -> None:
    """How busy, in which order, by how many let down, how many ties leave."""
    base = samples.fjord()
    kitchen, payroll, *others = base.bottlenecks
    full = replace(payroll, utilisation=1.5)
    book = tables(workbook(replace(base, bottlenecks=(kitchen, full, *others)), structure=True))
    busy = [row["How busy"] for row in book["Bottlenecks"]]
    assert busy[:3] == ["strained", "overloaded", None]
    assert [row["Id"] for row in book["Promises"]] == ["it", "reception"]
    turned = replace(base, promises_not_backed=base.promises_not_backed[::-1])
    assert tables(workbook(turned))["Promises"] == book["Promises"]
    (guests,) = book["External customers"]
    assert guests["Absences that let it down"] == 6
    assert guests["The soonest after (hours)"] == 0
    (hotel_row,) = book["Units"]
    assert (hotel_row["Ties that leave it"], hotel_row["E-I index"]) == (0.4, -0.2)


def test_actions_say_their_state() -> None:
    """Open, overdue where a day is given, done."""
    today = date(2026, 11, 1)
    book = tables(workbook(samples.fjord(), today=today))["Actions"]
    assert [(row["What"], row["State"], row["Days overdue"]) for row in book] == [
        ("spare router", "overdue", 31),
        ("printed tickets", "open", None),
        ("second technician", "open, no date: ask", None),
        ("paper forms", "done", None),
    ]
    assert [row["Due"] and row["Due"].date() for row in book] == [
        date(2026, 10, 1), date(2026, 12, 1), None, date(2026, 3, 1),
    ]  # fmt: skip
    without = tables(workbook(samples.fjord()))["Actions"]
    assert {row["State"] for row in without} == {"open", "open, no date: ask", "done"}


def test_a_date_before_excels_first_is_text() -> None:
    """Excel has no day before 1900."""
    early = replace(samples.fjord().actions[0], due=date(1, 1, 1))
    data = workbook(replace(samples.fjord(), actions=(early,)))
    assert tables(data)["Actions"][0]["Due"] == "0001-01-01"


@pytest.mark.parametrize(
    "analysis",
    [samples.fjord(), samples.hostile(), samples.nothing(), samples.nobody_protected()],
    ids=["fjord", "hostile", "nothing", "nobody"],
)
def test_every_sheet_is_ready_to_work_with(analysis: Analysis) -> None:
    """A table with filters under a frozen heading, bounded columns, printed a page wide."""
    for name, sheet in sheets(workbook(analysis, structure=True)).items():
        assert len(name) <= 31
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in (None, 1)  # one is the usual
        assert foot(sheet)[1] == "Page &P of &N"
        assert all(column.width <= 80 for column in sheet.column_dimensions.values())
        if name in _WITHOUT_TABLE:
            continue
        assert sheet.page_setup.orientation == "landscape"
        (made,) = sheet.tables.values()
        assert made.autoFilter.ref == made.ref
        top = int("".join(sign for sign in made.ref.split(":")[0] if sign.isdigit()))
        assert sheet.freeze_panes == f"B{top + 1}"
        assert sheet.print_title_rows == f"${top}:${top}"
        assert top <= 6


def test_no_text_of_a_model_is_anything_but_text() -> None:
    """Neither formula nor link nor number, whatever a party is called."""
    base = samples.fjord()
    names = (*FORMULAS, "x\x00y\x1b[31m", "ab\u202edc", "A" * 40_000, "😀" * 20_000, "&Lx&&9")
    parties = tuple(
        replace(row, id=f"={index}", name=name)
        for index, (row, name) in enumerate(zip(base.parties, names, strict=False))
    )
    analysis = replace(
        base,
        organization="=1+1&R" + "w" * 500,
        parties=parties,
        names={row.id: row.name for row in parties},
        sources=("=HYPERLINK(1)",),
    )
    data = workbook(analysis, structure=True)
    with ZipFile(BytesIO(data)) as archive:
        texts = [archive.read(name).decode() for name in archive.namelist() if "sheet" in name]
    assert not any("<f>" in text or "<f " in text for text in texts)
    found = sheets(data)
    ours = {*_WITHOUT_TABLE, "Back to the summary", *found}
    for sheet in found.values():
        for cells in sheet.iter_rows():
            for cell in cells:
                assert cell.data_type in "snd"
                assert cell.hyperlink is None or str(cell.value) in ours
                if isinstance(cell.value, str):
                    assert cell.data_type == "s"
                    assert len(cell.value.encode("utf-16-le")) // 2 <= 32_767
                    assert not set(cell.value) & set("\x00\x1b\t\n\u202e")
    made = [row["Party"] for row in rows(found["Parties"])]
    assert made[:7] == ["=cmd|'/c calc'!A1", "+1", "-x", "@x", "\\t=1", "http://x.example", "007"]
    assert made[7] in ("_x000D_", "_x005F_x000D_")  # as it stands in the file
    assert made[8:10] == ["x\\x00y\\x1b[31m", "ab\\u202edc"]
    assert made[10] == "A" * 32_766 + "…"
    assert made[11] == "😀" * 16_383 + "…"
    assert len("".join(foot(found["Parties"]))) < 255
    assert "<oddFooter>&amp;L=1+1&amp;&amp;Rwww" in texts[0]


def test_hostile_names_everywhere() -> None:
    """Every place of every table takes any name."""
    book = tables(workbook(samples.hostile(), structure=True, today=date(2026, 6, 1)))
    assert {"Single points of failure", "Promises", "Actions", "Out of sight"} <= set(book)
    for found in book.values():
        for row in found:
            for value in row.values():
                assert not isinstance(value, str) or value.replace("\u200b", "").isprintable()


def test_numbers_are_numbers_and_the_unknown_is_empty() -> None:
    """Shares show as percentages and durations as hours, with their whole values."""
    sheet = sheets(workbook(samples.fjord()))["Parties"]
    (made,) = sheet.tables.values()
    head, *cells = sheet[made.ref]
    place = {cell.value: number for number, cell in enumerate(head)}
    kitchen = next(row for row in cells if row[1].value == "kitchen")
    for name, value, shown in (
        ("Hours taken", 0.9333, "0.0%"),
        ("Load (hours a week)", 56, "#,##0.00"),
        ("Customers", 2, "#,##0"),
    ):
        cell = kitchen[place[name]]
        assert (cell.value, cell.number_format, cell.data_type) == (value, shown, "n")
    assert kitchen[place["How it is served (1 to 5)"]].value is None
    point = tables(workbook(samples.fjord()))["Single points of failure"][-2]
    assert point["Intolerable after (hours)"] == 40 / 60


def test_what_has_no_bound_is_said() -> None:
    """Excel has no number for it."""
    row = replace(samples.fjord().parties[0], utilisation=float("inf"))
    data = workbook(replace(samples.fjord(), parties=(row,)))
    assert tables(data)["Parties"][0]["Hours taken"] == "no bound"


def test_nothing_found_is_said_in_words() -> None:
    """No empty sheets: the summary says what was looked for, and what was not."""
    data = workbook(samples.nothing())
    assert list(sheets(data)) == ["Summary", "Map", "External customers", "Parties"]
    found = listed(data)
    assert found["Single points of failure"] == (
        0,
        "No single point of failure: no absence alone lets down Hotel guests.",
    )
    assert found["Paper fallbacks"] == (
        0, "Nothing found: paper fallbacks (no need has more suppliers than it takes)."
    )  # fmt: skip
    assert found["Overloaded stand-ins"][0] is None
    assert found["Overloaded stand-ins"][1].startswith("Not looked for: stand-ins")
    nobody = listed(workbook(samples.nobody_protected()))
    assert nobody["Single points of failure"][0] is None
    assert nobody["Single points of failure"][1].startswith("Not looked for")
    assert figures(workbook(samples.nobody_protected()))["Single points of failure"] is None


def test_a_model_of_nobody() -> None:
    """Even then there is a workbook."""
    data = workbook(replace(samples.nothing(), parties=(), external_customers=(), names={}))
    assert list(sheets(data)) == ["Summary", "Map"]
    assert listed(data)["Parties"] == (0, "Nothing found: parties.")


def test_more_rows_than_a_sheet_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first ones stand there, and the others are counted."""
    monkeypatch.setattr(excel, "ROWS", 29)
    data = workbook(replace(samples.fjord(), parties=samples.fjord().parties * 2))
    assert len(tables(data)["Parties"]) == 29
    said = [cell.value for (cell,) in sheets(data)["Parties"]["A1:A4"]]
    assert "1 more row does not fit on a sheet." in said
    assert listed(data)["Parties"] == (
        30, "30 parties. What is not known is empty. 1 more row does not fit on a sheet."
    )  # fmt: skip


def test_rows_of_units() -> None:
    """Where rows are grouped, the sheets are of units, and say so."""
    organization = internalmap.load(HOTEL)
    from internalmap.model.units import groups

    rolled = roll_up(hotel(), groups(organization, "department"))
    data = workbook(rolled)
    same_figures(rolled, tables(data))
    assert sheets(data)["Parties"]["A1"].value == "Units and their figures"
    assert "Of these not back in time" not in figures(data)


PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f"
    b"\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xdc\xccY\xe7\x00\x00"
    b"\x00\x00IEND\xaeB`\x82"
)


def test_the_picture_and_how_to_read_it() -> None:
    """The very bytes, with the verdict for those who cannot see it."""
    data = workbook(samples.fjord(), picture=PNG, picture_remarks=("Units stand for members.",))
    with ZipFile(BytesIO(data)) as archive:
        assert archive.read("xl/media/image1.png") == PNG
        assert "lets Hotel guests down" in archive.read("xl/drawings/drawing1.xml").decode()
    said = [cell.value for (cell,) in sheets(data)["Map"]["A1:A8"] if cell.value]
    assert said[0] == "Fjord Hotel: the map"
    assert said[1].startswith("How to read it: suppliers stand left")
    assert said[2] == "Units stand for members."


def test_without_a_picture_the_sheet_says_why() -> None:
    """Or at least that there is none."""
    for remarks, sentence in (((), "The map was not drawn."), (("Too large.",), "Too large.")):
        sheet = sheets(workbook(samples.fjord(), picture_remarks=remarks))["Map"]
        assert [cell.value for (cell,) in sheet["A1:A5"] if cell.value][1] == sentence


def test_the_same_results_give_the_same_bytes() -> None:
    """Twice, and in a process that hashes otherwise."""
    made = workbook(samples.hostile(), structure=True, picture=PNG)
    assert made == workbook(samples.hostile(), structure=True, picture=PNG)
    code = (
        "import sys; from reports import samples; from reports.rendered import rendered, workbook\n"
        "from reports.test_excel import PNG\n"
        "data = workbook(samples.hostile(), structure=True, picture=PNG)\n"
        "sys.stdout.buffer.write(data)"
    )
    environment = {
        **os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": "7",
        "TZ": "Asia/Tokyo",
    }  # fmt: skip
    other = subprocess.run(
        [sys.executable, "-c", code], env=environment, check=True, capture_output=True
    )
    assert other.stdout == made


def test_columns_that_say_nothing_are_left_out() -> None:
    """A zero says something."""
    columns = (Column("a"), Column("b"), Column("c", format="whole"))
    made = values_table(columns, [("x", None, 0), ("y", "", 0)])
    assert [column.heading for column in made.columns] == ["a", "c"]
    assert [[cell.text for cell in row] for row in made.rows] == [["x", "0"], ["y", "0"]]
    whole = values_table(columns, [("x", None, 0)], whole=True)
    assert [column.heading for column in whole.columns] == ["a", "b", "c"]
    assert [column.right for column in whole.columns] == [False, False, True]


def test_a_section_that_names_a_sheet_stands_in_the_workbook(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Once made, it is a part of the text, short, and a sheet, with every row and its numbers."""

    def levels(view: View) -> Section:
        columns = (Column("Who"), Column("Share", format="share"))
        rows = [(Cell(id, "name"), number / 8) for number, id in enumerate(view.rows)]
        more = Step(f"and {len(rows) - 2} more.")
        body = (values_table(columns, rows, more, page=2),)
        return Section("levels", "Levels of trust", body=body, sheet="Trust")

    monkeypatch.setattr(analyze_report, "SECTIONS", (*analyze_report.SECTIONS, levels))
    monkeypatch.setattr(analyze_workbook, "SECTIONS", analyze_report.SECTIONS)
    rows = tables(workbook(samples.fjord()))["Trust"]
    assert len(rows) == len(samples.fjord().parties)
    assert rows[3]["Share"] == 0.375
    said = rendered(samples.fjord()).partition("Levels of trust")[2]
    assert "12.5%" in said and "25.0%" not in said
    assert f"and {len(rows) - 2} more." in said


def test_from_the_command_line(tmp_path: Path) -> None:
    """A file or a pipe, the same bytes, with the map in them and no notice of it."""
    target = tmp_path / "report.XLSX"
    written = run("analyze", str(HOTEL), "-o", str(target))
    assert (written.returncode, written.stdout) == (0, b"")
    assert written.stderr.decode().strip() == f"Wrote {target}"
    printed = run("analyze", str(HOTEL), "-f", "xlsx")
    assert printed.stdout == target.read_bytes()
    with ZipFile(target) as archive:
        picture = archive.read("xl/media/image1.png")
        risk = archive.read("xl/media/image2.png")
    assert picture == run("render", str(HOTEL), "-f", "png", "-o", "-").stdout
    drawn = run("render", str(HOTEL), "--view", "risk", "-f", "png", "-o", "-")
    assert risk == drawn.stdout
    same_figures(hotel(), tables(printed.stdout))


def test_what_was_asked_holds_for_the_tables_and_the_picture(tmp_path: Path) -> None:
    """Pseudonyms everywhere, overdue actions, rows of units."""
    data = run("analyze", str(HOTEL), "-f", "xlsx", "--anonymize", "--structure").stdout
    with ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            assert b"IT support" not in archive.read(name)
            assert b"Hotel guests" not in archive.read(name)
    late = run("analyze", str(HOTEL), "-f", "xlsx", "--today", "2027-01-01").stdout
    assert tables(late)["Actions"][0]["State"] == "overdue"
    rolled = run("analyze", str(HOTEL), "-f", "xlsx", "--roll-up", "unit", "--top", "2").stdout
    assert len(tables(rolled)["Bottlenecks"]) == 2
    with ZipFile(BytesIO(rolled)) as archive:
        picture = archive.read("xl/media/image1.png")
    assert picture == run("render", str(HOTEL), "-f", "png", "--roll-up", "unit", "-o", "-").stdout


def test_a_map_that_cannot_be_drawn_is_no_reason_for_no_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The sheet and a notice say why."""
    from internalmap.api import render as picture
    from internalmap.cli.run import run as run_here
    from internalmap.errors import InternalMapError

    def broken(*_: object, **__: object) -> None:
        raise InternalMapError("Graphviz crashed", "Install another one.")

    monkeypatch.setattr(picture, "render", broken)
    target = tmp_path / "report.xlsx"
    assert run_here(["analyze", str(HOTEL), "-o", str(target)]) == 0
    said = "There is no picture of the map: Graphviz crashed."
    assert said in capsys.readouterr().err
    assert said in [cell.value for (cell,) in sheets(target.read_bytes())["Map"]["A1:A5"]]


def test_a_map_that_nobody_could_read_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from internalmap.cli import analyze
    from internalmap.cli.run import run as run_here

    monkeypatch.setattr(analyze, "_MOST_DRAWN", 3)
    target = tmp_path / "report.xlsx"
    assert run_here(["analyze", str(HOTEL), "-o", str(target)]) == 0
    said = "There is no picture of the map: 4 boxes are more than a page can show."
    assert said in capsys.readouterr().err
    assert said in [cell.value for (cell,) in sheets(target.read_bytes())["Map"]["A1:A5"]]


def test_a_name_that_looks_like_mark_up_is_a_name() -> None:
    """What XlsxWriter takes for mark-up of its own."""
    model = 'parties: {g: {kind: customer, needs: ["<r><evil></r>"]}, "<r><evil></r>": {}}'
    found = internalmap.analyze(internalmap.loads(model))
    rows = tables(workbook(found))["Parties"]
    assert "<r><evil></r>" in [row["Id"] for row in rows]


def test_a_workbook_is_only_of_the_whole_report(tmp_path: Path) -> None:
    """Cards and the others have none, and say so; a file of the model is spared."""
    for arguments in (
        ("party", str(HOTEL), "it"),
        ("agenda", str(HOTEL)),
        ("impact", str(HOTEL), "--gone", "it"),
    ):
        refused = run(*arguments, "-f", "xlsx")
        assert (refused.returncode, refused.stdout) == (2, b"")
        assert b"does not write xlsx" in refused.stderr
    model = tmp_path / "model.xlsx"
    model.write_bytes(HOTEL.read_bytes())
    before = model.read_bytes()
    assert run("analyze", str(model), "-o", str(model)).returncode == 2
    assert model.read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="there is no terminal to be had")
def test_a_terminal_is_spared_the_workbook() -> None:
    """A file is asked for."""
    import pty

    ours, theirs = pty.openpty()
    try:
        refused = subprocess.run(
            [sys.executable, "-m", "internalmap", "analyze", str(HOTEL), "-f", "xlsx", "-q"],
            stdout=theirs,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        )
    finally:
        os.close(ours)
        os.close(theirs)
    assert refused.returncode == 2
    assert b"--output" in refused.stderr


def test_the_writer_is_imported_for_workbooks_only() -> None:
    """Whoever reads text does not wait for it."""
    code = (
        "import sys; from reports import samples; from reports.rendered import rendered\n"
        "for name in ('json', 'csv', 'text'): rendered(samples.fjord(), name)\n"
        "sys.exit('xlsxwriter' in sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
