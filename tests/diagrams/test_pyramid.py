"""The pyramid that stands on its head: everyone in it once, the customers on top."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path
from random import Random
from typing import Any
from xml.etree import ElementTree

import pygraphviz
import pytest
from hypothesis import given
from hypothesis import strategies as st

import effort
import internalmap
import strategies
from effort import examples
from internalmap.diagrams.chart.build import View, chart
from internalmap.diagrams.chart.chart import Box, Broadcast, Chart, Link
from internalmap.diagrams.drawing.scene import (
    Curve,
    Ellipse,
    Group,
    Item,
    Polygon,
    Scene,
    Text,
    flat,
)
from internalmap.diagrams.formats.svg import svg
from internalmap.diagrams.pyramid import pyramid
from internalmap.model.organization import KINDS

_MANY = examples(80)
EXAMPLES = Path(__file__).parents[2] / "examples"
ORGANISATIONS = sorted([*EXAMPLES.glob("*.yaml"), EXAMPLES / "harbour-brewery" / "org.yaml"])
HOSTILE = ("<b>x</b>", "a:b", "C:\\new", "\\N", '"', "ends in \\", "a\nb", "\x1b[31m", "")


def chart_of(model: dict[str, Any], **view: Any) -> Chart:
    organization = internalmap.loads(json.dumps(model))
    return chart(organization, internalmap.analyze(organization, cut_size=1), View(**view))


def a_chart(boxes: Sequence[Box], links: Sequence[Link] = (), **more: Any) -> Chart:
    return Chart("Title", "", "", tuple(boxes), (), tuple(links), **more)


def box(id: str, level: int | None, **more: Any) -> Box:
    kind = more.pop("kind", "customer" if level == 0 else "team")
    return Box(id, more.pop("name", id), kind, (id,), level=level, **more)


def groups(items: Sequence[Item]) -> Iterator[Group]:
    for item in items:
        if isinstance(item, Group):
            yield item
            yield from groups(item.items)


def drawn(scene: Scene) -> dict[str, tuple[float, float, float, float]]:
    """Where each box is drawn: left, top, right, bottom; each at most once."""
    found: dict[str, tuple[float, float, float, float]] = {}
    for group in groups(scene.items):
        if not group.role.startswith("box"):
            continue
        assert group.subject not in found
        outline = group.items[0]
        assert isinstance(outline, Polygon | Curve)
        xs, ys = zip(*outline.points, strict=True)
        found[group.subject] = (min(xs), min(ys), max(xs), max(ys))
    return found


def sampled(points: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Points along Bézier curves that follow one on the other."""
    for start in range(0, len(points) - 1, 3):
        curve = points[start : start + 4]
        for step in range(41):
            t = step / 40
            shares = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            yield (
                sum(share * x for share, (x, _) in zip(shares, curve, strict=True)),
                sum(share * y for share, (_, y) in zip(shares, curve, strict=True)),
            )


def crossed(scene: Scene) -> set[tuple[str, str]]:
    """The lines that come upon a box that they do not join, each with the box."""
    places = drawn(scene)
    found = set()
    for group in groups(scene.items):
        if not group.role.startswith("link"):
            continue
        curve = group.items[0]
        assert isinstance(curve, Curve)
        ends = group.subject.split(" → ")
        assert set(ends) <= places.keys()
        for x, y in sampled(curve.points):
            for box, (left, top, right, bottom) in places.items():
                if left < x < right and top < y < bottom and box not in ends:
                    found.add((group.subject, box))
    return found


def texts(scene: Scene) -> list[str]:
    found: list[str] = []

    def collect(items: Sequence[Item]) -> None:
        for item in items:
            if isinstance(item, Group):
                collect(item.items)
            elif isinstance(item, Text):
                found.append(item.text)
            else:
                assert isinstance(item, Polygon | Curve | Ellipse)

    collect(scene.items)
    return found


def assert_sound(chart: Chart, scene: Scene) -> dict[str, tuple[float, float, float, float]]:
    """Every box is drawn once, on the sheet, and on no other."""
    places = drawn(scene)
    assert set(places) == {box.id for box in chart.boxes}
    for left, top, right, bottom in places.values():
        assert 0 <= left < right <= scene.width
        assert 0 <= top < bottom <= scene.height
    for (one, a), (other, b) in combinations(places.items(), 2):
        apart = a[2] < b[0] or b[2] < a[0] or a[3] < b[1] or b[3] < a[1]
        assert apart, (one, other)
    ElementTree.fromstring(svg(scene))
    return places


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    """Charts with boxes of any width on any level, and lines between any of them."""
    count = draw(st.integers(0, 70))
    random = Random(draw(st.integers(0, 10**6)))
    deepest = draw(st.sampled_from([0, 1, 4, 12]))
    boxes = [
        box(
            f"b{number}",
            random.choice([None, *range(deepest + 1)]),
            kind=random.choice(KINDS),
            name=" ".join(["Øverste", "leder"] * random.randint(1, 6))[: random.randint(1, 60)],
            note=("a note",) * random.randint(0, 2),
        )
        for number in range(count)
    ]
    links = {
        pair: Link(*pair, random.choice(["essential", "helpful"]), staffing=random.random() < 0.2)
        for pair in (
            (f"b{random.randrange(count)}", f"b{random.randrange(count)}")
            for _ in range(random.randint(0, 120) if count else 0)
        )
        if pair[0] != pair[1]
    }
    return a_chart(boxes, list(links.values()), highlighted=random.random() < 0.3)


@_MANY
@given(charts())
def test_every_box_is_drawn_once_and_none_on_another(chart: Chart) -> None:
    assert_sound(chart, pyramid.scene(chart))


@_MANY
@given(charts())
def test_levels_go_from_top_to_bottom(chart: Chart) -> None:
    places = drawn(pyramid.scene(chart))
    levels = sorted({box.level for box in chart.boxes if box.level is not None})
    for upper, lower in pairwise(levels):
        above = [places[box.id][3] for box in chart.boxes if box.level == upper]
        below = [places[box.id][1] for box in chart.boxes if box.level == lower]
        assert max(above) < min(below)


@_MANY
@given(charts(), st.randoms(use_true_random=False))
def test_the_order_of_boxes_and_lines_means_nothing(chart: Chart, random: Random) -> None:
    boxes, links = list(chart.boxes), list(chart.links)
    random.shuffle(boxes)
    random.shuffle(links)
    other = replace(chart, boxes=tuple(boxes), links=tuple(links))
    assert svg(pyramid.scene(other)) == svg(pyramid.scene(chart))


@_MANY
@given(charts())
def test_no_line_comes_upon_the_box_of_a_third_party(chart: Chart) -> None:
    assert not crossed(pyramid.scene(chart))


@pytest.mark.parametrize("path", ORGANISATIONS, ids=lambda path: path.stem)
@pytest.mark.parametrize("roll_up", [None, "party", "unit"])
def test_no_line_of_an_example_comes_upon_a_third_party(path: Path, roll_up: str | None) -> None:
    organization = internalmap.load(path)
    analysis = internalmap.analyze(organization, cut_size=1)
    for highlight in ((), (analysis.parties[0].id,)):
        found = chart(organization, analysis, View(roll_up=roll_up, highlight=highlight))
        assert not crossed(pyramid.scene(found))


def dense(count: int) -> Chart:
    """So many boxes on nine levels, with twice as many lines."""
    random = Random(count)
    boxes = [box(f"b{number}", number % 9 if number % 11 else None) for number in range(count)]
    pairs = {(random.randrange(count), random.randrange(count)) for _ in range(2 * count)}
    links = [Link(f"b{one}", f"b{other}", "essential") for one, other in pairs if one != other]
    return a_chart(boxes, links)


def test_among_many_boxes_no_line_comes_upon_a_third_party() -> None:
    assert not crossed(pyramid.scene(dense(300 if effort.thorough else 150)))


def test_lines_from_and_to_what_stands_apart_are_drawn_or_told() -> None:
    def made(count: int, **more: Any) -> Scene:
        boxes = [
            box("c", 0),
            box("front", 1),
            *(box(f"x{number}", None) for number in range(count)),
        ]
        links = [
            Link("front", "c", "essential"),
            *(Link("front", f"x{number}", "essential", **more) for number in range(count)),
        ]
        return pyramid.scene(a_chart(boxes, links))

    def lines(scene: Scene) -> int:
        return sum(group.role.startswith("link") for group in groups(scene.items))

    few, many, people = made(10), made(11), made(11, staffing=True)
    assert lines(few) == 11
    assert not crossed(few)
    assert "served by 1" not in texts(few)
    assert "lines not drawn" not in " ".join(texts(few))
    assert lines(many) == lines(people) == 1
    assert texts(many).count("served by 1") == 11
    assert texts(people).count("1 member") == 11
    assert "lines not drawn" in " ".join(texts(many))


@_MANY
@given(charts())
def test_every_line_is_drawn_or_told(chart: Chart) -> None:
    scene = pyramid.scene(chart)
    lines = {group.subject for group in groups(scene.items) if group.role.startswith("link")}
    level = {box.id: box.level for box in chart.boxes}
    told = " ".join(texts(scene))
    for link in chart.links:
        if f"{link.supplier} → {link.customer}" in lines:
            continue
        if chart.highlighted and link.staffing and not link.hot:
            continue
        assert level[link.supplier] is None or level[link.customer] is None
        assert "lines not drawn" in told


def test_units_that_serve_through_their_members_are_told_from_those_that_serve_nobody() -> None:
    boxes = [box("c", 0), box("ann", 1), box("team", None), box("division", None), box("x", None)]
    inside = {"ann": "team", "team": "division", "x": "division"}
    links = [Link("ann", "c", "essential")]
    made = a_chart(boxes, links, part_of=inside)
    scene = pyramid.scene(made)
    places = assert_sound(made, scene)
    heading = {text.text: text.at[1] for text in flat(scene.items) if isinstance(text, Text)}
    through = heading["Units that serve through"]
    unseen = heading["No line of sight to a customer"]
    assert through < places["team"][1] < unseen < places["x"][1]
    assert through < places["division"][1] < unseen
    graph = pygraphviz.AGraph(string=pyramid.dot(made))
    apart = [sorted(part.nodes()) for part in graph.subgraphs() if "cluster" in part.name]
    assert apart == [["p2", "p3"], ["p4"]]
    alone = pyramid.scene(a_chart(boxes[:4], links, part_of=inside))
    assert "No line of sight" not in " ".join(texts(alone))


def test_a_pyramid_without_customers_does_not_speak_of_them() -> None:
    boxes = [box("staff", 0, kind="team"), box("b", 1), box("x", None)]
    scene = pyramid.scene(a_chart(boxes))
    assert "customer" not in f"{scene.description} {' '.join(texts(scene))}"
    assert "those who are served on top" in scene.description


@_MANY
@given(strategies.models(), st.booleans())
def test_any_organisation_can_be_drawn(model: dict[str, Any], rolled_up: bool) -> None:
    chart = chart_of(model, roll_up="unit" if rolled_up else "party")
    assert_sound(chart, pyramid.scene(chart))
    pygraphviz.AGraph(string=pyramid.dot(chart))


def test_the_pyramid_grows_narrower_downwards() -> None:
    boxes = [box(f"b{level}-{each}", level) for level in range(4) for each in range(12)]
    places = drawn(pyramid.scene(a_chart(boxes)))

    def across(level: int) -> float:
        inside = [place for id, place in places.items() if id.startswith(f"b{level}-")]
        return max(place[2] for place in inside) - min(place[0] for place in inside)

    assert across(0) > across(1) > across(2) > across(3)


def test_whoever_heads_the_organisation_is_at_the_bottom_and_no_line_of_sight_apart() -> None:
    chart = chart_of(
        {
            "parties": {
                "guests": {"kind": "customer", "needs": ["restaurant"]},
                "restaurant": {"reports_to": "director", "needs": ["kitchen"]},
                "kitchen": {"reports_to": "director"},
                "director": {"kind": "person"},
                "club": {},
            }
        }
    )
    scene = pyramid.scene(chart)
    places = assert_sound(chart, scene)
    order = ["guests", "restaurant", "kitchen", "director"]
    assert sorted(order, key=lambda id: places[id][1]) == order
    said = " ".join(texts(scene))
    assert "External customers" in said
    assert "1 step from the customer 2 steps from the customer" in said
    assert "No line of sight to a customer" in said
    heading = next(
        text for text in texts(pyramid.scene(a_chart([box("x", None)]))) if "sight" in text
    )
    assert said.count(heading) == 1
    assert "No line of sight" not in " ".join(
        texts(pyramid.scene(a_chart([each for each in chart.boxes if each.id != "club"])))
    )


def test_those_at_the_top_are_named_for_what_they_are() -> None:
    said = " ".join(texts(pyramid.scene(a_chart([box("staff", 0, kind="team"), box("b", 1)]))))
    assert "Those who are served" in said
    assert "1 step from those served" in said
    assert "External customers" not in said


def test_what_goes_to_everyone_is_a_note_and_no_line() -> None:
    boxes = [box("c", 0), box("hr", 1), *(box(f"b{number}", 1) for number in range(5))]
    sent = Broadcast("hr", tuple(f"b{number}" for number in range(5)), "essential", 5)
    scene = pyramid.scene(a_chart(boxes, broadcasts=(sent,)))
    assert "serves everyone (5)" in texts(scene)
    assert not [group for group in groups(scene.items) if group.role.startswith("link")]


def test_an_absence_hides_a_units_people_unless_it_travels_along_them() -> None:
    boxes = [box("c", 0), box("unit", 1), box("ann", 1), box("bo", 1)]
    links = [
        Link("ann", "unit", "essential", staffing=True, hot=True),
        Link("bo", "unit", "essential", staffing=True),
        Link("unit", "c", "essential"),
    ]

    def lines(highlighted: bool) -> set[str]:
        scene = pyramid.scene(a_chart(boxes, links, highlighted=highlighted))
        return {group.subject for group in groups(scene.items) if group.role.startswith("link")}

    assert lines(highlighted=False) == {"ann → unit", "bo → unit", "unit → c"}
    assert lines(highlighted=True) == {"ann → unit", "unit → c"}


def test_nothing_gives_an_empty_picture() -> None:
    scene = pyramid.scene(a_chart([]))
    assert scene.width > 0 and scene.height > 0
    ElementTree.fromstring(svg(scene))
    assert not pygraphviz.AGraph(string=pyramid.dot(a_chart([]))).nodes()


@pytest.mark.parametrize("name", HOSTILE)
def test_dot_takes_any_name(name: str) -> None:
    boxes = [box(name or "b", 0, name=name, tooltip=name), box("a:b:c", 1, name=name)]
    links = [Link("a:b:c", name or "b", "essential", tooltip=name)]
    graph = pygraphviz.AGraph(string=pyramid.dot(a_chart([*boxes, box("x", None)], links)))
    assert set(graph.nodes()) == {"p0", "p1", "p2"}
    assert graph.has_edge("p1", "p0")
    assert graph.get_node("p0").attr["label"] == label_of(name or "b")
    ElementTree.fromstring(svg(pyramid.scene(a_chart([*boxes], links))))


def label_of(name: str) -> str:
    """A name as a label that is read as it stands."""
    said = name.replace("\n", "\\n").replace("\x1b", "\\x1b")
    return said.replace("\\", "\\\\")


def test_dot_has_a_rank_for_each_level() -> None:
    boxes = [box("c", 0), box("d", 0), box("front", 1), box("back", 4), box("x", None)]
    graph = pygraphviz.AGraph(string=pyramid.dot(a_chart(boxes, [Link("front", "c", "essential")])))
    ranks = [set(part.nodes()) for part in graph.subgraphs() if part.graph_attr["rank"] == "same"]
    assert ranks == [{"p0", "p1"}, {"p2"}, {"p3"}]
    graph.layout("dot")
    heights = [float(graph.get_node(f"p{node}").attr["pos"].split(",")[1]) for node in (0, 2, 3)]
    assert heights == sorted(heights, reverse=True)
