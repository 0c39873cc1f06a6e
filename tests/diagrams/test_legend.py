"""The legend explains what a picture draws, all of it, and nothing else."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

import internalmap
from internalmap.diagrams import style
from internalmap.diagrams.chart.build import View
from internalmap.diagrams.chart.charts import Charts
from internalmap.diagrams.chart.reduce.steps import LAST
from internalmap.diagrams.drawing.legend import keys_of
from internalmap.errors import InternalMapError
from internalmap.model.phrases import KIND_WORDS
from strategies import models

SVG = "{http://www.w3.org/2000/svg}"
IMPORTANCES = ("essential", "important", "helpful")
#: Two needs on one line, an important and a helpful one, a fallback, and somebody without a line.
MANY = {
    "parties": {
        "guests": {"kind": "customer", "needs": ["a", {"from": "b", "importance": "helpful"}]},
        "a": {"needs": [{"from": ["b", "c"]}, {"from": "b", "service": "x"}]},
        "b": {"kind": "system", "needs": [{"from": "c", "importance": "important"}]},
        "c": {"kind": "person", "part_of": "u"},
        "u": {"kind": "department"},
        "d": {"kind": "site"},
    }
}


def drawn(root: ET.Element) -> tuple[list[ET.Element], str]:
    """The groups of what is drawn, and the words of the legend."""
    (legend,) = [each for each in root.iter(f"{SVG}g") if each.get("class") == "legend"]
    said = " ".join(text.text or "" for text in legend.iter(f"{SVG}text"))
    return [each for each in root.iter(f"{SVG}g") if each is not legend], said


def strokes(group: ET.Element, name: str) -> set[str]:
    return {each.get(name, "") for each in group.iter()}


@given(
    models(),
    st.sampled_from(("map", "pyramid", "hierarchy")),
    st.sampled_from(("risk", "kind", "load", "satisfaction", "unit")),
    st.booleans(),
)
@example(MANY, "map", "risk", True)
@example(MANY, "map", "risk", False)
def test_each_entry_stands_for_something_that_is_drawn(
    model: dict[str, Any], view: str, color: str, whole: bool
) -> None:
    known = internalmap.loads(json.dumps(model))
    try:
        picture = internalmap.render(
            known, view=view, color_by=color, all_lines=whole, sheet="16:9"
        )
    except InternalMapError:  # a pyramid without levels
        return
    groups, said = drawn(ET.fromstring(picture.data))
    boxes = [each for each in groups if re.match("(box|hub) ", each.get("class", ""))]
    kinds = {each.get("class", "").partition(" ")[2] for each in boxes}
    for kind, words in KIND_WORDS.items():
        told = bool(re.search(rf"(^|\s){words}($|\s)", said))
        assert told if kind in kinds else not told or words == "site", kind  # of a party, in words
    marks = set().union(*(strokes(each, "stroke") for each in boxes)) if boxes else set()
    fills = set().union(*(strokes(each, "fill") for each in boxes)) if boxes else set()
    assert (style.HATCHING in marks) == ("back in time" in said)
    if color == "risk":
        assert "single point of failure, soon" in said or style.ALARM_FILL not in fills
    if view == "hierarchy":
        return
    lines = [each.get("class", "").split() for each in groups if "link " in each.get("class", "")]
    dashes = {
        shape.get("stroke-dasharray")
        for each in groups
        if "link " in each.get("class", "")
        for shape in each
    } - {None}
    on_lines = [each for each in groups if each.get("class") == "words"]
    texts = [text.text or "" for each in on_lines for text in each.iter(f"{SVG}text")]
    numbered = any("×" in text for text in texts)
    assert numbered == ("×2: so many needs" in said)
    for importance in IMPORTANCES:
        if f"{importance} need" in said:
            assert ["link", importance] in lines
    if "only as a fallback" in said:
        assert dashes


def test_numbers_on_lines_are_explained_where_there_are_any() -> None:
    """Past the step that takes the words, there is nothing to explain."""
    known = internalmap.loads(json.dumps(MANY))
    charts = Charts(known, internalmap.analyze(known, cut_size=1), View())
    for steps in range(LAST + 1):
        said = [key.words for key in keys_of(charts.less(steps))]
        assert ("×2: so many needs on one line" in said) == (steps < LAST)
