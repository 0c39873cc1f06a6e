"""A raw model resolved: parties, written needs, and who has them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from fractions import Fraction
from typing import Any

from oracle.quantities import per_week, rating, seconds, work_per_week

Raw = Mapping[str, Any]
Row = dict[str, Any]

STAFF_KINDS = {"person", "role", "team", "department"}
UNIT_KINDS = {"team", "department"}
#: What a party says that is no more than its name, its place, and who is around it.
BOX_KEYS = {
    *("name", "kind", "part_of", "location", "reports_to", "tags", "contact", "url", "note"),
    *("owner", "actions", "accept", "was"),
}
BANDS = ["1h", "4h", "1d", "3d", "1w"]
SOON = "1d"


@dataclass(frozen=True)
class Party:
    """Anyone, or any system, that supplies or is supplied.

    `box` says that it is a unit of which nothing is said that bears on its work, only what it is
    called, how to find it and who is in it, and which no need lists. `location` holds its places as
    they were written, `sites` those of these that are sites of the house, `without_site` how long
    it goes on when all of these are gone.
    """

    id: str
    name: str
    kind: str
    engagement: str | None
    part_of: str | None
    reports_to: str | None
    headcount: int | None
    min_members: int | None
    can: tuple[str, ...]
    location: tuple[str, ...]
    tags: tuple[str, ...]
    capacity: Fraction | None
    restore: int | None
    limit: int | None
    max_data_loss: int | None
    actions: tuple[Raw, ...]
    box: bool = False
    sites: tuple[str, ...] = ()
    without_site: int = 0


@dataclass(frozen=True)
class Need:
    """A need as it was written, with the parties that have it after copying.

    `stopped` are units that have it too, since somebody in them is not listed: without it they
    stop, and for all else it is not theirs.
    """

    number: int
    customer: str | None
    holders: tuple[str, ...]
    stopped: tuple[str, ...]
    suppliers: tuple[str, ...]
    at_least: int
    service: str | None
    importance: str
    importance_stated: bool
    rate: Fraction | None
    effort: int | None
    within: int | None
    buffer: int
    buffer_stated: bool
    limit: int | None
    max_data_loss: int | None
    satisfaction: Fraction | None
    expectation: Fraction | None
    tags: tuple[str, ...]
    actions: tuple[Raw, ...]


@dataclass(frozen=True)
class Organisation:
    """A model resolved: its parties in id order and its written needs."""

    title: str | None
    parties: dict[str, Party]
    needs: tuple[Need, ...]
    protect: tuple[str, ...]
    marking: str | None = None
    bands: tuple[int, ...] = ()
    soon: int = 0


def without_nulls(entry: Raw | None) -> Row:
    """What an entry gives: a null says that the key is not given."""
    return {key: value for key, value in (entry or {}).items() if value is not None}


def resolve(model: Raw) -> Organisation:
    """The organisation that a model describes: defaults, then selectors, boxes, copies."""
    defaults = without_nulls(model.get("defaults"))
    party_defaults = without_nulls(defaults.get("party"))
    own = {key: without_nulls(entry) for key, entry in model["parties"].items()}
    need_defaults = without_nulls(defaults.get("need"))
    parties = {key: read_party(key, party_defaults | own[key]) for key in sorted(own)}
    parties = {
        key: replace(
            party,
            sites=sites_of(parties, key),
            without_site=seconds(
                (party_defaults | own[key]).get("location_buffer", need_defaults.get("buffer"))
            )
            or 0,
        )
        for key, party in parties.items()
    }
    written = written_needs(model)
    listed = {
        supplier
        for customer, entry in written
        for supplier in supplier_list(parties, customer, entry["from"])
    }
    customers = {customer for customer, _ in written}
    boxes = {
        key
        for key, party in parties.items()
        if set(own[key]) <= BOX_KEYS
        and party.kind in UNIT_KINDS
        and members(parties, key)
        and key not in listed | customers
        and not ("location" in own[key] and party.sites)
    }
    said_of_boxes = {key: value for key, value in party_defaults.items() if key in BOX_KEYS}
    for key in boxes:
        box = replace(read_party(key, said_of_boxes | own[key]), box=True)
        parties[key] = replace(box, location=()) if parties[key].sites else box
    needs = tuple(
        read_need(parties, number, customer, need_defaults, without_nulls(entry))
        for number, (customer, entry) in enumerate(written)
    )
    bands = [seconds(band) or 0 for band in model.get("bands") or BANDS]
    return Organisation(
        title=model.get("organization"),
        parties=parties,
        needs=needs,
        protect=tuple(model.get("protect") or ()),
        marking=model.get("marking"),
        bands=tuple(bands),
        soon=seconds(SOON if model.get("soon") is None else model["soon"]) or 0,
    )


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


def sites_of(parties: Mapping[str, Party], key: str) -> tuple[str, ...]:
    """The sites that a party's places mean, its own not: by id, else by name, its letters alike."""
    sites = {one: party for one, party in parties.items() if party.kind == "site"}
    found: list[str] = []
    for place in parties[key].location:
        named = [one for one, party in sites.items() if party.name == place]
        alike = [one for one, party in sites.items() if party.name.casefold() == place.casefold()]
        found += [place] if place in sites else named or alike
    of_the_house = parties[key].kind not in {"customer", "supplier"}
    return tuple(one for one in found if one != key) if of_the_house else ()


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
        location=(place,) if isinstance(place := raw.get("location", ()), str) else tuple(place),
        tags=tuple(raw.get("tags", ())),
        capacity=work_per_week(raw.get("capacity")),
        restore=seconds(raw.get("restore")),
        limit=seconds(raw.get("limit")),
        max_data_loss=seconds(raw.get("max_data_loss")),
        actions=tuple(without_nulls(action) for action in raw.get("actions", ())),
    )


def read_need(
    parties: Mapping[str, Party], number: int, customer: str | None, defaults: Raw, own: Raw
) -> Need:
    """A written need from what is given for it, with one supplier list and all its holders."""
    raw = {**defaults, **own}
    suppliers = supplier_list(parties, customer, raw["from"])
    holders: tuple[str, ...]
    stopped: tuple[str, ...] = ()
    if customer is None:
        holders = recipients(parties, parties, suppliers)
        stopped = stopped_units(parties, parties, suppliers)
    elif raw.get("applies_to") == "members":
        holders = recipients(parties, inside(parties, customer), suppliers)
        stopped = stopped_units(parties, gone(parties, [customer]), suppliers)
    else:
        holders = (customer,)
    at_least = raw.get("at_least", 1)
    limit = seconds(raw.get("limit"))
    buffer = seconds(raw.get("buffer")) or 0
    if limit is not None and "buffer" not in own:
        buffer = min(buffer, limit)
    return Need(
        number=number,
        customer=customer,
        holders=holders,
        stopped=stopped,
        suppliers=suppliers,
        at_least=len(suppliers) if at_least == "all" else int(at_least),
        service=raw.get("service"),
        importance=raw.get("importance", "essential"),
        importance_stated="importance" in raw,
        rate=per_week(raw.get("frequency")),
        effort=seconds(raw.get("effort")),
        within=seconds(raw.get("within")),
        buffer=buffer,
        buffer_stated="buffer" in raw,
        limit=limit,
        max_data_loss=seconds(raw.get("max_data_loss")),
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


def stopped_units(
    parties: Mapping[str, Party], among: Collection[str], suppliers: Sequence[str]
) -> tuple[str, ...]:
    """Which units a copied need stops, somebody in them being unlisted."""
    left_out = gone(parties, suppliers)
    return tuple(
        key
        for key in sorted(among)
        if parties[key].kind in STAFF_KINDS
        and has_staff_kinds(parties, key)
        and key not in left_out
        and (not crew_needed(parties, key) or unlisted(parties, key) > 0)
    )


def recipients(
    parties: Mapping[str, Party], among: Collection[str], suppliers: Sequence[str]
) -> tuple[str, ...]:
    """Who gets a copy: those of a kind that can staff a unit who have no members of such a kind,
    suppliers and all inside them left out."""
    left_out = gone(parties, suppliers)
    return tuple(
        key
        for key in sorted(among)
        if parties[key].kind in STAFF_KINDS
        and not has_staff_kinds(parties, key)
        and key not in left_out
    )


def has_staff_kinds(parties: Mapping[str, Party], unit: str) -> bool:
    """Whether a unit has a member of a kind that can staff a unit, boxes not looked through."""
    return any(parties[key].kind in STAFF_KINDS for key in members(parties, unit))


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
        "location": lambda party: (
            value in party.location
            or any(value in (site, parties[site].name) for site in party.sites)
        ),
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
    """The members that can staff a unit, those in its boxes among them and the boxes not."""
    found: list[str] = []
    for key in members(parties, unit):
        if parties[key].box:
            found += staff(parties, key)
        elif parties[key].kind in STAFF_KINDS:
            found.append(key)
    return sorted(found)


def inside(parties: Mapping[str, Party], unit: str) -> set[str]:
    """Everyone inside a unit: its members, theirs, and so on."""
    found: set[str] = set()
    for member in members(parties, unit):
        found |= {member} | inside(parties, member)
    return found


def gone(parties: Mapping[str, Party], keys: Iterable[str]) -> set[str]:
    """Who is gone when these are: they and everyone inside them."""
    return {one for key in keys for one in {key} | inside(parties, key)}


def unlisted(parties: Mapping[str, Party], unit: str) -> int:
    """How many of a unit's people are known to be there without being listed."""
    headcount = parties[unit].headcount
    return 0 if headcount is None else headcount - len(staff(parties, unit))


def crew_needed(parties: Mapping[str, Party], unit: str) -> int:
    """How many of the listed people a unit needs: 0 where it has no staffing need."""
    crew = staff(parties, unit)
    required = parties[unit].min_members
    if required is None and parties[unit].kind == "site":
        required = 0
    if required is None:
        plain = all(parties[member].kind not in UNIT_KINDS for member in crew)
        required = 1 if crew and plain else 0
    return max(0, required - unlisted(parties, unit))


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
