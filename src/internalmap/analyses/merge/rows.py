"""What a row of an answer names: its parties, found in the model, and the need that it is about."""

from __future__ import annotations

from dataclasses import field
from typing import Any

from internalmap._dataclass import dataclass
from internalmap.analyses.merge.answers import Answers, Cell, Name, Row
from internalmap.analyses.merge.matching import Identity, Told, identity
from internalmap.analyses.merge.names import PartyNames
from internalmap.analyses.merge.statements import Pools, RowKey, Subject
from internalmap.errors import Place, Problem
from internalmap.model.organization import Organization

#: What stands for the customer of a need of everyone.
EVERYONE = Name("", "\0")


@dataclass(slots=True)
class NewRow:
    """A row that no row of the model's forms stands for, with its parties found."""

    row: Row
    key: RowKey
    identity: Identity
    suppliers: tuple[str, ...]
    at_least: int


@dataclass
class Collected:
    """What all rows say: of what the model has, by pools; and the rows that are new, those of
    customers and those of suppliers apart. `refused` are rows that cannot be used before somebody
    says who is meant; `remarks` are comments, each with its subject."""

    pools: Pools = field(default_factory=Pools)
    needs: list[NewRow] = field(default_factory=list)
    supplies: list[NewRow] = field(default_factory=list)
    refused: set[RowKey] = field(default_factory=set)
    remarks: list[tuple[str, Subject, RowKey, Place | None]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    #: The unit that a new party comes from.
    origins: dict[str, set[str]] = field(default_factory=dict)


class RowReader:
    """Finds the parties that rows name, and notes what cannot be found."""

    def __init__(self, organization: Organization, names: PartyNames) -> None:
        self.organization = organization
        self.names = names
        self.found = Collected()

    def told(self, answers: Answers, row: Row) -> Told:
        """What a row says a need is. Suppliers' rows name one of the suppliers."""
        ends = ("supplier",) if row.about == "supply" else ("suppliers", "fallbacks")
        first: list[str] = []
        now: list[str] = []
        for end in ends:
            first += self.first(row, end)
            found = row.value(end)
            for name in found if isinstance(found, tuple) else (found,):
                id = self.names.find(name) if isinstance(name, Name) else None
                now += [id] if id is not None else []
        customers: list[str | None] = []
        for name in (row.base("customer"), row.value("customer")):
            if name == EVERYONE:
                customers.append(None)
            elif isinstance(name, Name):
                known = name.id is None or self.names.now(name.id)
                customers.append(self.names.find(name) if known is True else known)
            else:
                customers.append(answers.unit if row.about == "need" else None)
        if row.gone:
            return Told(*(identity(customers[0], row.base("service"), first),) * 2)
        return Told(
            identity(customers[0], row.base("service"), first),
            identity(customers[1], row.value("service"), now),
        )

    def first(self, row: Row, name: str) -> list[str]:
        """The parties that a cell named at first."""
        found = row.base(name)
        given = found if isinstance(found, tuple) else (found,)
        return [self.names.now(each.id) for each in given if isinstance(each, Name) and each.id]

    def differs(self, cell: Cell) -> bool:
        """Whether a cell names others than at first, or another text."""
        return cell.changed and self._plain(cell.base) != self._plain(cell.value)

    def _plain(self, value: Any) -> Any:
        """A value with parties in place of their names."""
        if isinstance(value, tuple):
            return tuple(map(self._plain, value))
        if isinstance(value, Name) and value != EVERYONE:
            return self.names.find(value) if value.id is None else self.names.now(value.id)
        return value

    def ids(self, row: Row, name: str, key: RowKey) -> tuple[str, ...] | None:
        """The parties that a cell names; nothing where it is for somebody to say who is meant."""
        found = []
        for each in row.value(name) or ():
            id = self.names.find(each)
            if id is None:
                self.found.refused.add(key)
                return None
            found.append(id)
        return tuple(found)

    def one(self, row: Row, name: str, key: RowKey, default: str | None) -> str | None:
        """The party that a cell names, or who is meant where it names none."""
        value = row.value(name)
        if value is None:
            return default
        if value == EVERYONE:
            return EVERYONE.id
        found = self.names.find(value)
        if found is None:
            self.found.refused.add(key)
        return found

    def note_origin(self, answers: Answers, row: Row, name: str) -> None:
        """Note from which form a new party comes."""
        value = row.value(name)
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, Name) and each != EVERYONE:
                id = self.names.find(each)
                if id is not None and self.names.is_new(id):
                    units = self.found.origins.setdefault(id, set())
                    units.update([answers.unit] if answers.unit else [])
