"""Words as patterns: questions, and what stands between words, names and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

NUMBER = r"[0-9]{1,9}(?:[.,][0-9]{1,4})?"


class Patterns:
    """What finds words that stand inside longer texts, each made when it is first asked for."""

    def __init__(
        self, lists: Mapping[str, Iterable[str]], values: Mapping[str, Iterable[str]]
    ) -> None:
        self._lists = lists
        self._values = values

    @cached_property
    def between_words(self) -> re.Pattern[str]:
        """What stands between two words of a heading for the same: Service / Process."""
        words = _any_of(self._lists["between words"])
        return re.compile(rf"\s*(?:/|&|\||\b(?:{words})\b)\s*")

    @cached_property
    def between_names(self) -> re.Pattern[str]:
        """What may stand between two names in a cell: Kitchen and Laundry."""
        words = _any_of(self._values["between names"])
        return re.compile(rf" (?:{words}) | & | \+ |/| / ")

    @cached_property
    def range(self) -> re.Pattern[str]:
        """Two numbers with their units: 1-4 hours, 30 min to 2 h."""
        words = _any_of(self._lists["between numbers"])
        return re.compile(
            rf"({NUMBER})\s*([^\W\d_]*)\.?\s*(?:-|–|—|{words}|\.\.)\s*({NUMBER})\s*([^\W\d_]+)\.?"
        )

    @cached_property
    def one(self) -> re.Pattern[str]:
        """One of a unit: an hour."""
        return re.compile(rf"(?:{_any_of(self._values['one'])})\s+([^\W\d_]+)")

    @cached_property
    def every(self) -> re.Pattern[str]:
        """Every so many of a unit: every 2 hours."""
        return re.compile(rf"(?:{_any_of(self._values['every'])})\s+([0-9]{{1,3}})\s+(\w+)")

    @cached_property
    def other_way(self) -> re.Pattern[str]:
        """What says that a row may run the other way than its columns: both, inbound, ←."""
        words = [
            re.escape(word.removesuffix("*")) if word.endswith("*") else rf"\b{re.escape(word)}\b"
            for word in _longest_first(self._values["other way"])
        ]
        return re.compile("|".join(["<", "←", "↔", "⇄", *words]))


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted(words, key=lambda word: (-len(word), word))


def _any_of(words: Iterable[str]) -> str:
    """What finds any of some words."""
    return "|".join(map(re.escape, _longest_first(words)))


def asking(phrases: Iterable[str]) -> re.Pattern[str]:
    """What finds one of some phrases in a question."""
    return re.compile("|".join(rf"\b{_phrase(phrase)}" for phrase in phrases))


def _phrase(phrase: str) -> str:
    words = []
    for word in phrase.casefold().split():
        if word == "…":
            words.append("…")
        else:
            stem = re.escape(word.removesuffix("*"))
            words.append(stem + (r"\w*" if word.endswith("*") else r"\b"))
    return " ".join(words).replace(" … ", r"\b.{0,60}?\b")
