"""The public structure: an organisation as a networkx graph. The direction of edges is stated here,
once: they point the way the service flows, from supplier to customer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import networkx as nx

if TYPE_CHECKING:
    from internalmap.model.organization import Need, Organization


def to_networkx(organization: Organization) -> nx.MultiDiGraph[Any]:
    """The organisation as a `MultiDiGraph`: a node a party, an edge supplier → customer for each
    supplier of each need, staffing and the needs of sites included.

    Node attributes: `party` (the `Party`), `name`, `kind`. Edge attributes: `need` (the `Need`),
    `service`, `importance`, `staffing` (true for a unit's need of its own people), `at_site` (true
    for a party's need of the site that it is at), `rank` (the supplier's place in the order of
    preference, from 0) and `fallback` (true from rank `at_least` on). A need that is copied to
    several customers has edges to each of them.

    >>> import internalmap
    >>> hotel = internalmap.loads("parties: {guests: {kind: customer, needs: [bar]}, bar: }")
    >>> list(hotel.to_networkx().edges(data="importance"))
    [('bar', 'guests', 'essential')]
    """
    graph: nx.MultiDiGraph[Any] = nx.MultiDiGraph(title=organization.title)
    graph.add_nodes_from(
        (party.id, {"party": party, "name": party.name, "kind": party.kind})
        for party in organization.parties.values()
    )
    graph.add_edges_from(_edges(organization.needs))
    graph.add_edges_from(_edges(organization.implied_needs))
    return graph


def _edges(needs: Iterable[Need]) -> Iterable[tuple[str, str, dict[str, Any]]]:
    for need in needs:
        for rank, supplier in enumerate(need.suppliers):
            data = {
                "need": need,
                "service": need.service,
                "importance": need.importance,
                "staffing": need.staffing,
                "at_site": need.at_site,
                "rank": rank,
                "fallback": rank >= need.at_least,
            }
            for customer in need.customers:
                yield supplier, customer, data
