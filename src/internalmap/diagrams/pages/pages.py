"""All pages of a picture, in their order: the index, then a map for each unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from internalmap.diagrams.chart.charts import Charts
from internalmap.diagrams.chart.visibility import MOST_PAGES
from internalmap.diagrams.drawing.scene import Scene
from internalmap.diagrams.drawing.sheet import SceneOptions
from internalmap.diagrams.map import map as map_view
from internalmap.diagrams.pages.index import ROWS, Entry, index
from internalmap.diagrams.pages.unit_charts import unit_charts
from internalmap.errors import InternalMapError
from internalmap.model.phrases import Names


@dataclass(frozen=True)
class Page:
    """A page: what it is called in a table of contents, and what is drawn on it."""

    name: str
    scene: Scene


def pages(
    charts: Charts, options: SceneOptions, log: Callable[[str], None]
) -> tuple[list[Page], list[str]]:
    """The pages, and notices of how they were drawn, each with the unit.

    Raises `InternalMapError` where there is no unit with anybody inside, or where there are more
    than get a page each.
    """
    organization, names = charts.organization, Names(charts.analysis.names)
    number = len(organization.members)
    if not number:
        raise InternalMapError(
            "nobody is part of a unit, so there is no page to make",
            "Say with part_of who is part of which unit, or leave out pages.",
        )
    if number > MOST_PAGES:
        raise InternalMapError(
            f"{number:,} units are more than get a page each: {MOST_PAGES} at most",
            "Leave out pages, or draw a part of the organisation with focus.",
        )
    units = unit_charts(charts)
    before = -(-number // ROWS)
    total = before + number
    worst = {point.party for point in charts.analysis.single_points_of_failure if point.grade == 1}
    entries, drawn, notices = [], [], []
    for at, unit in enumerate(units, before + 1):
        log(f"drawing page {at} of {total}")
        name = names.short(unit.unit)
        flow = unit.flow
        entries.append(
            Entry(
                id=unit.unit,
                name=name,
                depth=sum(1 for _ in organization.units_of(unit.unit)),
                page=at,
                inside=len(unit.inside) - 1,
                coming=flow.coming,
                going=flow.going,
                soon=len(worst & unit.inside),
            )
        )
        # What comes in stands at the left, one by one.
        scene, said = map_view.scene(unit, replace(options, together=False, upright=True))
        notices += [f"{name}: {notice}" for notice in said]
        drawn.append(Page(name, scene))
    alone = [
        names.short(id)
        for id, party in organization.parties.items()
        if party.part_of is None and id not in organization.members
    ]
    title = "What comes into each unit, and what goes out"
    head = replace(charts.whole, title=title, frames=(), boxes=(), links=(), broadcasts=())
    first = [Page("Index", scene) for scene in index(head, entries, sorted(alone), options.sheet)]
    return [*first, *drawn], notices
