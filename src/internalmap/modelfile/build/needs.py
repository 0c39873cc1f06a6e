"""Written needs to needs of parties: selectors expanded, copies made, numbers judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from internalmap.model import keys
from internalmap.model.organization import STAFF_KINDS, Need, Organization, Rating
from internalmap.model.selectors import NobodySelected, Selection
from internalmap.modelfile.build.drafts import quick_maker
from internalmap.modelfile.build.entries import acceptances, actions, said
from internalmap.modelfile.build.forest import Forest
from internalmap.modelfile.build.merging import Entry, Merged, WrittenNeed, is_on_scale
from internalmap.source import Route
from internalmap.text.escape import quoted
from internalmap.text.globs import SelectorTooCostly
from internalmap.text.quantities import say_duration

#: How many (customer, supplier) pairs all needs together may come to, once copied.
MAX_DEPENDENCIES = 5_000_000

#: Keys of needs that few needs give.
_FURTHER = frozenset(key.name for key in keys.NEED) - {
    "customer", "from", "at_least", "service", "importance", "frequency", "effort", "within",
    "buffer", "satisfaction",
}  # fmt: skip

#: How many ratings are remembered.
_REMEMBERED = 1_000

_make_need = quick_maker(Need)
_make_rating = quick_maker(Rating)


def resolve_needs(merged: Merged, organization: Organization, selection: Selection) -> list[Need]:
    """The needs, those with problems left out."""
    needs = []
    resolver = _Resolver(merged, organization, selection)
    for written in merged.needs:
        try:
            need = resolver.need(written)
        except SelectorTooCostly:  # this was told, and each after it would be too many as well
            break
        if need is not None:
            needs.append(need)
        if resolver.pairs > MAX_DEPENDENCIES:
            _report_pairs(merged, written[0])
            break
    return needs


def for_the_unlisted(
    merged: Merged, needs: Sequence[Need], organization: Organization
) -> Sequence[Need]:
    """The needs, those of everyone and of members copied also to the units in which somebody is
    not listed: those that have no staffing need, or more heads than are listed."""
    copied = [need for need in needs if need.customer is None or need.applies_to == "members"]
    if not copied:
        return needs
    forest = Forest(organization)
    units = forest.numbers(_with_unlisted(organization, forest))
    found: dict[int, tuple[str, ...]] = {}
    pairs = 0
    for need in copied:
        found[id(need)] = tuple(forest.among(units, need.customer, need.suppliers))
        pairs += len(found[id(need)]) * len(need.suppliers)
        if pairs > MAX_DEPENDENCIES:
            _report_pairs(merged, need.route)
            break
    return [replace(need, units=found[id(need)]) if found.get(id(need)) else need for need in needs]


def _with_unlisted(organization: Organization, forest: Forest) -> Iterator[str]:
    """The units in which somebody is not listed, who has no copy otherwise."""
    staffed = {need.customer for need in organization.staffing}
    for unit in organization.members:
        party = organization.parties[unit]
        people = organization.people.get(unit, ())
        more = party.headcount is not None and party.headcount > len(people)
        if (
            party.kind in STAFF_KINDS
            and not forest.is_staff(unit)
            and (more or unit not in staffed)
        ):
            yield unit


def _report_pairs(merged: Merged, route: Route | None) -> None:
    if route is not None:
        merged.report(
            route,
            f"up to here, needs come to more than {MAX_DEPENDENCIES:,} dependencies",
            "Let fewer parties need fewer suppliers: a team in place of its people.",
        )


def _are_distinct(ids: list[str]) -> bool:
    return len(ids) == 1 or len(set(ids)) == len(ids)


class _Resolver:
    """What is known while the needs are gone through."""

    def __init__(self, merged: Merged, organization: Organization, selection: Selection) -> None:
        self.merged = merged
        self.organization = organization
        self.selection = selection
        self.ids = frozenset(organization.parties)
        self.pairs = 0
        #: Ratings that are on the scale, by the identity of what says them, which may stand in many
        #: needs: all of these live as long as this.
        self._ratings: dict[int, Rating] = {}

    @cached_property
    def forest(self) -> Forest:
        """Made for the first need that asks who is inside whom."""
        return Forest(self.organization)

    def need(self, written: WrittenNeed) -> Need | None:
        """A need, or nothing where something is wrong with it."""
        route, customer, entry = written
        ids = self.ids
        wanted = entry.get("from")
        if not wanted or (customer is not None and customer not in ids):
            self._report_ends(route, customer, wanted)
            return None
        suppliers: tuple[str, ...] | None
        if len(wanted) == 1 and wanted[0] != customer and wanted[0] in ids:
            suppliers = (wanted[0],)  # as most needs are
        elif customer not in wanted and ids.issuperset(wanted) and _are_distinct(wanted):
            suppliers = tuple(wanted)  # as nearly all needs are
        else:
            suppliers = self._suppliers(route, wanted, customer)
        self.pairs += len(suppliers or ())
        if suppliers is None:
            return None
        customers: tuple[str, ...]
        if customer is not None and entry.get("applies_to") != "members":
            customers = (customer,)
        else:
            customers = self._copies(route, customer, suppliers)
        at_least = 1
        if "at_least" in entry:
            at_least = self._at_least(route, entry, suppliers)
        return self._build(written, customers, suppliers, at_least)

    def _report_ends(self, route: Route, customer: str | None, wanted: list[str] | None) -> None:
        """Note a customer that is not known, and suppliers that are not given."""
        if customer is not None and customer not in self.ids:
            unknown = self.selection.unknown_id(customer)
            self._report(route, ("customer",), unknown.message, unknown.remedy)
        if wanted:
            self._suppliers(route, wanted, None)
        else:
            remedy = "Say who supplies it: 'from: kitchen', or a list in order of preference."
            self.merged.report_missing(route, {}, ["from"], remedy)

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
        rating = self._rating(route, entry, "satisfaction") if "satisfaction" in entry else None
        if _FURTHER.isdisjoint(entry):
            # As nearly all needs are. Each keyword is looked for among all parameters before it,
            # so a call that leaves out what has its default takes half as long.
            return _make_need(
                customer=customer,
                customers=customers,
                suppliers=suppliers,
                at_least=at_least,
                service=get("service"),
                importance=importance or "essential",
                importance_given=importance is not None,
                frequency=get("frequency"),
                effort=get("effort"),
                within=get("within"),
                buffer=get("buffer"),
                satisfaction=rating,
                route=route,
            )
        return _make_need(
            customer=customer,
            customers=customers,
            suppliers=suppliers,
            at_least=at_least,
            service=get("service"),
            importance=importance or "essential",
            importance_given=importance is not None,
            frequency=get("frequency"),
            effort=get("effort"),
            within=get("within"),
            buffer=get("buffer"),
            limit=self._limit(route, entry) if "limit" in entry else None,
            max_data_loss=get("max_data_loss"),
            satisfaction=rating,
            expectation=self._rating(route, entry, "expectation")
            if "expectation" in entry
            else None,
            reviewed=get("reviewed"),
            said=said(entry),
            request=get("request"),
            applies_to=get("applies_to") or "unit",
            tags=tuple(entry["tags"] or ()) if "tags" in entry else (),
            url=get("url"),
            note=get("note"),
            actions=actions(self.merged, entry, route) if "actions" in entry else (),
            accept=acceptances(self.merged, entry, route) if "accept" in entry else (),
            route=route,
        )

    def _suppliers(
        self, route: Route, wanted: list[str], customer: str | None
    ) -> tuple[str, ...] | None:
        """Who is meant by `from`, in order of preference; nothing where something is wrong."""
        found: dict[str, None] = {}
        right = True
        for index, selector in enumerate(wanted):
            fault = None
            if self.selection.is_id(selector):
                ids: tuple[str, ...] = (selector,)
                if selector == customer:
                    fault = (f"{quoted(selector)} needs itself", "Name another supplier.")
            else:
                ids, fault = self._selected(route, index, selector, customer)
            again = next((id for id in ids if id in found), None)
            if again is not None and fault is None:
                through = "" if again == selector else f", through {quoted(selector)}"
                fault = (
                    f"{quoted(again)} is named twice as a supplier{through}",
                    "Name each supplier once; the order is the order of preference.",
                )
            found.update(dict.fromkeys(ids))
            if fault is not None:
                right = False
                if fault[0]:
                    self._report(route, ("from", index), *fault)
        return tuple(found) if right else None

    def _selected(
        self, route: Route, index: int, selector: str, customer: str | None
    ) -> tuple[tuple[str, ...], tuple[str, str] | None]:
        """The parties that a selector picks, the customer and everyone inside it left out; and
        what is wrong with it, empty where that cannot be judged."""
        try:
            ids = self.selection.ids(selector)
        except SelectorTooCostly as costly:
            self._report(route, ("from", index), costly.message, costly.remedy)
            raise
        except NobodySelected as nobody:
            if not nobody.rests_on.isdisjoint(self.merged.uncertain):
                return (), ("", "")
            from internalmap.modelfile.build.several import instead_of_several
            from internalmap.text.meant import is_not_known

            remedy = instead_of_several(selector, self.ids, nobody.remedy)
            if is_not_known(selector):
                remedy = "If nobody knows who supplies it, leave the need out."
            return (), (nobody.message, remedy)
        if customer is not None:
            ids = tuple(id for id in ids if not self.forest.holds(customer, id))
        if not ids:
            message = f"{quoted(selector)} picks nobody but the customer and those inside it"
            return (), (message, "Name other suppliers.")
        return ids, None

    def _copies(
        self, route: Route, customer: str | None, suppliers: tuple[str, ...]
    ) -> tuple[str, ...]:
        """Those that a need of everyone, or of a unit's members, is copied to."""
        found = tuple(self.forest.staff(customer, suppliers))
        self.pairs += len(found) * len(suppliers)
        if not found and self.merged.uncertain.isdisjoint(("kind", "part_of")):
            where = "" if customer is None else f" inside {quoted(customer)}"
            self.merged.report(
                route,
                f"nobody{where} is left who has this need",
                "It goes to persons, roles, teams and departments that have no such members of "
                "their own, its suppliers and everyone inside them left out.",
            )
        return found

    def _at_least(self, route: Route, entry: Entry, suppliers: tuple[str, ...]) -> int:
        at_least = entry["at_least"]
        if at_least is None:
            return 1
        if at_least == "all":
            return len(suppliers)
        if at_least > len(suppliers) and not self.merged.is_invalid(route, "from"):
            few = f"there are {len(suppliers)} suppliers"
            if len(suppliers) == 1:
                few = "there is 1 supplier"
            message = f"at_least is {at_least}, and {few}"
            self._report(route, ("at_least",), message, "Lower it, or name more suppliers.")
        return int(at_least)

    def _limit(self, route: Route, entry: Entry) -> int | None:
        """The limit, judged against what else the need says."""
        limit, buffer, importance = (entry.get(key) for key in ("limit", "buffer", "importance"))
        if limit is None:
            return None
        if importance not in (None, "essential"):
            self._report(
                route,
                ("limit",),
                f"the need is {importance}, and only an essential need has a limit",
                "Take the limit out, or make the need essential.",
            )
        elif buffer is not None and limit < buffer:
            self._report(
                route,
                ("limit",),
                f"the limit, {say_duration(limit)}, is below the buffer, {say_duration(buffer)}",
                "The harm begins once the buffer is used up: raise the limit, or lower the buffer.",
            )
        return int(limit)

    def _rating(self, route: Route, entry: Entry, key: str) -> Rating | None:
        rating = entry[key]
        if rating is None:
            return None
        known = self._ratings.get(id(rating))
        if known is not None:
            return known
        numbers, dimensions = rating
        low, high = self.merged.scale
        made = _make_rating(numbers, dimensions)
        if not (low <= min(numbers) and max(numbers) <= high):
            is_on_scale(self.merged, Route(route.source, (*route.path, key)), rating)
        elif len(self._ratings) < _REMEMBERED:
            self._ratings[id(rating)] = made
        return made

    def _report(
        self, route: Route, inner: tuple[str | int, ...], message: str, remedy: str
    ) -> None:
        self.merged.report(Route(route.source, (*route.path, *inner)), message, remedy)
