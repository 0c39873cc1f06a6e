"""How much work may be lost with each party: the least that is said of it, or of whom it serves.

A party's tolerance is the least of its own `max_data_loss`, of that of each need for which it is
among the first `at_least` suppliers, and of the tolerance of each customer with an essential need
of that kind. Staffing and sites hold no work, and what everyone needs says nothing of this one:
both are left out.
"""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from typing import NamedTuple

from internalmap.kernel.network import Network


class Tolerance(NamedTuple):
    """How many seconds of work may be lost, and who says so: the party, or the need by number."""

    seconds: int
    party: int
    need: int | None = None


def data_loss(network: Network) -> dict[int, Tolerance]:
    """What is tolerated with each party, where anybody says."""
    written = network.requirements[: len(network.organization.needs)]
    needs_of: dict[int, list[int]] = {}
    heap: list[tuple[int, int, int, int, int]] = []
    for party, said in enumerate(network.organization.parties.values()):
        if said.max_data_loss is not None:
            heap.append((said.max_data_loss, party, party, 0, -1))
    for number, requirement in enumerate(written):
        need = requirement.need
        if need.customer is None:
            continue
        if requirement.essential:
            for customer in requirement.customers:
                needs_of.setdefault(customer, []).append(number)
        if need.max_data_loss is not None:
            customer = network.index[need.customer]
            first = requirement.suppliers[: need.at_least]
            heap += [(need.max_data_loss, supplier, customer, 1, number) for supplier in first]
    heapify(heap)
    found: dict[int, Tolerance] = {}
    while heap:
        seconds, party, source, of_need, number = heappop(heap)
        if party in found:
            continue
        found[party] = Tolerance(seconds, source, number if of_need else None)
        for own in needs_of.get(party, ()):
            requirement = written[own]
            for supplier in requirement.suppliers[: requirement.need.at_least]:
                if supplier not in found:
                    heappush(heap, (seconds, supplier, source, of_need, number))
    return found
