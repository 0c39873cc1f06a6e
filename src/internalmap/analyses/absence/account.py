"""The account of an absence, the one that every command shows: whom it lets down, when they feel
it, when it is intolerable, and when it is over."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from math import inf
from typing import NamedTuple

from internalmap._dataclass import dataclass
from internalmap.kernel.clock import (
    Clock,
    History,
    Timeline,
    absences,
    follow,
    search,
    until,
)
from internalmap.kernel.scope import Scope
from internalmap.kernel.tolerance import intolerable, needed
from internalmap.results.absences import Effect


class Reached(NamedTuple):
    """What an absence does to one protected party: `after` and `needed` were nobody to come back
    (`needed` without end for one gone itself that has no limit); `end` is when the last moment ends
    at which it is past what it can bear, 0 where there is none, returns counted."""

    party: int
    after: float
    needed: float
    end: float

    @property
    def let_down(self) -> bool:
        """Whether it is past what it can bear at some moment."""
        return self.end > 0


@dataclass(frozen=True)
class Account:
    """An absence and what it does.

    `back`: when each party that is gone returns, without end if that is not known. `reached`: the
    protected parties that would not run if nobody did; those gone themselves only where they have a
    limit or are let down.
    """

    gone: tuple[int, ...]
    back: dict[int, float]
    reached: tuple[Reached, ...]
    clock: Clock

    @cached_property
    def timeline(self) -> Timeline:
        """How it goes if nobody comes back."""
        return search(self.clock, self.back)

    @cached_property
    def history(self) -> History:
        """How it goes, returns counted."""
        if self.returns is not None:
            return until(self.timeline, self.returns)
        return follow(self.clock, self.back)

    @cached_property
    def after(self) -> float:
        """When the first protected party feels it."""
        return min((each.after for each in self.reached), default=inf)

    @cached_property
    def needed(self) -> float:
        """When the first protected party is past what it can bear."""
        return min((each.needed for each in self.reached), default=inf)

    @cached_property
    def covered(self) -> bool:
        """Nobody is let down."""
        return not any(each.let_down for each in self.reached)

    @cached_property
    def returns(self) -> float | None:
        """When it is over, where all that are gone return at once; `None` where they do not."""
        times = set(self.back.values())
        return times.pop() if len(times) == 1 else None

    @cached_property
    def gap(self) -> float | None:
        """How much later than needed it is over; not above 0 where one return is soon enough.
        `None` where that is not known, or where nobody is reached."""
        end = self.returns
        if end is None:
            end = max((each.end for each in self.reached), default=0)
        if self.needed == inf or end == inf or (self.returns is None and self.covered):
            return None
        return end - self.needed

    def effects(self, scope: Scope) -> tuple[Effect, ...]:
        """The effects as results name them: on those let down first, then the soonest."""
        ids = scope.network.ids
        ordered = sorted(
            self.reached, key=lambda each: (not each.let_down, each.needed, each.after, each.party)
        )
        return tuple(
            Effect(
                ids[each.party],
                each.after,
                None if each.needed == inf else each.needed,
                each.let_down,
            )
            for each in ordered
        )


def account(
    scope: Scope, clock: Clock, gone: Sequence[int], duration: float | None = None
) -> Account:
    """The account of the absence of these parties, each with everyone inside, until their restore
    times or for a duration said for all."""
    network = scope.network
    back = absences(network, gone, duration)
    timeline = search(clock, back)
    returns = set(back.values())
    at_once = returns.pop() if len(returns) == 1 else None
    history = None if at_once is not None else follow(clock, back)
    reached = []
    for party in sorted(timeline.stopped.keys() & scope.protected_set):
        own = back.get(party)
        limit = network.limits[party]
        if own is None:
            due = needed(network, party, timeline.unmet)
        else:
            due = inf if limit is None else limit
        if history is None:
            end = at_once if at_once is not None and due < at_once else 0
        else:
            moments = intolerable(network, party, history.unmet, own or 0)
            end = max((moment[1] for moment in moments), default=0)
        if own is None or limit is not None or end:
            reached.append(Reached(party, timeline.stopped[party], due, end))
    found = Account(tuple(gone), back, tuple(reached), clock)
    found.__dict__["timeline"] = timeline  # it is known already
    return found
