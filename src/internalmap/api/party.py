"""`cards`: an organisation in, the cards of its parties out."""

from __future__ import annotations

from collections.abc import Sequence

from internalmap.analyses import party as card_analysis
from internalmap.api.analyze import Progress, analyze
from internalmap.api.query import Query, a_model
from internalmap.arguments import texts
from internalmap.kernel.clock import clock, search
from internalmap.model.organization import Importance, Organization
from internalmap.model.selectors import Selection
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
    selection = Selection(a_model("organization", organization), names=True)
    ids = [selection.one(id) for id in texts("ids", ids)]
    pairs = len(ids) == 1 and len(organization.parties) <= PAIRS_UP_TO
    analysis = analyze(
        organization, **query.settings, cut_size=2 if pairs else 1, progress=progress
    )
    after = {point.party: point.after for point in analysis.single_points_of_failure}
    wanted = frozenset(ids)
    untimed = [
        row for row in analysis.parties if row.id in wanted and row.stops and row.id not in after
    ]
    if untimed:  # no candidates, so the analysis did not time them
        asked = query.scope(organization)
        network, ticking = asked.network, clock(asked.network)
        for row in untimed:
            gone = network.within(network.index[row.id])
            others = frozenset(asked.protected).difference(gone)
            course = search(ticking, gone, until_any=others)
            after[row.id] = None if course.first is None else course.stopped[course.first]
    return card_analysis.cards(organization, analysis, ids, after)
