"""A form that came back, in its parts: what stands in its cells, and what stood there when it was
made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from internalmap.errors import Place, Problem
from internalmap.exchange.forms.layout import SHEETS, SheetLayout, settled
from internalmap.exchange.sheets.source import SheetSource


@dataclass(frozen=True, slots=True)
class FilledCell:
    """What stands in a cell, with spaces settled, and where: its row, and its column from 0."""

    text: str
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class FilledRow:
    """A row in which anything stands: its number, its id (`None` where it has none), and its cells
    that are not empty by the keys of their columns."""

    number: int
    id: str | None
    cells: Mapping[str, FilledCell]

    def text(self, key: str) -> str:
        """What stands in a column, perhaps nothing."""
        cell = self.cells.get(key)
        return "" if cell is None else cell.text


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """A sheet of rows: which it is, its rows from the top, and the cells of its headings by the
    keys of their columns. `unknown` are headings that mean nothing here, below which anything
    stands; `source` finds its cells."""

    layout: SheetLayout
    rows: tuple[FilledRow, ...]
    headings: Mapping[str, FilledCell]
    unknown: tuple[FilledCell, ...]
    source: SheetSource = field(repr=False)

    def place(self, cell: FilledCell) -> Place:
        """Where a cell is."""
        return self.source.place(cell.row, cell.column)


@dataclass(frozen=True, slots=True)
class BaseCell:
    """What a cell showed when the form was made, and the value that this stood for."""

    shown: str
    value: Any


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A form that came back.

    `name` is the file's path as it was given. `unit`, `by`, `due`, `ask` and `parties` are what it
    was made with. `filled_by` and `filled_on` are what stands in its guide, and where; `None` where
    nothing does. `sheets` are its sheets of rows, by key: one that somebody deleted is not there.
    `base` has, by sheet and id of a row, each cell as it was, by key. `ids` has the id of each
    label, in small letters; `None` is everyone. `problems` are cells that cannot be read, and
    sheets that are not as they were made.
    """

    name: str
    unit: str
    by: str
    due: str | None
    ask: str | None
    parties: tuple[str, ...]
    filled_by: FilledCell | None
    filled_on: FilledCell | None
    guide: SheetSource | None = field(repr=False)
    sheets: Mapping[str, FilledSheet] = field(repr=False)
    base: Mapping[str, Mapping[str, Mapping[str, BaseCell]]] = field(repr=False)
    ids: Mapping[str, str | None] = field(repr=False)
    problems: tuple[Problem, ...]

    def is_touched(self) -> bool:
        """Whether anybody wrote anything into it."""
        if self.filled_by is not None or self.filled_on is not None:
            return True
        for key, sheet in self.sheets.items():
            base = self.base.get(key, {})
            ids = [row.id for row in sheet.rows if row.id is not None]
            if len(ids) < len(sheet.rows) or sorted(ids) != sorted(base):
                return True
            for row in sheet.rows:
                was = base[row.id or ""]
                keys = {*was, *row.cells}
                if any(row.text(each) != _shown(was.get(each)) for each in keys):
                    return True
        return any(key in self.base and key not in self.sheets for key in SHEETS)

    def open_cells(self) -> int:
        """How many wanted cells of its rows are empty."""
        return sum(
            column.wanted and not row.text(column.key)
            for sheet in self.sheets.values()
            for row in sheet.rows
            for column in sheet.layout.columns
        )


def _shown(cell: BaseCell | None) -> str:
    return "" if cell is None else settled(cell.shown)


def parted(text: str) -> Sequence[str]:
    """The names in a cell that holds several.

    >>> parted("Laboratory; the lab of the valley;")
    ['Laboratory', 'the lab of the valley']
    """
    return [name for part in text.split(";") if (name := settled(part))]
