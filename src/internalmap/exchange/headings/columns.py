"""The columns that tables of parties and of dependencies may have, in the documented order.

They are the keys of the model file (`model.keys`), with `id` for a party's id and `supplier` for
what a need has in `from`.
"""

from __future__ import annotations

from collections.abc import Mapping

from internalmap.model import keys
from internalmap.model.keys import Form, Key


def _columns(table: tuple[Key, ...]) -> dict[str, Form]:
    return {key.column: key.form for key in table if key.column is not None}


PARTY_COLUMNS: Mapping[str, Form] = _columns(keys.PARTY)

_OF_NEEDS = _columns(keys.NEED)
#: Beside the keys of needs: `need`, by which rows of one need are known, and `preference`, the
#: order of its suppliers where it is not that of the rows.
NEED_COLUMNS: Mapping[str, Form] = {
    "need": "count",
    "customer": _OF_NEEDS.pop("customer"),
    "supplier": _OF_NEEDS.pop("supplier"),
    "preference": "count",
    **_OF_NEEDS,
}

#: The settings of a model that tables and the data of a graph can give.
SETTINGS: Mapping[str, Form] = _columns(keys.ROOT)

#: The form of every column; those of parties and of needs that share a name share it too.
FORMS: Mapping[str, Form] = {**NEED_COLUMNS, **PARTY_COLUMNS}
#: Columns whose numbers may have a unit in the heading.
DURATIONS = frozenset(name for name, form in FORMS.items() if form in ("duration", "work"))
