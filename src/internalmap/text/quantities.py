"""Durations, rates and shares: from the text in a file to a number, and back for people.

Durations are in seconds, rates in times per week, capacities in seconds of work per week.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache

#: Seconds in each unit of time; a day is 24 h, a month 30 d, a year 365 d.
UNITS = {
    "min": 60,
    "h": 3_600,
    "d": 86_400,
    "w": 7 * 86_400,
    "mo": 30 * 86_400,
    "y": 365 * 86_400,
}
WORK_UNITS = {"min": 60, "h": 3_600}

#: Times per week of one per period.
RATES = {
    "hour": 168.0,
    "day": 7.0,
    "workday": 5.0,
    "week": 1.0,
    "month": 12 * 7 / 365,
    "quarter": 4 * 7 / 365,
    "year": 7 / 365,
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

DURATION_FORM = "a number and min, h, d, w, mo or y, such as 30min, 4h or 2d; or 0"
WORK_FORM = "a number and min or h, such as 10min or 2h; or 0"
RATE_FORM = "N/hour, N/day, N/workday, N/week, N/month, N/quarter, N/year, or a word like weekly"
CAPACITY_FORM = "working time per period, such as 38h/week or 240min/day"
SHARE_FORM = "a number from 0 to 1, or a percentage such as 95%"

_NUMBER = r"[0-9]{1,15}(?:\.[0-9]{1,15})?"
_DURATION = re.compile(rf"({_NUMBER}) ?([a-z]+)", re.ASCII)
_RATE = re.compile(rf"({_NUMBER}) ?/ ?([a-z]+)", re.ASCII)
_CAPACITY = re.compile(rf"({_NUMBER}) ?([a-z]+) ?/ ?([a-z]+)", re.ASCII)
_PERCENT = re.compile(rf"({_NUMBER}) ?%", re.ASCII)
_PLAIN = re.compile(_NUMBER, re.ASCII)


def _number(value: Decimal) -> float:
    """An int where it is whole, so that 4h is 14400 and not 14400.0."""
    return int(value) if value == value.to_integral_value() else float(value)


@lru_cache(maxsize=4096)
def duration(text: str) -> float:
    """A duration, in seconds.

    >>> duration("4h"), duration("1.5 d"), duration("0")
    (14400, 129600, 0)

    Raises `ValueError` on anything else.
    """
    return _time(text, UNITS)


@lru_cache(maxsize=4096)
def work(text: str) -> float:
    """An amount of work, in seconds: minutes or hours only, since days of work differ.

    Raises `ValueError` on anything else.
    """
    return _time(text, WORK_UNITS)


def _time(text: str, units: dict[str, int]) -> float:
    if text == "0":
        return 0
    match = _DURATION.fullmatch(text)
    if match is None or match[2] not in units:
        raise ValueError(text)
    return _number(Decimal(match[1]) * units[match[2]])


@lru_cache(maxsize=4096)
def rate(text: str) -> float:
    """How often, in times per week.

    >>> rate("80/day"), rate("weekly")
    (560.0, 1.0)

    Raises `ValueError` on anything else.
    """
    if text in RATE_WORDS:
        return RATES[RATE_WORDS[text]]
    match = _RATE.fullmatch(text)
    if match is None or match[2] not in RATES:
        raise ValueError(text)
    return float(match[1]) * RATES[match[2]]


@lru_cache(maxsize=4096)
def capacity(text: str) -> float:
    """Work that can be done, in seconds per week.

    >>> capacity("38h/week")
    136800.0

    Raises `ValueError` on anything else, and on a capacity of 0.
    """
    match = _CAPACITY.fullmatch(text)
    if match is None or match[2] not in WORK_UNITS or match[3] not in RATES:
        raise ValueError(text)
    amount = float(Decimal(match[1]) * WORK_UNITS[match[2]]) * RATES[match[3]]
    if amount == 0:
        raise ValueError(text)
    return amount


def share(text: str) -> float:
    """A share, from 0 to 1.

    >>> share("95%"), share("0.9")
    (0.95, 0.9)

    Raises `ValueError` on anything else.
    """
    match = _PERCENT.fullmatch(text)
    if match is not None:
        value = float(Decimal(match[1]) / 100)
    elif _PLAIN.fullmatch(text):
        value = float(text)
    else:
        raise ValueError(text)
    if value > 1:
        raise ValueError(text)
    return value


#: Words for units that are not taken, and what is written in their place.
_MEANT = {
    **dict.fromkeys(("mins", "minute", "minutes"), "min"),
    **dict.fromkeys(("hr", "hrs", "hour", "hours"), "h"),
    **dict.fromkeys(("day", "days"), "d"),
    **dict.fromkeys(("week", "weeks"), "w"),
    **dict.fromkeys(("month", "months"), "mo"),
    **dict.fromkeys(("year", "years", "yr", "yrs"), "y"),
    **dict.fromkeys(("time", "times", "x"), ""),
}
_PERIOD = r"(?:(?: */ *| *per +| +an? +)([a-z]+?)s?)?"
#: Longer texts are no quantities.
_LONGEST = 60
_WORDY = re.compile(rf"({_NUMBER}) *([a-z]+?)?{_PERIOD}", re.ASCII)
#: An amount in several units; minutes after hours may lack theirs.
_PARTS = re.compile(
    rf"((?:{_NUMBER} *[a-z]+(?:,? +and +|,? *)){{1,5}}?)({_NUMBER})?{_PERIOD}", re.ASCII
)
_PART = re.compile(rf"({_NUMBER}) *([a-z]+?)(?:,? +and\b|,|(?![a-z]))", re.ASCII)
_COMMA = re.compile(r"([-+]?[0-9]{1,15}), ?([0-9]{1,15})([^0-9,].*)?", re.ASCII | re.DOTALL)


def meant(text: str, read: Callable[[str], float]) -> str | None:
    """What somebody may have meant by a quantity that `read` does not take; for remedies.

    >>> meant("20 minutes", duration), meant("3 times a week", rate)
    ('20min', '3/week')
    >>> meant("1h30min", duration), meant("2d 12h", duration)
    ('90min', '60h')
    """
    text = text.strip().lower()
    if len(text) > _LONGEST:
        return None
    match = _WORDY.fullmatch(text)
    if match is None:
        return _in_one_unit(text, read)
    number, unit, period = match.groups()
    guess = number + _MEANT.get(unit or "", unit or "") + (f"/{period}" if period else "")
    return guess if takes(read, guess) else None


def takes(read: Callable[[str], float], text: str) -> bool:
    """Whether `read` takes a text."""
    try:
        read(text)
    except ValueError:
        return False
    return True


def _in_one_unit(text: str, read: Callable[[str], float]) -> str | None:
    """An amount in several units as one in the smallest of them."""
    match = _PARTS.fullmatch(text)
    if match is None:
        return None
    written, minutes, period = match.groups()
    parts = [(number, _MEANT.get(unit, unit)) for number, unit in _PART.findall(written)]
    if minutes is not None and parts[-1][1] == "h":
        parts.append((minutes, "min"))
    elif minutes is not None:
        return None
    per = f"/{period}" if period else ""
    if not all(unit in UNITS and takes(read, f"{number}{unit}{per}") for number, unit in parts):
        return None
    seconds = sum(Decimal(number) * UNITS[unit] for number, unit in parts)
    smallest = min(UNITS[unit] for _, unit in parts)
    for unit, size in reversed(UNITS.items()):
        if size <= smallest and seconds % size == 0:
            return f"{int(seconds // size)}{unit}{per}"
    return None


def without_comma(text: str) -> list[str]:
    """What somebody may have meant by a number with a comma in it; for remedies.

    >>> without_comma("4,4"), without_comma("1,5h"), without_comma("1,000h")
    (['4.4'], ['1.5h'], ['1000h', '1.000h'])
    """
    match = _COMMA.fullmatch(text.strip())
    if match is None:
        return []
    whole, rest, unit = match[1], match[2], match[3] or ""
    guesses = [f"{whole}.{rest}{unit}"]
    if len(rest) == 3 and whole.lstrip("+-0"):
        guesses.insert(0, f"{whole}{rest}{unit}")
    return guesses


def say_without_comma(guesses: list[str]) -> str:
    """The remedy for a number with a comma in it; nothing where there is nothing to offer."""
    if len(guesses) == 2:
        return f"Write {guesses[0]}, without the comma; or {guesses[1]}, if these are decimals."
    if guesses and "." not in guesses[0]:
        return f"Write {guesses[0]}, without the comma."
    return f"Write {guesses[0]}: decimals are written with a point." if guesses else ""


def say_duration(seconds: float | None) -> str:
    """A duration for people, in at most two units.

    >>> say_duration(0), say_duration(5400), say_duration(259200)
    ('at once', '1 h 30 min', '3 d')
    """
    if seconds is None:
        return "not known"
    if seconds == 0:
        return "at once"
    if seconds < 60:
        return f"{seconds:.3g} s"
    minutes = round(seconds / 60)
    parts = []
    for name, size in (("y", 525_600), ("d", 1_440), ("h", 60), ("min", 1)):
        count, minutes = divmod(minutes, size)
        if count:
            parts.append(f"{count} {name}")
    return " ".join(parts[:2])


def say_rate(per_week: float | None) -> str:
    """A rate for people, in the shortest period in which it is due a whole number of times, else
    in the shortest in which it is due at least once.

    >>> say_rate(560.0), say_rate(12 * 7 / 365), say_rate(1.0)
    ('80 times a day', 'once a month', 'once a week')
    """
    if per_week is None:
        return "not known"
    times = {period: per_week / RATES[period] for period in _SAID_PERIODS}
    whole = [p for p, n in times.items() if round(n) >= 1 and abs(n - round(n)) < 1e-9]
    often = [p for p, n in times.items() if n >= 1]
    period = (whole or often or ["year"])[0]
    count = times[period]
    if period in whole and round(count) == 1:
        return f"once a {period}"
    return f"{round(count) if period in whole else f'{count:.3g}'} times a {period}"
