"""What parties and needs say in several keys: actions, accepted findings, who said it."""

from __future__ import annotations

from internalmap.model.organization import Acceptance, Action, Said
from internalmap.model.rule_names import FORMER_RULES, current_rule
from internalmap.modelfile.build.merging import Entry, Merged
from internalmap.source import Route


def actions(merged: Merged, entry: Entry, route: Route) -> tuple[Action, ...]:
    """An entry's actions; each says what is to be done."""
    found = []
    for index, action in enumerate(entry["actions"] or ()):
        get = action.get
        if get("what") is None:
            place = Route(route.source, (*route.path, "actions", index))
            merged.report_missing(place, action, ["what"], "Say what is to be done.")
            continue
        found.append(Action(what=get("what"), owner=get("owner"), due=get("due"), done=get("done")))
    return tuple(found)


def said(entry: Entry) -> Said | None:
    """Who stated a need, and when; nothing where neither is given."""
    given = entry.get("said") or {}
    found = Said(by=given.get("by"), date=given.get("date"))
    return None if found == Said() else found


def acceptances(merged: Merged, entry: Entry, route: Route) -> tuple[Acceptance, ...]:
    """An entry's accepted findings; each gives rule, reason and by."""
    found = []
    for index, acceptance in enumerate(entry["accept"] or ()):
        place = Route(route.source, (*route.path, "accept", index))
        get = acceptance.get
        required = ("rule", "reason", "by")
        merged.report_missing(
            place, acceptance, required, "An acceptance gives rule, reason and by."
        )
        if all(get(key) is not None for key in required):
            stops = get("stops")
            if get("rule") in FORMER_RULES:
                merged.former_rules.add(get("rule"))
            found.append(
                Acceptance(
                    rule=current_rule(get("rule")),
                    reason=get("reason"),
                    by=get("by"),
                    until=get("until"),
                    stops=None if stops is None else tuple(stops),
                    route=place,
                )
            )
    return tuple(found)
