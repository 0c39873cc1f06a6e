"""What a model file may say: every key, its form, its meaning. The JSON Schema comes from here.

Types here describe one file as written. Numbers and quantities are read on the way; what refers
to other parts of the model (ids, selectors, the scale) is judged by the reader.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field, PlainValidator, StringConstraints, TypeAdapter
from pydantic_core import PydanticCustomError
from typing_extensions import TypedDict

from internalmap import quantities
from internalmap.document import Unquoted
from internalmap.rule_names import RULE_VALUES, SEVERITIES

# ---------------------------------------------------------------------------- forms of values


def fault(message: str, remedy: str = "", at: tuple[str | int, ...] = ()) -> PydanticCustomError:
    """A problem with a value: what is wrong, what to do, and where inside the value."""
    return PydanticCustomError(
        "fault", "{message}", {"message": message, "remedy": remedy, "at": at}
    )


def _shown(value: object) -> str:
    if isinstance(value, str):
        return f"'{value[:60]}'" + ("…" if len(value) > 60 else "")
    return "a list" if isinstance(value, list) else "a mapping"


_INTEGER = re.compile(r"[-+]?[0-9]{1,15}", re.ASCII)
_DECIMAL = re.compile(
    r"[-+]?(?:[0-9]{1,15}(?:\.[0-9]{0,15})?|\.[0-9]{1,15})(?:[eE][-+]?[0-9]{1,2})?", re.ASCII
)


def _integer(value: object) -> object:
    if value is None:
        return None
    if isinstance(value, Unquoted) and _INTEGER.fullmatch(value):
        return int(value)
    raise fault(f"a whole number was expected, not {_shown(value)}", _unquote(value))


def number(value: object) -> float:
    """A decimal number, written without quotes."""
    if isinstance(value, Unquoted) and _DECIMAL.fullmatch(value):
        return float(value)
    raise fault(f"a number was expected, not {_shown(value)}", _unquote(value))


def _unquote(value: object) -> str:
    if isinstance(value, str) and not isinstance(value, Unquoted) and _DECIMAL.fullmatch(value):
        return f"Write it without quotes: {value}."
    return "Write digits, such as 3."


def _truth(value: object) -> bool:
    if isinstance(value, Unquoted) and value in ("true", "True", "TRUE"):
        return True
    if isinstance(value, Unquoted) and value in ("false", "False", "FALSE"):
        return False
    raise fault(f"'true' or 'false' was expected, not {_shown(value)}")


def _quantity(read: Callable[[str], float], what: str, form: str) -> Callable[[object], float]:
    def parse(value: object) -> float:
        if isinstance(value, str):
            try:
                return read(value)
            except ValueError:
                pass
        raise fault(f"{_shown(value)} is not {what}", f"Write {form}.")

    return parse


def _share(value: object) -> float:
    if isinstance(value, Unquoted) or (isinstance(value, str) and value.endswith("%")):
        try:
            return quantities.share(value)
        except ValueError:
            pass
    raise fault(f"{_shown(value)} is not a share", f"Write {quantities.SHARE_FORM}.")


_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def _date(value: object) -> date:
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise fault(f"there is no day {value}", "Check the month and the day.") from None
    raise fault(f"{_shown(value)} is not a date", "Write YYYY-MM-DD, such as 2026-03-31.")


DIMENSIONS = ("tangibles", "reliability", "responsiveness", "assurance", "empathy")


def _rating(value: object) -> tuple[tuple[float, ...], tuple[str, ...] | None]:
    """A number, survey answers, or parts by dimension: the numbers, and the dimensions if any."""
    if isinstance(value, list):
        if not value:
            raise fault("the list of answers is empty", "Give at least one, or leave the key out.")
        return tuple(_number_at(item, (index,)) for index, item in enumerate(value)), None
    if isinstance(value, dict):
        for key in value:
            if key not in DIMENSIONS:
                allowed = ", ".join(DIMENSIONS)
                raise fault(f"unknown dimension '{key}'", f"Known are: {allowed}.", (key,))
        given = [key for key in DIMENSIONS if value.get(key) is not None]
        if not given:
            raise fault("no dimension is given", "Give at least one, or leave the key out.")
        return tuple(_number_at(value[key], (key,)) for key in given), tuple(given)
    return (number(value),), None


def _number_at(value: object, at: tuple[str | int, ...]) -> float:
    try:
        return number(value)
    except PydanticCustomError as error:
        context = error.context or {}
        raise fault(str(context["message"]), str(context["remedy"]), at) from None


def _listed(value: object) -> object:
    """One text stands for a list of one."""
    return [value] if isinstance(value, str) else value


def _short_need(value: object) -> object:
    """A bare id or selector stands for a need from it."""
    return {"from": value} if isinstance(value, str) else value


def _schema(**schema: Any) -> Any:
    """The JSON Schema of a value that is read by a function."""
    from pydantic import WithJsonSchema

    return WithJsonSchema(schema)


_NUMBER_SCHEMA = {"type": "number"}
_RATING_SCHEMA = {
    "anyOf": [
        _NUMBER_SCHEMA,
        {"type": "array", "items": _NUMBER_SCHEMA, "minItems": 1},
        {
            "type": "object",
            "properties": {
                name: {"type": "number", "description": f"How it is served: {name}."}
                for name in DIMENSIONS
            },
            "additionalProperties": False,
            "minProperties": 1,
        },
    ]
}
_N = r"[0-9]{1,15}(\.[0-9]{1,15})?"

Id: TypeAlias = Annotated[
    str, StringConstraints(min_length=1, pattern="^[^\\u0000-\\u001f\\u007f-\\u009f]+$")
]
Text: TypeAlias = str
Name: TypeAlias = Annotated[str, StringConstraints(min_length=1)]
Texts: TypeAlias = list[Name]
Selectors: TypeAlias = Annotated[
    list[Name], BeforeValidator(_listed, json_schema_input_type=str | list[str])
]
Integer: TypeAlias = Annotated[
    int, BeforeValidator(_integer, json_schema_input_type=int), Field(strict=True)
]
Natural: TypeAlias = Annotated[Integer, Field(ge=0)]
Truth: TypeAlias = Annotated[bool, PlainValidator(_truth), _schema(type="boolean")]
Number: TypeAlias = Annotated[float, PlainValidator(number), _schema(type="number")]
Duration: TypeAlias = Annotated[
    float,
    PlainValidator(_quantity(quantities.duration, "a duration", quantities.DURATION_FORM)),
    _schema(
        anyOf=[
            {"type": "string", "pattern": f"^({_N} ?(min|h|d|w|mo|y)|0)$"},
            {"const": 0},
        ]
    ),
]
Work: TypeAlias = Annotated[
    float,
    PlainValidator(_quantity(quantities.work, "an amount of work", quantities.WORK_FORM)),
    _schema(anyOf=[{"type": "string", "pattern": f"^({_N} ?(min|h)|0)$"}, {"const": 0}]),
]
Rate: TypeAlias = Annotated[
    float,
    PlainValidator(_quantity(quantities.rate, "a frequency", quantities.RATE_FORM)),
    _schema(
        type="string",
        pattern=f"^({_N} ?/ ?({'|'.join(quantities.RATES)})|{'|'.join(quantities.RATE_WORDS)})$",
    ),
]
Capacity: TypeAlias = Annotated[
    float,
    PlainValidator(_quantity(quantities.capacity, "a capacity", quantities.CAPACITY_FORM)),
    _schema(type="string", pattern=f"^{_N} ?(min|h) ?/ ?({'|'.join(quantities.RATES)})$"),
]
Share: TypeAlias = Annotated[
    float,
    PlainValidator(_share),
    _schema(
        anyOf=[
            {"type": "number", "minimum": 0, "maximum": 1},
            {"type": "string", "pattern": f"^{_N} ?%$"},
        ]
    ),
]
Date: TypeAlias = Annotated[
    date, PlainValidator(_date), _schema(type="string", pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
]
RatingValue: TypeAlias = Annotated[
    tuple[tuple[float, ...], tuple[str, ...] | None],
    PlainValidator(_rating),
    _schema(**_RATING_SCHEMA),
]


def _says(description: str) -> Any:
    return Field(description=description)


# ------------------------------------------------------------------------- small entries



_CLOSED: Any = {"extra": "forbid"}

ActionEntry = TypedDict(
    "ActionEntry",
    {
        "what": Annotated[Name | None, _says("What is to be done.")],
        "owner": Annotated[Text | None, _says("Who does it.")],
        "due": Annotated[Date | None, _says("By when, YYYY-MM-DD.")],
        "done": Annotated[Date | None, _says("When it was done, YYYY-MM-DD.")],
    },
    total=False,
)
AcceptEntry = TypedDict(
    "AcceptEntry",
    {
        "rule": Annotated[
            Literal[tuple(RULE_VALUES)] | None,  # type: ignore[valid-type]
            _says("The rule whose finding is accepted."),
        ],
        "reason": Annotated[Name | None, _says("Why it is accepted.")],
        "by": Annotated[Name | None, _says("Who accepts it.")],
        "until": Annotated[Date | None, _says("Until when, YYYY-MM-DD; default: for good.")],
        "stops": Annotated[
            Texts | None,
            _says("The protected parties that it may stop; one that stops more is back."),
        ],
    },
    total=False,
)


def _common(of: str) -> dict[str, Any]:
    """The keys that parties and needs share."""
    return {
        "url": Annotated[Text | None, _says(f"A page about the {of}, such as its procedure.")],
        "note": Annotated[Text | None, _says("Anything worth knowing.")],
        "tags": Annotated[Texts | None, _says("Labels, for selectors and for leaving needs out.")],
        "actions": Annotated[
            list[ActionEntry] | None, _says("What was promised to mend a thing.")
        ],
        "accept": Annotated[
            list[AcceptEntry] | None, _says("Findings of the checks that are accepted, and why.")
        ],
    }


# ----------------------------------------------------------------------------- needs and parties

_NEED_BASICS: dict[str, Any] = {
    "from": Annotated[
        Selectors | None,
        _says(
            "A supplier's id, a selector, or a list of these in order of preference. "
            "Suppliers beyond `at_least` are fallbacks."
        ),
    ],
    "at_least": Annotated[
        Annotated[
            int | Literal["all"],
            PlainValidator(lambda value: _at_least(value)),
            _schema(anyOf=[{"type": "integer", "minimum": 1}, {"const": "all"}]),
        ]
        | None,
        _says("How many of the suppliers the need takes, or `all`; default 1."),
    ],
    "service": Annotated[Name | None, _says("What is supplied: monthly payroll, cooked dishes.")],
    "importance": Annotated[
        Literal["essential", "important", "helpful"] | None,
        _says(
            "`essential`: without it the customer stops; `important`: it gets worse; "
            "`helpful`: it is missed. Default essential."
        ),
    ],
    "frequency": Annotated[
        Rate | None, _says("How often: `80/day`, `2/week`, `monthly`. Default unknown.")
    ],
    "effort": Annotated[Work | None, _says("The supplier's work each time, in `min` or `h`.")],
    "within": Annotated[
        Duration | None, _says("The service standard: how soon the supplier answers.")
    ],
    "buffer": Annotated[
        Duration | None,
        _says("How long the customer can go on without it: stock, slack, patience."),
    ],
    "satisfaction": Annotated[
        RatingValue | None,
        _says(
            "How well it is served, on the model's scale: a number, a list of survey answers, "
            "or parts by dimension."
        ),
    ],
    "expectation": Annotated[
        RatingValue | None, _says("How well it expects to be served, in the same forms.")
    ],
    "reviewed": Annotated[
        Date | None, _says("Date of the last feedback talk between the two, YYYY-MM-DD.")
    ],
    "request": Annotated[Text | None, _says("How the customer asks for it.")],
    "applies_to": Annotated[
        Literal["unit", "members"] | None,
        _says(
            "`unit`: the party itself; `members`: every person, role, team and department inside "
            "it that has no such members of its own. Default unit."
        ),
    ],
}


def _at_least(value: object) -> int | str:
    if value == "all":
        return "all"
    if isinstance(value, Unquoted) and _INTEGER.fullmatch(value):
        count = int(value)
        if count < 1:
            raise fault(
                f"at_least is {count}, and a need takes at least one supplier",
                "Write 1 or more, or `all`; for a need that stops nobody, lower its importance.",
            )
        return count
    raise fault(
        f"a whole number or 'all' was expected, not {_shown(value)}", "Write 1, 2, … or all."
    )


NeedEntry = TypedDict("NeedEntry", {**_NEED_BASICS, **_common("service")}, total=False)  # type: ignore[misc]
FlatNeedEntry = TypedDict(  # type: ignore[misc]
    "FlatNeedEntry",
    {
        "customer": Annotated[Name | None, _says("The id of the party that has the need.")],
        **_NEED_BASICS,
        **_common("service"),
    },
    total=False,
)
ShortNeed: TypeAlias = Annotated[
    NeedEntry,  # type: ignore[valid-type]
    BeforeValidator(_short_need, json_schema_input_type=str | NeedEntry),  # type: ignore[valid-type]
]
EveryoneEntry = TypedDict(
    "EveryoneEntry",
    {
        "needs": Annotated[
            list[ShortNeed] | None,
            _says(
                "Needs of every person, role, team and department that has no such members of "
                "its own; the suppliers, and everyone inside them, left out."
            ),
        ]
    },
    total=False,
)

_PARTY_BASICS: dict[str, Any] = {
    "name": Annotated[Name | None, _says("What people call it; default: the id.")],
    "kind": Annotated[
        Literal["person", "role", "team", "department", "system", "supplier", "customer"] | None,
        _says(
            "`person`, `role`, `team`, `department`, `system`, `supplier` (outside the "
            "organisation) or `customer` (external). Default team."
        ),
    ],
    "engagement": Annotated[
        Literal["permanent", "temporary", "contractor", "shareholder"] | None,
        _says("How it belongs: `permanent`, `temporary`, `contractor` or `shareholder`."),
    ],
    "can": Annotated[
        Texts | None, _says("Services that it could supply, if asked: cross-training.")
    ],
    "capacity": Annotated[
        Capacity | None, _says("Work that it can do, per period: `38h/week`.")
    ],
    "availability": Annotated[
        Share | None,
        _says("The chance that it is there when it should be: `0.95` or `95%`. Default certain."),
    ],
    "restore": Annotated[
        Duration | None, _says("How soon it is back or replaced once gone: `4h`, `2d`.")
    ],
    "contact": Annotated[Text | None, _says("Whom to call, and how.")],
    "location": Annotated[Text | None, _says("Where it is.")],
}
_PARTY_PLACE: dict[str, Any] = {
    "part_of": Annotated[Name | None, _says("The id of the unit that contains it.")],
    "reports_to": Annotated[Name | None, _says("The id of the party that it reports to.")],
    "needs": Annotated[
        list[ShortNeed] | None,
        _says("What it must get, and from whom. A bare id or selector is short for `{from: …}`."),
    ],
    "headcount": Annotated[Natural | None, _says("How many people it has in all, listed or not.")],
    "min_members": Annotated[
        Natural | None,
        _says(
            "How many of its people must be there for it to work; 0 for none in particular. "
            "Default 1 where persons or roles, and no teams or departments, are part of it, "
            "else 0."
        ),
    ],
    "was": Annotated[
        list[Name] | None, _says("Former ids, so that versions can be compared.")
    ],
}
PartyEntry = TypedDict(  # type: ignore[misc]
    "PartyEntry", {**_PARTY_BASICS, **_PARTY_PLACE, **_common("party")}, total=False
)

#: Keys that `defaults` cannot give.
NOT_BY_DEFAULT = frozenset(
    {"needs", "from", "customer", "part_of", "reports_to", "min_members", "headcount", "was",
     "accept", "actions"}
)  # fmt: skip


def _defaults(keys: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in keys.items() if key not in NOT_BY_DEFAULT}


PartyDefaults = TypedDict(  # type: ignore[misc]
    "PartyDefaults", _defaults({**_PARTY_BASICS, **_common("party")}), total=False
)
NeedDefaults = TypedDict(  # type: ignore[misc]
    "NeedDefaults", _defaults({**_NEED_BASICS, **_common("service")}), total=False
)
DefaultsEntry = TypedDict(
    "DefaultsEntry",
    {
        "party": Annotated[
            PartyDefaults | None, _says("Values for keys that a party of this file does not give.")
        ],
        "need": Annotated[
            NeedDefaults | None, _says("Values for keys that a need of this file does not give.")
        ],
    },
    total=False,
)
ScaleEntry = TypedDict(
    "ScaleEntry",
    {
        "min": Annotated[Number | None, _says("The worst answer; default 1.")],
        "max": Annotated[Number | None, _says("The best answer; default 5.")],
    },
    total=False,
)

# ------------------------------------------------------------------------------------- checks


def _rule_setting(value: object) -> object:
    return {"severity": value} if isinstance(value, str) else value


Severity: TypeAlias = Literal["error", "warning", "note", "off"]
_VALUE_NAMES = sorted({name for names in RULE_VALUES.values() for name in names})
RuleEntry = TypedDict(  # type: ignore[misc]
    "RuleEntry",
    {
        "severity": Annotated[Severity | None, _says("`error`, `warning`, `note` or `off`.")],
        **{
            name: Annotated[
                (Duration if name == "max_review_age" else Number) | None,
                _says("A limit of "
                      + ", ".join(rule for rule, names in RULE_VALUES.items() if name in names)
                      + "."),
            ]
            for name in _VALUE_NAMES
        },
    },
    total=False,
)  # fmt: skip
RulesEntry = TypedDict(  # type: ignore[misc]
    "RulesEntry",
    {
        rule: Annotated[
            Annotated[
                RuleEntry,
                BeforeValidator(_rule_setting, json_schema_input_type=Severity | RuleEntry),
            ]
            | None,
            _says(
                f"The severity of `{rule}`, or a mapping of its settings: "
                + ", ".join(f"`{name}`" for name in ("severity", *names))
                + "."
            ),
        ]
        for rule, names in RULE_VALUES.items()
    },
    total=False,
)

#: The keys that each kind of policy takes, beside name, kind, reason and direct.
POLICY_KEYS: dict[str, tuple[str, ...]] = {
    "forbidden": ("customers", "suppliers"),
    "independent": ("groups",),
    "layers": ("layers",),
    "only-through": ("unit", "door"),
    "required": ("customers", "suppliers"),
}
PolicyEntry = TypedDict(
    "PolicyEntry",
    {
        "name": Annotated[Name | None, _says("What the policy is called in findings.")],
        "kind": Annotated[
            Literal["forbidden", "independent", "layers", "only-through", "required"] | None,
            _says("What must hold: forbidden, independent, layers, only-through or required."),
        ],
        "reason": Annotated[Name | None, _says("Why the policy is there.")],
        "direct": Annotated[
            Truth | None, _says("Only direct dependencies count; default false: chains count.")
        ],
        "customers": Annotated[
            Selectors | None, _says("forbidden, required: selectors of the customers.")
        ],
        "suppliers": Annotated[
            Selectors | None, _says("forbidden, required: selectors of the suppliers.")
        ],
        "groups": Annotated[
            list[Name] | None, _says("independent: selectors, one for each group.")
        ],
        "layers": Annotated[
            list[Name] | None,
            _says("layers: selectors, the external customers' side first."),
        ],
        "unit": Annotated[Selectors | None, _says("only-through: the unit that has a door.")],
        "door": Annotated[
            Selectors | None, _says("only-through: where outsiders may depend on the unit.")
        ],
    },
    total=False,
)
CheckEntry = TypedDict(
    "CheckEntry",
    {
        "fail_on": Annotated[
            Literal[tuple(SEVERITIES)] | None,  # type: ignore[valid-type]
            _says("The severity from which findings fail the check; default error."),
        ],
        "rules": Annotated[
            RulesEntry | None, _says("The severity or the settings of each rule, by its id.")
        ],
        "policies": Annotated[
            list[PolicyEntry] | None, _says("Who may, or must, depend on whom.")
        ],
    },
    total=False,
)

ModelFile = TypedDict(
    "ModelFile",
    {
        "internalmap": Annotated[
            Annotated[
                int, PlainValidator(lambda value: _version(value)), _schema(const=1)
            ]
            | None,
            _says("The version of the format: 1."),
        ],
        "organization": Annotated[
            Name | None, _says("The title of the organisation; default: the name of the file.")
        ],
        "include": Annotated[
            Selectors | None,
            _says("File globs, relative to this file and inside its folder."),
        ],
        "defaults": Annotated[
            DefaultsEntry | None, _says("Values for keys that an entry of this file does not give.")
        ],
        "scale": Annotated[
            ScaleEntry | None, _says("The scale of satisfaction and expectation; default 1 to 5.")
        ],
        "protect": Annotated[
            Selectors | None,
            _says("Selectors of the parties that must not be let down; default: the customers."),
        ],
        "parties": Annotated[
            dict[Id, PartyEntry | None] | None,  # type: ignore[valid-type]
            _says("The parties by id; an empty value is an empty party."),
        ],
        "needs": Annotated[
            list[FlatNeedEntry] | None,  # type: ignore[valid-type]
            _says("Needs in the flat form, each naming its customer: for edge lists."),
        ],
        "everyone": Annotated[
            EveryoneEntry | None, _says("Needs that everyone in the organisation has.")
        ],
        "check": Annotated[CheckEntry | None, _says("Settings of the checks.")],
    },
    total=False,
)

for _entry in (
    ActionEntry, AcceptEntry, NeedEntry, FlatNeedEntry, EveryoneEntry, PartyEntry, PartyDefaults,
    NeedDefaults, DefaultsEntry, ScaleEntry, RuleEntry, RulesEntry, PolicyEntry, CheckEntry,
    ModelFile,
):  # fmt: skip
    _entry.__pydantic_config__ = _CLOSED  # type: ignore[attr-defined]


def _version(value: object) -> int:
    if value == "1" and isinstance(value, Unquoted):
        return 1
    raise fault(f"the format version {_shown(value)} is not known", "Write 'internalmap: 1'.")


@cache
def validator() -> TypeAdapter[dict[str, Any]]:
    """The validator of one file."""
    return TypeAdapter(ModelFile)
