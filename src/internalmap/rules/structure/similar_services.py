"""`similar-services`: one service has one name.

Two names are *the same but for their writing* if they differ in capitals, spaces, hyphens and
underscores only. They are *a slip apart* if one word of the one is a slip of the same word of the
other, and all else is the same but for its writing. A slip is a letter added, lost, changed or
swapped with the next, or two of these in a word of ten letters; names under five letters and words
under three have none, the first letter of a word stays, and words with a digit in them are labels:
"Line 1" and "Line 2", "Import papers" and "Export papers" are different things.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from internalmap.model.organization import Need
from internalmap.model.phrases import counted
from internalmap.rules.need_words import need_words
from internalmap.rules.rule import Facts, Location, Match, Rule
from internalmap.source import Route
from internalmap.text.escape import escape

#: A name in words, without capitals and what stands between.
_Words = tuple[str, ...]

_BETWEEN = re.compile(r"[\s_\-‐-―−]+")
#: From how many letters on a name has slips, a word has slips, and a word has slips of two letters.
_NAME, _WORD, _LONG_WORD = 5, 3, 10
#: Longer words are no words: a slip in them is not looked for.
_LONGEST = 40
#: More words than this with one text in common are a series of codes, not slips.
_SERIES = 20


def _find(facts: Facts) -> Iterator[Match]:
    uses = _Uses(facts)
    for name, other in sorted(_alike(uses.counts).items()):
        place, need, party = uses.at(name)
        yield Match(
            (),
            f"'{escape(name)}' ({counted(uses.counts[name], 'time')}) and '{escape(other)}' "
            f"({counted(uses.counts[other], 'time')}) look like one service with two names.",
            place,
            service=name,
            related=((uses.at(other)[0], f"the other name: {uses.words(other)}"),),
            need=need,
            accepted_at=None if party is None else (party,),
        )


class _Uses:
    """Where each name of a service stands, in needs and in what parties can supply."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self.counts: Counter[str] = Counter()
        self._needs: dict[str, Need] = {}
        self._can: dict[str, tuple[str, int]] = {}
        for need in facts.organization.needs:
            if need.service is not None:
                self.counts[need.service] += 1
                self._needs.setdefault(need.service, need)
        for party in facts.organization.parties.values():
            self.counts.update(party.can)
            for index, service in enumerate(party.can):
                self._can.setdefault(service, (party.id, index))

    def at(self, name: str) -> tuple[Location, Need | None, str | None]:
        """The first place of a name, with the need that has it, else the party that can."""
        need = self._needs.get(name)
        if need is not None:
            return self._facts.need_at(need, "service"), need, None
        party, index = self._can[name]
        route = self._facts.organization.parties[party].route
        if route is not None:
            route = Route(route.source, (*route.path, "can", index))
        return Location(route), None, party

    def words(self, name: str) -> str:
        """That place in words."""
        _, need, party = self.at(name)
        if need is not None:
            return need_words(self._facts.names, need)
        assert party is not None
        return f"{escape(name)}, which {self._facts.names.short(party)} can supply"


# ------------------------------------------------------------------------ names that are alike


def _alike(counts: Mapping[str, int]) -> dict[str, str]:
    """For each name that is like a more usual one, the most usual of these.

    Of names that are the same but for their writing the most usual stands for all; of equally
    usual ones, the first in code-point order.
    """
    words = {name: _in_words(name) for name in counts}
    written: dict[str, list[str]] = {}
    for name in sorted(counts, key=lambda name: (-counts[name], name)):
        written.setdefault(_joined(words[name]), []).append(name)
    found = {name: names[0] for names in written.values() for name in names[1:]}
    totals = {form: sum(counts[name] for name in names) for form, names in written.items()}
    ranks = {form: (-total, written[form][0]) for form, total in totals.items()}
    for form, others in _slips(words.values()).items():
        usual = min(others, key=ranks.__getitem__)
        if ranks[usual] < ranks[form]:
            found[written[form][0]] = written[usual][0]
    return found


def _in_words(name: str) -> _Words:
    from unicodedata import normalize

    text = normalize("NFKC", name).casefold()
    return tuple(word for word in _BETWEEN.split(text) if word)


def _joined(words: _Words) -> str:
    """A name without what stands between its words; between digits it stays, as in "1 11"."""
    parts: list[str] = []
    for word in words:
        if parts and _is_label(parts[-1][-1]) and _is_label(word[0]):
            parts.append(" ")
        parts.append(word)
    return "".join(parts)


def _is_label(word: str) -> bool:
    """Whether a word has a digit in it, so that one letter makes it another thing."""
    return any(letter.isnumeric() for letter in word)


def _slips(names: Iterable[_Words]) -> dict[str, set[str]]:
    """The names a slip apart, as their joined forms.

    Each name is looked up with each word replaced by those near it, so the work grows with the
    names, not with their pairs.
    """
    distinct = {name for name in names if sum(map(len, name)) >= _NAME}
    near = _near_words({word for name in distinct for word in name})
    found: dict[str, set[str]] = {}
    for name in distinct:
        for place, word in enumerate(name):
            for other in near.get(word, ()):
                changed = (*name[:place], other, *name[place + 1 :])
                if changed in distinct:
                    found.setdefault(_joined(name), set()).add(_joined(changed))
    return found


def _near_words(words: Iterable[str]) -> dict[str, set[str]]:
    """For each word those that it may be a slip of. Two such words have a text in common that
    lost letters make of either, so only words that share one are compared."""
    shared: dict[str, list[str]] = {}
    for word in sorted(words):
        if _WORD <= len(word) <= _LONGEST and not _is_label(word):
            for less in _with_letters_lost(word):
                shared.setdefault(less, []).append(word)
    found: dict[str, set[str]] = {}
    for several in shared.values():
        for one, other in combinations(several, 2) if len(several) <= _SERIES else ():
            if one[0] == other[0] and _is_slip(one, other):
                found.setdefault(one, set()).add(other)
                found.setdefault(other, set()).add(one)
    return found


def _letters(length: int) -> int:
    """How many letters may be wrong in a word."""
    return 2 if length >= _LONG_WORD else 1


def _with_letters_lost(word: str) -> set[str]:
    """A word, and what is left of it without one letter, or without two; the first one stays."""
    found, last = {word}, {word}
    for _ in range(_letters(len(word))):
        last = {less[:place] + less[place + 1 :] for less in last for place in range(1, len(less))}
        found |= last
    return found


def _is_slip(one: str, other: str) -> bool:
    most = _letters(min(len(one), len(other)))
    return abs(len(one) - len(other)) <= most and _distance(one, other) <= most


def _distance(one: str, other: str) -> int:
    """How many letters must be added, lost, changed or swapped with the next to make one word of
    the other (Damerau 1964, optimal string alignment).

    >>> _distance("diner", "dinner"), _distance("dnier", "diner")
    (1, 1)
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        above, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                best = min(best, above[j - 2] + 1)
            row.append(best)
    return row[-1]


RULE = Rule(
    id="similar-services",
    severity="note",
    title="Two names for what may be one service",
    finds="Names of services that differ only in capitals, spaces or hyphens, or in a letter of "
    "one word (two in a word of ten letters). Words with digits in them are labels, and the first "
    "letter of a word stays.",
    why="Who can stand in for whom is found by the name of the service. Two spellings of one "
    "service hide a stand-in, and split what is counted.",
    remedy="Write the service in one way; or accept the finding, if the two are different things.",
    fires="""\
parties:
  guests:     {kind: customer, needs: [{service: Cooked dishes, from: restaurant}]}
  restaurant: {needs: [{service: Cooked dishs, from: kitchen}]}
  kitchen:
""",
    silent="""\
parties:
  guests:     {kind: customer, needs: [{service: Cooked dishes, from: restaurant}]}
  restaurant: {needs: [{service: Cooked dishes, from: kitchen}]}
  kitchen:
""",
    find=_find,
)
