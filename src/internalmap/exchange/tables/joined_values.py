"""What two rows of one need say together."""

from __future__ import annotations

import re
from typing import Any

from internalmap.exchange.headings.columns import NEED_COLUMNS
from internalmap.exchange.tables.cell_parsers import same

#: Keys of which rows that are one need may each say something.
ANSWERS = tuple(name for name, form in NEED_COLUMNS.items() if form == "rating")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def joined(key: str, before: Any, value: Any, numbered: bool) -> Any:
    """What two rows of one need say together; nothing where they contradict each other."""
    if not numbered:
        if key in ANSWERS and not isinstance(before, dict) and not isinstance(value, dict):
            return [*several(before), *several(value)]
        if key == "tags":
            return list(dict.fromkeys([*before, *value]))
        if key == "note":
            return before if before == value else f"{before}\n{value}"
        if key == "reviewed":
            # The last of them; what is no date is kept, so that it is told.
            dates = [each for each in (before, value) if _DATE.fullmatch(each)]
            return max(dates) if len(dates) == 2 else value if before in dates else before
    return before if same(key, before, value) else None


def several(value: Any) -> list[Any]:
    """The values of a key that may have several."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
