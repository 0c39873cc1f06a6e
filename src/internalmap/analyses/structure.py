"""Structure: levels, circles, who has no customer, how closed units are.

All of it is computed on supply edges: needs for a unit's own people are left out.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from heapq import heapify, heappop, heappush
from typing import Any

import networkx as nx

from internalmap.model import Organization
from internalmap.results import Cycle, UnitRow
from internalmap.scope import Scope
from internalmap.units import outermost


def levels(scope: Scope) -> list[int | None]:
    """Steps from the customer, for each party; `None`: no line of sight.

    The external customers have 0. (1) Every party without a level from which one with a level can
    be reached gets the smallest sum of that level and the way there; a step supplier → customer
    counts 1, a step from a member to its unit 0. (2) Every party still without one, from the bottom
    of the reporting lines up, gets 1 + the largest level among those who report to it. Both repeat
    until nobody gains a level.
    """
    network = scope.network
    index = network.index
    levels: list[int | None] = [None] * len(network)
    for party in scope.ground:
        levels[party] = 0
    members: list[list[int]] = [[] for _ in network.ids]
    for party, unit in enumerate(network.unit):
        if unit >= 0:
            members[unit].append(party)
    bottom_up = _bottom_up(scope.organization, index)
    while True:
        gained = _spread(levels, network.suppliers, members)
        for party, reports in bottom_up:
            known = [level for level in (levels[each] for each in reports) if level is not None]
            if levels[party] is None and known:
                levels[party] = 1 + max(known)
                gained = True
        if not gained or None not in levels:
            return levels


def _spread(
    levels: list[int | None], suppliers: Sequence[Sequence[int]], members: Sequence[Sequence[int]]
) -> bool:
    """Step (1): shortest ways from those who have a level, which keep theirs."""
    best = {party: level for party, level in enumerate(levels) if level is not None}
    heap = [(level, party) for party, level in best.items()]
    heapify(heap)
    while heap:
        level, party = heappop(heap)
        if level > best[party]:
            continue
        for others, step in ((suppliers[party], 1), (members[party], 0)):
            for other in others:
                if level + step < best.get(other, level + step + 1):
                    best[other] = level + step
                    heappush(heap, (level + step, other))
    gained = False
    for party, level in best.items():
        if levels[party] is None:
            levels[party] = level
            gained = True
    return gained


def _bottom_up(
    organization: Organization, index: dict[str, int]
) -> list[tuple[int, list[int]]]:
    """Those to whom others report, each after all who report to it, with these."""
    reports: dict[int, list[int]] = {}
    boss: dict[int, int] = {}
    for each in organization.parties.values():
        if each.reports_to is not None:
            boss[index[each.id]] = index[each.reports_to]
            reports.setdefault(index[each.reports_to], []).append(index[each.id])
    open_reports = {party: sum(each in reports for each in reports[party]) for party in reports}
    ready = deque(sorted(party for party, count in open_reports.items() if count == 0))
    order = []
    while ready:
        party = ready.popleft()
        order.append((party, reports[party]))
        above = boss.get(party)
        if above is not None:
            open_reports[above] -= 1
            if open_reports[above] == 0:
                ready.append(above)
    return order


def without_customer(scope: Scope) -> tuple[str, ...]:
    """Those who supply nobody, are part of no unit, have nobody reporting to them, and are no
    external customer, container or shareholder: everyone has a customer, and these have none."""
    organization = scope.organization
    bosses = {party.reports_to for party in organization.parties.values()}
    return tuple(
        party.id
        for party in organization.parties.values()
        if not scope.network.customer_counts[scope.network.index[party.id]]
        and party.part_of is None
        and party.id not in bosses
        and party.kind != "customer"
        and party.id not in organization.containers
        and party.engagement != "shareholder"
    )


def without_line_of_sight(scope: Scope, levels: Sequence[int | None]) -> tuple[str, ...]:
    """Those from whom no chain leads to an external customer, containers left out."""
    return tuple(
        id
        for id, level in zip(scope.network.ids, levels, strict=True)
        if level is None and id not in scope.organization.containers
    )


def cycles(graph: nx.DiGraph[Any]) -> tuple[Cycle, ...]:
    """Circles of mutual dependence: the strongly connected components of more than one party.

    The example is the shortest cycle through the component's smallest id, started there, and of
    several the first in code-point order.
    """
    found = []
    for component in nx.strongly_connected_components(graph):
        if len(component) > 1:
            parties = tuple(sorted(component))
            found.append(Cycle(parties, _shortest_cycle(graph, component, parties[0])))
    return tuple(sorted(found, key=lambda cycle: cycle.parties))


def _shortest_cycle(graph: nx.DiGraph[Any], component: set[str], start: str) -> tuple[str, ...]:
    to_start = {start: 0}
    waiting = deque([start])
    while waiting:
        party = waiting.popleft()
        for supplier in graph.pred[party]:
            if supplier in component and supplier not in to_start:
                to_start[supplier] = to_start[party] + 1
                waiting.append(supplier)
    steps = 1 + min(to_start[customer] for customer in graph.succ[start] if customer in to_start)
    cycle = [start]
    while len(cycle) < steps:
        left = steps - len(cycle)
        cycle.append(min(each for each in graph.succ[cycle[-1]] if to_start.get(each) == left))
    return tuple(cycle)


def reciprocity(graph: nx.DiGraph[Any]) -> float:
    """The share of dependencies whose reverse is a dependency too; 0 without dependencies."""
    count = graph.number_of_edges()
    if not count:
        return 0.0
    return sum(graph.has_edge(customer, supplier) for supplier, customer in graph.edges) / count


def units(scope: Scope) -> tuple[UnitRow, ...]:
    """The units with their E-I index: (ties leaving − ties inside) ÷ all ties, where a tie is an
    unordered pair with a dependency either way. (Krackhardt and Stern 1988.)

    Units are the outermost ones; where one unit holds everyone but external customers and outside
    suppliers, those one level down, and so on. Parties in no unit stand for themselves.
    """
    organization = scope.organization
    heads = outermost(organization)
    group: dict[str, str] = {}
    sizes: dict[str, int] = {}
    for head in heads:
        inside = [head] if heads[head] else [head, *organization.inside(head)]
        sizes[head] = len(inside)
        group.update(dict.fromkeys(inside, head))
    leaving = dict.fromkeys(heads, 0)
    within = dict.fromkeys(heads, 0)
    ties = {
        (min(supplier, customer), max(supplier, customer))
        for supplier, customer in scope.supply.edges
    }
    for one, other in ties:
        if group[one] == group[other]:
            within[group[one]] += 1
        else:
            leaving[group[one]] += 1
            leaving[group[other]] += 1
    return tuple(
        UnitRow(
            head,
            sizes[head],
            (leaving[head] - within[head]) / (leaving[head] + within[head])
            if leaving[head] + within[head]
            else None,
        )
        for head in sorted(heads)
    )
