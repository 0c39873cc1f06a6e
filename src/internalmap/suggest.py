"""The nearest names to one that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from internalmap.printable import quoted

#: Longer names are not compared: nobody mistypes them, and comparing takes long.
_LONGEST = 100
#: How alike two names must be, from 0 to 1: "form" and "from" are 0.75.
_LIKENESS = 0.7
#: How many comparisons one model's problems are worth; the first problems get them.
MAX_COMPARISONS = 200_000


def nearest(unknown: str, known: Iterable[str], count: int = 3) -> list[str]:
    """The known names closest to an unknown one, the closest first.

    >>> nearest("kitchn", ["kitchen", "restaurant", "it"])
    ['kitchen']
    """
    from difflib import get_close_matches

    if len(unknown) > _LONGEST:
        return []
    folded: dict[str, str] = {}
    for name in sorted(known):
        if len(name) <= _LONGEST:
            folded.setdefault(_folded(name), name)
    wanted = _folded(unknown)
    if wanted in folded:
        return [folded[wanted]]
    return [folded[name] for name in get_close_matches(wanted, list(folded), count, _LIKENESS)]


def _folded(name: str) -> str:
    """A name without what is easily overlooked: capitals, and spaces around it."""
    return name.strip().casefold()


def did_you_mean(unknown: str, known: Iterable[str], else_say: str = "", prefix: str = "") -> str:
    """A sentence that offers the nearest names, or something else where none is near."""
    return _offer([prefix + name for name in _nearest(unknown, tuple(known))]) or else_say


@lru_cache(maxsize=512)
def _nearest(unknown: str, known: tuple[str, ...]) -> list[str]:
    return nearest(unknown, known)


class Suggestions:
    """Nearest names for the many unknown ids of one model, within a bound on the work."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = sorted(known)
        self._comparisons_left = MAX_COMPARISONS

    def did_you_mean(self, unknown: str, else_say: str) -> str:
        """A sentence that offers the nearest names; something else where none is near, or where
        enough time went into suggestions."""
        if self._comparisons_left <= 0:
            return else_say
        self._comparisons_left -= len(self._known)
        return _offer(nearest(unknown, self._known)) or else_say


def _offer(names: list[str]) -> str:
    """The question, or nothing where there is no name to offer."""
    shown = [quoted(name) for name in names]
    if len(shown) > 1:
        shown = [", ".join(shown[:-1]), shown[-1]]
    return f"Did you mean {' or '.join(shown)}?" if shown else ""
