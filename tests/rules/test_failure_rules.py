"""The rules about what stops, and about who has the time to stand in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import internalmap
import strategies
from effort import examples
from internalmap.api.check import check, judge
from internalmap.api.query import Query
from internalmap.results.check import CheckResult, Finding, fingerprint
from internalmap.rules.baseline import against, baseline_text, read_baseline

RULES = (
    "single-point-of-failure",
    "hollow-fallback",
    "overload",
    "overload-after-failure",
    "sole-supplier",
    "temporary-sole-supplier",
    "fragile-pair",
)
_SLOW = examples(100)
#: The grade of an absence that is a finding of each severity.
SEVERITIES = {"error": 1, "warning": 2, "note": 3}


def checked(text: str, *rules: str, **asked: Any) -> CheckResult:
    """The result of a few rules on a model."""
    return check(internalmap.loads(text), select=rules, **asked)


def found(text: str, rule: str, **asked: Any) -> tuple[Finding, ...]:
    """What one rule finds in a model."""
    return checked(text, rule, **asked).findings


def only(text: str, rule: str, **asked: Any) -> Finding:
    """The one thing that a rule finds in a model."""
    (finding,) = found(text, rule, **asked)
    return finding


def written(text: str, words: str, after: str = "") -> tuple[int, int]:
    """The line and the column at which words stand, the first after some others."""
    place = text.index(words, text.index(after))
    return text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place)


def place(finding: Finding) -> tuple[int, int]:
    """The line and the column at which a finding stands."""
    assert finding.place is not None
    line, column = finding.place.span.start
    return line, column


def related(finding: Finding) -> list[tuple[tuple[int, int], str]]:
    """The related places of a finding, with what is said of them."""
    return [((*each.place.span.start,), each.message) for each in finding.related]


# ------------------------------------------------------------------- single-point-of-failure

CHAIN = """\
parties:
  guests: {name: Hotel guests, kind: customer, needs: [reception]}
  reception: {needs: [{service: Guest register, from: it, buffer: 1h}]}
  it: {name: IT support, headcount: 1, restore: 4h}
"""


def test_a_single_point_names_who_is_let_down_and_how_soon() -> None:
    one, unit = found(CHAIN, "single-point-of-failure")
    assert (one.severity, one.parties, one.stops) == ("error", ("it",), ("guests",))
    assert one.message == (
        "The absence of IT support lets Hotel guests down from 1 h; back after 4 h."
    )
    assert one.remedy.startswith(
        "Give reception a stand-in for “Guest register” that does not lean on IT support,"
    )
    assert "shorten `restore` to 1 h, or let those who need it hold out 3 h longer" in one.remedy
    assert place(one) == written(CHAIN, "it:")
    assert related(one) == [
        (written(CHAIN, "{service"), "needed here by reception"),
        (written(CHAIN, "reception]"), "reception is needed here by Hotel guests"),
        (written(CHAIN, "restore"), "back after 4 h"),
    ]
    assert (unit.severity, unit.parties) == ("warning", ("reception",))
    assert unit.message == "The absence of reception lets Hotel guests down at once."


@pytest.mark.parametrize(
    ("party", "severity"),
    [
        ("{headcount: 1}", "error"),
        ("{kind: person}", "error"),
        ("{kind: supplier, restore: 61min}", "error"),
        ("{headcount: 2}", "warning"),
        ("{kind: department, restore: 61min}", "warning"),
        ("{kind: person, restore: 1h}", "note"),
        ("{headcount: 9, restore: 0}", "note"),
    ],
)
def test_how_bad_a_single_point_is(party: str, severity: str) -> None:
    text = f"parties: {{c: {{kind: customer, needs: [{{from: x, buffer: 1h}}]}}, x: {party}}}"
    rule = "single-point-of-failure"
    assert only(text, rule).severity == severity
    later = text.replace("1h", "25h").replace("61min", "26h")
    assert only(later, rule).severity == ("note" if severity == "note" else "warning")
    assert only(f"{later}\nsoon: 25h", rule).severity == severity
    strict = f"{text}\ncheck: {{units: error}}"
    assert only(strict, rule).severity == ("note" if severity == "note" else "error")
    for said in ("error", "warning", "note"):
        told = only(f"{text}\ncheck: {{rules: {{{rule}: {said}}}}}", rule).severity
        assert told == ("note" if severity == "note" else said)


def test_who_would_stop_later_is_counted_and_not_let_down() -> None:
    text = """\
parties:
  a: {kind: customer, needs: [{from: x, buffer: 1h}]}
  b: {kind: customer, needs: [{from: x, buffer: 30d}]}
  x: {restore: 2d}
"""
    finding = only(text, "single-point-of-failure")
    assert finding.stops == ("a",)
    assert finding.message == (
        "The absence of x lets a down from 1 h; back after 2 d; 1 other would stop later."
    )


def test_a_party_that_is_back_in_time_is_said_to_be() -> None:
    text = "parties: {c: {kind: customer, needs: [{from: x, buffer: 1h}]}, x: {restore: 5min}}"
    finding = only(text, "single-point-of-failure")
    assert finding.stops == ()
    assert finding.message == (
        "The absence of x would let c down from 1 h; back after 5 min, in time."
    )


def test_a_point_that_lets_several_down_is_one_finding() -> None:
    text = """\
parties:
  a: {kind: customer, needs: [{from: x, buffer: 2h}]}
  b: {kind: customer, needs: [{from: x, buffer: 1h}]}
  x:
"""
    finding = only(text, "single-point-of-failure")
    assert finding.stops == ("a", "b")
    assert finding.message == "The absence of x lets a and b down, the first from 1 h."


def test_a_person_that_a_unit_cannot_do_without() -> None:
    text = """\
parties:
  guests: {kind: customer, needs: [kitchen]}
  kitchen: {min_members: 2}
  anna: {kind: person, part_of: kitchen}
  bjørn: {kind: person, part_of: kitchen}
"""
    anna = found(text, "single-point-of-failure")[0]
    assert anna.parties == ("anna",)
    assert "for kitchen who can do what anna does" in anna.remedy
    assert related(anna)[0] == (written(text, "kitchen:"), "kitchen cannot work without it")


def test_an_absence_that_travels_from_inside_a_unit() -> None:
    text = """\
parties:
  guests: {kind: customer, needs: [{service: Dinner, from: [cook, baker]}]}
  kitchen: {kind: department}
  cook: {kind: person, part_of: kitchen}
  baker: {kind: person, part_of: kitchen}
  host: {kind: person}
"""
    kitchen = only(text, "single-point-of-failure")
    assert kitchen.parties == ("kitchen",)
    assert kitchen.message == "The absence of kitchen lets guests down at once."
    assert related(kitchen) == [(written(text, "{service"), "cook is needed here by guests")]


@pytest.mark.parametrize("rule", ["single-point-of-failure", "restored-too-late"])
def test_an_acceptance_at_the_party_covers_its_finding(rule: str) -> None:
    text = CHAIN.replace("restore: 4h", f"accept: [{{rule: {rule}, reason: r, by: b}}]")
    assert [each.parties for each in found(text, rule)] == [("reception",)]
    notices = internalmap.loads(text).notices
    assert bool(notices) == (rule == "restored-too-late")
    assert all("now part of single-point-of-failure: write that name" in each for each in notices)


def test_the_former_name_of_a_rule_sets_it_unless_its_own_does() -> None:
    text = f"{CHAIN}check: {{rules: {{restored-too-late: note}}}}\n"
    assert {each.severity for each in found(text, "single-point-of-failure")} == {"note"}
    assert {each.severity for each in found(text, "restored-too-late")} == {"note"}
    both = text.replace("note}", "note, single-point-of-failure: error}")
    assert {each.severity for each in found(both, "single-point-of-failure")} == {"error"}


def test_a_baseline_of_the_former_rule_is_read_as_one_of_this(tmp_path: Path) -> None:
    _, judged = judge(internalmap.loads(CHAIN), Query(), select=["single-point-of-failure"])
    late = fingerprint("restored-too-late", ("it",), None, "", 0)
    text = baseline_text({"org.yaml": judged}, lambda _: True)
    it = next(each.fingerprint for each, _ in judged.findings if each.parties == ("it",))
    text = text.replace('"rule": "single-point-of-failure"', '"rule": "restored-too-late"')
    file = tmp_path / "baseline.json"
    keys = ("model", "rule", "severity", "parties", "service", "stops", "fingerprint")
    earlier = [
        {key: each[key] for key in keys} for each in json.loads(text.replace(it, late))["findings"]
    ]
    for written in (
        text.replace(it, late),
        json.dumps({"internalmap": 1, "findings": earlier}),  # before there was more in it
    ):
        file.write_text(written, encoding="utf-8")
        known = read_baseline(str(file))
        assert against(known, "org.yaml", judged, lambda _: True).new == ()
        assert {each.rule for each in known.entries} == {"single-point-of-failure"}


# --------------------------------------------------------------------------- hollow-fallback

PAPER = """\
parties:
  guests: {kind: customer, needs: [{service: Key, from: [keys, desk], buffer: 10min}]}
  desk: {needs: [it]}
  keys: {kind: system, needs: [{from: it, buffer: 30min}]}
  it:
"""


def test_a_fallback_on_paper_names_who_defeats_it() -> None:
    finding = only(PAPER, "hollow-fallback")
    assert finding.severity == "warning"  # `it` is a team
    assert (finding.parties, finding.service) == (("guests", "keys", "desk"), "Key")
    assert finding.stops == ("guests",)
    assert place(finding) == written(PAPER, "from")
    assert finding.message == (
        "The fallback for “Key” of guests exists on paper only: of keys or else desk, too few are "
        "left without it (from 30 min). That lets guests down from 40 min."
    )
    assert related(finding) == [(written(PAPER, "it:"), "without it, too few are left from 30 min")]


def test_a_fallback_of_a_need_that_stops_nobody_is_a_note() -> None:
    text = PAPER.replace("buffer: 10min", "importance: important")
    finding = only(text, "hollow-fallback")
    assert (finding.severity, finding.stops) == ("note", ())
    assert only(text, "hollow-fallback", stops_on="important").severity == "warning"
    set_to = f"{text}check: {{rules: {{hollow-fallback: error}}}}\n"
    assert only(set_to, "hollow-fallback").severity == "note"


def test_a_fallback_is_as_bad_as_what_comes_of_it() -> None:
    """By the worst of the three absences that defeat it soonest; who is let down without this need
    too, or not let down at all, does not count."""
    rule = "hollow-fallback"
    one = PAPER.replace("  it:", "  it: {kind: system}")
    assert only(one, rule).severity == "error"
    in_time = one.replace("{kind: system}", "{kind: system, restore: 40min}")
    assert (only(in_time, rule).severity, only(in_time, rule).stops) == ("note", ())
    anyway = one.replace("buffer: 10min}", "buffer: 10min}, {from: post, buffer: 9h}")
    anyway += "  post: {needs: [it]}\n"
    assert (only(anyway, rule).severity, only(anyway, rule).stops) == ("note", ())
    inside = one.replace("kind: customer, ", "") + "  vips: {kind: customer, needs: [guests]}\n"
    assert only(inside, rule).stops == ("vips",)


def test_it_is_said_and_counted_where_whom_fallbacks_let_down_is_too_much(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("internalmap.analyses.fallback_effects.MAX_STEPS", -1)
    rule = "hollow-fallback"
    inside = PAPER.replace("kind: customer, ", "") + "  vips: {kind: customer, needs: [guests]}\n"
    result = checked(inside, rule)
    assert result.notices == (
        "1 finding of hollow-fallback does not say who is let down: to follow that takes more than "
        "5,000,000 steps.",
    )
    assert result.findings[0].severity == "warning"
    assert result.findings[0].message.endswith(". Whom that lets down was too much to follow.")
    set_to = f"{inside}check: {{rules: {{hollow-fallback: error}}}}\n"
    assert only(set_to, rule).severity == "error"
    at_once = checked(PAPER, rule)
    assert len(at_once.notices) == 1
    assert at_once.findings[0].stops == ("guests",)
    assert "That may let guests down; the rest was too much" in at_once.findings[0].message
    nobody = checked(PAPER.replace("buffer: 10min", "importance: important"), rule)
    assert (nobody.findings[0].severity, nobody.notices) == ("note", ())


def test_a_fallback_for_everyone_has_no_customer() -> None:
    text = """\
everyone: {needs: [{service: Pay, from: [payroll, bank]}]}
parties: {c: {kind: customer, needs: [a]}, a: , payroll: {needs: [it]}, bank: {needs: [it]}, it: }
"""
    finding = only(text, "hollow-fallback")
    assert finding.parties == ("payroll", "bank")
    assert place(finding) == written(text, "from")
    assert "“Pay” of everyone" in finding.message


def test_needs_alike_but_for_their_importance_stand_each_in_its_place() -> None:
    text = """\
parties:
  a:
    needs:
      - {from: [x, y], importance: helpful}
      - {from: [x, y]}
  x: {needs: [z]}
  y: {needs: [z]}
  z:
  c: {kind: customer, needs: [a]}
"""
    places = {each.severity: place(each) for each in found(text, "hollow-fallback")}
    assert places == {"note": written(text, "from"), "warning": written(text, "from", "helpful")}


# ---------------------------------------------------------------------------------- overload

BUSY = """\
parties:
  guests: {kind: customer, needs: [bar]}
  bar:
    needs:
      - {service: Dishes, from: kitchen, frequency: 80/day, effort: 6min}
      - {service: Snacks, from: kitchen, frequency: 1/week, effort: 1h}
      - {service: Advice, from: kitchen}
  kitchen: {capacity: 50h/week}
"""


def test_an_overload_stands_at_the_capacity_with_what_loads_it_most() -> None:
    finding = only(BUSY, "overload")
    assert (finding.severity, finding.parties) == ("error", ("kitchen",))
    assert place(finding) == written(BUSY, "capacity")
    assert finding.message == "kitchen has 50 h a week for 57 h of work: 114% of its time."
    assert related(finding) == [
        (written(BUSY, "{service: Dishes"), "“Dishes” for bar takes 56 h a week"),
        (written(BUSY, "{service: Snacks"), "“Snacks” for bar takes 1 h a week"),
    ]


def test_the_limit_of_an_overload_can_be_set() -> None:
    assert not found(BUSY.replace("50h", "57h"), "overload")
    assert not found(BUSY + "check: {rules: {overload: {max_utilisation: 1.2}}}", "overload")
    eased = BUSY.replace("50h", "60h")
    assert found(eased + "check: {rules: {overload: {max_utilisation: 0.9}}}", "overload")


def test_an_overload_never_reads_as_if_the_limit_were_kept() -> None:
    assert "over 100%" in only(BUSY.replace("50h", "56.9h"), "overload").message


# -------------------------------------------------------------------- overload-after-failure

SHIFT = """\
parties:
  guests: {kind: customer, needs: [bar]}
  bar: {needs: [{from: [a, b], frequency: daily, effort: 2h}]}
  a: {capacity: 20h/week}
  b: {capacity: 10h/week}
"""


def test_a_stand_in_without_the_time() -> None:
    finding = only(SHIFT, "overload-after-failure")
    assert (finding.severity, finding.parties, finding.stops) == ("warning", ("b", "a"), ())
    assert place(finding) == written(SHIFT, "capacity", "b: {cap")
    assert "Without a, b would be at 140% of its time" in finding.message
    assert related(finding) == [(written(SHIFT, "a:"), "without a")]


@pytest.mark.parametrize("party", ["a", "b"])
def test_a_stand_in_without_the_time_is_accepted_at_either(party: str) -> None:
    accept = "accept: [{rule: overload-after-failure, reason: r, by: b}]"
    text = SHIFT.replace(f"  {party}: {{", f"  {party}: {{{accept}, ")
    assert len(checked(text, "overload-after-failure").accepted) == 1


def overloads(text: str) -> list[tuple[str, str, float]] | None:
    """Who is overloaded by whose absence, as the analysis has it."""
    rows = internalmap.analyze(internalmap.loads(text)).overloads
    return None if rows is None else [(row.gone, row.overloaded, row.utilisation) for row in rows]


def test_the_work_of_those_who_stop_falls_away() -> None:
    copied = """\
everyone: {needs: [{from: [desk, reserve], frequency: daily, effort: 1h}]}
parties:
  a: {needs: [it]}
  b:
  c:
  it:
  desk: {needs: [it]}
  reserve: {capacity: 15h/week}
"""
    # Without `desk`, `reserve` has the work of a, b, c and it: 28 h a week; without `it`, which
    # stops `desk` and a too, that of b and c alone.
    assert overloads(copied) == [("desk", "reserve", 28 / 15)]
    assert overloads(copied.replace("15h", "13h")) == [
        ("desk", "reserve", 28 / 13),
        ("it", "reserve", 14 / 13),
    ]


def test_own_work_that_falls_away_makes_room() -> None:
    text = """\
parties:
  x: {needs: [{from: [a, b], frequency: 1/week, effort: 8h}]}
  y: {needs: [a, {from: b, frequency: 1/week, effort: 8h}]}
  a:
  b: {capacity: 10h/week}
"""
    assert overloads(text) == []  # without a, y stops, and its 8 hours are free for x
    assert overloads(text.replace("[a, {from: b", "[{from: b")) == [("a", "b", 1.6)]


def test_who_is_overloaded_anyway_or_stops_too_is_left_out() -> None:
    assert overloads(SHIFT.replace("10h", "14h")) == []
    assert overloads(SHIFT.replace("10h/week", "10h/week, needs: [a]")) == []
    helpful = SHIFT.replace("daily", "daily, importance: helpful")
    assert overloads(helpful) == [("a", "b", 1.4)]
    assert overloads(helpful.replace("10h/week", "10h/week, needs: [a]")) == []
    more = "needs: [{from: b, frequency: daily, effort: 2h}, {from: [a"
    busy = SHIFT.replace("needs: [{from: [a", more)
    assert overloads(busy) == []


def test_without_hours_nobody_is_judged() -> None:
    assert overloads(SHIFT.replace("capacity", "availability").replace("h/week", "%")) is None
    assert overloads(SHIFT.replace(", effort: 2h", "")) is None


# ------------------------------------------------------------------ sole-supplier, and temporary

SOLE = """\
parties:
  guests: {kind: customer, needs: [{from: [kitchen, bar]}]}
  kitchen: {needs: [{service: Fish, from: market}]}
  bar:
  market:
"""


def test_a_sole_supplier_stands_at_the_need() -> None:
    finding = only(SOLE, "sole-supplier")
    assert (finding.severity, finding.parties) == ("note", ("kitchen", "market"))
    assert (finding.service, finding.stops) == ("Fish", ())
    assert place(finding) == written(SOLE, "from", "Fish")
    assert finding.message == (
        "kitchen cannot go on without market for “Fish”: nobody is named to stand in."
    )


def test_a_short_need_is_its_own_place() -> None:
    text = SOLE.replace("{service: Fish, from: market}", "market")
    assert place(only(text, "sole-supplier")) == written(text, "market")


@pytest.mark.parametrize(
    "change",
    [
        ("from: market", "from: [market, bar]"),
        ("from: market", "from: market, importance: important"),
        ("[kitchen, bar]", "[kitchen]"),  # the market is a single point of failure then
    ],
)
def test_where_a_sole_supplier_is_no_news(change: tuple[str, str]) -> None:
    result = checked(SOLE.replace(*change), "sole-supplier", "single-point-of-failure")
    found_here = [each for each in result.findings if each.rule == "sole-supplier"]
    assert "market" not in {party for each in found_here for party in each.parties}


def test_a_need_that_takes_all_names_those_that_no_other_rule_names() -> None:
    text = SOLE.replace("from: market", "from: [market, it], at_least: all").replace(
        "  bar:\n", "  bar: {needs: [it]}\n  it:\n"
    )
    for rules, suppliers in (
        (("sole-supplier", "single-point-of-failure"), ("market",)),
        (("sole-supplier",), ("market", "it")),
    ):
        result = checked(text, *rules)
        (fish,) = (
            each
            for each in result.findings
            if each.rule == "sole-supplier" and each.service == "Fish"
        )
        assert fish.parties == ("kitchen", *suppliers)


def test_a_need_of_everyone_has_no_customer() -> None:
    text = SOLE + "  hr:\neveryone: {needs: [{service: Leave, from: hr}]}\n"
    text = text.replace("bar:\n", "bar: {kind: system}\n")
    (leave,) = (each for each in found(text, "sole-supplier") if each.service == "Leave")
    assert leave.parties == ("hr",)
    assert leave.message == "Nobody can go on without hr for “Leave”: nobody is named to stand in."


@pytest.mark.parametrize(
    ("party", "words"),
    [
        ("{engagement: temporary}", "is here for a time only"),
        ("{engagement: contractor, kind: person}", "is under a contract"),
        ("{kind: supplier}", "is an outside supplier"),
        ("{engagement: permanent}", None),
        ("{engagement: shareholder}", None),
    ],
)
def test_who_may_leave(party: str, words: str | None) -> None:
    text = SOLE.replace("  market:\n", f"  market: {party}\n")
    findings = found(text, "temporary-sole-supplier")
    assert len(findings) == (words is not None)
    for finding in findings:
        assert (finding.severity, finding.parties) == ("warning", ("market", "kitchen"))
        assert place(finding) == written(text, "from", "Fish")
        assert words is not None
        assert words in finding.message
        assert "“Fish” for kitchen" in finding.message


def test_who_may_leave_is_no_news_where_another_stands_in_or_another_rule_tells() -> None:
    text = SOLE.replace("  market:\n", "  market: {kind: supplier}\n")
    assert not found(text.replace("from: market", "from: [market, bar]"), "temporary-sole-supplier")
    point = text.replace("[kitchen, bar]", "[kitchen]")
    rules = [each.rule for each in checked(point, *RULES).findings]
    assert rules == ["single-point-of-failure"] * 2


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        (RULES, "single-point-of-failure"),
        (RULES[1:], "temporary-sole-supplier"),
        (("sole-supplier", "hollow-fallback"), "sole-supplier"),
    ],
)
def test_who_stands_alone_is_told_once_by_the_rule_that_says_most(
    rules: tuple[str, ...], told: str
) -> None:
    """Where that does not run, by the next: nothing is silent because of a rule that is off."""
    text = SOLE.replace("  market:\n", "  market: {kind: supplier}\n")
    text = text.replace("[kitchen, bar]", "[kitchen]")
    about = [each.rule for each in checked(text, *rules).findings if "market" in each.parties]
    assert about == [told]


def test_a_unit_that_rests_on_somebody_who_may_leave() -> None:
    text = SOLE + "  anna: {kind: person, part_of: kitchen, engagement: temporary}\n"
    finding = only(text, "temporary-sole-supplier")
    assert (finding.parties, finding.service) == (("anna", "kitchen"), None)
    assert place(finding) == written(text, "kitchen:")
    assert "kitchen cannot work without it" in finding.message
    two = text + "  chidi: {kind: person, part_of: kitchen}\n"
    assert not found(two, "temporary-sole-supplier")


# ------------------------------------------------------------------------------ fragile-pair


def test_a_pair_is_one_finding_however_many_it_lets_down() -> None:
    text = """\
parties:
  a: {kind: customer, needs: [{from: [y, x]}]}
  b: {kind: customer, needs: [{from: [x, y]}]}
  x:
  y:
"""
    finding = only(text, "fragile-pair")
    assert (finding.severity, finding.parties, finding.stops) == ("warning", ("x", "y"), ("a", "b"))
    assert place(finding) == written(text, "x:")
    assert related(finding) == [(written(text, "y:"), "y, the other of the two")]
    assert finding.message == (
        "The absence of both x and y lets a and b down, the first at once; that of one alone does "
        "not."
    )
    assert finding.remedy.startswith("See that they are not away at the same time")
    for party in "xy":
        accept = f"  {party}: {{accept: [{{rule: fragile-pair, reason: r, by: b}}]}}\n"
        assert not found(text.replace(f"  {party}:\n", accept), "fragile-pair")


@pytest.mark.parametrize(
    ("x", "y", "severity", "said"),
    [
        ("person", "person", "error", "lets c down from 1 h; that of one alone does not."),
        ("person", "team", "warning", "lets c down from 1 h; that of one alone does not."),
        (
            "person, restore: 3h", "person", "error",
            "lets c down from 1 h; that of one alone does not; the first is back after 3 h.",
        ),
        (
            "person, restore: 1h", "person", "note",
            "would let c down from 1 h; that of one alone does not; the first is back after 1 h, "
            "in time.",
        ),
    ],
)  # fmt: skip
def test_how_bad_a_pair_is(x: str, y: str, severity: str, said: str) -> None:
    text = (
        "parties: {c: {kind: customer, needs: [{from: [x, y], buffer: 1h}]}, "
        f"x: {{kind: {x}}}, y: {{kind: {y}}}}}"
    )
    finding = only(text, "fragile-pair")
    assert (finding.severity, finding.stops) == (severity, () if "in time" in said else ("c",))
    assert finding.message == f"The absence of both x and y {said}"


def test_a_pair_that_recovery_hides() -> None:
    """The grid is back before the diesel is used up, but not if nobody brings diesel."""
    text = """\
parties:
  c: {kind: customer, needs: [ward]}
  ward: {needs: [{service: Power, from: [grid, generator]}]}
  grid: {kind: supplier, restore: 12h}
  generator: {kind: system, needs: [{from: fuel, buffer: 8h}]}
  fuel: {kind: supplier, restore: 2d}
"""
    (pair,) = (each for each in found(text, "fragile-pair") if "fuel" in each.parties)
    assert pair.stops == ("c",)


STAR = """\
parties:
  c: {kind: customer, needs: [{from: [hub, x]}, {from: [hub, y]}, {from: [hub, z]}]}
  v: {kind: customer, needs: [{from: [y, z]}]}
  hub: {kind: person}
  x: {kind: person}
  y: {kind: person}
  z: {kind: team}
"""


def test_pairs_with_a_party_in_common_are_one_finding_for_each_severity() -> None:
    error, warning = found(STAR, "fragile-pair")
    assert (error.severity, error.parties, error.stops) == ("error", ("hub", "x", "y"), ("c",))
    assert error.absences == (("hub", "x"), ("hub", "y"))
    assert place(error) == written(STAR, "hub:")
    assert error.message == (
        "The absence of both hub and either x or y lets c down at once; that of one alone does not."
    )
    assert related(error) == [
        (written(STAR, "x: {kind"), "x, one of the others"),
        (written(STAR, "y: {kind"), "y, one of the others"),
    ]
    assert (warning.severity, warning.parties) == ("warning", ("z", "hub", "y"))
    assert warning.stops == ("c", "v")
    strict = STAR + "check: {rules: {fragile-pair: error}}\n"
    assert [each.parties for each in found(strict, "fragile-pair")] == [
        ("hub", "x", "y", "z"),
        ("y", "z"),
    ]


def test_a_pair_is_accepted_at_either_and_taken_out_of_those_at_the_hub() -> None:
    accept = "accept: [{rule: fragile-pair, reason: r, by: b}]"
    at_x = checked(STAR.replace("  x: {", f"  x: {{{accept}, "), "fragile-pair")
    assert [each.parties for each in at_x.findings] == [("hub", "y"), ("z", "hub", "y")]
    assert [each.finding.parties for each in at_x.accepted] == [("hub", "x")]
    at_hub = checked(STAR.replace("  hub: {", f"  hub: {{{accept}, "), "fragile-pair")
    assert [each.parties for each in at_hub.findings] == [("y", "z")]
    assert sorted(each.finding.absences for each in at_hub.accepted) == [
        (("hub", "x"), ("hub", "y")),
        (("hub", "z"),),
    ]


# ------------------------------------------------------------------------- whatever the model


def parties_of(result: CheckResult, rule: str) -> list[tuple[str, ...]]:
    """The parties of what a rule found, in order."""
    return sorted(each.parties for each in result.findings if each.rule == rule)


@_SLOW
@given(strategies.models())
def test_the_rules_tell_what_the_analysis_found(model: dict[str, Any]) -> None:
    organization = internalmap.loads(json.dumps(model, ensure_ascii=False))
    analysis = internalmap.analyze(organization)
    result = check(organization, select=RULES)
    points = {point.party: point for point in analysis.single_points_of_failure}
    assert parties_of(result, "single-point-of-failure") == [(party,) for party in sorted(points)]
    assert len(parties_of(result, "hollow-fallback")) == len(analysis.hollow_fallbacks)
    assert parties_of(result, "overload-after-failure") == sorted(
        (row.overloaded, row.gone) for row in analysis.overloads or ()
    )
    pairs = {row.parties for row in analysis.fragile_sets or () if len(row.parties) == 2}
    found_pairs = [each for each in result.findings if each.rule == "fragile-pair"]
    told = [pair for each in found_pairs for pair in each.absences]
    assert sorted(told) == sorted(pairs)
    assert parties_of(result, "overload") == [
        (row.id,) for row in analysis.parties if (row.utilisation or 0) > 1
    ]
    for finding in result.findings:
        point = points.get(finding.parties[0])
        if finding.rule == "single-point-of-failure":
            assert point is not None
            assert finding.stops == point.let_down
            assert SEVERITIES[finding.severity] == point.grade
        elif finding.rule == "sole-supplier":
            assert finding.parties[-1] not in points
        elif finding.rule == "temporary-sole-supplier":
            assert point is None


@_SLOW
@given(strategies.models(), st.data())
def test_order_means_nothing(model: dict[str, Any], data: st.DataObject) -> None:
    other = data.draw(strategies.reorderings(model))
    assert told(model) == told(other)


def told(model: dict[str, Any]) -> Sequence[object]:
    """All that the rules find, places left out."""
    organization = internalmap.loads(json.dumps(model, ensure_ascii=False))
    return [
        (each.fingerprint, each.severity, each.message, each.remedy, each.stops,
         [one.message for one in each.related])
        for each in check(organization, select=RULES).findings
    ]  # fmt: skip


# Recovery targets and copies

TARGETS = """
parties:
  guests:   {kind: customer, needs: [{service: Rooms, from: desk, limit: 6h, max_data_loss: 2h}]}
  desk:     {needs: [{from: bookings, buffer: 1h}]}
  bookings: {kind: system, restore_target: %s, restore: %s, backup_every: %s, needs: [disk]}
  disk:     {kind: system, backup_every: 90min, max_data_loss: 1h}
"""


@pytest.mark.parametrize(
    ("target", "restore", "words"),
    [
        ("7h", "7h", []),  # needed after 1 h and 6 h
        ("8h", "7h", ["meant to be back within 8 h, and is needed back within 7 h"]),
        ("4h", "5h", ["meant to be back within 4 h, and is back after 5 h"]),
        ("8h", "9h", ["needed back within 7 h", "back after 9 h"]),
    ],
)
def test_a_target_is_held_against_what_is_needed_and_recovery_against_the_target(
    target: str, restore: str, words: list[str]
) -> None:
    told = found(TARGETS % (target, restore, "1h"), "target-not-met")
    assert len(told) == len(words)
    for finding, each in zip(told, words, strict=True):
        assert each in finding.message


def test_copies_are_held_against_the_least_that_may_be_lost_along_the_chain() -> None:
    text = TARGETS % ("1h", "1h", "3h")
    told = {each.parties: each for each in found(text, "backup-too-old")}
    assert set(told) == {("bookings",), ("disk",)}
    assert "at most 2 h of work may be lost for guests" in told["bookings",].message
    assert place(told["bookings",]) == written(text, "backup_every")
    assert "at most 1 h of work may be lost." in told["disk",].message
    assert not found(TARGETS % ("1h", "1h", "2h"), "backup-too-old")[1:]


def test_a_fallback_and_a_helpful_need_pass_no_tolerance_on() -> None:
    text = """
parties:
  guests: {kind: customer, needs: [{from: [desk, bar], max_data_loss: 1h}]}
  desk:   {needs: [{from: notes, importance: helpful}]}
  bar:    {needs: [till]}
  notes:  {kind: information, backup_every: 1d}
  till:   {kind: system, backup_every: 1d}
"""
    assert found(text, "backup-too-old") == ()
