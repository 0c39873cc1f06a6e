"""A map of people is personal data: the same organisation under pseudonyms.

Ids and names become pseudonyms such as `person-3`; contacts, notes, web addresses, ways to ask,
former ids, actions, acceptances and policies go. The numbers follow neither the alphabet nor the
file: the same model always gives the same ones. Services, tags, kinds and locations stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from itertools import count

from internalmap.model.organization import CheckSettings, Need, Organization, Party, need_order
from internalmap.model.selectors import Selection


def pseudonyms(organization: Organization) -> dict[str, str]:
    """The pseudonym of each party, by its id."""
    by_kind: dict[str, list[str]] = {}
    for party in organization.parties.values():
        by_kind.setdefault(party.kind, []).append(party.id)
    found: dict[str, str] = {}
    for kind, ids in by_kind.items():
        ids.sort(key=lambda id: (sha256(id.encode()).digest(), id))
        digits = len(str(len(ids)))
        free = (f"{kind}-{number:0{digits}}" for number in count(1))
        # What is somebody's id is nobody's pseudonym: a command that names it means the one.
        unused = (name for name in free if name not in organization.parties)
        found.update(zip(ids, unused, strict=False))
    return found


def anonymized(organization: Organization, names: Mapping[str, str]) -> Organization:
    """The organisation under these pseudonyms."""
    parties = [_party(party, names) for party in organization.parties.values()]
    selection = Selection(organization)
    return replace(
        organization,
        parties={party.id: party for party in sorted(parties, key=lambda party: party.id)},
        needs=tuple(sorted((_need(need, names) for need in organization.needs), key=need_order)),
        staffing=tuple(
            sorted((_need(need, names) for need in organization.staffing), key=need_order)
        ),
        protect=tuple(sorted(names[id] for id in selection.all(organization.protect))),
        check=CheckSettings(organization.check.fail_on, organization.check.rules),
    )


def _party(party: Party, names: Mapping[str, str]) -> Party:
    return replace(
        party,
        id=names[party.id],
        name=names[party.id],
        part_of=None if party.part_of is None else names[party.part_of],
        reports_to=None if party.reports_to is None else names[party.reports_to],
        contact=None,
        url=None,
        note=None,
        actions=(),
        accept=(),
        was=(),
        route=None,
    )


def _need(need: Need, names: Mapping[str, str]) -> Need:
    suppliers = tuple(names[id] for id in need.suppliers)
    return replace(
        need,
        customer=None if need.customer is None else names[need.customer],
        customers=tuple(sorted(names[id] for id in need.customers)),
        suppliers=tuple(sorted(suppliers)) if need.staffing else suppliers,
        request=None,
        url=None,
        note=None,
        actions=(),
        accept=(),
        route=None,
    )
