"""An organisation with other ids: an older version, told in the ids of today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from internalmap.model.organization import Acceptance, Need, Organization, Party, in_order


def renamed(old: Organization, new: Organization) -> dict[str, str]:
    """The id now of each party that had another: what `was` says, where the id before is gone."""
    return {
        before: party.id
        for party in new.parties.values()
        for before in party.was
        if before in old.parties and before not in new.parties and party.id not in old.parties
    }


def with_ids(organization: Organization, names: Mapping[str, str]) -> Organization:
    """The same organisation with other ids, and with the places that it was read from."""
    if not names:
        return organization
    parties = sorted(
        (_party(party, names) for party in organization.parties.values()),
        key=lambda party: party.id,
    )
    return Organization(
        organization.title,
        {party.id: party for party in parties},
        in_order(_need(need, names) for need in organization.needs),
        in_order(_need(need, names) for need in organization.staffing),
        organization.scale,
        tuple(names.get(selector, selector) for selector in organization.protect),
        organization.check,
        organization.sources,
    )


def _id(id: str | None, names: Mapping[str, str]) -> str | None:
    return None if id is None else names.get(id, id)


def _party(party: Party, names: Mapping[str, str]) -> Party:
    return replace(
        party,
        id=names.get(party.id, party.id),
        part_of=_id(party.part_of, names),
        reports_to=_id(party.reports_to, names),
        accept=tuple(_acceptance(each, names) for each in party.accept),
    )


def _need(need: Need, names: Mapping[str, str]) -> Need:
    suppliers = tuple(names.get(id, id) for id in need.suppliers)
    return replace(
        need,
        customer=_id(need.customer, names),
        customers=tuple(sorted(names.get(id, id) for id in need.customers)),
        suppliers=tuple(sorted(suppliers)) if need.staffing else suppliers,
        accept=tuple(_acceptance(each, names) for each in need.accept),
    )


def _acceptance(acceptance: Acceptance, names: Mapping[str, str]) -> Acceptance:
    if acceptance.stops is None:
        return acceptance
    return replace(acceptance, stops=tuple(names.get(id, id) for id in acceptance.stops))
