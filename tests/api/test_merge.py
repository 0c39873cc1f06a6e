"""Answers into models: what holds whatever the model is, and whatever is answered."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import yaml
from hypothesis import given, reject
from hypothesis import strategies as st

import internalmap
from exchange.answered_forms import Filling, answers, contents, filled
from internalmap.analyses.merge.answers import Answers
from internalmap.api.merge import merged
from internalmap.errors import InvalidModel
from internalmap.exchange.forms.changes import says_other
from internalmap.exchange.forms.content import FormContent
from internalmap.model.organization import Need, Organization, Said
from internalmap.results.merge import Merge, OnConflict
from strategies import models

_TIMES = ("", "1 h", "2 hours", "not at all", "3 days")
_TEXTS: Mapping[str, tuple[str, ...]] = {
    "importance": ("", "essential", "Important", "helpful", "not needed"),
    "buffer": _TIMES,
    "within": _TIMES,
    "restore": _TIMES,
    "frequency": ("", "2/day", "weekly"),
    "service": ("Soup", "Bread", ""),
    "note": ("", "As told", "Not so"),
    "given": ("", "yes", "no"),
    "kind": ("system", "information"),
}
_NEW_NAMES = ("Zzyzx", "Qwmf")


def organization_of(model: Mapping[str, Any], style: str = "json") -> Organization:
    """A model from a text in one of several styles."""
    if style == "json":
        return internalmap.loads(json.dumps(model, ensure_ascii=False))
    flow = {"block": False, "mixed": None}[style]
    text = yaml.safe_dump(
        json.loads(json.dumps(model)),
        default_flow_style=flow,
        allow_unicode=True,
        sort_keys=False,
        width=10_000,
    )
    return internalmap.loads(text)


STYLES = st.sampled_from(("json", "block", "mixed"))


def merge_of(
    organization: Organization,
    read: Sequence[Answers],
    on_conflict: OnConflict = "stop",
    same: Mapping[str, str] | None = None,
) -> Merge:
    return merged(organization, read, on_conflict, same or {}, [], lambda _: None)


def after(organization: Organization, result: Merge) -> Organization:
    """The organisation that the new texts make."""
    if not result.texts:
        return organization
    ((_, text),) = result.texts.items()
    return internalmap.loads(text.decode())


def unsaid(need: Need) -> Need:
    """A need without who stated it."""
    return replace(need, said=None)


@st.composite
def fillings(draw: Any, content: FormContent, *, free: bool = True) -> Filling:
    """What somebody may do to a form."""
    found = Filling(by=draw(st.sampled_from(("", "Ada", "Bo"))))
    found.on = draw(st.sampled_from(("", "2026-11-02", "2026-11-03")))
    labels = list(content.called.values())
    names = st.sampled_from([*labels, *(_NEW_NAMES if free else ())])
    for sheet in content.sheets:
        key = sheet.layout.key
        for at, row in enumerate(sheet.rows):
            if draw(st.integers(0, 2)):
                continue
            name = draw(st.sampled_from([*row.cells]))
            if name in _TEXTS:
                found.cells[key, at, name] = draw(st.sampled_from(_TEXTS[name]))
            elif name.startswith("can:"):
                found.cells[key, at, name] = draw(st.sampled_from(("", "yes")))
            elif name in ("suppliers", "fallbacks"):
                chosen = draw(st.lists(names, max_size=2, unique=True))
                found.cells[key, at, name] = "; ".join(chosen)
            what = draw(st.integers(0, 9))
            if what == 0:
                found.deleted.add((key, at))
            elif what == 1 and "buffer" in row.cells:
                found.copied.append((key, at, {"buffer": draw(st.sampled_from(_TIMES))}))
        if draw(st.integers(0, 2)) == 0 and key == "needs":
            new = {"service": draw(st.sampled_from(_TEXTS["service"])), "suppliers": draw(names)}
            new["importance"] = draw(st.sampled_from(_TEXTS["importance"][:4]))
            found.new.append((key, new))
        if draw(st.integers(0, 3)) == 0 and key == "supplies":
            new = {"service": draw(st.sampled_from(_TEXTS["service"])), "customer": draw(names)}
            found.new.append((key, new))
    return found


@st.composite
def rounds(draw: Any, *, least: int = 1) -> tuple[Organization, list[tuple[FormContent, Filling]]]:
    """A model, and what those who were asked did to their forms."""
    organization = organization_of(draw(models()), draw(STYLES))
    forms = list(contents(organization, draw(st.sampled_from(("unit", "party")))).values())
    if len(forms) < least:
        reject()
    return organization, [(form, draw(fillings(form))) for form in forms]


def read_all(
    forms: Sequence[tuple[FormContent, Filling]],
    orders: Mapping[str, Mapping[str, list[int]]] | None = None,
) -> list[Answers]:
    found = []
    for form, filling in forms:
        read, wrong = answers(form, filling, (orders or {}).get(form.unit))
        assert not wrong, wrong
        found.append(read)
    return found


@given(st.data())
def test_what_the_model_says_changes_nothing_but_who_said_it(data: st.DataObject) -> None:
    organization = organization_of(data.draw(models()), data.draw(STYLES))
    forms = contents(organization, data.draw(st.sampled_from(("unit", "party"))))
    untouched = merge_of(organization, read_all([(form, Filling()) for form in forms.values()]))
    assert not untouched.texts
    assert not (untouched.changes or untouched.conflicts or untouched.new_names)
    assert set(untouched.not_answered) == set(forms)
    on = Filling(by="Ada", on="2026-11-02")
    result = merge_of(organization, read_all([(form, on) for form in forms.values()]))
    assert not (result.changes or result.conflicts or result.new_names)
    assert result.answered == result.asked == len(forms)
    made = after(organization, result)
    assert made.parties == organization.parties
    customers = {party for form in forms.values() for party in form.parties}
    day = date(2026, 11, 2)
    mine = Said("Ada", day)
    for need, before in zip(made.needs, organization.needs, strict=True):
        stated = need.customer in customers and (
            before.said is None or before.said.date is None or before.said.date < day
        )
        assert unsaid(need) == unsaid(before)
        assert not stated or need.said == mine


@given(rounds(), st.sampled_from(("stop", "keep", "take")))
def test_merging_twice_changes_nothing(
    case: tuple[Organization, list[tuple[FormContent, Filling]]], choice: OnConflict
) -> None:
    organization, forms = case
    read = read_all(forms)
    try:
        result = merge_of(organization, read, choice)
    except InvalidModel:
        reject()
    made = after(organization, result)
    again = merge_of(made, read, choice)
    assert not again.texts, (again.changes, result.changes)


@given(rounds(), st.randoms(use_true_random=False))
def test_any_order_of_files_and_rows_gives_the_same(
    case: tuple[Organization, list[tuple[FormContent, Filling]]], random: Any
) -> None:
    organization, forms = case
    orders: dict[str, dict[str, list[int]]] = {}
    for form, filling in forms:
        for sheet in form.sheets:
            key = sheet.layout.key
            count = len(sheet.rows) - sum(where == key for where, _ in filling.deleted)
            count += sum(where == key for where, _, _ in filling.copied)
            count += sum(where == key for where, _ in filling.new)
            numbers = list(range(count))
            random.shuffle(numbers)
            orders.setdefault(form.unit, {})[key] = numbers
    shuffled = list(forms)
    random.shuffle(shuffled)
    found = []
    for read in (read_all(forms), read_all(shuffled, orders)):
        try:
            result = merge_of(organization, read, "take")
        except InvalidModel:
            reject()
        found.append(
            (
                result.texts,
                [(each.kind, each.need, each.party, each.key) for each in result.conflicts],
                sorted((each.name, each.count, each.party or "") for each in result.new_names),
            )
        )
    assert found[0] == found[1]


@given(rounds(), st.data())
def test_a_form_changes_only_needs_of_which_its_unit_is_an_end(
    case: tuple[Organization, list[tuple[FormContent, Filling]]], data: st.DataObject
) -> None:
    organization, forms = case
    form, filling = data.draw(st.sampled_from(forms))
    try:
        result = merge_of(organization, read_all([(form, filling)]), "take")
    except InvalidModel:
        reject()
    if any("selectors pick" in each for each in result.notices):
        reject()  # the model itself says who is meant, and a party that is new is among them
    made = after(organization, result)
    theirs = {form.unit, *form.parties}

    def others(one: Organization) -> list[Need]:
        return [
            replace(need, customers=(), units=())
            for need in one.needs
            if need.customer not in theirs and not theirs.intersection(need.suppliers)
        ]

    assert others(made) == others(organization)


@given(rounds())
def test_whoever_answered_is_not_asked_again_about_what_came_of_the_answer(
    case: tuple[Organization, list[tuple[FormContent, Filling]]],
) -> None:
    """A second form is for what others changed: not for what one's own form brought in. Where two
    rows of a form are about one need, it may be asked once more."""
    organization, forms = case
    form, filling = forms[0]
    if filling.copied or any(not cells.get("service") for _, cells in filling.new):
        reject()
    theirs = set(form.parties)
    if any(len(theirs.intersection(need.suppliers)) > 1 for need in organization.needs):
        reject()
    try:
        result = merge_of(organization, read_all([(form, filling)]), "keep")
    except InvalidModel:
        reject()
    if result.new_names:
        reject()
    now = contents(after(organization, result), form.by).get(form.unit)
    assert now is None or not says_other(now, filled(form, filling))


def test_the_analysis_counts_the_needs_that_nobody_has_stated() -> None:
    """Once somebody has stated one: of a model that nobody was asked about, it is no news."""
    needs: list[dict[str, Any]] = [{"from": "b"}, {"from": "c"}]
    model = {"parties": {"a": {"needs": needs}, "b": {}, "c": {}}}
    before = internalmap.analyze(organization_of(model)).notices
    assert not any("stated" in each for each in before)
    needs[0]["said"] = {"by": "Ada"}
    found = internalmap.analyze(organization_of(model)).notices
    assert "Of 2 needs, nobody has stated 1." in found
