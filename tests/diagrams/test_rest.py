"""Past the last step: those most at risk stand for themselves, and the others are counted."""

from __future__ import annotations

import json
from collections import Counter
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import internalmap
from internalmap.diagrams.chart.build import View
from internalmap.diagrams.chart.charts import Charts
from internalmap.diagrams.chart.reduce.rest import by_risk, rest
from internalmap.diagrams.drawing import lines
from internalmap.diagrams.drawing.sheet import SHEETS, SceneOptions
from internalmap.diagrams.map import fitting
from internalmap.diagrams.map.fitting import MOST_CROSSINGS, fit
from internalmap.errors import InternalMapError
from strategies import models

ORDER = ("essential", "important", "helpful")


@given(models(), st.integers(0, 6), st.integers(1, 4))
def test_everybody_is_in_one_box_and_every_need_on_one_line(
    model: dict[str, Any], kept: int, bands: int
) -> None:
    known = internalmap.loads(json.dumps(model))
    analysis = internalmap.analyze(known, cut_size=1)
    whole = Charts(known, analysis, View(fold_everyone=False, frames=False)).whole
    order = by_risk(whole, analysis)
    assert sorted(order) == sorted(box.id for box in whole.boxes)
    drawn = rest(whole, order[:kept], analysis, bands)
    parties = Counter(party for box in drawn.boxes for party in box.parties)
    assert parties == Counter(party for box in whole.boxes for party in box.parties)
    assert {box.id for box in drawn.boxes if not box.rest} >= set(order[:kept])
    worst = {point.party for point in analysis.single_points_of_failure if point.grade == 1}
    levels = {row.id: row.level for row in analysis.parties}
    bound = max((level for level in levels.values() if level), default=0)
    assert len({box.level for box in drawn.boxes if box.rest}) <= min(bands, bound) + 2
    for box in drawn.boxes:
        if box.rest:
            far = {levels[party] for party in box.parties}
            assert None not in far or far == {None}
            assert box.level == min((level for level in far if level is not None), default=None)
            soon = len(worst & set(box.parties))
            assert (box.alarm or "0").split()[0] == str(soon)
    box_of = {party: box.id for box in drawn.boxes for party in box.parties}
    needs: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for link in whole.links:
        pair = box_of[link.supplier], box_of[link.customer]
        if pair[0] != pair[1] and not link.staffing:
            needs.setdefault(pair, []).append((link.importance, link.count))
    told = {(link.supplier, link.customer): link for link in drawn.links if not link.staffing}
    assert set(told) == set(needs)
    for pair, link in told.items():
        assert link.importance == min((each for each, _ in needs[pair]), key=ORDER.index)
        assert link.count == sum(count for _, count in needs[pair])


def circle(number: int) -> internalmap.Organization:
    """So many without units, each of whom needs seven others."""
    parties: dict[str, Any] = {"guests": {"kind": "customer", "needs": ["p0", "p1"]}}
    for at, step in product(range(number), (1, 2, 5, 9, 17, 33, 40)):
        party = parties.setdefault(f"p{at}", {"needs": []})
        party["needs"].append(f"p{(at + step) % number}")
    return internalmap.loads(json.dumps({"parties": parties}))


def test_a_large_tangle_without_units_can_be_read_and_the_notice_counts() -> None:
    organization = circle(100)
    charts = Charts(organization, internalmap.analyze(organization, cut_size=1), View())
    fitted = fit(charts, SceneOptions(sheet=SHEETS["16:9"], together=True))
    assert fitted.map.crossings(1000) <= MOST_CROSSINGS
    many = [box for box in fitted.chart.boxes if box.rest]
    parties = sum(len(box.parties) for box in many)
    (said,) = fitted.notices
    assert f"{parties} other parties share {len(many)} boxes" in said
    assert f"the map has {len(fitted.chart.boxes) - len(many)} boxes as usual" in said


def test_more_lines_than_any_picture_has_are_still_a_map(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MOST_LINES", 300)
    monkeypatch.setattr(fitting, "MOST_LINES", 300)
    picture = internalmap.render(circle(60), view="map", sheet="16:9")
    assert "other parties share" in picture.notices[-1]
    with pytest.raises(InternalMapError, match="422 lines cannot be read"):
        internalmap.render(circle(60), view="map", all_lines=True)
