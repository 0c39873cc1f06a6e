"""Answers as they were read: rows of cells, each with what stood there when the form was made.

Values are those of `internalmap.model.organization`; parties are names that are still to be found
in the model.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Any, Literal

from internalmap._dataclass import dataclass
from internalmap.analyses.merge.values import is_changed
from internalmap.errors import Place
from internalmap.results.merge import State

#: What a row is about: a need as its customer tells it, or as its supplier does; who can do a
#: thing; a system, or a party of a table.
About = Literal["need", "supply", "can", "party"]


@dataclass(frozen=True, slots=True)
class Name:
    """A party as an answer names it, and the id that the form gave this name; `None` where it was
    typed by hand."""

    text: str
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, what stood there first (`NO_BASE`: nobody had filled it in before),
    and where it is."""

    value: Any
    base: Any
    place: Place | None

    @property
    def changed(self) -> bool:
        """Whether it says something."""
        return is_changed(self.base, self.value)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of an answer. `id` is that of the form (`None`: the row is new), `cells` are by key,
    `need` is the id of the need that a supplier's row is about, `place` that of the row. `gone`: it
    stands in the base alone."""

    about: About
    id: str | None
    cells: Mapping[str, Cell]
    place: Place | None
    need: str | None = None
    gone: bool = False

    def value(self, key: str) -> Any:
        """What stands in a cell; nothing where there is none."""
        return self.cells[key].value if key in self.cells else None

    def base(self, key: str) -> Any:
        """What stood there first."""
        return self.cells[key].base if key in self.cells else None


@dataclass(frozen=True, slots=True)
class Answers:
    """A file of answers: a form, with its unit, the parties that it is about, what forms were made
    by, how far it is, and who filled it in when; or a table, which is nobody's."""

    file: str
    rows: tuple[Row, ...]
    unit: str | None = None
    parties: tuple[str, ...] = ()
    made_by: str = "unit"
    state: State = "table"
    by: str | None = None
    date: date | None = None
    notices: tuple[str, ...] = field(default=())

    @property
    def is_form(self) -> bool:
        """Whether it is a form."""
        return self.unit is not None
