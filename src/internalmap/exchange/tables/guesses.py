"""Guesses held against what stands in their columns: one that the values do not fit is dropped, and
told; it is never the reason that a file cannot be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final, get_args

from internalmap.exchange.headings.columns import FORMS
from internalmap.exchange.headings.mapping import TAG, Column
from internalmap.exchange.headings.profile import Profile
from internalmap.exchange.headings.tables import Cell
from internalmap.exchange.headings.understanding import Understanding
from internalmap.exchange.tables.cell_parsers import QUANTITIES, reader
from internalmap.model.keys import PHRASES
from internalmap.model.organization import KINDS, Engagement
from internalmap.model.phrases import quote
from internalmap.text import quantities
from internalmap.text.escape import quoted
from internalmap.text.shown import one_line

#: Of ten values, so many must fit.
_FITTING: Final = 8
#: How many values a notice lists.
_LISTED: Final = 3
_COUNT = re.compile(r"[0-9]{1,15}", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?", re.ASCII)
_SHARE = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,15})? ?%?", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_WORDS: Final = {
    "kind": frozenset(KINDS),
    "engagement": frozenset(get_args(Engagement)),
    "applies_to": frozenset({"unit", "members", "everyone"}),
}
_FLAGS: Final = frozenset({"true", "false", "yes", "no"})


def fitting_columns(
    columns: tuple[Column, ...], profile: Profile, how: Understanding
) -> Iterator[tuple[Column | None, str]]:
    """Each column, or nothing in its place where the guess is dropped, with what there is to say.

    Of how important a need is, unknown words are for whoever asked to map, and not dropped.
    """
    for column in columns:
        key = column.key.rpartition(".")[2]
        if not column.guessed or key == TAG or key not in FORMS:
            yield column, ""
            continue
        fits = _fits(key)
        if fits is None:
            yield column, ""
            continue
        # What is noted here of words is noted again where the rows are read.
        silent = Understanding(how.words, keep=how.keep, values=how.values)
        read = reader(key, column, profile.table, silent)
        total = wrong = 0
        others: list[str] = []
        for text, count in profile.texts(column.index).items():
            value = read(text)
            if value is None:
                continue
            total += count
            if not fits(value) and not _parts_fit(text, fits, read):
                wrong += count
                others.append(text)
        if not wrong:
            yield column, ""
            continue
        shown = ", ".join(quoted(text) for text in others[:_LISTED])
        shown += ", …" if len(others) > _LISTED else ""
        heading = one_line(column.heading)
        phrase = PHRASES.get(key, key)
        all_must = FORMS[key] == "count"
        if all_must or 10 * (total - wrong) < _FITTING * total:
            yield (
                None,
                (
                    f"{quoted(heading)} is not used: what stands there is no {phrase}, as {shown}; "
                    f"--columns {quote(f'tag={heading}')} keeps it as a tag"
                ),
            )
        else:
            cells = "1 cell" if wrong == 1 else f"{wrong:,} cells"
            say, are = ("says", "is") if wrong == 1 else ("say", "are")
            yield (
                replace(column, fits=fits),
                f"{quoted(heading)}: {cells} of {total:,} {say} no {phrase} and {are} left out: "
                f"{shown}",
            )


def _parts_fit(text: str, fits: Callable[[Any], bool], read: Callable[[Cell], Any]) -> bool:
    """Whether a text has several parts, and each is a value that fits: of as many suppliers."""
    parts = [part.strip() for part in re.split(r"[;\n]", text)]
    if len(parts) < 2:
        return False
    values = [read(part) for part in parts if part]
    return all(value is None or fits(value) for value in values)


def _fits(key: str) -> Callable[[Any], bool] | None:
    """What tells whether a value is one of a key; nothing where any is."""
    form = FORMS[key]
    if key == "importance":
        return None
    if form in QUANTITIES:
        read = QUANTITIES[form]
        return lambda value: quantities.takes(read, value)
    if form == "count":
        return lambda value: _COUNT.fullmatch(value) is not None
    if form == "share":
        return lambda value: _SHARE.fullmatch(value) is not None
    if form == "date":
        return lambda value: _DATE.fullmatch(value) is not None
    if form == "flag":
        return lambda value: value.casefold() in _FLAGS
    if form == "rating":
        return _is_rating
    if key in _WORDS:
        known = _WORDS[key]
        return lambda value: value in known
    return None


def _is_rating(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(_is_rating, value))
    return isinstance(value, dict) or _NUMBER.fullmatch(str(value)) is not None
