"""By what the effects of an absence in two versions are compared.

An absence and a protected party that it reaches are compared by when the party is let down (the
band of `needed`), by how long (the band of the gap: in time is the mildest, a return that is not
known the worst), and by the grade. When it happens counts where somebody is let down in both
versions. Whether one thing missing is enough, and what is soon, count where they change the grade.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from internalmap._dataclass import dataclass
from internalmap.analyses.absence.grades import band, grade
from internalmap.results.analyze import Grade
from internalmap.results.diff import AbsenceTimes, TimeMeasure


@dataclass(frozen=True)
class Scale:
    """The bands of time, each with its end, and what is soon."""

    bands: Sequence[int]
    soon: int

    def worse(self, before: AbsenceTimes, after: AbsenceTimes) -> tuple[TimeMeasure, ...]:
        """In what an absence is worse in one version than in another."""
        return tuple(self._worse(before, after))

    def _worse(self, before: AbsenceTimes, after: AbsenceTimes) -> Iterator[TimeMeasure]:
        both = before.let_down and after.let_down
        graver = both and self._grade(after) < self._grade(before)
        sooner = after.needed <= self.soon < before.needed
        earlier = band(after.needed, self.bands) < band(before.needed, self.bands)
        if both and (earlier or (graver and sooner)):
            yield "needed"
        if self._gap(after) > self._gap(before):
            yield "gap"
        if graver and after.single and not before.single:
            yield "single"

    def _grade(self, times: AbsenceTimes) -> Grade:
        return grade(
            covered=not times.let_down, single=times.single, needed=times.needed, soon=self.soon
        )

    def _gap(self, times: AbsenceTimes) -> int:
        if not times.let_down:
            return 0
        return len(self.bands) + 2 if times.gap is None else 1 + band(times.gap, self.bands)
