"""A guard in front of the library that reads workbooks: it sees each piece of a part before.

The library builds a tree of what it reads, if only of one row at a time, and trusts it: two million
empty cells in a row pack into thirteen kilobytes, and unfold to gigabytes. The guard counts what
would be built, and refuses what is beyond the bounds. It also notes what the library does not tell.
"""

from __future__ import annotations

from itertools import accumulate
from typing import Final
from xml.parsers import expat

from internalmap.exchange.excel.package import Package
from internalmap.text.escape import escape

#: How many elements the parts that are read may have in all.
MAX_ELEMENTS: Final = 6_000_000
#: How many elements and attributes may be something else than rows and cells, or texts of cells.
MAX_OTHERS: Final = 500_000
#: How many elements and attributes a row, or a text, may have.
MAX_INSIDE: Final = 250_000
#: How many characters a row, or a text, may have.
MAX_INSIDE_TEXT: Final = 16 * 1024 * 1024
#: How many characters may stand between the tags in all.
MAX_CHARACTERS: Final = 64 * 1024 * 1024
#: How many names the elements and attributes of a part may have: parsers keep each.
MAX_NAMES: Final = 2_000
#: How deep elements may nest.
MAX_DEPTH: Final = 64
#: How many bytes a single tag, with its attributes, may have.
MAX_TAG: Final = 1024 * 1024
#: How many bytes a part may have that is read at once: any but sheets and texts.
MAX_AT_ONCE: Final = 32 * 1024 * 1024
#: The last row that Excel has.
LAST_ROW: Final = 1_048_576

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#: What a sheet and the texts are read by. Nothing of one is kept when the next begins.
ROW: Final = f"{_MAIN}}}row"
TEXT: Final = f"{_MAIN}}}si"
_DEPTHS = {ROW: 3, TEXT: 2}
_ROWS, _CELL, _FORMULA, _VALUE = (f"{_MAIN}}}{name}" for name in ("sheetData", "c", "f", "v"))
_PLAIN = frozenset((_CELL, _FORMULA, _VALUE, *(f"{_MAIN}}}{name}" for name in ("is", "t"))))
_MERGED = f"{_MAIN}}}mergeCell"
_COLUMN = f"{_MAIN}}}col"
_TRUE = ("1", "true")
_CHUNK = 64 * 1024


class Usage:
    """What of the bounds of a workbook has been used up so far."""

    elements = 0
    others = 0
    characters = 0


class _DocumentType(Exception):
    """A part begins with one."""


class Guard:
    """What there is to know of a part. `unit` is what it is read by: rows, texts, or at once.

    `unresolved` has the rows with formulas that have no result, and which of their cells those are;
    who reads a row takes it out. `over` says that no more rows follow after `units` of them.
    """

    def __init__(self, usage: Usage, unit: str) -> None:
        self._usage = usage
        self.unit = unit
        self._at = _DEPTHS.get(unit, 0)
        self._in_unit = False
        self._row = 0
        self._cell = -1
        self._type = ""
        self._formula = self._in_value = self._resolved = False
        #: What is wrong with the order of the elements.
        self.wrong = ""
        self.names: set[str] = set()
        self.depth = self.deepest = 0
        self.inside = self.most_inside = 0
        self.text = self.most_text = 0
        self.events = 0
        self.units = 0
        self.over = False
        self.formulas = False
        self.unresolved: dict[int, set[int]] = {}
        self.merged: list[str] = []
        #: The rows that are hidden, and the first and last of columns that are, from 1.
        self.hidden_rows: set[int] = set()
        self._hidden_columns: list[tuple[int, int]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.depth += 1
        self._usage.elements += 1
        self.names.add(tag)
        size = 1
        if attributes:
            self.names.update(attributes)
            size += len(attributes)
        if tag == self.unit:
            self._begin_unit(attributes, size)
            return
        if self._in_unit:
            self.inside += size
            if self.unit is ROW:
                self._within_row(tag, attributes)
                if tag in _PLAIN:
                    return
        if self.unit is not TEXT or not self._in_unit:
            self._usage.others += size
        self.deepest = max(self.deepest, self.depth)
        if tag == _MERGED:
            self.merged.append(attributes.get("ref", ""))
        elif tag == _COLUMN and attributes.get("hidden") in _TRUE:
            ends = attributes.get("min", ""), attributes.get("max", "")
            if all(end.isascii() and end.isdigit() and len(end) <= 7 for end in ends):
                self._hidden_columns.append((int(ends[0]), int(ends[1])))

    def hidden_columns(self, width: int) -> list[int]:
        """Which of the first columns are hidden, from 0."""
        begun = [0] * (width + 1)
        for first, last in self._hidden_columns:
            if 1 <= first <= min(last, width):
                begun[first - 1] += 1
                begun[min(last, width)] -= 1
        return [column for column, depth in enumerate(accumulate(begun[:width])) if depth > 0]

    def _begin_unit(self, attributes: dict[str, str], size: int) -> None:
        if self.depth != self._at or self.over:
            self.wrong = "there are rows or texts where there should be none"
        self._in_unit = True
        self.inside = size
        self.text = 0
        self.units += 1
        if self.unit is ROW:
            number = attributes.get("r", str(self._row + 1))
            plain = number.isascii() and number.isdigit() and len(number) <= 7
            if not plain or not self._row < int(number) <= LAST_ROW:
                self.wrong = "the rows of a sheet are not in order"
            else:
                self._row = int(number)
                if attributes.get("hidden") in _TRUE:
                    self.hidden_rows.add(self._row)
            self._cell = -1

    def _within_row(self, tag: str, attributes: dict[str, str]) -> None:
        if self.depth == self._at + 1:
            if tag != _CELL:
                self.wrong = "a row has something else than cells"
            self._cell += 1
            self._type = attributes.get("t", "n")
            self._formula = self._resolved = False
        elif tag == _FORMULA:
            self._formula = True
        elif tag == _VALUE:
            self._in_value = True
            # A formula may well result in an empty text; in any other kind there is no result.
            self._resolved = self._type == "str"

    def data(self, text: str) -> None:
        """A piece of text."""
        self.events += 1
        self._usage.characters += len(text)
        self.text += len(text)
        if self._in_value and not text.isspace():
            self._resolved = True

    def end(self, tag: str) -> None:
        """An element ends."""
        self.events += 1
        self.depth -= 1
        if self.depth < self._at:
            if self._in_unit:
                self._in_unit = False
                self.most_inside = max(self.most_inside, self.inside)
                self.most_text = max(self.most_text, self.text)
            self.over = self.over or tag == _ROWS
        elif self._in_value:
            self._in_value = tag != _VALUE
        elif self._formula and tag == _CELL:
            self._formula = False
            self.formulas = self.formulas or self._resolved
            if not self._resolved and self._type != "inlineStr":
                self.unresolved.setdefault(self._row, set()).add(self._cell)

    def parser(self) -> expat.XMLParserType:
        """A parser that tells this guard what it finds.

        The library has defusedxml read the part; to read it with that here too takes three times as
        long. What makes either safe is that a document type is refused, and every entity with it.
        """
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.data
        parser.StartDoctypeDeclHandler = self._doctype
        return parser

    def _doctype(self, *_: object) -> None:
        raise _DocumentType


class Part:
    """A part to be read: each piece is handed on when the guard has seen it, and the next one.

    The guard is one piece ahead so that it knows, when the last row is read, that it was the last.
    Raises `KeyError` where there is no such part.
    """

    def __init__(self, package: Package, path: str, usage: Usage, unit: str = "") -> None:
        self._package = package
        self._path = path
        self._shown = escape(path)
        self._usage = usage
        self.guard = Guard(usage, unit)
        self._parser = self.guard.parser()
        self._silent = 0
        self._size = 0
        self._raw = package.open(path)
        self._next = self._piece()

    def read(self, _: int = -1) -> bytes:
        """The next piece of the part; an empty one at its end."""
        piece = self._next
        self._next = self._piece() if piece else b""
        return piece

    def whole(self) -> bytes:
        """All of the part."""
        return b"".join(iter(self.read, b""))

    def _piece(self) -> bytes:
        with self._package.unpacking(self._path):
            piece = self._raw.read(_CHUNK)
        self._size += len(piece)
        events = self.guard.events
        try:
            self._parser.Parse(piece, not piece)
        except _DocumentType:
            raise self._package.damaged(
                f"{self._shown} has a document type, which workbooks do not have"
            ) from None
        except expat.ExpatError as error:
            raise self._package.damaged(f"{self._shown} is no XML") from error
        except (ValueError, LookupError) as error:  # an encoding that is not known
            raise self._package.damaged(f"{self._shown} cannot be read") from error
        self._silent = self._silent + len(piece) if events == self.guard.events else 0
        self._check()
        return piece

    def _check(self) -> None:
        guard, usage = self.guard, self._usage
        if guard.wrong:
            raise self._package.damaged(guard.wrong)
        bounds = (
            (usage.elements, MAX_ELEMENTS, "elements"),
            (usage.others, MAX_OTHERS, "elements and attributes besides its cells"),
            (usage.characters, MAX_CHARACTERS, "characters"),
            (max(guard.inside, guard.most_inside), MAX_INSIDE, "elements in a row or text"),
            (max(guard.text, guard.most_text), MAX_INSIDE_TEXT, "characters in a row or text"),
            (len(guard.names), MAX_NAMES, "names of elements in a part"),
            (guard.deepest, MAX_DEPTH, "elements in one another"),
            (self._silent, MAX_TAG, "bytes in a tag"),
            (0 if guard.unit else self._size, MAX_AT_ONCE, "bytes in a part besides its sheets"),
        )
        for used, bound, what in bounds:
            if used > bound:
                raise self._package.too_much(f"this workbook has more than {bound:,} {what}")
