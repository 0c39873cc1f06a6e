"""Times and rates as people write them in tables, in the languages of the vocabulary."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from internalmap.exchange.vocabulary.patterns import NUMBER
from internalmap.exchange.vocabulary.words import Vocabulary, said
from internalmap.text import quantities
from internalmap.text.meant import meant

#: Of two ends of a range, these take the longer: how long a recovery takes, what is promised.
_LONGER: Final = frozenset({"restore", "restore_target", "within", "backup_every", "effort"})
_AMOUNT = re.compile(rf"({NUMBER})\s*([^\W\d_]+)\.?")
#: What rates are named by, and how many of a time there are in the next longer one.
_RATES: Final = {"h": "hour", "d": "day", "w": "week", "mo": "month", "y": "year"}
_IN_A: Final = {"min": (60, "hour"), "h": (24, "day"), "w": (52, "year"), "mo": (12, "year")}
#: How long it is from one to the next.
_EACH: Final = {"hourly": "1h", "daily": "1d", "weekly": "1w", "monthly": "1mo", "yearly": "1y"}
_LONGEST = 60


def amount(
    text: str, key: str, read: Callable[[str], object], words: Vocabulary
) -> tuple[str, bool] | None:
    """A time as a model has it, and whether it is only about that; nothing where it is none.

    >>> from internalmap.exchange.vocabulary.words import usual_words
    >>> amount("2 Stunden", "buffer", quantities.duration, usual_words())
    ('2h', False)
    >>> amount("1-4 hours", "buffer", quantities.duration, usual_words())
    ('1h', True)
    >>> amount("1-4 hours", "restore", quantities.duration, usual_words())
    ('4h', True)
    >>> amount("less than 1 hour", "buffer", quantities.duration, usual_words())
    ('1h', True)
    """
    if len(text) > _LONGEST:
        return None
    plain = said(text)
    if key == "backup_every":  # Daily: once a day
        often = _EACH.get(words.meanings["frequency"].get(plain, ""))
        if often is not None:
            return often, False
    exact = _exactly(plain, read, words)
    if exact is not None:
        return exact, False
    match = words.patterns.range.fullmatch(plain)
    if match is not None:
        low = _exactly(f"{match[1]} {match[2] or match[4]}", read, words)
        high = _exactly(f"{match[3]} {match[4]}", read, words)
        if low is None or high is None:
            return None
        return (high if key in _LONGER else low), True
    for word in sorted(words.values["about"], key=len, reverse=True):
        rest = ""
        if plain.startswith(word):
            rest = plain[len(word) :]
        elif plain.endswith(word):
            rest = plain[: -len(word)]
        apart = rest[:1] == " " or rest[-1:] == " " or not word[0].isalpha() or rest[:1] == "."
        if rest and apart:
            inner = _exactly(rest.strip(" ."), read, words)
            if inner is not None:
                return inner, True
    return None


def _exactly(plain: str, read: Callable[[str], object], words: Vocabulary) -> str | None:
    known = words.meanings["duration"].get(plain)
    if known is not None:
        return known if quantities.takes(read, known) else None
    if quantities.takes(read, plain):
        return plain
    match = _AMOUNT.fullmatch(plain)
    number, unit = (match[1], match[2]) if match else ("", "")
    if match is None and (one := words.patterns.one.fullmatch(plain)) is not None:
        number, unit = "1", one[1]
    if unit:
        own = words.meanings["units"].get(unit)
        guess = f"{number.replace(',', '.')}{own}" if own else ""
        if own and quantities.takes(read, guess):
            return guess
    guess = meant(plain, read) or ""
    return guess or None


def how_often(text: str, words: Vocabulary) -> str | None:
    """A rate as a model has it, by the words for it.

    >>> from internalmap.exchange.vocabulary.words import usual_words
    >>> how_often("Twice a week", usual_words()), how_often("every 2 hours", usual_words())
    ('2/week', '12/day')
    """
    plain = said(text).rstrip(".")
    known = words.meanings["frequency"].get(plain)
    if known is not None or len(plain) > _LONGEST:
        return known
    every = words.patterns.every.fullmatch(plain)
    if every is not None:
        unit = words.meanings["units"].get(every[2], "")
        whole, rate = _IN_A.get(unit, (0, ""))
        count = int(every[1])
        return f"{whole // count}/{rate}" if count and whole and whole % count == 0 else None
    for phrase, often in words.meanings["times"].items():
        if plain.startswith(f"{phrase} "):
            unit = words.meanings["units"].get(plain.rpartition(" ")[2], "")
            if unit in _RATES:
                return f"{often}/{_RATES[unit]}"
    return None
