"""What the questions of a meeting come to, as frozen plain data: impact, trace, difference, chance
and advice.

Durations are in seconds, shares from 0 to 1. Parties are named by their ids; `names` has what
people call them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from internalmap.results import FragileSet, NeedRef, RatedNeed

if TYPE_CHECKING:
    from internalmap.model.organization import Importance, Need, Party


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
    among them, and whether each that matters as much has others to fall back on."""

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
    of `internalmap.model.organization`, parties under the ids that they have now."""

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
    helps; `ended` says whether they did. `weighed` is false where there were too many changes to
    weigh, and further ones are left out. `protected_why` says in words why these parties are the
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
    weighed: bool = True
