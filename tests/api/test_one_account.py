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
    model["parties"] = {id: party or {} for id, party in model["parties"].items()}
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
def test_the_checks_a_difference_and_a_chance_rest_on_the_same_account(
    model: dict[str, Any], data: st.DataObject
) -> None:
    organization = internalmap.loads(json.dumps(model))
    points = internalmap.analyze(organization, cut_size=1).single_points_of_failure
    assume(points)
    point = data.draw(st.sampled_from(points))
    gone = point.party
    effects = {each.protected: each for each in internalmap.impact(organization, gone=gone).effects}

    (finding,) = [
        each
        for each in internalmap.check(organization, select=["single-point-of-failure"]).findings
        if each.parties[0] == gone
    ]
    assert finding.stops == point.let_down
    assert finding.severity == ("error", "warning", "note")[point.grade - 1]

    chances = json.loads(json.dumps(model))
    for id, party in chances["parties"].items():
        party.pop("availability", None)
        if id == gone:
            party["availability"] = 0.75
    ((chances.get("defaults") or {}).get("party") or {}).pop("availability", None)
    missing = {gone, *organization.inside(gone)}
    for chance in internalmap.simulate(
        internalmap.loads(json.dumps(chances)), candidates=[gone]
    ).protected:
        effect = effects.get(chance.party)
        let_down = chance.party in missing or (effect is not None and effect.let_down)
        assert chance.probability == (0.25 if let_down else 0)

    later = json.loads(json.dumps(model))
    later["parties"][gone]["restore"] = "1y"
    changed = internalmap.loads(json.dumps(later))
    now = {each.protected: each for each in internalmap.impact(changed, gone=gone).effects}
    found = {
        row.protected: row
        for row in internalmap.diff(organization, changed, cut_size=1).times
        if row.parties == (gone,)
    }
    for protected, row in found.items():
        for told, effect in ((row.before, effects[protected]), (row.after, now[protected])):
            assert (told.after, told.needed) == (effect.after, effect.needed)
            assert told.let_down == effect.let_down
    for protected in set(effects).difference(missing):
        if now[protected].let_down and not effects[protected].let_down:
            assert found[protected].worse


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
