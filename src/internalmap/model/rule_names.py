"""The rules by id, with the settings that each takes: what a model may name in `check` and
`accept`."""

from __future__ import annotations

#: Every rule, and the limits that can be set for it beside its severity.
RULE_VALUES: dict[str, tuple[str, ...]] = {
    "single-point-of-failure": (),
    "restored-too-late": (),
    "hollow-fallback": (),
    "overload": ("max_utilisation",),
    "overload-after-failure": (),
    "sole-supplier": (),
    "temporary-sole-supplier": (),
    "fragile-pair": (),
    "no-external-customer": (),
    "no-customer": (),
    "no-line-of-sight": (),
    "essential-cycle": (),
    "no-standard": (),
    "promise-not-backed": (),
    "low-satisfaction": ("min_satisfaction",),
    "expectation-gap": ("max_gap",),
    "similar-services": (),
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
