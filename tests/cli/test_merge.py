"""Answers into a model on the command line: a whole round, and what is told on the way."""

from __future__ import annotations

import json
import os
from pathlib import Path
from unittest.mock import patch

import pytest
from jsonschema import Draft7Validator
from openpyxl import load_workbook

import internalmap
from command import run
from exchange.answered_forms import Filling, in_workbook
from exchange.libreoffice import saved
from internalmap.modelfile.schema.json_schema import report_schema

MAIN = """\
organization: The inn   # as the sign says
include: [parts/*.yaml]
parties:
  guests: {kind: customer, needs: [{from: bar, service: Drinks}]}
"""
BAR = """\
# the bar's own file
parties:
  bar:
    name: The bar
    needs:
      - {from: kitchen, service: Ice, buffer: 1h}   # in summer
      - {from: till, service: Bills}
  till: {kind: system, owner: bar}
  ann: {kind: person, part_of: bar}   # on Mondays
"""
KITCHEN = """\
parties:
  kitchen:
    needs:
      - from: grid
        service: Power
  grid: {kind: supplier}
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A model in three files, and the forms of its units."""
    (tmp_path / "parts").mkdir()
    (tmp_path / "org.yaml").write_text(MAIN, "utf-8")
    (tmp_path / "parts" / "bar.yaml").write_text(BAR, "utf-8")
    (tmp_path / "parts" / "kitchen.yaml").write_text(KITCHEN, "utf-8")
    made = run("forms", "org.yaml", "--to", "forms", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    return tmp_path


def write(house: Path, unit: str, filling: Filling) -> Path:
    path = house / "forms" / f"{unit}.xlsx"
    path.write_bytes(in_workbook(path.read_bytes(), filling))
    return path


def row(house: Path, unit: str, sheet: str, what: str) -> int:
    """The number of the row of a form that is about a thing."""
    from internalmap.exchange.forms.reading import read_form

    form = read_form((house / "forms" / f"{unit}.xlsx").read_bytes(), unit)
    rows = [each for each in form.sheets[sheet].rows if each.id is not None]
    return next(
        at for at, each in enumerate(rows) if what in (each.text("service"), each.text("name"))
    )


def answered(house: Path) -> None:
    """What the bar and the kitchen say."""
    needs = {what: row(house, "bar", "needs", what) for what in ("Ice", "Bills")}
    write(
        house,
        "bar",
        Filling(
            cells={
                ("needs", needs["Ice"], "buffer"): "20 min",
                ("needs", needs["Bills"], "importance"): "important",
                ("stand-ins", 0, "ann"): "yes",
                ("systems", 0, "restore"): "4 h",
            },
            new=[("needs", {"service": "Lemons", "suppliers": "Green Grocer Ltd"})],
            by="Ann",
            on="2026-11-20",
        ),
    )
    write(
        house,
        "kitchen",
        Filling(cells={("supplies", 0, "within"): "10 min"}, by="Bo", on="2026-11-21"),
    )


def files(house: Path) -> dict[str, str]:
    return {
        name: (house / name).read_text("utf-8")
        for name in ("org.yaml", "parts/bar.yaml", "parts/kitchen.yaml")
    }


def test_a_round_is_written_into_the_files_it_belongs_to(house: Path) -> None:
    answered(house)
    before = files(house)
    shown = run("merge", "org.yaml", "forms", "-f", "json", cwd=house)
    assert shown.returncode == 0, shown.stderr
    found = json.loads(shown.stdout)
    Draft7Validator(json.loads(report_schema("merge"))).validate(found)
    assert (found["asked"], found["answered"], found["complete"]) == (2, 2, True)
    assert files(house) == before, "it only shows"
    done = run("merge", "org.yaml", "forms", "--in-place", cwd=house)
    wrote = "Wrote parts/bar.yaml\nWrote parts/kitchen.yaml\n"
    assert (done.returncode, done.stderr) == (0, wrote)
    said = 'said: {by: Ann, date: "2026-11-20"}'
    after = files(house)
    assert after["org.yaml"] == before["org.yaml"]
    assert (
        after["parts/bar.yaml"]
        == f"""\
# the bar's own file
parties:
  bar:
    name: The bar
    needs:
      - {{from: kitchen, service: Ice, within: 10min, buffer: 20min, {said}}}   # in summer
      - {{from: till, service: Bills, importance: important, {said}}}
      - {{from: Green Grocer Ltd, service: Lemons, {said}}}
  till: {{kind: system, restore: 4h, owner: bar}}
  ann: {{kind: person, part_of: bar, can: [Drinks]}}   # on Mondays
  Green Grocer Ltd:
"""
    )
    assert after["parts/kitchen.yaml"] == KITCHEN.replace(
        "service: Power\n", 'service: Power\n        said: {by: Bo, date: "2026-11-21"}\n'
    )
    again = run("merge", "org.yaml", "forms", "--in-place", cwd=house)
    assert "The answers change nothing" in again.stdout
    assert files(house) == after


def test_a_run_that_was_cut_off_finishes_when_it_is_run_again(house: Path) -> None:
    answered(house)
    before = files(house)
    assert run("merge", "org.yaml", "forms", "-o", "whole", cwd=house).returncode == 0
    whole = files(house / "whole")
    assert whole != before
    for name in ("parts/bar.yaml", "parts/kitchen.yaml"):  # one was written, and no more
        for each, text in before.items():
            (house / each).write_text(text, "utf-8")
        (house / name).write_text(whole[name], "utf-8")
        assert run("merge", "org.yaml", "forms", "--in-place", cwd=house).returncode == 0
        assert files(house) == whole
    with patch.object(os, "replace", side_effect=OSError(28, "No space left on device")):
        (house / "parts" / "bar.yaml").write_text(BAR, "utf-8")
        refused = run("merge", "org.yaml", "forms", "--in-place", cwd=house)
    assert refused.returncode == 2
    assert (house / "parts" / "bar.yaml").read_text("utf-8") == BAR


def test_conflicts_are_shown_with_both_sides_and_settled_as_asked(house: Path) -> None:
    at = row(house, "bar", "needs", "Ice")
    write(house, "bar", Filling(cells={("needs", at, "buffer"): "20 min"}, by="Ann"))
    text = BAR.replace("buffer: 1h", "buffer: 3h")
    (house / "parts" / "bar.yaml").write_text(text, "utf-8")
    shown = run("merge", "org.yaml", "forms/bar.xlsx", "--in-place", cwd=house)
    assert shown.returncode == 1
    assert "Of 2 units that were asked, none has answered (0%)" in shown.stdout
    assert (
        "'Ice' for The bar from kitchen, how long it can wait: the model and an answer differ. "
        "The model: 3h (parts/bar.yaml:6:47). "
        f"Ann: 20min, before 1h (forms/bar.xlsx: 'What you need'!G{at + 5})."
    ) in " ".join(shown.stdout.split())
    assert (house / "parts" / "bar.yaml").read_text("utf-8") == text
    for choice, buffer in (("keep", "3h"), ("take", "20min")):
        done = run(
            "merge", "org.yaml", "forms/bar.xlsx", "--on-conflict", choice, "--in-place", cwd=house
        )
        assert done.returncode == 0
        needs = internalmap.load(house / "org.yaml").needs
        ice = next(need for need in needs if need.service == "Ice")
        assert ice.buffer == {"3h": 10_800, "20min": 1_200}[buffer]
        assert ice.said is not None
        assert (ice.said.by, ice.said.date) == ("Ann", None)


def test_who_contradicts_whom(house: Path) -> None:
    at = row(house, "bar", "needs", "Bills")
    write(
        house,
        "bar",
        Filling(
            cells={("needs", at, "importance"): "not needed"},
            deleted={("needs", row(house, "bar", "needs", "Ice"))},
            new=[("supplies", {"service": "Coffee", "customer": "kitchen"})],
            on="2026-11-20",
        ),
    )
    write(house, "kitchen", Filling(cells={("supplies", 0, "given"): "no"}, on="2026-11-20"))
    found = run("merge", "org.yaml", "forms", "-f", "json", cwd=house)
    assert found.returncode == 1
    told = json.loads(found.stdout)
    kinds = [each["kind"] for each in told["conflicts"]]
    assert sorted(kinds) == ["not-given", "not-needed", "only-supplier", "row-gone"]
    assert sorted(kinds[at] for at in told["contradictions"]) == ["not-given", "only-supplier"]
    kept = run("merge", "org.yaml", "forms", "--on-conflict", "keep", "--in-place", cwd=house)
    assert "The model stays as it is." in kept.stdout.replace("\n  ", " ")
    assert len(internalmap.load(house / "org.yaml").needs) == 4, "nothing is ever removed"
    run("merge", "org.yaml", "forms", "--on-conflict", "take", "--in-place", cwd=house)
    services = {need.service for need in internalmap.load(house / "org.yaml").needs}
    assert services == {"Drinks", "Ice", "Bills", "Power", "Coffee"}


def test_two_answers_that_differ_are_taken_from_neither(house: Path) -> None:
    at = row(house, "bar", "needs", "Ice")
    first = (house / "forms" / "bar.xlsx").read_bytes()
    write(house, "bar", Filling(cells={("needs", at, "buffer"): "20 min"}, on="2026-11-20"))
    other = Filling(cells={("needs", at, "buffer"): "2 days"}, by="Cy", on="2026-11-22")
    (house / "forms" / "bar (2).xlsx").write_bytes(in_workbook(first, other))
    done = run("merge", "org.yaml", "forms", "--on-conflict", "take", "--in-place", cwd=house)
    assert done.returncode == 0
    assert "two answers differ" in done.stdout
    ice = next(need for need in internalmap.load(house / "org.yaml").needs if need.service == "Ice")
    assert ice.buffer == 3600
    assert ice.said is not None
    assert ice.said.by == "Cy", "the later statement is the one that counts"


def test_a_unit_that_has_another_id_by_now_answers_all_the_same(house: Path) -> None:
    new = ("needs", {"service": "Soup", "suppliers": "kitchen"})
    at = row(house, "bar", "needs", "Ice")
    cells = {("needs", at, "buffer"): "20 min"}
    write(house, "bar", Filling(cells=cells, new=[new], on="2026-11-20"))
    text = BAR.replace("  bar:\n", "  tap:\n    was: [bar]\n").replace(": bar}", ": tap}")
    (house / "parts" / "bar.yaml").write_text(text, "utf-8")
    (house / "org.yaml").write_text(MAIN.replace("from: bar", "from: tap"), "utf-8")
    done = run("merge", "org.yaml", "forms", "--in-place", cwd=house)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Of 2 units that were asked, 1 has answered" in " ".join(done.stdout.split())
    needs = {need.service: need for need in internalmap.load(house / "org.yaml").needs}
    assert (needs["Soup"].customer, needs["Ice"].buffer) == ("tap", 1_200)


def test_settings_that_a_model_extends_are_left_as_they_are(tmp_path: Path) -> None:
    model = "check: {extends: settings.yaml}\nparties: {a: {needs: [b]}, b: }\n"
    (tmp_path / "org.yaml").write_text(model, "utf-8")
    (tmp_path / "settings.yaml").write_text("check: {rules: {one-way: off}}\n", "utf-8")
    (tmp_path / "new.csv").write_text("customer,supplier,buffer\na,b,2h\n", "utf-8")
    done = run("merge", "org.yaml", "new.csv", "-o", "new.yaml", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "Wrote new.yaml\n")
    assert (tmp_path / "new.yaml").read_text("utf-8") == model.replace(
        "[b]", "[{from: b, buffer: 2h}]"
    )


def test_a_name_near_a_known_one_is_never_a_new_party(house: Path) -> None:
    new = ("needs", {"service": "Soup", "suppliers": "the kitchen crew"})
    write(house, "bar", Filling(new=[new], on="2026-11-20"))
    asked = run("merge", "org.yaml", "forms", cwd=house)
    assert asked.returncode == 1
    assert (
        'is it kitchen? Say --same "the kitchen crew=kitchen", or '
        '--same "the kitchen crew=the kitchen crew" for a party of its own.'
    ) in " ".join(asked.stdout.split())
    for meant, supplier in (("kitchen", "kitchen"), ("the kitchen crew",) * 2):
        done = run(
            "merge", "org.yaml", "forms", "--same", f"the kitchen crew={meant}", "-o", "new",
            cwd=house,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout
        made = internalmap.load(house / "new" / "org.yaml")
        soup = next(need for need in made.needs if need.service == "Soup")
        assert soup.suppliers == (supplier,)
        said = "no answer says of what kind 'the kitchen crew' is: team is assumed, until"
        assert (said in done.stdout) is (supplier == "the kitchen crew")
    wrong = run("merge", "org.yaml", "forms", "--same", "the kitchen crew=kitchn", cwd=house)
    assert wrong.returncode == 2
    assert "--same: there is no party 'kitchn'\n  Did you mean 'kitchen'?" in wrong.stderr


def test_all_that_is_wrong_is_told_at_once_with_its_cell(house: Path) -> None:
    write(
        house,
        "bar",
        Filling(
            cells={
                ("needs", 0, "buffer"): "soon",
                ("needs", 1, "importance"): "very",
                ("needs", 1, "suppliers"): "Everyone",
            },
            on="2026-11-31",
        ),
    )
    (house / "forms" / "kitchen.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    done = run("merge", "org.yaml", "forms", "--in-place", "--on-conflict", "take", cwd=house)
    assert done.returncode == 2
    for part in (
        "forms/kitchen.xlsx: this is damaged",
        "forms/bar.xlsx: 'What you need'!G5: 'soon' is not a duration",
        "forms/bar.xlsx: 'What you need'!F6: 'very' is no importance",
        "forms/bar.xlsx: 'What you need'!D6: 'Everyone' names no party",
        "there is no day 2026-11-31",
        "nothing was written",
    ):
        assert part in done.stderr, done.stderr
    assert files(house)["parts/bar.yaml"] == BAR


@pytest.mark.parametrize("heading", ["Max wait", None])
def test_an_answer_whose_heading_is_gone_is_no_answer_that_nobody_gave(
    house: Path, heading: str | None
) -> None:
    path = house / "forms" / "bar.xlsx"
    book = load_workbook(path)
    page = book["What you need"]
    at = next(cell for row in page.iter_rows() for cell in row if cell.value == "Can wait")
    at.value = heading
    page.cell(at.row + 2, at.column).value = "2 h"
    page.cell(at.row + 2, 12).value = "aside"
    book.save(path)
    done = run("merge", "org.yaml", "forms", "--in-place", cwd=house)
    assert done.returncode == 2
    assert f"'What you need'!{at.coordinate}: the heading 'Can wait' is gone" in done.stderr
    assert files(house)["parts/bar.yaml"] == BAR
    at.value = "can  wait"
    book.save(path)
    done = run("merge", "org.yaml", "forms", "--in-place", cwd=house)
    assert done.returncode == 0, done.stderr
    assert f"'What you need'!L{at.row}: no heading: not read" in " ".join(done.stdout.split())
    assert "service: Bills, buffer: 2h" in files(house)["parts/bar.yaml"]


@pytest.mark.parametrize(
    "options, message",
    [
        (["--anonymize"], "merge cannot anonymise"),
        (["--in-place", "-o", "new"], "do not go together"),
        (["-o", "-"], "standard output has the report"),
        (["-o", "org.yaml"], "org.yaml is a file, and the model stands in several"),
        (["-o", "."], "org.yaml is a file of the model"),
        (["--same", "x"], "does not say which party a name means"),
        (["--on-conflict", "kep"], "Did you mean 'keep'?"),
        (["-f", "xlsx"], "merge does not write xlsx"),
    ],
)
def test_what_cannot_be_asked_is_refused(house: Path, options: list[str], message: str) -> None:
    before = files(house)
    done = run("merge", "org.yaml", "forms", *options, cwd=house)
    assert done.returncode == 2
    assert message in done.stderr
    assert files(house) == before


def test_a_table_that_merge_cannot_read_alone_comes_in_by_way_of_convert(house: Path) -> None:
    """What is said of it works when it is typed."""
    (house / "odd.csv").write_text("Who asks,Thing,Comes out of\nbar,Bills,till\n", "utf-8")
    done = run("merge", "org.yaml", "odd.csv", cwd=house)
    assert done.returncode == 2
    told = " ".join(done.stderr.split())
    assert "convert: internalmap convert odd.csv odd-answers.yaml; then merge odd-answers." in told
    options = ("--columns", "customer=Who asks,supplier=Comes out of,service=Thing")
    made = run("convert", "odd.csv", "odd-answers.yaml", *options, cwd=house)
    assert made.returncode == 0, made.stderr
    done = run("merge", "org.yaml", "odd-answers.yaml", cwd=house)
    assert done.returncode == 0, done.stderr
    assert "The answers change nothing" in done.stdout
    assert "--columns KEY=HEADING" in done.stdout and "of convert: internalmap" in done.stdout


def test_what_is_said_of_forms_needs_no_option_of_another_command(house: Path) -> None:
    write(house, "bar", Filling(cells={("needs", 0, "importance"): "vital"}, on="2026-11-20"))
    done = run("merge", "org.yaml", "forms", cwd=house)
    told = " ".join(done.stdout.split())
    assert "importance: 'vital' is essential; if not, correct the cell" in told, told
    assert "--values" not in told
    gone = run("merge", "org.yaml", "formz", cwd=house)
    assert "formz: there is no such file" in gone.stderr


def test_answers_that_only_confirm_are_told_as_such(house: Path) -> None:
    write(house, "bar", Filling(by="Ann", on="2026-11-20"))
    done = run("merge", "org.yaml", "forms", cwd=house)
    told = " ".join(done.stdout.split())
    assert "The answers confirm what the model says; 2 needs now state who said so." in told
    write(house, "bar", Filling(deleted={("needs", 0)}))
    done = run("merge", "org.yaml", "forms", cwd=house)
    told = " ".join(done.stdout.split())
    assert "no longer in the form. In the model: parts/bar.yaml:6:9. Ann: forms/bar.xlsx: " in told
    lemons = {"service": "Lemons", "suppliers": "kitchen", "buffer": "1 day"}
    write(house, "bar", Filling(new=[("needs", lemons)]))
    done = run("merge", "org.yaml", "forms", "--on-conflict", "keep", cwd=house)
    words = "new: how long it can wait 1d, stated by Ann on 2026-11-20"
    assert set(words.split()) <= set(done.stdout.split()), done.stdout


def test_a_house_of_one_unit_is_spoken_of_as_one(tmp_path: Path) -> None:
    (tmp_path / "org.yaml").write_text(
        "parties:\n  guests: {kind: customer, needs: [bar]}\n  bar: {needs: [ice]}\n"
        "  ice: {kind: supplier}\n",
        "utf-8",
    )
    run("forms", "org.yaml", "--to", "forms", cwd=tmp_path)
    shown = " ".join(run("merge", "org.yaml", "forms", cwd=tmp_path).stdout.split())
    assert "The one unit that was asked has not answered: what it would say" in shown


def test_a_form_of_another_house_is_told_and_nothing_is_said_to_be_there(house: Path) -> None:
    other = (house / "parts" / "bar.yaml").read_text("utf-8").replace("bar", "pub")
    parts = "  guests: {kind: customer, needs: [pub]}\n  kitchen:\n"
    (house / "other.yaml").write_text(other + parts, "utf-8")
    done = run("merge", "other.yaml", "forms/bar.xlsx", cwd=house)
    assert done.returncode == 0, done.stderr
    told = " ".join(done.stdout.split())
    assert "change nothing; not all that they are about is in the model." in told, told
    assert "forms/bar.xlsx is a form of 'bar', and the model has no such party" in told


def test_forms_that_nobody_filled_in_are_no_answers(house: Path) -> None:
    made = run("forms", "org.yaml", "--to", "blank", cwd=house)
    assert made.returncode == 0, made.stderr
    done = run("merge", "org.yaml", "blank", cwd=house)
    assert done.returncode == 0, done.stderr
    assert "Nobody has answered yet: the forms are as they were made." in done.stdout


def test_a_survey_is_taken_where_the_model_says_nothing(house: Path) -> None:
    (house / "survey.csv").write_text(
        "Customer,Supplier,Service,Buffer,Request\n"
        "The bar,kitchen,Ice,2h,call 12\nkitchen,The bar,Coffee,,\n",
        "utf-8",
    )
    done = run("merge", "org.yaml", "survey.csv", "--on-conflict", "keep", "--in-place", cwd=house)
    assert done.returncode == 0, done.stderr
    assert "(survey.csv:2:21). The model stays as it is." in done.stdout.replace("\n", " ")
    needs = {need.service: need for need in internalmap.load(house / "org.yaml").needs}
    assert (needs["Ice"].buffer, needs["Ice"].request) == (3600, "call 12")
    assert needs["Coffee"].suppliers == ("bar",)


def test_a_form_that_another_program_saved_merges_the_same(house: Path, tmp_path: Path) -> None:
    answered(house)
    forms = sorted((house / "forms").glob("*.xlsx"))
    other = saved(forms, "xlsx", tmp_path / "saved")
    organization = internalmap.load(house / "org.yaml")
    first, then = internalmap.merge(organization, forms), internalmap.merge(organization, other)
    assert first.texts == then.texts != {}
    assert first.conflicts == then.conflicts == ()
