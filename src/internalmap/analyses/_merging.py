"""Rows that meet made one, and the worst of their figures."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

Row = TypeVar("Row")
Number = TypeVar("Number", int, float)


def merged(
    rows: Iterable[Row], meeting: Callable[[Row], Hashable], worst: Callable[[list[Row]], Row]
) -> list[Row]:
    """Rows that meet, as one each: the first to come decides where it stands."""
    groups: dict[Hashable, list[Row]] = {}
    for row in rows:
        groups.setdefault(meeting(row), []).append(row)
    return [worst(same) for same in groups.values()]


def least(values: Iterable[Number | None]) -> Number | None:
    """The smallest that is known."""
    return min((value for value in values if value is not None), default=None)


def most(values: Iterable[Number | None]) -> Number | None:
    """The largest that is known."""
    return max((value for value in values if value is not None), default=None)


def most_of_all(values: Sequence[float | None]) -> float | None:
    """The largest, unknown where one of them is."""
    return None if None in values else most(values)


def total(values: Iterable[float | None]) -> float | None:
    """The sum of those that are known."""
    from math import fsum

    known = [value for value in values if value is not None]
    return fsum(known) if known else None
