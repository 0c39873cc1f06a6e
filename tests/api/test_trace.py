"""Chains against networkx: all simple paths, all shortest ones, and what is left when a party is
taken out."""

from __future__ import annotations

import json
import shlex
from itertools import pairwise
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import internalmap
import oracle
import strategies
from command import run
from effort import examples, long
from internalmap.analyses import trace as traces
from internalmap.model.organization import Organization

_LONG = long(20_000)
_MANY = examples(300)


@st.composite
def cases(draw: Any) -> tuple[dict[str, Any], str, str]:
    """A model of two parties or more, and two of them."""
    model = draw(strategies.models().filter(lambda model: len(model["parties"]) > 1))
    ends = draw(st.permutations(sorted(model["parties"])))
    return model, ends[0], ends[1]


def read(model: dict[str, Any]) -> Organization:
    return internalmap.loads(json.dumps(model))


def supply_graph(model: dict[str, Any]) -> nx.DiGraph[str]:
    resolved = oracle.resolve(model)
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(resolved.parties)
    graph.add_edges_from(oracle.edges_of(oracle.supply_duties(resolved)))
    return graph


def by_length(paths: Any) -> tuple[tuple[str, ...], ...]:
    return tuple(sorted({tuple(path) for path in paths}, key=lambda path: (len(path), path)))


@_MANY
@given(cases())
def test_the_chains_are_the_shortest_paths_or_all_of_them(
    case: tuple[dict[str, Any], str, str],
) -> None:
    model, supplier, customer = case
    organization, graph = read(model), supply_graph(model)
    shortest = internalmap.trace(organization, supplier, customer)
    every = internalmap.trace(organization, supplier, customer, every=True)
    paths = list(nx.all_simple_paths(graph, supplier, customer))
    assert every.chains == by_length(paths)
    least = min(map(len, paths), default=0)
    assert shortest.chains == by_length(path for path in paths if len(path) == least)
    if paths:
        assert shortest.chains == by_length(nx.all_shortest_paths(graph, supplier, customer))
    assert shortest.complete and every.complete


@_MANY
@given(cases())
def test_a_party_stands_on_every_chain_where_there_is_none_without_it(
    case: tuple[dict[str, Any], str, str],
) -> None:
    model, supplier, customer = case
    graph = supply_graph(model)
    found = internalmap.trace(read(model), supplier, customer)
    joined = nx.has_path(graph, supplier, customer)
    always = set()
    for party in set(graph) - {supplier, customer}:
        rest = graph.subgraph(set(graph) - {party})
        if joined and not nx.has_path(rest, supplier, customer):
            always.add(party)
    assert set(found.always_through) == always
    assert len(found.always_through) == len(always)
    for chain in found.chains:
        assert tuple(party for party in chain if party in always) == found.always_through


@_MANY
@given(cases(), st.sampled_from(["essential", "important", "helpful"]))
def test_whether_and_when_the_customer_stops(
    case: tuple[dict[str, Any], str, str], stops_on: Any
) -> None:
    model, supplier, customer = case
    times = oracle.impact_times(model, [supplier], stops_on=stops_on)
    found = internalmap.trace(read(model), supplier, customer, stops_on=stops_on)
    assert found.stops == (customer in times)
    assert found.after == times.get(customer)
    parties = oracle.resolve(model).parties
    assert found.along == (customer in oracle.gone(parties, [supplier]))


@_MANY
@given(cases())
def test_the_steps_and_the_lowest_rated_need_on_the_way(
    case: tuple[dict[str, Any], str, str],
) -> None:
    model, supplier, customer = case
    organization = read(model)
    found = internalmap.trace(organization, supplier, customer, every=True)
    joints = {pair for chain in found.chains for pair in pairwise(chain)}
    assert {(link.supplier, link.customer) for link in found.links} == joints
    assert len(found.links) == len(joints)
    ratings = []
    for link in found.links:
        needs = [
            need
            for need in organization.needs
            if link.supplier in need.suppliers and link.customer in need.customers
        ]
        order = ["essential", "important", "helpful"]
        assert set(link.services) == {need.service for need in needs} - {None}
        assert link.importance == order[min(order.index(need.importance) for need in needs)]
        weighty = [need for need in needs if need.importance == link.importance]
        assert link.fallback == all(len(need.suppliers) > need.at_least for need in weighty)
        ratings += [need.satisfaction.mean for need in needs if need.satisfaction is not None]
    if found.lowest_rated is None:
        assert ratings == []
    else:
        assert found.lowest_rated.satisfaction == min(ratings)


def grid(side: int) -> Organization:
    """A square in which each needs the one above it and the one to the left."""
    parties: dict[str, Any] = {}
    for row in range(side):
        for column in range(side):
            above = [f"p{row - 1}.{column}"] * (row > 0)
            left = [f"p{row}.{column - 1}"] * (column > 0)
            parties[f"p{row}.{column}"] = {"needs": above + left}
    return read({"parties": parties})


@pytest.mark.parametrize("every", [False, True])
def test_more_chains_than_can_be_told(every: bool) -> None:
    """184,756 of one length: the first thousand stand, and that there are more is said."""
    found = internalmap.trace(grid(11), "p0.0", "p10.10", every=every)
    assert len(found.chains) == traces.MAX_CHAINS
    assert not found.complete
    assert list(found.chains) == sorted(found.chains)
    assert found.always_through == ()


def test_looking_for_chains_ends_in_a_tangle(monkeypatch: pytest.MonkeyPatch) -> None:
    """The shortest come first, so that they are found whatever comes after."""
    parties = {f"p{n}": {"needs": [f"p{m}" for m in range(12) if m != n]} for n in range(12)}
    monkeypatch.setattr(traces, "MAX_STEPS", 500)
    found = internalmap.trace(read({"parties": parties}), "p0", "p1", every=True)
    assert found.chains[0] == ("p0", "p1")
    assert found.chains[1] == ("p0", "p10", "p1")
    assert not found.complete


def test_a_very_long_chain_takes_no_time() -> None:
    parties: dict[str, Any] = {f"p{n}": {"needs": [f"p{n - 1}"]} for n in range(1, _LONG)}
    organization = read({"parties": parties | {"p0": {}}})
    for every in (False, True):
        found = internalmap.trace(organization, "p0", f"p{_LONG - 1}", every=every)
        assert [len(chain) for chain in found.chains] == [_LONG]
        assert len(found.always_through) == _LONG - 2
        assert found.complete


@pytest.mark.parametrize(
    ("ends", "said"),
    [(("a", "a"), "twice"), (("a", "x"), "'x'"), (("x", "a"), "'x'")],
)
def test_ends_that_make_no_sense(ends: tuple[str, str], said: str) -> None:
    with pytest.raises(internalmap.InternalMapError, match=said):
        internalmap.trace(read({"parties": {"a": {}, "b": {}}}), *ends)


def test_an_unknown_importance_is_refused() -> None:
    organization = read({"parties": {"a": {}, "b": {}}})
    with pytest.raises(internalmap.InternalMapError, match="vital"):
        internalmap.trace(organization, "a", "b", stops_on="vital")  # type: ignore[arg-type]


def test_the_next_command_asks_the_same_question(tmp_path: Path) -> None:
    (tmp_path / "org.yaml").write_text(
        "parties: {g: {kind: customer, needs: [{from: h, importance: important}]}, h: }", "utf-8"
    )
    options = ["--stops-on", "important"]
    report = run("trace", "org.yaml", "h", "g", *options, cwd=tmp_path).stdout
    (command,) = [line for line in report.splitlines() if line.startswith("  internalmap")]
    again = run(*shlex.split(command)[1:], cwd=tmp_path).stdout
    assert "if h were gone and did not come back, g would stop at once" in " ".join(report.split())
    assert "goes on" not in again
