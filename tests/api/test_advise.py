"""Advice against its definition, tried out one change after the other, and written into models."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import weakref
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
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
from internalmap.analyses import advise as advice
from internalmap.errors import InternalMapError
from internalmap.modelfile.edit import applied, edited_text
from internalmap.modelfile.schema.json_schema import report_schema
from internalmap.results.advise import Advice, AdviceStep
from reports.golden import check
from reports.rendered import rendered

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
HOTEL = EXAMPLES / "fjord-hotel.yaml"
REASONS = ("same service", "can", "same unit", "new")

_SLOW = examples(120)

# ------------------------------------------------------------------------ the definition, plainly


class Tried(NamedTuple):
    """A change, with all that decides between it and others."""

    pairs: int
    impact: int
    size: int
    stand_in: str
    party: str
    order: tuple[int, ...]
    because: str
    case: oracle.Case


def pairs(case: oracle.Case) -> set[tuple[str, str]]:
    return {(one, key) for key in case.candidates for one in oracle.stops(case, key)}


def impact(case: oracle.Case) -> int:
    return sum(len(oracle.let_down(case, key)) for key in case.parties)


def who_may(case: oracle.Case, party: str, need: oracle.Need) -> dict[str, str]:
    """Who may stand in for a party on a need, and why."""
    barred = {party} | oracle.inside(case.parties, party) | set(need.holders) | set(need.suppliers)
    copied = need.customer is None or need.holders != (need.customer,)
    found: dict[str, list[str]] = {reason: [] for reason in REASONS}
    for key, each in case.parties.items():
        loses = copied and oracle.inside(case.parties, key) & set(need.holders)
        if key in barred or each.kind == "customer" or loses:
            continue
        of_it = [one for one in case.needs if need.service and one.service == need.service]
        if any(key in one.suppliers for one in of_it):
            found["same service"].append(key)
        elif need.service in each.can:
            found["can"].append(key)
        this = case.parties[party]
        if this.part_of is not None and (each.part_of, each.kind) == (this.part_of, this.kind):
            found["same unit"].append(key)
    if found["same service"] or found["can"]:
        found["same unit"] = []
    who = {key: reason for reason in reversed(REASONS) for key in found[reason]}
    return who or {"": "new"}


def with_change(
    case: oracle.Case, changed: Sequence[oracle.Need], stand_in: str, new: oracle.Party | None
) -> oracle.Case:
    """The case with a further supplier; someone new needs what everyone needs."""
    needs = []
    for need in case.needs:
        if need in changed:
            need = replace(need, suppliers=(*need.suppliers, stand_in))
        elif new is not None and need.customer is None:
            need = replace(need, holders=(*need.holders, stand_in))
        needs.append(need)
    parties = dict(case.parties)
    if new is not None:
        parties[stand_in] = new
    parties = {key: parties[key] for key in sorted(parties)}
    organisation = replace(case.organisation, parties=parties, needs=tuple(needs))
    return replace(case, organisation=organisation)


def someone_new(case: oracle.Case, party: str) -> oracle.Party:
    wanted = f"stand-in-for-{party}"
    names = [wanted, *(f"{wanted}-{number}" for number in range(2, 9))]
    key = next(name for name in names if name not in case.parties)
    gone = case.parties[party]
    kind = gone.kind if gone.kind in ("person", "role", "team") else "team"
    raw = {"name": f"Someone new for {gone.name}", "kind": kind}
    return oracle.read_party(key, {**case.organisation.party_defaults, **raw})


def everything(case: oracle.Case) -> Iterator[Tried]:
    """Every allowed change."""
    ordered = sorted(case.needs, key=oracle.need_order)
    for party in {key for _, key in pairs(case)}:
        mine = [need for need in ordered if party in need.suppliers]
        for some in [[need] for need in mine] + ([mine] if len(mine) > 1 else []):
            allowed = [who_may(case, party, need) for need in some]
            for stand_in in set.intersection(*(set(each) for each in allowed)):
                new = someone_new(case, party) if stand_in == "" else None
                id = stand_in or (new.id if new else "")
                then = with_change(case, some, id, new)
                yield Tried(
                    len(pairs(then)),
                    impact(then),
                    len(some),
                    id,
                    party,
                    tuple(ordered.index(need) for need in some),
                    max((each[stand_in] for each in allowed), key=REASONS.index),
                    then,
                )


def strain(case: oracle.Case) -> tuple[set[tuple[str, str]], set[str]]:
    """Whom which absence overloads, and who is overloaded anyhow."""
    found = oracle.overloads(case) or []
    after = {(str(row["gone"]), str(row["overloaded"])) for row in found}
    return after, {key for key in case.parties if (oracle.utilisation(case, key) or 0) > 1}


def best(case: oracle.Case) -> Tried | None:
    """The best change that overloads nobody, if one gains anything."""
    now, (after, at_once) = len(pairs(case)), strain(case)
    for tried in sorted((each for each in everything(case) if each.pairs < now), key=rank):
        then_after, then_at_once = strain(tried.case)
        if then_after <= after and then_at_once <= at_once:
            return tried
    return None


def rank(tried: Tried) -> tuple[Any, ...]:
    return tried[:6]


def said(step: AdviceStep) -> tuple[Any, ...]:
    rows = [(need.customer, need.service, need.suppliers) for need in step.needs]
    counts = (step.after.single_points_of_failure, step.after.pairs)
    return step.stand_in, step.party, rows, step.because, counts, set(step.removes)


def load(model: Mapping[str, Any]) -> internalmap.Organization:
    return internalmap.loads(json.dumps(model))


@st.composite
def questions(draw: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Models in which many have something that they could supply, and options."""
    model = draw(strategies.models(max_parties=7))
    for key, entry in model["parties"].items():
        if draw(st.booleans()):
            more = {"can": draw(st.lists(st.sampled_from(strategies.SERVICES[:3]), max_size=2))}
            model["parties"][key] = {**(entry or {}), **more}
    options: dict[str, Any] = {}
    if strategies.one_in(draw, 4):
        options["stops_on"] = draw(st.sampled_from(["important", "helpful"]))
    parties = oracle.resolve(model).parties
    for name in ("protect", "candidates"):
        if strategies.one_in(draw, 5):
            options[name] = draw(st.lists(st.sampled_from(list(parties)), min_size=1, unique=True))
    return model, options


def case_of(model: Mapping[str, Any], options: Mapping[str, Any]) -> oracle.Case:
    organisation = oracle.resolve(model)
    return oracle.Case(
        organisation,
        oracle.protected_parties(organisation, options.get("protect", ())),
        oracle.candidate_parties(organisation, options.get("candidates", ())),
        options.get("stops_on", "essential"),
    )


@_SLOW
@given(questions())
def test_every_step_is_the_best_of_all_changes(
    question: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    """Greedy, to the last tie; each says what it does; and the steps end when nothing helps."""
    model, options = question
    try:
        organization = load(model)
    except internalmap.InvalidModel:
        assume(False)  # a `can:` selector picks others now
        raise
    case = case_of(model, options)
    advice = internalmap.advise(organization, steps=3, **options)
    assert advice.before.pairs == len(pairs(case))
    assert advice.before.single_points_of_failure == len({key for _, key in pairs(case)})
    for step in advice.steps:
        orders = [oracle.need_order(need) for need in case.needs]
        assume(len(set(orders)) == len(orders))
        found = best(case)
        assert found is not None
        points = {key for _, key in pairs(case)}
        then = {key for _, key in pairs(found.case)}
        ordered = sorted(case.needs, key=oracle.need_order)
        rows = [oracle.need_order(ordered[number]) for number in found.order]
        assert said(step) == (
            found.stand_in,
            found.party,
            [(row[0] or None, row[1] or None, row[2]) for row in rows],
            found.because,
            (len(then), found.pairs),
            points - then,
        )
        assert (step.newcomer is not None) == (found.because == "new")
        case = found.case
    if len(advice.steps) < 3:
        assert best(case) is None
        assert advice.ended
        assert [each.party for each in advice.remaining] == sorted({key for _, key in pairs(case)})
    assert advice.steps == internalmap.advise(organization, steps=3, **options).steps


def edited(model: Mapping[str, Any], step: AdviceStep) -> dict[str, Any]:
    """The raw model with the needs of a step edited by hand."""
    made = copy.deepcopy(dict(model))
    resolved = oracle.resolve(made).needs

    def longer(written: Any, number: int) -> Any:
        need = resolved[number]
        if not any(
            (need.customer, need.service, need.suppliers)
            == (each.customer, each.service, each.suppliers)
            for each in step.needs
        ):
            return written
        entry = dict(written) if isinstance(written, dict) else {"from": written}
        suppliers = entry["from"]
        listed = [suppliers] if isinstance(suppliers, str) else suppliers
        return entry | {"from": [*listed, step.stand_in], "at_least": need.at_least}

    number = 0
    lists = [entry["needs"] for entry in made["parties"].values() if (entry or {}).get("needs")]
    lists += [made["needs"]] if made.get("needs") else []
    lists += [made["everyone"]["needs"]] if (made.get("everyone") or {}).get("needs") else []
    for needs in lists:
        for place, written in enumerate(needs):
            needs[place] = longer(written, number)
            number += 1
    return made


@_SLOW
@given(strategies.models())
def test_a_step_made_by_hand_does_what_it_says(model: dict[str, Any]) -> None:
    """The file is edited as a user would, and analysed anew."""
    organization = load(model)
    first = internalmap.analyze(organization)
    protected = list(first.settings.protected)
    candidates = oracle.candidate_parties(oracle.resolve(model), ())
    assume(protected and candidates)
    for step in internalmap.advise(organization, steps=2).steps:
        if step.newcomer is not None:
            break
        model = edited(model, step)
        found = internalmap.analyze(load(model), protect=protected, candidates=candidates)
        points = found.single_points_of_failure
        assert len(points) == step.after.single_points_of_failure
        assert sum(len(point.stops) for point in points) == step.after.pairs
        assert not {point.party for point in points} & set(step.removes)


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
    """Or nothing is written, only ever where somebody new comes in."""
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
        assert any(step.newcomer for step in advice.steps)
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
    ("needs: [{service: Web, from: it}]", "needs: [{service: Web, from: [it, spare]}]"),
    ("needs: [{from: it, service: Web}] # why", "needs: [{from: [it, spare], service: Web}] # why"),
    ("needs: [{service: Web, from: [ it ] }]", "needs: [{service: Web, from: [ it, spare ] }]"),
    ("needs: [{service: Web, from: [it,]}]", "needs: [{service: Web, from: [it, spare,]}]"),
    ('needs: [{service: Web, from: "it"}]', 'needs: [{service: Web, from: ["it", spare]}]'),
    ("needs: [{service: Web, from: [&a it]}]", "needs: [{service: Web, from: [&a it, spare]}]"),
    ('needs: [{"service":"Web","from":"it"}]', 'needs: [{"service":"Web","from":["it", spare]}]'),
    (
        "needs:\n      - service: Web # one\n        from: it # two\n        buffer: 0",
        "needs:\n      - service: Web # one\n        from: [it, spare] # two\n        buffer: 0",
    ),
    (
        "needs:\n    - from:\n      - it # who\n      # behind\n      service: Web",
        "needs:\n    - from:\n      - it # who\n      - spare\n      # behind\n      service: Web",
    ),
    (
        "needs:\n    - from:\n        -   it\n      service: Web",
        "needs:\n    - from:\n        -   it\n        - spare\n      service: Web",
    ),
    (
        "needs: [{service: Web, from: it, at_least: all}]",
        "needs: [{service: Web, from: [it, spare], at_least: 1}]",
    ),
    (
        "needs: [{service: Web, at_least: all, from: [it]}]",
        "needs: [{service: Web, at_least: 1, from: [it, spare]}]",
    ),
    (
        "needs:\n      - service: Web\n        at_least: all # really\n        from:\n        - it",
        "needs:\n      - service: Web\n        at_least: 1 # really\n        from:\n        - it\n"
        "        - spare",
    ),
    (
        "needs: [{service: Web, from: 'i?'}] # glob",
        "needs: [{service: Web, from: ['i?', spare]}] # glob",
    ),
    (
        "needs:\n      - service: Web\n        from: i[t]",
        'needs:\n      - service: Web\n        from: ["i[t]", spare]',
    ),
    (
        "needs: [{service: Web, from: kind:system}]",
        'needs: [{service: Web, from: ["kind:system", spare]}]',
    ),
]
FRAME = """\
# A model with comments.
parties:   # all of them
  guests: {{kind: customer, {0}}}
  spare:  {{can: [Web]}}
  it: {{kind: system}} # the machine

# The end.
"""
BLOCK_FRAME = FRAME.replace("{{kind: customer, {0}}}", "\n    kind: customer\n    {0}")


@pytest.mark.parametrize("before, after", FORMS)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_forms_of_a_need(before: str, after: str, line_end: str) -> None:
    """Only what must change changes; comments stay where they are."""
    frame = BLOCK_FRAME if "\n" in before or "#" in before or "i[t]" in before else FRAME
    made, advice = write(frame.format(before).replace("\n", line_end))
    assert [step.stand_in for step in advice.steps] == ["spare"]
    assert made == frame.format(after).replace("\n", line_end)


MODELS = [
    (  # the short form, for which only colleagues can stand in
        "parties:\n  guests: {kind: customer, needs: [it]}\n  it: {part_of: house}\n"
        "  no: {part_of: house}\n  house: {kind: department}\n",
        "needs: [it]",
        'needs: [{from: [it, "no"]}]',
    ),
    (
        "parties:\n  guests:\n    kind: customer\n    needs:\n      - it  # machine\n"
        "  it: {part_of: house}\n  'a: b': {part_of: house}\n  house: {kind: department}\n",
        "- it ",
        '- {from: [it, "a: b"]} ',
    ),
    (
        "parties:\n  guests:\n    kind: customer\n    needs:\n    - i*\n"
        "  it: {part_of: house}\n  '#1': {part_of: house}\n  house: {kind: department}\n",
        "- i*",
        '- {from: [i*, "#1"]}',
    ),
    (  # needs of everyone
        "parties:\n  guests: {kind: customer, needs: [{service: Bed, from: desk}]}\n"
        "  desk: {}\n  hr: {kind: supplier}\n  pay: {kind: supplier, can: [Pay]}\n"
        "everyone: {needs: [{service: Pay, from: hr}]}\n",
        "{service: Pay, from: hr}",
        "{service: Pay, from: [hr, pay]}",
    ),
    (  # the flat list
        "parties: {guests: {kind: customer}, it: , spare: {can: [Web]}}\n"
        "needs:\n  - customer: guests\n    from: it\n    service: Web\n",
        "from: it",
        "from: [it, spare]",
    ),
    (  # members
        "parties:\n  guests: {kind: customer, needs: [{from: shop, service: Tea}]}\n"
        "  shop: {needs: [{from: it, service: Web, applies_to: members}]}\n"
        "  ann: {kind: person, part_of: shop}\n  it: {kind: system}\n"
        "  spare: {kind: system, can: [Web]}\n",
        "from: it",
        "from: [it, spare]",
    ),
    (  # a default that says `all`
        "defaults: {need: {at_least: all}}\n"
        "parties:\n"
        "  {guests: {kind: customer, needs: [it]}, it: {part_of: h}, o: {part_of: h}, h: }\n",
        "needs: [it]",
        "needs: [{from: [it, o], at_least: 1}]",
    ),
    (
        "defaults: {need: {at_least: all}}\nparties:\n  guests:\n    kind: customer\n    needs:\n"
        "    - from: # whom\n        - it # this\n      service: Web\n  it:\n"
        "  spare: {can: [Web]}\n",
        "- it # this\n",
        "- it # this\n        - spare\n      at_least: 1\n",
    ),
    (
        "defaults: {need: {at_least: all}}\nparties:\n  guests: {kind: customer, needs: "
        "[{from: [it], service: Web}]}\n  it:\n  spare: {can: [Web]}\n",
        "from: [it]",
        "from: [it, spare], at_least: 1",
    ),
]


@pytest.mark.parametrize("model, before, after", MODELS)
def test_places_of_a_need(model: str, before: str, after: str) -> None:
    organization = internalmap.loads(model)
    candidates = ["hr" if "hr" in before else "it"]
    steps = internalmap.advise(organization, candidates=candidates).steps
    assert [step.newcomer for step in steps] == [None]
    made = edited_text(organization, steps)
    assert model.count(before) == 1
    assert made == model.replace(before, after)
    assert internalmap.loads(made) == applied(organization, steps)


NEW = [
    ("parties:\n  guests: {kind: customer, needs: [it]}\n  it:\n\n# end\n", None),
    ("parties:\n  guests: {kind: customer, needs: [it]}\n  it:", None),
    ("parties: {guests: {kind: customer, needs: [it]}, it: }\n", None),
    ("parties: {guests: {kind: customer, needs: [it]}, it}\n", None),
    ("parties: {it: {}, guests: {kind: customer, needs: [it]},}\n", None),
    ("parties: {\n  it: {},\n  guests: {kind: customer, needs: [it]}, # all\n}\n", None),
    ('{"parties": {"it": {}, "guests": {"kind": "customer", "needs": ["it"]}}}', None),
    (
        '{\n  "parties": {\n    "it": null,\n    "guests": {"kind": "customer", "needs": ["it"]}'
        "\n  }\n}\n",
        '\n    "stand-in-for-it": {"kind": "team", "name": "Someone new for it"}\n',
    ),
    (
        "parties:\n  guests: {kind: customer, needs: [it]}\n  it:\n    kind: person\n"
        "    note: |\n      two\n      lines\nscale: {min: 1, max: 5}\n",
        "      lines\n  stand-in-for-it: {kind: person, name: Someone new for it}\nscale",
    ),
    (
        "parties:\n  guests: {kind: customer, needs: ['a: b']}\n  'a: b': {name: 'A #1'}\n",
        '  "stand-in-for-a: b": {kind: team, name: "Someone new for A #1"}\n',
    ),
    (
        "parties:\n  guests: {kind: customer, needs: [it]}\n  it: {kind: role}\n"
        "  stand-in-for-it: {kind: customer}\n",
        "  stand-in-for-it-2: {kind: role, name: Someone new for it}\n",
    ),
]


@pytest.mark.parametrize("model, has", NEW)
def test_someone_new_stands_at_the_end_of_the_parties(model: str, has: str | None) -> None:
    made, advice = write(model, protect=["guests"])
    assert [step.because for step in advice.steps] == ["new"]
    if has is not None:
        assert has in made
    if model.startswith("{"):
        json.loads(made)
    for line in model.splitlines():
        if "it]" not in line and "needs" not in line and line not in ("}", "  }"):
            assert line in made.splitlines() or line in made


def test_a_newcomer_needs_what_everyone_needs() -> None:
    """As the file would have it: but for what it supplies itself."""
    made, advice = write(
        "parties:\n  guests: {kind: customer, needs: [desk]}\n  desk: {}\n  hr: {kind: supplier}\n"
        "everyone: {needs: [{from: hr, service: Pay, importance: helpful}]}\n"
    )
    assert [step.stand_in for step in advice.steps] == ["stand-in-for-desk"]
    assert internalmap.loads(made).needs[0].customers == ("desk", "stand-in-for-desk")


def test_a_newcomer_has_what_the_defaults_give() -> None:
    """Whoever has two hours a week cannot take over a week's work, and is not proposed for it."""
    model = (
        "defaults: {{party: {{capacity: {hours}h/week, location: Oslo}}}}\n"
        "parties:\n"
        "  guests: {{kind: customer, needs: [{{from: desk, frequency: daily, effort: 2h}}]}}\n"
        "  desk: {{capacity: 200h/week}}\n"
    )
    made, advice = write(model.format(hours=14))
    assert [step.stand_in for step in advice.steps] == ["stand-in-for-desk"]
    new = internalmap.loads(made).parties["stand-in-for-desk"]
    assert (new.capacity, new.location) == (14 * 3600, "Oslo")
    advice = internalmap.advise(internalmap.loads(model.format(hours=13)))
    assert (advice.steps, [each.why for each in advice.remaining]) == ((), ["overload"])


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
    (
        "defaults: {party: {tags: [spare]}}\nprotect: ['tag:guest']\n"
        "parties:\n  guests: {kind: customer, tags: [guest], needs: [it]}\n  it:\n"
        "  hall: {needs: [{from: 'tag:spare', importance: helpful}]}\n",
        "default",
    ),
    (
        "parties:\n  guests: {kind: customer, needs: [it]}\n  it: {needs: []}\n"
        "  bar: {needs: ['kind:team']}\n",
        "",
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


def first_step(parties: str, more: str = "", **options: Any) -> tuple[str, str, str]:
    advice = internalmap.advise(internalmap.loads(f"parties: {{{parties}}}\n{more}"), **options)
    step = advice.steps[0]
    return step.stand_in, step.party, step.because


def test_who_is_inside_goes_along_and_cannot_stand_in() -> None:
    parties = "guests: {kind: customer, needs: [{service: Tea, from: bar}]}, bar: {min_members: 0}"
    member = "ann: {kind: person, part_of: bar, can: [Tea]}"
    assert first_step(f"{parties}, {member}") == ("stand-in-for-bar", "bar", "new")
    assert first_step(f"{parties}, ann: {{can: [Tea]}}") == ("ann", "bar", "can")


def test_of_several_needs_the_weakest_reason_is_told() -> None:
    parties = """
      guests: {kind: customer, needs: [{service: A, from: it}, {service: B, from: it}]},
      it: , cafe: {needs: [{service: A, from: pub, importance: helpful}]}, pub: {can: [B]}
    """
    assert first_step(parties) == ("pub", "it", "can")


def test_someone_new_who_stops_counts_in_the_impact() -> None:
    """Both changes remove a pair; but someone new would stop whenever payroll is gone."""
    parties = """
      one: {kind: customer, needs: [{service: A, from: x}]}, x: {kind: system},
      two: {kind: customer, needs: [{service: B, from: y}]}, y: {kind: system},
      z: {can: [B]}, payroll: {kind: supplier}
    """
    asked: dict[str, Any] = {"candidates": ["x", "y"]}
    assert first_step(parties, **asked) == ("stand-in-for-x", "x", "new")
    everyone = "everyone: {needs: [payroll]}"
    assert first_step(parties, everyone, **asked) == ("z", "y", "can")


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
    assert [(each.party, each.why) for each in short.remaining] == [("it", "overload")]
    assert short.steps == ()


WHY = [
    ("guests: {kind: customer, needs: [bar]}, bar: , a: {kind: person, part_of: bar}", "staffing"),
    (
        "guests: {kind: customer, needs: [{from: [x, y], at_least: 2, service: Tea}]}, "
        "hall: , x: {part_of: hall}, y: {part_of: hall}",
        "inside",
    ),
    (
        "guests: {kind: customer, needs: [{from: bar, service: Tea}]}, bar: , "
        "pub: {can: [Tea], needs: [bar]}",
        "leaning",
    ),
    (
        "guests: {kind: customer, needs: [{from: it, service: A}, {from: it, service: B}]}, it: , "
        "x: {can: [A]}, y: {can: [B]}",
        "several",
    ),
]


@pytest.mark.parametrize("parties, why", WHY)
def test_why_nothing_helps(parties: str, why: str) -> None:
    model = internalmap.loads(f"parties: {{{parties}}}")
    candidates = {"staffing": ["a"], "inside": ["hall"]}.get(why, [])
    advice = internalmap.advise(model, candidates=candidates)
    assert [each.why for each in advice.remaining] == [why]
    assert "No single change helps any further" in rendered(advice)


def chain(length: int) -> internalmap.Organization:
    """As many customers as parties that stand in one row, the first of which serves them all."""
    parties: dict[str, Any] = {f"p{n}": {"needs": [f"p{n + 1}"]} for n in range(length - 1)}
    parties[f"p{length - 1}"] = None
    customers = {f"c{n}": {"kind": "customer", "needs": ["p0"]} for n in range(length)}
    return load({"parties": parties | customers})


def mesh() -> internalmap.Organization:
    """Ten customers, each of a party of its own, and these in a circle with chords."""
    parties: dict[str, Any] = {
        f"p{n}": {"needs": [f"p{(n + 1) % 10}", f"p{(n + 4) % 10}"]} for n in range(10)
    }
    return load(
        {
            "parties": parties
            | {f"c{n}": {"kind": "customer", "needs": [f"p{n}"]} for n in range(10)}
        }
    )


def test_what_cannot_be_best_is_not_weighed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A need of a customer can save that customer alone, so a need that serves all comes first."""
    weighed: list[tuple[int, ...]] = []
    run_kernel = advice.Search._run

    def counted(self: Any, needs: tuple[int, ...], stand_ins: Any) -> Any:
        weighed.append(needs)
        return run_kernel(self, needs, stand_ins)

    monkeypatch.setattr(advice.Search, "_run", counted)
    assert internalmap.advise(chain(40), steps=1).steps[0].party == "p0"
    assert len(weighed) == 1


def test_what_stops_with_each_change_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory grows with what one change does, not with the number of changes."""
    made: list[Any] = []
    alive = []
    ideal = advice._Ideal

    def kept(*values: Any) -> Any:
        found = ideal(*values)
        alive.append(sum(each() is not None for each in made))
        made.append(weakref.ref(found))
        return found

    monkeypatch.setattr(advice, "_Ideal", kept)
    internalmap.advise(mesh())
    assert len(made) > 20
    assert max(alive) <= 1


def test_changes_that_are_too_many_are_left_out_and_that_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The steps up to the bound are those without it; what is left is not said to be all."""
    whole = internalmap.advise(mesh())
    assert (whole.weighed, whole.notices) == (True, ())
    for bound in (0, 3_000):
        monkeypatch.setattr("internalmap.analyses.advise.MAX_WEIGHED", bound)
        found = internalmap.advise(mesh())
        assert found.steps == whole.steps[: len(found.steps)] != whole.steps
        assert (found.weighed, found.ended, found.remaining) == (False, False, ())
        (notice,) = found.notices
        assert "left out" in notice
        assert "--candidates" in notice
        said = rendered(found)
        assert " ".join(notice.split()) in " ".join(said.split())
        assert "No single change" not in said
        assert "More changes may help" not in said
        assert bool(found.steps) == bool(bound)
    monkeypatch.undo()
    monkeypatch.setattr("internalmap.analyses.advise.MAX_CHANGES", 5)
    assert not internalmap.advise(mesh()).weighed


def test_settings_that_cannot_be() -> None:
    hotel = internalmap.load(HOTEL)
    with pytest.raises(InternalMapError, match="at least 1"):
        internalmap.advise(hotel, steps=0)
    with pytest.raises(InternalMapError, match="stops_on: 'vital' is not known"):
        internalmap.advise(hotel, stops_on="vital")  # type: ignore[arg-type]


def test_whole_outputs_of_the_hotel() -> None:
    advice = internalmap.advise(internalmap.load(HOTEL))
    check("advice.txt", rendered(advice, "text", model="hotel.yaml"))
    check("advice.md", rendered(advice, "markdown", model="hotel.yaml"))
    made = rendered(advice, "json")
    check("advice.json", made)
    _validate(made)
    few = internalmap.advise(internalmap.load(HOTEL), steps=1)
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
    wanted = model.replace("from: it", "from: [it, spare]")
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
    model = "parties:\n  guests: {kind: customer, needs: [{from: it, at_least: all}]}\n"
    (tmp_path / "m.yaml").write_text(f"{model}  it:\n", encoding="utf-8")
    (tmp_path / "all.yaml").write_text("include: [more/*.yaml]\nparties: {it: }\n", "utf-8")
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "a.yaml").write_text(model, encoding="utf-8")
    before = sorted(os.listdir(tmp_path))
    done = run(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(os.listdir(tmp_path)) == before
    if arguments[0] == "all.yaml":
        assert "more/a.yaml:2: from: [it, stand-in-for-it], at_least: 1\n" in done.stderr
        assert "all.yaml: at the end of 'parties': stand-in-for-it: {kind: team, " in done.stderr


def test_an_anonymous_report_names_nobody(tmp_path: Path) -> None:
    """Its last command names the model as it is, since pseudonyms cannot be written into it."""
    model = "parties: {guests: {kind: customer, needs: [kari]}, kari: {kind: person}}\n"
    (tmp_path / "m.yaml").write_text(model, encoding="utf-8")
    done = run("m.yaml", "--anonymize", "--protect", "guests", cwd=tmp_path)
    assert done.returncode == 0
    assert "kari" not in done.stdout
    assert "Find someone new to serve customer-1, beside person-1" in done.stdout
    assert "internalmap advise m.yaml --write new.yaml" in done.stdout
