"""What stands in the columns of a table: what headings alone leave open is decided by it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import zip_longest

from internalmap.errors import InvalidModel
from internalmap.exchange.headings.tables import Cell, Table
from internalmap.exchange.vocabulary.words import Vocabulary, is_time, said

_WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)
#: What may part the parties that one cell names.
_PARTS = re.compile(r"[;\n,|]")
#: So long, and of so many words, is a name at the most.
_LONGEST_NAME = 60
_MOST_WORDS = 8
_DATED = re.compile(r"[0-9]{4}-[0-9]{2}|[0-9]{1,2}[./][0-9]{1,2}[./]")
#: How many rows are counted at a time.
_BLOCK = 4096


class Profile:
    """The texts in each column of a table, with how often each stands there."""

    def __init__(self, table: Table, words: Vocabulary) -> None:
        self.table = table
        self.words = words

    @cached_property
    def _columns(self) -> list[Counter[str]]:
        columns: list[Counter[str]] = [Counter() for _ in self.table.headings]
        block: list[Sequence[Cell]] = []
        with suppress(InvalidModel):  # it is told where the rows are put together
            for _, cells in self.table.rows():
                block.append(cells)
                if len(block) == _BLOCK:
                    _count(columns, block)
                    block.clear()
        _count(columns, block)
        return columns

    def texts(self, index: int) -> Mapping[str, int]:
        """What stands in a column, and how often."""
        return self._columns[index]

    def filled(self, index: int) -> int:
        """How many cells of a column say something."""
        return sum(self._columns[index].values())

    def is_distinct(self, index: int) -> bool:
        """Whether a column says something else in each row."""
        return all(count == 1 for count in self._columns[index].values())

    def counts_rows(self, index: int) -> bool:
        """Whether a column only holds whole numbers, none of them twice."""
        texts = self._columns[index]
        return bool(texts) and self.is_distinct(index) and all(map(_WHOLE.fullmatch, texts))

    def is_numeric(self, index: int) -> bool:
        """Whether a column only holds whole numbers."""
        texts = self._columns[index]
        return bool(texts) and all(map(_WHOLE.fullmatch, texts))

    def is_inside(self, inner: int, outer: int) -> bool:
        """Whether each text of a column stands beside one text of another alone, and some of that
        beside several."""
        beside: dict[str, str] = {}
        try:
            for _, cells in self.table.rows():
                if len(cells) > max(inner, outer) and cells[inner]:
                    one, other = str(cells[inner]), str(cells[outer])
                    if beside.setdefault(one, other) != other:
                        return False
        except InvalidModel:
            return False
        return len(set(beside.values())) < len(beside)

    def names_parties(self, index: int, of_ten: int = 10) -> bool:
        """Whether what stands in a column, or so much of ten of it, can be names of parties, and
        not answers, amounts, times or remarks; of an empty column, nothing is known."""
        texts = [text for text in self._columns[index] if not self.words.is_not_known(text)]
        names = sum(map(self._may_be_name, texts))
        return bool(texts) and 10 * names >= of_ten * len(texts)

    def _may_be_name(self, text: str) -> bool:
        words = self.words
        parts = [part.strip() for part in _PARTS.split(text)]
        return all(
            len(part) <= _LONGEST_NAME
            and len(part.split()) <= _MOST_WORDS
            and any(map(str.isalpha, part))
            and not words.means("marks", part)
            and not words.means("no mark", part)
            and said(part) not in words.meanings["frequency"]
            and said(part) not in words.meanings["duration"]
            and said(part) not in words.meanings["importance"]
            and not is_time(part, words)
            and _DATED.match(part) is None
            for part in parts
            if part
        )

    def named(self, indexes: Iterable[int]) -> set[str]:
        """The parties that columns name: their texts, and the parts of these."""
        names: set[str] = set()
        for index in indexes:
            for text in self._columns[index]:
                names.add(text)
                if _PARTS.search(text):
                    names.update(part.strip() for part in _PARTS.split(text))
        names.discard("")
        return {name for name in names if not self.words.names_nobody(name)}

    def hits(self, index: int, names: set[str]) -> int:
        """How many of some names stand in a column."""
        texts = self._columns[index]
        small, large = (texts, names) if len(texts) < len(names) else (names, texts)
        return sum(name in large for name in small)


def _count(columns: Sequence[Counter[str]], rows: Sequence[Sequence[Cell]]) -> None:
    """Count the texts of some rows, column by column."""
    for column, cells in zip(columns, zip_longest(*rows, fillvalue=""), strict=False):
        filled = [*filter(None, cells)]
        if set(map(type, filled)) == {str}:
            column.update(filled)  # type: ignore[arg-type]  # all are texts
        else:
            for cell in filled:
                column.update((cell,) if isinstance(cell, str) else cell)
