"""What is due, by its definition, day by day."""

from __future__ import annotations

from datetime import date, timedelta

import internalmap
from internalmap.analyses.agenda import agenda

MODEL = """
check: {rules: {stale-feedback: {max_review_age: 30d}}}
parties:
  guests:
    kind: customer
    needs:
      - {service: Dinner, from: bar, reviewed: 2026-01-01}
      - {service: Room, from: bar, satisfaction: 4}
      - {service: Taxi, from: bar}
  house: {kind: department}
  bar:
    part_of: house
    owner: house
    actions:
      - {what: second oven, owner: ola, due: 2026-02-10}
      - {what: first oven, due: 2025-01-01, done: 2025-01-02}
      - {what: someday}
    accept:
      - {rule: sole-supplier, reason: no space, by: ola, until: 2026-03-01}
      - {rule: no-customer, reason: for good, by: ola}
"""


def _due(today: date, ahead: int) -> list[tuple[str, str | None, str | None, int | None]]:
    organization = internalmap.loads(MODEL)
    found = agenda(organization, today, ahead=timedelta(days=ahead))
    return [(item.what, item.unit, item.with_party, item.days_overdue) for item in found.items]


def test_overdue_and_undated_things_stand_per_unit_oldest_first() -> None:
    assert _due(date(2026, 2, 11), 0) == [
        ("someday", "house", None, None),
        ("second oven", "house", "ola", 1),
        ("feedback on Room", None, "bar", None),
        ("feedback on Dinner", None, "bar", 11),
    ]


def test_looking_ahead_adds_what_comes_due() -> None:
    assert [row[0] for row in _due(date(2026, 1, 30), 0)] == ["someday", "feedback on Room"]
    assert [(row[0], row[3]) for row in _due(date(2026, 1, 30), 30)] == [
        ("someday", None),
        ("second oven", -11),
        ("sole-supplier: no space", -30),
        ("feedback on Room", None),
        ("feedback on Dinner", -1),
    ]


def test_who_answers_for_a_party_stands_beside_it() -> None:
    organization = internalmap.loads(MODEL)
    items = agenda(organization, date(2026, 2, 11), ahead=timedelta(0)).items
    assert {(item.party, item.owner) for item in items} == {("bar", "house"), ("guests", None)}
