"""What the columns of a table mean, once it is known."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from internalmap.errors import InternalMapError

Holds = Literal["parties", "dependencies"]
#: How the rows of a table of dependencies are meant where they are no dependencies themselves:
#: each is a party with its suppliers, its customers, or both.
Direction = Literal["", "customers", "both"]

#: A comma before the next key: others belong to a heading.
PAIR_BREAK: Final = re.compile(r",(?=\s*[a-z_]+(?:\.[a-z_]+)?\s*=)")
#: Columns that carry one tag each: `level` with 3 in it becomes the tag `level-3`.
TAG: Final = "tag"
#: Columns that are not to mean anything.
IGNORE: Final = "ignore"
#: The columns that name who stands in for the supplier of a row.
FALLBACK: Final = "fallback"
#: The column that names the customers of the party that a row is.
CUSTOMERS_OF_ROW: Final = "customers"


class SeveralReadings(InternalMapError):
    """A column may mean two things, and which is not for a guess."""


@dataclass(frozen=True, slots=True)
class Column:
    """What a column means.

    `key` is a key of the model, with `customer.` or `supplier.` before it where it speaks of the
    party at that end; `tag` where it carries a tag of its own. `unit` is that of its bare numbers.
    `guessed`: the heading is only like the key.
    """

    index: int
    heading: str
    key: str
    unit: str = ""
    guessed: bool = False
    #: Whether of several parties in a row, the guess chose one.
    doubtful: bool = False
    #: Of a guess, which values fit, where some do not: these are left out.
    fits: Callable[[Any], bool] | None = None


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What a table holds, the columns that mean something, and the headings of those that do
    not; what else there is to say of how it is understood."""

    holds: Holds
    columns: tuple[Column, ...]
    unused: tuple[str, ...]
    direction: Direction = ""
    notices: tuple[str, ...] = ()
    #: The kinds of those whom columns name, by what these mean, where nothing else says one.
    kinds: Mapping[str, str] = field(default_factory=dict)
    #: Whether the columns of kinds only say what stands in headings too.
    kinds_by_heading: bool = False
    #: Of dependencies: each row is a party, which may have none.
    of_row: bool = False
    #: Of parties: the column by which those who are managers are named, where it is none of ids or
    #: names.
    managers_by: int | None = None
    #: Of parties: whether `--columns` says which column holds the ids.
    ids_named: bool = False
