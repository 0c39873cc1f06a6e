"""What rows say of parties, put together: of one party several tables may say something."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from internalmap.errors import Problem
from internalmap.exchange.headings.columns import PARTY_COLUMNS
from internalmap.exchange.tables.cell_parsers import same
from internalmap.exchange.tables.drafts import Item, Origin
from internalmap.exchange.tables.ends import Ends
from internalmap.exchange.tables.heading_kinds import KindsByHeading
from internalmap.exchange.tables.mapped_table import (
    Entry,
    MappedTable,
    cells_left_out,
    entry_of,
    shown,
)
from internalmap.exchange.tables.party_names import NamesOfParties
from internalmap.model.phrases import quote
from internalmap.modelfile.syntax.values import Unquoted
from internalmap.text.escape import quoted
from internalmap.text.shown import first_few
from internalmap.text.suggest import Suggestions

#: The keys by which a party names another: whoever is named is a party too.
_LINES = tuple(name for name, form in PARTY_COLUMNS.items() if form == "id" and name != "id")
_ALL: frozenset[int] = frozenset()
#: How many names a notice lists.
_LISTED = 5
#: Kinds of which a party is no unit.
_NO_UNITS = frozenset({"person", "role", "system", "supplier", "customer"})
_ADD_ROW = "Add a row for it to the table of parties, or correct the name."


class PartyRows:
    """The parties so far, with the rows that speak of each."""

    def __init__(
        self,
        tables: Sequence[MappedTable],
        skipped: frozenset[Item],
        ends: Ends,
        preferred: frozenset[int] = frozenset(),
    ) -> None:
        self.tables = tables
        self.skipped = skipped
        self.ends = ends
        self.preferred = preferred
        self.left_out = cells_left_out(skipped)
        self.parties: dict[str, Entry] = {}
        self.problems: list[tuple[Problem, Item]] = []
        #: Rows that say something else than others do.
        self.contradictions: list[tuple[Problem, Item]] = []
        #: Whether a table says who there is, so that nobody else is.
        self.declared = any(mapped.holds == "parties" and mapped.complete for mapped in tables)
        #: Whether something in the tables may be guessed at.
        self.exact = any(mapped.table.exact for mapped in tables)
        #: Ids by name, and the names that were taken for the id of the one who has it.
        self.names = NamesOfParties(self.parties)
        self._taken: dict[str, str] = {}
        #: Ids by what managers are named by, where that is neither their id nor their name.
        self._accounts: dict[str, str] = {}
        #: Who was said to report to herself; whose unit is the team that answers for it.
        self._own_managers: list[str] = []
        self._owned: list[str] = []
        #: Of each party the row that said a key.
        self._said: dict[str, dict[str, tuple[int, int, str]]] = {}
        #: Columns of guesses in which rows contradict each other, with an example of each.
        self.doubted: dict[tuple[int, int], str] = {}
        #: The kinds that headings give, where nothing else says one.
        self.kinds = KindsByHeading()
        #: Units that have the name of a party inside them, and what they are called instead.
        self.namesakes: dict[str, str] = {}
        #: The table, the row, and whom of it: `customer`, `supplier`, or nothing for the whole.
        self._rows: dict[str, list[tuple[int, int, str]]] = {}
        #: Who names a unit or a manager, and as what.
        self._named_by: dict[str, tuple[str, str]] = {}

    def take(self, number: int) -> None:
        """Take in a table of parties."""
        mapped = self.tables[number]
        id_column = mapped.column("id")
        own: dict[str, tuple[int, Entry]] = {}
        for row, cells in mapped.rows(self.problems):
            if mapped.item(row) in self.skipped:
                continue
            wide = mapped.too_wide(row, cells)
            if wide is not None:
                self.problems.append(wide)
                continue
            entry = self.entry(number, "", row, cells)
            id = entry.pop("id", None)
            self._leave_own_manager(id, entry)
            if id is None:
                message, remedy = "the id of the party is empty", "Fill it in."
                cell = cells[id_column] if id_column is not None and id_column < len(cells) else ""
                if cell and mapped.how.words.means("nobody or a name", str(cell)):
                    message = f"{quoted(str(cell))} may be a name, or say that there is none"
                    remedy = f"Say --keep-name {quote(str(cell))} if it is a name."
                self.problems.append(mapped.problem(row, id_column, message, remedy))
            elif id not in own:
                own[id] = row, entry
                at = mapped.managers_by
                if at is not None and at < len(cells) and cells[at]:
                    self._accounts[str(cells[at]).casefold()] = id
                self.kinds.note_under(mapped, id, "id", "name")
                self._say((number, row, ""), id, dict(entry))
            elif entry != own[id][1]:
                message = f"row {own[id][0]} says something else of {quoted(id)}"
                remedy = "Keep one of the two rows."
                self.contradictions.append(mapped.problem(row, id_column, message, remedy))

    def entry(self, number: int, whose: str, row: int, cells: Sequence[Any]) -> Entry:
        """What a row says, of the party at an end or by itself."""
        without = self.left_out.get((number, row), _ALL) if self.left_out else _ALL
        return entry_of(self.tables[number].readers[whose], cells, without)

    def _leave_own_manager(self, id: str | None, entry: Entry) -> None:
        """Leave out that somebody reports to herself: the head of a house is often given so."""
        if id is not None and entry.get("reports_to") == id and not self.exact:
            del entry["reports_to"]
            self._own_managers.append(id)

    def resolved(self, name: str) -> str:
        """The id of the party that is meant: a name that exactly one party has is taken for it."""
        if name in self.parties or self.exact or name in self.names.foreseen:
            return name
        account = self._accounts.get(name.casefold())
        if account is not None:
            return account
        ids = self.names.ids_as_written(name)
        if len(ids) == 1:
            self._taken[name] = ids[0]
            return ids[0]
        return name

    def foresee(self, number: int) -> None:
        """Look at the ids and names that a table of dependencies gives its customers: a row above
        may name one of them."""
        mapped = self.tables[number]
        customer, name = mapped.column("customer"), mapped.column("customer.name")
        if customer is None or name is None:
            return
        for _, cells in mapped.rows([]):
            if len(cells) > max(customer, name) and cells[customer]:
                self.names.foreseen.setdefault(str(cells[customer]), str(cells[name]))
        self.names.look_again()

    def declare(
        self, number: int, row: int, end: str, id: str, entry: Entry, nth: int = -1
    ) -> bool:
        """Note a party that a dependency names, and what the row says of it; whether it is one of
        those that there are."""
        is_id = id in self.parties or id in self.names.foreseen or self.exact
        several = () if is_id else self.names.ids(id)
        if len(several) > 1:
            mapped = self.tables[number]
            listed = ", ".join(map(quoted, several[:_LISTED]))
            message = f"{len(several)} parties have the name {quoted(id)}"
            remedy = f"Write the id of the one that is meant: {listed}."
            self.problems.append(mapped.problem(row, mapped.column(end), message, remedy, nth))
            return False
        if id not in self.parties and self.declared and id not in self.units:
            mapped = self.tables[number]
            remedy = self._suggestions.did_you_mean(id, _ADD_ROW)
            message = f"there is no party {quoted(id)}"
            self.problems.append(mapped.problem(row, mapped.column(end), message, remedy, nth))
            return False
        if "kind" in entry and self.tables[number].kinds_by_heading:
            entry = dict(entry)
            self.kinds.note(id, entry.pop("kind"), surely=False)
        if entry or id not in self.parties:
            self._say((number, row, end), id, dict(entry))
        return True

    def note_kind(self, number: int, id: str, *ends: str) -> None:
        """Note the kind that the heading of a column gives those whom it names."""
        self.kinds.note_under(self.tables[number], id, *ends)

    def _say(self, where: tuple[int, int, str], id: str, entry: Entry) -> None:
        """Add what a row says of a party to what others say of it."""
        party = self.parties.get(id)
        if party is None:
            self.parties[id] = entry
            self._rows[id] = [where]
            return
        new = False
        for key, value in entry.items():
            if key == "tags":
                before = party.get(key, [])
                party[key] = list(dict.fromkeys([*before, *value]))
                new = new or party[key] != before
            elif key not in party:
                party[key] = value
                self._said.setdefault(id, {})[key] = where
                new = True
            elif not same(key, party[key], value):
                first = self._who_said(id, key)[0] in self.preferred
                if first == (where[0] in self.preferred):
                    self._contradict(where, id, key, value)
                elif not first:
                    party[key] = value
                    self._said.setdefault(id, {})[key] = where
        if new:
            self._rows[id].append(where)

    def _who_said(self, id: str, key: str) -> tuple[int, int, str]:
        """The row that said a key of a party."""
        return self._said.get(id, {}).get(key, self._rows[id][0])

    def _contradict(self, where: tuple[int, int, str], id: str, key: str, value: object) -> None:
        number, row, end = where
        mapped = self.tables[number]
        said = self.parties[id][key]
        at = _column(mapped, end, key)
        if at is not None and mapped.is_doubtful(at):
            text = f"{quoted(id)} has {shown(said)} and {shown(value)}"
            self.doubted.setdefault((number, at), text)
            return
        message = f"{key} of {quoted(id)} is {shown(value)} here, and {shown(said)} elsewhere"
        other = self.origin(id, key).place
        place = mapped.place(row, _column(mapped, end, key))
        related = ((other, "there"),) if other is not None else ()
        remedy = "Make the rows agree."
        first = self.tables[self._who_said(id, key)[0]].table
        if first.title != mapped.table.title:
            one, two = quote(first.file), quote(mapped.table.file)
            remedy += f" Or say whose word counts: --prefer {one}, or --prefer {two}."
        problem = Problem(place, message, remedy, related)
        self.contradictions.append((problem, mapped.item(row, column=at)))

    def add_units(self) -> list[str]:
        """Make parties of the units and managers that are only named; their names."""
        self.names.look_again()
        self.kinds.give(self.parties)
        self._take_names()
        self._place_by_owner()
        self._part_namesakes()
        named = {
            party[key]: None for party in self.parties.values() for key in _LINES if key in party
        }
        made = [id for id in named if id not in self.parties]
        self._named_by = {
            party[key]: (id, key)
            for id, party in self.parties.items()
            for key in _LINES
            if key in party
        }
        for id in made:
            self.parties[id] = {}
        for id in self._managers_of_persons(frozenset(made)):
            self.parties[id]["kind"] = Unquoted("person")
        return made

    def _managers_of_persons(self, made: frozenset[str]) -> list[str]:
        """Of those who are only named, the managers of persons alone: they are persons too."""
        managers: dict[str, bool] = {}
        for party in self.parties.values():
            unit, manager = party.get("part_of"), party.get("reports_to")
            if unit in made:
                managers[unit] = False
            if manager in made:
                managers[manager] = managers.get(manager, True) and party.get("kind") == "person"
        return [id for id, alone in managers.items() if alone]

    def _take_names(self) -> None:
        """Let units, managers and owners that are no ids, and the name of one party, be that."""
        if self.exact:
            return
        for id, party in self.parties.items():
            for key in (*_LINES, "owner"):
                if key not in party or party[key] in self.parties:
                    continue
                ids = self.names.ids_as_written(party[key])
                if len(ids) > 1 and key != "owner":
                    number, row, end = self._who_said(id, key)
                    mapped = self.tables[number]
                    listed = ", ".join(map(quoted, ids[:_LISTED]))
                    message = f"{len(ids)} parties have the name {quoted(party[key])}"
                    remedy = f"Write the id of the one that is meant: {listed}."
                    column = _column(mapped, end, key)
                    self.problems.append(mapped.problem(row, column, message, remedy))
                party[key] = self.resolved(party[key])
            self._leave_own_manager(id, party)

    def _place_by_owner(self) -> None:
        """Let the team that answers for something be its unit too, where nothing else places it."""
        if self.exact:
            return
        for id, party in self.parties.items():
            owner = party.get("owner")
            if owner is None or "part_of" in party or owner not in self.parties or owner == id:
                continue
            if self._could_say_unit(id):
                continue
            above = owner
            while above is not None and above != id:
                above = self.parties.get(above, {}).get("part_of")
            if above is None and self.parties[owner].get("kind") not in _NO_UNITS:
                party["part_of"] = owner
                self._owned.append(id)

    def _could_say_unit(self, id: str) -> bool:
        """Whether a row of a party stands in a table that this program wrote, by its headings, with
        a column of units: blank there, it has none."""
        tables = (self.tables[number] for number, _, _ in self._rows.get(id, ()))
        return any("part_of" in mapped.table.headings for mapped in tables)

    @property
    def units(self) -> frozenset[str]:
        """The units that tables of parties name."""
        if self._units is None:
            self._units = frozenset(
                party["part_of"] for party in self.parties.values() if "part_of" in party
            )
        return self._units

    _units: frozenset[str] | None = None

    def notices(self) -> Iterator[str]:
        """What was understood of names, owners and managers."""
        if self._taken:
            pairs = first_few(
                self._taken.items(), _LISTED, lambda pair: f"{quoted(pair[0])} is {quoted(pair[1])}"
            )
            yield f"names that one party has stand for it: {pairs}"
        if self._own_managers:
            names = self._own_managers
            shown = first_few(names, _LISTED, quoted)
            has = "is said to report to itself, and has" if len(names) == 1 else (
                "are said to report to themselves, and have"
            )  # fmt: skip
            yield f"{shown} {has} no manager"
        yield from self.kinds.notices()
        if self._owned:
            names = self._owned
            shown = first_few(names, _LISTED, quoted)
            yield (f"nothing else places {shown}: the team that answers for it is its unit too")

    def _part_namesakes(self) -> None:
        """Tell units apart from a party that has their name: a service `search` of the team
        `search` is no part of itself."""
        for name in [id for id, party in self.parties.items() if party.get("part_of") == id]:
            unit = f"{name}-team"
            while unit in self.parties:
                unit += "-team"
            self.namesakes[name] = unit
        for party in self.parties.values():
            if party.get("part_of") in self.namesakes:
                party["part_of"] = self.namesakes[party["part_of"]]

    def origin(self, id: str, key: str) -> Origin:
        """Where a key of a party was said; where it is named, if nothing was."""
        own = self._said.get(id, {}).get(key)
        rows = self._rows.get(id, ())
        for number, row, end in rows if own is None else (own,):
            mapped = self.tables[number]
            column = _column(mapped, end, key)
            if column is not None:
                return mapped.origin(row, column)
        if id in self._rows:
            number, row, _ = self._rows[id][0]
            return self.tables[number].origin(row, None)
        who, line = self._named_by.get(id, ("", ""))
        return self.origin(who, line) if who in self._rows else Origin(None)

    @cached_property
    def _suggestions(self) -> Suggestions:
        return Suggestions(self.parties)


def _column(mapped: MappedTable, end: str, key: str) -> int | None:
    """The column in which a row says something of a party."""
    if not end:
        return mapped.column(key)
    return mapped.column(end if key == "id" else f"{end}.{key}")
