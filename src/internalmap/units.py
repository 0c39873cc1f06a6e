"""Which unit stands for a party where units and not parties are looked at."""

from __future__ import annotations

from internalmap.errors import InternalMapError
from internalmap.model import KINDS, Organization
from internalmap.printable import printable


def outermost(organization: Organization) -> dict[str, bool]:
    """The outermost units, and the parties in none, which stand for themselves.

    Where one unit holds everyone but external customers and outside suppliers, it is opened: those
    one level down take its place, and so on. True marks a unit that was opened and now stands for
    itself alone.
    """
    heads = {party.id: False for party in organization.parties.values() if party.part_of is None}
    while True:
        insiders = {
            party.id
            for party in organization.parties.values()
            if party.kind not in ("customer", "supplier") and not heads.get(party.id, False)
        }
        holder = next(
            (
                head
                for head, opened in heads.items()
                if not opened
                and head in organization.members
                and insiders
                and insiders.issubset({head, *organization.inside(head)})
            ),
            None,
        )
        if holder is None:
            return heads
        heads[holder] = True
        heads.update(dict.fromkeys(organization.members[holder], False))


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
    if by.isascii() and by.isdigit() and int(by) > 0:
        depth = int(by)
        return {id: _line(organization, id)[-depth:][0] for id in parties}
    if by in KINDS:
        return {
            id: next((unit for unit in _line(organization, id) if parties[unit].kind == by), id)
            for id in parties
        }
    raise InternalMapError(
        f"cannot roll up to '{printable(by)}'",
        f"Say party, unit, a depth such as 1, or a kind: {', '.join(KINDS)}.",
    )


def _line(organization: Organization, id: str) -> list[str]:
    """A party, its unit, the unit of that, and so on."""
    return [id, *organization.units_of(id)]
