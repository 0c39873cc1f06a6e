"""Exact numbers: what somebody wrote as a decimal is added and compared as it was written.

A number of a model is an integer, a fraction, or a float, which stands for the shortest decimal
that reads as it: 0.1 is one tenth. Sums are made of integers, in parts that fit all of them, so
that exactness costs nothing where nothing is broken.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from math import inf, lcm, nextafter
from typing import TypeAlias

#: A number as it was written.
Exact: TypeAlias = int | Fraction


@lru_cache(maxsize=4096)
def exact(number: float | Fraction) -> Exact:
    """A number as it was written.

    >>> exact(0.1), exact(4.0), exact(Fraction(6, 2))
    (Fraction(1, 10), 4, 3)
    """
    found = Fraction(repr(number) if isinstance(number, float) else number)
    return found.numerator if found.denominator == 1 else found


def whole(numbers: Sequence[Exact]) -> tuple[list[int], int]:
    """Numbers as integers, and how many of their parts make one.

    >>> whole([2, Fraction(1, 2), Fraction(2, 3)])
    ([12, 3, 4], 6)
    """
    parts = lcm(*{number.denominator for number in numbers})
    if parts == 1:
        return [int(number) for number in numbers], 1
    return [number.numerator * (parts // number.denominator) for number in numbers], parts


def mean(numbers: Iterable[float | Fraction]) -> float | None:
    """The plain mean, `None` of nothing.

    >>> mean([4.1, 4.3]), mean([])
    (4.2, None)
    """
    counts, parts = whole([*map(exact, numbers)])
    return sum(counts) / (len(counts) * parts) if counts else None


def share_of(part: int, all: int) -> float:
    """A part as a share of all. Where it is more than all, it is above 1, however little it is.

    >>> share_of(3, 4), share_of(10**30 + 1, 10**30) > 1
    (0.75, True)
    """
    found = part / all
    return nextafter(1.0, inf) if found == 1 and part > all else found
