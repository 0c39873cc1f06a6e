"""A unit as a map of its own: its members, and beside them whom they supply and who supplies them.

Of those outside, a closed unit stands for everyone inside it, as it does in the map of the whole.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from internalmap.diagrams.chart.build import ChartBuilder, View
from internalmap.diagrams.chart.chart import Box, Broadcast, Chart
from internalmap.diagrams.chart.links import links
from internalmap.diagrams.chart.reduce.chains import chains
from internalmap.diagrams.chart.reduce.equals import equals
from internalmap.diagrams.chart.reduce.hubs import hubs
from internalmap.diagrams.chart.reduce.leaves import leaves
from internalmap.diagrams.chart.visibility import Visibility
from internalmap.model.organization import Need, Organization
from internalmap.model.phrases import Names
from internalmap.results.analyze import Analysis
from internalmap.text.quantities import say_roughly

#: A unit with more inside than this has its own units closed, and a map of more boxes is drawn
#: with less, step by step.
MOST_OPEN, MOST_PLAIN = 60, 25
#: With so many lines for each box, and some more, a map is drawn with less too.
_LINES, _MORE = 1.5, 10


@dataclass(frozen=True)
class UnitChart:
    """A unit and those beside it. Who supplies the unit and is supplied by it too stands on both
    sides: `copies` has the id of each by that of its box at the right. `coming` are the boxes
    outside that supply it, `going` those that it supplies."""

    chart: Chart
    copies: Mapping[str, str]
    coming: frozenset[str]
    going: frozenset[str]


@dataclass(frozen=True)
class UnitCharts:
    """The charts of units, where those of `closed` stand for everyone inside them."""

    organization: Organization
    analysis: Analysis
    closed: Collection[str]

    def chart(self, unit: str) -> UnitChart:
        """A unit and those beside it, after as many steps of drawing less as it takes."""
        box_of = self._box_of(unit)
        inside = {unit, *self.organization.inside(unit)}
        needs = list(
            {id(need): need for one in inside for need in self._needs.get(one, ())}.values()
        )
        visible = {box_of[one] for one in inside}
        for need in needs:
            for supplier in need.suppliers:
                for customer in need.customers:
                    if supplier in inside or customer in inside:
                        visible |= {box_of[supplier], box_of[customer]}
        members: dict[str, list[str]] = {box: [] for box in visible}
        for party, box in box_of.items():
            if box in members:
                members[box].append(party)
        seen = Visibility(
            box_of,
            {box: tuple(sorted(parties)) for box, parties in members.items()},
            tuple(sorted(visible)),
            True,
            (),
        )
        drawn, broadcasts, _ = links(
            self.organization, seen, self._names, travelled={}, fold_everyone=True, needs=needs
        )
        own = {box_of[one] for one in inside}
        drawn = tuple(link for link in drawn if link.supplier in own or link.customer in own)
        builder = ChartBuilder(
            self.organization, self.analysis, View(), seen, self._names, None, ()
        )
        found = _framed(builder.chart(drawn, broadcasts), unit, own)
        split, copies = both_sides(everyone_noted(found), own)
        less = _less(split)
        coming = frozenset(link.supplier for link in less.links) - own
        going = frozenset(link.customer for link in less.links) - own
        return UnitChart(less, copies, coming, going)

    def _box_of(self, unit: str) -> dict[str, str]:
        """The box of each party: the outermost closed unit that it is in and that does not hold
        this unit, else itself."""
        open_ = {unit, *self.organization.units_of(unit)}
        outside = set(self.closed) - open_
        inner: set[str] = set()
        if sum(1 for _ in self.organization.inside(unit)) > MOST_OPEN:
            members = self.organization.members
            inner = {member for member in members.get(unit, ()) if member in members}
        within = set(self.organization.inside(unit))
        found = {}
        for party in self.organization.parties:
            closing = inner if party in within else outside
            line = [each for each in (party, *self.organization.units_of(party)) if each in closing]
            found[party] = line[-1] if line else party
        return found

    @cached_property
    def _needs(self) -> Mapping[str, Sequence[Need]]:
        """The needs of and from each party, but those of everyone."""
        found: dict[str, list[Need]] = {}
        for need in (*self.organization.needs, *self.organization.implied_needs):
            if need.customer is None:
                continue
            for party in {*need.suppliers, *need.customers}:
                found.setdefault(party, []).append(need)
        return found

    @cached_property
    def _names(self) -> Names:
        return Names(self.analysis.names)


def _framed(chart: Chart, unit: str, inside: Collection[str]) -> Chart:
    """With the frames of the unit and within it alone; those outside it have a caption."""
    outer = {frame.id: frame.inside for frame in chart.frames}
    names = {frame.id: frame.name.strip() or frame.id for frame in chart.frames}

    def within(frame: str | None) -> bool:
        while frame is not None and frame != unit:
            frame = outer[frame]
        return frame is not None

    def placed(box: Box) -> Box:
        if box.id in inside and within(box.frame):
            return box
        caption = "" if box.frame in (None, box.id) else names[box.frame]
        return replace(box, frame=None, caption=caption)

    frames = tuple(
        replace(frame, inside=None if frame.id == unit else frame.inside)
        for frame in chart.frames
        if within(frame.id)
    )
    return replace(chart, boxes=tuple(map(placed, chart.boxes)), frames=frames)


def both_sides(chart: Chart, inside: Collection[str]) -> tuple[Chart, Mapping[str, str]]:
    """With a second box, at the right, of each outside who is supplied and supplies too."""
    coming = {link.supplier for link in chart.links} - set(inside)
    going = {link.customer for link in chart.links} - set(inside)
    taken = {box.id for box in chart.boxes}
    right: dict[str, str] = {}
    for id in sorted(coming & going):
        copy = f"{id} as a customer"
        while copy in taken:
            copy += "'"
        right[id] = copy
        taken.add(copy)
    boxes = {box.id: box for box in chart.boxes}
    copies = [
        replace(boxes[id], id=copy, name=boxes[id].name if boxes[id].name.strip() else id)
        for id, copy in right.items()
    ]
    links = [
        replace(link, customer=right.get(link.customer, link.customer)) for link in chart.links
    ]
    return (
        replace(
            chart,
            boxes=tuple(sorted((*chart.boxes, *copies), key=lambda box: box.id)),
            links=tuple(sorted(links, key=lambda link: (link.supplier, link.customer))),
        ),
        {copy: id for id, copy in right.items()},
    )


def _less(chart: Chart) -> Chart:
    for step in (equals, leaves, lambda found: hubs(found, {}), chains):
        plain = len(chart.links) <= _LINES * len(chart.boxes) + _MORE
        if plain and len(chart.boxes) <= MOST_PLAIN:
            break
        chart = step(chart)
    return chart


def everyone_noted(chart: Chart) -> Chart:
    """What goes to everyone as words in the box that it comes from, in place of a line."""
    said = {each.supplier: _served(each) for each in chart.broadcasts}
    boxes = tuple(
        replace(box, note=(*box.note, *said[box.id])) if box.id in said else box
        for box in chart.boxes
    )
    return replace(chart, boxes=boxes, broadcasts=())


def _served(each: Broadcast) -> tuple[str, ...]:
    """That it goes to everyone, and how long they can wait."""
    served = f"serves everyone ({each.reach:,})"
    if each.buffer is None:
        return (served,)
    return (
        served,
        f"who can wait {say_roughly(each.buffer)}" if each.buffer else "who cannot wait",
    )
