"""The times of a report, and what it does without them where they take too long."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import internalmap
import strategies
from effort import examples
from internalmap.analyses.absence import times
from internalmap.analyses.absence.account import Account, account
from internalmap.analyses.fallbacks import Defeats, SmallestDefeats
from internalmap.analyses.single_points import SingleFailures
from internalmap.api.query import Query
from internalmap.kernel.clock import chain, clock
from internalmap.kernel.party_sets import parties_in
from internalmap.kernel.scope import Scope, scope
from internalmap.kernel.stopping import single_failures
from internalmap.results.analyze import MAX_DEFEATS

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


def asked_of(model: dict[str, Any], options: dict[str, Any]) -> Scope:
    """The scope of a question, which the report answers."""
    names = "protect", "candidates", "stops_on"
    query = Query.of(**{name: options[name] for name in names if name in options})
    return query.scope(internalmap.loads(json.dumps(model, ensure_ascii=False)))


def failures_of(
    asked: Scope,
) -> tuple[list[Sequence[int]], list[int], times.Watched]:
    """What single failures say before anything is timed: whom each stops, how many do not run, and
    which needs it leaves unmet."""
    failures, defeats = SingleFailures(), Defeats()
    for block in single_failures(asked.network):
        failures.take(asked, block)
        defeats.take(asked, block)
    watched = times.Watched(SmallestDefeats(asked, defeats), defeats.unmet)
    return failures.stops, failures.stopped, watched


@examples(300)
@given(strategies.questions())
def test_what_leads_nowhere_is_not_followed_and_changes_no_account(
    question: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    """Also where timelines are not kept, but made anew."""
    asked = asked_of(*question)
    stops, stopped, watched = failures_of(asked)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(times, "_KEPT_STEPS", 0)
        found = times.times(asked, stops, stopped, watched)
    whole = {party: account(asked, found.clock, (party,)) for party in asked.candidates}
    assert {party: each.reached for party, each in found.accounts.items()} == {
        party: each.reached for party, each in whole.items() if each.reached
    }
    for party, each in found.accounts.items():
        assert each.timeline.steps <= whole[party].timeline.steps
        for reached in each.reached:
            way = chain(each.timeline, reached.party)
            assert way == chain(whole[party].timeline, reached.party)
    for number, absences in watched.by.items():
        unmet = [(whole[party].timeline.unmet[number], party) for party in parties_in(absences)]
        assert found.soonest[number] == sorted(unmet)[:MAX_DEFEATS]


@examples(300)
@given(strategies.questions(), st.integers(0, 60))
def test_too_many_steps_are_foretold_only_where_they_would_be_taken(
    question: tuple[dict[str, Any], dict[str, Any]], most: int
) -> None:
    asked = asked_of(*question)
    before = failures_of(asked)
    steps = 0

    def counted(*arguments: Any) -> Account:
        nonlocal steps
        found = account(*arguments)
        steps += found.timeline.steps
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(times, "account", counted)
        times.times(asked, *before)
        whole = steps
        patch.setattr(times, "MAX_STEPS", most)
        assert times.times(asked, *before).complete == (whole <= most)


def test_nothing_is_followed_where_it_is_sure_to_take_too_many_steps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each of a hundred in a row stops all those after it: five thousand steps and more."""
    parties: dict[str, Any] = {
        f"p{number:02}": {"needs": [f"p{number + 1:02}"]} for number in range(99)
    }
    row = json.dumps({"protect": ["p00"], "parties": parties | {"p99": None}})
    monkeypatch.setattr(times, "MAX_STEPS", 5_000)
    monkeypatch.setattr(times, "account", None)
    found = internalmap.analyze(internalmap.loads(row), cut_size=1)
    assert found.notices[0].startswith("Times are left out")
