"""From rows of answers to what they say of the needs and the parties of a model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from internalmap.analyses.merge.answers import Answers, Cell, Name, Row
from internalmap.analyses.merge.matching import NeedIndex, Told, identity
from internalmap.analyses.merge.names import PartyNames
from internalmap.analyses.merge.rows import EVERYONE, NewRow, RowReader
from internalmap.analyses.merge.statements import (
    Objection,
    RowKey,
    Statement,
    Subject,
    content_order,
    is_written,
    model_value,
)
from internalmap.analyses.merge.values import NO_BASE
from internalmap.errors import Place, Problem
from internalmap.model.organization import Organization, Said
from internalmap.results.merge import ConflictKind
from internalmap.text.escape import quoted

#: The cells of a need that are values of it; who its parties are is told apart.
_OF_NEED = ("service", "importance", "buffer", "frequency")
#: The value of a cell that says that a need is none.
NOT_NEEDED = "not needed"


class Collector(RowReader):
    """Takes in answers, one file after the other."""

    def __init__(self, organization: Organization, index: NeedIndex, names: PartyNames) -> None:
        super().__init__(organization, names)
        self.index = index

    def note_names(self, answers: Answers) -> None:
        """Note the names in a file, before any of them is asked for."""
        for row in answers.rows:
            for cell in row.cells.values():
                if not (cell.changed or row.id is None):
                    continue
                values = cell.value if isinstance(cell.value, tuple) else (cell.value,)
                for each in values:
                    if isinstance(each, Name) and each != EVERYONE:
                        self.names.note(each, cell.place)

    def take(self, number: int, answers: Answers) -> None:
        """Take in a file."""
        rows: dict[str, list[tuple[Row, RowKey]]] = {}
        for key, row in self._originals(number, answers.rows):
            rows.setdefault(row.about, []).append((row, key))
        self._needs(answers, rows.get("need", []))
        for row, key in rows.get("supply", ()):
            self._supply(answers, row, key)
        for row, key in rows.get("can", ()):
            self._can(row, key)
        for row, key in rows.get("party", ()):
            self._party(answers, row, key)

    def _originals(self, number: int, rows: Sequence[Row]) -> Iterator[tuple[RowKey, Row]]:
        """The rows, those that are copies of others as new ones: of several with one id, the one
        in which least was changed is the row itself. A copy that says just the same is none."""
        groups: dict[tuple[str, str | None], list[int]] = {}
        for at, row in enumerate(rows):
            groups.setdefault((row.about, row.id), []).append(at)
        for (_, id), found in groups.items():
            ordered = sorted(found, key=lambda at: content_order(rows[at]))
            yield from (((number, at), rows[at]) for at in (ordered if id is None else ordered[:1]))
            if id is None:
                continue
            told = {content_order(rows[ordered[0]])}
            for at in ordered[1:]:
                content = content_order(rows[at])
                if content not in told:
                    told.add(content)
                    yield (number, at), _as_new(rows[at])

    # ---------------------------------------------------------------------------------- needs

    def _needs(self, answers: Answers, rows: Sequence[tuple[Row, RowKey]]) -> None:
        known = sorted((each for each in rows if each[0].id is not None), key=_by_id)
        told = [(row, self.told(answers, row)) for row, _ in known]
        found = self.index.of_rows(told, self._agrees)
        for at, (row, key) in enumerate(known):
            self._need(answers, row, key, found[at], told[at][1])
        for row, key in rows:
            if row.id is None:
                new = self._new(answers, row, key)
                if new is not None:
                    self.found.needs.append(new)

    def _need(
        self, answers: Answers, row: Row, key: RowKey, number: int | None, told: Told
    ) -> None:
        """A row of a need that the model had when the form was made."""
        if number is None:
            if not row.gone and any(cell.changed for cell in row.cells.values()):
                self._object("need-gone", ("need gone", told.first), row, key)
            return
        subject: Subject = ("need", number)
        if row.gone:
            self._object("row-gone", subject, row, key)
            return
        if row.value("importance") == NOT_NEEDED:
            self._object("not-needed", subject, row, key, "importance")
        if told.now[0] != told.first[0]:
            self._object("moved", subject, row, key, "customer")
        for name in _OF_NEED:
            cell = row.cells.get(name)
            if cell is not None and cell.value != NOT_NEEDED:
                self._state(subject, name, cell, key)
        self._suppliers(subject, row, key)
        self._note(subject, row, key)
        self._said(answers, subject)

    def _suppliers(self, subject: Subject, row: Row, key: RowKey) -> None:
        """What a row says of who supplies a need, and how many of them it takes."""
        cells = [row.cells[each] for each in ("suppliers", "fallbacks") if each in row.cells]
        if not cells or not any(map(self.differs, cells)):
            return
        suppliers = self.ids(row, "suppliers", key)
        fallbacks = self.ids(row, "fallbacks", key)
        if suppliers is None or fallbacks is None:
            return
        place = next(cell.place for cell in cells if self.differs(cell))
        first = self.first(row, "suppliers")
        base = ((*first, *self.first(row, "fallbacks")), max(1, len(first)))
        value = ((*suppliers, *fallbacks), max(1, len(suppliers))) if suppliers else None
        number = subject[1]
        customer = self.organization.needs[number].customer
        if value is not None and not self._check(customer, value[0], place):
            self.found.refused.add(key)
            return
        self.found.pools.add(subject, "from", Statement(base, value, key, place))

    def _check(self, customer: str | None, suppliers: Sequence[str], place: Place | None) -> bool:
        """Whether these can be the suppliers of a need."""
        if customer is not None and customer in suppliers:
            problem = Problem(place, f"{quoted(customer)} needs itself", "Name another supplier.")
        elif len(set(suppliers)) < len(suppliers):
            again = next(each for each in suppliers if suppliers.count(each) > 1)
            problem = Problem(
                place,
                f"{quoted(again)} is named twice as a supplier",
                "Name each supplier once; the order is the order of preference.",
            )
        else:
            return True
        self.found.problems.append(problem)
        return False

    def _new(self, answers: Answers, row: Row, key: RowKey) -> NewRow | None:
        """A row of a need that is not one of its form."""
        if row.value("importance") == NOT_NEEDED:
            return None
        customer = self.one(row, "customer", key, answers.unit)
        suppliers = self.ids(row, "suppliers", key)
        fallbacks = self.ids(row, "fallbacks", key)
        if customer is None or suppliers is None or fallbacks is None:
            return None
        if not suppliers:
            where = row.cells.get("suppliers")
            self.found.problems.append(
                Problem(
                    row.place if where is None or where.place is None else where.place,
                    "it is not said who supplies this",
                    "Name a supplier, or take the row out.",
                )
            )
            return None
        chosen = (*suppliers, *fallbacks)
        place = row.cells["suppliers"].place
        if not self._check(customer, chosen, place):
            return None
        for name in ("customer", "suppliers", "fallbacks"):
            self.note_origin(answers, row, name)
        service = row.value("service")
        at_least = row.value("at_least") or len(suppliers)
        return NewRow(row, key, identity(customer, service, chosen), chosen, at_least)

    # ------------------------------------------------------------------------- suppliers' rows

    def _supply(self, answers: Answers, row: Row, key: RowKey) -> None:
        supplier = self.one(row, "supplier", key, answers.unit)
        customer = self.one(row, "customer", key, None)
        if row.id is None:
            if row.value("given") is False or supplier is None:
                return
            if customer is None:
                if key not in self.found.refused:
                    self.found.problems.append(
                        Problem(
                            row.place,
                            "it is not said who gets this",
                            "Name a customer, or take the row out.",
                        )
                    )
                return
            if customer != EVERYONE.id and not self._check(customer, [supplier], row.place):
                return
            for name in ("customer", "supplier"):
                self.note_origin(answers, row, name)
            who = None if customer == EVERYONE.id else customer
            new = identity(who, row.value("service"), [supplier])
            self.found.supplies.append(NewRow(row, key, new, (supplier,), 1))
            return
        told = self.told(answers, row)
        gives = next(iter(told.first[2]), "")
        number = self.index.of_supply(row.need, told, gives)
        if number is None:
            if not row.gone and any(cell.changed for cell in row.cells.values()):
                self._object("need-gone", ("need gone", told.first), row, key)
            return
        subject: Subject = ("need", number)
        if gives not in self.organization.needs[number].suppliers:
            return  # the customer has another by now
        if row.gone:
            self._object("row-gone", subject, row, key)
            return
        for name in ("supplier", "service", "customer"):
            if name in row.cells and self.differs(row.cells[name]):
                self._object("not-theirs", subject, row, key, name)
        if row.value("given") is False:
            self._object("not-given", subject, row, key, "given")
        if "within" in row.cells:
            self._state(subject, "within", row.cells["within"], key)
        self._remark(subject, row, key)

    # ---------------------------------------------------------------------------------- parties

    def _can(self, row: Row, key: RowKey) -> None:
        """Who can do a thing."""
        service = row.value("service")
        if row.gone or service is None:
            if row.gone or row.id is not None:
                people = [name for name, cell in row.cells.items() if cell.base is True]
                for name in people:
                    self._object("row-gone", ("party", self.names.now(name[4:])), row, key, "can")
            return
        renamed = row.id is not None and self.differs(row.cells["service"])
        for name, cell in row.cells.items():
            if not name.startswith("can:"):
                continue
            base = NO_BASE if renamed or row.id is None else (cell.base or None)
            person = self.names.now(name[4:])
            if person not in self.organization.parties:
                continue
            stated = Statement(base, cell.value or None, key, cell.place)
            self.found.pools.add(("party", person), f"can {service}", stated)

    def _party(self, answers: Answers, row: Row, key: RowKey) -> None:
        """A system, or a party of a table."""
        cell = row.cells["id"]
        if row.id is not None:
            party: str | None = self.names.now(cell.base.id)
            if party not in self.organization.parties:
                if not row.gone and any(each.changed for each in row.cells.values()):
                    self._object("need-gone", ("party gone", str(party)), row, key)
                return
            if row.gone:
                self._object("row-gone", ("party", party), row, key)
                return
        else:
            party = self.one(row, "id", key, None)
            if party is None:
                return
            self.note_origin(answers, row, "id")
        subject: Subject = ("party", party)
        if party not in self.organization.parties:
            self.found.pools.statements.setdefault(subject, {})
            self.found.origins.setdefault(str(party), set())
            if answers.unit is not None:
                owner = Statement(NO_BASE, answers.unit, key, row.place)
                self.found.pools.add(subject, "owner", owner)
                if "kind" not in row.cells or row.cells["kind"].value is None:
                    kind = Statement(NO_BASE, "system", key, row.place)
                    self.found.pools.add(subject, "kind", kind)
        for name, each in row.cells.items():
            if name == "note" and answers.is_form:
                self._note(subject, row, key)
            elif name != "id":
                self._state(subject, name, each, key)

    # ---------------------------------------------------------------------------------- values

    def _state(self, subject: Subject, name: str, cell: Cell, key: RowKey) -> None:
        """What a cell says of a value."""
        base = cell.base
        if base is NO_BASE and cell.value is not None:
            model = model_value(self.organization, subject, name)
            if model is not None and not is_written(self.organization, subject, name):
                base = model  # of the defaults: nobody said it
        if base is NO_BASE and cell.value is None:
            return
        self.found.pools.add(subject, name, Statement(base, cell.value, key, cell.place))

    def _note(self, subject: Subject, row: Row, key: RowKey) -> None:
        """A comment: the note of what has none, else a remark."""
        cell = row.cells.get("note")
        if cell is None or cell.value is None:
            return
        now = model_value(self.organization, subject, "note")
        if now is None or now == cell.value:
            self.found.pools.add(subject, "note", Statement(NO_BASE, cell.value, key, cell.place))
        else:
            self._remark(subject, row, key)

    def _remark(self, subject: Subject, row: Row, key: RowKey) -> None:
        cell = row.cells.get("note")
        if cell is not None and cell.value is not None:
            self.found.remarks.append((cell.value, subject, key, cell.place))

    def _said(self, answers: Answers, subject: Subject) -> None:
        if answers.by is not None or answers.date is not None:
            stated = Said(answers.by, answers.date)
            self.found.pools.said.setdefault(subject, []).append(stated)

    def _object(
        self, kind: ConflictKind, subject: Subject, row: Row, key: RowKey, name: str = ""
    ) -> None:
        cell = row.cells.get(name)
        base = None if cell is None or cell.base is NO_BASE else cell.base
        value = None if cell is None else cell.value
        place = row.place if cell is None or cell.place is None else cell.place
        self.found.refused.add(key)
        self.found.pools.objections.append(Objection(kind, subject, name, base, value, key, place))

    def _agrees(self, number: int, row: Row, now: bool) -> bool:
        """Whether a need is as a row says it, now or at first."""
        if row.gone and now:
            return False
        for name in ("importance", "buffer", "frequency"):
            cell = row.cells.get(name)
            if cell is None:
                continue
            wanted = cell.value if now else cell.base
            if wanted != model_value(self.organization, ("need", number), name):
                return False
        return True


def _as_new(row: Row) -> Row:
    """A copy of a row, as one that nobody prefilled."""
    cells: Mapping[str, Cell] = {
        name: replace(cell, base=NO_BASE) for name, cell in row.cells.items()
    }
    return replace(row, id=None, cells=cells, need=None)


def _by_id(each: tuple[Row, RowKey]) -> str:
    return each[0].id or ""
