"""The business impact analysis: what is done, what it stands on, and by when that must be back.

Durations are in seconds. Parties are named by their ids; `names` has what people call them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Literal

from internalmap._dataclass import dataclass
from internalmap.results.analyze import ActionRow, HollowFallback, NeedRef

if TYPE_CHECKING:
    from internalmap.model.organization import Importance, Kind, Said
    from internalmap.results.scenarios import ScenarioResult

#: What may be gone: anything, or one of a class of parties.
GoneClass = Literal["anything", "people", "technology", "site", "third party"]
#: How an absence is felt once it has lasted for so long.
Felt = Literal["not felt", "felt", "intolerable"]

#: The most needs that have a page of their own; the most absences, and paper fallbacks, on one.
MAX_PAGES, MAX_WEAK_POINTS, MAX_PAPER = 100, 100, 20


@dataclass(frozen=True, slots=True)
class BiaSettings:
    """What was asked: the protected parties, the candidates (`None`: the default ones), the weakest
    importance that stops a customer; and the bands of time, each with its end."""

    protected: tuple[str, ...]
    candidates: tuple[str, ...] | None
    stops_on: Importance
    bands: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StandsOn:
    """All that something stands on, directly or not, by kind: the ids of these parties."""

    people: tuple[str, ...] = ()
    processes: tuple[str, ...] = ()
    technology: tuple[str, ...] = ()
    information: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    third_parties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WorstAbsence:
    """The absence that is worst for somebody: when it is felt and when it is intolerable, were
    nobody to come back; when it is over, and how much later than needed that is, if that is known;
    and whether it lets that one down. `needed` is `None` for one that cannot start again."""

    party: str
    after: float
    needed: float | None
    restore: float | None
    gap: float | None
    let_down: bool


@dataclass(frozen=True, slots=True)
class OverTime:
    """Impact over time: how the worst absence of a class is felt at the end of each band, and later
    than all of them. `after` and `needed` are the soonest of all these absences; `None` for never.
    """

    gone: GoneClass
    after: float | None
    needed: float | None
    bands: tuple[Felt, ...]


@dataclass(frozen=True, slots=True)
class Activity:
    """What is done: a process, or whoever has a limit or is protected.

    `limit` is its own, `needs_limit` the shortest among its needs. `said` tells who stated its
    needs, and when. `stands_on` is `None` where all of these together would be too much to list.
    `worst` is `None`, and `over_time` empty, where no single absence reaches it, or where these
    were too many to follow.
    """

    party: str
    kind: Kind
    owner: str | None
    limit: int | None
    needs_limit: int | None
    said: tuple[Said, ...]
    stands_on: StandsOn | None
    worst: WorstAbsence | None
    over_time: tuple[OverTime, ...]


@dataclass(frozen=True, slots=True)
class Slower:
    """A supplier that is back later than its customer is needed."""

    party: str
    restore: float


@dataclass(frozen=True, slots=True)
class Workaround:
    """A need that is met without the party: by whom, and when an absence of these too would be
    intolerable; `None` for never. `at_site`: it is that of a place to work."""

    need: NeedRef
    at_site: bool
    stand_ins: tuple[str, ...]
    needed: float | None


@dataclass(frozen=True, slots=True)
class Resource:
    """What is stood on: a candidate that anything depends on.

    `needed`: when its absence is first intolerable for a protected party, and `needed_for` for
    whom; `None` and empty where it is for nobody, or where times were too much to follow. `tier` is
    the place of the band of that. `restore_target` is how soon it is meant to be back, `restore`
    how soon it is; `gap` how much later than needed that is. `slower` are its own suppliers that
    are back later than it is needed. `workarounds` are the needs that are met without it.
    `max_data_loss` is the least that is tolerated along its chains, `max_data_loss_of` who says so.
    `ask`: whom to ask about it.
    """

    party: str
    kind: Kind
    owner: str | None
    needed: float | None
    needed_for: tuple[str, ...]
    tier: int | None
    restore_target: int | None
    restore: float | None
    gap: float | None
    slower: tuple[Slower, ...]
    workarounds: tuple[Workaround, ...]
    max_data_loss: int | None
    max_data_loss_of: str | None
    backup_every: int | None
    ask: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WeakPoint:
    """An absence that leaves a need unmet: from when on, when that is intolerable, when it is over,
    and how much later than needed that is."""

    party: str
    after: float
    needed: float
    restore: float | None
    gap: float | None


@dataclass(frozen=True, slots=True)
class NeedPage:
    """An essential need of a protected party, with all that stands behind it: a regulator's
    mapping. `limit` is the need's, `customer_limit` that of the party. `weak_points` are the
    absences that leave it unmet, the soonest, at most `MAX_WEAK_POINTS`; `paper_fallbacks` those
    behind it that one absence defeats, at most `MAX_PAPER`; `actions` those that are open."""

    need: NeedRef
    protected: str
    buffer: int | None
    limit: int | None
    customer_limit: int | None
    max_data_loss: int | None
    said: Said | None
    stands_on: StandsOn
    weak_points: tuple[WeakPoint, ...]
    weak_points_total: int
    paper_fallbacks: tuple[HollowFallback, ...]
    paper_fallbacks_total: int
    actions: tuple[ActionRow, ...]
    importance: Importance = "essential"


@dataclass(frozen=True, slots=True)
class RecoveryStep:
    """Who must be back, or run again, by when, once everything went. Several are a circle: they
    need each other, and must agree who starts."""

    by: float
    parties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bia:
    """The business impact analysis of an organisation: what `internalmap.bia` returns.

    `activities` are what is done, those first whom an absence harms soonest; `resources` what it
    stands on: by band of when it is needed, unknown returns first in each, then by gap. `needs` are
    the pages, at most `MAX_PAGES` of `needs_total`. `recovery` is the order after everything went;
    `not_needed` are those that nobody asks for then. `restores` has what is known of when each is
    back; `scenarios` what comes of those of the model. `protected_why` says in words why these are
    the protected parties.
    """

    organization: str
    settings: BiaSettings
    activities: tuple[Activity, ...]
    resources: tuple[Resource, ...]
    needs: tuple[NeedPage, ...]
    needs_total: int
    recovery: tuple[RecoveryStep, ...]
    not_needed: tuple[str, ...]
    protected_why: str
    notices: tuple[str, ...]
    names: Mapping[str, str] = field(repr=False)
    kinds: Mapping[str, Kind] = field(repr=False)
    restores: Mapping[str, float] = field(repr=False)
    marking: str | None = None
    scenarios: tuple[ScenarioResult, ...] = ()
