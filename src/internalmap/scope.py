"""What is asked of a network: who must not be let down, and who may be gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import networkx as nx

from internalmap.graph import supply_graph
from internalmap.model import Importance, Organization
from internalmap.network import Network, compile_network
from internalmap.selectors import Selection

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Scope:
    """A network with the parties that matter, as numbers.

    `protected`: the parties that must not be let down; `candidates`: those that may be gone;
    `ground`: those whose level is 0. `supply` is the graph of dependencies, `essential_supply` that
    of essential ones. `why` says in words which parties are protected, and why.
    """

    organization: Organization
    network: Network
    stops_on: Importance
    protected: tuple[int, ...]
    candidates: tuple[int, ...]
    ground: tuple[int, ...]
    supply: nx.DiGraph[Any]
    essential_supply: nx.DiGraph[Any]
    why: str

    def ids(self, parties: Sequence[int]) -> tuple[str, ...]:
        """The ids of numbered parties."""
        return tuple([self.network.ids[party] for party in parties])

    @property
    def names(self) -> Mapping[str, str]:
        """What people call each party."""
        return {party.id: party.name for party in self.organization.parties.values()}


def scope(
    organization: Organization,
    *,
    protect: Sequence[str] = (),
    candidates: Sequence[str] = (),
    stops_on: Importance = "essential",
) -> Scope:
    """Look up who is protected and who may be gone.

    Protected are `protect`, else the model's, else every external customer; where there is none,
    the parties of the sink components of the supply graph that have a need. Candidates are
    `candidates`, else every party but external customers and containers. Both take selectors.

    Raises `NobodySelected` for a selector that picks nobody.
    """
    network = compile_network(organization, stops_on)
    selection = Selection(organization)
    supply = supply_graph(network)
    essential_supply = supply_graph(network, stops_on)
    chosen = selection.all(protect)
    ground, why = _ground(organization, selection, supply)
    protected = chosen or (
        selection.all(organization.protect) if organization.protect else ground
    )
    if chosen:
        why = "as asked with --protect"
    elif organization.protect:
        why = "as the model says"
    default = (
        party.id
        for party in organization.parties.values()
        if party.kind != "customer" and party.id not in organization.containers
    )
    index = network.index
    return Scope(
        organization,
        network,
        stops_on,
        tuple(index[id] for id in protected),
        tuple(index[id] for id in (selection.all(candidates) if candidates else default)),
        tuple(index[id] for id in ground),
        supply,
        essential_supply,
        why,
    )


def _ground(
    organization: Organization, selection: Selection, supply: nx.DiGraph[Any]
) -> tuple[tuple[str, ...], str]:
    """The parties at level 0: external customers, else the protected ones of the model."""
    customers = organization.of_kind("customer")
    if customers:
        return customers, "the external customers"
    if organization.protect:
        return selection.all(organization.protect), "as the model says"
    ends: set[str] = set()
    for component in nx.strongly_connected_components(supply):
        if all(customer in component for party in component for customer in supply[party]):
            ends.update(party for party in component if supply.pred[party])
    return (
        tuple(sorted(ends - organization.containers)),
        "no party has the kind customer, so those at the end of the chains stand in for them; "
        "add the external customers",
    )
