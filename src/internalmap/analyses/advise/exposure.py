"""Whom each absence lets down, and which needs that hangs on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

from internalmap.analyses.absence.account import Account, account
from internalmap.kernel.clock import Clock, Timeline
from internalmap.kernel.network import Network
from internalmap.kernel.scope import Scope

#: How many steps may be taken for one advice: parties and needs followed through time.
MAX_STEPS = 20_000_000


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
    """A protected party that an absence lets down: when it is past what it can bear (without end
    for one that is gone itself), and `proof`, the needs from which that follows. While each of
    them goes unmet when it does, and none waits longer, the party is let down."""

    protected: int
    needed: float
    proof: frozenset[int]


class Worth(NamedTuple):
    """How many pairs: those needed within `soon`, those within the last band, and all."""

    soon: int = 0
    bands: int = 0
    all: int = 0


@dataclass(frozen=True)
class Exposed:
    """An absence that lets somebody down. `needed` is when the first of the protected parties is
    past what it can bear: back by then, it lets nobody down."""

    party: int
    restore: float
    needed: float
    pairs: tuple[Pair, ...]


def exposed(scope: Scope, clock: Clock, party: int, budget: Budget) -> Exposed | None:
    """Whom a party's absence lets down; `None` where it is nobody."""
    found = account(scope, clock, (party,))
    budget.take(found.timeline.steps + 1)
    return exposed_by(scope, party, found, budget)


def exposed_by(scope: Scope, party: int, found: Account, budget: Budget) -> Exposed | None:
    """Whom a party's absence lets down, by its account."""
    if found.covered:
        return None
    pairs = tuple(_pairs(scope.network, found))
    budget.take(sum(len(pair.proof) for pair in pairs))
    return Exposed(party, scope.network.restore[party], found.needed, pairs)


def worth(scope: Scope, pairs: Iterable[Pair]) -> Worth:
    """How many pairs these are, by how soon they are needed."""
    soon, last = scope.organization.soon, scope.organization.bands[-1]
    times = [pair.needed for pair in pairs]
    return Worth(
        sum(time <= soon for time in times), sum(time <= last for time in times), len(times)
    )


def _pairs(network: Network, found: Account) -> Iterable[Pair]:
    proofs = _Proofs(network, found.timeline)
    for each in found.reached:
        if not each.let_down:
            continue
        if each.party in found.back:
            yield Pair(each.party, each.needed, frozenset())
        else:
            yield Pair(each.party, each.needed, proofs.of(each.party))


class _Proofs:
    """From which needs it follows that parties are past what they can bear."""

    def __init__(self, network: Network, timeline: Timeline) -> None:
        self.network, self.timeline = network, timeline
        self.order: Mapping[int, int] = {
            party: place for place, party in enumerate(timeline.stopped)
        }

    def of(self, party: int) -> frozenset[int]:
        """The needs that prove it for a party that is not gone: the one by which it is first past
        what it can bear, those that stopped the suppliers who make this one unmet, and so on."""
        waiting = [self._first(party)]
        seen = set(waiting)
        for number in waiting:  # grows
            for supplier in self._stopped(number):
                cause = self.timeline.cause.get(supplier)
                if cause is not None and cause[0] not in seen:
                    seen.add(cause[0])
                    waiting.append(cause[0])
        return frozenset(seen)

    def _first(self, party: int) -> int:
        limit = self.network.limits[party] or 0
        best, first = inf, -1
        for number in self.network.essential_of[party]:
            since = self.timeline.unmet.get(number)
            if since is None:
                continue
            need = self.network.requirements[number].need
            time = since + ((need.buffer or 0) + limit if need.limit is None else need.limit)
            if time < best:
                best, first = time, number
        return first

    def _stopped(self, number: int) -> Sequence[int]:
        """The suppliers by whose stop a need goes unmet, in the order in which they stop."""
        requirement = self.network.requirements[number]
        stopped = [each for each in set(requirement.suppliers) if each in self.order]
        return sorted(stopped, key=self.order.__getitem__)[: requirement.threshold]
