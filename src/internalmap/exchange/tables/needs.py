"""The needs that rows of dependencies make, and which rows are one need.

Each row is a need, unless several stand for one: those with the same number in `need`; those of the
same customer, supplier and service, which are then answers of a survey; and, if asked for, those of
the same customer and service, whose suppliers are then alternatives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from internalmap.errors import Place, Problem
from internalmap.exchange.tables.drafts import Item, Origin
from internalmap.exchange.tables.ends import Ends
from internalmap.exchange.tables.joined_values import ANSWERS, joined, several
from internalmap.exchange.tables.mapped_table import Entry, MappedTable, fallback_end, shown
from internalmap.exchange.tables.parallel_cells import ParallelCells
from internalmap.exchange.tables.party_rows import PartyRows
from internalmap.model.phrases import quote
from internalmap.source import Path

#: Keys of which a row that leaves them out says something too.
_WEIGHTY = ("importance", "buffer", "at_least")
#: Where a part of a need came from: the number of the table, the row, and, where the row names
#: several suppliers, which of them (else -1).
From: TypeAlias = tuple[int, int, int]
#: Who stands in for a supplier, each with the column that names it.
StandIns: TypeAlias = Sequence[tuple[str, int]]


class Needs:
    """The needs so far, with the rows that each was made of."""

    def __init__(
        self,
        tables: Sequence[MappedTable],
        parties: PartyRows,
        ends: Ends,
        *,
        alternatives: bool,
    ) -> None:
        self.tables = tables
        self.parties = parties
        self.alternatives = alternatives
        self.ends = ends
        #: The need that rows with the same key are: rows of one number only in their own table.
        self.groups: dict[Any, Entry] = {}
        #: Rows that say how much one is needed, and that is not at all.
        self.no_needs = 0
        self.everybody: dict[str, None] = {}
        #: Of tables of which each row is a party, how many rows name no supplier.
        self.without: dict[str, int] = {}
        #: Rows with a limit, of needs that are not essential.
        self.no_limits = 0
        self.skipped = parties.skipped
        self.problems: list[tuple[Problem, Item]] = []
        #: Rows that say something else than others of the same need.
        self.contradictions: list[tuple[Problem, Item]] = []
        #: Needs with their customer; those of everyone apart.
        self.needs: list[Entry] = []
        self.everyone: list[Entry] = []
        #: Of suppliers that stand in for others, by need and place in it, the column that names it.
        self._columns: dict[tuple[int, int], int] = {}
        #: Who was said to stand in for itself.
        self.own_fallbacks: dict[str, None] = {}
        #: What stood beside several suppliers of one row.
        self.beside: list[ParallelCells] = []
        #: How many rows were one more answer, or said nothing new.
        self.answers = self.repeated = 0
        #: Of each need the rows that it was made of, those of its suppliers first.
        self._rows: dict[int, list[From]] = {}
        #: Of each need the rows that said a key, where that was not the first: of answers, each.
        self._said: dict[int, dict[str, list[From]]] = {}

    def begin(
        self, where: From, customer: str, supplier: str, entry: Entry, stand_ins: StandIns
    ) -> Entry:
        """A need that no row before was one with."""
        if entry.get("applies_to") == "everyone":
            del entry["applies_to"]
            self.everyone.append(entry)
        else:
            entry["customer"] = customer
            self.needs.append(entry)
        entry["from"] = [supplier]
        self._rows[id(entry)] = [where]
        if stand_ins:
            self.add_fallbacks(entry, where, stand_ins)
        return entry

    def add_fallbacks(self, need: Entry, where: From, stand_ins: StandIns) -> None:
        """Add those who stand in for the suppliers of a need, as far as they are not there."""
        for supplier, column in stand_ins:
            if supplier not in need["from"]:
                at = len(need["from"])
                self._rows[id(need)].insert(at, where)
                self._columns[id(need), at] = column
                need["from"].append(supplier)

    def rows(self, need: Entry) -> list[From]:
        """The rows that a need was made of."""
        return self._rows[id(need)]

    def note(self, need: Entry, key: str, where: From, values: int = 1) -> None:
        """Note that so many values of a key were said by another row than the first."""
        said = self._said.setdefault(id(need), {})
        if key in ANSWERS:
            first = self._rows[id(need)][0]
            before = len(several(need.get(key))) - values
            said.setdefault(key, [first] * before).extend([where] * values)
        else:
            said[key] = [where]

    def origin(self, need: Entry, inner: Path) -> Origin:
        """Where a part of a need came from."""
        rows = self.rows(need)
        key = str(inner[0]) if inner else "supplier"
        at = inner[1] if len(inner) > 1 and isinstance(inner[1], int) else 0
        if key in ("from", "supplier"):
            number, row, nth = rows[at if at < len(rows) else 0]
            mapped = self.tables[number]
            if (column := self._columns.get((id(need), at))) is not None:
                return mapped.origin(row, column)
            return mapped.origin(row, mapped.column("supplier"), nth)
        said = self._said.get(id(need), {}).get(key, rows[:1])
        number, row, _ = said[at if at < len(said) else 0]
        mapped = self.tables[number]
        return mapped.origin(row, mapped.column(key))


class TableNeeds:
    """The needs of one table: a new one, or one more row of one that there is."""

    def __init__(self, all: Needs, number: int) -> None:
        self.all = all
        self.number = number
        self.mapped = mapped = all.tables[number]
        self.parties = all.parties
        self.numbered = mapped.column("need") is not None

    def need(
        self,
        where: From,
        customer: str,
        supplier: str,
        entry: Entry,
        stand_ins: StandIns = (),
    ) -> None:
        """One dependency: the first of a need, or one more of it."""
        service = entry.get("service")
        key: Any = (customer, supplier, service)
        if self.numbered:
            number = entry.pop("need", None)
            key = key if number is None else (self.number, number)
        elif self.all.alternatives and service is not None:
            key = (customer, service)
        need = self.all.groups.get(key)
        if need is None:
            self.all.groups[key] = self.all.begin(where, customer, supplier, entry, stand_ins)
            return
        numbered = self.numbered and len(key) == 2 and key[0] == self.number
        if self._join(need, where, customer, supplier, entry, numbered):
            self._join_fallbacks(need, where, stand_ins, numbered)

    def _join_fallbacks(
        self, need: Entry, where: From, stand_ins: StandIns, numbered: bool
    ) -> None:
        """Those who stand in by one more row of a need: others than before only where the need has
        several suppliers anyway."""
        before = need["from"]
        several = numbered or self.all.alternatives or len(before) == 1
        names = {name for name, _ in stand_ins}
        if names and not several and names != set(before[1:]):
            begun = self.all.rows(need)[0]
            message = (
                f"{shown([*dict(stand_ins)])} stands in here, and {shown(before[1:])} in row "
                f"{begun[1]}, for one need"
            )
            other = self.all.origin(need, ("from", 1)).place
            self._report(
                where, fallback_end(stand_ins[0][1]), message, "Make the rows agree.", other
            )
            return
        self.all.add_fallbacks(need, where, stand_ins)

    def _join(
        self,
        need: Entry,
        where: From,
        customer: str,
        supplier: str,
        entry: Entry,
        numbered: bool,
    ) -> bool:
        """One more row of a need: another supplier, another answer, or the same again; whether
        it agrees."""
        if entry.get("applies_to") == "everyone":
            del entry["applies_to"]
        begun = self.all.rows(need)[0]
        first = f"this row and row {begun[1]} are one need, and"
        if begun[0] != self.number:
            title = self.all.tables[begun[0]].table.title
            first = f"this row and row {begun[1]} of {title} are one need, and"
        if customer != need.get("customer", ""):
            self._report(where, "need", f"{first} have two customers", "Number the needs apart.")
            return False
        if not numbered and supplier not in need["from"]:
            for key in _WEIGHTY:
                if (key in entry) != (key in need):
                    message = f"{first} only one of them gives {key}"
                    self._report(where, key, message, "Give it in both.")
                    return False
        rows = self.all.rows(need)
        answered = new = False
        for key, value in entry.items():
            before = need.get(key)
            both = value if before is None else joined(key, before, value, numbered)
            preferred = self.parties.preferred
            if both is None and (begun[0] in preferred) != (self.number in preferred):
                both = before if begun[0] in preferred else value
            if both is None:
                message = f"{first} {key} is {shown(value)} here and {shown(before)} there"
                remedy = "Make them agree, or name other services."
                if begun[0] != self.number:
                    first, second = (
                        quote(self.all.tables[at].table.file) for at in (begun[0], self.number)
                    )
                    remedy = (
                        "Make them agree, or say whose word counts: "
                        f"--prefer {first}, or --prefer {second}."
                    )
                self._report(where, key, message, remedy, self.all.origin(need, (key,)).place)
                return False
            if key in ANSWERS and not numbered:
                answered = True
            if both != before:
                need[key] = both
                new = True
                values = len(several(value)) if key in ANSWERS else 1
                if before is None or key in ANSWERS or both == value:
                    self.all.note(need, key, where, values)
        if supplier not in need["from"]:
            rows.insert(len(need["from"]), where)
            need["from"].append(supplier)
        else:
            rows.append(where)
            self.all.answers += answered
            self.all.repeated += not (answered or new or numbered)
        return True

    def _report(
        self, where: From, key: str, message: str, remedy: str, other: Place | None = None
    ) -> None:
        _, row, nth = where
        column = self.mapped.column(key)
        problem, item = self.mapped.problem(row, column, message, remedy, nth)
        if other is not None:
            problem = replace(problem, related=((other, "there"),))
        self.all.contradictions.append((problem, item))
