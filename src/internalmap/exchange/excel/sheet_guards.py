"""The guards over what is long in a workbook, which gather what they see: the rows of a sheet, and
the texts that cells refer to. Nothing of a row or a text is kept when the next begins."""

from __future__ import annotations

from typing import Final, NamedTuple

from internalmap.exchange.sheets.cells import LAST_ROW
from internalmap.exchange.sheets.guard import Guard, Usage
from internalmap.text.excel_text import unescaped

#: The namespace of workbooks.
MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

_ROWS, _ROW, _CELL, _FORMULA, _VALUE, _INLINE, _TEXT, _RUN, _SHARED, _MERGED, _COLUMN = (
    f"{MAIN}}}{name}"
    for name in ("sheetData", "row", "c", "f", "v", "is", "t", "r", "si", "mergeCell", "col")
)
#: Elements that the many rows are made of.
_PLAIN = frozenset((_CELL, _FORMULA, _VALUE, _INLINE, _TEXT))
#: How deep rows stand, and texts.
_AT_ROW = 3
_AT_TEXT = 2
_TRUE = ("1", "true")


class RawCell(NamedTuple):
    """A cell as the file has it: its name, such as C7, if it is given; the kind of its value, and
    the number of its look; its value, if it has one. A cell of kind `UNRESOLVED` holds a formula
    without its result."""

    name: str | None
    kind: str
    look: str
    value: str | None


UNRESOLVED: Final = "unresolved"
INLINE: Final = "inlineStr"


class RowGuard(Guard):
    """Gathers the rows of a sheet; who reads them takes them out of `rows`."""

    at_once = False

    def __init__(self, usage: Usage) -> None:
        super().__init__(usage)
        self.rows: list[tuple[int, list[RawCell]]] = []
        #: Whether a formula has its result.
        self.formulas = False
        self.merged: list[str] = []
        #: The rows that are hidden, and the first and last of columns that are, from 1.
        self.hidden_rows: set[int] = set()
        self.hidden_columns: list[tuple[int, int]] = []
        self._row = 0
        self._in_row = self._over = False
        self._cells: list[RawCell] = []
        self._cell: dict[str, str] = {}
        self._formula = self._resolved = self._in_value = self._in_run = False
        #: What was found in a cell: its value, and the texts in it, those of runs apart.
        self._value: str | None = None
        self._texts: list[str] | None = None
        self._runs: list[str] = []
        #: The text that is being read, if it is one that counts.
        self._reading: list[str] | None = None
        self._read: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if not self._in_row or tag == _ROW:
            self._outside(tag, attributes)
            return
        self.depth = depth = self.depth + 1
        self.usage.elements += 1
        self.names.add(tag)
        self.inside += 1
        if attributes:
            self.names.update(attributes)
            self.inside += len(attributes)
        if depth == _AT_ROW + 1:
            if tag != _CELL:
                self.wrong = "a row has something else than cells"
            self._cell = attributes
            self._formula = self._resolved = False
            self._value = self._texts = None
        elif tag == _VALUE:
            # A formula may well result in an empty text; in any other kind there is no result.
            self._resolved = self._cell.get("t") == "str"
            self._in_value = True
            self._read = []
        elif tag == _FORMULA:
            self._formula = True
        elif depth == _AT_ROW + 2:
            if tag == _INLINE and self._texts is None:
                self._texts, self._runs = [], []
        elif self._texts is not None and tag == _TEXT:
            self._begin_text(depth)
        if tag not in _PLAIN:
            self.usage.others += 1 + len(attributes)
            self.deepest = max(self.deepest, depth)
            if depth == _AT_ROW + 3:
                self._in_run = tag == _RUN

    def _begin_text(self, depth: int) -> None:
        """A text in a cell begins: what tells how signs are read is none."""
        if depth == _AT_ROW + 3:
            self._reading, self._read = self._texts, []
        elif depth == _AT_ROW + 4 and self._in_run:
            self._reading, self._read = self._runs, []

    def _outside(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins that is in no row."""
        if tag != _ROW:
            super().start(tag, attributes)
            if tag == _MERGED:
                self.merged.append(attributes.get("ref", ""))
            elif tag == _COLUMN and attributes.get("hidden") in _TRUE:
                self._hide_columns(attributes.get("min", ""), attributes.get("max", ""))
            return
        self.depth += 1
        self.usage.elements += 1
        self.names.add(tag)
        self.names.update(attributes)
        if self.depth != _AT_ROW or self._over:
            self.wrong = "there are rows or texts where there should be none"
        self._in_row = True
        self.inside = 1 + len(attributes)
        self.text = 0
        self._cells = []
        number = attributes.get("r", str(self._row + 1))
        plain = number.isascii() and number.isdigit() and len(number) <= 7
        if not plain or not self._row < int(number) <= LAST_ROW:
            self.wrong = "the rows of a sheet are not in order"
        else:
            self._row = int(number)
            if attributes.get("hidden") in _TRUE:
                self.hidden_rows.add(self._row)

    def _hide_columns(self, *ends: str) -> None:
        if all(end.isascii() and end.isdigit() and len(end) <= 7 for end in ends):
            self.hidden_columns.append((int(ends[0]), int(ends[1])))

    def data(self, text: str) -> None:
        """A piece of text."""
        self.events += 1
        self.usage.characters += len(text)
        self.text += len(text)
        if self._in_value or self._reading is not None:
            self._read.append(text)

    def end(self, tag: str) -> None:
        """An element ends."""
        self.events += 1
        self.depth = depth = self.depth - 1
        if depth < _AT_ROW:
            if self._in_row:
                self._in_row = False
                self.close_unit()
                self.rows.append((self._row, self._cells))
            self._over = self._over or tag == _ROWS
        elif self._in_value:
            if tag == _VALUE:
                self._in_value = False
                value = "".join(self._read)
                self._resolved = self._resolved or bool(value.strip())
                if depth == _AT_ROW + 1 and self._value is None:
                    self._value = value
        elif depth == _AT_ROW:
            if self._in_row:
                self._end_cell()
        elif self._reading is not None and tag == _TEXT:
            self._reading.append("".join(self._read))
            self._reading = None

    def _end_cell(self) -> None:
        get = self._cell.get
        kind, value = get("t", "n"), self._value or None
        if kind == INLINE:
            value = None if self._texts is None else "".join((*self._texts, *self._runs))
        if self._formula:
            self.formulas = self.formulas or self._resolved
            if not self._resolved and kind != INLINE:
                kind = UNRESOLVED
        self._cells.append(RawCell(get("r"), kind, get("s", ""), value))


class TextGuard(Guard):
    """Gathers the texts that cells refer to by number; who reads them takes them out of `texts`.

    The library's own way drops "x005F_" from them, and all that escapes mean with it.
    """

    at_once = False

    def __init__(self, usage: Usage) -> None:
        super().__init__(usage)
        self.texts: list[str] = []
        self._in_text = self._in_run = False
        self._plain: list[str] = []
        self._runs: list[str] = []
        self._reading: list[str] | None = None
        self._read: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.depth += 1
        self.usage.elements += 1
        self.names.add(tag)
        self.names.update(attributes)
        if tag == _SHARED:
            if self.depth != _AT_TEXT:
                self.wrong = "there are rows or texts where there should be none"
            self._in_text = True
            self.inside = 1 + len(attributes)
            self.text = 0
            self._plain, self._runs = [], []
            return
        self.deepest = max(self.deepest, self.depth)
        if not self._in_text:
            self.usage.others += 1 + len(attributes)
            return
        self.inside += 1 + len(attributes)
        if self.depth == _AT_TEXT + 1:
            self._in_run = tag == _RUN
        if tag == _TEXT:
            if self.depth == _AT_TEXT + 1:
                self._reading, self._read = self._plain, []
            elif self.depth == _AT_TEXT + 2 and self._in_run:
                self._reading, self._read = self._runs, []

    def data(self, text: str) -> None:
        """A piece of text."""
        super().data(text)
        if self._reading is not None:
            self._read.append(text)

    def end(self, tag: str) -> None:
        """An element ends."""
        super().end(tag)
        if tag == _TEXT and self._reading is not None:
            self._reading.append("".join(self._read))
            self._reading = None
        elif self.depth < _AT_TEXT and self._in_text:
            self._in_text = False
            self.close_unit()
            # What parts two runs parts an escape.
            runs = map(unescaped, (*self._plain, *self._runs))
            self.texts.append("".join(runs).strip())
