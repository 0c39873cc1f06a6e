"""What a model file may say of the checks: rules, policies, accepted findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field
from typing_extensions import TypedDict

from internalmap.model.rule_names import FORMER_RULES, RULE_VALUES, current_rule
from internalmap.modelfile.schema.forms import (
    Date,
    Duration,
    Limit,
    Name,
    Names,
    Number,
    RuleName,
    Selectors,
    Truth,
    closed,
)

Severity: TypeAlias = Literal["error", "warning", "note", "off"]


@closed("rule", "reason", "by")
class AcceptEntry(TypedDict, total=False):
    """A finding that somebody accepts."""

    rule: Annotated[RuleName | None, Field(description="The rule whose finding is accepted.")]
    reason: Annotated[Name | None, Field(description="Why it is accepted.")]
    by: Annotated[Name | None, Field(description="Who accepts it.")]
    until: Annotated[Date | None, Field(description="Until when, YYYY-MM-DD; default: for good.")]
    stops: Annotated[
        Names | None,
        Field(description="The protected parties that it may stop; one that stops more is back."),
    ]


# ---------------------------------------------------------------------------------------- rules


class _Severity(TypedDict, total=False):
    severity: Annotated[Severity | None, Field(description="`error`, `warning`, `note` or `off`.")]


@closed()
class _PlainRule(_Severity, total=False):
    """A rule without limits."""


@closed()
class _MaxRule(_Severity, total=False):
    max: Annotated[Limit | None, Field(description="More than this is a finding.")]


@closed()
class _SiloRule(_Severity, total=False):
    min: Annotated[
        Number | None, Field(description="An E-I index under this is a finding; from -1 to 1.")
    ]


@closed()
class _OverloadRule(_Severity, total=False):
    max_utilisation: Annotated[
        Limit | None, Field(description="Load over capacity above this is a finding; default 1.")
    ]


@closed()
class _SatisfactionRule(_Severity, total=False):
    min_satisfaction: Annotated[
        Number | None,
        Field(description="Satisfaction under this is a finding; default the middle of the scale."),
    ]


@closed()
class _GapRule(_Severity, total=False):
    max_gap: Annotated[
        Limit | None,
        Field(
            description="Satisfaction under expectation by more than this is a finding; default "
            "0.5."
        ),
    ]


@closed()
class _FeedbackRule(_Severity, total=False):
    max_review_age: Annotated[
        Duration | None,
        Field(description="A feedback talk older than this is a finding; default 365d."),
    ]


def _setting(value: object) -> object:
    """A bare severity stands for a setting that gives it."""
    return {"severity": value} if isinstance(value, str) else value


def _short(entry: Any) -> BeforeValidator:
    return BeforeValidator(_setting, json_schema_input_type=Severity | entry)


def _rule(rule: str) -> Any:
    if rule in FORMER_RULES:
        return Field(description=f"Another name of `{FORMER_RULES[rule]}`.")
    keys = ", ".join(f"`{key}`" for key in ("severity", *RULE_VALUES[rule]))
    return Field(description=f"The severity of `{rule}`, or a mapping with {keys}.")


#: What a rule's settings may hold, by the limits that it takes.
_SETTINGS: dict[tuple[str, ...], Any] = {
    (): _PlainRule,
    ("max",): _MaxRule,
    ("min",): _SiloRule,
    ("max_utilisation",): _OverloadRule,
    ("min_satisfaction",): _SatisfactionRule,
    ("max_gap",): _GapRule,
    ("max_review_age",): _FeedbackRule,
}

if TYPE_CHECKING:
    RulesEntry: TypeAlias = dict[str, Any]
else:  # made from the table of rules, which a type checker cannot follow
    RulesEntry = closed()(
        TypedDict(
            "RulesEntry",
            {
                rule: Annotated[
                    Annotated[_SETTINGS[limits], _short(_SETTINGS[limits])] | None, _rule(rule)
                ]
                for rule in (*RULE_VALUES, *FORMER_RULES)
                for limits in [RULE_VALUES[current_rule(rule)]]
            },
            total=False,
        )
    )


# ------------------------------------------------------------------------------------- policies

#: The keys that each kind of policy takes, beside name, kind, reason and direct.
POLICY_KEYS: dict[str, tuple[str, ...]] = {
    "forbidden": ("customers", "suppliers"),
    "independent": ("groups",),
    "layers": ("layers",),
    "only-through": ("unit", "door"),
    "required": ("customers", "suppliers"),
}


@closed("name", "kind", "reason")
class PolicyEntry(TypedDict, total=False):
    """A rule of the house about who may, or must, depend on whom."""

    name: Annotated[Name | None, Field(description="What the policy is called in findings.")]
    kind: Annotated[
        Literal["forbidden", "independent", "layers", "only-through", "required"] | None,
        Field(
            description="What must hold: forbidden, independent, layers, only-through, required."
        ),
    ]
    reason: Annotated[Name | None, Field(description="Why the policy is there.")]
    direct: Annotated[
        Truth | None,
        Field(description="Only direct dependencies count; default false: chains count."),
    ]
    customers: Annotated[
        Selectors | None, Field(description="forbidden, required: selectors of the customers.")
    ]
    suppliers: Annotated[
        Selectors | None, Field(description="forbidden, required: selectors of the suppliers.")
    ]
    groups: Annotated[
        Names | None, Field(description="independent: selectors, one for each group.")
    ]
    layers: Annotated[
        Names | None,
        Field(description="layers: selectors, the external customers' side first."),
    ]
    unit: Annotated[Selectors | None, Field(description="only-through: the unit that has a door.")]
    door: Annotated[
        Selectors | None,
        Field(description="only-through: where outsiders may depend on the unit."),
    ]


@closed()
class CheckEntry(TypedDict, total=False):
    """Settings of the checks."""

    extends: Annotated[
        Name | None,
        Field(
            description="A file whose `check` holds here too, as a path from the folder of this "
            "file; what is said here goes before."
        ),
    ]
    fail_on: Annotated[
        Literal["error", "warning", "note"] | None,
        Field(description="The severity from which findings fail the check; default error."),
    ]
    units: Annotated[
        Literal["error", "warning"] | None,
        Field(
            description="How bad it is that a whole unit must be gone to let somebody down; "
            "default warning."
        ),
    ]
    rules: Annotated[
        RulesEntry | None, Field(description="The severity or the settings of each rule.")
    ]
    policies: Annotated[
        list[PolicyEntry] | None, Field(description="Who may, or must, depend on whom.")
    ]


#: The keys of the settings.
CHECK_KEYS = frozenset(CheckEntry.__annotations__)
