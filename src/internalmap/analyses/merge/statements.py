"""What rows say, each as values of needs and parties of the model: what is pooled and settled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from typing import Any, NamedTuple, TypeAlias

from internalmap._dataclass import dataclass
from internalmap.analyses.merge.answers import Answers, Row
from internalmap.errors import Place
from internalmap.model.organization import Organization, Said
from internalmap.results.merge import ConflictKind, Side
from internalmap.source import Route

#: A row of an answer: the number of the file, and of the row in it.
RowKey: TypeAlias = tuple[int, int]
#: What a value is of: a need of the model, by number; a need that is new; a party, by id.
Subject: TypeAlias = tuple[str, Any]

#: The suppliers of a need and how many of them it takes.
Suppliers: TypeAlias = tuple[tuple[str, ...], int]


class Statement(NamedTuple):
    """What one cell says of a value: what it said first and says now, and where."""

    base: Any
    value: Any
    row: RowKey
    place: Place | None


@dataclass(slots=True)
class Objection:
    """What no value can settle: a conflict that stays one, with what the row says."""

    kind: ConflictKind
    subject: Subject
    key: str
    base: Any
    value: Any
    row: RowKey
    place: Place | None


@dataclass(slots=True)
class Pools:
    """All that the answers say, by what it is of: values by key, conflicts that no value settles,
    who stated needs."""

    statements: dict[Subject, dict[str, list[Statement]]] = field(default_factory=dict)
    objections: list[Objection] = field(default_factory=list)
    said: dict[Subject, list[Said]] = field(default_factory=dict)

    def add(self, subject: Subject, key: str, statement: Statement) -> None:
        """Take in what a cell says."""
        self.statements.setdefault(subject, {}).setdefault(key, []).append(statement)


def model_value(organization: Organization, subject: Subject, key: str) -> Any:
    """What the model says of a value; nothing where it does not."""
    kind, which = subject
    if kind == "need":
        need = organization.needs[which]
        if key == "from":
            return need.suppliers, need.at_least
        if key == "importance":
            return need.importance if need.importance_given else None
        return _given(getattr(need, key))
    party = organization.parties.get(which) if kind == "party" else None
    if party is None:
        return None
    if key.startswith("can "):
        return True if key[4:] in party.can else None
    if key == "name":
        return None if party.name == party.id else party.name
    return _given(getattr(party, key))


def _given(value: Any) -> Any:
    return None if value == () else value


def route_of(organization: Organization, subject: Subject) -> Route | None:
    """Where a need or a party stands in the model."""
    kind, which = subject
    if kind == "need":
        return organization.needs[which].route
    party = organization.parties.get(which)
    return None if party is None else party.route


def place_of(organization: Organization, subject: Subject, key: str) -> str | None:
    """The place where the model says a value, or the entry that could."""
    route = route_of(organization, subject)
    if route is None or not organization.sources:
        return None
    source = organization.sources[route.source]
    inner = (key.partition(" ")[0],) if key else ()
    path = (*route.path, *inner)
    span = source.value_span(path) if source.find(path) is not None else source.key_span(route.path)
    return Place(source, span).label


def is_written(organization: Organization, subject: Subject, key: str) -> bool:
    """Whether an entry of the model says a value itself, and no defaults."""
    route = route_of(organization, subject)
    if route is None or not organization.sources:
        return True
    return organization.sources[route.source].find((*route.path, key)) is not None


def side(answers: Answers, place: Place | None, before: Any, value: Any) -> Side:
    """What one answer says, as results have it."""
    return Side(answers.file, None if place is None else place.label, answers.by, before, value)


def latest(said: Iterable[Said]) -> Said | None:
    """The last statement of several: by its day, then by who made it."""
    return max(said, key=lambda each: (_day(each), each.by or ""), default=None)


def newer(now: Said | None, stated: Said) -> bool:
    """Whether a statement is a later one than what the model has."""
    if now is None:
        return True
    if stated.date is None or now.date is None:
        return now.date is None and stated.date is not None
    return (_day(stated), stated.by or "") > (_day(now), now.by or "")


def _day(said: Said) -> str:
    return "" if said.date is None else said.date.isoformat()


def content_order(row: Row) -> tuple[int, str]:
    """The order of rows of one id, or of none: those that say least first, then by what they
    say."""
    changed = sum(cell.changed for cell in row.cells.values())
    said = sorted((key, repr(cell.value)) for key, cell in row.cells.items())
    return changed, repr(said)
