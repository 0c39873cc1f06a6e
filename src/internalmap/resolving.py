"""What the files say, turned into an `Organization`: ids and selectors looked up, needs copied to
those concerned, units staffed; and every problem of meaning noted."""

from __future__ import annotations

from typing import Any

from internalmap.merging import Entry, Merged
from internalmap.model import (
    STAFF_KINDS,
    Acceptance,
    Action,
    Need,
    Organization,
    Party,
    need_order,
)
from internalmap.printable import printable
from internalmap.resolving_checks import check_settings
from internalmap.resolving_needs import resolve_needs
from internalmap.selectors import NobodySelected, Selection
from internalmap.source import Route


def resolve(merged: Merged) -> Organization:
    """The organisation; where problems were noted, as much of it as makes sense."""
    lines = {key: _lines(merged, key) for key in ("part_of", "reports_to")}
    members: dict[str, list[str]] = {}
    for id in sorted(merged.parties):
        unit = lines["part_of"].get(id)
        if unit is not None:
            members.setdefault(unit, []).append(id)
    parties: dict[str, Party] = {}
    for id in sorted(merged.parties):
        parties[id] = _party(merged, id, lines, members.get(id, []))
    bare = Organization(merged.title, parties, ())
    selection = Selection(bare)
    for id, problem in _unknown_lines(merged, lines, selection):
        merged.report(id, problem.message, problem.remedy)
    needs = resolve_needs(merged, bare, selection)
    staffing = _staffing(merged, bare)
    for number, selector in enumerate(merged.protect):
        try:
            selection.ids(selector)
        except NobodySelected as nobody:
            route = Route(merged.protect_route.source, ("protect", number))  # type: ignore[union-attr]
            if merged.sound or not selector.partition(":")[1]:
                merged.report(route, nobody.message, nobody.remedy)
    _check_accepted(merged, selection)
    return Organization(
        merged.title,
        parties,
        tuple(sorted(needs, key=need_order)),
        tuple(staffing),
        merged.scale,
        tuple(merged.protect),
        check_settings(merged),
        merged.sources,
    )


def _lines(merged: Merged, key: str) -> dict[str, str]:
    """The `part_of` or `reports_to` lines between known parties, loops noted and cut."""
    lines = {
        id: entry[key]
        for id, entry in merged.parties.items()
        if entry.get(key) is not None and entry[key] in merged.parties
    }
    done: set[str] = set()
    for start in sorted(lines):
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
    route = Route(merged.routes[loop[0]].source, ("parties", loop[0], key))
    if len(loop) == 1:
        what = "is part of itself" if key == "part_of" else "reports to itself"
        merged.report(route, f"'{printable(loop[0])}' {what}", "Name another party, or none.")
        return
    shown = [*loop[:8], "…"] if len(loop) > 9 else loop
    chain = " → ".join(printable(id) for id in [*shown, loop[0]])
    merged.report(route, f"'{key}' goes in a circle: {chain}", "Take one of these lines out.")


def _unknown_lines(
    merged: Merged, lines: dict[str, dict[str, str]], selection: Selection
) -> list[tuple[Route, NobodySelected]]:
    found = []
    for id in sorted(merged.parties):
        for key in lines:
            wanted = merged.parties[id].get(key)
            if wanted is not None and wanted not in merged.parties:
                route = Route(merged.routes[id].source, ("parties", id, key))
                found.append((route, selection.unknown_id(wanted)))
    return found


def _party(
    merged: Merged, id: str, lines: dict[str, dict[str, str]], members: list[str]
) -> Party:
    entry = merged.parties[id]
    route = merged.routes[id]
    get = entry.get
    min_members = 0
    if members or get("min_members") is not None or get("headcount") is not None:
        min_members = _min_members(merged, id, members)
    return Party(
        id,
        get("name") or id,
        get("kind") or "team",
        get("engagement"),
        lines["part_of"].get(id),
        lines["reports_to"].get(id),
        get("headcount"),
        min_members,
        tuple(get("can") or ()),
        get("capacity"),
        get("availability"),
        get("restore"),
        get("contact"),
        get("location"),
        get("url"),
        get("note"),
        tuple(get("tags") or ()),
        actions(merged, entry, route) if "actions" in entry else (),
        accepted(merged, entry, route) if "accept" in entry else (),
        tuple(get("was") or ()),
        route,
    )


def _kinds(merged: Merged, members: list[str]) -> list[str]:
    return [merged.parties[member].get("kind") or "team" for member in members]


def _min_members(merged: Merged, id: str, members: list[str]) -> int:
    """How many members must be there, judged against headcount and members."""
    entry, route = merged.parties[id], merged.routes[id]
    kinds = _kinds(merged, members)
    staff = sum(kind in STAFF_KINDS for kind in kinds)
    given = entry.get("min_members")
    headcount = entry.get("headcount")
    if given is None:
        people = any(kind in ("person", "role") for kind in kinds)
        groups = any(kind in ("team", "department") for kind in kinds)
        wanted = 1 if people and not groups else 0
    else:
        wanted = int(given)
    if not merged.sound:
        return wanted
    if headcount is not None and headcount < staff:
        merged.report(
            Route(route.source, (*route.path, "headcount")),
            f"'{printable(id)}' has {staff} members here and a headcount of {headcount}",
            f"Raise the headcount to {staff} or more, or remove it.",
        )
    limit = staff if headcount is None else headcount
    if given is not None and wanted > limit:
        counted = "members" if headcount is None else "people"
        merged.report(
            Route(route.source, (*route.path, "min_members")),
            f"'{printable(id)}' needs {wanted} of its {limit} {counted}",
            "Lower min_members, or give the headcount.",
        )
    return wanted


def _staffing(merged: Merged, organization: Organization) -> list[Need]:
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
            needs.append(
                Need(
                    party.id,
                    (party.id,),
                    staff,
                    at_least,
                    staffing=True,
                    route=party.route,
                )
            )
    return needs


def actions(merged: Merged, entry: Entry, route: Route) -> tuple[Action, ...]:
    """An entry's actions; each says what is to be done."""
    found = []
    for index, action in enumerate(entry.get("actions") or ()):
        if action.get("what") is None:
            place = Route(route.source, (*route.path, "actions", index))
            merged.report(place, "'what' is missing", "Say what is to be done.")
            continue
        get = action.get
        found.append(Action(get("what"), get("owner"), get("due"), get("done")))
    return tuple(found)


def accepted(merged: Merged, entry: Entry, route: Route) -> tuple[Acceptance, ...]:
    """An entry's acceptances; each gives rule, reason and name."""
    found = []
    for index, acceptance in enumerate(entry.get("accept") or ()):
        place = Route(route.source, (*route.path, "accept", index))
        missing = [key for key in ("rule", "reason", "by") if acceptance.get(key) is None]
        for key in missing:
            merged.report(place, f"'{key}' is missing", "An acceptance gives rule, reason and by.")
        if not missing:
            stops: list[Any] | None = acceptance.get("stops")
            found.append(
                Acceptance(
                    acceptance["rule"],
                    acceptance["reason"],
                    acceptance["by"],
                    acceptance.get("until"),
                    None if stops is None else tuple(stops),
                    place,
                )
            )
    return tuple(found)


def _check_accepted(merged: Merged, selection: Selection) -> None:
    """The parties that acceptances name must exist."""
    entries = [(merged.routes[id], entry) for id, entry in merged.parties.items()]
    entries += [(need.route, need.entry) for need in merged.needs]
    for route, entry in entries:
        for index, acceptance in enumerate(entry.get("accept") or ()):
            for number, id in enumerate(acceptance.get("stops") or ()):
                if not selection.is_id(id):
                    unknown = selection.unknown_id(id)
                    path = (*route.path, "accept", index, "stops", number)
                    merged.report(Route(route.source, path), unknown.message, unknown.remedy)
