"""The model's settings of the checks: rules and policies."""

from __future__ import annotations

from internalmap.merging import Entry, Merged
from internalmap.model import CheckSettings, Policy, RuleSetting
from internalmap.rule_names import RULE_VALUES
from internalmap.source import Route


def check_settings(merged: Merged) -> CheckSettings:
    """The settings, judged: each rule takes its own limits, each policy its own keys."""
    if merged.check_route is None:
        return CheckSettings()
    source = merged.check_route.source
    rules: dict[str, RuleSetting] = {}
    for rule, entry in sorted((merged.check.get("rules") or {}).items()):
        if entry is None:
            continue
        values = {key: value for key, value in entry.items() if key != "severity" and value is not None}
        for key in values:
            if key not in RULE_VALUES[rule]:
                known = ", ".join(("severity", *RULE_VALUES[rule]))
                route = Route(source, ("check", "rules", rule, key))
                merged.report(route, f"'{rule}' has no '{key}'", f"It has: {known}.", key=True)
        rules[rule] = RuleSetting(entry.get("severity"), values)
    policies = tuple(
        policy
        for index, entry in enumerate(merged.check.get("policies") or ())
        if (policy := _policy(merged, entry, Route(source, ("check", "policies", index))))
    )
    return CheckSettings(merged.check.get("fail_on") or "error", rules, policies)


def _policy(merged: Merged, entry: Entry, route: Route) -> Policy | None:
    from internalmap.schema import POLICY_KEYS

    kind = entry.get("kind")
    own = POLICY_KEYS.get(kind or "", ())
    required = ("name", "kind", "reason", *own)
    missing = [key for key in required if not entry.get(key)]
    for key in missing:
        remedy = f"A policy gives {', '.join(required)}."
        merged.report(route, f"'{key}' is missing", remedy)
    if kind is None:
        return None
    for key in entry:
        if entry[key] is not None and key not in (*required, "direct"):
            place = Route(route.source, (*route.path, key))
            remedy = f"It takes: {', '.join((*required, 'direct'))}."
            merged.report(place, f"a policy of kind '{kind}' has no '{key}'", remedy, key=True)
    if missing:
        return None
    groups = {key: tuple(entry[key]) for key in own}
    return Policy(entry["name"], kind, entry["reason"], bool(entry.get("direct")), groups, route)
