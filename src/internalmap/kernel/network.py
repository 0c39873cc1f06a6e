"""The organisation compiled for failure analysis: integers and threshold gates.

Parties are numbered in id order. A *node* is a party or a shared *gate*; a node stops once at
least `thresholds[node]` of its `inputs` have stopped. A party is a node of threshold 1: one unmet
essential need stops it. A need that takes k of n suppliers is a gate of threshold n − k + 1; where
that is 1, its suppliers are inputs of the customer itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from math import inf
from typing import NamedTuple

from internalmap._dataclass import dataclass
from internalmap.kernel.components import Circle, circles
from internalmap.kernel.work import Repeated, Work, repeated, work
from internalmap.model.organization import IMPORTANCES, Importance, Need, Organization


class Requirement(NamedTuple):
    """A need in numbers: it goes unmet once `threshold` of its suppliers have stopped.

    `essential`: it stops its customers when unmet; staffing, and the need of a site, always do.
    `units` are stopped with them, where somebody inside who is not listed is one of the customers.
    """

    need: Need
    customers: tuple[int, ...]
    suppliers: tuple[int, ...]
    threshold: int
    essential: bool
    units: tuple[int, ...] = ()

    @property
    def stops(self) -> tuple[int, ...]:
        """All whom it stops, if it is essential."""
        return (*self.customers, *self.units) if self.units else self.customers


@dataclass(frozen=True)
class Network:
    """Parties and gates as numbers. `requirements` are the written needs, then those of units for
    their people and of parties for their sites, which count as staffing does everywhere; `weakest`
    is the weakest importance that stops a customer."""

    organization: Organization
    ids: tuple[str, ...]
    index: dict[str, int]
    requirements: tuple[Requirement, ...]
    thresholds: Sequence[int]
    inputs: Sequence[Sequence[int]]
    weakest: Importance = "essential"

    def __len__(self) -> int:
        """The number of parties."""
        return len(self.ids)

    @cached_property
    def components(self) -> list[Circle]:
        """The strongly connected components of the nodes, suppliers first; nodes without inputs,
        which nothing stops, are left out."""
        return circles(self.inputs, self.thresholds)

    @cached_property
    def restore(self) -> list[float]:
        """After how many seconds each party is back once it is gone; without end if unknown."""
        return [
            inf if party.restore is None else party.restore
            for party in self.organization.parties.values()
        ]

    @cached_property
    def limits(self) -> list[float | None]:
        """For how many seconds the organisation can be without each party."""
        return [party.limit for party in self.organization.parties.values()]

    @cached_property
    def unit(self) -> list[int]:
        """The unit that each party is part of; −1 for none."""
        index = self.index
        return [
            -1 if party.part_of is None else index[party.part_of]
            for party in self.organization.parties.values()
        ]

    @cached_property
    def units_first(self) -> list[int]:
        """All parties, each after the unit that it is part of."""
        members: list[list[int]] = [[] for _ in self.ids]
        order: list[int] = []
        for party, unit in enumerate(self.unit):
            (order if unit < 0 else members[unit]).append(party)
        for party in order:
            order.extend(members[party])
        return order

    @cached_property
    def sizes(self) -> list[int]:
        """How many are gone when a party is: it and everyone inside it."""
        found = [1] * len(self)
        for party in reversed(self.units_first):
            if self.unit[party] >= 0:
                found[self.unit[party]] += found[party]
        return found

    @cached_property
    def essential_of(self) -> list[list[int]]:
        """For each party, the numbers of its essential requirements, staffing included."""
        found: list[list[int]] = [[] for _ in self.ids]
        for number, requirement in enumerate(self.requirements):
            if requirement.essential:
                for customer in requirement.stops:
                    found[customer].append(number)
        return found

    @cached_property
    def supplies(self) -> list[list[int]]:
        """For each party, the numbers of the requirements that list it, staffing included."""
        found: list[list[int]] = [[] for _ in self.ids]
        for number, requirement in enumerate(self.requirements):
            for supplier in dict.fromkeys(requirement.suppliers):
                found[supplier].append(number)
        return found

    @cached_property
    def ranks(self) -> list[dict[int, int]]:
        """For each party its distinct suppliers, staffing left out, each with the rank of the
        highest importance among the needs that list it: 0 essential, 1 important, 2 helpful."""
        rank = {importance: number for number, importance in enumerate(IMPORTANCES)}
        found: list[dict[int, int]] = [{} for _ in self.ids]
        for requirement in self.requirements[: len(self.organization.needs)]:
            importance = rank[requirement.need.importance]
            for customer in requirement.customers:
                ranks = found[customer]
                for supplier in requirement.suppliers:
                    if ranks.get(supplier, importance) >= importance:
                        ranks[supplier] = importance
        return found

    @cached_property
    def suppliers(self) -> list[list[int]]:
        """For each party, its distinct suppliers, staffing left out."""
        return [sorted(ranks) for ranks in self.ranks]

    @cached_property
    def essential_suppliers(self) -> list[list[int]]:
        """For each party, the distinct suppliers of its essential needs, staffing left out."""
        worst = IMPORTANCES.index(self.weakest)
        return [
            [supplier for supplier in suppliers if ranks[supplier] <= worst]
            for suppliers, ranks in zip(self.suppliers, self.ranks, strict=True)
        ]

    @cached_property
    def dependencies(self) -> int:
        """The number of distinct (supplier, customer) pairs, staffing left out."""
        return sum(map(len, self.ranks))

    @cached_property
    def customer_counts(self) -> list[int]:
        """For each party, how many distinct customers it has, staffing left out."""
        found = [0] * len(self)
        for suppliers in self.ranks:
            for supplier in suppliers:
                found[supplier] += 1
        return found

    @cached_property
    def reach(self) -> Network:
        """The network in which every dependency, however weak, stops its customer: what then stops
        is what depends on a party directly or indirectly."""
        return self.along(self.suppliers)

    @cached_property
    def essential_reach(self) -> Network:
        """As `reach`, along essential dependencies only."""
        return self.along(self.essential_suppliers)

    @cached_property
    def work(self) -> Work:
        """The work that needs put on their suppliers, and what each party can do."""
        return work(self)

    @cached_property
    def repeated(self) -> Mapping[int, Sequence[Repeated]]:
        """What customers ask of a supplier more than once, by supplier."""
        return repeated(self)

    def along(self, suppliers: Sequence[Sequence[int]]) -> Network:
        """The network in which each of these suppliers stops its customer."""
        ones = [1] * len(self)
        return Network(
            organization=self.organization,
            ids=self.ids,
            index=self.index,
            requirements=(),
            thresholds=ones,
            inputs=suppliers,
        )

    def reaching(self, targets: Sequence[int]) -> list[int]:
        """For each node which of some parties depend on it, directly or indirectly, or are it: as
        bits, in the order of the targets."""
        found = [0] * len(self.inputs)
        for place, party in enumerate(targets):
            found[party] |= 1 << place
        for nodes, _ in reversed(self.components):  # customers first
            together = 0
            for node in nodes:
                together |= found[node]
            if together:
                for node in nodes:
                    found[node] = together
                    for source in self.inputs[node]:
                        found[source] |= together
        return found

    def within(self, unit: int) -> list[int]:
        """A party and everyone inside it: who is gone when it is gone."""
        index = self.index
        return [unit, *[index[id] for id in self.organization.inside(self.ids[unit])]]


def compile_network(organization: Organization, stops_on: Importance = "essential") -> Network:
    """Number the parties and turn needs into gates."""
    ids = tuple(organization.parties)
    index = dict(zip(ids, range(len(ids)), strict=True))
    number = index.__getitem__
    essential = frozenset(IMPORTANCES[: IMPORTANCES.index(stops_on) + 1])
    requirements = []
    for need in (*organization.needs, *organization.implied_needs):
        suppliers = tuple(map(number, need.suppliers))
        customers = tuple(map(number, need.customers))
        units = tuple(map(number, need.units))
        threshold = len(suppliers) - need.at_least + 1
        counts = need.implied or need.importance in essential
        requirement = Requirement(
            need=need,
            customers=customers,
            suppliers=suppliers,
            threshold=threshold,
            essential=counts,
            units=units,
        )
        requirements.append(requirement)
    inputs, thresholds = _gates(len(ids), requirements)
    return Network(
        organization=organization,
        ids=ids,
        index=index,
        requirements=tuple(requirements),
        thresholds=thresholds,
        inputs=inputs,
        weakest=stops_on,
    )


def _gates(parties: int, requirements: Iterable[Requirement]) -> tuple[list[list[int]], list[int]]:
    """The inputs and the thresholds of all nodes: of the parties, by their essential needs, and of
    the gates that those take."""
    inputs: list[list[int]] = [[] for _ in range(parties)]
    thresholds = [1] * parties
    gates: dict[tuple[int, tuple[int, ...]], int] = {}
    for requirement in requirements:
        if not requirement.essential:
            continue
        suppliers, threshold = requirement.suppliers, requirement.threshold
        sources: Sequence[int] = suppliers
        stops = requirement.stops
        if threshold > 1 or (len(suppliers) > 1 and len(stops) > 1):
            key = (threshold, tuple(sorted(suppliers)))
            gate = gates.get(key)
            if gate is None:
                gate = gates[key] = len(inputs)
                inputs.append(list(key[1]))
                thresholds.append(threshold)
            sources = (gate,)
        for customer in stops:
            inputs[customer].extend(sources)
    return [list(dict.fromkeys(each)) if len(each) > 1 else each for each in inputs], thresholds


def at_once(network: Network) -> Network:
    """The network of the needs without a buffer: what stops in it when parties are gone stops at
    that moment."""
    needs = [each for each in network.requirements if not each.need.buffer]
    inputs, thresholds = _gates(len(network), needs)
    return Network(
        organization=network.organization,
        ids=network.ids,
        index=network.index,
        requirements=(),
        thresholds=thresholds,
        inputs=inputs,
        weakest=network.weakest,
    )


def only(network: Network, possible: Sequence[int], targets: Iterable[int]) -> Network:
    """The part of a network that can matter to some of its nodes, under the same numbers: what
    `possible` says can stop at all, and the targets depend on. All else has no inputs."""
    inputs: list[Sequence[int]] = [()] * len(network.inputs)
    waiting = [target for target in targets if possible[target]]
    seen = set(waiting)
    for node in waiting:  # grows
        sources = [source for source in network.inputs[node] if possible[source]]
        inputs[node] = sources
        new = [source for source in sources if source not in seen]
        seen.update(new)
        waiting += new
    return Network(
        organization=network.organization,
        ids=network.ids,
        index=network.index,
        requirements=(),
        thresholds=network.thresholds,
        inputs=inputs,
    )
