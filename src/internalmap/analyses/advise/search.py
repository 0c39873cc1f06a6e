"""The search for the next step: the change that is worth most.

A change can only matter to the pairs whose proof holds one of its needs: any other pair follows
from needs that stay as they are. So these pairs bound what it is worth, and their absences are all
that must be followed again. Changes wait in a heap under that bound; a stand-in is weighed first as
one that never stops, which bounds all stand-ins for the same needs; and what comes first with its
exact worth is the best. (Best-first search under an admissible bound.)
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from heapq import heapify, heappop, heappush
from typing import Any

from internalmap.analyses.advise.changes import Change, changed, changes
from internalmap.analyses.advise.exposure import Budget, Exposed, Pair, Worth, exposed, worth
from internalmap.analyses.advise.stand_ins import StandIns
from internalmap.kernel.clock import clock
from internalmap.kernel.network import Network, Requirement
from internalmap.kernel.scope import Scope
from internalmap.results.advise import Measure

#: Which absences let whom down after a change: those that it changes; `None` for nobody.
After = Mapping[int, Exposed | None]


@dataclass
class Search:
    """The changes for an organisation in which these absences let somebody down."""

    scope: Scope
    absences: Mapping[int, Exposed]
    budget: Budget
    measures: Collection[Measure]
    excluded: Collection[str] = ()

    @cached_property
    def changes(self) -> Sequence[Change]:
        """All changes that the measures allow."""
        stand_ins = StandIns(self.scope.organization, self.excluded)
        found = []
        for absence in self.absences.values():
            for change in changes(self.scope, stand_ins, absence, self.measures):
                self.budget.take(1 + len(change.needs))
                found.append(change)
        return found

    @cached_property
    def _of(self) -> Mapping[int, Sequence[int]]:
        """The places of the changes for each party's absence."""
        found: dict[int, list[int]] = {}
        for number, change in enumerate(self.changes):
            found.setdefault(change.party, []).append(number)
        return found

    def best_first(self, party: int | None = None) -> Iterator[Change]:
        """The changes that are worth anything, the best first; only those for one party's absence,
        if that is asked for."""
        numbers = range(len(self.changes)) if party is None else self._of.get(party, ())
        heap: list[tuple[Any, ...]] = []
        for number in numbers:
            change = self.changes[number]
            heap.append((*self._key(self._bound(change), change), 0, number))
        heapify(heap)
        while heap:
            *_, stage, number = heappop(heap)
            change = self.changes[number]
            if stage == 2:
                yield change
                continue
            if stage == 0 and change.measure == "stand-in":
                found = self._ideal(change)
            else:
                stage = 1
                found = self._gain(self.after(change))
            if found.all:
                heappush(heap, (*self._key(found, change), stage + 1, number))

    def after(self, change: Change, *, ideal: bool = False) -> After:
        """What a change makes of the absences that it can matter to."""
        if change.measure == "back-sooner":
            return {change.party: None}
        network = self.scope.network
        new = with_requirements(network, changed(network, change, ideal=ideal))
        scope, prepared = replace(self.scope, network=new), clock(new)
        self.budget.take(len(network.requirements) // 4)
        return {
            party: exposed(scope, prepared, party, self.budget) for party in self._matters(change)
        }

    def gained(self, after: After) -> list[tuple[int, Pair]]:
        """The pairs that are gone, each with its absence."""
        found = []
        for party, then in after.items():
            left = set() if then is None else {pair.protected for pair in then.pairs}
            pairs = self.absences[party].pairs
            found += [(party, pair) for pair in pairs if pair.protected not in left]
        return found

    def _gain(self, after: After) -> Worth:
        return worth(self.scope, (pair for _, pair in self.gained(after)))

    def _key(self, gain: Worth, change: Change) -> tuple[Any, ...]:
        return tuple(-each for each in gain), change.order(self.scope)

    @cached_property
    def _ideals(self) -> dict[tuple[int, ...], Worth]:
        return {}

    def _ideal(self, change: Change) -> Worth:
        """What a stand-in that never stops is worth."""
        if change.needs not in self._ideals:
            self._ideals[change.needs] = self._gain(self.after(change, ideal=True))
        return self._ideals[change.needs]

    # -------------------------------------------------------------- which pairs it can matter to

    @cached_property
    def _held(self) -> Mapping[int, Mapping[int, list[int]]]:
        """For each need the absences with pairs that it proves, by the places of these pairs."""
        found: dict[int, dict[int, list[int]]] = {}
        for party, absence in self.absences.items():
            for place, pair in enumerate(absence.pairs):
                for number in pair.proof:
                    found.setdefault(number, {}).setdefault(party, []).append(place)
        return found

    def _matters(self, change: Change) -> list[int]:
        """The absences that a change can matter to."""
        if change.measure == "back-sooner":
            return [change.party]
        found: set[int] = set()
        for number in change.needs:
            found.update(self._held.get(number, ()))
        return sorted(found)

    @cached_property
    def _bounds(self) -> dict[tuple[int, ...], Worth]:
        return {}

    def _bound(self, change: Change) -> Worth:
        """The most that a change can be worth: all pairs that it can matter to."""
        if change.measure == "back-sooner":
            return worth(self.scope, self.absences[change.party].pairs)
        if change.needs not in self._bounds:
            places: dict[int, set[int]] = {}
            for number in change.needs:
                for party, held in self._held.get(number, {}).items():
                    self.budget.take(1)
                    places.setdefault(party, set()).update(held)
            self._bounds[change.needs] = worth(
                self.scope,
                (
                    self.absences[party].pairs[place]
                    for party, held in places.items()
                    for place in held
                ),
            )
        return self._bounds[change.needs]


def with_requirements(network: Network, new: Mapping[int, Requirement]) -> Network:
    """A network with other needs, for whoever goes by the needs alone: its gates stay."""
    requirements = list(network.requirements)
    for number, requirement in new.items():
        requirements[number] = requirement
    found = replace(network, requirements=tuple(requirements))
    for name in ("restore", "limits", "unit", "essential_of"):  # they are the same
        found.__dict__[name] = getattr(network, name)
    return found
