"""What a change does to risk: what can let somebody down now and could not before, and the other
way round.

The verdict is `worse` when something was gained and nothing lost, `better` when it is the other way
round, `mixed` when both happened, `same` when neither did. What counts: pairs of a protected party
and a single point of failure, where the party's absence does not stop it in the other version,
told or not; hollow fallbacks; fragile sets; and absences that are worse or better than they were
(`times`). A set does not count where a part of it alone is enough in the other version, to let the
party down if the set does, else to stop it: who gains a stand-in swaps a single point of failure
for a pair, and that makes nothing worse; who loses it makes nothing better.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from internalmap.analyses._order import need_ref_order
from internalmap.analyses.diff.times import Version, time_changes
from internalmap.results.analyze import Analysis, FragileSet, NeedRef
from internalmap.results.diff import AffectedParties, CutSet, GainedLost, ImpactChange, TimeChange

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
    grown: frozenset[str]
    shrunk: frozenset[str]
    times: tuple[TimeChange, ...]
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
    alone_old = _Alone(old, now)
    alone_new = _Alone(new, {row.id: row.id for row in new.parties})
    gained_points, lost_points = alone_new.points(alone_old), alone_old.points(alone_new)
    hollow_old = {carried[row.need] for row in old.hollow_fallbacks}
    hollow_new = {row.need for row in new.hollow_fallbacks}
    hollow_gained = hollow_new - {same.get(need, need) for need in hollow_old}
    hollow_lost = {need for need in hollow_old if same.get(need, need) not in hollow_new}
    sets_old, sets_new = _sets(old, new, now)
    gained = {cut: row for cut, row in sets_new.items() if cut not in sets_old}
    lost = {cut: row for cut, row in sets_old.items() if cut not in sets_new}
    eased = _in_part(gained, alone_old, sets_old)
    tightened = _in_part(lost, alone_new, sets_new)
    times = time_changes(before, after, now)
    verdict = _verdict(
        bool(gained_points or hollow_gained or gained.keys() - eased)
        or any(row.worse for row in times),
        bool(lost_points or hollow_lost or lost.keys() - tightened)
        or any(row.better for row in times),
    )
    return RiskChanges(
        verdict=verdict,
        single_points_of_failure=GainedLost(gained_points, lost_points),
        hollow_fallbacks=GainedLost(_in_order(hollow_gained), _in_order(hollow_lost)),
        fragile_sets=GainedLost(_fragile(gained), _fragile(lost)),
        eased=frozenset(_fragile(eased)),
        tightened=frozenset(_fragile(tightened)),
        grown=frozenset(row.party for row in gained_points if alone_old.stops_any(row.party)),
        shrunk=frozenset(row.party for row in lost_points if alone_new.stops_any(row.party)),
        times=times,
        impact=_impact(old, new, now, was),
    )


def _verdict(gained: bool, lost: bool) -> str:
    if gained:
        return "mixed" if lost else "worse"
    return "better" if lost else "same"


def _to(ids: Iterable[str], now: Mapping[str, str]) -> Iterable[str]:
    return (now[id] for id in ids)


class _Alone:
    """What the absences of one party each do in a version, told in the ids of now. Looked up one
    party at a time: all pairs at once can be as many as the square of the parties."""

    def __init__(self, analysis: Analysis, now: Mapping[str, str]) -> None:
        self._now = now
        self.told = {now[row.party]: row.stops for row in analysis.single_points_of_failure}
        self._stops = {now[row.id]: row.stops for row in analysis.parties if row.stops}
        self._points = {now[row.party]: row for row in analysis.single_points_of_failure}
        self._absences = {now[row.party]: row for row in analysis.absences.rows}

    def points(self, other: _Alone) -> tuple[AffectedParties, ...]:
        """Whom single points of failure stop that their absence does not stop in the other
        version."""
        found = []
        for party in sorted(self.told):
            more = set(_to(self.told[party], self._now)).difference(other.stops(party))
            if more:
                found.append(AffectedParties(party, tuple(sorted(more))))
        return tuple(found)

    def stops(self, party: str) -> Iterable[str]:
        """Whom a party's absence stops, told or not."""
        return _to(self._stops.get(party, ()), self._now)

    def stops_any(self, party: str) -> bool:
        """Whether a party's absence stops anyone who is protected."""
        return party in self._stops

    def let_down(self, party: str) -> Iterable[str]:
        """Whom a party's absence lets down, told or not."""
        absence, point = self._absences.get(party), self._points.get(party)
        if absence is not None:
            whom = [effect.protected for effect in absence.effects if effect.let_down]
            return _to(whom, self._now)
        return () if point is None else _to(point.let_down, self._now)


def _sets(
    old: Analysis, new: Analysis, now: Mapping[str, str]
) -> tuple[dict[Cut, FragileSet], dict[Cut, FragileSet]]:
    """The fragile sets of both, up to the size to which both are complete; none where one of them
    left them out."""
    if old.fragile_sets is None or new.fragile_sets is None:
        return {}, {}
    size = min(old.settings.cut_size, new.settings.cut_size)
    return (
        {
            (now[row.protected], frozenset(_to(row.parties, now))): row
            for row in old.fragile_sets
            if len(row.parties) <= size
        },
        {
            (row.protected, frozenset(row.parties)): row
            for row in new.fragile_sets
            if len(row.parties) <= size
        },
    )


def _in_part(
    cuts: Mapping[Cut, FragileSet], alone: _Alone, sets: Mapping[Cut, FragileSet]
) -> set[Cut]:
    """The sets of which a part alone is enough in the other version: to let the party down, where
    the set does; to stop it, where the set is back in time."""
    asked = {party for _, parties in cuts for party in parties}
    stops = {party: frozenset(alone.stops(party)) for party in asked}
    let_down = {party: frozenset(alone.let_down(party)) for party in asked}

    def enough(part: Cut, covered: bool) -> bool:
        found = sets.get(part)
        return found is not None and (covered or not found.covered)

    return {
        (protected, parties)
        for (protected, parties), row in cuts.items()
        if any(protected in (stops if row.covered else let_down)[party] for party in parties)
        or any(
            enough((protected, frozenset(part)), row.covered)
            for size in range(2, len(parties))
            for part in combinations(sorted(parties), size)
        )
    }


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
