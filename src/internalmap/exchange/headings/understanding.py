"""What tables are understood by, beside their headings: the words, and what was asked for; and what
of it has to be said afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from internalmap.errors import InternalMapError
from internalmap.exchange.vocabulary.words import Vocabulary, said, unbracketed, usual_words
from internalmap.model.phrases import quote
from internalmap.text.escape import quoted
from internalmap.text.shown import one_line
from internalmap.text.suggest import did_you_mean

#: What else a word may well mean, for an example.
_INSTEAD = {
    "important": "essential",
    "permanent": "temporary",
    "person": "role",
    "team": "department",
}
#: How many texts are remembered, and how many words a notice lists.
_REMEMBERED = 100_000
_LISTED = 8


@dataclass(frozen=True)
class Understanding:
    """The words; the pairs of `--columns`; what is asked for beside them.

    `keep` are names that look like words for nobody; `values` what words of cells mean, by key;
    `separator` what separates the cells of CSV; `fill_down` the headings of columns in which a
    blank stands for what stands above it; `shape` the shape of the tables.
    """

    words: Vocabulary = field(default_factory=usual_words)
    columns: tuple[tuple[str, str], ...] = ()
    keep: frozenset[str] = frozenset()
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    separator: str | None = None
    fill_down: tuple[str, ...] = ()
    shape: str | None = None
    split: str | None = None
    #: What signs in a matrix mean, where another table of the file says it.
    legend: Mapping[str, str] = field(default_factory=dict)
    #: What has to be said of the words in cells: meanings, and times that are only about right.
    _words: dict[tuple[str, str, str], None] = field(default_factory=dict)
    _about: dict[tuple[str, str, str], None] = field(default_factory=dict)
    unknown: dict[tuple[str, str], None] = field(default_factory=dict)
    #: Texts that were asked about already.
    _nobody: dict[str, bool] = field(default_factory=dict)

    def names_nobody(self, text: str) -> bool:
        """Whether a cell that should name a party names none."""
        found = self._nobody.get(text)
        if found is None:
            found = text not in self.keep and self.words.names_nobody(text)
            if len(self._nobody) < _REMEMBERED:
                self._nobody[text] = found
        return found

    def is_plain_name(self, text: str) -> bool:
        """Whether a cell that should name a party holds none of the words that may stand for
        nobody, or for everyone."""
        plainly = said(text)
        words = self.words.no_names
        return bool(plainly) and plainly not in words and unbracketed(plainly) not in words

    def note_word(self, key: str, word: str, meaning: str) -> None:
        """Note that a word is taken for another."""
        self._words[key, word, meaning] = None

    def note_about(self, heading: str, text: str, value: str) -> None:
        """Note that a time is only about what it is taken for."""
        self._about[heading, text, value] = None

    def note_unknown(self, key: str, word: str) -> None:
        """Note a word that means nothing."""
        self.unknown[key, word] = None

    def notices(self, remedy: str | None = None) -> Iterator[str]:
        """What was understood, in sentences, with what to do where a word means something else: an
        option of `convert`, or `remedy`."""
        keys: dict[str, list[str]] = {}
        for key, word, meaning in self._words:
            keys.setdefault(key, []).append(f"{quoted(word)} is {meaning}")
        for key, texts in keys.items():
            listed = ", ".join(sorted(texts)[:_LISTED])
            word, meaning = next((word, each) for other, word, each in self._words if other == key)
            instead = _INSTEAD.get(meaning, "important" if key == "importance" else "team")
            instead = "permanent" if key == "engagement" and instead == "team" else instead
            say = remedy or f"say --values {quote(f'{key}:{word}={instead}')}, or such"
            yield f"{key}: {listed}; if not, {say}"
        headings: dict[str, list[str]] = {}
        for heading, text, value in self._about:
            headings.setdefault(heading, []).append(f"{quoted(text)} is taken as {value}")
        for heading, texts in headings.items():
            yield f"{quoted(one_line(heading))}: {', '.join(sorted(texts)[:_LISTED])}"


def parse_values(texts: Sequence[str]) -> dict[str, dict[str, str]]:
    """What `--values importance:High=essential,Medium=important` says: by key, what a word means.

    Raises `InternalMapError` where it says nothing.
    """
    from typing import get_args

    from internalmap.model.organization import IMPORTANCES, KINDS, Engagement

    known = {"importance": IMPORTANCES, "kind": KINDS, "engagement": get_args(Engagement)}
    found: dict[str, dict[str, str]] = {}
    for text in texts:
        key, colon, pairs = text.partition(":")
        key = key.strip()
        if not colon or key not in known:
            raise InternalMapError(
                f"--values: {quoted(text)} does not say what words mean, of {', '.join(known)}",
                "Write, for example: --values importance:High=essential,Low=helpful.",
            )
        for pair in pairs.split(","):
            word, equals, meaning = pair.rpartition("=")
            meaning = meaning.strip()
            if not equals or not word.strip():
                raise InternalMapError(
                    f"--values: {quoted(pair)} is no pair of a word and what it means",
                    "Write, for example: --values importance:High=essential,Low=helpful.",
                )
            if meaning not in known[key] and meaning != "no need":
                listed = f"It can be: {', '.join(known[key])}."
                raise InternalMapError(
                    f"--values: there is no {key} {quoted(meaning)}",
                    did_you_mean(meaning, list(known[key]), listed),
                )
            found.setdefault(key, {})[said(word)] = meaning
    return found
