"""The search for the next step: the change that is worth most.

A change can only matter to the pairs whose proof holds one of its needs: any other pair follows
from needs that stay as they are. So these pairs bound what it is worth, and their absences are all
that must be followed again. Changes wait in a heap under that bound; a stand-in is weighed first as
one that never stops, which bounds all stand-ins for the same needs; and what comes first with its
exact worth is the best. (Best-first search under an admissible bound.)
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from heapq import heapify, heappop, heappush
from operator import add
from typing import Any

from internalmap._dataclass import dataclass
from internalmap.analyses.absence.account import account
from internalmap.analyses.advise.changes import Change, changed, changes, left_unmet
from internalmap.analyses.advise.exposure import (
    Budget,
    Exposed,
    Pair,
    Worth,
    exposed,
    exposed_by,
    worth,
)
from internalmap.analyses.advise.stand_ins import StandIns
from internalmap.kernel.clock import Clock, clock
from internalmap.kernel.network import Network, Requirement
from internalmap.kernel.scope import Scope
from internalmap.results.advise import Measure

#: Which absences let whom down after a change: those that it changes; `None` for nobody.
After = Mapping[int, Exposed | None]


@dataclass
class Search:
    """The changes for an organisation in which these absences let somebody down. `holding` is as
    in `Exposures`."""

    scope: Scope
    absences: Mapping[int, Exposed]
    budget: Budget
    measures: Collection[Measure]
    excluded: Collection[str] = ()
    holding: Collection[int] = ()

    @cached_property
    def _who(self) -> StandIns:
        return StandIns(self.scope.organization, self.excluded)

    def changes(self, party: int) -> Sequence[Change]:
        """All changes that the measures allow for a party's absence."""
        absence = self.absences[party]
        found = list(changes(self.scope, self._who, absence, self.measures))
        self.budget.take(4 * len(found))
        return found

    def best_first(self, party: int | None = None) -> Iterator[Change]:
        """The changes that are worth anything, the best first; only those for one party's absence,
        if that is asked for. An absence waits as a whole until its changes could be the best."""
        heap: list[tuple[Any, ...]] = []
        for each in self.absences if party is None else (party,):
            bound = self._most(each)
            if bound.all:
                heap.append((*_negative(bound), _before_all(each), 0, each))
        heapify(heap)
        known: list[Change] = []
        while heap:
            *_, stage, number = heappop(heap)
            if stage == 0:
                for change in self._grouped(number):
                    bound = self._bound(change)
                    if bound.all:
                        heappush(heap, (*_negative(bound), change.order(self.scope), 1, len(known)))
                        known.append(change)
                continue
            change = known[number]
            if stage == 3:
                yield change
                continue
            if stage == 1 and change.measure == "stand-in":
                found, exact = self._ideal(change)
            else:
                found, exact = self._gain(self.after(change)), True
            if found.all:
                key = *_negative(found), change.order(self.scope)
                heappush(heap, (*key, 3 if exact else 2, number))

    def _grouped(self, party: int) -> Sequence[Change]:
        """The changes for an absence; who stands in on the same needs is known together."""
        found = self.changes(party)
        for change in found:
            if change.measure == "stand-in":
                self._stand_ins.setdefault((party, change.needs), []).append(change.stand_in)
        return found

    @cached_property
    def _stand_ins(self) -> dict[tuple[int, tuple[int, ...]], list[int]]:
        return {}

    def _most(self, party: int) -> Worth:
        """The most that any change for an absence can be worth."""
        needs = tuple(left_unmet(self.scope.network, party))
        of_needs = self._bound(Change("hold-out", party, needs))
        return Worth(*map(max, of_needs, worth(self.scope, self.absences[party].pairs)))

    def after(self, change: Change, *, proven: bool = False) -> After:
        """What a change makes of the absences that it can matter to."""
        if change.measure == "back-sooner":
            return {change.party: None}
        scope, prepared = self._changed(change)
        return {
            party: exposed(scope, prepared, party, self.budget, proven=proven)
            for party in self._matters(change)
        }

    def _changed(self, change: Change, *, ideal: bool = False) -> tuple[Scope, Clock]:
        """What follows absences with a change made; `ideal`: with a stand-in that never stops."""
        network = self.scope.network
        self.budget.take(len(network.requirements) // 4)
        needs = changed(network, change, ideal=ideal)
        new = with_requirements(network, needs)
        return replace(self.scope, network=new), self._clock.changed(needs, network.requirements)

    @cached_property
    def _clock(self) -> Clock:
        """The clock for the organisation as it is."""
        network = self.scope.network
        return clock(network, {*range(len(network.requirements))}.difference(self.holding))

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

    @cached_property
    def _ideals(self) -> dict[tuple[int, tuple[int, ...]], Mapping[int, tuple[Worth, bool]]]:
        return {}

    def _ideal(self, change: Change) -> tuple[Worth, bool]:
        """The most that a stand-in can be worth, and whether that is exact.

        Followed is one that never stops. Where the stand-in does not stop then either, it helps as
        much; where it stops no later than the needs went unmet before, it helps nothing.
        """
        needs = change.needs
        key = change.party, needs
        if key not in self._ideals:
            scope, prepared = self._changed(change, ideal=True)
            who = self._stand_ins.pop(key)
            found = dict.fromkeys(who, Worth())
            exact = set(who)
            for party in self._matters(change):
                then = account(scope, prepared, (party,))
                self.budget.take(then.timeline.steps + 1 + len(who) // 4)
                gone = self.gained(
                    {party: exposed_by(scope, party, then, self.budget, proven=False)}
                )
                if not gone:
                    continue
                gain = worth(self.scope, (pair for _, pair in gone))
                unmet = self.absences[party].unmet
                first = min(unmet[number] for number in needs if number in unmet)
                for stand_in in who:
                    stopped = then.timeline.stopped.get(stand_in)
                    if stopped is None or stopped > first:
                        found[stand_in] = Worth(*map(add, found[stand_in], gain))
                        if stopped is not None:
                            exact.discard(stand_in)
            self._ideals[key] = {each: (found[each], each in exact) for each in who}
        return self._ideals[key][change.stand_in]

    # -------------------------------------------------------------- which pairs it can matter to

    @cached_property
    def _held(self) -> Mapping[int, Sequence[tuple[int, int]]]:
        """For each need the absences with pairs that it proves, and which."""
        found: dict[int, list[tuple[int, int]]] = {}
        for party, absence in self.absences.items():
            for number, mask in absence.proofs.items():
                found.setdefault(number, []).append((party, mask))
        return found

    def _matters(self, change: Change) -> list[int]:
        """The absences that a change can matter to."""
        found = {party for number in change.needs for party, _ in self._held.get(number, ())}
        return sorted(found)

    @cached_property
    def _timely(self) -> Mapping[int, tuple[int, int]]:
        """For each absence, its pairs needed within `soon` and within the last band, as bits."""
        ends = self.scope.organization.soon, self.scope.organization.bands[-1]
        found = {}
        for party, absence in self.absences.items():
            times = [pair.needed for pair in absence.pairs]
            soon, last = (
                sum(1 << place for place, time in enumerate(times) if time <= end) for end in ends
            )
            found[party] = soon, last
        return found

    @cached_property
    def _bounds(self) -> dict[tuple[int, ...], Worth]:
        return {}

    def _bound(self, change: Change) -> Worth:
        """The most that a change can be worth: all pairs that it can matter to."""
        if change.measure == "back-sooner":
            return worth(self.scope, self.absences[change.party].pairs)
        if change.needs not in self._bounds:
            masks: dict[int, int] = {}
            for number in change.needs:
                held = self._held.get(number, ())
                self.budget.take(len(held) // 4)
                for party, mask in held:
                    masks[party] = masks.get(party, 0) | mask
            soon = last = every = 0
            for party, mask in masks.items():
                within, until = self._timely[party]
                soon += (mask & within).bit_count()
                last += (mask & until).bit_count()
                every += mask.bit_count()
            self._bounds[change.needs] = Worth(soon, last, every)
        return self._bounds[change.needs]


def _negative(gain: Worth) -> tuple[int, ...]:
    return tuple(-each for each in gain)


def _before_all(party: int) -> tuple[int, bool, int, int, int, tuple[int, ...]]:
    """What stands before the order of all changes for an absence."""
    return 0, False, 0, party, -1, ()


def with_requirements(network: Network, new: Mapping[int, Requirement]) -> Network:
    """A network with other needs, for whoever goes by the needs alone: its gates stay."""
    requirements = list(network.requirements)
    for number, requirement in new.items():
        requirements[number] = requirement
    found = replace(network, requirements=tuple(requirements))
    for name in ("restore", "limits", "unit", "essential_of"):  # they are the same
        found.__dict__[name] = getattr(network, name)
    return found
