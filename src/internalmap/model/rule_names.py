"""The rules by id, with the settings that each takes: what a model may name in `check` and
`accept`."""

from __future__ import annotations

#: Every rule, and the limits that can be set for it beside its severity.
RULE_VALUES: dict[str, tuple[str, ...]] = {
    "single-point-of-failure": (),
    "hollow-fallback": (),
    "overload": ("max_utilisation",),
    "overload-after-failure": (),
    "sole-supplier": (),
    "temporary-sole-supplier": (),
    "fragile-pair": (),
    "target-not-met": (),
    "backup-too-old": (),
    "scenario-fails": (),
    "no-external-customer": (),
    "no-customer": (),
    "no-line-of-sight": (),
    "essential-cycle": (),
    "no-standard": (),
    "promise-not-backed": (),
    "low-satisfaction": ("min_satisfaction",),
    "expectation-gap": ("max_gap",),
    "similar-services": (),
    "same-need-twice": (),
    "stale-feedback": ("max_review_age",),
    "overdue-action": (),
    "stale-acceptance": (),
    "too-many-customers": ("max",),
    "too-many-suppliers": ("max",),
    "long-chain": ("max",),
    "one-way": (),
    "silo": ("min",),
    "policy": (),
    "policy-matches-nobody": (),
}

#: Rules that another one tells with what it tells: that one, by the former name, which still works.
FORMER_RULES: dict[str, str] = {"restored-too-late": "single-point-of-failure"}


def current_rule(name: str) -> str:
    """What a rule is called now.

    >>> current_rule("restored-too-late"), current_rule("policy")
    ('single-point-of-failure', 'policy')
    """
    return FORMER_RULES.get(name, name)
