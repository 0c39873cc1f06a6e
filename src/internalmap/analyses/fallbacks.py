"""Fallbacks and single absences: hollow ones, which an absence defeats; those that hold whatever is
gone; and those between, which fail only where their customer stops anyway."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from internalmap.kernel.scope import Scope
from internalmap.kernel.stopping import Block, at_least, bits
from internalmap.results.analyze import (
    MAX_DEFEATS,
    Defeat,
    FailsAnyway,
    HollowFallback,
    NeedRef,
)


@dataclass
class Defeats:
    """For each written need with a fallback, by its number: the absences that defeat it, and the
    candidates whose absence leaves it unmet, be it that its customer stops anyway. Filled block by
    block.
    """

    by: dict[int, list[int]] = field(default_factory=dict)
    fails: dict[int, list[int]] = field(default_factory=dict)

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
            there = 0
            for customer in requirement.customers:
                there |= unmet & ~block.gone[customer]
            if there:
                defeated = self._not_anyway(scope, block, number, there)
                for found, lanes in ((self.fails, there), (self.by, defeated)):
                    if lanes:
                        new = [block.first + lane for lane in bits(lanes)]
                        found.setdefault(number, []).extend(new)

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


def smallest(scope: Scope, absences: Sequence[int]) -> list[int]:
    """The absences that hold no other of these: a unit goes where somebody inside it is there."""
    over: set[int] = set()
    for party in absences:
        unit = scope.network.unit[party]
        while unit >= 0 and unit not in over:
            over.add(unit)
            unit = scope.network.unit[unit]
    return [party for party in absences if party not in over]


def hollow_fallbacks(
    scope: Scope, defeats: Defeats, unmet: Mapping[tuple[int, int], float]
) -> tuple[HollowFallback, ...]:
    """The needs whose fallback one absence defeats, each with such absences, the soonest first,
    then by id; those left out that hold a smaller one. `unmet` has the time until a need goes
    unmet, by (absence, need)."""
    network = scope.network
    found = []
    for number in sorted(defeats.by):
        need = network.requirements[number].need
        absences = smallest(scope, defeats.by[number])
        by = sorted(absences, key=lambda absence: (unmet.get((absence, number), 0), absence))
        found.append(
            HollowFallback(
                NeedRef.of(need),
                need.at_least,
                need.importance,
                tuple(
                    Defeat(network.ids[absence], unmet.get((absence, number)))
                    for absence in by[:MAX_DEFEATS]
                ),
                len(by),
            )
        )
    return tuple(found)


def fails_anyway(scope: Scope, defeats: Defeats) -> tuple[FailsAnyway, ...]:
    """The fallbacks that are neither hollow nor hold, each with the first absence, the smallest,
    that leaves the need unmet."""
    network = scope.network
    return tuple(
        FailsAnyway(
            NeedRef.of(network.requirements[number].need),
            network.ids[smallest(scope, absences)[0]],
        )
        for number, absences in sorted(defeats.fails.items())
        if number not in defeats.by
    )
