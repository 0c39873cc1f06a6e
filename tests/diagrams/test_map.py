"""The map: nothing in it hides or misleads, and what does not fit is told."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest
import resvg_py

import internalmap
from diagrams.drawn import SVG, around, distance, read
from internalmap.diagrams import style
from internalmap.diagrams.drawing.typesetting import width, wrap
from internalmap.diagrams.formats import glyphs
from internalmap.diagrams.formats.engine import font_folder

MODELS = ["fjord-hotel.yaml", "harbour-brewery/org.yaml", "govuk.yaml", "converted/cafe.yaml"]


@pytest.mark.parametrize("name", MODELS)
def test_no_line_ends_under_a_mark_and_every_word_is_on_its_line(name: str) -> None:
    drawn = read(internalmap.render(internalmap.load(f"examples/{name}")).data)
    assert drawn.boxes
    for left, top, right, bottom in drawn.marks:
        assert not any(left - 1 < x < right + 1 and top - 1 < y < bottom + 1 for x, y in drawn.tips)
    for line, words in drawn.words.items():
        assert distance(words, drawn.lines[line]) == 0, line
        for other, course in drawn.lines.items():
            assert other == line or distance(words, course) > 0, (line, other)


def test_suppliers_are_said_to_stand_left_only_as_far_as_they_do() -> None:
    for name in MODELS:
        picture = internalmap.render(internalmap.load(f"examples/{name}"))
        drawn = read(picture.data)
        back = 0
        for line in drawn.lines:
            supplier, customer = line.split(" → ")
            if supplier in drawn.boxes and customer in drawn.boxes:
                one, other = drawn.boxes[supplier], drawn.boxes[customer]
                back += one[0] + one[2] > other[0] + other[2] + 2
        said = re.search(
            r"stand left of those they supply[^.;]*(?:; (\d+) lines? runs? back)?", picture.text
        )
        assert said is not None
        assert int(said[1] or 0) == back, name


def test_parties_without_a_line_stand_in_a_grid_at_the_foot() -> None:
    parties: dict[str, Any] = {f"p{number:02}": None for number in range(36)}
    parties |= {"a": {"needs": ["b"]}, "b": None}
    model = internalmap.loads(json.dumps({"parties": parties}))
    drawn = read(internalmap.render(model, all_lines=True).data)
    loose = [place for id, place in drawn.boxes.items() if id.startswith("p")]
    assert len(loose) == 36
    wide = max(place[2] for place in loose) - min(place[0] for place in loose)
    high = max(place[3] for place in loose) - min(place[1] for place in loose)
    assert 1 < wide / high < 3
    assert min(place[1] for place in loose) > max(drawn.boxes[id][3] for id in "ab")


def _light(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_light(one), _light(other)))
    return (high + 0.05) / (low + 0.05)


def test_colours_keep_their_order_in_print_and_can_be_told_from_the_paper() -> None:
    steps = [_light(color) for color in style.STEPS]
    assert steps == sorted(steps, reverse=True)
    assert all(_contrast(style.INK, color) >= 4.5 for color in (*style.STEPS, *style.TINTS))
    assert _contrast(style.ALARM, style.ALARM_FILL) >= 4.5
    lines = [*style.LINES.values(), *style.CROWDED_LINES.values()]
    lines += [style.STAFFING_LINE, style.HOT_LINE, style.BACK_LINES]
    colors = {line.color for line in lines} | {style.FRAME_LINE, style.BACK_LINE}
    for color in colors:
        for paper in (style.PAPER, *style.FRAME_FILLS):
            assert _contrast(color, paper) >= 3, (color, paper)


def test_names_break_where_they_are_joined_and_no_hyphen_is_made_up() -> None:
    wrapped = {
        "ordering.backgroundTasks": ["ordering.", "background", "Tasks"],
        "govuk_crawler-worker": ["govuk_crawler-", "worker"],
        "team@example.com": ["team@", "example.com"],
        "orders:created-again": ["orders:", "created-again"],
        "Wi-Fi desk": ["Wi-Fi desk"],
    }
    assert {name: wrap(name, 10.5, 75) for name in wrapped} == wrapped
    cut = wrap("Donaudampfschifffahrtsgesellschaft", 10.5, 75, lines=9)
    assert "".join(cut) == "Donaudampfschifffahrtsgesellschaft"
    assert all(len(piece) >= 4 for piece in cut)
    # A box grows before a word is cut.
    name = "mobilemarketinga"
    model = internalmap.loads(json.dumps({"parties": {name: {"needs": ["b"]}, "b": None}}))
    assert width(name, 10.5, bold=True) > style.NAME_WIDTH
    assert f">{name}</text>" in internalmap.render(model).text


def test_characters_that_no_font_has_are_told_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On a machine with the font that comes along, and no other."""
    folder = font_folder()
    assert folder is not None

    def alone(text: str, _dpi: float) -> bytes:
        return bytes(
            resvg_py.svg_to_bytes(svg_string=text, skip_system_fonts=True, font_dirs=[folder])
        )

    monkeypatch.setattr(glyphs, "png", alone)
    model = internalmap.loads("parties: {a: {name: 'Łódź, お客様 €'}}")
    for form in ("png", "pdf"):
        (notice,) = internalmap.render(model, format=form).notices
        assert "which the picture lacks: お 客 様." in notice
        assert "Install a font" in notice
    assert internalmap.render(model).notices == ()


@pytest.mark.parametrize("sheet", ["16:9", "a4", "a3"])
@pytest.mark.parametrize("view", ["map", "pyramid", "hierarchy", "matrix"])
def test_a_sheet_has_its_shape_and_holds_everything(view: str, sheet: str) -> None:
    picture = internalmap.render(
        internalmap.load("examples/fjord-hotel.yaml"), view=view, sheet=sheet
    )
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', picture.text)
    assert found is not None
    wide, high = float(found[1]), float(found[2])
    assert abs(wide / high - {"16:9": 16 / 9, "a4": 842 / 595, "a3": 1191 / 842}[sheet]) < 0.01
    for left, top, right, bottom in read(picture.data).boxes.values():
        assert 0 <= left < right <= wide
        assert 0 <= top < bottom <= high


STAR = {"parties": {"hub": None, **{f"p{at:02}": {"needs": ["hub"]} for at in range(12)}}}


@pytest.mark.parametrize("name", [*MODELS, "hospital.yaml", "bia/org.yaml", ""])
def test_legend_and_boxes_without_a_line_stand_where_nothing_else_does(name: str) -> None:
    """Below the drawing, or where it leaves room: at its side, in a corner."""
    known = internalmap.load(f"examples/{name}") if name else internalmap.loads(json.dumps(STAR))
    picture = internalmap.render(known, view="map", sheet="16:9", all_lines=True)
    drawn = read(picture.data)
    groups = list(ET.fromstring(picture.data).iter(f"{SVG}g"))
    (legend,) = [group for group in groups if group.get("class") == "legend"]
    shapes = [around(shape) for shape in legend if shape.tag != f"{SVG}text"]
    assert shapes
    for left, top, right, bottom in shapes:
        assert left >= 0
        assert top >= 0
        assert right <= 960
        assert bottom <= 540
        for box in drawn.boxes.values():
            assert right < box[0] or box[2] < left or bottom < box[1] or box[3] < top
    boxes = list(drawn.boxes.items())
    joined = {end for line in drawn.lines for end in line.split(" → ")}
    for number, (id, box) in enumerate(boxes):
        for _, other in boxes[number + 1 :]:
            apart = box[2] <= other[0] or other[2] <= box[0]
            assert apart or box[3] <= other[1] or other[3] <= box[1], id
        if id not in joined:
            for line in drawn.lines.values():
                assert distance(box, line) > 0, id
