"""Hollow fallbacks: they exist on paper, and one absence defeats them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from internalmap.results import Defeat, HollowFallback, NeedRef
from internalmap.scope import Scope
from internalmap.stopping import Block, at_least, bits


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
        candidates = 0
        for party in scope.candidates:
            if block.first <= party < block.first + block.width:
                candidates |= 1 << (party - block.first)
        if not candidates:
            return
        for number, requirement in enumerate(network.requirements):
            if requirement.threshold < 2 and requirement.need.at_least == len(
                requirement.suppliers
            ):
                continue
            if requirement.need.staffing or number >= len(scope.organization.needs):
                continue
            unmet = at_least(block.lanes, requirement.suppliers, requirement.threshold)
            unmet &= candidates
            if not unmet:
                continue
            defeated = 0
            for customer in requirement.customers:
                left = unmet & ~block.gone[customer] & ~defeated
                for other in network.essential_of[customer]:
                    if not left:
                        break
                    if other != number:
                        rival = network.requirements[other]
                        left &= ~at_least(block.gone, rival.suppliers, rival.threshold)
                defeated |= left
            if defeated:
                found = self.by.setdefault(number, [])
                found += [block.first + lane for lane in bits(defeated)]


def hollow_fallbacks(
    scope: Scope, defeats: Defeats, after: Mapping[tuple[int, int], float | None]
) -> tuple[HollowFallback, ...]:
    """The needs whose fallback one absence defeats, each with all such absences, soonest first,
    then by id. `after` has the time until a need goes unmet, by (absence, need)."""
    network = scope.network
    found = []
    for number in sorted(defeats.by):
        need = network.requirements[number].need
        by = [Defeat(network.ids[q], after.get((q, number))) for q in defeats.by[number]]
        by.sort(key=lambda defeat: (defeat.after or 0.0, defeat.party))
        found.append(
            HollowFallback(
                NeedRef(need.customer, need.service, need.suppliers),
                need.at_least,
                need.importance,
                tuple(by),
            )
        )
    return tuple(found)
