"""JSON against its published schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from jsonschema import Draft7Validator

from internalmap.modelfile.schema.json_schema import report_schema
from internalmap.reports.formats import json as report_json
from internalmap.reports.formats.json_layout import Json, Rows, laid_out, pieces_of
from internalmap.results.analyze import Analysis
from internalmap.results.party import Cards
from reports import samples
from reports.golden import check
from reports.rendered import rendered

SCHEMAS = ("analyze", "party", "agenda")


def schema(name: str) -> dict[str, object]:
    found = json.loads(report_schema(name))
    assert isinstance(found, dict)
    return found


def validate(name: str, text: str) -> None:
    Draft7Validator(schema(name)).validate(json.loads(text))


def test_whole_outputs() -> None:
    """Every kind of output stands in a file."""
    check("fjord.json", report_json.render(samples.fjord()))
    check("hostile.json", report_json.render(samples.hostile()))
    check("card.json", report_json.render(samples.card()))
    check("cards.json", rendered(Cards((samples.card(), samples.empty_card())), "json"))
    check("agenda.json", report_json.render(samples.agenda()))


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schema_is_one(name: str) -> None:
    """The schemas are valid, describe every key, and allow no key that they do not describe."""
    Draft7Validator.check_schema(schema(name))
    objects = list(_objects(schema(name)))
    assert objects
    for found in objects:
        assert found["additionalProperties"] is False
        properties = found["properties"]
        assert isinstance(properties, dict)
        assert found["required"] == list(properties)
        for key, value in properties.items():
            assert value.get("description") or "$ref" in value, key


def _objects(node: object) -> Iterator[dict[str, object]]:
    if isinstance(node, dict):
        if "properties" in node and node.get("type") == "object":
            yield node
        for value in node.values():
            yield from _objects(value)
    elif isinstance(node, list):
        for value in node:
            yield from _objects(value)


@pytest.mark.parametrize(
    "analysis",
    [samples.fjord(), samples.hostile(), samples.nothing(), samples.nobody_protected()],
    ids=lambda analysis: "",
)
def test_reports_follow_the_schema(analysis: Analysis) -> None:
    """Every report is as the schema says, whatever is unknown in it."""
    validate("analyze", report_json.render(analysis))


def test_cards_and_agendas_follow_the_schema() -> None:
    """So are cards, one or all of them, and agendas."""
    for card in (samples.card(), samples.empty_card(), samples.hostile_card()):
        validate("party", report_json.render(card))
    validate("party", rendered(Cards((samples.card(), samples.empty_card())), "json"))
    validate("party", rendered(Cards(()), "json"))
    for agenda in (samples.agenda(), samples.hostile_agenda()):
        validate("agenda", report_json.render(agenda))


def test_the_schema_refuses_what_is_not_a_report() -> None:
    """A key too many, a key too few, another type: the schema can fail."""
    whole = json.loads(report_json.render(samples.fjord()))
    checker = Draft7Validator(schema("analyze"))
    assert checker.is_valid(whole)
    assert not checker.is_valid({**whole, "more": 1})
    assert not checker.is_valid({key: whole[key] for key in whole if key != "works"})
    assert not checker.is_valid({**whole, "bottlenecks": [{"party": "it"}]})


def test_whole_seconds_are_integers_and_nothing_is_escaped() -> None:
    """4 h is 14400 and not 14400.0; ø is ø."""
    base = samples.fjord()
    point = replace(base.single_points_of_failure[3], after=3600.0, restore=14400.5)
    text = report_json.render(replace(base, single_points_of_failure=(point,)))
    assert '"after": 3600,' in text
    assert '"restore": 14400.5,' in text
    assert '"load": 201600,' in text
    assert "bjørn" in text
    assert text.endswith("}\n")


def test_names_come_back_as_they_were() -> None:
    """JSON carries names whole: what shows them escapes them."""
    parties = json.loads(report_json.render(samples.hostile()))["parties"]
    assert {row["id"]: row["name"] for row in parties} == samples.HOSTILE


def test_many_rows_are_made_one_by_one_while_they_are_written() -> None:
    """However many there are, and also within an object that stands on one line."""
    made: list[int] = []

    def row(number: int) -> Json:
        made.append(number)
        return {"number": number}

    rows = Rows(range(1000), row)
    pieces = pieces_of({"first": rows, "second": {"rows": rows, "more": [1]}})
    while len(made) < 10:
        assert len(next(pieces)) < 50
    made.clear()
    plain: Json = [{"number": number} for number in range(1000)]
    whole: Json = {"first": rows, "second": {"rows": rows, "more": [1]}}
    listed: Json = {"first": plain, "second": {"rows": plain, "more": [1]}}
    assert laid_out(whole) == laid_out(listed)


def test_rows_are_as_the_encoder_has_them() -> None:
    """Every row is what the standard library makes of what is read back from it, however odd the
    names, and also where lists are long and many rows have the same one."""
    every = tuple(f"party {number}" for number in range(40))
    base = samples.fjord()
    shared = replace(base, parties=tuple(replace(row, stops=every) for row in base.parties))
    count = 0
    for analysis in (base, samples.hostile(), shared):
        for line in report_json.render(analysis).splitlines():
            row = line.strip().removesuffix(",")
            if row.startswith("{") and row != "{":
                count += 1
                assert json.dumps(json.loads(row), ensure_ascii=False) == row
    assert count > 50


def test_no_row_has_a_number_that_json_does_not_know() -> None:
    row = samples.fjord().parties[0]
    with pytest.raises(ValueError, match="nan"):
        report_json.render(replace(samples.fjord(), parties=(replace(row, demand=float("nan")),)))
