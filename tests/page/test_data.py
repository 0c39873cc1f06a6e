"""What a page knows: the figures of the report, what may be shown, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import internalmap
import strategies
from effort import examples
from internalmap import Organization
from internalmap.kernel.scope import scope
from internalmap.model.anonymize import anonymized, pseudonyms
from internalmap.page import findings
from internalmap.page.columns import column, script_json
from internalmap.page.data import page_data

_OPEN = """
organization: Inn
marking: Internal
parties:
  guests: {kind: customer, needs: [{from: bar, service: Drinks, buffer: 10min, url: "https://inn.example/bar"}]}
  bar:
    restore: 1h
    url: HTTP://inn.example/?a=1&b=%20
    tags: [late]
    needs:
      - from: [keg, tap]
        satisfaction: 2
        actions: [{what: a second tap, due: 2027-01-31, owner: secret-action-owner}]
  tap: {needs: [{from: cellar, buffer: 2h, note: secret-need-note, request: secret-request}]}
  keg:
    name: "</script><!-- <b>Keg</b>"
    contact: secret-contact
    owner: secret-owner
    note: |
      secret-note
      of two lines
    url: javascript:alert(1)
    needs: [cellar]
    accept: [{rule: similar-services, reason: secret-reason, by: secret-by, until: 2027-03-01}]
  cellar: {url: "java\\nscript:alert(1)"}
  hall: {url: "data:text/html,x", kind: system}
"""
_SECRETS = {
    "secret-action-owner",
    "secret-need-note",
    "secret-request",
    "secret-contact",
    "secret-owner",
    "secret-note",
    "secret-reason",
    "secret-by",
}


def known(organization: Organization, *, contacts: bool = False) -> dict[str, Any]:
    """What a page knows, as a browser reads it."""
    analysis = internalmap.analyze(organization)
    text = script_json(page_data(scope(organization), analysis, contacts=contacts))
    assert "<" not in text
    found: dict[str, Any] = json.loads(text)
    return found


def all_of(found: Mapping[str, Any], name: str, usual: object = None) -> list[Any]:
    """A column of parties, every entry in its place."""
    return expanded(found["parties"][name], len(found["network"]["ids"]), usual)


def expanded(column: Any, length: int, usual: object) -> list[Any]:
    """A column with the usual values in it."""
    if isinstance(column, list):
        return column
    return [column.get(str(number), usual) for number in range(length)]


@given(st.lists(st.sampled_from([None, 0, 1, 2])), st.sampled_from([None, 0, 1]))
def test_a_column_says_every_value(values: list[Any], usual: object) -> None:
    assert expanded(column(values, usual), len(values), usual) == values


def test_whom_to_call_who_answers_and_notes_are_there_only_if_asked_for() -> None:
    organization = internalmap.loads(_OPEN)
    without, with_contacts = (
        json.dumps(known(organization, contacts=asked)) for asked in (False, True)
    )
    assert [secret for secret in _SECRETS if secret in without] == []
    assert [secret for secret in _SECRETS if secret not in with_contacts] == []
    assert r"secret-note\nof two lines" in with_contacts


def test_a_page_of_pseudonyms_has_no_names() -> None:
    organization = internalmap.loads(_OPEN)
    hidden = known(anonymized(organization, pseudonyms(organization)), contacts=True)
    text = json.dumps(hidden)
    words = {"guests", "bar", "keg", "tap", "cellar", "hall", "Keg", "inn.example", *_SECRETS}
    assert [word for word in sorted(words) if f'"{word}' in text or f"{word}<" in text] == []
    assert (hidden["marking"], hidden["organization"]) == ("Internal", "Inn")


def test_only_web_addresses_can_be_followed_and_the_others_are_counted() -> None:
    found = known(internalmap.loads(_OPEN))
    links = dict(zip(found["network"]["ids"], all_of(found, "url"), strict=True))
    assert {id: link for id, link in links.items() if link} == {
        "bar": "HTTP://inn.example/?a=1&b=%20"
    }
    assert found["notices"][-1] == (
        "3 web addresses left out: only http, https and mailto can be followed."
    )


@examples(100)
@given(strategies.models())
def test_figures_are_those_of_the_report(model: dict[str, Any]) -> None:
    organization = internalmap.loads(json.dumps(model))
    analysis = internalmap.analyze(organization)
    found = known(organization)
    ids = found["network"]["ids"]
    points = {point.party: point for point in analysis.single_points_of_failure}
    rows = {row.id: row for row in analysis.parties}
    single = [points.get(id) for id in ids]
    assert all_of(found, "grade") == [point and point.grade for point in single]
    assert all_of(found, "needed") == [point and point.needed for point in single]
    assert all_of(found, "after") == [point and point.after for point in single]
    let_down = [len(point.let_down) if point else 0 for point in single]
    assert all_of(found, "let_down", 0) == let_down
    assert all_of(found, "impact", 0) == [rows[id].impact for id in ids]
    assert all_of(found, "level") == [rows[id].level for id in ids]
    kinds = [found["kinds"][kind] for kind in all_of(found, "kind", found["kinds"].index("team"))]
    assert kinds == [rows[id].kind for id in ids]
    listed = found["findings"]
    assert [ids[each["party"]] for each in listed["single_points"]] == [*points]
    pairs = analysis.fragile_sets or ()
    assert sum(each["count"] for each in listed["pairs"]) == len({each.parties for each in pairs})
    assert all(
        tuple(ids[n] for n in each["gone"]) in {p.parties for p in pairs}
        for each in listed["pairs"]
    )
    assert len(listed["fallbacks"]) == len(analysis.hollow_fallbacks)
    services = expanded(found["needs"]["service"], len(organization.needs), None)
    assert [None if each is None else found["texts"][each] for each in services] == [
        need.service for need in organization.needs
    ]


def test_scenarios_are_there_to_be_played_or_as_they_were_computed() -> None:
    text = """
parties:
  it: {kind: system}
  guests: {kind: customer, needs: [{from: it, buffer: 1h}]}
scenarios:
  cut: {name: The line is cut, gone: it, for: 8h}
  slow: {late: {it: 3h}}
"""
    found = known(internalmap.loads(text))
    it = found["network"]["ids"].index("it")
    assert found["findings"]["scenarios"] == [
        {
            "name": "The line is cut", "gone": [it], "for": 28800, "played": True,
            "why": "guests without from 1 h to 8 h.",
        },
        {
            "name": "slow", "gone": [], "for": None, "played": False,
            "why": "guests late by 2 h.",
        },
    ]  # fmt: skip


def test_the_agenda_is_the_same_on_any_day() -> None:
    found = known(internalmap.loads(_OPEN))
    ids = found["network"]["ids"]
    items = found["findings"]["agenda"]
    assert [
        (ids[item["party"]], item["with"], item["kind"], item["what"], item["due"])
        for item in items
    ] == [
        ("bar", None, "action", "a second tap", "2027-01-31"),
        ("keg", None, "acceptance runs out", "similar-services", "2027-03-01"),
        ("bar", ids.index("keg"), "talk", "feedback", None),
    ]


def test_findings_that_are_left_out_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "MOST_LISTED", 1)
    found = known(internalmap.loads(_OPEN))
    assert len(found["findings"]["agenda"]) == 1
    assert "2 items of the agenda left out: internalmap agenda tells all." in found["notices"]
