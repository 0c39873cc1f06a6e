"""`simulate`: an organisation in, the chance that each protected party is let down out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from internalmap._gc import gc_paused
from internalmap.analyses.absence.times import times
from internalmap.analyses.scenarios import otherwise_if_there
from internalmap.analyses.simulate.chances import chances, uncertain
from internalmap.analyses.simulate.question import absence
from internalmap.analyses.simulate.sampled import MAX_DRAWS
from internalmap.analyses.single_points import SingleFailures, single_points
from internalmap.api.analyze import Progress
from internalmap.api.query import Query
from internalmap.arguments import callback, count
from internalmap.errors import InternalMapError
from internalmap.kernel.scope import Scope
from internalmap.kernel.stopping import single_failures
from internalmap.model.organization import Importance, Organization
from internalmap.model.phrases import Names, listed
from internalmap.results.simulate import Chance, RiskImportance, Simulation
from internalmap.text.escape import escape

#: How many parties are named in a sentence.
_NAMED = 5


def simulate(
    organization: Organization,
    *,
    draws: int = 100_000,
    seed: int = 1,
    protect: Sequence[str] = (),
    candidates: Sequence[str] = (),
    stops_on: Importance = "essential",
    only_needs: Sequence[str] = (),
    without_needs: Sequence[str] = (),
    progress: Progress | None = None,
) -> Simulation:
    """How likely those who are gone at one moment would let each protected party down, when each
    party that may be gone is there as often as its `availability` says, whoever else is there, and
    who is gone has gone at that moment, for its whole `restore`. This is not a share of time.

    With few uncertain parties all combinations are weighed, and the result is exact; else so many
    `draws` are made, the same ones for the same `seed`. The other settings are those of
    `internalmap.analyze`.

    >>> import internalmap
    >>> bar = internalmap.loads('''
    ... parties:
    ...   guests: {kind: customer, needs: [{from: [anna, bo]}]}
    ...   anna: {kind: person, availability: 90%}
    ...   bo: {kind: person, availability: 80%}
    ... ''')
    >>> round(internalmap.simulate(bar).protected[0].probability, 4)
    0.02

    Raises `InternalMapError` where no party that may be gone has an availability below 1, for a
    selector that picks nobody, and for an unknown setting.
    """
    query = Query.of(
        protect=protect,
        candidates=candidates,
        stops_on=stops_on,
        only_needs=only_needs,
        without_needs=without_needs,
    )
    draws = count("draws", draws, 1, MAX_DRAWS)
    seed = count("seed", seed, 0)
    log = callback("progress", progress)
    with gc_paused():
        log("building the network")
        scope = query.scope(organization)
        parties = uncertain(scope)
        unused = _unused(scope)
        if not parties:
            raise _nothing_to_draw(scope, unused)
        found = chances(scope, parties, draws, seed, log)
        log("counting single points of failure")
        points = _single_points(scope)
    ids = scope.ids
    known_parties = scope.organization.parties
    otherwise, all_tried = otherwise_if_there(scope, ids(parties))
    return Simulation(
        organization=organization.title,
        marking=organization.marking,
        draws=found.draws,
        seed=seed,
        exact=found.exact,
        complete=found.complete,
        at_least=points.with_availability < points.total,
        single_points_of_failure=points.total,
        with_availability=points.with_availability,
        protected=tuple(
            Chance(party, known_parties[party].kind == "customer", *figures)
            for party, figures in zip(ids(scope.protected), found.protected, strict=True)
        ),
        parties=tuple(
            RiskImportance(party, each.availability or 0.0, each.restore, worth, otherwise[party])
            for party, worth in zip(ids(parties), found.importances, strict=True)
            for each in [known_parties[party]]
        ),
        candidates=len(scope.candidates),
        asked=query.candidates or None,
        stops_on=query.stops_on,
        protected_why=scope.why,
        notices=_notices(scope, unused, found.complete, all_tried),
        names=scope.names,
    )


class _Points(NamedTuple):
    """How many single points of failure there are, and how many of them have an availability."""

    total: int
    with_availability: int


def _single_points(scope: Scope) -> _Points:
    """The single points of failure, as the report has them."""
    failures = SingleFailures()
    for block in single_failures(scope.network):
        failures.take(scope, block)
    points, _ = single_points(scope, failures, times(scope, failures.stops, failures.stopped))
    parties = scope.organization.parties
    known = sum(parties[point.party].availability is not None for point in points)
    return _Points(len(points), known)


def _unused(scope: Scope) -> list[str]:
    """Who has an availability below 1 that counts for nothing: it is not among those who may be
    gone."""
    candidates = set(scope.ids(scope.candidates))
    return [
        party.id
        for party in scope.organization.parties.values()
        if absence(party.availability) and party.id not in candidates
    ]


def _nothing_to_draw(scope: Scope, unused: Sequence[str]) -> InternalMapError:
    remedy = (
        "Say how often somebody is there when needed, as a share: "
        "anna: {kind: person, availability: 95%}"
    )
    if unused:
        remedy += f"\n  {_left_out(scope, unused)}"
    return InternalMapError(
        "there is nothing to simulate: no party that may be gone has an 'availability' below 100%",
        remedy,
    )


def _notices(
    scope: Scope, unused: Sequence[str], complete: bool, all_tried: bool
) -> tuple[str, ...]:
    notices = []
    if not complete:
        notices.append(
            "There are too many different absences to follow all of them in time. In the cases "
            "left over nobody counts as back, so the chances are too high rather than too low."
        )
    if not all_tried:
        notices.append("Some scenarios took too many steps to say who would change them.")
    if not scope.protected:
        notices.append("No party is protected, so nobody can be let down: add external customers.")
    if unused:
        notices.append(_left_out(scope, unused))
    return tuple(notices)


def _left_out(scope: Scope, unused: Sequence[str]) -> str:
    who = listed(Names(scope.names).shorts(unused), limit=_NAMED)
    return escape(
        f"The availability of {who} is not used, since it is not asked what happens without them: "
        "external customers and a unit that holds everyone are left out unless --candidates names "
        "them."
    )
