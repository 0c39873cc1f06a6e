"""A round of forms: who is asked, what stands first, who has answered; no answer is ever lost."""

from __future__ import annotations

import csv
import gc
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

import internalmap
from command import HOTEL, run
from exchange.filled_forms import fill, rows
from internalmap.errors import InternalMapError
from internalmap.exchange.forms.content import FormContent
from internalmap.exchange.forms.workbook import workbook
from internalmap.results.forms import FormRound

HOSPITAL = HOTEL.parent / "hospital.yaml"

MODEL = """
parties:
  guests: {kind: customer, needs: [{from: bar, service: Drinks, buffer: 1h, importance: essential}]}
  house:  {kind: department}
  bar:
    part_of: house
    reports_to: boss
    needs:
      - {from: shop, service: Fruit, buffer: 1d, importance: essential}
      - {from: kitchen, service: Ice}
      - {from: till, service: Till, importance: helpful}
  kitchen: {part_of: house, owner: Ola, needs: [{from: grid, service: Power}]}
  till:    {kind: system, owner: ann}
  ann:     {kind: person, part_of: kitchen}
  boss:    {kind: person}
  grid:    {kind: supplier}
  shop:    {kind: supplier}
  lost:    {kind: system}
"""


def _states(found: FormRound) -> dict[str, str]:
    return {row.file or f"{row.unit}?": row.state for row in found.forms}


def _changed(old: str, new: str) -> internalmap.Organization:
    assert old in MODEL
    return internalmap.loads(MODEL.replace(old, new))


def test_units_are_asked_and_systems_stand_in_the_form_of_their_owner(tmp_path: Path) -> None:
    found = internalmap.forms(internalmap.loads(MODEL), tmp_path / "forms").round
    assert {row.unit: (row.owner, row.rows) for row in found.forms} == {
        "bar": ("boss", 4), "boss": (None, 0), "kitchen": ("Ola", 5),
    }  # fmt: skip
    assert (found.unanswered, found.outside, found.boxes) == (("lost",), 3, ("house",))
    assert not (tmp_path / "forms").exists()
    by_party = internalmap.forms(internalmap.loads(MODEL), tmp_path, by="party").round
    assert by_party.asked == ("ann", "bar", "boss", "kitchen", "lost", "till")


@pytest.mark.parametrize("model", [HOTEL, HOSPITAL], ids=lambda path: path.stem)
def test_what_decides_most_stands_first_as_the_report_has_it(model: Path, tmp_path: Path) -> None:
    organization = internalmap.load(model)
    names = {party.id: party.name for party in organization.parties.values()}
    decide = internalmap.analyze(organization).assumed_needs.rows
    internalmap.forms(organization, tmp_path).save()
    asked = 0
    for path in sorted(tmp_path.glob("*.xlsx")):
        page = rows(load_workbook(path)["What you need"])
        said = [(row["Who"], row.get("What")) for row in page]
        first = [
            (names[row.need.customer], row.need.service)
            for row in decide
            if row.need.customer is not None
            and (names[row.need.customer], row.need.service) in said
        ]
        assert said[: len(first)] == first
        asked += len(first)
    assert asked > 0


def test_a_round_goes_from_form_to_answer_and_no_answer_is_lost(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    organization = internalmap.loads(MODEL)
    internalmap.forms(organization, tmp_path, due=date(2026, 12, 15), ask="Ada").save()
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    again = internalmap.forms(organization, tmp_path, due=date(2026, 12, 15), ask="Ada")
    assert {Path(path).name: data for path, data in again.files.items()} == before

    fill(tmp_path / "bar.xlsx", by="Bo", on=date(2026, 12, 1))
    fill(tmp_path / "kitchen.xlsx", "What you need", {0: {"Can wait": "2 hours"}})
    (tmp_path / "boss.xlsx").unlink()
    (tmp_path / "plan.xlsx").write_bytes(_empty_workbook())
    (tmp_path / "torn.xlsx").write_bytes(before["bar.xlsx"][:-900])
    told = internalmap.forms(organization, tmp_path, status=True)
    assert _states(told.round) == {
        "bar.xlsx": "answered", "boss?": "missing", "kitchen.xlsx": "begun",
        "torn.xlsx": "unreadable",
    }  # fmt: skip
    assert told.round.asked == ("bar", "boss", "kitchen") and told.round.answered == ("bar",)
    assert [Path(path).name for path in told.files] == ["forms.csv"]
    assert any("plan.xlsx is no form" in each for each in told.round.notices)
    assert any("torn.xlsx" in each for each in told.round.notices)
    for name in ("plan.xlsx", "torn.xlsx"):  # no form is written over one that is not known
        lonely = tmp_path_factory.mktemp("lonely")
        (lonely / "bar.xlsx").write_bytes((tmp_path / name).read_bytes())
        files = internalmap.forms(organization, lonely).files
        assert {Path(path).name for path in files} == {
            "bar-2.xlsx", "boss.xlsx", "kitchen.xlsx", "forms.csv",
        }  # fmt: skip
    listing = [
        *csv.DictReader(io.StringIO(told.files[str(tmp_path / "forms.csv")].decode("utf-8-sig")))
    ]
    assert [(row["unit"], row["state"], row["due"], row["filled_by"]) for row in listing] == [
        ("bar", "answered", "2026-12-15", "Bo"), ("boss", "missing", "", ""),
        ("kitchen", "begun", "2026-12-15", ""), ("", "unreadable", "", ""),
    ]  # fmt: skip

    with pytest.raises(
        InternalMapError, match=r"bar\.xlsx and kitchen\.xlsx are filled in already"
    ):
        internalmap.forms(organization, tmp_path)
    kept = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    second = internalmap.forms(organization, tmp_path, again=True)
    second.save()
    assert {name: (tmp_path / name).read_bytes() for name in kept if name != "forms.csv"} == {
        name: data for name, data in kept.items() if name != "forms.csv"
    }
    assert [row.file for row in second.round.forms if row.made] == ["boss.xlsx"]


def _empty_workbook() -> bytes:
    from openpyxl import Workbook

    data = io.BytesIO()
    Workbook().save(data)
    return data.getvalue()


@pytest.mark.parametrize(
    "old, new, made",
    [
        ("boss:    {kind: person}", "boss:    {kind: person, note: x}", False),
        # What was filled in is now in the model.
        ("{from: kitchen, service: Ice}", "{from: kitchen, service: Ice, buffer: 2h}", False),
        ("{from: kitchen, service: Ice}", "{from: [kitchen, boss], service: Ice}", True),
        ("{from: kitchen, service: Ice}", "{from: kitchen, service: Ice, buffer: 3h}", True),
        # Another unit says that it gives the bar something, or the bar was asked less.
        ("part_of: house\n    reports", "part_of: house\n    min_members: 0\n    reports", False),
        ("{from: kitchen, service: Ice}", "{from: grid, service: Light}", True),
        ("      - {from: kitchen, service: Ice}\n", "", False),
        ("needs: [{from: grid, service: Power}]", "needs: [{from: bar, service: Glasses}]", True),
    ],
)
def test_a_second_form_is_for_those_whose_needs_somebody_else_changed(
    old: str, new: str, made: bool, tmp_path: Path
) -> None:
    """Neither for what the form said when it was made, nor for what it says since."""
    internalmap.forms(internalmap.loads(MODEL), tmp_path).save()
    fill(
        tmp_path / "bar.xlsx", "What you need", {0: {"Can wait": "120 minutes"}},
        [{"What": "Bread", "From whom": "shop"}], by="Bo", on=date(2026, 12, 1),
    )  # fmt: skip
    page = rows(load_workbook(tmp_path / "bar.xlsx")["What you need"])
    assert page[0]["What"] == "Ice"
    found = internalmap.forms(_changed(old, new), tmp_path, again=True).round
    second = [row for row in found.forms if row.file == "bar-2.xlsx"]
    assert [row.state for row in second] == (["not answered"] if made else [])
    assert ("bar" in found.answered) == (not made)


def test_a_form_is_known_by_what_is_in_it_and_not_by_its_name(tmp_path: Path) -> None:
    organization = internalmap.loads(MODEL)
    internalmap.forms(organization, tmp_path).save()
    (tmp_path / "bar.xlsx").rename(tmp_path / "back from the bar (1).xlsx")
    fill(tmp_path / "back from the bar (1).xlsx", on=date(2026, 12, 1))
    (tmp_path / "~$bar.xlsx").write_bytes(b"locked by the spreadsheet program")
    told = internalmap.forms(organization, tmp_path, status=True).round
    assert _states(told)["back from the bar (1).xlsx"] == "answered"
    Workbook().save(tmp_path / "prices.xlsx")
    (tmp_path / "org.yaml").write_text(MODEL, "utf-8")
    shown = run("forms", "org.yaml", "--to", ".", "--status", cwd=tmp_path).stdout
    assert "\nprices.xlsx is no form, and is left as it is.\n" in shown
    gone = internalmap.loads(MODEL.replace("  boss:    {kind: person}\n", "").replace(
        "    reports_to: boss\n", ""))  # fmt: skip
    told = internalmap.forms(gone, tmp_path, status=True).round
    assert any("boss.xlsx is of boss" in each for each in told.notices)


def test_the_command_refuses_what_cannot_be_meant_and_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "org.yaml").write_text(MODEL, "utf-8")
    (tmp_path / "empty.yaml").write_text("parties: {shop: {kind: supplier}}", "utf-8")

    def refused(*arguments: str, model: str = "org.yaml") -> str:
        done = run("forms", model, *arguments, cwd=tmp_path)
        assert done.returncode == 2 and not done.stdout, done.stdout
        assert "Traceback" not in done.stderr
        return done.stderr

    assert "--to" in refused()
    assert "answers must find their way back" in refused("--to", "forms", "--anonymize")
    assert "there are no forms in forms" in refused("--to", "forms", "--status")
    assert "Give one of them" in refused("--to", "forms", "--status", "--again")
    assert "--due stands in forms" in refused("--to", "f", "--status", "--due", "2026-12-15")
    assert "write YYYY-MM-DD" in refused("--to", "forms", "--due", "soon")
    assert "org.yaml is a file" in refused("--to", "org.yaml")
    assert "nobody to ask" in refused("--to", "forms", model="empty.yaml")
    assert "--by: 'units' is not known" in refused("--to", "forms", "--by", "units")
    assert "a file of the forms" in refused("--to", "forms", "-f", "csv", "-o", "forms/forms.csv")
    assert not (tmp_path / "forms").exists()
    done = run("forms", "org.yaml", "--to", "forms", cwd=tmp_path)
    assert done.returncode == 0 and "3 forms are made." in done.stdout
    assert "by unit" in refused("--to", "forms", "--by", "party")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "forms.csv").write_text("my,own,table\n", "utf-8")
    assert "forms.csv is there, and is no list of forms" in refused("--to", "own")
    fill(tmp_path / "forms" / "bar.xlsx", on=date(2026, 12, 1))
    assert "bar.xlsx is filled in already" in refused("--to", "forms")
    done = run("forms", "org.yaml", "--to", "forms", "--status", cwd=tmp_path)
    assert done.returncode == 0 and "1 of 3 units has answered." in done.stdout


def test_every_sheet_bears_the_marking(tmp_path: Path) -> None:
    marked = internalmap.loads(f"marking: 'Strictly & confidential'\n{MODEL}")
    made = internalmap.forms(marked, tmp_path)
    for path, data in made.files.items():
        if path.endswith(".xlsx"):
            book = load_workbook(io.BytesIO(data))
            for page in book:
                if page.sheet_state == "visible":
                    head: Any = page.oddHeader
                    assert head.right.text == "Strictly && confidential"
            assert book["Guide"]["A1"].value == "Strictly & confidential"


def test_where_nothing_can_be_written_no_folder_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = internalmap.forms(internalmap.loads(MODEL), tmp_path / "a" / "b")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("os.replace", full)
        with pytest.raises(InternalMapError, match="no space left on device"):
            made.save()
    assert not [*tmp_path.iterdir()]
    (tmp_path / "a").mkdir()
    assert len(made.save()) == 4
    assert sorted(path.name for path in (tmp_path / "a" / "b").iterdir()) == [
        "bar.xlsx", "boss.xlsx", "forms.csv", "kitchen.xlsx",
    ]  # fmt: skip


def test_what_a_workbook_leaves_behind_is_thrown_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command line looks for no garbage else: hundreds of forms would stay in memory."""
    looked_for: list[bool] = []

    def noted(content: FormContent) -> bytes:
        looked_for.append(gc.isenabled())
        return workbook(content)

    monkeypatch.setattr("internalmap.api.forms.workbook", noted)
    organization = internalmap.loads(MODEL)
    before = gc.get_freeze_count()
    gc.disable()
    try:
        internalmap.forms(organization, tmp_path)
        assert not gc.isenabled()
        assert gc.get_freeze_count() <= before
    finally:
        gc.enable()
    assert len(looked_for) > 2 and all(looked_for)


def test_more_forms_than_anybody_sends_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("internalmap.api.forms.MAX_FORMS", 2)
    organization = internalmap.loads(MODEL)
    with pytest.raises(InternalMapError, match="would be 3 forms, and more than 2 are not made"):
        internalmap.forms(organization, tmp_path / "new", by="unit")
    with pytest.raises(InternalMapError) as raised:
        internalmap.forms(organization, tmp_path / "new", by="party")
    assert "--by unit" in raised.value.remedy
    assert not (tmp_path / "new").exists()
