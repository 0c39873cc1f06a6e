"""What comes of scenarios is what the clock says, minute by minute."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import internalmap
import strategies
from effort import examples
from internalmap.results.scenarios import ScenarioResult, what_happens
from oracle.model import resolve
from oracle.quantities import NEVER
from oracle.scenarios import Trial

Model = dict[str, Any]

_TIMES = st.integers(0, 9).map(lambda count: f"{count}min")


@st.composite
def tried(draw: strategies.Draw[Any]) -> tuple[Model, Model]:
    """A model whose times are minutes, and a scenario in it."""
    model = draw(strategies.minute_models())
    parties = resolve(model).parties
    some = st.sampled_from([*parties, *strategies.valid_selectors(parties)])
    ids = st.sampled_from([*parties])
    tags = sorted({tag for need in resolve(model).needs for tag in need.tags})
    scenario: Model = {}
    if draw(st.integers(0, 3)):
        scenario["gone"] = draw(some | st.lists(ids, min_size=1, max_size=3))
        if draw(st.booleans()):
            scenario["for"] = draw(_TIMES)
    if "gone" not in scenario or not draw(st.integers(0, 3)):
        scenario["late"] = draw(st.dictionaries(some, _TIMES, min_size=1, max_size=2))
    if tags and draw(st.booleans()):
        scenario["only_needs"] = draw(st.sampled_from(tags))
    expected = _TIMES | st.just("served")
    scenario["expect"] = draw(st.dictionaries(ids | some, expected, min_size=1, max_size=3))
    return model, scenario


def result(model: Model, scenario: Model) -> ScenarioResult:
    whole = internalmap.loads(json.dumps({**model, "scenarios": {"one": scenario}}))
    (found,) = internalmap.scenarios(whole).results
    return found


def intervals(found: list[tuple[float, float]]) -> tuple[tuple[float, float | None], ...]:
    return tuple((start, None if end == NEVER else end) for start, end in found)


@given(tried())
@examples(400)
def test_who_is_without_or_late_when_and_what_holds(asked: tuple[Model, Model]) -> None:
    model, scenario = asked
    found, trial = result(model, scenario), Trial(model, scenario)
    expected = trial.tried()
    assert list(found.gone) == trial.absent
    assert [each.party for each in found.outcomes] == expected.concerned
    for each in found.outcomes:
        spans = intervals(expected.down[each.party])
        assert each.intervals == spans
        lasting = [NEVER if end is None else end - start for start, end in spans]
        assert each.without == (None if NEVER in lasting else max(lasting, default=0))
        assert each.runs_again == (spans[-1][1] if spans else None)
        assert each.intolerable == expected.past[each.party]
        late = expected.late[each.party]
        assert each.late == (None if late == NEVER else late)
        assert each.expected == expected.expected.get(each.party)
        assert each.holds == expected.holds.get(each.party)
    assert found.holds == all(expected.holds.values())
    again = {party: row.at for row in found.run_again for party in row.parties}
    assert again == {key: intervals(spans)[-1][1] for key, spans in expected.down.items() if spans}
    apart = {*expected.concerned, *trial.history(trial.duration).back}
    assert found.stopped == len(again.keys() - apart)


@given(tried())
@examples(150)
def test_it_holds_for_the_longest_of_all_lengths_at_which_it_does(
    asked: tuple[Model, Model],
) -> None:
    model, scenario = asked
    scenario.pop("late", None)
    scenario.setdefault("gone", sorted(model["parties"])[0])
    found, trial = result(model, scenario), Trial(model, scenario)
    longest = trial.longest_that_holds(trial.expected)
    assert found.holds_for == (None if longest == NEVER else longest)
    for each in found.outcomes:
        if each.expected is not None:
            alone = trial.longest_that_holds({each.party: int(each.expected)})
            assert each.holds_for == (None if alone == NEVER else alone)
    if trial.duration is not None and found.holds is not None:
        assert found.holds == (trial.duration <= longest)


def test_the_longest_stretch_counts_and_not_their_sum() -> None:
    """Two absences one after the other: each is short enough, both together would not be."""
    model = {
        "parties": {
            "guests": {"kind": "customer", "needs": ["bar", {"from": "kitchen", "buffer": "3h"}]},
            "bar": {"restore": "2h"},
            "kitchen": {"restore": "5h"},
        }
    }
    found = result(model, {"gone": ["bar", "kitchen"], "expect": {"guests": "2h"}})
    (guests,) = found.outcomes
    assert guests.intervals == ((0, 7200), (10800, 18000))
    assert (guests.without, found.holds, found.holds_for) == (7200, True, 7200)
    assert what_happens(guests) == "without for the first 2 h and from 3 h to 5 h"
