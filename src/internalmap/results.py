"""What the analyses find, as frozen plain data.

Every figure is defined where it is computed, in `internalmap.analyses`. Durations are in seconds,
rates in times per week, loads in seconds of work per week, shares from 0 to 1, and `None` means
unknown. Parties are named by their ids; `Analysis.names` has what people call them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from internalmap.model import Importance, Kind, Need, Party


#: From this share of its capacity on, a party is strained; above 1 it is overloaded.
STRAINED = 0.85


@dataclass(frozen=True, slots=True)
class NeedRef:
    """A written need, named: its customer (`None`: everyone), its service, its suppliers in order
    of preference."""

    customer: str | None
    service: str | None
    suppliers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """What was asked: the protected parties, the candidates (`None`: the default ones), the
    weakest importance that stops a customer, and the largest size of the sets that were sought."""

    protected: tuple[str, ...]
    candidates: tuple[str, ...] | None
    stops_on: Importance
    cut_size: int


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
    single_points_of_failure: int
    fragile_sets: int | None
    hollow_fallbacks: int
    cycles: int
    without_customer: int
    without_line_of_sight: int
    reciprocity: float
    density: float
    propagation_cost: float
    satisfaction: float | None
    assumed: Assumed


@dataclass(frozen=True, slots=True)
class PartyRow:
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
    pressure: float
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

    `single`: one person, role, system or outsider, not a whole unit. `after`: seconds until the
    first protected party stops. `covered`: it is restored before that. `chain`: how its absence
    reaches that party, both ends included (empty where times were not computed). `frequency`: how
    often, per week, the most frequent essential need that it supplies is due, where that is known.
    """

    party: str
    single: bool
    stops: tuple[str, ...]
    after: float | None
    restore: float | None
    covered: bool
    impact: int
    chain: tuple[str, ...] = ()
    frequency: float | None = None


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """A party's place in the bottleneck ranking, with the parts of its pressure."""

    party: str
    pressure: float
    demand: float
    through: float
    utilisation: float | None


@dataclass(frozen=True, slots=True)
class Defeat:
    """One absence that defeats a fallback, and the seconds until the need goes unmet."""

    party: str
    after: float | None


@dataclass(frozen=True, slots=True)
class HollowFallback:
    """A need with a fallback that some single absence defeats."""

    need: NeedRef
    at_least: int
    importance: Importance
    defeated_by: tuple[Defeat, ...]


@dataclass(frozen=True, slots=True)
class FragileSet:
    """Absences that together, and no fewer of them, stop a protected party."""

    protected: str
    parties: tuple[str, ...]


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


@dataclass(frozen=True, slots=True)
class Works:
    """What works: fallbacks that hold against every single absence, the best-rated needs, and the
    number of promises that are backed with room."""

    fallbacks_that_hold: tuple[NeedRef, ...]
    best_rated: tuple[RatedNeed, ...]
    backed_promises: int


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit, its size with everyone inside, and its E-I index (`None`: it has no ties)."""

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
class Analysis:
    """The whole report: what `internalmap.analyze` returns and what every format is made from.

    `protected_why` says in words why these parties are the protected ones. `notices` are what the
    reader must know about the figures: what was assumed, sampled or left out. `runs` are unbranched
    runs of whole units of which no step has a fallback, first supplier first. `essential_cycles`
    are the circles in which every need is essential.
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
    units: tuple[UnitRow, ...]
    actions: tuple[ActionRow, ...]
    overloads: tuple[Overload, ...] | None
    protected_why: str
    essential_cycles: tuple[Cycle, ...]
    runs: tuple[tuple[str, ...], ...]
    notices: tuple[str, ...]
    scale: tuple[float, float]
    names: Mapping[str, str] = field(repr=False)
    sort: str = "pressure"

    def _repr_html_(self) -> str:
        """The report as a notebook shows it."""
        from internalmap.reports.html import fragment

        return fragment(self)


@dataclass(frozen=True, slots=True)
class Service:
    """One need as a party's card shows it."""

    customer: str | None
    service: str | None
    suppliers: tuple[str, ...]
    at_least: int
    importance: Importance
    within: float | None
    buffer: float | None
    satisfaction: float | None
    expectation: float | None
    request: str | None
    importance_given: bool = True


@dataclass(frozen=True, slots=True)
class Card:
    """One party's card: what it supplies, what it needs, whom to call, what happens without it,
    and what nobody wrote down.

    `protected`: it is one of those who must not be let down; then `let_down_by` are the single
    points of failure that stop it. `members` are those directly inside it, `staffing` how many of
    its people it takes. `fragile` are the combinations of absences that it is part of, or that let
    it down; `None` where they were not looked for. `asked`: the candidates, if not everyone.
    """

    party: PartyRow
    contact: str | None
    serves: tuple[Service, ...]
    needs: tuple[Service, ...]
    stops: tuple[str, ...]
    after: float | None
    defeats: tuple[NeedRef, ...]
    not_known: tuple[str, ...]
    contacts: Mapping[str, str]
    names: Mapping[str, str] = field(repr=False)
    restore: float | None = None
    protected: bool = False
    let_down_by: tuple[SinglePoint, ...] = ()
    members: tuple[str, ...] = ()
    staffing: Service | None = None
    fragile: tuple[FragileSet, ...] | None = None
    asked: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """Something that is due: a feedback talk, an action, an acceptance that runs out."""

    kind: str
    unit: str | None
    party: str | None
    with_party: str | None
    what: str
    due: date | None
    days_overdue: int | None


@dataclass(frozen=True, slots=True)
class Agenda:
    """What is due, per unit, oldest first."""

    organization: str
    today: date
    items: tuple[AgendaItem, ...]
    names: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Unmet:
    """The need that stopped a party, or made it late.

    `last`: the supplier with whom it went unmet, the step before in the chain. `ended`: after how
    many seconds each supplier stopped that had stopped by then. `late`: by how much each supplier
    is late that is late but goes on; empty where the need stopped the party.
    """

    service: str | None
    suppliers: tuple[str, ...]
    at_least: int
    staffing: bool
    buffer: float | None
    last: str
    ended: Mapping[str, float]
    late: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stopped:
    """A party that stops, after how many seconds, by which need, and the chain from who is gone,
    both ends included (empty where all chains together are too long)."""

    party: str
    after: float
    unmet: Unmet
    chain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Delayed:
    """A party that is late, by how many seconds, by which need (`None`: it was said to be), and
    the chain from who was said to be late, both ends included (empty as for `Stopped`)."""

    party: str
    by: float
    unmet: Unmet | None
    chain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A need that lost some of its suppliers and is still met by the others. `customers`: all who
    have it."""

    customer: str | None
    service: str | None
    lost: tuple[str, ...]
    still: tuple[str, ...]
    staffing: bool = False
    customers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Missed:
    """A need that goes unmet, after how many seconds, and matters too little to stop anybody."""

    customer: str | None
    service: str | None
    suppliers: tuple[str, ...]
    importance: Importance
    after: float
    customers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Impact:
    """What happens when some are gone and others are late.

    `asked` are those who were said to be gone, `gone` they and everyone inside them; `late` says
    who was said to be late, by how many seconds. `stopped` is by time, then id; `delayed` has the
    latest first. `about`: the party whose story this is, if it is one party's alone.
    """

    organization: str
    asked: tuple[str, ...]
    gone: tuple[str, ...]
    late: Mapping[str, float]
    stopped: tuple[Stopped, ...]
    delayed: tuple[Delayed, ...]
    held: tuple[Held, ...]
    missed: tuple[Missed, ...]
    protected: tuple[str, ...]
    protected_stopped: tuple[str, ...]
    protected_delayed: tuple[str, ...]
    names: Mapping[str, str] = field(repr=False)
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A step of a chain: the services that a supplier gives a customer, the highest importance
    among them, and whether each of them has others to fall back on."""

    supplier: str
    customer: str
    services: tuple[str, ...]
    importance: Importance
    fallback: bool


@dataclass(frozen=True, slots=True)
class Trace:
    """How a supplier's work reaches a customer: the chains, both ends included, the parties that
    every chain runs through, whether and after how many seconds the customer stops when the
    supplier is gone, and the lowest-rated need on the way.

    `complete`: these are all the chains that were asked for; `every`: all were, not only the
    shortest. `links` are the steps of the chains. `along`: the customer is inside the supplier, so
    that it is gone along with it.
    """

    organization: str
    supplier: str
    customer: str
    chains: tuple[tuple[str, ...], ...]
    always_through: tuple[str, ...]
    stops: bool
    after: float | None
    along: bool
    complete: bool
    every: bool
    links: tuple[Link, ...]
    lowest_rated: RatedNeed | None
    scale: tuple[float, float]
    names: Mapping[str, str] = field(repr=False)


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class KeyChange:
    """One key of the model file, with its value in two versions of a model: resolved, in the units
    of `internalmap.model`, parties under the ids that they have now."""

    key: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class PartyChange:
    """A party that is in both versions of a model, and what was changed of it."""

    id: str
    changes: tuple[KeyChange, ...]


@dataclass(frozen=True, slots=True)
class NeedChange:
    """A need that is in both versions of a model, as it is named now, and what was changed of
    it."""

    need: NeedRef
    changes: tuple[KeyChange, ...]


@dataclass(frozen=True, slots=True)
class GainedLost(Generic[T]):
    """What the new version of a model has and the old one had not, and the other way round."""

    gained: tuple[T, ...] = ()
    lost: tuple[T, ...] = ()


@dataclass(frozen=True, slots=True)
class LetDown:
    """A single point of failure, and the protected parties that its absence stops in one version
    and not in the other."""

    party: str
    stops: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImpactChange:
    """How many other parties stop without a party, in two versions; `None` where it is not
    there."""

    party: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Told:
    """A customer that a change touches, what it is to be told, and how to reach it."""

    party: str
    about: str
    contact: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed between two versions of a model: what `internalmap.diff` returns.

    `verdict` is what it does to risk: `worse`, `better`, `mixed` or `same`. `old` and `new` are how
    the two are called. Parties that were called otherwise stand under the ids that they have now.
    `eased` are the fragile sets gained of which, before, a part alone was enough, and `tightened`
    those lost of which a part alone is enough now; these do not count in the verdict. `grown` are
    the single points of failure that let down others before already, and more now; `shrunk` those
    that still let down others. `notices` are what the reader must know about the figures.
    """

    old: str
    new: str
    organization: str
    verdict: str
    parties_added: tuple[str, ...]
    parties_removed: tuple[str, ...]
    parties_changed: tuple[PartyChange, ...]
    needs_added: tuple[NeedRef, ...]
    needs_removed: tuple[NeedRef, ...]
    needs_changed: tuple[NeedChange, ...]
    single_points_of_failure: GainedLost[LetDown]
    hollow_fallbacks: GainedLost[NeedRef]
    fragile_sets: GainedLost[FragileSet]
    eased: frozenset[FragileSet]
    tightened: frozenset[FragileSet]
    grown: frozenset[str]
    shrunk: frozenset[str]
    impact: tuple[ImpactChange, ...]
    propagation_cost: tuple[float, float]
    tell: tuple[Told, ...]
    notices: tuple[str, ...]
    names: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Chance:
    """The chance that a protected party is let down, and the bounds within which it lies 95 times
    in 100; where all combinations were weighed, both are the chance itself."""

    party: str
    probability: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Worth:
    """A party that may be gone by chance, and how much the chances of all protected parties,
    summed, would fall if it were always there."""

    party: str
    availability: float
    worth: float


@dataclass(frozen=True, slots=True)
class Simulation:
    """How likely each protected party is let down, when absences happen by chance.

    `exact`: all combinations of absences were weighed, `scenarios` is their number, and nothing was
    drawn. `candidates` is how many parties may be gone, with and without an availability; `asked`
    are the selectors of these, if not everyone. `protected_why` says in words why these parties are
    the protected ones. `notices` are what the reader must know about the figures.
    """

    organization: str
    scenarios: int
    seed: int
    exact: bool
    protected: tuple[Chance, ...]
    parties: tuple[Worth, ...]
    candidates: int
    asked: tuple[str, ...] | None
    stops_on: Importance
    protected_why: str
    notices: tuple[str, ...]
    names: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Exposure:
    """How exposed the protected parties are: how many single points of failure there are, and how
    many `pairs` of a protected party and one of these that lets it down."""

    single_points_of_failure: int
    pairs: int


@dataclass(frozen=True, slots=True)
class AdviceStep:
    """A change: a party becomes a further supplier, the last in preference, of some needs.

    `party` is the single point of failure that it stands in for. `needs` are named as they were
    before the step, `written` are the same needs of the organisation. `because` says what makes it
    fit: `same service`, `can`, `same unit` or `new`; `newcomer` is the party where it is new.
    `removes` are the parties that are single points of failure no more.
    """

    stand_in: str
    party: str
    needs: tuple[NeedRef, ...]
    because: str
    after: Exposure
    removes: tuple[str, ...]
    written: tuple[Need, ...] = field(repr=False)
    newcomer: Party | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Remaining:
    """A single point of failure that is left where no single change helps any more, and why:

    - `staffing`: it is the only staffing of the unit `about`, so no supplier can stand in.
    - `inside`: what is missing is what those inside it supply.
    - `leaning`: whoever may stand in for it stops along with it.
    - `several`: it takes more than one stand-in at once.
    - `overload`: a stand-in would help, and would have more work than it can do.
    """

    party: str
    why: str
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Advice:
    """Which few changes remove the most risk: what `internalmap.advise` returns.

    `remaining` are the single points of failure left where the steps ended because nothing more
    helps; `ended` says whether they did. `protected_why` says in words why these parties are the
    protected ones. `notices` are what the reader must know about the figures.
    """

    organization: str
    before: Exposure
    steps: tuple[AdviceStep, ...]
    ended: bool
    remaining: tuple[Remaining, ...]
    protected: tuple[str, ...]
    protected_why: str
    notices: tuple[str, ...]
    names: Mapping[str, str] = field(repr=False)
