"""Several ids in one text, where a list was meant."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import NamedTuple

from internalmap.model.phrases import listed
from internalmap.model.selectors import ADD_OR_CORRECT
from internalmap.text.escape import quoted

_OR = r"or(?:\s+else)?|and\s*/\s*or|then|oder|eller|ou|o|lub"
_AND = r"and|und|og|och|et|e|i"
#: What stands between ids: signs, and words in some languages.
_BETWEEN = re.compile(
    rf"\s+(?:{_OR}|{_AND})\s+|\s*[,;/|+&]\s*(?:(?:{_OR}|{_AND})\s+)?", re.IGNORECASE
)
_ALTERNATIVES = re.compile(rf"[/|]|\s(?:{_OR})\s", re.IGNORECASE)
_TOGETHER = re.compile(rf"[+&]|\s(?:{_AND})\s", re.IGNORECASE)
#: Longer texts are no lists that somebody wrote by hand.
_LONGEST = 300
#: What needs no quotes in a list.
_PLAIN = re.compile(r"[^\W\d][\w .-]*")


class Several(NamedTuple):
    """Ids as a list holds them; whether any of them will do, or it takes all of them."""

    ids: tuple[str, ...]
    alternatives: bool
    together: bool


def meant_several(text: str, known: Container[str]) -> Several | None:
    """The ids that a text names, if there are several and all of them are known.

    >>> meant_several("bar, hall", {"bar", "hall"})
    Several(ids=('bar', 'hall'), alternatives=False, together=False)
    >>> meant_several("bar or hall", {"bar"}) is None
    True
    """
    parts = _parts(text)
    ids = [id for part in parts if (id := _known_as(part, known)) is not None]
    return _several(text, ids) if len(ids) == len(parts) > 1 else None


def _parts(text: str) -> list[str]:
    """What stands between the signs and words that divide a list; spaces alone may divide it."""
    if len(text) > _LONGEST:
        return []
    parts = [part.strip() for part in _BETWEEN.split(text.strip().rstrip(",;"))]
    return text.split() if len(parts) == 1 else parts


def _known_as(part: str, known: Container[str]) -> str | None:
    """The id that a part means, perhaps in other capitals."""
    return next((id for id in (part, part.lower()) if id in known), None)


def by_commas(text: str) -> Several | None:
    """What stands between commas, where it cannot be known whether these are ids."""
    parts = [part.strip() for part in re.split("[,;]", text)]
    return _several(text, parts) if len(parts) > 1 and all(parts) else None


def instead_of_several(text: str, known: Container[str], otherwise: str) -> str:
    """What to write in place of several ids in one text; `otherwise` where it is not that."""
    dashed = [part.strip() for part in re.split(r"\s-(?=\S)", text[:_LONGEST])]
    if len(dashed) > 1 and all(part in known for part in dashed):
        return f"Put a space after the '-' that begins an item: '- {dashed[1]}'."
    several = meant_several(text, known)
    if several is not None:
        return _say(several)
    if otherwise == ADD_OR_CORRECT or "," in text or ";" in text:
        return _instead_of_some(text, known) or otherwise
    return otherwise


def _instead_of_some(text: str, known: Container[str]) -> str:
    """What to write in place of several ids in one text, of which one is known and another is
    not; nothing where it is not that."""
    if _BETWEEN.search(text) is None:
        return ""
    parts = [part for part in _parts(text) if part]
    ids = [_known_as(part, known) for part in parts]
    unknown = [quoted(part) for part, id in zip(parts, ids, strict=True) if id is None]
    if not 0 < len(unknown) < len(parts):
        return ""
    several = _several(text, [id or part for part, id in zip(parts, ids, strict=True)])
    return f"{_say(several)} Add {listed(unknown)} to 'parties', or correct the id."


def _say(several: Several) -> str:
    written = f"Write [{', '.join(several.ids)}]"
    if several.together:
        return f"{written}, with 'at_least: all' if it takes all of them."
    if several.alternatives:
        return f"{written}: the first is used as long as it can supply."
    return f"{written}."


def _several(text: str, parts: list[str]) -> Several:
    listed = tuple(part if _PLAIN.fullmatch(part) else f'"{part}"' for part in parts)
    return Several(
        listed, _ALTERNATIVES.search(text) is not None, _TOGETHER.search(text) is not None
    )
