"""The nearest names to one that is not known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def nearest(unknown: str, known: Iterable[str], count: int = 3) -> list[str]:
    """The known names closest to an unknown one, the closest first.

    >>> nearest("kitchn", ["kitchen", "restaurant", "it"])
    ['kitchen']
    """
    from difflib import get_close_matches

    names = sorted(known)
    folded: dict[str, str] = {}
    for name in names:
        folded.setdefault(name.casefold(), name)
    close = get_close_matches(unknown.casefold(), list(folded), count, 0.6)
    return [folded[name] for name in close]


def did_you_mean(unknown: str, known: Sequence[str], else_say: str = "") -> str:
    """A sentence that offers the nearest names, or something else where none is near."""
    names = nearest(unknown, known) if len(unknown) <= 200 else []
    if not names:
        return else_say
    return f"Did you mean {' or '.join(names)}?"
