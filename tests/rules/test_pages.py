"""Every rule's page: what it says of itself, and its two examples."""

from __future__ import annotations

from datetime import date

import pytest

import internalmap
from internalmap import Finding, InternalMapError
from internalmap.model.rule_names import RULE_VALUES
from internalmap.rules import known_rules, rule_named

TODAY = date(2026, 11, 22)
USUAL = {
    "single-point-of-failure": "error",
    "hollow-fallback": "error",
    "overload": "error",
    "overload-after-failure": "warning",
    "sole-supplier": "note",
    "temporary-sole-supplier": "warning",
    "fragile-pair": "error",
    "target-not-met": "warning",
    "backup-too-old": "warning",
    "scenario-fails": "error",
    "no-external-customer": "note",
    "no-customer": "warning",
    "no-line-of-sight": "warning",
    "essential-cycle": "note",
    "no-standard": "note",
    "promise-not-backed": "warning",
    "low-satisfaction": "warning",
    "expectation-gap": "note",
    "similar-services": "note",
    "same-need-twice": "note",
    "stale-feedback": "warning",
    "overdue-action": "warning",
    "stale-acceptance": "warning",
    "too-many-customers": None,
    "too-many-suppliers": None,
    "long-chain": None,
    "one-way": None,
    "silo": None,
    "policy": "error",
    "policy-matches-nobody": "warning",
}
CALENDAR = {"stale-feedback", "overdue-action"}
EVERY_RULE = pytest.mark.parametrize("id", [pytest.param(id, id=id) for id in RULE_VALUES])


def found(text: str, id: str) -> list[Finding]:
    result = internalmap.check(internalmap.loads(text), select=[id], today=TODAY)
    assert all(finding.rule == id for finding in result.findings)
    return list(result.findings)


def test_every_rule_has_a_page_in_the_order_of_the_table() -> None:
    assert [rule.id for rule in known_rules()] == list(RULE_VALUES)
    assert set(USUAL) == set(RULE_VALUES)


def test_a_rule_that_there_is_not_steers_no_terminal() -> None:
    with pytest.raises(InternalMapError, match=r"no rule '\\x1b\[31mred'"):
        rule_named("\x1b[31mred")


@EVERY_RULE
def test_it_fires_on_one_example_and_is_silent_on_the_other(id: str) -> None:
    rule = rule_named(id)
    assert found(rule.fires, id)
    assert found(rule.silent, id) == []


@EVERY_RULE
def test_the_silent_example_is_silent_when_all_rules_run(id: str) -> None:
    result = internalmap.check(internalmap.loads(rule_named(id).silent), today=TODAY)
    assert [each for each in result.findings if each.rule == id] == []


@EVERY_RULE
def test_the_examples_stand_out_from_the_margin_and_differ(id: str) -> None:
    rule = rule_named(id)
    for text in (rule.fires, rule.silent):
        assert text.endswith("\n") and not text.startswith((" ", "\n"))
        assert max(map(len, text.splitlines())) <= 100
    assert rule.fires != rule.silent


@EVERY_RULE
def test_findings_on_the_example_say_who_and_where(id: str) -> None:
    rule = rule_named(id)
    for finding in found(rule.fires, id):
        assert finding.place is not None and finding.place.source.text == rule.fires
        assert finding.message.endswith((".", "?"))
        assert finding.title == rule.title


@EVERY_RULE
def test_it_is_named_and_worded_as_a_page(id: str) -> None:
    rule = rule_named(id)
    assert rule.id == id
    assert rule.title[0].isupper() and not rule.title.endswith((".", "?", "!"))
    for words in (rule.finds, rule.why, rule.remedy):
        assert words[0].isupper() and words.endswith(".")
        assert "  " not in words and "\n" not in words


@EVERY_RULE
def test_its_severity_is_the_usual_one(id: str) -> None:
    rule = rule_named(id)
    assert rule.severity == USUAL[id]
    assert rule.calendar == (id in CALENDAR)


@EVERY_RULE
def test_its_limits_are_those_of_the_table_and_each_has_a_meaning(id: str) -> None:
    rule = rule_named(id)
    assert tuple(rule.limits) == RULE_VALUES[id]
    assert all(limit.meaning.endswith(".") for limit in rule.limits.values())
