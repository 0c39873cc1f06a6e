"""What is asked of a network: who must not be let down, and who may be gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from internalmap.kernel.network import Network, compile_network, strong_components
from internalmap.model.organization import Importance, Organization
from internalmap.model.selectors import Selection

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Scope:
    """A network with the parties that matter, as numbers.

    `protected`: the parties that must not be let down; `candidates`: those that may be gone;
    `ground`: those whose level is 0. `why` says in words which parties are protected, and why.
    """

    organization: Organization
    network: Network
    stops_on: Importance
    protected: tuple[int, ...]
    candidates: tuple[int, ...]
    ground: tuple[int, ...]
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
    chosen = selection.all(protect)
    ground, why = _ground(network, selection)
    protected = chosen or (selection.all(organization.protect) if organization.protect else ground)
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
        why,
    )


def _ground(network: Network, selection: Selection) -> tuple[tuple[str, ...], str]:
    """The parties at level 0: external customers, else the protected ones of the model."""
    organization = network.organization
    customers = organization.of_kind("customer")
    if customers:
        return customers, "the external customers"
    if organization.protect:
        return selection.all(organization.protect), "as the model says"
    return (
        tuple(id for id in _ends(network) if id not in organization.containers),
        "no party has the kind customer, so those at the end of the chains stand in for them; "
        "add the external customers",
    )


def _ends(network: Network) -> list[str]:
    """The parties with a need in the components of the supply graph that supply no other."""
    suppliers = network.suppliers
    components = strong_components(suppliers)
    component_of = [0] * len(network)
    for number, component in enumerate(components):
        for party in component:
            component_of[party] = number
    supplies_others = bytearray(len(components))
    for customer, listed in enumerate(suppliers):
        for supplier in listed:
            if component_of[supplier] != component_of[customer]:
                supplies_others[component_of[supplier]] = 1
    return [
        id
        for party, id in enumerate(network.ids)
        if suppliers[party] and not supplies_others[component_of[party]]
    ]
