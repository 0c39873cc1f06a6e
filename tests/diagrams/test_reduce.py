"""Drawing less: what is not drawn is said by count, letter or list, and nothing drawn is untrue."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import product
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

import internalmap
from internalmap.diagrams.chart.build import View, chart
from internalmap.diagrams.chart.chart import Box, Chart, Link
from internalmap.diagrams.chart.charts import Charts
from internalmap.diagrams.chart.reduce.hubs import LEAST_SERVED, MOST_HUBS
from internalmap.diagrams.chart.reduce.sight import OUT_OF_SIGHT
from internalmap.diagrams.chart.reduce.steps import LAST, reduced
from strategies import models

Pair = tuple[str, str]

#: Somebody who is a fallback, and of a need that is only helpful.
HELPFUL_FALLBACK = {
    "parties": {"a": {"needs": [{"from": ["b", "c"], "importance": "helpful"}]}, "b": {}, "c": {}}
}


def members(box: Box) -> list[str]:
    """Those that a box stands for, one by one."""
    return [id for id, _ in box.stack] or [box.id]


def said(drawn: Chart) -> dict[Pair, str]:
    """Every line that a picture tells, drawn or not, with its importance."""
    boxes = {box.id: box for box in drawn.boxes}
    found: dict[Pair, str] = {}
    for link in drawn.links:
        ends = members(boxes[link.supplier]), members(boxes[link.customer])
        for pair in product(*ends):
            found[pair] = link.importance
    hubs = {hub.letter: hub.box for hub in drawn.hubs}
    for box in (*drawn.boxes, *(hub.box for hub in drawn.hubs if not hub.drawn)):
        for letter in box.letters:
            for customer in members(box):
                found[hubs[letter.letter].id, customer] = letter.importance
        for leaf in box.leaves:
            word = leaf.words.split(", ")[0]
            found[leaf.id, box.id] = word if word in ("important", "helpful") else "essential"
    return found


def counted(drawn: Chart, word: str) -> int:
    """The number in the sentence that has a word."""
    (number,) = [
        int(match[1].replace(",", ""))
        for sentence in drawn.less
        if word in sentence and (match := re.match(r"([\d,]+) ", sentence))
    ] or [0]
    return number


def shown(drawn: Chart) -> list[str]:
    """Everybody whom the picture names, in boxes, in the rail, or as text in a box."""
    found = [id for box in drawn.boxes for id in members(box)]
    found += [hub.box.id for hub in drawn.hubs if not hub.drawn]
    entries = (*drawn.boxes, *(hub.box for hub in drawn.hubs if not hub.drawn))
    return found + [leaf.id for box in entries for leaf in box.leaves]


def wide_model(hub: int, chain: int) -> dict[str, Any]:
    """Hubs, leaves, equals and chains in one."""
    parties: dict[str, Any] = {"guests": {"kind": "customer", "needs": []}}
    for number in range(hub):
        needs: list[Any] = ["proxy", {"from": "log", "importance": "helpful"}]
        if number % 3 == 0:
            needs.append(f"store{number}")
            parties[f"store{number}"] = {"kind": "system"}
        parties[f"app{number}"] = {"needs": needs}
        parties["guests"]["needs"].append(f"app{number}")
    parties |= {"proxy": {"needs": ["power"]}, "log": None, "power": None, "idle": None}
    for number in range(chain):
        buffer = {"buffer": "1h"} if number % 2 else {}
        parties[f"link{number}"] = {"needs": [{"from": f"link{number + 1}", **buffer}]}
    parties[f"link{chain}"] = None
    parties["guests"]["needs"] += [{"from": f"link{n}", "buffer": "9h"} for n in range(chain)]
    return {"parties": parties}


def check(whole: Chart, steps: int) -> Chart:
    """That a chart after so many steps tells what the whole one does."""
    drawn = reduced(whole, steps)
    lines = {(link.supplier, link.customer): link for link in whole.links}
    told = said(drawn)
    assert all(told[pair] == lines[pair].importance for pair in told)
    out = [name for foot in drawn.foot if foot.words == OUT_OF_SIGHT for name in foot.names]
    names = shown(drawn)
    assert max(Counter(names).values(), default=1) == 1
    assert len(names) + len(out) == len(whole.boxes)
    unsaid = [link for pair, link in lines.items() if pair not in told and set(pair) <= set(names)]
    helpful = [
        link
        for link in unsaid
        if link.importance == "helpful" and not link.staffing and steps == LAST
    ]
    stood_in = [link for link in unsaid if link not in helpful]
    assert counted(drawn, "helpful") == len(helpful)
    assert counted(drawn, "chain") == len(stood_in)
    for link in stood_in:
        assert link.importance == "essential"
        assert as_soon(whole, told, link)
    return drawn


def as_soon(whole: Chart, told: dict[Pair, str], link: Link) -> bool:
    """Whether lines that the picture tells, all essential and without a fallback, lead from the
    supplier to the customer in no more time. By trying longer and longer chains."""
    times: dict[Pair, float] = {}
    for each in whole.links:
        sure = [
            need.buffer or 0
            for need in each.needs
            if need.importance == "essential" and need.at_least >= len(need.suppliers)
        ]
        pair = (each.supplier, each.customer)
        if sure and not each.fallback and not each.staffing and pair in told:
            times[pair] = min(sure)
    most = min(need.buffer or 0 for need in link.needs)
    reached = {link.supplier: 0.0}
    for _ in range(len(whole.boxes)):
        for (one, other), time in times.items():
            if one in reached:
                reached[other] = min(reached.get(other, float("inf")), reached[one] + time)
    return reached.get(link.customer, float("inf")) <= most


@given(models(), st.integers(1, LAST))
@example(  # whoever is a fallback, and of a need that is only helpful
    {
        "parties": {
            "a": {"needs": [{"from": ["b", "c"], "importance": "helpful"}]},
            "b": {},
            "c": {},
        }
    },
    3,
)
def test_what_is_not_drawn_is_said_and_nothing_drawn_is_untrue(
    model: dict[str, Any], steps: int
) -> None:
    known = internalmap.loads(json.dumps(model))
    analysis = internalmap.analyze(known, cut_size=1)
    check(chart(known, analysis, View(fold_everyone=False, frames=False)), steps)


@given(models(), st.integers(0, LAST), st.integers(1, 4), st.booleans())
def test_with_units_closed_every_line_is_told_and_every_worst_point_counted(
    model: dict[str, Any], steps: int, closed: int, frames: bool
) -> None:
    known = internalmap.loads(json.dumps(model))
    analysis = internalmap.analyze(known, cut_size=1)
    charts = Charts(known, analysis, View(fold_everyone=False, frames=frames))
    shut = set(charts.units[:closed])
    box_of = {
        id: next((unit for unit in reversed([id, *known.units_of(id)]) if unit in shut), id)
        for id in known.parties
    }
    whole = charts.less(0, closed)
    boxes = {box.id: box for box in whole.boxes}
    assert {party for box in whole.boxes for party in box.parties} >= {
        id for id in known.parties if box_of[id] in boxes
    }
    needed: dict[Pair, set[str]] = {}
    for need in known.needs:
        for supplier, customer in product(need.suppliers, need.customers):
            pair = box_of[supplier], box_of[customer]
            if pair[0] != pair[1]:
                needed.setdefault(pair, set()).add(need.importance)
    order = ("essential", "important", "helpful")
    lines = {(link.supplier, link.customer): link for link in whole.links if not link.staffing}
    assert set(lines) == set(needed)
    for pair, link in lines.items():
        assert link.importance == min(needed[pair], key=order.index)
    worst = {point.party for point in analysis.single_points_of_failure if point.grade == 1}
    drawn = check(whole, steps)
    left = {box.id: box for box in (*drawn.boxes, *(hub.box for hub in drawn.hubs))}
    for unit in shut & set(left):
        inside = [id for id in known.inside(unit) if id in worst]
        box = left[unit]
        if inside and unit not in {point.party for point in analysis.single_points_of_failure}:
            assert box.alarm is not None
            assert box.alarm.startswith(f"{len(inside)} single point")


def test_each_step_takes_what_its_rule_says() -> None:
    known = internalmap.loads(json.dumps(wide_model(12, 4)))
    whole = Charts(known, internalmap.analyze(known, cut_size=1), View()).whole
    drawn = [check(whole, steps) for steps in range(LAST + 1)]
    assert drawn[1].foot[0].names == ("idle",)
    assert [len(box.stack) for box in drawn[2].boxes if box.stack] == [8]
    leaves = {leaf.id for box in drawn[3].boxes for leaf in box.leaves}
    assert leaves == {"store0", "store3", "store6", "store9", "power", "link4"}
    assert [(hub.letter, hub.box.id, hub.serves) for hub in drawn[4].hubs] == [
        ("A", "log", 12), ("B", "proxy", 12),
    ]  # fmt: skip
    assert all(hub.serves >= LEAST_SERVED for hub in drawn[4].hubs)
    assert len(drawn[4].hubs) <= MOST_HUBS
    assert counted(drawn[5], "chain") == 2  # of two others, the chain takes an hour more
    assert drawn[6].frames == ()
    assert not drawn[6].worded


def test_the_order_of_a_model_changes_nothing() -> None:
    model = wide_model(9, 3)
    turned = {"parties": dict(reversed(model["parties"].items()))}
    charts = [
        Charts(known, internalmap.analyze(known, cut_size=1), View()).less(LAST)
        for known in (internalmap.loads(json.dumps(each)) for each in (model, turned))
    ]
    assert [box.id for box in charts[0].boxes] == [box.id for box in charts[1].boxes]
    assert charts[0].less == charts[1].less
    assert [(link.supplier, link.customer) for link in charts[0].links] == [
        (link.supplier, link.customer) for link in charts[1].links
    ]


def test_less_is_the_same_in_whatever_order_it_is_asked_for() -> None:
    known = internalmap.loads(json.dumps(wide_model(12, 4)))
    charts = Charts(known, internalmap.analyze(known, cut_size=1), View())
    for steps in (3, 0, LAST + 2, 1, LAST):
        assert charts.less(steps) == reduced(charts.whole, steps)
    assert charts.less(2) is charts.less(2)
