"""The matrix: an order that hides no circle and breaks no chain, and every need in its place."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pygraphviz
import pytest
from hypothesis import given
from hypothesis import strategies as st

import internalmap
from effort import examples
from internalmap.diagrams.chart.build import View, chart
from internalmap.diagrams.chart.chart import Box, Chart, Frame, Link
from internalmap.diagrams.drawing.scene import Ellipse, Group, Item, Polygon, Scene, Text, flat
from internalmap.diagrams.formats.svg import svg
from internalmap.diagrams.matrix import matrix
from internalmap.diagrams.matrix.compact import NO_LINE, NOTICE
from internalmap.diagrams.matrix.dot import MOST_ROWS
from internalmap.diagrams.matrix.order import order
from internalmap.errors import InternalMapError
from internalmap.model.organization import IMPORTANCES, KINDS

HOSTILE = [
    "<b>x</b>", "a:b", "C:\\new", "\\N", "\\\\N", "\\G \\L", '"', "]]>", "&amp;", "&#92;N", "-->",
    "</TABLE>>", "a\\", "x" * 20_000, "\x1b[31m", "\u202egnp", "{}|", " ", "łódź 日本",
]  # fmt: skip


def chart_of(
    boxes: Sequence[Box], links: Sequence[Link] = (), frames: Sequence[Frame] = ()
) -> Chart:
    return Chart("Title", "Subtitle.", "Description.", tuple(boxes), tuple(frames), tuple(links))


def box(id: str, name: str | None = None) -> Box:
    return Box(id, name or id, "team", (id,))


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    """Small charts with units inside units, customers, circles, and every sort of link."""
    ids = [f"b{number}" for number in range(draw(st.integers(0, 12)))]
    frames = [Frame("f", "F", None), Frame("g", "G", None), Frame("fi", "Inside", "f")]
    boxes = [
        replace(
            box(id),
            kind=draw(st.sampled_from(KINDS)),
            frame=draw(st.sampled_from([None, "f", "g", "fi"])),
        )
        for id in ids
    ]
    pairs = [(one, other) for one in ids for other in ids if one != other]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=30)) if pairs else []
    links = [
        Link(
            *pair,
            draw(st.sampled_from(IMPORTANCES)),
            fallback=draw(st.booleans()),
            staffing=draw(st.integers(0, 5)) == 0,
            indirect=draw(st.booleans()),
            count=draw(st.integers(1, 12)),
            tooltip="said",
        )
        for pair in sorted(chosen)
    ]
    return chart_of(boxes, links, frames)


def supply(drawn: Chart) -> nx.DiGraph[str]:
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(each.id for each in drawn.boxes)
    graph.add_edges_from(
        (link.supplier, link.customer) for link in drawn.links if not link.staffing
    )
    return graph


@examples(150)
@given(charts())
def test_needs_stand_below_the_diagonal_but_in_circles(drawn: Chart) -> None:
    rows = order(drawn)
    place = {each.id: row for row, each in enumerate(rows.boxes)}
    assert sorted(place) == sorted(each.id for each in drawn.boxes)
    circles = [group for group in nx.strongly_connected_components(supply(drawn)) if len(group) > 1]
    blocks = [{each.id for each in rows.boxes[span.first : span.past]} for span in rows.circles]
    assert sorted(map(sorted, blocks)) == sorted(map(sorted, circles))
    for link in drawn.links:
        together = any({link.supplier, link.customer} <= group for group in circles)
        if not link.staffing and not together:
            assert place[link.supplier] < place[link.customer]


@examples(100)
@given(charts(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(drawn: Chart, random: Random) -> None:
    shuffled = replace(
        drawn,
        boxes=tuple(random.sample(drawn.boxes, len(drawn.boxes))),
        links=tuple(random.sample(drawn.links, len(drawn.links))),
        frames=tuple(random.sample(drawn.frames, len(drawn.frames))),
    )
    assert order(shuffled) == order(drawn)


@examples(100)
@given(charts())
def test_external_customers_who_supply_nobody_come_last(drawn: Chart) -> None:
    supplying = {link.supplier for link in drawn.links if not link.staffing}
    last = [each.kind == "customer" and each.id not in supplying for each in order(drawn).boxes]
    if not any(each.kind == "customer" and each.id in supplying for each in drawn.boxes):
        assert last == sorted(last)


def test_one_mark_stands_above_the_diagonal_of_a_plain_circle() -> None:
    ids = ["d", "a", "c", "b", "e"]
    links = [
        Link(one, other, "essential") for one, other in zip(ids, [*ids[1:], ids[0]], strict=True)
    ]
    rows = order(chart_of([box(id) for id in sorted(ids)], links))
    assert sum(cell.column > cell.row for cell in rows.cells) == 1


def test_members_of_a_unit_stand_together_where_suppliers_let_them() -> None:
    frames = [Frame("f", "F", None), Frame("g", "G", None)]
    boxes = [replace(box(f"b{n}"), frame="fg"[n % 2]) for n in range(6)]
    units = order(chart_of(boxes, (), frames)).units
    assert [(unit.frame.id, unit.rows.first, unit.rows.past) for unit in units] == [
        ("f", 0, 3),
        ("g", 3, 6),
    ]


def test_a_unit_around_everyone_is_left_out() -> None:
    frames = [Frame("all", "All", None), Frame("f", "F", "all"), Frame("g", "G", "all")]
    boxes = [replace(box(f"b{n}"), frame="fg"[n % 2]) for n in range(4)]
    outside = replace(box("s"), kind="supplier")
    units = order(chart_of([*boxes, outside], (), frames)).units
    assert [unit.frame.id for unit in units] == ["f", "g"]


def test_a_long_chain_and_a_long_circle_need_no_recursion() -> None:
    ids = [f"{number:04}" for number in range(3000)]
    links = [
        Link(one, other, "essential")
        for one, other in zip(ids, [*ids[1:1500], ids[0], *ids[1501:]], strict=False)
    ]
    rows = order(chart_of([box(id) for id in ids], links))
    assert [span.past - span.first for span in rows.circles] == [1500]


def groups(items: Sequence[Item], role: str) -> list[Group]:
    return [item for item in items if isinstance(item, Group) and item.role == role]


@examples(60)
@given(charts(), st.booleans())
def test_the_picture_has_every_link_once_and_nothing_else(drawn: Chart, absent: bool) -> None:
    scene = matrix.scene(replace(drawn, highlighted=absent))
    assert Counter(group.subject for group in groups(scene.items, "cell")) == Counter(
        f"{link.supplier} → {link.customer}" for link in drawn.links
    )
    assert all(group.tooltip == "said" for group in groups(scene.items, "cell"))
    rows = [group.subject for group in groups(scene.items, "row")]
    columns = [group.subject for group in groups(scene.items, "column")]
    if columns:  # whoever neither needs nor supplies anything stands at the foot
        lines = {end for link in drawn.links for end in (link.supplier, link.customer)}
        assert sorted([*rows, *columns]) == sorted(lines)
        loose = len(drawn.boxes) - len(lines)
        said = [item.text for item in flat(scene.items) if isinstance(item, Text)]
        assert not loose or f"{NO_LINE} ({loose}):" in said
    else:
        assert rows == [each.id for each in order(drawn).boxes]
    ElementTree.fromstring(svg(scene))


def test_a_row_needs_its_columns() -> None:
    links = [Link("it", "shop", "essential"), Link("shop", "guests", "helpful")]
    scene = matrix.scene(chart_of([box(id) for id in ("guests", "it", "shop")], links))
    rows = {group.subject: center(group) for group in groups(scene.items, "row")}
    assert rows["it"][1] < rows["shop"][1] < rows["guests"][1]
    for cell in groups(scene.items, "cell"):
        supplier, customer = cell.subject.split(" → ")
        x, y = center(cell)
        assert y == pytest.approx(rows[customer][1], abs=1)
        # The suppliers' columns follow each other as their rows do.
        assert x - rows_left(scene) == pytest.approx(rows[supplier][1] - rows_top(scene), abs=1)


def center(group: Group) -> tuple[float, float]:
    """The middle of a group's first shape."""
    shape = next(item for item in flat([group]) if not isinstance(item, Text))
    if isinstance(shape, Ellipse):
        return shape.center
    xs, ys = zip(*shape.points, strict=True)
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def rows_left(scene: Scene) -> float:
    """Where the cells begin: at the left end of the diagonal."""
    return diagonal(scene).points[0][0]


def rows_top(scene: Scene) -> float:
    return diagonal(scene).points[0][1]


def diagonal(scene: Scene) -> Polygon:
    """The first cell of the diagonal, the first shape of the picture without circles."""
    return next(item for item in scene.items if isinstance(item, Polygon))


def test_the_size_of_a_mark_says_how_much_it_is_needed() -> None:
    links = [
        Link("a", other, importance) for other, importance in zip("bcd", IMPORTANCES, strict=True)
    ]
    scene = matrix.scene(chart_of([box(id) for id in "abcd"], links))
    sizes = {}
    for cell in groups(scene.items, "cell"):
        (square,) = flat([cell])
        assert isinstance(square, Polygon)
        sizes[cell.subject[-1]] = square.points[1][0] - square.points[0][0]
    assert sizes["b"] > 1.3 * sizes["c"] > 1.3 * 1.3 * sizes["d"]


def test_a_fallback_is_hollow() -> None:
    links = [Link("a", "b", "essential", fallback=True), Link("b", "c", "essential")]
    scene = matrix.scene(chart_of([box(id) for id in "abc"], links))
    fills = {}
    for cell in groups(scene.items, "cell"):
        (square,) = flat([cell])
        assert isinstance(square, Polygon)
        fills[cell.subject] = square.fill
    assert fills["a → b"] == "#ffffff" != fills["b → c"]


def test_units_that_are_frames_alone_have_no_row() -> None:
    text = "{u: {}, m: {part_of: u}, n: {part_of: u, needs: [m]}}"
    organization = internalmap.loads(f"parties: {text}")
    analysis = internalmap.analyze(organization, cut_size=1)
    drawn = chart(organization, analysis, View(fold_everyone=False))
    scene = matrix.scene(drawn)
    assert [group.subject for group in groups(scene.items, "row")] == ["m", "n"]
    assert [group.subject for group in groups(scene.items, "cell")] == ["m → n"]
    assert [group.subject for group in groups(scene.items, "unit")] == ["u"]


def flat_model(names: Sequence[str]) -> dict[str, Any]:
    """Three customers of some systems each, and a system that nobody needs."""
    parties: dict[str, Any] = {name: {"kind": "system"} for name in names}
    for number in range(3):
        needs = [names[at] for at in range(len(names) - 1) if at % (number + 1) == 0]
        parties[f"c{number}"] = {"kind": "customer", "needs": needs}
    return {"parties": parties}


@pytest.mark.parametrize("names", [["30", "10", "20", "40"], ["log", "db", "proxy", "idle"]])
def test_where_no_chain_is_longer_than_one_a_matrix_without_empty_rows_is_drawn(
    names: list[str],
) -> None:
    organization = internalmap.loads(json.dumps(flat_model(names)))
    picture = internalmap.render(organization)
    assert picture.notices == (NOTICE,)
    drawn = {
        role: [group.get("data-id", "") for group in ElementTree.fromstring(picture.data).iter(
            "{http://www.w3.org/2000/svg}g") if group.get("class") == role]
        for role in ("row", "column", "cell")
    }  # fmt: skip
    assert drawn["row"] == ["c0", "c1", "c2"]
    # Each column comes at the first of its customers, and has a letter where names are numbers.
    assert sorted(drawn["column"]) == sorted(names[:3])
    assert len(drawn["cell"]) == 3 + 2 + 1
    assert (">A</text>" in picture.text) == (names[0] == "30")
    assert f"{NO_LINE} (1):" in picture.text
    assert internalmap.render(organization, view="matrix").data == picture.data
    # Whoever asks for a map has one, and so has whoever asks for what only a map shows.
    for asked in ({"view": "map"}, {"all_lines": True}, {"highlight": [names[0]]}):
        other = internalmap.render(organization, **asked)
        assert NOTICE not in other.notices
        assert 'class="link' in other.text
    assert internalmap.render(organization, format="dot").text.startswith("digraph map")
    # A chain of two is drawn as a map.
    longer = flat_model(names)
    longer["parties"][names[0]]["needs"] = [names[3]]
    assert 'class="link' in internalmap.render(internalmap.loads(json.dumps(longer))).text


def test_a_circle_of_nearly_everybody_is_not_tinted() -> None:
    def drawn(others: int) -> list[Group]:
        ids = [f"b{number}" for number in range(4 + others)]
        links = [Link(ids[at], ids[(at + 1) % 4], "essential") for at in range(4)]
        chart = chart_of([box(id) for id in ids], links)
        assert ("tinted" in matrix.dot(chart)) == (others >= 1)
        return groups(matrix.scene(chart).items, "circle")

    assert [item.fill for item in flat(drawn(1)) if isinstance(item, Polygon)] != [None]
    assert [item.fill for item in flat(drawn(0)) if isinstance(item, Polygon)] == [None]


def test_nobody_at_all() -> None:
    empty = chart_of([])
    ElementTree.fromstring(svg(matrix.scene(empty)))
    assert "There is nobody to show." in matrix.scene(empty).description
    parsed(matrix.dot(empty))


def test_the_legend_can_be_left_out() -> None:
    drawn = chart_of([box("a"), box("b")], [Link("a", "b", "essential")])
    assert groups(matrix.scene(drawn).items, "legend")
    assert not groups(matrix.scene(drawn, legend=False).items, "legend")


def parsed(text: str) -> list[str]:
    """The texts in a DOT label, as Graphviz draws them."""
    drawn = pygraphviz.AGraph(string=text).draw(format="json0", prog="dot")
    (node,) = json.loads(drawn)["objects"]
    assert node["name"] == "matrix"
    drawn = pygraphviz.AGraph(string=text).draw(format="svg", prog="dot")
    root = ElementTree.fromstring(drawn)
    return ["".join(each.itertext()) for each in root.iter("{http://www.w3.org/2000/svg}text")]


def test_names_cannot_steer_dot() -> None:
    boxes = [box(f"p{number}", name) for number, name in enumerate(HOSTILE)]
    links = [Link("p0", "p1", "essential"), Link("p1", "p0", "helpful")]
    texts = parsed(matrix.dot(replace(chart_of(boxes, links), title=HOSTILE[0])))
    whole = {name for name in HOSTILE if name.isprintable() and name.strip() and len(name) < 99}
    assert whole <= set(texts)
    assert {"\\x1b[31m", "\\u202egnp"} <= set(texts)
    assert texts.count("■") == texts.count("·") == 1
    assert texts.count("<b>x</b>") == 2  # the title and the row


def test_a_matrix_too_large_for_dot_says_what_can_draw_it() -> None:
    boxes = [box(f"{number:04}") for number in range(MOST_ROWS + 1)]
    with pytest.raises(InternalMapError, match="SVG, PNG and PDF"):
        matrix.dot(chart_of(boxes))
    assert matrix.scene(chart_of(boxes)).width > 0
