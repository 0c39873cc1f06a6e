"""The kernel equals the smallest set that the definition describes, whatever the network."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from random import Random
from typing import Any

import networkx as nx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import internalmap
import oracle
import strategies
from effort import examples, long
from internalmap.kernel import stopping
from internalmap.kernel.components import strong_components
from internalmap.kernel.network import Network, compile_network, only
from internalmap.kernel.stopping import (
    as_bits,
    at_least,
    bits,
    count_per_lane,
    single_failures,
    single_reach,
    stop,
)

_MANY = examples(300)
_SIZE = long(50_000)

Nodes = list[tuple[int, list[int]]]


def network_of(nodes: Nodes, parties: int, units: Sequence[int | None] = ()) -> Network:
    """A network of nodes, each a threshold and inputs, of which the first are parties."""
    ids = [f"{number:06d}" for number in range(parties)]
    entries: dict[str, Any] = {id: {} for id in ids}
    for number, unit in enumerate(units):
        if unit is not None:
            entries[ids[number]] = {"part_of": ids[unit]}
    organization = internalmap.loads(json.dumps({"parties": entries}))
    index = {id: number for number, id in enumerate(ids)}
    thresholds, inputs = [k for k, _ in nodes], [sources for _, sources in nodes]
    return Network(organization, tuple(ids), index, (), thresholds, inputs)


def stopped(nodes: Nodes, gone: Collection[int]) -> set[int]:
    """The least fixed point: the gone, and every node of which enough inputs are in it."""
    found = set(gone)
    while True:
        more = {
            number
            for number, (threshold, sources) in enumerate(nodes)
            if sources and len(found.intersection(sources)) >= threshold
        }
        if more <= found:
            return found
        found |= more


@st.composite
def networks(draw: st.DrawFn) -> tuple[Nodes, int]:
    """A few parties and gates with any inputs and thresholds, so mostly circles; and how many are
    parties. A threshold of one more than the inputs never stops."""
    parties, gates = draw(st.integers(1, 7)), draw(st.integers(0, 4))
    nodes = []
    for number in range(parties + gates):
        others = [other for other in range(parties + gates) if other != number]
        some = st.lists(st.sampled_from(others), max_size=5, unique=True) if others else st.just([])
        sources = draw(some)
        most = 1 if number < parties and draw(st.booleans()) else len(sources) + 1
        nodes.append((draw(st.integers(1, most)), sources))
    return nodes, parties


# Stop


@_MANY
@given(networks(), st.lists(st.sets(st.integers(0, 6)), min_size=1, max_size=9))
def test_every_lane_is_the_least_fixed_point(
    drawn: tuple[Nodes, int], scenarios: list[set[int]]
) -> None:
    nodes, parties = drawn
    scenarios = [{party for party in gone if party < parties} for gone in scenarios]
    gone = [
        sum((party in scenario) << lane for lane, scenario in enumerate(scenarios))
        for party in range(parties)
    ]
    lanes = stop(network_of(nodes, parties), gone)
    for lane, scenario in enumerate(scenarios):
        found = {node for node in range(len(nodes)) if lanes[node] >> lane & 1}
        assert found == stopped(nodes, scenario)


@_MANY
@given(networks(), st.sets(st.integers(0, 6)), st.sets(st.integers(0, 6), min_size=1))
def test_a_network_cut_down_to_what_matters_stops_the_same_targets(
    drawn: tuple[Nodes, int], absent: set[int], targets: set[int]
) -> None:
    nodes, parties = drawn
    network = network_of(nodes, parties)
    targets = {target for target in targets if target < parties}
    most = [int(party in absent) for party in range(parties)]
    small = only(network, stop(network, most), targets)
    assert sum(map(len, small.inputs)) <= sum(map(len, network.inputs))
    for left in absent:
        gone = [int(party in absent - {left}) for party in range(parties)]
        whole, part = stop(network, gone), stop(small, gone)
        assert [part[target] for target in targets] == [whole[target] for target in targets]


def test_only_what_can_stop_and_matters_keeps_its_inputs() -> None:
    nodes = [(1, [1]), (1, [2, 3]), (1, []), (1, [4]), (1, []), (1, [0])]
    small = only(network_of(nodes, 6), [1, 1, 1, 0, 0, 1], [0])
    assert [list(sources) for sources in small.inputs] == [[1], [2], [], [], [], []]


@_MANY
@given(strategies.questions(), st.integers(1, 4))
def test_single_failures_of_models_in_blocks_of_any_width(
    question: tuple[dict[str, Any], dict[str, Any]], width: int
) -> None:
    model, options = question
    stops_on = options.get("stops_on", "essential")
    network = compile_network(internalmap.loads(json.dumps(model)), stops_on)
    organisation = oracle.resolve(model)
    duties = oracle.essential_duties(organisation, stops_on)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stopping, "BLOCK_LANES", width)
        blocks = list(single_failures(network))
    assert [block.first for block in blocks] == list(range(0, len(network), width))
    for block in blocks:
        for lane in range(block.width):
            first = oracle.gone(organisation.parties, [network.ids[block.first + lane]])
            for lanes, wanted in ((block.gone, first), (block.lanes, oracle.stop(duties, first))):
                found = {id for party, id in enumerate(network.ids) if lanes[party] >> lane & 1}
                assert found == wanted


def test_memory_narrows_the_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    network = network_of([(1, [])] * 10, 10)
    assert [block.width for block in single_failures(network)] == [10]
    monkeypatch.setattr(stopping, "BLOCK_BYTES", 5)
    assert [(block.first, block.width) for block in single_failures(network)] == [
        *((0, 4), (4, 4), (8, 2))
    ]
    monkeypatch.setattr(stopping, "BLOCK_BYTES", 0)
    assert [block.width for block in single_reach(network)] == [1] * 10


def test_the_unit_takes_its_members_along_and_not_the_other_way_round() -> None:
    network = network_of([(1, [])] * 4, 4, units=[None, 0, 1, 0])
    [block] = single_failures(network)
    assert block.gone == [0b0001, 0b0011, 0b0111, 0b1001]
    [reach] = single_reach(network)
    assert reach.gone == [0b0001, 0b0010, 0b0100, 0b1000]


# Counting


@pytest.mark.parametrize(
    "threshold, stopped",
    [(1, 0b11111110), (2, 0b11101000), (3, 0b10000000), (4, 0)],
    ids=["any", "counted", "all", "more than there are"],
)
def test_at_least_so_many_of_three(threshold: int, stopped: int) -> None:
    lanes = [0b11110000, 0b11001100, 0b10101010]
    assert at_least(lanes, [0, 1, 2], threshold) == stopped


def test_all_of_several_ends_early_where_none_is_left() -> None:
    assert at_least([0b01, 0b10, 0b11], [0, 1, 2], 3) == 0
    assert at_least([0b01], [0], 1) == 0b01
    assert at_least([0b01, 0b01, 0b01, 0b01], [0, 1, 2, 3], 3) == 0b01


@_MANY
@given(st.lists(st.integers(0, 2**70), min_size=1, max_size=20), st.data())
def test_at_least_equals_a_count_in_every_lane(lanes: list[int], data: st.DataObject) -> None:
    sources = data.draw(st.lists(st.sampled_from(range(len(lanes))), min_size=1, unique=True))
    threshold = data.draw(st.integers(1, len(sources) + 2))
    found = at_least(lanes, sources, threshold)
    for lane in range(72):
        count = sum(lanes[source] >> lane & 1 for source in sources)
        assert found >> lane & 1 == (count >= threshold)


@_MANY
@given(st.integers(0, 2**130))
@example(0)
@example(1)
@example(2**129)
def test_bits_are_the_numbers_of_the_set_lanes(lanes: int) -> None:
    assert list(bits(lanes)) == [lane for lane in range(131) if lanes >> lane & 1]


@_MANY
@given(st.sets(st.one_of(st.integers(0, 100_000), st.sampled_from([0, 2047, 2048, 4095, 4096]))))
def test_so_they_are_where_there_are_very_many_lanes(numbers: set[int]) -> None:
    assert list(bits(as_bits(numbers))) == sorted(numbers)


@_MANY
@given(st.integers(1, 70), st.data())
def test_count_per_lane_equals_a_count_in_every_lane(width: int, data: st.DataObject) -> None:
    lanes = data.draw(st.lists(st.integers(0, 2**width - 1), max_size=40))
    counts = [sum(one >> lane & 1 for one in lanes) for lane in range(width)]
    assert count_per_lane(iter(lanes), width) == counts


@pytest.mark.parametrize("times", [0, 1, 2, 3, 4, 7, 8, 1000])
def test_count_per_lane_counts_far(times: int) -> None:
    assert count_per_lane([0b101] * times, 4) == [times, 0, times, 0]


# Compiling


def gates(network: Network) -> list[tuple[int, list[int]]]:
    """The threshold and the inputs of each gate."""
    first = len(network)
    return [
        (network.thresholds[n], list(network.inputs[n])) for n in range(first, len(network.inputs))
    ]


def test_needs_become_inputs_or_gates() -> None:
    model = {
        "parties": {
            "a": {"needs": ["c", {"from": ["c", "d"], "at_least": "all"}]},
            "b": {"needs": [{"from": ["d", "c"]}, {"from": ["c", "d", "e"], "at_least": 2}]},
            "c": {"needs": [{"from": ["e", "d"]}, {"from": "a", "importance": "helpful"}]},
            "d": {},
            "e": {},
            "f": {"kind": "team", "needs": ["g"]},
            "g": {"kind": "person", "part_of": "f"},
        }
    }
    network = compile_network(internalmap.loads(json.dumps(model)))
    assert [list(sources) for sources in network.inputs[:2]] == [[2, 3], [7, 8]]
    assert gates(network) == [(2, [2, 3, 4]), (2, [2, 3]), (2, [3, 4])]
    assert network.inputs[5] == [6]  # needs the person, and is staffed by nobody else
    assert network.suppliers == [[2, 3], [2, 3, 4], [0, 3, 4], [], [], [6], []]
    assert network.essential_suppliers == [[2, 3], [2, 3, 4], [3, 4], [], [], [6], []]


def test_a_need_of_many_customers_shares_one_gate() -> None:
    model = {
        "parties": {"a": {}, "b": {}, "x": {"kind": "system"}, "y": {"kind": "system"}},
        "everyone": {"needs": [{"from": ["x", "y"], "at_least": "all"}, {"from": ["y", "x"]}]},
    }
    network = compile_network(internalmap.loads(json.dumps(model)))
    assert gates(network) == [(1, [2, 3]), (2, [2, 3])]
    assert [list(sources) for sources in network.inputs[:4]] == [[4, 5], [4, 5], [], []]


@_MANY
@given(networks())
def test_components_are_the_strongly_connected_ones_suppliers_first(
    drawn: tuple[Nodes, int],
) -> None:
    nodes, _ = drawn
    inputs = [sources for _, sources in nodes]
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(len(nodes)))
    graph.add_edges_from((source, node) for node, listed in enumerate(inputs) for source in listed)
    found = strong_components(inputs)
    assert sorted(map(sorted, found)) == sorted(
        map(sorted, nx.strongly_connected_components(graph))
    )
    order = {node: place for place, component in enumerate(found) for node in component}
    assert all(order[source] <= order[node] for source, node in graph.edges)


@_MANY
@given(networks())
def test_the_parts_of_a_circle_are_those_that_stop_together(drawn: tuple[Nodes, int]) -> None:
    network = network_of(*drawn)
    inputs, thresholds = network.inputs, network.thresholds
    wanted = strong_components(inputs)
    found = [circle for circle in network.components if len(circle.nodes) > 1]
    assert sorted(sorted(circle.nodes) for circle in found) == sorted(
        sorted(component) for component in wanted if len(component) > 1
    )
    for circle in found:
        if all(thresholds[node] == 1 for node in circle.nodes):
            assert not circle.parts
            continue
        assert [node for part in circle.parts for node in part.nodes] == circle.nodes
        any_of: nx.DiGraph[int] = nx.DiGraph()
        any_of.add_nodes_from(circle.nodes)
        any_of.add_edges_from(
            (source, node)
            for node in circle.nodes
            for source in inputs[node]
            if thresholds[node] == thresholds[source] == 1 and source in any_of
        )
        assert sorted(sorted(part.nodes) for part in circle.parts) == sorted(
            map(sorted, nx.strongly_connected_components(any_of))
        )
        first = {node: part.nodes[0] for part in circle.parts for node in part.nodes}
        for part in circle.parts:
            assert {part.threshold} == {thresholds[node] for node in part.nodes}
            listed = [first.get(each, each) for node in part.nodes for each in inputs[node]]
            if part.threshold == 1:
                assert {*part.inputs} | {first[part.nodes[0]]} == {*listed, part.nodes[0]}
            else:
                assert sorted(part.inputs) == sorted(listed)
        for part in circle.parts:
            takers = {circle.parts[place].nodes[0] for place in part.customers}
            assert takers == {
                other.nodes[0] for other in circle.parts if part.nodes[0] in other.inputs
            }


def test_needs_that_turn_back_do_not_spoil_the_order() -> None:
    """Layers that each take two of three from the next, and a few needs from far up the stream."""
    random = Random(1)
    layers, width = 60, 20
    count = layers * width
    nodes: Nodes = []
    for number in range(count):
        after = (number // width + 1) * width
        ahead = range(after, min(after + width, count))
        nodes.append((2, random.sample(ahead, 3)) if ahead else (1, [random.randrange(width)]))
        if number % 20 == 7 and number > width:
            nodes[-1] = (2, [*nodes[-1][1], random.randrange(number // 2)])
    [circle] = [one for one in network_of(nodes, count).components if len(one.nodes) > 1]
    place = {node: number for number, node in enumerate(circle.nodes)}
    edges = [(source, node) for node in place for source in nodes[node][1]]
    late = sum(place[source] > place[node] for source, node in edges)
    assert late < 0.06 * len(edges)


# Size: no recursion, and each node is looked at a few times only


def test_what_stops_together_in_a_circle_with_fallbacks_is_settled_at_once(
    looks: list[int],
) -> None:
    """A ring in which every fiftieth party also stops where two others do."""
    ring: Nodes = [(1, [(number + 1) % _SIZE]) for number in range(_SIZE)]
    for number in range(0, _SIZE, 50):
        ring[number] = (1, [*ring[number][1], _SIZE + number // 50])
    gates: Nodes = [(2, [number + 7, number + 13]) for number in range(0, _SIZE, 50)]
    network = network_of([*ring, *gates], _SIZE)
    [circle] = [each for each in network.components if each.parts]
    assert [len(part.nodes) for part in circle.parts if len(part.nodes) > 1] == [_SIZE]
    assert last_party_stops([*ring, *gates]) == [*range(_SIZE + len(gates))]
    assert last_party_stops([*ring, *gates], 77) == []
    assert len(looks) <= 10 * len(gates)


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one each time that the inputs of a node are looked at."""
    found: list[int] = []

    def counted(lanes: Sequence[int], sources: Sequence[int], threshold: int) -> int:
        found.append(threshold)
        return at_least(lanes, sources, threshold)

    monkeypatch.setattr(stopping, "at_least", counted)
    return found


def last_party_stops(nodes: Nodes, *gone: int) -> list[int]:
    """The nodes left when some are gone."""
    lanes = stop(network_of(nodes, len(nodes)), [int(node in gone) for node in range(len(nodes))])
    return [node for node, stopped in enumerate(lanes) if not stopped]


def test_a_long_chain(looks: list[int]) -> None:
    chain: Nodes = [(1, [number + 1]) for number in range(_SIZE - 1)] + [(1, [])]
    assert last_party_stops(chain, _SIZE - 1) == []
    assert last_party_stops(chain, 3) == list(range(4, _SIZE))


def test_a_long_ring(looks: list[int]) -> None:
    ring: Nodes = [(1, [(number + 1) % _SIZE]) for number in range(_SIZE)]
    assert last_party_stops(ring) == list(range(_SIZE))
    assert last_party_stops(ring, 77) == []
    assert len(looks) <= 3 * _SIZE


def test_a_long_ring_with_fallbacks(looks: list[int]) -> None:
    """Each pair needs one of the pair before it."""
    ring: Nodes = []
    for pair in range(0, _SIZE, 2):
        ring += [(2, [(pair - 2) % _SIZE, (pair - 1) % _SIZE])] * 2
    assert last_party_stops(ring, 500, 501) == []
    assert len(last_party_stops(ring, 500)) == _SIZE - 1
    assert len(looks) <= 8 * _SIZE


def test_a_long_chain_of_mutual_need(looks: list[int]) -> None:
    """Each needs two of its neighbours and one who is gone; the news spreads both ways."""
    ends = _SIZE - 1
    chain: Nodes = [(2, [max(n - 1, 0), n + 1, ends]) for n in range(1, ends - 1)]
    chain = [(2, [1, ends]), *chain, (1, []), (1, [])]
    assert last_party_stops(chain, _SIZE // 2, ends) == [ends - 1]
    assert len(looks) <= 8 * _SIZE


def test_a_circle_in_the_worst_order_is_not_gone_through_as_a_whole_each_time(
    monkeypatch: pytest.MonkeyPatch, looks: list[int]
) -> None:
    """The news turns at every step, so a round moves it by one only."""
    count = long(20_000)
    way = [n // 2 if n % 2 else count - 1 - n // 2 for n in range(count)]
    nodes: Nodes = [(1, []) for _ in range(count)]
    for before, after in zip(way, way[1:] + way[:1], strict=True):
        nodes[after] = (1, [before])
    nodes[way[-1]] = (2, [way[-2], way[-3]])
    network = network_of(nodes, count)
    monkeypatch.setattr(
        "internalmap.kernel.components._along_the_flow",
        lambda sources: sorted(range(len(sources)), key=way.__getitem__),
    )
    lanes = stop(network, [int(node == way[0]) for node in range(count)])
    assert all(lanes)
    assert len(looks) <= 3 * count
