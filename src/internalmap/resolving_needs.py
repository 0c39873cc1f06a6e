"""Written needs to needs of parties: selectors expanded, copies made, numbers judged."""

from __future__ import annotations

from collections.abc import Iterable

from internalmap.merging import Entry, Merged, WrittenNeed
from internalmap.model import STAFF_KINDS, Need, Organization, Rating
from internalmap.printable import printable
from internalmap.selectors import NobodySelected, Selection
from internalmap.source import Route

#: How many (customer, supplier) pairs all needs together may come to, once copied.
MAX_DEPENDENCIES = 5_000_000


def resolve_needs(
    merged: Merged, organization: Organization, selection: Selection
) -> list[Need]:
    """The needs, those with problems left out."""
    needs = []
    pairs = 0
    resolver = _Resolver(merged, organization, selection)
    for written in merged.needs:
        need = resolver.need(written)
        if need is not None:
            needs.append(need)
            pairs += len(need.customers) * len(need.suppliers)
            if pairs > MAX_DEPENDENCIES:
                merged.report(
                    written.route,
                    f"needs come to more than {MAX_DEPENDENCIES:,} dependencies",
                    "Let fewer parties need fewer suppliers: a team in place of its people.",
                )
                break
    return needs


class _Resolver:
    def __init__(self, merged: Merged, organization: Organization, selection: Selection) -> None:
        self.merged = merged
        self.organization = organization
        self.selection = selection
        self.inside: dict[str, frozenset[str]] = {}
        self.customer_names_told: set[str] = set()

    def need(self, written: WrittenNeed) -> Need | None:
        """A need, or nothing where something is wrong with it."""
        route, customer, entry = written
        parties = self.organization.parties
        if customer is not None and customer not in parties:
            unknown = self.selection.unknown_id(customer)
            self._report(route, ("customer",), unknown.message, unknown.remedy)
            return None
        wanted = entry.get("from")
        if not wanted:
            remedy = "Say who supplies it: 'from: kitchen', or a list in order of preference."
            self.merged.report(route, "'from' is missing", remedy)
            return None
        before = len(self.merged.problems)
        if len(wanted) == 1 and wanted[0] in parties:
            suppliers: tuple[str, ...] = (wanted[0],)
        else:
            suppliers = self._suppliers(route, wanted, customer)
        applies_to = entry.get("applies_to") or "unit"
        customers: tuple[str, ...]
        if customer is not None and applies_to == "unit":
            customers = (customer,)
            if customer in suppliers:
                self._report_self(route, wanted, customer)
        elif len(self.merged.problems) == before:
            customers = self._copies(route, customer, suppliers)
        else:
            return None
        at_least = self._at_least(route, entry, suppliers, before)
        if len(self.merged.problems) != before:
            return None
        return self._build(written, customers, suppliers, at_least)

    def _build(
        self,
        written: WrittenNeed,
        customers: tuple[str, ...],
        suppliers: tuple[str, ...],
        at_least: int,
    ) -> Need:
        route, customer, entry = written
        get = entry.get
        importance = get("importance")
        actions = acceptances = ()
        if "actions" in entry or "accept" in entry:
            from internalmap import resolving

            actions = resolving.actions(self.merged, entry, route)  # type: ignore[assignment]
            acceptances = resolving.accepted(self.merged, entry, route)  # type: ignore[assignment]
        return Need(
            customer,
            customers,
            suppliers,
            at_least,
            get("service"),
            importance or "essential",
            importance is not None,
            get("frequency"),
            get("effort"),
            get("within"),
            get("buffer"),
            self._rating(route, entry, "satisfaction") if "satisfaction" in entry else None,
            self._rating(route, entry, "expectation") if "expectation" in entry else None,
            get("reviewed"),
            get("request"),
            get("applies_to") or "unit",
            tuple(get("tags") or ()),
            get("url"),
            get("note"),
            actions,
            acceptances,
            False,
            route,
        )

    def _suppliers(
        self, route: Route, wanted: list[str], customer: str | None
    ) -> tuple[str, ...]:
        """Who is meant by `from`, in order of preference."""
        found: dict[str, int] = {}
        for index, selector in enumerate(wanted):
            try:
                ids = self.selection.ids(selector)
            except NobodySelected as nobody:
                if self.merged.sound or selector.partition(":")[0] not in ("kind", "tag", "can"):
                    self._report(route, ("from", index), nobody.message, nobody.remedy)
                continue
            if not self.selection.is_id(selector):
                if customer is not None:
                    left_out = self._inside(customer)
                    ids = tuple(id for id in ids if id != customer and id not in left_out)
                if not ids:
                    message = (
                        f"'{printable(selector)}' picks nobody but "
                        f"'{printable(customer or '')}' and those inside it"
                    )
                    self._report(route, ("from", index), message, "Name other suppliers.")
            for id in ids:
                if id in found:
                    again = "" if self.selection.is_id(selector) else f", through '{selector}'"
                    message = f"'{printable(id)}' is named twice as a supplier{printable(again)}"
                    remedy = "Name each supplier once; the order is the order of preference."
                    self._report(route, ("from", index), message, remedy)
                else:
                    found[id] = index
        return tuple(found)

    def _report_self(self, route: Route, wanted: list[str], customer: str) -> None:
        index = wanted.index(customer) if customer in wanted else 0
        message = f"'{printable(customer)}' needs itself"
        self._report(route, ("from", index), message, "Name another supplier.")

    def _copies(
        self, route: Route, customer: str | None, suppliers: tuple[str, ...]
    ) -> tuple[str, ...]:
        """Those that a need of everyone, or of a unit's members, is copied to."""
        left_out = set(suppliers)
        for supplier in suppliers:
            left_out |= self._inside(supplier)
        concerned: Iterable[str] = (
            self.organization.parties if customer is None else sorted(self._inside(customer))
        )
        parties, members = self.organization.parties, self.organization.members
        found = tuple(
            id
            for id in concerned
            if id not in left_out
            and parties[id].kind in STAFF_KINDS
            and not any(parties[member].kind in STAFF_KINDS for member in members.get(id, ()))
        )
        if not found and self.merged.sound:
            whom = "everyone" if customer is None else f"the members of '{printable(customer)}'"
            self.merged.report(
                route,
                f"a need of {whom} is left with nobody who has it",
                "It goes to persons, roles, teams and departments other than its suppliers.",
            )
        return found

    def _at_least(
        self, route: Route, entry: Entry, suppliers: tuple[str, ...], before: int
    ) -> int:
        at_least = entry.get("at_least")
        if at_least is None:
            return 1
        if at_least == "all":
            return len(suppliers)
        if at_least > len(suppliers) and len(self.merged.problems) == before:
            few = "1 supplier" if len(suppliers) == 1 else f"{len(suppliers)} suppliers"
            message = f"at_least is {at_least}, and there are {few}"
            self._report(route, ("at_least",), message, "Lower it, or name more suppliers.")
        return int(at_least)

    def _rating(self, route: Route, entry: Entry, key: str) -> Rating | None:
        value = entry.get(key)
        if value is None:
            return None
        numbers, dimensions = value
        low, high = self.merged.scale
        for index, number in enumerate(numbers):
            if not low <= number <= high:
                step = dimensions[index] if dimensions else index
                message = f"{number:g} is not on the scale from {low:g} to {high:g}"
                remedy = "Correct it, or set the model's 'scale'."
                self._report(route, (key, step), message, remedy)
        return Rating(numbers, dimensions)

    def _inside(self, unit: str) -> frozenset[str]:
        if unit not in self.inside:
            self.inside[unit] = frozenset(self.organization.inside(unit))
        return self.inside[unit]

    def _report(
        self, route: Route, inner: tuple[str | int, ...], message: str, remedy: str
    ) -> None:
        self.merged.report(Route(route.source, (*route.path, *inner)), message, remedy)
