"""Every figure of the report, computed slowly and plainly from its definition.

This is what the tests hold the program to account with. It shares no code with the program, uses
only the standard library, and prefers the shortest way from a definition to an answer: sets, loops
and enumeration. It takes a raw model, as `json.loads` gives it, and takes for granted that the
model is valid.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import Any

Raw = Mapping[str, Any]
Row = dict[str, Any]

STRENGTH = {"helpful": 1, "important": 2, "essential": 3}
DEMAND = {1: Fraction(1, 4), 2: Fraction(1, 2), 3: Fraction(1)}
STAFF_KINDS = {"person", "role", "team", "department"}
SINGLE_KINDS = {"person", "role", "system", "supplier"}
SECONDS = {
    "min": 60,
    "h": 3600,
    "d": 24 * 3600,
    "w": 7 * 24 * 3600,
    "mo": 365 * 24 * 3600 // 12,
    "y": 365 * 24 * 3600,
}
TIMES_PER_WEEK = {
    "hour": Fraction(168),
    "day": Fraction(7),
    "workday": Fraction(5),
    "week": Fraction(1),
    "month": Fraction(12 * 7, 365),
    "quarter": Fraction(4 * 7, 365),
    "year": Fraction(7, 365),
}
ADVERBS = {
    "hourly": "hour",
    "daily": "day",
    "workdays": "workday",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "yearly": "year",
}


# Quantities


def seconds(written: object) -> float | None:
    """A duration in seconds; none where none was written."""
    if written is None:
        return None
    text = str(written).strip()
    if re.fullmatch(r"0+(\.0*)?", text):
        return 0.0
    match = re.fullmatch(r"([0-9.]+)\s*([a-z]+)", text)
    assert match is not None, written
    return float(match[1]) * SECONDS[match[2]]


def work(written: object) -> Fraction | None:
    """Work in seconds; none where none was written."""
    if written is None:
        return None
    text = str(written).strip()
    if text == "0":
        return Fraction(0)
    number, unit = re.fullmatch(r"([0-9.]+)\s*([a-z]+)", text).groups()  # type: ignore[union-attr]
    return Fraction(number) * SECONDS[unit]


def per_week(written: object) -> Fraction | None:
    """A frequency in times per week; none where none was written."""
    if written is None:
        return None
    text = str(written).strip()
    if text in ADVERBS:
        return TIMES_PER_WEEK[ADVERBS[text]]
    number, period = text.split("/")
    return Fraction(number) * TIMES_PER_WEEK[period.strip()]


def work_per_week(written: object) -> Fraction | None:
    """A capacity in seconds of work per week; none where none was written."""
    if written is None:
        return None
    amount, period = str(written).split("/")
    each = work(amount)
    assert each is not None
    return each * TIMES_PER_WEEK[period.strip()]


def rating(written: object) -> Fraction | None:
    """A satisfaction or expectation: the number, or the mean of the answers or the dimensions."""
    if written is None:
        return None
    if isinstance(written, Mapping):
        return mean([Fraction(str(part)) for part in written.values() if part is not None])
    if isinstance(written, list):
        return mean([Fraction(str(answer)) for answer in written])
    return Fraction(str(written))


def mean(values: Sequence[Fraction]) -> Fraction | None:
    """The plain mean; none where there is nothing to take it of."""
    return sum(values, Fraction(0)) / len(values) if values else None


# The model: parties, written needs, and who has them


@dataclass(frozen=True)
class Party:
    """Anyone, or any system, that supplies or is supplied."""

    id: str
    name: str
    kind: str
    engagement: str | None
    part_of: str | None
    reports_to: str | None
    headcount: int | None
    min_members: int | None
    can: tuple[str, ...]
    location: str | None
    tags: tuple[str, ...]
    capacity: Fraction | None
    restore: float | None
    actions: tuple[Raw, ...]


@dataclass(frozen=True)
class Need:
    """A need as it was written, with the parties that have it after copying."""

    number: int
    customer: str | None
    holders: tuple[str, ...]
    suppliers: tuple[str, ...]
    at_least: int
    service: str | None
    importance: str
    importance_stated: bool
    rate: Fraction | None
    effort: Fraction | None
    within: float | None
    buffer: float
    buffer_stated: bool
    satisfaction: Fraction | None
    expectation: Fraction | None
    tags: tuple[str, ...]
    actions: tuple[Raw, ...]


@dataclass(frozen=True)
class Duty:
    """One copy of a need, or a staffing need: what a single customer must get."""

    customer: str
    suppliers: tuple[str, ...]
    at_least: int
    strength: int
    buffer: float
    need: Need | None


@dataclass(frozen=True)
class Organisation:
    """A model resolved: its parties in id order and its written needs."""

    title: str | None
    parties: dict[str, Party]
    needs: tuple[Need, ...]
    protect: tuple[str, ...]
    marking: str | None = None
    party_defaults: Raw = field(default_factory=dict)


Edges = set[tuple[str, str]]


def without_nulls(entry: Raw | None) -> Row:
    """What an entry gives: a null says that the key is not given."""
    return {key: value for key, value in (entry or {}).items() if value is not None}


def resolve(model: Raw) -> Organisation:
    """The organisation that a model describes: defaults, then selectors, then copies."""
    defaults = without_nulls(model.get("defaults"))
    party_defaults = without_nulls(defaults.get("party"))
    raw_parties = {
        key: party_defaults | without_nulls(entry) for key, entry in model["parties"].items()
    }
    parties = {key: read_party(key, raw_parties[key]) for key in sorted(raw_parties)}
    need_defaults = without_nulls(defaults.get("need"))
    needs = tuple(
        read_need(parties, number, customer, need_defaults | without_nulls(entry))
        for number, (customer, entry) in enumerate(written_needs(model))
    )
    protect = tuple(model.get("protect") or ())
    marking = model.get("marking")
    return Organisation(model.get("organization"), parties, needs, protect, marking, party_defaults)


def written_needs(model: Raw) -> list[tuple[str | None, Raw]]:
    """Every need of the model with the customer that it is written for, `everyone` being none."""
    found: list[tuple[str | None, Raw]] = []
    for key, entry in model["parties"].items():
        found += [(key, long_form(need)) for need in (entry or {}).get("needs") or []]
    for need in model.get("needs") or []:
        found.append((need["customer"], need))
    everyone = model.get("everyone") or {}
    found += [(None, long_form(need)) for need in everyone.get("needs") or []]
    return found


def long_form(need: object) -> Raw:
    """A need as a mapping: a bare id or selector is short for its `from`."""
    return need if isinstance(need, Mapping) else {"from": need}


def read_party(key: str, raw: Raw) -> Party:
    """A party from what is given for it."""
    return Party(
        id=key,
        name=raw.get("name", key),
        kind=raw.get("kind", "team"),
        engagement=raw.get("engagement"),
        part_of=raw.get("part_of"),
        reports_to=raw.get("reports_to"),
        headcount=int(raw["headcount"]) if "headcount" in raw else None,
        min_members=int(raw["min_members"]) if "min_members" in raw else None,
        can=tuple(raw.get("can", ())),
        location=raw.get("location"),
        tags=tuple(raw.get("tags", ())),
        capacity=work_per_week(raw.get("capacity")),
        restore=seconds(raw.get("restore")),
        actions=tuple(without_nulls(action) for action in raw.get("actions", ())),
    )


def read_need(parties: Mapping[str, Party], number: int, customer: str | None, raw: Raw) -> Need:
    """A written need from what is given for it, with one supplier list and all its holders."""
    suppliers = supplier_list(parties, customer, raw["from"])
    if customer is None:
        holders = recipients(parties, parties, suppliers)
    elif raw.get("applies_to") == "members":
        holders = recipients(parties, inside(parties, customer), suppliers)
    else:
        holders = (customer,)
    at_least = raw.get("at_least", 1)
    return Need(
        number=number,
        customer=customer,
        holders=holders,
        suppliers=suppliers,
        at_least=len(suppliers) if at_least == "all" else int(at_least),
        service=raw.get("service"),
        importance=raw.get("importance", "essential"),
        importance_stated="importance" in raw,
        rate=per_week(raw.get("frequency")),
        effort=work(raw.get("effort")),
        within=seconds(raw.get("within")),
        buffer=seconds(raw.get("buffer")) or 0.0,
        buffer_stated="buffer" in raw,
        satisfaction=rating(raw.get("satisfaction")),
        expectation=rating(raw.get("expectation")),
        tags=tuple(raw.get("tags", ())),
        actions=tuple(without_nulls(action) for action in raw.get("actions", ())),
    )


def supplier_list(
    parties: Mapping[str, Party], customer: str | None, written: str | list[str]
) -> tuple[str, ...]:
    """Suppliers in order of preference; a selector leaves out the customer and all inside it."""
    left_out = set() if customer is None else {customer} | inside(parties, customer)
    found: list[str] = []
    for item in [written] if isinstance(written, str) else written:
        if item in parties:
            found.append(item)
        else:
            found += [key for key in select(parties, item) if key not in left_out]
    return tuple(found)


def recipients(
    parties: Mapping[str, Party], among: Collection[str], suppliers: Sequence[str]
) -> tuple[str, ...]:
    """Who gets a copy: staff with no staff of their own, suppliers and all inside them left out."""
    left_out = gone(parties, suppliers)
    return tuple(
        key
        for key in sorted(among)
        if parties[key].kind in STAFF_KINDS and not staff(parties, key) and key not in left_out
    )


def select(parties: Mapping[str, Party], selector: str) -> list[str]:
    """The parties that an id, a glob or a `key:value` selector picks, in id order."""
    if selector in parties:
        return [selector]
    key, colon, value = selector.partition(":")
    if colon and key == "unit":
        return sorted(inside(parties, value))
    tests: dict[str, Callable[[Party], bool]] = {
        "kind": lambda party: party.kind == value,
        "tag": lambda party: value in party.tags,
        "location": lambda party: party.location == value,
        "can": lambda party: value in party.can,
    }
    test = tests.get(key) if colon else None
    if test is None:
        return sorted(one for one in parties if fnmatchcase(one, selector))
    return sorted(one for one, party in parties.items() if test(party))


def select_all(parties: Mapping[str, Party], selectors: Iterable[str]) -> list[str]:
    """The parties that any of the selectors picks, in id order."""
    return sorted({key for selector in selectors for key in select(parties, selector)})


def members(parties: Mapping[str, Party], unit: str) -> list[str]:
    """The direct members of a unit: those that are part of it."""
    return [key for key, party in parties.items() if party.part_of == unit]


def staff(parties: Mapping[str, Party], unit: str) -> list[str]:
    """The direct members that can staff a unit: persons, roles, teams and departments."""
    return sorted(key for key in members(parties, unit) if parties[key].kind in STAFF_KINDS)


def inside(parties: Mapping[str, Party], unit: str) -> set[str]:
    """Everyone inside a unit: its members, theirs, and so on."""
    found: set[str] = set()
    for member in members(parties, unit):
        found |= {member} | inside(parties, member)
    return found


def gone(parties: Mapping[str, Party], keys: Iterable[str]) -> set[str]:
    """Who is gone when these are: they and everyone inside them."""
    return {one for key in keys for one in {key} | inside(parties, key)}


def is_container(parties: Mapping[str, Party], key: str) -> bool:
    """Whether a unit has a team or department among its members: a box, not a working group."""
    return any(parties[member].kind in {"team", "department"} for member in members(parties, key))


def keep_needs(
    organisation: Organisation, only: Collection[str], without: Collection[str]
) -> Organisation:
    """The same parties with only the written needs that the tags let through."""
    kept = tuple(
        need
        for need in organisation.needs
        if (not only or set(need.tags) & set(only)) and not set(need.tags) & set(without)
    )
    return replace(organisation, needs=kept)


# The network: every copy of every need, and the edges between parties


def supply_duties(organisation: Organisation) -> list[Duty]:
    """A duty for each copy of each written need."""
    return [
        Duty(holder, need.suppliers, need.at_least, STRENGTH[need.importance], need.buffer, need)
        for need in organisation.needs
        for holder in need.holders
    ]


def staffing_duties(parties: Mapping[str, Party]) -> list[Duty]:
    """The essential need of each unit for enough of its own members."""
    found = []
    for key, party in parties.items():
        crew = staff(parties, key)
        required = party.min_members
        if required is None:
            required = 1 if crew and not is_container(parties, key) else 0
        unlisted = 0 if party.headcount is None else party.headcount - len(crew)
        if required >= 1 and required - unlisted >= 1:
            strength = STRENGTH["essential"]
            found.append(Duty(key, tuple(crew), required - unlisted, strength, 0.0, None))
    return found


def essential_duties(organisation: Organisation, stops_on: str) -> list[Duty]:
    """All duties that stop their customer when unmet, staffing among them."""
    duties = supply_duties(organisation) + staffing_duties(organisation.parties)
    return [duty for duty in duties if duty.strength >= STRENGTH[stops_on]]


def edges_of(duties: Iterable[Duty]) -> Edges:
    """The distinct (supplier, customer) pairs of duties, pointing the way the service flows."""
    return {(supplier, duty.customer) for duty in duties for supplier in duty.suppliers}


def essential_edges(organisation: Organisation, stops_on: str) -> Edges:
    """The supply edges, staffing left out, of needs that stop their customer."""
    return edges_of(
        duty for duty in essential_duties(organisation, stops_on) if duty.need is not None
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


# Who is protected, and who may be gone


def default_protected(organisation: Organisation) -> list[str]:
    """The external customers, else the sink components that have a need, containers left out."""
    parties = organisation.parties
    external = [key for key, party in parties.items() if party.kind == "customer"]
    if external:
        return external
    edges = edges_of(supply_duties(organisation))
    found: list[str] = []
    for component in components(parties, edges):
        is_sink = all(successors(edges, key) <= set(component) for key in component)
        needy = [key for key in component if predecessors(edges, key)]
        found += [key for key in needy if is_sink and not is_container(parties, key)]
    return sorted(found)


def protected_parties(organisation: Organisation, protect: Sequence[str]) -> list[str]:
    """The parties that must not be let down: as asked, else as the model says, else by default."""
    selectors = protect or organisation.protect
    if selectors:
        return select_all(organisation.parties, selectors)
    return default_protected(organisation)


def candidate_parties(organisation: Organisation, candidates: Sequence[str]) -> list[str]:
    """The parties that may be gone: as asked, else all but external customers and containers."""
    parties = organisation.parties
    if candidates:
        return select_all(parties, candidates)
    return [
        key
        for key, party in parties.items()
        if party.kind != "customer" and not is_container(parties, key)
    ]


# Stopping, and when


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
    times = {key: 0.0 if key in first else math.inf for key in parties}
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
    lateness = {key: math.inf if key in stopped else late.get(key, 0.0) for key in parties}
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
    return {key: at for key, at in times.items() if at < math.inf and key not in first}


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
    return {key: by for key, by in lateness.items() if 0 < by < math.inf}


def minimal_cut_sets(
    parties: Mapping[str, Party],
    duties: Sequence[Duty],
    candidates: Sequence[str],
    protected: str,
    size: int,
) -> list[list[str]]:
    """The sets of one size whose absence stops a party, while no smaller part of them does."""

    def lets_down(group: Sequence[str]) -> bool:
        first = gone(parties, group)
        return protected not in first and protected in stop(duties, first)

    return [
        list(group)
        for group in combinations(sorted(candidates), size)
        if lets_down(group) and not any(lets_down(part) for part in combinations(group, size - 1))
    ]


# Everything that an analysis needs to know


@dataclass(frozen=True)
class Case:
    """A resolved organisation with the options under which it is looked at."""

    organisation: Organisation
    protected: list[str]
    candidates: list[str]
    stops_on: str

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


# Stopping: impact, single points, hollow fallbacks, fragile sets


def let_down(case: Case, key: str) -> set[str]:
    """Who stops when a party is gone, the gone left out."""
    first = gone(case.parties, [key])
    return stop(case.duties, first) - first


def stops(case: Case, key: str) -> list[str]:
    """The protected parties that stop when a party is gone."""
    return sorted(let_down(case, key) & set(case.protected))


def after(case: Case, key: str) -> float:
    """The time from a party's going until the first protected party stops."""
    first = gone(case.parties, [key])
    times = stop_times(case.parties, case.duties, first)
    return min(times[one] for one in case.protected if one not in first)


def is_single(parties: Mapping[str, Party], key: str) -> bool:
    """Whether a party is one person, role, system or outsider rather than a whole unit."""
    party = parties[key]
    if party.kind in SINGLE_KINDS or party.headcount == 1:
        return True
    return party.headcount is None and len(members(parties, key)) == 1


def single_points(case: Case) -> list[Row]:
    """The candidates whose absence alone stops a protected party, the worst first."""
    rows: list[Row] = []
    for key in case.candidates:
        if not stops(case, key):
            continue
        restore, hurts = case.parties[key].restore, after(case, key)
        rows.append(
            {
                "party": key,
                "single": is_single(case.parties, key),
                "stops": stops(case, key),
                "after": hurts,
                "restore": restore,
                "covered": restore is not None and restore <= hurts,
                "impact": len(let_down(case, key)),
            }
        )
    return sorted(
        rows,
        key=lambda row: (
            row["covered"],
            -len(row["stops"]),
            row["after"],
            -row["impact"],
            row["party"],
        ),
    )


def has_fallback(need: Need) -> bool:
    """Whether a need has more suppliers than it takes."""
    return len(need.suppliers) > need.at_least


def defeats(case: Case, absent: str, need: Need) -> bool:
    """Whether one absence leaves a need unmet for a customer that it would not let down anyway."""
    first = gone(case.parties, [absent])
    stopped = stop(case.duties, first)
    for copy in supply_duties(case.organisation):
        if copy.need is not need or is_met(copy, stopped) or copy.customer in first:
            continue
        others = [
            duty for duty in case.duties if duty.customer == copy.customer and duty.need is not need
        ]
        if all(is_met(duty, first) for duty in others):
            return True
    return False


def defeated_after(case: Case, absent: str, need: Need) -> float:
    """The time from a party's going until a need goes unmet."""
    times = stop_times(case.parties, case.duties, gone(case.parties, [absent]))
    stopping = sorted(times[supplier] for supplier in need.suppliers)
    return stopping[len(stopping) - need.at_least]


def defeaters(case: Case, need: Need) -> list[Row]:
    """All single absences that defeat a need with fallbacks, the soonest first."""
    if not has_fallback(need):
        return []
    rows = [
        {"party": key, "after": defeated_after(case, key, need)}
        for key in case.candidates
        if defeats(case, key, need)
    ]
    return sorted(rows, key=lambda row: (row["after"], row["party"]))


def hollow_fallbacks(case: Case) -> list[Row]:
    """The needs whose fallbacks exist on paper while one absence defeats them."""
    return [
        {
            **need_row(need),
            "at_least": need.at_least,
            "importance": need.importance,
            "defeated_by": defeaters(case, need),
        }
        for need in sorted(case.needs, key=need_order)
        if defeaters(case, need)
    ]


def fragile_sets(case: Case, cut_size: int) -> list[Row] | None:
    """The minimal cut sets of two and more parties, for each protected party."""
    if cut_size < 2:
        return None
    return [
        {"protected": protected, "parties": group}
        for protected in case.protected
        for size in range(2, cut_size + 1)
        for group in minimal_cut_sets(case.parties, case.duties, case.candidates, protected, size)
    ]


# Structure


def level_base(organisation: Organisation) -> list[str]:
    """Who stands at the top of the inverted pyramid: the external customers, else the protected."""
    parties = organisation.parties
    external = [key for key, party in parties.items() if party.kind == "customer"]
    return external or protected_parties(organisation, ())


def levels_by_service(case: Case, levels: Mapping[str, int]) -> dict[str, float]:
    """The smallest sum of a level and the way to it, over all ways along service and units."""
    nearest = {key: float(levels.get(key, math.inf)) for key in case.parties}
    steps = [(supplier, customer, 1) for supplier, customer in case.edges]
    steps += [(key, party.part_of, 0) for key, party in case.parties.items() if party.part_of]
    for _ in case.parties:
        for start, end, length in steps:
            nearest[start] = min(nearest[start], nearest[end] + length)
    return nearest


def reports(case: Case, key: str) -> list[str]:
    """Those who report to a party."""
    return [one for one, party in case.parties.items() if party.reports_to == key]


def reporting_height(case: Case, key: str) -> int:
    """How many reporting lines stand below a party, on the longest way down."""
    return max((1 + reporting_height(case, one) for one in reports(case, key)), default=0)


def all_levels(case: Case) -> dict[str, int]:
    """The steps from the customer of each party that has a line of sight to one."""
    levels = dict.fromkeys(level_base(case.organisation), 0)
    bottom_up = sorted(case.parties, key=lambda key: reporting_height(case, key))
    while True:
        before = len(levels)
        for key, nearest in levels_by_service(case, levels).items():
            if key not in levels and nearest < math.inf:
                levels[key] = int(nearest)
        for key in bottom_up:
            below = [levels[one] for one in reports(case, key) if one in levels]
            if key not in levels and below:
                levels[key] = 1 + max(below)
        if len(levels) == before:
            return levels


def without_customer(case: Case) -> list[str]:
    """Those who supply nobody, though nothing else explains what they are for."""
    return [
        key
        for key, party in case.parties.items()
        if not successors(case.edges, key)
        and party.part_of is None
        and not reports(case, key)
        and party.kind != "customer"
        and not is_container(case.parties, key)
        and party.engagement != "shareholder"
    ]


def without_line_of_sight(case: Case) -> list[str]:
    """Those from whom no way leads to a customer, containers left out."""
    levels = all_levels(case)
    return [
        key for key in case.parties if key not in levels and not is_container(case.parties, key)
    ]


def through(case: Case) -> dict[str, Fraction]:
    """The mean share of shortest essential chains to protected parties with each party inside."""
    total = dict.fromkeys(case.parties, Fraction(0))
    pairs = 0
    edges = case.essential_edges
    for start in case.parties:
        for end in case.protected:
            chains = shortest_chains(edges, start, end) if start != end else []
            pairs += bool(chains)
            for chain in chains:
                for key in chain[1:-1]:
                    total[key] += Fraction(1, len(chains))
    return {key: share / pairs if pairs else share for key, share in total.items()}


def cycles(case: Case) -> list[Row]:
    """The groups of parties that depend on each other, each with its shortest example."""
    rows: list[Row] = []
    edges = case.edges
    for component in components(case.parties, edges):
        if len(component) == 1:
            continue
        first = component[0]
        ways = [
            (first, *chain)
            for customer in successors(edges, first)
            for chain in shortest_chains(edges, customer, first)[:1]
        ]
        shortest = min(ways, key=lambda way: (len(way), way))
        rows.append({"parties": component, "example": list(shortest[:-1])})
    return rows


def reciprocity(edges: Edges) -> float:
    """The share of dependencies whose reverse is a dependency too."""
    both = sum((customer, supplier) in edges for supplier, customer in edges)
    return both / len(edges) if edges else 0.0


def density(case: Case) -> float:
    """The share of possible dependencies that are there."""
    count = len(case.parties)
    return len(case.edges) / (count * (count - 1)) if count > 1 else 0.0


def propagation_cost(case: Case) -> float:
    """The mean share of the parties that one absence takes, itself counted."""
    count = len(case.parties)
    shares = [(len(let_down(case, key)) + 1) / count for key in case.parties]
    return math.fsum(shares) / count if count else 0.0


def unit_groups(parties: Mapping[str, Party]) -> dict[str, set[str]]:
    """The outermost units with all inside; one that holds everyone gives way to its members."""
    groups = {key: gone(parties, [key]) for key, party in parties.items() if not party.part_of}
    ours = {key for key, party in parties.items() if party.kind not in {"customer", "supplier"}}
    while True:
        holders = [
            key for key, group in groups.items() if len(group) > 1 and ours and ours <= group
        ]
        if not holders:
            return dict(sorted(groups.items()))
        [holder] = holders
        ours -= {holder}
        groups[holder] = {holder}
        groups |= {key: gone(parties, [key]) for key in members(parties, holder)}


def units(case: Case) -> list[Row]:
    """How much each unit looks outwards (1) or inwards (-1), by the ties of its parties."""
    ties = {frozenset(edge) for edge in case.edges}
    rows: list[Row] = []
    for unit, group in unit_groups(case.parties).items():
        internal = sum(tie <= group for tie in ties)
        external = sum(bool(tie & group) and not tie <= group for tie in ties)
        both = internal + external
        members = group - {unit}
        e_i = (external - internal) / both if both and len(members) > 1 else None
        rows.append({"unit": unit, "parties": len(group), "e_i": e_i})
    return rows


# Load


def load(case: Case, key: str) -> tuple[Fraction | None, int]:
    """Seconds of work per week that the needs a party carries put on it, and how many are unknown.

    Each copy counts its work; a need that lacks its frequency or effort counts once as unknown.
    """
    work: list[Fraction] = []
    unknown = 0
    for need in carried_by(case, key):
        if need.rate is None or need.effort is None:
            unknown += 1
        else:
            work += [need.rate * need.effort for _ in need.holders]
    return (sum(work, Fraction(0)) if work else None), unknown


def utilisation(case: Case, key: str) -> float | None:
    """A party's load as a share of its capacity."""
    work, capacity = load(case, key)[0], case.parties[key].capacity
    return None if work is None or capacity is None else float(work / capacity)


def known_work(need: Need) -> Fraction | None:
    """The work of one copy of a need in a week; none where the need does not say."""
    return None if need.rate is None or need.effort is None else need.rate * need.effort


def overloads(case: Case) -> list[Row] | None:
    """Whom an absence takes above its capacity, who was not above it before."""
    copies = [
        (duty, work)
        for duty in supply_duties(case.organisation)
        if duty.need is not None and (work := known_work(duty.need)) is not None
    ]
    capacities = {
        key: party.capacity for key, party in case.parties.items() if party.capacity is not None
    }
    if not capacities or not any(known_work(need) is not None for need in case.needs):
        return None

    def carried(key: str, out: Collection[str]) -> Fraction:
        works = [
            work
            for duty, work in copies
            if duty.customer not in out
            and key in [one for one in duty.suppliers if one not in out][: duty.at_least]
        ]
        return sum(works, Fraction(0))

    found: list[Row] = []
    for absent in sorted(case.candidates):
        stopped = stop(case.duties, gone(case.parties, [absent]))
        for key, capacity in capacities.items():
            then = carried(key, stopped)
            if key not in stopped and carried(key, ()) <= capacity < then:
                used = float(then / capacity)
                found.append({"gone": absent, "overloaded": key, "utilisation": used})
    return found


def demand(case: Case, key: str) -> Fraction:
    """How much a party's customers ask of it: each by the highest importance it lists it with."""
    highest: dict[str, int] = {}
    for duty in supply_duties(case.organisation):
        if key in duty.suppliers:
            highest[duty.customer] = max(highest.get(duty.customer, 0), duty.strength)
    return sum((DEMAND[strength] for strength in highest.values()), Fraction(0))


def pressure(case: Case) -> dict[str, float]:
    """The bottleneck ranking: demand and through, each of the largest, or utilisation if larger."""
    demands = {key: demand(case, key) for key in case.parties}
    throughs = through(case)
    most_demand = max(demands.values(), default=Fraction(0))
    most_through = max(throughs.values(), default=Fraction(0))
    found = {}
    for key in case.parties:
        parts = [
            demands[key] / most_demand if most_demand else Fraction(0),
            throughs[key] / most_through if most_through else Fraction(0),
        ]
        used = utilisation(case, key) or 0.0
        found[key] = max(float(sum(parts) / 2), min(1.0, used))
    return found


# Service quality


def given(case: Case, key: str) -> Fraction | None:
    """The satisfaction with what a party supplies."""
    return weighted_satisfaction(carried_by(case, key))


def received(case: Case, key: str) -> Fraction | None:
    """The satisfaction of a party with what it gets."""
    return weighted_satisfaction(own_needs(case, key))


def weighted_satisfaction(needs: Iterable[Need]) -> Fraction | None:
    """The mean satisfaction, weighted by rate where every rated need has one, else even."""
    rated = [(need.satisfaction, need.rate) for need in needs if need.satisfaction is not None]
    weights = [rate for _, rate in rated if rate is not None]
    if not rated or len(weights) < len(rated):
        return mean([value for value, _ in rated])
    total = sum(value * weight for (value, _), weight in zip(rated, weights, strict=True))
    return Fraction(total, sum(weights))


def gap(case: Case, key: str) -> Fraction | None:
    """How far a party's satisfaction lies above what it expects, over needs that have both."""
    return mean(
        [
            need.satisfaction - need.expectation
            for need in own_needs(case, key)
            if need.satisfaction is not None and need.expectation is not None
        ]
    )


def served_along(case: Case) -> Edges:
    """Who supplies whom with what it cannot do without, as long as all is well; what everyone
    needs left out."""
    return {
        (supplier, holder)
        for need in case.needs
        if is_essential(case, need) and need.customer is not None
        for holder in need.holders
        for supplier in need.suppliers[: need.at_least]
    }


def holders_behind(case: Case, need: Need, customer: str) -> set[str]:
    """Those who have a need that is behind an external customer: the customer itself, whatever the
    importance; who serves it, directly or not, if the need is essential."""
    if need.customer is None:
        return set()
    found = {customer} & set(need.holders)
    if is_essential(case, need):
        edges = served_along(case)
        found |= {holder for holder in need.holders if customer in descendants(edges, holder)}
    return found


def nearest_chain(case: Case, need: Need, customer: str) -> tuple[str, ...]:
    """The way from the nearest party that has a need to the external customer."""
    chains = [
        shortest_chains(served_along(case), holder, customer)[0]
        for holder in holders_behind(case, need, customer)
    ]
    return min(chains, key=lambda chain: (len(chain), chain))


def external_customers(case: Case) -> list[Row]:
    """How each external customer is served, by its own needs and by the chains behind them."""
    rows: list[Row] = []
    for key, party in case.parties.items():
        if party.kind != "customer":
            continue
        behind = [
            (need, need.satisfaction)
            for need in case.needs
            if need.satisfaction is not None and holders_behind(case, need, key)
        ]
        rows.append(
            {
                "party": key,
                "satisfaction": received(case, key),
                "chain_satisfaction": mean([value for _, value in behind]),
                "weakest_link": weakest_link(case, key, behind),
            }
        )
    return rows


def weakest_link(case: Case, customer: str, behind: list[tuple[Need, Fraction]]) -> Row | None:
    """The lowest rated need behind an external customer, the nearest if several are."""
    if not behind:
        return None
    need, value = min(
        behind,
        key=lambda pair: (
            pair[1],
            len(nearest_chain(case, pair[0], customer)),
            need_order(pair[0]),
        ),
    )
    chain = list(nearest_chain(case, need, customer))
    return {**need_row(need), "satisfaction": value, "chain": chain}


def essential_own(case: Case, key: str) -> list[Need]:
    """The written essential needs that a party has."""
    return [need for need in own_needs(case, key) if is_essential(case, need)]


def promises_not_backed(case: Case) -> list[Row]:
    """Promises that are faster than the promises on which they rest."""
    found = [
        (key, promised, need)
        for key in case.parties
        for promised in carried_by(case, key)
        for need in essential_own(case, key)
        if promised.within is not None
        and need.within is not None
        and need.within > promised.within
        and need.buffer < need.within - promised.within
    ]
    found.sort(key=lambda row: (row[0], need_order(row[1]), need_order(row[2])))
    return [
        {
            "party": key,
            "promised_to": promised.customer,
            "service": promised.service,
            "within": promised.within,
            "needs": {
                "service": need.service,
                "suppliers": list(need.suppliers),
                "within": need.within,
                "buffer": need.buffer,
                "buffer_stated": need.buffer_stated,
            },
        }
        for key, promised, need in found
    ]


def backed_promises(case: Case) -> int:
    """How many promises rest on needs that are all promised in time or buffered for."""
    count = 0
    for key in case.parties:
        own = essential_own(case, key)
        for promised in carried_by(case, key):
            if promised.within is not None and own:
                count += all(
                    need.within is not None and need.within - need.buffer <= promised.within
                    for need in own
                )
    return count


def works(case: Case) -> Row:
    """What works: fallbacks that hold, the best rated needs, promises backed."""
    ordered = sorted(case.needs, key=need_order)
    rated = [(need, need.satisfaction) for need in ordered if need.satisfaction is not None]
    worst = sorted(rated, key=lambda pair: pair[1])
    rated.sort(key=lambda pair: -pair[1])
    return {
        "fallbacks_that_hold": [
            need_row(need) for need in ordered if has_fallback(need) and not defeaters(case, need)
        ],
        "best_rated": [{**need_row(need), "satisfaction": value} for need, value in rated[:3]],
        "worst_rated": [{**need_row(need), "satisfaction": value} for need, value in worst[:3]],
        "backed_promises": backed_promises(case),
    }


# The report


def actions(case: Case) -> list[Row]:
    """What was promised to mend parties and needs, done or not."""
    sources: list[tuple[str | None, str | None, tuple[Raw, ...]]] = [
        (key, None, party.actions) for key, party in case.parties.items()
    ]
    sources += [(need.customer, need.service, need.actions) for need in case.needs]
    rows: list[Row] = [
        {"party": party, "service": service}
        | {key: action.get(key) for key in ("what", "owner", "due", "done")}
        for party, service, listed in sources
        for action in listed
    ]
    return sorted(rows, key=lambda row: (row["party"] or "", row["service"] or "", row["what"]))


def as_float(value: Fraction | float | None) -> float | None:
    """A figure as a plain number."""
    return None if value is None else float(value)


def party_rows(case: Case) -> list[Row]:
    """The figures of every party, in id order."""
    levels, throughs, pressures = all_levels(case), through(case), pressure(case)
    rows: list[Row] = []
    for key, party in case.parties.items():
        work, unknown = load(case, key)
        rows.append(
            {
                "id": key,
                "name": party.name,
                "kind": party.kind,
                "part_of": party.part_of,
                "customers": len(successors(case.edges, key)),
                "suppliers": len(predecessors(case.edges, key)),
                "reach": len(descendants(case.edges, key)),
                "level": levels.get(key),
                "demand": as_float(demand(case, key)),
                "through": as_float(throughs[key]),
                "pressure": pressures[key],
                "load": work,
                "load_unknown": unknown,
                "utilisation": utilisation(case, key),
                "impact": len(let_down(case, key)),
                "stops": stops(case, key),
                "satisfaction_given": given(case, key),
                "satisfaction_received": received(case, key),
                "gap": gap(case, key),
            }
        )
    return rows


def bottlenecks(rows: Iterable[Row], top: int, sort: str) -> list[Row]:
    """The parties on which most rests, by the figure asked for, unknown ones last."""
    ordered = sorted(
        rows, key=lambda row: (row[sort] is None, -float(row[sort] or 0), str(row["id"]))
    )
    keys = ("pressure", "demand", "through", "utilisation")
    return [{"party": row["id"]} | {key: row[key] for key in keys} for row in ordered[:top]]


def report(
    model: Raw,
    *,
    protect: Sequence[str] = (),
    candidates: Sequence[str] = (),
    stops_on: str = "essential",
    cut_size: int = 2,
    only_needs: Sequence[str] = (),
    without_needs: Sequence[str] = (),
    top: int = 10,
    sort: str = "pressure",
    title: str = "model",
) -> Row:
    """The whole report on a raw model, as JSON has it, without the places it was read from."""
    organisation = keep_needs(resolve(model), only_needs, without_needs)
    case = Case(
        organisation,
        protected_parties(organisation, protect),
        candidate_parties(organisation, candidates),
        stops_on,
    )
    rows = party_rows(case)
    points, hollow = single_points(case), hollow_fallbacks(case)
    fragile, circles = fragile_sets(case, cut_size), cycles(case)
    nobodies, unseen = without_customer(case), without_line_of_sight(case)
    satisfactions = [need.satisfaction for need in case.needs if need.satisfaction is not None]
    return {
        "internalmap": 1,
        "organization": organisation.title or title,
        "marking": organisation.marking,
        "settings": {
            "protected": case.protected,
            "candidates": list(candidates) or None,
            "stops_on": stops_on,
            "cut_size": cut_size,
        },
        "summary": {
            "parties": len(case.parties),
            "needs": len(case.needs),
            "dependencies": len(case.edges),
            "staffing_needs": len(staffing_duties(case.parties)),
            "single_points_of_failure": len(points),
            "fragile_sets": None if fragile is None else len(fragile),
            "hollow_fallbacks": len(hollow),
            "cycles": len(circles),
            "without_customer": len(nobodies),
            "without_line_of_sight": len(unseen),
            "reciprocity": reciprocity(case.edges),
            "density": density(case),
            "propagation_cost": propagation_cost(case),
            "satisfaction": mean(satisfactions),
            "assumed": {
                "importance": sum(not need.importance_stated for need in case.needs),
                "buffer": sum(not need.buffer_stated for need in case.needs),
            },
        },
        "parties": rows,
        "single_points_of_failure": points,
        "bottlenecks": bottlenecks(rows, top, sort),
        "hollow_fallbacks": hollow,
        "fragile_sets": fragile,
        "cycles": circles,
        "without_customer": nobodies,
        "without_line_of_sight": unseen,
        "external_customers": external_customers(case),
        "promises_not_backed": promises_not_backed(case),
        "works": works(case),
        "units": units(case),
        "actions": actions(case),
        "overloads": overloads(case),
    }
