"""The times of a report, and what it does without them where they take too long."""

from __future__ import annotations

import pytest

import internalmap
from internalmap.analyses.absence import times
from internalmap.analyses.absence.account import account
from internalmap.kernel.clock import clock
from internalmap.kernel.scope import scope

_HOUR = 3600

#: The cook is back at once; the baker is one person, mill and power are whole units.
HOTEL = """
parties:
  guests: {kind: customer, needs: [cook, {from: baker, buffer: 4h}, {from: [dj, band]}]}
  cook: {kind: person, restore: 0}
  baker: {kind: person, needs: [mill]}
  dj: {needs: [power]}
  band: {needs: [power]}
  mill:
  power:
"""


def test_times_order_the_points_of_failure() -> None:
    found = internalmap.analyze(internalmap.loads(HOTEL))
    rows = [(p.party, p.grade, p.after, p.way) for p in found.single_points_of_failure]
    assert rows == [
        ("baker", 1, 4 * _HOUR, ("baker", "guests")),
        ("power", 2, 0, ("power", "dj", "guests")),
        ("mill", 2, 4 * _HOUR, ("mill", "baker", "guests")),
        ("cook", 3, 0, ("cook", "guests")),
    ]
    assert [d.after for f in found.hollow_fallbacks for d in f.defeated_by] == [0]
    assert found.notices == ()


def test_times_that_take_too_many_steps_are_left_out_and_the_order_does_without(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody counts as back in time then."""
    organization = internalmap.loads(HOTEL)
    whole = internalmap.analyze(organization, cut_size=1)
    asked = scope(organization)
    prepared = clock(asked.network)
    steps = sum(
        account(asked, prepared, (asked.network.index[point.party],)).timeline.steps
        for point in whole.single_points_of_failure
    )
    monkeypatch.setattr(times, "MAX_STEPS", steps)
    assert internalmap.analyze(organization, cut_size=1) == whole
    monkeypatch.setattr(times, "MAX_STEPS", steps - 1)
    found = internalmap.analyze(organization, cut_size=1)
    rows = [(p.party, p.grade, p.after, p.covered) for p in found.single_points_of_failure]
    assert rows == [
        ("baker", 1, None, False),
        ("cook", 1, None, False),
        ("power", 2, None, False),
        ("mill", 2, None, False),
    ]
    assert {p.way for p in found.single_points_of_failure} == {()}
    assert [d.after for f in found.hollow_fallbacks for d in f.defeated_by] == [None]
    assert (found.absences.total, found.assumed_needs.pairs) == (0, 0)
    assert found.notices == (
        "Times are left out: the model takes more than 10,000,000 steps to follow.",
    )
