"""`advise`: an organisation in, the few measures that keep most from being let down out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING

from internalmap._dataclass import dataclass
from internalmap._gc import gc_paused
from internalmap.analyses.advise.changes import Change, changed
from internalmap.analyses.advise.exposure import (
    MAX_STEPS,
    Budget,
    Exposed,
    Exposures,
    Pair,
    TooManySteps,
    exposed,
    unlisted_units,
    worth,
)
from internalmap.analyses.advise.questions import question, whom_to_ask
from internalmap.analyses.advise.search import After, Search, with_requirements
from internalmap.analyses.after_failure import AfterFailure
from internalmap.analyses.bottlenecks import loads
from internalmap.analyses.diff.scenarios import scenario_changes
from internalmap.analyses.scenarios import scenarios
from internalmap.analyses.single_points import SingleFailures
from internalmap.api.query import Query
from internalmap.arguments import callback, count, one_of, texts
from internalmap.kernel.clock import clock
from internalmap.kernel.network import compile_network
from internalmap.kernel.scope import Scope
from internalmap.kernel.stopping import single_failures
from internalmap.model.changes import with_longer_buffers, with_restore, with_supplier
from internalmap.model.organization import Importance, Organization
from internalmap.model.selectors import Selection
from internalmap.results.advise import (
    MEASURES,
    Advice,
    AdviceStep,
    Exposure,
    LetDown,
    Measure,
    Question,
)
from internalmap.results.analyze import NeedRef

if TYPE_CHECKING:
    from internalmap.api.analyze import Progress


#: How many steps may be taken for the advice on cards, and for that of the report, which everyone
#: waits for who asks for something else.
MAX_STEPS_BESIDE, MAX_STEPS_IN_REPORT = 2_000_000, 300_000
#: So many steps for each party take about as long as finding whom a change overloads.
_JUDGED = 20
#: Of up to so many cards at a time it is asked which scenarios their steps change.
_WITH_SCENARIOS = 20


def advise(
    organization: Organization,
    *,
    steps: int = 5,
    measures: Sequence[str] = (),
    exclude: Sequence[str] = (),
    protect: Sequence[str] = (),
    candidates: Sequence[str] = (),
    stops_on: Importance = "essential",
    only_needs: Sequence[str] = (),
    without_needs: Sequence[str] = (),
    progress: Progress | None = None,
) -> Advice:
    """Which few measures keep most from being let down, one after the other.

    Each step is the one that is worth most, of at most `steps`: it removes the most pairs of an
    absence and a protected party that it lets down; first those needed back within `soon`, then
    those within the last band, then all. `measures` are some of `stand-in`, `back-sooner` and
    `hold-out` (none: all of them); `exclude` takes selectors of those who never stand in. Where no
    step is known, the advice says what to ask, and whom.

    Every step is proven by the account of absences, on top of the steps before it. Who is protected
    and who may be gone is settled once, before the first. No step overloads anyone: no absence
    puts more known work on a party than it can do, if it did not before.

    The other settings are those of `internalmap.analyze`.

    >>> import internalmap
    >>> hotel = internalmap.loads('''
    ... parties:
    ...   guests: {kind: customer, needs: [{service: Drinks, from: bar}]}
    ...   bar:
    ...   kitchen: {can: [Drinks]}
    ... ''')
    >>> [(step.stand_in, step.party) for step in internalmap.advise(hotel).steps]
    [('kitchen', 'bar')]

    Raises `InternalMapError` for a selector that picks nobody and for an unknown setting.
    """
    query = Query.of(
        protect=protect,
        candidates=candidates,
        stops_on=stops_on,
        only_needs=only_needs,
        without_needs=without_needs,
    )
    steps = count("steps", steps, 1)
    wanted = asked_measures(measures)
    log = callback("progress", progress)
    selectors = texts("exclude", exclude)
    with gc_paused():
        log("removing each party")
        scope = query.scope(organization)
        excluded = frozenset(Selection(organization, names=True).all(selectors))
        return _advice(scope, steps, wanted, excluded, log)


def asked_measures(measures: Iterable[str]) -> tuple[Measure, ...]:
    """The measures that are asked for, all where none is, in their order."""
    asked = {one_of("measures", each, MEASURES) for each in texts("measures", measures)}
    return tuple(each for each in MEASURES if not asked or each in asked)


def exposures_in_report(scope: Scope, unmet: Collection[int]) -> Exposures:
    """What takes in the absences of a report, for `first_steps`. `unmet`: the written needs with a
    fallback that some candidate's absence leaves unmet."""
    holding = {
        number
        for number, requirement in enumerate(scope.network.requirements)
        if requirement.threshold > 1 and number < len(scope.organization.needs)
    }
    return Exposures(scope, Budget(MAX_STEPS_IN_REPORT), holding.difference(unmet))


def first_steps(
    exposures: Exposures, after: AfterFailure, overloaded: Collection[int], most: int
) -> tuple[tuple[AdviceStep, ...], bool]:
    """The first steps for an organisation whose absences are followed already, and of which it is
    known who has more work than it can do; and whether there was room to look for them within
    what is left of the budget."""
    budget = exposures.budget
    steps: list[AdviceStep] = []
    if not exposures.complete:
        return (), False
    scope = exposures.scope
    absences = {
        party: exposures.found[party] for party in scope.candidates if party in exposures.found
    }
    try:
        state = _State.of(scope, absences, after, overloaded)
        while len(steps) < most:
            search = Search(
                state.scope, state.absences, budget, MEASURES, holding=exposures.holding
            )
            found = _best(state, search)
            if found is None:
                break
            steps.append(_with_scenarios(found[0], state, found[1]))
            state = found[1]
    except TooManySteps:
        return tuple(steps), False
    return tuple(steps), True


def step_for_each(
    scope: Scope, parties: Sequence[str]
) -> Mapping[str, AdviceStep | Question | None]:
    """For each of these parties whose absence lets somebody down the best step, by itself, or what
    to ask; `None` where it took too many steps to look."""
    budget = Budget(MAX_STEPS_BESIDE)
    found: dict[str, AdviceStep | Question | None] = {}
    state = _State(scope, {}, frozenset(), frozenset())
    try:
        state = _as_it_is(scope, budget)
        search = Search(state.scope, state.absences, budget, MEASURES)
        for id in parties:
            number = scope.network.index[id]
            if number in state.absences:
                found[id] = None
                best = _best(state, search, only=number)
                if best is None:
                    found[id] = question(scope, state.absences[number])
                elif len(parties) <= _WITH_SCENARIOS:
                    found[id] = _with_scenarios(best[0], state, best[1])
                else:
                    found[id] = best[0]
    except TooManySteps:
        found.update((id, None) for id in parties if id not in found)
    return found


@dataclass(frozen=True)
class _State:
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
    ) -> _State:
        """The organisation as it is."""
        overloads = _overloads(scope, after, overloaded)
        return cls(scope, absences, *overloads, after.stand_ins is not None)

    def then(self, change: Change, after: After) -> _State:
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
        return _State(scope, absences, overloads, overloaded, self.judged)

    @property
    def exposure(self) -> Exposure:
        """How exposed the protected parties are."""
        pairs = [pair for absence in self.absences.values() for pair in absence.pairs]
        found = worth(self.scope, pairs)
        return Exposure(len(self.absences), found.all, found.soon, found.bands)

    def overloads_more(self, before: _State) -> bool:
        """Whether anyone is overloaded, now or by an absence, who was not."""
        return not (self.overloads <= before.overloads and self.overloaded <= before.overloaded)


def _as_it_is(scope: Scope, budget: Budget) -> _State:
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
    return _State.of(scope, absences, after, loads(scope).overloaded)


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


def _advice(
    scope: Scope,
    most: int,
    measures: tuple[Measure, ...],
    excluded: Collection[str],
    log: Progress,
) -> Advice:
    budget = Budget()
    steps: list[AdviceStep] = []
    heavy: list[Change] = []
    state = first = _State(scope, {}, frozenset(), frozenset())
    complete, ended = True, False
    try:
        state = first = _as_it_is(scope, budget)
        while len(steps) < most and not ended:
            log(f"looking for step {len(steps) + 1}")
            search = Search(state.scope, state.absences, budget, measures, excluded)
            found = _best(state, search, heavy)
            if found is None:
                ended = True
            else:
                steps.append(_with_scenarios(found[0], state, found[1]))
                state = found[1]
    except TooManySteps:
        complete = False
    left = sorted(
        state.absences.values(),
        key=lambda each: (tuple(-one for one in worth(scope, each.pairs)), each.needed, each.party),
    )
    helped = frozenset() if ended else _could_be_helped(state, measures, excluded, complete)
    return Advice(
        organization=scope.organization.title,
        marking=scope.organization.marking,
        before=first.exposure,
        steps=tuple(steps),
        questions=tuple(question(state.scope, each) for each in left if each.party not in helped),
        ended=complete and (ended or not state.absences),
        measures=measures,
        protected=scope.ids(scope.protected),
        protected_why=scope.why,
        notices=_notices(scope, complete, len(steps)),
        soon=scope.organization.soon,
        names=scope.names,
        complete=complete,
        overloading=bool(heavy),
    )


def _could_be_helped(
    state: _State, measures: Sequence[Measure], excluded: Collection[str], complete: bool
) -> frozenset[int]:
    """The absences for which there may be a step that was not looked for."""
    if not complete:
        return frozenset(state.absences)
    try:
        search = Search(state.scope, state.absences, Budget(), measures, excluded)
        return frozenset(party for party in state.absences if search.changes(party))
    except TooManySteps:
        return frozenset(state.absences)


def _best(
    state: _State, search: Search, heavy: list[Change] | None = None, only: int | None = None
) -> tuple[AdviceStep, _State] | None:
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


def _with_scenarios(step: AdviceStep, before: _State, after: _State) -> AdviceStep:
    """A step with the scenarios that come to something else by it."""
    if not before.scope.organization.scenarios:
        return replace(step, scenarios=())
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
    before: _State, change: Change, after: _State, gained: Iterable[tuple[int, Pair]]
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


def _notices(scope: Scope, complete: bool, steps: int) -> tuple[str, ...]:
    if not scope.protected:
        return ("No party is protected, so nobody can be let down: add external customers.",)
    if complete:
        return ()
    which = "Further steps" if steps else "Steps"
    return (
        f"{which} are left out: to find them, more than {MAX_STEPS:,} parties and needs would have "
        "to be followed. Ask for less: name some of the parties that may be gone with "
        "--candidates.",
    )
