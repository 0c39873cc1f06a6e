"""Changes of an organisation, made on a copy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from internalmap.model.organization import Organization, Party, in_order


def with_supplier(
    organization: Organization, needs: Iterable[int], stand_in: str, new: Party | None
) -> Organization:
    """The organisation in which somebody further supplies these needs. Someone new has the needs
    of everyone, those left out that it supplies."""
    numbers = frozenset(needs)
    found = []
    for number, need in enumerate(organization.needs):
        if number in numbers:
            need = replace(need, suppliers=(*need.suppliers, stand_in))
        elif new is not None and need.customer is None:
            need = replace(need, customers=tuple(sorted((*need.customers, new.id))))
        found.append(need)
    parties = dict(organization.parties)
    if new is not None:
        parties[new.id] = new
    in_id_order = {id: parties[id] for id in sorted(parties)}
    return replace(organization, parties=in_id_order, needs=in_order(found))
