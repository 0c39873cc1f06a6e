"""Pictures as files: safe whatever the names are, the same every time, readable by others."""

from __future__ import annotations

import json
import re
import struct
import xml.etree.ElementTree as ET
import zlib
from pathlib import Path
from typing import Any

import pygraphviz
import pytest

import internalmap
from command import HOTEL, run
from internalmap import InternalMapError
from internalmap.diagrams import VIEWS
from internalmap.diagrams.formats.engine import run as graphviz
from internalmap.formats import PICTURES
from internalmap.text.escape import escape

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    "<b>x</b>",
    "a:b:n",
    "a\\",
    'C:\\new "N"\\',
    "\\N \\G \\E",
    "]]> <script>alert(1)</script>",
    "\x1b[31m red",
    "‮reversed",
    "end",
    "{a|b}",
    "&lt;&#35;amp;",
    "x" * 20_000,
    "%% 日本 łąka",
    "-->",
    "\ud7ff\uffff",
    "line\nbreak\tand tab",
    "<TABLE><TR>",
    '"><image href="http://x"/>',
]


def hostile_model() -> internalmap.Organization:
    """Everything that has a name is called something that a format might take for its own."""
    parties: dict[str, Any] = {"guests": {"kind": "customer", "needs": ["p0"]}}
    kinds = ["person", "team", "system", "supplier", "department", "role"]
    for number, name in enumerate(HOSTILE):
        parties[f"p{number}"] = {"name": name, "kind": kinds[number % len(kinds)]}
        if number:
            parties[f"p{number}"]["part_of"] = f"p{number - 1}" if number % 3 else "p1"
        parties[f"p{number}"]["needs"] = [
            {"from": f"p{(number + 1) % len(HOSTILE)}", "service": name}
        ]
    parties["p1"].pop("part_of", None)
    return internalmap.loads(json.dumps({"organization": HOSTILE[5], "parties": parties}))


@pytest.mark.parametrize("view", VIEWS)
def test_names_do_not_become_markup_in_svg(view: str) -> None:
    picture = internalmap.render(hostile_model(), view=view, all_lines=True)
    root = ET.fromstring(picture.data)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "title", "desc", "rect", "g", "path", "polygon", "polyline", "ellipse", "text",
    }  # fmt: skip
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not any(name.startswith("on") or "href" in name for name in attributes)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ufffe\uffff]", picture.text)
    tooltips = " ".join(element.text or "" for element in root.iter(f"{SVG}title"))
    assert "<b>x</b>" in tooltips
    assert escape("\x1b[31m red") in tooltips


@pytest.mark.parametrize("view", VIEWS)
def test_names_do_not_become_dot(view: str) -> None:
    text = internalmap.render(hostile_model(), view=view, format="dot").text
    graph = pygraphviz.AGraph(string=text)
    made = json.loads(graphviz(text, layout="dot", form="json0", seconds=60))
    labels = [thing.get("label", "") for thing in made["objects"]]
    if view in ("matrix", "risk"):
        assert len(graph.nodes()) == 1
        return
    assert any("<b>x</b>" in label for label in labels)
    names = set(map(str, graph.nodes()))
    assert all(re.fullmatch(r"[a-z_]+\d*", name) for name in names), names


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("form", ["png", "pdf"])
def test_names_do_not_stop_painting(view: str, form: str) -> None:
    data = internalmap.render(hostile_model(), view=view, format=form).data
    assert data.startswith(b"\x89PNG" if form == "png" else b"%PDF")


@pytest.mark.parametrize("form", PICTURES)
def test_the_same_model_and_options_give_the_same_bytes(form: str) -> None:
    hotel = HOTEL.read_text(encoding="utf-8")
    first = internalmap.render(internalmap.loads(hotel), format=form)
    # Another order of the parties is the same model.
    head, _, tail = hotel.partition("parties:\n")
    blocks = re.split(r"\n(?=  [\w-]+:|  #)", tail)
    assert first.data == internalmap.render(internalmap.loads(hotel), format=form).data
    turned = f"{head}parties:\n" + "\n".join([*blocks[1:], blocks[0]])
    if form != "dot":
        assert internalmap.render(internalmap.loads(turned), format=form).data == first.data


def test_an_svg_says_what_it_shows() -> None:
    root = ET.fromstring(internalmap.render(internalmap.load(HOTEL)).data)
    assert root.get("role") == "img"
    labelled = (root.get("aria-labelledby") or "").split()
    said = {element.get("id"): element.text or "" for element in root if element.get("id")}
    assert [said[name][:11] for name in labelled] == ["Fjord Hotel", "Fjord Hotel"]
    assert "IT support or Fjord Telecom alone lets Hotel guests down" in said["title"]
    assert "Fjord Telecom" in said["desc"]
    groups = {group.get("data-id"): group for group in root.iter(f"{SVG}g") if group.get("class")}
    tooltip = groups["telco"].find(f"{SVG}title")
    assert tooltip is not None
    assert "lets down Hotel guests, from 3 h" in (tooltip.text or "")


def test_every_party_and_every_dependency_of_the_hotel_is_in_its_map() -> None:
    hotel = internalmap.load(HOTEL)
    root = ET.fromstring(internalmap.render(hotel).data)
    drawn = [group.get("data-id") for group in root.iter(f"{SVG}g") if group.get("data-id")]
    assert set(hotel.parties) <= set(drawn)
    for need in hotel.needs:
        for supplier in need.suppliers:
            for customer in need.customers if need.customer else ["everyone"]:
                assert f"{supplier} → {customer}" in drawn


def test_no_backslash_makes_graphviz_lose_what_follows() -> None:
    names = ["\\\\server\\share", "C:\\new\\", "a\\l\\r", "DOM\\rolf\\n", "\\"]
    parties = {f"p{number}": {"name": name} for number, name in enumerate(names)}
    model = internalmap.loads(json.dumps({"parties": {**parties, "zed": None}}))
    scene_texts = ET.fromstring(internalmap.render(model).data).iter(f"{SVG}text")
    written = [element.text or "" for element in scene_texts]
    data = internalmap.render(model, format="pdf").data
    assert all(name in written for name in names)
    # Every text is its own string of glyphs in a PDF: none is lost and none runs on.
    shown = sum(
        len(re.findall(rb"\bT[jJ]\b", zlib.decompress(stream)))
        for stream in re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL)
        if stream[:1] == b"x"
    )
    assert shown >= len(written)


def test_boxes_of_a_map_do_not_overlap_and_suppliers_stand_left() -> None:
    root = ET.fromstring(internalmap.render(internalmap.load(HOTEL)).data)
    places = {}
    for group in root.iter(f"{SVG}g"):
        if (group.get("class") or "").startswith("box"):
            shape = next(iter(group.findall(f"{SVG}path") + group.findall(f"{SVG}polygon")))
            numbers = list(
                map(float, re.findall(r"-?[\d.]+", shape.get("d") or shape.get("points") or ""))
            )
            xs, ys = numbers[::2], numbers[1::2]
            places[group.get("data-id")] = (min(xs), min(ys), max(xs), max(ys))
    boxes = list(places.values())
    for number, (x, y, x2, y2) in enumerate(boxes):
        for a, b, a2, b2 in boxes[number + 1 :]:
            assert x2 <= a or a2 <= x or y2 <= b or b2 <= y
    assert places["telco"][2] < places["it"][0] < places["it"][2] < places["reception"][0]
    assert places["guests"][2] == max(right for _, _, right, _ in boxes)


def test_a_png_has_the_proportions_of_the_svg() -> None:
    hotel = internalmap.load(HOTEL)
    png = internalmap.render(hotel, format="png", sheet="none")
    wide, high = struct.unpack(">II", png.data[16:24])
    root = ET.fromstring(internalmap.render(hotel).data)
    _, _, width, height = map(float, (root.get("viewBox") or "").split())
    assert abs(wide / high - width / height) < 0.01
    assert wide > 2 * width


def test_a_notebook_shows_a_picture() -> None:
    hotel = internalmap.load(HOTEL)
    svg = internalmap.render(hotel)
    assert svg._repr_svg_() == svg.text
    assert svg._repr_png_() is None
    png = internalmap.render(hotel, format="png")
    assert png._repr_png_() == png.data
    with pytest.raises(InternalMapError, match="no text"):
        _ = png.text


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"view": "mapp"}, "Did you mean 'map'"),
        ({"format": "jpg"}, "format: 'jpg' is not known"),
        ({"color_by": "rainbow"}, "color_by: 'rainbow' is not known"),
        ({"engine": "magic"}, "engine: 'magic' is not known"),
        ({"focus": ["nobody"]}, "there is no party 'nobody'"),
        ({"roll_up": "floor"}, "cannot roll up"),
        ({"view": "matrix", "format": "mermaid"}, "Mermaid has no diagram"),
        ({"hops": -1}, "hops: -1 is not a whole number of at least 0"),
    ],
)
def test_what_cannot_be_drawn_is_told(options: dict[str, Any], problem: str) -> None:
    with pytest.raises(InternalMapError) as caught:
        internalmap.render(internalmap.load(HOTEL), **options)
    assert problem in str(caught.value)


def test_a_picture_too_large_for_its_format_says_which_has_room() -> None:
    chain = {f"p{number:04}": {"needs": [f"p{number + 1:04}"]} for number in range(400)}
    model = internalmap.loads(json.dumps({"parties": {**chain, "p0400": None}}))
    for form in ("png", "pdf"):
        with pytest.raises(InternalMapError, match=r"(?s)too large|at most.*Write SVG"):
            internalmap.render(model, format=form, roll_up="party", sheet="none", all_lines=True)


# ---------------------------------------------------------------------------- the command


def test_without_a_name_the_picture_goes_beside_the_model(tmp_path: Path) -> None:
    model = tmp_path / "org.yaml"
    model.write_bytes(HOTEL.read_bytes())
    done = run("render", str(model))
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"Wrote {tmp_path / 'org.svg'}\n"
    assert run("render", str(model), "-f", "mermaid", "-q").stderr == ""
    assert run("render", "org.yaml", "-o", "x.gv", cwd=tmp_path).returncode == 0
    assert run("render", str(tmp_path), "--view", "pyramid").returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "org.mmd", "org.svg", "org.yaml", "x.gv",
    ]  # fmt: skip
    assert (tmp_path.parent / f"{tmp_path.name}.svg").exists()


def test_a_model_from_standard_input_is_drawn_to_standard_output() -> None:
    done = run("render", "-", "--highlight", "it", stdin=HOTEL.read_text(encoding="utf-8"))
    assert done.returncode == 0
    ET.fromstring(done.stdout)
    assert (
        "Without IT support, back after 4 h. Let down: Hotel guests from 1 h. 3 others stop."
        in done.stdout
    )


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["-o", "map.jpg"], "Known endings: .svg, .png, .pdf, .dot, .gv, .mmd"),
        (["--view", "mapp"], "Did you mean 'map'?"),
        (["-f", "svgg"], "Did you mean 'svg'?"),
        (["--only", "kind:robot"], "there is no kind 'robot'"),
        (["--hops", "2"], "--hops says how far around --focus"),
        (["--color-by", "mood"], "--color-by: 'mood' is not known"),
    ],
)
def test_wrong_options_write_nothing(arguments: list[str], problem: str, tmp_path: Path) -> None:
    model = tmp_path / "org.yaml"
    model.write_bytes(HOTEL.read_bytes())
    done = run("render", "org.yaml", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert problem in done.stderr
    assert list(tmp_path.iterdir()) == [model]


def test_a_picture_never_takes_the_place_of_the_model(tmp_path: Path) -> None:
    model = tmp_path / "org.svg"  # a model may have any name
    model.write_bytes(HOTEL.read_bytes())
    done = run("render", str(model))
    assert done.returncode == 2
    assert "is a file of the model" in done.stderr
    assert model.read_bytes() == HOTEL.read_bytes()


def test_an_anonymous_picture_names_nobody_and_selectors_mean_the_file(tmp_path: Path) -> None:
    target = tmp_path / "map.svg"
    done = run("render", str(HOTEL), "--anonymize", "--focus", "telco", "-o", str(target))
    assert done.returncode == 0, done.stderr
    text = target.read_text(encoding="utf-8")
    for name in ("telco", "Telecom", "IT support", "reception", "anna"):
        assert name not in text
    assert text.count('class="box') > 1


@pytest.mark.parametrize("form", ["svg", "dot", "mermaid"])
def test_a_pyramid_without_levels_is_refused_with_what_helps(form: str) -> None:
    for model in ("parties: {a: , b: }", "parties: {a: {kind: customer}, b: {kind: customer}}"):
        with pytest.raises(
            InternalMapError, match="a pyramid needs levels: here are 2 boxes"
        ) as no:
            internalmap.render(internalmap.loads(model), view="pyramid", format=form)
        assert "--view map" in (no.value.remedy or "")
