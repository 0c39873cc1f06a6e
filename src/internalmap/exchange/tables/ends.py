"""The parties that a cell names: one, several, or none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from internalmap.exchange.headings.mapping import CUSTOMERS_OF_ROW, FALLBACK
from internalmap.exchange.headings.tables import Cell
from internalmap.exchange.headings.understanding import Understanding
from internalmap.exchange.tables.cells import decoded_text
from internalmap.exchange.tables.mapped_table import MappedTable
from internalmap.exchange.vocabulary.words import said
from internalmap.model.phrases import counted, quote
from internalmap.text.escape import quoted
from internalmap.text.shown import first_few

#: How many names a notice lists.
_LISTED = 5
_ENDS = ("customer", "supplier", "id", "name", "customer.name", CUSTOMERS_OF_ROW, FALLBACK)


class NamesNobody(Exception):
    """A cell that names no party, and what to do about it."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


class Ends:
    """Reads cells that name parties."""

    def __init__(self, tables: Sequence[MappedTable], how: Understanding) -> None:
        self.tables = tables
        self.how = how
        split = how.split
        self.several = re.compile(r"[;\n]" if split is None else rf"[;\n]|{re.escape(split)}")
        #: What a cell that surely names one party has nothing of.
        self._joined = how.words.patterns.between_names
        self._parting = re.compile(f"{self.several.pattern}|,|{self._joined.pattern}")
        #: Cells that name one party.
        self._single: set[str] = set()
        #: Words that name nobody, with how often they were met.
        self.nobody: Counter[str] = Counter()
        #: Cells that were parted at their commas.
        self.parted: dict[str, list[str]] = {}
        #: Cells that name one customer with commas in the name.
        self.with_commas: dict[str, None] = {}

    def one(self, cell: Cell) -> str:
        """The party of a cell that names one; nothing where it names nobody."""
        text = decoded_text(cell if isinstance(cell, str) else "; ".join(cell))
        return "" if self._is_nobody(cell if isinstance(cell, str) else "") else text

    def all(self, cell: Cell, known: Mapping[str, object], *, exact: bool = False) -> list[str]:
        """The parties of a cell that may name several. Several are parted by signs, unless the
        whole is the id of a party.

        Raises `NamesNobody` for words such as "all departments", and where a comma may part two.
        """
        if isinstance(cell, tuple):
            texts = [decoded_text(each) for each in cell]
            return texts if exact else [each for each in texts if not self._is_nobody(each)]
        if not cell or cell in known:
            return [cell] if cell else []
        if not exact and self.names_one(cell):
            return [cell]  # as nearly all are
        if not exact and self._is_nobody(cell):
            return []
        if cell[:1] == '"':
            return [decoded_text(cell)]
        if self.several.search(cell):
            parts = [part.strip() for part in self.several.split(cell)]
        elif "," in cell and not exact and self.how.split is None:
            parts = self._at_commas(cell, known)
        else:
            parts = [cell]
            if not exact and self.how.split is None:
                self._check_joined(cell, known)
        found = []
        if len(parts) == 1 and cell in self._single:
            return [cell]
        for part in dict.fromkeys(parts):
            if part and (exact or not self._is_nobody(part)):
                if not exact and part not in known:
                    self._check_everyone(part)
                found.append(decoded_text(part))
        if found == [cell] and not exact:
            self._single.add(cell)
        return found

    def names_one(self, text: str) -> bool:
        """Whether a text can mean nothing else than one party by its id or its name: no word, and
        not several."""
        return (
            text[:1] not in ("", '"')
            and not self._parting.search(text)
            and self.how.is_plain_name(text)
        )

    def _is_nobody(self, text: str) -> bool:
        if text and self.how.names_nobody(text):
            self.nobody[text] += 1
            return True
        return False

    def _check_everyone(self, text: str) -> None:
        if text not in self.how.keep and self.how.words.means("everyone", text):
            raise NamesNobody(
                f"{quoted(text)} names no party",
                f"Name those that are meant; --keep-name {quote(text)} if it is a name.",
            )

    def _check_joined(self, cell: str, known: Mapping[str, object]) -> None:
        """Ask where a part beside words such as "and" is named elsewhere."""
        match = self._joined.search(cell)
        if match is None or cell in self.how.keep or cell in self._single:
            return
        if cell in self._customers:
            return
        parts = [part.strip() for part in cell.split(match[0])]
        if all(parts) and any(part in known or part in self._alone for part in parts):
            sign = match[0].strip() if not match[0].strip().isalpha() else match[0]
            raise NamesNobody(
                f"{quoted(cell)} may name one party, or {len(parts)}",
                f"Say --split {quote(sign)} if it parts several; --keep-name {quote(cell)} if "
                "it is one.",
            )

    def _at_commas(self, cell: str, known: Mapping[str, object]) -> list[str]:
        """The parts between commas, where one of them is named elsewhere; a form of company stays
        with its name."""
        if cell in self.how.keep or cell in self._alone:
            return [cell]
        if cell in self.parted:
            return self.parted[cell]
        parts = self._between_commas(cell)
        if len(parts) < 2:
            return parts
        match = self._joined.search(parts[-1])
        if match is not None:  # A, B and C
            last = [part.strip() for part in parts[-1].split(match[0])]
            each = [part in known or part in self._alone for part in last]
            if match[0].strip().isalpha() or (all(each) and parts[-1] not in self._customers):
                parts[-1:] = last
        if any(part in known or part in self._alone for part in parts):
            self.parted[cell] = parts
            return parts
        raise NamesNobody(
            f"{quoted(cell)} may name one party, or {len(parts)}",
            f"Say --split , if a comma parts several; --keep-name {quote(cell)} if it is one.",
        )

    def parts_are_named(self, cell: str, known: Mapping[str, object]) -> bool:
        """Whether a part between the commas of a customer is named elsewhere."""
        parts = self._between_commas(cell)
        if len(parts) < 2:
            return False
        if any(part in known or part in self._alone for part in parts):
            return True
        self.with_commas[cell] = None
        return False

    def _between_commas(self, cell: str) -> list[str]:
        """The parts between commas; a form of company stays with its name."""
        parts: list[str] = []
        for part in (each.strip() for each in cell.split(",")):
            if parts and said(part) in self.how.words.values["company"]:
                parts[-1] += f", {part}"
            elif part:
                parts.append(part)
        return parts

    @cached_property
    def _alone(self) -> set[str]:
        """What stands alone in a cell that names a party."""
        found: set[str] = set()
        for mapped in self.tables:
            columns = [mapped.column(key) for key in _ENDS]
            wanted = [column for column in columns if column is not None]
            for _, cells in mapped.rows([]):
                for column in wanted:
                    cell = cells[column] if column < len(cells) else ""
                    if isinstance(cell, str):
                        if self.several.search(cell):
                            found.update(part.strip() for part in self.several.split(cell))
                        else:
                            found.add(cell)
        return {each for each in found if "," not in each} | {
            each for each in found if "," in each and self._is_customer(each)
        }

    def _is_customer(self, text: str) -> bool:
        return text in self._customers

    @cached_property
    def _customers(self) -> set[str]:
        found: set[str] = set()
        for mapped in self.tables:
            row = "supplier" if mapped.direction == "customers" else "customer"
            columns = [mapped.column(key) for key in (row, "id")]
            wanted = [column for column in columns if column is not None]
            for _, cells in mapped.rows([]):
                found.update(str(cells[each]) for each in wanted if each < len(cells))
        return found

    def notices(self) -> Iterator[str]:
        """What was taken for nobody, and what was parted."""
        if self.nobody:
            words = list(self.nobody)
            shown = first_few(words, _LISTED, quoted)
            many = sum(self.nobody.values())
            name = "name" if many > 1 else "names"
            yield (
                f"{counted(many, 'cell')} {name} nobody: {shown}; "
                f"--keep-name {quote(words[0])} keeps it as a name"
            )
        if self.parted:
            cells = list(self.parted)
            shown = first_few(cells, _LISTED, quoted, "; ")
            yield f"a comma parts several parties in {shown}; --keep-name keeps one together"
        if self.with_commas:
            cells = list(self.with_commas)
            shown = first_few(cells, _LISTED, quoted, "; ")
            what = "is one customer" if len(cells) == 1 else "are one customer each"
            yield f"{shown} {what}, with a comma in the name; if not, write a row for each"
