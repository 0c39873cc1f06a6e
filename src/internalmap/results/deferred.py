"""Fields of results that are made when they are first asked for.

A large model has tens of thousands of findings, of which a report may only count most. What takes
time and is not always shown is so made by whoever looks at it, once, and is the same from then on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

T = TypeVar("T", bound="Deferring")


class Deferring:
    """The base of a frozen dataclass with slots that `deferred` may make. Equality, `repr`,
    `replace` and pickling ask for every field, so nobody can tell when it was made."""

    __slots__ = ("_make",)

    if not TYPE_CHECKING:  # else any name would pass for a field

        def __getattr__(self, name: str) -> Any:
            """A field that is not there yet; Python asks here for what it found nowhere else."""
            if name == "_make" or name not in type(self).__dataclass_fields__:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            value = self._make(name)
            object.__setattr__(self, name, value)
            return value


def deferred(known: partial[T], make: Callable[[str], object]) -> T:
    """What `known` would make of its keyword arguments and those that it lacks: each of these is
    what `make` makes of its name, when it is first asked for."""
    return _made(cast("type[T]", known.func), make, known.keywords)


def with_other(found: T, **changed: object) -> T:
    """The same with other values of some fields, as of `replace`: of the rest, what is not made yet
    is made when it is first asked for."""
    return _made(type(found), partial(getattr, found), changed)


def _made(kind: type[T], make: Callable[[str], object], known: Mapping[str, object]) -> T:
    found = object.__new__(kind)
    put = object.__setattr__
    put(found, "_make", make)
    for name, value in known.items():
        put(found, name, value)
    return found
