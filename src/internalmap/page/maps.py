"""The maps of a page: that of the whole, drawn with as little as it takes, and one of each unit
that is closed in another. Everything has its place when the page is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from internalmap.diagrams.chart.build import View
from internalmap.diagrams.chart.build import chart as charted
from internalmap.diagrams.chart.chart import Box, Chart, Link, foot_words
from internalmap.diagrams.chart.charts import Charts
from internalmap.diagrams.chart.reduce.parts import keep
from internalmap.diagrams.chart.reduce.steps import reduced
from internalmap.diagrams.chart.units import UnitCharts, everyone_noted
from internalmap.diagrams.drawing.scene import Group
from internalmap.diagrams.drawing.sheet import SceneOptions
from internalmap.diagrams.map.dot import Sides
from internalmap.diagrams.map.fitting import fit
from internalmap.diagrams.map.layout import Map, lay_out_all
from internalmap.diagrams.map.map import TANGLED, Drawing
from internalmap.model.organization import Organization
from internalmap.model.phrases import counted
from internalmap.page.painting import UNITS, Looks, Target, painted
from internalmap.results.analyze import Analysis

#: A map of more boxes than this is not drawn: those most at risk are, and the rest is counted.
MOST_BOXES = 300
#: An organisation of more parties has no maps of units, which would make the page too large.
MOST_OPENED = 5_000
#: And of more, the lines in maps of units are drawn from box to box, without a course of their own.
MOST_ROUTED = 1_000


@dataclass(frozen=True)
class PageMap:
    """A map: its size in units of the page, what is drawn, and whether lines have a course."""

    width: int
    height: int
    targets: tuple[Target, ...]
    routed: bool = True


@dataclass(frozen=True)
class PageMaps:
    """The map of the whole, its chart, and those of closed units by their ids."""

    chart: Chart
    whole: PageMap
    units: Mapping[str, PageMap]
    notices: tuple[str, ...]


def page_maps(
    organization: Organization,
    analysis: Analysis,
    protect: Sequence[str],
    looks: Looks,
    engine: str = "builtin",
) -> PageMaps:
    """All maps. Raises `EngineFailed` where Graphviz cannot lay out the map of the whole."""
    charts = _Charts(organization, analysis, View(protect=tuple(protect), frames=True))
    fitted = fit(charts, SceneOptions(engine=engine))
    number = {id: place for place, id in enumerate(organization.parties)}
    whole = _page_map(fitted.chart, fitted.map, number, looks)
    notices = [*_left_out(charts, fitted.chart), *([TANGLED] if fitted.map.tangled else [])]
    closed = _closed(organization, fitted.chart.boxes)
    units: dict[str, PageMap] = {}
    if len(organization.parties) > MOST_OPENED:
        if closed:
            notices.append(
                f"Past {MOST_OPENED:,} parties, units stand for everyone inside them and cannot be "
                "opened on the map. Everybody is in the list."
            )
        return PageMaps(fitted.chart, whole, units, tuple(notices))
    inner = {
        unit
        for outer in closed
        for unit in organization.inside(outer)
        if unit in organization.members
    }
    made = UnitCharts(organization, analysis, frozenset(closed) | inner)
    routed = len(organization.parties) <= MOST_ROUTED
    waiting = list(closed)
    undrawn: list[str] = []
    while waiting:
        drawn = [made.chart(unit) for unit in waiting]
        sides = [(each.chart, Sides(each.coming, each.going)) for each in drawn]
        laid = lay_out_all(sides, engine, routed=routed)
        following: dict[str, None] = {}
        for unit, one, found in zip(waiting, drawn, laid, strict=True):
            if found is None:
                undrawn.append(unit)
                continue
            again = {copy: number[id] for copy, id in one.copies.items()}
            page_map = _page_map(one.chart, found, {**number, **again}, looks)
            units[unit] = replace(page_map, routed=routed)
            following |= dict.fromkeys(_closed(organization, one.chart.boxes))
        waiting = [unit for unit in following if unit not in units and unit not in undrawn]
    if undrawn:
        notices.append(
            f"{counted(len(undrawn), 'unit')} cannot be opened: Graphviz did not finish the map. "
            "Everybody is in the list."
        )
    return PageMaps(fitted.chart, whole, units, tuple(notices))


class _Charts(Charts):
    """The charts of a page: needs of everyone are words in a box, and not more boxes than a page
    can bear."""

    def less(self, steps: int, closed: int = 0) -> Chart:
        """As in a picture; with all units closed, those most at risk where there are too many."""
        found = self.whole
        if closed:
            view = replace(self.view, closed=frozenset(self.units[:closed]))
            found = charted(self.organization, self.analysis, view)
        if closed == len(self.units) and len(found.boxes) > MOST_BOXES:
            found = keep(found, self._most_at_risk(found))
        return everyone_noted(reduced(found, steps))

    def _most_at_risk(self, chart: Chart) -> set[str]:
        place = {
            point.party: number
            for number, point in enumerate(self.analysis.single_points_of_failure)
        }
        impact = {row.id: row.impact for row in self.analysis.parties}

        def order(box: Box) -> tuple[bool, int, int, str]:
            first = min(place.get(party, len(place)) for party in box.parties)
            return (box.id not in chart.protected, first, -impact[box.id], box.id)

        return {box.id for box in sorted(chart.boxes, key=order)[:MOST_BOXES]}


def _left_out(charts: _Charts, shown: Chart) -> list[str]:
    """How many boxes are not on the map, and why."""
    units = charts.units
    every = charts.whole
    if units and any(len(box.parties) > 1 and not box.stack for box in shown.boxes):
        every = charted(
            charts.organization, charts.analysis, replace(charts.view, closed=frozenset(units))
        )
    said = [f"{foot_words(foot)}." for foot in shown.foot if len(foot.names) <= MOST_BOXES]
    if len(every.boxes) > MOST_BOXES and len(shown.boxes) <= MOST_BOXES:
        said.insert(
            0,
            f"The map shows {MOST_BOXES} of {len(every.boxes):,} boxes at most, those most at risk "
            "first. Everybody is in the list.",
        )
    return [*said, *shown.less]


def _closed(organization: Organization, boxes: Sequence[Box]) -> list[str]:
    """The units that stand for everyone inside them."""
    return [
        box.id
        for box in boxes
        if not box.stack and len(box.parties) > 1 and box.id in organization.members
    ]


def _page_map(chart: Chart, found: Map, number: Mapping[str, int], looks: Looks) -> PageMap:
    ends: dict[str, Link] = {f"{link.supplier} → {link.customer}": link for link in chart.links}
    boxes = {box.id: box for box in (*chart.boxes, *(hub.box for hub in chart.hubs))}
    letters = {hub.letter: hub.box.id for hub in chart.hubs}

    def marked(group: Group) -> Mapping[str, str] | None:
        kind = group.role.partition(" ")[0]
        if kind in ("link", "words"):
            link = ends[group.subject]
            return {"from": str(number[link.supplier]), "to": str(number[link.customer])}
        if kind == "letter":
            return {"p": str(number[letters[group.subject]])}
        if kind not in ("box", "hub", "frame", "heading", "line"):
            return None
        marks = {"p": str(number[group.subject])}
        box = boxes.get(group.subject)
        if kind in ("box", "hub") and box is not None and len(box.parties) > 1:
            if box.stack:
                marks["of"] = " ".join(str(number[id]) for id, _ in box.stack)
            else:
                marks["closed"] = str(len(box.parties) - 1)
        return marks

    wide, high = found.size
    return PageMap(
        int(wide * UNITS) + 1,
        int(high * UNITS) + 1,
        tuple(painted(Drawing(chart, found).items(), looks, marked)),
    )
