"""Whom each absence lets down, and which needs that hangs on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from heapq import heappop, heappush
from math import inf
from typing import NamedTuple

from internalmap._dataclass import dataclass
from internalmap.analyses.absence.account import Account, account
from internalmap.kernel.clock import Clock, Timeline
from internalmap.kernel.network import Network
from internalmap.kernel.scope import Scope

#: How many steps may be taken for one advice: parties and needs followed through time.
MAX_STEPS = 8_000_000


class TooManySteps(Exception):
    """The advice takes more steps than are allowed."""


class Budget:
    """Counts the steps that are taken, up to a bound."""

    def __init__(self, steps: int = MAX_STEPS) -> None:
        self.left = steps

    def take(self, steps: int) -> None:
        """Count; raises `TooManySteps` where there is nothing left to count with."""
        self.left -= steps
        if self.left < 0:
            raise TooManySteps


class Pair(NamedTuple):
    """A protected party that an absence lets down, and when it is past what it can bear, without
    end for one that is gone itself."""

    protected: int
    needed: float


class Worth(NamedTuple):
    """How many pairs: those needed within `soon`, those within the last band, and all."""

    soon: int = 0
    bands: int = 0
    all: int = 0


@dataclass(frozen=True)
class Exposed:
    """An absence that lets somebody down. `needed` is when the first of the protected parties is
    past what it can bear: back by then, it lets nobody down.

    `proofs`: from which needs it follows whom it lets down. For each need, the pairs that it
    proves, by place, as bits: while each need of a pair's proof goes unmet when it does, and none
    waits longer, that party is let down. `unmet`: when each of these needs goes unmet. Both are
    empty where they were not asked for.
    """

    party: int
    restore: float
    needed: float
    pairs: tuple[Pair, ...]
    proofs: Mapping[int, int]
    unmet: Mapping[int, float]


def exposed(
    scope: Scope, clock: Clock, party: int, budget: Budget, *, proven: bool = True
) -> Exposed | None:
    """Whom a party's absence lets down; `None` where it is nobody."""
    found = account(scope, clock, (party,))
    budget.take(found.timeline.steps + 1)
    return exposed_by(scope, party, found, budget, proven=proven)


def exposed_by(
    scope: Scope, party: int, found: Account, budget: Budget, *, proven: bool = True
) -> Exposed | None:
    """Whom a party's absence lets down, by its account."""
    if found.covered:
        return None
    pairs = tuple(Pair(each.party, each.needed) for each in found.reached if each.let_down)
    proofs: Mapping[int, int] = {}
    if proven:
        proofs = _proofs(scope.network, found, pairs)
        budget.take(len(proofs) + len(pairs))
    return Exposed(
        party,
        scope.network.restore[party],
        found.needed,
        pairs,
        proofs,
        {number: found.timeline.unmet[number] for number in proofs},
    )


@dataclass
class Exposures:
    """The absences to advise on that let somebody down, with the needs that this hangs on, taken in
    while the accounts of all absences are at hand. `complete` is false, and nothing is `found`,
    where they took more steps than the budget has.

    A unit that no need lists is no absence to advise on: nobody stands in for it, and those inside
    it are looked at one by one. `holding`: needs that no candidate's absence leaves unmet, by
    number; none of the steps makes it so.
    """

    scope: Scope
    budget: Budget
    holding: Collection[int] = ()
    found: dict[int, Exposed] = field(default_factory=dict)
    complete: bool = True

    @cached_property
    def _unlisted(self) -> frozenset[int]:
        return unlisted_units(self.scope)

    def take(self, account: Account) -> None:
        """Take in the absence of one party."""
        (party,) = account.gone
        if not self.complete or party in self._unlisted:
            return
        try:
            exposed = exposed_by(self.scope, party, account, self.budget)
        except TooManySteps:
            self.complete = False
            self.found.clear()
        else:
            if exposed is not None:
                self.found[party] = exposed


def unlisted_units(scope: Scope) -> frozenset[int]:
    """The units that no written need lists as a supplier."""
    organization, index = scope.organization, scope.network.index
    units = set(organization.members)
    for need in organization.needs:
        units.difference_update(need.suppliers)
    return frozenset(index[unit] for unit in units)


def worth(scope: Scope, pairs: Iterable[Pair]) -> Worth:
    """How many pairs these are, by how soon they are needed."""
    soon, last = scope.organization.soon, scope.organization.bands[-1]
    times = [pair.needed for pair in pairs]
    return Worth(
        sum(time <= soon for time in times), sum(time <= last for time in times), len(times)
    )


def _proofs(network: Network, found: Account, pairs: Sequence[Pair]) -> Mapping[int, int]:
    """For each need the pairs that it proves: the need by which a party is first past what it can
    bear, those that stopped the suppliers who make this one unmet, and so on."""
    timeline = found.timeline
    order = {party: place for place, party in enumerate(timeline.stopped)}
    proves: dict[int, int] = {}
    lost: dict[int, Sequence[int]] = {}
    heap: list[tuple[int, int]] = []

    def add(number: int, mask: int) -> None:
        if number not in proves:
            lost[number] = _lost(network, number, order)
            heappush(heap, (-order[lost[number][-1]], number))
        proves[number] = proves.get(number, 0) | mask

    for place, pair in enumerate(pairs):
        if pair.protected not in found.back:
            add(_first(network, timeline, pair.protected), 1 << place)
    while heap:  # what comes later in time first: a need is complete when it is taken
        number = heappop(heap)[1]
        for supplier in lost[number]:
            cause = timeline.cause.get(supplier)
            if cause is not None:
                add(cause[0], proves[number])
    return proves


def _first(network: Network, timeline: Timeline, party: int) -> int:
    """The need by which a party is first past what it can bear."""
    limit = network.limits[party] or 0
    best, first = inf, -1
    for number in network.essential_of[party]:
        since = timeline.unmet.get(number)
        if since is None:
            continue
        need = network.requirements[number].need
        time = since + ((need.buffer or 0) + limit if need.limit is None else need.limit)
        if time < best:
            best, first = time, number
    return first


def _lost(network: Network, number: int, order: Mapping[int, int]) -> Sequence[int]:
    """The suppliers by whose stop a need goes unmet, in the order in which they stop."""
    requirement = network.requirements[number]
    if len(requirement.suppliers) == 1:
        return requirement.suppliers
    stopped = [each for each in set(requirement.suppliers) if each in order]
    return sorted(stopped, key=order.__getitem__)[: requirement.threshold]
