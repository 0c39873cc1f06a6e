"""What changed between two versions: held to set differences of two analyses, to its own mirror
image, and to the definitions in words."""

from __future__ import annotations

import json
import re
import tracemalloc
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import inf
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

import internalmap
import internalmap.analyses.diff.changes as changes_of
from command import run
from effort import examples
from internalmap import Difference, InternalMapError, Organization
from internalmap.analyses.absence.account import account
from internalmap.analyses.absence.grades import band, is_single
from internalmap.analyses.diff.changes import paired
from internalmap.analyses.diff.effects import ByClock, Effects, Version
from internalmap.analyses.diff.reach import reached_by_change
from internalmap.analyses.diff.risk import risk_changes
from internalmap.api.check import judge
from internalmap.api.diff import compare
from internalmap.api.parts.versions import analyzed as of_one
from internalmap.api.query import Query
from internalmap.kernel.clock import clock
from internalmap.kernel.scope import scope
from internalmap.model.organization import Need, Rating
from internalmap.model.relabel import renamed
from internalmap.modelfile.schema.json_schema import report_schema
from internalmap.results.analyze import Analysis
from internalmap.results.diff import AffectedParties, CutSet, KeyChange
from internalmap.rules.comparison import RISKS, compared
from modelfile.test_revisions import git
from reports.golden import check
from reports.rendered import rendered
from strategies import Model, models, reorderings

OLD = """\
organization: Fjord Hotel
parties:
  guests: {kind: customer, name: Hotel guests, contact: reception@fjord.example, needs: [
    {service: Dinner, from: restaurant, within: 20min},
    {service: Room, from: [reception, night-desk]}]}
  restaurant: {needs: [
    {service: Dishes, from: [kitchen, caterer], buffer: 10min, satisfaction: 4},
    {service: Bookings, from: [booking-system, reception], importance: important}]}
  reception: {headcount: 6}
  night-desk:
  kitchen: {part_of: house, restore: 2d, contact: "+47 55 00 00 01"}
  caterer: {kind: supplier}
  booking-system: {kind: system, needs: [it]}
  data: {name: IT support, headcount: 1}
  house: {kind: department}
  it: {name: Data hall, kind: system, needs: [data]}
"""
NEW = """\
organization: Fjord Hotel
parties:
  guests: {kind: customer, name: Hotel guests, contact: reception@fjord.example, needs: [
    {service: Dinner, from: restaurant, within: 1500min},
    {service: Room, from: [reception]},
    {service: Taxi, from: reception, importance: helpful}]}
  vips: {kind: customer, name: "VIPs | <b>", needs: [restaurant]}
  restaurant: {needs: [
    {service: Dishes, from: [kitchen], buffer: 10min, satisfaction: 3},
    {service: Bookings, from: [booking-system, reception], importance: important}]}
  reception: {headcount: 7, needs: [{service: Help, from: helpdesk, importance: important}]}
  kitchen: {part_of: house, restore: 1d, contact: "+47 55 00 00 02"}
  booking-system: {kind: system, needs: [it]}
  helpdesk: {name: IT support, headcount: 1, was: [data]}
  house: {kind: department}
  it: {name: Data hall, kind: system, needs: [helpdesk]}
"""


def loaded(model: Model) -> Organization:
    return internalmap.loads(json.dumps(model))


def pairs(analysis: Analysis) -> set[tuple[str, str]]:
    """Who alone stops whom, of those who are told."""
    points = analysis.single_points_of_failure
    return {(id, row.party) for row in points for id in row.stops}


def stopped(analysis: Analysis) -> set[tuple[str, str]]:
    """Who alone stops whom, told or not."""
    return {(id, row.id) for row in analysis.parties for id in row.stops}


def cuts(analysis: Analysis) -> set[CutSet]:
    return {CutSet(row.protected, row.parties) for row in analysis.fragile_sets or ()}


def pairs_of(rows: tuple[AffectedParties, ...]) -> set[tuple[str, str]]:
    return {(id, row.party) for row in rows for id in row.stops}


def as_json(found: Difference) -> Any:
    return json.loads(rendered(found, "json"))


def text_of(found: Difference) -> str:
    return rendered(found, width=1000, model="")


def validate_part(found: Difference) -> Any:
    schema = json.loads(report_schema("diff"))
    jsonschema.Draft7Validator.check_schema(schema)
    made = as_json(found)
    jsonschema.validate(made, schema, jsonschema.Draft7Validator)
    return made


# ------------------------------------------------------------------------------------ properties


@examples(25)
@given(st.data())
def test_order_is_no_change(data: st.DataObject) -> None:
    model = data.draw(models())
    found = internalmap.diff(loaded(model), loaded(data.draw(reorderings(model))))
    empty = validate_part(found)
    assert empty.pop("verdict") == "same"
    cost = empty.pop("mean_stopped")
    assert cost["before"] == cost["after"]
    for key in ("internalmap", "old", "new"):
        empty.pop(key)
    assert not any(
        any(part.values()) if isinstance(part, dict) else part for part in empty.values()
    )
    assert "Nothing changed." in text_of(found)


def edited(draw: Any, model: Model) -> Model:
    """The model after a few edits that leave it valid: parties of which nobody speaks go or come,
    needs go, come, or take one supplier less."""
    other: Model = json.loads(json.dumps(model))
    parties = other["parties"]
    for _ in range(draw(st.integers(0, 3))):
        needs = [
            (entry, need) for entry in parties.values() for need in (entry or {}).get("needs") or []
        ]
        edit = draw(st.sampled_from(["drop", "shorten", "add", "party", "details"]))
        if edit in ("drop", "shorten", "details") and needs:
            entry, need = draw(st.sampled_from(needs))
            if edit == "drop":
                entry["needs"].remove(need)
            elif isinstance(need, dict) and edit == "details":
                need["buffer"] = draw(st.sampled_from(["1h", "3d"]))
            elif isinstance(need, dict) and len(need["from"]) > 1 == need.get("at_least", 1):
                need["from"] = need["from"][:-1] if isinstance(need["from"], list) else need["from"]
        elif edit == "add":
            customer, supplier = (
                draw(st.lists(st.sampled_from(sorted(parties)), min_size=1, max_size=2))[0],
                draw(st.sampled_from(sorted(parties))),
            )
            if customer != supplier:
                entry = parties[customer] = parties[customer] or {}
                service = f"extra {len(needs)}"
                entry.setdefault("needs", []).append({"service": service, "from": [supplier]})
        elif edit == "party":
            parties.setdefault("new-one", {"kind": draw(st.sampled_from(["system", "customer"]))})
    return other


@st.composite
def versions(draw: Any) -> tuple[Organization, Organization]:
    """Two versions of a model, some edits apart, of which both can be read."""
    first = draw(models())
    found = []
    for model in (edited(draw, first), edited(draw, first)):
        try:
            found.append(loaded(model))
        except internalmap.InvalidModel:
            found.append(loaded(first))
    return found[0], found[1]


@examples(25)
@given(versions())
def test_backwards_it_is_its_mirror_image(both: tuple[Organization, Organization]) -> None:
    there, back = (validate_part(internalmap.diff(*each)) for each in (both, both[::-1]))
    mirrored = {"worse": "better", "better": "worse", "mixed": "mixed", "same": "same"}
    assert back["verdict"] == mirrored[there["verdict"]]
    for key in ("single_points_of_failure", "hollow_fallbacks", "fragile_sets"):
        assert (back[key]["gained"], back[key]["lost"]) == (
            there[key]["lost"],
            there[key]["gained"],
        )
    for key in ("parties", "needs"):
        assert back[key]["added"] == there[key]["removed"]
        assert back[key]["removed"] == there[key]["added"]
        assert [each["keys"] for each in back[key]["changed"]] == [
            each["keys"] for each in there[key]["changed"]
        ] or key == "needs"  # a need may stand elsewhere in the order under its other suppliers
        assert len(back[key]["changed"]) == len(there[key]["changed"])
    assert [
        (row["parties"], row["protected"], row["better"], row["worse"], row["after"], row["before"])
        for row in back["times"]
    ] == [
        (row["parties"], row["protected"], row["worse"], row["better"], row["before"], row["after"])
        for row in there["times"]
    ]
    assert [
        (row["parties"], row["protected"], not row["sooner"], row["after"], row["before"])
        for row in back["moved"]
    ] == [
        (row["parties"], row["protected"], row["sooner"], row["before"], row["after"])
        for row in there["moved"]
    ]
    assert [(row["party"], row["after"], row["before"]) for row in back["impact"]] == [
        (row["party"], row["before"], row["after"]) for row in there["impact"]
    ]


@examples(25)
@given(versions())
def test_gained_and_lost_are_set_differences(both: tuple[Organization, Organization]) -> None:
    """Of the two analyses; no random model has a `was`, so ids mean the same in both."""
    old, new = both
    found = internalmap.diff(old, new)
    before, after = internalmap.analyze(old), internalmap.analyze(new)
    points = found.single_points_of_failure
    shared = set(before.settings.protected) & set(after.settings.protected)
    gained, lost = pairs(after) - stopped(before), pairs(before) - stopped(after)
    assert pairs_of(points.gained) == {(id, party) for id, party in gained if id in shared}
    assert pairs_of(points.lost) == {(id, party) for id, party in lost if id in shared}
    sets = found.fragile_sets
    assert before.fragile_sets is not None and after.fragile_sets is not None
    gained_sets, lost_sets = cuts(after) - cuts(before), cuts(before) - cuts(after)
    assert set(sets.gained) == {row for row in gained_sets if row.protected in shared}
    assert set(sets.lost) == {row for row in lost_sets if row.protected in shared}
    known = {row.need for row in before.hollow_fallbacks}
    hollow = {row.need for row in after.hollow_fallbacks}
    changed = {row.need for row in found.needs_changed}
    assert set(found.hollow_fallbacks.gained) - changed == hollow - known - changed
    assert set(found.hollow_fallbacks.gained) <= hollow
    assert set(found.hollow_fallbacks.lost) <= known
    impact = {row.id: row.impact for row in before.parties}
    then = {row.id: row.impact for row in after.parties}
    assert {row.party: (row.before, row.after) for row in found.impact} == {
        id: (impact.get(id), then.get(id))
        for id in {*impact, *then}
        if impact.get(id) != then.get(id)
    }
    assert found.parties_added == tuple(sorted(new.parties.keys() - old.parties.keys()))
    assert found.parties_removed == tuple(sorted(old.parties.keys() - new.parties.keys()))
    assert len(new.needs) - len(old.needs) == len(found.needs_added) - len(found.needs_removed)


@examples(25)
@given(versions())
def test_the_verdict_is_that_of_all_absences(both: tuple[Organization, Organization]) -> None:
    """Worse or mixed where an absence that is told, of one party or of two, is worse than the same
    absence was, asked by itself; better or mixed where it is the other way round."""
    found = internalmap.diff(*both)
    assert (found.verdict in ("worse", "mixed")) == is_worse(both[1], both[0], both[1])
    assert (found.verdict in ("better", "mixed")) == is_worse(both[0], both[1], both[1])


def is_worse(of: Organization, to: Organization, by: Organization) -> bool:
    """Whether an absence that is told of one version does more than the same does in another, to
    somebody who is protected in both; measured as a third has it."""
    told = internalmap.analyze(of)
    both = {*told.settings.protected} & {*internalmap.analyze(to).settings.protected}
    absences: set[tuple[str, tuple[str, ...]]] = {
        (id, (row.party,))
        for row in told.single_points_of_failure
        for id in (*row.stops, *row.let_down)
    }
    absences |= {(row.protected, row.parties) for row in told.fragile_sets or ()}
    for id, parties in absences:
        if id not in both:
            continue
        there = [each for party in parties for each in counterpart(party, of, to)]
        shown = [each for party in parties for each in themselves(party, of, to)]
        here = badness(of, id, shown, by), badness(to, id, there, by)
        if any(one > other for one, other in zip(*here, strict=True)):
            return True
    return False


def counterpart(party: str, of: Organization, to: Organization) -> list[str]:
    """Who is missing in another version: the party, else whoever is inside it."""
    if party in to.parties:
        return [party]
    inside = [id for id in of.parties if party in ancestors(of, id)]
    return [id for id in inside if id in to.parties]


def themselves(party: str, of: Organization, to: Organization) -> list[str]:
    """Who is missing in a version that has the party: it, or, in place of a box that the other one
    lacks, whoever is inside it, boxes of that kind left out."""
    if party in to.parties or party not in of.boxes:
        return [party]
    inside = [id for id in of.parties if party in ancestors(of, id)]
    return [id for id in inside if id in to.parties or id not in of.boxes]


def ancestors(model: Organization, id: str) -> list[str]:
    unit = model.parties[id].part_of
    return [] if unit is None else [unit, *ancestors(model, unit)]


def badness(
    model: Organization, id: str, gone: Sequence[str], by: Organization
) -> tuple[int, float, float]:
    """That an absence stops somebody, by its grade, how soon it lets down and how long: more is
    worse. What lets nobody down does so neither soon nor late."""
    if not gone:
        return (0, -99, 0)
    asked = scope(model)
    index = asked.network.index
    found = account(asked, clock(asked.network), sorted({index[each] for each in gone}))
    row = next((each for each in found.reached if each.party == index[id]), None)
    if row is None:
        return (0, -99, 0)
    if not row.let_down:
        return (1, -99, 0)
    single = all(is_single(model, each) for each in gone)
    worst = 3 if single and row.needed <= by.soon else 2
    return (
        worst,
        -band(row.needed, by.bands),
        1 + band(row.end - row.needed, by.bands) if row.end < inf else 99,
    )


@examples(25)
@given(versions())
def test_no_report_fails(both: tuple[Organization, Organization]) -> None:
    """Nor does one name anybody where pseudonyms were asked for."""
    found = compare(*both, Query(anonymize=True))
    validate_part(found)
    assert all("-" in id for id in found.names)
    for form in ("text", "json", "markdown"):
        assert rendered(internalmap.diff(*both), form, width=60).endswith("\n")


# ------------------------------------------------------------------------------- the definitions


def test_a_new_id_with_was_is_the_same_party() -> None:
    found = internalmap.diff(internalmap.loads(OLD), internalmap.loads(NEW))
    assert found.parties_added == ("vips",)
    assert found.parties_removed == ("caterer", "night-desk")
    keys = {row.id: [each.key for each in row.changes] for row in found.parties_changed}
    assert keys == {
        "helpdesk": ["id"],
        "kitchen": ["restore", "contact"],
        "reception": ["headcount"],
    }
    changed = {row.need.service: [each.key for each in row.changes] for row in found.needs_changed}
    assert changed == {
        "Dinner": ["within"], "Room": ["from"], "Dishes": ["from", "satisfaction"],
    }  # fmt: skip
    assert [need.service for need in found.needs_added] == ["Taxi", "Help", None]
    assert "data" not in {row.party for row in found.impact}


def test_several_parties_that_became_one_are_that_one() -> None:
    old = internalmap.loads(
        "parties: {x: {kind: customer, needs: [{from: [a, b]}]}, a: , b: {name: Bee}}"
    )
    new = internalmap.loads(
        "parties: {x: {kind: customer, needs: [{from: [c]}]}, c: {was: [b, a], name: Cee}}"
    )
    found = internalmap.diff(old, new)
    assert (found.parties_added, found.parties_removed) == ((), ())
    [change] = found.parties_changed
    assert [(each.key, each.before) for each in change.changes] == [
        ("id", ("a", "b")),
        ("name", "Bee"),
    ]
    assert found.single_points_of_failure.gained == (AffectedParties("c", ("x",)),)
    assert found.fragile_sets.lost == (CutSet("x", ("c",)),)
    assert found.verdict == "worse"
    assert compare(old, new, Query(anonymize=True)).parties_added == ()


def test_needs_alike_in_customer_and_service_are_told_apart_by_suppliers() -> None:
    before = internalmap.loads(
        "parties: {x: {kind: customer, needs: [{service: s, from: [a, b]}, "
        "{service: s, from: c}]}, a: , b: , c: , d: }"
    )
    after = internalmap.loads(
        "parties: {x: {kind: customer, needs: [{service: s, from: [b, a], note: n}, "
        "{service: s, from: d}]}, a: , b: , c: , d: }"
    )
    found = internalmap.diff(before, after)
    assert [
        (row.need.suppliers, [each.key for each in row.changes]) for row in found.needs_changed
    ] == [(("b", "a"), ["from", "note"])]
    assert [need.suppliers for need in found.needs_added] == [("d",)]
    assert [need.suppliers for need in found.needs_removed] == [("c",)]


def test_forms_that_say_the_same_are_no_change() -> None:
    one = internalmap.loads(
        "parties: {x: {kind: customer, tags: [b, a], needs: [{from: a, within: 60min, "
        "frequency: 12/year, satisfaction: [4, 3]}]}, a: {capacity: 40h/week, can: [p, q]}}"
    )
    other = internalmap.loads(
        "parties: {x: {kind: customer, tags: [a, b], needs: [{from: [a], within: 1h, "
        "frequency: monthly, satisfaction: [3, 4]}]}, a: {capacity: 2400 min/week, can: [q, p]}}"
    )
    found = internalmap.diff(one, other)
    assert (found.parties_changed, found.needs_changed) == ((), ())


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ("[a]", "[a, b]", "better"),
        ("[a, b]", "[a]", "worse"),
        ("[a]", "[b]", "mixed"),
        ("[a, b]", "[b, a]", "same"),
        ("[a, b]", "[a, c]", "mixed"),
        ("[a, b, c]", "[a, b]", "worse"),
    ],
)
def test_who_gains_a_stand_in_is_better_off(before: str, after: str, verdict: str) -> None:
    """A pair that takes the place of a single point of failure makes nothing worse."""
    model = "parties: {{x: {{kind: customer, needs: [{{from: {0}}}]}}, a: , b: , c: }}"
    old, new = (internalmap.loads(model.format(each)) for each in (before, after))
    assert internalmap.diff(old, new).verdict == verdict


@examples(50)
@given(st.data())
def test_who_is_back_sooner_makes_nothing_worse(data: st.DataObject) -> None:
    model = data.draw(models())
    organization = loaded(model)
    party = data.draw(st.sampled_from(sorted(organization.parties)))
    restore = data.draw(st.sampled_from([None, 0, 600, 3600, 90_000, 3_000_000]))
    sooner = data.draw(st.sampled_from([0, 300, 3000, 80_000]))
    old, new = (_restored(organization, party, each) for each in (restore, sooner))
    found = internalmap.diff(old, new)
    if restore is None or sooner <= restore:
        assert found.verdict in ("same", "better")
    else:
        assert found.verdict in ("same", "worse")


def _restored(organization: Organization, party: str, restore: int | None) -> Organization:
    parties = dict(organization.parties)
    parties[party] = replace(parties[party], restore=restore)
    return replace(organization, parties=parties)


TIMED = """parties:
  patients: {{kind: customer, needs: [{{from: net, buffer: {buffer}}}]}}
  net: {{restore: {restore}, headcount: {headcount}}}
"""


@pytest.mark.parametrize(
    ("before", "after", "worse", "said"),
    [
        (
            ("2h", "1h", 1), ("2h", "30d", 1), "gap",
            "The absence of net lets patients down now: back after 30 d, needed within 2 h.",
        ),
        (
            ("1d", "30d", 1), ("10min", "30d", 1), "needed",
            "The absence of net lets patients down sooner: from 10 min; before, from 1 d.",
        ),
        (
            ("2h", "1d", 1), ("2h", "30d", 1), "gap",
            "The absence of net lets patients down for longer: back after 30 d; before, back after "
            "1 d.",
        ),
        (
            ("2h", "30d", 9), ("2h", "30d", 1), "single",
            "The absence of net lets patients down more easily: one is enough, and it took a whole "
            "unit before.",
        ),
        (("2h", "1h", 9), ("2h", "90min", 1), None, ""),  # in time before and after
        (("7h", "30d", 1), ("6h", "30d", 1), None, ""),  # in the same band
    ],
)  # fmt: skip
def test_an_absence_that_is_worse_counts(
    before: tuple[str, str, int], after: tuple[str, str, int], worse: str | None, said: str
) -> None:
    old, new = (
        internalmap.loads(TIMED.format(buffer=buffer, restore=restore, headcount=headcount))
        for buffer, restore, headcount in (before, after)
    )
    there, back = internalmap.diff(old, new), internalmap.diff(new, old)
    if worse is None:
        assert (there.verdict, there.times, back.verdict) == ("same", (), "same")
        return
    assert (there.verdict, back.verdict) == ("worse", "better")
    assert [(row.parties, row.protected) for row in there.times] == [(("net",), "patients")]
    assert worse in there.times[0].worse
    assert worse in back.times[0].better
    assert there.times[0].before == back.times[0].after
    assert said in " ".join(text_of(there).split())
    assert "Absences that are worse than before" in text_of(there)
    assert "Absences that are milder than before" in text_of(back)


def test_a_move_inside_a_band_is_told_and_counts_for_nothing() -> None:
    old, new = (
        internalmap.loads(TIMED.format(buffer=buffer, restore="30d", headcount=1))
        for buffer in ("23h", "4.5h")
    )
    there, back = internalmap.diff(old, new), internalmap.diff(new, old)
    for found, sooner in ((there, True), (back, False)):
        assert (found.verdict, found.times) == ("same", ())
        [row] = found.moved
        assert (row.parties, row.protected, row.sooner) == (("net",), "patients", sooner)
    assert "Absences: sooner, in the same band" in text_of(there)
    assert "let down from 4 h 30 min" in text_of(there)
    assert "Absences: later, in the same band" in text_of(back)
    assert validate_part(there)["moved"][0]["sooner"] is True


@examples(25)
@given(versions())
def test_what_else_got_worse_is_what_a_check_calls_new(
    both: tuple[Organization, Organization],
) -> None:
    """And it never moves the verdict, which is about risk."""
    old, now = both
    then = judge(old, Query(), settings=now.check)[1]
    new = compared(then, judge(now, Query())[1], {}).new
    found = internalmap.diff(old, now).also_worse
    known = [(each.rule, each.parties, each.message, each.severity) for each in found]
    assert sorted(known) == sorted(
        (each.rule, each.parties, each.message, each.severity)
        for each in new
        if each.rule not in RISKS
    )


def test_what_else_got_worse_stands_by_itself() -> None:
    model = (
        "parties: {{x: {{kind: customer, needs: [{{service: Ice, from: y, within: 1h, "
        "frequency: 80/day, effort: {0}, satisfaction: {1}}}]}}, y: {{capacity: 50h/week}}}}"
    )
    old, new = (internalmap.loads(model.format(*each)) for each in (("6min", 2.9), ("9min", 1)))
    found = internalmap.diff(old, new)
    assert found.verdict == "same"
    assert [each.rule for each in found.also_worse] == ["overload", "low-satisfaction"]
    assert [each["rule"] for each in validate_part(found)["also_worse"]] == [
        "overload",
        "low-satisfaction",
    ]
    for form in ("text", "markdown"):
        said = rendered(found, form, width=1000)
        assert (
            "This leaves the risk as it was. Beside risk, 2 findings of the checks are new" in said
        )
        assert "What else got worse" in said
        assert "y has 50 h a week for 84 h of work" in said
    assert internalmap.diff(new, old).also_worse == ()
    hidden = compare(old, new, Query(anonymize=True)).also_worse
    assert [each.parties for each in hidden] == [("team-1",), ("customer-1", "team-1")]


def test_a_pair_that_is_no_longer_back_in_time_is_worse() -> None:
    model = (
        "parties: {{c: {{kind: customer, needs: [{{from: [a, b], buffer: 2h}}]}}, "
        "a: {{kind: person, restore: {0}}}, b: {{kind: person}}}}"
    )
    found = internalmap.diff(*(internalmap.loads(model.format(each)) for each in ("1h", "3h")))
    assert found.verdict == "worse"
    assert [row.parties for row in found.times] == [("a", "b")]
    assert "The absence of both a and b lets c down now: back after 3 h" in " ".join(
        text_of(found).split()
    )


def test_whom_to_tell_is_who_is_touched() -> None:
    """Ratings and notes touch nobody."""
    found = internalmap.diff(internalmap.loads(OLD), internalmap.loads(NEW))
    told = {row.party: (row.about, row.contact) for row in found.tell}
    assert set(told) == {"guests", "vips", "restaurant", "reception", "it"}
    assert told["guests"][1] == "reception@fjord.example"
    assert "new: Taxi, from reception" in told["guests"][0]
    assert "Dinner, from restaurant: promised time changed" in told["guests"][0]
    assert "night-desk is gone" in told["guests"][0]
    assert told["it"][0] == "IT support: id changed"
    assert "rating" not in told["restaurant"][0]
    noted = internalmap.loads(OLD.replace("restore: 2d", "restore: 2d, note: new stove"))
    silent = internalmap.diff(internalmap.loads(OLD), noted)
    assert [row.id for row in silent.parties_changed] == ["kitchen"]
    assert silent.tell == ()
    assert "nobody has to be told" in text_of(silent)


def test_a_selector_or_tag_need_mean_something_in_one_version_only() -> None:
    old, new = internalmap.loads(OLD), internalmap.loads(NEW)
    found = internalmap.diff(old, new, candidates=["helpdesk", "caterer", "kind:system"])
    assert found.single_points_of_failure.gained == ()
    tagged = internalmap.loads(NEW.replace("service: Taxi,", "service: Taxi, tags: [extra],"))
    only = internalmap.diff(old, tagged, only_needs=["extra"])
    assert [need.service for need in only.needs_added] == ["Taxi"]
    assert only.needs_removed == ()
    for asked, problem in (
        ({"candidates": ["nobody"]}, "there is no party 'nobody'"),
        ({"candidates": ["vips"]}, "the old version has nobody who is meant by vips"),
        ({"only_needs": ["winter"]}, "no need has the tag 'winter'"),
        ({"stops_on": "often"}, "stops_on: 'often' is not known"),
    ):
        with pytest.raises(InternalMapError, match=problem):
            internalmap.diff(old, new, **asked)


def test_sets_that_were_not_sought_are_not_compared() -> None:
    old, new = internalmap.loads(OLD), internalmap.loads(NEW)
    found = internalmap.diff(old, new, cut_size=1)
    assert found.fragile_sets.gained == found.fragile_sets.lost == ()
    assert found.verdict == "worse"


def test_sets_that_were_skipped_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("internalmap.analyses.cut_sets.MAX_WORK", 0)
    found = internalmap.diff(internalmap.loads(OLD), internalmap.loads(NEW))
    assert found.fragile_sets.gained == found.fragile_sets.lost == ()
    assert "So absences together are not compared." in found.notices


def test_pseudonyms_are_the_same_in_both_versions() -> None:
    old, new = internalmap.loads(OLD), internalmap.loads(NEW)
    hidden = compare(old, new, Query(anonymize=True, candidates=("kitchen", "it")))
    open_ = internalmap.diff(old, new, candidates=["kitchen", "it"])
    assert hidden.verdict == open_.verdict
    assert len(hidden.parties_added) == 1
    assert len(hidden.parties_removed) == 2
    assert ["id"] in [[each.key for each in row.changes] for row in hidden.parties_changed]
    assert all(row.contact is None for row in hidden.tell)
    said = text_of(hidden) + rendered(hidden, "markdown") + json.dumps(as_json(hidden))
    for name in ("IT support", "helpdesk", "kitchen", "guests", "fjord.example", "+47"):
        assert name not in said


# --------------------------------------------------------------------------------------- reports


@pytest.mark.parametrize("ending", ["txt", "md", "json"])
def test_whole_reports(ending: str) -> None:
    name = {"txt": "text", "md": "markdown", "json": "json"}[ending]
    found = internalmap.diff(internalmap.loads(OLD), internalmap.loads(NEW))
    validate_part(found)
    found = replace(found, old="main:org.yaml", new="org.yaml")
    check(f"diff-hotel.{ending}", rendered(found, name))


HOSTILE = [
    "@everyone", "<script>alert(1)</script>", "</details>", "[x](https://evil.example)", "a|b",
    "`x`", "# h", "https://evil.example", "<!-- x", "me@evil.example", "x\ny", "\x1b[31m",
    "&lt;b&gt;",
    "![i](//e.example)", "*b* _c_ ~~d~~", "org/repo#1",
]  # fmt: skip


def test_no_name_can_steer_a_page() -> None:
    """Of links and HTML there is none but the folding tags of the report itself."""
    named = {
        f"p{number}": {"name": name, "contact": name, "kind": "customer" if number % 2 else "team"}
        for number, name in enumerate(HOSTILE)
    }
    before: Model = {"parties": {id: dict(entry) for id, entry in named.items()}}
    after: Model = {"parties": {id: dict(entry) for id, entry in named.items()}}
    for number, name in enumerate(HOSTILE):
        if number % 2:
            other = f"p{number - 1}"
            needs = [{"service": name, "from": [other], "request": name}]
            after["parties"][f"p{number}"]["needs"] = needs
            after["parties"][other]["location"] = name
    found = internalmap.diff(loaded(before), loaded(after))
    source = rendered(replace(found, old="@old/<b>", new="[n](x)"), "markdown")
    tokens = (
        MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(source)
    )
    inside = [child for token in tokens for child in token.children or []]
    assert not {"link_open", "image", "html_inline", "s_open", "em_open"} & {
        child.type for child in inside
    }
    tags = [token.content.strip() for token in tokens if token.type == "html_block"]
    assert tags.pop(0) == "<!-- internalmap diff -->"
    for tag in tags:
        assert tag == "</details>" or tag.startswith(
            ("<details><summary>", "<details open><summary>")
        )
        assert tag.count("<") in (1, 3)
    code = {child.content for child in inside if child.type == "code_inline"}
    assert code == {"me@evil.example"}  # an address may be copied
    plain = "".join(child.content for child in inside if child.type == "text")
    assert "@everyone" not in plain
    assert "\x1b" not in source and "\x1b" not in text_of(found)


def test_a_comment_is_never_too_long() -> None:
    """What does not fit is counted."""
    many: Model = {
        "parties": {f"party number {number}": {"name": "ø" * 300} for number in range(300)}
        | {"x": {"kind": "customer"}}
    }
    more = json.loads(json.dumps(many))
    more["parties"]["x"]["needs"] = [
        {"service": f"{id} {'*' * 900}", "from": [id]} for id in many["parties"] if id != "x"
    ]
    source = rendered(internalmap.diff(loaded(many), loaded(more)), "markdown")
    assert len(source) < 60_000
    assert "there is no room here" in source
    assert source.count("<details") == source.count("</details>") >= 4
    short = {f"party {number}": None for number in range(300)} | {"x": {"kind": "customer"}}
    need: Model = {"needs": [{"service": id, "from": [id]} for id in short if id != "x"]}
    grown = short | {"x": {"kind": "customer"} | need}
    text = text_of(internalmap.diff(loaded({"parties": short}), loaded({"parties": grown})))
    assert "(--format json has all of it)" in text
    assert "and 275 more; --format json has all of them." in text


# ------------------------------------------------------------------------------- the command line


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with two versions of a model, the new one in the working tree too."""
    folder = tmp_path / "work"
    (folder / "models").mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    for text, gone in ((OLD, "past"), (NEW, "")):
        (folder / "models" / "org.yaml").write_text(text, encoding="utf-8")
        if gone:
            (folder / "models" / "past.yml").write_text("parties: {y: }\n", encoding="utf-8")
        else:
            (folder / "models" / "past.yml").unlink()
        git(folder, "add", "-A")
        git(folder, "commit", "-qm", "x")
    return folder


def test_revisions_are_read_from_git(repository: Path) -> None:
    expected = internalmap.diff(internalmap.loads(OLD), internalmap.loads(NEW))
    done = run("diff", "HEAD~1:models/org.yaml", "models/org.yaml", "-f", "json", cwd=repository)
    assert done.returncode == 0
    made = json.loads(done.stdout)
    assert (made["old"], made["new"]) == ("HEAD~1:models/org.yaml", "models/org.yaml")
    assert made["tell"] == as_json(expected)["tell"]
    inner = run("diff", "HEAD~1:org.yaml", "HEAD:org.yaml", cwd=repository / "models")
    assert "IT support" in inner.stdout
    assert "Next:" not in inner.stdout  # no command reads a revision
    folders = run("diff", "HEAD~1:models/", "main:models", "-f", "json", cwd=repository)
    assert json.loads(folders.stdout)["parties"]["removed"] == ["caterer", "night-desk", "y"]
    past = run("diff", "HEAD~1:models/past.yml", "models", "-f", "json", cwd=repository)
    assert json.loads(past.stdout)["parties"]["removed"] == ["y"]
    assert git(repository, "status", "--short") == ""


def test_a_file_with_a_colon_is_that_file(repository: Path) -> None:
    (repository / "HEAD:x.yaml").write_text(OLD, encoding="utf-8")
    done = run("diff", "HEAD:x.yaml", "-", stdin=OLD, cwd=repository)
    assert done.returncode == 0
    assert "Nothing changed." in done.stdout


@pytest.mark.parametrize(
    ("old", "problem"),
    [
        ("HEAD~1:nowhere.yaml", "'HEAD~1' has no nowhere.yaml"),
        ("nowhere:models/org.yaml", "git knows no revision 'nowhere'"),
        ("--upload-pack=x:models/org.yaml", "is not a revision"),
        (":models/org.yaml", "'' is not a revision"),
        ("HEAD:../../org.yaml", "is in no git repository"),
        ("nowhere.yaml", "nowhere.yaml"),
        ("C:\\models\\org.yaml", "org.yaml"),
    ],
)
def test_what_cannot_be_read_is_told(repository: Path, old: str, problem: str) -> None:
    done = run("diff", "--", old, "models/org.yaml", cwd=repository)
    assert done.returncode == 2
    assert problem in done.stderr
    assert "--baseline" not in done.stderr
    assert done.stdout == ""


def test_an_old_version_that_is_broken_is_told_at_its_place(repository: Path) -> None:
    (repository / "models" / "org.yaml").write_text("parties: {x: {kind: kong}}", encoding="utf-8")
    git(repository, "commit", "-qam", "broken")
    for old in ("HEAD:models/org.yaml", "HEAD:models"):
        done = run("diff", old, "HEAD~1:models/org.yaml", cwd=repository)
        assert done.returncode == 2
        assert done.stderr.startswith("HEAD:models/org.yaml:1:21: unknown kind 'kong'")
        assert "tmp" not in done.stderr


def test_a_shallow_clone_says_what_to_fetch(repository: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{repository}", "shallow")
    done = run("diff", "HEAD~1:models/org.yaml", "models/org.yaml", cwd=tmp_path / "shallow")
    assert done.returncode == 2
    assert "shallow clone" in done.stderr


def test_fail_on_sets_the_exit_code_for_every_format(tmp_path: Path) -> None:
    """`new-spof` where somebody comes to let down alone; `worse` where risk was gained."""
    model = "parties: {{x: {{kind: customer, needs: [{{from: {0}}}]}}, a: , b: }}"
    for name, suppliers in (("one", "[a]"), ("two", "[a, b]"), ("other", "[b]")):
        (tmp_path / f"{name}.yaml").write_text(model.format(suppliers), encoding="utf-8")

    def code(old: str, new: str, *options: str) -> int:
        return run("diff", f"{old}.yaml", f"{new}.yaml", *options, cwd=tmp_path).returncode

    for form in ("text", "json", "markdown"):
        assert code("two", "one", "--fail-on", "new-spof", "-f", form) == 1
    assert code("two", "one") == 0
    assert code("two", "one", "--fail-on", "worse") == 1
    assert code("one", "two", "--fail-on", "worse") == 0
    assert code("one", "two", "--fail-on", "new-spof") == 0
    assert code("one", "other", "--fail-on", "worse") == 1  # mixed
    assert code("one", "other", "--fail-on", "new-spof") == 1
    assert code("one", "other", "--fail-on", "often") == 2
    timed = "parties: {{x: {{kind: customer, needs: [{{from: [a{0}], buffer: 2h}}]}}, {1}, b: }}"
    (tmp_path / "spared.yaml").write_text(timed.format(", b", "a"), encoding="utf-8")
    (tmp_path / "late.yaml").write_text(timed.format("", "a: {restore: 3h}"), encoding="utf-8")
    (tmp_path / "in-time.yaml").write_text(timed.format("", "a: {restore: 1h}"), encoding="utf-8")
    assert code("spared", "late", "--fail-on", "new-spof") == 1
    assert code("spared", "in-time", "--fail-on", "new-spof") == 0  # back before it hurts
    assert code("in-time", "late", "--fail-on", "new-spof") == 1


def test_a_model_that_comes_or_goes_is_compared_with_an_empty_one(repository: Path) -> None:
    model = repository / "models" / "org.yaml"
    (repository / "models" / "other.yaml").write_text(OLD, encoding="utf-8")
    for command in (
        ("diff", "HEAD:models/other.yaml", "models/other.yaml"),
        ("diff", "models/other.yaml", "--since", "HEAD"),
    ):
        added = run(*command, "--fail-on", "worse", cwd=repository)
        assert added.returncode == 0
        said = " ".join(added.stdout.split())
        assert re.search(r"it counts as an empty (one|model), so all is new\.", said)
    model.unlink()
    for command in (
        ("diff", "HEAD:models/org.yaml", "models/org.yaml"),
        ("diff", "models/org.yaml", "--since", "HEAD"),
    ):
        gone = run(*command, "-f", "json", cwd=repository)
        assert gone.returncode == 0
        found = json.loads(gone.stdout)
        assert found["parties"]["removed"]
        assert not found["parties"]["added"]
        assert found["also_worse"] == []
        assert "it counts as an empty model, so all is gone" in gone.stderr
    slip = run("diff", "HEAD:models/org.yaml", "models/orgg.yaml", cwd=repository)
    assert (slip.returncode, slip.stdout) == (2, "")
    assert "no such file" in slip.stderr


def test_usage_that_makes_no_sense_is_told(tmp_path: Path) -> None:
    (tmp_path / "org.yaml").write_text(OLD, encoding="utf-8")
    twice = run("diff", "-", "-", stdin=OLD, cwd=tmp_path)
    assert twice.returncode == 2
    assert "standard input holds one version only" in twice.stderr
    table = run("diff", "org.yaml", "org.yaml", "-f", "csv", cwd=tmp_path)
    assert table.returncode == 2
    assert "diff does not write csv" in table.stderr
    over = run("diff", "org.yaml", "-", "-o", "org.yaml", "-f", "json", stdin=NEW, cwd=tmp_path)
    assert over.returncode == 2
    assert (tmp_path / "org.yaml").read_text(encoding="utf-8") == OLD
    absolute = run("diff", str(tmp_path / "org.yaml"), "-", "-f", "json", stdin=NEW)
    assert json.loads(absolute.stdout)["old"] == "org.yaml"


def test_pairs_are_compared_one_point_at_a_time() -> None:
    """All pairs of a protected party and a point that stops it are never there at once."""
    rows = [f"p{n}: {{needs: [p{n + 1}]}}" for n in range(150)]
    customers = [f"c{n}: {{kind: customer, needs: [p0]}}" for n in range(150)]
    model = internalmap.loads(f"parties: {{{', '.join([*customers, *rows])}, p150: }}")
    analysis = internalmap.analyze(model, cut_size=1)
    ids = {id: id for id in model.parties}
    tracemalloc.start()
    try:
        version = Version(scope(model), analysis)
        found = risk_changes(version, version, ids, ids, {}, {})
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found.verdict == "same"
    pairs = sum(len(row.stops) for row in analysis.single_points_of_failure)
    assert pairs > 22_000
    assert most < 30 * pairs  # a pair alone takes 56 bytes, and a set of them more


@given(versions())
def test_what_no_change_reaches_does_the_same(both: tuple[Organization, Organization]) -> None:
    again = renamed(*both)
    now = {id: again.get(id, id) for id in both[0].parties}
    old, new = (
        Version(asked, internalmap.analyze(organization, cut_size=1))
        for organization, asked in ((each, scope(each)) for each in both)
    )
    reached = reached_by_change(old, new, now)
    assert not reached_by_change(new, new, {id: id for id in both[1].parties})
    protected = old.protected_now(now) & new.protected
    for id, party in now.items():
        if party not in reached:
            before, after = old.by_clock.of([id]), new.by_clock.of([party])
            assert before is not None and after is not None
            assert {
                now[each]: times for each, times in before.items() if now[each] in protected
            } == {each: times for each, times in after.items() if each in protected}


def test_only_what_a_change_reaches_is_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 100 absences that let somebody down, 11 come by the one need that changed."""
    rows = [f"p{n}: {{needs: [p{n + 1}]}}" for n in range(100) if n != 89]
    parties = f"parties: {{guests: {{kind: customer, needs: [p0]}}, {', '.join(rows)}, p100: , "
    old = internalmap.loads(parties + "p89: {needs: [p90]}}")
    new = internalmap.loads(parties + "p89: {needs: [{from: p90, buffer: 1h}]}}")
    followed: list[str] = []
    of = ByClock.of

    def noted(self: ByClock, absence: Sequence[str]) -> Effects | None:
        followed.extend(absence)
        return of(self, absence)

    monkeypatch.setattr(ByClock, "of", noted)
    found = internalmap.diff(old, new)
    assert sorted({*followed}) == sorted(f"p{n}" for n in range(90, 101))
    assert len(followed) == 2 * 11  # once in each version
    assert {row.parties[0] for row in found.moved} | {row.parties[0] for row in found.times} == {
        *followed
    }


@given(models(), st.booleans())
def test_what_says_the_same_is_found_out_once(model: Model, mended: bool) -> None:
    """A difference of a model with itself says what it would say if both were looked into."""
    old, new = loaded(model), loaded(model)
    found = internalmap.diff(old, new)
    with pytest.MonkeyPatch.context() as patch:
        seen: list[Organization] = []

        def noted(organization: Organization, *args: Any, **settings: Any) -> Version:
            seen.append(organization)
            return of_one(organization, *args, **settings)

        patch.setattr("internalmap.api.diff.analyzed", noted)
        if mended:  # as if it said something else
            patch.setattr("internalmap.api.diff._say_the_same", lambda *_: False)
        assert internalmap.diff(old, new) == found
        assert len(seen) == 1 + mended
    assert found.verdict == "same" and not found.also_worse


@st.composite
def likes(draw: Any) -> list[Need]:
    """Needs of one customer for one service of one supplier; some are alike, and some nearly."""
    details = {
        "buffer": st.sampled_from([None, 0, 3600]),
        "effort": st.sampled_from([None, 60, Fraction(60), Fraction(1, 3)]),
        "satisfaction": st.sampled_from([None, Rating((4, 2)), Rating((2, 4)), Rating((3,))]),
        "tags": st.sampled_from([(), ("a", "b"), ("b", "a")]),
        "within": st.sampled_from([None, 0, 1_000_000_000, draw(NEAR)]),
    }
    needs = st.builds(Need, st.just("a"), st.just(("a",)), st.just(("b",)), **details)
    return draw(st.lists(needs, max_size=6))  # type: ignore[no-any-return]


NEAR = st.sampled_from([2, 1_000_000_001])


@given(likes(), likes())
def test_needs_that_say_the_same_are_paired_in_order(old: list[Need], new: list[Need]) -> None:
    """The definition: each with the first that is left and says the same, the rest by turns."""
    left, rest, expected = [*range(len(new))], [], []
    for need in old:
        same = [place for place in left if not said_otherwise(need, new[place])]
        if same:
            left.remove(same[0])
            expected.append((need, new[same[0]]))
        else:
            rest.append(need)
    expected += zip(rest, [new[place] for place in left], strict=False)
    pairs, _, _ = paired(old, new)
    assert pairs == expected


def said_otherwise(first: Need, then: Need) -> bool:
    return (
        first.buffer != then.buffer
        or first.effort != then.effort
        or sorted(first.tags) != sorted(then.tags)
        or (first.satisfaction is None) != (then.satisfaction is None)
        or (
            first.satisfaction is not None
            and then.satisfaction is not None
            and sorted(first.satisfaction.answers) != sorted(then.satisfaction.answers)
        )
        or (first.within is None) != (then.within is None)
        or abs((first.within or 0) - (then.within or 0)) > 1
    )


def test_needs_are_not_held_against_each_other_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    compared_needs: list[object] = []
    of_need = changes_of._of_need

    def noted(was: Need, need: Need) -> tuple[KeyChange, ...]:
        compared_needs.append(need)
        return of_need(was, need)

    monkeypatch.setattr(changes_of, "_of_need", noted)
    old, new = (
        [Need("a", ("a",), ("b",), note=f"{number} {which}") for number in range(300)]
        for which in ("then", "now")
    )
    pairs, removed, added = paired(old, new)
    assert (len(pairs), removed, added) == (300, [], [])
    assert len(compared_needs) == 0
