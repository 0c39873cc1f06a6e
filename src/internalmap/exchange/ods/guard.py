"""The guard over what stands in an OpenDocument spreadsheet, which gathers what it sees: sheets one
after the other, and in each the rows with something in them. Nothing of a row is kept when the next
begins, and what the file says once of many rows or columns is not unfolded here."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple

from internalmap.exchange.headings.tables import MAX_CELL
from internalmap.exchange.sheets.cells import LAST_COLUMN, LAST_ROW
from internalmap.exchange.sheets.guard import Guard, Usage
from internalmap.exchange.sheets.package import MAX_SHEETS

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TABLE, _TEXT, _STYLE = (
    f"{_OASIS}{name}:1.0}}" for name in ("office", "table", "text", "style")
)
#: LibreOffice says here that a text is an error.
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"

_SHEET, _ROW, _CELL, _COVERED, _COLUMN, _SOURCE = (
    f"{_TABLE}{name}"
    for name in (
        "table", "table-row", "table-cell", "covered-table-cell", "table-column", "table-source",
    )
)  # fmt: skip
#: What stands around rows and columns of a sheet, and means nothing by itself.
_AROUND = frozenset(
    f"{_TABLE}{name}"
    for name in (
        "table-rows", "table-header-rows", "table-row-group",
        "table-columns", "table-header-columns", "table-column-group",
    )
)  # fmt: skip
_PARAGRAPHS = frozenset((f"{_TEXT}p", f"{_TEXT}h"))
_SPACES, _TAB, _BREAK = (f"{_TEXT}{name}" for name in ("s", "tab", "line-break"))
#: Texts in a cell that are not its own.
_ASIDE = frozenset(f"{_TEXT}{name}" for name in ("note", "ruby-text", "tracked-changes"))
#: Elements that the many rows are made of.
_PLAIN = frozenset((_ROW, _CELL, _COVERED, *_PARAGRAPHS))
#: How deep a sheet stands.
_AT_SHEET = 4
#: How many spaces may be said to stand in a row.
_MOST_SPACES = 1_000
_HIDDEN = ("collapse", "filter")
#: Where a program has broken a text into lines; spaces beside each other are written as they are.
_WHITE = re.compile(r" *[\t\r\n][ \t\r\n]*")
#: How LibreOffice writes truth values that it has from Excel.
_TRUTHS = {"of:=TRUE()": "true", "of:=FALSE()": "false"}
#: What formulas result in that cannot be worked out.
_ERROR = re.compile(r"#(?:[A-Z/0]{1,10}[!?]|N/A)|Err:[0-9]{3}")
#: Where the value of a cell stands, by what it is.
_VALUES = {
    "float": "value", "percentage": "value", "currency": "value",
    "date": "date-value", "time": "time-value", "boolean": "boolean-value",
}  # fmt: skip

#: What kind of a value a cell has.
TEXT, ERROR, UNRESOLVED = "string", "error", "unresolved"


class RawCell(NamedTuple):
    """A cell with something in it: its column from 0, and how many that say the same stand beside
    each other; the kind of its value, and this as the file has it. A cell of kind `UNRESOLVED`
    holds a formula without its result."""

    column: int
    repeated: int
    kind: str
    value: str


class RawRow(NamedTuple):
    """A row with something in it, and how many that say the same stand below each other."""

    number: int
    repeated: int
    hidden: bool
    cells: list[RawCell]


@dataclass
class RawSheet:
    """A sheet: what it is called, whether it is hidden, and what is known when its rows have been
    read: hidden columns, the first and the last, from 1; and cells that cover others, each with its
    row and column, and how many rows and columns it covers. One that only keeps what other files
    say is `foreign`."""

    name: str
    hidden: bool
    foreign: bool = False
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


class SheetEnd(NamedTuple):
    """That a sheet is over."""


class ContentGuard(Guard):
    """Gathers sheets and rows; who reads them takes them out of `found`, in their order."""

    at_once = False

    def __init__(self, usage: Usage) -> None:
        super().__init__(usage)
        self.found: deque[RawSheet | RawRow | SheetEnd] = deque()
        #: What the file is, by the element in its body.
        self.holds = ""
        self._sheets = 0
        #: The styles of sheets that are not shown, and the one that is being read.
        self._unseen: set[str] = set()
        self._style = ""
        #: From which depth on nothing counts; from which on rows are hidden.
        self._skipped = self._folded = 0
        self._sheet: RawSheet | None = None
        self._row = self._column = self._columns = 0
        self._row_at = self._cell_at = self._paragraph_at = 0
        self._rows_alike = 1
        self._row_hidden = False
        self._cells: list[RawCell] = []
        self._cell: dict[str, str] = {}
        #: The paragraphs of a cell; the texts of one; those in which line ends still are spaces.
        self._paragraphs: list[str] = []
        self._texts: list[str] = []
        self._raw: list[str] = []
        self._length = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.depth = depth = self.depth + 1
        self.usage.elements += 1
        self.names.add(tag)
        if attributes:
            self.names.update(attributes)
        if self._row_at or tag == _ROW:
            self.inside += 1 + len(attributes)
        if self._skipped or tag not in _PLAIN:
            self.deepest = max(self.deepest, depth)
            self.usage.others += 1 + len(attributes)
        if self._skipped:
            return
        if self._cell_at:
            self._in_cell(tag, attributes)
        elif self._row_at:
            if tag in (_CELL, _COVERED):
                self._cell_at = depth
                self._cell = attributes
                self._paragraphs = []
                self._length = 0
            else:
                self._skipped = depth
        elif self._sheet is not None:
            self._in_sheet(self._sheet, tag, attributes)
        else:
            self._outside(tag, attributes)

    def _outside(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins that is in no sheet."""
        if tag == f"{_STYLE}style":
            self._style = attributes.get(f"{_STYLE}name", "")
        elif tag == f"{_STYLE}table-properties":
            if attributes.get(f"{_TABLE}display") == "false":
                self._unseen.add(self._style)
        elif self.depth == _AT_SHEET - 1 and tag.startswith(_OFFICE):
            self.holds = self.holds or tag.removeprefix(_OFFICE)
        elif self.depth == _AT_SHEET and self.holds == "spreadsheet":
            if tag == _SHEET:
                self._begin_sheet(attributes)
            else:
                self._skipped = self.depth

    def _begin_sheet(self, attributes: dict[str, str]) -> None:
        hidden = attributes.get(f"{_TABLE}style-name") in self._unseen
        name = attributes.get(f"{_TABLE}name", "")
        self._sheet = RawSheet(name, hidden)
        self._row = self._columns = 0
        self.found.append(self._sheet)
        self._sheets += 1
        if self._sheets > MAX_SHEETS:
            self.wrong = f"it has more than {MAX_SHEETS:,} sheets"

    def _in_sheet(self, sheet: RawSheet, tag: str, attributes: dict[str, str]) -> None:
        """An element begins in a sheet, and in no row."""
        if tag == _ROW:
            self._row_at = self.depth
            self.text = 0
            self.inside = 1 + len(attributes)
            self._rows_alike = self._number(attributes, "number-rows-repeated")
            shown = attributes.get(f"{_TABLE}visibility") not in _HIDDEN
            self._row_hidden = bool(self._folded) or not shown
            self._cells = []
            self._column = 0
        elif tag == _COLUMN:
            first = self._columns + 1
            self._columns += self._number(attributes, "number-columns-repeated")
            if attributes.get(f"{_TABLE}visibility") in _HIDDEN:
                sheet.hidden_columns.append((first, self._columns))
        elif tag in _AROUND:
            if attributes.get(f"{_TABLE}display") == "false" and tag.endswith("row-group"):
                self._folded = self._folded or self.depth
        else:
            if tag == _SOURCE and attributes.get(f"{_TABLE}mode") == "copy-results-only":
                sheet.foreign = True
            self._skipped = self.depth

    def _in_cell(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins in a cell: only texts count, not comments and drawings."""
        if tag in _ASIDE or not tag.startswith(_TEXT):
            self._skipped = self.depth
        elif tag in _PARAGRAPHS:
            if not self._paragraph_at:
                self._paragraph_at = self.depth
                self._texts, self._raw = [], []
        elif self._paragraph_at:
            if tag == _SPACES:
                self._add(" " * self._number(attributes, "c", _TEXT, most=_MOST_SPACES))
            elif tag == _TAB:
                self._add("\t")
            elif tag == _BREAK:
                self._add("\n")

    def _add(self, sign: str) -> None:
        """Add a sign between texts in which line ends are spaces."""
        self._texts += (_WHITE.sub(" ", "".join(self._raw)), sign)
        self._raw = []
        self._count(len(sign))

    def _count(self, length: int) -> None:
        self.usage.characters += length
        self.text += length
        self._length += length

    def data(self, text: str) -> None:
        """A piece of text."""
        self.events += 1
        self._count(len(text))
        if self._paragraph_at and not self._skipped and self._length <= 2 * MAX_CELL:
            self._raw.append(text)

    def end(self, tag: str) -> None:  # noqa: ARG002 - the parser gives it
        """An element ends."""
        self.events += 1
        depth = self.depth
        self.depth -= 1
        if self._skipped:
            if depth == self._skipped:
                self._skipped = 0
        elif depth == self._paragraph_at:
            self._paragraph_at = 0
            self._texts.append(_WHITE.sub(" ", "".join(self._raw)))
            self._paragraphs.append("".join(self._texts))
        elif depth == self._cell_at:
            self._cell_at = 0
            self._end_cell()
        elif depth == self._row_at:
            self._row_at = 0
            self._end_row()
        elif self._folded == depth:
            self._folded = 0
        elif self._sheet is not None and depth == _AT_SHEET:
            self._sheet = None
            self.found.append(SheetEnd())

    def _end_cell(self) -> None:
        get = self._cell.get
        alike = self._number(self._cell, "number-columns-repeated")
        column = self._column
        self._column += alike
        kind = get(f"{_OFFICE}value-type", "")
        text = "\n".join(self._paragraphs).strip()
        formula = get(f"{_TABLE}formula", "")
        broken = formula and _ERROR.fullmatch(text) is not None
        if formula in _TRUTHS:
            kind, value = "boolean", _TRUTHS[formula]
        elif broken or get(f"{_CALC}value-type") == "error":
            kind, value = ERROR, text
        elif kind in _VALUES:
            value = get(f"{_OFFICE}{_VALUES[kind]}", "").strip()
            if not value:
                kind, value = TEXT, text
        else:
            value = get(f"{_OFFICE}string-value", text).strip()
            unresolved = formula and not value and not kind
            kind = UNRESOLVED if unresolved else TEXT
        if value or kind in (ERROR, UNRESOLVED):
            if column + alike > LAST_COLUMN:
                self.wrong = "a cell stands in a column that there is not"
                return
            self._cells.append(RawCell(column, alike, kind, value))
        rows = self._number(self._cell, "number-rows-spanned")
        columns = self._number(self._cell, "number-columns-spanned")
        if self._sheet is not None and (rows > 1 or columns > 1):
            self._sheet.merged.append((self._row + 1, column, rows, columns))

    def _end_row(self) -> None:
        self.close_unit()
        first = self._row + 1
        self._row += self._rows_alike
        if not self._cells:
            return
        if self._row > LAST_ROW:
            self.wrong = "a cell stands in a row that there is not"
            return
        self.found.append(RawRow(first, self._rows_alike, self._row_hidden, self._cells))

    def _number(
        self, attributes: dict[str, str], name: str, space: str = _TABLE, most: int = 9_999_999
    ) -> int:
        """How often something is said to stand; once, if nothing is said."""
        text = attributes.get(f"{space}{name}")
        if text is None:
            return 1
        if text.isascii() and text.isdigit() and len(text) <= 7 and int(text) <= most:
            return int(text)
        self.wrong = "it does not say how often something stands in it"
        return 1
