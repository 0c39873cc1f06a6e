"""What stands in a form, before it is a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from internalmap.exchange.forms.labels import (
    can_key,
    labels,
    shown_parties,
    shown_rate,
    shown_text,
    shown_time,
)
from internalmap.exchange.forms.layout import (
    EVERYONE,
    SHEETS,
    YES,
    Column,
    SheetLayout,
    need_ids,
    party_id,
    service_id,
    supply_id,
)
from internalmap.model.organization import STAFF_KINDS, Need, Organization
from internalmap.text.quantity_texts import duration_text, rate_text

#: With more people than this, a sheet with a column for each is of no use to anyone.
MAX_PEOPLE: Final = 40


@dataclass(frozen=True, slots=True)
class FormCell:
    """What a cell shows, and the value that this stands for, as the base has it."""

    shown: str
    value: object


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row with its id, its cells by the keys of their columns, and what else its base says."""

    id: str
    cells: Mapping[str, FormCell]
    besides: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class FormSheet:
    """A sheet with its columns, in *Who can stand in* with those of people, and its rows. The first
    so many of these `decide` most."""

    layout: SheetLayout
    columns: tuple[Column, ...]
    rows: tuple[FormRow, ...]
    decide: int = 0


@dataclass(frozen=True, slots=True)
class FormContent:
    """A form: whose it is, the parties that it is about, its sheets; `called` is what all parties
    are called, `named` are those that its drop-downs offer, in id order. `left_out` says why a
    sheet is not there."""

    title: str
    marking: str | None
    unit: str
    by: str
    due: date | None
    ask: str | None
    parties: tuple[str, ...]
    sheets: tuple[FormSheet, ...]
    called: Mapping[str, str]
    named: tuple[str, ...]
    left_out: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the unit is called."""
        return self.called[self.unit]

    def open_cells(self) -> int:
        """How many wanted cells of its rows are empty."""
        return sum(
            column.wanted and not row.cells[column.key].shown
            for sheet in self.sheets
            for row in sheet.rows
            for column in sheet.columns
        )


class Forms:
    """Makes the content of the forms of an organisation. `weights`: how much hangs on each of its
    needs, by number; one of the first so many that say too little stands first."""

    def __init__(self, organization: Organization, weights: Mapping[int, int]) -> None:
        self._organization = organization
        self._weights = weights
        self.called = labels(organization)
        self._ids = need_ids(organization.needs)
        self._of_customer: dict[str, list[int]] = {}
        self._of_supplier: dict[str, list[int]] = {}
        for number, need in enumerate(organization.needs):
            if need.customer is not None:
                self._of_customer.setdefault(need.customer, []).append(number)
            for supplier in dict.fromkeys(need.suppliers):
                self._of_supplier.setdefault(supplier, []).append(number)

    def form(
        self,
        unit: str,
        parties: tuple[str, ...],
        *,
        by: str,
        due: date | None = None,
        ask: str | None = None,
    ) -> FormContent:
        """The form of a unit that is about these parties."""
        sheets = [self._needs(parties), self._supplies(parties)]
        people = self._people(parties)
        left_out: tuple[str, ...] = ()
        stand_ins = self._stand_ins(parties, people)
        if len(people) > MAX_PEOPLE:
            left_out = (
                f"{SHEETS['stand-ins'].name} is left out for {self.called[unit]}: "
                f"{len(people):,} people are too many for it",
            )
        elif stand_ins.rows and people:
            sheets.append(stand_ins)
        systems = self._systems(parties)
        if systems.rows:
            sheets.append(systems)
        organization = self._organization
        return FormContent(
            organization.title, organization.marking, unit, by, due, ask, parties, tuple(sheets),
            self.called, self._named(parties), left_out,
        )  # fmt: skip

    def _named(self, parties: Sequence[str]) -> tuple[str, ...]:
        """The parties that the drop-downs of a form offer: its own, those that its rows name, and
        all others but persons and roles whom nobody names as a supplier: these are nobody's
        business elsewhere."""
        known, needs = self._organization.parties, self._organization.needs
        own = set(parties)
        for party in parties:
            own.update(needs[each].customer or "" for each in self._of_supplier.get(party, ()))
        return tuple(
            id
            for id, party in known.items()
            if id in own or id in self._of_supplier or party.kind not in ("person", "role")
        )

    def _needs(self, parties: Sequence[str]) -> FormSheet:
        needs = self._organization.needs
        numbers = [number for party in parties for number in self._of_customer.get(party, ())]

        def is_said(number: int) -> bool:
            return needs[number].importance_given and needs[number].buffer is not None

        def decides(number: int) -> int:
            return 0 if is_said(number) else self._weights.get(number, 0)

        numbers.sort(key=lambda number: (-decides(number), is_said(number), number))
        rows = tuple(self._need(number) for number in numbers)
        layout = SHEETS["needs"]
        return FormSheet(layout, layout.columns, rows, sum(decides(each) > 0 for each in numbers))

    def _need(self, number: int) -> FormRow:
        need = self._organization.needs[number]
        first, others = need.first_suppliers, need.suppliers[need.at_least :]
        given = need.importance if need.importance_given else None
        cells = {
            "customer": self._party(need.customer),
            "service": FormCell(shown_text(need.service), need.service),
            "suppliers": FormCell(shown_parties(first, self.called), list(first)),
            "fallbacks": FormCell(shown_parties(others, self.called), list(others)),
            "importance": FormCell(given or "", given),
            "buffer": _time(need.buffer, "not at all"),
            "frequency": FormCell(
                shown_rate(need.frequency),
                None if need.frequency is None else rate_text(need.frequency),
            ),
            "note": FormCell("", None),
        }
        return FormRow(self._ids[number], cells, {})

    def _supplies(self, parties: Sequence[str]) -> FormSheet:
        needs = self._organization.needs
        found = [
            (number, party)
            for party in parties
            for number in self._of_supplier.get(party, ())
            if needs[number].customer not in parties
        ]
        found.sort(key=lambda each: (-self._weights.get(each[0], 0), *each))
        layout = SHEETS["supplies"]
        rows = tuple(self._supply(number, party) for number, party in found)
        return FormSheet(layout, layout.columns, rows)

    def _supply(self, number: int, supplier: str) -> FormRow:
        need, id = self._organization.needs[number], self._ids[number]
        cells = {
            "supplier": self._party(supplier),
            "service": FormCell(shown_text(need.service), need.service),
            "customer": self._party(need.customer),
            "within": _time(need.within, "at once"),
            "given": FormCell("", None),
            "note": FormCell("", None),
        }
        return FormRow(supply_id(id, supplier), cells, {"need": id})

    def _people(self, parties: Sequence[str]) -> list[str]:
        known = self._organization.parties
        return [party for party in parties if known[party].kind in ("person", "role")]

    def _stand_ins(self, parties: Sequence[str], people: Sequence[str]) -> FormSheet:
        known = self._organization.parties
        services: dict[str, int] = {}
        for need, number in self._staffed(parties):
            if need.service is not None:
                weight = self._weights.get(number, 0)
                services[need.service] = max(services.get(need.service, 0), weight)
        for person in people:
            for service in known[person].can:
                services.setdefault(service, 0)
        layout = SHEETS["stand-ins"]
        columns = tuple(
            Column(can_key(person), self.called[person], "answer", "Can", strict=True)
            for person in people
        )
        ordered = sorted(services, key=lambda each: (-services[each], each.casefold(), each))
        rows = tuple(self._stand_in(service, people) for service in ordered)
        return FormSheet(layout, (*layout.columns, *columns), rows)

    def _staffed(self, parties: Sequence[str]) -> Iterator[tuple[Need, int]]:
        """The needs that people among the parties, or their units, supply."""
        known, needs = self._organization.parties, self._organization.needs
        for party in parties:
            if known[party].kind in STAFF_KINDS:
                for number in self._of_supplier.get(party, ()):
                    yield needs[number], number

    def _stand_in(self, service: str, people: Sequence[str]) -> FormRow:
        known = self._organization.parties
        cells = {"service": FormCell(shown_text(service), service)}
        for person in people:
            can = service in known[person].can
            cells[can_key(person)] = FormCell(YES if can else "", can)
        return FormRow(service_id(service), cells, {})

    def _systems(self, parties: Sequence[str]) -> FormSheet:
        layout = SHEETS["systems"]
        known = [self._organization.parties[party] for party in parties]
        rows = tuple(
            FormRow(
                party_id(party.id),
                {
                    "name": self._party(party.id),
                    "kind": FormCell(party.kind, party.kind),
                    "restore": _time(party.restore, "at once"),
                    "backup_every": _time(party.backup_every, "at once"),
                    "max_data_loss": _time(party.max_data_loss, "none"),
                    "note": FormCell("", None),
                },
                {},
            )
            for party in known
            if party.kind in ("system", "information")
        )
        return FormSheet(layout, layout.columns, rows)

    def _party(self, id: str | None) -> FormCell:
        return FormCell(EVERYONE if id is None else self.called[id], id)


def _time(seconds: float | None, nothing: str) -> FormCell:
    return FormCell(
        shown_time(seconds, nothing), None if seconds is None else duration_text(seconds)
    )
