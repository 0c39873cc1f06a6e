"""Who is protected, who may be gone, who is one person: everything that an analysis rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from oracle.clock import History, back_times, by_changes
from oracle.model import (
    STAFF_KINDS,
    Need,
    Organisation,
    Party,
    Row,
    crew_needed,
    gone,
    inside,
    members,
    select_all,
    staff,
)
from oracle.network import (
    STRENGTH,
    Duty,
    Edges,
    components,
    edges_of,
    essential_duties,
    essential_edges,
    stop,
    successors,
    supply_duties,
)
from oracle.quantities import NEVER

SINGLE_KINDS = {"person", "role", "system", "supplier", "information"}


def default_protected(organisation: Organisation) -> list[str]:
    """External customers and whoever has a limit, itself or on a need; else the ends of chains."""
    parties = organisation.parties
    own = [need for need in organisation.needs if need.customer is not None]
    limited = {holder for need in own if need.limit is not None for holder in need.holders}
    found = [
        key
        for key, party in parties.items()
        if party.kind == "customer" or party.limit is not None or key in limited
    ]
    return found or ends_of_chains(organisation)


def ends_of_chains(organisation: Organisation) -> list[str]:
    """The parties of the components that no dependency leaves, if a need of theirs is written."""
    own = [need for need in organisation.needs if need.customer is not None]
    needy = {key for need in own for key in (need.customer, *need.holders)}
    edges = edges_of(supply_duties(organisation))
    found: list[str] = []
    for component in components(organisation.parties, edges):
        if all(successors(edges, key) <= set(component) for key in component):
            found += [key for key in component if key in needy]
    return sorted(found)


def protected_parties(organisation: Organisation, protect: Sequence[str]) -> list[str]:
    """The parties that must not be let down: as asked, else as the model says, else by default."""
    selectors = protect or organisation.protect
    if selectors:
        return select_all(organisation.parties, selectors)
    return default_protected(organisation)


def supplying(organisation: Organisation) -> set[str]:
    """Whom a written need lists as a supplier."""
    return {supplier for need in organisation.needs for supplier in need.suppliers}


def candidate_parties(organisation: Organisation, candidates: Sequence[str]) -> list[str]:
    """The parties that may be gone: as asked, else all but external customers, what is only done,
    and the whole."""
    parties = organisation.parties
    if candidates:
        return select_all(parties, candidates)
    people = {key for key, party in parties.items() if party.kind in STAFF_KINDS}
    listed = supplying(organisation)
    return [
        key
        for key, party in parties.items()
        if party.kind == "site"
        or (
            party.kind not in {"customer", "process"}
            and not (members(parties, key) and people <= gone(parties, [key]) and key not in listed)
        )
    ]


def is_single(parties: Mapping[str, Party], key: str) -> bool:
    """Whether a party is one person, system or outsider rather than a whole unit."""
    party, people = parties[key], staff(parties, key)
    if party.box:
        return False
    if party.headcount is not None:
        return party.headcount == 1
    if people:
        return len(people) == 1 and is_single(parties, people[0]) and crew_needed(parties, key) == 1
    return party.kind in SINGLE_KINDS


@dataclass(frozen=True)
class Case:
    """A resolved organisation with the options under which it is looked at."""

    organisation: Organisation
    protected: list[str]
    candidates: list[str]
    stops_on: str
    histories: dict[tuple[tuple[str, float], ...], History] = field(default_factory=dict)

    @property
    def parties(self) -> dict[str, Party]:
        """The parties in id order."""
        return self.organisation.parties

    @property
    def needs(self) -> tuple[Need, ...]:
        """The written needs that are looked at."""
        return self.organisation.needs

    @cached_property
    def duties(self) -> list[Duty]:
        """The duties that stop their customer, staffing among them."""
        return essential_duties(self.organisation, self.stops_on)

    @cached_property
    def edges(self) -> Edges:
        """All supply edges, which structure is computed on."""
        return edges_of(supply_duties(self.organisation))

    @cached_property
    def essential_edges(self) -> Edges:
        """The essential supply edges, along which chains are followed."""
        return essential_edges(self.organisation, self.stops_on)

    def stopped(self, absent: Iterable[str]) -> set[str]:
        """Everyone who stops when some are gone and nobody comes back, the gone among them."""
        return stop(self.duties, gone(self.parties, absent))

    def history(self, absent: Iterable[str], duration: float | None = None) -> History:
        """What happens when some are gone until each is back, or for as long as is said."""
        back = back_times(self.parties, absent, duration)
        known = tuple(sorted(back.items()))
        if known not in self.histories:
            self.histories[known] = by_changes(self.parties, self.duties, back)
        return self.histories[known]

    def for_good(self, absent: Iterable[str]) -> History:
        """What happens when some are gone and nobody comes back."""
        return self.history(absent, NEVER)


def need_order(need: Need) -> tuple[str, str, tuple[str, ...]]:
    """The order of needs: customer, service, suppliers."""
    return (need.customer or "", need.service or "", need.suppliers)


def need_row(need: Need) -> Row:
    """How a report names a written need."""
    return {
        "customer": need.customer,
        "service": need.service,
        "suppliers": list(need.suppliers),
    }


def is_essential(case: Case, need: Need) -> bool:
    """Whether a written need stops its customer when unmet."""
    return STRENGTH[need.importance] >= STRENGTH[case.stops_on]


def carried_by(case: Case, key: str) -> list[Need]:
    """The written needs that a party carries: it is among the first suppliers they take."""
    return [need for need in case.needs if key in need.suppliers[: need.at_least]]


def own_needs(case: Case, key: str) -> list[Need]:
    """The written needs that a party has, by itself or as a copy."""
    return [need for need in case.needs if key in need.holders]


def let_down(case: Case, key: str) -> set[str]:
    """Who stops when a party is gone, the gone left out."""
    return case.stopped([key]) - gone(case.parties, [key])


def stops(case: Case, key: str) -> list[str]:
    """The protected parties that stop when a party is gone."""
    return sorted(let_down(case, key) & set(case.protected))


def is_inside(case: Case, key: str, unit: str) -> bool:
    """Whether a party is inside a unit."""
    return key in inside(case.parties, unit)
