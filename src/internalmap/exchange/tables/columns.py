"""The columns that tables of parties and of dependencies may have, in the documented order.

They are the keys of the model file, with `id` for a party's id and `supplier` for what a need has
in `from`.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

#: What a cell holds: one text or number, a list of texts, a rating, or entries of several keys.
Form: TypeAlias = Literal["one", "list", "rating", "entries"]

PARTY_COLUMNS: dict[str, Form] = {
    "id": "one",
    "name": "one",
    "kind": "one",
    "engagement": "one",
    "part_of": "one",
    "reports_to": "one",
    "headcount": "one",
    "min_members": "one",
    "can": "list",
    "capacity": "one",
    "availability": "one",
    "restore": "one",
    "contact": "one",
    "location": "one",
    "url": "one",
    "note": "one",
    "tags": "list",
    "actions": "entries",
    "accept": "entries",
    "was": "list",
}

#: Beside the keys of needs: `need`, by which rows of one need are known, and `preference`, the
#: order of its suppliers where it is not that of the rows.
NEED_COLUMNS: dict[str, Form] = {
    "need": "one",
    "customer": "one",
    "supplier": "one",
    "preference": "one",
    "at_least": "one",
    "service": "one",
    "importance": "one",
    "frequency": "one",
    "effort": "one",
    "within": "one",
    "buffer": "one",
    "satisfaction": "rating",
    "expectation": "rating",
    "reviewed": "one",
    "request": "one",
    "applies_to": "one",
    "tags": "list",
    "url": "one",
    "note": "one",
    "actions": "entries",
    "accept": "entries",
}

#: Keys that hold texts: whatever is written is the text.
TEXTS = frozenset(
    {"id", "name", "part_of", "reports_to", "contact", "location", "url", "note", "customer",
     "supplier", "service", "request"}
)  # fmt: skip
#: Keys whose numbers may have a unit in the heading.
DURATIONS = frozenset({"restore", "within", "buffer", "effort"})
#: Keys of a few known words, which may be written in any case of letters.
WORDS = frozenset({"kind", "engagement", "importance", "applies_to"})
