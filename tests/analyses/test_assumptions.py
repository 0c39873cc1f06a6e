"""The questions to answer first: which assumptions decide who is let down."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from hypothesis import given

import internalmap
import strategies
from effort import examples
from internalmap.analyses.absence.account import account
from internalmap.kernel.clock import clock
from internalmap.kernel.scope import scope
from internalmap.results.analyze import MAX_ASSUMED, AssumedNeed, AssumedNeeds, NeedRef

MODEL = """
parties:
  guests: {kind: customer, needs: [{service: Room, from: desk}, {service: Bar, from: bar}]}
  desk: {needs: [{service: Line, from: telco, importance: essential, buffer: 1h}]}
  bar: {needs: [{service: Ice, from: telco, importance: essential}]}
  telco: {kind: supplier}
"""


def test_needs_that_say_too_little_count_the_ways_that_lead_over_them() -> None:
    """The way of the telco leads over the ice and the bar, since these are felt first."""
    room = AssumedNeed(NeedRef("guests", "Room", ("desk",)), True, True, 1)
    bar = AssumedNeed(NeedRef("guests", "Bar", ("bar",)), True, True, 2)
    ice = AssumedNeed(NeedRef("bar", "Ice", ("telco",)), False, True, 1)
    assert internalmap.analyze(internalmap.loads(MODEL)).assumed_needs == AssumedNeeds(
        3, 3, (bar, ice, room)
    )


def test_who_is_back_in_time_decides_nothing() -> None:
    """Only let-down pairs count."""
    covered = MODEL.replace("kind: supplier", "kind: supplier, restore: 0")
    found = internalmap.analyze(internalmap.loads(covered)).assumed_needs
    assert [(row.need.service, row.pairs) for row in found.rows] == [("Bar", 1), ("Room", 1)]
    assert found.pairs == 2


@examples(200)
@given(strategies.models())
def test_the_count_is_that_of_each_way_followed_by_itself(model: dict[str, Any]) -> None:
    """For each pair, step by step from the one who is let down back to the one who is gone."""
    organization = internalmap.loads(json.dumps(model, ensure_ascii=False))
    asked = scope(organization)
    prepared = clock(asked.network)
    over: Counter[int] = Counter()
    pairs = 0
    for gone in asked.candidates:
        found = account(asked, prepared, (gone,))
        for reached in found.reached:
            if not reached.let_down or reached.party in found.back:
                continue
            pairs += 1
            way = []
            party = reached.party
            while party in found.timeline.cause:
                number, party = found.timeline.cause[party]
                way.append(number)
            assert len(way) == len(set(way))
            over.update(way)
    wanted = [
        (NeedRef.of(need), not need.importance_given, need.buffer is None, over[number])
        for number, need in enumerate(organization.needs)
        if over[number] and not (need.importance_given and need.buffer is not None)
    ]
    wanted.sort(key=lambda row: -row[3])
    made = internalmap.analyze(organization).assumed_needs
    assert (made.pairs, made.total) == (pairs, len(wanted))
    assert [(row.need, row.importance, row.buffer, row.pairs) for row in made.rows] == wanted[
        :MAX_ASSUMED
    ]
