"""What is new since an older version: held to the difference of the two, and told by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import internalmap
from api.test_diff import loaded, versions
from effort import examples
from internalmap import Finding, Organization
from internalmap.api.check import judge
from internalmap.api.parts.versions import settings_as_they_stood
from internalmap.api.query import Query
from internalmap.model.relabel import renamed
from internalmap.rules.baseline import against, baseline_text, read_baseline
from internalmap.rules.comparison import RISKS, compared
from reports.rendered import rendered
from strategies import models


def new(old: Organization, now: Organization) -> tuple[Finding, ...]:
    ids = renamed(old, now)
    _, then = judge(old, Query(), settings=settings_as_they_stood(now.check, old.check, ids))
    return compared(then, judge(now, Query())[1], ids).new


def is_judged_alike(both: tuple[Organization, Organization]) -> None:
    """A risk is new where the difference is worse, if the protected parties are the same: who has
    come to be protected is told besides."""
    old, now = both
    analyses = [internalmap.analyze(each) for each in both]
    if analyses[0].settings.protected != analyses[1].settings.protected:
        return
    risks = [finding for finding in new(old, now) if finding.rule in RISKS]
    assert bool(risks) == (internalmap.diff(old, now).verdict in ("worse", "mixed"))


@examples(50)
@given(versions())
def test_a_risk_is_new_where_the_difference_is_worse(
    both: tuple[Organization, Organization],
) -> None:
    is_judged_alike(both)


#: What may stand in a party and in a need, and be no more, or be there in another way.
PARTY_EDITS: dict[str, list[Any]] = {
    "restore": [None, "30min", "4h", "3d", "1w"],
    "headcount": [None, 9],
    "limit": [None, "2h", "3d"],
    "min_members": [None, 0],
    "kind": ["team", "person", "system"],
}
NEED_EDITS: dict[str, list[Any]] = {
    "buffer": [None, "30min", "5h", "2d"],
    "importance": ["essential", "important"],
    "at_least": [1, "all"],
}


@st.composite
def edited_in_place(draw: Any) -> tuple[Organization, Organization]:
    """Two models of the same parties, of which one says the same of each but for some keys."""
    while True:
        first = draw(models())
        other = json.loads(json.dumps(first))
        for _ in range(draw(st.integers(1, 4))):
            entry = draw(st.sampled_from([*other["parties"].values()]))
            needs = [each for each in (entry or {}).get("needs", []) if isinstance(each, dict)]
            edits, place = (PARTY_EDITS, entry)
            if needs and draw(st.booleans()):
                edits, place = NEED_EDITS, draw(st.sampled_from(needs))
            if place is None or place.get("kind") == "customer":
                continue
            key = draw(st.sampled_from(sorted(edits)))
            value = draw(st.sampled_from(edits[key]))
            if value is None:
                place.pop(key, None)
            else:
                place[key] = value
        try:
            return loaded(first), loaded(other)
        except internalmap.InvalidModel:
            continue


@examples(300)
@given(edited_in_place())
def test_a_risk_is_new_where_the_difference_of_the_same_parties_is_worse(
    both: tuple[Organization, Organization],
) -> None:
    is_judged_alike(both)


DESK = """\
parties:
  guests: {kind: customer, needs: [{service: Key, from: keys, within: 1h}]}
  keys: {kind: system, needs: [{service: Net, from: it, within: 1h}]}
  desk: {kind: team, needs: [{service: Net, from: it, within: 1h}]}
  boss: {kind: customer, needs: [{service: Desk, from: desk, within: 1h}]}
  it: {kind: department, headcount: 80}
"""
CHEF = """\
parties:
  guests: {kind: customer, needs: [{service: Meal, from: kitchen, within: 1h}]}
  owner: {kind: customer, needs: [{service: Bar, from: bar, importance: important, within: 1h}]}
  kitchen: {kind: team, needs: [{service: Recipes, from: chef, within: 1h}]}
  bar: {kind: team}
  chef: {kind: person, engagement: contractor}
"""


@pytest.mark.parametrize(
    ("old", "replaced", "by"),
    [
        (DESK, "from: keys,", "from: [keys, desk],"),  # a paper fallback takes a point's place
        (CHEF, "from: kitchen,", "from: [kitchen, bar],"),  # a pair does; a supplier may leave
        (DESK, "service: Key", "service: Room key"),
        (DESK.replace("from: keys", "from: [keys, desk]"), "[keys, desk]", "[desk, keys]"),
        (DESK.replace("from: keys", "from: [keys, desk]"), "[keys, desk]", "[keys, desk, it]"),
        (DESK, "  it: {", "  hall: {}\n  it: {part_of: hall, "),  # a box with nothing but its name
        (CHEF, "  chef: {", "  cook: {was: [chef], "),
    ],
)
def test_no_improvement_and_no_new_name_fails(old: str, replaced: str, by: str) -> None:
    text = old.replace(replaced, by)
    if "cook" in by:
        text = text.replace("from: chef", "from: cook")
    found = {each.rule for each in new(internalmap.loads(old), internalmap.loads(text))}
    assert set(found) <= {"no-customer"}  # of the box


@pytest.mark.parametrize(
    ("old", "replaced", "by", "rule"),
    [
        (CHEF.replace("within: 1h}]}\n  owner", "buffer: 4w}]}\n  owner"), "buffer: 4w",
         "within: 1h", "single-point-of-failure"),
        (CHEF.replace("contractor", "contractor, restore: 1h").replace(
            "from: chef,", "from: chef, buffer: 2h,"), "restore: 1h", "restore: 9d",
         "single-point-of-failure"),
        (DESK, "within: 1h}]}\n  boss", "within: 1h}, {service: Ice, from: keys}]}\n  boss",
         "no-standard"),
        ("parties: {x: {needs: [{from: y, frequency: 80/day, effort: 6min, within: 1h}]}, "
         "y: {capacity: 50h/week}}", "6min", "30min", "overload"),
        ("parties: {x: {needs: [{from: y, satisfaction: 2.9, within: 1h}]}, y: }", "2.9", "1",
         "low-satisfaction"),
        ("check: {rules: {too-many-customers: {max: 1}}}\n"
         "parties: {a: {needs: [y]}, b: {needs: [y]}, c: {needs: [z]}, y: , z: }",
         "[z]", "[y, z]", "too-many-customers"),
    ],
)  # fmt: skip
def test_what_grows_is_new(old: str, replaced: str, by: str, rule: str) -> None:
    if rule == "no-standard":
        old = old.replace("Key, from: keys, within: 1h", "Key, from: keys")
    assert replaced in old
    text = old.replace(replaced, by)
    found = new(internalmap.loads(old), internalmap.loads(text))
    assert rule in {finding.rule for finding in found}
    assert new(internalmap.loads(text), internalmap.loads(text)) == ()
    if rule == "no-standard":
        [finding] = (each for each in found if each.rule == rule)
        assert finding.message.endswith("New: Ice for desk.")


def test_who_comes_to_be_protected_is_told_and_fails_nothing() -> None:
    text = CHEF + "  vips: {kind: customer, needs: [{from: kitchen, within: 1h}]}\n"
    found = new(internalmap.loads(CHEF), internalmap.loads(text))
    assert {(each.rule, each.severity) for each in found} == {("single-point-of-failure", "note")}
    assert all("it now also lets vips down" in each.message for each in found)


def test_a_policy_that_means_nobody_any_more_is_told() -> None:
    policy = (
        "check: {policies: [{name: No cloud, kind: forbidden, customers: bar, suppliers: cloud, "
        "reason: r}]}\n"
    )
    old = CHEF + "  cloud: {kind: supplier}\n" + policy
    now = old.replace("  cloud: {", "  aws: {was: [cloud], ")
    rules = {each.rule for each in new(internalmap.loads(old), internalmap.loads(now))}
    assert rules == {"policy-matches-nobody"}


def test_a_policy_by_a_former_id_still_holds_what_it_held() -> None:
    policy = (
        "check: {policies: [{name: No cloud, kind: forbidden, customers: bar, "
        "suppliers: [cloud, 'unit:net'], reason: r}]}\n"
    )
    rest = "  net: {kind: team}\n  line: {part_of: net}\n  cloud: {kind: supplier}\n"
    old = CHEF + rest + policy
    now = old.replace("  cloud: {", "  aws: {was: [cloud], ").replace("net", "web")
    now = now.replace("  web: {", "  web: {was: [net], ").replace("unit:web", "unit:net")
    broken = now.replace("  bar: {kind: team}", "  bar: {kind: team, needs: [aws, line]}")

    def told(text: str) -> set[tuple[str, tuple[str, ...]]]:
        found = new(internalmap.loads(old), internalmap.loads(text))
        return {(each.rule, each.parties) for each in found if "policy" in each.rule}

    assert told(old) == set()
    assert told(now) == {("policy-matches-nobody", ())}
    assert told(broken) == {
        ("policy-matches-nobody", ()), ("policy", ("bar", "aws")), ("policy", ("bar", "line"))
    }  # fmt: skip
    [first, second] = (
        each
        for each in internalmap.check(internalmap.loads(now)).findings
        if each.rule == "policy-matches-nobody"
    )
    assert "'cloud' is a former id, and is read as 'aws'" in first.message + second.message
    assert "Write 'unit:web' instead." in (first.remedy, second.remedy)


def test_a_new_policy_is_judged_on_the_old_model_as_it_stands_now() -> None:
    old = CHEF.replace("  bar: {kind: team}", "  bar: {kind: team, needs: [cloud]}\n  cloud: {}")
    now = old.replace("needs: [cloud]", "needs: [aws]").replace("cloud: {", "aws: {was: [cloud]")
    policy = "check: {policies: [{name: P, kind: forbidden, customers: bar, suppliers: aws, "
    both = internalmap.loads(old), internalmap.loads(now + policy + "reason: r}]}\n")
    assert [each.rule for each in internalmap.check(both[1]).findings].count("policy") == 1
    assert new(*both) == ()


def test_parties_that_became_one_bring_nothing_new() -> None:
    old = CHEF.replace("from: chef,", "from: [chef, prep], at_least: 2,") + "  prep: {}\n"
    now = CHEF.replace("from: chef", "from: crew").replace(
        "  chef: {", "  crew: {was: [chef, prep], "
    )
    assert {each.rule for each in new(internalmap.loads(old), internalmap.loads(now))} == set()


@pytest.mark.parametrize(
    ("kind", "rest"),
    [
        ("forbidden", "customers: bar, suppliers: [cloud, shop]"),
        ("independent", "groups: [bar, cloud, shop]"),
        ("layers", "layers: [cloud, shop, bar]"),
    ],
)
def test_what_a_policy_rules_out_was_so_before_where_something_nearer_was_found(
    kind: str, rest: str
) -> None:
    """Of longer chains, and beside a direct dependency, not all are told; that one of those goes
    makes another a finding, and nothing worse."""
    old = (
        "check: {policies: [{name: P, kind: K, R, reason: r}]}\n"
        "parties: {guests: {kind: customer, needs: [bar]}, bar: {needs: [hub, shop]}, "
        "hub: {needs: [cloud]}, cloud: , shop: }"
    ).replace("K", kind).replace("R", rest)  # fmt: skip
    fewer = old.replace("needs: [hub, shop]", "needs: [hub]")

    def told(before: str, now: str) -> list[tuple[str, ...]]:
        found = new(internalmap.loads(before), internalmap.loads(now))
        return [each.parties for each in found if each.rule == "policy"]

    other = [
        each
        for each in internalmap.check(internalmap.loads(fewer)).findings
        if each.rule == "policy"
    ]
    assert [each.parties for each in other] == [("bar", "cloud")]
    assert told(old, fewer) == []
    if kind == "forbidden":  # what is there by a direct dependency is not looked for by a chain
        assert told(fewer, old) == [("bar", "shop")]
    accepted = fewer.replace(
        "bar: {", "bar: {accept: [{rule: policy, reason: r, by: x, until: 2999-01-01}], "
    )
    assert told(accepted, fewer) == [("bar", "cloud")]


def test_what_stood_behind_something_worse_is_not_new() -> None:
    old = (
        "parties: {x: {kind: customer, needs: [{from: [a, b], frequency: weekly, effort: 10h}, "
        "{from: b, importance: helpful, frequency: weekly, effort: 12h}]}, a: , "
        "b: {capacity: 11h/week}}"
    )
    now = old.replace("effort: 12h", "effort: 8h")
    both = internalmap.loads(old), internalmap.loads(now)
    assert {each.rule for each in internalmap.check(both[0]).findings} >= {"overload"}
    assert "overload-after-failure" in {each.rule for each in internalmap.check(both[1]).findings}
    assert "overload-after-failure" in {each.rule for each in new(*both)}  # 18 h is over 12 h
    milder = old.replace("effort: 10h", "effort: 3h").replace("12h", "13h")
    both = internalmap.loads(milder), internalmap.loads(milder.replace("13h", "9h"))
    assert new(*both) == ()


def test_who_comes_behind_an_accepted_point_is_told_and_fails_nothing() -> None:
    text = CHEF.replace(
        "  chef: {",
        "  chef: {accept: [{rule: single-point-of-failure, reason: r, by: owner, "
        "until: 2999-01-01, stops: [guests]}], ",
    )
    more = text + "  vips: {kind: customer, needs: [{from: kitchen, within: 1h}]}\n"
    found = new(internalmap.loads(text), internalmap.loads(more))
    chef = [each for each in found if each.parties == ("chef",) and each.stops]
    assert [each.severity for each in chef] == ["note"]
    bare = CHEF + "  vips: {kind: customer, needs: [{from: kitchen, within: 1h}]}\n"
    found = new(internalmap.loads(text), internalmap.loads(bare))
    assert [each.severity for each in found if each.parties == ("chef",)] == ["error"]


def test_each_finding_needs_one_of_its_own_that_stood_before() -> None:
    """A second need on which a promise does not rest is new, milder as it is."""
    old = (
        "parties: {c: {kind: customer, needs: [{from: a, within: 1h}]}, b: , "
        "a: {needs: [{service: X, from: b, within: 9h, buffer: 0}]}}"
    )
    now = old.replace("buffer: 0}", "buffer: 0}, {service: Y, from: b, within: 2h, buffer: 0}")
    both = internalmap.loads(old), internalmap.loads(now)
    [found] = (each for each in new(*both) if each.rule == "promise-not-backed")
    assert found.measure == 3600
    assert not [each for each in new(*reversed(both)) if each.rule == "promise-not-backed"]


def test_a_circle_that_grows_is_new_and_one_that_shrinks_is_not() -> None:
    wide = "parties: {g: {kind: customer, needs: [a]}, a: {needs: [b]}, b: {needs: [a, c]}, c: {X}}"
    small, large = (internalmap.loads(wide.replace("X", each)) for each in ("", "needs: [b]"))

    def circles(old: Organization, now: Organization) -> int:
        return [each.rule for each in new(old, now)].count("essential-cycle")

    assert (circles(small, large), circles(large, small)) == (1, 0)


def test_a_box_that_takes_along_a_pair_is_told_and_fails_nothing() -> None:
    pair = (
        "parties: {g: {kind: customer, needs: [{from: [a, b], within: 1h}]}, c: , "
        "a: {restore: 1d X}, b: {restore: 2d X} Y}"
    )
    old = internalmap.loads(pair.replace("X", "").replace("Y", ""))
    now = internalmap.loads(pair.replace("X", ", part_of: hall").replace("Y", ", hall: "))
    found = new(old, now)
    assert {each.severity for each in found} == {"note"}
    [point] = (each for each in found if each.rule == "single-point-of-failure")
    assert point.parties == ("hall",)
    assert point.message.endswith("It was so before, of all who are inside hall.")
    change = internalmap.diff(old, now)
    assert (change.verdict, [*change.drawn]) == ("same", ["hall"])
    said = " ".join(rendered(change).split())
    assert "This leaves the risk as it was." in said
    assert "single point of failure" not in said
    assert "Boxes that take a whole group along, as before" in said


def test_an_overdue_action_is_measured_by_its_date() -> None:
    """Whatever the day: an earlier date is worse, and what the calendar brought is no change."""
    model = (
        "parties: {{x: {{kind: customer, needs: [y]}}, y: {{actions: [{{what: Mend, due: {0}}}]}}}}"
    )
    early, late = (internalmap.loads(model.format(each)) for each in ("2020-01-01", "2020-03-01"))
    assert [each.rule for each in new(late, early)] == ["overdue-action"]
    assert new(early, late) == new(late, late) == ()


def test_a_baseline_judges_by_what_absences_did(tmp_path: Path) -> None:
    file = tmp_path / "b.json"
    slow = CHEF.replace("within: 1h}]}\n  owner", "buffer: 4w}]}\n  owner")
    _, judged = judge(internalmap.loads(slow), Query(), model="m.yaml")
    file.write_text(baseline_text({"m.yaml": judged}, lambda _: True))
    known = read_baseline(str(file))

    def left(text: str) -> set[str]:
        _, now = judge(internalmap.loads(text), Query(), model="m.yaml")
        told = against(known, "m.yaml", now, lambda _: True).new
        return {each.rule for each in told if each.rule in RISKS}

    assert left(slow) == set()
    assert left(slow.replace("from: kitchen,", "from: [kitchen, bar],")) == set()
    assert left(slow.replace("buffer: 4w", "buffer: 1h")) == {"single-point-of-failure"}


BACK = """\
parties:
  guests: {kind: customer, needs: [bar]}
  bar:
  back: {name: Back office}
  front:
  a: {part_of: back, needs: [{from: b, within: 1h}]}
  b: {part_of: back, needs: [{from: a, within: 1h}]}
"""


def test_a_member_that_a_unit_gains_is_named_and_one_that_moves_is_not_new() -> None:
    text = BACK.replace("{from: b, within: 1h}", "{from: b, within: 1h}, {from: c, within: 1h}")
    text += "  c: {part_of: back, needs: [{from: a, within: 1h}]}\n"
    (finding,) = (
        each
        for each in new(internalmap.loads(BACK), internalmap.loads(text))
        if each.rule == "no-line-of-sight"
    )
    assert finding.message.endswith(" those whom the organisation serves. New: c.")
    assert finding.related[0].message == "c"
    moved = BACK.replace("  b: {part_of: back", "  b: {part_of: front")
    told = new(internalmap.loads(BACK), internalmap.loads(moved))
    assert "no-line-of-sight" not in {each.rule for each in told}


SHIFT = """\
parties:
  guests: {kind: customer, needs: [{from: [anna, bo], within: 1h}, {from: [anna, cy], within: 1h}]}
  anna: {kind: person}
  bo: {kind: person}
  cy: {kind: person}
  dan: {kind: person}
"""


def test_pairs_are_compared_and_not_the_party_that_they_share() -> None:
    """One more partner is named; where another comes to have the most pairs, none is new."""
    more = SHIFT.replace("{from: [anna, cy]", "{from: [anna, dan], within: 1h}, {from: [anna, cy]")
    (finding,) = new(internalmap.loads(SHIFT), internalmap.loads(more))
    assert finding.parties == ("anna", "bo", "cy", "dan")
    assert finding.message.endswith(" New: anna with dan.")
    circle = more.replace("{from: [anna, cy]", "{from: [bo, cy], within: 1h}, {from: [anna, cy]")
    fewer = SHIFT.replace("[anna, cy]", "[bo, cy]")
    assert [each.parties for each in _pairs(circle)] == [("anna", "bo", "cy", "dan"), ("bo", "cy")]
    assert [each.parties for each in _pairs(fewer)] == [("bo", "anna", "cy")]
    told = new(internalmap.loads(circle), internalmap.loads(fewer))
    assert "fragile-pair" not in {each.rule for each in told}


def _pairs(text: str) -> tuple[Finding, ...]:
    return internalmap.check(internalmap.loads(text), select=["fragile-pair"]).findings
