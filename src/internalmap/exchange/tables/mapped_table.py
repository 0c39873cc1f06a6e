"""A table of which it is known what its columns mean, and where its rows are told to be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from internalmap.errors import InvalidModel, Place, Problem
from internalmap.exchange.tables.cell_parsers import Reader, reader
from internalmap.exchange.tables.drafts import Item, Origin
from internalmap.exchange.tables.headings import Column
from internalmap.exchange.tables.tables import Cell, Row, Table
from internalmap.text.escape import quoted

#: What is said of a party or a need, by key of the model.
Entry: TypeAlias = dict[str, Any]
#: What reads the cells of a row: the column, the key, how.
Readers: TypeAlias = Sequence[tuple[int, str, Reader]]

_TOO_WIDE = "Give the column a heading; or put the text in quotes, if the separator is part of it."


@dataclass(frozen=True)
class MappedTable:
    """A table, the meaning of its columns, and what its rows are. `number` tells it from other
    tables: one file may be given twice."""

    table: Table
    columns: tuple[Column, ...]
    holds: str
    number: int = 0

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
        return {column.key: column.index for column in reversed(self.columns)}

    @cached_property
    def readers(self) -> dict[str, Readers]:
        """How the cells of a row are read, by whom they speak of: `customer`, `supplier`, or the
        row itself, under the empty name."""
        found: dict[str, list[tuple[int, str, Reader]]] = {"": [], "customer": [], "supplier": []}
        for column in self.columns:
            end, dot, key = column.key.partition(".")
            whose, key = (end, key) if dot else ("", end)
            found[whose].append((column.index, key, reader(key, column, self.table)))
        return {whose: tuple(readers) for whose, readers in found.items()}

    def place(self, row: int, column: int | None, nth: int = -1) -> Place:
        """Where a row, a cell, or one of several texts in it stands."""
        if column is not None and nth >= 0 and self.table.place_of_text is not None:
            return self.table.place_of_text(row, column, nth)
        return self.table.place(row, column)

    def origin(self, row: int, column: int | None, nth: int = -1) -> Origin:
        """Where something came from, and what to leave out for it: the row; or, of several texts in
        one cell, this one."""
        return Origin(self.place(row, column, nth), self.item(row, nth))

    def item(self, row: int, nth: int = -1) -> Item:
        """What is left out for a problem."""
        return (self.number, row) if nth < 0 else (self.number, row, nth)

    def problem(
        self, row: int, column: int | None, message: str, remedy: str, nth: int = -1
    ) -> tuple[Problem, Item]:
        """A problem of a row."""
        return Problem(self.place(row, column, nth), message, remedy), self.item(row, nth)

    def too_wide(self, row: int, cells: Sequence[Cell]) -> tuple[Problem, Item] | None:
        """What is wrong with a row that has more cells than there are headings, if it has."""
        width = self.width
        if len(cells) <= width or not any(cells[width:]):
            return None
        first = next(at for at in range(width, len(cells)) if cells[at])
        return self.problem(row, first, "this cell has no heading above it", _TOO_WIDE)


def shown(value: object) -> str:
    """A value of an entry as messages name it."""
    return quoted(value) if isinstance(value, str) else str(value)


def entry_of(readers: Readers, cells: Sequence[Cell]) -> Entry:
    """What the cells of a row say, by key; empty ones say nothing."""
    entry: Entry = {}
    count = len(cells)
    for index, key, read in readers:
        if index >= count or not (cell := cells[index]):
            continue
        if key == "tag":
            entry["tags"] = [*entry.get("tags", ()), *read(cell)]
        elif key == "tags":
            entry["tags"] = [*read(cell), *entry.get("tags", ())]
        else:
            entry[key] = read(cell)
    return entry
