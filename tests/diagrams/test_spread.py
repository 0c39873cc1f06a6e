"""Lines that would seem to be one are drawn apart, and none goes behind a foreign box."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import internalmap
from internalmap.diagrams.chart.build import View
from internalmap.diagrams.chart.charts import Charts
from internalmap.diagrams.drawing.sheet import SHEETS, SceneOptions, type_size
from internalmap.diagrams.map.fitting import MOST_CROSSINGS, fit
from internalmap.diagrams.map.geometry import behind
from internalmap.diagrams.map.places import Area, EdgePath, polyline
from internalmap.diagrams.map.spread import NEAR, fused, spread

EXAMPLES = ["fjord-hotel.yaml", "harbour-brewery/org.yaml", "govuk.yaml", "bia/org.yaml",
            "hospital.yaml", "converted/gitlab.yaml"]  # fmt: skip


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_map_of_an_example_can_be_followed_and_read(name: str) -> None:
    organization = internalmap.load(f"examples/{name}")
    charts = Charts(organization, internalmap.analyze(organization, cut_size=1), View())
    found = fit(charts, SceneOptions(sheet=SHEETS["16:9"])).map
    areas = [found.area(box.id) for box in found.chart.boxes]
    assert found.crossings(1000) <= MOST_CROSSINGS
    assert behind(found.lines, found.ends, areas) == 0
    assert not fused(found.lines)
    assert type_size(found.size) > 6  # 12 pixels, and some for title and legend


def straight(*points: tuple[float, float]) -> EdgePath:
    knots = [points[0]]
    for one, other in pairwise(points):
        knots += [one, other, other]
    return EdgePath(tuple(knots), points[-1], None)


def area(x: float, y: float) -> Area:
    return Area(x - 10, y - 10, 20, 20)


def test_two_lines_over_each_other_are_drawn_apart() -> None:
    courses = {"l0": straight((0, 0), (300, 0)), "l1": straight((0, 1), (300, 1))}
    ends = [(area(-10, 0), area(310, 0)), (area(-10, 0), area(310, 0))]
    assert fused([polyline(path) for path in courses.values()]) == {
        (0, 1): pytest.approx(300, abs=8)
    }
    apart = spread(courses, ends, [each for pair in ends for each in pair])
    lines = [polyline(path) for path in apart.values()]
    assert not fused(lines)
    middles = [next(y for x, y in line if x >= 150) for line in lines]
    assert abs(middles[0] - middles[1]) >= NEAR


def test_a_line_goes_around_a_box_that_is_not_its_own() -> None:
    courses = {"l0": straight((0, 0), (300, 0))}
    ends, foreign = [(area(-10, 0), area(310, 0))], Area(140, -3, 20, 30)
    assert behind([polyline(courses["l0"])], ends, [foreign]) == 1
    around = spread(courses, ends, [*ends[0], foreign])["l0"]
    assert behind([polyline(around)], ends, [foreign]) == 0


coordinates = st.integers(0, 40).map(lambda number: number * 10.0)


@given(st.lists(st.tuples(coordinates, coordinates, coordinates, coordinates), max_size=6))
def test_nothing_gets_worse_and_no_end_moves(
    drawn: list[tuple[float, float, float, float]],
) -> None:
    courses = {f"l{number}": straight((a, b), (c, d)) for number, (a, b, c, d) in enumerate(drawn)}
    ends = [(area(a, b), area(c, d)) for a, b, c, d in drawn]
    boxes = sorted({each for pair in ends for each in pair}, key=repr)
    found = spread(courses, ends, boxes)
    assert list(found) == list(courses)
    for name, path in courses.items():
        assert found[name].points[0] == path.points[0]
        assert found[name].points[-1] == path.points[-1]
        assert found[name].tip == path.tip
    before = [polyline(path) for path in courses.values()]
    after = [polyline(path) for path in found.values()]
    assert behind(after, ends, boxes) <= behind(before, ends, boxes)
    assert spread(courses, ends, boxes) == found
