"""One party's card.

Durations are in seconds. Parties are named by their ids; `Card.names` has what people call them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from internalmap._dataclass import dataclass
from internalmap.results.absences import Effect
from internalmap.results.analyze import FragileSet, NeedRef, PartyRow, SinglePoint

if TYPE_CHECKING:
    from internalmap.model.organization import Importance, Said
    from internalmap.results.advise import AdviceStep, Question


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
    limit: int | None = None
    max_data_loss: int | None = None
    said: Said | None = None


@dataclass(frozen=True, slots=True)
class LetDownBy:
    """A single point of failure that stops somebody, and what its absence does to that one; `None`
    where that was too much to compute."""

    point: SinglePoint
    effect: Effect | None


@dataclass(frozen=True, slots=True)
class Card:
    """One party's card: what it supplies, what it needs, whom to call, what happens without it,
    and what nobody wrote down.

    `effects` are what its own absence does to the protected parties, on those let down first: when
    they feel it, and when it is intolerable. `after` and `needed` are the soonest of these times.
    `defeats`: the fallbacks that its absence takes along, be it a candidate or not.
    `protected`: it is one of those who must not be let down; then `let_down_by` are the single
    points of failure that stop it. `members` are those directly inside it, `staffing` how many of
    its people it takes. `fragile` are the combinations of absences that it is part of, or that let
    it down; `None` where they were not looked for. `asked`: the candidates, if not everyone.
    `owner` is who answers for it: a party's id, or a name. `location` is where it is, in order of
    preference; of these it goes on for `location_buffer` without any of the `sites`. `located` are
    those who are at it. `scale` is that of ratings.
    `step` is the best step for its absence, `question` what to ask where none is known;
    `step_sought` is false where it took too many steps to look.
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
    let_down_by: tuple[LetDownBy, ...] = ()
    members: tuple[str, ...] = ()
    staffing: Service | None = None
    fragile: tuple[FragileSet, ...] | None = None
    asked: tuple[str, ...] | None = None
    owner: str | None = None
    limit: int | None = None
    marking: str | None = None
    scale: tuple[float, float] | None = None
    needed: float | None = None
    effects: tuple[Effect, ...] = ()
    step: AdviceStep | None = None
    question: Question | None = None
    step_sought: bool = True
    restore_target: int | None = None
    max_data_loss: int | None = None
    backup_every: int | None = None
    location: tuple[str, ...] = ()
    location_buffer: int | None = None
    sites: tuple[str, ...] = ()
    located: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cards:
    """The cards of several parties: a list, even of one."""

    cards: tuple[Card, ...]
