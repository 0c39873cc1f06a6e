"""What a rule is: what it says of itself, what it looks at, and what it finds.

One file a rule. Its page in the documentation and in `internalmap rules` is made from it, and the
two examples on the page are run by the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from functools import cached_property
from typing import TypeAlias

from internalmap._dataclass import dataclass
from internalmap.analyses.absence.grades import grade
from internalmap.kernel.scope import Scope
from internalmap.model.organization import Acceptance, Need, Organization
from internalmap.model.phrases import Names
from internalmap.model.units import groups
from internalmap.results.analyze import Analysis, Grade, PartyRow, SinglePoint
from internalmap.results.check import Severity
from internalmap.source import Route

#: How bad the absence of one is, by its grade.
SEVERITY_OF: Mapping[Grade, Severity] = {1: "error", 2: "warning", 3: "note"}


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit that can be set for a rule: its usual value, and what is found past it.

    `None` as the usual value means that it depends on the model, as `meaning` says.
    """

    default: float | None
    meaning: str


@dataclass(frozen=True, slots=True)
class Location:
    """A place in the model: the way to it, and the key there that is at fault, if it is one."""

    route: Route | None
    key: str | None = None


#: Words, or what says them to whoever asks: most findings of a large model are only counted.
Words: TypeAlias = str | Callable[[], str]
#: Places that have to do with a finding, and what; or what finds them.
Places: TypeAlias = Sequence[tuple[Location, str]] | Callable[[], Sequence[tuple[Location, str]]]


@dataclass(frozen=True, slots=True)
class Match:
    """What a rule finds, before settings and acceptances.

    `parties` are those that it is about, the one at fault first. `at` is the key at fault. `need`
    is the need at fault, where it is one: what somebody accepts stands there, or on one of
    `accepted_at`; else on the first party, if nothing is said, and nowhere, if that is empty.
    `severity` is that of this case, where it differs from the rule's; one that is `harmless` is a
    note whatever the model says.
    `stops` are the protected parties that it lets down. `message` names who is let down; it and
    `related` may be functions, which whoever tells the finding calls. `remedy` says what to do,
    where the rule's own is not enough. `absences` are those that it tells of, each by who is
    missing; `measure` is how far it is past a limit, more is worse. `members` are the matches that
    one finding speaks of together: each can be accepted where it stands, and each counts when two
    versions are compared. `named_by` are the parties by which such a finding is known again,
    however many members it has.
    """

    parties: tuple[str, ...]
    message: Words
    at: Location
    service: str | None = None
    stops: tuple[str, ...] = ()
    severity: Severity | None = None
    harmless: bool = False
    remedy: str | None = None
    related: Places = ()
    need: Need | None = None
    accepted_at: tuple[str, ...] | None = None
    #: Found by the calendar: it only tells, unless the day is given.
    calendar: bool = False
    #: What tells it from others with the same parties and service, if that is needed.
    mark: str = ""
    absences: tuple[tuple[str, ...], ...] = ()
    measure: float | None = None
    members: tuple[Match, ...] = ()
    named_by: tuple[str, ...] | None = None
    #: Rules that say the same and more. Where one of them runs, it is told there alone, and here
    #: it only counts as what stood in an older version.
    told_by: tuple[str, ...] = ()
    #: What is said of an acceptance that stands there and names fewer than are let down.
    outgrown: str = ""
    #: What was too much to find out, in words that follow "does not say".
    left_out: str = ""

    @property
    def parts(self) -> tuple[Match, ...]:
        """What one finding speaks of: its members, or itself."""
        return self.members or (self,)

    @property
    def words(self) -> str:
        """The message, said now if not before."""
        return self.message if isinstance(self.message, str) else self.message()

    @property
    def places(self) -> Sequence[tuple[Location, str]]:
        """The places that have to do with it."""
        return self.related() if callable(self.related) else self.related


@dataclass(frozen=True)
class AcceptanceUse:
    """An acceptance, where it stands, and what came of it: how many findings it covered, whether
    it ran out, whether its rule was judged at all, whether a finding stood there that stops more
    than it names, and whether one that has not run out covers what it did."""

    acceptance: Acceptance
    party: str | None
    need: Need | None
    covered: int
    expired: bool
    judged: bool
    exceeded: bool = False
    replaced: bool = False


class _LookedUp:
    """What several rules look up in an organisation and its figures: once, for all of them."""

    def __init__(self, organization: Organization, analysis: Analysis) -> None:
        self._organization, self._analysis = organization, analysis

    @cached_property
    def names(self) -> Names:
        return Names(self._analysis.names)

    @cached_property
    def points(self) -> Mapping[str, SinglePoint]:
        return {point.party: point for point in self._analysis.single_points_of_failure}

    @cached_property
    def unit_of(self) -> Mapping[str, str]:
        return groups(self._organization, "unit")

    @cached_property
    def rows(self) -> Mapping[str, PartyRow]:
        return {row.id: row for row in self._analysis.parties}


@dataclass(frozen=True)
class Facts:
    """What rules look at: the organisation, the scope of the question, and every figure.

    `limits` are the settings of the rule that is running, with the usual values filled in. `today`
    is the day that calendar rules judge by; `day_given`: somebody said so, else it is the clock's.
    `used` is for `stale-acceptance`, which runs last. `organization.check` are the settings in
    force.
    """

    organization: Organization
    scope: Scope
    analysis: Analysis
    today: date
    day_given: bool
    limits: Mapping[str, float] = field(default_factory=dict)
    used: Sequence[AcceptanceUse] = ()
    _looked_up: _LookedUp | None = field(default=None, repr=False, compare=False)

    def of_rule(self, limits: Mapping[str, float], used: Sequence[AcceptanceUse] = ()) -> Facts:
        """The same for one of the rules."""
        return replace(self, limits=limits, used=used, _looked_up=self._known)

    @cached_property
    def _known(self) -> _LookedUp:
        return self._looked_up or _LookedUp(self.organization, self.analysis)

    @property
    def names(self) -> Names:
        """How parties are named in messages."""
        return self._known.names

    @property
    def points(self) -> Mapping[str, SinglePoint]:
        """The single points of failure, by party."""
        return self._known.points

    @property
    def unit_of(self) -> Mapping[str, str]:
        """The unit that stands for each party where one finding is made for a unit."""
        return self._known.unit_of

    def around(self, party: str) -> tuple[str, ...]:
        """A party and the units that it is in: what is accepted at one of these holds for it."""
        return (party, *self.organization.units_of(party))

    @property
    def rows(self) -> Mapping[str, PartyRow]:
        """Every party's figures."""
        return self._known.rows

    def grade(self, *, covered: bool, single: bool, needed: float | None) -> Grade:
        """How bad an absence is; that of a whole unit as that of one, where the model says so."""
        organization = self.organization
        single = single or organization.check.units == "error"
        return grade(covered=covered, single=single, needed=needed, soon=organization.soon)

    def need_at(self, need: Need, key: str | None = None) -> Location:
        """Where a need stands, or a key of it."""
        return Location(need.route, key)

    def party_at(self, party: str, key: str | None = None) -> Location:
        """Where a party stands, or a key of it."""
        return Location(self.organization.parties[party].route, key)


@dataclass(frozen=True)
class Rule:
    """A rule.

    `finds` says in a sentence what it finds, `why` why that matters, `remedy` what to do. `fires`
    is a model in which it finds something, `silent` one in which it does not, as alike as can be.
    A `calendar` rule looks at today: it only tells, unless the day is given. `join` makes one
    finding of several matches, once those that somebody accepts are taken out.
    """

    id: str
    severity: Severity | None
    title: str
    finds: str
    why: str
    remedy: str
    fires: str
    silent: str
    find: Callable[[Facts], Iterable[Match]]
    limits: Mapping[str, Limit] = field(default_factory=dict)
    calendar: bool = False
    join: Callable[[Facts, Sequence[Match]], Iterable[Match]] | None = None
    #: Whether it needs the pairs of absences, which take time.
    pairs: bool = False
