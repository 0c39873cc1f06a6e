"""`trace`: the chains from one party to another."""

from __future__ import annotations

from collections.abc import Sequence

from internalmap.analyses import trace as traces
from internalmap.api.query import Query, checked_model
from internalmap.arguments import flag, text
from internalmap.errors import InternalMapError, for_each
from internalmap.model.organization import Importance, Organization
from internalmap.model.selectors import Selection
from internalmap.results.trace import Trace
from internalmap.text.escape import escape


def trace(
    organization: Organization,
    supplier: str,
    customer: str,
    *,
    every: bool = False,
    stops_on: Importance = "essential",
    only_needs: Sequence[str] = (),
    without_needs: Sequence[str] = (),
) -> Trace:
    """How one party's work reaches another: the shortest chains between them, or with `every` all
    of them, up to a bound. Both are ids, or names; the settings are those of `internalmap.analyze`.

    >>> import internalmap
    >>> hotel = internalmap.loads('''
    ... parties:
    ...   guests: {kind: customer, needs: [bar]}
    ...   bar: {needs: [ice]}
    ...   ice:
    ... ''')
    >>> internalmap.trace(hotel, "ice", "guests").chains
    (('ice', 'bar', 'guests'),)

    Raises `InternalMapError` for an id that no party has, for the same id twice, and for an
    unknown setting.
    """
    query = Query.of(stops_on=stops_on, only_needs=only_needs, without_needs=without_needs)
    checked_model("organization", organization)
    every = flag("every", every)
    selection = Selection(organization, names=True)
    ends = text("supplier", supplier), text("customer", customer)
    supplier, customer = for_each(selection.one, ends)
    if supplier == customer:
        raise InternalMapError(
            f"{escape(supplier)} is named twice", "Name a supplier and another party."
        )
    return traces.trace(query.scope(organization), supplier, customer, every=every)
