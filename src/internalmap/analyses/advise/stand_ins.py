"""Who may stand in for whom.

1. Whoever supplies, or `can` supply, the same service: one that is named, in the same words.
2. Where there is nobody of these, and the party is a person or a role: its colleagues, persons for
   a person and roles for a role, in the same working team. That is the closest unit that it staffs,
   or else the closest that has persons or roles, and no teams, inside.

Never the party itself, anyone inside it or a unit that it is inside of; nor a customer of the need,
a unit with one inside, or who supplies it already; nor an external customer, a box, or a party
that the model (`stands_in: false`) or the question leaves out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal

from internalmap.model.organization import Need, Organization

Because = Literal["same service", "can", "same team"]
#: From the best reason to the weakest: a step for several needs has the weakest of theirs.
REASONS: tuple[Because, ...] = ("same service", "can", "same team")


class StandIns:
    """Who may stand in for whom in an organisation."""

    def __init__(self, organization: Organization, excluded: Collection[str] = ()) -> None:
        self.organization = organization
        self._never = {
            party.id
            for party in organization.parties.values()
            if party.kind == "customer"
            or party.stands_in is False
            or party.id in organization.boxes
            or party.id in excluded
        }
        self._supply: dict[str, set[str]] = {}
        self._can: dict[str, set[str]] = {}
        for need in organization.needs:
            if need.service is not None:
                self._supply.setdefault(need.service, set()).update(need.suppliers)
        for party in organization.parties.values():
            for service in party.can:
                self._can.setdefault(service, set()).add(party.id)
        self._staffed = {
            supplier: need.customer
            for need in organization.staffing
            for supplier in need.suppliers
            if need.customer is not None
        }

    def of(self, party: str, need: Need) -> Mapping[str, Because]:
        """Who may stand in for a party on a need, each with what makes it fit."""
        units = set(self.organization.units_of(party))
        barred = {party, *self.organization.inside(party), *units, *need.customers, *need.suppliers}
        for customer in need.customers:
            barred.update(self.organization.units_of(customer))
        barred |= self._never
        found: dict[str, Because] = {}
        if need.service is not None:
            found |= dict.fromkeys(self._can.get(need.service, set()) - barred, "can")
            found |= dict.fromkeys(self._supply.get(need.service, set()) - barred, "same service")
        return found or dict.fromkeys(self._colleagues(party) - barred, "same team")

    def _colleagues(self, party: str) -> set[str]:
        kind = self.organization.parties[party].kind
        team = self.team_of(party)
        if team is None or kind not in ("person", "role"):
            return set()
        people = self.organization.people.get(team, ())
        return {each for each in people if self.organization.parties[each].kind == kind}

    def team_of(self, party: str) -> str | None:
        """The working team of a person or a role, if it has one."""
        staffed = self._staffed.get(party)
        if staffed is not None:
            return staffed
        for unit in self.organization.units_of(party):
            people = self.organization.people.get(unit, ())
            kinds = {self.organization.parties[each].kind for each in people}
            if kinds and kinds <= {"person", "role"}:
                return unit
        return None
