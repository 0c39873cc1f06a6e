"""What was changed of a party or a need, in words: the key as people call it, its value now, and
what it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, cast

from internalmap.model.organization import Kind, Rating
from internalmap.model.phrases import KEY_WORDS, KIND_WORDS, Names, decimal
from internalmap.results.diff import KeyChange
from internalmap.text.escape import printable
from internalmap.text.quantities import say_duration, say_rate

_HOUR = 3600


def said(changes: Iterable[KeyChange], names: Names) -> str:
    """Changes in a sentence without a verb: "promised time 25 min (was 20 min), note"."""
    return ", ".join(_said(change, names) for change in changes)


def _said(change: KeyChange, names: Names) -> str:
    word = KEY_WORDS[change.key]
    before, after = (_value(change.key, value, names) for value in (change.before, change.after))
    if before == after:  # the value has too many parts to say, or differs in its parts only
        return word
    if after is None:
        return f"{word} no longer said (was {before})"
    return f"{word} {after} ({'not said before' if before is None else f'was {before}'})"


def _value(key: str, value: object, names: Names) -> str | None:
    """A value in words; `None` where there is none, or where words for it would be too many."""
    if value is None or value == ():
        return None
    say = _SAY.get(key)
    return None if say is None else say(value, names)


def _duration(value: Any, _names: Names) -> str:
    return say_duration(value)


def _count(value: Any, _names: Names) -> str:
    return f"{value:,}"


def _party(value: Any, names: Names) -> str:
    return names.short(value)


def _parties(value: Any, names: Names) -> str:
    return ", ".join(names.shorts(value))


def _texts(value: Any, _names: Names) -> str:
    return ", ".join(printable(text) for text in sorted(value))


def _text(value: Any, _names: Names) -> str:
    return printable(str(value))


def _ids(value: Any, _names: Names) -> str:
    return printable(value) if isinstance(value, str) else _texts(value, _names)


def _rate(value: Any, _names: Names) -> str:
    return say_rate(value)


def _capacity(value: Any, _names: Names) -> str:
    return f"{decimal(value / _HOUR)} h a week"


def _share(value: Any, _names: Names) -> str:
    return f"{100 * value:g}%"


def _rating(value: Any, _names: Names) -> str:
    return decimal(cast(Rating, value).mean)


def _kind(value: Any, _names: Names) -> str:
    return KIND_WORDS[cast(Kind, value)]


def _day(value: Any, _names: Names) -> str:
    return cast(date, value).isoformat()


#: How the value of each key is said. Notes are long, and actions and acceptances have many parts.
_SAY: Mapping[str, Callable[[Any, Names], str]] = {
    "id": _ids,
    "name": _text,
    "kind": _kind,
    "engagement": _text,
    "part_of": _party,
    "reports_to": _party,
    "headcount": _count,
    "min_members": _count,
    "can": _texts,
    "capacity": _capacity,
    "availability": _share,
    "restore": _duration,
    "contact": _text,
    "location": _text,
    "url": _text,
    "tags": _texts,
    "from": _parties,
    "at_least": _count,
    "importance": _text,
    "frequency": _rate,
    "effort": _duration,
    "within": _duration,
    "buffer": _duration,
    "satisfaction": _rating,
    "expectation": _rating,
    "reviewed": _day,
    "request": _text,
    "applies_to": _text,
}
