"""After everything went: who must be back by when is as defined, and is soon enough."""

from __future__ import annotations

import json
from math import inf
from typing import Any

from hypothesis import given

import internalmap
import oracle
import strategies
from effort import examples
from internalmap.kernel.data_loss import data_loss
from internalmap.kernel.recovery import in_order, needed_by
from internalmap.kernel.scope import Scope, scope

Model = dict[str, Any]


def scope_of(model: Model) -> Scope:
    """The network of a model, with who is protected in it."""
    return scope(internalmap.loads(json.dumps(model)))


@examples(1500)
@given(strategies.models())
def test_by_when_is_as_defined(model: Model) -> None:
    found = scope_of(model)
    by = dict(zip(found.network.ids, needed_by(found.network, found.protected), strict=True))
    assert by == oracle.needed_by(oracle.case_of(model))


@examples(1500)
@given(strategies.minute_models())
def test_back_by_then_nobody_is_let_down(model: Model) -> None:
    """Everyone but external customers and processes goes, and each is back when it is needed: the
    clock of the definitions knows nobody who is past what they can bear."""
    found = scope_of(model)
    case = oracle.case_of(model)
    back = {
        id: by
        for id, by in zip(found.network.ids, needed_by(found.network, found.protected), strict=True)
        if case.parties[id].kind not in ("customer", "process")
    }
    history = oracle.by_changes(case.parties, case.duties, back)
    for key in case.protected:
        assert oracle.intolerable(history, key) == [], key


@examples(600)
@given(strategies.models())
def test_in_order_suppliers_come_before_customers(model: Model) -> None:
    """Each stands in one step; steps go by time; of two at the same time the supplier comes first,
    but in a circle."""
    network = scope_of(model).network
    by = needed_by(network, scope_of(model).protected)
    steps = in_order(network, by)
    place = {party: number for number, step in enumerate(steps) for party in step}
    assert sorted(place) == [party for party, time in enumerate(by) if time < inf]
    assert [by[step[0]] for step in steps] == sorted(by[step[0]] for step in steps)
    assert all(by[party] == by[step[0]] for step in steps for party in step)
    for customer, numbers in enumerate(network.essential_of):
        for number in numbers:
            need = network.requirements[number]
            for supplier in need.suppliers[: need.need.at_least]:
                if by[supplier] == by[customer] < inf:
                    assert place[supplier] <= place[customer]


@examples(600)
@given(strategies.models())
def test_how_much_may_be_lost_is_as_defined(model: Model) -> None:
    network = scope_of(model).network
    found = {network.ids[party]: said.seconds for party, said in data_loss(network).items()}
    assert found == oracle.tolerated(oracle.case_of(model))


def test_a_circle_is_one_step() -> None:
    found = scope_of(
        {
            "parties": {
                "guests": {"kind": "customer", "needs": [{"from": "desk", "limit": "4h"}]},
                "desk": {"needs": ["net", {"from": "post", "buffer": "1d"}]},
                "net": {"kind": "system", "needs": ["login", "power"]},
                "login": {"kind": "system", "needs": ["net"]},
                "power": {"kind": "supplier"},
                "post": {},
                "spare": {},
            }
        }
    )
    network = found.network
    by = needed_by(network, found.protected)
    steps = [[network.ids[party] for party in step] for step in in_order(network, by)]
    assert steps == [["power"], ["login", "net"], ["desk"], ["post"]]
    assert [by[network.index[step[0]]] for step in steps] == [14400, 14400, 14400, 86400]
    assert by[network.index["spare"]] == inf
