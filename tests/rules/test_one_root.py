"""One root is told once: what another rule says better, and what one finding says of several."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import given

import internalmap
import strategies
from effort import examples
from internalmap import Finding, Organization
from internalmap.api.check import judge
from internalmap.api.query import Query
from internalmap.model.rule_names import RULE_VALUES
from internalmap.rules import known_rules
from internalmap.rules.baseline import against, baseline_text, read_baseline
from internalmap.rules.judged import Judged
from internalmap.rules.rule import Match

TODAY = date(2026, 11, 22)
JOINED = [rule.id for rule in known_rules() if rule.join is not None]


def judged(organization: Organization, *rules: str) -> Judged:
    return judge(organization, Query(), select=rules, today=TODAY)[1]


def parts(found: Iterable[tuple[Finding, Match]], rule: str) -> Counter[tuple[object, ...]]:
    """What was found of a rule, each part by itself."""
    return Counter(
        (part.parties, part.service, part.need)
        for finding, match in found
        if finding.rule == rule
        for part in match.parts
    )


@examples(100)
@given(strategies.models())
def test_whatever_is_told_elsewhere_has_its_root_told(model: dict[str, Any]) -> None:
    organization = internalmap.loads(json.dumps(model))
    whole = judged(organization, *RULE_VALUES)
    roots: dict[str, set[str]] = {}
    for finding, _ in (*whole.findings, *whole.accepted):
        roots.setdefault(finding.rule, set()).update(finding.parties or [""])
    for _, match in whole.told_elsewhere:
        about = {"", *match.parties}
        for party in match.parties:
            about.update(organization.units_of(party))
        assert any(about & roots.get(rule, set()) for rule in match.told_by)


@examples(60)
@given(strategies.models())
def test_members_are_all_that_the_rule_finds_alone_and_each_once(model: dict[str, Any]) -> None:
    """Accepted, told, or told elsewhere; and by itself a rule is silent about nothing."""
    organization = internalmap.loads(json.dumps(model))
    whole = judged(organization, *RULE_VALUES)
    for rule in JOINED:
        alone = judged(organization, rule)
        assert not alone.told_elsewhere
        found = (*whole.findings, *whole.accepted, *whole.told_elsewhere)
        assert parts((*alone.findings, *alone.accepted), rule) == parts(found, rule)
    pairs = parts(whole.findings, "fragile-pair")
    assert set(pairs.values()) <= {1}


CATALOG = "parties: {a: {needs: [b]}, b: {needs: [a]}, c: {needs: [b], part_of: x}, x: , y: }"


def test_a_model_without_an_external_customer_is_told_as_that_and_once() -> None:
    found = judged(internalmap.loads(CATALOG), *RULE_VALUES).findings
    rules = Counter(finding.rule for finding, _ in found)
    assert rules["no-external-customer"] == 1
    assert "no-line-of-sight" not in rules
    alone = judged(internalmap.loads(CATALOG), "no-line-of-sight").findings
    assert {finding.rule for finding, _ in alone} == {"no-line-of-sight"}


UNIT = """\
parties:
  guests: {kind: customer, needs: [bar]}
  bar:
  back: {name: Back office}
  a: {part_of: back, needs: [b]}
  b: {part_of: back, needs: [a, c]}
  c: {part_of: back}
  d: {part_of: back, needs: [bar]}
  attic:
  box: {part_of: attic}
"""


def test_one_finding_for_a_unit_which_can_be_accepted_there() -> None:
    result = internalmap.check(internalmap.loads(UNIT), select=["no-line-of-sight", "no-customer"])
    alone, unit = sorted(result.findings, key=lambda each: each.rule)
    assert (alone.rule, alone.parties) == ("no-customer", ("attic",))
    assert alone.message == (
        "attic has no customer: nobody in the model depends on it, nor on anyone inside it."
    )
    assert (unit.rule, unit.parties) == ("no-line-of-sight", ("a", "b", "back", "c", "d"))
    assert unit.members == unit.parties
    assert unit.message == (
        "Back office has no line of sight, nor has anyone inside it: no chain leads from there to "
        "those whom the organisation serves."
    )
    some = internalmap.loads(UNIT.replace("[bar]}\n  bar", "[bar, d]}\n  bar"))
    (unit,) = internalmap.check(some, select=["no-line-of-sight"], ignore=["no-customer"]).findings[
        :1
    ]
    assert unit.message == (
        "3 parties of Back office have no line of sight to those whom the organisation serves: a, "
        "b and c."
    )
    entry = "{rule: no-line-of-sight, reason: r, by: o}"
    text = UNIT.replace("Back office}", f"Back office, accept: [{entry}]}}")
    accepted = internalmap.check(internalmap.loads(text)).accepted
    assert [each.finding.parties for each in accepted] == [("a", "b", "back", "c", "d")]


TALKS = """\
parties:
  guests: {kind: customer, needs: [bar]}
  bar: {needs: [{service: Ice, from: x, reviewed: 2001-01-01}, NEED]}
  x:
"""


def test_a_baseline_knows_a_unit_again_with_fewer_members_and_not_with_more(
    tmp_path: Path,
) -> None:
    """One member or several: the finding is the same, and has grown or not."""
    file = tmp_path / "b.json"
    one, two = (
        internalmap.loads(TALKS.replace("NEED", f"{{service: Gas, from: x, reviewed: {day}}}"))
        for day in ("2026-11-01", "2001-01-01")
    )

    for before, now, told in ((two, one, 0), (one, two, 1), (two, two, 0)):
        file.write_text(
            baseline_text({"m.yaml": judged(before, "stale-feedback")}), encoding="utf-8"
        )
        known = read_baseline(str(file))
        found = against(known, "m.yaml", judged(now, "stale-feedback"), lambda _: True)
        assert len(found.new) == told
