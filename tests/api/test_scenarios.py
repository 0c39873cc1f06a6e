"""Scenarios from the model to every form of the result."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest

import internalmap
from command import ROOT, run
from internalmap.analyses import scenarios as analysis
from internalmap.api.diff import compare
from internalmap.api.parts.scenario_stock import stock_text
from internalmap.api.query import Query
from internalmap.model.phrases import Names
from internalmap.results.scenarios import in_a_sentence
from reports.rendered import rendered

HOSPITAL = ROOT / "examples" / "hospital.yaml"
MODEL = """
organization: Quay
parties:
  guests:
    kind: customer
    name: All guests
    needs: [{from: desk, limit: 4h, buffer: 1h, tags: [day]}, {from: bar, tags: [night]}]
  desk: {needs: [it]}
  bar: {needs: [ice]}
  it: {kind: system, restore: 3h, was: [data]}
  ice:
scenarios:
  cut: {name: The line is cut, gone: it, for: 8h, expect: {guests: 2h}}
  night: {gone: it, only_needs: night, expect: {guests: served}}
  late: {late: {"kind:system": 2h}, expect: {guests: served}}
"""


def test_a_result_says_who_is_without_and_for_how_long_it_holds(tmp_path: Path) -> None:
    found = internalmap.scenarios(internalmap.loads(MODEL))
    cut, late, night = found.results
    (guests,) = cut.outcomes
    assert guests.intervals == ((3600, 28800),)
    assert (guests.without, guests.intolerable, guests.limited) == (25200, 14400, True)
    assert (cut.holds, cut.holds_for, cut.stopped) == (False, 10800, 1)
    assert (late.outcomes[0].late, late.holds, late.holds_for) == (3600, False, None)
    assert (night.holds, night.holds_for, night.outcomes[0].served) == (True, None, True)
    names = Names(found.names)
    assert [in_a_sentence(each, names) for each in found.results] == [
        "The line is cut: All guests without from 1 h to 8 h, over its limit after 4 h. "
        "It holds for 3 h of the 8 h.",
        "late: All guests late by 1 h. It does not hold.",
        "night: all who must not be let down are served. It holds.",
    ]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "org.yaml"
    path.write_text(MODEL, "utf-8")
    return path


def test_every_form_of_the_result_says_the_same(model: Path) -> None:
    made = json.loads(run("scenarios", str(model), "cut", "-f", "json").stdout)
    (cut,) = made["scenarios"]
    assert cut["outcomes"][0]["intervals"] == [{"from": 3600, "until": 28800}]
    assert cut["run_again"] == [{"at": 28800, "parties": ["desk", "guests", "it"]}]
    rows = list(csv.DictReader(io.StringIO(run("scenarios", str(model), "-f", "csv").stdout)))
    assert [(row["scenario"], row["holds"], row["holds_for"]) for row in rows] == [
        ("cut", "no", "10800"),
        ("late", "no", ""),
        ("night", "yes", ""),
    ]
    page = run("scenarios", str(model), "The LINE is cut", "-f", "markdown").stdout
    assert "holds for 3 h of the 8 h" in page and "night" not in page
    book = model.with_name("out.xlsx")
    for command in ("scenarios", "analyze", "bia"):
        assert run(command, str(model), "-o", str(book)).returncode == 0
        found = openpyxl.load_workbook(book)
        cells = {cell.value for row in found["Scenarios"].iter_rows() for cell in row}
        assert {"The line is cut", "holds for 3 h of the 8 h", 3} <= cells
        assert "Scenario outcomes" in found.sheetnames and "Runs again" in found.sheetnames
    said = " ".join(run("bia", str(model), "-f", "markdown").stdout.split())
    assert "What scenarios say" in said
    assert "Scenario The line is cut: All guests without from 1 h to 8 h, over its limit" in said


def test_pseudonyms_hide_what_scenarios_say(model: Path) -> None:
    shown = run("scenarios", str(model), "The line is cut", "--anonymize", "-f", "json").stdout
    (cut,) = json.loads(shown)["scenarios"]
    assert cut["id"] == cut["name"] and cut["id"].startswith("scenario-")
    assert not {"cut", "it", "desk", "guests"} & set(json.dumps(cut).split('"'))
    assert (cut["holds"], cut["holds_for"]) == (False, 10800)
    again = run("scenarios", str(model), cut["id"], "--anonymize", "-f", "json").stdout
    assert again == shown


@pytest.mark.parametrize(
    "words, message",
    [
        (["ct"], "there is no scenario 'ct'\n  Did you mean 'cut'?"),
        (["--stock", "cut"], "--stock prints scenarios in the model's own ids"),
        (["--stock", "--anonymize"], "--stock prints scenarios in the model's own ids"),
        (["-f", "svg"], "there is no format 'svg'"),
    ],
)
def test_what_cannot_be_asked_is_refused(model: Path, words: list[str], message: str) -> None:
    done = run("scenarios", str(model), *words)
    assert done.returncode == 2
    assert message in done.stderr


def test_a_model_without_scenarios_says_how_to_begin(tmp_path: Path) -> None:
    """As it can be typed."""
    (tmp_path / "our org.yaml").write_text("parties: {it: }", "utf-8")
    for words in ([], ["--stock", "fire"]):
        done = run("scenarios", "our org.yaml", *words, cwd=tmp_path)
        assert done.returncode == 2
        assert 'internalmap scenarios "our org.yaml" --stock' in done.stderr
    with pytest.raises(internalmap.InternalMapError, match="internalmap scenarios MODEL --stock"):
        internalmap.scenarios(internalmap.load(tmp_path / "our org.yaml"))


def test_what_is_said_of_alike_and_of_no_length_at_all_can_be_told_apart(tmp_path: Path) -> None:
    (tmp_path / "org.yaml").write_text(
        "parties:\n  guests: {kind: customer, needs: [{from: bar, buffer: 1h}]}\n  bar:\n  ice:\n"
        "scenarios:\n"
        "  a: {name: Thaw, gone: bar, for: 4h, expect: {guests: 3h}}\n"
        "  b: {name: Thaw, gone: bar, for: 5h, expect: {guests: 3h}}\n"
        "  c: {gone: bar, for: 0, expect: {guests: served}}\n"
        "  d: {late: {bar: 0}}\n",
        "utf-8",
    )
    told = run("scenarios", "org.yaml", cwd=tmp_path).stdout
    assert "1 is not as expected: Thaw (b) holds for 4 h of the 5 h." in told
    rows = [" ".join(line.split()) for line in told.splitlines()]
    assert "Thaw (a) without bar for 4 h holds, but for no longer than that" in rows
    assert "Thaw (a) guests without from 1 h to 4 h without for at most 3 h" in rows
    assert "Thaw (b) after 5 h bar and guests" in rows
    assert "see how Thaw (b) comes to guests" in told
    assert "without bar for 0 min " in told
    assert "late: bar by 0 min " in told
    text = (tmp_path / "org.yaml").read_text("utf-8")
    (tmp_path / "new.yaml").write_text(text.replace("buffer: 1h", "buffer: 2h"), "utf-8")
    told = run("diff", "org.yaml", "new.yaml", cwd=tmp_path).stdout
    assert "\nThaw (a)  " in told and "\nThaw (b)  " in told


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.yaml")), ids=lambda p: p.stem)
def test_the_stock_loads_when_it_is_pasted(path: Path) -> None:
    text = path.read_text("utf-8").split("\nscenarios:")[0]
    stock = stock_text(internalmap.loads(text))
    model = internalmap.loads(f"{text}\n{stock}")
    assert 1 <= len(model.scenarios) <= 5
    ids = {each.id for each in model.scenarios}
    assert ids <= {"site", "people", "technology", "supplier", "power"}
    assert len(ids) + stock.count("\n# None for ") == 5
    assert len(internalmap.scenarios(model).results) == len(ids)
    again = stock_text(model)  # beside those that are there
    names = {each.id for each in internalmap.loads(f"{text}\n{again}").scenarios}
    assert names == {f"{id}-2" for id in ids}


def test_a_part_of_a_folder_may_hold_the_scenarios(tmp_path: Path) -> None:
    parts = MODEL.split("scenarios:")
    (tmp_path / "org.yaml").write_text(parts[0], "utf-8")
    for id in ("fire", "flood"):
        (tmp_path / f"{id}.yaml").write_text(f"scenarios: {{{id}: {{gone: it}}}}", "utf-8")
    assert [each.id for each in internalmap.load(tmp_path).scenarios] == ["fire", "flood"]
    (tmp_path / "more.yaml").write_text("scenarios: {fire: {gone: ice}}", "utf-8")
    with pytest.raises(internalmap.InvalidModel, match="the scenario 'fire' is declared twice"):
        internalmap.load(tmp_path)


def test_advice_names_the_scenarios_that_each_step_changes(tmp_path: Path) -> None:
    (tmp_path / "org.yaml").write_text(HOSPITAL.read_text("utf-8"), "utf-8")
    done = run(
        "advise", "org.yaml", "--steps", "3", "-f", "json", "--write", "new.yaml", cwd=tmp_path
    )
    steps = json.loads(done.stdout)["steps"]
    last = {each["id"]: each["after"] for step in steps for each in step["scenarios"]}
    first = {each["id"]: each["before"] for step in reversed(steps) for each in step["scenarios"]}
    assert last.keys() == {"flooding", "switch"}
    for path, known in ((HOSPITAL, first), (tmp_path / "new.yaml", last)):
        found = internalmap.scenarios(internalmap.load(path), [*known])
        for result in found.results:
            assert known[result.id]["holds_for"] == result.holds_for
            outcomes = {each.party: each.without for each in result.outcomes}
            for each in known[result.id]["outcomes"]:
                assert outcomes[each["party"]] == each["without"]
    before = internalmap.load(HOSPITAL)
    after = internalmap.load(tmp_path / "new.yaml")
    changes = {each.id for each in internalmap.diff(before, after).scenarios}
    assert changes == last.keys()
    assert "The network fails (holds for 5 h 30 min" in run("advise", str(HOSPITAL)).stdout.replace(
        "\n  ", " "
    )


def test_a_chance_names_the_scenarios_in_which_a_party_is_gone_to_some_effect() -> None:
    text = """
parties:
  guests: {kind: customer, needs: [{from: [anna, bo, cy], at_least: 2}]}
  anna: {kind: person, availability: 90%}
  bo:   {kind: person, availability: 90%}
  cy:   {kind: person, availability: 90%}
scenarios:
  pair: {gone: [anna, bo], for: 1h}
  one:  {gone: cy, for: 1h}
  all:  {gone: "kind:person", for: 1h}
"""
    found = internalmap.simulate(internalmap.loads(text))
    # Without two of three nothing goes on; two are gone in `all` whoever of them is there.
    assert {each.party: each.scenarios for each in found.parties} == {
        "anna": ("pair",),
        "bo": ("pair",),
        "cy": (),
    }


def test_an_exercise_goes_from_before_by_the_measure_to_after(tmp_path: Path) -> None:
    """The walk of the page on continuity."""
    (tmp_path / "org.yaml").write_text(HOSPITAL.read_text("utf-8"), "utf-8")

    def held(model: str) -> tuple[bool, int]:
        (found,) = json.loads(run("scenarios", model, "switch", "-f", "json", cwd=tmp_path).stdout)[
            "scenarios"
        ]
        return found["holds"], found["holds_for"]

    assert held("org.yaml") == (False, 4 * 3600)
    assert run("check", "org.yaml", "--select", "scenario-fails", cwd=tmp_path).returncode == 1
    run("advise", "org.yaml", "--steps", "3", "--write", "new.yaml", cwd=tmp_path)
    assert held("new.yaml") == (True, 24 * 3600 + 1800)
    assert run("check", "new.yaml", "--select", "scenario-fails", cwd=tmp_path).returncode == 0
    told = json.loads(run("diff", "org.yaml", "new.yaml", "-f", "json", cwd=tmp_path).stdout)
    assert [each["id"] for each in told["scenarios"] if each["better"]] == ["switch"]


def test_rows_in_units_say_the_worst_of_those_inside(model: Path) -> None:
    text = MODEL.replace("  desk: {", "  front: {kind: department}\n  desk: {part_of: front, ")
    text = text.replace("  bar: {", "  bar: {part_of: front, ")
    text = text.replace("expect: {guests: 2h}", "expect: {guests: 2h, desk: served, bar: 1h}")
    model.write_text(text, "utf-8")
    made = json.loads(run("analyze", str(model), "--roll-up", "unit", "-f", "json").stdout)
    cut = next(each for each in made["scenarios"] if each["id"] == "cut")
    assert [(each["party"], each["holds"]) for each in cut["outcomes"]] == [
        ("guests", False),
        ("front", False),
    ]
    assert cut["run_again"] == [{"at": 28800, "parties": ["front", "guests", "it"]}]


def test_what_is_left_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "MAX_STEPS", 0)
    hotel = internalmap.load(ROOT / "examples" / "fjord-hotel.yaml")
    found = internalmap.scenarios(hotel)
    assert ([each.id for each in found.results], found.total) == (["flu"], 3)
    (notice,) = found.notices
    assert notice.startswith("Of 3 scenarios, only the first 1")
    assert notice in internalmap.analyze(hotel).notices
    assert "Some scenarios took too many steps" in " ".join(internalmap.simulate(hotel).notices)


def test_a_scenario_of_parties_that_an_older_version_lacks_is_not_asked_of_it() -> None:
    older = "parties: {g: {kind: customer, needs: [desk]}, desk: }\n"
    newer = older + "scenarios: {fire: {gone: [quay, mill], for: 5d, expect: {g: served}}}\n"
    newer = newer.replace("desk: }", "desk: {needs: [quay, mill]}, quay: , mill: }")
    found = internalmap.diff(internalmap.loads(older), internalmap.loads(newer))
    assert [(each.id, each.before) for each in found.scenarios] == [("fire", None)]


def test_a_scenario_with_another_name_is_told_in_a_difference() -> None:
    """Whatever it comes to; and nothing is said of names that are hidden."""
    old, new = map(internalmap.loads, (MODEL, MODEL.replace("line is cut", "fibre is cut")))
    found = internalmap.diff(old, new)
    text = rendered(found)
    assert "The line is cut is called The fibre is cut now." in text
    assert "Nothing changed" not in text
    (row,) = json.loads(rendered(found, "json"))["scenarios_renamed"]
    assert row == {"id": "cut", "before": "The line is cut", "after": "The fibre is cut"}
    hidden = compare(old, new, Query.of(anonymize=True))
    assert hidden.scenarios_renamed == ()
