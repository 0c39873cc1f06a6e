"""How much the tests try: enough to notice a slip by default, everything with `--thorough`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from hypothesis import HealthCheck, settings

T = TypeVar("T")

#: Whether `--thorough` was given: `conftest.py` says so before any test is imported.
thorough = False


def share(times: int) -> int:
    """How often to try what `--thorough` tries so often: a twentieth of it, and six at least."""
    return times if thorough else min(times, max(6, times // 20))


def examples(times: int) -> settings:
    """The settings of a property that `--thorough` tries on so many random examples.

    The examples are the same at each run; `--hypothesis-seed` draws others.
    """
    return settings(
        max_examples=share(times),
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.filter_too_much,
            HealthCheck.data_too_large,
        ],
    )


def some(all_of_them: Iterable[T], number: int) -> list[T]:
    """All of them with `--thorough`; otherwise one, by turns, of a test that has such a number."""
    listed = list(all_of_them)
    return listed if thorough else [listed[number % len(listed)]]


def by_thirds(cases: Sequence[T]) -> Sequence[T]:
    """All of them with `--thorough`; otherwise each third one, of cases that take a process each
    and differ little."""
    return cases if thorough else cases[::3]


def long(length: int) -> int:
    """How long to make what `--thorough` makes so long: three thousand otherwise, which is past
    whatever recursion could follow."""
    return length if thorough else min(length, 3_000)
