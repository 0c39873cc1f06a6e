"""Rows of dependencies: who has each need, from whom, and who stands in."""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterable, Sequence

from internalmap.errors import Problem
from internalmap.exchange.headings.mapping import CUSTOMERS_OF_ROW
from internalmap.exchange.headings.tables import Cell, Row
from internalmap.exchange.tables.cell_parsers import NO_NEED, text_of
from internalmap.exchange.tables.drafts import Item
from internalmap.exchange.tables.ends import NamesNobody
from internalmap.exchange.tables.mapped_table import Entry, MappedTable, entry_of, fallback_end
from internalmap.exchange.tables.needs import Needs, StandIns, TableNeeds
from internalmap.exchange.tables.parallel_cells import ParallelCells
from internalmap.model.phrases import quote
from internalmap.modelfile.syntax.values import Unquoted
from internalmap.text.escape import quoted

_NONE: frozenset[int] = frozenset()
_FILL_IN = "Fill it in, or take the row out."
_NUMBER = re.compile(r"[-+]?[0-9]{1,15}(?:\.[0-9]{1,15})?", re.ASCII)


def take_rows(needs: Needs, number: int) -> None:
    """Take in the rows of a table of dependencies, by its number."""
    _TableReader(needs, number).run()


class _TableReader(TableNeeds):
    """Takes in the rows of one table: who has each need."""

    def __init__(self, all: Needs, number: int) -> None:
        super().__init__(all, number)
        mapped = self.mapped
        self.customer_column = mapped.column("customer")
        self.supplier_column = mapped.column("supplier")
        own = mapped.readers[""]
        self.own = [each for each in own if each[1] not in ("customer", "supplier")]
        self.about = mapped.readers
        self.beside = ParallelCells(mapped, all.ends)
        all.beside.append(self.beside)
        #: Whether a row that names two known parties says nothing more of them.
        self.only_needs = not (
            self.numbered
            or mapped.table.exact
            or mapped.direction
            or mapped.fallbacks
            or mapped.kinds
            or self.about["customer"]
            or self.about["supplier"]
        )
        guess = mapped.is_guess(mapped.column("limit"))
        #: Keys for which more than the need is to be looked at.
        self.special = frozenset(("preference", "applies_to", *(("limit",) if guess else ())))
        #: Whether a customer was given in some row above.
        self.customer_above = False
        #: Texts that are the ids of customers above, and nothing else.
        self.usual: set[Cell] = set()

    def run(self) -> None:
        """Take in all rows."""
        mapped, skipped, width = self.mapped, self.all.skipped, self.mapped.width
        rows: Iterable[Row] = mapped.rows(self.all.problems)
        if mapped.column("preference") is not None:
            rows = sorted(rows, key=lambda row: _preference(mapped, row[1]))
        for row, cells in rows:
            if skipped and mapped.item(row) in skipped:
                continue
            if len(cells) > width and (wide := mapped.too_wide(row, cells)) is not None:
                self.all.problems.append(wide)
                continue
            if not (self.only_needs and self._plain_row(row, cells)):
                self._row(row, cells)

    def _plain_row(self, row: int, cells: Sequence[Cell]) -> bool:
        """Take in a row that says no more than who has a need, from whom, and what it is, as most
        rows of a long table do; whether it is one."""
        ours, theirs = _cell(cells, self.customer_column), _cell(cells, self.supplier_column)
        if not (self._is_id(ours, self.usual) and self._is_id(theirs, self.parties.parties)):
            return False
        entry = self._entry(row, cells)
        if not self.special.isdisjoint(entry) or entry.get("importance") is NO_NEED:
            return False
        customer, supplier = str(ours), str(theirs)
        self.customer_above = True
        if customer not in self.usual:
            if not self._is_party(row, cells, "customer", customer):
                return True
            self.usual.add(customer)
        if self._is_party(row, cells, "supplier", supplier):
            self.need((self.number, row, -1), customer, supplier, entry)
        return True

    def _is_id(self, cell: Cell, known: Container[Cell]) -> bool:
        """Whether a cell can only mean the party that has this id, as those do that are known."""
        if cell in known:
            return cell != ""
        return (
            isinstance(cell, str)
            and self.all.ends.names_one(cell)
            and self.parties.resolved(cell) == cell
        )

    def _row(self, row: int, cells: Sequence[Cell]) -> None:
        """One row: its customer, and a need from each of its suppliers."""
        theirs = _cell(cells, self.supplier_column)
        ours = _cell(cells, self.customer_column)
        exact = self.numbered or self.mapped.table.exact
        known = self.parties.parties
        try:
            suppliers = self.all.ends.all(theirs, known, exact=exact)
        except NamesNobody as nobody:
            self._refuse(row, self.supplier_column, nobody)
            return
        dealt = None
        if suppliers and suppliers[0] != theirs:  # several, or what is left of them
            dealt = self.beside.of(row, cells, theirs, suppliers)
        entry = self._entry(row, dealt[0] if dealt else cells)
        if self.mapped.direction:
            self._directed(row, cells, suppliers, entry)
            return
        customer = text_of(ours) if exact else self._customer(row, ours, entry)
        if customer is None:
            return
        preference = entry.pop("preference", None)
        if preference is not None and not _NUMBER.fullmatch(preference):
            column = self.mapped.column("preference")
            message = f"{quoted(preference)} is no number"
            remedy = "Write 1 for the first supplier, 2 for the next."
            self.all.problems.append(self.mapped.problem(row, column, message, remedy))
        if entry.get("applies_to") == "everyone":
            if customer:
                message = "everyone has this need, and the row names a customer"
                remedy = "Leave the customer empty, or take 'everyone' out."
                column = self.customer_column
                self.all.problems.append(self.mapped.problem(row, column, message, remedy))
                return
        elif not self._is_party(row, cells, "customer", customer):
            return
        if not dealt and not self._weighed(entry):
            return
        if not suppliers and self._names_fallback(row, cells):
            return
        if not suppliers and isinstance(theirs, str) and not theirs.strip("; \n"):
            if self.mapped.of_row:
                self.all.without[self.mapped.table.title] = (
                    self.all.without.get(self.mapped.table.title, 0) + 1
                )
                return
            suppliers = [""]
        # Of several in one cell, one can be left out alone; so can an empty one, so that the row
        # still says who the customer is.
        apart = len(suppliers) > 1 or isinstance(theirs, tuple) or suppliers == [""]
        stand_ins = self._stand_ins(row, cells, len(suppliers))
        if stand_ins is None:
            return
        for nth, supplier in enumerate(suppliers):
            at = nth if apart else -1
            if apart and self.mapped.item(row, nth) in self.all.skipped:
                continue
            supplier = self.parties.resolved(supplier)
            if not self._is_party(row, dealt[nth] if dealt else cells, "supplier", supplier, at):
                continue
            own = dict(entry) if apart else entry
            if dealt:
                own = {**self._entry(row, dealt[nth]), **_only(entry, "applies_to")}
                own.pop("preference", None)
                if not self._weighed(own):
                    continue
            others = self._declared(row, cells, supplier, stand_ins[nth])
            self.need((self.number, row, at), customer, supplier, own, others)

    def _weighed(self, entry: Entry) -> bool:
        """Whether a row says that there is a need; a limit that it cannot have is left out."""
        weight = entry.get("importance")
        limited = "limit" in entry and self.mapped.is_guess(self.mapped.column("limit"))
        if limited and weight in ("important", "helpful"):
            del entry["limit"]
            self.all.no_limits += 1
        if weight is NO_NEED:
            self.all.no_needs += 1
            return False
        return True

    def _entry(self, row: int, cells: Sequence[Cell]) -> Entry:
        """What a row says of its need."""
        left_out = self.parties.left_out
        without = left_out.get((self.number, row), _NONE) if left_out else _NONE
        return entry_of(self.own, cells, without)

    def _customer(self, row: int, cell: Cell, entry: Entry) -> str | None:
        """The customer of a row; nothing where it cannot be told, which is a problem."""
        if cell in self.usual:
            return str(cell)
        ends, column = self.all.ends, self.customer_column
        text = cell if isinstance(cell, str) else ""
        words = self.mapped.how.words
        doubtful = bool(text) and not self.mapped.how.is_plain_name(text)
        if (
            doubtful
            and self.mapped.how.names_nobody(text)
            and words.means("nobody or a name", text)
        ):
            message = f"{quoted(text)} may be a name, or say that there is none"
            remedy = f"Say --keep-name {quote(text)} if it is a name; else take the row out."
            self.all.problems.append(self.mapped.problem(row, column, message, remedy))
            return None
        if doubtful and text not in self.mapped.how.keep and text not in self.parties.parties:
            if words.means("everybody", text) and "applies_to" not in entry:
                entry["applies_to"] = Unquoted("everyone")
                self.all.everybody[text] = None
                return ""
            if words.means("everyone", text):
                message = f"{quoted(text)} names no party"
                remedy = (
                    f"Name those that are meant; --keep-name {quote(text)} if it is a name; of a "
                    "need that everyone has, write everyone."
                )
                self.all.problems.append(self.mapped.problem(row, column, message, remedy))
                return None
        # What is said of a name that is written plainly is known.
        if text and self._are_several(text):
            self.all.problems.append(self._several_customers(row, text))
            return None
        customer = text if text and not doubtful and text[0] != '"' else ends.one(cell)
        self.customer_above = self.customer_above or bool(customer)
        found = self.parties.resolved(customer) if customer else ""
        if found == cell and found in self.parties.parties:
            self.usual.add(cell)
        return found

    def _are_several(self, text: str) -> bool:
        """Whether a cell of customers names several."""
        if text[:1] == '"' or text in self.mapped.how.keep or text in self.parties.parties:
            return False
        parts = [part for part in self.all.ends.several.split(text) if part.strip()]
        if len(parts) > 1:
            return True
        return (
            "," in text
            and not self.mapped.table.exact
            and self.all.ends.parts_are_named(text, self.parties.parties)
        )

    def _several_customers(self, row: int, text: str) -> tuple[Problem, Item]:
        column, supplier = self.customer_column, self.supplier_column
        remedy = f"Write a row for each; --keep-name {quote(text)} if it is one"
        if column is not None and supplier is not None:
            one, other = (
                " ".join(self.mapped.table.headings[at].split()) for at in (column, supplier)
            )
            named = quote(f"customer={other},customers={one}")
            remedy += f"; where each row is one under {quoted(other)}, say --columns {named}"
        message = f"{quoted(text)} may name one customer, or several"
        return self.mapped.problem(row, column, message, f"{remedy}.")

    def _refuse(self, row: int, column: int | None, nobody: NamesNobody) -> None:
        problem = self.mapped.problem(row, column, nobody.message, nobody.remedy)
        self.all.problems.append(problem)

    def _directed(
        self, row: int, cells: Sequence[Cell], suppliers: list[str], entry: Entry
    ) -> None:
        """A row that is a party, with its customers and perhaps its suppliers."""
        known = self.parties.parties
        both = self.mapped.direction == "both"
        column = self.mapped.column(CUSTOMERS_OF_ROW) if both else self.customer_column
        own_column = self.customer_column if both else self.supplier_column
        own = self.parties.resolved(self.all.ends.one(_cell(cells, own_column)))
        end = "customer" if both else "supplier"
        if not self._is_party(row, cells, end, own):
            return
        theirs = _cell(cells, column)
        if isinstance(theirs, str) and self._names_everybody(theirs):
            self.all.everybody[theirs] = None
            whole = {**entry, "applies_to": Unquoted("everyone")}
            self.need((self.number, row, -1), "", own, whole)
            theirs = ""
        try:
            customers = self.all.ends.all(theirs, known)
        except NamesNobody as nobody:
            self._refuse(row, column, nobody)
            return
        for nth, supplier in enumerate(suppliers if both else ()):
            supplier = self.parties.resolved(supplier)
            if self._is_there(row, cells, "supplier", supplier, nth):
                self.need((self.number, row, nth), own, supplier, dict(entry))
        stand_ins = None if both else self._stand_ins(row, cells, 1)
        others = self._declared(row, cells, own, stand_ins[0]) if stand_ins else ()
        for nth, customer in enumerate(customers):
            customer = self.parties.resolved(customer)
            if self._is_there(row, cells, "customer", customer, nth):
                self.need((self.number, row, nth), customer, own, dict(entry), others)

    def _names_everybody(self, text: str) -> bool:
        """Whether a cell of customers is a word for everyone, and no name."""
        kept = text in self.mapped.how.keep or text in self.parties.parties
        return not kept and self.mapped.how.words.means("everybody", text)

    def _names_fallback(self, row: int, cells: Sequence[Cell]) -> bool:
        """Whether a row without a supplier names who stands in, which is a problem."""
        left_out = self.parties.left_out.get((self.number, row), _NONE)
        for column in self.mapped.fallbacks:
            cell = _cell(cells, column)
            if cell and column not in left_out and not self.mapped.how.names_nobody(str(cell)):
                message = "the row names who stands in, and not for whom"
                remedy = "Name the supplier, or take this out."
                self.all.problems.append(self.mapped.problem(row, column, message, remedy))
                return True
        return False

    def _stand_ins(
        self, row: int, cells: Sequence[Cell], suppliers: int
    ) -> list[list[tuple[str, int]]] | None:
        """Those who stand in for each of the suppliers of a row; nothing where that is not clear,
        which is a problem."""
        found: list[list[tuple[str, int]]] = [[] for _ in range(suppliers)]
        left_out = self.parties.left_out.get((self.number, row), _NONE)
        for column in self.mapped.fallbacks:
            cell = _cell(cells, column)
            if not cell or column in left_out:
                continue
            try:
                names = self.all.ends.all(cell, self.parties.parties)
            except NamesNobody as nobody:
                self._refuse(row, column, nobody)
                return None
            if suppliers == 1:
                found[0] += [(name, column) for name in names]
            elif len(names) == suppliers:
                for own, name in zip(found, names, strict=True):
                    own.append((name, column))
            elif names:
                message = (
                    f"the row names {suppliers} suppliers, and {len(names)} here to stand in for "
                    "them: for which is not clear"
                )
                remedy = "Write a row for each supplier; or as many here, in the same order."
                self.all.problems.append(self.mapped.problem(row, column, message, remedy))
                return None
        return found

    def _declared(
        self, row: int, cells: Sequence[Cell], supplier: str, stand_ins: StandIns
    ) -> StandIns:
        """Those who stand in for a supplier, as far as they are parties, and others than it."""
        found = []
        for name, column in stand_ins:
            name = self.parties.resolved(name)
            if name == supplier:
                self.all.own_fallbacks[name] = None
                continue
            end = fallback_end(column)
            entry: Entry = {}
            if self.mapped.kinds_by_heading:
                about = entry_of(self.about["supplier"], cells)
                entry = {key: value for key, value in about.items() if key == "kind"}
            if (entry or name not in self.parties.parties) and not self.parties.declare(
                self.number, row, end, name, entry
            ):
                continue
            if self.mapped.kinds:
                self.parties.note_kind(self.number, name, end)
            found.append((name, column))
        return found

    def _is_there(self, row: int, cells: Sequence[Cell], end: str, id: str, nth: int) -> bool:
        """Whether another party than the row's is one; the row says nothing more of it."""
        about = self.about[end] if self.mapped.direction == "customers" else ()
        if id not in self.parties.parties and not self.parties.declare(
            self.number, row, end, id, entry_of(about, cells), nth
        ):
            return False
        both = self.mapped.direction == "both"
        column = CUSTOMERS_OF_ROW if end == "customer" and both else end
        self.parties.note_kind(self.number, id, column)
        return True

    def _is_party(self, row: int, cells: Sequence[Cell], end: str, id: str, nth: int = -1) -> bool:
        """Whether the end of a dependency is a party; what the row says of it is noted."""
        about = self.about[end]
        if not about and not self.mapped.kinds and id in self.parties.parties:
            return True
        if not id:
            message = f"the {end} is empty"
            column = self.mapped.column(end)
            remedy = _FILL_IN
            if end == "customer" and self.customer_above and column is not None:
                heading = quote(" ".join(self.mapped.table.headings[column].split()))
                remedy += f" If a blank stands for what is above it, say --fill-down {heading}."
            self.all.problems.append(self.mapped.problem(row, column, message, remedy, nth))
            return False
        if about or id not in self.parties.parties:
            entry = self.parties.entry(self.number, end, row, cells) if about else {}
            if not self.parties.declare(self.number, row, end, id, entry, nth):
                return False
        if self.mapped.kinds:
            self.parties.note_kind(self.number, id, end)
        return True


def _only(entry: Entry, key: str) -> Entry:
    """What an entry says of one key."""
    return {key: entry[key]} if key in entry else {}


def _cell(cells: Sequence[Cell], column: int | None) -> Cell:
    return cells[column] if column is not None and column < len(cells) else ""


def _preference(mapped: MappedTable, cells: Sequence[Cell]) -> float:
    """Which of the suppliers of a need a row names: those that do not say come last, in the order
    of the rows."""
    text = str(_cell(cells, mapped.column("preference")))
    return float(text) if _NUMBER.fullmatch(text) else math.inf
