"""What every section of the report looks at: the results, the names, and how much to show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from internalmap.model.phrases import Names, command, counted, listed, party_command, plural
from internalmap.reports.blocks import Step
from internalmap.results.analyze import Analysis, NeedRef, PartyRow
from internalmap.text.escape import printable


@dataclass(frozen=True)
class View:
    """An analysis with the names in it, the number of rows to show, the model's path and, where
    it matters, today."""

    analysis: Analysis
    top: int
    model: str
    today: date | None = None

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
        asked = listed([printable(text) for text in candidates], limit=5)
        return f" of those asked about ({asked})"

    @property
    def whoever(self) -> str:
        """That it does not matter who is missing, of those who were thought of."""
        return f"whoever{self.asked} is missing"

    def protected(self, count: int) -> str:
        """The noun for the protected parties."""
        if self.protects_customers:
            return plural(count, "external customer")
        return plural(count, "protected party", "protected parties")

    def let_down(self, stops: Sequence[str], *, ids: bool = False) -> str:
        """Who is let down: by name as long as they are few, else how many of all."""
        whole = len(self.analysis.settings.protected)
        if len(stops) <= 3:
            return listed([self.names.full(id) if ids else self.names.short(id) for id in stops])
        if len(stops) == whole:
            return f"all {whole:,} {self.protected(whole)}"
        some = listed(self.names.shorts(stops[:2]))
        return f"{len(stops):,} of {whole:,} {self.protected(whole)} ({some} among them)"

    def any_of(self, ids: Sequence[str]) -> str:
        """Those of whom not one is let down."""
        if len(ids) == 1:
            return self.names.short(ids[0])
        if len(ids) <= 3:
            return f"any of {listed(self.names.shorts(ids))}"
        return f"any of {len(ids):,} {self.protected(len(ids))}"

    def need(self, need: NeedRef) -> str:
        """A need by what is supplied and to whom."""
        customer = "everyone" if need.customer is None else self.names.short(need.customer)
        return f"{self.service(need.service, need.suppliers)} for {customer}"

    def service(self, service: str | None, suppliers: Sequence[str]) -> str:
        """What is supplied, or who supplies it where the service has no name."""
        if service is not None:
            return printable(service)
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
