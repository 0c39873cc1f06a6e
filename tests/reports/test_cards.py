"""What a card says of absences, made from models."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

import internalmap
from internalmap.api import party as cards_module
from internalmap.api.party import cards
from internalmap.results.analyze import Analysis, SinglePoint
from internalmap.results.party import Cards
from reports.rendered import rendered, report

HOTEL = internalmap.loads("""
parties:
  guests: {kind: customer, needs: [{service: Dinner, from: kitchen, buffer: 1h}]}
  kitchen: {min_members: 2}
  anna: {kind: person, part_of: kitchen}
  bo: {kind: person, part_of: kitchen}
  chidi: {kind: person, part_of: kitchen}
  cook: {kind: person}
  empty: {kind: customer}
""")


def card(id: str) -> str:
    return " ".join(rendered(cards(HOTEL, [id])[0], width=1000).split())


def test_a_customer_sees_what_lets_it_down() -> None:
    """By whom, when; it needs no customer, and its own absence is no question."""
    said = card("guests")
    assert "1 absence lets down guests from 1 h." in said
    assert "Absences that let guests down, each alone" in said
    assert "kitchen from 1 h from 1 h not known yes" in said
    assert "stops nobody" not in said
    assert "Nobody is written down" not in said
    assert "Nothing can be said of empty: no need is written down." in card("empty")


def test_each_customer_has_its_own_times() -> None:
    """And what is back in time lets nobody down, though it is told."""
    organization = internalmap.loads("""
parties:
  a: {kind: customer, needs: [{from: x, buffer: 2h}]}
  b: {kind: customer, needs: [{from: x, buffer: 30d}]}
  x: {kind: system, restore: 8h, limit: 4h}
  house: {kind: department}
  bo: {part_of: house}
  cy: {part_of: house}
  c: {kind: customer, needs: [{service: Tickets, from: [bo, cy]}]}
""")
    made = cards(organization, ["a", "b", "x", "house"])
    a, b, x, house = (" ".join(rendered(one, width=1000).split()) for one in made)
    assert "1 absence lets down a from 2 h." in a
    assert "No absence alone lets down b: 1 absence would, but for the return in time." in b
    assert "x from 30 d from 30 d after 8 h no" in b
    assert "The absence of x lets down a from 2 h. x is needed back within 4 h." in x
    assert "If nobody came back, it would let down b from 30 d." in x
    assert "back after 8 h: later than the limit of 4 h." in x
    assert "- Tickets for c, from bo or cy." in house
    assert [(row.protected, row.needed, row.let_down) for row in made[2].effects] == [
        ("a", 7_200, True),
        ("x", 14_400, True),
        ("b", 2_592_000, False),
    ]


def test_a_unit_lists_its_people() -> None:
    """And how many of them it takes."""
    said = card("kitchen")
    assert "Its members: anna, bo and chidi. It needs 2 of 3 people: anna, bo and chidi." in said


def test_a_person_sees_with_whom_it_must_not_be_missing() -> None:
    """Pairs are sought for a single card, of a model of some size at most."""
    said = card("anna")
    assert "stops nobody; together with another one it lets down guests." in said
    assert "bo guests chidi guests" in said
    assert "together" not in card("cook")
    every = rendered(Cards(cards(HOTEL, list(HOTEL.parties))), width=1000)
    assert "Who must not be missing at the same time" not in every


def test_large_models_wait_for_no_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    """A card is quick."""
    monkeypatch.setattr(cards_module, "PAIRS_UP_TO", len(HOTEL.parties))
    assert cards(HOTEL, ["anna"])[0].fragile
    monkeypatch.setattr(cards_module, "PAIRS_UP_TO", len(HOTEL.parties) - 1)
    assert cards(HOTEL, ["anna"])[0].fragile is None


def test_the_unknown_is_said_once() -> None:
    """In the list at the end, and an importance that was assumed is called so in the table."""
    made = report(cards(HOTEL, ["guests"])[0])
    whole = card("guests")
    assert "essential (assumed)" in whole
    assert whole.count("how to ask for it") == 1
    cells = [
        cell.text
        for section in made.sections
        if section.key in ("serves", "needs")
        for block in section.body
        for row in getattr(block, "rows", ())
        for cell in row
    ]
    assert cells
    assert "not known: ask" not in cells
    assert "- Dinner from kitchen: how important it is, how soon it comes" in whole


def test_the_cards_of_all_go_through_the_report_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each single point of failure is looked at once, not once for each card."""
    rounds = 0

    class Counted(tuple[SinglePoint, ...]):
        def __iter__(self) -> Iterator[SinglePoint]:
            nonlocal rounds
            rounds += 1
            return super().__iter__()

    analyze = internalmap.analyze

    def counted(*given: Any, **named: Any) -> Analysis:
        found = analyze(*given, **named)
        return replace(found, single_points_of_failure=Counted(found.single_points_of_failure))

    monkeypatch.setattr(cards_module, "analyze", counted)
    rows = [f"p{n}: {{needs: [p{n + 1}]}}" for n in range(30)]
    organization = internalmap.loads(
        f"parties: {{c: {{kind: customer, needs: [p0]}}, {', '.join(rows)}, p30: }}"
    )
    found = cards(organization, list(organization.parties))
    assert len(found[0].let_down_by) == 31
    assert rounds == 2  # for the times, and for the cards
