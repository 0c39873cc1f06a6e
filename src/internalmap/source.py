"""Places in a text: lines and columns that people can find again.

Inside the program a place is an offset into the text, counted in code points from 0. It becomes a
line and a column, both from 1, here and nowhere else, in the lines that an editor shows.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import field
from functools import cached_property
from typing import NamedTuple, TypeAlias

from internalmap._dataclass import dataclass
from internalmap.text.escape import escape

_LINE_END = re.compile(r"\r\n|\r|\n")

#: The way from a file's root to a value: keys and list indexes.
Path: TypeAlias = tuple[str | int, ...]


class Route(NamedTuple):
    """Where a thing stands: which of the model's sources, and the way to it from its root."""

    source: int
    path: Path


class Position(NamedTuple):
    """A line and a column, both from 1; columns count code points."""

    line: int
    column: int


class Span(NamedTuple):
    """From the first character to just after the last."""

    start: Position
    end: Position


class Offsets(NamedTuple):
    """Where one entry of a mapping or a list stands: its key (of a list: the item) and its value.

    The end of a value that holds others is not known, and stands as its start.
    """

    key_start: int
    key_end: int
    value_start: int
    value_end: int


@dataclass(frozen=True)
class Source:
    """A text that was read: its name as given, its name relative to the model's folder, the text,
    and where each entry stands in it."""

    name: str
    relative: str
    text: str = field(repr=False)
    find: Callable[[Path], Offsets | None] = field(repr=False, compare=False)

    @property
    def order(self) -> tuple[str, int]:
        """Where this source comes among others, and among those of its name."""
        return (self.name, 0)

    def label(self, position: Position) -> str:
        """A place in it as people name it: `file:line:column`."""
        return f"{escape(self.name)}:{position.line}:{position.column}"

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]

    def position(self, offset: int) -> Position:
        """The line and the column of an offset."""
        line = bisect_right(self._line_starts, offset)
        return Position(line, offset - self._line_starts[line - 1] + 1)

    def span(self, start: int, end: int) -> Span:
        """The span between two offsets."""
        return Span(self.position(start), self.position(max(start, end)))

    def line(self, number: int) -> str:
        """The text of a line, without its end."""
        starts = self._line_starts
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")

    def excerpt(self, line: int, first: int, width: int) -> tuple[str, bool]:
        """So many characters of a line from a column on, counted from 0, and whether more follow.

        The line itself is not cut out first: a file may be one line of many megabytes.
        """
        starts = self._line_starts
        start = starts[line - 1] + first
        end = starts[line] if line < len(starts) else len(self.text)
        shown = self.text[start : min(end, start + width)].rstrip("\r\n")
        return shown, start + width < end

    def key_span(self, path: Path) -> Span:
        """The span of the key at a path, or of the nearest enclosing one that was written."""
        offsets = self._nearest(path)
        return self.span(offsets.key_start, offsets.key_end)

    def value_span(self, path: Path) -> Span:
        """The span of the value at a path, or of the nearest enclosing one that was written; of
        its key, where the value holds others."""
        offsets = self._nearest(path)
        if offsets.value_end > offsets.value_start:
            return self.span(offsets.value_start, offsets.value_end)
        return self.span(offsets.key_start, offsets.key_end)

    def _nearest(self, path: Path) -> Offsets:
        for length in range(len(path), 0, -1):
            offsets = self.find(path[:length])
            if offsets is not None:
                return offsets
        return Offsets(0, 0, 0, 0)
