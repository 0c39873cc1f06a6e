"""What a model file may say: every key, its form, its meaning. The JSON Schema comes from here.

Types here describe one file as written. Numbers and quantities are read on the way; what refers
to other parts of the model (ids, selectors, the scale) is judged once the files are put together.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal, TypeAlias, get_type_hints

from pydantic import BeforeValidator, Field, TypeAdapter
from typing_extensions import TypedDict

from internalmap.model.organization import Engagement, Importance, Kind
from internalmap.modelfile.schema.checks import AcceptEntry, CheckEntry
from internalmap.modelfile.schema.forms import (
    Capacity,
    Count,
    Date,
    Duration,
    Durations,
    Expectation,
    Id,
    Name,
    Names,
    Natural,
    Number,
    Places,
    Rate,
    RatingValue,
    Selectors,
    Share,
    Text,
    Truth,
    Version,
    Work,
    closed,
)


@closed("what")
class ActionEntry(TypedDict, total=False):
    """What was promised to mend a thing."""

    what: Annotated[Name | None, Field(description="What is to be done.")]
    owner: Annotated[Text | None, Field(description="Who does it.")]
    due: Annotated[Date | None, Field(description="By when, YYYY-MM-DD.")]
    done: Annotated[Date | None, Field(description="When it was done, YYYY-MM-DD.")]


@closed()
class SaidEntry(TypedDict, total=False):
    """Who stated a need, and when."""

    by: Annotated[Name | None, Field(description="Who stated it.")]
    date: Annotated[Date | None, Field(description="When, YYYY-MM-DD.")]


class _NeedLimit(TypedDict, total=False):
    limit: Annotated[
        Duration | None,
        Field(
            description="How long the customer can be without it before the harm is intolerable; "
            "of essential needs, and no shorter than the buffer."
        ),
    ]
    max_data_loss: Annotated[
        Duration | None,
        Field(description="How much work may be lost, as the time that it took."),
    ]


class _Common(TypedDict, total=False):
    """Keys of parties and of needs that can be given by defaults."""

    url: Annotated[Text | None, Field(description="A page about it, such as its procedure.")]
    note: Annotated[Text | None, Field(description="Anything worth knowing.")]
    tags: Annotated[
        Names | None, Field(description="Labels, for selectors and for leaving needs out.")
    ]


class _Written(TypedDict, total=False):
    """Keys of parties and of needs that are given in the entry itself."""

    actions: Annotated[
        list[ActionEntry] | None, Field(description="What was promised to mend a thing.")
    ]
    accept: Annotated[
        list[AcceptEntry] | None,
        Field(description="Findings of the checks that are accepted, and why."),
    ]


# ---------------------------------------------------------------------------------------- needs

_From = TypedDict(
    "_From",
    {
        "from": Annotated[
            Selectors | None,
            Field(
                description="A supplier's id, a selector, or a list of these in order of "
                "preference. Suppliers beyond `at_least` are fallbacks."
            ),
        ]
    },
    total=False,
)


class _NeedBasics(TypedDict, total=False):
    at_least: Annotated[
        Count | None,
        Field(description="How many of the suppliers the need takes, or `all`; default 1."),
    ]
    service: Annotated[
        Name | None, Field(description="What is supplied: monthly payroll, cooked dishes.")
    ]
    importance: Annotated[
        Importance | None,
        Field(
            description="`essential`: without it the customer stops; `important`: it gets worse; "
            "`helpful`: it is missed. Default essential."
        ),
    ]
    frequency: Annotated[
        Rate | None,
        Field(description="How often: `80/day`, `2/week`, `monthly`. Default unknown."),
    ]
    effort: Annotated[
        Work | None, Field(description="The supplier's work each time, in `min` or `h`.")
    ]
    within: Annotated[
        Duration | None,
        Field(description="The service standard: how soon the supplier answers."),
    ]
    buffer: Annotated[
        Duration | None,
        Field(description="How long the customer can go on without it: stock, slack, patience."),
    ]
    satisfaction: Annotated[
        RatingValue | None,
        Field(
            description="How well it is served, on the model's scale: a number, a list of survey "
            "answers, or parts by dimension."
        ),
    ]
    expectation: Annotated[
        RatingValue | None,
        Field(description="How well it expects to be served, in the same forms."),
    ]
    reviewed: Annotated[
        Date | None,
        Field(description="Date of the last feedback talk between the two, YYYY-MM-DD."),
    ]
    said: Annotated[SaidEntry | None, Field(description="Who stated the need, and when.")]
    request: Annotated[Text | None, Field(description="How the customer asks for it.")]
    applies_to: Annotated[
        Literal["unit", "members"] | None,
        Field(
            description="`unit`: the party itself; `members`: every person, role, team and "
            "department inside it that has no such members of its own. Default unit."
        ),
    ]


@closed()
class NeedDefaults(_NeedBasics, _Common, total=False):
    """What `defaults` can give to needs."""


@closed("from")
class NeedEntry(_From, _NeedBasics, _NeedLimit, _Common, _Written, total=False):
    """One thing that a customer must get."""


class _Customer(TypedDict, total=False):
    customer: Annotated[Name | None, Field(description="The id of the party that has the need.")]


@closed("customer", "from")
class FlatNeedEntry(_Customer, _From, _NeedBasics, _NeedLimit, _Common, _Written, total=False):
    """A need that names its customer."""


def _short_need(value: object) -> object:
    """A bare id or selector stands for a need from it."""
    return {"from": value} if isinstance(value, str) else value


ShortNeed: TypeAlias = Annotated[
    NeedEntry, BeforeValidator(_short_need, json_schema_input_type=Name | NeedEntry)
]


@closed()
class EveryoneEntry(TypedDict, total=False):
    """Needs that everyone in the organisation has."""

    needs: Annotated[
        list[ShortNeed] | None,
        Field(
            description="Needs of every person, role, team and department that has no such "
            "members of its own; the suppliers, and everyone inside them, left out."
        ),
    ]


# -------------------------------------------------------------------------------------- parties


class _PartyBasics(TypedDict, total=False):
    name: Annotated[Name | None, Field(description="What people call it; default: the id.")]
    kind: Annotated[
        Kind | None,
        Field(
            description="`person`, `role`, `team`, `department`, `process` (what is done), "
            "`system`, `information` (records, data), `site` (a place), `supplier` (outside the "
            "organisation) or `customer` (external). Default team."
        ),
    ]
    engagement: Annotated[
        Engagement | None,
        Field(
            description="How it belongs: `permanent`, `temporary`, `contractor` or `shareholder`."
        ),
    ]
    can: Annotated[
        Names | None,
        Field(description="Services that it could supply, if asked: cross-training."),
    ]
    stands_in: Annotated[
        Truth | None,
        Field(
            description="Whether it may stand in for others in what `advise` proposes; default "
            "true."
        ),
    ]
    capacity: Annotated[
        Capacity | None, Field(description="Work that it can do, per period: `38h/week`.")
    ]
    availability: Annotated[
        Share | None,
        Field(
            description="The chance that it is there when it should be: `0.95` or `95%`. Default "
            "certain."
        ),
    ]
    restore: Annotated[
        Duration | None,
        Field(description="How soon it is back or replaced once gone: `4h`, `2d`."),
    ]
    restore_target: Annotated[
        Duration | None,
        Field(description="How soon it is meant to be back; never taken for `restore`."),
    ]
    backup_every: Annotated[
        Duration | None,
        Field(description="How old the newest copy of what it holds can be."),
    ]
    owner: Annotated[
        Text | None, Field(description="Who answers for it: the id of a party, or a name.")
    ]
    contact: Annotated[Text | None, Field(description="Whom to call, and how.")]
    location: Annotated[
        Places | None,
        Field(
            description="Where it is: the id or the name of a site, which it then cannot do "
            "without; a list of these in order of preference; or any other text."
        ),
    ]
    location_buffer: Annotated[
        Duration | None,
        Field(
            description="How long it can go on without its site; default the buffer that "
            "`defaults` give to needs."
        ),
    ]


@closed()
class PartyDefaults(_PartyBasics, _Common, total=False):
    """What `defaults` can give to parties."""


@closed()
class PartyEntry(_PartyBasics, _Common, _Written, total=False):
    """Anyone, or any system, that supplies or is supplied."""

    part_of: Annotated[Name | None, Field(description="The id of the unit that contains it.")]
    reports_to: Annotated[Name | None, Field(description="The id of the party that it reports to.")]
    needs: Annotated[
        list[ShortNeed] | None,
        Field(
            description="What it must get, and from whom. A bare id or selector is short for "
            "`{from: …}`."
        ),
    ]
    headcount: Annotated[
        Natural | None, Field(description="How many people it has in all, listed or not.")
    ]
    min_members: Annotated[
        Natural | None,
        Field(
            description="How many of its people must be there for it to work; 0 for none in "
            "particular. Default 1 where persons or roles, and no teams or departments, are part "
            "of it, else 0."
        ),
    ]
    limit: Annotated[
        Duration | None,
        Field(
            description="How long the organisation can be without it before the harm is "
            "intolerable."
        ),
    ]
    max_data_loss: Annotated[
        Duration | None,
        Field(description="How much work may be lost with it, as the time that it took."),
    ]
    was: Annotated[Names | None, Field(description="Former ids, so that versions can be compared.")]


# ------------------------------------------------------------------------------------- the file


@closed()
class DefaultsEntry(TypedDict, total=False):
    """Values for keys that entries of the same file do not give."""

    party: Annotated[
        PartyDefaults | None,
        Field(description="Values for keys that a party of this file does not give."),
    ]
    need: Annotated[
        NeedDefaults | None,
        Field(description="Values for keys that a need of this file does not give."),
    ]


@closed()
class ScaleEntry(TypedDict, total=False):
    """The scale of satisfaction and expectation."""

    min: Annotated[Number | None, Field(description="The worst answer; default 1.")]
    max: Annotated[Number | None, Field(description="The best answer; default 5.")]


_For = TypedDict(
    "_For",
    {
        "for": Annotated[
            Duration | None,
            Field(
                description="How long all who are gone are gone: `8h`; default: each until its "
                "`restore`."
            ),
        ]
    },
    total=False,
)


class _Gone(TypedDict, total=False):
    name: Annotated[Name | None, Field(description="What it is called; default: its id.")]
    gone: Annotated[
        Selectors | None,
        Field(description="Selectors of those who are gone, each with everyone inside."),
    ]


@closed()
class ScenarioEntry(_Gone, _For, total=False):
    """Something that may happen, and what is expected then."""

    only_needs: Annotated[
        Selectors | None,
        Field(description="Tags: only needs with one of these count while it happens."),
    ]
    late: Annotated[
        dict[Id, Duration] | None,
        Field(description="Who is late, and by how long: selectors with durations."),
    ]
    expect: Annotated[
        dict[Id, Expectation] | None,
        Field(
            description="Who may be without for how long at the most: selectors, each with a "
            "duration or `served` (not at all). With `late`: how late they may be."
        ),
    ]


@closed()
class ModelFile(TypedDict, total=False):
    """Who depends on whom in one organisation."""

    internalmap: Annotated[Version | None, Field(description="The version of the format: 1.")]
    organization: Annotated[
        Name | None,
        Field(description="The title of the organisation; default: the name of the file."),
    ]
    marking: Annotated[
        Name | None,
        Field(
            description="How the model is classified, such as `Confidential`: every output bears "
            "it."
        ),
    ]
    include: Annotated[
        Selectors | None,
        Field(description="File globs, relative to this file and inside its folder."),
    ]
    defaults: Annotated[
        DefaultsEntry | None,
        Field(description="Values for keys that an entry of this file does not give."),
    ]
    scale: Annotated[
        ScaleEntry | None,
        Field(description="The scale of satisfaction and expectation; default 1 to 5."),
    ]
    protect: Annotated[
        Selectors | None,
        Field(
            description="Selectors of the parties that must not be let down; default: the "
            "external customers."
        ),
    ]
    bands: Annotated[
        Durations | None,
        Field(
            description="Durations, each longer than the one before, that times are put between; "
            "default 1h, 4h, 1d, 3d, 1w."
        ),
    ]
    soon: Annotated[
        Duration | None,
        Field(description="What comes within this is soon, and so is graver; default 1d."),
    ]
    parties: Annotated[
        dict[Id, PartyEntry | None] | None,
        Field(description="The parties by id; an empty value is an empty party."),
    ]
    needs: Annotated[
        list[FlatNeedEntry] | None,
        Field(description="Needs in the flat form, each naming its customer: for edge lists."),
    ]
    everyone: Annotated[
        EveryoneEntry | None, Field(description="Needs that everyone in the organisation has.")
    ]
    scenarios: Annotated[
        dict[Id, ScenarioEntry] | None,
        Field(description="What may happen, by an id: who is gone or late, and what is expected."),
    ]
    check: Annotated[CheckEntry | None, Field(description="Settings of the checks.")]


#: The keys of the root.
ROOT_KEYS = frozenset(ModelFile.__annotations__)


@cache
def validator(keys: frozenset[str] = ROOT_KEYS) -> TypeAdapter[Any]:
    """The validator of one file of which the root has at most these keys.

    Every key may be left out, so leaving out those that a file does not have changes nothing but
    the time it takes to make the validator: for a small file, most of all.
    """
    if keys >= ROOT_KEYS:
        return TypeAdapter(ModelFile)
    hints = get_type_hints(ModelFile, include_extras=True)
    used = {key: hint for key, hint in hints.items() if key in keys}
    part = TypedDict("ModelFile", used, total=False)  # type: ignore[misc]  # made on the spot
    return TypeAdapter(closed()(part))
