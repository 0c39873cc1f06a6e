"""What people write at the heads of columns and in cells, in several languages.

The words stand in data files beside this one, a file a language; a file of the user's own adds to
them. All of them are guesses, and what is made of them is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files as package_files
from typing import Any

from internalmap.errors import InternalMapError, InvalidModel
from internalmap.exchange.vocabulary.patterns import Patterns, asking
from internalmap.exchange.vocabulary.sections import (
    LISTS,
    MAPPINGS,
    TUPLES,
    VALUE_LISTS,
    VALUE_MAPPINGS,
    check_sections,
)
from internalmap.modelfile.syntax.document import read_yaml
from internalmap.text.escape import escape

#: The languages of the data files; of words that two have, the first counts.
LANGUAGES = ("en", "de", "nb", "pl", "it", "fr", "es")


def plain(heading: str) -> str:
    """A heading without what only looks different: case, underscores, brackets.

    >>> plain("Customer_App"), plain("Within (hours)"), plain("dependsOn")
    ('customer app', 'within hours', 'depends on')
    """
    parted = re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])", " ", heading)
    return " ".join(re.sub(r"[\W_]+", " ", parted).casefold().split())


def said(text: str) -> str:
    """The text of a cell without what only looks different: case and spaces."""
    return " ".join(text.casefold().split())


def is_time(heading: str, words: Vocabulary) -> bool:
    """Whether a heading is a time: `4 h`, `0-4 hours`, `1 day`."""
    units = words.meanings["units"]
    parts = plain(heading).split()
    rest = [part.lstrip("0123456789") for part in parts]
    has_number = any(part[:1].isdigit() for part in parts)
    between = words.lists["between numbers"]
    return (
        has_number
        and all(not part or part in units or part in between for part in rest)
        and any(part in units for part in rest)
    )


@dataclass(frozen=True)
class Vocabulary:
    """The words, those of headings as `plain` gives them, those of cells as `said` does."""

    tuples: Mapping[str, tuple[tuple[str, ...], ...]]
    lists: Mapping[str, tuple[str, ...]]
    keys: Mapping[str, Mapping[str, tuple[str, ...]]]
    values: Mapping[str, frozenset[str]]
    meanings: Mapping[str, Mapping[str, str]]
    questions: Mapping[str, re.Pattern[str]] = field(repr=False)
    patterns: Patterns = field(repr=False)

    @cached_property
    def no_names(self) -> frozenset[str]:
        """All words that may stand where a party should be named, and name none, or everyone."""
        return frozenset().union(
            *(self.values[what] for what in ("nobody", "nobody or a name", "everyone", "everybody"))
        )

    def means(self, what: str, text: str) -> bool:
        """Whether the text of a cell is one of the words for something."""
        return said(text) in self.values[what]

    def kind_of_rows(self, heading: str) -> str:
        """The kind of what a column names, by its heading as `plain` gives it; empty where that
        says none.

        >>> usual_words().kind_of_rows("application"), usual_words().kind_of_rows("name")
        ('system', '')
        """
        for section in ("rows", "groups"):
            for kind, words in self.keys[section].items():
                if heading in words:
                    return kind
        return ""

    def unqualified(self, heading: str) -> str:
        """A heading without words that say no more of the party beside them, where a word for one
        is left: else as it is.

        >>> usual_words().unqualified("critical systems"), usual_words().unqualified("critical")
        ('systems', 'critical')
        """
        if self.is_party_word(heading):
            return heading
        for word in (*self.lists["needed"], *self.lists["firsts"]):
            for rest in _without(word, heading):
                found = self.unqualified(rest)
                if self.is_party_word(found):
                    return found
        return heading

    def same_words(self, heading: str) -> list[str]:
        """The words for parties in a heading that has several for the same, as `plain` gives them;
        none where it has one, or others.

        >>> usual_words().same_words("Critical Service / Process")
        ['service', 'process']
        """
        text = " ".join(heading.casefold().split())
        parts = [plain(part) for part in self.patterns.between_words.split(text)]
        found = [self.unqualified(part) for part in parts if part]
        return found if len(found) > 1 and all(map(self.is_party_word, found)) else []

    def stands_in(self, heading: str) -> str | None:
        """What a heading says that those are who stand in for others: the word for a party beside
        "backup", or nothing more; `None` where it says nothing of that.

        >>> words = usual_words()
        >>> words.stands_in("backup supplier"), words.stands_in("ersatzlieferant")
        ('supplier', 'lieferant')
        >>> words.stands_in("alternate 2"), words.stands_in("backup frequency")
        ('', None)
        """
        text = without_number(heading)
        if text in self.lists["fallbacks"] or text in self.lists["stand ins"]:
            return ""
        for word in self.lists["stand ins"]:
            for rest in _without(word, text):
                found = self.unqualified(without_number(rest))
                units = self.keys["party"]["part_of"]
                if self.kind_of_rows(found) or found in (*self.lists["suppliers"], *units):
                    return found
        return None

    def is_owner(self, heading: str) -> bool:
        """Whether a heading is a word for whoever answers for a party, with others beside it.

        >>> words = usual_words()
        >>> words.is_owner("technical owner"), words.is_owner("fachverantwortlicher")
        (True, True)
        """
        for word in self.lists["owners"]:
            is_long = len(word) > _PART_OF_WORD
            if heading.endswith(f" {word}") or (
                is_long and (heading.endswith(word) or heading.startswith(f"{word} "))
            ):
                return True
        return False

    def is_party_word(self, text: str) -> bool:
        """Whether a heading is a word for who depends on whom, or for parties of a kind."""
        return bool(self.kind_of_rows(text)) or any(
            text in self.lists[name] for name in ("customers", "suppliers", "things")
        )

    def behind_supplier(self, heading: str) -> str:
        """What stands behind words for a supplier at the beginning of a heading; empty where
        nothing does.

        >>> usual_words().behind_supplier("depends on system")
        'system'
        """
        found = ""
        for word in self.lists["suppliers"]:
            rest = heading.removeprefix(f"{word} ")
            if rest != heading and (not found or len(rest) < len(found)):
                found = rest
        return found

    def names_nobody(self, text: str) -> bool:
        """Whether a cell that should name a party names none."""
        return len(text) <= _LONGEST and bare(text) in self.values["nobody"]

    def is_not_known(self, text: str) -> bool:
        """Whether a cell says that something is not known."""
        return len(text) <= _LONGEST and (
            bare(text) in self.values["nobody"] or bare(text) in self.values["not known"]
        )


_LONGEST = 40
#: So long is a word that may be the first part of another, as in Hauptlieferant.
_PART_OF_WORD = 5
_NUMBER_BEHIND = re.compile(r" [0-9]{1,2}$")


def without_number(heading: str) -> str:
    """A heading without the number behind it.

    >>> without_number("fallback 2")
    'fallback'
    """
    return _NUMBER_BEHIND.sub("", heading)


def _without(word: str, heading: str) -> Iterator[str]:
    """What is left of a heading without a word before or behind the rest of it."""
    for rest in (heading.removeprefix(f"{word} "), heading.removesuffix(f" {word}")):
        if rest != heading:
            yield rest
    if len(word) >= _PART_OF_WORD and heading.startswith(word):
        rest = heading[len(word) :]
        if rest[:1].isalpha() and " " not in rest:
            yield rest


def bare(text: str) -> str:
    """A text of a cell without the brackets around it: `(none)` is `none`."""
    return unbracketed(said(text))


def unbracketed(text: str) -> str:
    """A text without the brackets around it."""
    if text[:1] in "([<" and text[-1:] in ")]>" and len(text) > 2:
        text = text[1:-1].strip()
    return text


@cache
def usual_words() -> Vocabulary:
    """The words of the data files."""
    return _joined(_of_language(language) for language in LANGUAGES)


def with_words_of(paths: Iterable[str]) -> Vocabulary:
    """The usual words, and before them those of the user's own files.

    Raises `InternalMapError` or `InvalidModel` where a file cannot be read.
    """
    own = [_of_user(path) for path in paths]
    if not own:
        return usual_words()
    return _joined([*own, *(_of_language(language) for language in LANGUAGES)])


@cache
def _of_language(language: str) -> dict[str, Any]:
    text = (package_files(__package__) / f"{language}.yaml").read_text(encoding="utf-8")
    root: dict[str, Any] = read_yaml(text).root  # type: ignore[assignment]
    return root


def _of_user(path: str) -> dict[str, Any]:
    from internalmap.exchange.inputs import Input
    from internalmap.modelfile.build.files import Files

    data = Input(path, None, "yaml").read()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InternalMapError(f"{escape(path)} is not UTF-8", "Save it as UTF-8.") from None
    files = Files()
    part = files.text(text, path, path, False)
    if files.problems:
        raise InvalidModel(files.problems)
    root = part.document.root
    check_sections(root, path)
    return dict(root.items()) if isinstance(root, dict) else {}


def _joined(languages: Iterable[Mapping[str, Any]]) -> Vocabulary:
    tuples: dict[str, dict[tuple[str, ...], None]] = {name: {} for name in TUPLES}
    lists: dict[str, dict[str, None]] = {name: {} for name in LISTS}
    keys: dict[str, dict[str, dict[str, None]]] = {name: {} for name in MAPPINGS}
    values: dict[str, set[str]] = {name: set() for name in VALUE_LISTS}
    meanings: dict[str, dict[str, str]] = {name: {} for name in VALUE_MAPPINGS}
    for language in languages:
        for name in TUPLES:
            for words in language.get(name) or ():
                tuples[name][tuple(plain(word) for word in words)] = None
        for name in LISTS:
            lists[name].update(dict.fromkeys(map(_heading, language.get(name) or ())))
        for name in MAPPINGS:
            for key, words in (language.get(name) or {}).items():
                own = keys[name].setdefault(_heading(key) if name == "ambiguous" else str(key), {})
                own.update(
                    dict.fromkeys(
                        words if name in ("questions", "ambiguous") else map(_heading, words)
                    )
                )
        inside = language.get("values") or {}
        for name in VALUE_LISTS:
            values[name].update(map(said, inside.get(name) or ()))
        for name in VALUE_MAPPINGS:
            for meaning, words in (inside.get(name) or {}).items():
                also = (meaning,) if name != "importance letters" else ()
                for word in (*also, *(words or ())):
                    meanings[name].setdefault(said(word), str(meaning))
    for first, last in tuples["name parts"]:  # as they are called once they are one
        keys["party"].setdefault("name", {})[f"{first} {last}"] = None
        lists["people"][f"{first} {last}"] = None
    found = {name: tuple(each) for name, each in lists.items()}
    said_in_cells = {name: frozenset(each) for name, each in values.items()}
    return Vocabulary(
        {name: tuple(each) for name, each in tuples.items()},
        found,
        {name: {key: tuple(each) for key, each in inner.items()} for name, inner in keys.items()},
        said_in_cells,
        meanings,
        {key: asking(phrases) for key, phrases in keys["questions"].items()},
        Patterns(found, said_in_cells),
    )


def _heading(word: str) -> str:
    """A word as `plain` gives it; of one that is all signs, the signs."""
    return plain(word) or word
