"""Which needs that say too little decide the verdict: the questions to answer first."""

from __future__ import annotations

from collections import Counter
from dataclasses import field

from internalmap._dataclass import dataclass
from internalmap.analyses.absence.account import Account
from internalmap.kernel.scope import Scope
from internalmap.results.analyze import MAX_ASSUMED, AssumedNeed, AssumedNeeds, NeedRef


@dataclass
class AssumedWays:
    """How many ways lead over each need, of pairs of a candidate and a protected party, not gone
    itself, that its absence lets down; and how many `pairs` there are. Filled account by account.

    The way of a pair is that along which the party first stops, were nobody to come back. It leads
    over a need at most once: a need goes unmet by one supplier, at one moment.
    """

    pairs: int = 0
    over: Counter[int] = field(default_factory=Counter)

    def take(self, account: Account) -> None:
        """Take in an absence.

        Each party hands on to what stopped it how many ways come through it, the last to stop
        first.
        """
        cause = account.timeline.cause
        ways = {each.party: 1 for each in account.reached if each.let_down and each.party in cause}
        self.pairs += len(ways)
        if not ways:
            return
        for party in reversed(account.timeline.stopped):
            if party in ways and party in cause:
                need, supplier = cause[party]
                self.over[need] += ways[party]
                ways[supplier] = ways.get(supplier, 0) + ways[party]


def assumed_needs(scope: Scope, ways: AssumedWays) -> AssumedNeeds:
    """The written needs without an importance or without a buffer over which most ways lead.

    Order: more pairs first, then that of the needs.
    """
    requirements = scope.network.requirements
    written = len(scope.organization.needs)
    over = ways.over
    decide = [
        number
        for number in over
        if number < written
        and not (
            requirements[number].need.importance_given
            and requirements[number].need.buffer is not None
        )
    ]
    decide.sort(key=lambda number: (-over[number], number))
    rows = tuple(
        AssumedNeed(NeedRef.of(need), not need.importance_given, need.buffer is None, over[number])
        for number in decide[:MAX_ASSUMED]
        for need in (requirements[number].need,)
    )
    return AssumedNeeds(ways.pairs, len(decide), rows)
