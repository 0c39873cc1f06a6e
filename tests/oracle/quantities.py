"""What is written for a duration, a rate, a rating: exact, in seconds and per week."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction

NEVER = math.inf

DAY = 24 * 3600
SECONDS = {
    "min": Fraction(60),
    "h": Fraction(3600),
    "d": Fraction(DAY),
    "w": Fraction(7 * DAY),
    "mo": Fraction(365 * DAY, 12),
    "y": Fraction(365 * DAY),
}
TIMES_PER_WEEK = {
    "hour": Fraction(168),
    "day": Fraction(7),
    "workday": Fraction(5),
    "week": Fraction(1),
    "month": Fraction(12 * 7, 365),
    "quarter": Fraction(4 * 7, 365),
    "year": Fraction(7, 365),
}
ADVERBS = {
    "hourly": "hour",
    "daily": "day",
    "workdays": "workday",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "yearly": "year",
}


def amount(written: object) -> Fraction | None:
    """A duration in seconds, parts of them too; none where none was written."""
    if written is None:
        return None
    text = str(written).strip()
    if re.fullmatch(r"0+(\.0*)?", text):
        return Fraction(0)
    match = re.fullmatch(r"([0-9.]+)\s*([a-z]+)", text)
    assert match is not None, written
    return Fraction(match[1]) * SECONDS[match[2]]


def seconds(written: object) -> int | None:
    """A duration in whole seconds; none where none was written."""
    exact = amount(written)
    assert exact is None or exact.denominator == 1, written
    return None if exact is None else int(exact)


def per_week(written: object) -> Fraction | None:
    """A frequency in times per week; none where none was written."""
    if written is None:
        return None
    text = str(written).strip()
    if text in ADVERBS:
        return TIMES_PER_WEEK[ADVERBS[text]]
    number, period = text.split("/")
    return Fraction(number) * TIMES_PER_WEEK[period.strip()]


def work_per_week(written: object) -> Fraction | None:
    """A capacity in seconds of work per week; none where none was written."""
    if written is None:
        return None
    work, period = str(written).split("/")
    exact = amount(work)
    assert exact is not None
    return exact * TIMES_PER_WEEK[period.strip()]


def rating(written: object) -> Fraction | None:
    """A satisfaction or expectation: the number, or the mean of the answers or the dimensions."""
    if written is None:
        return None
    if isinstance(written, Mapping):
        return mean([Fraction(str(part)) for part in written.values() if part is not None])
    if isinstance(written, list):
        return mean([Fraction(str(answer)) for answer in written])
    return Fraction(str(written))


def mean(values: Sequence[Fraction]) -> Fraction | None:
    """The plain mean; none where there is nothing to take it of."""
    return sum(values, Fraction(0)) / len(values) if values else None


def as_float(value: Fraction | float | None) -> float | None:
    """A figure as a plain number."""
    return None if value is None else float(value)
