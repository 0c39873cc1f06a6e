"""What rows say of parties, put together: of one party several tables may say something."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from internalmap.errors import Problem
from internalmap.exchange.tables.cell_parsers import same
from internalmap.exchange.tables.columns import PARTY_COLUMNS
from internalmap.exchange.tables.drafts import Item, Origin
from internalmap.exchange.tables.mapped_table import Entry, MappedTable, entry_of, shown
from internalmap.text.escape import quoted
from internalmap.text.suggest import Suggestions

#: The keys by which a party names another: whoever is named is a party too.
_LINES = tuple(name for name, form in PARTY_COLUMNS.items() if form == "id" and name != "id")
_ADD_ROW = "Add a row for it to the table of parties, or correct the name."


class PartyRows:
    """The parties so far, with the rows that speak of each."""

    def __init__(self, tables: Sequence[MappedTable], skipped: frozenset[Item]) -> None:
        self.tables = tables
        self.skipped = skipped
        self.parties: dict[str, Entry] = {}
        self.problems: list[tuple[Problem, Item]] = []
        #: Rows that say something else than others do.
        self.contradictions: list[tuple[Problem, Item]] = []
        #: Whether a table says who there is, so that nobody else is.
        self.declared = any(mapped.holds == "parties" for mapped in tables)
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
            entry = entry_of(mapped.readers[""], cells)
            id = entry.pop("id", None)
            if id is None:
                message = "the id of the party is empty"
                self.problems.append(mapped.problem(row, id_column, message, "Fill it in."))
            elif id not in own:
                own[id] = row, entry
                self._say((number, row, ""), id, dict(entry))
            elif entry != own[id][1]:
                message = f"row {own[id][0]} says something else of {quoted(id)}"
                remedy = "Keep one of the two rows."
                self.contradictions.append(mapped.problem(row, id_column, message, remedy))

    def declare(
        self, number: int, row: int, end: str, id: str, entry: Entry, nth: int = -1
    ) -> bool:
        """Note a party that a dependency names, and what the row says of it; whether it is one of
        those that there are."""
        if id not in self.parties and self.declared:
            mapped = self.tables[number]
            remedy = self._suggestions.did_you_mean(id, _ADD_ROW)
            message = f"there is no party {quoted(id)}"
            self.problems.append(mapped.problem(row, mapped.column(end), message, remedy, nth))
            return False
        if entry or id not in self.parties:
            self._say((number, row, end), id, dict(entry))
        return True

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
                new = True
            elif not same(key, party[key], value):
                self._contradict(where, id, key, value)
        if new:
            self._rows[id].append(where)

    def _contradict(self, where: tuple[int, int, str], id: str, key: str, value: object) -> None:
        number, row, end = where
        mapped = self.tables[number]
        said = self.parties[id][key]
        message = f"{key} of {quoted(id)} is {shown(value)} here, and {shown(said)} elsewhere"
        other = self.origin(id, key).place
        place = mapped.place(row, _column(mapped, end, key))
        related = ((other, "there"),) if other is not None else ()
        problem = Problem(place, message, "Make the rows agree.", related)
        self.contradictions.append((problem, mapped.item(row)))

    def add_units(self) -> list[str]:
        """Make parties of the units and managers that are only named; their names."""
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
        return made

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
        for number, row, end in self._rows.get(id, ()):
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
