"""The keys of a party, of a need and of the root of a model: one table, read by whoever goes
through them.

What a key holds, its *form*, names how it is read and written: the tables of an outside file
(`exchange.tables`), the writer of model files (`modelfile.write.dump`), the words for what was
changed (`reports.diff.phrases`), and what renames and hides ids (`model.relabel`,
`model.anonymize`) each have one function a form. The schema (`modelfile.schema.model_file`) gives
each key its type and its description; a test holds the two together.

What is not named as published here is not published.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from internalmap._dataclass import dataclass

#: What a key holds: ids of parties (one, several, or one that may be a name instead), texts (of a
#: line, of any length, one of a few words, several), numbers and quantities, a date, a rating,
#: entries of several keys, places in order of preference, who said it and when; `own` where nothing
#: else is like it.
Form: TypeAlias = Literal[
    "id", "ids", "someone",
    "text", "prose", "word", "texts",
    "count", "flag", "share", "duration", "durations", "work", "rate", "capacity",
    "date", "rating", "actions", "acceptances", "places", "said", "own",
]  # fmt: skip
#: What an anonymised model gives of a key: nothing, its value, or pseudonyms of the parties that
#: it names.
Published: TypeAlias = Literal["no", "as it is", "pseudonym"]

#: Stands for a field or a column that is called like the key.
_SAME: Final = "="


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the model file, or a field that the program works out from others.

    `phrase` is what people call what it holds. `compared`: `diff` tells where it was changed, and
    if it is `felt`, tells the customers of what was changed. `asked` is what a card asks where
    nobody wrote it down: of a need, on the card of the supplier and on that of the customer.
    `field` is the field of `Party`, `Need` or `Organization` (`None`: it has none of its own),
    `column` the heading in tables and the key in GraphML (`None`: it has no place there). `entry`:
    an entry of a model file may say it.
    """

    name: str
    form: Form
    phrase: str
    published: Published = "no"
    compared: bool = True
    felt: bool = True
    asked: tuple[str, ...] = ()
    field: str | None = _SAME
    column: str | None = _SAME
    entry: bool = True

    def __post_init__(self) -> None:
        for name in ("field", "column"):
            if getattr(self, name) == _SAME:
                object.__setattr__(self, name, self.name)


def _worked_out(name: str, form: Form, published: Published) -> Key:
    """A field that no file says."""
    return Key(name, form, name, published, compared=False, column=None, entry=False)


#: What is said of parties and of needs alike.
_URL = Key("url", "text", "web address")
_NOTE = Key("note", "prose", "note", felt=False)
_ACTIONS = Key("actions", "actions", "promised actions")
_ACCEPT = Key("accept", "acceptances", "accepted findings", felt=False)
_TAGS = Key("tags", "texts", "tags", "as it is", felt=False)

#: The keys of a party, in the order of the documentation.
PARTY: tuple[Key, ...] = (
    Key("id", "id", "id", "pseudonym", entry=False),
    Key("name", "text", "name", "pseudonym"),
    Key("kind", "word", "kind", "as it is"),
    Key("engagement", "word", "engagement", "as it is"),
    Key("part_of", "id", "unit", "pseudonym"),
    Key("reports_to", "id", "whom it reports to", "pseudonym"),
    Key("needs", "own", "needs", compared=False, field=None, column=None),
    Key("headcount", "count", "headcount", "as it is"),
    Key("min_members", "count", "how many must be there", "as it is"),
    _worked_out("min_members_given", "own", "as it is"),
    Key("can", "texts", "what it could supply", "as it is"),
    Key("stands_in", "flag", "whether it stands in for others", "as it is", felt=False),
    Key("capacity", "capacity", "working time", "as it is"),
    Key("availability", "share", "availability", "as it is"),
    Key(
        "restore", "duration", "restore time", "as it is",
        asked=("how soon back or replaced, once gone",),
    ),
    Key("restore_target", "duration", "target for being back", "as it is"),
    Key("limit", "duration", "limit", "as it is"),
    Key("max_data_loss", "duration", "how much work may be lost", "as it is"),
    Key("backup_every", "duration", "how old the newest copy can be", "as it is"),
    Key("owner", "someone", "who answers for it", "pseudonym"),
    Key("contact", "text", "whom to call", asked=("whom to call, and how",)),
    Key("location", "places", "place", "pseudonym"),
    Key("location_buffer", "duration", "how long it can do without its site", "as it is"),
    _URL,
    _NOTE,
    _TAGS,
    _ACTIONS,
    _ACCEPT,
    Key("was", "texts", "former ids", compared=False),
    _worked_out("sites", "ids", "pseudonym"),
    _worked_out("route", "own", "no"),
)  # fmt: skip

#: The keys of a need, in the order of the documentation.
NEED: tuple[Key, ...] = (
    Key("customer", "id", "customer", "pseudonym", compared=False),
    _worked_out("customers", "ids", "pseudonym"),
    Key("from", "ids", "suppliers", "pseudonym", field="suppliers", column="supplier"),
    Key("at_least", "count", "how many suppliers it takes", "as it is"),
    Key(
        "service", "text", "service", "as it is", compared=False,
        asked=("what it is", "what it is"),
    ),
    Key(
        "importance", "word", "importance", "as it is",
        asked=("how important it is", "how important it is"),
    ),
    _worked_out("importance_given", "own", "as it is"),
    Key("frequency", "rate", "how often", "as it is"),
    Key("effort", "work", "work each time", "as it is"),
    Key(
        "within", "duration", "promised time", "as it is",
        asked=("how soon it answers", "how soon it comes"),
    ),
    Key(
        "buffer", "duration", "how long it can wait", "as it is",
        asked=("", "how long one can do without"),
    ),
    Key("limit", "duration", "limit", "as it is"),
    Key("max_data_loss", "duration", "how much work may be lost", "as it is"),
    Key(
        "satisfaction", "rating", "rating", "as it is", felt=False,
        asked=("how satisfied the customer is", "how satisfied one is"),
    ),
    Key("expectation", "rating", "expected rating", "as it is", felt=False),
    Key("reviewed", "date", "last talk", "as it is", felt=False),
    Key("said", "said", "who said it", felt=False),
    Key("request", "text", "how to ask", asked=("how to ask for it", "how to ask for it")),
    Key("applies_to", "word", "whom it applies to", "as it is"),
    _TAGS,
    _URL,
    _NOTE,
    _ACTIONS,
    _ACCEPT,
    _worked_out("staffing", "own", "as it is"),
    _worked_out("at_site", "own", "as it is"),
    _worked_out("units", "ids", "pseudonym"),
    _worked_out("route", "own", "no"),
)  # fmt: skip

#: The keys of the root, in the order of the documentation. A column is a setting in tables.
ROOT: tuple[Key, ...] = (
    Key("internalmap", "own", "version of the format", compared=False, field=None),
    Key("organization", "text", "title", "as it is", compared=False, field="title"),
    Key("marking", "text", "marking", "as it is", compared=False),
    Key("include", "own", "included files", compared=False, field=None, column=None),
    Key("defaults", "own", "defaults", compared=False, field=None, column=None),
    Key("scale", "own", "scale of satisfaction", "as it is", compared=False),
    Key("protect", "texts", "who must not be let down", "pseudonym", compared=False),
    Key("bands", "durations", "bands of time", "as it is", compared=False),
    Key("soon", "duration", "what counts as soon", "as it is", compared=False),
    Key("parties", "own", "parties", "pseudonym", column=None),
    Key("needs", "own", "needs", "pseudonym", column=None),
    Key("everyone", "own", "needs of everyone", compared=False, field=None, column=None),
    Key("scenarios", "own", "scenarios", "pseudonym", compared=False),
    Key("check", "own", "settings of the checks", "pseudonym", compared=False),
    _worked_out("staffing", "own", "pseudonym"),
    _worked_out("boxes", "own", "pseudonym"),
    _worked_out("notices", "own", "as it is"),
    _worked_out("sources", "own", "as it is"),
)

#: What each key of a party or a need holds, as people call it; the two agree where they share one.
PHRASES: Mapping[str, str] = {key.name: key.phrase for key in (*PARTY, *NEED)}


def fields_of(keys: tuple[Key, ...], *forms: Form) -> tuple[str, ...]:
    """The fields of the keys of these forms, in their order.

    >>> fields_of(PARTY, "id")
    ('id', 'part_of', 'reports_to')
    """
    return tuple(key.field for key in keys if key.form in forms and key.field is not None)
