"""What a model file may say of the checks: rules, policies, accepted findings."""

from __future__ import annotations

from internalmap.model.rule_names import FORMER_RULES, RULE_VALUES, current_rule
from internalmap.modelfile.schema.forms import (
    DATE,
    DURATION,
    LIMIT,
    NAME,
    NAMES,
    NUMBER,
    RULE_NAME,
    SELECTORS,
    TRUTH,
)
from internalmap.modelfile.schema.grammar import Form, Keys, entry, list_of, one_of, short

SEVERITY = one_of("error", "warning", "note", "off")

ACCEPT = entry(
    "AcceptEntry",
    "A finding that somebody accepts.",
    {
        "rule": (RULE_NAME, "The rule whose finding is accepted."),
        "reason": (NAME, "Why it is accepted."),
        "by": (NAME, "Who accepts it."),
        "until": (DATE, "Until when, YYYY-MM-DD; default: for good."),
        "stops": (NAMES, "The protected parties that it may stop; one that stops more is back."),
    },
    required=("rule", "reason", "by"),
)

# --------------------------------------------------------------------------------------- rules

_SEVERITY: Keys = {"severity": (SEVERITY, "`error`, `warning`, `note` or `off`.")}


def _limited(name: str, limit: str, form: Form, meaning: str) -> Form:
    """The settings of a rule that has a limit."""
    return entry(name, "", {**_SEVERITY, limit: (form, meaning)})


#: What a rule's settings may hold, by the limits that it takes.
_SETTINGS: dict[tuple[str, ...], Form] = {
    (): entry("_PlainRule", "A rule without limits.", _SEVERITY),
    ("max",): _limited("_MaxRule", "max", LIMIT, "More than this is a finding."),
    ("min",): _limited(
        "_SiloRule", "min", NUMBER, "An E-I index under this is a finding; from -1 to 1."
    ),
    ("max_utilisation",): _limited(
        "_OverloadRule",
        "max_utilisation",
        LIMIT,
        "Load over capacity above this is a finding; default 1.",
    ),
    ("min_satisfaction",): _limited(
        "_SatisfactionRule",
        "min_satisfaction",
        NUMBER,
        "Satisfaction under this is a finding; default the middle of the scale.",
    ),
    ("max_gap",): _limited(
        "_GapRule",
        "max_gap",
        LIMIT,
        "Satisfaction under expectation by more than this is a finding; default 0.5.",
    ),
    ("max_review_age",): _limited(
        "_FeedbackRule",
        "max_review_age",
        DURATION,
        "A feedback talk older than this is a finding; default 365d.",
    ),
}


def _setting(value: object) -> object:
    """A bare severity stands for a setting that gives it."""
    return {"severity": value} if isinstance(value, str) else value


def _rule(rule: str) -> tuple[Form, str]:
    """What may be set for a rule, and what that means."""
    limits = RULE_VALUES[current_rule(rule)]
    form = short(_setting, SEVERITY, _SETTINGS[limits])
    if rule in FORMER_RULES:
        return form, f"Another name of `{FORMER_RULES[rule]}`."
    keys = ", ".join(f"`{key}`" for key in ("severity", *limits))
    return form, f"The severity of `{rule}`, or a mapping with {keys}."


RULES = entry("RulesEntry", "", {rule: _rule(rule) for rule in (*RULE_VALUES, *FORMER_RULES)})

# ------------------------------------------------------------------------------------- policies

#: The keys that each kind of policy takes, beside name, kind, reason and direct.
POLICY_KEYS: dict[str, tuple[str, ...]] = {
    "forbidden": ("customers", "suppliers"),
    "independent": ("groups",),
    "layers": ("layers",),
    "only-through": ("unit", "door"),
    "required": ("customers", "suppliers"),
}

POLICY = entry(
    "PolicyEntry",
    "A rule of the house about who may, or must, depend on whom.",
    {
        "name": (NAME, "What the policy is called in findings."),
        "kind": (
            one_of("forbidden", "independent", "layers", "only-through", "required"),
            "What must hold: forbidden, independent, layers, only-through, required.",
        ),
        "reason": (NAME, "Why the policy is there."),
        "direct": (TRUTH, "Only direct dependencies count; default false: chains count."),
        "customers": (SELECTORS, "forbidden, required: selectors of the customers."),
        "suppliers": (SELECTORS, "forbidden, required: selectors of the suppliers."),
        "groups": (NAMES, "independent: selectors, one for each group."),
        "layers": (NAMES, "layers: selectors, the external customers' side first."),
        "unit": (SELECTORS, "only-through: the unit that has a door."),
        "door": (SELECTORS, "only-through: where outsiders may depend on the unit."),
    },
    required=("name", "kind", "reason"),
)

CHECK = entry(
    "CheckEntry",
    "Settings of the checks.",
    {
        "extends": (
            NAME,
            "A file whose `check` holds here too, as a path from the folder of this file; what is "
            "said here goes before.",
        ),
        "fail_on": (
            one_of("error", "warning", "note"),
            "The severity from which findings fail the check; default error.",
        ),
        "units": (
            one_of("error", "warning"),
            "How bad it is that a whole unit must be gone to let somebody down; default warning.",
        ),
        "rules": (RULES, "The severity or the settings of each rule."),
        "policies": (list_of(POLICY), "Who may, or must, depend on whom."),
    },
)

#: The keys of the settings.
CHECK_KEYS = frozenset(CHECK.keys)
