"""CSV as a table: whatever its separator, its encoding and its line ends.

Bounds: `values.MAX_BYTES`, `tables.MAX_ROWS`, `tables.MAX_COLUMNS`, `tables.MAX_CELL`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import TypeAlias

from internalmap.errors import InternalMapError, InvalidModel, Place, Problem
from internalmap.exchange.headings.heading_rows import (
    distinct_headings,
    has_known_columns,
    heading_row,
    joined_headings,
)
from internalmap.exchange.headings.tables import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    Row,
    Table,
    TableFile,
)
from internalmap.exchange.headings.understanding import Understanding
from internalmap.source import Source
from internalmap.text.csv_guard import unguarded
from internalmap.text.escape import escape, quoted

#: What separates cells more often than anything else does, the most usual first.
_USUAL = ",;\t|"
#: What stands in headings and texts, and so is no separator.
_NEVER = "\"' _-.()[]{}<>?!=+*%&@$€£/\\#\r\n" + _USUAL
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_LINE_END = re.compile(r"[\r\n]|\Z")
_SEP_LINE = re.compile(r"sep=([^\r\n\"])(?:\r\n|\r|\n)")
#: How many characters are parted into lines at a time.
_BLOCK = 65_536
#: How many cells are kept, so that they are not read again for each look at them.
_MAX_HELD = 5_000_000
#: How many texts are remembered, and how long these are at the most: longer ones seldom repeat.
_REMEMBERED = 250_000
_SHORT = 60
#: How well a separator fits.
Score: TypeAlias = tuple[bool, float, int, int]

#: The share of rows that are as long as the headings where a sign surely separates.
_MOSTLY = 0.8
#: How many rows the separator is judged by.
_SAMPLE = 50
#: How far down a heading row may stand.
_HEADING_ROWS = 20


def csv_tables(data: bytes, name: str, how: Understanding) -> TableFile:
    """The table in a CSV file, and what must be known of how it was read.

    Raises `InternalMapError` for what is no text, or has no rows.
    """
    text, notices = _decoded(data, name)
    start = 0
    match = _SEP_LINE.match(text)
    if match is not None:
        start = match.end()
    if how.separator is not None:
        delimiter = how.separator
    elif match is not None:
        delimiter = match[1]
    else:
        delimiter = _delimiter(text[start : start + 65_536], how)
    reading = _Reading(text, name, delimiter, start, how)
    if delimiter not in _USUAL:
        notices.append(f"{escape(name)}: cells are separated by {quoted(delimiter)}")
    if reading.above:
        notices.append(
            f"{escape(name)}: the headings are in row {reading.heading_line}, and what stands "
            "above them is not used"
        )
    if reading.second_line:
        notices.append(
            f"{escape(name)}: rows {reading.heading_line} and {reading.second_line} together are "
            "the headings"
        )
    table = Table(
        escape(name),
        reading.headings,
        reading.rows,
        reading.place,
        decimal_commas=delimiter != ",",
    )
    return TableFile((table,), notices=tuple(notices))


def _decoded(data: bytes, name: str) -> tuple[str, list[str]]:
    """The text of a file, and how it was read where that is a guess."""
    shown = escape(name)
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16"), []
        if b"\0" in data:
            raise InternalMapError(
                f"{shown}: this is no text", "Name a CSV file, or say what it is with --from."
            )
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise InternalMapError(
            f"{shown}: this is neither UTF-8 nor Windows-1252: byte 0x{data[error.start]:02x} at "
            f"offset {error.start}",
            "Save the file as UTF-8.",
        ) from None
    return text, [
        f"{shown} is not UTF-8 and is read as Windows-1252 (cp1252); if names look wrong (Polish "
        "or Czech ones would, from Windows-1250), save it as UTF-8"
    ]


# ------------------------------------------------------------------------------- the separator


def _delimiter(sample: str, how: Understanding) -> str:
    """What separates the cells: under what most rows are as long as the headings, which are
    understood."""
    lines = [line for line in _lines(sample, 0) if line.strip()][: _SAMPLE + 1]
    if len(sample) == 65_536 and len(lines) > 1:
        lines.pop()  # it may be cut
    head = "".join(lines[:_HEADING_ROWS])
    # An unusual sign only where no usual one makes a table of it; what stands in texts is none.
    unusual = {char for char in head if not char.isalnum() and char not in _NEVER}
    usual = _best(lines, _USUAL, how)
    if usual is not None and (usual[0][0] or usual[0][1] >= _MOSTLY):
        return usual[1]
    other = _best(lines, sorted(unusual), how)
    chosen = other if other is not None and other[0][0] else usual or other
    return chosen[1] if chosen is not None else _USUAL[0]


def _best(
    lines: Sequence[str], candidates: Iterable[str], how: Understanding
) -> tuple[Score, str] | None:
    """The separator that fits best, the first of several that fit alike."""
    scores = [(score, char) for char in candidates if (score := _score(lines, char, how))]
    return max(scores, key=lambda scored: scored[0]) if scores else None


def _score(lines: Sequence[str], delimiter: str, how: Understanding) -> Score | None:
    """How well a separator fits: whether the headings are understood, how many rows are as long as
    they are, how little stands above them, how many columns there are; nothing where there is only
    one."""
    rows = _sampled(lines, delimiter)
    at = heading_row(rows[:_HEADING_ROWS], how)
    width = len(rows[at])
    if width < 2:
        return None
    alike = sum(len(row) == width for row in rows[at:]) / (len(rows) - at)
    if at > len(rows) - at:  # most of the rows would stand above the table
        alike /= 2
    return has_known_columns(rows[at], how), alike, -at, width


def _sampled(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    try:
        rows = csv.reader(lines, delimiter=delimiter)
        return [[cell.strip() for cell in row] for row in rows] or [[]]
    except csv.Error:
        return [[]]


def _lines(text: str, start: int) -> Iterator[str]:
    """The lines of a text with their ends, as editors count them."""
    while start < len(text):
        # So many at a time; a block ends at the end of a line.
        end = text.find("\n", start + _BLOCK) + 1 or len(text)
        lines = _LINE.findall(text, start, end)
        if not lines[-1]:
            lines.pop()  # what is found behind the last line end
        yield from lines
        start = end


# ------------------------------------------------------------------------------------ the rows


class _Reading:
    """The rows of one text."""

    def __init__(
        self,
        text: str,
        name: str,
        delimiter: str,
        start: int,
        how: Understanding,
    ) -> None:
        self.text = text
        self.delimiter = delimiter
        self.start = start
        self.first_line = 2 if start else 1  # below a line that names the separator
        self.source = Source(name, name, text, _nowhere)
        self.heading_line = 0
        #: Whether something stands above the headings.
        self.above = False
        #: The line of the second row of headings, where there are two.
        self.second_line = 0
        self._held: list[Row] | None = None
        self.headings = self._headings(name, how)

    def _headings(self, name: str, how: Understanding) -> tuple[str, ...]:
        first: list[tuple[int, list[str]]] = []
        try:
            first += islice(self._records(), _HEADING_ROWS)
        except InvalidModel:  # it is told where the rows are read, with what is wrong above
            if not first:
                raise
        if not any(any(cells) for _, cells in first):
            raise InternalMapError(f"{escape(name)} is empty", "Its first row holds the headings.")
        at = heading_row([cells for _, cells in first], how)
        self.heading_line, cells = first[at]
        self.above = any(any(cells) for _, cells in first[:at])
        headings = list(cells)
        if at + 1 < len(first):
            line, below = first[at + 1]
            joined = joined_headings(headings, below, how.words)
            if joined is not None:
                headings, self.second_line = joined, line
        while headings and not headings[-1]:
            headings.pop()
        if len(headings) > MAX_COLUMNS:
            place = self.place(self.heading_line, MAX_COLUMNS)
            message = f"there are more than {MAX_COLUMNS} columns"
            raise InvalidModel([Problem(place, message, "Keep those that matter.")])
        return tuple(distinct_headings(headings))

    def rows(self) -> Iterator[Row]:
        """The rows below the headings, blank ones left out."""
        if self._held is not None:
            yield from self._held
            return
        heading_line = max(self.heading_line, self.second_line)
        count = places = 0
        held: list[Row] = []
        for line, cells in self._records():
            if line > heading_line and any(cells):
                count += 1
                if count > MAX_ROWS:
                    raise InvalidModel(
                        [self._problem(line, f"there are more than {MAX_ROWS:,} rows")]
                    )
                places += len(cells)
                if places <= _MAX_HELD:
                    held.append((line, cells))
                yield line, cells
        if places <= _MAX_HELD:
            self._held = held

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """Every record, with the line on which it begins."""
        reader = csv.reader(_lines(self.text, self.start), delimiter=self.delimiter, strict=True)
        first = self.first_line
        before = 0
        meant = _Meant("'" in self.text).__getitem__
        try:
            for record in reader:
                yield first + before, [*map(meant, record)]
                before = reader.line_num
        except csv.Error as error:
            raise InvalidModel([self._fault(first + before, str(error))]) from None

    def _fault(self, line: int, error: str) -> Problem:
        if "field larger" in error:
            message = f"a cell of the row that begins here has more than {MAX_CELL:,} characters"
            return self._problem(line, message, "Close the quotes, if one is open; or shorten it.")
        if "unexpected end" in error:
            message = "a quote that opens in the row that begins here is never closed"
            return self._problem(line, message, "Close it; a quote inside a text is doubled.")
        if "after" in error:
            message = "in the row that begins here, something follows a closing quote"
            return self._problem(line, message, "A quote inside a text in quotes is doubled.")
        return self._problem(line, "the row that begins here cannot be read as CSV")

    def _problem(self, line: int, message: str, remedy: str = "Split the file.") -> Problem:
        return Problem(self.place(line, None), message, remedy)

    def place(self, row: int, column: int | None) -> Place:
        """Where a row, or a cell of it, stands."""
        start = self._line_starts[min(row, len(self._line_starts)) - 1]
        if column is None:
            end = _LINE_END.search(self.text, start)
            return Place(self.source, self.source.span(start, end.start() if end else start))
        return Place(self.source, self.source.span(*self._cell(start, column)))

    @cached_property
    def _line_starts(self) -> list[int]:
        starts = [match.start() for match in _LINE.finditer(self.text)]
        return starts or [0]

    def _cell(self, start: int, column: int) -> tuple[int, int]:
        """The offsets of a cell of the record that begins at an offset."""
        text, end = self.text, len(self.text)
        at = begin = start
        while True:
            if at < end and text[at] == '"':
                at += 1
                while at < end and (text[at] != '"' or text[at + 1 : at + 2] == '"'):
                    at += 2 if text[at] == '"' else 1
                at += 1
            while at < end and text[at] not in "\r\n" and text[at] != self.delimiter:
                at += 1
            if column == 0 or at >= end or text[at] in "\r\n":
                return begin, min(at, end)
            column -= 1
            at += 1
            begin = at


class _Meant(dict[str, str]):
    """What the texts between separators say, without what only keeps them apart. Most stand in many
    cells: these share one text, which takes less room, and is found faster as a key."""

    def __init__(self, guards: bool) -> None:
        self.guards = guards

    def __missing__(self, written: str) -> str:
        text = written.strip()
        if self.guards:
            text = unguarded(text)
        if len(written) <= _SHORT and len(self) < _REMEMBERED:
            self[written] = text
        return text


def _nowhere(_: object) -> None:
    """Nothing in a table is found by a path."""


__all__ = ["csv_tables"]
