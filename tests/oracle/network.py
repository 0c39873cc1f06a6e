"""Every copy of every need, who stops without it, and the edges between parties."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from oracle.model import Need, Organisation, Party, Raw, crew_needed, gone, resolve, staff
from oracle.quantities import NEVER

STRENGTH = {"helpful": 1, "important": 2, "essential": 3}

Edges = set[tuple[str, str]]


@dataclass(frozen=True)
class Duty:
    """One copy of a need, or a staffing need: what a single customer must get."""

    customer: str
    suppliers: tuple[str, ...]
    at_least: int
    strength: int
    buffer: int
    need: Need | None
    limit: int | None = None


def copy_of(need: Need, customer: str) -> Duty:
    """What a written need asks for one customer."""
    return Duty(
        customer=customer,
        suppliers=need.suppliers,
        at_least=need.at_least,
        strength=STRENGTH[need.importance],
        buffer=need.buffer,
        need=need,
        limit=need.limit,
    )


def supply_duties(organisation: Organisation) -> list[Duty]:
    """A duty for each copy of each written need."""
    return [copy_of(need, holder) for need in organisation.needs for holder in need.holders]


def stopping_copies(organisation: Organisation) -> list[Duty]:
    """The copies that stop a unit in which somebody is not listed, and are nobody's otherwise."""
    return [copy_of(need, unit) for need in organisation.needs for unit in need.stopped]


def staffing_duties(parties: Mapping[str, Party]) -> list[Duty]:
    """The essential need of each unit for enough of its own members."""
    return [
        Duty(key, tuple(staff(parties, key)), required, STRENGTH["essential"], 0, None)
        for key in parties
        if (required := crew_needed(parties, key))
    ]


def location_duties(parties: Mapping[str, Party]) -> list[Duty]:
    """The essential need of each party for one of the sites that it is at."""
    return [
        Duty(key, party.sites, 1, STRENGTH["essential"], party.without_site, None)
        for key, party in parties.items()
        if party.sites
    ]


def essential_duties(organisation: Organisation, stops_on: str) -> list[Duty]:
    """All duties that stop their customer when unmet, staffing and sites among them."""
    duties = supply_duties(organisation) + stopping_copies(organisation)
    duties += staffing_duties(organisation.parties) + location_duties(organisation.parties)
    return [duty for duty in duties if duty.strength >= STRENGTH[stops_on]]


def edges_of(duties: Iterable[Duty]) -> Edges:
    """The distinct (supplier, customer) pairs of duties, pointing the way the service flows."""
    return {(supplier, duty.customer) for duty in duties for supplier in duty.suppliers}


def essential_edges(organisation: Organisation, stops_on: str) -> Edges:
    """The supply edges, staffing left out, of needs that stop their customer."""
    return edges_of(
        duty for duty in supply_duties(organisation) if duty.strength >= STRENGTH[stops_on]
    )


def successors(edges: Edges, key: str) -> set[str]:
    """Where the edges that leave a party lead."""
    return {customer for supplier, customer in edges if supplier == key}


def predecessors(edges: Edges, key: str) -> set[str]:
    """Where the edges that reach a party come from."""
    return {supplier for supplier, customer in edges if customer == key}


def descendants(edges: Edges, key: str) -> set[str]:
    """Everyone that depends on a party, directly or indirectly, itself left out."""
    found: set[str] = set()
    todo = [key]
    while todo:
        for customer in successors(edges, todo.pop()):
            if customer not in found:
                found.add(customer)
                todo.append(customer)
    return found - {key}


def components(parties: Iterable[str], edges: Edges) -> list[list[str]]:
    """The strongly connected components: parties that reach each other, in id order."""
    reach = {key: descendants(edges, key) for key in parties}
    classes = {
        tuple(sorted({key} | {other for other in reach[key] if key in reach[other]}))
        for key in reach
    }
    return [list(component) for component in sorted(classes)]


def shortest_chains(edges: Edges, start: str, end: str) -> list[tuple[str, ...]]:
    """All shortest chains from one party to another, in lexicographic order, ends included."""
    chains: list[tuple[str, ...]] = [(start,)]
    seen = {start}
    while chains:
        arrived = sorted(chain for chain in chains if chain[-1] == end)
        if arrived:
            return arrived
        chains = [
            (*chain, customer)
            for chain in chains
            for customer in successors(edges, chain[-1])
            if customer not in seen
        ]
        seen |= {chain[-1] for chain in chains}
    return []


# Who stops, and when, as long as nobody is back


def is_met(duty: Duty, out: Collection[str]) -> bool:
    """Whether enough suppliers are left when some are out."""
    return sum(supplier not in out for supplier in duty.suppliers) >= duty.at_least


def stop(duties: Iterable[Duty], first: Collection[str]) -> set[str]:
    """The smallest set with those first gone and every customer of an unmet duty."""
    duties = list(duties)
    stopped = set(first)
    while True:
        unmet = {duty.customer for duty in duties if not is_met(duty, stopped)}
        if unmet <= stopped:
            return stopped
        stopped |= unmet


def unmet_at(duty: Duty, times: Mapping[str, float]) -> float:
    """The moment from which fewer suppliers than the duty takes are running."""
    stops = sorted(times[supplier] for supplier in duty.suppliers)
    return stops[len(stops) - duty.at_least]


def stop_times(
    parties: Iterable[str], duties: Iterable[Duty], first: Collection[str]
) -> dict[str, float]:
    """When each party stops: never, unless what is gone brings it forward, infinity being never."""
    duties = list(duties)
    times: dict[str, float] = {key: 0 if key in first else NEVER for key in parties}
    changed = True
    while changed:
        changed = False
        for duty in duties:
            at = unmet_at(duty, times) + duty.buffer
            if at < times[duty.customer]:
                times[duty.customer] = at
                changed = True
    return times


def late_by(duty: Duty, lateness: Mapping[str, float]) -> float:
    """How late a customer gets a need: its at_least-th earliest supplier, less the buffer."""
    arrivals = sorted(lateness[supplier] for supplier in duty.suppliers)
    return max(0.0, arrivals[duty.at_least - 1] - duty.buffer)


def lateness_of(
    parties: Iterable[str],
    duties: Iterable[Duty],
    late: Mapping[str, float],
    stopped: Collection[str],
) -> dict[str, float]:
    """How late each party is at the least, infinity for those that are gone or stopped."""
    duties = list(duties)
    lateness = {key: NEVER if key in stopped else late.get(key, 0.0) for key in parties}
    changed = True
    while changed:
        changed = False
        for duty in duties:
            by = late_by(duty, lateness)
            if by > lateness[duty.customer]:
                lateness[duty.customer] = by
                changed = True
    return lateness


def stopped_by(model: Raw, gone_ids: Iterable[str], *, stops_on: str = "essential") -> set[str]:
    """Who stops when these parties and everyone inside them are gone, the gone left out."""
    organisation = resolve(model)
    first = gone(organisation.parties, gone_ids)
    return stop(essential_duties(organisation, stops_on), first) - first


def impact_times(
    model: Raw, gone_ids: Iterable[str], *, stops_on: str = "essential"
) -> dict[str, float]:
    """When each party that stops does so, in seconds from the going; the gone left out."""
    organisation = resolve(model)
    first = gone(organisation.parties, gone_ids)
    times = stop_times(organisation.parties, essential_duties(organisation, stops_on), first)
    return {key: at for key, at in times.items() if at < NEVER and key not in first}


def delays(
    model: Raw,
    late: Mapping[str, float],
    gone_ids: Iterable[str] = (),
    *,
    stops_on: str = "essential",
) -> dict[str, float]:
    """By how many seconds each party is late, above 0 and finite, those said to be late too."""
    organisation = resolve(model)
    duties = essential_duties(organisation, stops_on)
    stopped = stop(duties, gone(organisation.parties, gone_ids))
    lateness = lateness_of(organisation.parties, duties, late, stopped)
    return {key: by for key, by in lateness.items() if 0 < by < NEVER}
