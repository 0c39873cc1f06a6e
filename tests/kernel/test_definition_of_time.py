"""The clock of the definitions: two ways through time agree, and what follows from them holds."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import oracle
import strategies
from effort import examples

_MANY = examples(300)

Absence = tuple[dict[str, Any], list[str], int | None]


@st.composite
def absences(draw: strategies.Draw[Any], least: int = 1) -> Absence:
    """A model whose times are minutes, some who are gone, and for how long if that is said."""
    model = draw(strategies.minute_models())
    ids = sorted(model["parties"])
    some = st.lists(st.sampled_from(ids), min_size=min(least, len(ids)), max_size=3, unique=True)
    return model, draw(some), draw(st.none() | st.integers(0, 12).map(lambda count: count * 60))


def histories(absence: Absence) -> tuple[oracle.History, oracle.History]:
    """What an absence does, step by step and change by change."""
    model, absent, duration = absence
    organisation = oracle.resolve(model)
    parties, duties = organisation.parties, oracle.essential_duties(organisation, "essential")
    back = oracle.back_times(parties, absent, duration)
    return (
        oracle.by_steps(parties, duties, back, 60),
        oracle.by_changes(parties, duties, back),
    )


def out(history: oracle.History, at: float) -> frozenset[str]:
    """Who does not run at a time."""
    return next(moment.out for moment in reversed(history.moments) if moment.at <= at)


@_MANY
@given(absences())
def test_minute_by_minute_is_change_by_change(absence: Absence) -> None:
    steps, changes = histories(absence)
    for key in steps.parties:
        assert oracle.down(steps, key) == oracle.down(changes, key)
        assert oracle.intolerable(steps, key) == oracle.intolerable(changes, key)
    for number in range(len(steps.duties)):
        assert oracle.unmet(steps, number) == oracle.unmet(changes, number)


@_MANY
@given(absences(), st.data())
def test_longer_or_with_others_nobody_runs_who_did_not(
    absence: Absence, data: st.DataObject
) -> None:
    model, _, _ = absence
    others = data.draw(st.lists(st.sampled_from(sorted(model["parties"])), max_size=2))
    _, shorter = histories(absence)
    back = dict(shorter.back)
    for key, at in oracle.back_times(shorter.parties, others).items():
        back[key] = max(at, back.get(key, 0))
    for key in data.draw(st.sets(st.sampled_from(sorted(back)))):
        back[key] += data.draw(st.sampled_from([60, 240, 900, oracle.NEVER]))
    longer = oracle.by_changes(shorter.parties, shorter.duties, back)
    for moment in (*shorter.moments, *longer.moments):
        assert out(shorter, moment.at) <= out(longer, moment.at)


@_MANY
@given(absences())
def test_at_the_last_return_everyone_runs(absence: Absence) -> None:
    _, history = histories(absence)
    last = max(history.back.values())
    if last < oracle.NEVER:
        assert all(not moment.out for moment in history.moments if moment.at >= last)
    else:
        finite = [at for at in history.back.values() if at < oracle.NEVER]
        after = [moment.out for moment in history.moments if moment.at >= max(finite, default=0)]
        assert all(earlier <= later for earlier, later in pairwise(after))


@_MANY
@given(absences())
def test_for_good_parties_stop_when_they_always_did_and_that_is_needed_unless_limits_say_more(
    absence: Absence,
) -> None:
    model, absent, _ = absence
    _, history = histories((model, absent, None))
    good = dict.fromkeys(history.back, oracle.NEVER)
    history = oracle.by_changes(history.parties, history.duties, good)
    times = oracle.stop_times(history.parties, history.duties, set(good))
    for key, at in times.items():
        stopped = [] if at == oracle.NEVER else [(at, oracle.NEVER)]
        assert oracle.down(history, key) == stopped
        if key in good:
            continue
        limits = [duty.limit for duty in history.duties if duty.customer == key]
        unlimited = history.parties[key].limit is None and not any(limits)
        [start] = [begins for begins, _ in oracle.intolerable(history, key)] or [oracle.NEVER]
        assert start == at if unlimited else start >= at


@_MANY
@given(absences())
def test_one_absence_is_borne_if_it_ends_no_later_than_it_is_intolerable(absence: Absence) -> None:
    model, absent, duration = absence
    case = oracle.case_of(model)
    for effect in oracle.effects(case, absent[:1], duration):
        assert effect.needed is not None
        restore = case.parties[absent[0]].restore if duration is None else duration
        in_time = restore is not None and restore <= effect.needed
        assert effect.let_down == (not in_time)
        assert effect.over == (None if in_time else oracle.NEVER if restore is None else restore)
