"""Values settled, each by all that the answers say of it; and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field, replace
from typing import Any

from internalmap._dataclass import dataclass
from internalmap.analyses.merge.answers import Answers
from internalmap.analyses.merge.matching import Identity
from internalmap.analyses.merge.rows import Collected
from internalmap.analyses.merge.statements import RowKey, Statement, Subject, model_value
from internalmap.analyses.merge.values import is_changed, three_way
from internalmap.errors import Problem
from internalmap.model import keys
from internalmap.model.organization import Need, Organization, Said
from internalmap.results.merge import ConflictKind, NewName, OnConflict, Settled
from internalmap.text.quantities import say_duration

_FIELDS = {key.name: key.field for key in keys.NEED}


@dataclass(frozen=True, slots=True)
class Taken:
    """A value that is taken, in the place of another, with the cells that say it."""

    subject: Subject
    key: str
    before: Any
    after: Any
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Disputed:
    """A conflict, with the cells that it is between."""

    kind: ConflictKind
    subject: Subject
    key: str
    model: Any
    statements: tuple[Statement, ...]
    settled: Settled


@dataclass(slots=True)
class NewNeed:
    """A need that is new: what it is, its suppliers in order, what else is said of it, and the rows
    that say it."""

    identity: Identity
    suppliers: tuple[str, ...]
    at_least: int
    values: dict[str, Any] = field(default_factory=dict)
    rows: list[RowKey] = field(default_factory=list)


@dataclass
class Decision:
    """All that becomes of a model: values by subject and key, needs and parties that are new,
    conflicts, names, what the rows came to."""

    taken: list[Taken] = field(default_factory=list)
    disputed: list[Disputed] = field(default_factory=list)
    said: dict[int, Said] = field(default_factory=dict)
    new_needs: list[NewNeed] = field(default_factory=list)
    new_parties: dict[str, dict[str, Any]] = field(default_factory=dict)
    names: tuple[NewName, ...] = ()
    #: What was said of names that no answer has.
    unmet: tuple[str, ...] = ()
    collected: Collected = field(default_factory=Collected)
    #: What each row came to; those that are not here changed nothing.
    rows: dict[RowKey, str] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether nothing is left to settle."""
        return all(each.settled == "taken" for each in self.disputed) and all(
            each.party is not None for each in self.names
        )


class Settler:
    """Settles values one by one."""

    def __init__(
        self,
        organization: Organization,
        answers: Sequence[Answers],
        collected: Collected,
        on_conflict: OnConflict,
    ) -> None:
        self.organization = organization
        self.answers = answers
        self.collected = collected
        self.on_conflict = on_conflict
        self.found = Decision(collected=collected)

    def left(self) -> Settled:
        """What becomes of a conflict that no value settles."""
        return "open" if self.on_conflict == "stop" else "kept"

    def settle(self, subject: Subject, key: str, statements: Sequence[Statement]) -> None:
        """Settle a value of what the model has."""
        model = model_value(self.organization, subject, key)
        self.settled(subject, key, model, statements)

    def settled(
        self, subject: Subject, key: str, model: Any, statements: Sequence[Statement]
    ) -> Any:
        """Settle a value, which the model says or not; what it is then."""
        statements = sorted(statements, key=self.order)
        outcome = three_way(model, [(each.base, each.value) for each in statements])
        if outcome.kind in ("unchanged", "same"):
            return model
        changed = tuple(each for each in statements if is_changed(each.base, each.value))
        if outcome.kind == "taken":
            return self.take(subject, key, model, outcome.value, changed)
        kind: ConflictKind = "value"
        if outcome.kind == "answers" or outcome.kind == "emptied":
            kind = outcome.kind
        taken = kind == "value" and self.on_conflict == "take"
        settled: Settled = "taken" if taken else self.left()
        disputed = Disputed(kind, subject, key, model, changed, settled)
        self.found.disputed.append(disputed)
        for each in changed:
            self.row(each.row, "changed" if taken else "refused")
        if taken:
            return self.take(subject, key, model, outcome.value, changed)
        return model

    def take(
        self, subject: Subject, key: str, model: Any, value: Any, changed: tuple[Statement, ...]
    ) -> Any:
        """Take a value; what it is."""
        self.found.taken.append(Taken(subject, key, model, value, changed))
        for each in changed:
            self.row(each.row, "changed")
        return value

    def row(self, key: RowKey, what: str) -> None:
        """Note what a row came to: the worst, or the most, of its cells."""
        order = ("changed", "created", "refused")
        now = self.found.rows.get(key)
        if now is None or order.index(what) > order.index(now):
            self.found.rows[key] = what

    def order(self, statement: Statement) -> tuple[str, str, str]:
        """The order of what cells say, whatever is read first."""
        place = "" if statement.place is None else statement.place.label
        return self.answers[statement.row[0]].file, place, repr(statement.value)

    def needs(self) -> list[Need]:
        """The needs of the model with the values that are taken."""
        found = list(self.organization.needs)
        for each in self.found.taken:
            kind, number = each.subject
            if kind == "need":
                found[number] = with_value(found[number], each.key, each.after)
        for number, said in self.found.said.items():
            found[number] = replace(found[number], said=said)
        return found

    def check_limits(self) -> None:
        """Hold what is taken against the limits of needs, which bound it."""
        needs = self.needs()
        for each in self.found.taken:
            kind, number = each.subject
            if kind != "need" or each.key not in ("buffer", "importance", "limit"):
                continue
            need = needs[number]
            place = each.statements[0].place
            if need.limit is None:
                continue
            limit = say_duration(need.limit)
            if need.importance != "essential":
                message = f"the need is {need.importance}, and the model gives it a limit, {limit}"
                remedy = "Only an essential need has a limit: take it out of the model first."
            elif need.buffer is not None and need.limit < need.buffer:
                buffer = say_duration(need.buffer)
                message = f"this is {buffer}, longer than the limit that the model gives, {limit}"
                remedy = "Settle which of the two is right: correct the cell, or the model."
            else:
                continue
            self.collected.problems.append(Problem(place, message, remedy))


def with_value(need: Need, key: str, value: Any) -> Need:
    """A need with another value of a key."""
    if key == "from":
        suppliers, at_least = value
        return replace(need, suppliers=suppliers, at_least=at_least)
    changes: dict[str, Any] = {_FIELDS[key] or key: value}
    if key == "importance":
        changes["importance_given"] = True
    return replace(need, **changes)
