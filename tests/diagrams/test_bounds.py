"""Pictures of far too many lines, or of too much for Graphviz, end before the machine does."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

import internalmap
from diagrams.drawn import read
from internalmap.diagrams.chart import links
from internalmap.diagrams.drawing import lines
from internalmap.diagrams.formats.engine import TookTooMuch, run
from internalmap.diagrams.map import layout as view
from internalmap.diagrams.map.map import IN_COLUMNS
from internalmap.diagrams.matrix import matrix
from internalmap.errors import InternalMapError

MODEL = internalmap.loads(
    "parties:\n  guests: {kind: customer, needs: [a, b]}\n  a: {needs: [b, c]}\n  b: {needs: [c]}\n"
    "  c:\n"
)


@pytest.mark.parametrize("name", ["map", "pyramid"])
def test_more_lines_than_are_drawn_are_refused_before_graphviz(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No name is set for it either; and what is offered in their place can be drawn."""
    monkeypatch.setattr(view, "run", None)
    monkeypatch.setattr(view, "map_names", None)
    monkeypatch.setattr(lines, "MOST_LINES", 4)
    with pytest.raises(InternalMapError) as refused:
        internalmap.render(MODEL, view=name)
    assert "a picture of 5 lines cannot be read" in refused.value.message
    assert "--view risk" in refused.value.remedy
    assert internalmap.render(MODEL, view="risk").data
    assert internalmap.render(MODEL, view=name, format="dot").data


def test_a_matrix_of_far_too_many_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matrix, "MOST_DRAWN", 3)
    with pytest.raises(InternalMapError) as refused:
        internalmap.render(MODEL, view="matrix")
    assert "a matrix of 4 rows cannot be read" in refused.value.message
    assert "--view risk" in refused.value.remedy


@pytest.mark.parametrize(("most", "lines"), [(1, 3), (2, 5)])
def test_far_too_many_lines_through_hidden_boxes_are_left_out_and_told(
    monkeypatch: pytest.MonkeyPatch, most: int, lines: int
) -> None:
    """Two essential lines lead through the hidden hall: all of these are drawn, or none."""
    model = internalmap.loads(
        "parties:\n  guests: {kind: customer, needs: [a, b]}\n  hall: {needs: [c, d]}\n"
        "  a: {needs: [hall, b]}\n  b:\n  c:\n  d:\n"
    )
    monkeypatch.setattr(links, "MOST_INDIRECT", most)
    shown = ("guests", "a", "b", "c", "d")
    picture = internalmap.render(model, view="map", only=shown, all_lines=True)
    assert len(read(picture.data).lines) == lines
    assert (links.TOO_MANY in picture.notices) is (lines == 3)


def layouts(monkeypatch: pytest.MonkeyPatch, *failing: str) -> list[str]:
    """The layouts that are tried, some of which fail for want of memory."""
    tried = []

    def tracked(text: str, *, layout: str, **named: Any) -> bytes:
        tried.append(layout)
        if layout in failing:
            raise TookTooMuch("too much")
        return run(text, layout=layout, **named)

    monkeypatch.setattr(view, "run", tracked)
    return tried


def in_columns(picture: internalmap.Picture) -> None:
    """That suppliers stand left of those they supply, no box on another, and each line is there."""
    drawn = read(picture.data)
    assert sorted(drawn.boxes) == ["a", "b", "c", "guests"]
    assert len(drawn.lines) == 5
    for line, course in drawn.lines.items():
        supplier, customer = (drawn.boxes[end] for end in line.split(" → "))
        assert supplier[2] < customer[0]
        assert supplier[2] <= course[0][0] + 1
        assert course[-1][0] <= customer[0] + 1
    for one, other in combinations(drawn.boxes.values(), 2):
        apart = one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]
        assert apart


def test_very_many_lines_stand_in_plain_columns_without_graphviz(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """There, each line takes a place in every column that it crosses."""
    tried = layouts(monkeypatch)
    monkeypatch.setattr(view, "MOST_LAYERED", 4)
    monkeypatch.setattr(view, "_MANY_LINES", 1)
    in_columns(internalmap.render(MODEL, all_lines=True))
    assert tried == []
    model = "parties: {a: {part_of: u, needs: [b]}, b: {part_of: u, needs: [c]}, c: , u: }"
    monkeypatch.setattr(view, "MOST_LAYERED", 1)
    picture = internalmap.render(internalmap.loads(model), all_lines=True)
    assert picture.notices[0] == IN_COLUMNS


def test_a_layout_that_takes_too_much_memory_gives_way_to_a_simpler_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried = layouts(monkeypatch, "dot")
    assert "tangled" in internalmap.render(MODEL, all_lines=True).notices[0]
    assert tried == ["dot", "dot", "sfdp"]
    tried = layouts(monkeypatch, "dot", "sfdp")
    in_columns(internalmap.render(MODEL, all_lines=True))
    assert tried == ["dot", "dot", "sfdp"]


@pytest.mark.skipif("sys.platform != 'linux'", reason="other systems do not keep the bound")
def test_the_memory_of_graphviz_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A child that wants more than its share is told so by the system, and the user by us."""
    (tmp_path / "pygraphviz.py").write_text(
        "class AGraph:\n"
        "    def __init__(self, string): self.string = string\n"
        "    def draw(self, format, prog): return b'x' * (3 << 29)\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(TookTooMuch, match="too much memory"):
        run("digraph {}", layout="dot", form="json0", seconds=60)
    assert run("digraph {}", layout="dot", form="png", seconds=60)[:2] == b"xx"
