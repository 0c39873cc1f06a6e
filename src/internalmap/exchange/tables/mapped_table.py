"""A table of which it is known what its columns mean, and where its rows are told to be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

from internalmap.errors import InvalidModel, Place, Problem
from internalmap.exchange.headings.mapping import CUSTOMERS_OF_ROW, FALLBACK, Column
from internalmap.exchange.headings.tables import Cell, Row, Table
from internalmap.exchange.headings.understanding import Understanding
from internalmap.exchange.tables.cell_parsers import Reader, reader
from internalmap.exchange.tables.drafts import Item, Origin
from internalmap.text.escape import quoted

#: What is said of a party or a need, by key of the model.
Entry: TypeAlias = dict[str, Any]
#: What reads the cells of a row: the column, the key, how.
_NONE: frozenset[int] = frozenset()
Readers: TypeAlias = Sequence[tuple[int, str, Reader]]

#: Columns without which a row says nothing: for them, it is left out as a whole.
WHOLE_ROW = frozenset({"customer", "supplier", "id", "need", "preference", CUSTOMERS_OF_ROW})
_TOO_WIDE = "Give the column a heading; or put the text in quotes, if the separator is part of it."


@dataclass(frozen=True)
class MappedTable:
    """A table, the meaning of its columns, and what its rows are. `number` tells it from other
    tables: one file may be given twice."""

    table: Table
    columns: tuple[Column, ...]
    holds: str
    how: Understanding
    number: int = 0
    direction: str = ""
    #: Of a table of parties: whether it says who there is.
    complete: bool = True
    #: The kinds of those whom columns name, by what these mean, where nothing else says one.
    kinds: Mapping[str, str] = field(default_factory=dict)
    #: Whether the columns of kinds only say what stands in headings too.
    kinds_by_heading: bool = False
    #: Of dependencies: each row is a party, which may have none.
    of_row: bool = False
    #: Of parties: the column by which managers are named, where it is none of ids or names.
    managers_by: int | None = None

    @cached_property
    def width(self) -> int:
        """How many columns have a heading."""
        return len(self.table.headings)

    def rows(self, problems: list[tuple[Problem, Item]]) -> Iterator[Row]:
        """The rows, as far as they can be read; what ends them early is added to the problems."""
        try:
            yield from self.table.rows()
        except InvalidModel as broken:
            problems += [(problem, None) for problem in broken.problems]

    def column(self, key: str) -> int | None:
        """The column that means a key."""
        return self._columns.get(key)

    @cached_property
    def _columns(self) -> dict[str, int]:
        found = {column.key: column.index for column in reversed(self.columns)}
        return found | {fallback_end(index): index for index in self.fallbacks}

    @cached_property
    def fallbacks(self) -> tuple[int, ...]:
        """The columns that name who stands in for the supplier of a row, in their order."""
        return tuple(column.index for column in self.columns if column.key == FALLBACK)

    @cached_property
    def readers(self) -> dict[str, Readers]:
        """How the cells of a row are read, by whom they speak of: `customer`, `supplier`, or the
        row itself, under the empty name."""
        found: dict[str, list[tuple[int, str, Reader]]] = {"": [], "customer": [], "supplier": []}
        for column in self.columns:
            end, dot, key = column.key.partition(".")
            whose, key = (end, key) if dot else ("", end)
            if key in (CUSTOMERS_OF_ROW, FALLBACK):
                continue
            if column.fits is None:
                found[whose].append((column.index, key, reader(key, column, self.table, self.how)))
            else:
                read = _fitting(reader(key, column, self.table, self.how), column.fits)
                found[whose].append((column.index, key, read))
        return {whose: tuple(readers) for whose, readers in found.items()}

    def place(self, row: int, column: int | None, nth: int = -1) -> Place:
        """Where a row, a cell, or one of several texts in it stands."""
        if column is not None and nth >= 0 and self.table.place_of_text is not None:
            return self.table.place_of_text(row, column, nth)
        return self.table.place(row, column)

    def origin(self, row: int, column: int | None, nth: int = -1) -> Origin:
        """Where something came from, and what to leave out for it: the row; or, of several texts in
        one cell, this one; or the cell, where the row says enough without it."""
        return Origin(self.place(row, column, nth), self.item(row, nth, column))

    def item(self, row: int, nth: int = -1, column: int | None = None) -> Item:
        """What is left out for a problem."""
        if column is not None and self._is_optional(column):
            return (self.number, row, "cell", column)
        return (self.number, row) if nth < 0 else (self.number, row, nth)

    def _is_optional(self, column: int) -> bool:
        key = self._keys.get(column)
        return key is not None and key not in WHOLE_ROW

    @cached_property
    def _keys(self) -> dict[int, str]:
        return {column.index: column.key for column in self.columns}

    def is_doubtful(self, column: int | None) -> bool:
        """Whether what a column says was taken to be said of one of the parties of a row."""
        return any(each.index == column and each.doubtful for each in self.columns)

    def is_guess(self, column: int | None) -> bool:
        """Whether what a column means was guessed."""
        return any(each.index == column and each.guessed for each in self.columns)

    def problem(
        self, row: int, column: int | None, message: str, remedy: str, nth: int = -1
    ) -> tuple[Problem, Item]:
        """A problem of a row."""
        place = self.place(row, column, nth)
        return Problem(place, message, remedy), self.item(row, nth, column)

    def too_wide(self, row: int, cells: Sequence[Cell]) -> tuple[Problem, Item] | None:
        """What is wrong with a row that has more cells than there are headings, if it has."""
        width = self.width
        if len(cells) <= width or not any(cells[width:]):
            return None
        first = next(at for at in range(width, len(cells)) if cells[at])
        return self.problem(row, first, "this cell has no heading above it", _TOO_WIDE)


def fallback_end(column: int) -> str:
    """What the end of a dependency is called that one of the columns of fallbacks names."""
    return f"{FALLBACK} {column}"


def shown(value: object) -> str:
    """A value of an entry as messages name it."""
    if isinstance(value, list):
        return ", ".join(map(shown, value))
    return quoted(value) if isinstance(value, str) else str(value)


def entry_of(readers: Readers, cells: Sequence[Cell], without: frozenset[int] = _NONE) -> Entry:
    """What the cells of a row say, by key; empty ones say nothing, nor do those of the columns in
    `without`."""
    entry: Entry = {}
    count = len(cells)
    for index, key, read in readers:
        if index >= count or not (cell := cells[index]) or index in without:
            continue
        value = read(cell)
        if value is None:
            continue
        if key == "tag":
            entry["tags"] = [*entry.get("tags", ()), *value]
        elif key == "tags":
            entry["tags"] = [*value, *entry.get("tags", ())]
        else:
            entry[key] = value
    return entry


def cells_left_out(skipped: frozenset[Item]) -> dict[tuple[int, int], frozenset[int]]:
    """Of what is left out, the cells: the columns, by table and row."""
    found: dict[tuple[int, int], set[int]] = {}
    for item in skipped:
        if isinstance(item, tuple) and len(item) == 4:
            number, row, _, column = item
            found.setdefault((number, row), set()).add(column)
    return {where: frozenset(columns) for where, columns in found.items()}


def _fitting(read: Reader, fits: Callable[[Any], bool]) -> Reader:
    """What reads the cells of a column, those with a value that does not fit left out."""

    def value(cell: Cell) -> Any:
        found = read(cell)
        return found if found is not None and fits(found) else None

    return value
