"""What comes of a fallback that fails: whom an absence lets down through the need that it leaves
unmet, and would not without that need."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

from internalmap.analyses.absence.account import Account, account
from internalmap.kernel.clock import Clock, clock
from internalmap.kernel.scope import Scope

#: How many steps all accounts of one scope may take together.
MAX_STEPS = 5_000_000


class FallbackEffects:
    """The protected parties that absences let down through a need: those let down, and not by the
    same absence in a model without that need."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._clock = clock(scope.network)
        self._accounts: dict[int, Account] = {}
        #: How many steps were taken so far.
        self.steps = 0

    def let_down(self, need: int, absence: int) -> Mapping[str, float | None] | None:
        """Who is let down through a need, by its number, with when each is first past what it can
        bear, if that is known; `None` where the accounts took too many steps."""
        if self.steps > MAX_STEPS:
            return None
        whole = self._accounts.get(absence)
        if whole is None:
            whole = self._account(self._clock, absence)
            self._accounts[absence] = whole
        let_down = {each.party for each in whole.reached if each.let_down}
        if not let_down or (
            whole.returns is not None and let_down.isdisjoint(self._through(whole, need))
        ):
            return {}
        suppliers = self._scope.network.requirements[need].suppliers
        bare = self._account(self._clock.without(need, suppliers), absence)
        anyway = {each.party for each in bare.reached if each.let_down}
        ids = self._scope.network.ids
        return {
            ids[each.party]: None if each.needed == inf else each.needed
            for each in whole.reached
            if each.let_down and each.party not in anyway
        }

    def _through(self, whole: Account, need: int) -> set[int]:
        """The parties that an absence, from which all return at once, may reach later, or not,
        without a need: each with a need that is this one, or to whose being unmet a party
        contributes that this one may have stopped. What comes to the others comes by chains of
        which none is touched."""
        timeline = whole.timeline
        stopped, unmet, cause = timeline.stopped, timeline.unmet, timeline.cause
        if need not in unmet:
            return set()
        found: set[int] = set()
        waiting: list[int] = []
        seen: set[int] = set()

        def take(number: int) -> None:
            for customer in self._clock.needs[number].stops:
                found.add(customer)
                if customer in cause and cause[customer][0] == number and customer not in seen:
                    seen.add(customer)
                    waiting.append(customer)

        take(need)
        for party in waiting:  # grows
            for timed in self._clock.supplies[party]:
                number = timed.number
                if number in unmet and number != need and stopped[party] <= unmet[number]:
                    take(number)
        return found

    def _account(self, prepared: Clock, absence: int) -> Account:
        found = account(self._scope, prepared, (absence,))
        self.steps += found.timeline.steps
        return found
