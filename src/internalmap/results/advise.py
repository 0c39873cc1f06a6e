"""Which few changes remove the most risk.

Durations are in seconds, shares from 0 to 1. Parties are named by their ids; `names` has what
people call them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from internalmap.results.analyze import NeedRef

if TYPE_CHECKING:
    from internalmap.model.organization import Need, Party


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
    marking: str | None = None
