"""What comes of scenarios, by the account of absences and by lateness.

A party is without for as long as it does not run without a break, its own absence counted. Where
all who are gone are back after D, a party that stops at T, were nobody to come back, is without for
D − T: so it is without for no more than e up to D = T + e, and a scenario holds up to the least of
these times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from functools import cached_property
from math import inf

from internalmap._dataclass import dataclass
from internalmap.analyses.absence.account import Account, account
from internalmap.kernel.clock import Clock, clock
from internalmap.kernel.lateness import lateness
from internalmap.kernel.scope import Scope
from internalmap.kernel.scope import scope as scope_of
from internalmap.kernel.tolerance import intolerable
from internalmap.model.selectors import Selection
from internalmap.model.settings import Scenario
from internalmap.results.scenarios import Outcome, RunAgain, ScenarioResult, Scenarios

#: How many steps all scenarios of one model may take together.
MAX_STEPS = 20_000_000


def scenarios(scope: Scope, chosen: Sequence[Scenario] | None = None) -> Scenarios:
    """What comes of these scenarios, or of all that the model has."""
    organization = scope.organization
    asked = organization.scenarios if chosen is None else chosen
    tried = _Tried(scope)
    results: list[ScenarioResult] = []
    for scenario in asked:
        if tried.steps > MAX_STEPS:
            break
        results.append(tried.result(scenario))
    notices = []
    if len(results) < len(asked):
        notices.append(
            f"Of {len(asked):,} scenarios, only the first {len(results):,} are tried: all of them "
            f"take more than {MAX_STEPS:,} steps to follow."
        )
    return Scenarios(
        organization=organization.title,
        protected=scope.ids(scope.protected),
        stops_on=scope.stops_on,
        results=tuple(results),
        total=len(asked),
        protected_why=scope.why,
        notices=(*organization.notices, *notices),
        names=scope.names,
        marking=organization.marking,
    )


def otherwise_if_there(
    scope: Scope, parties: Iterable[str]
) -> tuple[Mapping[str, tuple[str, ...]], bool]:
    """For each of these parties the ids of the scenarios that would come to something else if it
    were not among those who are gone in them; and whether there was room to try all."""
    tried = _Tried(scope)
    found: dict[str, list[str]] = {party: [] for party in parties}
    for scenario in scope.organization.scenarios:
        gone = [party for party in tried.gone(scenario) if party in found]
        whole = tried.result(scenario) if gone else None
        for party in gone:
            if tried.steps > MAX_STEPS:
                return {party: tuple(ids) for party, ids in found.items()}, False
            if whole is not None and tried.result(scenario, but=party).outcomes != whole.outcomes:
                found[party].append(scenario.id)
    return {party: tuple(ids) for party, ids in found.items()}, True


@dataclass
class _Question:
    """A scope with its clock."""

    scope: Scope

    @cached_property
    def clock(self) -> Clock:
        return clock(self.scope.network)


@dataclass
class _Tried:
    """Tries scenarios of one model, one after the other, and counts the steps."""

    whole: Scope
    steps: int = 0
    _asked: dict[tuple[str, ...], _Question] = field(default_factory=dict)

    @cached_property
    def _selection(self) -> Selection:
        return Selection(self.whole.organization)

    def _question(self, tags: tuple[str, ...]) -> _Question:
        """The organisation with the needs alone that count in a scenario; those who must not be let
        down are the same in all of them."""
        if tags not in self._asked:
            self._asked[tags] = _Question(_only(self.whole, tags) if tags else self.whole)
        return self._asked[tags]

    def gone(self, scenario: Scenario) -> tuple[str, ...]:
        """Who is said to be gone in one."""
        return self._selection.all(scenario.gone)

    def result(self, scenario: Scenario, but: str = "") -> ScenarioResult:
        """What comes of one; `but`: somebody who is not gone in it after all."""
        question = self._question(tuple(sorted(scenario.only_needs)))
        scope = question.scope
        network, ids = scope.network, scope.network.ids
        index = network.index
        gone = tuple(id for id in self.gone(scenario) if id != but)
        late = self._by_party(scenario.late, max)
        expected = self._by_party(scenario.expect, min)
        absence = account(
            scope, question.clock, [index[id] for id in gone], scenario.duration if gone else None
        )
        self.steps += 1 + absence.timeline.steps * (1 + len(set(absence.back.values())))
        delays: Mapping[int, float] = {}
        if late:
            waits = lateness(
                network, absence.timeline, {index[id]: by for id, (by, _) in late.items()}
            )
            delays = {party: wait.delay for party, wait in waits.items()}
        shown = dict.fromkeys([*scope.ids(scope.protected), *sorted(expected)])
        outcomes = tuple(
            _outcome(scope, absence, index[id], delays, expected.get(id), late=bool(late))
            for id in shown
        )
        apart = {index[id] for id in shown} | absence.back.keys()
        known = [each.holds_for for each in outcomes if each.holds_for is not None]
        told = [each.holds for each in outcomes if each.holds is not None]
        return ScenarioResult(
            id=scenario.id,
            name=scenario.name,
            gone=gone,
            duration=scenario.duration,
            only_needs=scenario.only_needs,
            late={id: by for id, (by, _) in late.items()},
            outcomes=outcomes,
            stopped=len(absence.history.down.keys() - apart),
            delayed=len(delays.keys() - apart),
            run_again=tuple(_run_again(absence, ids)),
            holds=all(told) if told else None,
            holds_for=min(known, default=None),
        )

    def _by_party(
        self, by_selector: Mapping[str, int], choose: Callable[..., tuple[int, str]]
    ) -> dict[str, tuple[int, str]]:
        """What is said of each party, with the selector that says it: where several pick it, the
        one that is chosen."""
        found: dict[str, tuple[int, str]] = {}
        for selector, seconds in by_selector.items():
            for id in self._selection.ids(selector):
                found[id] = choose(found.get(id, (seconds, selector)), (seconds, selector))
        return dict(sorted(found.items()))


def _only(whole: Scope, tags: Iterable[str]) -> Scope:
    """The same question where only needs with one of these tags count."""
    organization = whole.organization
    known = {tag for need in organization.needs for tag in need.tags}.intersection(tags)
    fewer = organization.with_needs(known) if known else replace(organization, needs=())
    protect = whole.ids(whole.protected)
    made = scope_of(fewer, protect=protect, stops_on=whole.stops_on)
    return replace(made, protected=whole.protected)


def _outcome(
    scope: Scope,
    absence: Account,
    party: int,
    delays: Mapping[int, float],
    expected: tuple[int, str] | None,
    *,
    late: bool,
) -> Outcome:
    network, history = scope.network, absence.history
    down = history.down.get(party, ())
    without = max((end - start for start, end in down), default=0)
    past = intolerable(network, party, history.unmet, absence.back.get(party, 0))
    needs = (network.requirements[number].need for number in network.essential_of[party])
    stops = party in absence.timeline.stopped
    delay = delays.get(party, 0)
    found = Outcome(
        party=network.ids[party],
        intervals=tuple((start, _known(end)) for start, end in down),
        without=_known(without),
        runs_again=_known(down[-1][1]) if down else None,
        intolerable=past[0][0] if past else None,
        limited=network.limits[party] is not None or any(need.limit is not None for need in needs),
        late=None if late and stops else delay,
    )
    if expected is None:
        return found
    most, selector = expected
    if late:  # it is of a steady state, in which whoever stops is late without end
        holds, holds_for = not stops and delay <= most, None
    else:
        holds = without <= most
        holds_for = absence.timeline.stopped[party] + most if stops else None
    return replace(found, expected=most, selector=selector, holds=holds, holds_for=holds_for)


def _run_again(absence: Account, ids: Sequence[str]) -> Iterable[RunAgain]:
    """Who runs again for good at which moment."""
    found: dict[float, list[str]] = {}
    for party in sorted(absence.history.down):
        found.setdefault(absence.history.down[party][-1][1], []).append(ids[party])
    for end in sorted(found):
        yield RunAgain(_known(end), tuple(found[end]))


def _known(time: float) -> float | None:
    return None if time == inf else time
