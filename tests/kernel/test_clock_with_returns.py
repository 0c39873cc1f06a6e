"""The clock against a simulation minute by minute that knows only the definition."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import internalmap
import oracle
import strategies
from effort import examples
from internalmap.kernel.clock import absences, clock, follow
from internalmap.kernel.network import Network, compile_network

_MANY = examples(250)

Absence = tuple[dict[str, Any], list[str], int | None]


@st.composite
def absent(draw: strategies.Draw[Any]) -> Absence:
    """A model whose times are minutes, some who are gone, and for how long if that is said."""
    model = draw(strategies.minute_models())
    some = st.sampled_from(sorted(model["parties"]))
    gone = draw(st.lists(some, min_size=1, max_size=3, unique=True))
    return model, gone, draw(st.none() | st.integers(0, 12).map(lambda count: count * 60))


def followed(
    network: Network, gone: Iterable[str], duration: int | None
) -> dict[str, list[tuple[float, float]]]:
    """When each party does not run, as the program says; infinity is for good."""
    back = absences(network, [network.index[key] for key in gone], duration)
    history = follow(clock(network), back)
    return {
        network.ids[party]: [
            (start, oracle.NEVER if end is None else end) for start, end in intervals
        ]
        for party, intervals in history.down.items()
        if intervals
    }


@_MANY
@given(absent())
def test_who_does_not_run_minute_by_minute(absence: Absence) -> None:
    model, gone, duration = absence
    network = compile_network(internalmap.loads(json.dumps(model)), "essential")
    organisation = oracle.resolve(model)
    parties, duties = organisation.parties, oracle.essential_duties(organisation, "essential")
    history = oracle.by_steps(parties, duties, oracle.back_times(parties, gone, duration), 60)
    wanted = {key: oracle.down(history, key) for key in parties}
    found = followed(network, gone, duration)
    assert found == {key: intervals for key, intervals in wanted.items() if intervals}


@_MANY
@given(absent(), st.integers(0, 20), st.integers(0, 6))
def test_longer_or_with_others_nobody_runs_who_did_not(
    absence: Absence, more: int, other: int
) -> None:
    model, gone, duration = absence
    network = compile_network(internalmap.loads(json.dumps(model)), "essential")
    shorter = followed(network, gone, duration or 0)
    longer = followed(network, gone, (duration or 0) + more * 60)
    another = network.ids[other % len(network)]
    with_others = followed(network, {*gone, another}, (duration or 0) + more * 60)
    for less, further in ((shorter, longer), (longer, with_others)):
        for key, intervals in less.items():
            for start, end in intervals:
                assert any(begins <= start and end <= ends for begins, ends in further.get(key, []))
