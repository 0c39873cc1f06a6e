"""Durations, rates and shares: from the text in a file to a number, and back for people.

Durations are in seconds, rates in times per week, capacities in seconds of work per week. Rates,
work and capacities are exactly what was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache

from internalmap.text.exact import Exact, exact

#: Seconds in each unit of time; a day is 24 h, a year 365 d, a month a twelfth of that.
UNITS = {
    "s": 1,
    "min": 60,
    "h": 3_600,
    "d": 86_400,
    "w": 7 * 86_400,
    "mo": 365 * 86_400 // 12,
    "y": 365 * 86_400,
}
WORK_UNITS = {"min": 60, "h": 3_600}

#: Times per week of one per period.
RATES: dict[str, Exact] = {
    "hour": 168,
    "day": 7,
    "workday": 5,
    "week": 1,
    "month": Fraction(12 * 7, 365),
    "quarter": Fraction(4 * 7, 365),
    "year": Fraction(7, 365),
}
RATE_WORDS = {
    "hourly": "hour",
    "daily": "day",
    "workdays": "workday",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "yearly": "year",
}

_SAID_PERIODS = ("hour", "day", "week", "month", "quarter", "year")

DURATION_FORM = "a number and s, min, h, d, w, mo or y, such as 30min, 4h or 2d; or 0"
WORK_FORM = "a number and min or h, such as 10min or 2h; or 0"
RATE_FORM = "N/hour, N/day, N/workday, N/week, N/month, N/quarter, N/year, or a word like weekly"
CAPACITY_FORM = "working time per period, such as 38h/week or 240min/day"
SHARE_FORM = "a number from 0 to 1, or a percentage such as 95%"

NUMBER = r"[0-9]{1,15}(?:\.[0-9]{1,15})?"
_DURATION = re.compile(rf"({NUMBER}) ?([a-z]+)", re.ASCII)
_RATE = re.compile(rf"({NUMBER}) ?/ ?([a-z]+)", re.ASCII)
_CAPACITY = re.compile(rf"({NUMBER}) ?([a-z]+) ?/ ?([a-z]+)", re.ASCII)
_PERCENT = re.compile(rf"({NUMBER}) ?%", re.ASCII)
_PLAIN = re.compile(NUMBER, re.ASCII)


class PartOfASecond(ValueError):
    """A duration that is no whole number of seconds."""

    def __init__(self, seconds: Fraction) -> None:
        super().__init__(str(seconds))
        self.seconds = seconds


@lru_cache(maxsize=4096)
def duration(text: str) -> int:
    """A duration, in whole seconds.

    >>> duration("4h"), duration("1.5 d"), duration("0")
    (14400, 129600, 0)

    Raises `PartOfASecond` on one that is not whole, and `ValueError` on anything else.
    """
    seconds = _time(text, UNITS)
    if seconds.denominator > 1:
        raise PartOfASecond(seconds)
    return seconds.numerator


@lru_cache(maxsize=4096)
def work(text: str) -> Exact:
    """An amount of work, in seconds: minutes or hours only, since days of work differ.

    Raises `ValueError` on anything else.
    """
    return exact(_time(text, WORK_UNITS))


def _time(text: str, units: dict[str, int]) -> Fraction:
    if text == "0":
        return Fraction(0)
    match = _DURATION.fullmatch(text)
    if match is None or match[2] not in units:
        raise ValueError(text)
    return Fraction(match[1]) * units[match[2]]


@lru_cache(maxsize=4096)
def rate(text: str) -> Exact:
    """How often, in times per week.

    >>> rate("80/day"), rate("weekly"), rate("0.5/week")
    (560, 1, Fraction(1, 2))

    Raises `ValueError` on anything else.
    """
    if text in RATE_WORDS:
        return RATES[RATE_WORDS[text]]
    match = _RATE.fullmatch(text)
    if match is None or match[2] not in RATES:
        raise ValueError(text)
    return exact(Fraction(match[1]) * RATES[match[2]])


@lru_cache(maxsize=4096)
def capacity(text: str) -> Exact:
    """Work that can be done, in seconds per week.

    >>> capacity("38h/week")
    136800

    Raises `ValueError` on anything else, and on a capacity of 0.
    """
    match = _CAPACITY.fullmatch(text)
    if match is None or match[2] not in WORK_UNITS or match[3] not in RATES:
        raise ValueError(text)
    amount = Fraction(match[1]) * WORK_UNITS[match[2]] * RATES[match[3]]
    if amount == 0:
        raise ValueError(text)
    return exact(amount)


def share(text: str) -> float:
    """A share, from 0 to 1.

    >>> share("95%"), share("0.9")
    (0.95, 0.9)

    Raises `ValueError` on anything else.
    """
    match = _PERCENT.fullmatch(text)
    if match is not None:
        value = float(Fraction(match[1]) / 100)
    elif _PLAIN.fullmatch(text):
        value = float(text)
    else:
        raise ValueError(text)
    if value > 1:
        raise ValueError(text)
    return value


def takes(read: Callable[[str], object], text: str) -> bool:
    """Whether `read` takes a text."""
    try:
        read(text)
    except ValueError:
        return False
    return True


def say_duration(seconds: float | None) -> str:
    """A duration for people, in at most two units; in months where it is a whole number of them.

    >>> say_duration(0), say_duration(5400), say_duration(259200), say_duration(90)
    ('at once', '1 h 30 min', '3 d', '1 min 30 s')
    >>> say_duration(duration("18mo"))
    '1 y 6 mo'
    """
    if seconds is None:
        return "not known"
    if seconds == 0:
        return "at once"
    if seconds < 60:
        return f"{seconds:.3g} s"
    units = ("y", "mo") if seconds % UNITS["mo"] == 0 else ("y", "d", "h", "min", "s")
    finest = UNITS["min" if seconds >= UNITS["h"] else "s"]
    left = round(seconds / finest) * finest
    parts = []
    for unit in units:
        count, left = divmod(left, UNITS[unit])
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts[:2])


def say_exactly(seconds: float) -> str:
    """A duration for people, in as many units as it takes to leave nothing out.

    >>> say_exactly(98400), say_exactly(86400), say_exactly(0)
    ('1 d 3 h 20 min', '1 d', 'at once')
    """
    parts = []
    left = seconds
    for unit in ("d", "h", "min", "s"):
        count, left = divmod(left, UNITS[unit])
        if count:
            parts.append(f"{count:,.0f} {unit}")
    return " ".join(parts) or say_duration(seconds)


#: In what a person says a time, each from how many of it on; halves are said of days and hours.
_SPOKEN = (("year", "y", 2), ("month", "mo", 3), ("week", "w", 2), ("day", "d", 2))


def say_roughly(seconds: float | None) -> str:
    """A duration as a person says it, in one unit, where that is wrong by less than a thirtieth;
    else as `say_duration` has it. For pictures, where the exact time stands in the tooltip.

    >>> say_roughly(63 * 86400 + 1800), say_roughly(93600), say_roughly(9000), say_roughly(345600)
    ('9 weeks', '26 h', '2.5 h', '4 days')
    >>> say_roughly(0), say_roughly(6600), say_roughly(86400), say_roughly(604800)
    ('at once', '1 h 50 min', '1 day', '1 week')
    >>> say_roughly(228 * 3600), say_roughly(98 * 3600)
    ('9.5 days', '4 days')
    """
    if not seconds:
        return say_duration(seconds)
    for word, unit, least in _SPOKEN:
        if seconds == UNITS[unit]:
            return f"1 {word}"
        count = round(seconds / UNITS[unit])
        if count >= least and abs(seconds - count * UNITS[unit]) * 30 < seconds:
            return f"{count} {word}s"
    for word, unit, least in (("days", "d", 4), ("h", "h", 1)):
        halves = round(seconds * 2 / UNITS[unit])
        if halves >= least * 2 and abs(seconds * 2 - halves * UNITS[unit]) * 30 < seconds * 2:
            return f"{halves / 2:g} {word}"
    return say_duration(seconds)


def say_rate(per_week: float | Fraction | None) -> str:
    """A rate for people, in the shortest period in which it is due a whole number of times, else
    in the shortest in which it is due at least once.

    >>> say_rate(560), say_rate(Fraction(12 * 7, 365)), say_rate(84 / 365), say_rate(1)
    ('80 times a day', 'once a month', 'once a month', 'once a week')
    """
    if per_week is None:
        return "not known"
    times = {period: float(per_week / RATES[period]) for period in _SAID_PERIODS}
    entire = [p for p, n in times.items() if round(n) >= 1 and abs(n - round(n)) < 1e-9]
    often = [p for p, n in times.items() if n >= 1]
    period = (entire or often or ["year"])[0]
    count = times[period]
    if period in entire and round(count) == 1:
        return f"once a {period}"
    return f"{round(count) if period in entire else f'{count:.3g}'} times a {period}"
