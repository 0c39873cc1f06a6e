"""A round as people go it: forms out, answers back, and once more."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

import internalmap
from command import HOTEL, run
from exchange.filled_forms import fill
from exchange.libreoffice import saved

#: Who answers what: a sheet, cells of its rows, further rows.
_KITCHEN = (
    "What you need",
    {0: {"How important": "essential", "Can wait": "15 minutes"}},
    [{"What": "Fish", "From whom": "the fishmonger", "How important": "important"}],
)
_RESTAURANT = ("What others get from you", {0: {"Yes or no": "no"}})


def _answered(folder: Path) -> None:
    fill(folder / "kitchen.xlsx", *_KITCHEN, by="Anna", on=date(2026, 12, 1))
    fill(folder / "restaurant.xlsx", *_RESTAURANT, by="Rolf", on=date(2026, 12, 2))
    for unit in ("hotel", "hr", "it", "payroll"):
        fill(folder / f"{unit}.xlsx", by=f"Head of {unit}", on=date(2026, 12, 3))


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A folder with the model of the hotel, and the forms that came back."""
    shutil.copy(HOTEL, tmp_path / "org.yaml")
    done = run("forms", "org.yaml", "--to", "forms", "--due", "2026-12-15", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    _answered(tmp_path / "forms")
    return tmp_path


def _forms(house: Path) -> list[str]:
    return sorted(f"forms/{path.name}" for path in (house / "forms").glob("*.xlsx"))


def test_a_round_goes_from_forms_to_the_model_and_back(house: Path) -> None:
    before = (house / "org.yaml").read_text("utf-8")
    told = run("forms", "org.yaml", "--to", "forms", "--status", "-f", "json", cwd=house)
    found = json.loads(told.stdout)
    assert set(found["asked"]) - set(found["answered"]) == {"reception"}

    text = run("forms", "org.yaml", "--to", "forms", "--status", cwd=house).stdout
    assert "6 of 7 units have answered." in text
    assert "  internalmap merge org.yaml forms\n" in text  # what is said works when typed:
    assert (
        run("merge", "org.yaml", "forms", cwd=house).stdout
        == run("merge", "org.yaml", *_forms(house), cwd=house).stdout
    )

    # Without --in-place nothing is written; a "no" and a new name are to be settled first.
    shown = run("merge", "org.yaml", *_forms(house), cwd=house)
    assert "the supplier says no" in shown.stdout and "the fishmonger" in shown.stdout
    assert "Reception" in shown.stdout or "reception" in shown.stdout  # has not answered
    assert (house / "org.yaml").read_text("utf-8") == before

    settled = ("--on-conflict", "keep", "--same", "the fishmonger=the fishmonger")
    done = run("merge", "org.yaml", *_forms(house), "--in-place", *settled, cwd=house)
    assert done.returncode == 0, done.stderr
    after = (house / "org.yaml").read_text("utf-8")
    comments = [line for line in before.splitlines() if line.lstrip().startswith("#")]
    assert [line for line in after.splitlines() if line.lstrip().startswith("#")] == comments
    model = internalmap.load(house / "org.yaml")
    needs = {(need.customer, need.service): need for need in model.needs}
    tickets, fish = needs["kitchen", "Order tickets"], needs["kitchen", "Fish"]
    assert (tickets.importance, tickets.importance_given) == ("essential", True)
    assert tickets.buffer == 15 * 60
    assert tickets.said is not None and tickets.said.by == "Anna"
    assert tickets.said.date == date(2026, 12, 1)
    assert [model.parties[id].name for id in fish.suppliers] == ["the fishmonger"]
    assert ("kitchen", "Order tickets") in needs  # a "no" deletes nothing

    # Once more: nothing is left to take, and who answered is asked again only about what is new.
    again = run("merge", "org.yaml", *_forms(house), "--in-place", *settled, cwd=house)
    assert again.returncode == 0, again.stderr
    assert (house / "org.yaml").read_text("utf-8") == after
    second = run("forms", "org.yaml", "--to", "forms", "--again", "-f", "json", cwd=house)
    made = [row["file"] for row in json.loads(second.stdout)["forms"] if row["made"]]
    waiting = ["reception.xlsx", "the fishmonger.xlsx"]  # one who is new is asked, too
    assert made == waiting
    text = after.replace("service: Network line, from: telco", "service: Network line, from: hr")
    (house / "org.yaml").write_text(text, "utf-8")
    third = run("forms", "org.yaml", "--to", "forms", "--again", "-f", "json", cwd=house)
    made = [row["file"] for row in json.loads(third.stdout)["forms"] if row["made"]]
    assert made == ["hr-2.xlsx", "it-2.xlsx", *waiting]


def test_forms_that_another_program_saved_merge_the_same(house: Path) -> None:
    """LibreOffice opens and saves the forms that were filled in: the model that comes of them is
    the same, byte for byte."""
    settled = ("--on-conflict", "keep", "--same", "the fishmonger=the fishmonger")
    shutil.copytree(house, house.parent / "other")
    other = house.parent / "other"
    files = [house / name for name in _forms(house)]
    for path in saved(files, "xlsx", house / "saved"):
        shutil.copy(path, other / "forms" / path.name)
    texts = []
    for folder in (house, other):
        done = run("merge", "org.yaml", *_forms(folder), "--in-place", *settled, cwd=folder)
        assert done.returncode == 0, done.stderr
        texts.append((folder / "org.yaml").read_text("utf-8"))
    assert texts[0] == texts[1] != HOTEL.read_text("utf-8")
