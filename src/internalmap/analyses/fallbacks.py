"""Fallbacks and single absences: hollow ones, which an absence defeats; those that hold whatever is
gone; and those between, which fail only where their customer stops anyway."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from itertools import islice

from internalmap._dataclass import dataclass
from internalmap.kernel.party_sets import (
    PartySet,
    PartySets,
    count_of,
    in_bits,
    parties_in,
    with_lanes,
)
from internalmap.kernel.scope import Scope
from internalmap.kernel.stopping import Block, as_bits, at_least, bits
from internalmap.results.analyze import (
    MAX_DEFEATS,
    Defeat,
    FailsAnyway,
    HollowFallback,
    NeedRef,
)


@dataclass
class Defeats:
    """For each written need with a fallback, by its number: the absences that defeat it (`by`); of
    those needs that none defeats, the candidates whose absence leaves
    it unmet, since its customer stops anyway (`anyway`). `unmet`: all that some candidate's absence
    leaves unmet. Filled block by block.
    """

    by: PartySets = field(default_factory=PartySets)
    anyway: PartySets = field(default_factory=PartySets)
    unmet: set[int] = field(default_factory=set)

    def take(self, scope: Scope, block: Block) -> None:
        """Take in a block of single failures.

        Absence q defeats a need where Stop leaves it fewer suppliers than it takes, where its
        customer is not gone itself, and where the customer has no other essential need that the
        absence alone, before anything spreads, leaves unmet: it would be let down anyway.
        """
        network = scope.network
        candidates = block.lanes_of(scope.candidates)
        if not candidates:
            return
        for number, requirement in enumerate(network.requirements[: len(scope.organization.needs)]):
            if requirement.threshold < 2:  # it takes all of its suppliers
                continue
            unmet = candidates & at_least(block.lanes, requirement.suppliers, requirement.threshold)
            if not unmet:
                continue
            self.unmet.add(number)
            there = 0
            for customer in requirement.customers:
                there |= unmet & ~block.gone[customer]
            if not there:
                continue
            defeated = self._not_anyway(scope, block, number, there)
            if defeated:
                self.by.add(number, block.first, defeated)
                self.anyway.discard(number)
            elif number not in self.by:
                self.anyway.add(number, block.first, there)

    @staticmethod
    def _not_anyway(scope: Scope, block: Block, number: int, unmet: int) -> int:
        """Of the lanes in which a need is unmet, those in which some customer of it is neither gone
        nor let down by another need at once."""
        network = scope.network
        defeated = 0
        for customer in network.requirements[number].customers:
            left = unmet & ~block.gone[customer] & ~defeated
            for other in network.essential_of[customer]:
                if not left:
                    break
                if other != number:
                    rival = network.requirements[other]
                    left &= ~at_least(block.gone, rival.suppliers, rival.threshold)
            defeated |= left
        return defeated


class Smallest:
    """Of absences, those that hold no other of them: a unit goes where somebody inside is there."""

    def __init__(self, scope: Scope) -> None:
        self._network = scope.network
        self._inside: dict[int, int] = {}

    def __call__(self, absences: PartySet) -> PartySet:
        """The smallest of some absences."""
        if not self._units:
            return absences
        whole = in_bits(absences)
        found = whole
        for unit in bits(whole & self._units):
            if unit not in self._inside:
                self._inside[unit] = as_bits(self._network.within(unit)[1:])
            if whole & self._inside[unit]:
                found ^= 1 << unit
        return absences if found == whole else with_lanes((), 0, found)

    @cached_property
    def _units(self) -> int:
        return as_bits(each for each, size in enumerate(self._network.sizes) if size > 1)


class SmallestDefeats(Mapping[int, PartySet]):
    """For each hollow fallback, by the number of its need, the absences that defeat it, the
    smallest of them: put together for whoever asks, as all at once can take very much room."""

    def __init__(self, scope: Scope, defeats: Defeats) -> None:
        self._by = defeats.by
        self._smallest = Smallest(scope)

    def __getitem__(self, number: int) -> PartySet:
        return self._smallest(self._by[number])

    def __iter__(self) -> Iterator[int]:
        return iter(self._by)

    def __len__(self) -> int:
        return len(self._by)


def hollow_fallbacks(
    scope: Scope, by: Mapping[int, PartySet], soonest: Mapping[int, Sequence[tuple[float, int]]]
) -> tuple[HollowFallback, ...]:
    """The needs whose fallback one absence defeats, each with the first such absences.

    `by`: the absences that defeat each need, the smallest of them; `soonest`: the first of these,
    each after the time until the need goes unmet, where times are known; else they go by id.
    """
    network = scope.network
    found = []
    for number in sorted(by):
        need, absences = network.requirements[number].need, by[number]
        first: Iterable[tuple[float | None, int]] = soonest.get(number) or (
            (None, absence) for absence in islice(parties_in(absences), MAX_DEFEATS)
        )
        found.append(
            HollowFallback(
                NeedRef.of(need),
                need.at_least,
                need.importance,
                tuple(Defeat(network.ids[absence], after) for after, absence in first),
                count_of(absences),
            )
        )
    return tuple(found)


def fails_anyway(scope: Scope, defeats: Defeats) -> tuple[FailsAnyway, ...]:
    """The fallbacks that are neither hollow nor hold, each with the first absence, the smallest,
    that leaves the need unmet."""
    network = scope.network
    smallest = Smallest(scope)
    return tuple(
        FailsAnyway(
            NeedRef.of(network.requirements[number].need),
            network.ids[next(parties_in(smallest(defeats.anyway[number])))],
        )
        for number in sorted(defeats.anyway)
    )
