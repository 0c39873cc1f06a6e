"""Writing down more of an organisation does not lower its risk.

Every pair of an absence and a protected party that it lets down is still there when somebody puts
a box around parties, or lists one more party inside a unit: with the same parties gone, or some of
them, in no later band, in no milder grade. What is looked at is what the report says.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import internalmap
import oracle
import strategies
from effort import examples
from internalmap.reports.formats.json import render

_MANY = examples(300)
NEW = "zz-new"

Model = dict[str, Any]
Pair = tuple[set[str], str, int, int]


def defined(model: Model) -> Model:
    """What the definitions say of single absences."""
    case = oracle.case_of(model)
    return {
        "absences": oracle.absence_table(case),
        "single_points_of_failure": oracle.single_points(case),
    }


def analyzed(model: Model) -> Model:
    found: Model = json.loads(render(internalmap.analyze(internalmap.loads(json.dumps(model)))))
    return found


def pairs(model: Model, found: Mapping[str, Any]) -> list[Pair]:
    """Each absence that is told with each whom it lets down: who is gone, whom, band and grade."""
    parties = oracle.resolve(model).parties
    case = oracle.case_of(model)
    times = {
        (row["party"], effect["protected"]): effect["needed"]
        for row in found["absences"]["rows"]
        for effect in row["effects"]
    }
    return [
        (
            oracle.gone(parties, [row["party"]]) - {NEW},
            protected,
            oracle.band(case, times[row["party"], protected]),
            row["grade"],
        )
        for row in found["single_points_of_failure"]
        for protected in row["let_down"]
    ]


def no_milder(before: Model, after: Model, look: Callable[[Model], Mapping[str, Any]]) -> None:
    """Each pair before is still there after, or one with fewer gone, as soon and as severe."""
    told = pairs(after, look(after))
    for away, protected, band, grade in pairs(before, look(before)):
        assert any(
            protected == other and fewer <= away and soon <= band and severe <= grade
            for fewer, other, soon, severe in told
        ), (sorted(away), protected)


def suppliers(model: Model) -> list[tuple[str, ...]]:
    """Whom each written need lists, and who is protected where the model says so."""
    organisation = oracle.resolve(model)
    listed = [need.suppliers for need in organisation.needs]
    return [*listed, tuple(oracle.select_all(organisation.parties, organisation.protect))]


def boxed(model: Model, around: list[str]) -> Model:
    """The model with a box around some members of one unit, or of none."""
    found = copy.deepcopy(model)
    box = {"kind": "team"}
    unit = (model["parties"][around[0]] or {}).get("part_of")
    if unit is not None:
        box["part_of"] = unit
    for key in around:
        found["parties"][key] = {**(model["parties"][key] or {}), "part_of": NEW}
    found["parties"][NEW] = box
    return found


@st.composite
def with_box(draw: strategies.Draw[Any]) -> tuple[Model, Model]:
    """A model, and the same with a box that no selector of it picks."""
    model = draw(strategies.models())
    places: dict[str | None, list[str]] = {}
    for key, entry in model["parties"].items():
        places.setdefault((entry or {}).get("part_of"), []).append(key)
    siblings = draw(st.sampled_from(list(places.values())))
    around = draw(st.lists(st.sampled_from(siblings), min_size=1, unique=True))
    after = boxed(model, around)
    assume(suppliers(after) == suppliers(model))
    assume(oracle.case_of(after).protected == oracle.case_of(model).protected)
    return model, after


@st.composite
def with_newcomer(draw: strategies.Draw[Any]) -> tuple[Model, Model]:
    """A model, and the same with one more party in a unit, of which it adds nobody who is counted.

    It counts for the unit, and for the units around that one as long as they are boxes. A unit that
    is single by its kind, since nobody is listed inside, is left alone: a supplier of whom a team
    is listed is a whole unit.
    """
    model = draw(strategies.models())
    parties = oracle.resolve(model).parties
    units = [key for key in parties if oracle.members(parties, key)]
    assume(units)
    after = copy.deepcopy(model)
    kind = draw(st.sampled_from(["person", "person", "team", "system"]))
    after["parties"][NEW] = {"kind": kind, "part_of": draw(st.sampled_from(units))}
    assume(suppliers(after) == suppliers(model))
    assume(oracle.case_of(after).protected == oracle.case_of(model).protected)
    grown = oracle.resolve(after).parties
    for unit in units:
        if NEW in oracle.staff(grown, unit):
            assume(parties[unit].kind in {"team", "department"} or oracle.staff(parties, unit))
            needed = oracle.crew_needed(parties, unit)
            assume(not needed or oracle.unlisted(parties, unit) > 0)
            headcount = parties[unit].headcount
            assume(headcount is None or headcount > len(oracle.staff(parties, unit)))
    return model, after


looks = pytest.mark.parametrize("look", [defined, analyzed], ids=["definition", "program"])


@looks
@_MANY
@given(with_box())
def test_a_box_hides_nothing(
    look: Callable[[Model], Mapping[str, Any]], models: tuple[Model, Model]
) -> None:
    no_milder(*models, look)


@looks
@_MANY
@given(with_newcomer())
def test_a_newcomer_whom_nobody_needs_hides_nothing(
    look: Callable[[Model], Mapping[str, Any]], models: tuple[Model, Model]
) -> None:
    no_milder(*models, look)
