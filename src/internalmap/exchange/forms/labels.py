"""What parties and values are called in the cells of a form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from internalmap.exchange.forms.layout import (
    CAN,
    EVERYONE,
    NO,
    NOT_NEEDED,
    PARTING,
    ROW,
    SHEETS,
    YES,
    settled,
)
from internalmap.model.organization import IMPORTANCES, Organization
from internalmap.model.phrases import Names
from internalmap.text.escape import escape
from internalmap.text.quantities import UNITS
from internalmap.text.quantity_texts import duration_text, rate_text

#: How long a label may be, and the text of a cell.
_LABEL, _TEXT = 120, 2_000
#: What a label may not be, so that it stands for nothing else.
_TAKEN = frozenset(
    text.casefold()
    for text in (
        ROW,
        EVERYONE,
        *(column.heading for sheet in SHEETS.values() for column in sheet.columns),
    )
)
#: How the units of time are called; the short ones stay.
_SPOKEN = {"d": "day", "w": "week", "mo": "month", "y": "year"}
#: What a workbook would take for the escape of a sign.
_ESCAPE = re.compile("_x(?=[0-9A-Fa-f]{4}_)")
_AMOUNT = re.compile(r"([0-9.]+)([a-z]+)")

#: What the drop-downs offer beside names. Times and rates are what people say most; others may be
#: typed.
OFFERED: Final = {
    "Importance": (*IMPORTANCES, NOT_NEEDED),
    "Times": (
        "not at all", "5 min", "15 min", "30 min", "1 h", "2 h", "4 h", "8 h", "1 day", "2 days",
        "3 days", "1 week", "2 weeks", "1 month", "3 months",
    ),
    "Soon": (
        "at once", "5 min", "15 min", "30 min", "1 h", "2 h", "4 h", "8 h", "1 day", "2 days",
        "3 days", "1 week", "2 weeks", "1 month", "3 months",
    ),
    "Ages": ("none", "15 min", "1 h", "4 h", "1 day", "1 week", "1 month"),
    "Often": ("hourly", "daily", "workdays", "weekly", "monthly", "quarterly", "yearly"),
    "Answers": (YES, NO),
    "Can": (YES,),
    "Kinds": ("system", "information"),
}  # fmt: skip


def labels(organization: Organization) -> dict[str, str]:
    """What each party is called in forms, by its id: its name where that can be no other's, and
    nothing that parts labels."""
    names = Names({party.id: party.name for party in organization.parties.values()})
    found: dict[str, str] = {}
    used = set(_TAKEN)
    for id in organization.parties:
        texts = (_label(names.short(id)), _label(names.full(id)), _label(f"({escape(id)})"))
        label = next((each for each in texts if each.casefold() not in used), "")
        number = 1
        while not label:
            number += 1
            numbered = f"{texts[0]} [{number}]"
            label = numbered if numbered.casefold() not in used else ""
        used.add(label.casefold())
        found[id] = label
    return found


def _label(text: str) -> str:
    label = settled(_ESCAPE.sub("_ x", text.replace(PARTING.strip(), ","))) or "?"
    return cut(label, _LABEL)


def cut(text: str, longest: int = _TEXT) -> str:
    """A text that is no longer than so many signs."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def shown_text(text: str | None) -> str:
    """A text of the model in a cell."""
    return "" if text is None else cut(settled(escape(text)))


def shown_parties(ids: Iterable[str], called: dict[str, str]) -> str:
    """Parties in a cell."""
    return PARTING.join(called[id] for id in ids)


def shown_time(seconds: float | None, nothing: str = "not at all") -> str:
    """A time in a cell, as it is said: no time at all in these words.

    >>> shown_time(0), shown_time(1800), shown_time(86400), shown_time(1209600)
    ('not at all', '30 min', '1 day', '2 weeks')
    """
    if seconds is None:
        return ""
    if seconds == 0:
        return nothing
    text = duration_text(seconds)
    match = _AMOUNT.fullmatch(text)
    if match is None or match[2] not in UNITS:
        return text
    word = _SPOKEN.get(match[2], match[2])
    return f"{match[1]} {word}{'s' if match[2] in _SPOKEN and match[1] != '1' else ''}"


def shown_rate(per_week: float | Fraction | None) -> str:
    """How often, in a cell."""
    return "" if per_week is None else rate_text(per_week)


def can_key(id: str) -> str:
    """The key of a person's column in *Who can stand in*."""
    return CAN + id
