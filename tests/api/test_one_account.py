"""One account of an absence: every command that is asked about the same absence says the same."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

import internalmap
import strategies
from effort import examples
from internalmap.api.party import cards
from internalmap.diagrams.chart.absence import absence
from internalmap.results.absences import Effect

_RESTORES = ["0", "30min", "1h", "4h", "1d", "1w", None]
_LIMITS = ["1h", "4h", "1d", "2w", None]


@st.composite
def models(draw: Any) -> dict[str, Any]:
    """A model in which parties come back, and some have a limit."""
    model: dict[str, Any] = draw(strategies.models())
    for party in model["parties"].values():
        for key, values in (("restore", _RESTORES), ("limit", _LIMITS)):
            value = draw(st.sampled_from(values))
            if value is not None and (key == "limit" or party.get("kind") != "customer"):
                party[key] = value
    return model


@examples(150)
@given(models(), st.data())
def test_every_command_tells_the_same_of_an_absence(
    model: dict[str, Any], data: st.DataObject
) -> None:
    organization = internalmap.loads(json.dumps(model))
    analysis = internalmap.analyze(organization, cut_size=1)
    gone = data.draw(st.sampled_from(sorted(organization.parties)))
    effects = internalmap.impact(organization, gone=gone).effects

    (card,) = cards(organization, [gone])
    assert card.effects == effects
    drawn = absence(organization, [gone], protect=(), stops_on="essential")
    assert drawn.effects == effects

    rows = {row.party: row for row in analysis.absences.rows}
    if gone in rows:
        assert rows[gone].effects == effects
        assert rows[gone].restore == organization.parties[gone].restore
    points = {point.party: point for point in analysis.single_points_of_failure}
    if gone in points:
        point = points[gone]
        let_down = {each.protected for each in effects if each.let_down}
        assert set(point.let_down) == let_down
        assert point.covered == (not let_down)
        assert point.later == tuple(id for id in point.stops if id not in let_down)
        assert point.after == min(each.after for each in effects)
        assert point.needed == _soonest(effects)

    for each in effects:
        (served,) = cards(organization, [each.protected])
        for row in served.let_down_by:
            if row.point.party == gone:
                assert row.effect == each
        if gone not in organization.units_of(each.protected) and gone != each.protected:
            traced = internalmap.trace(organization, gone, each.protected)
            assert (traced.stops, traced.after) == (True, each.after)


@examples(100)
@given(models(), st.data())
def test_a_duration_is_a_restore_time_said_for_all(
    model: dict[str, Any], data: st.DataObject
) -> None:
    """`--for` says what the model would say if each who is gone had this restore time."""
    parties = sorted(model["parties"])
    gone = data.draw(st.lists(st.sampled_from(parties), min_size=1, max_size=3, unique=True))
    assume(all(model["parties"][id].get("kind") != "customer" for id in gone))
    written = json.loads(json.dumps(model))
    for id in gone:
        written["parties"][id]["restore"] = "4h"
    said = internalmap.impact(internalmap.loads(json.dumps(model)), gone=gone, duration="4h")
    meant = internalmap.impact(internalmap.loads(json.dumps(written)), gone=gone)
    assert (said.effects, said.stopped, said.missed) == (meant.effects, meant.stopped, meant.missed)
    assert said.returns == meant.returns
    for row in said.stopped:
        assert row.intervals == (((row.after, 14_400),) if row.after < 14_400 else ())


def _soonest(effects: tuple[Effect, ...]) -> float | None:
    return min((each.needed for each in effects if each.needed is not None), default=None)
