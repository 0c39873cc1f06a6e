"""Structure against networkx, or against its definition where networkx has none."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from typing import Any

import networkx as nx
import pytest
from hypothesis import given

import internalmap
import strategies
from effort import examples, long
from internalmap.analyses import bottlenecks
from internalmap.kernel.network import compile_network
from internalmap.kernel.scope import scope
from internalmap.model.organization import IMPORTANCES, Organization
from internalmap.results.analyze import Analysis, Cycle

_MANY = examples(200)
_LONG = long(20_000)


def organization_of(model: dict[str, Any]) -> Organization:
    return internalmap.loads(json.dumps(model, ensure_ascii=False))


def supply(organization: Organization, weakest: str = "helpful") -> nx.DiGraph[str]:
    """The simple graph of the edges that are neither staffing nor sites and important enough, from
    the public graph."""
    kept = IMPORTANCES[: [*IMPORTANCES].index(weakest) + 1]  # type: ignore[arg-type]
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(organization.parties)
    graph.add_edges_from(
        (supplier, customer)
        for supplier, customer, data in organization.to_networkx().edges(data=True)
        if not (data["staffing"] or data["at_site"]) and data["importance"] in kept
    )
    return graph


# The public graph


@_MANY
@given(strategies.models())
def test_the_public_graph_has_a_node_a_party_and_an_edge_a_supplier_of_each_need(
    model: dict[str, Any],
) -> None:
    organization = organization_of(model)
    graph = organization.to_networkx()
    assert isinstance(graph, nx.MultiDiGraph)
    assert graph.graph == {"title": organization.title}
    assert dict(graph.nodes(data=True)) == {
        id: {"party": party, "name": party.name, "kind": party.kind}
        for id, party in organization.parties.items()
    }
    wanted = [
        (supplier, customer, need, need.service, need.importance, staffing, at_site, rank,
         supplier not in need.first_suppliers)
        for staffing, at_site, needs in (
            (False, False, organization.needs),
            (True, False, organization.staffing),
            (False, True, organization.location_needs),
        )
        for need in needs
        for rank, supplier in enumerate(need.suppliers)
        for customer in need.customers
    ]  # fmt: skip
    keys = ("need", "service", "importance", "staffing", "at_site", "rank", "fallback")
    found = [
        (supplier, customer, *(data[key] for key in keys))
        for supplier, customer, data in graph.edges(data=True)
    ]
    assert all(set(data) == set(keys) for _, _, data in graph.edges(data=True))
    assert sorted(found, key=repr) == sorted(wanted, key=repr)


@_MANY
@given(strategies.questions())
def test_suppliers_are_the_edges_of_the_public_graph_that_are_neither_staffing_nor_sites(
    question: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    model, options = question
    stops_on = options.get("stops_on", "essential")
    organization = organization_of(model)
    network = compile_network(organization, stops_on)
    for weakest, suppliers in (
        ("helpful", network.suppliers),
        (stops_on, network.essential_suppliers),
    ):
        pairs = [
            (network.ids[supplier], network.ids[customer])
            for customer, listed in enumerate(suppliers)
            for supplier in listed
        ]
        assert len(pairs) == len(set(pairs))
        assert set(pairs) == set(supply(organization, weakest).edges)
        assert all(listed == sorted(listed) for listed in suppliers)


# Figures of parties


@_MANY
@given(strategies.models())
def test_neighbours_and_reach_are_those_of_the_graph(model: dict[str, Any]) -> None:
    organization = organization_of(model)
    graph = supply(organization)
    for row in internalmap.analyze(organization, cut_size=1).parties:
        assert row.customers == graph.out_degree(row.id)
        assert row.suppliers == graph.in_degree(row.id)
        assert row.reach == len(nx.descendants(graph, row.id))


def betweenness(graph: nx.DiGraph[str], targets: list[str]) -> dict[str, float]:
    """What `through` is: betweenness to some targets, over the pairs that are joined, where the
    first party of a chain counts too."""
    ancestors = [nx.ancestors(graph, target) for target in targets]
    pairs = sum(map(len, ancestors))
    between = nx.betweenness_centrality_subset(graph, list(graph), targets)
    first = Counter(id for each in ancestors for id in each)
    return {id: (between[id] + first[id]) / pairs if pairs else 0.0 for id in graph}


@_MANY
@given(strategies.questions(max_parties=12))
def test_through_is_betweenness_to_the_protected_over_the_joined_pairs(
    question: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    model, options = question
    organization = organization_of(model)
    kept = {key: options[key] for key in ("protect", "stops_on") if key in options}
    found = internalmap.analyze(organization, cut_size=1, **kept)
    graph = supply(organization, kept.get("stops_on", "essential"))
    wanted = betweenness(graph, list(found.settings.protected))
    assert {row.id: row.through for row in found.parties} == pytest.approx(wanted)


def test_through_of_very_many_protected_is_that_of_some_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    customers: dict[str, Any] = {
        f"c{number:03d}": {"kind": "customer", "needs": [f"t{number % 7}"]} for number in range(201)
    }
    teams = {f"t{number}": {"needs": ["it"]} for number in range(7)}
    organization = organization_of({"parties": {**customers, **teams, "it": {}}})
    some = bottlenecks.sampled(scope(organization))
    ids = [scope(organization).network.ids[party] for party in some]
    assert len(ids) == len(set(ids)) == bottlenecks.EXACT_PROTECTED == 200
    assert ids == sorted(ids)
    found = internalmap.analyze(organization, cut_size=1)
    graph = supply(organization)
    assert {row.id: row.through for row in found.parties} == pytest.approx(betweenness(graph, ids))
    assert [notice for notice in found.notices if "drawn with a fixed seed" in notice] == [
        "The share of chains is measured to 200 of the 201 protected parties, "
        "drawn with a fixed seed."
    ]
    judged = internalmap.check(organization), internalmap.diff(organization, organization)
    assert not any("chains" in notice for each in judged for notice in each.notices)  # none is told
    # 209 parties and 208 dependencies are 417 steps for each.
    monkeypatch.setattr(bottlenecks, "MAX_STEPS", 417 * 50 - 1)
    assert len(bottlenecks.sampled(scope(organization))) == 49
    assert any("to 49 of the 201" in each for each in internalmap.analyze(organization).notices)
    monkeypatch.setattr(bottlenecks, "MAX_STEPS", 417 * 201)
    monkeypatch.setattr(bottlenecks, "EXACT_PROTECTED", 201)
    exact = bottlenecks.through(scope(organization))
    everyone = betweenness(graph, list(found.settings.protected))
    assert exact == pytest.approx([everyone[id] for id in scope(organization).network.ids])


def levels_of(organization: Organization, roots: list[str]) -> dict[str, int]:
    """Steps from the customer, by shortest ways from a root to which each level is as far as it
    says, and by going down the reporting lines."""
    levels = dict.fromkeys(roots, 0)
    reports: dict[str, list[str]] = {}
    for party in organization.parties.values():
        if party.reports_to is not None:
            reports.setdefault(party.reports_to, []).append(party.id)

    def by_reports(id: str) -> int | None:
        below = [level for level in map(by_reports, reports.get(id, ())) if level is not None]
        if id not in levels and below:
            levels[id] = 1 + max(below)
        return levels.get(id)

    while True:
        before = len(levels)
        ways: nx.DiGraph[tuple[str, ...]] = nx.DiGraph()
        ways.add_weighted_edges_from(((), (id,), level) for id, level in levels.items())
        ways.add_weighted_edges_from(((b,), (a,), 1) for a, b in supply(organization).edges)
        for (
            party
        ) in organization.parties.values():  # from a member to its unit is no step, nor from a site
            if party.part_of is not None:
                ways.add_edge((party.part_of,), (party.id,), weight=0)
            ways.add_weighted_edges_from(((party.id,), (site,), 0) for site in party.sites)
        if () in ways:
            for way, length in nx.single_source_bellman_ford_path_length(ways, ()).items():
                if way:
                    levels.setdefault(way[0], int(length))
        for id in organization.parties:
            by_reports(id)
        if len(levels) == before:
            return levels


@_MANY
@given(strategies.models())
def test_levels_are_the_steps_from_the_customer(model: dict[str, Any]) -> None:
    organization = organization_of(model)
    asked = scope(organization)
    wanted = levels_of(organization, list(asked.ids(asked.roots)))
    found = internalmap.analyze(organization, cut_size=1)
    assert {row.id: row.level for row in found.parties if row.level is not None} == wanted
    assert found.without_line_of_sight == tuple(
        id for id in organization.parties if not {id, *organization.inside(id)} & set(wanted)
    )


def test_a_level_once_given_stays_though_a_shorter_way_appears() -> None:
    """The boss gets 5 by who reports to it, in the same round in which the club, which it supplies,
    gets 2. Those behind the boss go by the shorter way."""
    parties: dict[str, Any] = {
        "guests": {"kind": "customer", "needs": ["bar", "porter"]},
        "bar": {"needs": ["kitchen"]},
        "kitchen": {"needs": ["store"]},
        "store": {"needs": ["driver"]},
        "driver": {"reports_to": "boss"},
        "porter": {"reports_to": "club"},
        "club": {"needs": ["boss"]},
        "boss": {"needs": ["manager"]},
        "manager": {},
        "bank": {},
    }
    rows = internalmap.analyze(organization_of({"parties": parties}), cut_size=1).parties
    assert {row.id: row.level for row in rows if row.id not in ("guests", "bar", "porter")} == {
        "kitchen": 2, "store": 3, "driver": 4, "club": 2, "boss": 5, "manager": 4, "bank": None,
    }  # fmt: skip


# Figures of the whole


def check_cycles(found: tuple[Cycle, ...], graph: nx.DiGraph[str]) -> None:
    wanted = [tuple(sorted(c)) for c in nx.strongly_connected_components(graph) if len(c) > 1]
    assert [cycle.parties for cycle in found] == sorted(wanted)
    for cycle in found:
        first = cycle.parties[0]
        ways = [
            (first, *way[:-1])
            for customer in graph.successors(first)
            if nx.has_path(graph, customer, first)
            for way in nx.all_shortest_paths(graph, customer, first)
        ]
        assert cycle.example == min(ways, key=lambda way: (len(way), way))


@_MANY
@given(strategies.questions(max_parties=12))
def test_cycles_are_the_strongly_connected_components(
    question: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    model, options = question
    stops_on = options.get("stops_on", "essential")
    organization = organization_of(model)
    found = internalmap.analyze(organization, cut_size=1, stops_on=stops_on)
    check_cycles(found.cycles, supply(organization))
    check_cycles(found.essential_cycles, supply(organization, stops_on))
    assert found.summary.cycles == len(found.cycles)


@_MANY
@given(strategies.models())
def test_figures_of_the_whole(model: dict[str, Any]) -> None:
    organization = organization_of(model)
    graph = supply(organization)
    found = internalmap.analyze(organization, cut_size=1)
    summary, count = found.summary, len(organization.parties)
    assert summary.dependencies == graph.number_of_edges()
    assert summary.density == pytest.approx(nx.density(graph))
    wanted = nx.overall_reciprocity(graph) if graph.number_of_edges() else 0.0
    assert summary.reciprocity == pytest.approx(wanted)
    shares = [
        (row.impact + 1 + len([*organization.inside(row.id)])) / count for row in found.parties
    ]
    assert summary.mean_stopped == pytest.approx(sum(shares) / count)


@_MANY
@given(strategies.models())
def test_ties_of_units_are_counted_once_however_many_needs_they_have(
    model: dict[str, Any],
) -> None:
    organization = organization_of(model)
    ties = supply(organization).to_undirected().edges
    for row in internalmap.analyze(organization, cut_size=1).units:
        inside = {row.unit, *organization.inside(row.unit)}
        assert row.parties == len(inside)
        leaving = sum((one in inside) != (other in inside) for one, other in ties)
        within = sum(one in inside and other in inside for one, other in ties)
        both = leaving + within
        known = both and len(inside) > 2
        assert row.e_i == (pytest.approx((leaving - within) / both) if known else None)


def test_those_who_supply_lead_or_belong_have_a_customer_and_a_unit_those_of_its_members() -> None:
    parties: dict[str, Any] = {
        "guests": {"kind": "customer"},
        "owner": {"engagement": "shareholder"},
        "hotel": {},
        "bar": {"part_of": "hotel"},
        "museum": {},
        "shop": {"part_of": "museum"},
        "boss": {"needs": ["shop"]},
        "clerk": {"reports_to": "boss", "needs": ["printer"]},
        "printer": {},
        "club": {},
    }
    found = internalmap.analyze(organization_of({"parties": parties}), cut_size=1)
    assert found.without_customer == ("clerk", "club", "hotel")


# Long ones: no recursion, no more than a few looks at each


def chain(closed: bool) -> Analysis:
    ids = [f"p{number:06d}" for number in range(_LONG)]
    parties: dict[str, Any] = {id: {"needs": [after]} for id, after in pairwise(ids)}
    parties[ids[-1]] = {"needs": [ids[0]]} if closed else {}
    parties[ids[0]]["kind"] = "customer"
    return internalmap.analyze(organization_of({"parties": parties}), protect=[ids[0]], cut_size=1)


def test_a_long_chain() -> None:
    found = chain(closed=False)
    assert [row.level for row in found.parties] == list(range(_LONG))
    assert [row.reach for row in found.parties] == list(range(_LONG))
    assert found.cycles == ()
    begun_or_passed = [(_LONG - number) / (_LONG - 1) for number in range(1, _LONG)]
    assert [row.through for row in found.parties[1:]] == pytest.approx(begun_or_passed)


def test_a_long_circle() -> None:
    found = chain(closed=True)
    [cycle] = found.cycles
    assert len(cycle.example) == len(cycle.parties) == _LONG
    assert cycle.example[:2] == ("p000000", f"p{_LONG - 1:06d}")
    assert {row.reach for row in found.parties} == {_LONG - 1}


def test_long_lines_of_units_and_of_bosses() -> None:
    ids = [f"p{number:06d}" for number in range(_LONG)]
    parties: dict[str, Any] = {
        id: {"kind": "department", "part_of": above} for above, id in pairwise(ids[: _LONG // 2])
    }
    parties |= {id: {"reports_to": above} for above, id in pairwise(ids[_LONG // 2 :])}
    parties |= {ids[0]: {"kind": "department"}, ids[_LONG // 2]: {}}
    parties["guests"] = {"kind": "customer", "needs": [ids[0], ids[-1]]}
    found = internalmap.analyze(organization_of({"parties": parties}), cut_size=1)
    levels = {row.id: row.level for row in found.parties}
    assert {levels[id] for id in ids[: _LONG // 2]} == {1}
    assert [levels[id] for id in ids[_LONG // 2 :]] == list(range(_LONG // 2, 0, -1))
