"""What stands in the cells of a sheet, as texts: read from the sheet's part, a row at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

from internalmap.exchange.excel_numbers import iso_text, number_text
from internalmap.exchange.excel_outline import MAX_CHARACTERS, Kind, RichText
from internalmap.exchange.excel_package import Package
from internalmap.exchange.tables import MAX_CELL
from internalmap.printable import quoted

#: How many cells with something in them are read from a workbook.
MAX_CELLS: Final = 5_000_000
#: The last row that Excel has.
LAST_ROW: Final = 1_048_576
#: The last column that Excel has: XFD.
LAST_COLUMN: Final = 16_384

_COLUMN = re.compile("[A-Z]{1,3}")
_RANGE = re.compile(r"\$?[A-Z]{1,3}\$?[0-9]{1,7}:\$?[A-Z]{1,3}\$?([0-9]{1,7})")
#: How many ranges of merged cells are counted.
_MERGED = 10_000


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that cannot be read: why, what to do, and what of it messages can show."""

    message: str
    remedy: str
    shown: str = ""


class SheetRow(NamedTuple):
    """A row that is not empty: its number, and its cells that are not, by column from 0."""

    number: int
    cells: dict[int, str | Fault]


#: How the numbers of cells are to be read.
Formats: TypeAlias = tuple[Sequence[Kind], bool]

_NO_RESULT = Fault(
    "this cell holds a formula, and the file does not hold its result",
    "Open the file in the spreadsheet program, and save it: that works the formulas out.",
    "=",
)


@dataclass
class Spent:
    """What of the bounds of a workbook its sheets have used up: all that is kept in memory."""

    cells: int = 0
    characters: int = 0
    places: int = 0
    problems: int = 0


class SheetReader:
    """Reads a sheet's part.

    `strings` are the texts that cells refer to; `formats` the kinds of the cell formats, and
    whether days are counted from 1904. When the rows have been read, `formulas` says whether there
    were results of formulas, and `merged` holds ranges of merged cells, each with its last row.
    """

    def __init__(
        self,
        package: Package,
        path: str,
        strings: Sequence[str],
        formats: Formats,
        spent: Spent,
    ) -> None:
        self._package = package
        self._path = path
        self._strings = strings
        self._kinds = {str(number): kind for number, kind in enumerate(formats[0])}
        self._from_1904 = formats[1]
        self._columns: dict[str, int] = {}
        self._ready: list[SheetRow] = []
        self._number = 0
        self._cells: dict[int, str | Fault] | None = None
        self._column = -1
        self._in_cell = False
        self._type = "n"
        self._style = ""
        self._value: list[str] | None = None
        self._in_value = False
        self._rich: RichText | None = None
        self._formula = False
        self._spent = spent
        self.formulas = False
        self.merged: list[tuple[str, int]] = []

    def rows(self) -> Iterator[SheetRow]:
        """The rows that are not empty, from the top."""
        for _ in self._package.listen(self._path, self):
            yield from self._ready
            self._ready.clear()

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        """An element begins."""
        if self._in_cell:
            if name == "v":
                self._value = []
                self._in_value = True
            elif name == "f":
                self._formula = True
            elif name == "is":
                self._rich = RichText()
            elif self._rich is not None:
                self._rich.start(name)
        elif name == "c" and self._cells is not None:
            self._begin_cell(attributes)
        elif name == "row":
            self._begin_row(attributes.get("r"))
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def text(self, data: str) -> None:
        """A piece of text."""
        if self._in_value and self._value is not None:
            self._count(data)
            self._value.append(data)
        elif self._rich is not None:
            self._count(data)
            self._rich.text(data)

    def _count(self, data: str) -> None:
        self._spent.characters += len(data)
        if self._spent.characters > MAX_CHARACTERS:
            raise self._too_much()

    def end(self, name: str) -> None:
        """An element ends."""
        if self._in_cell:
            if name == "v":
                self._in_value = False
            elif name == "c":
                self._end_cell()
            elif self._rich is not None:
                self._rich.end(name)
        elif name == "row" and self._cells is not None:
            if self._cells:
                self._ready.append(SheetRow(self._number, self._cells))
            self._cells = None

    def _begin_row(self, number: str | None) -> None:
        if number is None:
            now = self._number + 1
        else:
            plain = number.isascii() and number.isdigit() and len(number) <= 7
            now = int(number) if plain else 0
        if not self._number < now <= LAST_ROW:
            raise self._package.damaged("the rows of a sheet are not in order")
        self._number = now
        self._cells = {}
        self._column = -1

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
        else:
            letters = reference.rstrip("0123456789")
            column = self._columns.get(letters)
            if column is None:
                column = self._columns[letters] = self._column_of(letters)
            self._column = column
        if self._column >= LAST_COLUMN:
            raise self._package.damaged("a cell stands in a column that there is not")
        self._in_cell = True
        self._type = attributes.get("t", "n")
        self._style = attributes.get("s", "")
        self._value = None
        self._rich = None
        self._formula = False

    def _column_of(self, letters: str) -> int:
        if not _COLUMN.fullmatch(letters.upper()):
            raise self._package.damaged(f"there is no cell {quoted(letters)}")
        return column_number(letters.upper())

    def _end_cell(self) -> None:
        self._in_cell = False
        found = self._found()
        if found and self._cells is not None:
            if isinstance(found, str) and len(found) > MAX_CELL:
                message = f"this cell has more than {MAX_CELL:,} characters"
                found = Fault(message, "Shorten it.", found[:100])
            self._spent.cells += 1
            if self._spent.cells > MAX_CELLS:
                raise self._too_much()
            self._cells[self._column] = found

    def _found(self) -> str | Fault:
        """What stands in the cell that ends; nothing where it is empty."""
        if self._type == "inlineStr" and self._rich is not None:
            return self._rich.whole()
        value = "" if self._value is None else "".join(self._value)
        # A formula may well result in an empty text; in any other kind there is no result.
        if self._formula and (self._value is None or (not value.strip() and self._type != "str")):
            return _NO_RESULT
        self.formulas = self.formulas or self._formula
        if self._type == "str":
            rich = RichText()
            rich.start("t")
            rich.text(value)
            rich.end("t")
            return rich.whole()
        value = value.strip()
        if not value:
            return ""
        if self._type == "s":
            number = int(value) if value.isascii() and value.isdigit() and len(value) < 9 else -1
            if not 0 <= number < len(self._strings):
                raise self._package.damaged("a cell refers to a text that is not there")
            return self._strings[number]
        return self._plain(value)

    def _plain(self, value: str) -> str | Fault:
        if self._type == "n":
            kind = self._kinds.get(self._style, Kind.NUMBER)
            text = number_text(value, kind, self._from_1904)
            if text is None:
                raise self._package.damaged(f"{quoted(value)} stands in it as a number")
            return text
        if self._type == "b":
            return "true" if value in ("1", "true") else "false"
        if self._type == "e":
            message = f"this cell holds the error {quoted(value)}"
            return Fault(message, "Correct the formula, or empty the cell.", value[:100])
        if self._type == "d":
            return iso_text(value)
        raise self._package.damaged(f"it has cells of the kind {quoted(self._type)}")

    def _merge(self, reference: str) -> None:
        match = _RANGE.fullmatch(reference)
        if match and len(self.merged) < _MERGED:
            self.merged.append((reference, int(match.group(1))))

    def _too_much(self) -> Exception:
        return self._package.refusal(
            f"a workbook may have {MAX_CELLS:,} cells that are not empty, of {MAX_CHARACTERS:,} "
            "characters in all; this has more",
            "Delete the sheets that are not needed, or split the table.",
        )


def column_number(letters: str) -> int:
    """The column of these letters, from 0.

    >>> column_number("A"), column_number("XFD")
    (0, 16383)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(column: int) -> str:
    """The letters of a column, from 0.

    >>> column_letters(0), column_letters(16383)
    ('A', 'XFD')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
