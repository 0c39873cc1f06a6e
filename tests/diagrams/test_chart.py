"""What a picture shows: nothing is dropped unsaid, and figures are those of the analyses."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import internalmap
from internalmap import Organization
from internalmap.diagrams.chart.build import View, chart
from internalmap.diagrams.chart.chart import Chart
from internalmap.model.organization import IMPORTANCES
from strategies import models

Pair = tuple[str, str]


def organization(model: dict[str, Any]) -> Organization:
    return internalmap.loads(json.dumps(model))


def charted(model: Organization, **asked: Any) -> Chart:
    return chart(model, internalmap.analyze(model, cut_size=1), View(**asked))


def dependencies(model: Organization, *, staffing: bool = True) -> dict[Pair, int]:
    """Every dependency, with the rank of its highest importance."""
    found: dict[Pair, int] = {}
    for need in (*model.needs, *(model.implied_needs if staffing else ())):
        rank = IMPORTANCES.index(need.importance)
        for pair in product(need.suppliers, need.customers):
            found[pair] = min(found.get(pair, rank), rank)
    return found


def hidden_chains(model: Organization, shown: Sequence[str]) -> dict[Pair, int]:
    """Which shown party reaches which through hidden ones alone: the best chain's weakest need.
    By relaxing until nothing changes."""
    direct = dependencies(model)
    best: dict[Pair, int] = {pair: rank for pair, rank in direct.items() if pair[1] not in shown}
    changed = True
    while changed:
        changed = False
        for (start, middle), rank in list(best.items()):
            for (supplier, customer), weight in direct.items():
                if supplier == middle and middle not in shown and customer != start:
                    found = max(rank, weight)
                    if found < best.get((start, customer), len(IMPORTANCES)):
                        if customer in shown and (start, customer) in direct:
                            continue
                        best[start, customer] = found
                        changed = True
    return {pair: rank for pair, rank in best.items() if pair[0] in shown and pair[1] in shown}


@given(models(), st.data())
def test_every_dependency_is_a_line_or_lies_on_one(
    model: dict[str, Any], data: st.DataObject
) -> None:
    known = organization(model)
    shown = data.draw(st.lists(st.sampled_from(sorted(known.parties)), min_size=1, unique=True))
    drawn = charted(known, only=tuple(shown), fold_everyone=False, frames=False)
    lines = {(link.supplier, link.customer): link for link in drawn.links}
    direct = {
        pair: rank
        for pair, rank in dependencies(known).items()
        if pair[0] in shown and pair[1] in shown
    }
    expected = hidden_chains(known, shown)
    assert {pair for pair, link in lines.items() if not link.indirect} == set(direct)
    assert {
        pair: IMPORTANCES.index(link.importance) for pair, link in lines.items() if link.indirect
    } == {pair: rank for pair, rank in expected.items() if pair not in direct}
    for pair, link in lines.items():
        needs = [
            need for need in known.needs if pair[0] in need.suppliers and pair[1] in need.customers
        ]
        if not link.indirect and needs:
            assert link.count == len(needs)
            assert link.fallback == all(pair[0] not in need.first_suppliers for need in needs)


@given(models(), st.data())
def test_what_is_merged_into_units_is_counted(model: dict[str, Any], data: st.DataObject) -> None:
    known = organization(model)
    by = data.draw(st.sampled_from(["party", "unit", "1", "2", "department"]))
    drawn = charted(known, roll_up=by, fold_everyone=False, frames=False)
    assert sorted(party for box in drawn.boxes for party in box.parties) == list(known.parties)
    box_of = {party: box.id for box in drawn.boxes for party in box.parties}
    merged: dict[Pair, set[int]] = {}
    for number, need in enumerate(known.needs):
        for supplier, customer in product(need.suppliers, need.customers):
            pair = (box_of[supplier], box_of[customer])
            if pair[0] != pair[1]:
                merged.setdefault(pair, set()).add(number)
    lines = {
        (link.supplier, link.customer): link.count for link in drawn.links if not link.staffing
    }
    assert lines == {pair: len(needs) for pair, needs in merged.items()}


@given(models(), st.data())
def test_a_neighbourhood_is_what_so_many_dependencies_reach(
    model: dict[str, Any], data: st.DataObject
) -> None:
    known = organization(model)
    start = data.draw(st.sampled_from(sorted(known.parties)))
    hops = data.draw(st.integers(0, 3))
    near = {start}
    for _ in range(hops):
        near |= {end for pair in dependencies(known) if near.intersection(pair) for end in pair}
    drawn = charted(known, focus=(start,), hops=hops, frames=False)
    assert {box.id for box in drawn.boxes} == near


@given(models(), st.data())
def test_a_highlighted_absence_stops_whom_the_analysis_says(
    model: dict[str, Any], data: st.DataObject
) -> None:
    known = organization(model)
    gone = data.draw(st.sampled_from(sorted(known.parties)))
    analysis = internalmap.analyze(known, cut_size=1)
    asked = View(highlight=(gone,), frames=False, fold_everyone=False, touched=False)
    drawn = chart(known, analysis, asked)
    # Who goes on is a count, unless all are asked for.
    short = chart(known, analysis, replace(asked, touched=True))
    left = [box for box in drawn.boxes if box.state != "untouched"]
    assert list(short.boxes) == left
    others = len(drawn.boxes) - len(left)
    assert (f"{others} other" in short.subtitle) == bool(others)
    states = {box.id: box.state for box in drawn.boxes}
    row = next(row for row in analysis.parties if row.id == gone)
    assert {id for id, state in states.items() if state == "gone"} == {gone, *known.inside(gone)}
    assert sum(state in ("stopped", "later") for state in states.values()) == row.impact
    for protected in row.stops:
        assert states[protected] in ("stopped", "later")
    # Whoever stops is reached by a line along which the absence travels, from the gone on.
    reached = {id for id, state in states.items() if state == "gone"}
    hot = {(link.supplier, link.customer) for link in drawn.links if link.hot}
    while new := {customer for supplier, customer in hot if supplier in reached} - reached:
        reached |= new
    assert reached == {id for id, state in states.items() if state in ("gone", "stopped")}


def test_a_unit_that_a_need_of_its_members_stops_has_a_line_while_it_does() -> None:
    known = internalmap.loads("""
parties:
  a: {kind: customer, needs: [inn]}
  inn: {needs: [{from: lamp, applies_to: members}]}
  hall: {part_of: inn}
  lamp: {kind: system}
""")
    analysis = internalmap.analyze(known)
    at_rest, lamp_out = (
        chart(known, analysis, View(highlight=highlight, frames=False))
        for highlight in ((), ("lamp",))
    )
    lines = {(link.supplier, link.customer) for link in at_rest.links}
    assert lines == {("lamp", "hall"), ("inn", "a")}
    hot = {(link.supplier, link.customer) for link in lamp_out.links if link.hot}
    assert hot == {("lamp", "hall"), ("lamp", "inn"), ("inn", "a")}


def test_each_customer_is_told_with_its_own_time() -> None:
    """Whoever would stop only after the return is told apart, in words, colours and lines."""
    known = internalmap.loads("""
parties:
  a: {kind: customer, needs: [{from: x, buffer: 2h}]}
  b: {kind: customer, needs: [{from: x, buffer: 30d}]}
  c: {kind: customer, needs: [{from: x, buffer: 1h, limit: 6h}]}
  d: {kind: customer, needs: [{from: x, buffer: 1h, limit: 2d}]}
  x: {kind: system, restore: 1d}
""")
    drawn = charted(known, highlight=("x",))
    said = (
        "Without x, back after 1 day. Let down: a from 2 h and c from 6 h. Can bear it: d from 1 h."
    )
    assert drawn.title == "Without x, let down: a within 2 h and c within 6 h"
    assert f"{said} Would stop later: b after 30 days." in drawn.subtitle
    assert said in drawn.description
    boxes = {box.id: box for box in drawn.boxes}
    assert {id: (box.state, box.alarm) for id, box in boxes.items()} == {
        "a": ("stopped", "stops after 2 h"),
        "b": ("later", "would stop after 30 days"),
        "c": ("stopped", "stops after 1 h, let down from 6 h"),
        "d": ("stopped", "stops after 1 h"),
        "x": ("gone", "gone"),
    }
    assert "Without x, back after 1 day: would stop after 30 days." in boxes["b"].tooltip
    assert {link.customer for link in drawn.links if link.hot} == {"a", "c", "d"}


def test_what_goes_to_everyone_is_one_line_and_loses_nobody() -> None:
    hotel = internalmap.load("examples/fjord-hotel.yaml")
    drawn = charted(hotel)
    pay = next(each for each in drawn.broadcasts if each.supplier == "payroll")
    need = next(need for need in hotel.needs if need.service == "Pay")
    assert set(pay.customers) == set(need.customers)
    assert "Pay" in pay.tooltip


def test_a_unit_that_only_holds_others_is_a_frame_and_no_box() -> None:
    drawn = charted(internalmap.load("examples/fjord-hotel.yaml"))
    boxes = {box.id: box for box in drawn.boxes}
    assert "hotel" not in boxes
    assert {frame.id: frame.inside for frame in drawn.frames} == {"hotel": None, "kitchen": "hotel"}
    assert boxes["kitchen"].frame == "kitchen" == boxes["anna"].frame
    assert boxes["guests"].frame is None


def test_single_points_of_failure_are_marked_by_their_grade_and_rank() -> None:
    known = internalmap.load("examples/fjord-hotel.yaml")
    drawn = charted(known)
    marks = {box.id: box.marks for box in drawn.boxes if box.marks}
    grades = {
        point.party: point.grade
        for point in internalmap.analyze(known, cut_size=1).single_points_of_failure
    }
    for mark, grade in (("soon", 1), ("later", 2), ("in time", 3)):
        expected = {party for party, found in grades.items() if found == grade}
        assert {id for id, found in marks.items() if mark in found} == expected
    assert {box.id: box.rank for box in drawn.boxes if box.rank} == {"it": 1, "telco": 2}
    # There is one customer, so no box says whom it lets down, but all say when.
    alarms = {box.id: box.alarm for box in drawn.boxes if box.alarm}
    assert alarms["telco"] == "within 3 h"
    assert (
        drawn.title
        == "IT support or Fjord Telecom alone lets Hotel guests down: IT support within 1 h"
    )
    assert "Not asked of hotel, which holds all others." in drawn.subtitle


def test_the_hourglass_stands_on_all_who_are_strained_and_on_nobody_else() -> None:
    needs = "[{from: %s, effort: 1h, frequency: %s/week}]"
    tied = "".join(
        f"  p{n}: {{kind: person, capacity: 40h/week}}\n"
        f"  c{n}: {{needs: {needs % (f'p{n}', 34)}}}\n"
        for n in range(5)
    )
    less = f"  q: {{kind: person, capacity: 40h/week}}\n  d: {{needs: {needs % ('q', 33)}}}\n"
    drawn = charted(internalmap.loads(f"parties:\n{tied}{less}"))
    strained = {box.id for box in drawn.boxes if "strained" in box.marks}
    assert strained == {f"p{n}" for n in range(5)}


def test_past_a_third_of_the_boxes_only_the_worst_have_the_colour_of_alarm() -> None:
    lines = "".join(f"  t{n}: {{kind: team}}\n" for n in range(4))
    needs = ", ".join(f"t{n}" for n in range(4))
    known = internalmap.loads(
        f"parties:\n  guests: {{kind: customer, needs: [{needs}, one]}}\n{lines}"
        "  one: {kind: person}\n"
    )
    boxes = {box.id: box for box in charted(known).boxes}
    assert {id: box.muted for id, box in boxes.items() if box.marks} == {
        "one": False, "t0": True, "t1": True, "t2": True, "t3": True,
    }  # fmt: skip


@pytest.mark.parametrize("by", ["load", "satisfaction"])
def test_colours_of_which_nothing_is_known_say_which_keys_are_missing(by: str) -> None:
    known = internalmap.loads("parties: {a: {needs: [b]}, b: }")
    (notice,) = charted(known, color_by=by).notices
    wanted = ["capacity", "effort", "frequency"] if by == "load" else ["satisfaction"]
    assert all(key in notice for key in wanted)


def test_a_large_model_is_rolled_up_until_it_fits_and_says_so() -> None:
    parties: dict[str, Any] = {"guests": {"kind": "customer", "needs": ["u0"]}}
    for unit in range(12):
        parties[f"u{unit}"] = {"kind": "department"}
        parties |= {f"p{unit}-{n}": {"kind": "person", "part_of": f"u{unit}"} for n in range(12)}
    parties |= {f"x{n}": {"kind": "person"} for n in range(100)}
    known = organization({"parties": parties})
    drawn = charted(known, most=100)
    # Nobody who is in no unit has a box of their own past the limit.
    assert len(drawn.boxes) == 13
    assert "257 boxes are more than the 100 that can be read: 13 boxes are" in drawn.notices[0]
    assert "100 people who are in no unit not at all" in drawn.notices[0]
    assert len(charted(known, roll_up="party", frames=False, most=100).boxes) == 257
    assert charted(known, roll_up="party").notices == ()
