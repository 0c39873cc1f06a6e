"""`advise`: an organisation in, the few measures that keep most from being let down out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from internalmap._gc import gc_paused
from internalmap.analyses.advise.changes import Change
from internalmap.analyses.advise.exposure import MAX_STEPS, Budget, Exposures, TooManySteps, worth
from internalmap.analyses.advise.questions import question
from internalmap.analyses.advise.search import Search
from internalmap.analyses.after_failure import AfterFailure
from internalmap.api.parts.advise_steps import AdviceState, as_it_is, best_step, with_scenarios
from internalmap.api.query import Query
from internalmap.arguments import callback, count, one_of, texts
from internalmap.kernel.scope import Scope
from internalmap.model.organization import Importance, Organization
from internalmap.model.selectors import Selection
from internalmap.results.advise import MEASURES, Advice, AdviceStep, Measure, Question

if TYPE_CHECKING:
    from internalmap.api.analyze import Progress

#: How many steps may be taken for the advice on cards, and for that of the report, which everyone
#: waits for who asks for something else.
MAX_STEPS_BESIDE, MAX_STEPS_IN_REPORT = 2_000_000, 300_000
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
        state = AdviceState.of(scope, absences, after, overloaded)
        while len(steps) < most:
            search = Search(
                state.scope, state.absences, budget, MEASURES, holding=exposures.holding
            )
            found = best_step(state, search)
            if found is None:
                break
            steps.append(with_scenarios(found[0], state, found[1]))
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
    state = AdviceState(scope, {}, frozenset(), frozenset())
    try:
        state = as_it_is(scope, budget)
        search = Search(state.scope, state.absences, budget, MEASURES)
        for id in parties:
            number = scope.network.index[id]
            if number in state.absences:
                found[id] = None
                best = best_step(state, search, only=number)
                if best is None:
                    found[id] = question(scope, state.absences[number])
                elif len(parties) <= _WITH_SCENARIOS:
                    found[id] = with_scenarios(best[0], state, best[1])
                else:
                    found[id] = best[0]
    except TooManySteps:
        found.update((id, None) for id in parties if id not in found)
    return found


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
    state = first = AdviceState(scope, {}, frozenset(), frozenset())
    complete, ended = True, False
    try:
        state = first = as_it_is(scope, budget)
        while len(steps) < most and not ended:
            log(f"looking for step {len(steps) + 1}")
            search = Search(state.scope, state.absences, budget, measures, excluded)
            found = best_step(state, search, heavy)
            if found is None:
                ended = True
            else:
                steps.append(with_scenarios(found[0], state, found[1]))
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
    state: AdviceState, measures: Sequence[Measure], excluded: Collection[str], complete: bool
) -> frozenset[int]:
    """The absences for which there may be a step that was not looked for."""
    if not complete:
        return frozenset(state.absences)
    try:
        search = Search(state.scope, state.absences, Budget(), measures, excluded)
        return frozenset(party for party in state.absences if search.changes(party))
    except TooManySteps:
        return frozenset(state.absences)


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
