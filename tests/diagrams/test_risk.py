"""The risk table: the same absences, customers and times as the report, in the same order."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from hypothesis import given

import internalmap
from diagrams.drawn import SVG
from internalmap import InternalMapError
from internalmap.diagrams.chart.build import View
from internalmap.diagrams.chart.charts import Charts
from internalmap.diagrams.chart.finding import risk_finding
from internalmap.diagrams.risk.table import MOST_COLUMNS, MOST_ROWS, RiskTable, table
from internalmap.model.phrases import Names
from internalmap.text.quantities import say_roughly
from strategies import models


def tabled(model: dict[str, Any]) -> tuple[internalmap.Analysis, RiskTable]:
    known = internalmap.loads(json.dumps(model))
    analysis = internalmap.analyze(known, cut_size=1)
    return analysis, table(Charts(known, analysis, View(frames=False, touched=False)))


@given(models())
def test_each_cell_says_what_the_absence_table_does(model: dict[str, Any]) -> None:
    analysis, found = tabled(model)
    points = analysis.single_points_of_failure
    assert [row.box.id for row in found.rows] == [point.party for point in points][:MOST_ROWS]
    assert len(found.rows) + len(found.left_out) == len(points)
    effects = {row.party: row.effects for row in analysis.absences.rows}
    for row, point in zip(found.rows, points, strict=False):
        assert (row.grade, row.stops) == (point.grade, point.impact)
        told = {
            (say_roughly(each.after if each.needed is None else each.needed), not each.let_down)
            for each in effects[point.party]
        }
        if len(found.columns) < MOST_COLUMNS:
            cells = [(cell.words, cell.in_time) for cell in row.cells if cell.step is not None]
            assert len(cells) == len(effects[point.party])
            assert set(cells) == told


def test_past_what_can_be_read_rows_and_columns_are_counted() -> None:
    parties: dict[str, Any] = {f"s{n:02}": {"kind": "system"} for n in range(MOST_ROWS + 4)}
    needs = [{"from": id, "buffer": f"{n + 1}h"} for n, id in enumerate(parties)]
    parties |= {f"c{n:02}": {"kind": "customer", "needs": needs} for n in range(20)}
    _, found = tabled({"parties": parties})
    assert len(found.rows) == MOST_ROWS
    assert len(found.left_out) == 4
    assert found.columns[-1] == f"{20 - MOST_COLUMNS + 1} others"
    assert found.rows[0].cells[-1].words == "9 of 9: 1 h"
    known = internalmap.loads(json.dumps({"parties": parties}))
    text = internalmap.render(known, view="risk").text
    assert "Not in the table for want of room (4):" in text
    assert internalmap.render(known, view="risk", format="dot").text.count("<TR>") == MOST_ROWS + 6


def test_the_darker_the_sooner_and_what_recovery_catches_is_hatched() -> None:
    known = internalmap.loads("""
parties:
  guests: {kind: customer, needs: [{from: a}, {from: b, buffer: 2d}, {from: c, buffer: 1d}]}
  a: {kind: system}
  b: {kind: system}
  c: {kind: system, restore: 1h}
""")
    analysis = internalmap.analyze(known, cut_size=1)
    found = table(Charts(known, analysis, View(frames=False)))
    cells = {row.box.id: row.cells[0] for row in found.rows}
    assert [(cells[id].words, cells[id].in_time) for id in "abc"] == [
        ("at once", False), ("2 days", False), ("1 day", True),
    ]  # fmt: skip
    rows = {
        group.get("data-id"): group
        for group in ET.fromstring(internalmap.render(known, view="risk").data).iter(f"{SVG}g")
        if group.get("class") == "row"
    }
    assert len(list(rows["c"].iter(f"{SVG}polyline"))) > 5


def test_a_risk_table_is_of_no_other_colour_and_of_no_one_absence() -> None:
    known = internalmap.loads("parties: {a: {needs: [b]}, b: }")
    for asked in ({"highlight": ["b"]}, {"color_by": "load"}):
        with pytest.raises(InternalMapError, match="risk table asks of each absence alone"):
            internalmap.render(known, view="risk", **asked)


@pytest.mark.parametrize(
    "more, whom",
    [("", "customers"), ("}, staff: {limit: 9d, needs: [{from: bar, buffer: 3d}]", "anybody")],
)
def test_a_title_that_denies_speaks_of_anybody(more: str, whom: str) -> None:
    text = "parties: {guests: {kind: customer, needs: [{from: bar, buffer: 2d}]}, bar: {kind: team"
    known = internalmap.loads(f"{text}{more}}}}}")
    names = Names({party.id: party.name for party in known.parties.values()})
    said = risk_finding(internalmap.analyze(known), names)
    assert said == f"No single person, system or outsider lets {whom} down soon; 1 whole unit can"
