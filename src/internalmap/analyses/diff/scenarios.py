"""Which scenarios come to something else in a version than in an older one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import inf

from internalmap.results.diff import ScenarioChange, ScenarioState
from internalmap.results.scenarios import Outcome, ScenarioResult, how_it_holds


def scenario_changes(
    before: Sequence[ScenarioResult], after: Sequence[ScenarioResult], now: Mapping[str, str]
) -> tuple[ScenarioChange, ...]:
    """The scenarios that come to something else, in the order of their ids; `now` is the id now of
    each party of the old version."""
    was = {each.id: each for each in before}
    becomes = {each.id: each for each in after}
    found = (_change(was.get(id), becomes.get(id), now) for id in sorted(was.keys() | becomes))
    return tuple(each for each in found if each is not None)


def _change(
    was: ScenarioResult | None, becomes: ScenarioResult | None, now: Mapping[str, str]
) -> ScenarioChange | None:
    first, then = _outcomes(was, now), _outcomes(becomes, {})
    parties = [id for id in first.keys() | then.keys() if first.get(id) != then.get(id)]
    told = becomes or was
    assert told is not None
    if was is not None and becomes is not None and not parties and _held(was) == _held(becomes):
        return None
    severity = _bad(was), _bad(becomes)
    return ScenarioChange(
        id=told.id,
        name=told.name,
        before=_state(was, first, parties),
        after=_state(becomes, then, parties),
        worse=was is not None and severity[1] > severity[0],
        better=becomes is not None and was is not None and severity[1] < severity[0],
        said=("" if was is None else how_it_holds(was), how_it_holds(becomes) if becomes else ""),
    )


def _outcomes(result: ScenarioResult | None, now: Mapping[str, str]) -> dict[str, Outcome]:
    """The outcomes by party, under the ids of now; by which selector something is expected of it is
    no matter."""
    if result is None:
        return {}
    return {
        (id := now.get(each.party, each.party)): replace(each, party=id, selector=None)
        for each in result.outcomes
    }


def _held(result: ScenarioResult) -> tuple[bool | None, float | None]:
    return result.holds, result.holds_for


def _bad(result: ScenarioResult | None) -> float:
    """How bad it is that a scenario does not hold: the shorter it does, the worse; least where it
    holds, or nothing is expected."""
    if result is None or result.holds is not False:
        return -inf
    if result.holds_for is not None:
        return -result.holds_for
    late = [each.late for each in result.failing]
    return inf if None in late else max(each for each in late if each is not None)


def _state(
    result: ScenarioResult | None, outcomes: Mapping[str, Outcome], parties: Sequence[str]
) -> ScenarioState | None:
    if result is None:
        return None
    return ScenarioState(
        holds=result.holds,
        holds_for=result.holds_for,
        outcomes=tuple(outcomes[id] for id in sorted(parties) if id in outcomes),
    )
