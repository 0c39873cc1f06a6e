"""After everything went: by when each party must be back, and in which order.

By(p) is the least

- over the essential needs, staffing and sites included, for which p is among the first `at_least`
  suppliers: of what the customer can bear, where it is protected, and of the later of By(customer)
  and the need's buffer, where it has a By;
- of By of whoever is inside p;
- of p's own limit, where it is protected and no external customer.

What a protected customer can bear of a need is the need's limit; else its own limit beyond the
shortest buffer among its essential needs without one, where it has a limit; else the buffer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from heapq import heapify, heappop, heappush
from math import inf

from internalmap.kernel.components import strong_components
from internalmap.kernel.network import Network


def needed_by(network: Network, protected: Collection[int]) -> list[float]:
    """By, for each party; without end for those that are not needed.

    The soonest are settled first: what is passed on is never sooner (Dijkstra 1959, with the later
    of two times in the place of their sum).
    """
    best = [inf] * len(network)
    heap: list[tuple[float, int]] = []

    def need(party: int, by: float) -> None:
        if by < best[party]:
            best[party] = by
            heappush(heap, (by, party))

    kinds = [party.kind for party in network.organization.parties.values()]
    for customer in sorted(protected):
        for number, bears in _bears(network, customer):
            for supplier in _first(network, number):
                need(supplier, bears)
        limit = network.limits[customer]
        if limit is not None and kinds[customer] != "customer":
            need(customer, limit)
    while heap:
        by, party = heappop(heap)
        if by > best[party]:  # it was needed sooner
            continue
        for number in network.essential_of[party]:
            buffer = network.requirements[number].need.buffer or 0
            for supplier in _first(network, number):
                need(supplier, max(by, buffer))
        if network.unit[party] >= 0:
            need(network.unit[party], by)
    return best


def _first(network: Network, number: int) -> Sequence[int]:
    """Those who supply a need as long as all is well."""
    requirement = network.requirements[number]
    return requirement.suppliers[: requirement.need.at_least]


def _bears(network: Network, customer: int) -> Iterator[tuple[int, float]]:
    """For how long a protected party can go without each of its essential needs, by number."""
    own = network.limits[customer]
    numbers = network.essential_of[customer]
    needs = [network.requirements[number].need for number in numbers]
    shortest = min((need.buffer or 0 for need in needs if need.limit is None), default=0)
    for number, need in zip(numbers, needs, strict=True):
        if need.limit is not None:
            yield number, need.limit
        else:
            yield number, (need.buffer or 0) if own is None else shortest + own


def in_order(network: Network, by: Sequence[float]) -> list[list[int]]:
    """Those who are needed, one step after the other: by time, then suppliers before customers,
    then by id. Those who need each other at the same time are one step."""
    suppliers: list[list[int]] = [[] for _ in by]
    for party, time in enumerate(by):
        if time < inf:
            suppliers[party] = [
                supplier
                for number in network.essential_of[party]
                for supplier in _first(network, number)
                if by[supplier] == time
            ]
    steps = [sorted(nodes) for nodes in strong_components(suppliers) if by[nodes[0]] < inf]
    step_of = {party: number for number, nodes in enumerate(steps) for party in nodes}
    waits: list[set[int]] = [set() for _ in steps]
    customers: list[set[int]] = [set() for _ in steps]
    for number, nodes in enumerate(steps):
        for party in nodes:
            for supplier in suppliers[party]:
                other = step_of[supplier]
                if other != number:
                    waits[number].add(other)
                    customers[other].add(number)
    ready = [(by[nodes[0]], nodes[0], number) for number, nodes in enumerate(steps)]
    ready = [each for each in ready if not waits[each[2]]]
    heapify(ready)
    found = []
    while ready:
        _, _, number = heappop(ready)
        found.append(steps[number])
        for customer in customers[number]:
            waits[customer].discard(number)
            if not waits[customer]:
                first = steps[customer][0]
                heappush(ready, (by[first], first, customer))
    return found
