"""Entries of parties to parties: reporting lines without loops, units with enough members."""

from __future__ import annotations

from internalmap.model.organization import STAFF_KINDS, Need, Organization, Party, granted_members
from internalmap.modelfile.build.drafts import quick_maker
from internalmap.modelfile.build.entries import acceptances, actions
from internalmap.modelfile.build.merging import Merged
from internalmap.source import Route
from internalmap.text.escape import quoted

#: How many parties of a loop a message names.
_SHOWN_LOOP = 8

_make_party = quick_maker(Party)


def resolve_parties(merged: Merged) -> dict[str, Party]:
    """The parties by id, in id order."""
    ids = sorted(merged.parties)
    part_of = _lines(merged, ids, "part_of")
    reports_to = _lines(merged, ids, "reports_to")
    members: dict[str, list[str]] = {}
    for id in ids:
        unit = part_of.get(id)
        if unit is not None:
            members.setdefault(unit, []).append(id)
    return {
        id: _party(merged, id, part_of.get(id), reports_to.get(id), members.get(id, []))
        for id in ids
    }


def _lines(merged: Merged, ids: list[str], key: str) -> dict[str, str]:
    """The `part_of` or `reports_to` lines between known parties, loops noted and cut."""
    lines = {}
    for id in ids:
        wanted = merged.parties[id].get(key)
        if wanted in merged.parties:
            lines[id] = wanted
        elif wanted is not None:
            merged.doubtful.add(key)
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
    merged.doubtful.add(key)
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


def _party(
    merged: Merged, id: str, part_of: str | None, reports_to: str | None, members: list[str]
) -> Party:
    entry = merged.parties[id]
    route = merged.routes[id]
    get = entry.get
    min_members = 0
    if members or "min_members" in entry or "headcount" in entry:
        min_members = _min_members(merged, id, members)
    return _make_party(
        id,
        get("name") or id,
        get("kind") or "team",
        get("engagement"),
        part_of,
        reports_to,
        get("headcount"),
        min_members,
        tuple(get("can") or ()),
        get("capacity"),
        get("availability"),
        get("restore"),
        get("limit"),
        get("owner"),
        get("contact"),
        get("location"),
        get("url"),
        get("note"),
        tuple(get("tags") or ()),
        actions(merged, entry, route) if "actions" in entry else (),
        acceptances(merged, entry, route) if "accept" in entry else (),
        tuple(get("was") or ()),
        route,
    )


def _min_members(merged: Merged, id: str, members: list[str]) -> int:
    """How many members must be there, judged against headcount and members."""
    entry, route = merged.parties[id], merged.routes[id]
    kinds = [merged.parties[member].get("kind") or "team" for member in members]
    staff = sum(kind in STAFF_KINDS for kind in kinds)
    given, headcount = entry.get("min_members"), entry.get("headcount")
    wanted = granted_members(kinds) if given is None else int(given)
    if not merged.doubtful.isdisjoint(("kind", "part_of", "headcount", "min_members")):
        return wanted
    if headcount is not None and headcount < staff:
        merged.report(
            Route(route.source, (*route.path, "headcount")),
            f"the headcount is {headcount}, and {quoted(id)} has {_members(staff)}",
            f"Raise the headcount to {staff} or more, or remove it.",
        )
    elif given is not None and wanted > (staff if headcount is None else headcount):
        limit = f"{quoted(id)} has {_members(staff)} and no headcount"
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


def staffing_needs(organization: Organization) -> list[Need]:
    """The needs of units for their own people."""
    needs = []
    for party in organization.parties.values():
        if party.min_members < 1:
            continue
        staff = tuple(
            member
            for member in organization.members.get(party.id, ())
            if organization.parties[member].kind in STAFF_KINDS
        )
        unlisted = 0 if party.headcount is None else party.headcount - len(staff)
        at_least = party.min_members - unlisted
        if 1 <= at_least <= len(staff):
            route = party.route
            needs.append(Need(party.id, (party.id,), staff, at_least, staffing=True, route=route))
    return needs
