"""What a model file may say: every key, its form, its meaning. The JSON Schema comes from here.

Forms here describe one file as written. Numbers and quantities are read on the way; what refers
to other parts of the model (ids, selectors, the scale) is judged once the files are put together.
"""

from __future__ import annotations

from functools import cache
from typing import get_args

from pydantic_core import SchemaValidator

from internalmap.model.organization import Engagement, Importance, Kind
from internalmap.modelfile.schema.checks import ACCEPT, CHECK
from internalmap.modelfile.schema.forms import (
    CAPACITY,
    COUNT,
    DATE,
    DURATION,
    DURATIONS,
    EXPECTATION,
    ID,
    NAME,
    NAMES,
    NATURAL,
    NUMBER,
    PLACES,
    RATE,
    RATING,
    SELECTORS,
    SHARE,
    TEXT,
    TRUTH,
    VERSION,
    WORK,
)
from internalmap.modelfile.schema.grammar import (
    Keys,
    entry,
    list_of,
    mapping_of,
    one_of,
    or_nothing,
    short,
)

ACTION = entry(
    "ActionEntry",
    "What was promised to mend a thing.",
    {
        "what": (NAME, "What is to be done."),
        "owner": (TEXT, "Who does it."),
        "due": (DATE, "By when, YYYY-MM-DD."),
        "done": (DATE, "When it was done, YYYY-MM-DD."),
    },
    required=("what",),
)

SAID = entry(
    "SaidEntry",
    "Who stated a need, and when.",
    {
        "by": (NAME, "Who stated it."),
        "date": (DATE, "When, YYYY-MM-DD."),
    },
)

_NEED_LIMIT: Keys = {
    "limit": (
        DURATION,
        "How long the customer can be without it before the harm is intolerable; of essential "
        "needs, and no shorter than the buffer.",
    ),
    "max_data_loss": (DURATION, "How much work may be lost, as the time that it took."),
}

#: Keys of parties and of needs that can be given by defaults.
_COMMON: Keys = {
    "url": (TEXT, "A page about it, such as its procedure."),
    "note": (TEXT, "Anything worth knowing."),
    "tags": (NAMES, "Labels, for selectors and for leaving needs out."),
}

#: Keys of parties and of needs that are given in the entry itself.
_WRITTEN: Keys = {
    "actions": (list_of(ACTION), "What was promised to mend a thing."),
    "accept": (list_of(ACCEPT), "Findings of the checks that are accepted, and why."),
}

# --------------------------------------------------------------------------------------- needs

_FROM: Keys = {
    "from": (
        SELECTORS,
        "A supplier's id, a selector, or a list of these in order of preference. Suppliers "
        "beyond `at_least` are fallbacks.",
    ),
}

_NEED_BASICS: Keys = {
    "at_least": (COUNT, "How many of the suppliers the need takes, or `all`; default 1."),
    "service": (NAME, "What is supplied: monthly payroll, cooked dishes."),
    "importance": (
        one_of(*get_args(Importance)),
        "`essential`: without it the customer stops; `important`: it gets worse; `helpful`: "
        "it is missed. Default essential.",
    ),
    "frequency": (RATE, "How often: `80/day`, `2/week`, `monthly`. Default unknown."),
    "effort": (WORK, "The supplier's work each time, in `min` or `h`."),
    "within": (DURATION, "The service standard: how soon the supplier answers."),
    "buffer": (DURATION, "How long the customer can go on without it: stock, slack, patience."),
    "satisfaction": (
        RATING,
        "How well it is served, on the model's scale: a number, a list of survey answers, or "
        "parts by dimension.",
    ),
    "expectation": (RATING, "How well it expects to be served, in the same forms."),
    "reviewed": (DATE, "Date of the last feedback talk between the two, YYYY-MM-DD."),
    "said": (SAID, "Who stated the need, and when."),
    "request": (TEXT, "How the customer asks for it."),
    "applies_to": (
        one_of("unit", "members"),
        "`unit`: the party itself; `members`: every person, role, team and department inside "
        "it that has no such members of its own. Default unit.",
    ),
}

NEED_DEFAULTS = entry(
    "NeedDefaults",
    "What `defaults` can give to needs.",
    {**_NEED_BASICS, **_COMMON},
)

NEED = entry(
    "NeedEntry",
    "One thing that a customer must get.",
    {**_FROM, **_NEED_BASICS, **_NEED_LIMIT, **_COMMON, **_WRITTEN},
    required=("from",),
)

_CUSTOMER: Keys = {"customer": (NAME, "The id of the party that has the need.")}

FLAT_NEED = entry(
    "FlatNeedEntry",
    "A need that names its customer.",
    {**_CUSTOMER, **_FROM, **_NEED_BASICS, **_NEED_LIMIT, **_COMMON, **_WRITTEN},
    required=("customer", "from"),
)


def _short_need(value: object) -> object:
    """A bare id or selector stands for a need from it."""
    return {"from": value} if isinstance(value, str) else value


SHORT_NEED = short(_short_need, NAME, NEED)

EVERYONE = entry(
    "EveryoneEntry",
    "Needs that everyone in the organisation has.",
    {
        "needs": (
            list_of(SHORT_NEED),
            "Needs of every person, role, team and department that has no such members of its "
            "own; the suppliers, and everyone inside them, left out.",
        ),
    },
)

# ------------------------------------------------------------------------------------- parties

_PARTY_BASICS: Keys = {
    "name": (NAME, "What people call it; default: the id."),
    "kind": (
        one_of(*get_args(Kind)),
        "`person`, `role`, `team`, `department`, `process` (what is done), `system`, "
        "`information` (records, data), `site` (a place), `supplier` (outside the "
        "organisation) or `customer` (external). Default team.",
    ),
    "engagement": (
        one_of(*get_args(Engagement)),
        "How it belongs: `permanent`, `temporary`, `contractor` or `shareholder`.",
    ),
    "can": (NAMES, "Services that it could supply, if asked: cross-training."),
    "stands_in": (
        TRUTH,
        "Whether it may stand in for others in what `advise` proposes; default true.",
    ),
    "capacity": (CAPACITY, "Work that it can do, per period: `38h/week`."),
    "availability": (
        SHARE,
        "The chance that it is there when it should be: `0.95` or `95%`. Default certain.",
    ),
    "restore": (DURATION, "How soon it is back or replaced once gone: `4h`, `2d`."),
    "restore_target": (DURATION, "How soon it is meant to be back; never taken for `restore`."),
    "backup_every": (DURATION, "How old the newest copy of what it holds can be."),
    "owner": (TEXT, "Who answers for it: the id of a party, or a name."),
    "contact": (TEXT, "Whom to call, and how."),
    "location": (
        PLACES,
        "Where it is: the id or the name of a site, which it then cannot do without; a list "
        "of these in order of preference; or any other text.",
    ),
    "location_buffer": (
        DURATION,
        "How long it can go on without its site; default the buffer that `defaults` give to needs.",
    ),
}

PARTY_DEFAULTS = entry(
    "PartyDefaults",
    "What `defaults` can give to parties.",
    {**_PARTY_BASICS, **_COMMON},
)

PARTY = entry(
    "PartyEntry",
    "Anyone, or any system, that supplies or is supplied.",
    {
        **_PARTY_BASICS,
        **_COMMON,
        **_WRITTEN,
        "part_of": (NAME, "The id of the unit that contains it."),
        "reports_to": (NAME, "The id of the party that it reports to."),
        "needs": (
            list_of(SHORT_NEED),
            "What it must get, and from whom. A bare id or selector is short for `{from: …}`.",
        ),
        "headcount": (NATURAL, "How many people it has in all, listed or not."),
        "min_members": (
            NATURAL,
            "How many of its people must be there for it to work; 0 for none in particular. "
            "Default 1 where persons or roles, and no teams or departments, are part of it, else "
            "0.",
        ),
        "limit": (
            DURATION,
            "How long the organisation can be without it before the harm is intolerable.",
        ),
        "max_data_loss": (DURATION, "How much work may be lost with it, as the time that it took."),
        "was": (NAMES, "Former ids, so that versions can be compared."),
    },
)

# ------------------------------------------------------------------------------------ the file

DEFAULTS = entry(
    "DefaultsEntry",
    "Values for keys that entries of the same file do not give.",
    {
        "party": (PARTY_DEFAULTS, "Values for keys that a party of this file does not give."),
        "need": (NEED_DEFAULTS, "Values for keys that a need of this file does not give."),
    },
)

SCALE = entry(
    "ScaleEntry",
    "The scale of satisfaction and expectation.",
    {
        "min": (NUMBER, "The worst answer; default 1."),
        "max": (NUMBER, "The best answer; default 5."),
    },
)

_FOR: Keys = {
    "for": (
        DURATION,
        "How long all who are gone are gone: `8h`; default: each until its `restore`.",
    ),
}

_GONE: Keys = {
    "name": (NAME, "What it is called; default: its id."),
    "gone": (SELECTORS, "Selectors of those who are gone, each with everyone inside."),
}

SCENARIO = entry(
    "ScenarioEntry",
    "Something that may happen, and what is expected then.",
    {
        **_GONE,
        **_FOR,
        "only_needs": (SELECTORS, "Tags: only needs with one of these count while it happens."),
        "late": (
            mapping_of(ID, DURATION),
            "Who is late, and by how long: selectors with durations.",
        ),
        "expect": (
            mapping_of(ID, EXPECTATION),
            "Who may be without for how long at the most: selectors, each with a duration or "
            "`served` (not at all). With `late`: how late they may be.",
        ),
    },
)

MODEL_FILE = entry(
    "ModelFile",
    "Who depends on whom in one organisation.",
    {
        "internalmap": (VERSION, "The version of the format: 1."),
        "organization": (NAME, "The title of the organisation; default: the name of the file."),
        "marking": (
            NAME,
            "How the model is classified, such as `Confidential`: every output bears it.",
        ),
        "include": (SELECTORS, "File globs, relative to this file and inside its folder."),
        "defaults": (DEFAULTS, "Values for keys that an entry of this file does not give."),
        "scale": (SCALE, "The scale of satisfaction and expectation; default 1 to 5."),
        "protect": (
            SELECTORS,
            "Selectors of the parties that must not be let down; default: the external customers.",
        ),
        "bands": (
            DURATIONS,
            "Durations, each longer than the one before, that times are put between; default 1h, "
            "4h, 1d, 3d, 1w.",
        ),
        "soon": (DURATION, "What comes within this is soon, and so is graver; default 1d."),
        "parties": (
            mapping_of(ID, or_nothing(PARTY)),
            "The parties by id; an empty value is an empty party.",
        ),
        "needs": (
            list_of(FLAT_NEED),
            "Needs in the flat form, each naming its customer: for edge lists.",
        ),
        "everyone": (EVERYONE, "Needs that everyone in the organisation has."),
        "scenarios": (
            mapping_of(ID, SCENARIO),
            "What may happen, by an id: who is gone or late, and what is expected.",
        ),
        "check": (CHECK, "Settings of the checks."),
    },
)

#: The keys of the root.
ROOT_KEYS = frozenset(MODEL_FILE.keys)


@cache
def validator() -> SchemaValidator:
    """The validator of one file."""
    return SchemaValidator(MODEL_FILE.reading)
