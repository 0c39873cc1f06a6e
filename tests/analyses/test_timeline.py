"""Times against the definition: all begin at never, and only what is gone brings a stop forward."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import internalmap
import oracle
import strategies
from effort import examples
from internalmap.analyses import timeline
from internalmap.kernel.clock import chain, clock, search
from internalmap.kernel.network import Network, compile_network
from internalmap.model.organization import Organization

_MANY = examples(300)
_HOUR = 3600


def organization_of(parties: dict[str, Any]) -> Organization:
    return internalmap.loads(json.dumps({"parties": parties}))


def absences(network: Network) -> list[list[int]]:
    """Everyone's absence, and everyone's with the next."""
    alone = [network.within(party) for party in range(len(network))]
    return alone + [sorted({*one, *other}) for one, other in pairwise(alone)]


@_MANY
@given(strategies.questions())
def test_everything_stops_when_the_definition_says(
    question: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    model, options = question
    stops_on = options.get("stops_on", "essential")
    network = compile_network(internalmap.loads(json.dumps(model)), stops_on)
    organisation = oracle.resolve(model)
    duties = oracle.essential_duties(organisation, stops_on)
    prepared = clock(network)
    for gone in absences(network):
        first = {network.ids[party] for party in gone}
        wanted = oracle.stop_times(organisation.parties, duties, first)
        timeline = search(prepared, gone)
        found = {network.ids[party]: time for party, time in timeline.stopped.items()}
        assert found == {id: time for id, time in wanted.items() if time < float("inf")}
        for number, need in enumerate(internalmap.loads(json.dumps(model)).needs):
            times = sorted(wanted[supplier] for supplier in need.suppliers)
            due = times[len(times) - need.at_least]
            watched = network.requirements[number].essential or len(times) > need.at_least
            assert timeline.unmet.get(number, float("inf")) == (due if watched else float("inf"))


@_MANY
@given(strategies.models(), st.data())
def test_a_search_that_ends_early_has_found_what_it_was_asked(
    model: dict[str, Any], data: st.DataObject
) -> None:
    network = compile_network(internalmap.loads(json.dumps(model)))
    prepared = clock(network)
    everyone = st.integers(0, len(network) - 1)
    until = data.draw(st.frozensets(everyone, max_size=4))
    for gone in absences(network):
        whole = search(prepared, gone)
        reached = [party for party in whole.stopped if party in until and party not in gone]
        watched = [number for number in whole.unmet if number % 2]
        timeline = search(prepared, gone, until_any=until, watched=watched)
        assert timeline.steps <= whole.steps
        assert timeline.first == (reached[0] if reached else None)
        if reached:
            assert timeline.stopped[reached[0]] == min(whole.stopped[party] for party in reached)
        assert {n: timeline.unmet[n] for n in watched} == {n: whole.unmet[n] for n in watched}


@_MANY
@given(strategies.models())
def test_the_chain_goes_by_essential_needs_in_the_order_of_time(model: dict[str, Any]) -> None:
    organization = internalmap.loads(json.dumps(model))
    network = compile_network(organization)
    prepared = clock(network)
    essential = {
        (supplier, customer)
        for requirement in network.requirements
        if requirement.essential
        for supplier in requirement.suppliers
        for customer in requirement.customers
    }
    for gone in absences(network):
        timeline = search(prepared, gone)
        for party in timeline.stopped:
            links = chain(timeline, party)
            assert links[0] in gone
            assert links[-1] == party
            assert not set(links[1:]) & set(gone)
            for supplier, customer in pairwise(links):
                assert (supplier, customer) in essential
                number, last = timeline.cause[customer]
                assert last == supplier
                buffer = network.requirements[number].need.buffer or 0
                assert timeline.unmet[number] == timeline.stopped[supplier]
                assert timeline.stopped[customer] == timeline.stopped[supplier] + buffer


@_MANY
@given(strategies.questions())
def test_single_points_have_the_time_and_the_chain_of_their_first_stop(
    question: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    model, options = question
    options = {key: options[key] for key in ("protect", "candidates") if key in options}
    organization = internalmap.loads(json.dumps(model))
    found = internalmap.analyze(organization, cut_size=1, **options)
    for point in found.single_points_of_failure:
        times = oracle.impact_times(model, [point.party])
        assert point.after == min(times[party] for party in point.stops)
        assert point.chain[-1] in point.stops
        assert times[point.chain[-1]] == point.after
        assert point.chain[0] in {point.party, *organization.inside(point.party)}
        assert point.covered == (point.restore is not None and point.restore <= point.after)


# Where it takes too long


def hotel(buffer: str | None) -> Organization:
    """Two points of failure: the cook, restored at once but sooner to hurt, and the baker."""
    bread: dict[str, Any] = {"from": "baker"}
    parties: dict[str, Any] = {
        "guests": {"kind": "customer", "needs": ["cook", bread, {"from": ["dj", "band"]}]},
        "cook": {"kind": "person", "restore": 0},
        "baker": {"kind": "person", "needs": ["mill"]},
        "dj": {"needs": ["power"]},
        "band": {"needs": ["power"]},
        "mill": {},
        "power": {},
    }
    if buffer is not None:
        bread["buffer"] = buffer
    return organization_of(parties)


def test_times_order_the_points_of_failure() -> None:
    found = internalmap.analyze(hotel("4h"))
    rows = [(p.party, p.after, p.covered, p.chain) for p in found.single_points_of_failure]
    assert rows == [
        ("power", 0, False, ("power", "dj", "guests")),
        ("mill", 4 * _HOUR, False, ("mill", "baker", "guests")),
        ("baker", 4 * _HOUR, False, ("baker", "guests")),
        ("cook", 0, True, ("cook", "guests")),
    ]
    assert [d.after for f in found.hollow_fallbacks for d in f.defeated_by] == [0]
    assert found.notices == ()


@pytest.mark.parametrize("steps", [0, 1])
def test_times_that_take_too_many_steps_are_left_out_and_the_order_does_without(
    monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    monkeypatch.setattr(timeline, "MAX_STEPS", steps)
    found = internalmap.analyze(hotel("4h"))
    rows = [(p.party, p.after, p.covered, p.chain) for p in found.single_points_of_failure]
    assert rows == [
        ("power", None, False, ()),
        ("mill", None, False, ()),
        ("baker", None, False, ()),
        ("cook", None, False, ()),
    ]
    assert [d.after for f in found.hollow_fallbacks for d in f.defeated_by] == [None]
    assert found.notices == (
        "Times are left out: the model takes more than 2,000,000 steps to follow.",
    )


def test_where_nothing_has_a_buffer_all_times_are_known_without_steps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = internalmap.analyze(hotel(None))
    monkeypatch.setattr(timeline, "MAX_STEPS", 0)
    found = internalmap.analyze(hotel(None))
    assert found.notices == whole.notices == ()
    assert found.hollow_fallbacks == whole.hollow_fallbacks
    for point, known in zip(
        found.single_points_of_failure, whole.single_points_of_failure, strict=True
    ):
        assert (point.party, point.after, point.covered) == (known.party, 0, known.covered)
        assert known.chain
        assert point.chain == ()


def test_too_many_defeats_to_time_are_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    teams: dict[str, Any] = {f"t{n}": {"needs": [{"from": ["a", "b"]}]} for n in range(9)}
    parties = teams | {"a": {"needs": [{"from": "it", "buffer": "1h"}]}, "b": {"needs": ["it"]}}
    organization = organization_of(parties | {"it": {}, "guests": {"kind": "customer"}})
    monkeypatch.setattr(timeline, "MAX_STEPS", 50)
    assert internalmap.analyze(organization).hollow_fallbacks[0].defeated_by[0].after == _HOUR
    monkeypatch.setattr(timeline, "MAX_STEPS", 8)
    monkeypatch.setattr(timeline, "search", None)
    assert internalmap.analyze(organization).hollow_fallbacks[0].defeated_by[0].after is None
