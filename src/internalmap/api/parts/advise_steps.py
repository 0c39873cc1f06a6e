"""The step of an advice that is worth most, and the organisation after it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from math import inf

from internalmap._dataclass import dataclass
from internalmap.analyses.advise.changes import Change, changed
from internalmap.analyses.advise.exposure import (
    Budget,
    Exposed,
    Pair,
    exposed,
    unlisted_units,
    worth,
)
from internalmap.analyses.advise.questions import whom_to_ask
from internalmap.analyses.advise.search import After, Search, with_requirements
from internalmap.analyses.after_failure import AfterFailure
from internalmap.analyses.bottlenecks import loads
from internalmap.analyses.single_points import SingleFailures
from internalmap.kernel.clock import clock
from internalmap.kernel.network import compile_network
from internalmap.kernel.scope import Scope
from internalmap.kernel.stopping import single_failures
from internalmap.model.changes import with_longer_buffers, with_restore, with_supplier
from internalmap.model.organization import Organization
from internalmap.results.advise import AdviceStep, Exposure, LetDown
from internalmap.results.analyze import NeedRef

#: So many steps for each party take about as long as finding whom a change overloads.
_JUDGED = 20


@dataclass(frozen=True)
class AdviceState:
    """An organisation between two steps: whom each absence lets down, whom it overloads, and who
    has more work than it can do as it is."""

    scope: Scope
    absences: dict[int, Exposed]
    overloads: frozenset[tuple[str, str]]
    overloaded: frozenset[str]
    judged: bool = False

    @classmethod
    def of(
        cls,
        scope: Scope,
        absences: dict[int, Exposed],
        after: AfterFailure,
        overloaded: Collection[int],
    ) -> AdviceState:
        """The organisation as it is."""
        overloads = _overloads(scope, after, overloaded)
        return cls(scope, absences, *overloads, after.stand_ins is not None)

    def then(self, change: Change, after: After) -> AdviceState:
        """The organisation with a change made."""
        organization = _changed(self.scope, change)
        network = with_requirements(
            replace(self.scope.network, organization=organization),
            changed(self.scope.network, change),
        )
        scope = replace(self.scope, organization=organization, network=network)
        absences = {
            party: found
            for party, before in self.absences.items()
            if (found := after.get(party, before)) is not None
        }
        overloads, overloaded = self.overloads, self.overloaded
        if change.measure == "stand-in" and self.judged:
            compiled = compile_network(organization, scope.stops_on)
            scope_then = replace(scope, network=compiled)
            overloads, overloaded = _overloads(
                scope_then, _failing(scope_then), loads(scope_then).overloaded
            )
        return AdviceState(scope, absences, overloads, overloaded, self.judged)

    @property
    def exposure(self) -> Exposure:
        """How exposed the protected parties are."""
        pairs = [pair for absence in self.absences.values() for pair in absence.pairs]
        found = worth(self.scope, pairs)
        return Exposure(len(self.absences), found.all, found.soon, found.bands)

    def overloads_more(self, before: AdviceState) -> bool:
        """Whether anyone is overloaded, now or by an absence, who was not."""
        return not (self.overloads <= before.overloads and self.overloaded <= before.overloaded)


def as_it_is(scope: Scope, budget: Budget) -> AdviceState:
    """An organisation before any step, each absence that could let somebody down followed."""
    network = scope.network
    failures, after = SingleFailures(), AfterFailure.of(scope)
    for block in single_failures(network):
        failures.take(scope, block)
        after.take(scope, block)
    unlisted = unlisted_units(scope)
    limited = {party for party in scope.protected if network.limits[party] is not None}
    prepared = clock(network)
    absences = {}
    for party in scope.candidates:
        if party in unlisted:
            continue
        if failures.stops[party] or not limited.isdisjoint(network.within(party)):
            found = exposed(scope, prepared, party, budget)
            if found is not None:
                absences[party] = found
    return AdviceState.of(scope, absences, after, loads(scope).overloaded)


def _failing(scope: Scope) -> AfterFailure:
    """Whom each party's absence overloads."""
    after = AfterFailure.of(scope)
    if after.stand_ins:
        for block in single_failures(scope.network):
            after.take(scope, block)
    return after


def _overloads(
    scope: Scope, after: AfterFailure, overloaded: Collection[int]
) -> tuple[frozenset[tuple[str, str]], frozenset[str]]:
    """Who is overloaded by whose absence, and who is as it is."""
    return (
        frozenset((each.gone, each.overloaded) for each in after.overloads() or ()),
        frozenset(scope.ids([*overloaded])),
    )


def best_step(
    state: AdviceState, search: Search, heavy: list[Change] | None = None, only: int | None = None
) -> tuple[AdviceStep, AdviceState] | None:
    """The step that is worth most and overloads nobody, and what is after it; those that would be
    worth more and do are added to `heavy`. `only`: for one party's absence."""
    for change in search.best_first(only):
        search.budget.take(len(state.scope.network) * (_JUDGED if state.judged else 1))
        after = search.after(change, proven=True)
        new = state.then(change, after)
        if not new.overloads_more(state):
            return _step(state, change, new, search.gained(after)), new
        if heavy is not None:
            heavy.append(change)
    return None


def with_scenarios(step: AdviceStep, before: AdviceState, after: AdviceState) -> AdviceStep:
    """A step with the scenarios that come to something else by it."""
    if not before.scope.organization.scenarios:
        return replace(step, scenarios=())
    from internalmap.analyses.diff.scenarios import scenario_changes  # most models have none
    from internalmap.analyses.scenarios import scenarios

    was, becomes = (
        scenarios(replace(scope, network=compile_network(scope.organization, scope.stops_on)))
        for scope in (before.scope, after.scope)
    )
    return replace(step, scenarios=scenario_changes(was.results, becomes.results, {}))


def _changed(scope: Scope, change: Change) -> Organization:
    organization, ids = scope.organization, scope.network.ids
    if change.measure == "back-sooner":
        return with_restore(organization, ids[change.party], change.seconds)
    if change.measure == "hold-out":
        return with_longer_buffers(organization, change.needs, change.seconds)
    return with_supplier(organization, change.needs, ids[change.stand_in])


def _step(
    before: AdviceState, change: Change, after: AdviceState, gained: Iterable[tuple[int, Pair]]
) -> AdviceStep:
    organization, ids = before.scope.organization, before.scope.network.ids
    needs = tuple(organization.needs[number] for number in change.needs)
    party = ids[change.party]
    stand_in = ids[change.stand_in] if change.measure == "stand-in" else None
    sooner = change.measure == "back-sooner"
    holds = change.measure == "hold-out"
    removes = [
        LetDown(ids[gone], ids[pair.protected], None if pair.needed == inf else pair.needed)
        for gone, pair in gained
    ]
    return AdviceStep(
        measure=change.measure,
        party=party,
        needs=tuple(NeedRef.of(need) for need in needs),
        stand_in=stand_in,
        because=change.because,
        restore=change.seconds if sooner else None,
        restore_now=organization.parties[party].restore if sooner else None,
        longer=change.seconds if holds else None,
        buffers=tuple(need.buffer for need in needs) if holds else (),
        removes=tuple(sorted(removes, key=lambda each: (each.party, each.protected))),
        covers=tuple(ids[each] for each in sorted(before.absences.keys() - after.absences.keys())),
        after=after.exposure,
        ask=whom_to_ask(organization, party),
        written=needs,
    )
