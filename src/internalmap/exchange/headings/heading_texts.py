"""The headings of a table as the words have them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from internalmap.exchange.headings.columns import DURATIONS, PARTY_COLUMNS
from internalmap.exchange.headings.mapping import SeveralReadings
from internalmap.exchange.vocabulary.words import Vocabulary, is_time, plain
from internalmap.model.phrases import quote
from internalmap.text.escape import quoted
from internalmap.text.shown import one_line

_BRACKETS = re.compile(r"(.*?)\s*[(\[]([^()\[\]]*)[)\]]\s*")
#: How many headings a notice lists.
_LISTED = 5
_DURATION_KEYS = frozenset({*DURATIONS, "restore_target", "max_data_loss", "backup_every"})
#: What the keys of times are, for those who are asked which is meant.
_SAYS = {
    "restore": "how soon it has been shown to be back",
    "restore_target": "how soon it is meant to be back (RTO)",
    "limit": "how long it can be out at the most",
    "max_data_loss": "how much work may be lost (RPO)",
    "buffer": "how long the customer can go on without it",
    "within": "how soon it is promised",
    "backup_every": "how often it is copied",
}


class HeadingTexts:
    """The headings of one table: what of each is a word, which unit stands behind it, and which may
    mean two things. `named` are the columns whose meaning was said."""

    def __init__(self, headings: Sequence[str], words: Vocabulary) -> None:
        self.headings = headings
        self.words = words
        self.plain = [plain(heading) for heading in headings]
        self.named: set[int] = set()

    def is_word(self, index: int) -> bool:
        """Whether a heading is a word for something else than who depends on whom."""
        return bool(self._meant(self.text(index))) or any(
            asks.search(self.plain[index])
            for key, asks in self.words.questions.items()
            if key not in ("customer", "respondent")
        )

    @cached_property
    def _texts(self) -> list[str]:
        return [self._decided(index) for index in range(len(self.headings))]

    def text(self, index: int) -> str:
        """The heading as the words have it: of one with brackets, what decides."""
        return self._texts[index]

    @cached_property
    def _all_words(self) -> dict[str, set[str]]:
        """Every word for a heading, with the keys that it means."""
        found: dict[str, set[str]] = {}
        for section in ("party", "need"):
            for key, synonyms in self.words.keys[section].items():
                for word in (plain(key), *synonyms):
                    found.setdefault(word, set()).add(key)
        for word, keys in self.words.keys["ambiguous"].items():
            found.setdefault(word, set()).update(keys)
        return found

    def _decided(self, index: int) -> str:
        text = self.plain[index]
        if self._meant(text):
            return text
        match = _BRACKETS.fullmatch(one_line(self.headings[index]))
        if match is not None:
            outer, inner = plain(match[1]), plain(match[2])
            both = self._meant(outer), self._meant(inner)
            if all(both) and not both[0] & both[1] and index not in self.named:
                if {*both[0], *both[1]} & _DURATION_KEYS:
                    raise self.several(index, [*sorted(both[0]), *sorted(both[1])])
                return outer
            if both[1] and not both[0] and not self._unit_of(inner):
                return inner
            if both[1] and both[1] < both[0]:  # of several meanings, the brackets name one
                return inner
            if both[0]:
                return outer if not self._unit_of(inner) else text
            if self.words.is_party_word(outer) and not (self._unit_of(inner) or inner.isdigit()):
                return outer
        stem, _, last = text.rpartition(" ")
        things = self.words.lists["things"]
        if last in self.words.lists["id words"] and (
            self.words.kind_of_rows(stem) or stem in things
        ):
            names = {stem, *(f"{stem} {word}" for word in self.words.keys["party"]["name"])}
            if names.intersection(self.plain) or f"{stem} name" in self.plain:
                return "id"
            kind = self.words.kind_of_rows(stem)  # App ID beside Application Name
            if kind and any(
                each.endswith(" name") and self.words.kind_of_rows(each) == kind
                for each in self.plain
            ):
                return "id"
        for sign in ("/", " or ", " and ", "&", "+"):
            parts = [plain(part) for part in self.headings[index].casefold().split(sign)]
            meant = [self._meant(part) & _DURATION_KEYS for part in parts]
            two = len(parts) == 2 and all(meant) and not meant[0] & meant[1]
            if two and index not in self.named:
                raise self.several(index, [*sorted(meant[0]), *sorted(meant[1])])
        same = self.words.same_words(self.headings[index])
        if same:  # Service / Process: of several words, one for what is done
            done = [word for word in same if self.words.kind_of_rows(word) == "process"]
            return (done or same)[0]
        return self.words.unqualified(text)

    def _meant(self, text: str) -> set[str]:
        """The keys that a heading means by its words, with a unit or without."""
        return self._all_words.get(text) or self._all_words.get(self.unit(text)[0], set())

    def _unit_of(self, text: str) -> str:
        """The unit that a text of a heading is: `hours`, `in h`."""
        return self.words.meanings["units"].get(text.removeprefix("in ").strip(), "")

    def unit(self, text: str) -> tuple[str, str]:
        """A heading without the unit that stands behind it, and the unit."""
        before, _, last = text.rpartition(" ")
        unit = ""
        if before and last not in self.words.lists["units elsewhere"]:
            unit = self.words.meanings["units"].get(last, "")
        return (before.removesuffix(" in"), unit) if unit else (text, "")

    def several(self, index: int, keys: Sequence[str]) -> SeveralReadings:
        """The error that a heading may mean each of some keys."""
        heading = self.headings[index]
        shown = one_line(heading)
        known = [
            key for key in dict.fromkeys(keys) if key in PARTY_COLUMNS or key in _DURATION_KEYS
        ]
        known = [key for key in known if key in DURATIONS]
        options = [
            f"--columns {key}={quote(shown)} if it is {_SAYS.get(key, key)}" for key in known
        ]
        options.append(f"--columns ignore={quote(shown)} to leave it out")
        return SeveralReadings(
            f"{quoted(shown)} may mean "
            f"{' or '.join(_SAYS.get(key, key) for key in dict.fromkeys(keys))}",
            "Say which: " + "; ".join(options) + ".",
        )


def times_among(unused: Sequence[str], words: Vocabulary) -> list[str]:
    """What there is to say of headings that are times. What they are of may stand before them, as
    in two rows of headings.

    >>> from internalmap.exchange.vocabulary.words import usual_words
    >>> times_among(["Owner", "Impact after 4h", "Impact after 1 day"], usual_words())
    ["'Impact after 4h', 'Impact after 1 day' are times: impact over time is not used"]
    """
    times = [
        heading
        for heading in unused
        if any(is_time(" ".join(heading.split()[-count:]), words) for count in (99, 2, 1))
    ]
    shown = ", ".join(map(quoted, times[:_LISTED]))
    return [f"{shown} are times: impact over time is not used"] if len(times) > 1 else []
