"""Every figure of the report equals that of an independent, slow reading of the definitions."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import internalmap
import oracle
import strategies
from effort import examples
from internalmap.reports.formats.json import render

_SLOW = examples(400)


def analyzed(model: dict[str, Any], options: dict[str, Any]) -> dict[str, Any]:
    """The JSON report of a model, without its sources, and without the assumptions that decide and
    the first steps of advice, which have tests of their own."""
    organization = internalmap.loads(json.dumps(model, ensure_ascii=False))
    found: dict[str, Any] = json.loads(render(internalmap.analyze(organization, **options)))
    for key in ("sources", "assumed_needs", "steps"):
        del found[key]
    return found


def same(found: Any, wanted: Any, where: str = "report") -> None:
    """Equal, floats to what a different order of adding leaves over."""
    if isinstance(wanted, dict):
        assert sorted(found) == sorted(wanted), where
        for key in wanted:
            same(found[key], wanted[key], f"{where}.{key}")
    elif isinstance(wanted, (list, tuple)):
        assert len(found) == len(wanted), (where, found, wanted)
        for number, pair in enumerate(zip(found, wanted, strict=True)):
            same(*pair, f"{where}[{number}]")
    elif isinstance(wanted, float) or isinstance(found, float):
        assert found is not None and wanted is not None, (where, found, wanted)
        assert abs(found - float(wanted)) <= 1e-9 * max(1.0, abs(wanted)), (where, found, wanted)
    else:
        assert found == wanted, where


def built(found: dict[str, Any], wanted: dict[str, Any], case: oracle.Case) -> None:
    """Take out what only the program says, and what the definitions leave open if it fits them."""
    for key in set(found["settings"]) - set(wanted["settings"]):
        del found["settings"][key]
    for point in found["single_points_of_failure"]:
        del point["way"]
    needs = {oracle.need_order(need): need for need in case.needs}
    for row in found["works"]["fails_anyway"]:
        order = (row["customer"] or "", row["service"] or "", tuple(row["suppliers"]))
        assert oracle.leaves_unmet(case, row.pop("party"), needs[order])
    for row in wanted["works"]["fails_anyway"]:
        del row["party"]


@_SLOW
@given(strategies.questions())
def test_report_equals_the_definitions(question: tuple[dict[str, Any], dict[str, Any]]) -> None:
    model, options = question
    known = {tag for need in oracle.resolve(model).needs for tag in need.tags}
    for key in ("only_needs", "without_needs"):  # a tag that no need has is refused
        options[key] = [tag for tag in options.get(key, ()) if tag in known]
    found, wanted = analyzed(model, options), oracle.report(model, **options)
    scope = {key: one for key, one in options.items() if key not in {"cut_size", "top", "sort"}}
    built(found, wanted, oracle.case_of(model, **scope))
    same(found, wanted)


@_SLOW
@given(strategies.minute_models(max_parties=9))
def test_report_equals_the_definitions_where_times_meet(model: dict[str, Any]) -> None:
    found, wanted = analyzed(model, {}), oracle.report(model)
    built(found, wanted, oracle.case_of(model))
    same(found, wanted)


@_SLOW
@given(strategies.models())
def test_the_way_leads_to_whoever_feels_it_first(model: dict[str, Any]) -> None:
    case = oracle.case_of(model)
    edges = oracle.edges_of(case.duties)
    for point in analyzed(model, {})["single_points_of_failure"]:
        way, away = point["way"], oracle.gone(case.parties, [point["party"]])
        times = oracle.stop_times(case.parties, case.duties, away)
        assert way[0] in away
        assert not away & set(way[1:])
        assert way[-1] in oracle.ways_felt_first(case, point["party"])
        assert all(pair in edges and times[pair[0]] <= times[pair[1]] for pair in pairwise(way))


@_SLOW
@given(strategies.models(), st.integers(2, 4), st.data())
def test_order_of_keys_means_nothing(model: dict[str, Any], size: int, data: st.DataObject) -> None:
    other = data.draw(strategies.reorderings(model))
    assert analyzed(model, {"cut_size": size}) == analyzed(other, {"cut_size": size})
