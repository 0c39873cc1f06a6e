"""What a report is made of, before a format sets it.

A report is a title, a verdict, what the reader must know about the figures, and sections. Every
text in it is plain text: each format escapes all of it in its own way, so that no name can steer a
terminal or a page. A tone says what a text means; it may colour it, but never says anything that
the words do not say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Tone = Literal["plain", "name", "bad", "warn", "good", "quiet"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A text and what it means."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Step:
    """What to do next: words, and the command that does it or shows more (empty: none)."""

    text: str
    command: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, whether it holds numbers (`right`), whether it may stand as a line of
    its own under its row where the page is too narrow (`under`), and whether its texts are there to
    be copied, as addresses are (`verbatim`)."""

    heading: str
    right: bool = False
    under: bool = False
    verbatim: bool = False


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


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report: a heading, opening sentences, tables and lists, what to do next. `open`:
    where sections fold, this one stands open."""

    key: str
    heading: str
    lead: tuple[Cell, ...] = ()
    body: tuple[Table | Lines, ...] = ()
    next: Step | None = None
    open: bool = False


@dataclass(frozen=True, slots=True)
class EmptySection:
    """What stands for a section in which there is nothing to show: a few words, which the report
    gathers with those of the others. `sought`: it was looked for."""

    text: str
    sought: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report: how it is marked, the verdict, then what it assumes, then the sections,
    remarks on what has no section, and where to read on.

    `comment`: as Markdown it is a comment on a change, under this heading, and no page.
    """

    title: str
    verdict: Cell
    notes: tuple[Cell, ...]
    sections: tuple[Section, ...]
    closing: Step | None = None
    remarks: tuple[Cell, ...] = ()
    marking: str | None = None
    comment: str | None = None


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
