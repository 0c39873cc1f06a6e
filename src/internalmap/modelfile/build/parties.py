"""Entries of parties to parties: reporting lines without loops, units with enough members."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from internalmap.model import keys
from internalmap.model.organization import (
    STAFF_KINDS,
    UNIT_KINDS,
    Need,
    Organization,
    Party,
)
from internalmap.modelfile.build.drafts import quick_maker
from internalmap.modelfile.build.entries import acceptances, actions
from internalmap.modelfile.build.merging import Merged
from internalmap.source import Route
from internalmap.text.escape import quoted

#: How many people all units together may list, those in boxes in each unit around them.
MAX_STAFF = 5_000_000
#: How many parties of a loop a message names.
_SHOWN_LOOP = 8

#: Keys of parties that few parties give.
_FURTHER = frozenset(key.name for key in keys.PARTY) - {
    "name", "kind", "part_of", "reports_to", "needs", "location",
}  # fmt: skip

_make_party = quick_maker(Party)


def resolve_parties(merged: Merged) -> dict[str, Party]:
    """The parties by id, in id order."""
    ids = sorted(merged.parties)
    part_of = _lines(merged, ids, "part_of")
    reports_to = _lines(merged, ids, "reports_to")
    return {id: _party(merged, id, part_of.get(id), reports_to.get(id)) for id in ids}


def _lines(merged: Merged, ids: list[str], key: str) -> dict[str, str]:
    """The `part_of` or `reports_to` lines between known parties, loops noted and cut."""
    lines = {}
    for id in ids:
        wanted = merged.parties[id].get(key)
        if wanted is None:
            continue
        if wanted in merged.parties:
            lines[id] = wanted
        else:
            merged.uncertain.add(key)
            merged.unknown_lines.append((id, key))
    done: set[str] = set()
    for start in list(lines):
        trail: dict[str, None] = {}
        here: str | None = start
        while here is not None and here not in done and here not in trail:
            trail[here] = None
            here = lines.get(here)
        if here is not None and here in trail:
            walked = list(trail)
            loop = walked[walked.index(here) :]
            _report_loop(merged, key, loop)
            del lines[loop[-1]]
        done.update(trail)
    return lines


def _report_loop(merged: Merged, key: str, loop: list[str]) -> None:
    merged.uncertain.add(key)
    route = Route(merged.routes[loop[0]].source, ("parties", loop[0], key))
    if len(loop) == 1:
        what = "is part of itself" if key == "part_of" else "reports to itself"
        merged.report(route, f"{quoted(loop[0])} {what}", "Name another party, or none.")
        return
    shown = [quoted(id) for id in loop[:_SHOWN_LOOP]]
    if len(loop) > _SHOWN_LOOP:
        shown.append(f"… {len(loop) - _SHOWN_LOOP:,} more …")
    chain = " → ".join([*shown, quoted(loop[0])])
    merged.report(route, f"'{key}' goes in a circle: {chain}", "Take one of these lines out.")


def _party(merged: Merged, id: str, part_of: str | None, reports_to: str | None) -> Party:
    entry = merged.parties[id]
    route = merged.routes[id]
    get = entry.get
    if _FURTHER.isdisjoint(entry):  # as nearly all parties are: see `needs`
        return _make_party(
            id=id,
            name=get("name") or id,
            kind=get("kind") or "team",
            part_of=part_of,
            reports_to=reports_to,
            location=tuple(get("location") or ()),
            route=route,
        )
    return _make_party(
        id=id,
        name=get("name") or id,
        kind=get("kind") or "team",
        engagement=get("engagement"),
        part_of=part_of,
        reports_to=reports_to,
        headcount=get("headcount"),
        min_members_given=get("min_members") is not None,
        can=tuple(entry["can"] or ()) if "can" in entry else (),
        stands_in=get("stands_in"),
        capacity=get("capacity"),
        availability=get("availability"),
        restore=get("restore"),
        restore_target=get("restore_target"),
        limit=get("limit"),
        max_data_loss=get("max_data_loss"),
        backup_every=get("backup_every"),
        owner=get("owner"),
        contact=get("contact"),
        location=tuple(get("location") or ()),
        location_buffer=get("location_buffer"),
        url=get("url"),
        note=get("note"),
        tags=tuple(entry["tags"] or ()) if "tags" in entry else (),
        actions=actions(merged, entry, route) if "actions" in entry else (),
        accept=acceptances(merged, entry, route) if "accept" in entry else (),
        was=tuple(entry["was"] or ()) if "was" in entry else (),
        route=route,
    )


def _min_members(merged: Merged, organization: Organization, id: str) -> int:
    """How many people must be there, judged against the headcount and who is listed."""
    entry, route = merged.parties[id], merged.routes[id]
    people = organization.people.get(id, ())
    listed = len(people)
    given, headcount = entry.get("min_members"), entry.get("headcount")
    if id in organization.boxes:
        given = headcount = None
    wanted = _granted_members(organization.parties[each].kind for each in people)
    if organization.parties[id].kind == "site":  # a place is there without anybody in it
        wanted = 0
    if given is not None:
        wanted = int(given)
    if not merged.uncertain.isdisjoint(("kind", "part_of", "headcount", "min_members")):
        return wanted
    if headcount is not None and headcount < listed:
        merged.report(
            Route(route.source, (*route.path, "headcount")),
            f"the headcount is {headcount}, and {quoted(id)} has {_members(listed)}",
            f"Raise the headcount to {listed} or more, or remove it.",
        )
    elif given is not None and wanted > (listed if headcount is None else headcount):
        limit = f"{quoted(id)} has {_members(listed)} and no headcount"
        if headcount is not None:
            limit = f"the headcount is {headcount}"
        merged.report(
            Route(route.source, (*route.path, "min_members")),
            f"min_members is {wanted}, and {limit}",
            "Lower min_members, or say in 'headcount' how many people there are in all.",
        )
    return wanted


def _members(number: int) -> str:
    return "1 member" if number == 1 else f"{number or 'no'} members"


#: Keys that say how a unit works; a unit without any of them, itself, says only who is in it.
_OF_WORK = frozenset(
    {
        "engagement",
        "headcount",
        "min_members",
        "can",
        "capacity",
        "availability",
        "restore",
        "restore_target",
        "limit",
        "max_data_loss",
        "backup_every",
        "location_buffer",
    }
)


def staffed(merged: Merged, organization: Organization, needs: Sequence[Need]) -> Organization:
    """The organisation with its boxes known, and with how many people each unit takes. What the
    defaults say of how parties work is not said of a box."""
    boxes = _boxes(merged, organization, needs)
    parties = dict(organization.parties)
    for id in boxes:
        parties[id] = replace(
            parties[id],
            engagement=None,
            headcount=None,
            min_members_given=False,
            can=(),
            capacity=None,
            availability=None,
            restore=None,
            restore_target=None,
            limit=None,
            max_data_loss=None,
            backup_every=None,
            location=() if parties[id].sites else parties[id].location,
            location_buffer=None,
            sites=(),
        )
    whole = replace(organization, parties=parties, boxes=boxes)
    if _people_in_all(whole) > MAX_STAFF:
        merged.report(
            merged.routes[min(boxes)],
            f"units inside each other hold more than {MAX_STAFF:,} people, those of each counted",
            "Put fewer units inside each other.",
        )
        return replace(whole, boxes=frozenset())
    for id, party in whole.parties.items():
        if id in whole.members or party.min_members_given or party.headcount is not None:
            least = _min_members(merged, whole, id)
            if least:
                parties[id] = replace(party, min_members=least)
    return replace(whole, parties=parties)


def _people_in_all(organization: Organization) -> int:
    """How many people the units list, all together, those in boxes in each unit around them."""
    counts = dict.fromkeys(organization.members, 0)
    order = [id for id, party in organization.parties.items() if party.part_of is None]
    for unit in order:  # grows
        order.extend(organization.members.get(unit, ()))
    for id in reversed(order):
        party = organization.parties[id]
        if party.part_of is not None:
            in_box = id in organization.boxes
            counts[party.part_of] += counts[id] if in_box else party.kind in STAFF_KINDS
    return sum(counts.values())


def _boxes(merged: Merged, organization: Organization, needs: Sequence[Need]) -> frozenset[str]:
    """The units of which nothing is said but who is in them, how to find them and whom they report
    to, and that no need lists."""
    if not organization.members:
        return frozenset()
    listed = {need.customer for need in needs}.union(*(need.suppliers for need in needs))

    def says_nothing(id: str) -> bool:
        own = merged.own_keys.get(id)
        if own is None:
            own = frozenset(key for key, value in merged.parties[id].items() if value is not None)
        at_site = "location" in own and organization.parties[id].sites
        return own.isdisjoint(_OF_WORK) and not at_site

    return frozenset(
        id
        for id in organization.members
        if id not in listed and organization.parties[id].kind in UNIT_KINDS and says_nothing(id)
    )


def staffing_needs(organization: Organization) -> list[Need]:
    """The needs of units for their own people."""
    needs = []
    for party in organization.parties.values():
        if party.min_members < 1:
            continue
        people = organization.people.get(party.id, ())
        unlisted = 0 if party.headcount is None else party.headcount - len(people)
        at_least = party.min_members - unlisted
        if 1 <= at_least <= len(people):
            route = party.route
            needs.append(
                Need(
                    customer=party.id,
                    customers=(party.id,),
                    suppliers=people,
                    at_least=at_least,
                    staffing=True,
                    route=route,
                )
            )
    return needs


def _granted_members(kinds: Iterable[str]) -> int:
    """How many members a unit with members of these kinds takes to work, where nobody says: one
    where persons or roles, and no teams or departments, are part of it, else none in particular."""
    known = set(kinds)
    people = not known.isdisjoint(("person", "role"))
    return 1 if people and known.isdisjoint(("team", "department")) else 0
