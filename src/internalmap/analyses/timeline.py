"""What happens when: the time from an absence until needs go unmet and parties stop.

T(p) = 0 for the parties gone. A need is unmet from the moment that fewer than `at_least` of its
suppliers are running, and its customer stops `buffer` later (0 where it is not stated). T is the
greatest solution: all begin at "never", and only what is gone brings a stop forward.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from internalmap.network import Network
from internalmap.scope import Scope

#: How many steps all searches of one report may take together.
MAX_STEPS = 2_000_000


@dataclass(frozen=True)
class Clock:
    """The network arranged for going forward in time: for each party the needs that it supplies,
    and for each need (by its number) when it goes unmet and whom it then stops."""

    network: Network
    supplies: Sequence[Sequence[int]]
    thresholds: Sequence[int]
    buffers: Sequence[float]
    stops: Sequence[Sequence[int]]


def clock(network: Network) -> Clock:
    """Arrange a network for `search`; needs that stop nobody are kept where they have a
    fallback, to be watched."""
    supplies: list[list[int]] = [[] for _ in network.ids]
    thresholds, buffers, stops = [], [], []
    for number, requirement in enumerate(network.requirements):
        thresholds.append(requirement.threshold)
        buffers.append(requirement.need.buffer or 0)
        stops.append(requirement.customers if requirement.essential else ())
        if requirement.essential or requirement.need.at_least < len(requirement.suppliers):
            for supplier in requirement.suppliers:
                supplies[supplier].append(number)
    return Clock(network, supplies, thresholds, buffers, stops)


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

    It ends once all that is asked for is known: the first stop among `until_any` (parties outside
    `gone`), and the time at which each of the `watched` needs goes unmet; `None` asks for nothing.
    With neither, it follows everything.
    """
    everything = until_any is None and watched is None
    waiting_for_stop = bool(until_any)
    waiting_needs = set(watched or ())
    best: dict[int, float] = dict.fromkeys(gone, 0)
    stopped: dict[int, float] = {}
    unmet: dict[int, float] = {}
    cause: dict[int, tuple[int, int]] = {}
    lost: dict[int, int] = {}
    heap: list[tuple[float, int]] = [(0, party) for party in sorted(gone)]
    first: int | None = None
    steps = 0
    supplies, thresholds, buffers, stops = (
        clock.supplies, clock.thresholds, clock.buffers, clock.stops,
    )  # fmt: skip
    while heap and (everything or waiting_for_stop or waiting_needs):
        time, party = heappop(heap)
        if party in stopped:
            continue
        stopped[party] = time
        if waiting_for_stop and until_any and party in until_any and party in cause:
            first, waiting_for_stop = party, False
        steps += len(supplies[party]) + 1
        for number in supplies[party]:
            count = lost[number] = lost.get(number, 0) + 1
            if count != thresholds[number]:
                continue
            unmet[number] = time
            waiting_needs.discard(number)
            reached = time + buffers[number]
            steps += len(stops[number])
            for customer in stops[number]:
                if customer not in stopped and reached < best.get(customer, reached + 1):
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


@dataclass(frozen=True)
class Times:
    """The times of a report; empty, and `complete` false, where they took too many steps."""

    after: Mapping[int, float | None]
    chains: Mapping[int, tuple[str, ...]]
    unmet: Mapping[tuple[int, int], float | None]
    complete: bool


def times(
    scope: Scope, stops: Sequence[Sequence[int]], defeats: Mapping[int, Sequence[int]]
) -> Times:
    """The time until each single point of failure stops its first protected party, and until each
    defeated need goes unmet.

    `stops`: the protected parties that each party's absence stops; `defeats`: for each need, the
    absences that defeat it. In a model without buffers all times are 0.
    """
    network = scope.network
    watched: dict[int, list[int]] = {}
    for number, absences in defeats.items():
        for absence in absences:
            watched.setdefault(absence, []).append(number)
    points = [party for party in scope.candidates if stops[party]]
    at_once = not any(requirement.need.buffer for requirement in network.requirements)
    ticking = clock(network)
    protected = frozenset(scope.protected)
    after: dict[int, float | None] = {}
    chains: dict[int, tuple[str, ...]] = {}
    unmet: dict[tuple[int, int], float | None] = {}
    steps = 0
    for party in sorted({*points, *watched}):
        gone = network.within(party)
        course = search(
            ticking,
            gone,
            until_any=protected.difference(gone) if stops[party] else frozenset(),
            watched=() if at_once else watched.get(party, ()),
        )
        if course.first is not None:
            after[party] = course.stopped[course.first]
            chains[party] = scope.ids(chain(course, course.first))
        for number in watched.get(party, ()):
            unmet[party, number] = 0 if at_once else course.unmet[number]
        steps += course.steps
        if steps > MAX_STEPS:
            if at_once:
                zeros = dict.fromkeys(points, 0)
                pairs = {(q, number): 0 for q, numbers in watched.items() for number in numbers}
                return Times(zeros, {}, pairs, True)
            return Times({}, {}, {}, False)
    return Times(after, chains, unmet, True)
