"""What is asked of a network: who must not be let down, and who may be gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from internalmap._dataclass import dataclass
from internalmap.kernel.components import strong_components
from internalmap.kernel.network import Network, compile_network
from internalmap.model.organization import NEVER_GONE, STAFF_KINDS, Importance, Organization
from internalmap.model.selectors import Selection

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Scope:
    """A network with the parties that matter, as numbers.

    `protected`: the parties that must not be let down; `candidates`: those that may be gone;
    `roots`: those whose level is 0. `why` says in words which parties are protected, and why.
    """

    organization: Organization
    network: Network
    stops_on: Importance
    protected: tuple[int, ...]
    candidates: tuple[int, ...]
    roots: tuple[int, ...]
    why: str

    @cached_property
    def protected_set(self) -> frozenset[int]:
        """The protected parties, to look one up."""
        return frozenset(self.protected)

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
    """Look up who is protected and who may be gone; both take selectors.

    Protected are `protect`, else the model's, else every external customer and every party with a
    limit, its own or on a need of its own; where there is neither, the parties of the sink
    components of the supply graph that have a need. Candidates are `candidates`, else every party
    but external customers, processes, and whoever has all of the organisation inside and is no
    site.

    Raises `NobodySelected` for a selector that picks nobody.
    """
    network = compile_network(organization, stops_on)
    selection = Selection(organization)
    asked = Selection(organization, names=True)
    chosen = asked.all(protect)
    roots, protected, why = _by_default(network, selection)
    if chosen:
        protected, why = chosen, "as asked with --protect"
    default = tuple(_candidates(network)) if not candidates else asked.all(candidates)
    index = network.index
    return Scope(
        organization=organization,
        network=network,
        stops_on=stops_on,
        protected=tuple(index[id] for id in protected),
        candidates=tuple(index[id] for id in default),
        roots=tuple(index[id] for id in roots),
        why=why,
    )


def _by_default(
    network: Network, selection: Selection
) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """The parties at level 0, those that are protected where nobody asks for others, and why."""
    organization = network.organization
    customers = organization.of_kind("customer")
    limited = with_limits(organization)
    if organization.protect:
        said = selection.all(organization.protect)
        return customers or said, said, "as the model says"
    if customers:
        why = "the external customers"
        if not limited.issubset(customers):
            why += ", and those for whom a limit is given"
        return customers, tuple(sorted(limited.union(customers))), why
    if limited:
        protected = tuple(sorted(limited))
        return protected, protected, "those for whom a limit is given"
    ends = tuple(_ends(network))
    why = (
        "no party has the kind customer, so those at the end of the chains stand in for them; "
        "add the external customers"
    )
    return ends, ends, why


def with_limits(organization: Organization) -> set[str]:
    """The parties with a limit, their own or on a need of theirs; what everyone needs is said of
    nobody in particular."""
    found = {party.id for party in organization.parties.values() if party.limit is not None}
    for need in organization.needs:
        if need.limit is not None and need.customer is not None:
            found.update(need.customers)
    return found


def _candidates(network: Network) -> Iterator[str]:
    """Every party but external customers and processes, and but a unit that has every other person,
    role, team and department inside it, unless it is a site or a written need lists it as a
    supplier."""
    organization = network.organization
    listed = {supplier for need in organization.needs for supplier in need.suppliers}
    counts = [party.kind in STAFF_KINDS for party in organization.parties.values()]
    inside = [0] * len(network)
    for party in reversed(network.units_first):
        unit = network.unit[party]
        if unit >= 0:
            inside[unit] += inside[party] + counts[party]
    staff = sum(counts)
    for number, each in enumerate(organization.parties.values()):
        whole = each.id in organization.members and inside[number] == staff - counts[number]
        if each.kind not in NEVER_GONE and (each.id in listed or each.kind == "site" or not whole):
            yield each.id


def _ends(network: Network) -> Iterator[str]:
    """The parties with a need of their own in the components of the supply graph that supply no
    other; what everyone needs makes nobody an end."""
    organization = network.organization
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
    own = {
        customer
        for need in organization.needs
        if need.customer is not None
        for customer in (need.customer, *need.customers)
    }
    for party, id in enumerate(network.ids):
        if id in own and not supplies_others[component_of[party]]:
            yield id
