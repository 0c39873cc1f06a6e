"""`advise`: an organisation in, the few changes that remove the most risk out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from internalmap._gc import without_garbage_collection
from internalmap.analyses.advise import (
    A_TRIAL,
    MAX_WEIGHED,
    NEW,
    Change,
    Scales,
    Search,
    TooMuchToWeigh,
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
    tell = callback("progress", progress)
    with without_garbage_collection():
        tell("removing each party")
        asked = query.scope(organization)
        return _advice(asked, steps, tell)


@dataclass(frozen=True)
class _State:
    """An organisation between two steps, as the kernel finds it: what each absence stops, whom it
    overloads, and who has more work than it can do as it is."""

    scope: Scope
    failures: SingleFailures
    overloads: frozenset[tuple[str, str]]
    overloaded: frozenset[str]

    @classmethod
    def of(cls, asked: Scope) -> _State:
        """Remove each party."""
        failures, after = SingleFailures(), AfterFailure.of(asked)
        for block in single_failures(asked.network):
            failures.take(asked, block)
            after.take(asked, block)
        return cls(
            asked,
            failures,
            frozenset((each.gone, each.overloaded) for each in after.overloads() or ()),
            frozenset(asked.network.ids[party] for party in loads(asked).overloaded),
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


def _advice(asked: Scope, most: int, tell: Progress) -> Advice:
    state = first = _State.of(asked)
    steps: list[AdviceStep] = []
    scales, weighed = Scales(), True
    remaining: tuple[Remaining, ...] = ()
    try:
        while len(steps) < most:
            tell(f"looking for change {len(steps) + 1}")
            search, heavy = _search(state, scales), list[Change]()
            found = _best(state, search, heavy, scales)
            if found is None:
                remaining = tuple(search.why_left(party, heavy) for party in search.points)
                break
            step, state = found
            steps.append(step)
    except TooMuchToWeigh:
        weighed = False
    return Advice(
        organization=asked.organization.title,
        marking=asked.organization.marking,
        before=first.exposure,
        steps=tuple(steps),
        ended=weighed and (len(steps) < most or not state.points),
        remaining=remaining,
        protected=asked.ids(asked.protected),
        protected_why=asked.why,
        notices=_notices(asked, weighed, len(steps)),
        names=state.scope.names,
        weighed=weighed,
    )


def _best(
    state: _State, search: Search, heavy: list[Change], scales: Scales
) -> tuple[AdviceStep, _State] | None:
    """The best change that overloads nobody, and what is after it; those that would be better and
    do are added to `heavy`."""
    for change in search.best_first():
        scales.take(A_TRIAL * len(state.scope.network.inputs))
        new = _after(state, change)
        if not new.overloads_more(state):
            return _step(state, change, new), new
        heavy.append(change)
    return None


def _search(state: _State, scales: Scales) -> Search:
    return Search(state.scope, state.failures.impacts, state.failures.stops, scales)


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
            ground=again(before.ground),
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


def _notices(asked: Scope, weighed: bool, steps: int) -> tuple[str, ...]:
    if not asked.protected:
        return ("No party is protected, so nobody can be let down: add external customers.",)
    if weighed:
        return ()
    which = "Further changes" if steps else "Changes"
    return (
        f"{which} are left out: weighing them comes to more than {MAX_WEIGHED:,} steps. "
        "Ask for less: name some of the parties that may be gone with --candidates.",
    )
