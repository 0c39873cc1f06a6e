"""What a report is made of, before a format sets it.

A report is a title, a verdict, what the reader must know about the figures, and sections. Every
text in it is plain text: each format escapes all of it in its own way, so that no name can steer a
terminal or a page. A tone says what a text means; it may colour it, but never says anything that
the words do not say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from math import isfinite
from typing import Literal, TypeAlias

from internalmap._dataclass import dataclass

Tone = Literal["plain", "name", "bad", "warn", "good", "quiet"]
#: How a number or a date is shown: `rating` with one decimal and `decimal` with two, `hours` as
#: hours and parts of an hour, `share` as a percentage, `signed` with its sign.
NumberFormat = Literal["text", "whole", "rating", "decimal", "signed", "hours", "share", "date"]
Value: TypeAlias = str | int | float | date | None
_HOUR = 3600
#: The sheet of a workbook on which it says what it holds.
SUMMARY = "Summary"


@dataclass(frozen=True, slots=True)
class Cell:
    """A text and what it means. `value` is the number or the date that it says, so that it can be
    sorted and reckoned with, `format` how that is shown, if not as its column says."""

    text: str
    tone: Tone = "plain"
    value: int | float | date | None = None
    format: NumberFormat | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What to do next: words, and the command that does it or shows more (empty: none)."""

    text: str
    command: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, whether it holds numbers (`right`), whether it may stand as a line of
    its own under its row where the page is too narrow (`under`), whether its texts are there to be
    copied, as addresses are (`verbatim`), and how the values of its cells are shown."""

    heading: str
    right: bool = False
    under: bool = False
    verbatim: bool = False
    format: NumberFormat = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings. `page` is how many of them a page shows, if not all; `more` says how
    many it leaves out and how to see them."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    more: Step | None = None
    page: int | None = None

    def on_page(self) -> Table:
        """The table as a page shows it."""
        if self.page is None:
            return self
        return table(self.columns, self.rows[: self.page], self.more)


@dataclass(frozen=True, slots=True)
class Lines:
    """A list of sentences."""

    items: tuple[Cell, ...]
    more: Step | None = None

    def on_page(self) -> Lines:
        """The list as a page shows it: all of it."""
        return self


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as PNG, and what it shows in words; without data, it was not drawn."""

    png: bytes | None
    words: str

    def on_page(self) -> Lines:
        """What it shows, in words."""
        return Lines((Cell(self.words),))


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report: a heading, opening sentences, tables and lists, what to do next.

    `open`: where sections fold, this one stands open. `sheet` is the sheet of a workbook that holds
    it, if not one named by the heading. Without a body, its opening sentences say why there is
    none; `sought`: it was looked for.
    """

    key: str
    heading: str
    lead: tuple[Cell, ...] = ()
    body: tuple[Table | Lines | Picture, ...] = ()
    next: Step | None = None
    open: bool = False
    sheet: str = ""
    sought: bool = True

    def on_page(self) -> tuple[Table | Lines, ...]:
        """The body as a page without pictures shows it."""
        return tuple(block.on_page() for block in self.body)


@dataclass(frozen=True, slots=True)
class EmptySection:
    """What stands for a section in which there is nothing to show: a few words, which the report
    gathers with those of the others. `sought`: it was looked for."""

    text: str
    sought: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report: how it is marked, the verdict, the sections that fit one screen with it
    (`opening`), then what it assumes, then the sections, remarks on what has no section, and where
    to read on.

    `organization` is whose report it is, for the foot of a page. `comment`: as Markdown it is a
    comment on a change, under this heading, and no page.
    """

    title: str
    verdict: Cell
    notes: tuple[Cell, ...]
    sections: tuple[Section, ...]
    closing: Step | None = None
    remarks: tuple[Cell, ...] = ()
    marking: str | None = None
    organization: str = ""
    comment: str | None = None
    opening: tuple[Section, ...] = ()


def table(
    columns: Sequence[Column],
    rows: Sequence[tuple[Cell, ...]],
    more: Step | None = None,
    *,
    page: int | None = None,
) -> Table:
    """A table without the columns that say nothing: those whose every cell is empty."""
    kept = [i for i in range(len(columns)) if any(row[i].text for row in rows)]
    return Table(
        tuple(columns[i] for i in kept),
        tuple(tuple(row[i] for i in kept) for row in rows),
        more,
        page,
    )


def values_table(
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell | Value]],
    more: Step | None = None,
    *,
    page: int | None = None,
    whole: bool = False,
) -> Table:
    """A table of cells and of bare values, each shown as its column says, numbers at the right;
    without the columns that say nothing, unless the `whole` of it is wanted."""
    formats = [column.format for column in columns]
    columns = [
        column if column.format == "text" else replace(column, right=True) for column in columns
    ]
    cells = [
        tuple(
            each if isinstance(each, Cell) else valued(each, format)
            for each, format in zip(row, formats, strict=True)
        )
        for row in rows
    ]
    if whole:
        return Table(tuple(columns), tuple(cells), more, page)
    return table(columns, cells, more, page=page)


def hours(seconds: float | None) -> Value:
    """A time as a value in hours."""
    return None if seconds is None else seconds / _HOUR


@lru_cache(maxsize=4_096, typed=True)  # of thousands of rows, most say what others say
def valued(value: Value, format: NumberFormat) -> Cell:
    """A value in words and as what it is; what is not known is empty.

    >>> valued(0.137, "share").text, valued(1234, "whole").text, valued(None, "hours").text
    ('13.7%', '1,234', '')
    """
    if value is None or isinstance(value, str):
        return Cell(value or "")
    if isinstance(value, date):
        return Cell(value.isoformat(), value=value)
    if not isfinite(value):
        return Cell("no bound")
    return Cell(_NUMBERS[format].format(value), value=value)


_NUMBERS: dict[NumberFormat, str] = {
    "text": "{:,}",
    "whole": "{:,.0f}",
    "rating": "{:,.1f}",
    "decimal": "{:,.2f}",
    "signed": "{:+.2f}",
    "hours": "{:,.2f}",
    "share": "{:.1%}",
    "date": "{}",
}
