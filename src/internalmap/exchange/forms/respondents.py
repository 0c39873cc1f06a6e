"""Who is asked: whose form each party of a model stands in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from internalmap.model.organization import OUTSIDE_KINDS, STAFF_KINDS, UNIT_KINDS, Organization

#: By what forms are made.
BY: Final = ("unit", "party")


@dataclass(frozen=True)
class Respondents:
    """`asked`: each unit, or party, that gets a form, with the parties that the form is about, in
    id order. Nobody answers for those in `unanswered`; those in `outside` are not of the house;
    `boxes` hold other units and nothing else."""

    asked: Mapping[str, tuple[str, ...]]
    unanswered: tuple[str, ...]
    outside: tuple[str, ...]
    boxes: tuple[str, ...]


def respondents(organization: Organization, by: str) -> Respondents:
    """Whose form each party stands in.

    `unit`: a team or department has its own. Persons, roles and whatever else is in one stand in
    the form of the closest that they are in; a system, a set of records, a process or a site in
    that of its owner, where a person or unit of the model is that. A person or role in no unit has
    its own. `party`: everybody, and everything, has its own.

    External customers and outside suppliers are not asked, nor is a unit that has nothing but other
    units in it, needs nothing and supplies nobody.
    """
    found: dict[str, list[str]] = {}
    unanswered, outside = [], []
    for party in organization.parties.values():
        if party.kind in OUTSIDE_KINDS:
            outside.append(party.id)
            continue
        unit = party.id if by == "party" else _answering(organization, party.id)
        if unit is None:
            unanswered.append(party.id)
        else:
            found.setdefault(unit, []).append(party.id)
    speaking = {id for need in organization.needs for id in (need.customer, *need.suppliers)}
    boxes = tuple(
        unit
        for unit in sorted(found)
        if found[unit] == [unit] and unit in organization.containers and unit not in speaking
    )
    asked = {unit: tuple(sorted(found[unit])) for unit in sorted(found) if unit not in boxes}
    return Respondents(asked, tuple(unanswered), tuple(outside), boxes)


def _answering(organization: Organization, id: str) -> str | None:
    """The party that answers for this one."""
    party = organization.parties[id]
    if party.kind in UNIT_KINDS:
        return id
    owner = organization.parties.get(party.owner or "")
    if party.kind not in STAFF_KINDS and owner is not None and owner.kind in STAFF_KINDS:
        return _answering(organization, owner.id)  # whom it names is staff, so this ends
    units = (u for u in organization.units_of(id) if organization.parties[u].kind in UNIT_KINDS)
    return next(units, id if party.kind in STAFF_KINDS else None)
