"""`impact`: what happens if some are gone or late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from internalmap.analyses import impact as impacts
from internalmap.api.query import Query
from internalmap.arguments import duration as a_duration
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
    duration: float | str | None = None,
    protect: Sequence[str] = (),
    stops_on: Importance = "essential",
    only_needs: Sequence[str] = (),
    without_needs: Sequence[str] = (),
) -> Impact:
    """What happens, to whom, when, and by which chain, if some are gone or late.

    `gone` are selectors; whoever is gone takes everyone inside along, and is back after its
    `restore`. `duration` says for all who are gone how long they are instead: in seconds, or as in
    a model, such as "8h". `late` gives seconds by selector; where several pick a party, it is late
    by the most. The other settings are those of `internalmap.analyze`.

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
    >>> for each in internalmap.impact(hotel, gone="ice", duration="2h").effects:
    ...     print(each.protected, each.after, each.needed, each.let_down)
    guests 3600 3600 True

    Raises `InternalMapError` for a selector that picks nobody, a delay that is no number from 0
    on, a duration that is none, an unknown setting, where nobody is gone or late, and where a
    duration is given and nobody is gone.
    """
    query = Query.of(
        protect=protect, stops_on=stops_on, only_needs=only_needs, without_needs=without_needs
    )
    absent, delayed = texts("gone", gone), seconds("late", late)
    lasting = a_duration("duration", duration)
    if not absent and not delayed:
        raise InternalMapError("nobody is gone or late", "Say who: gone=['it'] or late={'it': 60}.")
    if lasting is not None and not absent:
        raise InternalMapError(
            "duration says how long, and nobody is gone", "Say who: gone=['it']."
        )
    scope = query.scope(organization)
    selection = Selection(scope.organization, names=True)
    delays: dict[str, float] = {}
    for selector, delay in delayed.items():
        for party in selection.ids(selector):
            delays[party] = max(delay, delays.get(party, 0))
    return impacts.impact(scope, selection.all(absent), delays, lasting)
