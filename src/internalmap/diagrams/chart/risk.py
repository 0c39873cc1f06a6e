"""How single points of failure are marked and what is said of them: by the three grades that the
report has, with the same customers and the same times."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from internalmap.diagrams.chart.chart import GRADES, Mark
from internalmap.model.organization import Kind
from internalmap.model.phrases import counted
from internalmap.results.analyze import Analysis, SinglePoint
from internalmap.text.quantities import say_roughly

#: So many are ranked in the picture.
RANKED = 5
#: No more than such a share of the boxes is drawn in the colour of alarm, but for the worst grade.
MOST_ALARMED = 3
IN_TIME = "back in time"


@dataclass(frozen=True)
class RiskMarks:
    """The single points of failure of a picture: `points` by party, `ranks` of the worst in the
    order of the report, `muted`: only those of the worst grade stand out. `alike` are the words
    that all that are shown have in common, which no box repeats: whom they let down, and when."""

    points: Mapping[str, SinglePoint]
    ranks: Mapping[str, int]
    muted: bool
    kinds: Mapping[str, Kind]
    protected: tuple[str, ...]
    alike: tuple[str, str] = ("", "")

    @classmethod
    def of(cls, analysis: Analysis, shown: Collection[str], *, full: bool = False) -> RiskMarks:
        """Those among the boxes that are shown; with `full`, each box says everything itself."""
        points = {point.party: point for point in analysis.single_points_of_failure}
        worst = [point.party for point in points.values() if point.grade == 1]
        kinds = {row.id: row.kind for row in analysis.parties}
        found = cls(
            points,
            {party: number for number, party in enumerate(worst[:RANKED], 1)},
            MOST_ALARMED * sum(box in points for box in shown) > len(shown),
            kinds,
            analysis.settings.protected,
        )
        told = [points[box] for box in shown if box in points and points[box].grade != 3]
        if full:
            return found
        whom = {found.whom(point) for point in told}
        when = {found.when(point) for point in told}
        alike = (
            whom.pop() if len(told) > 1 and len(whom) == 1 else "",
            when.pop() if len(told) > 1 and len(when) == 1 else "",
        )
        return cls(points, found.ranks, found.muted, kinds, found.protected, alike)

    def marks(self, box: str, members: Sequence[str]) -> tuple[Mark, ...]:
        """The grade of a box; of those inside it, only that there are some of the worst."""
        if box in self.points:
            return (GRADES[self.points[box].grade],)
        return ("inside",) if self._inside(members) else ()

    def words(self, box: str, members: Sequence[str]) -> str | None:
        """What the absence of a box does, or how many of the worst are inside it."""
        if box not in self.points:
            inside = self._inside(members)
            return f"{counted(inside, 'single point')} of failure inside" if inside else None
        point = self.points[box]
        if point.grade == 3:
            return IN_TIME
        parts = (self.whom(point), self.when(point))
        said = [part for part, common in zip(parts, self.alike, strict=True) if part != common]
        return " ".join(said) or None

    def _inside(self, members: Sequence[str]) -> int:
        return sum(party in self.points and self.points[party].grade == 1 for party in members)

    def whom(self, point: SinglePoint) -> str:
        """Whom it lets down, as a count of those whom nobody may let down."""
        customers = {id for id in self.protected if self.kinds.get(id) == "customer"}
        let_down = [id for id in point.let_down if id in customers]
        if len(let_down) == len(point.let_down) and len(customers) == len(self.protected):
            every, who = len(customers), " customers"
        else:  # others are protected, too
            let_down, every, who = list(point.let_down), len(self.protected), ""
        if every == 1:
            return "lets the customer down" if who else "lets the one protected down"
        all_ = "both" if every == 2 else f"all {every:,}"
        number = all_ if len(let_down) == every else f"{len(let_down):,} of {every:,}"
        return f"lets {number}{who} down"

    @staticmethod
    def when(point: SinglePoint) -> str:
        """From when on the first of them is let down."""
        return within(point.needed)


def within(seconds: float | None) -> str:
    """By when somebody is let down: "within 4 days", "at once"; nothing where that is not known."""
    if seconds is None:
        return ""
    return say_roughly(seconds) if seconds == 0 else f"within {say_roughly(seconds)}"
