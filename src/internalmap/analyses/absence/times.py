"""The times of a report: the account of each absence that reaches a protected party, and when each
defeated need goes unmet."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import accumulate

from internalmap._dataclass import dataclass
from internalmap.analyses.absence.account import Account, account
from internalmap.kernel.clock import Clock, chain, clock
from internalmap.kernel.network import Network
from internalmap.kernel.party_sets import PartySet, in_bits, parties_in
from internalmap.kernel.scope import Scope
from internalmap.kernel.stopping import as_bits, bits, single_failures
from internalmap.results.analyze import MAX_DEFEATS

#: How many steps all accounts of one report may take together.
MAX_STEPS = 10_000_000
#: The first accounts keep their timelines, up to so many steps; for the others they are made anew
#: when they are asked for.
_KEPT_STEPS = 2_000_000


@dataclass(frozen=True)
class Times:
    """The times of a report.

    `accounts` and `ways`: what each absence that reaches a protected party does, and how it comes
    to the first who feels it. `soonest`: for each need that absences defeat, the first
    `MAX_DEFEATS` of these, each after the time at which the need goes unmet. All are empty, and
    `complete` is false, where they took too many steps.
    """

    network: Network
    accounts: Mapping[int, Account]
    ways: Mapping[int, tuple[str, ...]]
    soonest: Mapping[int, Sequence[tuple[float, int]]]
    complete: bool

    @cached_property
    def clock(self) -> Clock:
        """The clock for other absences, with all needs."""
        return clock(self.network)


@dataclass(frozen=True)
class Watched:
    """Needs with a fallback: for each that absences defeat these (`by`); and all that some
    candidate's absence leaves unmet."""

    by: Mapping[int, PartySet]
    unmet: Collection[int]


def times(
    scope: Scope,
    stops: Sequence[Sequence[int]],
    stopped: Sequence[int],
    watched: Watched | None = None,
    see: Sequence[Callable[[Account], None]] = (),
) -> Times:
    """The accounts of all absences that stop a protected party, or are of one with a limit, and
    the times at which defeated needs go unmet.

    `stops`: the protected parties that each party's absence stops; `stopped`: how many do not run
    then. Each of `see` is shown each account.
    """
    network = scope.network
    by = {} if watched is None else watched.by
    limited = {party for party in scope.protected if network.limits[party] is not None}
    reaching = {
        party
        for party in scope.candidates
        if stops[party] or not limited.isdisjoint(network.within(party))
    }
    followed = as_bits(reaching)
    for absences in by.values():
        followed |= in_bits(absences)
    prepared = clock(network, matters(scope, watched))
    if _too_many(scope, prepared, followed, stopped):
        return Times(network, {}, {}, {}, False)
    defeats: dict[int, list[int]] = {}
    for number, absences in by.items():
        for party in parties_in(absences):
            defeats.setdefault(party, []).append(number)
    accounts: dict[int, Account] = {}
    ways: dict[int, tuple[str, ...]] = {}
    soonest: dict[int, list[tuple[float, int]]] = {number: [] for number in by}
    steps = 0
    for party in bits(followed):
        found = account(scope, prepared, (party,))
        timeline = found.timeline
        steps += timeline.steps
        if steps > MAX_STEPS:
            return Times(network, {}, {}, {}, False)
        for number in defeats.get(party, ()):
            _keep_soonest(soonest[number], (timeline.unmet[number], party))
        if not found.reached:
            continue
        for show in see:
            show(found)
        others = [each for each in found.reached if each.party not in found.back]
        if others:
            first = min(others, key=lambda each: (each.after, each.party))
            ways[party] = scope.ids(chain(timeline, first.party))
        accounts[party] = found if steps <= _KEPT_STEPS else replace(found)
    return Times(network, accounts, ways, soonest, True)


def _keep_soonest(soonest: list[tuple[float, int]], new: tuple[float, int]) -> None:
    """Put a time, and the absence, among the first so far."""
    if len(soonest) < MAX_DEFEATS or new < soonest[-1]:
        insort(soonest, new)
        del soonest[MAX_DEFEATS:]


def matters(scope: Scope, watched: Watched | None = None) -> Collection[int]:
    """The needs over which a single absence can come to a protected party or to a watched need,
    by number: nothing else has to be looked at."""
    network = scope.network
    written = len(scope.organization.needs)
    found = set() if watched is None else set(watched.by)
    waiting = [*scope.protected]
    for number in found:
        waiting += network.requirements[number].suppliers
    seen = set(waiting)

    def look_at(suppliers: Iterable[int]) -> None:
        for supplier in suppliers:
            if supplier not in seen:
                seen.add(supplier)
                waiting.append(supplier)

    for party in waiting:  # grows
        for number in network.essential_of[party]:
            requirement = network.requirements[number]
            may_go_unmet = (
                watched is None
                or requirement.threshold < 2
                or number >= written  # staffing: nobody has looked
                or number in watched.unmet
            )
            if number not in found and may_go_unmet:
                found.add(number)
                look_at(requirement.suppliers)
    return found


def _too_many(scope: Scope, clock: Clock, followed: int, stopped: Sequence[int]) -> bool:
    """Whether it is certain, before anything is followed, that it takes too many steps: each party
    that stops takes one, and one for each need that it supplies. Counted only where it may be so,
    and where so many stop that it is so whoever they are, not even then.
    """
    each = 1 + sum(map(len, clock.supplies)) / max(1, len(scope.network))
    if each * sum(stopped[party] for party in bits(followed)) < MAX_STEPS / 2:
        return False
    # The fewest steps that so many parties can take: those who supply the fewest needs.
    fewest = sorted(1 + len(supplied) if supplied else 0 for supplied in clock.supplies)
    fewest_of = [0, *accumulate(fewest)]
    if sum(fewest_of[stopped[party]] for party in bits(followed)) > MAX_STEPS:
        return True
    steps = 0
    for block in single_failures(scope.network):
        lanes = followed >> block.first
        for party, supplied in enumerate(clock.supplies):
            if supplied:
                steps += (block.lanes[party] & lanes).bit_count() * (1 + len(supplied))
        del block  # before the next is made
        if steps > MAX_STEPS:
            return True
    return False
