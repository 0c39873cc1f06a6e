"""The organisation as the page's clock takes it: numbers, in columns, nothing that can be said
with less.

A column says something of each party or need by its number: a list, or, where most are as usual, a
mapping of those that are not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from internalmap.analyses.absence.grades import is_single
from internalmap.kernel.scope import Scope
from internalmap.model.organization import IMPORTANCES

#: How much longer an entry of a mapping is than one of a list, which has no number before it.
_SPARSE = 3

Column = Sequence[Any] | Mapping[str, Any]


def column(values: Sequence[Any], usual: object) -> Column:
    """Values by their number: all of them, or, where most are the usual one, the others.

    >>> column([0, 0, 0, 0, 7], 0)
    {'4': 7}
    >>> column([5, 0, 7], 0)
    [5, 0, 7]
    """
    unusual = {str(number): value for number, value in enumerate(values) if value != usual}
    return unusual if len(unusual) * _SPARSE < len(values) else [*values]


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
        "restore": column([party.restore for party in parties], None),
        "limit": column([party.limit for party in parties], None),
        "unit": column([None if unit < 0 else unit for unit in network.unit], None),
        "needs": {
            "customer": column([None if one is None else one[0] for one in alone], None),
            "customers": column(
                [
                    None if each.customers == one else [*each.customers]
                    for each, one in zip(needs, alone, strict=True)
                ],
                None,
            ),
            "units": column([[*each.units] for each in needs], []),
            "suppliers": [[*each.suppliers] for each in needs],
            "at_least": column([each.need.at_least for each in needs], 1),
            "buffer": column([each.need.buffer or 0 for each in needs], 0),
            "limit": column([each.need.limit for each in needs], None),
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
