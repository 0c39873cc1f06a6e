"""Times against the definition: all begin at never, and only what is gone brings a stop forward."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import internalmap
import oracle
import strategies
from effort import examples
from internalmap.kernel.clock import chain, clock, search
from internalmap.kernel.network import Network, compile_network

_MANY = examples(300)


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
        for customer in requirement.stops
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
@given(strategies.models(), st.data())
def test_a_clock_with_needs_changed_is_that_of_the_changed_network(
    model: dict[str, Any], data: st.DataObject
) -> None:
    network = compile_network(internalmap.loads(json.dumps(model)))
    everyone = range(len(network))
    needs = list(network.requirements)
    new = {}
    for number in data.draw(st.sets(st.sampled_from(range(len(needs))))) if needs else ():
        more = data.draw(st.lists(st.sampled_from(everyone), unique=True))
        suppliers = tuple(dict.fromkeys((*needs[number].suppliers, *more)))
        threshold = data.draw(st.integers(1, len(suppliers)))
        new[number] = needs[number]._replace(suppliers=suppliers, threshold=threshold)
        needs[number] = new[number]
    assert clock(network).changed(new, network.requirements) == clock(
        replace(network, requirements=tuple(needs))
    )
