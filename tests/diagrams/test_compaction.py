"""Empty room is taken out of a map along seams, and nothing else about it changes."""

from __future__ import annotations

from itertools import combinations

import pytest

import internalmap
from internalmap.diagrams.chart.build import View
from internalmap.diagrams.chart.charts import Charts
from internalmap.diagrams.drawing.page import Surroundings
from internalmap.diagrams.drawing.sheet import SHEETS, SceneOptions
from internalmap.diagrams.map.fitting import Fitted, fit
from internalmap.diagrams.map.geometry import behind
from internalmap.diagrams.map.layout import lay_out
from internalmap.diagrams.map.maker import Maker, Map
from internalmap.diagrams.map.places import Area
from internalmap.diagrams.map.seams import Block, seam


def charts(name: str) -> Charts:
    organization = internalmap.load(f"examples/{name}")
    return Charts(organization, internalmap.analyze(organization, cut_size=1), View())


def apart(one: Area, other: Area) -> bool:
    return (
        one.x + one.width <= other.x
        or other.x + other.width <= one.x
        or one.y + one.height <= other.y
        or other.y + other.height <= one.y
    )


def inside(inner: Area, outer: Area) -> bool:
    return (
        outer.x < inner.x
        and outer.y < inner.y
        and inner.x + inner.width < outer.x + outer.width
        and inner.y + inner.height < outer.y + outer.height
    )


@pytest.mark.parametrize("name", ["harbour-brewery/org.yaml", "fjord-hotel.yaml", "bia/org.yaml"])
def test_as_much_room_taken_out_as_can_be_leaves_boxes_frames_and_crossings_as_they_are(
    name: str,
) -> None:
    made: list[tuple[Map, Map]] = []

    def closer(make: Maker, found: Map) -> Map:
        made.append((found, make.compacted(found, lambda size: -sum(size), 0.0)))
        return found

    lay_out(charts(name).whole, "builtin", lambda map: -sum(map.size), tries=1, closer=closer)
    ((before, after),) = made
    assert sum(after.size) < 0.97 * sum(before.size)
    ids = [box.id for box in after.chart.boxes]
    areas = {id: after.area(id) for id in ids}
    assert [(area.width, area.height) for area in areas.values()] == [
        (area.width, area.height) for area in map(before.area, ids)
    ]
    assert all(apart(one, other) for one, other in combinations(areas.values(), 2))
    for frame, area in after.places.frames.items():
        held = before.places.frames[frame]
        for id in ids:
            assert inside(areas[id], area) == inside(before.area(id), held), (id, frame)
    assert after.crossings(1000) <= before.crossings(1000)
    assert not behind(after.lines, after.ends, list(areas.values()))
    if after.loose is not None:
        panel, (x, y) = after.loose.panel, after.loose.at
        dx, dy = after.offset
        taken = Area(x - dx, y - dy, panel.width, panel.height)
        assert all(apart(taken, area) for area in areas.values())


def test_a_seam_goes_around_what_stands_and_leaves_room_for_lines() -> None:
    blocks = [Block(0, 50, 0, 30, 5), Block(50, 100, 60, 90, 5), Block(50, 100, 0, 20, 5)]
    found = seam(blocks, [], (100, 90))
    assert found is not None
    assert found.moved(25, 90) < 90  # below the first
    assert found.moved(75, 60) == found.moved(75, 90) - 30  # the second, whole
    assert found.moved(75, 20) == 20
    lines = [((0.0, y), (100.0, y)) for y in (38.0, 42.0, 46.0, 50.0)]
    assert seam(blocks, lines, (100, 90)) is None


def size(fitted: Fitted) -> float:
    """How many pixels high names are on a slide, about."""
    around = Surroundings(fitted.chart, (), "", SHEETS["16:9"])
    return 2 * around.name_size(fitted.map.size)


@pytest.mark.parametrize("name", ["harbour-brewery/org.yaml", "govuk.yaml"])
def test_the_names_of_a_map_of_few_boxes_are_16_pixels_high(name: str) -> None:
    fitted = fit(charts(name), SceneOptions(sheet=SHEETS["16:9"], together=True))
    assert len(fitted.chart.boxes) < 30
    assert size(fitted) >= 16
