"""What somebody may have meant by a quantity that cannot be taken as it stands: for remedies."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from internalmap.text.quantities import (
    NUMBER,
    UNITS,
    PartOfASecond,
    duration,
    takes,
    work,
)
from internalmap.text.quantity_texts import duration_text

#: Longer texts are no quantities.
_LONGEST = 60
#: What people write where they do not know, in several languages, without capitals and spaces.
_NOT_KNOWN = frozenset((
    "?", "??", "???", "-", "--", "---", "–", "—", "…", "...", "n/a", "na", "n.a.", "n.a", "n/k",
    "nk", "n/v", "n.v.", "nd", "n.d.", "nil", "tbd", "t.b.d.", "tba", "tbc", "todo", "unknown",
    "notknown", "notapplicable", "notavailable", "notyetknown", "notdefined", "undefined",
    "notspecified", "notsure", "tobeconfirmed", "tobedecided", "tobedefined", "tobedetermined",
    "unclear", "open", "none", "nothing", "empty", "missing", "x", "xx", "xxx", "dk", "dontknow",
    "don'tknow", "idk", "k.a.", "k.a", "ka", "keineangabe", "unbekannt", "offen", "ukjent",
    "ikkekjent", "brak", "nieznane", "nieznany", "s/o", "inconnu", "sconosciuto", "desconocido",
    "nvt", "n.v.t.", "#n/a", "#na",
))  # fmt: skip
#: What to do about such a word.
LEAVE_OUT = "If it is not known, leave it out."


def is_not_known(text: object) -> bool:
    """Whether a text only says that something is not known.

    >>> is_not_known("N/A"), is_not_known("k. A."), is_not_known("2h")
    (True, True, False)
    """
    if not isinstance(text, str) or not text or len(text) > _LONGEST:
        return False
    return "".join(text.split()).strip("()[]<>").casefold() in _NOT_KNOWN


#: Words for units that are not taken, and what is written in their place.
_MEANT = {
    **dict.fromkeys(("sec", "secs", "second", "seconds"), "s"),
    **dict.fromkeys(("mins", "minute", "minutes"), "min"),
    **dict.fromkeys(("hr", "hrs", "hour", "hours"), "h"),
    **dict.fromkeys(("day", "days"), "d"),
    **dict.fromkeys(("week", "weeks"), "w"),
    **dict.fromkeys(("month", "months"), "mo"),
    **dict.fromkeys(("year", "years", "yr", "yrs"), "y"),
    **dict.fromkeys(("time", "times", "x"), ""),
}
_PERIOD = r"(?:(?: */ *| *per +| +an? +)([a-z]+?)s?)?"
_WORDY = re.compile(rf"({NUMBER}) *([a-z]+?)?{_PERIOD}", re.ASCII)
#: An amount in several units; minutes after hours may lack theirs.
_PARTS = re.compile(
    rf"((?:{NUMBER} *[a-z]+(?:,? +and +|,? *)){{1,5}}?)({NUMBER})?{_PERIOD}", re.ASCII
)
_PART = re.compile(rf"({NUMBER}) *([a-z]+?)(?:,? +and\b|,|(?![a-z]))", re.ASCII)
_COMMA = re.compile(r"([-+]?[0-9]{1,15}), ?([0-9]{1,15})([^0-9,].*)?", re.ASCII | re.DOTALL)


def meant(text: str, read: Callable[[str], object]) -> str | None:
    """What somebody may have meant by a quantity that `read` does not take; for remedies.

    >>> meant("20 minutes", duration), meant("2 hours", work)
    ('20min', '2h')
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


def _in_one_unit(text: str, read: Callable[[str], object]) -> str | None:
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


def instead(text: str, read: Callable[[str], object]) -> str:
    """What to write in place of a quantity that `read` does not take; nothing where that cannot
    be guessed.

    >>> instead("20 minutes", duration), instead("0.4s", duration)
    ("Write '20min'.", "A duration is a whole number of seconds: write '0'.")
    """
    if read is duration:
        whole = _whole_seconds(text)
        if whole:
            return f"A duration is a whole number of seconds: write {whole}."
    guess = meant(text, read)
    if guess:
        return f"Write '{guess}'."
    guesses = [each if takes(read, each) else meant(each, read) for each in without_comma(text)]
    comma = say_without_comma([each for each in guesses if each])
    if comma:
        return comma
    if read is work and meant(text, duration):
        return "Working days differ in length: write it in h or min, such as 2h."
    return ""


def _whole_seconds(text: str) -> str:
    """The nearest duration of whole seconds, or the nearest two; nothing where it is none."""
    try:
        duration(text)
    except PartOfASecond as part:
        low, high = floor(part.seconds), ceil(part.seconds)
        nearest = [each for each in (low, high) if abs(each - part.seconds) <= Fraction(1, 2)]
        return " or ".join(f"'{duration_text(each)}'" for each in nearest)
    except ValueError:
        pass
    return ""
