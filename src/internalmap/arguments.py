"""What callers hand to the public functions, checked alike.

Each check takes the name of an argument and its value, and gives the value in the form that is
worked with. Raises `InvalidArgument` for one that cannot be meant.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Set
from datetime import date, datetime
from math import isfinite
from operator import index
from reprlib import Repr
from typing import TypeVar

from internalmap.errors import InvalidArgument
from internalmap.text import quantities
from internalmap.text.escape import escape
from internalmap.text.suggest import did_you_mean

_T = TypeVar("_T")

_REPR = Repr()
_REPR.maxstring = _REPR.maxother = 60


def one_of(argument: str, value: object, known: Iterable[str]) -> str:
    """A text that is one of a few."""
    names = list(known)
    if isinstance(value, str) and value in names:
        return value
    listed = f"Write one of: {', '.join(names)}."
    if not isinstance(value, str):
        raise InvalidArgument(argument, f"{_shown(value)} is not known", listed)
    message = f"'{escape(value)}' is not known"
    raise InvalidArgument(argument, message, did_you_mean(value, names, listed))


def text(argument: str, value: object) -> str:
    """A text."""
    if isinstance(value, str):
        return value
    raise InvalidArgument(argument, f"{_shown(value)} is not a text")


def optional_text(argument: str, value: object) -> str | None:
    """A text, or nothing."""
    return None if value is None else text(argument, value)


def texts(argument: str, value: object) -> tuple[str, ...]:
    """Several selectors, ids or tags; a single one stands for a list of one, not for its letters.

    A set has no order of its own, so its texts are put in theirs.

    >>> texts("protect", "kitchen"), texts("protect", ["kitchen", "it"]), texts("protect", None)
    (('kitchen',), ('kitchen', 'it'), ())
    """
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    if isinstance(value, Iterable) and not isinstance(value, bytes | bytearray | Mapping):
        found = list(value)
        wrong = [each for each in found if not isinstance(each, str)]
        if wrong:
            raise InvalidArgument(argument, f"{_shown(wrong[0])} is not a text")
        return tuple(sorted(found) if isinstance(value, Set) else found)
    raise InvalidArgument(argument, f"{_shown(value)} is not a list of texts")


def path(argument: str, value: object) -> str:
    """The name of a file or a folder."""
    if isinstance(value, str | os.PathLike):
        name = os.fspath(value)
        if isinstance(name, str):
            return name
    raise InvalidArgument(argument, f"{_shown(value)} is not the name of a file")


def paths(argument: str, value: object) -> list[str]:
    """The names of several files; a single one stands for a list of one."""
    if value is None:
        return []
    if isinstance(value, str | os.PathLike):
        return [path(argument, value)]
    if isinstance(value, Iterable) and not isinstance(value, bytes | bytearray | Mapping):
        found = [path(argument, each) for each in value]
        return sorted(found) if isinstance(value, Set) else found
    raise InvalidArgument(argument, f"{_shown(value)} is not a list of files")


def count(argument: str, value: object, least: int, most: int | None = None) -> int:
    """A whole number in a range."""
    if not isinstance(value, bool):
        try:
            number = index(value)  # type: ignore[arg-type]  # it raises where it is none
        except TypeError:
            pass
        else:
            if number >= least and (most is None or number <= most):
                return number
    span = f"of at least {least:,}" if most is None else f"from {least:,} to {most:,}"
    raise InvalidArgument(argument, f"{_shown(value)} is not a whole number {span}")


def flag(argument: str, value: object) -> bool:
    """Yes or no."""
    if isinstance(value, bool):
        return value
    raise InvalidArgument(argument, f"{_shown(value)} is neither True nor False")


def seconds(argument: str, value: object) -> dict[str, float]:
    """Seconds by selector."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        remedy = "Write, for example: {'it': 3600}."
        raise InvalidArgument(
            argument, f"{_shown(value)} does not say who, and for how long", remedy
        )
    for selector, delay in value.items():
        if not isinstance(selector, str):
            raise InvalidArgument(argument, f"{_shown(selector)} is not a text")
        if isinstance(delay, bool) or not isinstance(delay, int | float):
            message = f"{escape(selector)} cannot be late by {_shown(delay)}"
            raise InvalidArgument(argument, message, "Write a number of seconds.")
        if not _is_finite(delay) or delay < 0:
            message = f"{escape(selector)} cannot be late by {_shown(delay)} seconds"
            raise InvalidArgument(argument, message)
    return dict(value)


def texts_by_text(argument: str, value: object, example: str) -> dict[str, str]:
    """Texts by other texts; `example` is one of such a mapping."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        remedy = f"Write, for example: {example}."
        raise InvalidArgument(argument, f"{_shown(value)} does not say what is what", remedy)
    for each in (*value, *value.values()):
        if not isinstance(each, str):
            raise InvalidArgument(argument, f"{_shown(each)} is not a text")
    return dict(value)


def duration(argument: str, value: object) -> int | None:
    """A duration, in whole seconds, or nothing; a text stands for what it says in a model.

    >>> duration("duration", "8h"), duration("duration", 90), duration("duration", None)
    (28800, 90, None)
    """
    if value is None:
        return None
    if isinstance(value, str):
        try:
            return quantities.duration(value)
        except ValueError:
            from internalmap.text.meant import instead

            remedy = instead(value, quantities.duration) or f"Write {quantities.DURATION_FORM}."
            message = f"'{escape(value)}' is not a duration"
            raise InvalidArgument(argument, message, remedy) from None
    if isinstance(value, bool) or not isinstance(value, int | float):
        message = f"{_shown(value)} is not a duration"
        raise InvalidArgument(argument, message, "Write a number of seconds, or a text: '8h'.")
    if not _is_finite(value) or value < 0:
        raise InvalidArgument(argument, f"{_shown(value)} seconds are not a duration")
    if value != int(value):
        message = f"{_shown(value)} s is not a whole number of seconds"
        raise InvalidArgument(argument, message, f"Write {round(value)}.")
    return int(value)


def day(argument: str, value: object) -> date | None:
    """A day, or nothing; a moment stands for its day."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    remedy = "Write, for example: datetime.date(2026, 5, 1)."
    if isinstance(value, str):
        try:
            meant = date.fromisoformat(value)
        except ValueError:
            pass
        else:
            remedy = f"Write: datetime.date({meant.year}, {meant.month}, {meant.day})."
    raise InvalidArgument(argument, f"{_shown(value)} is not a date", remedy)


def callback(argument: str, value: Callable[[str], None] | None) -> Callable[[str], None]:
    """A function that is told something; nobody listens where there is none."""
    if value is None:
        return _ignore
    if callable(value):
        return value
    raise InvalidArgument(argument, f"{_shown(value)} cannot be called")


def instance(argument: str, value: object, kind: type[_T], remedy: str = "") -> _T:
    """A value of a type."""
    if isinstance(value, kind):
        return value
    raise InvalidArgument(argument, f"{_shown(value)} is not of type {kind.__name__}", remedy)


def _ignore(_: str) -> None:
    pass


def _is_finite(number: float) -> bool:
    try:
        return isfinite(number)
    except OverflowError:  # more than any float
        return False


def _shown(value: object) -> str:
    """A value as its program writes it, cut where it is long."""
    try:
        return escape(_REPR.repr(value))
    except Exception:  # noqa: BLE001 - the value's own
        return f"a value of type {type(value).__name__}"
