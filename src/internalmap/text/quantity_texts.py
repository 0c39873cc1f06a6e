"""Quantities as a model file writes them: the way back from a number to a short text that reads as
exactly the same number.

`quantities` reads them; what it says of units holds here too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache

from internalmap.errors import InternalMapError
from internalmap.text.exact import Exact, exact
from internalmap.text.quantities import (
    RATE_WORDS,
    RATES,
    UNITS,
    WORK_UNITS,
    capacity,
    duration,
    rate,
    takes,
    work,
)

#: The periods of rates, the first in which it is due a whole number of times is the one to use.
_PERIODS = ("hour", "day", "week", "month", "quarter", "year", "workday")
_WORKING_PERIODS = ("week", "day", "workday", "month", "quarter", "year", "hour")
_WORDS = {period: word for word, period in RATE_WORDS.items()}
#: As many digits as a quantity may have behind its point.
_DECIMALS = 15
#: A number as files may write it, without an exponent of three digits.
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?(e[-+]?[0-9]{1,2})?", re.ASCII)


@lru_cache(maxsize=4096)
def duration_text(seconds: float | Fraction) -> str:
    """A duration, in the largest unit of which it is a whole number.

    >>> duration_text(5400), duration_text(172800), duration_text(0), duration_text(30)
    ('90min', '2d', '0', '30s')

    Raises `InternalMapError` where no text says exactly this.
    """
    return _first(_times(exact(seconds), UNITS), duration, exact(seconds))


@lru_cache(maxsize=4096)
def work_text(seconds: float | Fraction) -> str:
    """An amount of work, in hours or minutes.

    >>> work_text(360), work_text(172800)
    ('6min', '48h')

    Raises `InternalMapError` where no text says exactly this.
    """
    return _first(_times(exact(seconds), WORK_UNITS), work, exact(seconds))


@lru_cache(maxsize=4096)
def rate_text(per_week: float | Fraction) -> str:
    """How often, in the shortest period in which it is due a whole number of times.

    >>> rate_text(560), rate_text(1), rate_text(Fraction(12 * 7, 365)), rate_text(2.5)
    ('80/day', 'weekly', 'monthly', '2.5/week')

    Raises `InternalMapError` where no text says exactly this.
    """
    return _first(_rates(exact(per_week)), rate, exact(per_week))


@lru_cache(maxsize=4096)
def capacity_text(seconds_per_week: float | Fraction) -> str:
    """Work that can be done per period, a week where that is a whole number of hours or minutes.

    >>> capacity_text(136800)
    '38h/week'

    Raises `InternalMapError` where no text says exactly this.
    """
    return _first(_capacities(exact(seconds_per_week)), capacity, exact(seconds_per_week))


@lru_cache(maxsize=4096, typed=True)
def number(value: float) -> int | float:
    """A number of which the text is one that a model file may have: an int where it is whole.

    >>> number(4.0), number(4.4)
    (4, 4.4)

    Raises `InternalMapError` for one that is too large, or too close to 0.
    """
    shown = int(value) if float(value).is_integer() and abs(value) < 10**15 else value
    if _NUMBER.fullmatch(repr(shown)) is None:
        raise _inexpressible(repr(value))
    return shown


def _first(
    texts: Iterable[str], read: Callable[[str], float | Fraction], value: float | Fraction
) -> str:
    """The first text that reads as the value."""
    for text in texts:
        if takes(read, text) and read(text) == value:
            return text
    raise _inexpressible(str(value))


def _inexpressible(value: str) -> InternalMapError:
    return InternalMapError(f"no text of a model file says exactly {value}")


def _times(seconds: Exact, units: Mapping[str, int]) -> Iterator[str]:
    """An amount of time: whole numbers first, in the largest unit; then as they are short."""
    if seconds == 0:
        yield "0"
        return
    broken = []
    for unit, size in sorted(units.items(), key=lambda unit: -unit[1]):
        amount = Fraction(seconds, size)
        if amount.denominator == 1:
            yield f"{amount}{unit}"
        elif (text := _decimal(amount)) is not None:
            broken.append(f"{text}{unit}")
    yield from sorted(broken, key=len)


def _decimal(amount: Fraction) -> str | None:
    """A number as a decimal that a quantity may have; nothing where it has more digits."""
    digits = amount * 10**_DECIMALS
    if digits.denominator > 1:
        return None
    before, behind = divmod(digits.numerator, 10**_DECIMALS)
    return f"{before}.{behind:0{_DECIMALS}}".rstrip("0").rstrip(".")


def _rates(per_week: Exact) -> Iterator[str]:
    broken = []
    for period in _PERIODS:
        times = Fraction(per_week) / RATES[period]
        if times == 1:
            yield _WORDS[period]
        elif times.denominator == 1:
            yield f"{times}/{period}"
        elif (text := _decimal(times)) is not None:
            broken.append(f"{text}/{period}")
    yield from sorted(broken, key=len)


def _capacities(per_week: Exact) -> Iterator[str]:
    """Hours with at most one decimal, then whole minutes, then as they are short."""
    hours: list[str] = []
    minutes: list[str] = []
    broken: list[str] = []
    for period in _WORKING_PERIODS:
        seconds = Fraction(per_week) / RATES[period]
        for unit, found in (("h", hours), ("min", minutes)):
            text = _decimal(seconds / WORK_UNITS[unit])
            if text is not None:
                well = len(text.partition(".")[2]) <= (unit == "h")
                (found if well else broken).append(f"{text}{unit}/{period}")
    yield from hours
    yield from minutes
    yield from sorted(broken, key=len)
