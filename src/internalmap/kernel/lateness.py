"""Who is late when somebody is late, and by how much.

Lateness is of a steady state, from which nobody comes back: L(p) is at least what was said of p; a
need is late by the `at_least`-th smallest lateness of its suppliers (0 for those not late, without
end for those gone or stopped), less its buffer, not below 0; a customer is late by the most of its
essential needs, and by what was said of it. L is the least solution.
"""

from __future__ import annotations

from collections.abc import Mapping
from heapq import heapify, heappop, heappush
from math import inf
from typing import NamedTuple

from internalmap.kernel.clock import Timeline
from internalmap.kernel.network import Network


class Wait(NamedTuple):
    """How late a party is, and by which need, by number, with which supplier; by none where it was
    said to be."""

    delay: float
    need: int | None
    supplier: int | None


def lateness(network: Network, timeline: Timeline, late: Mapping[int, float]) -> dict[int, Wait]:
    """How late each party is that is late and not stopped.

    The latest go first: what a need passes on is never more than what it waits for, so that a
    party's lateness is final when its turn comes (Dijkstra's order, turned over).
    """
    supplies: dict[int, list[int]] = {}
    for number, requirement in enumerate(network.requirements):
        if requirement.essential:
            for supplier in requirement.suppliers:
                supplies.setdefault(supplier, []).append(number)
    on_time: dict[int, int] = {}
    best = {party: Wait(delay, None, None) for party, delay in late.items() if delay > 0}
    heap = [(-inf, party) for party in timeline.stopped]
    heap += [(-wait.delay, party) for party, wait in best.items()]
    heapify(heap)
    done: set[int] = set()
    while heap:
        negative, party = heappop(heap)
        if party in done:
            continue
        done.add(party)
        for number in supplies.get(party, ()):
            requirement = network.requirements[number]
            left = on_time[number] = on_time.get(number, requirement.threshold) - 1
            passed = -negative - (requirement.need.buffer or 0)
            if left != 0 or passed <= 0:
                continue
            for customer in requirement.stops:
                if customer not in done and (customer not in best or passed > best[customer].delay):
                    best[customer] = Wait(passed, number, party)
                    heappush(heap, (-passed, customer))
    return {party: wait for party, wait in best.items() if party not in timeline.stopped}
