"""Strongly connected components: circles of mutual dependence, and the order to settle them in.

(Tarjan, "Depth-First Search and Linear Graph Algorithms", SIAM Journal on Computing 1, 1972.)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Part(NamedTuple):
    """Nodes of a circle that stop as soon as one of them does: the first of them stands for all.

    `inputs`: what they take from others, of which `threshold` stop them, each by the first of its
    part; `customers`: the places of the parts that take input from it.
    """

    nodes: Sequence[int]
    threshold: int
    inputs: Sequence[int]
    customers: Sequence[int]


class Circle(NamedTuple):
    """A strongly connected component of the nodes; `parts`: where one of its nodes has a threshold
    above 1, so that they do not all stop as soon as one does, the parts of it that do, suppliers
    first as far as a circle can be."""

    nodes: Sequence[int]
    parts: Sequence[Part]


def circles(inputs: Sequence[Sequence[int]], thresholds: Sequence[int]) -> list[Circle]:
    """The strongly connected components of the nodes, suppliers first; nodes without inputs, which
    nothing stops, are left out."""

    def circle(nodes: list[int]) -> Circle:
        if len(nodes) == 1 or all(thresholds[node] == 1 for node in nodes):
            return Circle(nodes, ())
        parts = _parts(nodes, inputs, thresholds)
        return Circle([node for part in parts for node in part.nodes], parts)

    return [circle(nodes) for nodes in strong_components(inputs) if inputs[nodes[0]]]


def _parts(
    nodes: Sequence[int], inputs: Sequence[Sequence[int]], thresholds: Sequence[int]
) -> Sequence[Part]:
    """The parts of a circle.

    They are the circles that are left without the nodes of thresholds above 1: within a large
    circle with fallbacks many stop together whatever happens, and are settled as one.
    """
    place = {node: number for number, node in enumerate(nodes)}
    sources = [[place[source] for source in inputs[node] if source in place] for node in nodes]
    one = [thresholds[node] == 1 for node in nodes]
    any_of = [
        [source for source in listed if one[source]] if alone else ()
        for alone, listed in zip(one, sources, strict=True)
    ]
    members = {group[0]: group for group in strong_components(any_of) if len(group) > 1}
    taken = [inputs[node] for node in nodes]
    first = [*range(len(nodes))]
    for number, group in members.items():
        for member in group:
            first[member] = number
    if members:
        for number, group in members.items():
            every = dict.fromkeys(source for member in group for source in taken[member])
            taken[number] = [
                source for source in every if source not in place or first[place[source]] != number
            ]
            sources[number] = [place[source] for source in taken[number] if source in place]
            for member in group[1:]:
                sources[member] = []
        sources = [[first[source] for source in listed] for listed in sources]
        stands_for = [nodes[number] for number in first]
        taken = [
            [stands_for[place[source]] if source in place else source for source in listed]
            for listed in taken
        ]
    order = [number for number in _along_the_flow(sources) if first[number] == number]
    place_of = [0] * len(nodes)
    for number, part in enumerate(order):
        place_of[part] = number
    customers = _reversed(sources)
    return [
        Part(
            [nodes[member] for member in members.get(number, (number,))],
            thresholds[nodes[number]],
            taken[number],
            [place_of[customer] for customer in customers[number]],
        )
        for number in order
    ]


def _reversed(sources: Sequence[Sequence[int]]) -> list[list[int]]:
    """For each position, those that have it as an input."""
    customers: list[list[int]] = [[] for _ in sources]
    for number, listed in enumerate(sources):
        for source in listed:
            customers[source].append(number)
    return customers


def _along_the_flow(sources: Sequence[Sequence[int]]) -> list[int]:
    """The parts of a circle in an order in which few have an input that comes later, so that it
    takes few rounds to settle.

    Depth first, each after its inputs. In long circles that goes astray at needs that turn back;
    then those are left out that go far against the flow.
    """
    order = _inputs_first(sources, [0] * len(sources))
    late = _late(order, sources)
    if late > sum(map(len, sources)) * _MANY_LATE:
        other = _inputs_first(sources, _flow(sources))
        if _late(other, sources) < late:
            order = other
    return order


#: The share of inputs that come late above which another order is tried.
_MANY_LATE = 0.1
#: How many steps against the flow are far.
_FAR = 2


def _inputs_first(sources: Sequence[Sequence[int]], flow: Sequence[int]) -> list[int]:
    """Each after its inputs, where these are not far on in the flow nor wait for it themselves."""
    seen = bytearray(len(sources))
    order: list[int] = []
    for root in range(len(sources)):
        if seen[root]:
            continue
        seen[root] = 1
        work = [(root, iter(sources[root]))]
        while work:
            node, ahead = work[-1]
            furthest = flow[node] + _FAR
            for source in ahead:
                if not seen[source] and flow[source] <= furthest:
                    seen[source] = 1
                    work.append((source, iter(sources[source])))
                    break
            else:
                work.pop()
                order.append(node)
    return order


def _late(order: Sequence[int], sources: Sequence[Sequence[int]]) -> int:
    """How many inputs come after the node that takes them."""
    place = [0] * len(order)
    for number, node in enumerate(order):
        place[node] = number
    return sum(place[source] > place[node] for node in order for source in sources[node])


def _flow(sources: Sequence[Sequence[int]]) -> list[int]:
    """How far on in the flow each is: steps from one end less steps to the other.

    Few needs turn back, so the short ways round run against the flow, and shortest ways along it
    are nearly as long as it is. The ends are found as the furthest from each other.
    """
    customers = _reversed(sources)
    last = _steps(0, customers)[1]
    to_last, first = _steps(last, sources)
    from_first, _ = _steps(first, customers)
    return [start - end for start, end in zip(from_first, to_last, strict=True)]


def _steps(start: int, ahead: Sequence[Sequence[int]]) -> tuple[list[int], int]:
    """The steps from one to each other, and one of the furthest."""
    steps = [-1] * len(ahead)
    steps[start] = 0
    waiting = [start]
    for node in waiting:  # grows
        for other in ahead[node]:
            if steps[other] < 0:
                steps[other] = steps[node] + 1
                waiting.append(other)
    return steps, waiting[-1]


def strong_components(inputs: Sequence[Sequence[int]]) -> list[list[int]]:
    """The strongly connected components, without recursion (Tarjan 1972).

    A component comes after all that its nodes take input from; within one, a node found later, so
    closer to the sources, comes first.
    """
    unseen = -1
    low = [unseen] * len(inputs)
    on_stack = bytearray(len(inputs))
    number = 0
    stack: list[int] = []
    components: list[list[int]] = []
    for root in range(len(inputs)):
        if low[root] != unseen:
            continue
        low[root] = number
        number += 1
        stack.append(root)
        on_stack[root] = 1
        first = low[root]
        work = [(root, first, iter(inputs[root]))]
        while work:
            node, first, ahead = work[-1]
            for source in ahead:
                if low[source] == unseen:
                    low[source] = number
                    stack.append(source)
                    on_stack[source] = 1
                    work.append((source, number, iter(inputs[source])))
                    number += 1
                    break
                if on_stack[source] and low[source] < low[node]:
                    low[node] = low[source]
            else:
                work.pop()
                if work and low[node] < low[work[-1][0]]:
                    low[work[-1][0]] = low[node]
                if low[node] == first:
                    position = len(stack) - 1
                    while stack[position] != node:
                        position -= 1
                    component = stack[position:]
                    del stack[position:]
                    component.reverse()
                    for member in component:
                        on_stack[member] = 0
                    components.append(component)
    return components
