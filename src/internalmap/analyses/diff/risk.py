"""What a change does to risk: what can let somebody down now and could not before, and the other
way round.

The verdict is `worse` when an absence that is told is worse than the same absence was by the clock
(`times`) and none is better, `better` when it is the other way round, `mixed` when both happened,
`same` when neither did. Paper fallbacks are told, and do not count by themselves: an absence that
defeats one and lets somebody down through it is a single point of failure. So who gains a stand-in
makes nothing worse, and who loses it makes nothing better: fragile sets that are gained or lost
without being worse or better are `eased` and `tightened`, and boxes that are single points of
failure in one version, and of which the same holds, are `drawn`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from internalmap._dataclass import dataclass
from internalmap.analyses._order import need_ref_order
from internalmap.analyses.diff.effects import Version
from internalmap.analyses.diff.times import time_changes, told_sets
from internalmap.results.analyze import Analysis, NeedRef
from internalmap.results.diff import (
    AffectedParties,
    CutSet,
    GainedLost,
    ImpactChange,
    MoveInBand,
    TimeChange,
)

#: A protected party, and the absences that together stop it.
Cut = tuple[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class RiskChanges:
    """What was gained and lost; the fields are those of `internalmap.results.diff.Difference`."""

    verdict: str
    single_points_of_failure: GainedLost[AffectedParties]
    hollow_fallbacks: GainedLost[NeedRef]
    fragile_sets: GainedLost[CutSet]
    eased: frozenset[CutSet]
    tightened: frozenset[CutSet]
    drawn: frozenset[str]
    grown: frozenset[str]
    shrunk: frozenset[str]
    times: tuple[TimeChange, ...]
    moved: tuple[MoveInBand, ...]
    alone: frozenset[str]
    impact: tuple[ImpactChange, ...]


def risk_changes(
    before: Version,
    after: Version,
    now: Mapping[str, str],
    was: Mapping[str, str],
    carried: Mapping[NeedRef, NeedRef],
    same: Mapping[NeedRef, NeedRef],
) -> RiskChanges:
    """Compare two versions. `now` gives the id now of each old party, `was` the old id of each
    party that is in both; `carried` gives old needs under the ids of now, and `same` what a need
    that is in both, so carried, is named in the new version."""
    old, new = before.analysis, after.analysis
    both = before.protected_now(now) & after.protected
    alone_old = _Alone(old, now, both)
    alone_new = _Alone(new, {row.id: row.id for row in new.parties}, both)
    gained_points, lost_points = alone_new.points(alone_old), alone_old.points(alone_new)
    hollow_old = {carried[row.need] for row in old.hollow_fallbacks}
    hollow_new = {row.need for row in new.hollow_fallbacks}
    hollow_gained = hollow_new - {same.get(need, need) for need in hollow_old}
    hollow_lost = {need for need in hollow_old if same.get(need, need) not in hollow_new}
    sets_old = _sets(old, new, now, both)
    sets_new = _sets(new, old, {row.id: row.id for row in new.parties}, both)
    gained, lost = sets_new - sets_old, sets_old - sets_new
    found = time_changes(before, after, now)
    worse = {(protected, frozenset(parties)) for parties, protected in found.worse}
    better = {(protected, frozenset(parties)) for parties, protected in found.better}
    alone = {party for (party, *others), _ in found.worse | found.better if not others}
    boxes = before.scope.organization.boxes | after.scope.organization.boxes
    return RiskChanges(
        verdict=_verdict(bool(worse), bool(better)),
        single_points_of_failure=GainedLost(gained_points, lost_points),
        hollow_fallbacks=GainedLost(_in_order(hollow_gained), _in_order(hollow_lost)),
        fragile_sets=GainedLost(_fragile(gained), _fragile(lost)),
        eased=frozenset(_fragile(gained - worse)),
        tightened=frozenset(_fragile(lost - better)),
        drawn=frozenset(
            row.party
            for row in (*gained_points, *lost_points)
            if row.party in boxes and row.party not in alone
        ),
        grown=frozenset(row.party for row in gained_points if alone_old.stops_any(row.party)),
        shrunk=frozenset(row.party for row in lost_points if alone_new.stops_any(row.party)),
        times=found.rows(),
        moved=found.moves(),
        alone=frozenset(found.alone),
        impact=_impact(old, new, now, was),
    )


def _verdict(gained: bool, lost: bool) -> str:
    if gained:
        return "mixed" if lost else "worse"
    return "better" if lost else "same"


def _to(ids: Iterable[str], now: Mapping[str, str]) -> Iterable[str]:
    return (now[id] for id in ids)


class _Alone:
    """Whom the absences of one party each stop in a version, of those who are protected in both,
    told in the ids of now. Looked up one party at a time: all pairs at once can be as many as the
    square of the parties."""

    def __init__(
        self, analysis: Analysis, now: Mapping[str, str], protected: frozenset[str]
    ) -> None:
        self._now, self._protected = now, protected
        self._told = {now[row.party]: row.stops for row in analysis.single_points_of_failure}
        self._stops = {now[row.id]: row.stops for row in analysis.parties if row.stops}

    def points(self, other: _Alone) -> tuple[AffectedParties, ...]:
        """Whom single points of failure stop that their absence does not stop in the other
        version."""
        found = []
        for party in sorted(self._told):
            more = self._protected.intersection(_to(self._told[party], self._now))
            more = more.difference(other.stops(party))
            if more:
                found.append(AffectedParties(party, tuple(sorted(more))))
        return tuple(found)

    def stops(self, party: str) -> Iterable[str]:
        """Whom a party's absence stops, told or not."""
        return _to(self._stops.get(party, ()), self._now)

    def stops_any(self, party: str) -> bool:
        """Whether a party's absence stops anyone who is protected."""
        return party in self._stops


def _sets(
    of: Analysis, to: Analysis, now: Mapping[str, str], protected: frozenset[str]
) -> set[Cut]:
    """The fragile sets of a version that let down somebody who is protected in both."""
    found = {(now[row.protected], frozenset(_to(row.parties, now))) for row in told_sets(of, to)}
    return {cut for cut in found if cut[0] in protected}


def _fragile(cuts: Iterable[Cut]) -> tuple[CutSet, ...]:
    rows = [CutSet(protected, tuple(sorted(parties))) for protected, parties in cuts]
    return tuple(sorted(rows, key=lambda row: (row.protected, len(row.parties), row.parties)))


def _in_order(needs: Iterable[NeedRef]) -> tuple[NeedRef, ...]:
    return tuple(sorted(needs, key=need_ref_order))


def _impact(
    old: Analysis, new: Analysis, now: Mapping[str, str], was: Mapping[str, str]
) -> tuple[ImpactChange, ...]:
    """Every party of which the figure is not the same in both versions, in id order."""
    figures = {row.id: row.impact for row in old.parties}
    before = {id: figures[former] for id, former in was.items()}
    after = {row.id: row.impact for row in new.parties}
    before |= {id: figures[id] for id in figures if now[id] not in after}
    return tuple(
        ImpactChange(id, before.get(id), after.get(id))
        for id in sorted(before.keys() | after.keys())
        if before.get(id) != after.get(id)
    )
