"""Parties and needs with other ids: those of an older version in the ids of today, or
pseudonyms."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from internalmap.model import keys
from internalmap.model.organization import Acceptance, Action, Need, Organization, Party, Said
from internalmap.model.settings import Scenario

#: The id that each party is to have, by the one that it has; others keep theirs.
Ids: TypeAlias = Mapping[str, str]


def renamed(old: Organization, new: Organization) -> dict[str, str]:
    """The id now of each party that had another: what `was` says, where the id before is gone."""
    return renamed_of(old.parties, new)


def renamed_of(old: Container[str], new: Organization) -> dict[str, str]:
    """The same, where only the ids of the old version are known."""
    return {
        before: party.id
        for party in new.parties.values()
        for before in party.was
        if before in old and before not in new.parties and party.id not in old
    }


def party_with_ids(party: Party, ids: Ids) -> Party:
    """A party, with the other ids wherever it names one."""
    if not ids:
        return party
    found = _carried(party, _PARTY, ids)
    found["location"] = tuple(
        ids.get(place, place) if place in party.sites else place for place in party.location
    )
    return replace(party, **found)


def need_with_ids(need: Need, ids: Ids) -> Need:
    """A need, with the other ids wherever it names one. Where the order of parties means nothing
    it is that of the ids."""
    if not ids and _is_in_order(need):
        return need
    found = _carried(need, _NEED, ids)
    for field in ("customers", "units"):
        found[field] = tuple(sorted(found[field]))
    if need.staffing:
        found["suppliers"] = tuple(sorted(found["suppliers"]))
    return replace(need, **found)


def _is_in_order(need: Need) -> bool:
    """Whether parties stand by their ids already, where their order means nothing."""
    for each in (need.customers, need.units, need.suppliers if need.staffing else ()):
        if len(each) > 1 and each != tuple(sorted(each)):
            return False
    return True


def scenario_with_ids(scenario: Scenario, ids: Ids) -> Scenario:
    """A scenario, with the other ids wherever it names a party, or what is inside one."""
    return replace(
        scenario,
        gone=tuple(_selector(each, ids) for each in scenario.gone),
        late={_selector(each, ids): by for each, by in scenario.late.items()},
        expect={_selector(each, ids): most for each, most in scenario.expect.items()},
    )


def _selector(selector: str, ids: Ids) -> str:
    prefix, colon, unit = selector.partition(":")
    if selector not in ids and colon and prefix == "unit":
        return f"unit:{ids.get(unit.strip(), unit)}"
    return ids.get(selector, selector)


def _carried(
    of: Party | Need, carriers: Mapping[str, Callable[[Any, Ids], Any]], ids: Ids
) -> dict[str, Any]:
    """The fields that name parties, under the other ids."""
    return {
        field: carry(value, ids)
        for field, carry in carriers.items()
        if (value := getattr(of, field)) is not None
    }


def _id(id: str, ids: Ids) -> str:
    return ids.get(id, id)


def _several(own: tuple[str, ...], ids: Ids) -> tuple[str, ...]:
    return tuple(ids.get(id, id) for id in own)


def _actions(actions: tuple[Action, ...], ids: Ids) -> tuple[Action, ...]:
    return tuple(
        action if action.owner is None else replace(action, owner=_id(action.owner, ids))
        for action in actions
    )


def _said(said: Said, ids: Ids) -> Said:
    return said if said.by is None else replace(said, by=_id(said.by, ids))


def _acceptances(acceptances: tuple[Acceptance, ...], ids: Ids) -> tuple[Acceptance, ...]:
    return tuple(
        replace(
            each,
            by=_id(each.by, ids),
            stops=None if each.stops is None else _several(each.stops, ids),
        )
        for each in acceptances
    )


#: What gives a value of each form that may name parties other ids.
_CARRIERS: Mapping[keys.Form, Callable[[Any, Ids], Any]] = {
    "id": _id,
    "ids": _several,
    "someone": _id,
    "actions": _actions,
    "acceptances": _acceptances,
    "said": _said,
}


def _carriers(table: tuple[keys.Key, ...]) -> dict[str, Callable[[Any, Ids], Any]]:
    return {
        key.field: _CARRIERS[key.form]
        for key in table
        if key.form in _CARRIERS and key.field is not None
    }


_PARTY, _NEED = _carriers(keys.PARTY), _carriers(keys.NEED)
