"""What was changed of a party or a need, in words: the key as people call it, its value now, and
what it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, cast

from internalmap.model import keys
from internalmap.model.keys import PHRASES, Form
from internalmap.model.organization import Kind, Rating
from internalmap.model.phrases import KIND_WORDS, Names, decimal
from internalmap.results.diff import KeyChange
from internalmap.text.escape import escape
from internalmap.text.quantities import say_duration, say_rate

_HOUR = 3600


def said(changes: Iterable[KeyChange], names: Names) -> str:
    """Changes in a sentence without a verb: "promised time 25 min (was 20 min), note"."""
    return ", ".join(_said(change, names) for change in changes)


def _said(change: KeyChange, names: Names) -> str:
    word = PHRASES[change.key]
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


def _durations(value: Any, _names: Names) -> str:
    return ", ".join(map(say_duration, value))


def _count(value: Any, _names: Names) -> str:
    return f"{value:,}"


def _party(value: Any, names: Names) -> str:
    return names.short(value)


def _someone(value: Any, names: Names) -> str:
    return names.someone(value)


def _parties(value: Any, names: Names) -> str:
    return ", ".join(names.shorts(value))


def _texts(value: Any, _names: Names) -> str:
    return ", ".join(escape(text) for text in sorted(value))


def _text(value: Any, _names: Names) -> str:
    return escape(str(value))


def _ids(value: Any, _names: Names) -> str:
    return escape(value) if isinstance(value, str) else _texts(value, _names)


def _rate(value: Any, _names: Names) -> str:
    return say_rate(value)


def _capacity(value: Any, _names: Names) -> str:
    return f"{decimal(float(value / _HOUR))} h a week"


def _flag(value: Any, _names: Names) -> str:
    return "yes" if value else "no"


def _said_by(value: Any, names: Names) -> str:
    by = [] if value.by is None else [names.someone(value.by)]
    return ", ".join([*by, *([] if value.date is None else [value.date.isoformat()])])


def _places(value: Any, _names: Names) -> str:
    return " or else ".join(map(escape, value))


def _share(value: Any, _names: Names) -> str:
    return f"{100 * value:g}%"


def _rating(value: Any, _names: Names) -> str:
    return decimal(cast(Rating, value).mean)


def _kind(value: Any, _names: Names) -> str:
    return KIND_WORDS[cast(Kind, value)]


def _day(value: Any, _names: Names) -> str:
    return cast(date, value).isoformat()


#: How a value of each form is said. Prose is long, and actions and acceptances have many parts.
_BY_FORM: Mapping[Form, Callable[[Any, Names], str]] = {
    "id": _party,
    "ids": _parties,
    "someone": _someone,
    "text": _text,
    "word": _text,
    "texts": _texts,
    "count": _count,
    "flag": _flag,
    "share": _share,
    "duration": _duration,
    "durations": _durations,
    "work": _duration,
    "rate": _rate,
    "capacity": _capacity,
    "date": _day,
    "rating": _rating,
    "places": _places,
    "said": _said_by,
}
#: How the value of each key is said.
_SAY: Mapping[str, Callable[[Any, Names], str]] = {
    **{key.name: _BY_FORM[key.form] for key in (*keys.PARTY, *keys.NEED) if key.form in _BY_FORM},
    "id": _ids,
    "kind": _kind,
}
