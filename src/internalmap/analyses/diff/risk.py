"""What a change does to risk: what can let somebody down now and could not before, and the other
way round.

The verdict is `worse` when something was gained and nothing lost, `better` when it is the other way
round, `mixed` when both happened, `same` when neither did. What counts: pairs of a protected party
and a single point of failure, hollow fallbacks, and fragile sets. A set does not count where a part
of it alone is enough in the other version: who gains a stand-in swaps a single point of failure for
a pair, and that makes nothing worse; who loses it makes nothing better.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from internalmap.analyses._order import need_ref_order
from internalmap.results.analyze import Analysis, NeedRef
from internalmap.results.diff import CutSet, GainedLost, ImpactChange, LetDown

#: A protected party, and the absences that together stop it.
Cut = tuple[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class RiskChanges:
    """What was gained and lost; the fields are those of `internalmap.results.diff.Difference`."""

    verdict: str
    single_points_of_failure: GainedLost[LetDown]
    hollow_fallbacks: GainedLost[NeedRef]
    fragile_sets: GainedLost[CutSet]
    eased: frozenset[CutSet]
    tightened: frozenset[CutSet]
    grown: frozenset[str]
    shrunk: frozenset[str]
    impact: tuple[ImpactChange, ...]


def risk_changes(
    old: Analysis,
    new: Analysis,
    now: Mapping[str, str],
    was: Mapping[str, str],
    carried: Mapping[NeedRef, NeedRef],
    same: Mapping[NeedRef, NeedRef],
) -> RiskChanges:
    """Compare two analyses. `now` gives the id now of each old party, `was` the old id of each
    party that is in both; `carried` gives old needs under the ids of now, and `same` what a need
    that is in both, so carried, is named in the new version."""
    single_old = {
        now[row.party]: tuple(_to(row.stops, now)) for row in old.single_points_of_failure
    }
    single_new = {row.party: row.stops for row in new.single_points_of_failure}
    gained_points = _points(single_new, single_old)
    lost_points = _points(single_old, single_new)
    hollow_old = {carried[row.need] for row in old.hollow_fallbacks}
    hollow_new = {row.need for row in new.hollow_fallbacks}
    hollow_gained = hollow_new - {same.get(need, need) for need in hollow_old}
    hollow_lost = {need for need in hollow_old if same.get(need, need) not in hollow_new}
    sets_old, sets_new = _sets(old, new, now)
    gained, lost = sets_new - sets_old, sets_old - sets_new
    eased = _covered(gained, single_old, sets_old)
    tightened = _covered(lost, single_new, sets_new)
    verdict = _verdict(
        bool(gained_points or hollow_gained or gained - eased),
        bool(lost_points or hollow_lost or lost - tightened),
    )
    return RiskChanges(
        verdict,
        GainedLost(gained_points, lost_points),
        GainedLost(_in_order(hollow_gained), _in_order(hollow_lost)),
        GainedLost(_fragile(gained), _fragile(lost)),
        frozenset(_fragile(eased)),
        frozenset(_fragile(tightened)),
        frozenset(row.party for row in gained_points) & single_old.keys(),
        frozenset(row.party for row in lost_points) & single_new.keys(),
        _impact(old, new, now, was),
    )


def _verdict(gained: bool, lost: bool) -> str:
    if gained:
        return "mixed" if lost else "worse"
    return "better" if lost else "same"


def _to(ids: Iterable[str], now: Mapping[str, str]) -> Iterable[str]:
    return (now[id] for id in ids)


def _sets(old: Analysis, new: Analysis, now: Mapping[str, str]) -> tuple[set[Cut], set[Cut]]:
    """The fragile sets of both, up to the size to which both are complete; none where one of them
    left them out."""
    if old.fragile_sets is None or new.fragile_sets is None:
        return set(), set()
    size = min(old.settings.cut_size, new.settings.cut_size)
    return (
        {
            (now[row.protected], frozenset(_to(row.parties, now)))
            for row in old.fragile_sets
            if len(row.parties) <= size
        },
        {
            (row.protected, frozenset(row.parties))
            for row in new.fragile_sets
            if len(row.parties) <= size
        },
    )


def _covered(
    cuts: Collection[Cut], single: Mapping[str, Sequence[str]], sets: Collection[Cut]
) -> set[Cut]:
    """The sets of which a part alone is enough in the other version, in which `single` says whom
    each single point of failure stops."""
    asked = {party for _, parties in cuts for party in parties}
    alone = {party: frozenset(stops) for party, stops in single.items() if party in asked}
    return {
        (protected, parties)
        for protected, parties in cuts
        if any(protected in alone.get(party, ()) for party in parties)
        or any(
            (protected, frozenset(part)) in sets
            for size in range(2, len(parties))
            for part in combinations(sorted(parties), size)
        )
    }


def _points(
    these: Mapping[str, Sequence[str]], those: Mapping[str, Sequence[str]]
) -> tuple[LetDown, ...]:
    """Whom single points of failure stop that they do not stop in the other version. One at a time:
    all pairs at once can be as many as the square of the parties."""
    found = []
    for party in sorted(these):
        more = set(these[party]).difference(those.get(party, ()))
        if more:
            found.append(LetDown(party, tuple(sorted(more))))
    return tuple(found)


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
