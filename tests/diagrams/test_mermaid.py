"""Mermaid texts, read back by Mermaid: what it finds is what the chart says, whatever names say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import internalmap
from diagrams.mermaid_reader import read
from effort import examples
from internalmap.diagrams.chart.build import View, chart
from internalmap.diagrams.chart.chart import Box, Broadcast, Chart, Frame, Link
from internalmap.diagrams.formats.mermaid import (
    MOST_CHARACTERS,
    MOST_LINKS,
    hierarchy_text,
    map_text,
    pyramid_text,
    warnings,
)
from internalmap.text.escape import escape

EXAMPLES = Path(__file__).parents[2] / "examples"
WRITERS = (map_text, pyramid_text, hierarchy_text)
MODELS = ("fjord-hotel.yaml", "harbour-brewery/org.yaml", "govuk.yaml", "negozio-it.yaml")

ATTACKS = (
    '"', '"]', '")', '#', '#35;', '#quot;', '&lt;b&gt;', '&', ';', '`', '`**x**`', '**x**', '_x_',
    'a_b_c', '<script>alert(1)</script>', '<b>x</b>', '<br/>', '<img src=x onerror=alert(1)>',
    '{}', '{{x}}', '[]', '[x](javascript:alert(1))', '(x)', 'end', 'END', 'subgraph x', 'graph TD',
    'flowchart LR', '%%', '%%{init: {"theme": "dark"}}%%', 'a\nb', 'a\n%% b\nend\n', '\r\n', '\t',
    'click p0 "javascript:alert(1)"', ']', '-->', 'a --> b', 'p0 --> p1', '---', '--- x', '===',
    '1. x', '12) x', '- x', '* x', '+ x', '# x', '> x', '| a | b |', '~~x~~', '~~~', '$$x^2$$',
    'fa:fa-ban', 'www.example.org', 'https://example.org', 'a@example.org', '@{shape: cat}',
    'style p0 fill:#f00;', 'style: #x;', 'classDef x fill:#f00;', 'classDef:a#b;', 'class p0 x',
    ':::x', 'p0:::x', 'linkStyle 0 stroke:#f00', 'accTitle: x', 'accDescr { x }',
    'direction TB', 'x direction', 'TB', 'Direction LR',
    'default', 'ﬂ°°35¶ß', 'ﬂ°quot¶ß', 'ﬂ', '¶ß', 'Straße', '§§§', '\\n', '\\', 'C:\\new', "it's",
    '⚠', '日本語', 'Økonomi', 'e\u0301', '👩\u200d🔧', '\u202eabc', '\u00a0x\u00a0', ' x  y ',
    '...', '5.5 %', 'o', 'x', 'a-b', '-', '--', 'a - b', '-a', '100%', '=1+1', '__proto__',
    'constructor', '\x1b[31m', '\x00', '\u2028', 'x' * 5000,
)  # fmt: skip

names = st.text(min_size=1, max_size=30) | st.sampled_from(ATTACKS)
pieces = st.lists(st.sampled_from((*ATTACKS[:-1], " ", "1", ".", ":", "a")), min_size=1, max_size=4)
names |= pieces.map("".join)


#: The charts of the examples, and what Mermaid found in their texts, read all at once.
_CHARTS: dict[str, Chart] = {}
_FOUND: dict[str, Any] = {}


@pytest.fixture(scope="module", params=MODELS)
def example(request: pytest.FixtureRequest) -> Chart:
    if not _CHARTS:
        for model in MODELS:
            organization = internalmap.load(EXAMPLES / model)
            analysis = internalmap.analyze(organization, cut_size=1)
            _CHARTS[model] = chart(organization, analysis, View())
        texts = [write(made) for made in _CHARTS.values() for write in WRITERS]
        _FOUND.update(zip(texts, read(texts).found, strict=True))
    return _CHARTS[request.param]


def test_map_is_what_the_chart_says(example: Chart) -> None:
    found = _found(map_text(example))
    assert found["direction"] == "LR"
    ids = _has_boxes(found, example)
    _has_frames(found, example, ids)
    ends = {(ids[link.supplier], ids[link.customer]): link for link in example.links}
    drawn = {(edge["start"], edge["end"]): edge for edge in _lines(found)}
    given_to = {(ids[one.supplier], "everyone") for one in example.broadcasts}
    assert drawn.keys() == ends.keys() | given_to
    assert len(_lines(found)) == len(example.links) + len(example.broadcasts)
    for pair, link in ends.items():
        assert (link.service or "")[:39] in drawn[pair]["label"]
        assert (drawn[pair]["type"] == "arrow_open") == link.staffing
        assert (drawn[pair]["stroke"] == "dotted") == (link.fallback or link.indirect)
        assert ("fallback" in drawn[pair]["label"]) == link.fallback


def test_pyramid_has_a_step_for_each_level(example: Chart) -> None:
    found = _found(pyramid_text(example))
    assert found["direction"] == "BT"
    ids = _has_boxes(found, example)
    levels: dict[int | None, set[str]] = {}
    for box in example.boxes:
        levels.setdefault(box.level, set()).add(ids[box.id])
    words = {0: "External customers", 1: "1 step from the customer"}
    words |= {level: f"{level} steps from the customer" for level in range(2, 99)}
    assert {frame["label"]: set(frame["nodes"]) for frame in found["frames"]} == {
        "No line of sight to a customer" if level is None else words[level]: boxes
        for level, boxes in levels.items()
    }
    assert len(_lines(found)) == len(example.links)
    rank = {box: 999 if level is None else level for level, row in levels.items() for box in row}
    supplied = {(ids[link.supplier], ids[link.customer]) for link in example.links}
    for edge in found["edges"]:
        if edge["stroke"] == "invisible":
            continue
        assert rank[edge["start"]] >= rank[edge["end"]]
        pair = (edge["start"], edge["end"])
        turned = edge["label"].startswith("↓")
        assert (pair[::-1] if turned or pair not in supplied else pair) in supplied


def test_rows_of_a_pyramid_stand_apart(example: Chart) -> None:
    """Each box of a row is under the hidden one above the row, each of the next is above it."""
    found = _found(pyramid_text(example))
    ids = {box.id: f"p{number}" for number, box in enumerate(example.boxes)}
    levels = sorted({box.level for box in example.boxes}, key=lambda one: (one is None, one or 0))
    hidden = {(e["start"], e["end"]) for e in found["edges"] if e["stroke"] == "invisible"}
    wanted = set()
    for number, level in enumerate(levels):
        for box in example.boxes:
            if box.level == level:
                wanted |= {(ids[box.id], f"h{number}")} if number else set()
                wanted |= {(f"h{number + 1}", ids[box.id])} if number + 1 < len(levels) else set()
    assert hidden == wanted


def test_hierarchy_has_one_line_to_each_head(example: Chart) -> None:
    found = _found(hierarchy_text(example))
    above = {**example.part_of, **example.reports_to}
    ids = {box.id: f"p{number}" for number, box in enumerate(example.boxes)}
    for number, frame in enumerate(example.frames):
        ids.setdefault(frame.id, f"u{number}")
    assert sorted((edge["start"], edge["end"]) for edge in found["edges"]) == sorted(
        (ids[head], ids[below]) for below, head in above.items()
    )
    joined = {*above, *above.values()}
    apart = {ids[box.id] for box in example.boxes if box.id not in joined}
    assert [set(frame["nodes"]) for frame in found["frames"]] == ([apart] if apart else [])
    assert {node["id"] for node in found["nodes"]} == {ids[party] for party in joined} | apart


def test_two_above_each_other_have_one_line() -> None:
    loop = Chart("x", "", "", _boxes(["a", "b"]), (), (), reports_to={"b0": "b1", "b1": "b0"})
    (edge,) = _found(hierarchy_text(loop))["edges"]
    assert {edge["start"], edge["end"]} == {"p0", "p1"}


@pytest.mark.parametrize("text", WRITERS)
def test_no_name_is_read_as_anything_else(text: Any) -> None:
    _keeps_names(text, ATTACKS)


@pytest.mark.parametrize(
    "name", ["**x**", "a_b_c", "1. x", "2) x", "- x", "+ x", "# x", "~~x~~", "`x`", "www.x.no"]
)
def test_no_markdown_stands_in_the_text(name: str) -> None:
    """Mermaid reads Markdown in labels or not, by its version and where it stands."""
    link = Link("b0", "b1", "essential", service=name)
    text = map_text(Chart("x", "", "", _boxes([name, "y"]), (Frame("f", name, None),), (link,)))
    assert name not in text


# What is slow is to start Node, so that an example holds many names.
@examples(6)
@given(st.lists(names, min_size=10, max_size=60))
def test_any_name_comes_back(drawn: list[str]) -> None:
    _keeps_names(map_text, drawn)


def _keeps_names(text: Any, drawn: Sequence[str]) -> None:
    """Names of boxes, frames, services, of the whole and in its description come back as they
    were, each in a chart where everything is called by one of them."""
    boxes = _boxes(drawn)
    frames = tuple(Frame(f"f{number}", name, None) for number, name in enumerate(drawn))
    links = tuple(
        Link(f"b{number}", f"b{(number + 1) % len(drawn)}", "essential", service=name)
        for number, name in enumerate(drawn)
        if len(drawn) > 1
    )
    title = drawn[-1]
    made = Chart(title, "", f"x {title}", boxes, frames, links)
    found = _found(text(made))
    assert found["accTitle"].startswith(f"{_clipped(title, 160)}, ".lstrip())
    assert found["accDescription"].rstrip() == _clipped(f"x {title}", 2000).rstrip()
    labels = {node["id"]: node["label"] for node in found["nodes"]}
    assert [labels[f"p{number}"] for number in range(len(drawn))] == [
        _shown(name, box.id) for name, box in zip(drawn, boxes, strict=True)
    ]
    assert labels.keys() <= {f"p{number}" for number in range(len(drawn))} | {"h1", "h2"}
    assert all(node["kind"] == "string" and node["link"] is None for node in found["nodes"])
    if text is map_text:
        assert sorted(frame["label"] for frame in found["frames"]) == sorted(
            _shown(name, f"f{number}") for number, name in enumerate(drawn)
        )
    if text is not hierarchy_text:
        services = [edge["label"].removeprefix("↓ ") for edge in found["edges"] if edge["label"]]
        assert sorted(services) == sorted(_clipped(name, 40) for name in drawn if len(drawn) > 1)


def test_title_is_read_as_it_is() -> None:
    for name in ATTACKS[:-1]:
        text = map_text(Chart(name, "", "", (), (), ()))
        if text.startswith("---"):
            (front,) = re.findall(r"\A---\n(.*?)\n---\n", text, re.DOTALL)
            assert yaml.safe_load(front) == {"title": escape(name)}
        else:
            assert re.search(r"[<>&ﬂ¶]|^\s*$", name)


def test_limits_are_mermaids() -> None:
    boxes = _boxes([str(number) for number in range(24)])
    every = [Link(one.id, other.id, "helpful") for one in boxes for other in boxes if one != other]
    full = Chart("x", "", "", boxes, (), tuple(every[:MOST_LINKS]))
    over = Chart("x", "", "", boxes, (), tuple(every[: MOST_LINKS + 1]))
    texts = [map_text(full), map_text(over)]
    reading = read(texts)
    assert reading.limits == (MOST_CHARACTERS, MOST_LINKS)
    assert "error" not in reading.found[0]
    assert "Edge limit exceeded" in reading.found[1]["error"]
    assert not warnings(texts[0], full)
    assert warnings(texts[1], over) == (
        "The picture has 501 lines between boxes. Mermaid draws at most 500, on GitHub too.",
        "To show less than these 24 boxes, use --focus, --only or --roll-up unit.",
    )


def test_long_text_is_told() -> None:
    boxes = _boxes(["n" * 150] * 400)
    large = Chart("x", "", "", boxes, (), ())
    text = map_text(large)
    first, second = warnings(text, large)
    assert first.startswith(f"The picture has {len(text):,} characters of text.")
    assert "50,000" in first and "--focus" in second


def test_what_goes_to_everyone() -> None:
    boxes = (*_boxes(["a", "b"]), Box("c", "C", "customer", ("c",), level=0))
    broadcasts = (Broadcast("b0", ("b1", "c"), "essential", 2, 2, "Pay"),)
    made = Chart("x", "", "", boxes, (), (), broadcasts)
    found = _found(map_text(made))
    assert found["nodes"][-1]["label"] == "everyone (2)"
    (edge,) = _lines(found)
    assert (edge["start"], edge["end"], edge["label"]) == ("p0", "everyone", "Pay ×2")
    assert [edge["end"] for edge in found["edges"] if edge["stroke"] == "invisible"] == ["p2"]
    (label,) = [n["label"] for n in _found(pyramid_text(made))["nodes"] if n["id"] == "p0"]
    assert label == "a\nfor everyone (2)"


def test_what_colours_say_is_said_in_words() -> None:
    boxes = (
        Box("a", "A", "person", ("a",), marks=("soon",), alarm="stops customers at once"),
        Box("b", "B", "team", ("b",), marks=("later", "strained")),
        Box("c", "C", "role", ("c",), fill="#cfe6f5"),
        Box("d", "D", "team", ("d",), state="gone", alarm="gone"),
        Box("e", "E", "customer", ("e",), state="stopped", alarm="stops at once"),
    )
    frames = (Frame("u", "U", None, "gone"), Frame("v", "V", "u", None, ("later",)))
    links = (Link("a", "b", "essential", hot=True), Link("b", "c", "helpful", count=3))
    text = map_text(Chart("x", "", "", boxes, frames, links))
    found = _found(text)
    assert [(node["label"], *node["looks"]) for node in found["nodes"]] == [
        ("⚠ A\nstops customers at once", "soon"),
        ("⚠ B\nwork for 85% of its time or more\nsingle point of failure", "graver"),
        ("C", "role"),
        ("D\ngone", "gone"),
        ("E\nstops at once", "lost"),
    ]
    assert {frame["label"] for frame in found["frames"]} == {
        "U: gone",
        "⚠ V: single point of failure",
    }
    assert [edge["label"] for edge in found["edges"]] == ["", "×3"]
    assert "  style p2 fill:#cfe6f5" in text
    assert "  linkStyle 0 stroke:" in text


def test_text_is_always_the_same(example: Chart) -> None:
    turned = replace(
        example,
        reports_to=dict(reversed(example.reports_to.items())),
        part_of=dict(reversed(example.part_of.items())),
    )
    for write in WRITERS:
        assert write(example) == write(turned)
        assert write(example).endswith("\n")


def _boxes(drawn: Sequence[str]) -> tuple[Box, ...]:
    return tuple(
        Box(f"b{number}", name, "team", (f"b{number}",), level=number % 3)
        for number, name in enumerate(drawn)
    )


def _found(text: str) -> Any:
    assert not re.search("ﬂ°|¶ß", text)  # codes as Mermaid writes them to itself
    if text not in _FOUND:
        (_FOUND[text],) = read([text]).found
    found = _FOUND[text]
    assert "error" not in found, f"{found['error']}\n{text}"
    return found


def _lines(found: Any) -> list[Any]:
    return [edge for edge in found["edges"] if edge["stroke"] != "invisible"]


def _has_boxes(found: Any, example: Chart) -> dict[str, str]:
    """The ids that boxes have in the text, after a look at their labels."""
    ids = {box.id: f"p{number}" for number, box in enumerate(example.boxes)}
    nodes = {node["id"]: node for node in found["nodes"]}
    assert {id for id in nodes if id.startswith("p")} == set(ids.values())
    for box in example.boxes:
        first, *rest = nodes[ids[box.id]]["label"].split("\n")
        assert first == f"{'⚠ ' if {'soon', 'later'} & {*box.marks} else ''}{box.name}"
        assert set(box.note) <= set(rest)
        assert box.alarm is None or box.alarm == rest[-1]
    return ids


def _has_frames(found: Any, example: Chart, ids: dict[str, str]) -> None:
    frames = {frame["id"]: frame for frame in found["frames"]}
    assert len(frames) == len(example.frames)
    own = {frame.id: f"u{number}" for number, frame in enumerate(example.frames)}
    for frame in example.frames:
        seen = frames[own[frame.id]]
        assert frame.name in seen["label"]
        inner = {ids[box.id] for box in example.boxes if box.frame == frame.id}
        inner |= {own[other.id] for other in example.frames if other.inside == frame.id}
        assert set(seen["nodes"]) == inner


def _shown(name: str, id: str) -> str:
    return _clipped(name if name.strip() else id, 160)


def _clipped(text: str, most: int) -> str:
    shown = escape(text)
    return shown if len(shown) <= most else f"{shown[: most - 1].rstrip()}…"
