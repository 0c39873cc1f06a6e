"""The chart of one unit: its members in the middle, whom they need at the left, and whom they serve
at the right."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from internalmap.diagrams.chart.build import chart
from internalmap.diagrams.chart.chart import Box, Broadcast, Chart
from internalmap.diagrams.chart.charts import Charts
from internalmap.diagrams.chart.units import both_sides
from internalmap.model.phrases import Names, counted, listed, sentence

READING = "What comes in stands at the left, what goes out at the right."
#: So many services that everyone has are named.
_NAMED = 4


@dataclass(frozen=True)
class Flow:
    """The chart of a page, how many others supply those inside, and how many others they serve,
    `None` where that is everyone."""

    chart: Chart
    coming: int
    going: int | None


@dataclass(frozen=True)
class UnitCharts(Charts):
    """What a page of one unit shows: those directly inside, with units inside as one box each, and
    everybody outside who supplies or needs one of them, each within the outermost unit that it does
    not share with this one."""

    unit: str

    @cached_property
    def inside(self) -> frozenset[str]:
        """The unit and everyone in it."""
        return frozenset((self.unit, *self.organization.inside(self.unit)))

    @cached_property
    def whole(self) -> Chart:
        """Everything on the page."""
        return self.flow.chart

    @cached_property
    def flow(self) -> Flow:
        """The same with how many come in and go out."""
        around = {self.unit, *self.organization.units_of(self.unit)}
        view = replace(
            self.view,
            focus=tuple(sorted(self.inside)),
            hops=1,
            roll_up=None,
            full=True,
            closed=frozenset(self.organization.members) - around,
        )
        return self._page(chart(self.organization, self.analysis, view))

    @cached_property
    def units(self) -> Sequence[str]:
        """None: each unit inside is closed as it is, and has a page of its own."""
        return ()

    def _is_inside(self, box: Box) -> bool:
        return self.inside.issuperset(box.parties)

    def _page(self, found: Chart) -> Flow:
        """The same with those who supply and are supplied on both sides, and no line between two
        who are outside."""
        own = {box.id for box in found.boxes if self._is_inside(box)}
        lines = [
            link
            for link in found.links
            if (link.supplier in own or link.customer in own) and not link.indirect
        ]
        coming = {link.supplier for link in lines} - own
        going = {link.customer for link in lines} - own
        boxes = [
            replace(box, frame=self.unit if box.frame is not None and box.id in own else None)
            for box in found.boxes
            if box.id in own | coming | going
        ]
        frames = tuple(
            replace(frame, inside=None) for frame in found.frames if frame.id == self.unit
        )
        shared = [each for each in found.broadcasts if each.supplier not in own]
        everyone = tuple(each for each in found.broadcasts if each.supplier in own)
        needed = coming | {each.supplier for each in shared}
        title = self._title(len(needed), len(going), everyone=bool(everyone))
        sides, _ = both_sides(replace(found, boxes=tuple(boxes), links=tuple(lines)), own)
        made = replace(
            sides,
            title=title,
            subtitle=f"{sentence(self.analysis.organization)} {READING}",
            description=f"{title}. {READING}",
            frames=frames,
            broadcasts=everyone,
            protected=frozenset(),
            notices=(),
            less=(*found.less, *self._shared(shared)),
        )
        return Flow(made, len(needed), None if everyone else len(going))

    def _title(self, coming: int, going: int, *, everyone: bool) -> str:
        name = Names(self.analysis.names).short(self.unit)
        needs = f"needs {counted(coming, 'other')}" if coming else "needs nobody else"
        serves = f"serves {counted(going, 'other')}" if going else "serves nobody else"
        serves = "serves everyone" if everyone else serves
        return f"{name} {needs} and {serves}"

    def _shared(self, shared: Sequence[Broadcast]) -> tuple[str, ...]:
        """What everyone gets from outside, those inside too, in words."""
        names = Names(self.analysis.names)
        said = [
            names.short(each.supplier) + (f" ({each.service})" if each.service else "")
            for each in shared
        ]
        return (f"As everyone does, it also needs {listed(said, limit=_NAMED)}.",) if said else ()


def unit_charts(charts: Charts) -> list[UnitCharts]:
    """A chart for each unit that has anybody inside, each before those inside it, by name."""
    organization = charts.organization
    names = Names(charts.analysis.names)

    def order(units: Collection[str]) -> list[str]:
        return sorted(units, key=lambda unit: (names.short(unit).casefold(), unit), reverse=True)

    members = organization.members
    waiting = order([unit for unit in members if organization.parties[unit].part_of is None])
    found = []
    while waiting:
        unit = waiting.pop()
        found.append(UnitCharts(organization, charts.analysis, charts.view, unit))
        waiting += order([id for id in members[unit] if id in members])
    return found
