"""Quantities as a model file writes them: the way back from a number to a short text that reads as
exactly the same number.

`quantities` reads them; what it says of units holds here too.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Context, Decimal
from functools import lru_cache

from internalmap.errors import InternalMapError
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
#: How far a quotient of floats may be from the number that was written, in steps between floats.
_STEPS = 4
#: Precise enough for as many digits again before the point.
_EXACT = Context(prec=60)
#: A number as files may write it, without an exponent of three digits.
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?(e[-+]?[0-9]{1,2})?", re.ASCII)


@lru_cache(maxsize=4096)
def duration_text(seconds: float) -> str:
    """A duration, in the largest unit of which it is a whole number.

    >>> duration_text(5400), duration_text(172800), duration_text(0), duration_text(30)
    ('90min', '2d', '0', '30s')

    Raises `InternalMapError` where no text says exactly this.
    """
    return _first(_times(seconds, UNITS), duration, seconds)


@lru_cache(maxsize=4096)
def work_text(seconds: float) -> str:
    """An amount of work, in hours or minutes.

    >>> work_text(360), work_text(172800)
    ('6min', '48h')

    Raises `InternalMapError` where no text says exactly this.
    """
    return _first(_times(seconds, WORK_UNITS), work, seconds)


@lru_cache(maxsize=4096)
def rate_text(per_week: float) -> str:
    """How often, in the shortest period in which it is due a whole number of times.

    >>> rate_text(560.0), rate_text(1.0), rate_text(12 * 7 / 365), rate_text(2.5)
    ('80/day', 'weekly', 'monthly', '2.5/week')

    Raises `InternalMapError` where no text says exactly this.
    """
    return _first(_rates(per_week), rate, per_week)


@lru_cache(maxsize=4096)
def capacity_text(seconds_per_week: float) -> str:
    """Work that can be done per period, a week where that is a whole number of hours or minutes.

    >>> capacity_text(136800.0)
    '38h/week'

    Raises `InternalMapError` where no text says exactly this.
    """
    return _first(_capacities(seconds_per_week), capacity, seconds_per_week)


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


def _first(texts: Iterable[str], read: Callable[[str], float], value: float) -> str:
    """The first text that reads as the value."""
    for text in texts:
        if takes(read, text) and read(text) == value:
            return text
    raise _inexpressible(f"{value!r} s")


def _inexpressible(value: str) -> InternalMapError:
    return InternalMapError(f"no text of a model file says exactly {value}")


def _times(seconds: float, units: Mapping[str, int]) -> Iterator[str]:
    """An amount of time: whole numbers first, in the largest unit; then as they are short."""
    if seconds == 0:
        yield "0"
        return
    exact = Decimal(repr(seconds))
    largest_first = sorted(units.items(), key=lambda unit: -unit[1])
    for unit, size in largest_first:
        if _EXACT.remainder(exact, Decimal(size)) == 0:
            yield f"{_EXACT.divide(exact, Decimal(size)):f}{unit}"
    broken = [_rounded(exact, size) + unit for unit, size in largest_first]
    yield from sorted(broken, key=len)


def _rounded(amount: Decimal, size: int = 1) -> str:
    """So many times a size, with as many decimals as a quantity may have."""
    quotient = _EXACT.divide(amount, Decimal(size))
    text = f"{quotient.quantize(Decimal(1).scaleb(-_DECIMALS), context=_EXACT):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rates(per_week: float) -> Iterator[str]:
    broken = []
    for period in _PERIODS:
        for times in _quotients(per_week, RATES[period]):
            if times == 1:
                yield _WORDS[period]
            elif times.is_integer():
                yield f"{int(times)}/{period}"
            else:
                broken.append(f"{_rounded(Decimal(repr(times)))}/{period}")
    yield from sorted(broken, key=len)


def _capacities(per_week: float) -> Iterator[str]:
    """Hours with at most one decimal, then whole minutes, then as they are short."""
    hours: list[str] = []
    minutes: list[str] = []
    broken: list[str] = []
    for period in _WORKING_PERIODS:
        for seconds in _quotients(per_week, RATES[period]):
            for unit, found in (("h", hours), ("min", minutes)):
                amount = _rounded(Decimal(repr(seconds)), WORK_UNITS[unit])
                decimals = len(amount.partition(".")[2])
                well = decimals <= (unit == "h")
                (found if well else broken).append(f"{amount}{unit}/{period}")
    yield from hours
    yield from minutes
    yield from sorted(broken, key=len)


def _quotients(product: float, factor: float) -> Iterator[float]:
    """The floats that, times a factor, may come to a product: the closest first."""
    middle = product / factor
    if factor == 1:
        yield middle
        return
    yield float(round(middle))
    yield middle
    above = below = middle
    for _ in range(_STEPS):
        above, below = math.nextafter(above, math.inf), math.nextafter(below, -math.inf)
        yield above
        yield below
