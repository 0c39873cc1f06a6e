"""`cards`: an organisation in, the cards of its parties out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from internalmap.analyses import party as card_analysis
from internalmap.analyses.absence.account import account
from internalmap.analyses.absence.times import MAX_STEPS
from internalmap.analyses.fallbacks import Defeats
from internalmap.api.advise import step_for_each
from internalmap.api.analyze import Progress, analyze
from internalmap.api.query import Query, checked_model
from internalmap.arguments import texts
from internalmap.errors import for_each
from internalmap.kernel.clock import clock
from internalmap.kernel.party_sets import parties_in
from internalmap.kernel.scope import Scope
from internalmap.kernel.stopping import single_failures
from internalmap.model.organization import Importance, Organization
from internalmap.model.selectors import Selection
from internalmap.results.absences import Effect
from internalmap.results.advise import AdviceStep, Question
from internalmap.results.analyze import NeedRef
from internalmap.results.party import Card

#: In models of more parties than this, a card waits for no pairs.
PAIRS_UP_TO = 1_000


def cards(
    organization: Organization,
    ids: Sequence[str],
    *,
    protect: Sequence[str] = (),
    candidates: Sequence[str] = (),
    stops_on: Importance = "essential",
    progress: Progress | None = None,
) -> tuple[Card, ...]:
    """The cards of these parties: whom each serves and needs, and what happens without it. A
    single card also says with whom a party must not be missing, unless the model is large.

    The settings are those of `internalmap.analyze`.

    Raises `InternalMapError` for an id that no party has, and what `internalmap.analyze` raises.
    """
    query = Query.of(protect=protect, candidates=candidates, stops_on=stops_on)
    selection = Selection(checked_model("organization", organization), names=True)
    ids = for_each(selection.one, texts("ids", ids))
    pairs = len(ids) == 1 and len(organization.parties) <= PAIRS_UP_TO
    analysis = analyze(
        organization, **query.settings, cut_size=2 if pairs else 1, progress=progress
    )
    scope = query.scope(organization)
    effects = {row.party: row.effects for row in analysis.absences.rows}
    points = [point.party for point in analysis.single_points_of_failure]
    _complete(scope, effects, [*ids, *points])
    found = card_analysis.cards(organization, analysis, ids, effects, _defeats(scope, ids))
    steps = step_for_each(scope, ids)
    return tuple(_with_step(card, steps) for card in found)


def _with_step(card: Card, steps: Mapping[str, AdviceStep | Question | None]) -> Card:
    """A card with the best step for its absence, or what to ask."""
    step = steps.get(card.party.id)
    if isinstance(step, AdviceStep):
        return replace(card, step=step)
    return replace(card, question=step, step_sought=step is not None or card.party.id not in steps)


def _complete(scope: Scope, effects: dict[str, tuple[Effect, ...]], ids: Iterable[str]) -> None:
    """Add the effects of absences that the table of the analysis does not list: those of parties
    that are no candidates, and those past its end, as far as the bound of all accounts allows."""
    network, prepared = scope.network, clock(scope.network)
    steps = 0
    for id in dict.fromkeys(ids):
        if id in effects:
            continue
        found = account(scope, prepared, (network.index[id],))
        steps += found.timeline.steps
        if steps > MAX_STEPS:
            return
        effects[id] = found.effects(scope)


def _defeats(scope: Scope, ids: Sequence[str]) -> dict[str, list[NeedRef]]:
    """The fallbacks that each party's absence defeats, whoever may be gone by default."""
    network = scope.network
    everyone = replace(scope, candidates=tuple(network.index[id] for id in ids))
    defeats = Defeats()
    for block in single_failures(network):
        defeats.take(everyone, block)
    found: dict[str, list[NeedRef]] = {}
    for number, absences in sorted(defeats.by.items()):
        for party in parties_in(absences):
            need = NeedRef.of(network.requirements[number].need)
            found.setdefault(network.ids[party], []).append(need)
    return found
