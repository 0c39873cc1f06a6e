"""`impact`: what happens if some are gone or late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from internalmap.analyses import impact as impacts
from internalmap.api.query import Query
from internalmap.arguments import seconds, texts
from internalmap.errors import InternalMapError
from internalmap.model.organization import Importance, Organization
from internalmap.model.selectors import Selection
from internalmap.results.impact import Impact


def impact(
    organization: Organization,
    *,
    gone: Sequence[str] = (),
    late: Mapping[str, float] | None = None,
    protect: Sequence[str] = (),
    stops_on: Importance = "essential",
    only_needs: Sequence[str] = (),
    without_needs: Sequence[str] = (),
) -> Impact:
    """What happens, to whom, when, and by which chain, if some are gone or late.

    `gone` are selectors; whoever is gone takes everyone inside along. `late` gives seconds by
    selector; where several pick a party, it is late by the most. The other settings are those of
    `internalmap.analyze`.

    >>> import internalmap
    >>> hotel = internalmap.loads('''
    ... parties:
    ...   guests: {kind: customer, needs: [{from: bar, buffer: 1h}]}
    ...   bar: {needs: [ice]}
    ...   ice:
    ... ''')
    >>> [(row.party, row.after) for row in internalmap.impact(hotel, gone=["ice"]).stopped]
    [('bar', 0), ('guests', 3600)]
    >>> [(row.party, row.by) for row in internalmap.impact(hotel, late={"ice": 7200}).delayed]
    [('bar', 7200), ('ice', 7200), ('guests', 3600)]

    Raises `InternalMapError` for a selector that picks nobody, a delay that is no number from 0
    on, an unknown setting, and where nobody is gone or late.
    """
    query = Query.of(
        protect=protect, stops_on=stops_on, only_needs=only_needs, without_needs=without_needs
    )
    absent, delayed = texts("gone", gone), seconds("late", late)
    if not absent and not delayed:
        raise InternalMapError("nobody is gone or late", "Say who: gone=['it'] or late={'it': 60}.")
    asked = query.scope(organization)
    selection = Selection(asked.organization)
    delays: dict[str, float] = {}
    for selector, delay in delayed.items():
        for party in selection.ids(selector):
            delays[party] = max(delay, delays.get(party, 0))
    return impacts.impact(asked, selection.all(absent), delays)
