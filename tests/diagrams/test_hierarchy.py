"""The classic organisation chart: a forest whatever the lines say, everyone in it once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random
from typing import Any
from xml.etree import ElementTree

import pygraphviz
import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies
from diagrams.test_pyramid import (
    HOSTILE,
    a_chart,
    assert_sound,
    box,
    chart_of,
    drawn,
    groups,
    label_of,
    texts,
)
from effort import examples, long
from internalmap.diagrams.chart.chart import Chart
from internalmap.diagrams.formats.svg import svg
from internalmap.diagrams.hierarchy import hierarchy
from internalmap.diagrams.hierarchy.tree import Forest, forest

_MANY = examples(80)


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    """Charts with any lines, circles and lines to what is not there among them."""
    count = draw(st.integers(0, 60))
    random = Random(draw(st.integers(0, 10**6)))
    ids = [f"b{number}" for number in range(count)]
    near = draw(st.sampled_from([2, 8, 60]))

    def lines(share: float) -> dict[str, str]:
        return {
            id: f"b{random.randrange(max(0, number - near), min(count + 1, number + near))}"
            for number, id in enumerate(ids)
            if random.random() < share
        }

    return a_chart(
        [box(id, 1, name="Avdeling " * random.randint(1, 5)) for id in ids],
        reports_to=lines(draw(st.sampled_from([0, 0.4, 0.9]))),
        part_of=lines(draw(st.sampled_from([0, 0.4, 0.9]))),
    )


def top(trees: Forest, id: str) -> str:
    passed = set()
    while id in trees.parent:
        assert id not in passed, "a circle"
        passed.add(id)
        id = trees.parent[id]
    return id


@_MANY
@given(charts())
def test_lines_in_circles_still_give_a_forest(chart: Chart) -> None:
    ids = [box.id for box in chart.boxes]
    trees = forest(ids, chart.reports_to, chart.part_of)
    assert {top(trees, id) for id in ids} == {*trees.roots, *trees.alone}
    assert sorted([*trees.order, *trees.alone]) == sorted(ids)
    for id, parent in trees.parent.items():
        assert id in trees.children[parent]
        assert trees.depth[id] == trees.depth[parent] + 1
        if trees.line[id] == "reports":
            assert chart.reports_to[id] == parent
        else:
            assert parent in around(chart.part_of, id)
    # Nobody is without a place who could have one: whatever is left out would close a circle.
    for id in (*trees.roots, *trees.alone):
        offered = {chart.reports_to.get(id, id), *around(chart.part_of, id)} & set(ids)
        assert all(top(trees, each) == id for each in offered)


def around(part_of: Mapping[str, str], id: str) -> list[str]:
    found: list[str] = []
    while (unit := part_of.get(id)) is not None and unit not in found:
        found.append(unit)
        id = unit
    return found


@_MANY
@given(charts())
def test_every_box_is_drawn_once_and_none_on_another(chart: Chart) -> None:
    assert_sound(chart, hierarchy.scene(chart))


@_MANY
@given(charts())
def test_every_box_stands_below_the_one_that_its_line_goes_to(chart: Chart) -> None:
    places = drawn(hierarchy.scene(chart))
    trees = forest([box.id for box in chart.boxes], chart.reports_to, chart.part_of)
    for id, parent in trees.parent.items():
        assert places[parent][3] < places[id][1]


@_MANY
@given(charts(), st.randoms(use_true_random=False))
def test_the_order_of_what_is_given_means_nothing(chart: Chart, random: Random) -> None:
    def shuffled(lines: Mapping[str, str]) -> dict[str, str]:
        pairs = list(lines.items())
        random.shuffle(pairs)
        return dict(pairs)

    boxes = list(chart.boxes)
    random.shuffle(boxes)
    other = replace(
        chart,
        boxes=tuple(boxes),
        reports_to=shuffled(chart.reports_to),
        part_of=shuffled(chart.part_of),
    )
    assert svg(hierarchy.scene(other)) == svg(hierarchy.scene(chart))


@_MANY
@given(strategies.models(), st.booleans())
def test_any_organisation_can_be_drawn(model: dict[str, Any], rolled_up: bool) -> None:
    chart = chart_of(model, roll_up="unit" if rolled_up else "party", frames=False)
    inside, outside = hierarchy.listed_outsiders(chart)
    assert_sound(inside, hierarchy.scene(chart))
    # Outsiders without a line are a list, each by name; all others have a box.
    left = {box.id for box in chart.boxes} - {box.id for box in inside.boxes}
    assert sum(len(foot.names) for foot in outside) == len(left)
    assert all(box.kind in ("customer", "supplier") for box in chart.boxes if box.id in left)
    pygraphviz.AGraph(string=hierarchy.dot(chart))


def test_reporting_goes_before_being_part() -> None:
    trees = forest(["boss", "unit", "one"], {"one": "boss"}, {"one": "unit", "boss": "unit"})
    assert trees.parent == {"one": "boss", "boss": "unit"}
    assert trees.line == {"one": "reports", "boss": "part"}
    assert not trees.second  # the unit is above it anyway


def test_the_head_of_a_unit_stands_above_it_below_the_unit_around() -> None:
    trees = forest(
        ["hotel", "sales", "carla"], {"sales": "carla"}, {"carla": "sales", "sales": "hotel"}
    )
    assert trees.parent == {"sales": "carla", "carla": "hotel"}
    assert not trees.second
    alone = forest(["sales", "carla"], {"sales": "carla"}, {"carla": "sales"})
    assert alone.parent == {"sales": "carla"}


def test_a_circle_is_cut_at_its_innermost_line() -> None:
    # By their ids alone, a person inside would come to stand above everything.
    reports, parts = {"z": "a"}, {"a": "m", "m": "z"}
    assert forest("amz", reports, parts).parent == {"z": "a", "m": "z"}


def test_who_reports_elsewhere_has_a_second_line_from_the_unit_once() -> None:
    boxes = [box(id, 1) for id in ("it", "boss", "ann", "bo", "cy")]
    lines = {"ann": "boss", "bo": "ann", "cy": "boss"}
    chart = a_chart(boxes, reports_to=lines, part_of={"ann": "it", "bo": "it", "it": "boss"})
    trees = forest([box.id for box in boxes], chart.reports_to, chart.part_of)
    assert trees.second == [("it", "ann")]  # bo stands below ann, of the same unit
    scene = hierarchy.scene(chart)
    assert [group.subject for group in groups(scene.items) if group.role == "line second"] == [
        "it > ann"
    ]
    assert "is part of this unit, reports elsewhere" in texts(scene)


def test_a_unit_whose_only_one_reports_elsewhere_is_in_a_line_of_the_chart() -> None:
    trees = forest(["boss", "ann", "it"], {"ann": "boss"}, {"ann": "it"})
    assert trees.second == [("it", "ann")]
    assert trees.roots == ["boss", "it"]
    assert not trees.alone


def test_those_in_no_line_stand_apart() -> None:
    boxes = [box("boss", 1), box("ann", 1), box("bo", 1)]
    scene = hierarchy.scene(a_chart(boxes, reports_to={"ann": "boss"}))
    assert "In no line of the chart" in texts(scene)
    together = hierarchy.scene(a_chart(boxes[:2], reports_to={"ann": "boss"}))
    assert "In no line of the chart" not in texts(together)


def test_outsiders_are_a_list_and_a_model_without_lines_is_told() -> None:
    boxes = [box("guests", 0), box("boss", 1), box("ann", 1)]
    chart = a_chart(boxes, reports_to={"ann": "boss"})
    said = texts(hierarchy.scene(chart))
    assert said.index("guests") == said.index("From outside, and in no line of the chart (1):") + 1
    assert hierarchy.notices(chart) == []
    (notice,) = hierarchy.notices(a_chart(boxes))
    assert "nobody who is shown has reports_to or part_of" in notice


def test_nothing_gives_an_empty_picture() -> None:
    ElementTree.fromstring(svg(hierarchy.scene(a_chart([]))))
    assert not pygraphviz.AGraph(string=hierarchy.dot(a_chart([]))).nodes()


def test_a_very_long_chain_is_drawn() -> None:
    ids = [f"b{number:05}" for number in range(long(20_000))]
    lines = dict(zip(ids[1:], ids, strict=False))
    for chart in (
        a_chart([box(id, 1) for id in ids], reports_to=lines),
        a_chart([box(id, 1) for id in ids], part_of=lines),
    ):
        places = drawn(hierarchy.scene(chart))
        assert len(places) == len(ids)
        assert places[ids[0]][3] < places[ids[-1]][1]
    circle = forest(ids, {}, lines | {ids[0]: ids[-1]})
    assert len(circle.order) == len(ids)


@pytest.mark.parametrize("name", HOSTILE)
def test_dot_takes_any_name(name: str) -> None:
    boxes = [box(name or "b", 1, name=name, tooltip=name), box("a:b:c", 1, name=name)]
    chart = a_chart([*boxes, box("x", None)], reports_to={"a:b:c": name or "b"})
    graph = pygraphviz.AGraph(string=hierarchy.dot(chart))
    assert set(graph.nodes()) == {"p0", "p1", "p2"}
    assert graph.has_edge("p0", "p1")
    assert graph.get_node("p0").attr["label"] == label_of(name or "b")
    ElementTree.fromstring(svg(hierarchy.scene(chart)))
