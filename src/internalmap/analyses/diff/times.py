"""Absences that are there in both versions, and that are worse or better now.

An absence and a protected party that it stops are compared by when the party is let down (the band
of `needed`, and whether that is soon), by how long (the band of the gap: in time is the mildest, a
return that is not known the worst), and by whether one thing missing is enough. When it happens and
what it takes count where somebody is let down in both versions. The bands and what is soon are
those of the new version. Where a bound left the times out in one version, nothing is claimed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from internalmap.analyses.absence.grades import band, is_single
from internalmap.model.organization import Organization
from internalmap.results.absences import Absence, Effect
from internalmap.results.analyze import Analysis, FragileSet
from internalmap.results.diff import AbsenceTimes, TimeChange, TimeMeasure


@dataclass(frozen=True)
class Version:
    """One version: the model, and what was found of it."""

    organization: Organization
    analysis: Analysis


def time_changes(old: Version, new: Version, now: Mapping[str, str]) -> tuple[TimeChange, ...]:
    """The absences that are worse or better, of one party and of several together, by who is
    missing and who is let down. `now` gives the id now of each old party."""
    scale = _Scale(new.organization.bands, new.organization.soon)
    rows = [*_alone(old, new, now, scale), *_together(old.analysis, new.analysis, now, scale)]
    return tuple(sorted(rows, key=lambda row: (len(row.parties), row.parties, row.protected)))


@dataclass(frozen=True)
class _Scale:
    """By what times are measured."""

    bands: Sequence[int]
    soon: int

    def changed(
        self, parties: tuple[str, ...], protected: str, before: AbsenceTimes, after: AbsenceTimes
    ) -> TimeChange | None:
        """What is worse and what is better; `None` where nothing is."""
        worse: list[TimeMeasure] = []
        better: list[TimeMeasure] = []
        measures = zip(self._measures(before), self._measures(after), strict=True)
        for (measure, was), (_, now) in measures:
            if measure != "gap" and not (before.let_down and after.let_down):
                continue
            if was != now:
                (worse if now > was else better).append(measure)
        if not worse and not better:
            return None
        return TimeChange(
            parties=parties,
            protected=protected,
            worse=tuple(worse),
            better=tuple(better),
            before=before,
            after=after,
        )

    def _measures(self, times: AbsenceTimes) -> Iterator[tuple[TimeMeasure, tuple[int, int]]]:
        """How bad each measure is: more is worse."""
        yield "needed", (-band(times.needed, self.bands), int(times.needed <= self.soon))
        yield "gap", (self._gap(times), 0)
        yield "single", (int(times.single), 0)

    def _gap(self, times: AbsenceTimes) -> int:
        if not times.let_down:
            return 0
        return len(self.bands) + 2 if times.gap is None else 1 + band(times.gap, self.bands)


def _alone(
    old: Version, new: Version, now: Mapping[str, str], scale: _Scale
) -> Iterator[TimeChange]:
    """One absence after the other: all pairs at once can be as many as the square of the
    parties."""
    before = {now[row.party]: row for row in old.analysis.absences.rows}
    for row in new.analysis.absences.rows:
        was = before.get(row.party)
        if was is None:
            continue
        effects = {now[effect.protected]: effect for effect in was.effects}
        single = is_single(old.organization, was.party), is_single(new.organization, row.party)
        for effect in row.effects:
            other = effects.get(effect.protected)
            if other is None:
                continue
            first, then = _times(was, other, single[0]), _times(row, effect, single[1])
            if first is not None and then is not None and first != then:
                found = scale.changed((row.party,), effect.protected, first, then)
                if found is not None:
                    yield found


def _times(absence: Absence, effect: Effect, single: bool) -> AbsenceTimes | None:
    needed, restore = effect.needed, absence.restore
    if needed is None:
        return None
    gap = None if restore is None else restore - needed
    return AbsenceTimes(
        after=effect.after,
        needed=needed,
        restore=restore,
        gap=gap,
        let_down=effect.let_down,
        single=single,
    )


def _together(
    old: Analysis, new: Analysis, now: Mapping[str, str], scale: _Scale
) -> Iterator[TimeChange]:
    before = {
        (now[row.protected], tuple(sorted(now[id] for id in row.parties))): row
        for row in old.fragile_sets or ()
    }
    for row in new.fragile_sets or ():
        parties = tuple(sorted(row.parties))
        was = before.get((row.protected, parties))
        if was is None:
            continue
        first, then = _of_set(was), _of_set(row)
        if first is not None and then is not None and first != then:
            found = scale.changed(parties, row.protected, first, then)
            if found is not None:
                yield found


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
