"""What the rules about structure, quality, words and dates find, and where."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import internalmap
import strategies
from effort import examples
from internalmap import CheckResult, Finding
from internalmap.analyses.agenda import agenda
from internalmap.api.check import judge
from internalmap.api.query import Query
from internalmap.model.units import groups
from internalmap.rules.structure.similar_services import _alike, _near_words

TODAY = date(2026, 11, 22)
RULES = (
    "no-external-customer",
    "no-customer",
    "no-line-of-sight",
    "essential-cycle",
    "no-standard",
    "promise-not-backed",
    "low-satisfaction",
    "expectation-gap",
    "similar-services",
    "same-need-twice",
    "stale-feedback",
    "overdue-action",
    "stale-acceptance",
    "too-many-customers",
    "too-many-suppliers",
    "long-chain",
    "one-way",
    "silo",
)
_MANY = examples(150)


def check(text: str, *rules: str, today: date | None = TODAY, **options: Any) -> CheckResult:
    return internalmap.check(internalmap.loads(text), select=rules, today=today, **options)


def find(text: str, rule: str, today: date | None = TODAY, **options: Any) -> list[Finding]:
    return list(check(text, rule, today=today, **options).findings)


def only(text: str, rule: str, today: date | None = TODAY) -> Finding:
    (finding,) = find(text, rule, today)
    return finding


def place(text: str, marked: str) -> tuple[int, int]:
    """The line and the column of words that stand in a text once."""
    assert text.count(marked) == 1, marked
    before = text[: text.index(marked)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def at(finding: Finding) -> tuple[int, int]:
    assert finding.place is not None
    start = finding.place.span.start
    return start.line, start.column


def related(finding: Finding) -> list[tuple[int, int]]:
    starts = [each.place.span.start for each in finding.related]
    return [(start.line, start.column) for start in starts]


def accepted(rule: str, more: str = "") -> str:
    return f"accept: [{{rule: {rule}, reason: known, by: ola{more}}}]"


# ------------------------------------------------------------------------------------- customers


def test_a_model_without_an_external_customer_says_who_stands_in() -> None:
    text = "organization: Bar\nparties:\n  desk: {needs: [bar]}\n  bar:\n"
    finding = only(text, "no-external-customer")
    assert (finding.severity, finding.parties, finding.service) == ("note", (), None)
    assert at(finding) == place(text, "parties")
    assert finding.message == (
        "No party is an external customer; desk is protected instead, at the end of the chains."
    )


@pytest.mark.parametrize(
    ("start", "words"),
    [
        ("protect: [bar]\n", "; bar is protected instead, as the model says."),
        ("protect: [bar, desk]\n", "; bar and desk are protected instead, as the model says."),
    ],
)
def test_it_names_those_whom_the_model_protects(start: str, words: str) -> None:
    text = f"{start}parties:\n  desk: {{needs: [bar]}}\n  bar:\n"
    assert only(text, "no-external-customer").message.endswith(words)


def test_it_names_those_whom_the_command_line_protects_and_says_where_nobody_is() -> None:
    text = "parties:\n  desk: {needs: [bar]}\n  bar:\n"
    (asked,) = find(text, "no-external-customer", protect=["bar"])
    assert asked.message.endswith("bar is protected instead, as asked with --protect.")
    nobody = only("parties:\n  desk:\n", "no-external-customer")
    assert nobody.message.endswith("; nobody is protected, so nobody can be let down.")


def test_one_external_customer_is_enough() -> None:
    assert find("parties: {guests: {kind: customer}}", "no-external-customer") == []


SIGHT = """\
parties:
  guests: {kind: customer, needs: [bar]}
  bar:
  history: {needs: [archive]}
  archive: {needs: [history]}
  loner:
"""


def test_no_line_of_sight_leaves_those_without_a_customer_to_their_own_rule() -> None:
    result = check(SIGHT, "no-line-of-sight", "no-customer")
    findings = [each for each in result.findings if each.rule == "no-line-of-sight"]
    assert [each.parties for each in findings] == [("archive",), ("history",)]
    assert {each.severity for each in findings} == {"warning"}
    assert at(findings[1]) == place(SIGHT, "history: {needs")
    assert [each.parties for each in find(SIGHT, "no-customer")] == [("loner",)]


def test_no_line_of_sight_is_accepted_at_the_party() -> None:
    text = SIGHT.replace("[archive]", f"[archive], {accepted('no-line-of-sight')}")
    result = check(text, "no-line-of-sight", "no-customer", "stale-acceptance")
    assert {each.rule for each in result.findings} == {"no-line-of-sight", "no-customer"}
    result = replace(
        result, findings=tuple(each for each in result.findings if each.rule != "no-customer")
    )
    assert [each.parties for each in result.findings] == [("archive",)]
    assert [each.finding.parties for each in result.accepted] == [("history",)]


# --------------------------------------------------------------------------------------- circles

CIRCLE = """\
parties:
  guests: {kind: customer, needs: [a]}
  a: {needs: [{service: Orders, from: c}]}
  b: {needs: [{service: Stock, from: [a, d]}]}
  c:
    needs:
      - {service: Advice, from: b, importance: helpful}
      - service: List
        from: b
  d: {needs: [c]}
"""


def test_an_essential_cycle_shows_its_way_round_and_stands_at_its_first_need() -> None:
    finding = only(CIRCLE, "essential-cycle")
    assert (finding.severity, finding.parties) == ("note", ("a", "b", "c", "d"))
    assert "a → b → c → a" in finding.message and "1 more party" in finding.message
    assert at(finding) == place(CIRCLE, "from: c")
    assert related(finding) == [place(CIRCLE, "from: [a, d]"), place(CIRCLE, "from: b\n")]


def test_a_circle_with_a_weak_need_is_none_unless_it_stops_its_customer() -> None:
    text = CIRCLE.replace("service: Stock", "importance: important")
    assert find(text, "essential-cycle") == []
    assert len(find(text, "essential-cycle", stops_on="important")) == 1


@pytest.mark.parametrize("party", ["a: {", "b: {", "d: {"])
def test_a_circle_is_accepted_at_any_of_its_parties(party: str) -> None:
    text = CIRCLE.replace(f"  {party}", f"  {party}{accepted('essential-cycle')}, ")
    assert find(text, "essential-cycle") == []
    assert len(check(text, "essential-cycle").accepted) == 1


# --------------------------------------------------------------------------- standards and promises

STANDARDS = """\
everyone: {needs: [{service: Pay, from: bar}]}
parties:
  guests:
    kind: customer
    needs:
      - {service: Dinner, from: kitchen}
      - {service: Room, from: desk, within: 5min}
      - {service: Taxi, from: desk, importance: important}
      - desk
  kitchen: {kind: department}
  cook: {kind: person, part_of: kitchen}
  desk:
  bar:
"""


def test_essential_needs_without_a_standard_are_one_finding() -> None:
    finding = only(STANDARDS, "no-standard")
    assert (finding.severity, finding.parties, finding.service) == ("note", (), None)
    assert finding.message.startswith("3 essential needs of 4 have no agreed time:")
    assert at(finding) == place(STANDARDS, "{service: Pay")
    assert [each.message for each in finding.related] == [
        "Pay for everyone",
        "what desk supplies to guests",
        "Dinner for guests",
    ]
    assert related(finding)[1:] == [
        place(STANDARDS, "desk\n  kitchen"),
        place(STANDARDS, "{service: Dinner"),
    ]


def test_defaults_are_standards_and_nothing_accepts_that_there_are_none() -> None:
    assert find(f"defaults: {{need: {{within: 1d}}}}\n{STANDARDS}", "no-standard") == []
    text = STANDARDS.replace("  bar:\n", f"  bar: {{{accepted('no-standard')}}}\n")
    assert len(find(text, "no-standard")) == 1


PROMISE = """\
parties:
  guests:
    kind: customer
    needs:
      - {service: Dinner, from: [kitchen, bar], within: 20min}
  kitchen:
    needs:
      - {service: Fish, from: pier, within: 2h, buffer: 1h}
      - {service: Salt, from: pier, within: 30min}
  bar: {needs: [{from: pier, within: 9h}]}
  pier: {kind: supplier}
"""


def test_a_promise_not_backed_stands_at_the_promise_and_points_at_what_it_rests_on() -> None:
    stated, assumed = find(PROMISE, "promise-not-backed")
    for finding in (stated, assumed):
        assert (finding.parties, finding.service) == (("kitchen", "guests"), "Dinner")
        assert at(finding) == place(PROMISE, "within: 20min")
    assert (stated.severity, related(stated)) == ("warning", [place(PROMISE, "within: 2h")])
    assert (assumed.severity, related(assumed)) == ("note", [place(PROMISE, "within: 30min")])
    assert stated.message == (
        "kitchen promises Dinner to guests within 20 min, but waits for Fish from pier, within "
        "2 h, and can bridge 1 h."
    )
    assert assumed.message.endswith("and can bridge nothing, as nobody wrote down a buffer.")
    assert stated.fingerprint != assumed.fingerprint


def test_a_buffer_that_bridges_the_difference_backs_a_promise() -> None:
    text = PROMISE.replace("1h}", "100min}").replace("30min}", "30min, buffer: 10min}")
    assert find(text, "promise-not-backed") == []


def test_a_promise_is_accepted_at_its_need() -> None:
    text = PROMISE.replace("20min}", f"20min, {accepted('promise-not-backed')}}}")
    assert find(text, "promise-not-backed") == []
    assert len(check(text, "promise-not-backed").accepted) == 2


def test_promises_that_say_the_same_each_stand_at_their_own_need() -> None:
    text = """\
parties:
  guests:
    kind: customer
    needs:
      - {from: [bar, a], within: 1h}
      - {from: [bar, b], within: 60min}
  a:
  b:
  bar:
    needs:
      - {from: a, within: 2h, request: by phone}
      - {from: a, within: 120min, request: by post}
"""
    findings = find(text, "promise-not-backed")
    found = sorted((at(finding), related(finding)[0]) for finding in findings)
    promises = [place(text, "within: 1h"), place(text, "within: 60min")]
    others = [place(text, "within: 2h"), place(text, "within: 120min")]
    assert found == [(promise, other) for promise in promises for other in others]
    assert len({finding.fingerprint for finding in findings}) == 4


# ------------------------------------------------------------------------------------ satisfaction

RATED = """\
parties:
  guests:
    kind: customer
    needs:
      - service: Dinner
        from: [kitchen, bar]
        at_least: all
        satisfaction: {reliability: 2, empathy: 3}
        expectation: 4
      - {service: Room, from: bar, satisfaction: 3, expectation: 3.5}
  kitchen:
  bar:
"""


def test_low_satisfaction_is_under_the_middle_of_the_scale() -> None:
    finding = only(RATED, "low-satisfaction")
    assert (finding.severity, finding.service) == ("warning", "Dinner")
    assert finding.parties == ("guests", "kitchen", "bar")
    assert at(finding) == place(RATED, "satisfaction: {")
    assert finding.message == (
        "Satisfaction with Dinner for guests from kitchen and bar is 2.5, under 3 on the scale "
        "from 1 to 5."
    )
    scaled = find(f"scale: {{min: 0, max: 10}}\n{RATED}", "low-satisfaction")
    assert sorted(each.service or "" for each in scaled) == ["Dinner", "Room"]


@pytest.mark.parametrize(("least", "services"), [("2.5", []), ("3.1", ["Dinner", "Room"])])
def test_the_model_says_what_is_low(least: str, services: list[str]) -> None:
    text = f"check: {{rules: {{low-satisfaction: {{min_satisfaction: {least}}}}}}}\n{RATED}"
    assert sorted(each.service or "" for each in find(text, "low-satisfaction")) == services


def test_low_satisfaction_of_everyone_names_who_supplies_it_and_is_accepted_there() -> None:
    text = """\
everyone: {needs: [{service: Pay, from: bar, satisfaction: 1}]}
parties: {cook: , bar: }
"""
    assert only(text, "low-satisfaction").parties == ("bar",)
    text = text.replace("1}", f"1, {accepted('low-satisfaction')}}}")
    assert find(text, "low-satisfaction") == []


def test_the_mean_of_answers_has_no_dust() -> None:
    text = "parties: {a: {needs: [{from: b, satisfaction: [2.9, 3.1, 3]}]}, b: }"
    assert find(text, "low-satisfaction") == []
    text = "parties: {a: {needs: [{from: b, satisfaction: 3.9, expectation: 4.4}]}, b: }"
    assert find(text, "expectation-gap") == []


def test_an_expectation_gap_is_wider_than_the_most() -> None:
    finding = only(RATED, "expectation-gap")
    assert (finding.severity, finding.service) == ("note", "Dinner")
    assert at(finding) == place(RATED, "satisfaction: {")
    assert related(finding) == [place(RATED, "expectation: 4\n")]
    assert "is 2.5, and 4 is expected: 1.5 under, where 0.5 is the most." in finding.message
    narrow = f"check: {{rules: {{expectation-gap: {{max_gap: 0.4}}}}}}\n{RATED}"
    assert sorted(each.service or "" for each in find(narrow, "expectation-gap")) == [
        "Dinner",
        "Room",
    ]
    assert find(RATED.replace("expectation: 4\n", "expectation: 2\n"), "expectation-gap") == []


# ---------------------------------------------------------------------------------------- services


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Pay", "pay"),
        ("Order tickets", "Order  tickets"),
        ("E-mail", "Email"),
        ("order_tickets", "Order tickets"),
        ("Dinner", "Diner"),
        ("Dinner", "Dnner"),
        ("Dinner", "Dinenr"),
        ("Cooked dishes", "Cooked dishs"),
        ("Guest room", "Guest rooms"),
        ("Monthly pay", "monthly-pey"),
        ("Accommodation", "Acomodation"),
        ("Økonomi", "ØKONOMMI"),
        ("Line 1 repair", "Line 1 repairs"),
    ],
)
def test_names_that_are_alike(one: str, other: str) -> None:
    assert _alike({one: 2, other: 1}) == {other: one}
    assert _alike({one: 1, other: 2}) == {one: other}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Line 1", "Line 2"),
        ("Line 1", "Line 11"),
        ("Room 1-11", "Room 11-1"),
        ("Form A", "Form B"),
        ("Form A", "Form AB"),
        ("Pay", "Pays"),
        ("Room", "Rooms"),
        ("Import papers", "Export papers"),
        ("Northern shift", "Southern shift"),
        ("Online orders", "Offline orders"),
        ("Network", "Network line"),
        ("Dinner", "Dinghy"),
        ("Hot meals", "Cold meals"),
        ("M365 licence", "M356 licence"),
    ],
)
def test_names_that_are_not_alike(one: str, other: str) -> None:
    assert _alike({one: 2, other: 1}) == {}


def test_each_rarer_name_is_told_once_beside_the_most_usual() -> None:
    counts = {"Dinner": 3, "dinner": 3, "Diner": 2, "Dinners": 5, "DINNER": 1}
    assert _alike(counts) == {
        "dinner": "Dinner",
        "DINNER": "Dinner",
        "Diner": "Dinner",
        "Dinners": "Dinner",
    }


def test_codes_of_one_letter_after_another_are_a_series() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    assert _alike({f"interface{one}{two}": 1 for one in letters for two in letters}) == {}


@_MANY
@given(st.sets(st.text("abc", min_size=3, max_size=6) | st.text("ab", min_size=9, max_size=12)))
def test_slips_are_found_as_if_every_word_were_compared(words: set[str]) -> None:
    compared = {
        word: {each for each in words if each != word and each[0] == word[0] and near(word, each)}
        for word in words
    }
    assert _near_words(words) == {word: others for word, others in compared.items() if others}


def near(one: str, other: str) -> bool:
    """By trying out every edit. (Of two letters, in words of two letters only: there it makes no
    difference that a swapped pair takes no further edit.)"""
    most = 2 if min(len(one), len(other)) >= 10 else 1
    reached = {one}
    for _ in range(most):
        reached |= {each for word in reached for each in edits(word, set(other))}
    return other in reached


def edits(word: str, letters: set[str]) -> set[str]:
    ends = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    found = {left + right[1:] for left, right in ends if right}
    found |= {left + right[1] + right[0] + right[2:] for left, right in ends if len(right) > 1}
    for letter in letters:
        found |= {left + letter + right for left, right in ends}
        found |= {left + letter + right[1:] for left, right in ends if right}
    return found


SERVICES = """\
parties:
  guests:
    kind: customer
    needs:
      - {service: Dinner, from: bar}
      - {service: Dinner, from: kitchen}
  bar: {needs: [{service: Diner, from: kitchen}]}
  kitchen: {can: [Bread, dinner]}
"""


def test_similar_services_stand_at_the_rarer_name() -> None:
    need, can = find(SERVICES, "similar-services")
    assert (need.severity, need.parties, need.service) == ("note", (), "Diner")
    assert at(need) == place(SERVICES, "service: Diner,")
    assert related(need) == [place(SERVICES, "service: Dinner, from: bar")]
    assert need.message == (
        "'Diner' (1 time) and 'Dinner' (2 times) look like one service with two names."
    )
    assert (can.service, at(can)) == ("dinner", place(SERVICES, "dinner]"))


def test_similar_services_are_accepted_where_the_rarer_name_stands() -> None:
    accept = accepted("similar-services")
    text = SERVICES.replace("Diner, from: kitchen", f"Diner, from: kitchen, {accept}")
    assert [each.service for each in find(text, "similar-services")] == ["dinner"]
    text = text.replace("can: [Bread, dinner]", f"can: [Bread, dinner], {accept}")
    assert find(text, "similar-services") == []


# ------------------------------------------------------------------------------------ the calendar

TALKS = """\
check: {rules: {stale-feedback: {max_review_age: 36h}}}
parties:
  guests:
    kind: customer
    needs:
      - {service: Dinner, from: bar, reviewed: 2026-11-20}
      - {service: Room, from: bar, satisfaction: 4}
      - {service: Taxi, from: bar}
  bar:
"""


def test_feedback_is_stale_once_the_agenda_has_it_overdue() -> None:
    both = only(TALKS, "stale-feedback")
    assert (both.severity, both.parties, both.service) == ("warning", ("guests", "bar"), None)
    assert at(both) == place(TALKS, "reviewed: 2026-11-20")
    assert related(both) == [place(TALKS, "reviewed: 2026-11-20"), place(TALKS, "{service: Room")]
    assert both.message == (
        "2 feedback talks with guests are overdue: on Dinner for guests and Room for guests."
    )
    assert both.members == ("guests: Dinner (bar)", "guests: Room (bar)")
    dinner = only(TALKS.replace(", satisfaction: 4", ""), "stale-feedback")
    assert (at(dinner), dinner.service) == (place(TALKS, "reviewed: 2026-11-20"), "Dinner")
    assert dinner.message == (
        "The last feedback talk on Dinner for guests was on 2026-11-20, longer ago than 1 d 12 h."
    )
    room = only(TALKS.replace("2026-11-20", "2026-11-21"), "stale-feedback")
    assert room.message == (
        "Satisfaction with Room for guests is given, and no feedback talk is on record."
    )
    day = date(2026, 11, 21)
    assert [each.service for each in find(TALKS, "stale-feedback", day)] == ["Room"]


@pytest.mark.parametrize(("days", "stale"), [(364, False), (365, False), (366, True)])
def test_feedback_is_good_for_a_year(days: int, stale: bool) -> None:
    day = TODAY - timedelta(days=days)
    text = f"parties: {{a: {{needs: [{{from: b, reviewed: {day}}}]}}, b: }}"
    assert bool(find(text, "stale-feedback")) == stale


def test_calendar_rules_only_tell_where_no_day_is_given() -> None:
    text = """\
parties:
  a: {needs: [{from: b, reviewed: 2001-01-01}], actions: [{what: mend, due: 2001-01-01}]}
  b: {accept: [{rule: silo, reason: known, by: ola, until: 2001-01-01}]}
"""
    rules = ("stale-feedback", "overdue-action", "stale-acceptance")
    for today, severity in ((TODAY, "warning"), (None, "note")):
        result = check(text, *rules, today=today)
        assert {each.rule: each.severity for each in result.findings} == dict.fromkeys(
            rules, severity
        )


ACTIONS = """\
parties:
  guests:
    kind: customer
    needs: [{service: Dinner, from: bar, actions: [{what: new menu, due: 2026-11-01}]}]
  bar:
    actions:
      - {what: someday}
      - {what: second oven, owner: guests, due: 2026-11-21}
      - {what: first oven, due: 2026-01-01, done: 2026-11-22}
      - {what: third oven, due: 2026-11-22}
      - {what: mend it, owner: Ola, due: 2026-10-01}
"""


def test_overdue_actions_stand_at_the_day_they_were_due() -> None:
    findings = find(ACTIONS, "overdue-action")
    assert {at(each): (each.parties, each.service) for each in findings} == {
        place(ACTIONS, "due: 2026-11-21"): (("bar",), None),
        place(ACTIONS, "due: 2026-10-01"): (("bar",), None),
        place(ACTIONS, "due: 2026-11-01"): (("guests",), "Dinner"),
    }
    assert sorted(each.message for each in findings) == [
        "mend it, promised for bar, was due on 2026-10-01 and is not done; it is up to Ola.",
        "new menu, promised for Dinner for guests, was due on 2026-11-01 and is not done; it is up "
        "to nobody in particular.",
        "second oven, promised for bar, was due on 2026-11-21 and is not done; it is up to guests.",
    ]


def test_the_order_of_actions_means_nothing_to_their_fingerprints() -> None:
    lines = ACTIONS.splitlines(keepends=True)
    other = "".join([*lines[:6], *reversed(lines[6:])])
    prints = [
        {each.message: each.fingerprint for each in find(text, "overdue-action")}
        for text in (ACTIONS, other)
    ]
    assert prints[0] == prints[1]
    assert len(set(prints[0].values())) == 3


def test_overdue_actions_are_accepted_at_their_party_or_need() -> None:
    accept = accepted("overdue-action")
    text = ACTIONS.replace("  bar:\n", f"  bar:\n    {accept}\n").replace(
        "from: bar,", f"from: bar, {accept},"
    )
    assert find(text, "overdue-action") == []


# ------------------------------------------------------------------------------------- acceptances

LONELY = """\
parties:
  guests: {kind: customer, needs: [bar]}
  bar:
  archive: {accept: [{rule: no-customer, reason: known, by: ola, until: 2026-10-01}]}
"""
BOTH = ("no-customer", "stale-acceptance")


def test_an_acceptance_that_ran_out_on_a_given_day_is_told_and_what_it_covered_is_back() -> None:
    stale, back = sorted(check(LONELY, *BOTH).findings, key=lambda each: each.rule, reverse=True)
    assert (back.rule, back.parties) == ("no-customer", ("archive",))
    assert (stale.severity, stale.parties) == ("warning", ("archive",))
    assert at(stale) == place(LONELY, "until")
    assert stale.message == (
        "The acceptance of no-customer on archive ran out on 2026-10-01: what it covered is back, "
        "if it is still there."
    )


def test_an_acceptance_that_ran_out_by_the_clock_goes_on() -> None:
    text = LONELY.replace("2026-10-01", "2001-10-01")
    result = check(text, *BOTH, today=None)
    (stale,) = result.findings
    assert (stale.rule, stale.severity) == ("stale-acceptance", "note")
    assert stale.message.endswith("what it covers will be back once the day is given.")
    assert [each.finding.rule for each in result.accepted] == ["no-customer"]


@pytest.mark.parametrize("today", [TODAY, None])
def test_one_that_has_not_run_out_covers_before_one_that_has(today: date | None) -> None:
    text = """\
parties:
  guests: {kind: customer, needs: [bar]}
  bar:
  attic:
    accept:
      - {rule: no-customer, reason: storage, by: ada, until: 2001-05-31}
      - {rule: no-customer, reason: still storage, by: bo}
"""
    result = check(text, *BOTH, today=today)
    assert [(each.by, each.reason) for each in result.accepted] == [("bo", "still storage")]
    (stale,) = result.findings
    assert at(stale) == place(text, "until")
    assert stale.message == (
        "The acceptance of no-customer on attic ran out on 2001-05-31, and another covers what it "
        "did: remove it."
    )


@pytest.mark.parametrize("today", [TODAY, None])
def test_of_those_that_have_not_run_out_the_one_that_lasts_longest_covers(
    today: date | None,
) -> None:
    text = """\
parties:
  guests: {kind: customer, needs: [bar]}
  bar:
  attic:
    accept:
      - {rule: no-customer, reason: storage, by: ada, until: 2999-05-31}
      - {rule: no-customer, reason: for good, by: cy}
      - {rule: no-customer, reason: still storage, by: bo, until: 2999-12-31}
"""
    result = check(text, *BOTH, today=today)
    assert [(each.by, each.reason) for each in result.accepted] == [("cy", "for good")]
    assert result.findings == ()


def test_an_acceptance_is_good_on_its_last_day() -> None:
    assert check(LONELY, *BOTH, today=date(2026, 10, 1)).findings == ()


@pytest.mark.parametrize("today", [TODAY, None])
def test_an_acceptance_that_covers_nothing_is_to_be_removed(today: date | None) -> None:
    text = LONELY.replace("[bar]", "[bar, archive]").replace("2026-10-01", "2999-10-01")
    (stale,) = check(text, *BOTH, today=today).findings
    assert (stale.severity, at(stale)) == ("warning", place(text, "rule"))
    assert stale.message == "The acceptance of no-customer on archive covers nothing: remove it."


def test_without_a_day_that_it_covers_nothing_counts_more_than_its_date() -> None:
    text = LONELY.replace("[bar]", "[bar, archive]").replace("2026-10-01", "2001-10-01")
    (stale,) = check(text, *BOTH, today=None).findings
    assert (stale.severity, at(stale)) == ("warning", place(text, "rule"))
    (ran_out,) = check(text, *BOTH).findings
    assert at(ran_out) == place(text, "until")
    assert ran_out.fingerprint == stale.fingerprint


def test_acceptances_of_rules_that_did_not_run_are_not_judged() -> None:
    text = LONELY.replace("[bar]", "[bar, archive]").replace("2026-10-01", "2999-10-01")
    assert find(text, "stale-acceptance") == []
    off = f"check: {{rules: {{no-customer: off}}}}\n{text}"
    assert find(off, "stale-acceptance") == []


STOPS = """\
parties:
  guests: {kind: customer, needs: [bar]}
  diners: {kind: customer, needs: [bar]}
  bar:
    headcount: 1
    accept:
      - {rule: single-point-of-failure, reason: known, by: ola, stops: [guests]}
"""


def test_an_acceptance_that_names_fewer_than_are_let_down_says_whom_it_lacks() -> None:
    (back,) = check(STOPS, "single-point-of-failure", "stale-acceptance").findings
    assert (back.rule, back.stops) == ("single-point-of-failure", ("diners", "guests"))
    assert back.message == (
        "The absence of bar lets diners and guests down, the first at once. The acceptance by ola "
        "does not name diners."
    )
    enough = STOPS.replace("[guests]}", "[diners, guests]}")
    assert check(enough, "single-point-of-failure", "stale-acceptance").findings == ()


def test_the_order_of_acceptances_means_nothing_and_those_of_needs_say_which() -> None:
    accept = "{{rule: {rule}, reason: known, by: ola, until: 2026-01-01}}"
    entries = [accept.format(rule=rule) for rule in ("silo", "one-way", "no-customer")]
    prints = []
    for order in (entries, entries[::-1]):
        text = f"""\
parties:
  guests:
    kind: customer
    accept: [{", ".join(order)}]
    needs: [{{service: Dinner, from: bar, accept: [{order[0]}]}}]
  bar:
"""
        found = find(text, "stale-acceptance")
        prints.append({each.message: each.fingerprint for each in found if not each.service})
        (need,) = [each for each in found if each.service == "Dinner"]
        assert need.parties == ("guests",)
        assert " on Dinner for guests ran out " in need.message
    assert prints[0] == prints[1]
    assert len(set(prints[0].values())) == 3


# ----------------------------------------------------------------------------- rules that are off

CHAIN = """\
parties:
  guests: {kind: customer, needs: [bar, it, hr]}
  bar: {needs: [it, hr, pier]}
  it: {needs: [hr]}
  hr:
  pier: {needs: [guests, boat]}
  boat: {needs: [net]}
  net:
"""


@pytest.mark.parametrize(
    ("rule", "most", "wanted"),
    [
        ("too-many-customers", 2, {"hr": "  hr:"}),
        ("too-many-suppliers", 2, {"bar": "needs: [it, hr, pier"}),
        ("long-chain", 3, {"net": "  net:"}),
    ],
)
def test_more_than_the_most_is_found_once_a_limit_is_set(
    rule: str, most: int, wanted: dict[str, str]
) -> None:
    text = f"check: {{rules: {{{rule}: {{max: {most}}}}}}}\n{CHAIN}"
    result = internalmap.check(internalmap.loads(text), today=TODAY)
    findings = [each for each in result.findings if each.rule == rule]
    assert {each.parties for each in findings} == {(party,) for party in wanted}
    assert {each.severity for each in findings} == {"warning"}
    for finding in findings:
        line, column = place(text, wanted[finding.parties[0]])
        assert at(finding) == (line, column + 2 * wanted[finding.parties[0]].startswith(" "))
        assert finding.message.endswith(f"more than {most}.")
    assert find(text.replace(f"max: {most}", f"max: {most + 1}"), rule) == []
    assert find(CHAIN, rule) == []


def test_rules_that_are_off_say_nothing_unless_asked() -> None:
    result = internalmap.check(internalmap.loads(CHAIN), today=TODAY)
    assert not {each.rule for each in result.findings} & {"one-way", "silo", "long-chain"}


def test_one_way_is_a_pair_without_a_need_back() -> None:
    text = """\
parties:
  guests: {kind: customer, needs: [{service: Dinner, from: [bar, kitchen]}, {from: bar}]}
  bar: {needs: [kitchen]}
  kitchen: {needs: [{service: Orders, from: bar, importance: helpful}]}
"""
    findings = find(text, "one-way")
    assert [each.parties for each in findings] == [("bar", "guests"), ("kitchen", "guests")]
    assert [at(each) for each in findings] == [
        place(text, "from: bar}]"),
        place(text, "from: [bar, kitchen]"),
    ]
    assert findings[1].message == (
        "guests needs kitchen (Dinner for guests), which needs nothing from it in return."
    )
    accept = accepted("one-way")
    at_need = text.replace("kitchen]},", f"kitchen], {accept}}},")
    at_supplier = text.replace("bar: {", f"bar: {{{accept}, ")
    at_customer = text.replace("kind: customer", f"kind: customer, {accept}")
    assert [each.parties for each in find(at_need, "one-way")] == [("bar", "guests")]
    assert [each.parties for each in find(at_supplier, "one-way")] == [("kitchen", "guests")]
    assert find(at_customer, "one-way") == []


def test_staffing_is_no_dependency_of_one_way() -> None:
    assert find("parties: {bar: , ola: {kind: person, part_of: bar}}", "one-way") == []


SILO = """\
parties:
  guests: {kind: customer, needs: [bar]}
  bar: {needs: [cooks]}
  house: {kind: department}
  cooks: {part_of: house, needs: [stores, dishes, knives]}
  stores: {part_of: house, needs: [dishes, knives]}
  dishes: {part_of: house, needs: [knives]}
  knives: {part_of: house}
"""


def test_a_silo_is_a_unit_whose_ties_stay_inside() -> None:
    finding = only(SILO, "silo")
    assert (finding.severity, finding.parties) == ("warning", ("house",))
    assert at(finding) == place(SILO, "house: {")
    assert finding.message == (
        "house keeps to itself: 86% of its ties stay inside (its E-I index is -0.71, under -0.5)."
    )
    strict = f"check: {{rules: {{silo: {{min: -0.8}}}}}}\n{SILO}"
    assert find(strict, "silo") == []
    alone = SILO.replace("needs: [cooks]", "kind: team")
    assert "all of its ties stay inside" in only(alone, "silo").message


# ---------------------------------------------------------------------------- whatever the model


def organization_of(model: dict[str, Any]) -> internalmap.Organization:
    return internalmap.loads(json.dumps(model, ensure_ascii=False))


def findings_of(model: dict[str, Any]) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {rule: [] for rule in RULES}
    result = internalmap.check(organization_of(model), select=RULES, today=TODAY)
    for finding in result.findings:
        found[finding.rule].append(finding)
    return found


@_MANY
@given(strategies.models())
def test_findings_agree_with_the_figures(model: dict[str, Any]) -> None:
    organization = organization_of(model)
    analysis = internalmap.analyze(organization)
    found = findings_of(model)
    parties = {rule: sorted(each.parties for each in found[rule]) for rule in RULES}
    alone = set(analysis.without_customer)
    assert parties["no-customer"] == sorted((party,) for party in alone)
    unseen = {
        party
        for party in analysis.without_line_of_sight
        if alone.isdisjoint([party, *organization.units_of(party)])
    }
    told = found["no-line-of-sight"]
    members = Counter(party for each in told for party in each.members)
    assert members == Counter(unseen if organization.of_kind("customer") else ())
    units = groups(organization, "unit")
    assert len(told) == len({units[party] for party in members})
    assert parties["essential-cycle"] == sorted(c.parties for c in analysis.essential_cycles)
    assert Counter((each.parties, each.service) for each in found["promise-not-backed"]) == Counter(
        ((row.party, row.promised_to) if row.promised_to else (row.party,), row.service)
        for row in analysis.promises_not_backed
    )
    assert parties["too-many-customers"] == [(r.id,) for r in analysis.parties if r.customers > 12]
    assert parties["silo"] == sorted(
        (row.unit,) for row in analysis.units if row.e_i is not None and row.e_i < -0.5
    )
    dependencies = analysis.summary.dependencies
    one_way = dependencies - analysis.summary.reciprocity * dependencies
    assert len(found["one-way"]) == round(one_way)
    late = [row for row in analysis.actions if row.done is None and row.due and row.due < TODAY]
    assert len(found["overdue-action"]) == len(late)
    assert len(found["no-external-customer"]) == (not organization.of_kind("customer"))
    without = [n for n in organization.needs if n.importance == "essential" and n.within is None]
    assert [len(each.related) for each in found["no-standard"]] == [len(without)] * bool(without)


@_MANY
@given(strategies.models())
def test_stale_feedback_is_what_the_agenda_has_overdue(model: dict[str, Any]) -> None:
    organization = organization_of(model)
    talks = Counter(
        (item.party, item.with_party, item.what)
        for item in agenda(organization, TODAY, ahead=timedelta()).items
        if item.kind == "talk" and (item.due is None or item.due < TODAY)
    )
    _, judged = judge(organization, Query(), select=["stale-feedback"], today=TODAY)
    found: Counter[tuple[str | None, str | None, str]] = Counter()
    units = groups(organization, "unit")
    told: Counter[str] = Counter()
    for _, match in judged.findings:
        needs = [part.need for part in match.parts if part.need is not None]
        told.update({units[need.customer] for need in needs if need.customer is not None})
        for need in needs:
            what = f"feedback on {need.service}" if need.service else "feedback"
            found.update((need.customer, supplier, what) for supplier in need.first_suppliers)
    assert set(told.values()) <= {1}
    assert found == talks


@_MANY
@given(strategies.models(), st.data())
def test_fingerprints_are_each_their_own_and_the_order_of_a_file_means_nothing(
    model: dict[str, Any], data: st.DataObject
) -> None:
    found = findings_of(model)
    other = findings_of(data.draw(strategies.reorderings(model)))
    for rule in RULES:
        prints = {each.fingerprint: each.message for each in found[rule]}
        assert len(prints) == len(found[rule])
        assert prints == {each.fingerprint: each.message for each in other[rule]}


@_MANY
@given(strategies.models())
def test_every_finding_stands_somewhere_and_ends_its_sentence(model: dict[str, Any]) -> None:
    for rule, findings in findings_of(model).items():
        for finding in findings:
            assert finding.place is not None, rule
            assert finding.message.endswith(".")


def test_the_same_need_twice_is_one_load() -> None:
    """Under one name, from a supplier that both list, in whatever way the customer comes to ask;
    the larger counts, in the report and where somebody is missing."""
    text = """\
defaults: {need: {importance: important, frequency: weekly}}
parties:
  guests: {kind: customer, needs: [desk]}
  desk:
    needs:
      - {service: Pay, from: [payroll, agency], effort: 10h}
      - {service: Pay, from: payroll, effort: 30h}
      - {service: pay slips, from: payroll, effort: 1h}
      - {from: payroll, effort: 2h}
      - {from: [payroll, agency], effort: 4h}
  payroll: {capacity: 40h/week}
  agency: {kind: supplier, capacity: 13h/week}
  bar:
everyone:
  needs: [{service: Pay, from: payroll, effort: 5h}]
"""
    loads = {
        row.id: (row.load or 0) / 3600
        for row in internalmap.analyze(internalmap.loads(text)).parties
    }
    # The bar asks by the need of everyone alone; the desk for 30 h, and for 7 h of other things.
    assert loads["payroll"] == 30 + 7 + 5
    first, second = find(text, "same-need-twice")
    assert first.parties == ("desk", "payroll")
    assert first.message == (
        "desk asks payroll for “Pay” twice: of the work of both, the larger counts, once."
    )
    assert (second.parties, second.service) == (("desk", "payroll"), "Pay")
    assert (
        find(text.replace("Pay", "Wages", 1).replace("Pay", "Salary", 1), "same-need-twice") == []
    )
    [gone] = (
        row
        for row in internalmap.analyze(internalmap.loads(text)).overloads or ()
        if row.overloaded == "agency"
    )
    assert gone.gone == "payroll"
    assert gone.utilisation == 14 / 13
    twice = text.replace("from: payroll, effort: 30h", "from: [payroll, agency], effort: 9h")
    [gone] = (
        row
        for row in internalmap.analyze(internalmap.loads(twice)).overloads or ()
        if row.overloaded == "agency"
    )
    assert gone.utilisation == 14 / 13  # 10 h, not 19 h
