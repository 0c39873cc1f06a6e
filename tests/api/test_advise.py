"""Advice against its definition, tried out one change after the other, and written into models."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import inf
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

import command
import internalmap
import oracle
import strategies
from effort import examples
from internalmap.analyses.advise.exposure import Budget
from internalmap.analyses.advise.search import Search
from internalmap.api.party import cards
from internalmap.errors import InternalMapError
from internalmap.modelfile.edit import applied, edited_text
from internalmap.modelfile.schema.json_schema import report_schema
from internalmap.results.advise import Advice, Exposure
from reports.golden import check
from reports.rendered import rendered

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
HOTEL = EXAMPLES / "fjord-hotel.yaml"
REASONS = ("same service", "can", "same team")
MEASURES = ("stand-in", "back-sooner", "hold-out")

_SLOW = examples(120)

# ------------------------------------------------------------------------ the definition, plainly


class Tried(NamedTuple):
    """A change, with all that decides between it and others."""

    worth: tuple[int, int, int]
    order: tuple[Any, ...]
    measure: str
    party: str
    stand_in: str | None
    because: str | None
    needs: tuple[int, ...]
    seconds: int | None
    removed: frozenset[tuple[str, str]]
    case: oracle.Case


def pairs(case: oracle.Case) -> dict[tuple[str, str], float]:
    """Each absence and whom it lets down, with when that is intolerable."""
    return {
        (key, one.protected): inf if one.needed is None else one.needed
        for key in case.candidates
        for one in oracle.effects(case, [key])
        if one.let_down
    }


def needed(case: oracle.Case, key: str) -> float:
    """When an absence is intolerable for the first of those whom it reaches."""
    return min(one.needed for one in oracle.effects(case, [key]) if one.needed is not None)


def worth(case: oracle.Case, times: Iterable[float]) -> tuple[int, int, int]:
    found = list(times)
    ends = (case.organisation.soon, case.organisation.bands[-1])
    soon, last = (sum(time <= end for time in found) for end in ends)
    return soon, last, len(found)


def team(case: oracle.Case, key: str) -> str | None:
    """The unit that somebody staffs, else the closest that has people and no teams."""
    for unit in case.parties:
        if oracle.crew_needed(case.parties, unit) and key in oracle.staff(case.parties, unit):
            return unit
    above = case.parties[key].part_of
    while above is not None:
        kinds = {case.parties[one].kind for one in oracle.staff(case.parties, above)}
        if kinds and kinds <= {"person", "role"}:
            return above
        above = case.parties[above].part_of
    return None


def who_may(
    case: oracle.Case, party: str, need: oracle.Need, excluded: Iterable[str]
) -> dict[str, str]:
    """Who may stand in for a party on a need, and why."""
    this = case.parties[party]
    found: dict[str, list[str]] = {reason: [] for reason in REASONS}
    for key, each in case.parties.items():
        around = oracle.inside(case.parties, key)
        if (
            key == party
            or key in {*oracle.inside(case.parties, party), *need.holders, *need.suppliers}
            or key in excluded
            or each.kind == "customer"
            or each.box
            or party in around
            or around & set(need.holders)
        ):
            continue
        of_it = [one for one in case.needs if need.service and one.service == need.service]
        if any(key in one.suppliers for one in of_it):
            found["same service"].append(key)
        elif need.service in each.can:
            found["can"].append(key)
        if this.kind in ("person", "role") and each.kind == this.kind:
            unit = team(case, party)
            if unit is not None and key in oracle.staff(case.parties, unit):
                found["same team"].append(key)
    if found["same service"] or found["can"]:
        found["same team"] = []
    return {key: reason for reason in reversed(REASONS) for key in found[reason]}


def unmet_by(case: oracle.Case, party: str) -> list[oracle.Need]:
    """The essential needs that an absence itself leaves unmet, of somebody who is there."""
    away = oracle.gone(case.parties, [party])
    return [
        need
        for need in case.needs
        if oracle.STRENGTH[need.importance] >= oracle.STRENGTH[case.stops_on]
        and len(set(need.suppliers) - away) < need.at_least
        and not {*need.holders, *need.stopped} <= away
    ]


def with_needs(case: oracle.Case, change: Mapping[int, oracle.Need]) -> oracle.Case:
    needs = tuple(change.get(need.number, need) for need in case.needs)
    return replace(case, organisation=replace(case.organisation, needs=needs), histories={})


def everything(
    case: oracle.Case, measures: Sequence[str], excluded: Sequence[str]
) -> Iterator[tuple[Any, ...]]:
    """Every change that the measures allow, as (measure, party, stand-in, why, needs, seconds,
    the case after it)."""
    place = {need.number: number for number, need in enumerate(case.needs)}
    for party in sorted({key for key, _ in pairs(case)}):
        unmet = unmet_by(case, party)
        if "stand-in" in measures:
            mine = [need for need in unmet if party in need.suppliers]
            allowed = {need.number: who_may(case, party, need, excluded) for need in mine}
            for stand_in in sorted({key for who in allowed.values() for key in who}):
                fits = [need for need in mine if stand_in in allowed[need.number]]
                for some in [[need] for need in fits] + ([fits] if len(fits) > 1 else []):
                    why = max((allowed[n.number][stand_in] for n in some), key=REASONS.index)
                    then = with_needs(
                        case,
                        {n.number: replace(n, suppliers=(*n.suppliers, stand_in)) for n in some},
                    )
                    numbers = tuple(place[need.number] for need in some)
                    yield "stand-in", party, stand_in, why, numbers, None, then
        restore = case.parties[party].restore
        if restore is None:
            continue
        due = needed(case, party)
        if "back-sooner" in measures and due and 4 * due >= restore:
            parties = {**case.parties, party: replace(case.parties[party], restore=int(due))}
            then = replace(
                case, organisation=replace(case.organisation, parties=parties), histories={}
            )
            yield "back-sooner", party, None, None, (), int(due), then
        longer = int(restore - due)
        some = [
            need
            for need in unmet
            if not any(case.parties[key].kind == "customer" for key in need.holders)
            and (
                need.limit is None
                or (
                    not set(need.holders) & set(case.protected)
                    and need.buffer + longer <= need.limit
                )
            )
        ]
        if "hold-out" in measures and some:
            then = with_needs(case, {n.number: replace(n, buffer=n.buffer + longer) for n in some})
            numbers = tuple(place[need.number] for need in some)
            yield "hold-out", party, None, None, numbers, longer, then


def strain(case: oracle.Case) -> tuple[set[tuple[str, str]], set[str]]:
    """Whom which absence overloads, and who is overloaded anyhow."""
    found = oracle.overloads(case) or []
    after = {(str(row["gone"]), str(row["overloaded"])) for row in found}
    return after, {key for key in case.parties if (oracle.utilisation(case, key) or 0) > 1}


def best(
    case: oracle.Case, measures: Sequence[str] = MEASURES, excluded: Sequence[str] = ()
) -> Tried | None:
    """The step that is worth most and overloads nobody, if one is worth anything."""
    now = pairs(case)
    ids = list(case.parties)
    found = []
    for measure, party, stand_in, why, needs, seconds, then in everything(case, measures, excluded):
        removed = now.keys() - pairs(then).keys()
        kind = case.parties[party].kind
        order = (
            MEASURES.index(measure),
            measure == "hold-out" and kind not in ("system", "supplier"),
            len(needs),
            ids.index(party),
            -1 if stand_in is None else ids.index(stand_in),
            needs,
        )
        gain = worth(case, (now[pair] for pair in removed))
        found.append(
            Tried(
                gain, order, measure, party, stand_in, why, needs, seconds, frozenset(removed), then
            )
        )
    after, at_once = strain(case)
    for tried in sorted(found, key=lambda each: ([-one for one in each.worth], each.order)):
        then_after, then_at_once = strain(tried.case)
        if tried.removed and then_after <= after and then_at_once <= at_once:
            return tried
    return None


def load(model: Mapping[str, Any]) -> internalmap.Organization:
    return internalmap.loads(json.dumps(model))


@st.composite
def questions(draw: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Models in which many could supply something and are back some time, and options."""
    model = draw(strategies.models(max_parties=7))
    for key, entry in model["parties"].items():
        more: dict[str, Any] = {}
        if draw(st.booleans()):
            more["can"] = draw(st.lists(st.sampled_from(strategies.SERVICES[:3]), max_size=2))
        if draw(st.booleans()):
            more["restore"] = draw(st.sampled_from(["30min", "2h", "1d", "4d"]))
        model["parties"][key] = {**(entry or {}), **more}
    options: dict[str, Any] = {}
    if strategies.one_in(draw, 4):
        options["stops_on"] = draw(st.sampled_from(["important", "helpful"]))
    if strategies.one_in(draw, 3):
        options["measures"] = draw(st.lists(st.sampled_from(MEASURES), min_size=1, unique=True))
    parties = oracle.resolve(model).parties
    for name in ("protect", "candidates", "exclude"):
        if strategies.one_in(draw, 5):
            options[name] = draw(st.lists(st.sampled_from(list(parties)), min_size=1, unique=True))
    return model, options


def case_of(model: Mapping[str, Any], options: Mapping[str, Any]) -> oracle.Case:
    """The case; units that no need lists are looked at by their members."""
    organisation = oracle.resolve(model)
    listed = {supplier for need in organisation.needs for supplier in need.suppliers}
    ordered = tuple(sorted(organisation.needs, key=oracle.need_order))
    return oracle.Case(
        replace(organisation, needs=ordered),
        oracle.protected_parties(organisation, options.get("protect", ())),
        [
            key
            for key in oracle.candidate_parties(organisation, options.get("candidates", ()))
            if key in listed or not oracle.members(organisation.parties, key)
        ],
        options.get("stops_on", "essential"),
    )


def _loaded_if_valid(model: Mapping[str, Any]) -> internalmap.Organization:
    """A model that was drawn; where a `can:` selector picks others now, another one is drawn."""
    try:
        return load(model)
    except internalmap.InvalidModel:
        assume(False)
        raise


@_SLOW
@given(questions())
def test_every_step_is_the_best_of_all_changes(
    question: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    """Greedy, to the last tie; each says what it does; and the steps end when nothing helps."""
    model, options = question
    organization = _loaded_if_valid(model)
    case = case_of(model, options)
    orders = [oracle.need_order(need) for need in case.needs]
    assume(len(set(orders)) == len(orders))
    advice = internalmap.advise(organization, steps=3, **options)
    asked = options.get("measures", MEASURES), options.get("exclude", ())
    assert exposure(advice.before) == exposed(case)
    for step in advice.steps:
        found = best(case, *asked)
        assert found is not None
        rows = [
            (need.customer, need.service, need.suppliers)
            for need in (case.needs[number] for number in found.needs)
        ]
        assert [(need.customer, need.service, need.suppliers) for need in step.needs] == rows
        assert (step.measure, step.party, step.stand_in, step.because) == (
            found.measure,
            found.party,
            found.stand_in,
            found.because,
        )
        assert (step.restore if step.measure == "back-sooner" else step.longer) == found.seconds
        assert {(each.party, each.protected) for each in step.removes} == found.removed
        then = {key for key, _ in pairs(found.case)}
        assert set(step.covers) == {key for key, _ in pairs(case)} - then
        assert exposure(step.after) == exposed(found.case)
        case = found.case
    if len(advice.steps) < 3:
        assert best(case, *asked) is None
        assert advice.ended
        left = {key for key, _ in pairs(case)}
        assert {each.party for each in advice.questions} == left


def exposure(found: Exposure) -> tuple[int, tuple[int, int, int]]:
    return found.absences, (found.soon, found.bands, found.pairs)


def exposed(case: oracle.Case) -> tuple[int, tuple[int, int, int]]:
    found = pairs(case)
    return len({key for key, _ in found}), worth(case, found.values())


@_SLOW
@given(questions())
def test_what_is_written_does_what_was_said(
    question: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    """The file is read and analysed anew: who was let down and is no more is what the steps say."""
    model, options = question
    organization = _loaded_if_valid(model)
    asked = {"stops_on": options.get("stops_on", "essential")}
    before = internalmap.analyze(organization, **asked)
    protected = before.settings.protected
    assume(protected)
    candidates = oracle.candidate_parties(oracle.resolve(model), ())
    assume(candidates)
    fixed = {**asked, "protect": protected, "candidates": candidates}
    advice = internalmap.advise(organization, steps=3, **fixed)
    try:
        made = internalmap.loads(edited_text(organization, advice.steps))
    except InternalMapError:
        assert any(step.restore for step in advice.steps)  # there may be no place for it
        return
    now = let_down(internalmap.analyze(organization, **fixed))
    then = let_down(internalmap.analyze(made, **fixed))
    assert then <= now
    listed = {supplier for need in organization.needs for supplier in need.suppliers}
    said = {(each.party, each.protected) for step in advice.steps for each in step.removes}
    assert {
        pair for pair in now - then if pair[0] in listed or pair[0] not in organization.members
    } == said


def let_down(analysis: internalmap.Analysis) -> set[tuple[str, str]]:
    return {
        (row.party, each.protected)
        for row in analysis.absences.rows
        for each in row.effects
        if each.let_down
    }


@_SLOW
@given(strategies.models(), st.data())
def test_the_order_of_keys_means_nothing(model: dict[str, Any], data: st.DataObject) -> None:
    other = data.draw(strategies.reorderings(model))
    assert _plain(internalmap.advise(load(model))) == _plain(internalmap.advise(load(other)))


def _plain(advice: Advice) -> str:
    return rendered(advice, "json") + rendered(advice)


# ---------------------------------------------------------------------------------------- written


def write(model: str, steps: int = 5, **options: Any) -> tuple[str, Advice]:
    organization = internalmap.loads(model)
    advice = internalmap.advise(organization, steps=steps, **options)
    made = edited_text(organization, advice.steps)
    assert internalmap.loads(made) == applied(organization, advice.steps)
    return made, advice


@_SLOW
@given(strategies.models(), st.booleans())
def test_what_is_written_is_what_was_advised(model: dict[str, Any], block: bool) -> None:
    """Or nothing is written, only ever where an entry has no place for it."""
    import yaml

    written = json.dumps(model, ensure_ascii=False)
    if block:
        written = yaml.safe_dump(model, allow_unicode=True, sort_keys=False)
        assume(_reads_as(written, model))
    organization = internalmap.loads(written)
    advice = internalmap.advise(organization, steps=3)
    try:
        made = edited_text(organization, advice.steps)
    except InternalMapError:
        assert any(step.restore for step in advice.steps)  # there may be no place for it
        return
    assert internalmap.loads(made) == applied(organization, advice.steps)
    if not block:
        json.loads(made)


def _reads_as(written: str, model: dict[str, Any]) -> bool:
    try:
        return internalmap.loads(written) == load(model)
    except internalmap.InvalidModel:
        return False


#: What stands in the place of `NEED` before and after; each time `spare` can stand in for `it`.
FORMS = [
    ("{service: Web, from: it}", "{service: Web, from: [it, spare]}", "it"),
    ("{service: Web, from: [ it ] }", "{service: Web, from: [ it, spare ] }", "[ it ]"),
    ("{service: Web, from: [it,]}", "{service: Web, from: [it, spare,]}", "[it,]"),
    ('{service: Web, from: "it"}', '{service: Web, from: ["it", spare]}', '"it"'),
    ("{service: Web, from: [&a it]}", "{service: Web, from: [&a it, spare]}", "[&a it]"),
    ('{"service":"Web","from":"it"}', '{"service":"Web","from":["it", spare]}', '"it"'),
    (
        "{service: Web, from: it, at_least: all}",
        "{service: Web, from: [it, spare], at_least: 1}",
        "it",
    ),
    (
        "{service: Web, from: kind:system}",
        '{service: Web, from: ["kind:system", spare]}',
        "kind:system",
    ),
]
BLOCK_FORMS = [
    (
        "needs: [{from: it, service: Web}] # why",
        "needs: [{from: [it, spare], service: Web}] # why; from, now it",
    ),
    (
        "needs:\n      - service: Web # one\n        from: it # two\n        buffer: 0",
        "needs:\n      - service: Web # one\n        from: [it, spare] # two; from, now it\n"
        "        buffer: 0",
    ),
    (
        "needs:\n    - from:\n      - it # who\n      # behind\n      service: Web",
        "needs:\n    - from:\n      - it # who\n      - spare  # proposed\n"
        "      # behind\n      service: Web",
    ),
    (
        "needs:\n    - from:\n        -   it\n      service: Web",
        "needs:\n    - from:\n        -   it\n        - spare  # proposed\n      service: Web",
    ),
    (
        "needs:\n      - service: Web\n        from: i[t]",
        'needs:\n      - service: Web\n        from: ["i[t]", spare]  # proposed: from, now i[t]',
    ),
]
FRAME = """\
# A model with comments.
parties:   # all of them
  guests: {{kind: customer, {0}
  spare:  {{can: [Web]}}
  it: {{kind: system}} # the machine

# The end.
"""
BLOCK_FRAME = FRAME.replace("{{kind: customer, {0}", "\n    kind: customer\n    {0}")


@pytest.mark.parametrize("before, after, now", FORMS)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_forms_of_a_need(before: str, after: str, now: str, line_end: str) -> None:
    """Only what must change changes, and a comment says what stood there."""
    made, advice = write(FRAME.format(f"needs: [{before}]}}").replace("\n", line_end))
    assert [step.stand_in for step in advice.steps] == ["spare"]
    wanted = f"needs: [{after}]}}  # proposed: from, now {now}"
    assert made == FRAME.format(wanted).replace("\n", line_end)


@pytest.mark.parametrize("before, after", BLOCK_FORMS)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_block_forms_of_a_need(before: str, after: str, line_end: str) -> None:
    made, advice = write(BLOCK_FRAME.format(before).replace("\n", line_end))
    assert [step.stand_in for step in advice.steps] == ["spare"]
    assert made == BLOCK_FRAME.format(after).replace("\n", line_end)


DURATIONS = [
    ("it: {restore: 4h} # x", "it: {restore: 2h} # x; restore, now 4h"),
    ("it:\n    restore: 4h", "it:\n    restore: 2h  # proposed: restore, now 4h"),
]


@pytest.mark.parametrize("before, after", DURATIONS)
def test_a_restore_time_is_written_in_its_place(before: str, after: str) -> None:
    frame = "parties:\n  guests: {{kind: customer, needs: [{{from: it, buffer: 2h}}]}}\n  {0}\n"
    made, advice = write(frame.format(before))
    assert [(step.measure, step.restore) for step in advice.steps] == [("back-sooner", 7200)]
    assert made == frame.format(after)


BUFFERS = [
    ("needs: [it]", "needs: [{from: it, buffer: 4h}]", "it"),
    ("needs: [{from: it}]", "needs: [{buffer: 4h, from: it}]", "not said"),
    ("needs: [{from: it, buffer: 0}]", "needs: [{from: it, buffer: 4h}]", "0"),
]


@pytest.mark.parametrize("before, after, now", BUFFERS)
def test_a_buffer_is_written_in_its_place(before: str, after: str, now: str) -> None:
    frame = (
        "parties:\n  guests: {{kind: customer, needs: [desk]}}\n"
        "  desk: {{{0}}}\n  it: {{restore: 4h}}\n"
    )
    made, advice = write(frame.format(before))
    assert [(step.measure, step.longer) for step in advice.steps] == [("hold-out", 4 * 3600)]
    assert made == frame.format(after).replace(
        f"{after}}}", f"{after}}}  # proposed: buffer, now {now}"
    )


MODELS = [
    (  # the short form, for which only a colleague can stand in
        "parties:\n  guests: {kind: customer, needs: [it]}\n"
        "  it: {kind: person, part_of: h}\n  'a: b': {kind: person, part_of: h}\n"
        "  h: {min_members: 0}\n",
        "needs: [it]}",
        'needs: [{from: [it, "a: b"]}]}  # proposed: from, now it',
    ),
    (  # needs of everyone
        "parties:\n  guests: {kind: customer, needs: [{service: Bed, from: desk}]}\n"
        "  desk: {}\n  it: {kind: supplier}\n  pay: {kind: supplier, can: [Pay]}\n"
        "everyone: {needs: [{service: Pay, from: it}]}\n",
        "{service: Pay, from: it}]}",
        "{service: Pay, from: [it, pay]}]}  # proposed: from, now it",
    ),
    (  # the flat list
        "parties: {guests: {kind: customer}, it: , spare: {can: [Web]}}\n"
        "needs:\n  - customer: guests\n    from: it\n    service: Web\n",
        "from: it\n",
        "from: [it, spare]  # proposed: from, now it\n",
    ),
    (
        "defaults: {need: {at_least: all}}\nparties:\n  guests:\n    kind: customer\n    needs:\n"
        "    - from: # whom\n        - it # this\n      service: Web\n  it:\n"
        "  spare: {can: [Web]}\n",
        "- it # this\n",
        "- it # this\n        - spare  # proposed\n      at_least: 1\n",
    ),
]


@pytest.mark.parametrize("model, before, after", MODELS)
def test_places_of_a_need(model: str, before: str, after: str) -> None:
    organization = internalmap.loads(model)
    steps = internalmap.advise(organization, candidates=["it"]).steps
    assert len(steps) == 1
    made = edited_text(organization, steps)
    assert model.count(before) == 1
    assert made == model.replace(before, after)
    assert internalmap.loads(made) == applied(organization, steps)


REFUSED = [
    (
        "parties:\n  guests: {kind: customer, needs: &n [{from: it, service: Web}]}\n"
        "  bar: {needs: *n}\n  it:\n  spare: {can: [Web]}\n",
        "alias",
    ),
    (
        "parties:\n  guests: {kind: customer, needs: [{service: Web, from: &a it}]}\n"
        "  bar: {needs: [*a]}\n  it:\n  spare: {can: [Web]}\n",
        "alias",
    ),
    (
        "parties:\n  bar: {needs: [&n {from: it, service: Web}]}\n"
        "  guests: {kind: customer, needs: [{<<: *n, buffer: 1h}]}\n  it:\n  spare: {can: [Web]}\n",
        "merge",
    ),
]


@pytest.mark.parametrize("model, why", REFUSED)
def test_rather_nothing_than_something_wrong(model: str, why: str) -> None:
    organization = internalmap.loads(model)
    advice = internalmap.advise(organization)
    assert advice.steps
    with pytest.raises(InternalMapError) as error:
        edited_text(organization, advice.steps)
    assert "the model is left as it is" in error.value.message
    assert why in error.value.message


# ------------------------------------------------------------------------------------- what is said


def first_step(parties: str, **options: Any) -> tuple[str, str | None, str | None]:
    step = internalmap.advise(internalmap.loads(f"parties: {{{parties}}}"), **options).steps[0]
    return step.party, step.stand_in, step.because


def test_who_is_inside_goes_along_and_cannot_stand_in() -> None:
    parties = "guests: {kind: customer, needs: [{service: Tea, from: bar}]}, bar: {min_members: 0}"
    member = "ann: {kind: person, part_of: bar, can: [Tea]}"
    assert not internalmap.advise(internalmap.loads(f"parties: {{{parties}, {member}}}")).steps
    assert first_step(f"{parties}, ann: {{can: [Tea]}}") == ("bar", "ann", "can")


def test_nobody_takes_over_another_trade() -> None:
    """A colleague of the same team stands in for a person; no team does for another team, nor a
    person from another, unless it supplies the service or could."""
    ward = "ward: {min_members: 0}, a: {kind: person, part_of: ward}"
    guests = "guests: {kind: customer, needs: [{service: Care, from: a}]}"
    assert first_step(f"{guests}, {ward}, b: {{kind: person, part_of: ward}}") == (
        "a",
        "b",
        "same team",
    )
    others = (
        "b: {kind: role, part_of: ward}, c: {kind: person, part_of: lab}, lab: {min_members: 0}"
    )
    assert not internalmap.advise(
        internalmap.loads(f"parties: {{{guests}, {ward}, {others}}}")
    ).steps
    teams = "guests: {kind: customer, needs: [x]}, h: , x: {part_of: h}, y: {part_of: h}"
    assert not internalmap.advise(internalmap.loads(f"parties: {{{teams}}}")).steps


def test_who_does_not_stand_in() -> None:
    """The model says it, or whoever asks."""
    parties = (
        "guests: {kind: customer, needs: [{service: Web, from: it}]}, it: , "
        "a: {can: [Web]%s}, b: {can: [Web]}"
    )
    assert first_step(parties % "")[1] == "a"
    assert first_step(parties % ", stands_in: false")[1] == "b"
    assert first_step(parties % ", stands_in: true")[1] == "a"
    assert first_step(parties % "", exclude=["a"])[1] == "b"
    model = internalmap.loads(f"parties: {{{parties % ''}}}")
    assert not internalmap.advise(model, exclude=["can:Web"]).steps


def test_covered_points_take_no_step() -> None:
    model = """
    parties:
      guests: {kind: customer, needs: [{service: Web, from: it, buffer: 1d}]}
      it: {restore: 1d}
      spare: {can: [Web]}
    """
    advice = internalmap.advise(internalmap.loads(model))
    assert (advice.steps, advice.questions, advice.before.pairs) == ((), (), 0)
    assert "no step is needed" in rendered(advice)


def test_below_a_quarter_it_is_a_question() -> None:
    model = (
        "parties: {guests: {kind: customer, needs: [{from: it, buffer: %s}]}, "
        "it: {kind: system, restore: 4h, owner: Kim Berg}}"
    )
    (step,) = internalmap.advise(internalmap.loads(model % "1h")).steps
    assert (step.measure, step.restore, step.restore_now) == ("back-sooner", 3600, 4 * 3600)
    advice = internalmap.advise(internalmap.loads(model % "59min"))
    (asked,) = advice.questions
    assert (advice.steps, asked.asks, asked.ask) == ((), ("faster", "second"), ("Kim Berg",))
    assert "is 59 min possible at all (now 4 h)? Is there a second" in " ".join(
        rendered(advice).split()
    )


def test_a_customer_outside_is_not_made_to_hold_out() -> None:
    """Nor does a longer buffer help a protected party whose need has a limit."""
    model = (
        "parties: {guests: {kind: customer, needs: [desk]}, desk: {needs: [{from: it%s}]}, "
        "it: {restore: 4h}}"
    )
    (step,) = internalmap.advise(internalmap.loads(model % "")).steps
    assert (step.measure, [need.customer for need in step.needs]) == ("hold-out", ["desk"])
    assert not internalmap.advise(internalmap.loads(model % ", limit: 2h")).steps


def test_two_who_back_each_other_up_are_one_sentence() -> None:
    model = """
    parties:
      guests: {kind: customer, needs: [{service: Tea, from: ola}, {service: Cake, from: kari}]}
      bar: {min_members: 0}
      ola: {kind: person, name: Ola, part_of: bar}
      kari: {kind: person, name: Kari, part_of: bar}
    """
    advice = internalmap.advise(internalmap.loads(model))
    assert len(advice.steps) == 2
    said = " ".join(rendered(advice).split())
    assert "Let Ola and Kari back each other up (Cake for guests and Tea for guests)." in said or (
        "Let Kari and Ola back each other up (Cake for guests and Tea for guests)." in said
    )


def test_nobody_is_overloaded_by_standing_in() -> None:
    """The one who could has no time for it; with enough time, it is the one."""
    model = """
    parties:
      guests: {kind: customer, needs: [{service: Web, from: it, frequency: daily, effort: 1h}]}
      it: {}
      spare: {can: [Web], capacity: %s}
    """
    assert internalmap.advise(internalmap.loads(model % "7h/week")).steps
    short = internalmap.advise(internalmap.loads(model % "6h/week"))
    assert (short.steps, short.overloading) == ((), True)
    assert "more work than time" in rendered(short)


def test_full_is_not_too_much() -> None:
    """Eight hours three times a month, of a day a month: the last hour counts, exactly."""
    model = """
    parties:
      guests: {kind: customer, needs: [{service: Web, from: it, frequency: 3/month, effort: 8h}]}
      it: {}
      spare: {can: [Web], capacity: 24h/month}
    """
    (step,) = internalmap.advise(internalmap.loads(model)).steps
    assert step.stand_in == "spare"


def test_a_step_for_several_needs_has_the_weakest_reason() -> None:
    parties = """
      guests: {kind: customer, needs: [{service: A, from: it}, {service: B, from: it}]},
      it: , cafe: {needs: [{service: A, from: pub, importance: helpful}]}, pub: {can: [B]}
    """
    assert first_step(parties) == ("it", "pub", "can")


def chain(length: int) -> internalmap.Organization:
    """As many customers as parties that stand in one row, the first of which serves them all; each
    could be stood in for."""
    parties: dict[str, Any] = {
        f"p{n}": {"needs": [{"service": "S", "from": f"p{n + 1}"}]} for n in range(length - 1)
    }
    parties[f"p{length - 1}"] = None
    parties["spare"] = {"can": ["S"]}
    need = {"service": "S", "from": "p0"}
    customers = {f"c{n}": {"kind": "customer", "needs": [need]} for n in range(length)}
    return load({"parties": parties | customers})


def test_what_cannot_be_best_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most wait under their bound: in a row, only those near its end are tried."""
    followed = []
    after = Search.after

    def counted(self: Any, change: Any, **options: Any) -> Any:
        followed.append(change)
        return after(self, change, **options)

    monkeypatch.setattr(Search, "after", counted)
    search_for = internalmap.advise(chain(40), steps=1)
    assert search_for.steps[0].stand_in
    assert len(followed) < 60


def test_what_takes_too_many_steps_is_left_out_and_that_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The steps up to the bound are those without it; what is left is not said to be all."""
    whole = internalmap.advise(chain(12))
    assert (whole.complete, whole.notices) == (True, ())
    for bound in (0, 500):
        monkeypatch.setattr(Budget.__init__, "__defaults__", (bound,))
        found = internalmap.advise(chain(12))
        assert found.steps == whole.steps[: len(found.steps)] != whole.steps
        assert (found.complete, found.ended, found.questions) == (False, False, ())
        (notice,) = found.notices
        assert "left out" in notice
        assert "--candidates" in notice
        said = rendered(found)
        assert " ".join(notice.split()) in " ".join(said.split())
        assert "More steps may help" not in said


def test_settings_that_cannot_be() -> None:
    hotel = internalmap.load(HOTEL)
    with pytest.raises(InternalMapError, match="at least 1"):
        internalmap.advise(hotel, steps=0)
    with pytest.raises(InternalMapError, match="stops_on: 'vital' is not known"):
        internalmap.advise(hotel, stops_on="vital")  # type: ignore[arg-type]
    with pytest.raises(InternalMapError, match="measures: 'hope' is not known"):
        internalmap.advise(hotel, measures=["hope"])


def test_whole_outputs_of_the_hotel() -> None:
    advice = internalmap.advise(internalmap.load(HOTEL))
    check("advice.txt", rendered(advice, "text", model="hotel.yaml"))
    check("advice.md", rendered(advice, "markdown", model="hotel.yaml"))
    made = rendered(advice, "json")
    check("advice.json", made)
    _validate(made)
    few = internalmap.advise(internalmap.load(HOTEL.parent / "hospital.yaml"), steps=1)
    assert "--steps 2" in rendered(few)


def _validate(made: str) -> None:
    schema = json.loads(report_schema("advise"))
    Draft7Validator.check_schema(schema)
    Draft7Validator(schema).validate(json.loads(made))


@_SLOW
@given(strategies.models())
def test_the_json_keeps_to_its_schema(model: dict[str, Any]) -> None:
    _validate(rendered(internalmap.advise(load(model), steps=2), "json"))


# --------------------------------------------------------------------------------- the command line


def run(*arguments: str, stdin: str | None = None, cwd: Path) -> subprocess.CompletedProcess[str]:
    return command.run("advise", *arguments, stdin=stdin, cwd=cwd)


def test_the_file_is_written_beside_the_report(tmp_path: Path) -> None:
    """From a file and from standard input; left-out needs stay in it."""
    model = (
        "parties:\n  guests: {kind: customer, needs: [{service: Web, from: it, tags: [x]}, tea]}\n"
        "  it: # old\n  spare: {can: [Web]}\n  tea:\n"
    )
    wanted = model.replace("from: it", "from: [it, spare]").replace(
        "tea]}", "tea]}  # proposed: from, now it"
    )
    (tmp_path / "m.yaml").write_text(model, encoding="utf-8-sig")
    done = run("m.yaml", "--only-needs", "x", "--write", "new.yaml", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "Wrote new.yaml\n")
    assert "internalmap advise m.yaml --only-needs x --write new.yaml" in done.stdout
    assert (tmp_path / "new.yaml").read_bytes() == wanted.encode("utf-8-sig")
    done = run(
        "-", "--only-needs", "x", "--write", "in.yaml", "-o", "a.json", "-q", stdin=model,
        cwd=tmp_path,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "in.yaml").read_text(encoding="utf-8") == wanted
    _validate((tmp_path / "a.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["m.yaml", "--write", "m.yaml"], "is a file of the model"),
        (["m.yaml", "--write", "-"], "cannot go to -"),
        (["m.yaml", "--write", "a.md", "-o", "a.md"], "cannot go to a.md"),
        (["m.yaml", "--write", "new.yaml", "--anonymize"], "do not go together"),
        (["m.yaml", "-f", "csv"], "advise does not write csv"),
        (["m.yaml", "--steps", "0"], "--steps"),
        (["all.yaml", "--write", "new.yaml", "-o", "a.md"], "it stands in several files"),
    ],
)
def test_nothing_is_written_where_something_is_wrong(
    arguments: list[str], message: str, tmp_path: Path
) -> None:
    model = "parties:\n  guests: {kind: customer, needs: [{service: W, from: it, at_least: all}]}\n"
    (tmp_path / "m.yaml").write_text(f"{model}  it:\n", encoding="utf-8")
    (tmp_path / "all.yaml").write_text(
        "include: [more/*.yaml]\nparties: {it: , spare: {can: [W]}}\n", "utf-8"
    )
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "a.yaml").write_text(model, encoding="utf-8")
    before = sorted(os.listdir(tmp_path))
    done = run(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(os.listdir(tmp_path)) == before
    if arguments[0] == "all.yaml":
        assert "more/a.yaml:2: from: [it, spare], at_least: 1\n" in done.stderr


def test_an_anonymous_report_names_nobody(tmp_path: Path) -> None:
    """Its last command names the model as it is, since pseudonyms cannot be written into it."""
    model = (
        "parties: {guests: {kind: customer, needs: [kari]}, bar: {min_members: 0}, "
        "kari: {kind: person, part_of: bar}, ola: {kind: person, part_of: bar}}\n"
    )
    (tmp_path / "m.yaml").write_text(model, encoding="utf-8")
    done = run("m.yaml", "--anonymize", "--protect", "guests", cwd=tmp_path)
    assert done.returncode == 0
    assert "kari" not in done.stdout
    assert "Let person-" in done.stdout
    assert "internalmap advise m.yaml --write new.yaml" in done.stdout


# --------------------------------------------------------------------- on cards and in the report


def test_a_card_gives_its_own_step_and_the_report_the_first_ones() -> None:
    """The report those of `advise`; a card the best one for its absence, or what to ask."""
    hospital = internalmap.load(HOTEL.parent / "hospital.yaml")
    steps = internalmap.advise(hospital, steps=3).steps
    assert internalmap.analyze(hospital).steps == steps
    boiler, emergency, meals = cards(hospital, ["boiler", "emergency", "kitchen"])
    assert boiler.step == steps[0]
    assert (emergency.step, boiler.question) == (None, None)
    assert emergency.question is not None
    assert emergency.question.asks == ("faster", "second")
    assert (meals.step, meals.question, meals.step_sought) == (None, None, True)
    assert "Have Steam boiler back within 17 h" in rendered(boiler)
    assert "is 2 h possible at all (now 12 h)?" in " ".join(rendered(emergency).split())


def test_steps_beside_have_a_bound_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("internalmap.api.advise.MAX_STEPS_BESIDE", 0)
    monkeypatch.setattr("internalmap.api.advise.MAX_STEPS_IN_REPORT", 0)
    hospital = internalmap.load(HOTEL.parent / "hospital.yaml")
    analysis = internalmap.analyze(hospital)
    assert (analysis.steps, analysis.steps_sought) == ((), False)
    assert "what to do first (see advise)" in rendered(analysis)
    (card,) = cards(hospital, ["boiler"])
    assert (card.step, card.step_sought) == (None, False)
    assert "too many steps" in rendered(card)
