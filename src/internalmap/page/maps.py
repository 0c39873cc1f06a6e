"""The maps of a page: that of the whole, drawn with as little as it takes, and one of each unit
that is closed in another. Everything has its place when the page is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from internalmap.diagrams.chart.build import View
from internalmap.diagrams.chart.build import chart as charted
from internalmap.diagrams.chart.chart import Box, Chart, Link, foot_words
from internalmap.diagrams.chart.charts import Charts
from internalmap.diagrams.chart.reduce.parts import keep, plain
from internalmap.diagrams.chart.reduce.rest import by_risk
from internalmap.diagrams.chart.reduce.steps import LAST, reduced
from internalmap.diagrams.chart.units import UnitCharts, everyone_noted
from internalmap.diagrams.drawing.scene import Group
from internalmap.diagrams.drawing.sheet import SceneOptions
from internalmap.diagrams.map.dot import Sides
from internalmap.diagrams.map.fitting import fit
from internalmap.diagrams.map.layout import lay_out_all
from internalmap.diagrams.map.maker import Map
from internalmap.diagrams.map.map import TANGLED, Drawing
from internalmap.model.organization import IMPORTANCES, Organization
from internalmap.model.phrases import counted
from internalmap.page.painting import UNITS, Looks, Target, painted
from internalmap.results.analyze import Analysis

#: A map of more boxes than this is not drawn: those most at risk are, and the rest is counted.
MOST_BOXES = 300
#: And of more lines than this the heaviest are drawn; the others are counted, and those of a box
#: are drawn once it is selected.
MOST_LINES = 400
#: The same of a map of a unit.
MOST_UNIT_LINES = 200
#: In an organisation of more parties, so many units are closed from the start that no more boxes
#: than a map has are left.
MOST_TRIED = 1_000
#: An organisation of more parties has no maps of units, which would make the page too large.
MOST_OPENED = 5_000
#: Where maps of units have more lines together, these are drawn from box to box, without a course
#: of their own.
MOST_ROUTED = 5_000


@dataclass(frozen=True)
class PageMap:
    """A map: its size in units of the page, what is drawn, whether lines have a course, and how
    many lighter lines it has that are not drawn."""

    width: int
    height: int
    targets: tuple[Target, ...]
    routed: bool = True
    left: int = 0


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
    left = charts.lighter.get((min(fitted.steps, LAST), fitted.closed), 0)
    whole = replace(_page_map(fitted.chart, fitted.map, number, looks), left=left)
    notices = [*_left_out(charts, fitted.chart), *([TANGLED] if fitted.map.tangled else [])]
    closed = _closed(organization, fitted.chart.boxes)
    if len(organization.parties) > MOST_OPENED:
        if closed:
            notices.append(
                f"Past {MOST_OPENED:,} parties, units stand for everyone inside them and cannot be "
                "opened on the map. Everybody is in the list."
            )
        return PageMaps(fitted.chart, whole, {}, tuple(notices))
    units, undrawn = _unit_maps(organization, analysis, closed, number, looks, engine)
    if undrawn:
        notices.append(
            f"{counted(len(undrawn), 'unit')} cannot be opened: Graphviz did not finish the map. "
            "Everybody is in the list."
        )
    return PageMaps(fitted.chart, whole, units, tuple(notices))


def _unit_maps(
    organization: Organization,
    analysis: Analysis,
    closed: Sequence[str],
    number: Mapping[str, int],
    looks: Looks,
    engine: str,
) -> tuple[dict[str, PageMap], list[str]]:
    """The maps of closed units and of those that are closed in these, and the units of which
    Graphviz did not finish the map."""
    inner = {
        unit
        for outer in closed
        for unit in organization.inside(outer)
        if unit in organization.members
    }
    made = UnitCharts(organization, analysis, frozenset(closed) | inner)
    units: dict[str, PageMap] = {}
    undrawn: list[str] = []
    waiting = list(closed)
    lines = 0
    while waiting:
        drawn = [made.chart(unit) for unit in waiting]
        less = [heaviest(each.chart, MOST_UNIT_LINES) for each in drawn]
        lines += sum(len(chart.links) for chart, _ in less)
        routed = lines <= MOST_ROUTED
        sides = [
            (chart, Sides(each.coming, each.going))
            for each, (chart, _) in zip(drawn, less, strict=True)
        ]
        laid = lay_out_all(sides, engine, routed=routed)
        following: dict[str, None] = {}
        for unit, one, (chart, left), found in zip(waiting, drawn, less, laid, strict=True):
            if found is None:
                undrawn.append(unit)
                continue
            again = {copy: number[id] for copy, id in one.copies.items()}
            page_map = _page_map(chart, found, {**number, **again}, looks)
            units[unit] = replace(page_map, routed=routed, left=left)
            following |= dict.fromkeys(_closed(organization, chart.boxes))
        waiting = [unit for unit in following if unit not in units and unit not in undrawn]
    return units, undrawn


class _Charts(Charts):
    """The charts of a page: needs of everyone are words in a box, and not more boxes and lines than
    a page can bear."""

    def less(self, steps: int, closed: int = 0) -> Chart:
        """As in a picture; with all units closed, those most at risk where there are too many, and
        the heaviest lines."""
        found = self.whole
        if closed:
            view = replace(self.view, closed=frozenset(self.units[:closed]))
            found = charted(self.organization, self.analysis, view)
        last = closed == len(self.units)
        if last and len(found.boxes) > MOST_BOXES:
            found = keep(found, self._most_at_risk(found))
        found = everyone_noted(reduced(found, steps))
        if last and steps >= LAST and len(found.links) > MOST_LINES:
            found, self.lighter[steps, closed] = heaviest(found, MOST_LINES)
        return found

    @cached_property
    def lighter(self) -> dict[tuple[int, int], int]:
        """How many lines were left out, by steps and units closed."""
        return {}

    @cached_property
    def least_closed(self) -> int:
        """Of a large organisation, as many units as it takes to have no more boxes than a map."""
        if len(self.organization.parties) <= MOST_TRIED:
            return 0
        place = {unit: number for number, unit in enumerate(self.units)}
        never = len(self.units)
        hidden = sorted(  # from how many closed units on each has no box of its own
            min((place.get(unit, never) for unit in self.organization.units_of(id)), default=never)
            for id in self.organization.parties
        )
        enough = len(hidden) - MOST_BOXES
        return min(never, hidden[enough - 1] + 1)

    def _most_at_risk(self, chart: Chart) -> set[str]:
        """The boxes that are drawn of too many: those who let somebody down, the worst first, each
        with the way by which that comes to somebody; then, where there is room, the others."""
        box_of = {party: box.id for box in chart.boxes for party in box.parties}
        kept: set[str] = set()
        for point in self.analysis.single_points_of_failure:
            way = {box_of[party] for party in (point.party, *point.way) if party in box_of}
            if len(kept | way) <= MOST_BOXES:
                kept |= way
        others = [id for id in by_risk(chart, self.analysis) if id not in kept]
        return kept.union(others[: MOST_BOXES - len(kept)])


def heaviest(chart: Chart, most: int) -> tuple[Chart, int]:
    """A chart with so many of its lines, and how many that leaves out: of each box its heaviest,
    which may be a few more, then the heaviest of all.

    Supply is heavier than a fallback or staffing, then what is more important, then what stands
    for more needs.
    """

    def weight(link: Link) -> tuple[bool, int, int, str, str]:
        rank = IMPORTANCES.index(link.importance)
        return (not plain(link), rank, -link.count, link.supplier, link.customer)

    ordered = sorted(chart.links, key=weight)
    first: dict[str, tuple[str, str]] = {}
    for link in ordered:
        for box in (link.supplier, link.customer):
            first.setdefault(box, (link.supplier, link.customer))
    kept = {*first.values()}
    for link in ordered:
        if len(kept) >= most:
            break
        kept.add((link.supplier, link.customer))
    links = tuple(link for link in chart.links if (link.supplier, link.customer) in kept)
    return replace(chart, links=links), len(chart.links) - len(links)


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
