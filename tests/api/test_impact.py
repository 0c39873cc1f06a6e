"""Absences and lateness against the definitions: stops as the greatest solution, lateness as the
least, both kinds of trouble at once."""

from __future__ import annotations

import json
from itertools import pairwise
from math import inf
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import internalmap
import oracle
import strategies
from effort import examples, long
from internalmap.analyses import impact as impacts
from internalmap.analyses.impact import story
from internalmap.diagrams.chart.absence import absence
from internalmap.model.organization import Organization
from internalmap.results.absences import Effect
from internalmap.results.impact import Impact

_MANY = examples(300)
_DELAYS = [0, 1, 300, 1800, 3600, 14_400, 86_400, 90_000, 604_800, 10**9]


@st.composite
def cases(draw: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """A model, and who is gone or late in it, at least one of the two."""
    model, options = draw(strategies.questions())
    asked = {key: options[key] for key in ("protect", "stops_on") if key in options}
    ids = st.sampled_from(sorted(model["parties"]))
    gone = draw(st.lists(ids, max_size=2, unique=True))
    late = draw(st.dictionaries(ids, st.sampled_from(_DELAYS), max_size=3, min_size=not gone))
    return model, {**asked, "gone": gone, "late": late}


def read(model: dict[str, Any]) -> Organization:
    return internalmap.loads(json.dumps(model))


def organisation(parties: dict[str, Any]) -> Organization:
    return read({"parties": parties})


def duties_of(case: tuple[dict[str, Any], dict[str, Any]]) -> list[oracle.Duty]:
    model, options = case
    stops_on = options.get("stops_on", "essential")
    return oracle.essential_duties(oracle.resolve(model), stops_on)


# ------------------------------------------------------------------------- against the definitions


@_MANY
@given(cases())
def test_who_stops_when_and_who_is_late_by_how_much(
    case: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    model, options = case
    strict = {"stops_on": options.get("stops_on", "essential")}
    found = internalmap.impact(read(model), **options)
    times = oracle.impact_times(model, options["gone"], **strict)
    delays = oracle.delays(model, options["late"], options["gone"], **strict)
    assert {row.party: row.after for row in found.stopped} == times
    assert {row.party: row.by for row in found.delayed} == delays
    assert [(row.after, row.party) for row in found.stopped] == sorted(
        (time, party) for party, time in times.items()
    )
    assert [(-row.by, row.party) for row in found.delayed] == sorted(
        (-by, party) for party, by in delays.items()
    )
    resolved = oracle.resolve(model)
    gone = oracle.gone(resolved.parties, options["gone"])
    protected = oracle.protected_parties(resolved, options.get("protect", ()))
    assert found.gone == tuple(sorted(gone))
    assert found.late == options["late"]
    assert found.protected == tuple(protected)
    assert found.protected_stopped == tuple(id for id in protected if id in times)
    assert found.protected_delayed == tuple(id for id in protected if id in delays)


@_MANY
@given(cases())
def test_chains_go_from_the_trouble_step_by_step_each_with_a_need_that_accounts_for_it(
    case: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    """Each step is a supplier of an essential need of the next, and the need gives its time."""
    model, options = case
    found = internalmap.impact(read(model), **options)
    steps = {(supplier, duty.customer) for duty in duties_of(case) for supplier in duty.suppliers}
    times = dict.fromkeys(found.gone, 0.0) | {row.party: row.after for row in found.stopped}
    delays = {row.party: row.by for row in found.delayed}
    for stopped in found.stopped:
        unmet = stopped.unmet
        assert stopped.chain[0] in found.gone
        assert stopped.chain[-1] == stopped.party
        assert not set(stopped.chain[1:]) & set(found.gone)
        assert set(pairwise(stopped.chain)) <= steps
        assert len(set(stopped.chain)) == len(stopped.chain)
        assert unmet.last == stopped.chain[-2]
        assert stopped.after == times[unmet.last] + (unmet.buffer or 0)
        ended = {s: times[s] for s in unmet.suppliers if times.get(s, inf) <= times[unmet.last]}
        assert unmet.ended == ended
        assert len(unmet.suppliers) - len(ended) < unmet.at_least
    for delayed in found.delayed:
        assert delayed.chain[-1] == delayed.party
        assert options["late"][delayed.chain[0]] == delays[delayed.chain[0]]
        assert set(pairwise(delayed.chain)) <= steps
        assert not set(delayed.chain) & set(times)
        if delayed.unmet is None:
            assert delayed.chain == (delayed.party,)
            assert options["late"][delayed.party] == delayed.by
        else:
            need = delayed.unmet
            assert need.last == delayed.chain[-2]
            assert need.ended == {s: times[s] for s in need.suppliers if s in times}
            assert need.late == {s: delays[s] for s in need.suppliers if s in delays}
            waits = sorted(inf if s in times else delays.get(s, 0) for s in need.suppliers)
            assert delayed.by == waits[need.at_least - 1] - (need.buffer or 0)


@_MANY
@given(cases())
def test_needs_that_hold_and_needs_that_are_missed(
    case: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    """Held: some supplier lost, enough left. Missed: not enough left, and nobody stops by it."""
    model, options = case
    organization = read(model)
    found = internalmap.impact(organization, **options)
    gone = set(found.gone)
    out = gone | {row.party for row in found.stopped}
    stopping = {
        "essential": {"essential"},
        "important": {"essential", "important"},
        "helpful": {"essential", "important", "helpful"},
    }[options.get("stops_on", "essential")]
    held, missed = [], []
    for need in (*organization.needs, *organization.staffing):
        lost = tuple(s for s in need.suppliers if s in out)
        still = tuple(s for s in need.suppliers if s not in out)
        if not lost or set(need.customers) <= gone:
            continue
        if len(still) >= need.at_least:
            held.append((need.customer, need.service, lost, still))
        elif not need.staffing and need.importance not in stopping:
            missed.append((need.customer, need.service, need.suppliers, need.importance))
    key = str
    assert sorted(((r.customer, r.service, r.lost, r.still) for r in found.held), key=key) == (
        sorted(held, key=key)
    )
    rows = [(r.customer, r.service, r.suppliers, r.importance) for r in found.missed]
    assert sorted(rows, key=key) == sorted(missed, key=key)


@_MANY
@given(cases())
def test_a_picture_of_an_absence_says_the_same(
    case: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    model, options = case
    organization = read(model)
    if not options["gone"]:
        return
    found = internalmap.impact(organization, **options)
    drawn = absence(
        organization,
        options["gone"],
        protect=options.get("protect", ()),
        stops_on=options.get("stops_on", "essential"),
    )
    assert drawn.gone == set(found.gone)
    assert drawn.stopped == {row.party: row.after for row in found.stopped}
    assert drawn.effects == found.effects
    assert drawn.later == {row.party for row in found.stopped if not row.intervals}
    touched = {customer for _, customer in drawn.travelled}
    assert touched == drawn.stopped.keys() - drawn.later
    if len(set(found.returns.values())) == 1:
        for row in found.stopped:
            if row.intervals:
                assert all((supplier, row.party) in drawn.travelled for supplier in row.unmet.ended)


@_MANY
@given(cases(), st.data())
def test_a_story_is_of_the_party_those_on_the_way_and_its_own_needs(
    case: tuple[dict[str, Any], dict[str, Any]], data: st.DataObject
) -> None:
    model, options = case
    whole = internalmap.impact(read(model), **options)
    party = data.draw(st.sampled_from(sorted(model["parties"])))
    told = story(whole, party)
    chains = {row.party: row.chain for row in whole.delayed}
    chains |= {row.party: row.chain for row in whole.stopped}
    way = set(chains.get(party, (party,)))
    assert told.about == party
    assert told.stopped == tuple(row for row in whole.stopped if row.party in way)
    assert told.delayed == tuple(row for row in whole.delayed if row.party in way)
    assert all(row in whole.held and party in row.customers for row in told.held)
    assert len(told.held) == sum(party in row.customers for row in whole.held)
    assert (told.gone, told.late) == (whole.gone, whole.late)


@_MANY
@given(cases(), st.data())
def test_the_order_in_which_a_model_is_written_means_nothing(
    case: tuple[dict[str, Any], dict[str, Any]], data: st.DataObject
) -> None:
    model, options = case
    other = data.draw(strategies.reorderings(model))
    one, two = (internalmap.impact(read(each), **options) for each in (model, other))
    assert (one.stopped, one.delayed, one.held, one.missed) == (
        two.stopped,
        two.delayed,
        two.held,
        two.missed,
    )


# ------------------------------------------------------------------------------------ by hand

_HOUR = 3600


def rows(found: Impact) -> list[tuple[str, float, tuple[str, ...]]]:
    return [(row.party, row.by, row.chain) for row in found.delayed]


def test_a_need_waits_for_the_last_supplier_that_it_takes() -> None:
    """Any two of three: the second earliest counts, and what is gone never comes."""
    parties: dict[str, Any] = {
        "guests": {"kind": "customer", "needs": ["bar"]},
        "bar": {"needs": [{"from": ["a", "b", "c"], "at_least": 2, "buffer": "1h"}]},
        "a": {},
        "b": {},
        "c": {},
    }
    model = organisation(parties)
    late = {"a": 2 * _HOUR, "b": 5 * _HOUR}
    assert rows(internalmap.impact(model, late=late)) == [
        ("b", 5 * _HOUR, ("b",)),
        ("a", 2 * _HOUR, ("a",)),
        ("bar", _HOUR, ("a", "bar")),
        ("guests", _HOUR, ("a", "bar", "guests")),
    ]
    both = internalmap.impact(model, gone=["c"], late=late)
    assert rows(both)[1:3] == [
        ("bar", 4 * _HOUR, ("b", "bar")),
        ("guests", 4 * _HOUR, ("b", "bar", "guests")),
    ]
    assert both.stopped == ()
    assert [(row.lost, row.still) for row in both.held] == [(("c",), ("a", "b"))]


def test_whoever_is_gone_or_stops_is_not_late() -> None:
    parties: dict[str, Any] = {"a": {"needs": ["b"]}, "b": {"needs": ["c"]}, "c": {}}
    found = internalmap.impact(organisation(parties), gone="c", late={"c": 60, "b": 60, "a": 0})
    assert [row.party for row in found.stopped] == ["a", "b"]
    assert found.delayed == ()
    assert found.late == {"a": 0, "b": 60, "c": 60}


def test_a_circle_alone_makes_nobody_late_and_passes_lateness_on_once() -> None:
    parties: dict[str, Any] = {"a": {"needs": ["b"]}, "b": {"needs": ["a", "c"]}, "c": {}}
    model = organisation(parties)
    assert internalmap.impact(model, late={"c": 0}).delayed == ()
    assert rows(internalmap.impact(model, late={"c": 60})) == [
        ("a", 60, ("c", "b", "a")),
        ("b", 60, ("c", "b")),
        ("c", 60, ("c",)),
    ]


def test_where_several_selectors_pick_a_party_it_is_late_by_the_most() -> None:
    parties: dict[str, Any] = {"a": {"kind": "person"}, "b": {"kind": "person"}}
    found = internalmap.impact(organisation(parties), late={"kind:person": 60, "a": 120})
    assert found.late == {"a": 120, "b": 60}
    assert internalmap.impact(organisation(parties), late={"a": 120, "kind:person": 60}) == found


def test_a_unit_takes_everyone_inside_along() -> None:
    parties: dict[str, Any] = {"u": {}, "v": {"part_of": "u"}, "w": {"part_of": "v"}}
    found = internalmap.impact(organisation(parties), gone=["u"])
    assert (found.asked, found.gone, found.stopped) == (("u",), ("u", "v", "w"), ())


def test_whoever_is_gone_is_back_and_the_rest_follows() -> None:
    """Two returns: the need for both suppliers is met again with the second alone."""
    parties: dict[str, Any] = {
        "guests": {"kind": "customer", "needs": [{"from": "bar", "buffer": "1h"}]},
        "bar": {"needs": [{"from": ["a", "b"]}, {"from": "c", "importance": "helpful"}]},
        "a": {"restore": "4h"},
        "b": {"restore": "2h"},
        "c": {"part_of": "a", "restore": "1h"},
    }
    model = organisation(parties)
    found = internalmap.impact(model, gone=["a", "b"])
    times = {row.party: (row.after, row.intervals, row.runs_again) for row in found.stopped}
    assert times == {
        "bar": (0, ((0, 2 * _HOUR),), 2 * _HOUR),
        "guests": (_HOUR, ((_HOUR, 2 * _HOUR),), 2 * _HOUR),
    }
    assert found.returns == {"a": 4 * _HOUR, "b": 2 * _HOUR, "c": 4 * _HOUR}
    assert [row.intervals for row in found.missed] == [((0, 4 * _HOUR),)]
    assert found.effects == (Effect("guests", _HOUR, _HOUR, let_down=True),)

    brief = internalmap.impact(model, gone=["a", "b"], duration="1h")
    assert (brief.duration, set(brief.returns.values())) == (_HOUR, {_HOUR})
    assert [(row.party, row.intervals) for row in brief.stopped] == [
        ("bar", ((0, _HOUR),)),
        ("guests", ()),
    ]
    assert brief.effects == (Effect("guests", _HOUR, _HOUR, let_down=False),)


def test_a_party_may_stop_several_times() -> None:
    """What one supplier brings back, the next one's absence takes away."""
    parties: dict[str, Any] = {
        "g": {"kind": "customer", "needs": ["a", {"from": "b", "buffer": "3h"}]},
        "a": {"restore": "1h"},
        "b": {},
    }
    found = internalmap.impact(organisation(parties), gone=["a", "b"])
    (row,) = found.stopped
    assert row.intervals == ((0, _HOUR), (3 * _HOUR, None))
    assert row.runs_again is None


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"late": {"a": 60}, "duration": 60}, "nobody is gone"),
        ({"gone": ["a"], "duration": "8 hours"}, "Write '8h'"),
        ({}, "nobody is gone or late"),
        ({"gone": ["x"]}, "'x'"),
        ({"late": {"x": 1}}, "'x'"),
        ({"late": {"a": -1}}, "cannot be late"),
        ({"late": {"a": inf}}, "cannot be late"),
        ({"gone": ["a"], "stops_on": "vital"}, "vital"),
    ],
)
def test_questions_that_make_no_sense(options: dict[str, Any], said: str) -> None:
    with pytest.raises(internalmap.InternalMapError, match=said):
        internalmap.impact(organisation({"a": {}}), **options)


def test_chains_are_left_out_where_all_together_are_too_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first to stop keep theirs, and stories are told all the same."""
    parties: dict[str, Any] = {f"p{n}": {"needs": [f"p{n - 1}"]} for n in range(1, 6)}
    model = organisation(parties | {"p0": {}})
    monkeypatch.setattr(impacts, "MAX_LINKS", 9)
    found = internalmap.impact(model, gone=["p0"])
    assert [len(row.chain) for row in found.stopped] == [2, 3, 4, 0, 0]
    assert [row.party for row in story(found, "p5").stopped] == ["p1", "p2", "p3", "p4", "p5"]
    late = internalmap.impact(model, late={"p0": 60})
    assert [len(row.chain) for row in late.delayed] == [1, 2, 3, 0, 0, 0]


def test_a_long_chain_is_followed_without_recursion() -> None:
    length = long(20_000)
    parties: dict[str, Any] = {f"p{n:05}": {"needs": [f"p{n - 1:05}"]} for n in range(1, length)}
    model = organisation(parties | {"p00000": {}})
    found = internalmap.impact(model, gone=["p00000"], late={"p00000": 5})
    assert len(found.stopped) == length - 1
    assert len(story(found, f"p{length - 1:05}").stopped) == length - 1
