"""The organisation compiled for failure analysis: integers and threshold gates.

Parties are numbered in id order. A *node* is a party or a shared *gate*; a node stops once at
least `thresholds[node]` of its `inputs` have stopped. A party is a node of threshold 1: one unmet
essential need stops it. A need that takes k of n suppliers is a gate of threshold n − k + 1; where
that is 1, its suppliers are inputs of the customer itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from internalmap.model import IMPORTANCES, Importance, Need, Organization


@dataclass(frozen=True, slots=True)
class Requirement:
    """A need in numbers: it goes unmet once `threshold` of its suppliers have stopped.

    `essential`: it stops its customers when unmet; staffing always does.
    """

    need: Need
    customers: tuple[int, ...]
    suppliers: tuple[int, ...]
    threshold: int
    essential: bool


def essential_importances(stops_on: Importance) -> tuple[Importance, ...]:
    """The importances that stop a customer: `stops_on` and those above it."""
    return IMPORTANCES[: IMPORTANCES.index(stops_on) + 1]


@dataclass(frozen=True, slots=True)
class Circle:
    """A strongly connected component of the nodes. `customers`: for each of its nodes, by position,
    the positions of those that take input from it; empty for a node by itself."""

    nodes: tuple[int, ...]
    customers: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Network:
    """Parties and gates as numbers. `requirements` are the written needs, then staffing."""

    organization: Organization
    ids: tuple[str, ...]
    index: dict[str, int]
    requirements: tuple[Requirement, ...]
    thresholds: tuple[int, ...]
    inputs: tuple[tuple[int, ...], ...]

    def __len__(self) -> int:
        """The number of parties."""
        return len(self.ids)

    @cached_property
    def components(self) -> list[Circle]:
        """The strongly connected components of the nodes, suppliers first."""
        return [
            Circle(tuple(nodes), _customers(nodes, self.inputs) if len(nodes) > 1 else ())
            for nodes in _components(self.inputs)
        ]

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
    def essential_of(self) -> list[list[int]]:
        """For each party, the numbers of its essential requirements, staffing included."""
        found: list[list[int]] = [[] for _ in self.ids]
        for number, requirement in enumerate(self.requirements):
            if requirement.essential:
                for customer in requirement.customers:
                    found[customer].append(number)
        return found

    @cached_property
    def essential_suppliers(self) -> list[list[int]]:
        """For each party, the distinct suppliers of its essential needs, staffing left out."""
        found: list[set[int]] = [set() for _ in self.ids]
        for requirement in self.requirements:
            if requirement.essential and not requirement.need.staffing:
                for customer in requirement.customers:
                    found[customer].update(requirement.suppliers)
        return [sorted(suppliers) for suppliers in found]

    @cached_property
    def dependencies(self) -> dict[tuple[int, int], int]:
        """The distinct (supplier, customer) pairs of needs other than staffing, each with the rank
        of its highest importance: 0 essential, 1 important, 2 helpful."""
        rank = {importance: number for number, importance in enumerate(IMPORTANCES)}
        found: dict[tuple[int, int], int] = {}
        weaker = 3
        known = found.get
        for requirement in self.requirements:
            if requirement.need.staffing:
                continue
            importance = rank[requirement.need.importance]
            for customer in requirement.customers:
                for supplier in requirement.suppliers:
                    pair = (supplier, customer)
                    if known(pair, weaker) > importance:
                        found[pair] = importance
        return found

    @cached_property
    def suppliers(self) -> list[list[int]]:
        """For each party, its distinct suppliers, staffing left out."""
        found: list[list[int]] = [[] for _ in self.ids]
        for supplier, customer in sorted(self.dependencies):
            found[customer].append(supplier)
        return found

    @cached_property
    def customer_counts(self) -> list[int]:
        """For each party, how many distinct customers it has, staffing left out."""
        found = [0] * len(self)
        for supplier, _ in self.dependencies:
            found[supplier] += 1
        return found

    def within(self, unit: int) -> list[int]:
        """A party and everyone inside it: who is gone when it is gone."""
        index = self.index
        return [unit, *(index[id] for id in self.organization.inside(self.ids[unit]))]


def compile_network(organization: Organization, stops_on: Importance = "essential") -> Network:
    """Number the parties and turn needs into gates."""
    ids = tuple(organization.parties)
    index = {id: number for number, id in enumerate(ids)}
    essential = frozenset(essential_importances(stops_on))
    inputs: list[list[int]] = [[] for _ in ids]
    thresholds = [1] * len(ids)
    gates: dict[tuple[int, tuple[int, ...]], int] = {}
    requirements = []
    for need in (*organization.needs, *organization.staffing):
        suppliers = tuple([index[id] for id in need.suppliers])
        customers = tuple([index[id] for id in need.customers])
        threshold = len(suppliers) - need.at_least + 1
        counts = need.staffing or need.importance in essential
        requirements.append(Requirement(need, customers, suppliers, threshold, counts))
        if not counts:
            continue
        sources: Sequence[int] = suppliers
        if threshold > 1 or (len(suppliers) > 1 and len(customers) > 1):
            key = (threshold, tuple(sorted(suppliers)))
            gate = gates.get(key)
            if gate is None:
                gate = gates[key] = len(inputs)
                inputs.append(list(key[1]))
                thresholds.append(threshold)
            sources = (gate,)
        for customer in customers:
            inputs[customer].extend(sources)
    unique = tuple([tuple(dict.fromkeys(each)) if len(each) > 1 else tuple(each) for each in inputs])
    return Network(organization, ids, index, tuple(requirements), tuple(thresholds), unique)


def reach_network(network: Network) -> Network:
    """The network in which every dependency, however weak, stops its customer: what then stops is
    what depends on a party directly or indirectly."""
    inputs: list[list[int]] = [[] for _ in network.ids]
    for supplier, customer in network.dependencies:
        inputs[customer].append(supplier)
    return Network(
        network.organization,
        network.ids,
        network.index,
        (),
        (1,) * len(inputs),
        tuple([tuple(each) for each in inputs]),
    )


def _customers(
    nodes: Sequence[int], inputs: Sequence[Sequence[int]]
) -> tuple[tuple[int, ...], ...]:
    """For each node of a component, by position, who takes input from it there."""
    place = {node: number for number, node in enumerate(nodes)}
    customers: list[list[int]] = [[] for _ in nodes]
    for number, node in enumerate(nodes):
        for source in inputs[node]:
            if source in place:
                customers[place[source]].append(number)
    return tuple(map(tuple, customers))


def _components(inputs: Sequence[Sequence[int]]) -> list[list[int]]:
    """Tarjan's strongly connected components, without recursion.

    A component comes after all that its nodes take input from; within one, a node found later, so
    closer to the sources, comes first.
    """
    unseen = -1
    low = [unseen] * len(inputs)
    on_stack = bytearray(len(inputs))
    number = 0
    stack: list[int] = []
    components: list[list[int]] = []
    for root in range(len(inputs)):
        if low[root] != unseen:
            continue
        low[root] = number
        number += 1
        stack.append(root)
        on_stack[root] = 1
        first = low[root]
        work = [(root, first, iter(inputs[root]))]
        while work:
            node, first, ahead = work[-1]
            for source in ahead:
                if low[source] == unseen:
                    low[source] = number
                    stack.append(source)
                    on_stack[source] = 1
                    work.append((source, number, iter(inputs[source])))
                    number += 1
                    break
                if on_stack[source] and low[source] < low[node]:
                    low[node] = low[source]
            else:
                work.pop()
                if work and low[node] < low[work[-1][0]]:
                    low[work[-1][0]] = low[node]
                if low[node] == first:
                    position = len(stack) - 1
                    while stack[position] != node:
                        position -= 1
                    component = stack[position:]
                    del stack[position:]
                    component.reverse()
                    for member in component:
                        on_stack[member] = 0
                    components.append(component)
    return components
