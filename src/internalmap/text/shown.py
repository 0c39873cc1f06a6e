"""Texts of tables as a message shows them: in one line, and of many the first few."""

from __future__ import annotations

from collections.abc import Callable, Collection
from itertools import islice
from typing import Any


def one_line(text: str) -> str:
    r"""A text in one line, with one space where there is any white space.

    >>> one_line("Depends\n on ")
    'Depends on'
    """
    return " ".join(text.split())


def first_few(
    items: Collection[Any], limit: int, shown: Callable[[Any], str] = str, between: str = ", "
) -> str:
    """The first items, each as it is `shown`; those past the limit are counted.

    >>> first_few(["a", "b", "c"], 3), first_few(["a", "b", "c"], 1)
    ('a, b, c', 'a and 2 more')
    """
    few = between.join(map(shown, islice(items, limit)))
    left = len(items) - limit
    return f"{few} and {left:,} more" if left > 0 else few
