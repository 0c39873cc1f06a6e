"""The chance that somebody is let down, from how often parties are there.

Durations are in seconds, shares from 0 to 1. Parties are named by their ids; `names` has what
people call them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from internalmap._dataclass import dataclass

if TYPE_CHECKING:
    from internalmap.model.organization import Importance


@dataclass(frozen=True, slots=True)
class Chance:
    """The chance that a protected party is let down, and the bounds within which it lies 95 times
    in 100; where all combinations were weighed, both are the chance itself. `customer`: it is an
    external customer."""

    party: str
    customer: bool
    probability: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class RiskImportance:
    """A party that may be gone by chance, after how long it is back then, and how much the
    chances of all protected parties, summed, would fall if it were always there. `scenarios` are
    the ids of those of the model that would then come to something else."""

    party: str
    availability: float
    restore: float | None
    worth: float
    scenarios: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Simulation:
    """How likely those who are gone at one moment, all of them from then on until their restore,
    would let each protected party down, when absences happen by chance.

    `exact`: all combinations of absences were weighed, `draws` is their number, and nothing was
    drawn. `complete`: returns were counted in all of them; else whoever would stop without them
    counts as let down in the others. `single_points_of_failure`: how many there are, and
    `with_availability` of them have an availability. `at_least`: some have none, and are taken to
    be always there, so the chances are lower bounds. `candidates` is how many parties may be gone,
    with and without an availability; `asked` are the selectors of these, if not everyone.
    `protected_why` says in words why these parties are the protected ones. `notices` are what the
    reader must know about the figures.
    """

    organization: str
    draws: int
    seed: int
    exact: bool
    complete: bool
    at_least: bool
    single_points_of_failure: int
    with_availability: int
    protected: tuple[Chance, ...]
    parties: tuple[RiskImportance, ...]
    candidates: int
    asked: tuple[str, ...] | None
    stops_on: Importance
    protected_why: str
    notices: tuple[str, ...]
    names: Mapping[str, str] = field(repr=False)
    marking: str | None = None
