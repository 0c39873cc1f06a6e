"""Globs over names: which of many a pattern matches, within a bound on the work.

`*` stands for any letters, `?` for one, `[…]` for one of these; all else for itself, capitals told
apart.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from fnmatch import translate
from functools import cached_property

from internalmap.errors import InternalMapError
from internalmap.text.escape import quoted

#: What makes a text a glob.
MAGIC = frozenset("*?[")
#: How many characters a glob may have: the cost of one is counted up to this length.
MAX_PATTERN = 1_000
#: How many characters of names all globs over the same names may go through.
MAX_LETTERS = 100_000_000

#: What each name costs beside its letters, and what a pattern costs that must be compiled: about
#: as long as so many letters take.
_A_NAME, _COMPILED, _COMPILED_LETTER = 10, 3_000, 1_000
_NOT_PLAIN = re.compile(r"[*?\[\]]")


class SelectorTooCostly(InternalMapError):
    """A selector with which all so far take too long."""


def matcher(pattern: str) -> Callable[[str], object]:
    """What tells whether a name matches a glob, in time that grows with the name alone.

    >>> [name for name in ("bar", "bakery", "cellar") if matcher("ba*")(name)]
    ['bar', 'bakery']
    """
    if "?" not in pattern and "[" not in pattern:
        return _Pieces(pattern).match
    # `translate` looks for the end of each '[' anew: those that have none are escaped here
    closed = pattern.rfind("]") + 1
    return re.compile(translate(pattern[:closed] + pattern[closed:].replace("[", "[[]"))).match


class _Pieces:
    """A glob with no magic but `*`: what stands between them must follow each other."""

    def __init__(self, pattern: str) -> None:
        first, *rest = pattern.split("*")
        self._exact = not rest
        self._first, self._last = first, rest[-1] if rest else ""
        self._inner = [piece for piece in rest[:-1] if piece]

    def match(self, name: str) -> bool:
        if self._exact:
            return name == self._first
        at, end = len(self._first), len(name) - len(self._last)
        if at > end or not (name.startswith(self._first) and name.endswith(self._last)):
            return False
        for piece in self._inner:
            found = name.find(piece, at, end)
            if found < 0:
                return False
            at = found + len(piece)
        return True


class Globs:
    """Globs over the same names. One that begins or ends with plain letters is compared only with
    the names that begin or end so."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = sorted(names)
        self._letters_left = MAX_LETTERS

    @cached_property
    def _backwards(self) -> list[str]:
        return sorted(name[::-1] for name in self._names)

    def matching(self, pattern: str) -> list[str]:
        """The names that a glob matches, sorted.

        Raises `SelectorTooCostly` where this and the globs before it would go through more than
        `MAX_LETTERS`.
        """
        names = self._candidates(pattern)
        special = pattern.count("?") + pattern.count("[")
        cost = (_A_NAME * len(names) + sum(map(len, names))) * (1 + special + pattern.count("*"))
        if special:
            cost += _COMPILED + _COMPILED_LETTER * len(pattern)
        if cost > self._letters_left:
            raise SelectorTooCostly(
                f"up to the pattern {quoted(pattern)}, patterns go through more than "
                f"{MAX_LETTERS:,} characters of ids",
                "Use fewer patterns, ones that begin with plain letters, or a tag: 'tag:night'.",
            )
        self._letters_left -= cost
        return list(filter(matcher(pattern), names))

    def _candidates(self, pattern: str) -> list[str]:
        """The names that begin with the plain letters that the pattern begins with; if there are
        none, those that end with the ones that it ends with."""
        begin, *_ = _NOT_PLAIN.split(pattern, maxsplit=1)
        end = _NOT_PLAIN.split(pattern)[-1]
        if begin or not end:
            return _beginning(self._names, begin)
        return sorted(name[::-1] for name in _beginning(self._backwards, end[::-1]))


def _beginning(names: list[str], begin: str) -> list[str]:
    """Those of the sorted names that begin so."""
    first = bisect_left(names, begin)
    last = bisect_left(names, True, first, key=lambda name: not name.startswith(begin))
    return names[first:last]
