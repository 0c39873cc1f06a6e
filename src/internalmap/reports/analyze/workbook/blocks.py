"""What a workbook is made of before it is typeset: tables whose cells keep their type.

Numbers stay numbers, so that they can be sorted and reckoned with; `None` is what is not known, an
empty cell. Every text is plain text: the typesetter sees to it that none becomes a formula.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from internalmap.reports.blocks import Cell

#: How a column shows its values: `rating` with one decimal and `decimal` with two, `hours` as hours
#: and parts of an hour, `share` as a percentage, `signed` with its sign.
Form = Literal["text", "whole", "rating", "decimal", "signed", "hours", "share", "date"]
Value = str | int | float | date | None
Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a column and how its values are shown."""

    text: str
    form: Form = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings."""

    headings: tuple[Heading, ...]
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the workbook: a sheet, or, without a table, what is said in its place.

    `sheet` is the sheet's name, `title` stands on it, `words` say what was found and how to read
    it, `next` what to do about it. `sought`: it was looked for.
    """

    sheet: str
    title: str
    words: str
    table: Table | None = None
    next: str = ""
    sought: bool = True


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the whole, and what it means."""

    name: str
    value: Value
    form: Form = "whole"
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """The first sheet: the verdict, what it rests on, the main figures."""

    title: str
    organization: str
    verdict: Cell
    notes: tuple[str, ...]
    figures: tuple[Figure, ...]
    marking: str = ""


def table(headings: Sequence[Heading], rows: Sequence[Row], *, whole: bool = False) -> Table:
    """A table without the columns that say nothing: those in which every cell is empty. `whole`
    keeps them."""
    if whole:
        return Table(tuple(headings), rows)
    empty = ("", None)
    kept = [i for i in range(len(headings)) if any(row[i] not in empty for row in rows)]
    if len(kept) == len(headings):
        return Table(tuple(headings), rows)
    return Table(tuple(headings[i] for i in kept), [tuple(row[i] for i in kept) for row in rows])
