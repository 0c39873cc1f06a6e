"""Absences in two versions: which are new to a protected party, and which are worse or better.

Compared is each absence that is told in one version, of one party or of several together, with the
same absence in the other version by the clock, told or not; of parties that became one, with that
of each of them. A second supplier that leans on the same system as the first is no worse than one
supplier was, and two together are nothing new where one of them was enough. What counts is whom it
reaches of those who are protected in both versions. Who is in one version only is, in the other,
whoever is inside: a box around parties adds nothing. The bands and what is soon are those of the
new version. Where a bound left out what is needed, nothing is claimed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from itertools import product
from math import inf

from internalmap._dataclass import dataclass
from internalmap.analyses.diff.effects import Effects, Version
from internalmap.analyses.diff.reach import reached_by_change
from internalmap.analyses.diff.scale import Scale
from internalmap.results.analyze import Analysis, FragileSet
from internalmap.results.diff import AbsenceTimes, MoveInBand, TimeChange

#: Who is missing, and a protected party, in the ids of now.
Effect = tuple[tuple[str, ...], str]


@dataclass
class TimeChanges:
    """What the comparison found: effects that are `new` and `gone`, and the `times` of those that
    are worse or better, and the `moved` that are neither, in the same band. `alone`: who lets
    somebody down alone who did not."""

    new: set[Effect] = field(default_factory=set)
    gone: set[Effect] = field(default_factory=set)
    times: dict[Effect, TimeChange] = field(default_factory=dict)
    moved: dict[Effect, MoveInBand] = field(default_factory=dict)
    alone: set[str] = field(default_factory=set)

    @property
    def worse(self) -> set[Effect]:
        """The effects that are new or worse."""
        return self.new | {effect for effect, row in self.times.items() if row.worse}

    @property
    def better(self) -> set[Effect]:
        """The effects that are gone or better."""
        return self.gone | {effect for effect, row in self.times.items() if row.better}

    def rows(self) -> tuple[TimeChange, ...]:
        """The changes, fewest missing first."""
        return tuple(sorted(self.times.values(), key=_fewest_first))

    def moves(self) -> tuple[MoveInBand, ...]:
        """What moved in its band and is neither worse nor better, fewest missing first."""
        rows = (row for effect, row in self.moved.items() if effect not in self.times)
        return tuple(sorted(rows, key=_fewest_first))


def _fewest_first(row: TimeChange | MoveInBand) -> tuple[int, tuple[str, ...], str]:
    return len(row.parties), row.parties, row.protected


def time_changes(old: Version, new: Version, now: Mapping[str, str]) -> TimeChanges:
    """Compare the absences of two versions. `now` gives the id now of each old party."""
    return _Comparison(old, new, now).found()


def told_sets(of: Analysis, to: Analysis) -> Iterator[FragileSet]:
    """The fragile sets of a version, up to the size to which both are complete; none where one of
    them left them out."""
    if of.fragile_sets is not None and to.fragile_sets is not None:
        size = min(of.settings.cut_size, to.settings.cut_size)
        yield from (row for row in of.fragile_sets if len(row.parties) <= size)


class _Side:
    """One version, told in the ids of now."""

    def __init__(self, version: Version, now: Mapping[str, str]) -> None:
        self.version, self.now = version, now
        self.protected = version.protected_now(now)
        self.then: dict[str, list[str]] = {}
        for id in sorted(version.scope.organization.parties):
            self.then.setdefault(now[id], []).append(id)

    def told(self, other: _Side) -> Mapping[tuple[str, ...], Sequence[Iterable[str]]]:
        """Each absence that is told, and whom it reaches, by the ids of here: of parties that
        became one, once for each."""
        found: dict[tuple[str, ...], list[Iterable[str]]] = {}
        for point in self.version.analysis.single_points_of_failure:
            reached = found.setdefault((self.now[point.party],), [])
            reached += [point.stops, point.let_down]
        sets: dict[tuple[str, ...], set[str]] = {}
        for row in told_sets(self.version.analysis, other.version.analysis):
            parties = tuple(sorted({self.now[id] for id in row.parties}))
            sets.setdefault(parties, set()).add(row.protected)
        for parties, together in sorted(sets.items()):
            found.setdefault(parties, []).append(together)
        return found

    def missing(self, party: str, other: _Side) -> list[list[str]]:
        """Who is missing here, in the ids of here, where a party of either version is: of several
        that became one, one or another; for a party of the other version alone, and for a box of
        this one alone, whoever is inside."""
        if party in self.then and not self._drawn(party, other):
            return [[id] for id in self.then[party]]
        here, there = (self, other) if party in self.then else (other, self)
        network = here.version.scope.network
        inside = {
            here.now[network.ids[member]]
            for id in here.then.get(party, ())
            for member in network.within(network.index[id])
        }
        return [
            [
                id
                for each in sorted(inside)
                if not here._drawn(each, there)
                for id in self.then.get(each, ())
            ]
        ]

    def _drawn(self, party: str, other: _Side) -> bool:
        """Whether a party is a box that only this version has. Nothing is said of it, be it when it
        is back."""
        boxes = self.version.scope.organization.boxes
        return party not in other.then and boxes.issuperset(self.then[party])

    def effects(self, parties: Iterable[str], other: _Side) -> Effects | None:
        """What an absence of the other version, or of this one, does here, at the worst."""
        reached: dict[str, AbsenceTimes | None] = {}
        for missing in product(*(self.missing(party, other) for party in parties)):
            found = self.version.by_clock.of(sorted({id for each in missing for id in each}))
            if found is None:
                return None
            for id, times in found.items():
                now = self.now[id]
                reached[now] = times if now not in reached else _worse(times, reached[now])
        return reached


def _worse(one: AbsenceTimes | None, other: AbsenceTimes | None) -> AbsenceTimes | None:
    """The worse of two; not known, where one is not."""
    if one is None or other is None:
        return None
    return min(one, other, key=_worst_first)


def _worst_first(times: AbsenceTimes) -> tuple[bool, float, float, bool]:
    """Those first that let somebody down; then the sooner, the longer, and one thing alone."""
    gap = inf if times.gap is None else times.gap
    return not times.let_down, times.needed, -gap, not times.single


class _Comparison:
    """Compares the absences that are told on either side."""

    def __init__(self, old: Version, new: Version, now: Mapping[str, str]) -> None:
        self._old = _Side(old, now)
        self._new = _Side(new, {id: id for id in new.scope.organization.parties})
        organization = new.scope.organization
        self._scale = Scale(organization.bands, organization.soon)
        self._both = self._old.protected & self._new.protected
        self._result = TimeChanges()
        self._rows = {
            side: {
                (tuple(sorted({side.now[id] for id in row.parties})), side.now[row.protected]): row
                for row in told_sets(side.version.analysis, other.version.analysis)
            }
            for side, other in ((self._old, self._new), (self._new, self._old))
        }

    def found(self) -> TimeChanges:
        told = {side: side.told(other) for side, other in self._sides()}
        changed = reached_by_change(self._old.version, self._new.version, self._old.now)
        for parties in dict.fromkeys(parties for each in told.values() for parties in each):
            if len(parties) == 1 and parties[0] not in changed:
                continue
            effects: dict[_Side, Effects | None] = {}  # of each side once, whichever tells it
            for side, other in self._sides():
                for ids in told[side].get(parties, ()):
                    reached = {side.now[id] for id in ids} & self._both
                    self._compare(side, other, parties, reached, effects)
        return self._result

    def _sides(self) -> tuple[tuple[_Side, _Side], ...]:
        return (self._new, self._old), (self._old, self._new)

    def _compare(
        self,
        side: _Side,
        other: _Side,
        parties: tuple[str, ...],
        reached: set[str],
        effects: dict[_Side, Effects | None],
    ) -> None:
        """Take in what is worse about an absence on the side that tells it. `effects` are those of
        the absence, as far as they are known."""
        told = {each for each in reached if self._in_both(parties, each)}
        here = there = None
        if told != reached:
            for each, opposite in ((side, other), (other, side)):
                if each not in effects:
                    effects[each] = each.effects(parties, opposite)
            here, there = effects[side], effects[other]
        for protected in sorted(reached):
            if protected in told:
                times = tuple(
                    _of_set(self._rows[each][parties, protected]) for each in (side, other)
                )
            elif there is None:
                continue
            elif protected not in there:
                (self._result.new if side is self._new else self._result.gone).add(
                    (parties, protected)
                )
                lets_down = here is None or (
                    (known := here.get(protected)) is not None and known.let_down
                )
                if side is self._new and len(parties) == 1 and lets_down:
                    self._result.alone.add(parties[0])
                continue
            else:
                times = (None if here is None else here.get(protected), there[protected])
            if times[0] is not None and times[1] is not None:
                self._take(side, parties, protected, times[0], times[1])

    def _in_both(self, parties: tuple[str, ...], protected: str) -> bool:
        """Whether an absence is a row on both sides, one and the same: not several that became
        one."""
        return all((parties, protected) in rows for rows in self._rows.values()) and not any(
            len(self._old.then[party]) > 1 for party in parties
        )

    def _take(
        self,
        side: _Side,
        parties: tuple[str, ...],
        protected: str,
        here: AbsenceTimes,
        there: AbsenceTimes,
    ) -> None:
        """Note in what an absence is worse on the side that tells it."""
        worse = self._scale.worse(there, here)
        new = side is self._new
        before, after = (there, here) if new else (here, there)
        if not worse:
            if before.let_down and after.let_down and before.needed != after.needed:
                self._result.moved[parties, protected] = MoveInBand(
                    parties, protected, after.needed < before.needed, before, after
                )
            return
        if new and len(parties) == 1 and here.let_down and not there.let_down:
            self._result.alone.add(parties[0])
        known = self._result.times.get((parties, protected))
        self._result.times[parties, protected] = TimeChange(
            parties=parties,
            protected=protected,
            worse=worse if new else known.worse if known is not None else (),
            better=() if new else worse,
            before=before,
            after=after,
        )


def _of_set(row: FragileSet) -> AbsenceTimes | None:
    if row.after is None or row.needed is None:
        return None
    return AbsenceTimes(
        after=row.after,
        needed=row.needed,
        restore=row.restore,
        gap=row.gap,
        let_down=not row.covered,
        single=row.single,
    )
