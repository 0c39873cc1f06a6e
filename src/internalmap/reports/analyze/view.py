"""What every section of the report looks at: the results, the names, and how much to show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property

from internalmap._dataclass import dataclass
from internalmap.model.phrases import Names, command, counted, listed, party_command, plural
from internalmap.reports.blocks import Step
from internalmap.results.absences import Effect
from internalmap.results.analyze import Analysis, NeedRef, PartyRow
from internalmap.text.escape import escape


@dataclass(frozen=True)
class View:
    """An analysis with the names in it, the number of rows to show, the model's path, today, where
    it matters, and whether the figures of the whole are asked for."""

    analysis: Analysis
    top: int
    model: str
    today: date | None = None
    structure: bool = False

    @cached_property
    def names(self) -> Names:
        """How the parties are named."""
        return Names(self.analysis.names)

    @cached_property
    def rows(self) -> dict[str, PartyRow]:
        """Each party's figures."""
        return {row.id: row for row in self.analysis.parties}

    @cached_property
    def _members(self) -> dict[str, list[PartyRow]]:
        members: dict[str, list[PartyRow]] = {}
        for row in self.analysis.parties:
            if row.part_of is not None:
                members.setdefault(row.part_of, []).append(row)
        return members

    def inside(self, unit: str) -> Iterator[PartyRow]:
        """Everyone inside a unit, the unit itself left out."""
        waiting = list(reversed(self._members.get(unit, ())))
        while waiting:
            row = waiting.pop()
            yield row
            waiting.extend(reversed(self._members.get(row.id, ())))

    @cached_property
    def grouped(self) -> bool:
        """Whether the rows are of units: there are fewer of them than the model has parties."""
        return len(self.analysis.parties) < self.analysis.summary.parties

    def counted_rows(self, count: int) -> str:
        """A number of rows, by what they are of."""
        return counted(count, "unit") if self.grouped else counted(count, "party", "parties")

    @cached_property
    def protects_customers(self) -> bool:
        """Whether all protected parties are external customers."""
        return all(
            id in self.rows and self.rows[id].kind == "customer"
            for id in self.analysis.settings.protected
        )

    @cached_property
    def silent(self) -> tuple[str, ...]:
        """The protected parties of which nothing can be said: no need of theirs is written down,
        and nobody is inside them."""
        points = self.analysis.single_points_of_failure
        stopped = {id for point in points for id in point.stops}
        stopped.update(each.protected for effects in self.effects.values() for each in effects)
        return tuple(
            id
            for id in self.analysis.settings.protected
            if id in self.rows
            and not self.rows[id].suppliers
            and id not in self._members
            and id not in stopped
        )

    @cached_property
    def heard(self) -> tuple[str, ...]:
        """The other protected parties."""
        return tuple(id for id in self.analysis.settings.protected if id not in set(self.silent))

    def no_needs(self) -> str:
        """Whose needs are not written down."""
        names = listed(self.names.shorts(self.silent), limit=5)
        return f"{names} {plural(len(self.silent), 'has', 'have')} no needs written down"

    @cached_property
    def asked(self) -> str:
        """Whose absence was thought of, where that was asked; every "nobody" holds of them only."""
        candidates = self.analysis.settings.candidates
        if candidates is None:
            return ""
        asked = listed([escape(text) for text in candidates], limit=5)
        return f" of those asked about ({asked})"

    @property
    def whoever(self) -> str:
        """That it does not matter who is missing, of those who were thought of."""
        return f"whoever{self.asked} is missing"

    def protected(self, count: int) -> str:
        """The noun for the protected parties."""
        return _noun(count, customers=self.protects_customers)

    @cached_property
    def _customers(self) -> frozenset[str]:
        """The protected parties that are external customers."""
        return frozenset(
            id
            for id in self.analysis.settings.protected
            if id in self.rows and self.rows[id].kind == "customer"
        )

    def is_customer(self, id: str) -> bool:
        """Whether a protected party is an external customer."""
        return id in self._customers

    def customers_first(self, effects: Iterable[Effect]) -> list[Effect]:
        """Effects on external customers first, else as they stand."""
        return sorted(effects, key=lambda effect: effect.protected not in self._customers)

    @cached_property
    def effects(self) -> dict[str, tuple[Effect, ...]]:
        """What each absence does to the protected parties."""
        return {row.party: row.effects for row in self.analysis.absences.rows}

    @cached_property
    def _absences_of(self) -> dict[str, list[tuple[Effect, str]]]:
        told = {point.party for point in self.analysis.single_points_of_failure}
        found: dict[str, list[tuple[Effect, str]]] = {}
        for row in self.analysis.absences.rows:
            for effect in row.effects:
                if row.party in told or row.party == effect.protected:
                    found.setdefault(effect.protected, []).append((effect, row.party))
        for effects in found.values():
            effects.sort(key=lambda one: (one[0].needed is None, one[0].needed or 0))
        return found

    @cached_property
    def back_too_late(self) -> tuple[str, ...]:
        """The protected parties whose own absence alone is longer than they can be missed."""
        return tuple(
            id
            for id in self.analysis.settings.protected
            if any(e.let_down and party == id for e, party in self.absences_of(id))
        )

    def absences_of(self, id: str) -> list[tuple[Effect, str]]:
        """What the absences that the report tells do to a protected party, and its own; the soonest
        first, else the worst."""
        return self._absences_of.get(id, [])

    def who(self, ids: Iterable[str], *, named: int = 3) -> str:
        """Protected parties: by name as long as they are few, else how many of all; the external
        customers first."""
        ids = list(ids)
        whole = self.analysis.settings.protected
        parts = []
        for of_customers in (True, False):
            some = [id for id in ids if (id in self._customers) == of_customers]
            every = sum((id in self._customers) == of_customers for id in whole)
            if 0 < len(some) <= named:
                parts += self.names.shorts(some)
            elif some:
                noun = _noun(every, customers=of_customers)
                if not of_customers and self._customers:
                    noun = f"other {noun}"
                all_of_them = len(some) == every
                parts.append(
                    f"all {every:,} {noun}" if all_of_them else f"{len(some):,} of {every:,} {noun}"
                )
        return listed(parts)

    def any_of(self, ids: Sequence[str]) -> str:
        """Those of whom not one is let down."""
        if len(ids) == 1:
            return self.names.short(ids[0])
        if len(ids) <= 3:
            return f"any of {listed(self.names.shorts(ids))}"
        return f"any of {len(ids):,} {self.protected(len(ids))}"

    def need(self, need: NeedRef) -> str:
        """A need by what is supplied and to whom."""
        customer = self.names.customer(need.customer)
        return f"{self.service(need.service, need.suppliers)} for {customer}"

    def service(self, service: str | None, suppliers: Sequence[str]) -> str:
        """What is supplied, or who supplies it where the service has no name."""
        if service is not None:
            return escape(service)
        return f"what {listed(self.names.shorts(suppliers), 'or', limit=3)} supplies"

    def more(
        self, total: int, one: str, many: str = "", *, shown: int | None = None
    ) -> Step | None:
        """What stands under a table of which only the first rows are shown: how many were left
        out, and how to see them."""
        left = total - (min(total, self.top) if shown is None else shown)
        if left <= 0:
            return None
        return Step(
            f"and {counted(left, f'more {one}', f'more {many}' if many else '')}:",
            self.command("analyze", "--top", str(total)),
        )

    def command(self, name: str, *options: str) -> str:
        """A command on this model."""
        return command(name, self.model, *options)

    def card(self, id: str) -> str:
        """The command that shows a party's card."""
        return party_command(self.model, id)


def _noun(count: int, *, customers: bool) -> str:
    if customers:
        return plural(count, "external customer")
    return plural(count, "protected party", "protected parties")
