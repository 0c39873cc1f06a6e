"""The model's settings of the checks: rules and policies."""

from __future__ import annotations

from internalmap.model.rule_names import FORMER_RULES, current_rule
from internalmap.model.settings import CheckSettings, Policy, RuleSetting
from internalmap.modelfile.build.merging import Entry, Merged
from internalmap.source import Route


def check_settings(merged: Merged) -> CheckSettings:
    """The settings, judged: limits on their scale, each policy with the keys of its kind. What the
    model says itself goes before what it extends: a severity, a limit, a policy of the same
    name."""
    values: Entry = {"fail_on": "error", "units": "warning"}
    rules: dict[str, RuleSetting] = {}
    policies: list[Policy] = []
    for route, check in merged.checks:
        values |= {key: check[key] for key in values if check.get(key) is not None}
        for rule, setting in _rules(merged, check, route.source).items():
            before = rules.get(rule, RuleSetting(None, {}))
            rules[rule] = RuleSetting(
                setting.severity or before.severity, {**before.values, **setting.values}
            )
        own = [
            policy
            for index, entry in enumerate(check.get("policies") or ())
            if (policy := _policy(merged, entry, Route(route.source, ("check", "policies", index))))
        ]
        names = {policy.name for policy in own}
        policies = [*(policy for policy in policies if policy.name not in names), *own]
    return CheckSettings(
        fail_on=values["fail_on"],
        units=values["units"],
        rules=dict(sorted(rules.items())),
        policies=tuple(policies),
    )


def _rules(merged: Merged, check: Entry, source: int) -> dict[str, RuleSetting]:
    """What one file says of the rules."""
    rules: dict[str, RuleSetting] = {}
    # A rule that is set under both of its names is set as the present one says.
    for rule, entry in sorted((check.get("rules") or {}).items(), key=_former_first):
        if entry is None:
            continue
        if rule in FORMER_RULES:
            merged.former_rules.add(rule)
        limits = {
            key: value for key, value in entry.items() if key != "severity" and value is not None
        }
        for key, low, high in _ranges(merged):
            if key in limits and not low <= limits[key] <= high:
                route = Route(source, ("check", "rules", rule, key))
                message = f"{limits[key]:g} is not between {low:g} and {high:g}"
                merged.report(route, message, "Write a number between these two.")
        rules[current_rule(rule)] = RuleSetting(entry.get("severity"), limits)
    return rules


def _former_first(item: tuple[str, Entry]) -> tuple[bool, str]:
    return item[0] not in FORMER_RULES, item[0]


def _ranges(merged: Merged) -> list[tuple[str, float, float]]:
    """Between what limits must lie."""
    ranges = [("min", -1.0, 1.0)]
    if "scale" not in merged.uncertain:
        ranges.append(("min_satisfaction", *merged.scale))
    return ranges


def _policy(merged: Merged, entry: Entry, route: Route) -> Policy | None:
    """A policy; nothing where something is wrong with it."""
    from internalmap.modelfile.schema.checks import POLICY_KEYS

    given = {key for key, value in entry.items() if value is not None}
    kind = entry.get("kind")
    own = POLICY_KEYS.get(kind or "", ())
    required = ("name", "kind", "reason", *own)
    merged.report_missing(route, entry, required, f"A policy gives {', '.join(required)}.")
    for key in required:
        if key in given and not entry[key]:
            place = Route(route.source, (*route.path, key))
            merged.report(place, f"'{key}' is an empty list", "Name at least one party.", key=True)
    if kind is None:
        return None
    for key in sorted(given.difference(required, ("direct",))):
        place = Route(route.source, (*route.path, key))
        remedy = f"It takes: {', '.join((*required, 'direct'))}."
        merged.report(place, f"a policy of kind '{kind}' has no '{key}'", remedy, key=True)
    if not all(entry.get(key) for key in required):
        return None
    groups = {key: tuple(entry[key]) for key in own}
    return Policy(
        name=entry["name"],
        kind=kind,
        reason=entry["reason"],
        direct=bool(entry.get("direct")),
        groups=groups,
        route=route,
    )
