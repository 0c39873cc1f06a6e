"""The nearest names to one that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from internalmap.text.escape import quoted

#: Longer names are not compared: nobody mistypes them, and comparing takes long.
_LONGEST = 100
#: How alike two names must be, from 0 to 1: "form" and "from" are 0.75.
_LIKENESS = 0.7
#: How many letters the suggestions for one model's problems may go through; what comes later gets
#: none, unless it differs in capitals only.
MAX_STEPS = 3_000_000


def nearest(unknown: str, known: Iterable[str], count: int = 3) -> list[str]:
    """The known names closest to an unknown one, the closest first.

    >>> nearest("kitchn", ["kitchen", "restaurant", "it"])
    ['kitchen']
    """
    return Suggestions(known).nearest(unknown, count)


def did_you_mean(unknown: str, known: Iterable[str], else_say: str = "", prefix: str = "") -> str:
    """A sentence that offers the nearest names, or something else where none is near."""
    return _offer([prefix + name for name in _nearest(unknown, tuple(known))]) or else_say


@lru_cache(maxsize=512)
def _nearest(unknown: str, known: tuple[str, ...]) -> list[str]:
    return nearest(unknown, known)


class Budget:
    """The work that is left for suggestions, shared by all that draw on it."""

    def __init__(self, steps: int = MAX_STEPS) -> None:
        self.steps_left = steps

    def spend(self, steps: int) -> bool:
        """Take some of it; whether there was enough."""
        enough = steps <= self.steps_left
        self.steps_left -= steps if enough else 0
        return enough


class Suggestions:
    """Nearest names for the many unknown names of one model, within a bound on the work."""

    def __init__(self, known: Iterable[str], budget: Budget | None = None) -> None:
        self._names: dict[str, str] = {}  # by what is compared
        for name in sorted(known):
            if len(name) <= _LONGEST:
                self._names.setdefault(_folded(name), name)
        self._budget = budget or Budget()

    def nearest(self, unknown: str, count: int = 3) -> list[str]:
        """The names closest to an unknown one, the closest first; none where enough work went into
        suggestions."""
        if len(unknown) > _LONGEST:
            return []
        wanted = _folded(unknown)
        if wanted in self._names:
            return [self._names[wanted]]
        if not wanted or not self._budget.spend(len(self._names)):
            return []
        alike = [name for name in self._names if _may_be_alike(len(wanted), len(name))]
        if not self._budget.spend(sum(map(len, alike))):
            return []
        places = _places(wanted)
        scored = ((-_likeness(places, len(wanted), name), name) for name in alike)
        found = sorted(each for each in scored if -each[0] >= _LIKENESS)
        return [self._names[name] for _, name in found[:count]]

    def did_you_mean(self, unknown: str, else_say: str, prefix: str = "") -> str:
        """A sentence that offers the nearest names; something else where none is near, or where
        enough work went into suggestions."""
        return _offer([prefix + name for name in self.nearest(unknown)]) or else_say


def _folded(name: str) -> str:
    """A name without what is easily overlooked: capitals, and spaces around it."""
    return name.strip().casefold()


def _may_be_alike(length: int, other: int) -> bool:
    """Whether two names of these lengths could be alike enough, if one were part of the other."""
    return 2 * min(length, other) >= _LIKENESS * (length + other)


def _places(name: str) -> dict[str, int]:
    """Where each letter of a name stands, as the bits of a number."""
    places: dict[str, int] = {}
    for index, letter in enumerate(name):
        places[letter] = places.get(letter, 0) | 1 << index
    return places


def _likeness(places: dict[str, int], length: int, other: str) -> float:
    """How alike two names are, from 0 to 1: the share of their letters that stand in both, in the
    same order (a longest common subsequence; all of a column of its table in one number)."""
    every = (1 << length) - 1
    left = every
    for letter in other:
        found = left & places.get(letter, 0)
        left = ((left + found) | (left - found)) & every
    return 2 * (length - left.bit_count()) / (length + len(other))


def _offer(names: list[str]) -> str:
    """The question, or nothing where there is no name to offer."""
    shown = [quoted(name) for name in names]
    if len(shown) > 1:
        shown = [", ".join(shown[:-1]), shown[-1]]
    return f"Did you mean {' or '.join(shown)}?" if shown else ""
