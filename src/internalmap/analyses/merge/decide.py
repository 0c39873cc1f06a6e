"""What becomes of a model by answers: which values it takes, what is new in it, and what is left
for somebody to settle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from internalmap.analyses.merge.answers import Answers
from internalmap.analyses.merge.collect import Collector
from internalmap.analyses.merge.matching import Identity, NeedIndex, identity
from internalmap.analyses.merge.names import PartyNames
from internalmap.analyses.merge.rows import Collected, NewRow
from internalmap.analyses.merge.settle import Decision, Disputed, NewNeed, Settler
from internalmap.analyses.merge.statements import (
    Statement,
    Subject,
    is_written,
    latest,
    model_value,
    newer,
)
from internalmap.analyses.merge.values import NO_BASE
from internalmap.model.organization import Need, Organization, Said
from internalmap.results.merge import OnConflict, Settled

#: What of a need a new row can say, beside who has it and who supplies it.
_APART = frozenset(
    {"customer", "suppliers", "fallbacks", "supplier", "at_least", "given", "service"}
)


def decide(
    organization: Organization,
    ids: Sequence[str],
    answers: Sequence[Answers],
    *,
    same: Mapping[str, str],
    on_conflict: OnConflict,
) -> Decision:
    """What becomes of a model. `ids` are those that forms give its needs, in their order.

    Raises `InvalidArgument` where `same` names nobody.
    """
    index = NeedIndex(organization, ids)
    names = PartyNames(organization, same)
    collector = Collector(organization, index, names)
    for each in answers:
        collector.note_names(each)
    for number, each in enumerate(answers):
        collector.take(number, each)
    decider = _Decider(organization, answers, collector.found, index, on_conflict)
    decider.run(names)
    decider.found.unmet = tuple(names.unmet(same))
    return decider.found


class _Decider(Settler):
    """Settles what was collected."""

    def __init__(
        self,
        organization: Organization,
        answers: Sequence[Answers],
        collected: Collected,
        index: NeedIndex,
        on_conflict: OnConflict,
    ) -> None:
        super().__init__(organization, answers, collected, on_conflict)
        self.index = index
        #: What the needs are by what is taken, each by number.
        self.now: dict[Identity, int] = {}
        self.current: list[Need] = []

    def run(self, names: PartyNames) -> None:
        """Settle all of it."""
        pools = self.collected.pools
        for subject in sorted(pools.statements, key=repr):
            for key, statements in sorted(pools.statements[subject].items()):
                self.settle(subject, key, statements)
        for each in pools.objections:
            subject, cell = each.subject, Statement(each.base, each.value, each.row, each.place)
            model = None
            if subject[0] in ("need", "party") and each.key in ("importance", "service"):
                model = model_value(self.organization, subject, each.key)
            self.found.disputed.append(
                Disputed(each.kind, subject, each.key, model, (cell,), self.left())
            )
        self.check_limits()
        self._say()
        self._new_needs()
        self._parties(names)
        self.found.names = names.new_names()
        for row in self.collected.refused:
            self.found.rows[row] = "refused"
        self.found.disputed = _together(self.found.disputed)

    def _say(self) -> None:
        """Note who stated needs."""
        for (_, number), said in self.collected.pools.said.items():
            stated = latest(said)
            if stated is not None and newer(self.organization.needs[number].said, stated):
                self.found.said[number] = stated

    def _new_needs(self) -> None:
        """Put new rows together: with the needs that are there, else as needs that are new."""
        self.current = self.needs()
        for number, need in enumerate(self.current):
            told = identity(need.customer, need.service, need.suppliers)
            self.now.setdefault(told, number)
        pools: dict[Subject, dict[str, list[Statement]]] = {}
        new: dict[Identity, NewNeed] = {}
        for each in sorted(self.collected.needs, key=self._row_order):
            subject = self._subject(each.identity)
            if subject[0] == "new":
                made = new.setdefault(each.identity, _new_need(each))
                made.rows.append(each.key)
                chosen = Statement(NO_BASE, (each.suppliers, each.at_least), each.key, _at(each))
                pools.setdefault(subject, {}).setdefault("from", []).append(chosen)
            else:
                self._suppliers(pools.setdefault(subject, {}), subject[1], each)
            self._pool(pools.setdefault(subject, {}), subject, each)
        self._supplies(pools, new)
        for subject in sorted(pools, key=repr):
            kind, which = subject
            for key, statements in sorted(pools[subject].items()):
                if kind == "need":
                    self._settle_again(subject, key, statements)
                    continue
                made = new[which]
                value = self._settled_new(subject, key, statements)
                if key == "from":
                    made.suppliers, made.at_least = value or (made.suppliers, made.at_least)
                elif value is not None:
                    made.values[key] = value
        for _, made in sorted(new.items(), key=repr):
            for row in made.rows:
                self.row(row, "created")
            stated = latest(
                Said(self.answers[row[0]].by, self.answers[row[0]].date)
                for row in made.rows
                if self.answers[row[0]].by is not None or self.answers[row[0]].date is not None
            )
            if stated is not None and "said" not in made.values:
                made.values["said"] = stated
            self.found.new_needs.append(made)

    def _subject(self, told: Identity) -> Subject:
        """The need that a new row is about: one that there is, or becomes, else a new one."""
        number = self.index.of_identity(told)
        number = self.now.get(told) if number is None else number
        number = self.index.like(told) if number is None else number
        return ("new", told) if number is None else ("need", number)

    def _suppliers(self, pool: dict[str, list[Statement]], number: int, new: NewRow) -> None:
        """What a new row says of the suppliers of a need that there is: others than it has, or, in
        a form, another number of those that it takes."""
        need = self.current[number]
        value: Any = None
        if not set(new.suppliers) <= set(need.suppliers):
            value = new.suppliers, new.at_least
        elif (
            set(new.suppliers) == set(need.suppliers)
            and new.at_least != need.at_least
            and self.answers[new.key[0]].is_form
        ):
            value = need.suppliers, new.at_least
        if value is not None:
            stated = Statement(NO_BASE, value, new.key, _at(new))
            pool.setdefault("from", []).append(stated)

    def _pool(self, pool: dict[str, list[Statement]], subject: Subject, new: NewRow) -> None:
        """What a new row says of its need."""
        for key, cell in new.row.cells.items():
            if key not in _APART and cell.value is not None:
                base: Any = NO_BASE
                if subject[0] == "need":
                    model = model_value(self.organization, subject, key)
                    if model is not None and not is_written(self.organization, subject, key):
                        base = model
                pool.setdefault(key, []).append(Statement(base, cell.value, new.key, cell.place))

    def _settle_again(self, subject: Subject, key: str, statements: Sequence[Statement]) -> None:
        """Settle what new rows say of a need that there is, beside what is taken already."""
        if key == "said":
            return
        model = model_value(self.organization, subject, key)
        for each in self.found.taken:
            if (each.subject, each.key) == (subject, key):
                model = each.after
        self.settled(subject, key, model, statements)

    def _settled_new(self, subject: Subject, key: str, statements: Sequence[Statement]) -> Any:
        """Settle a value of a need that is new: what all of its rows say."""
        count = len(self.found.taken)
        value = self.settled(subject, key, None, statements)
        del self.found.taken[count:]
        return value

    def _supplies(
        self, pools: dict[Subject, dict[str, list[Statement]]], new: dict[Identity, NewNeed]
    ) -> None:
        """Put rows in which a supplier names a need of somebody else to the need that they mean;
        where there is none, its customer was not asked, or says nothing of it."""
        known: dict[tuple[str | None, str | None], list[tuple[Subject, Iterable[str]]]] = {}
        for number, need in enumerate(self.current):
            there: tuple[Subject, Iterable[str]] = (("need", number), need.suppliers)
            known.setdefault((need.customer, need.service), []).append(there)
        for each in new.values():
            customer, service, suppliers = each.identity
            known.setdefault((customer, service), []).append((("new", each.identity), suppliers))
        alone: dict[Identity, list[NewRow]] = {}
        for row in sorted(self.collected.supplies, key=self._row_order):
            customer, service, _ = row.identity
            supplier = row.suppliers[0]
            meant = [one for one, whom in known.get((customer, service), ()) if supplier in whom]
            if meant:
                self._pool_within(pools.setdefault(meant[0], {}), meant[0], row)
            else:
                alone.setdefault(row.identity, []).append(row)
        for told, rows in alone.items():
            taken = self.on_conflict == "take" and told[0] is not None
            cells = tuple(Statement(NO_BASE, True, row.key, row.row.place) for row in rows)
            settled: Settled = "taken" if taken else self.left()
            self.found.disputed.append(
                Disputed("only-supplier", ("new", told), "", None, cells, settled)
            )
            for row in rows:
                if taken:
                    made = new.setdefault(told, _new_need(row))
                    made.rows.append(row.key)
                    self._pool_within(pools.setdefault(("new", told), {}), ("new", told), row)
                else:
                    self.row(row.key, "refused")

    def _pool_within(self, pool: dict[str, list[Statement]], subject: Subject, new: NewRow) -> None:
        cells = {key: cell for key, cell in new.row.cells.items() if key == "within"}
        self._pool(pool, subject, replace(new, row=replace(new.row, cells=cells)))
        cell = new.row.cells.get("note")
        if cell is not None and cell.value is not None:
            self.collected.remarks.append((cell.value, subject, new.key, cell.place))

    def _row_order(self, new: NewRow) -> tuple[str, str]:
        cells = sorted((key, repr(cell.value)) for key, cell in new.row.cells.items())
        return self.answers[new.key[0]].file, repr(cells)

    # -------------------------------------------------------------------------------- parties

    def _parties(self, names: PartyNames) -> None:
        """The parties that are new: those that something that is taken names."""
        named = {id for each in self.found.new_needs for id in (each.identity[0], *each.suppliers)}
        for each in self.found.taken:
            if each.subject[0] == "need" and each.key == "from":
                named.update(each.after[0])
            if each.subject[0] == "party":
                named.add(each.subject[1])
        named |= {which for kind, which in self.collected.pools.statements if kind == "party"}
        for id in sorted(each for each in named if each is not None and names.is_new(each)):
            self.found.new_parties[id] = {}
        kept = []
        for each in self.found.taken:
            kind, which = each.subject
            if kind == "party" and which in self.found.new_parties:
                self.found.new_parties[which][each.key] = each.after
                for statement in each.statements:
                    self.row(statement.row, "created")
            else:
                kept.append(each)
        self.found.taken = kept


def _new_need(new: NewRow) -> NewNeed:
    return NewNeed(new.identity, new.suppliers, new.at_least)


def _at(new: NewRow) -> Any:
    cell = new.row.cells.get("suppliers") or new.row.cells.get("supplier")
    return new.row.place if cell is None or cell.place is None else cell.place


def _together(disputed: Sequence[Disputed]) -> list[Disputed]:
    """Conflicts in their order; those of one kind about one thing as one."""
    found: dict[tuple[str, str, str], Disputed] = {}
    for each in sorted(disputed, key=lambda each: (repr(each.subject), each.key, each.kind)):
        key = (repr(each.subject), each.key, each.kind)
        if key in found:
            before = found[key]
            found[key] = replace(before, statements=(*before.statements, *each.statements))
        else:
            found[key] = each
    return list(found.values())
