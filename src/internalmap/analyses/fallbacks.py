"""Hollow fallbacks: they exist on paper, and one absence defeats them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from internalmap.kernel.scope import Scope
from internalmap.kernel.stopping import Block, at_least, bits
from internalmap.results.analyze import Defeat, HollowFallback, NeedRef


@dataclass
class Defeats:
    """For each written need with a fallback, by its number, the parties whose absence defeats it.
    Filled block by block."""

    by: dict[int, list[int]] = field(default_factory=dict)

    def take(self, scope: Scope, block: Block) -> None:
        """Take in a block of single failures.

        Absence q defeats a need where Stop leaves it fewer suppliers than it takes, where its
        customer is not gone itself, and where the customer has no other essential need that the
        absence alone, before anything spreads, leaves unmet: it would be let down anyway.
        """
        network = scope.network
        numbers = range(block.first, block.first + block.width)
        candidates = 0
        for party in scope.candidates:
            if party in numbers:
                candidates |= 1 << (party - block.first)
        if not candidates:
            return
        absences = list(numbers)  # each number once, however many needs it defeats
        for number, requirement in enumerate(network.requirements[: len(scope.organization.needs)]):
            if requirement.threshold < 2:  # it takes all of its suppliers
                continue
            unmet = candidates & at_least(block.lanes, requirement.suppliers, requirement.threshold)
            if unmet:
                defeated = self._not_anyway(scope, block, number, unmet)
                if defeated:
                    found = self.by.setdefault(number, [])
                    found += [absences[lane] for lane in bits(defeated)]

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


def hollow_fallbacks(
    scope: Scope,
    defeats: Defeats,
    after: Mapping[tuple[int, int], float],
    otherwise: float | None,
) -> tuple[HollowFallback, ...]:
    """The needs whose fallback one absence defeats, each with all such absences, soonest first,
    then by id. `after` has the time until a need goes unmet, by (absence, need); `otherwise` is the
    time of those that it has not."""
    network = scope.network
    rows: dict[tuple[int, float | None], Defeat] = {}

    def defeat(q: int, number: int) -> Defeat:
        key = (q, after.get((q, number), otherwise))
        if key not in rows:
            rows[key] = Defeat(network.ids[q], key[1])
        return rows[key]

    found = []
    for number in sorted(defeats.by):
        need = network.requirements[number].need
        by = [defeat(q, number) for q in defeats.by[number]]
        by.sort(key=lambda defeat: defeat.after or 0)  # they are in the order of ids already
        found.append(
            HollowFallback(
                NeedRef.of(need),
                need.at_least,
                need.importance,
                tuple(by),
            )
        )
    return tuple(found)
