"""The organisation as the program sees it: frozen, resolved, without input or output.

A *party* is anyone, or any system, that supplies or is supplied. A *need* is one thing that a
customer must get, from one or more suppliers. Selectors are expanded, defaults filled in, and
quantities turned to numbers: durations to seconds, rates to times per week, shares to 0 to 1. Rates
and work are integers or fractions, exactly what was written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, fields, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, get_args

from internalmap._dataclass import dataclass
from internalmap.errors import InternalMapError
from internalmap.model.settings import CheckSettings, Scenario
from internalmap.text.escape import escape as escape_controls
from internalmap.text.escape import quoted
from internalmap.text.exact import Exact, exact
from internalmap.text.suggest import did_you_mean

if TYPE_CHECKING:
    import networkx as nx

    from internalmap.source import Route, Source

Kind = Literal[
    "person", "role", "team", "department", "process", "system", "information", "site", "supplier",
    "customer",
]  # fmt: skip
Engagement = Literal["permanent", "temporary", "contractor", "shareholder"]
Importance = Literal["essential", "important", "helpful"]

KINDS: tuple[Kind, ...] = get_args(Kind)
IMPORTANCES: tuple[Importance, ...] = get_args(Importance)

#: Into which bands times are put, and what is soon, where nobody says: in seconds.
DEFAULT_BANDS = (3_600, 4 * 3_600, 86_400, 3 * 86_400, 7 * 86_400)
DEFAULT_SOON = 86_400

#: Kinds that staff a unit, and that `everyone` and `applies_to: members` speak of.
STAFF_KINDS = frozenset({"person", "role", "team", "department"})
#: Kinds of units, which have others inside.
UNIT_KINDS = frozenset({"team", "department"})
#: Kinds of which the absence is one thing missing, never a whole unit.
SINGLE_KINDS = frozenset({"person", "role", "system", "information", "supplier"})
#: Kinds of which nobody is gone: who buys, and what is done.
NEVER_GONE = frozenset({"customer", "process"})
#: Kinds that are not of the house: where they are is no site of it.
OUTSIDE_KINDS = frozenset({"customer", "supplier"})


@dataclass(frozen=True, slots=True)
class Action:
    """What was promised to mend a thing."""

    what: str
    owner: str | None = None
    due: date | None = None
    done: date | None = None


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A finding that somebody accepts, with the reason, until a date."""

    rule: str
    reason: str
    by: str
    until: date | None = None
    stops: tuple[str, ...] | None = None
    route: Route | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Said:
    """Who stated a need, and when."""

    by: str | None = None
    date: date | None = None


@dataclass(frozen=True, slots=True)
class Rating:
    """How well a need is served, or is expected to be: the mean counts, the parts are shown.

    `answers` are survey answers, or the parts of `dimensions` in the order of SERVQUAL.
    """

    answers: tuple[float, ...]
    dimensions: tuple[str, ...] | None = None

    @property
    def exact(self) -> Exact:
        """The mean of the answers, to be compared and added up."""
        if len(self.answers) == 1:
            return exact(self.answers[0])
        return exact(Fraction(sum(map(exact, self.answers))) / len(self.answers))

    @property
    def mean(self) -> float:
        """The mean of the answers, as near as a float can be."""
        return self.answers[0] if len(self.answers) == 1 else float(self.exact)


@dataclass(frozen=True, slots=True)
class Party:
    """Anyone, or any system, that supplies or is supplied.

    `capacity` is in seconds of work per week, `restore` and `limit` in seconds. `limit` is how long
    the organisation can be without it before the harm is intolerable. `owner` is who answers for
    it: a party's id, or a name. `min_members` is resolved: how many of the unit's people must be
    there for it to work, 0 for none in particular; `min_members_given` where somebody said so.
    `stands_in` is false for one who never stands in for others. `restore_target` is how soon it is
    meant to be back, `max_data_loss` how much work may be lost with it, and `backup_every` how old
    the newest copy of what it holds can be, all in seconds. `location` is where it is, in order of
    preference; `sites` are the ids of those of these that are sites of the house, and
    `location_buffer` is how long it goes on without any of them.
    """

    id: str
    name: str
    kind: Kind = "team"
    engagement: Engagement | None = None
    part_of: str | None = None
    reports_to: str | None = None
    headcount: int | None = None
    min_members: int = 0
    min_members_given: bool = False
    can: tuple[str, ...] = ()
    stands_in: bool | None = None
    capacity: Exact | None = None
    availability: float | None = None
    restore: int | None = None
    restore_target: int | None = None
    limit: int | None = None
    max_data_loss: int | None = None
    backup_every: int | None = None
    owner: str | None = None
    contact: str | None = None
    location: tuple[str, ...] = ()
    location_buffer: int | None = None
    sites: tuple[str, ...] = ()
    url: str | None = None
    note: str | None = None
    tags: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()
    accept: tuple[Acceptance, ...] = ()
    was: tuple[str, ...] = ()
    route: Route | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that a customer must get, as written.

    `customer` is the party that the need is written on, `None` for one of `everyone`; `customers`
    are the parties that have the need, more than one where it is copied. `suppliers` are in order
    of preference; the need takes `at_least` of them, the rest are fallbacks. `frequency` is in
    times per week; `effort`, `within`, `buffer` and `limit` in seconds. `buffer` is how long the
    customer runs on without it, `limit` how long it can be without it before the harm is
    intolerable: never less than the buffer, and of essential needs only. `max_data_loss` is how
    much work may be lost, in seconds; `said` is who stated the need, and when. `staffing` marks a
    unit's need of its own people, `at_site` a party's need of the sites that it is at. `units` are
    those in which somebody who is not listed has a copy: it stops them, and counts nowhere else.
    """

    customer: str | None
    customers: tuple[str, ...]
    suppliers: tuple[str, ...]
    at_least: int = 1
    service: str | None = None
    importance: Importance = "essential"
    importance_given: bool = True
    frequency: Exact | None = None
    effort: Exact | None = None
    within: int | None = None
    buffer: int | None = None
    limit: int | None = None
    max_data_loss: int | None = None
    satisfaction: Rating | None = None
    expectation: Rating | None = None
    reviewed: date | None = None
    said: Said | None = None
    request: str | None = None
    applies_to: Literal["unit", "members"] = "unit"
    tags: tuple[str, ...] = ()
    url: str | None = None
    note: str | None = None
    actions: tuple[Action, ...] = ()
    accept: tuple[Acceptance, ...] = ()
    staffing: bool = False
    at_site: bool = False
    units: tuple[str, ...] = ()
    route: Route | None = field(default=None, compare=False, repr=False)

    @property
    def first_suppliers(self) -> tuple[str, ...]:
        """Those who supply it as long as all is well: the first `at_least`."""
        return self.suppliers[: self.at_least]

    @property
    def implied(self) -> bool:
        """Whether it follows from how things are, and no entry writes it: it stops its customer,
        and counts nowhere else."""
        return self.staffing or self.at_site


def need_order(need: Need) -> tuple[str, str, tuple[str, ...]]:
    """The order of needs everywhere: by customer (everyone first), service, suppliers."""
    return (need.customer or "", need.service or "", need.suppliers)


def in_order(needs: Iterable[Need]) -> tuple[Need, ...]:
    """Needs in the order of `need_order`, those that it does not tell apart by all that they say:
    the order in which they were written means nothing."""
    groups: dict[str, list[Need]] = {}
    for need in needs:
        groups.setdefault(need.customer or "", []).append(need)
    ordered: list[Need] = []
    for customer in sorted(groups):
        group = groups[customer]
        if len(group) > 1:
            services = {need.service or "": need for need in group}
            if len(services) == len(group):  # as nearly always: nothing else is to be looked at
                group = [services[service] for service in sorted(services)]
            else:
                distinct = len({*map(need_order, group)}) == len(group)
                group.sort(
                    key=need_order if distinct else lambda need: (need_order(need), repr(need))
                )
        ordered += group
    return tuple(ordered)


def unknown_tag(tag: str, known: Iterable[str]) -> tuple[str, str]:
    """What is said of a tag that no need has, and what to do."""
    tags = sorted(known)
    listed = f"Tags of needs are: {', '.join(tags)}." if tags else "No need has tags."
    return f"no need has the tag {quoted(tag)}", did_you_mean(tag, tags, listed)


def _texts(texts: Iterable[str]) -> frozenset[str]:
    """Several texts; a single one stands for itself, not for its letters."""
    return frozenset([texts] if isinstance(texts, str) else texts)


@dataclass(frozen=True)
class Organization:
    """A whole model: the parties by id, the written needs, the staffing needs, the settings.

    Parties stand in id order, needs in the order of `need_order`: the order in the files means
    nothing. `marking` is how the model is classified, such as "Confidential": every output bears
    it. `bands` are durations, each longer than the one before, that a time is put between; what
    comes within `soon` is grave. Both are in seconds and include their end. `boxes` are the units
    of which nothing is said but who is in them, and that no need lists: staffing looks through
    them. `scenarios` stand in the order of their ids. `notices` say what was read otherwise than
    it was written. Build one with `internalmap.load` or `internalmap.loads`.
    """

    title: str
    parties: Mapping[str, Party]
    needs: tuple[Need, ...]
    staffing: tuple[Need, ...] = ()
    scale: tuple[float, float] = (1.0, 5.0)
    protect: tuple[str, ...] = ()
    check: CheckSettings = CheckSettings()
    marking: str | None = None
    bands: tuple[int, ...] = DEFAULT_BANDS
    soon: int = DEFAULT_SOON
    boxes: frozenset[str] = frozenset()
    scenarios: tuple[Scenario, ...] = ()
    notices: tuple[str, ...] = field(default=(), compare=False, repr=False)
    sources: tuple[Source, ...] = field(default=(), compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "parties", MappingProxyType(dict(self.parties)))

    def __reduce__(self) -> tuple[Any, ...]:
        """A copy is made anew from the fields; it no longer knows the texts that it was read
        from."""
        given = (getattr(self, each.name) for each in fields(self) if each.compare)
        values = [dict(value) if isinstance(value, MappingProxyType) else value for value in given]
        return (type(self), tuple(values))

    @cached_property
    def members(self) -> Mapping[str, tuple[str, ...]]:
        """Each unit's direct members, in id order."""
        members: dict[str, list[str]] = {}
        for party in self.parties.values():
            if party.part_of is not None:
                members.setdefault(party.part_of, []).append(party.id)
        return {unit: tuple(inside) for unit, inside in members.items()}

    @cached_property
    def containers(self) -> frozenset[str]:
        """Units with a team or department among their members: boxes on the chart, not groups."""
        return frozenset(
            party.part_of
            for party in self.parties.values()
            if party.part_of is not None and party.kind in ("team", "department")
        )

    @cached_property
    def people(self) -> Mapping[str, tuple[str, ...]]:
        """The persons, roles, teams and departments of each unit, in id order: its members, and
        those of a box among them in its place."""
        order = [id for id, party in self.parties.items() if party.part_of is None]
        for unit in order:  # grows
            order.extend(self.members.get(unit, ()))
        people: dict[str, tuple[str, ...]] = {}
        for unit in reversed(order):
            found: list[str] = []
            for member in self.members.get(unit, ()):
                if member in self.boxes:
                    found += people.get(member, ())
                elif self.parties[member].kind in STAFF_KINDS:
                    found.append(member)
            if found:
                people[unit] = tuple(sorted(found))
        return people

    @cached_property
    def location_needs(self) -> tuple[Need, ...]:
        """The needs of parties for the sites that they are at, in the order of parties."""
        return tuple(
            Need(
                customer=party.id,
                customers=(party.id,),
                suppliers=party.sites,
                buffer=party.location_buffer,
                at_site=True,
                route=party.route,
            )
            for party in self.parties.values()
            if party.sites
        )

    @property
    def implied_needs(self) -> tuple[Need, ...]:
        """The needs that no entry writes: of units for their people, of parties for their sites."""
        return (*self.staffing, *self.location_needs)

    def inside(self, unit: str) -> Iterator[str]:
        """Everyone inside a unit: its members, theirs, and so on; the unit itself left out."""
        waiting = list(reversed(self.members.get(unit, ())))
        while waiting:
            party = waiting.pop()
            yield party
            waiting.extend(reversed(self.members.get(party, ())))

    def units_of(self, party: str) -> Iterator[str]:
        """The units that a party is inside of, the closest first."""
        unit = self.parties[party].part_of
        while unit is not None:
            yield unit
            unit = self.parties[unit].part_of

    def of_kind(self, *kinds: Kind) -> tuple[str, ...]:
        """The ids of the parties of these kinds, in id order."""
        return tuple(party.id for party in self.parties.values() if party.kind in kinds)

    def with_needs(self, only: Iterable[str] = (), without: Iterable[str] = ()) -> Organization:
        """The same organisation with fewer needs: `only` those with one of these tags, and
        `without` those with one of those. Staffing and parties stay.

        Raises `InternalMapError` for a tag that no need has: a slip of the pen would answer
        another question.
        """
        wanted, unwanted = _texts(only), _texts(without)
        if not wanted and not unwanted:
            return self
        known = {tag for need in self.needs for tag in need.tags}
        for tag in sorted((wanted | unwanted) - known):
            raise InternalMapError(*unknown_tag(tag, known))
        kept = tuple(
            need
            for need in self.needs
            if (not wanted or wanted.intersection(need.tags))
            and not unwanted.intersection(need.tags)
        )
        return replace(self, needs=kept)

    def to_networkx(self) -> nx.MultiDiGraph[Any]:
        """The organisation as a networkx graph; see `internalmap.model.graph.to_networkx`."""
        from internalmap.model.graph import to_networkx

        return to_networkx(self)

    def _repr_html_(self) -> str:
        """One line for a notebook."""
        from html import escape as escape_html

        title = escape_html(escape_controls(self.title))
        return f"<b>{title}</b>: {len(self.parties)} parties, {len(self.needs)} needs"
