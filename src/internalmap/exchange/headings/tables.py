"""Tables as outside files give them: headings, and rows of texts, each of which is found again.

Every reader of a table (of CSV, of a workbook, of GraphML's nodes and edges, of a list of records)
gives a `TableFile`; what its columns mean is found out afterwards, for all of them alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from internalmap.errors import Place, Problem

#: What stands in one cell: a text without spaces around it, empty where there is nothing; or
#: several texts, where the file itself tells them apart.
Cell: TypeAlias = str | tuple[str, ...]

#: A row: its number, as the file's own program counts them, and its cells; cells may be lacking at
#: the end.
Row: TypeAlias = tuple[int, Sequence[Cell]]

#: Where a problem is: the title of a table, the row, the column.
Where: TypeAlias = tuple[str, int, int | None]

#: How a row begins that Qualtrics writes for itself, below the questions.
IMPORT_ID = '{"ImportId"'
#: Endings of files of which a list may be meant.
_WITH_LISTS = (".yaml", ".yml", ".json", ".jsonl", ".ndjson")
#: How many rows a table may have.
MAX_ROWS = 1_000_000
#: How many columns a table may have.
MAX_COLUMNS = 500
#: How many characters a cell may have: as many as Python's reader of CSV takes.
MAX_CELL = 131_072


@dataclass(frozen=True)
class Table:
    """One table.

    `title` is how messages name it. `rows` begins anew at each call. `place` finds a row and, in
    it, a column (from 0; `None`: the row as a whole). `holds` is given where the file itself says
    what its rows are.
    """

    title: str
    headings: tuple[str, ...]
    rows: Callable[[], Iterator[Row]] = field(repr=False)
    place: Callable[[int, int | None], Place] = field(repr=False)
    holds: Literal["parties", "dependencies"] | None = None
    #: Finds one of several texts in a cell; by default, the cell.
    place_of_text: Callable[[int, int, int], Place] | None = field(default=None, repr=False)
    #: Whether a comma may stand in a number for the point.
    decimal_commas: bool = False
    #: Whether this program wrote it, so that nothing in it is to be guessed.
    exact: bool = False
    #: What stands under it in rows that are no data.
    notes: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        """The file and its sheet or list, as they are named to read this table alone.

        >>> Table("org.xlsx, sheet Staff", (), lambda: iter(()), None).file
        'org.xlsx#Staff'
        """
        for sign in (", sheet ", ", "):
            path, comma, part = self.title.rpartition(sign)
            if comma and (sign == ", sheet " or path.endswith(_WITH_LISTS)):
                return f"{path}#{part}"
        return self.title


@dataclass(frozen=True)
class TableFile:
    """What a file of tables holds.

    `settings` are root keys of a model (`organization`, `scale`, `protect`, `check`), each with the
    text of its cell and its place. `problems` are what could not be read, each with where it is:
    the title of the table, the row (0: the headings, or all of it) and the column (`None`: no one
    column); or nothing, where no table is meant. `notices` are what the reader must know.
    """

    tables: tuple[Table, ...]
    settings: dict[str, tuple[Any, Place]] = field(default_factory=dict)
    problems: tuple[tuple[Problem, Where | None], ...] = ()
    notices: tuple[str, ...] = ()
