"""`advise`: an organisation in, the few changes that remove the most risk out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from internalmap._gc import gc_paused
from internalmap.analyses.advise import (
    A_TRIAL,
    MAX_WEIGHED,
    NEW,
    Change,
    Search,
    WorkBudget,
    WorkLimitExceeded,
    newcomer,
)
from internalmap.analyses.after_failure import AfterFailure
from internalmap.analyses.bottlenecks import loads
from internalmap.analyses.single_points import SingleFailures
from internalmap.api.analyze import Progress
from internalmap.api.query import Query
from internalmap.arguments import callback, count
from internalmap.kernel.network import compile_network
from internalmap.kernel.scope import Scope
from internalmap.kernel.stopping import single_failures
from internalmap.model.changes import with_supplier
from internalmap.model.organization import Importance, Organization
from internalmap.results.advise import Advice, AdviceStep, Exposure, Remaining
from internalmap.results.analyze import NeedRef


def advise(
    organization: Organization,
    *,
    steps: int = 5,
    protect: Sequence[str] = (),
    candidates: Sequence[str] = (),
    stops_on: Importance = "essential",
    only_needs: Sequence[str] = (),
    without_needs: Sequence[str] = (),
    progress: Progress | None = None,
) -> Advice:
    """Which few changes remove the most risk, one after the other.

    A change lets a party stand in for a single point of failure on one need, or on all that it
    supplies; `internalmap.analyses.advise` says who may. Each step is the change that leaves the
    fewest pairs of a protected party and a single point of failure that lets it down; at most
    `steps` are taken, and none that removes no pair. Who is protected and who may be gone is
    settled once, before the first step.

    No step overloads anyone: after it, no party's known load is above its capacity that was not
    before, and no absence overloads a party that it did not overload before. Every step is
    computed anew on the changed organisation.

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
    log = callback("progress", progress)
    with gc_paused():
        log("removing each party")
        scope = query.scope(organization)
        return _advice(scope, steps, log)


@dataclass(frozen=True)
class _State:
    """An organisation between two steps, as the kernel finds it: what each absence stops, whom it
    overloads, and who has more work than it can do as it is."""

    scope: Scope
    failures: SingleFailures
    overloads: frozenset[tuple[str, str]]
    overloaded: frozenset[str]

    @classmethod
    def of(cls, scope: Scope) -> _State:
        """Remove each party."""
        failures, after = SingleFailures(), AfterFailure.of(scope)
        for block in single_failures(scope.network):
            failures.take(scope, block)
            after.take(scope, block)
        return cls(
            scope,
            failures,
            frozenset((each.gone, each.overloaded) for each in after.overloads() or ()),
            frozenset(scope.network.ids[party] for party in loads(scope).overloaded),
        )

    @property
    def exposure(self) -> Exposure:
        """How exposed the protected parties are."""
        found = [self.failures.stops[party] for party in self.scope.candidates]
        return Exposure(sum(map(bool, found)), sum(map(len, found)))

    @property
    def points(self) -> frozenset[str]:
        """The single points of failure."""
        ids, stops = self.scope.network.ids, self.failures.stops
        return frozenset(ids[party] for party in self.scope.candidates if stops[party])

    def overloads_more(self, before: _State) -> bool:
        """Whether anyone is overloaded, now or by an absence, who was not."""
        return not (self.overloads <= before.overloads and self.overloaded <= before.overloaded)


def _advice(scope: Scope, most: int, log: Progress) -> Advice:
    state = first = _State.of(scope)
    steps: list[AdviceStep] = []
    budget, weighed = WorkBudget(), True
    remaining: tuple[Remaining, ...] = ()
    try:
        while len(steps) < most:
            log(f"looking for change {len(steps) + 1}")
            search, heavy = _search(state, budget), list[Change]()
            found = _best(state, search, heavy, budget)
            if found is None:
                remaining = tuple(search.why_left(party, heavy) for party in search.points)
                break
            step, state = found
            steps.append(step)
    except WorkLimitExceeded:
        weighed = False
    return Advice(
        organization=scope.organization.title,
        marking=scope.organization.marking,
        before=first.exposure,
        steps=tuple(steps),
        ended=weighed and (len(steps) < most or not state.points),
        remaining=remaining,
        protected=scope.ids(scope.protected),
        protected_why=scope.why,
        notices=_notices(scope, weighed, len(steps)),
        names=state.scope.names,
        weighed=weighed,
    )


def _best(
    state: _State, search: Search, heavy: list[Change], budget: WorkBudget
) -> tuple[AdviceStep, _State] | None:
    """The best change that overloads nobody, and what is after it; those that would be better and
    do are added to `heavy`."""
    for change in search.best_first():
        budget.take(A_TRIAL * len(state.scope.network.inputs))
        new = _after(state, change)
        if not new.overloads_more(state):
            return _step(state, change, new), new
        heavy.append(change)
    return None


def _search(state: _State, budget: WorkBudget) -> Search:
    return Search(state.scope, state.failures.impacts, state.failures.stops, budget)


def _after(state: _State, change: Change) -> _State:
    """The organisation with a change made. Who is protected and who may be gone stay the same."""
    before = state.scope
    new = newcomer(before.organization, change.party) if change.stand_in == NEW else None
    stand_in = change.stand_in if new is None else new.id
    organization = with_supplier(before.organization, change.needs, stand_in, new)
    network = compile_network(organization, before.stops_on)

    def again(parties: Sequence[int]) -> tuple[int, ...]:
        return tuple(network.index[id] for id in before.ids(parties))

    return _State.of(
        replace(
            before,
            organization=organization,
            network=network,
            protected=again(before.protected),
            candidates=again(before.candidates),
            roots=again(before.roots),
        )
    )


def _step(before: _State, change: Change, after: _State) -> AdviceStep:
    organization = before.scope.organization
    new = newcomer(organization, change.party) if change.stand_in == NEW else None
    needs = tuple(organization.needs[number] for number in change.needs)
    return AdviceStep(
        stand_in=change.stand_in if new is None else new.id,
        party=change.party,
        needs=tuple(NeedRef.of(need) for need in needs),
        because=change.because,
        after=after.exposure,
        removes=tuple(sorted(before.points - after.points)),
        written=needs,
        newcomer=new,
    )


def _notices(scope: Scope, weighed: bool, steps: int) -> tuple[str, ...]:
    if not scope.protected:
        return ("No party is protected, so nobody can be let down: add external customers.",)
    if weighed:
        return ()
    which = "Further changes" if steps else "Changes"
    return (
        f"{which} are left out: weighing them comes to more than {MAX_WEIGHED:,} steps. "
        "Ask for less: name some of the parties that may be gone with --candidates.",
    )
