"""What happens when: the time from an absence until needs go unmet and parties stop.

T(p) = 0 for the parties gone. A need is unmet from the moment that fewer than `at_least` of its
suppliers are running, and its customer stops `buffer` later (0 where it is not stated). T is the
greatest solution: all begin at "never", and only what is gone brings a stop forward.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from math import inf
from typing import NamedTuple

from internalmap.kernel.network import Network


class Timed(NamedTuple):
    """A need in time: once `threshold` of its suppliers have stopped it goes unmet, and `buffer`
    later its customers stop, if it stops them."""

    threshold: int
    buffer: float
    stops: Sequence[int]


@dataclass(frozen=True)
class Clock:
    """The network arranged for going forward in time: the needs, by number, and for each party the
    numbers of those that it supplies."""

    needs: Sequence[Timed]
    supplies: Sequence[Sequence[int]]


def clock(network: Network) -> Clock:
    """Arrange a network for `search`; needs that stop nobody are kept where they have a
    fallback, to be watched."""
    supplies: list[list[int]] = [[] for _ in network.ids]
    needs = []
    for number, (need, customers, suppliers, threshold, essential) in enumerate(
        network.requirements
    ):
        needs.append(Timed(threshold, need.buffer or 0, customers if essential else ()))
        if essential or threshold > 1:
            for supplier in suppliers:
                supplies[supplier].append(number)
    return Clock(needs, supplies)


@dataclass
class Course:
    """How an absence went: the times at which parties stopped and needs went unmet, each
    party's cause (the need that stopped it and the supplier that made it unmet), the steps."""

    stopped: dict[int, float]
    unmet: dict[int, float]
    cause: dict[int, tuple[int, int]]
    first: int | None
    steps: int


def search(
    clock: Clock,
    gone: Collection[int],
    *,
    until_any: frozenset[int] | None = None,
    watched: Collection[int] | None = None,
) -> Course:
    """Follow an absence through time, in order of time, then party.

    It ends once all that is asked for is known: the first stop among `until_any` (those gone do not
    count), and the time at which each of the `watched` needs goes unmet; `None` asks for nothing.
    With neither, it follows everything.
    """
    everything = until_any is None and watched is None
    ends = until_any or frozenset()
    waiting_for_stop = bool(ends)
    waiting_needs = set(watched or ())
    best: dict[int, float] = dict.fromkeys(gone, 0)
    stopped: dict[int, float] = {}
    unmet: dict[int, float] = {}
    cause: dict[int, tuple[int, int]] = {}
    lost: dict[int, int] = {}
    heap: list[tuple[float, int]] = [(0, party) for party in sorted(gone)]
    first: int | None = None
    steps = 0
    needs, supplies = clock.needs, clock.supplies
    while heap and (everything or waiting_for_stop or waiting_needs):
        time, party = heappop(heap)
        if party in stopped:
            continue
        stopped[party] = time
        if waiting_for_stop and party in ends and party in cause:
            first, waiting_for_stop = party, False
        steps += len(supplies[party]) + 1
        for number in supplies[party]:
            if number in unmet:
                continue
            threshold, buffer, customers = needs[number]
            if threshold > 1:
                lost[number] = lost.get(number, 0) + 1
                if lost[number] < threshold:
                    continue
            unmet[number] = time
            waiting_needs.discard(number)
            reached = time + buffer
            steps += len(customers)
            for customer in customers:
                if customer not in stopped and reached < best.get(customer, inf):
                    best[customer] = reached
                    cause[customer] = (number, party)
                    heappush(heap, (reached, customer))
    return Course(stopped, unmet, cause, first, steps)


def chain(course: Course, party: int) -> list[int]:
    """How the absence reached a party: the suppliers one by one, the party last."""
    links = [party]
    while links[-1] in course.cause:
        links.append(course.cause[links[-1]][1])
    return links[::-1]
