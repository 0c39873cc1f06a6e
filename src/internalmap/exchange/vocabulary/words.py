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
from internalmap.modelfile.syntax.document import read_yaml
from internalmap.text.escape import escape, quoted
from internalmap.text.suggest import did_you_mean

#: The languages of the data files; of words that two have, the first counts.
LANGUAGES = ("en", "de", "nb", "pl", "it", "fr", "es")
#: Sections that are lists of words.
_LISTS = (
    "customers", "customers said plainly", "suppliers", "used by", "names", "things", "people",
    "needed", "what is needed", "from whom",
    "owners", "stand ins", "fallbacks", "firsts", "last resorts",
    "hours per week",
    "directions", "flows",
    "counters",
    "of the row",
)  # fmt: skip
#: Sections that are lists of several words each.
_TUPLES = ("pairs", "ends", "name parts", "relation columns")
#: Sections that give each key a list of words.
_MAPPINGS = ("rows", "party", "need", "ambiguous", "questions", "groups", "relations")
#: What cells say: lists of words, and words by what they mean.
_VALUE_LISTS = (
    "about", "nobody", "nobody or a name", "not known", "no need", "everyone", "everybody",
    "marks", "no mark",
    "totals", "notes", "undirected", "company",
)  # fmt: skip
_VALUE_MAPPINGS = ("importance", "engagement", "kind", "frequency", "duration", "times", "units")
#: Languages are named at the top of their file, for people.
_SECTIONS = (*_TUPLES, *_LISTS, *_MAPPINGS, "values")


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
    between = ("to", "bis", "til", "do", "a")
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
        parts = [plain(part) for part in _AND.split(" ".join(heading.casefold().split()))]
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


#: What stands between two words of a heading for the same.
_AND = re.compile(r"\s*(?:/|&|\||\b(?:and|or|und|oder|og|eller|i|lub|e|o|et|ou|y)\b)\s*")
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
    _check(root, path)
    return dict(root.items()) if isinstance(root, dict) else {}


def _check(root: Any, path: str) -> None:
    """What a file of words may hold: the sections of the data files, with texts in lists."""
    shown = escape(path)
    form = "Write, for example: party: {restore: [back within]}"
    if not isinstance(root, dict):
        raise InternalMapError(f"{shown}: words stand under the names of sections", form)
    for section, inner in root.items():
        if section not in _SECTIONS:
            listed = f"Sections are: {', '.join(_SECTIONS)}."
            raise InternalMapError(
                f"{shown}: there is no section {quoted(section)}",
                did_you_mean(section, list(_SECTIONS), listed),
            )
        parts: list[tuple[str, Any]] = [(section, inner)]
        if section in (*_MAPPINGS, "values"):
            if not isinstance(inner, dict):
                raise InternalMapError(f"{shown}: {section} holds keys, each with its words", form)
            parts = [(f"{section}.{key}", each) for key, each in inner.items()]
        for where, words in parts:
            key = where.partition(".")[2]
            if section == "values":
                known = (*_VALUE_LISTS, *_VALUE_MAPPINGS)
                if key not in known:
                    raise InternalMapError(
                        f"{shown}: there is no section {quoted(where)}",
                        did_you_mean(key, known, f"Sections of values are: {', '.join(known)}."),
                    )
                if key in _VALUE_MAPPINGS:
                    if not isinstance(words, dict):
                        message = f"{shown}: {where} holds what is meant, each with its words"
                        raise InternalMapError(message, form)
                    for word, inside in words.items():
                        _check_list(inside, f"{where}.{word}", shown)
                    continue
            if section in _TUPLES:
                if not isinstance(words, list):
                    raise InternalMapError(f"{shown}: {where} is a list of lists", form)
                for each in words:
                    _check_list(each, where, shown, 3 if section == "relation columns" else 2)
                continue
            _check_list(words, where, shown)


def _check_list(words: Any, where: str, shown: str, length: int | None = None) -> None:
    texts = isinstance(words, list) and all(isinstance(word, str) and word for word in words)
    if not texts or (length is not None and len(words) != length):
        several = f"lists of {length} texts" if length else "a list of texts"
        raise InternalMapError(f"{shown}: {where} is {several}", "Write: [one, another]")


def _joined(languages: Iterable[Mapping[str, Any]]) -> Vocabulary:
    tuples: dict[str, dict[tuple[str, ...], None]] = {name: {} for name in _TUPLES}
    lists: dict[str, dict[str, None]] = {name: {} for name in _LISTS}
    keys: dict[str, dict[str, dict[str, None]]] = {name: {} for name in _MAPPINGS}
    values: dict[str, set[str]] = {name: set() for name in _VALUE_LISTS}
    meanings: dict[str, dict[str, str]] = {name: {} for name in _VALUE_MAPPINGS}
    for language in languages:
        for name in _TUPLES:
            for words in language.get(name) or ():
                tuples[name][tuple(plain(word) for word in words)] = None
        for name in _LISTS:
            lists[name].update(dict.fromkeys(map(_heading, language.get(name) or ())))
        for name in _MAPPINGS:
            for key, words in (language.get(name) or {}).items():
                own = keys[name].setdefault(_heading(key) if name == "ambiguous" else str(key), {})
                own.update(
                    dict.fromkeys(
                        words if name in ("questions", "ambiguous") else map(_heading, words)
                    )
                )
        inside = language.get("values") or {}
        for name in _VALUE_LISTS:
            values[name].update(map(said, inside.get(name) or ()))
        for name in _VALUE_MAPPINGS:
            for meaning, words in (inside.get(name) or {}).items():
                for word in (meaning, *(words or ())):
                    meanings[name].setdefault(said(word), str(meaning))
    for first, last in tuples["name parts"]:  # as they are called once they are one
        keys["party"].setdefault("name", {})[f"{first} {last}"] = None
        lists["people"][f"{first} {last}"] = None
    return Vocabulary(
        {name: tuple(each) for name, each in tuples.items()},
        {name: tuple(each) for name, each in lists.items()},
        {name: {key: tuple(each) for key, each in inner.items()} for name, inner in keys.items()},
        {name: frozenset(each) for name, each in values.items()},
        meanings,
        {key: _asking(phrases) for key, phrases in keys["questions"].items()},
    )


def _heading(word: str) -> str:
    """A word as `plain` gives it; of one that is all signs, the signs."""
    return plain(word) or word


def _asking(phrases: Iterable[str]) -> re.Pattern[str]:
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
