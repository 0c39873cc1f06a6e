"""What stands beside several suppliers of one row, in cells of as many parts: each has its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from internalmap.exchange.headings.columns import FORMS
from internalmap.exchange.headings.mapping import CUSTOMERS_OF_ROW, FALLBACK
from internalmap.exchange.headings.tables import Cell
from internalmap.exchange.tables.cells import decoded_text
from internalmap.exchange.tables.ends import Ends
from internalmap.exchange.tables.mapped_table import MappedTable
from internalmap.text.escape import quoted
from internalmap.text.shown import one_line

#: Forms of which one value may have several parts itself.
_LISTS = frozenset({"texts", "places", "actions", "acceptances", "said", "durations"})
#: Forms in which a comma belongs to the text.
_PROSE = frozenset({"text", "prose"})


class ParallelCells:
    """Deals out the cells of rows that name several suppliers."""

    def __init__(self, mapped: MappedTable, ends: Ends) -> None:
        self.mapped = mapped
        self.ends = ends
        self.columns = {
            column.index: FORMS.get(key, "text")
            for column in mapped.columns
            for end, _, key in [column.key.rpartition(".")]
            if end in ("", "supplier") and key not in _NOT_BESIDE
            if FORMS.get(key) not in _LISTS and column.key != "supplier"
        }
        #: Of each column, the first row that was dealt out; the first that has other parts.
        self.dealt: dict[int, tuple[int, list[str], list[str]]] = {}
        self.uneven: dict[int, tuple[int, int, int]] = {}

    def of(
        self, row: int, cells: Sequence[Cell], theirs: Cell, suppliers: Sequence[str]
    ) -> list[Sequence[Cell]] | None:
        """The cells of a row for each of its suppliers; nothing where all have the same."""
        given, sign = self._parts(theirs)
        if len(given) < 2:
            return None
        at = [given.index(each) if each in given else -1 for each in suppliers]
        found: list[list[Cell]] | None = None
        for index, form in self.columns.items():
            cell = cells[index] if index < len(cells) else ""
            if sign == "," and form in _PROSE:
                continue
            parts = self._like(cell, sign)
            if len(parts) < 2:
                continue
            if len(parts) != len(given) or -1 in at:
                if isinstance(cell, str) and sign != ",":
                    self.uneven.setdefault(index, (row, len(parts), len(given)))
                continue
            found = found or [list(cells) for _ in suppliers]
            for own, place in zip(found, at, strict=True):
                own[index] = parts[place]
            if isinstance(cell, str):
                self.dealt.setdefault(index, (row, given, parts))
        return None if found is None else [*found]

    def _parts(self, cell: Cell) -> tuple[list[str], str]:
        """The parties that a cell names, in its order, and what parts them."""
        if isinstance(cell, tuple):
            return [decoded_text(each) for each in cell], ""
        signs = sorted(set(self.ends.several.findall(cell)))
        if signs:
            parts = [part.strip() for part in self.ends.several.split(cell)]
            return [decoded_text(part) for part in parts if part], "".join(signs)
        return self.ends.parted.get(cell, [cell]), ","

    def _like(self, cell: Cell, sign: str) -> list[str]:
        """The parts of another cell, where it is parted by the same sign."""
        if isinstance(cell, tuple):
            return list(cell) if not sign else []
        if not sign or cell[:1] == '"':
            return []
        parts = re.split("|".join(map(re.escape, sign)), cell)
        return [part.strip() for part in parts if part.strip()]

    def notices(self) -> Iterator[str]:
        """What was dealt out, and what was not."""
        for index, (row, given, parts) in self.dealt.items():
            yield (
                f"{quoted(self._heading(index))} says as much as there are suppliers, and each "
                f"has its own: in row {row:,}, {quoted(parts[0])} is from {quoted(given[0])}, "
                f"{quoted(parts[1])} from {quoted(given[1])}"
            )
        for index, (row, count, suppliers) in self.uneven.items():
            yield (
                f"{quoted(self._heading(index))} has {count} parts beside {suppliers} suppliers "
                f"in row {row:,}: all of it is said of each of them"
            )

    def _heading(self, index: int) -> str:
        return one_line(self.mapped.table.headings[index])


_NOT_BESIDE = frozenset({
    "customer", "need", "preference", "applies_to", "id", CUSTOMERS_OF_ROW, FALLBACK,
})  # fmt: skip
