"""What absences do in one version of a model, by the clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from math import inf
from typing import TYPE_CHECKING

from internalmap._dataclass import dataclass
from internalmap.analyses.absence.account import Account, Reached, account
from internalmap.analyses.absence.grades import is_single
from internalmap.analyses.absence.times import matters
from internalmap.kernel.clock import clock
from internalmap.kernel.scope import Scope
from internalmap.results.analyze import Analysis

if TYPE_CHECKING:
    from internalmap.results.diff import AbsenceTimes

#: How many steps all accounts of one version may take together.
MAX_STEPS = 10_000_000

#: Each protected party that an absence reaches, with its times, where these are known.
Effects = Mapping[str, "AbsenceTimes | None"]


@dataclass(frozen=True)
class Version:
    """One version: the question that was asked of it, and what was found."""

    scope: Scope
    analysis: Analysis

    @cached_property
    def protected(self) -> frozenset[str]:
        """Who must not be let down."""
        return frozenset(self.analysis.settings.protected)

    def protected_now(self, now: Mapping[str, str]) -> frozenset[str]:
        """The same, by the id now of each party."""
        return frozenset(now[id] for id in self.protected)

    @cached_property
    def by_clock(self) -> ByClock:
        """What absences do."""
        return ByClock(self.scope, self.analysis)


class ByClock:
    """Looks up what absences do, told or not, as long as that does not take too many steps. From
    then on it is only known whom the absence of one party stops."""

    def __init__(self, scope: Scope, analysis: Analysis) -> None:
        self._scope = scope
        self._clock = clock(scope.network, frozenset(matters(scope)))
        self._stops = {row.id: row.stops for row in analysis.parties if row.stops}
        self._steps = 0

    def of(self, parties: Sequence[str]) -> Effects | None:
        """What the absence of these parties together does; `None` where that is not known."""
        if not parties:
            return {}
        if self._steps > MAX_STEPS:
            return dict.fromkeys(self._stops.get(parties[0], ())) if len(parties) == 1 else None
        network = self._scope.network
        found = account(self._scope, self._clock, [network.index[id] for id in parties])
        self._steps += found.timeline.steps
        single = all(is_single(self._scope.organization, id) for id in parties)
        first = min(network.restore[party] for party in found.gone)
        return {
            network.ids[each.party]: _times(found, each, single, first) for each in found.reached
        }


def _times(found: Account, each: Reached, single: bool, first: float) -> AbsenceTimes | None:
    if each.needed == inf:
        return None
    from internalmap.results.diff import AbsenceTimes

    end = each.end if found.returns is None else found.returns
    return AbsenceTimes(
        after=each.after,
        needed=each.needed,
        restore=None if first == inf else first,
        gap=None if end == inf else end - each.needed,
        let_down=each.let_down,
        single=single,
    )
