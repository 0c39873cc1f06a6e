"""What happens when: the state of the organisation at each time of an absence.

Parties are gone from time 0, each until it is back. At time t those who do not run are the least
set that contains whoever is absent at t, and every customer of an essential need that the set
leaves unmet (fewer than `at_least` of its suppliers outside) and that was unmet at every moment of
[t − buffer, t). So at one instant returns come before buffers; a need that is met again, however
briefly, has its whole buffer again; and a circle that nothing outside holds down starts again
together.

`search` follows an absence from which nobody comes back: T(p) is when p stops. `follow` counts the
returns, from event to event.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field
from heapq import heapify, heappop, heappush
from math import inf
from operator import attrgetter
from typing import NamedTuple

from internalmap._dataclass import dataclass
from internalmap.kernel.network import Network, Requirement


class Timed(NamedTuple):
    """A need in time, by its number: once `threshold` of its suppliers have stopped it goes unmet,
    and `buffer` later its customers stop, if it stops them."""

    number: int
    threshold: int
    buffer: float
    stops: Sequence[int]


@dataclass(frozen=True)
class Clock:
    """The network arranged for going forward in time: the needs, by number, and for each party
    those that it supplies."""

    needs: Sequence[Timed]
    supplies: Sequence[Sequence[Timed]]

    def changed(self, new: Mapping[int, Requirement], was: Sequence[Requirement]) -> Clock:
        """The same with some needs changed, by number, from what they were."""
        if not new:
            return self
        needs, supplies = [*self.needs], [*self.supplies]
        for number, requirement in new.items():
            timed = needs[number] = _timed(number, requirement)
            for supplier in was[number].suppliers:
                supplies[supplier] = [need for need in supplies[supplier] if need.number != number]
            if timed.stops or timed.threshold > 1:
                for supplier in requirement.suppliers:
                    supplies[supplier] = sorted(
                        [*supplies[supplier], timed], key=attrgetter("number")
                    )
        return Clock(needs, supplies)

    def without(self, number: int, suppliers: Iterable[int]) -> Clock:
        """The same without a need, whose suppliers these are."""
        supplies = [*self.supplies]
        for supplier in suppliers:
            supplies[supplier] = [need for need in supplies[supplier] if need.number != number]
        return Clock(self.needs, supplies)


def clock(network: Network, among: Collection[int] | None = None) -> Clock:
    """Arrange a network for `search`; needs that stop nobody are kept where they have a
    fallback, to be watched. `among`: the needs that are looked at, by number, if not all."""
    supplies: list[list[Timed]] = [[] for _ in network.ids]
    needs = []
    for number, requirement in enumerate(network.requirements):
        timed = _timed(number, requirement)
        needs.append(timed)
        if (timed.stops or timed.threshold > 1) and (among is None or number in among):
            for supplier in requirement.suppliers:
                supplies[supplier].append(timed)
    return Clock(needs, supplies)


def _timed(number: int, requirement: Requirement) -> Timed:
    """A need in time."""
    need, _, _, threshold, essential, _ = requirement
    return Timed(number, threshold, need.buffer or 0, requirement.stops if essential else ())


@dataclass
class Timeline:
    """How an absence went: the times at which parties stopped and needs went unmet, each
    party's cause (the need that stopped it and the supplier that made it unmet), the steps."""

    stopped: dict[int, float]
    unmet: dict[int, float]
    cause: dict[int, tuple[int, int]]
    steps: int


def search(clock: Clock, gone: Collection[int], end: float = inf) -> Timeline:
    """Follow an absence from which nobody comes back, in order of time, then party; no further than
    what stops before an end."""
    return _search(clock.supplies, dict.fromkeys(gone, 0), end)


def _search(
    supplies: Sequence[Sequence[Timed]] | Mapping[int, Sequence[Timed]],
    begin: Mapping[int, float],
    end: float,
) -> Timeline:
    """The same from parties that stop at times of their own, whatever else stops them later."""
    best = dict(begin)
    stopped: dict[int, float] = {}
    unmet: dict[int, float] = {}
    cause: dict[int, tuple[int, int]] = {}
    lost: dict[int, int] = {}
    # Many stop at the same time, and numbers are compared faster than pairs of them: so there is
    # a heap of the times, and for each time one of the parties.
    stopping: dict[float, list[int]] = {}
    for party, time in begin.items():
        stopping.setdefault(time, []).append(party)
    times = [*stopping]
    heapify(times)
    steps = 0
    while times and times[0] < end:
        time = heappop(times)
        now = stopping[time]
        heapify(now)
        while now:
            party = heappop(now)
            if party in stopped:
                continue
            stopped[party] = time
            supplied = supplies[party]
            steps += len(supplied) + 1
            for number, threshold, buffer, customers in supplied:
                if number in unmet:
                    continue
                if threshold > 1:
                    left = lost.get(number, threshold) - 1
                    lost[number] = left
                    if left:
                        continue
                unmet[number] = time
                reached = time + buffer
                steps += len(customers)
                for customer in customers:
                    if reached < best.get(customer, inf):
                        best[customer] = reached
                        cause[customer] = (number, party)
                        if reached == time:
                            heappush(now, customer)
                        elif reached in stopping:
                            stopping[reached].append(customer)
                        else:
                            stopping[reached] = [customer]
                            heappush(times, reached)
    return Timeline(stopped, unmet, cause, steps)


class Touched(NamedTuple):
    """What one need may have a part in, of an absence that was followed: the needs that may go
    unmet later without it, or not at all, itself first; and the parties that may stop later. What
    comes to the others comes by chains without any of these."""

    needs: Sequence[int]
    parties: Collection[int]


def touched_by(clock: Clock, timeline: Timeline, number: int) -> Touched:
    """What a need may have a part in; nothing, where it does not go unmet."""
    stopped, unmet, cause = timeline.stopped, timeline.unmet, timeline.cause
    needs = [number] if number in unmet else []
    known = {number}
    parties: set[int] = set()
    for need in needs:  # grows
        for customer in clock.needs[need].stops:
            if customer in parties or customer not in stopped:
                continue
            if customer not in cause or cause[customer][0] != need:
                continue
            parties.add(customer)
            for each in clock.supplies[customer]:
                # Where too few were left before it stopped, it made no difference.
                if each.number not in known and unmet.get(each.number, -1) >= stopped[customer]:
                    known.add(each.number)
                    needs.append(each.number)
    return Touched(needs, parties)


def leading_to(network: Network, timeline: Timeline, parties: Iterable[int]) -> set[int]:
    """The needs that may have a part in what comes to any of these parties: those of which
    `touched_by` finds a need that stops one of them. Looked for backwards, once for all needs."""
    stopped, unmet, cause = timeline.stopped, timeline.unmet, timeline.cause
    waiting = [
        number
        for party in set(parties)
        for number in network.essential_of[party]
        if number in unmet
    ]
    found = set(waiting)
    for need in waiting:  # grows
        since = unmet[need]
        for supplier in network.requirements[need].suppliers:
            if supplier in cause and stopped.get(supplier, inf) <= since:
                number = cause[supplier][0]
                if number not in found:
                    found.add(number)
                    waiting.append(number)
    return found


def search_without(
    network: Network, clock: Clock, timeline: Timeline, touched: Touched, end: float = inf
) -> Timeline:
    """Follow an absence again without a need, as far as that has a part in it: the touched needs
    and parties are as they are then, and all others are as they were."""
    looked_at = {need for party in touched.parties for need in network.essential_of[party]}
    looked_at.update(touched.needs)
    looked_at.difference_update(touched.needs[:1])
    supplies: dict[int, list[Timed]] = defaultdict(list)
    begin: dict[int, float] = {}
    steps = 0
    for need in looked_at:
        suppliers = network.requirements[need].suppliers
        steps += len(suppliers)
        for supplier in suppliers:
            supplies[supplier].append(clock.needs[need])
            if supplier in timeline.stopped and supplier not in touched.parties:
                begin[supplier] = timeline.stopped[supplier]
    found = _search(supplies, begin, end)
    return Timeline(found.stopped, found.unmet, found.cause, steps + found.steps)


def chain(timeline: Timeline, party: int) -> list[int]:
    """How the absence reached a party: the suppliers one by one, the party last."""
    links = [party]
    while links[-1] in timeline.cause:
        links.append(timeline.cause[links[-1]][1])
    return links[::-1]


# Returns

#: From a time on, until before another.
Interval = tuple[float, float]


def absences(
    network: Network, gone: Iterable[int], duration: float | None = None
) -> dict[int, float]:
    """When each party is back that is gone with these: everyone inside them is gone too. That is
    the latest return among those it is, or is inside of; without end where one is not known.

    A party is back at its `restore`; `duration` says a time for all instead.
    """
    back: dict[int, float] = {}
    for party in gone:
        until = network.restore[party] if duration is None else duration
        for member in network.within(party):
            back[member] = max(until, back.get(member, 0))
    return back


@dataclass(frozen=True)
class History:
    """How an absence went, returns counted: the intervals in which each party does not run, and
    those in which each need is unmet, in order; both without those that have none."""

    down: Mapping[int, Sequence[Interval]] = field(default_factory=dict)
    unmet: Mapping[int, Sequence[Interval]] = field(default_factory=dict)


def until(timeline: Timeline, end: float) -> History:
    """The history of an absence from which all come back at once: what has stopped by then runs
    again at that moment, and what would stop then, or later, does not."""
    down, unmet = (
        {number: [(time, end)] for number, time in times.items() if time < end}
        for times in (timeline.stopped, timeline.unmet)
    )
    return History(down, unmet)


def follow(clock: Clock, back: Mapping[int, float]) -> History:
    """Follow an absence through time, with the time at which each party that is gone is back."""
    now = _State(clock, {party: end for party, end in back.items() if end > 0})
    returns = sorted({end for end in now.back.values() if end < inf})
    for time, following in zip([0, *returns], [*returns, inf], strict=True):
        now.build_organization(time)
        now.go_on(following)
    return now.history()


class _State:
    """Who does not run and what is unmet at a moment, and since when; with what is over."""

    def __init__(self, clock: Clock, back: Mapping[int, float]) -> None:
        self.clock, self.back = clock, back
        self.down: dict[int, float] = {}
        self.unmet: dict[int, float] = {}
        self.lost: dict[int, int] = {}
        self.ripening: list[tuple[float, int]] = []
        self.past_down: dict[int, list[Interval]] = {}
        self.past_unmet: dict[int, list[Interval]] = {}

    def build_organization(self, time: float) -> None:
        """The least state at a moment, from nothing: who was held down by a circle alone is not."""
        before_down, before_unmet = self.down, self.unmet
        self.down, self.unmet, self.lost, self.ripening = {}, {}, {}, []
        absent = [party for party, end in self.back.items() if end > time]
        self._stop(absent, time, before_down, before_unmet)
        heapify(self.ripening)
        _close(before_down, self.down, time, self.past_down)
        _close(before_unmet, self.unmet, time, self.past_unmet)

    def go_on(self, end: float) -> None:
        """Nobody comes back before `end`: buffers run out, one after the other."""
        while self.ripening and self.ripening[0][0] < end:
            time, number = heappop(self.ripening)
            customers = [each for each in self.clock.needs[number].stops if each not in self.down]
            self._stop(customers, time, {}, {})

    def _stop(
        self,
        parties: Iterable[int],
        time: float,
        down_since: Mapping[int, float],
        unmet_since: Mapping[int, float],
    ) -> None:
        """Stop parties, and whoever that stops at once. What was down or unmet before already goes
        on from there."""
        supplies = self.clock.supplies
        waiting = []
        for party in parties:
            if party not in self.down:
                self.down[party] = down_since.get(party, time)
                waiting.append(party)
        for party in waiting:  # grows
            for number, threshold, buffer, customers in supplies[party]:
                lost = self.lost[number] = self.lost.get(number, 0) + 1
                if lost != threshold:
                    continue
                since = self.unmet[number] = unmet_since.get(number, time)
                if since + buffer > time:
                    if customers:
                        heappush(self.ripening, (since + buffer, number))
                    continue
                for customer in customers:
                    if customer not in self.down:
                        self.down[customer] = down_since.get(customer, time)
                        waiting.append(customer)

    def history(self) -> History:
        """All that was, with what never ends."""
        _close(self.down, {}, inf, self.past_down)
        _close(self.unmet, {}, inf, self.past_unmet)
        return History(self.past_down, self.past_unmet)


def _close(
    before: Mapping[int, float],
    now: Collection[int],
    time: float,
    past: dict[int, list[Interval]],
) -> None:
    """Put by the intervals that end now."""
    for number, since in before.items():
        if number not in now and since < time:
            past.setdefault(number, []).append((since, time))


def together(parties: Iterable[Sequence[Interval]], least: int) -> list[Interval]:
    """The intervals in which at least so many of some parties do not run, given those in which
    each does not."""
    changes: dict[float, int] = {}
    for intervals in parties:
        for start, end in intervals:
            changes[start] = changes.get(start, 0) + 1
            changes[end] = changes.get(end, 0) - 1
    found: list[Interval] = []
    count = 0
    since: float | None = None
    for time in sorted(changes):
        count += changes[time]
        if count >= least:
            since = time if since is None else since
        elif since is not None:
            found.append((since, time))
            since = None
    return found
