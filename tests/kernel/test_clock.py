"""Times against the definition: all begin at never, and only what is gone brings a stop forward."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

from hypothesis import given

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
