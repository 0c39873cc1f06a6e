"""The list that a table of another shape is: rows of which each knows the cells that it was made
of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from internalmap.errors import InternalMapError, Place
from internalmap.exchange.headings.columns import NEED_COLUMNS
from internalmap.exchange.headings.heading_texts import times_among
from internalmap.exchange.headings.mapping import IGNORE, TAG, Column, ColumnMapping
from internalmap.exchange.headings.meanings import Meanings
from internalmap.exchange.headings.profile import Profile
from internalmap.exchange.headings.tables import MAX_ROWS, Cell, Table
from internalmap.exchange.headings.understanding import Understanding
from internalmap.exchange.tables.select import SelectedTable
from internalmap.exchange.vocabulary.words import plain

_ENDS = ("customer", "supplier", "id", "need", "preference")
#: What may be said of the party that a row is, in the other columns of a table.
_OF_ROW = (
    "part_of", "reports_to", "kind", "location", "headcount", "contact", "owner", "restore",
    "restore_target", "limit", "max_data_loss", "backup_every", "note", "url",
)  # fmt: skip


#: What `--columns` may say of all the needs of a row, and which keys say what the row is.
_OF_ROWS = (*(key for key in NEED_COLUMNS if key not in _ENDS), TAG)
#: What is said by one who answers for a party, and not of it.
_OF_WHO_ANSWERS = ("contact", "note", "url")


class ListOf:
    """Collects the rows of a list."""

    def __init__(self, given: Table, columns: Sequence[Column]) -> None:
        self.given = given
        self.columns = tuple(columns)
        self.rows: list[Sequence[Cell]] = []
        self.places: list[tuple[int, Sequence[int | None]]] = []

    def add(self, cells: Sequence[Cell], row: int, columns: Sequence[int | None]) -> None:
        """Add a row, with the row and the columns of the table that its cells come from."""
        if len(self.rows) >= MAX_ROWS:
            raise InternalMapError(
                f"{self.given.title}: more than {MAX_ROWS:,} dependencies", "Split the table."
            )
        self.rows.append(cells)
        self.places.append((row, columns))

    def selected(
        self,
        how: Understanding,
        notices: Sequence[str],
        unused: Sequence[str] = (),
        *,
        kinds: Mapping[str, str] | None = None,
        by_heading: bool = False,
    ) -> SelectedTable:
        """The list as a table of dependencies; the kinds of those at its ends, where headings say
        them, and whether its columns of kinds are of headings too."""
        given, places, rows = self.given, self.places, self.rows

        def place(number: int, column: int | None) -> Place:
            row, columns = places[number - 1]
            at = columns[column] if column is not None and column < len(columns) else None
            return given.place(row, at)

        table = Table(
            given.title,
            tuple(column.heading for column in self.columns),
            lambda: enumerate(rows, 1),
            place,
            decimal_commas=given.decimal_commas,
        )
        mapping = ColumnMapping(
            "dependencies",
            self.columns,
            tuple(unused),
            "",
            (*notices, *times_among(unused, how.words)),
            kinds or {},
            kinds_by_heading=by_heading,
        )
        return SelectedTable(table, mapping, Profile(table, how.words), given)


def of_row(
    table: Table,
    how: Understanding,
    profile: Profile,
    customer: int,
    but: Sequence[int],
    *,
    answers: bool = False,
) -> tuple[list[Column], list[str]]:
    """What the other columns of a table say of the party that a row is, and the headings of those
    that say nothing. In `answers`, addresses and comments are of who answers, not the party's."""
    headings = [
        heading if index not in but and index != customer else ""
        for index, heading in enumerate(headings_of(table, how))
    ]
    named = [(key, heading) for key, heading in how.columns if key not in _ENDS]
    keys = Meanings(headings, named, _OF_ROWS, how.words, profile, ends=True)
    keys.columns = {  # a heading that only is a key speaks of the party
        at: each for at, each in keys.columns.items() if at in keys.named or each.key == IGNORE
    }
    about = [key for key in _OF_ROW if not (answers and key in _OF_WHO_ANSWERS)]
    keys.take_of_row(about)
    keys.take_ends(about, ())
    mapping = keys.understood("dependencies", "")
    unused = [
        heading for index, heading in enumerate(headings) if heading and index not in keys.columns
    ]
    return list(mapping.columns), unused


def moved(columns: Sequence[Column], start: int) -> list[Column]:
    """Columns behind others, in their order, the first of them at a place."""
    return [
        Column(at, each.heading, each.key, each.unit, each.guessed)
        for at, each in enumerate(columns, start)
    ]


def headings_of(table: Table, how: Understanding) -> list[str]:
    """The headings of a table, those empty that `--columns` says to leave out."""
    ignored = {plain(heading) for key, heading in how.columns if key == IGNORE}
    return [heading if plain(heading) not in ignored else "" for heading in table.headings]


def cell_of(cells: Sequence[Cell], column: int) -> str:
    """The text of a cell; several texts are no such cell."""
    cell = cells[column] if column < len(cells) else ""
    return cell if isinstance(cell, str) else "; ".join(cell)
