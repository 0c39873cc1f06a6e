"""A map of people is personal data: the same organisation under pseudonyms.

Ids and names become pseudonyms such as `person-3`. Of all else the result holds what the table of
keys (`model.keys`) names as published, such as services, tags, kinds and locations, and nothing
more: contacts, notes and whatever is new are left out. The numbers follow neither the alphabet nor
the file: the same model always gives the same ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from itertools import count
from typing import Any

from internalmap.model import keys
from internalmap.model.organization import Need, Organization, Party, in_order
from internalmap.model.relabel import need_with_ids, party_with_ids
from internalmap.model.selectors import Selection
from internalmap.model.settings import Scenario


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


def scenario_pseudonyms(scenarios: Iterable[str]) -> dict[str, str]:
    """The pseudonym of each scenario, by its id, which says what one fears, and often where."""
    ids = sorted({*scenarios}, key=lambda id: (sha256(id.encode()).digest(), id))
    digits = len(str(len(ids)))
    return {id: f"scenario-{number:0{digits}}" for number, id in enumerate(ids, 1)}


def anonymized(
    organization: Organization,
    names: Mapping[str, str],
    scenarios: Mapping[str, str] | None = None,
) -> Organization:
    """The organisation under these pseudonyms; `scenarios` are those of its scenarios."""
    if scenarios is None:
        scenarios = scenario_pseudonyms(each.id for each in organization.scenarios)
    sites = _sites(organization, names)
    parties = [_party(party, names, sites) for party in organization.parties.values()]
    selection = Selection(organization)
    return Organization(
        **_published(organization, keys.ROOT, "as it is"),
        parties={party.id: party for party in sorted(parties, key=lambda party: party.id)},
        needs=in_order(_need(need, names) for need in organization.needs),
        staffing=in_order(_need(need, names) for need in organization.staffing),
        boxes=frozenset(names[id] for id in organization.boxes),
        protect=tuple(sorted(names[id] for id in selection.all(organization.protect))),
        scenarios=_scenarios(organization, names, scenarios, selection),
        check=replace(organization.check, policies=()),
    )


def _scenarios(
    organization: Organization,
    names: Mapping[str, str],
    called: Mapping[str, str],
    selection: Selection,
) -> tuple[Scenario, ...]:
    """The scenarios, each party that a selector picks by its pseudonym."""

    def each_one(by_selector: Mapping[str, int], choose: Callable[[int, int], int]) -> Any:
        found: dict[str, int] = {}
        for selector, seconds in by_selector.items():
            for id in selection.ids(selector):
                name = names[id]
                found[name] = choose(found.get(name, seconds), seconds)
        return dict(sorted(found.items()))

    found = [
        Scenario(
            id=called[scenario.id],
            name=called[scenario.id],
            gone=tuple(sorted(names[id] for id in selection.all(scenario.gone))),
            duration=scenario.duration,
            only_needs=scenario.only_needs,
            late=each_one(scenario.late, max),
            expect=each_one(scenario.expect, min),
        )
        for scenario in organization.scenarios
    ]
    return tuple(sorted(found, key=lambda scenario: scenario.id))


def _sites(organization: Organization, names: Mapping[str, str]) -> Mapping[str, str]:
    """The pseudonyms of sites, by what a location may call them, its letters made alike."""
    sites = [party for party in organization.parties.values() if party.kind == "site"]
    called = {site.name.casefold(): names[site.id] for site in sites}
    return called | {site.id.casefold(): names[site.id] for site in sites}


def _party(party: Party, names: Mapping[str, str], sites: Mapping[str, str]) -> Party:
    found = _published(party, keys.PARTY, "as it is", "pseudonym")
    for field in keys.fields_of(keys.PARTY, "someone"):
        if found.get(field) not in names:  # it is the name of somebody, and not an id
            found.pop(field, None)
    found["name"] = names[party.id]
    found["location"] = _location(party, names, sites)
    return party_with_ids(Party(**found), names)


def _location(party: Party, names: Mapping[str, str], sites: Mapping[str, str]) -> tuple[str, ...]:
    """Where a party is: of a site its pseudonym, also where a text has no more than its name."""
    if party.sites:
        return tuple(names[site] for site in party.sites)
    return tuple(sites.get(place.casefold(), place) for place in party.location)


def _need(need: Need, names: Mapping[str, str]) -> Need:
    return need_with_ids(Need(**_published(need, keys.NEED, "as it is", "pseudonym")), names)


def _published(
    of: Organization | Party | Need, table: tuple[keys.Key, ...], *how: keys.Published
) -> dict[str, Any]:
    """What the table names as published in one of these ways, by field."""
    return {
        key.field: getattr(of, key.field)
        for key in table
        if key.published in how and key.field is not None
    }
