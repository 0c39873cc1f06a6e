"""Which unit stands for a party where units and not parties are looked at."""

from __future__ import annotations

from collections.abc import Sequence

from internalmap.errors import InternalMapError
from internalmap.model.organization import KINDS, Organization
from internalmap.text.escape import escape


def outermost(organization: Organization) -> dict[str, bool]:
    """The outermost units, and the parties in none, which stand for themselves.

    Where one unit holds everyone but external customers, outside suppliers, processes and sites, it
    is opened: those one level down take its place, and so on. True marks a unit that was opened and
    now stands for itself alone.
    """
    parties, members = organization.parties, organization.members
    tops = [party.id for party in parties.values() if party.part_of is None]
    insiders = _insiders(organization, tops)
    heads = dict.fromkeys(tops, False)
    left = sum(insiders[top] for top in tops)
    new: Sequence[str] = tops
    while left:
        holder = next((head for head in new if head in members and insiders[head] == left), None)
        if holder is None:
            break
        heads[holder] = True
        left -= parties[holder].kind not in _OUTSIDE
        new = members[holder]
        heads.update(dict.fromkeys(new, False))
    return heads


#: Kinds that stand on no organisation chart.
_OUTSIDE = ("customer", "supplier", "process", "site")


def _insiders(organization: Organization, tops: Sequence[str]) -> dict[str, int]:
    """How many parties that stand on a chart each one is or has inside."""
    parties, members = organization.parties, organization.members
    order = list(tops)
    for id in order:  # grows: units before those inside them
        order.extend(members.get(id, ()))
    found = {id: int(parties[id].kind not in _OUTSIDE) for id in order}
    for id in reversed(order):
        unit = parties[id].part_of
        if unit is not None:
            found[unit] += found[id]
    return found


def groups(organization: Organization, by: str) -> dict[str, str]:
    """The party that stands for each party when rows are rolled up.

    `party`: itself. `unit`: the outermost unit, as `outermost` has it. A number: the unit at that
    depth, 1 being the outermost. A kind: the closest unit of that kind, itself included; without
    one, the party itself.

    Raises `InternalMapError` for anything else.
    """
    parties = organization.parties
    if by == "party":
        return {id: id for id in parties}
    if by == "unit":
        heads = outermost(organization)
        found = {id: id for id in parties}
        for head, opened in heads.items():
            if not opened:
                found.update(dict.fromkeys(organization.inside(head), head))
        return found
    if by.isascii() and by.isdigit() and len(by) < 10 and int(by) > 0:
        depth = int(by)
        return {id: _line(organization, id)[-depth:][0] for id in parties}
    if by in KINDS:
        return {
            id: next((unit for unit in _line(organization, id) if parties[unit].kind == by), id)
            for id in parties
        }
    raise InternalMapError(
        f"cannot roll up to '{escape(by)}'",
        f"Say party, unit, a depth such as 1, or a kind: {', '.join(KINDS)}.",
    )


def _line(organization: Organization, id: str) -> list[str]:
    """A party, its unit, the unit of that, and so on."""
    return [id, *organization.units_of(id)]
