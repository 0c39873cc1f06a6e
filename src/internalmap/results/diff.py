"""What changed between two versions, what it does to risk, and whom to tell.

Durations are in seconds, shares from 0 to 1. Parties are named by their ids; `names` has what
people call them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Generic, Literal, TypeVar

from internalmap._dataclass import dataclass
from internalmap.results.analyze import NeedRef
from internalmap.results.check import Finding
from internalmap.results.scenarios import Outcome

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
class AffectedParties:
    """A single point of failure, and the protected parties that its absence stops in one version
    and not in the other."""

    party: str
    stops: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CutSet:
    """Absences that together, and no fewer of them, stop a protected party."""

    protected: str
    parties: tuple[str, ...]


#: What of an absence's times can be worse or better: when somebody is let down (`needed`), how long
#: that lasts (`gap`), and whether one thing missing is enough or it takes a whole unit (`single`).
TimeMeasure = Literal["needed", "gap", "single"]


@dataclass(frozen=True, slots=True)
class AbsenceTimes:
    """What an absence does to a protected party in one version.

    `after` is when it first does not run and `needed` when it is first past what it can bear, were
    nobody to come back; `restore` is when the absence is over, `gap` how much later than needed
    that is; both `None` where that is not known. `let_down`: it is past what it can bear at some
    moment. `single`: one thing is missing, not a whole unit.
    """

    after: float
    needed: float
    restore: float | None
    gap: float | None
    let_down: bool
    single: bool


@dataclass(frozen=True, slots=True)
class TimeChange:
    """An absence that stops a protected party in both versions, at other times or in another way:
    in what it is `worse` now, in what it is `better`, and how it was and is. `parties` are those
    who are missing."""

    parties: tuple[str, ...]
    protected: str
    worse: tuple[TimeMeasure, ...]
    better: tuple[TimeMeasure, ...]
    before: AbsenceTimes
    after: AbsenceTimes


@dataclass(frozen=True, slots=True)
class MoveInBand:
    """An absence that lets a protected party down `sooner` than before, or later, yet in the same
    band: it is neither worse nor better."""

    parties: tuple[str, ...]
    protected: str
    sooner: bool
    before: AbsenceTimes
    after: AbsenceTimes


@dataclass(frozen=True, slots=True)
class ImpactChange:
    """How many other parties stop without a party, in two versions; `None` where it is not
    there."""

    party: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class ScenarioState:
    """What came of a scenario in one version: whether what is expected holds, for how long, and the
    outcomes that are otherwise in the other version."""

    holds: bool | None
    holds_for: float | None
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class ScenarioChange:
    """A scenario that comes to something else in the two versions. One that is new is asked of the
    old version too, where that has everybody whom it names. `before` is `None` where it could not
    be asked, `after` where the scenario is gone. `worse`: what is expected does not hold, and held
    before, or for longer; `better`: the other way round. `said` has each of the two in words: for
    how long it held, and how it was meant to last."""

    id: str
    name: str
    before: ScenarioState | None
    after: ScenarioState | None
    worse: bool
    better: bool
    said: tuple[str, str]


@dataclass(frozen=True, slots=True)
class RenamedScenario:
    """A scenario of both versions that is called otherwise: what it was called, and is."""

    id: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Notification:
    """A customer that a change touches, what it is to be told, and how to reach it."""

    party: str
    about: str
    contact: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed between two versions of a model: what `internalmap.diff` returns.

    `verdict` is what it does to risk: `worse`, `better`, `mixed` or `same`. `old` and `new` are
    how the two are called. What is gained and lost is told of those who are protected in both.
    Parties that were called otherwise stand under the ids that they have now. `eased` are the
    fragile sets gained that were no milder before, as a part of each alone was enough, and
    `tightened` those lost that are no milder now; these do not count in the verdict. `drawn`
    are the boxes among the single points gained or lost whose absence is neither worse nor
    better than that of all who are inside. `grown` are the single points of failure that
    let down others before already, and more now; `shrunk` those that still let down others.
    `times` are the absences that let somebody down sooner or later, longer or shorter, or as
    one thing and as a whole unit; they are measured by the bands of the new version. `moved`
    are those that do so sooner or later in the same band, which counts for nothing. `alone` are
    those whose absence alone lets somebody down who was not let down by it before. `also_worse`
    is what else is new by the checks of the new version, such as load, ratings and standards;
    it does not count in the verdict. `scenarios` are those that come to something else,
    `scenarios_renamed` those of another name, whatever they come to.
    `notices` are what the reader must know about the figures.
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
    single_points_of_failure: GainedLost[AffectedParties]
    hollow_fallbacks: GainedLost[NeedRef]
    fragile_sets: GainedLost[CutSet]
    eased: frozenset[CutSet]
    tightened: frozenset[CutSet]
    grown: frozenset[str]
    shrunk: frozenset[str]
    times: tuple[TimeChange, ...]
    impact: tuple[ImpactChange, ...]
    mean_stopped: tuple[float, float]
    tell: tuple[Notification, ...]
    notices: tuple[str, ...]
    names: Mapping[str, str] = field(repr=False)
    marking: str | None = None
    alone: frozenset[str] = frozenset()
    drawn: frozenset[str] = frozenset()
    moved: tuple[MoveInBand, ...] = ()
    also_worse: tuple[Finding, ...] = ()
    scenarios: tuple[ScenarioChange, ...] = ()
    scenarios_renamed: tuple[RenamedScenario, ...] = ()
