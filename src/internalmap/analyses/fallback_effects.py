"""What comes of a fallback that fails: whom an absence lets down through the need that it leaves
unmet, and would not without that need."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Collection, Mapping
from functools import cached_property
from math import inf

from internalmap._dataclass import dataclass
from internalmap.analyses.absence.account import account
from internalmap.analyses.absence.times import matters
from internalmap.kernel.clock import (
    Clock,
    Timeline,
    absences,
    clock,
    leading_to,
    search,
    search_without,
    touched_by,
)
from internalmap.kernel.scope import Scope
from internalmap.kernel.tolerance import needed

#: How many steps all absences that are followed for one scope may take together.
MAX_STEPS = 5_000_000


@dataclass(frozen=True)
class _Followed:
    """An absence: the protected parties that it lets down, with when each is first past what it can
    bear. Where all who are gone return at once, `end` is when, and `timeline` what comes before
    it."""

    let_down: Mapping[int, float]
    end: float = inf
    timeline: Timeline | None = None


class FallbackEffects:
    """The protected parties that absences let down through a need: those let down, and not by the
    same absence in a model without that need."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._followed: dict[int, _Followed] = {}
        #: For each absence, the needs that may have a part in whom it lets down.
        self._leading: dict[int, Collection[int]] = {}
        #: How many steps were taken so far.
        self.steps = 0

    def let_down(self, need: int, absence: int) -> Mapping[str, float | None] | None:
        """Who is let down through a need, by its number, with when each is first past what it can
        bear, if that is known; `None` where it takes too many steps to tell."""
        if need not in self._matter:
            return {}
        whole = self._followed.get(absence)
        if whole is None:
            if self.steps > MAX_STEPS:
                return None
            whole = self._followed[absence] = self._follow(absence)
        if not whole.let_down:
            return {}
        if self.steps > MAX_STEPS:
            return None
        anyway = self._anyway(whole, need, absence)
        ids = self._scope.network.ids
        return {
            ids[party]: None if due == inf else due
            for party, due in whole.let_down.items()
            if party not in anyway
        }

    @cached_property
    def _matter(self) -> frozenset[int]:
        return frozenset(matters(self._scope))

    @cached_property
    def _clock(self) -> Clock:
        return clock(self._scope.network, self._matter)

    def _follow(self, absence: int) -> _Followed:
        network = self._scope.network
        back = absences(network, (absence,))
        ends = set(back.values())
        if len(ends) > 1:
            return _Followed(self._in_full(self._clock, absence))
        end = ends.pop()
        timeline = search(self._clock, back, end)
        self.steps += timeline.steps
        found = {}
        for party in self._reached(timeline).union(self._scope.protected_set.intersection(back)):
            own = network.limits[party]
            due = needed(network, party, timeline.unmet)
            if party in back:  # it bears its own absence
                due = inf if own is None else own
            if due < end:
                found[party] = due
        let_down = dict(sorted(found.items()))
        return _Followed(let_down, end, timeline if let_down else None)

    def _reached(self, timeline: Timeline) -> set[int]:
        """The protected parties with a need that goes unmet."""
        protected = self._scope.protected_set
        return {
            party
            for number in timeline.unmet
            for party in self._clock.needs[number].stops
            if party in protected
        }

    def _anyway(self, whole: _Followed, need: int, absence: int) -> set[int]:
        """Of those whom an absence lets down, who is let down without a need too."""
        network, timeline = self._scope.network, whole.timeline
        if timeline is None:
            suppliers = network.requirements[need].suppliers
            return {*self._in_full(self._clock.without(need, suppliers), absence)}
        leading = self._leading.get(absence)
        if leading is None:
            # Whoever is gone bears its own absence.
            others = whole.let_down.keys() - network.within(absence)
            leading = self._leading[absence] = leading_to(network, timeline, others)
        if need not in leading:
            return {*whole.let_down}
        touched = touched_by(self._clock, timeline, need)
        reached = {party for number in touched.needs for party in self._clock.needs[number].stops}
        doubtful = reached.intersection(whole.let_down).difference(network.within(absence))
        found = set(whole.let_down).difference(doubtful)
        bare = search_without(network, self._clock, timeline, touched, whole.end)
        self.steps += bare.steps
        later = {number: bare.unmet.get(number, inf) for number in touched.needs}
        unmet = ChainMap(later, timeline.unmet)
        found.update(party for party in doubtful if needed(network, party, unmet) < whole.end)
        return found

    def _in_full(self, prepared: Clock, absence: int) -> dict[int, float]:
        """Whom an absence lets down, followed through every return."""
        found = account(self._scope, prepared, (absence,))
        self.steps += found.timeline.steps
        return {each.party: each.needed for each in found.reached if each.let_down}
