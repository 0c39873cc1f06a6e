"""Records as JSON objects: which of their fields are written, under which names, and how.

The objects of a list are made as texts, as the encoder has them, but without what would have to be
made for it: there may be very many of them, and most of what they say is a word or a number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache, partial
from json.encoder import encode_basestring as _quoted
from math import isfinite
from operator import attrgetter
from types import NoneType
from typing import Any, TypeAlias, cast

from internalmap.reports.formats.json_layout import Json, Object, Row, Rows

#: A key that is the name of the field which it shows; `key=field` where they differ; `*field` for
#: the keys of a record that stand among those of another; or a key and what makes its value.
Key: TypeAlias = str | tuple[str, Callable[[Any], object]]
#: The keys of each record, in their order. What is not named here is not written.
Keys: TypeAlias = Mapping[type, tuple[Key, ...]]

#: Lists from this length on are looked up, as many rows may have the same one; so many are kept.
_LONG, _KEPT = 16, 16


class Records:
    """What makes JSON of records. `seconds`: keys that hold seconds, or a mapping to seconds."""

    def __init__(self, keys: Keys, seconds: frozenset[str]) -> None:
        self._keys, self._seconds = keys, seconds
        self._long: dict[int, tuple[object, str]] = {}

    def members(self, record: object) -> Object:
        """The members of a record: each object of a list in it, or in one of its records, is made
        when it is written."""
        return {name: self._member(value, 1) for name, value in self._values(record)}

    def row(self, record: object, **before: object) -> Row:
        """A record, or a mapping, as an object on one line; `before`: members to begin with."""
        begin = [f"{_quoted(name)}: {self._text(value)}" for name, value in before.items()]
        return Row(self._object(record, begin))

    def _values(self, record: object) -> Iterator[tuple[str, Any]]:
        for name, _, made in _made(self._keys[type(record)], self._seconds):
            if name is None:
                yield from self._values(made(record))
            else:
                yield name, made(record)

    def _member(self, value: Any, levels: int) -> Json:
        if isinstance(value, tuple | list):
            if value and (type(value[0]) in self._keys or isinstance(value[0], Mapping)):
                return Rows(value, self.row)
        elif levels and isinstance(value, Mapping):
            return {name: self._member(each, levels - 1) for name, each in value.items()}
        elif levels and type(value) in self._keys:
            return {name: self._member(each, levels - 1) for name, each in self._values(value)}
        return cast(Json, value) if type(value) in _BARE else Row(self._text(value))

    def _text(self, value: Any) -> str:
        kind = type(value)
        if kind in _BARE:
            return _BARE[kind](value)
        if isinstance(value, tuple | list):
            return self._shared(value) if len(value) >= _LONG else self._list(value)
        if isinstance(value, date):
            return _quoted(value.isoformat())
        return self._object(value, [])

    def _object(self, value: Any, members: list[str]) -> str:
        if isinstance(value, Mapping):
            members += [f"{_quoted(name)}: {self._text(each)}" for name, each in value.items()]
        else:
            self._add(members, value)
        return f"{{{', '.join(members)}}}"

    def _add(self, members: list[str], record: object) -> None:
        for name, begin, made in _made(self._keys[type(record)], self._seconds):
            value = made(record)
            if name is None:
                self._add(members, value)
            else:
                bare = _BARE.get(type(value))
                members.append(begin + (self._text(value) if bare is None else bare(value)))

    def _list(self, values: Iterable[object]) -> str:
        return f"[{', '.join(map(self._text, values))}]"

    def _shared(self, values: Iterable[object]) -> str:
        known = self._long.get(id(values))
        if known is None:
            if len(self._long) >= _KEPT:
                self._long.clear()
            known = self._long[id(values)] = values, self._list(values)
        return known[1]


def fields(record: object, keys: tuple[Key, ...], seconds: frozenset[str]) -> dict[str, object]:
    """Some fields of a record as a mapping, for a key that is made."""
    return {name: made(record) for name, _, made in _made(keys, seconds) if name is not None}


@cache
def _made(
    keys: tuple[Key, ...], seconds: frozenset[str]
) -> list[tuple[str | None, str, Callable[[Any], Any]]]:
    """Keys, each with how its member begins and what gives its value; none for a record whose own
    keys stand there."""
    found: list[tuple[str | None, str, Callable[[Any], Any]]] = []
    for key in keys:
        if not isinstance(key, str):
            name, made = key
            found.append((name, f"{_quoted(name)}: ", made))
        elif key.startswith("*"):
            found.append((None, "", attrgetter(key[1:])))
        else:
            name, _, field = key.partition("=")
            get = attrgetter(field or name)
            found.append(
                (name, f"{_quoted(name)}: ", partial(in_seconds, get) if name in seconds else get)
            )
    return found


def in_seconds(get: Callable[[Any], Any], record: object) -> Any:
    """Seconds, whole ones without a fraction."""
    value = get(record)
    if isinstance(value, Mapping):
        return {key: whole(each) for key, each in value.items()}
    return whole(value)


def whole(value: Any) -> Any:
    """A number that is whole as an integer."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _number(value: float) -> str:
    if not isfinite(value):
        raise ValueError(f"JSON has no number {value!r}")
    return repr(value)


#: How each value is written that holds no others.
_BARE: Mapping[type, Callable[[Any], str]] = {
    str: _quoted,
    int: repr,
    float: _number,
    bool: {True: "true", False: "false"}.__getitem__,
    NoneType: lambda _: "null",
}
