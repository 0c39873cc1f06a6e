"""What the analyses find, as frozen plain data.

Every figure is defined where it is computed, in `internalmap.analyses`. Durations are in seconds,
rates in times per week, loads in seconds of work per week, shares from 0 to 1, and `None` means
unknown. Parties are named by their ids; `Analysis.names` has what people call them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import TYPE_CHECKING, Literal

from internalmap._dataclass import dataclass
from internalmap.results.absences import AbsenceTable
from internalmap.results.deferred import Deferring

if TYPE_CHECKING:
    from internalmap.model.organization import Importance, Kind, Need
    from internalmap.results.advise import AdviceStep
    from internalmap.results.scenarios import ScenarioResult


#: From this share of its capacity on, a party is strained; above 1 it is overloaded.
STRAINED = 0.85

#: How bad an absence is: 1 is the worst, and 3 lets nobody down.
Grade = Literal[1, 2, 3]


@dataclass(frozen=True, slots=True)
class NeedRef:
    """A written need, named: its customer (`None`: everyone), its service, its suppliers in order
    of preference."""

    customer: str | None
    service: str | None
    suppliers: tuple[str, ...]

    @classmethod
    def of(cls, need: Need) -> NeedRef:
        """A need as results name it."""
        return cls(need.customer, need.service, need.suppliers)


@dataclass(frozen=True, slots=True)
class Settings:
    """What was asked: the protected parties, the candidates (`None`: the default ones), the
    weakest importance that stops a customer, the largest size of the sets that were sought, and the
    bands of time, each with its end, and what is soon."""

    protected: tuple[str, ...]
    candidates: tuple[str, ...] | None
    stops_on: Importance
    cut_size: int
    bands: tuple[int, ...]
    soon: int


@dataclass(frozen=True, slots=True)
class Assumed:
    """How many written needs give no importance (taken as essential) and no buffer (taken as 0)."""

    importance: int
    buffer: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The counts and the figures of the whole organisation."""

    parties: int
    needs: int
    dependencies: int
    staffing_needs: int
    location_needs: int
    single_points_of_failure: int
    fragile_sets: int | None
    hollow_fallbacks: int
    cycles: int
    without_customer: int
    without_line_of_sight: int
    reciprocity: float
    density: float
    mean_stopped: float
    units_left_out: int
    satisfaction: float | None
    assumed: Assumed


@dataclass(frozen=True, slots=True)
class PartyRow(Deferring):
    """One party's figures."""

    id: str
    name: str
    kind: Kind
    part_of: str | None
    customers: int
    suppliers: int
    reach: int
    level: int | None
    demand: float
    through: float
    gateway: int | None
    load: float | None
    load_unknown: int
    utilisation: float | None
    impact: int
    stops: tuple[str, ...]
    satisfaction_given: float | None
    satisfaction_received: float | None
    gap: float | None


@dataclass(frozen=True, slots=True)
class SinglePoint:
    """A party whose absence alone stops protected parties.

    `single`: one person, role, system or outsider, not a whole unit. `grade`: 3 where it is back
    before anybody is past what they can bear, 2 where that takes a whole unit or long enough to
    act, else 1. `after` is when the first protected party feels it, `needed` when the first is past
    what it can bear, `restore` when it is back, `gap` how much later than needed that is. `stops`
    are the protected parties that would stop were it not back; of these it lets `let_down` down,
    and `later` would stop later, were it not back by then. `way`: how its absence reaches the first
    that feels it, both ends included. `frequency`: how often, per week, the most frequent essential
    need that it supplies is due, as far as known; `frequency_at_least`: another does not say, and
    may be due more often. Times and the way are `None`
    and empty where they were too much to compute.
    """

    party: str
    single: bool
    grade: Grade
    after: float | None
    needed: float | None
    restore: float | None
    gap: float | None
    covered: bool
    let_down: tuple[str, ...]
    later: tuple[str, ...]
    stops: tuple[str, ...]
    impact: int
    way: tuple[str, ...] = ()
    frequency: float | None = None
    frequency_at_least: bool = False


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """A party's place in the bottleneck ranking, with what it can be ranked by."""

    party: str
    utilisation: float | None
    demand: float
    through: float
    gateway: int | None


@dataclass(frozen=True, slots=True)
class Defeat:
    """One absence that defeats a fallback, and the seconds until the need goes unmet."""

    party: str
    after: float | None


#: The most absences listed that defeat one fallback.
MAX_DEFEATS = 20


@dataclass(frozen=True, slots=True)
class HollowFallback:
    """A need with a fallback that some single absence defeats: the soonest of these absences, at
    most `MAX_DEFEATS`, and how many there are."""

    need: NeedRef
    at_least: int
    importance: Importance
    defeated_by: tuple[Defeat, ...]
    defeated_by_total: int


@dataclass(frozen=True, slots=True)
class FailsAnyway:
    """A fallback that an absence takes along which stops its customer anyway."""

    need: NeedRef
    party: str


@dataclass(frozen=True, slots=True)
class FragileSet:
    """Absences that together, and no fewer of them, stop a protected party; times as for a single
    point of failure, for that party. A set is over with the first return. `hidden`: two of whom
    each is back in time, or harmless, by itself, and that let it down together; then `restore` is
    `None`, and the gap goes by the last moment that is past what it can bear.
    """

    protected: str
    parties: tuple[str, ...]
    single: bool
    grade: Grade
    after: float | None
    needed: float | None
    restore: float | None
    gap: float | None
    covered: bool
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Cycle:
    """Parties that depend on each other in a circle, and the shortest circle through the first."""

    parties: tuple[str, ...]
    example: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WeakestLink:
    """The worst-rated essential need upstream of an external customer, with the chain from the
    need's customer to that external customer."""

    need: NeedRef
    satisfaction: float
    chain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExternalCustomer:
    """How well an external customer is served, directly and along its chain."""

    party: str
    satisfaction: float | None
    chain_satisfaction: float | None
    weakest_link: WeakestLink | None


@dataclass(frozen=True, slots=True)
class RestsOn:
    """The need that a promise rests on."""

    service: str | None
    suppliers: tuple[str, ...]
    within: float
    buffer: float
    buffer_stated: bool


@dataclass(frozen=True, slots=True)
class PromiseNotBacked:
    """A party promises a service faster than it is promised what it needs for it."""

    party: str
    promised_to: str | None
    service: str | None
    within: float
    needs: RestsOn


@dataclass(frozen=True, slots=True)
class RatedNeed:
    """A written need and its satisfaction."""

    need: NeedRef
    satisfaction: float


#: The most fallbacks listed of each kind that works.
MAX_WORKS = 100


@dataclass(frozen=True, slots=True)
class Works:
    """What works: fallbacks that hold against every single absence, those that fail only where
    their customer stops anyway, at most `MAX_WORKS` of each and how many there are; the best-rated
    needs with the worst-rated beside them, and the number of promises that are backed with room."""

    fallbacks_that_hold: tuple[NeedRef, ...]
    fallbacks_that_hold_total: int
    fails_anyway: tuple[FailsAnyway, ...]
    fails_anyway_total: int
    best_rated: tuple[RatedNeed, ...]
    worst_rated: tuple[RatedNeed, ...]
    backed_promises: int


@dataclass(frozen=True, slots=True)
class AssumedNeed:
    """A need of which nobody said how much it matters (`importance`), or how long its customer can
    do without (`buffer`), and how many absences let somebody down by way of it."""

    need: NeedRef
    importance: bool
    buffer: bool
    pairs: int


#: The most needs listed that rest on assumptions.
MAX_ASSUMED = 20


@dataclass(frozen=True, slots=True)
class AssumedNeeds:
    """The needs whose assumptions decide: of `pairs` of an absence and a protected party that it
    lets down, those over whose ways most lead first, at most `MAX_ASSUMED` of the `total`."""

    pairs: int
    total: int
    rows: tuple[AssumedNeed, ...]


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit, its size with everyone inside, and its E-I index (`None`: it has no ties, or
    fewer than two parties inside)."""

    unit: str
    parties: int
    e_i: float | None


@dataclass(frozen=True, slots=True)
class ActionRow:
    """Something that was promised to mend a thing."""

    party: str | None
    service: str | None
    what: str
    owner: str | None
    due: date | None
    done: date | None


@dataclass(frozen=True, slots=True)
class Overload:
    """A party that another's absence takes above its capacity."""

    gone: str
    overloaded: str
    utilisation: float


@dataclass(frozen=True, slots=True)
class Analysis(Deferring):
    """The whole report: what `internalmap.analyze` returns and what every format is made from.

    `protected_why` says in words why these parties are the protected ones. `steps` are the
    first steps of `advise`, `steps_sought` whether there was room to look for them, and `scenarios`
    what comes of those of the model. `notices` are what the reader must know about the figures:
    what was assumed, sampled or left out. `runs` are unbranched runs of whole units of which no
    step has a fallback, first supplier first. `essential_cycles` are the circles in which every
    need is essential.
    """

    organization: str
    sources: tuple[str, ...]
    settings: Settings
    summary: Summary
    parties: tuple[PartyRow, ...]
    single_points_of_failure: tuple[SinglePoint, ...]
    bottlenecks: tuple[Bottleneck, ...]
    hollow_fallbacks: tuple[HollowFallback, ...]
    fragile_sets: tuple[FragileSet, ...] | None
    cycles: tuple[Cycle, ...]
    without_customer: tuple[str, ...]
    without_line_of_sight: tuple[str, ...]
    external_customers: tuple[ExternalCustomer, ...]
    promises_not_backed: tuple[PromiseNotBacked, ...]
    works: Works
    absences: AbsenceTable
    assumed_needs: AssumedNeeds
    units: tuple[UnitRow, ...]
    actions: tuple[ActionRow, ...]
    overloads: tuple[Overload, ...] | None
    protected_why: str
    essential_cycles: tuple[Cycle, ...]
    runs: tuple[tuple[str, ...], ...]
    notices: tuple[str, ...]
    scale: tuple[float, float]
    names: Mapping[str, str] = field(repr=False)
    steps: tuple[AdviceStep, ...] = ()
    scenarios: tuple[ScenarioResult, ...] = ()
    steps_sought: bool = True
    sort: str = "utilisation"
    order: str = "soon"
    marking: str | None = None

    def _repr_html_(self) -> str:
        """The report as a notebook shows it."""
        from internalmap.formats import NOTEBOOK
        from internalmap.reports.documents import render
        from internalmap.reports.options import RenderOptions

        return str(render(self, NOTEBOOK, RenderOptions()))
