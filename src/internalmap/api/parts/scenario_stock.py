"""Five scenarios to begin with, made from the kinds and the sites of a model."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from internalmap.analyses.absence.account import account
from internalmap.analyses.single_points import SingleFailures
from internalmap.kernel.clock import clock
from internalmap.kernel.scope import Scope, scope
from internalmap.kernel.stopping import single_failures
from internalmap.model.organization import OUTSIDE_KINDS, Kind, Organization, Party
from internalmap.modelfile.write.yaml_text import yaml_text
from internalmap.text.quantity_texts import duration_text

#: What power is called, in the languages that tables are understood in.
_POWER = re.compile(
    r"\b(power|power supply|power grid|electricity|electric power|strom|stromnetz|"
    r"stromversorgung|strøm|kraft|elektrisitet|prąd|energia|energia elektryczna|corrente|"
    r"elettricità)\b",
    re.IGNORECASE,
)
#: How many parties of a kind are tried by the clock: those without whom most would stop.
_TRIED = 50
_DAY = 86_400
#: How many parties one scenario expects something of.
_EXPECTED = 12

_OPENING = (
    "Scenarios to begin with, made from the parties of this model.\n"
    "Who is gone was chosen: those without whom most are let down. The lengths are round ones.\n"
    "Make each severe, and yet plausible."
)
_EXPECT = (
    "Say in `expect` who may be without for how long: a duration, or `served` for not at all:\n"
    "  expect: {SOMEBODY: 4h}"
)
_EXPECTED_LIMITS = "What is expected is what somebody said of limits: correct it, and add others."


def stock_text(organization: Organization) -> str:
    """Five scenarios as a part of a model file: a site, people, technology, a supplier, power. What
    the model has no party for is a comment.

    It can be pasted into the model, which loads with it.

    >>> import internalmap
    >>> inn = internalmap.loads("parties: {guests: {kind: customer, needs: [it]}, it: }")
    >>> print(stock_text(inn).rsplit("scenarios:", 1)[1].strip())
    people: {name: Nobody from it is there, gone: it, for: 5d}
    """
    stock = _Stock(scope(organization))
    made, missing = stock.scenarios()
    comment = [_OPENING]
    expect = stock.expectations()
    comment.append(_EXPECTED_LIMITS if expect else _EXPECT)
    if organization.scenarios:
        comment.append("The model has scenarios already: put these below them, without the head.")
    comment += missing
    taken = {each.id for each in organization.scenarios}
    entries = {_free(id, taken): {**entry, **expect} for id, entry in made.items()}
    said = "\n".join(comment)
    return yaml_text({"scenarios": entries} if entries else {}, said)


def _free(id: str, taken: set[str]) -> str:
    number = 1
    found = id
    while found in taken:
        number += 1
        found = f"{id}-{number}"
    return found


class _Stock:
    """Chooses who is gone in each scenario."""

    def __init__(self, asked: Scope) -> None:
        self.scope, self.organization = asked, asked.organization
        failures = SingleFailures()
        for block in single_failures(asked.network):
            failures.take(asked, block)
        ids = asked.network.ids
        self.weight = {
            ids[party]: (-len(failures.stops[party]), -failures.impacts[party], ids[party])
            for party in asked.candidates
        }
        self.clock = clock(asked.network)

    def scenarios(self) -> tuple[dict[str, Any], list[str]]:
        """The entries of scenarios, and what is said of those that the model has nobody for."""
        found: dict[str, Any] = {}
        missing = []
        power = self._power()
        for id, entry, why in (
            ("site", self._site(), "no party is of kind site, and none says its location"),
            ("people", self._people(), "no party is a team, a department, a role or a person"),
            ("technology", self._technology(), "no party is of kind system or information"),
            ("supplier", self._supplier(power), "no party is of kind supplier"),
            ("power", power, "no party supplies it, and none is of kind system"),
        ):
            if entry is None:
                missing.append(f"None for {id}: {why}.")
            else:
                found[id] = entry
        return found, missing

    def expectations(self) -> dict[str, Any]:
        """What limits say of the parties that must not be let down, as what is expected."""
        network = self.scope.network
        expect: dict[str, str] = {}
        for party in self.scope.protected:
            needs = (network.requirements[each].need.limit for each in network.essential_of[party])
            limits = [limit for limit in (network.limits[party], *needs) if limit is not None]
            if limits and len(expect) < _EXPECTED:
                least = min(limits)
                expect[network.ids[party]] = duration_text(least) if least else "served"
        return {"expect": expect} if expect else {}

    def _worst(self, days: float, *kinds: Kind, but: Sequence[str] = ()) -> Party | None:
        """The candidate of these kinds whose absence for so long lets most down, then the first
        soonest."""
        parties = self.organization.parties
        found = [id for id in self.weight if parties[id].kind in kinds and id not in but]
        if not found:
            return None
        tried = sorted(found, key=lambda id: self.weight[id])[:_TRIED]
        return parties[min(tried, key=lambda id: (*self._harm(id, days), self.weight[id]))]

    def _harm(self, id: str, days: float) -> tuple[int, float]:
        gone = [self.scope.network.index[id]]
        found = account(self.scope, self.clock, gone, days * _DAY)
        return -sum(each.let_down for each in found.reached), found.needed

    def _site(self) -> dict[str, Any] | None:
        site = self._worst(3, "site")
        if site is not None:
            return {"name": f"Nobody can enter {site.name}", "gone": site.id, "for": "3d"}
        places = Counter(
            place
            for party in self.organization.parties.values()
            if party.kind not in OUTSIDE_KINDS
            for place in party.location[:1]
        )
        if not places:
            return None
        place = min(places, key=lambda each: (-places[each], each))
        return {"name": f"Nobody can work in {place}", "gone": f"location:{place}", "for": "3d"}

    def _people(self) -> dict[str, Any] | None:
        who = self._worst(5, "team", "department") or self._worst(5, "role", "person")
        if who is None:
            return None
        single = who.kind in ("person", "role")
        name = f"{who.name} is ill" if single else f"Nobody from {who.name} is there"
        return {"name": name, "gone": who.id, "for": "5d"}

    def _technology(self) -> dict[str, Any] | None:
        which = self._worst(1 / 3, "system", "information")
        if which is None:
            return None
        return {"name": f"{which.name} fails", "gone": which.id, "for": "8h"}

    def _supplier(self, power: dict[str, Any] | None) -> dict[str, Any] | None:
        taken = [] if power is None else [str(power["gone"])]
        which = self._worst(2, "supplier", but=taken) or self._worst(2, "supplier")
        if which is None:
            return None
        return {"name": f"{which.name} fails", "gone": which.id, "for": "2d"}

    def _power(self) -> dict[str, Any] | None:
        """Whoever supplies power, by what services and parties are called; else all systems."""
        found = Counter(self._suppliers_of_power())
        if found:
            who = min(found, key=lambda id: (-found[id], id))
            return {"name": "Power cut", "gone": who, "for": "4h"}
        if self.organization.of_kind("system"):
            return {"name": "Power cut", "gone": "kind:system", "for": "4h"}
        return None

    def _suppliers_of_power(self) -> Iterator[str]:
        for need in self.organization.needs:
            if need.service is not None and _POWER.search(need.service):
                yield need.suppliers[0]
        for party in self.organization.parties.values():
            if party.kind in ("supplier", "system") and _POWER.search(party.name):
                yield party.id


__all__ = ["stock_text"]
