"""What a page knows, packed: numbers without commas, keys once, and once what comes again.

The page of a large organisation is sent by mail. `packing.js` is the other half, and gives back
what was packed, value by value.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

Json: TypeAlias = Any

#: The digits of a number: 32 that end it, 32 after which more come, as in Base64 VLQ.
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
#: Lists that are shorter stay as they are.
_SHORT = 6
#: Larger numbers are none that JavaScript can tell apart.
_MOST = 2**50


def pack(value: Json) -> Json:
    """The same as plain JSON, in which an object with a key that begins with $ is something packed:

    - `$n`: whole numbers, or null, as a text; its first letter says how: `p` as they are, `d` each
      as its distance from the one before; `P` and `D` the same where some are null;
    - `$t` and `n`: a list of few values, and for each place the number of its value;
    - `$l` and `v`: lists after each other: how long each is (null: none there), and all that is in
      them;
    - `$r`: objects of the same keys: for each key the list of its values;
    - `$m` and `v`: an object whose keys are whole numbers: these, and the values.

    >>> pack([5, 5, 6, 7, 7, 7, 8])
    {'$n': 'pKKMOOOQ'}
    """
    if isinstance(value, dict):
        assert not any(key.startswith("$") for key in value)
        return _keyed(value)
    if isinstance(value, list | tuple):
        return _list([*value])
    return value


def _keyed(value: dict[str, Json]) -> Json:
    if len(value) >= _SHORT and all(key.isdecimal() and str(int(key)) == key for key in value):
        return {"$m": pack([int(key) for key in value]), "v": pack([*value.values()])}
    return {key: pack(each) for key, each in value.items()}


def _list(values: list[Json]) -> Json:
    if len(values) < _SHORT:
        return [pack(each) for each in values]
    if all(each is None or _whole(each) for each in values):
        return _shortest([_numbers(values), *_table(values)])
    if all(each is None or isinstance(each, list | tuple) for each in values):
        lengths = [None if each is None else len(each) for each in values]
        inside = [one for each in values if each is not None for one in each]
        return {"$l": pack(lengths), "v": pack(inside)}
    if all(isinstance(each, dict) for each in values):
        keys = [*values[0]]
        if keys and all([*each] == keys for each in values) and not keys[0].isdecimal():
            return {"$r": {key: pack([each[key] for each in values]) for key in keys}}
        return [pack(each) for each in values]
    if all(each is None or isinstance(each, str) for each in values):
        return _shortest([values, *_table(values)])
    return [pack(each) for each in values]


def _whole(value: Json) -> bool:
    return type(value) is int and abs(value) < _MOST


def _numbers(values: Sequence[int | None]) -> Json:
    some = any(value is None for value in values)
    steps: list[int | None] = []
    before = 0
    for value in values:
        steps.append(None if value is None else value - before)
        before = before if value is None else value
    plain, distances = _written(values, some), _written(steps, some)
    modes = "PD" if some else "pd"
    if len(distances) < len(plain):
        return {"$n": modes[1] + distances}
    return {"$n": modes[0] + plain}


def _table(values: Sequence[Json]) -> list[Json]:
    """As a table, where values come again."""
    known: dict[Json, int] = {}
    places = [known.setdefault(value, len(known)) for value in values]
    if len(known) * 2 > len(values):
        return []
    return [{"$t": [*known], "n": _numbers(places)}]


def _written(values: Iterable[int | None], some: bool) -> str:
    """Numbers as digits, the smallest first. Where `some` are null, null is 0 and others come one
    later."""
    digits: list[str] = []
    for value in values:
        rest = 0
        if value is not None:
            rest = (2 * value if value >= 0 else -2 * value - 1) + some
        while rest >= 32:
            digits.append(_DIGITS[32 + rest % 32])
            rest //= 32
        digits.append(_DIGITS[rest])
    return "".join(digits)


def _shortest(found: Sequence[Json]) -> Json:
    return min(found, key=lambda each: len(json.dumps(each, separators=(",", ":"))))
