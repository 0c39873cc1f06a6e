"""Commas inside values of a YAML mapping in braces, which end the value there.

`{satisfaction: 4,4}` is to YAML a satisfaction of 4 and a key '4' that has no value, and
`{name: Hansen, Olsen}` a name 'Hansen' and a key 'Olsen'. All of this is asked only once something
is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from internalmap.modelfile.syntax.values import Mapping

#: A key and the beginning of a number, up to a comma.
_KEY_AND_NUMBER = re.compile(r"(?::\s+|[\"']:)[-+]?[0-9]{1,15}(?:,[0-9]{3})*, ?$", re.ASCII)
_NEXT_DIGIT = re.compile(r", ?[0-9]", re.ASCII)
_NUMBER = re.compile(r"[-+]?[0-9]{1,15}", re.ASCII)
_COMMA = re.compile(r"\s*,\s*")
_COLON = re.compile(r"\s*:")
#: What begins a value that is not just as it is written.
_NOT_PLAIN = "\"'*&!|>[{"


class Cut(NamedTuple):
    """A value that a comma cut: whose it is, the keys that its rest was taken for, where all of
    it stands, and whether it is a number."""

    key: str
    rest: tuple[str, ...]
    start: int
    end: int
    is_number: bool


def is_rest_of_number(text: str, start: int, end: int) -> bool:
    """Whether a key without a value is what stands behind the comma of a number."""
    return (
        text[start : start + 1].isdecimal()
        and _COLON.match(text, end) is None
        and _KEY_AND_NUMBER.search(text[max(0, start - 40) : start]) is not None
    )


def cut_values(text: str, mapping: Mapping, unknown: Collection[str]) -> list[Cut]:
    """The values of a mapping that commas cut, if the unknown keys are what is left of them."""
    found: list[Cut] = []
    owner = ""
    rest: list[str] = []
    end = -1  # of what came last, where that can go on; below 0: it cannot
    for key, value in mapping.items():
        place = mapping.places[key]
        if key in unknown and value is None and end >= 0 and _goes_on(text, end, place[:2]):
            rest.append(key)
            end = place[1]
            continue
        found += _cut(text, mapping, owner, rest)
        plain = isinstance(value, str) and text[place[2] : place[2] + 1] not in _NOT_PLAIN
        owner, rest, end = key, [], place[3] if plain else -1
    return found + _cut(text, mapping, owner, rest)


def _goes_on(text: str, end: int, place: tuple[int, int]) -> bool:
    """Whether only a comma stands before a key, and no colon after it."""
    start, key_end = place
    return (
        _COMMA.fullmatch(text, end, start) is not None
        and text[start] not in _NOT_PLAIN
        and _COLON.match(text, key_end) is None
    )


def _cut(text: str, mapping: Mapping, owner: str, rest: list[str]) -> list[Cut]:
    """The value that the rest belongs to, if there is one."""
    if not rest:
        return []
    places = mapping.places
    _, _, start, end = places[owner]
    if _NUMBER.fullmatch(text, start, end):
        digits = []
        for key in rest:
            if _NEXT_DIGIT.fullmatch(text, end, places[key][0] + 1) is None:
                break
            digits.append(key)
            end = places[key][1]
        if digits:
            return [Cut(owner, tuple(digits), start, end, is_number=True)]
    return [Cut(owner, tuple(rest), start, places[rest[-1]][1], is_number=False)]
