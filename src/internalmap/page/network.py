"""The organisation as the page's clock takes it: numbers, in columns."""

from __future__ import annotations

from typing import Any

from internalmap.analyses.absence.grades import is_single
from internalmap.kernel.scope import Scope
from internalmap.model.organization import IMPORTANCES
from internalmap.page.columns import column


def page_network(scope: Scope) -> dict[str, Any]:
    """What the clock of the page goes by, as plain JSON; parties are places in `ids`, durations
    seconds.

    `restore`, `limit` and `unit` (the one that it is part of) are columns of parties. `needs` has
    columns of needs, the written ones in their order, then those of units for their people, then
    those of parties for their sites: `customer` (`None`: everyone), `customers` where these are
    others than that one, `units` that it stops too, `suppliers`, `at_least`, `buffer`, `limit`,
    `importance` (its place in `IMPORTANCES`), and `kind`: need, staffing or site. `single` are the
    parties whose absence is one thing missing, no whole unit.
    """
    network, organization = scope.network, scope.organization
    parties = organization.parties.values()
    index = network.index
    needs = network.requirements
    alone = [
        (None if each.need.customer is None else (index[each.need.customer],)) for each in needs
    ]
    kinds = [
        "staffing" if each.need.staffing else "site" if each.need.at_site else "need"
        for each in needs
    ]
    return {
        "ids": [*network.ids],
        "restore": column([party.restore for party in parties]),
        "limit": column([party.limit for party in parties]),
        "unit": column([None if unit < 0 else unit for unit in network.unit]),
        "needs": {
            "customer": column([None if one is None else one[0] for one in alone]),
            "customers": column(
                [
                    None if each.customers == one else [*each.customers]
                    for each, one in zip(needs, alone, strict=True)
                ]
            ),
            "units": column([[*each.units] for each in needs], []),
            "suppliers": [[*each.suppliers] for each in needs],
            "at_least": column([each.need.at_least for each in needs], 1),
            "buffer": column([each.need.buffer or 0 for each in needs], 0),
            "limit": column([each.need.limit for each in needs]),
            "importance": column([IMPORTANCES.index(each.need.importance) for each in needs], 0),
            "kind": column(kinds, "need"),
        },
        "protected": [*scope.protected],
        "candidates": [*scope.candidates],
        "single": [index[id] for id in network.ids if is_single(organization, id)],
        "stops_on": scope.stops_on,
        "soon": organization.soon,
        "bands": [*organization.bands],
    }
