"""Plain values that know where they stand, and the bounds on them.

A value is `None`, text, a `Mapping` or a `Sequence`; text that was written without quotes and might
be more than text (a number, a truth value) is `Unquoted`, and whoever expects a number reads it as
one.

Bounds, so that no file can take the machine along: `MAX_BYTES`, `MAX_VALUES`, `MAX_DEPTH`,
`MAX_EXPANSION`.
"""

from __future__ import annotations

from array import array
from typing import Any, NamedTuple, TypeAlias

from internalmap.errors import TOO_MANY
from internalmap.source import Offsets, Path
from internalmap.text.escape import quoted

#: How large a file may be, in bytes.
MAX_BYTES = 64 * 1024 * 1024
#: How many values a file may hold, keys and what aliases add included.
MAX_VALUES = 5_000_000
#: How deep lists and mappings may nest.
MAX_DEPTH = 100
#: How many values aliases and merge keys may add to what is written.
MAX_EXPANSION = 1_000_000


class Unquoted(str):
    """Text that was written without quotes: what was written, for whoever expects text, and
    perhaps a number or a truth value, for whoever expects that."""

    __slots__ = ()


#: What `Offsets` holds, as a bare tuple: making named ones takes time that counts here.
Bare: TypeAlias = tuple[int, int, int, int]


class Mapping(dict[str, Any]):
    """A mapping, and where each of its entries stands."""

    __slots__ = ("places",)

    def __init__(self) -> None:
        self.places: dict[str, Bare] = {}


class Sequence(list[Any]):
    """A list, and where each of its items starts and ends: two offsets an item, bare, since a file
    may be all items."""

    __slots__ = ("places",)

    def __init__(self) -> None:
        self.places = array("L")


Value: TypeAlias = str | Mapping | Sequence | None


class SyntaxProblem(NamedTuple):
    """Something that is wrong with the text, as offsets: where, what, what to do, and another
    place that has to do with it."""

    start: int
    end: int
    message: str
    remedy: str = ""
    related: tuple[int, int, str] | None = None


def duplicate_key(key: str, start: int, end: int, first: Bare) -> SyntaxProblem:
    """A key that stood in its mapping before."""
    remedy = "Merge the two, or rename one."
    if len(key) > 1 and key[0] == "-" != key[1]:
        remedy = "Put a space after each '-' that begins an item."
    return SyntaxProblem(
        start,
        end,
        f"{quoted(key)} stands twice in one mapping",
        remedy,
        (first[0], first[1], "first here"),
    )


def too_deep(start: int, end: int) -> SyntaxProblem:
    """The place where nesting passes the bound."""
    message = f"lists and mappings nest more than {MAX_DEPTH} deep"
    return SyntaxProblem(start, end, message, "A model needs no more than a handful of levels.")


def too_many_values(start: int, end: int) -> SyntaxProblem:
    """The place where a file comes to more values than the bound."""
    message = f"up to here, this file holds more than {MAX_VALUES:,} values"
    return SyntaxProblem(start, end, message, "Split the model into a folder of files.")


def too_many_problems(last: SyntaxProblem) -> SyntaxProblem:
    """The place where reading stops because so much is wrong."""
    return SyntaxProblem(last.start, last.end, *TOO_MANY)


class Document(NamedTuple):
    """What a text holds, and what is wrong with it. `complete` is false where reading stopped
    early, so that the values say nothing."""

    root: Value
    syntax_problems: tuple[SyntaxProblem, ...]
    complete: bool


def find_value(root: Value, path: Path) -> Value:
    """The value at a path, `None` where there is none."""
    here: Value = root
    for step in path:
        if isinstance(here, Mapping) and isinstance(step, str):
            here = here.get(step)
        elif isinstance(here, Sequence) and isinstance(step, int) and step < len(here):
            here = here[step]
        else:
            return None
    return here


def find(root: Value, path: Path) -> Offsets | None:
    """Where the entry at a path stands, `None` where it was not written."""
    here: Value = root
    offsets: Bare | None = None
    for step in path:
        if isinstance(here, Mapping) and isinstance(step, str):
            offsets = here.places.get(step)
            here = here.get(step)
        elif isinstance(here, Sequence) and isinstance(step, int) and 2 * step < len(here.places):
            start, end = here.places[2 * step : 2 * step + 2]
            offsets = (start, end, start, end)
            here = here[step]
        else:
            return None
        if offsets is None:
            return None
    return Offsets(*offsets) if offsets is not None else None
