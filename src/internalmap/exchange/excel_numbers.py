"""Numbers of a workbook as texts: plain ones, and those that are shown as dates and durations."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache

from internalmap.exchange.excel_outline import Kind

_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?", re.ASCII)
#: Whole numbers beyond this are not certain to be whole.
_WHOLE = 10**15
#: Days beyond these are no duration that anybody meant.
_DAYS = 10_000_000
_MILLISECONDS = 86_400_000
_WINDOWS = datetime(1899, 12, 30)  # noqa: DTZ001  # dates in workbooks have no zone
_MACINTOSH = datetime(1904, 1, 1)  # noqa: DTZ001
#: Exact far beyond the 15 digits that a duration may have behind its point.
_MINUTES = Context(prec=40, rounding=ROUND_HALF_EVEN)


@lru_cache(maxsize=65_536)
def number_text(value: str, kind: Kind, from_1904: bool) -> str | None:
    """A number of a cell as a text, by the way it is shown; `None` where it is no number.

    >>> number_text("4.0", Kind.NUMBER, False), number_text("0.0625", Kind.DURATION, False)
    ('4', '90min')
    >>> number_text("46000.5", Kind.MOMENT, False)
    '2025-12-09T12:00:00'
    """
    if len(value) > 400 or not _NUMBER.fullmatch(value):
        return None
    number = float(value)
    if abs(number) == float("inf"):
        return None
    if kind is Kind.DURATION or (kind is Kind.MOMENT and 0 <= number < 1):
        if abs(number) < _DAYS:
            return _duration_text(number)
        kind = Kind.NUMBER
    if kind is Kind.MOMENT:
        moment = _moment(number, from_1904)
        if moment is not None:
            return _moment_text(moment)
    if number.is_integer() and abs(number) < _WHOLE:
        return str(int(number))
    return repr(number)


def _duration_text(days: float) -> str:
    """A part of a day, or days, in minutes; workbooks are exact to the millisecond."""
    minutes = _MINUTES.divide(Decimal(round(days * _MILLISECONDS)), Decimal(60_000))
    digits = f"{round(minutes, 15):f}"
    return f"{digits.rstrip('0').rstrip('.') if '.' in digits else digits}min"


def _moment(days: float, from_1904: bool) -> datetime | None:
    """The moment so many days after the workbook's first; `None` where there is none."""
    start = _MACINTOSH if from_1904 else _WINDOWS
    if not from_1904 and 0 < days < 60:
        days += 1  # Excel has a 29 February 1900, and before it counts from a day later.
    try:
        return start + timedelta(milliseconds=round(days * _MILLISECONDS))
    except OverflowError:
        return None


def _moment_text(moment: datetime) -> str:
    if moment.time() == datetime.min.time():
        return moment.date().isoformat()
    return moment.isoformat(timespec="seconds")


def iso_text(value: str) -> str:
    """A moment that stands in a cell as an ISO text already."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    return _moment_text(moment.replace(tzinfo=None))
