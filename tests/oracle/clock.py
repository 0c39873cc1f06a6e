"""The state at every moment of an absence, found by looking back at all the moments before it.

It knows only the definition of the state at time t. Two ways go through time: by equal steps, of
which every duration is a whole number; and by the moments at which anything can change. A test
holds them against each other, since only the first is beyond doubt and only the second is quick.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from oracle.model import Party, gone
from oracle.network import Duty, is_met
from oracle.quantities import NEVER

Interval = tuple[float, float]


@dataclass(frozen=True)
class Moment:
    """A time, who does not run then, and which duties are unmet, and unmet past their buffer.

    Until the next moment nothing changes.
    """

    at: float
    out: frozenset[str]
    unmet: frozenset[int]
    pressing: frozenset[int]


@dataclass(frozen=True)
class History:
    """All that an absence does: the duties it goes by, when who is back, and every moment."""

    parties: Mapping[str, Party]
    duties: Sequence[Duty]
    back: Mapping[str, float]
    moments: Sequence[Moment]


def back_times(
    parties: Mapping[str, Party], absent: Iterable[str], duration: float | None = None
) -> dict[str, float]:
    """When each of the gone is back: the latest return of those that are it or have it inside."""
    found: dict[str, float] = {}
    for key in absent:
        restore = parties[key].restore
        returns: float = NEVER if restore is None else restore
        if duration is not None:
            returns = duration
        for one in gone(parties, [key]):
            found[one] = max(found.get(one, 0), returns)
    return found


def lasted(
    before: Sequence[Moment], start: float, now: float, holds: Callable[[Moment], bool]
) -> bool:
    """Whether something held at every time from a start until now, now itself left out.

    Before 0 nobody is gone, and nothing that is looked for held.
    """
    if start >= now:
        return True
    ends = now
    for moment in reversed(before):
        if moment.at < now and ends > start:
            if not holds(moment):
                return False
            ends = moment.at
    return start >= 0


def state(
    duties: Sequence[Duty], back: Mapping[str, float], before: Sequence[Moment], at: float
) -> Moment:
    """The state at a time: the least set that the definition describes."""

    def ran_out(number: int) -> bool:
        start = at - duties[number].buffer
        return lasted(before, start, at, lambda moment: number in moment.unmet)

    without_buffer = {number for number in range(len(duties)) if ran_out(number)}
    out = {key for key, returns in back.items() if at < returns}
    while True:
        unmet = {number for number, duty in enumerate(duties) if not is_met(duty, out)}
        stopped = {duties[number].customer for number in unmet & without_buffer}
        if stopped <= out:
            return Moment(at, frozenset(out), frozenset(unmet), frozenset(unmet & without_buffer))
        out |= stopped


def by_steps(
    parties: Mapping[str, Party],
    duties: Sequence[Duty],
    back: Mapping[str, float],
    step: int,
) -> History:
    """The state at every step, until nothing can change any more."""
    moments: list[Moment] = []
    for number in range(int(horizon(parties, duties, back) // step) + 2):
        moments.append(state(duties, back, moments, number * step))
    return History(parties, duties, back, moments)


def horizon(
    parties: Mapping[str, Party], duties: Iterable[Duty], back: Mapping[str, float]
) -> float:
    """A time after which nothing changes: after the last return each party stops once at most."""
    longest = dict.fromkeys(parties, 0)
    limits = [party.limit or 0 for party in parties.values()]
    for duty in duties:
        longest[duty.customer] = max(longest[duty.customer], duty.buffer)
        limits.append(duty.limit or 0)
    returns = [at for at in back.values() if at < NEVER]
    return max(returns, default=0) + sum(longest.values()) + max(limits, default=0)


def by_changes(
    parties: Mapping[str, Party], duties: Sequence[Duty], back: Mapping[str, float]
) -> History:
    """The state at every moment at which it may change: a return, a buffer or a limit runs out."""
    moments: list[Moment] = []
    todo = [0.0, *(at for at in back.values() if at < NEVER)]
    heapq.heapify(todo)
    while todo:
        at = heapq.heappop(todo)
        if moments and moments[-1].at == at:
            continue
        now = state(duties, back, moments, at)
        last = moments[-1] if moments else Moment(-1, frozenset(), frozenset(), frozenset())
        for number in now.unmet - last.unmet:
            heapq.heappush(todo, at + duties[number].buffer)
            heapq.heappush(todo, at + (duties[number].limit or 0))
        for key in held_up(duties, now) - held_up(duties, last):
            heapq.heappush(todo, at + (parties[key].limit or 0))
        moments.append(now)
    return History(parties, duties, back, moments)


def held_up(duties: Sequence[Duty], moment: Moment) -> set[str]:
    """Whom essential needs without a limit of their own hold up."""
    return {duties[number].customer for number in moment.pressing if duties[number].limit is None}


# What a history says


def spans(history: History, holds: Callable[[Moment], bool]) -> list[Interval]:
    """The intervals, as long as can be, in which something holds; infinity is for good."""
    found: list[Interval] = []
    for number, moment in enumerate(history.moments):
        if holds(moment):
            later = history.moments[number + 1 :]
            ends = later[0].at if later else NEVER
            starts = moment.at
            if found and found[-1][1] == starts:
                starts = found.pop()[0]
            found.append((starts, ends))
    return found


def down(history: History, key: str) -> list[Interval]:
    """When a party does not run."""
    return spans(history, lambda moment: key in moment.out)


def unmet(history: History, number: int) -> list[Interval]:
    """When a duty is unmet."""
    return spans(history, lambda moment: number in moment.unmet)


def past_bearing(history: History, key: str) -> Iterator[Moment]:
    """The moments at which a party has been without for longer than it can bear."""
    duties, own = history.duties, history.parties[key].limit or 0
    with_limit = {
        number: duty.limit
        for number, duty in enumerate(duties)
        if duty.customer == key and duty.limit is not None
    }
    for place, moment in enumerate(history.moments):
        before, at = history.moments[:place], moment.at

        def has_lasted(number: int, limit: int) -> bool:
            start = at - limit  # noqa: B023 - asked in this turn of the loop
            return lasted(before, start, at, lambda then: number in then.unmet)  # noqa: B023 - same

        by_need = any(
            number in moment.unmet and has_lasted(number, limit)
            for number, limit in with_limit.items()
        )
        by_itself = key in held_up(duties, moment) and lasted(
            before, at - own, at, lambda then: key in held_up(duties, then)
        )
        if by_need or by_itself:
            yield moment


def intolerable(history: History, key: str) -> list[Interval]:
    """When a protected party is past what it can bear, as far as that lets it down.

    For one that is gone itself: from its own return on, and, where it has a limit, from then until
    its return.
    """
    returns = history.back.get(key, 0)
    found = {moment for moment in past_bearing(history, key) if moment.at >= returns}
    limit = history.parties[key].limit
    moments = spans(history, lambda moment: moment in found)
    if returns and limit is not None and limit < returns:
        return [(limit, returns), *moments]
    return moments


def first(intervals: Collection[Interval]) -> float | None:
    """When the first interval begins."""
    return min((start for start, _ in intervals), default=None)
