"""An organisation as GraphML: for Gephi, yEd and networkx, and for `graphml_tables` to read back.

A party is a node. Edges run from supplier to customer, as in `graph`: one for each supplier of a
need and each party that has it. The edges of one need carry its number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeAlias

from internalmap.exchange.tables.cells import encoded
from internalmap.exchange.tables.flatten import need_rows, party_rows, setting_texts

if TYPE_CHECKING:
    from internalmap.model.organization import Organization

#: The column of a party or a need, and what stands in it; nothing, where it says nothing.
Row: TypeAlias = Mapping[str, str | int | float | None]


def organization_graphml(organization: Organization) -> bytes:
    """An organisation as GraphML."""
    cells = {id: str(encoded(id)) for id in organization.parties}
    needs = (
        ([cells[id] for id in need.customers], row, [cells[id] for id in need.suppliers])
        for need, row in need_rows(organization)
    )
    return graphml_text(setting_texts(organization), party_rows(organization), needs)


def graphml_text(
    settings: Mapping[str, str],
    parties: Iterable[Row],
    needs: Iterable[tuple[Sequence[str], Row, Sequence[str]]],
) -> bytes:
    """GraphML of the settings, the parties and the needs; the same bytes for the same values.

    Each party gives its `id`. Each need is the parties that have it, what all its edges say, and
    its suppliers in order of preference. Where a need is copied (`applies_to` is `members` or
    `everyone`), `customer` in what its edges say is the party that it is written on.
    """
    import networkx as nx
    from networkx.readwrite.graphml import write_graphml_xml

    graph: nx.MultiDiGraph[Any] = nx.MultiDiGraph()
    graph.graph.update({**settings, "internalmap": 1})
    for party in parties:
        data = _said(party)
        id = data.pop("id")
        # Other programs show a node's `label`.
        graph.add_node(id, **data, label=data.get("name", id))
    number = 0  # of each edge: programs take edges with the same id for the same
    for customers, need, suppliers in needs:
        data = _said(need)
        if data.get("applies_to", "unit") == "unit":
            data.pop("customer", None)  # the edge's end says it
        if "service" in data:
            data["label"] = data["service"]
        for preference, supplier in enumerate(suppliers, 1):
            for customer in customers:
                graph.add_edge(supplier, customer, number, **data, preference=preference)
                number += 1
    stream = BytesIO()
    # Keys are numbered, not named: one name serves nodes and edges, and ids must differ.
    write_graphml_xml(graph, stream, infer_numeric_types=True)
    return stream.getvalue()


def _said(row: Row) -> dict[str, Any]:
    """What a row says."""
    return {key: value for key, value in row.items() if value is not None}
