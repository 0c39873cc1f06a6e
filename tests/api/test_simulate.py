"""The chance of being let down: against all combinations, one by one, and against its own draws."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import product
from math import sqrt
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

import internalmap
import oracle
import strategies
from effort import examples
from internalmap import InternalMapError, Simulation, simulate
from internalmap.analyses.simulate import chances, sampled, weighed
from internalmap.cli.run import run
from internalmap.modelfile.schema.json_schema import report_schema
from internalmap.reports.simulate import often, share
from reports import samples
from reports.golden import check
from reports.rendered import rendered, report

HOTEL = Path(__file__).parents[2] / "examples" / "fjord-hotel.yaml"
SHARES = [0, 0.2, 0.5, 0.9, "75%", "99.9%", 1, None]

_SLOW = examples(150)


def loaded(model: dict[str, Any]) -> internalmap.Organization:
    return internalmap.loads(json.dumps(model, ensure_ascii=False))


def there(written: object) -> float:
    """An availability as a share; where none is given, it is certain."""
    text = str(1 if written is None else written)
    return float(text[:-1]) / 100 if text.endswith("%") else float(text)


def one_by_one(
    model: dict[str, Any], protect: Sequence[str] = (), candidates: Sequence[str] = (), **more: str
) -> tuple[dict[str, float], dict[str, float]]:
    """Chances and worths by trying every combination with the oracle's own stopping."""
    organisation = oracle.resolve(model)
    parties = organisation.parties
    duties = oracle.essential_duties(organisation, more.get("stops_on", "essential"))
    protected = oracle.protected_parties(organisation, protect)
    default = (model.get("defaults") or {}).get("party") or {}
    shares = {
        key: there(oracle.without_nulls(default).get("availability", 1) if given is None else given)
        for key in parties
        for given in [(model["parties"][key] or {}).get("availability")]
    }
    asked = oracle.candidate_parties(organisation, candidates)
    uncertain = [key for key in asked if shares[key] < 1]
    harmed: dict[tuple[str, ...], set[str]] = {}
    weights: dict[tuple[str, ...], float] = {}
    for states in product([False, True], repeat=len(uncertain)):
        gone = tuple(key for key, out in zip(uncertain, states, strict=True) if out)
        weight = 1.0
        for key in uncertain:
            weight *= 1 - shares[key] if key in gone else shares[key]
        weights[gone] = weight
        stopped = oracle.stop(duties, oracle.gone(parties, gone))
        harmed[gone] = stopped.intersection(protected)
    chances = {
        key: sum(weights[gone] for gone, who in harmed.items() if key in who) for key in protected
    }
    importances = {
        key: sum(
            weights[gone] * (len(who) - len(harmed[tuple(one for one in gone if one != key)]))
            for gone, who in harmed.items()
        )
        for key in uncertain
    }
    return chances, importances


def as_maps(found: Simulation) -> tuple[dict[str, float], dict[str, float]]:
    return (
        {row.party: row.probability for row in found.protected},
        {row.party: row.worth for row in found.parties},
    )


@st.composite
def uncertain_models(draw: strategies.Draw[Any]) -> dict[str, Any]:
    """A model of which most parties have an availability, one of them below 1 and no customer, and
    nobody is known to come back: so whoever stops is let down."""
    model = draw(strategies.models(max_parties=8))
    for written in (*model["parties"].values(), (model.get("defaults") or {}).get("party")):
        (written or {}).pop("restore", None)
    for key, entry in model["parties"].items():
        model["parties"][key] = (entry or {}) | {"availability": draw(st.sampled_from(SHARES))}
    organisation = oracle.resolve(model)
    candidates = oracle.candidate_parties(organisation, ())
    if candidates:
        model["parties"][draw(st.sampled_from(candidates))]["availability"] = 0.7
    else:
        model["parties"]["someone else"] = {"kind": "person", "availability": 0.7}
    strategies.mend(model)  # a unit of which an availability is known is no box
    result: dict[str, Any] = model
    return result


@_SLOW
@given(uncertain_models(), st.data())
def test_exact_chances_equal_those_of_all_combinations(
    model: dict[str, Any], data: st.DataObject
) -> None:
    """Chance and worth, with circles, k of n, staffing and units in units."""
    options: dict[str, Any] = {}
    if data.draw(st.booleans()):
        options["protect"] = sorted(model["parties"])[:2]
    if data.draw(st.booleans()):
        options["stops_on"] = "helpful"
    found = simulate(loaded(model), **options)
    chances, importances = one_by_one(model, **options)
    assert found.exact
    assert found.draws == 2 ** len(importances)
    assert as_maps(found)[0] == pytest.approx(chances, abs=1e-12)
    assert as_maps(found)[1] == pytest.approx(importances, abs=1e-12)
    assert all(row.low == row.probability == row.high for row in found.protected)


@_SLOW
@given(uncertain_models())
def test_small_blocks_change_nothing(model: dict[str, Any]) -> None:
    """Combinations come in blocks of lanes; the result does not depend on their size."""
    organization = loaded(model)
    whole = simulate(organization)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(weighed, "BLOCK_PARTIES", 2)
        pieces = simulate(organization)
    assert as_maps(pieces)[0] == pytest.approx(as_maps(whole)[0], abs=1e-12)
    assert as_maps(pieces)[1] == pytest.approx(as_maps(whole)[1], abs=1e-12)


@_SLOW
@given(uncertain_models())
def test_a_sample_says_of_its_own_draws_what_the_oracle_says_of_them(model: dict[str, Any]) -> None:
    """Chances are counts and worths differences of counts on the same draws, to the last one."""
    organization = loaded(model)
    organisation = oracle.resolve(model)
    duties = oracle.essential_duties(organisation, "essential")
    protected = oracle.protected_parties(organisation, ())
    drawn: list[int] = []
    draws = 70

    def kept(random: Random, share: float, width: int) -> int:
        drawn.append(chance_draw(random, share, width))
        return drawn[-1]

    chance_draw = sampled.draw
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chances, "EXACT_PARTIES", 0)
        patch.setattr(sampled, "DRAWN_TOGETHER", 32)
        patch.setattr(sampled, "draw", kept)
        found = simulate(organization, draws=draws)
    uncertain = [row.party for row in found.parties]
    harmed = {"": [0] * len(protected)} | {key: [0] * len(protected) for key in uncertain}
    for number in range(draws):
        block, lane = divmod(number, 32)
        masks = drawn[block * len(uncertain) : (block + 1) * len(uncertain)]
        out = [key for key, mask in zip(uncertain, masks, strict=True) if mask >> lane & 1]
        for left_out, counts in harmed.items():
            first = oracle.gone(organisation.parties, [key for key in out if key != left_out])
            stopped = oracle.stop(duties, first)
            for place, key in enumerate(protected):
                counts[place] += key in stopped
    assert [round(row.probability * draws) for row in found.protected] == harmed[""]
    for row in found.parties:
        assert round(row.worth * draws) == sum(harmed[""]) - sum(harmed[row.party])


def crowd(number: int) -> dict[str, Any]:
    """Guests who need three of so many cooks, each another share of the time there, and a system
    with a stand-in."""
    cooks = {
        f"cook{place:02}": {"kind": "person", "availability": round(0.3 + place / 50, 2)}
        for place in range(number)
    }
    return {
        "parties": {
            "guests": {"kind": "customer", "needs": [{"from": list(cooks), "at_least": 3}]},
            **cooks,
        }
    }


def poisson_binomial(shares: Sequence[float], least: int) -> float:
    """The chance that fewer than `least` of so many are there."""
    counts = [1.0]
    for each in shares:
        counts = [
            (counts[place - 1] * each if place else 0)
            + (counts[place] * (1 - each) if place < len(counts) else 0)
            for place in range(len(counts) + 1)
        ]
    return sum(counts[:least])


def test_twenty_are_weighed_and_twenty_one_are_drawn() -> None:
    """Against another way to the same number: adding one cook at a time."""
    for number in (20, 21):
        model = crowd(number)
        shares = [entry.get("availability", 1) for entry in model["parties"].values()][1:]
        wanted = poisson_binomial(shares, 3)
        found = simulate(loaded(model))
        [guests] = found.protected
        assert found.exact == (number == 20)
        if found.exact:
            assert found.draws == 2**20
            assert guests.probability == pytest.approx(wanted, rel=1e-9)
            for place, row in enumerate(found.parties):
                sure = [1.0 if other == place else share for other, share in enumerate(shares)]
                fall = wanted - poisson_binomial(sure, 3)
                assert row.worth == pytest.approx(fall, abs=1e-14)
        else:
            assert found.draws == 100_000
            spread = 5 * sqrt(wanted / 100_000)
            assert abs(guests.probability - wanted) < spread
            assert guests.low < guests.probability < guests.high


def test_a_sample_lies_near_the_exact_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Within five standard deviations, for chances and worths alike; the seed is fixed."""
    hotel = internalmap.load(HOTEL)
    exact = simulate(hotel)
    monkeypatch.setattr(chances, "EXACT_PARTIES", 1)
    drawn = simulate(hotel, draws=200_000, seed=7)
    assert not drawn.exact
    for wanted, found in zip(exact.protected, drawn.protected, strict=True):
        assert abs(found.probability - wanted.probability) < 5 * sqrt(0.008 / 200_000)
    for one, other in zip(exact.parties, drawn.parties, strict=True):
        assert abs(one.worth - other.worth) < 5 * sqrt(0.008 / 200_000)


@pytest.mark.parametrize("share", [0.3, 0.01, 0.5, 1 / 3, 1.0, 0.0, 1e-9])
def test_lanes_are_set_with_their_chance(share: float) -> None:
    """Within five standard deviations, for fixed seeds; certain chances are certain."""
    width = 200_000
    count = sampled.draw(Random(3), share, width).bit_count()
    assert abs(count - share * width) <= 5 * sqrt(share * (1 - share) * width)


def test_the_same_seed_gives_the_same_bytes_and_another_one_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The order of keys means nothing; fewer draws are the first of more."""
    monkeypatch.setattr(chances, "EXACT_PARTIES", 0)
    model = crowd(6)
    upside_down = {"parties": dict(reversed(model["parties"].items()))}
    texts = [
        rendered(simulate(loaded(each), draws=40_000, seed=seed), "json")
        for each, seed in ((model, 1), (upside_down, 1), (model, 2))
    ]
    assert texts[0] == texts[1]
    assert json.loads(texts[0])["protected"] != json.loads(texts[2])["protected"]
    few, more = (simulate(loaded(model), draws=each).protected[0] for each in (40_000, 40_001))
    difference = round(more.probability * 40_001) - round(few.probability * 40_000)
    assert difference in (0, 1)


def test_draws_stay_the_same_from_version_to_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """A result that was printed can be had again."""
    monkeypatch.setattr(chances, "EXACT_PARTIES", 0)
    found = simulate(loaded(crowd(6)), draws=1000)
    assert round(found.protected[0].probability * 1000) == 673


def test_wilson_interval() -> None:
    """Against values worked out by hand from the formula, and at both ends."""
    z = 1.959963984540054
    assert sampled.wilson(0, 10) == pytest.approx((0.0, z * z / (10 + z * z)))
    assert sampled.wilson(10, 10) == pytest.approx((10 / (10 + z * z), 1.0))
    # Ten of a hundred: the middle is (0.1 + 0.0192073) / 1.0384146 = 0.1147974, and the reach is
    # 1.9599640 / 1.0384146 * sqrt(0.1 * 0.9 / 100 + 0.0000960) = 0.0595683.
    assert sampled.wilson(10, 100) == pytest.approx((0.0552291, 0.1743657), abs=1e-6)


def test_with_a_unit_go_its_members() -> None:
    """A member that is always there is gone where its unit is: its worth heeds that."""
    organization = internalmap.loads("""
    parties:
      guests: {kind: customer, needs: [anna]}
      kitchen: {availability: 80%}
      anna: {kind: person, part_of: kitchen, availability: 50%}
      bo: {kind: person}
    """)
    chances, importances = as_maps(simulate(organization))
    assert chances == {"guests": pytest.approx(0.6)}
    assert importances == {"anna": pytest.approx(0.4), "kitchen": pytest.approx(0.1)}


def test_a_protected_party_that_is_gone_itself_counts() -> None:
    """It is not served either."""
    organization = internalmap.loads("parties: {a: {needs: [b], availability: 75%}, b: }")
    assert as_maps(simulate(organization, protect=["a"]))[0] == {"a": 0.25}


def test_never_there_and_no_difference() -> None:
    """An availability of 0 is certain absence; what has a sure stand-in is worth nothing."""
    organization = internalmap.loads("""
    parties:
      guests: {kind: customer, needs: [{from: [anna, bo]}]}
      vips: {kind: customer, needs: [anna]}
      anna: {kind: person, availability: 0}
      bo: {kind: person}
      cy: {kind: person, availability: 0.5}
    """)
    found = simulate(organization)
    assert as_maps(found) == ({"guests": 0.0, "vips": 1.0}, {"anna": 1.0, "cy": 0.0})
    assert (
        report(found).verdict.text == "In all cases, vips would be let down, more often than "
        "any other customer."
    )


def test_availability_of_others_is_told() -> None:
    """Of external customers, units of teams, and whoever was not asked about."""
    organization = internalmap.loads("""
    parties:
      guests: {kind: customer, needs: [bar], availability: 50%}
      house: {kind: department, availability: 90%}
      bar: {part_of: house, availability: 90%}
      kitchen: {part_of: house}
    """)
    [notice] = simulate(organization).notices
    assert "guests and house is not used" in notice
    assert len(simulate(organization, candidates=["house"]).parties) == 1
    with pytest.raises(InternalMapError, match="availability of bar, guests and house is not"):
        simulate(organization, candidates=["kitchen"])


@pytest.mark.parametrize(
    "options", [{"draws": 0}, {"draws": 10_000_001}, {"seed": -1}, {"stops_on": "x"}]
)
def test_settings_that_mean_nothing_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(InternalMapError):
        simulate(internalmap.load(HOTEL), **options)


def test_nothing_to_simulate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command says which key is missing, with a line to copy."""
    model = tmp_path / "org.yaml"
    model.write_text("parties: {guests: {kind: customer, needs: [bar]}, bar: {availability: 1}}")
    assert run(["simulate", str(model)]) == 2
    said = capsys.readouterr().err
    assert "nothing to simulate" in said
    assert "anna: {kind: person, availability: 95%}" in said


@pytest.mark.parametrize(
    "arguments, named",
    [
        (["-f", "csv"], "does not write csv"),
        (["--draws", "0"], "greater than or equal to 1"),
        (["--draws", "10000001"], f"less than or equal to {sampled.MAX_DRAWS}"),
        (["--seed", "-1"], "greater than or equal to 0"),
        (["--protect", "nobody"], "nobody"),
    ],
)
def test_usage_errors(arguments: list[str], named: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["simulate", str(HOTEL), *arguments]) == 2
    assert named in capsys.readouterr().err


def _drawn(monkeypatch: pytest.MonkeyPatch) -> Simulation:
    monkeypatch.setattr(chances, "EXACT_PARTIES", 0)
    return simulate(internalmap.load(HOTEL), protect=["kind:customer", "kitchen"], draws=5000)


def test_whole_outputs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every form stands in a file, exact and drawn, and the JSON follows its schema."""
    schema = report_schema("simulate")
    Draft7Validator.check_schema(json.loads(schema))
    exact = simulate(internalmap.load(HOTEL))
    for name, found in (("simulate-hotel", exact), ("simulate-drawn", _drawn(monkeypatch))):
        for format, ending in (("text", "txt"), ("json", "json"), ("markdown", "md")):
            text = rendered(found, format, model="fjord-hotel.yaml")
            check(f"{name}.{ending}", text)
            if format == "json":
                Draft7Validator(json.loads(schema)).validate(json.loads(text))


def test_names_that_attack_and_long_tables() -> None:
    """Names are made harmless, tables end after `top` rows and say how to see the rest."""
    parties: dict[str, Any] = {
        id: {"name": name, "kind": "person", "availability": 0.5}
        for id, name in samples.HOSTILE.items()
        if re.fullmatch(r"[\w-]+", id) and not id.startswith("-")
    }
    needs = [{"from": [id]} for id in parties]
    model = {
        "organization": samples.HOSTILE["bold"],
        "parties": {"guests": {"kind": "customer", "needs": needs}, **parties},
    }
    found = simulate(loaded(model))
    for format in ("text", "markdown"):
        text = rendered(found, format, top=3, color=False)
        assert not set("\x1b\u202e").intersection(text)
        assert f"and {len(parties) - 3} more:" in text
        assert f"internalmap simulate org.yaml --top {len(parties)}" in text


def test_customers_come_first_and_what_is_not_known_is_said() -> None:
    """Those with a limit are a group of their own; a chance is at least so much where a single
    point of failure has no availability."""
    organization = internalmap.loads("""
    parties:
      guests: {kind: customer, needs: [bar]}
      bar: {needs: [till], limit: 1h}
      till: {kind: system, availability: 87.5%, restore: 2h, needs: [{from: power, buffer: 1d}]}
      power: {kind: system, availability: 99%}
    """)
    said = report(simulate(organization))
    assert said.verdict.text == (
        "In at least 13 of 100 cases, guests would be let down. In at least 13 of 100 cases, bar "
        "would be let down."
    )
    assert [section.key for section in said.sections] == ["chances", "others", "worth"]
    notes = " ".join(note.text for note in said.notes)
    assert "not a share of time" in notes
    assert "Of 2 who may be gone by chance, 1 comes back after a known restore time; the other" in (
        notes
    )
    assert "Of the 3 single points of failure, 2 have an availability, so each chance" in notes


def test_no_chance_is_no_all_clear() -> None:
    """Where nothing is known of a single point of failure."""
    organization = internalmap.loads("""
    parties:
      guests: {kind: customer, needs: [{from: till, buffer: 1d}, power]}
      till: {kind: system, availability: 90%, restore: 2h}
      power: {kind: system}
    """)
    verdict = report(simulate(organization)).verdict
    assert verdict.tone == "warn"
    assert verdict.text == (
        "In none of the cases would guests be let down. But 1 single point of failure has no "
        "availability, and may still let somebody down."
    )


def test_sentences_without_anyone_to_protect() -> None:
    """A model without customers and needs can still be asked."""
    found = simulate(internalmap.loads("parties: {a: {availability: 50%}, b: }"))
    assert found.protected == ()
    assert "names nobody" in report(found).verdict.text


@pytest.mark.parametrize(
    "value, times, percentage",
    [
        (0.137, "in about 14 of 100 cases", "13.7%"),
        (0.008, "in about 8 of 1,000 cases", "0.80%"),
        (0.000_012, "in about 12 of 1,000,000 cases", "0.0012%"),
        (1e-9, "in less than 1 of 1,000,000 cases", "0.00000010%"),
        (0.9996, "in about 9,996 of 10,000 cases", "99.960%"),
        (1 - 2e-9, "in all but less than 1 of 1,000,000 cases", "99.99999980%"),
        (0.0, "in none of the cases", "0%"),
        (1.0, "in all cases", "100%"),
    ],
)
def test_chances_in_words(value: float, times: str, percentage: str) -> None:
    assert often(value) == times
    assert share(value) == percentage


@pytest.mark.parametrize(
    "model, options, said",
    [
        ("g: {kind: customer, needs: [a, b]}, a: {availability: 0}, b: {availability: 0}", {},
         "No one absence by itself"),
        ("a: {availability: 50%}", {}, "there is nobody who must not be let down"),
        ("g: {kind: customer, needs: [{from: [a, b]}]}, a: {availability: 50%}, b: ", {},
         "whoever is essential has a stand-in"),
        (", ".join(["g: {kind: customer, needs: [{from: kind:person, at_least: all}]}",
                    *(f"p{n}: {{kind: person, availability: 99.99999%}}" for n in range(25))]),
         {"draws": 10}, "In the cases drawn, nobody's absence made a difference."),
    ],
)  # fmt: skip
def test_why_nobodys_absence_makes_a_difference(
    model: str, options: dict[str, Any], said: str
) -> None:
    found = report(simulate(internalmap.loads(f"parties: {{{model}}}"), **options))
    assert said in str(found.sections[-1])
