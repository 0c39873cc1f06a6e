"""What an absence or a delay does: who stops when, who is late by how much, and why.

Durations are in seconds, shares from 0 to 1. Parties are named by their ids; `names` has what
people call them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING, TypeAlias

from internalmap._dataclass import dataclass
from internalmap.results.absences import Effect

if TYPE_CHECKING:
    from internalmap.model.organization import Importance


#: From a time on, until before another; `None`: without end, as far as is known.
Interval: TypeAlias = "tuple[float, float | None]"


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
    at_site: bool = False


@dataclass(frozen=True, slots=True)
class Stopped:
    """A party that stops, after how many seconds were nobody to come back, by which need, and the
    chain from who is gone, both ends included (empty where all chains together are too long).

    `intervals` are those in which it does not run, returns counted: none where those who are gone
    are back before it would stop. `runs_again`: when the last of them is over; `None` where there
    is none, or no end of it is known.
    """

    party: str
    after: float
    unmet: Unmet
    chain: tuple[str, ...]
    intervals: tuple[Interval, ...] = ()
    runs_again: float | None = None


@dataclass(frozen=True, slots=True)
class Delayed:
    """A party that is late, by how many seconds, by which need (`None`: it was said to be), and
    the chain from who was said to be late, both ends included (empty as for `Stopped`)."""

    party: str
    by: float
    unmet: Unmet | None
    chain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StillMetNeed:
    """A need that lost some of its suppliers and is still met by the others. `customers`: all who
    have it."""

    customer: str | None
    service: str | None
    lost: tuple[str, ...]
    still: tuple[str, ...]
    staffing: bool = False
    customers: tuple[str, ...] = ()
    at_site: bool = False


@dataclass(frozen=True, slots=True)
class UnmetNeed:
    """A need that goes unmet, after how many seconds were nobody to come back, and matters too
    little to stop anybody. `intervals` are those in which it is unmet, returns counted."""

    customer: str | None
    service: str | None
    suppliers: tuple[str, ...]
    importance: Importance
    after: float
    customers: tuple[str, ...] = ()
    intervals: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class Impact:
    """What happens when some are gone and others are late.

    `asked` are those who were said to be gone, `gone` they and everyone inside them; `returns`
    says when each of these is back, `None` where that is not known, and `duration` what was said of
    all of them instead of their restore times. `late` says who was said to be late, by how many
    seconds. `effects` are what the absence does to the protected parties: on those let down first,
    then by how soon. `stopped` is by time, then id; `delayed` has the latest first. `about`: the
    party whose story this is, if it is one party's alone.
    """

    organization: str
    asked: tuple[str, ...]
    gone: tuple[str, ...]
    late: Mapping[str, float]
    stopped: tuple[Stopped, ...]
    delayed: tuple[Delayed, ...]
    held: tuple[StillMetNeed, ...]
    missed: tuple[UnmetNeed, ...]
    protected: tuple[str, ...]
    protected_stopped: tuple[str, ...]
    protected_delayed: tuple[str, ...]
    names: Mapping[str, str] = field(repr=False)
    about: str | None = None
    marking: str | None = None
    effects: tuple[Effect, ...] = ()
    duration: float | None = None
    returns: Mapping[str, float | None] = field(default_factory=dict)
