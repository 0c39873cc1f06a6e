"""What an absence does to each protected party: felt, intolerable, back.

Durations are in seconds. Parties are named by their ids.
"""

from __future__ import annotations

from internalmap._dataclass import dataclass

#: The most absences whose effects are listed.
MAX_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class Effect:
    """What an absence does to one protected party.

    `after` is when it first does not run and `needed` when it is first past what it can bear, were
    nobody to come back; `needed` is `None` for one that is gone itself and has no limit.
    `let_down`: it is past what it can bear at some moment, returns counted.
    """

    protected: str
    after: float
    needed: float | None
    let_down: bool


@dataclass(frozen=True, slots=True)
class Absence:
    """A party's absence: when it is back, if that is known, and its effects: on those let down
    first, then by how soon."""

    party: str
    restore: float | None
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class AbsenceTable:
    """The absences that have effects, the worst first, at most `MAX_ROWS` of the `total`; and how
    many have none."""

    total: int
    rows: tuple[Absence, ...]
    without_effects: int
