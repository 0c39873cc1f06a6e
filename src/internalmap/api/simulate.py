"""`simulate`: an organisation in, the chance that each protected party is let down out."""

from __future__ import annotations

from collections.abc import Sequence

from internalmap._gc import without_garbage_collection
from internalmap.analyses.simulate import MAX_SCENARIOS, absence, chances, uncertain
from internalmap.api.analyze import Progress
from internalmap.api.query import Query
from internalmap.arguments import callback, count
from internalmap.errors import InternalMapError
from internalmap.kernel.scope import Scope
from internalmap.model.organization import Importance, Organization
from internalmap.model.phrases import Names, listed, plural
from internalmap.results.simulate import Chance, Simulation, Worth
from internalmap.text.escape import printable

#: How many parties are named in a sentence.
_NAMED = 5


def simulate(
    organization: Organization,
    *,
    scenarios: int = 100_000,
    seed: int = 1,
    protect: Sequence[str] = (),
    candidates: Sequence[str] = (),
    stops_on: Importance = "essential",
    only_needs: Sequence[str] = (),
    without_needs: Sequence[str] = (),
    progress: Progress | None = None,
) -> Simulation:
    """How likely each protected party is let down, when each party that may be gone is there as
    often as its `availability` says, whoever else is there.

    With few uncertain parties all combinations are weighed, and the result is exact; else so many
    `scenarios` are drawn, the same ones for the same `seed`. The other settings are those of
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
    scenarios = count("scenarios", scenarios, 1, MAX_SCENARIOS)
    seed = count("seed", seed, 0)
    tell = callback("progress", progress)
    with without_garbage_collection():
        tell("building the network")
        asked = query.scope(organization)
        parties = uncertain(asked)
        unused = _unused(asked)
        if not parties:
            raise _nothing_to_draw(asked, unused)
        found = chances(asked, parties, scenarios, seed, tell)
    ids = asked.ids
    known_parties = asked.organization.parties
    return Simulation(
        organization=organization.title,
        marking=organization.marking,
        scenarios=found.scenarios,
        seed=seed,
        exact=found.exact,
        protected=tuple(
            Chance(party, *figures)
            for party, figures in zip(ids(asked.protected), found.protected, strict=True)
        ),
        parties=tuple(
            Worth(party, known_parties[party].availability or 0.0, worth)
            for party, worth in zip(ids(parties), found.worths, strict=True)
        ),
        candidates=len(asked.candidates),
        asked=query.candidates or None,
        stops_on=query.stops_on,
        protected_why=asked.why,
        notices=_notices(asked, unused),
        names=asked.names,
    )


def _unused(asked: Scope) -> list[str]:
    """Who has an availability below 1 that counts for nothing: it is not among those who may be
    gone."""
    candidates = set(asked.ids(asked.candidates))
    return [
        party.id
        for party in asked.organization.parties.values()
        if absence(party.availability) and party.id not in candidates
    ]


def _nothing_to_draw(asked: Scope, unused: Sequence[str]) -> InternalMapError:
    remedy = (
        "Say how often somebody is there when needed, as a share: "
        "anna: {kind: person, availability: 95%}"
    )
    if unused:
        remedy += f"\n  {_left_out(asked, unused)}"
    return InternalMapError(
        "there is nothing to simulate: no party that may be gone has an 'availability' below 100%",
        remedy,
    )


def _notices(asked: Scope, unused: Sequence[str]) -> tuple[str, ...]:
    notices = []
    if not asked.protected:
        notices.append("No party is protected, so nobody can be let down: add external customers.")
    if unused:
        notices.append(_left_out(asked, unused))
    return tuple(notices)


def _left_out(asked: Scope, unused: Sequence[str]) -> str:
    who = listed(Names(asked.names).shorts(unused), limit=_NAMED)
    verb = plural(len(unused), "is", "are")
    them = plural(len(unused), "it", "they")
    return printable(
        f"The availability of {who} is not used: {them} {verb} not among those who may be gone "
        "(external customers and units that hold teams are not, unless --candidates names them)."
    )
