"""Which few measures keep most from being let down.

Durations are in seconds, shares from 0 to 1. Parties are named by their ids; `names` has what
people call them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Literal

from internalmap._dataclass import dataclass
from internalmap.results.analyze import NeedRef

if TYPE_CHECKING:
    from internalmap.model.organization import Need
    from internalmap.results.diff import ScenarioChange

Measure = Literal["stand-in", "back-sooner", "hold-out"]
#: The measures, in the order in which they are preferred where they are worth as much.
MEASURES: tuple[Measure, ...] = ("stand-in", "back-sooner", "hold-out")

Ask = Literal["restore", "faster", "second"]


@dataclass(frozen=True, slots=True)
class Exposure:
    """How exposed the protected parties are: how many `absences` let somebody down, and how many
    `pairs` there are of an absence and a protected party that it lets down; of these, how many are
    needed back within `soon` and within the last band (`bands`)."""

    absences: int
    pairs: int
    soon: int
    bands: int


@dataclass(frozen=True, slots=True)
class LetDown:
    """A pair of an absence and a protected party that it lets down; `needed` is when that one is
    past what it can bear, `None` for one that is gone itself."""

    party: str
    protected: str
    needed: float | None


@dataclass(frozen=True, slots=True)
class AdviceStep:
    """A step: a measure for the absence of `party`.

    - `stand-in`: `stand_in` becomes a further supplier, the last in preference, of `needs`;
      `because` says what makes it fit: `same service`, `can` or `same team`.
    - `back-sooner`: its restore time becomes `restore`; it is `restore_now` today.
    - `hold-out`: the customers of `needs` hold out `longer` by so many seconds; `buffers` are how
      long they do today, `None` where nobody said.

    `needs` are named as they were before the step, `written` are the same needs of the
    organisation. `removes` are the pairs that are gone, `covers` the parties whose absence lets
    nobody down any more. `ask` is whom to talk to. `scenarios` are those of the model that come to
    something else, `None` where it was not asked which.
    """

    measure: Measure
    party: str
    needs: tuple[NeedRef, ...]
    stand_in: str | None
    because: str | None
    restore: int | None
    restore_now: int | None
    longer: int | None
    buffers: tuple[int | None, ...]
    removes: tuple[LetDown, ...]
    covers: tuple[str, ...]
    after: Exposure
    ask: tuple[str, ...]
    written: tuple[Need, ...] = field(repr=False)
    scenarios: tuple[ScenarioChange, ...] | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask where no step is known for an absence.

    `restore`: how soon is it back? `faster`: can it be back when it is `needed` at all? `second`:
    what would take its place: somebody who learns it, a second team, instance or source, a reduced
    service? `ask` is whom to ask: who answers for it, whom to call, or to whom the others of its
    unit report.
    """

    party: str
    kind: str
    asks: tuple[Ask, ...]
    needed: float | None
    restore: float | None
    lets_down: tuple[str, ...]
    ask: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """Which few measures keep most from being let down: what `internalmap.advise` returns.

    `questions` are asked of the absences for which no step is known, the worst first; `ended` says
    whether the steps ended because nothing more helps. `complete` is false where it took too many
    steps to look for all. `protected_why` says in words why these parties are the protected ones.
    `overloading`: steps that would help were left out, because somebody would then have more work
    than time. `notices` are what the reader must know about the figures.
    """

    organization: str
    before: Exposure
    steps: tuple[AdviceStep, ...]
    questions: tuple[Question, ...]
    ended: bool
    measures: tuple[Measure, ...]
    protected: tuple[str, ...]
    protected_why: str
    notices: tuple[str, ...]
    soon: int
    names: Mapping[str, str] = field(repr=False)
    complete: bool = True
    overloading: bool = False
    marking: str | None = None
