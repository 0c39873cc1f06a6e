"""The chance that somebody is let down, from how often parties are there.

Durations are in seconds, shares from 0 to 1. Parties are named by their ids; `names` has what
people call them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from internalmap.model.organization import Importance


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
    marking: str | None = None
