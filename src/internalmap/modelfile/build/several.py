"""Several ids in one text, where a list was meant."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import NamedTuple

#: What stands between ids: signs, and words in some languages.
_BETWEEN = re.compile(
    r"\s*[,;/|+&]\s*|\s+(?:or|and|oder|und|eller|og|och|ou|et|o|e|lub|i)\s+", re.I
)
_ALTERNATIVES = re.compile(r"[/|]|\s(?:or|oder|eller|ou|o|lub)\s", re.IGNORECASE)
_TOGETHER = re.compile(r"[+&]|\s(?:and|und|og|och|et|e|i)\s", re.IGNORECASE)
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
    if len(text) > _LONGEST:
        return None
    parts = [part.strip() for part in _BETWEEN.split(text)]
    if len(parts) < 2 or not all(part in known for part in parts):
        return None
    return _several(text, parts)


def by_commas(text: str) -> Several | None:
    """What stands between commas, where it cannot be known whether these are ids."""
    parts = [part.strip() for part in text.split(",")]
    return _several(text, parts) if len(parts) > 1 and all(parts) else None


def instead_of_several(text: str, known: Container[str]) -> str:
    """What to write in place of several ids in one text; nothing where it is not that."""
    dashed = [part.strip() for part in re.split(r"\s-(?=\S)", text[:_LONGEST])]
    if len(dashed) > 1 and all(part in known for part in dashed):
        return f"Put a space after the '-' that begins an item: '- {dashed[1]}'."
    several = meant_several(text, known)
    if several is None:
        return ""
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
