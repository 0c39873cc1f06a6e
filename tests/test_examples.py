"""Every example shows what it says at its top."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

import internalmap
from internalmap import Analysis, Organization

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
MODELS = sorted(
    path
    for path in EXAMPLES.rglob("*.yaml")
    if "internalmap analyze` shows:" in path.read_text(encoding="utf-8")
)
_FACT = re.compile(r"^#   ([a-z ]+): (.+)$", re.MULTILINE)


def _ids(parties: object) -> str:
    return ", ".join(map(str, parties)) or "none"  # type: ignore[call-overload]  # a list


def _shown(analysis: Analysis, label: str) -> str:
    """What the analysis says under a label of the examples."""
    summary = analysis.summary
    points = analysis.single_points_of_failure
    if label == "weakest link":
        (customer,) = analysis.external_customers
        assert customer.weakest_link is not None
        need = customer.weakest_link.need
        return f"{need.customer} <- {', '.join(need.suppliers)}: {need.service}"
    return {
        "parties": lambda: str(summary.parties),
        "needs": lambda: str(summary.needs),
        "single points of failure": lambda: _ids(p.party for p in points if p.single),
        "whole units": lambda: _ids(p.party for p in points if not p.single),
        "paper fallbacks": lambda: str(summary.hollow_fallbacks),
        "fragile pairs": lambda: str(summary.fragile_sets),
        "circles": lambda: str(summary.cycles),
        "without customer": lambda: _ids(analysis.without_customer),
        "without line of sight": lambda: _ids(analysis.without_line_of_sight),
        "top bottleneck": lambda: analysis.bottlenecks[0].party,
    }[label]()


def test_there_are_examples_and_every_model_states_facts() -> None:
    assert len(MODELS) >= 7
    # Parts of a model, and what a command made, say nothing at their top.
    others = {
        path
        for path in EXAMPLES.rglob("*.yaml")
        if path.parent.name in ("departments", "converted")
    }
    assert set(EXAMPLES.rglob("*.yaml")) == others | set(MODELS)


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_example_shows_what_it_says(path: Path) -> None:
    header = path.read_text(encoding="utf-8").split("shows:", 1)[1]
    facts = _FACT.findall(header)
    assert len(facts) >= 2
    model = internalmap.load(path)
    analysis = internalmap.analyze(model)
    for label, value in facts:
        stated = re.sub(r" \([^)]*\)", "", value).strip()
        shown = _errors(model) if label == "check errors" else _shown(analysis, label)
        assert shown == stated, label


def test_the_workbook_of_the_bank_becomes_both_tables_of_its_analysis() -> None:
    """A target is no recovery, whatever stands under a heading beside it."""
    book = EXAMPLES / "bia" / "bank.xlsx"
    made = internalmap.convert([f"{book}#Processes", f"{book}#Systems"])
    assert made.text.startswith("# Made from bank.xlsx.\n")
    bank = made.organization
    found = internalmap.bia(bank)
    done = {row.party: row for row in found.activities}
    assert set(done) == {"Payment run", "Card settlement", "Counter service", "Payroll"}
    assert {row.kind for row in done.values()} == {"process"}
    under = {row.party: row for row in found.resources}
    room, core = under["Server room"], under["Core banking"]
    day = 24 * 3600
    assert (room.needed, room.restore, room.gap) == (day, 2 * day, day)
    assert (core.needed, core.restore) == (day, day / 2)
    assert (under["Payroll system"].restore, under["Clearing house"].restore) == (None, None)
    assert bank.parties["Payment run"].restore_target == 4 * 3600
    assert bank.parties["Payment run"].restore is None


def _errors(model: Organization) -> str:
    """What `check` fails on, by rule."""
    found = Counter(
        each.rule for each in internalmap.check(model).findings if each.severity == "error"
    )
    return ", ".join(f"{count} {rule}" for rule, count in sorted(found.items()))


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_example_passes_the_check_or_says_what_it_fails_and_why(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    stated = re.search(r"# (?P<why>.+`internalmap check`.*)\n(?:# .+\n)*#   check errors: ", text)
    assert bool(stated) == bool(_errors(internalmap.load(path)))


def test_the_hotel_is_as_worked_by_hand() -> None:
    analysis = internalmap.analyze(internalmap.load(EXAMPLES / "fjord-hotel.yaml"))
    points = analysis.single_points_of_failure
    assert [(p.party, p.grade, p.after, p.impact, p.restore) for p in points] == [
        ("it", 1, 3_600, 13, 4 * 3_600),
        ("telco", 1, 3 * 3_600, 14, 6 * 3_600),
        ("reception", 2, 0, 13, None),
        ("restaurant", 2, 30 * 60, 13, None),
        ("kitchen", 2, 40 * 60, 9, None),
        ("payroll", 2, 72 * 3_600, 13, None),
    ]
    assert {f.need.service: sorted(d.party for d in f.defeated_by)
            for f in analysis.hollow_fallbacks} == {
        "Bookings": ["it", "reception", "telco"],
        "Order tickets": ["it", "payroll", "reception", "restaurant", "telco"],
    }  # fmt: skip
    assert analysis.fragile_sets is not None
    assert [s.parties for s in analysis.fragile_sets] == [
        ("anna", "bjørn"), ("anna", "chidi"), ("bjørn", "chidi"),
    ]  # fmt: skip
    levels = {row.id: row.level for row in analysis.parties}
    assert levels == {
        "guests": 0, "restaurant": 1, "reception": 1, "kitchen": 2, "anna": 2, "bjørn": 2,
        "chidi": 2, "order-screen": 2, "it": 2, "payroll": 2, "hr": 2, "booking-system": 2,
        "telco": 3, "director": 3, "hotel": None,
    }  # fmt: skip
