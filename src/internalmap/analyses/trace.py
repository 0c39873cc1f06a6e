"""How one party's work reaches another: the chains between them.

A chain goes along supply edges, of any importance, from the supplier to the customer, and meets no
party twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import inf

from internalmap.kernel.clock import clock, search
from internalmap.kernel.network import Requirement
from internalmap.kernel.scope import Scope
from internalmap.kernel.stopping import stop
from internalmap.model.organization import IMPORTANCES, need_order
from internalmap.results.analyze import NeedRef, RatedNeed
from internalmap.results.trace import Link, Trace

#: How many chains are told at most.
MAX_CHAINS = 1_000
#: How many steps looking for them may take: in a tangle there are more chains than time.
MAX_STEPS = 2_000_000


def trace(scope: Scope, supplier: str, customer: str, *, every: bool = False) -> Trace:
    """The shortest chains from a supplier to a customer, or with `every` all chains, the shortest
    first, as far as the bounds allow; beyond them `complete` is false.

    `always_through` are the parties, strictly between, that every chain runs through, in the order
    of the way. `stops`: whether the customer stops if the supplier is gone, and everyone inside it.
    """
    network = scope.network
    start, end = network.index[supplier], network.index[customer]
    customers: list[list[int]] = [[] for _ in network.ids]
    for party, listed in enumerate(network.suppliers):
        for other in listed:
            customers[other].append(party)
    distance = _distances(network.suppliers, end)
    chains: list[tuple[int, ...]] = []
    complete, always = True, []
    if distance[start] > 0:
        look = _every if every else _shortest
        for chain in look(customers, start, end, distance):
            if chain is None or len(chains) == MAX_CHAINS:
                complete = False
                break
            chains.append(chain)
        always = _always(customers, next(_shortest(customers, start, end, distance)))
    gone = set(network.within(start))
    along = end in gone
    stops = not along and bool(stop(network, [int(p in gone) for p in range(len(network))])[end])
    after = None
    if stops:
        after = search(clock(network), gone).stopped[end]
    joining = _joining(scope, chains)
    return Trace(
        organization=scope.organization.title,
        supplier=supplier,
        customer=customer,
        chains=tuple(scope.ids(chain) for chain in chains),
        always_through=scope.ids(always),
        stops=stops,
        after=after,
        along=along,
        complete=complete,
        every=every,
        links=tuple(_link(scope, pair, needs) for pair, needs in joining.items()),
        lowest_rated=_lowest(joining),
        scale=scope.organization.scale,
        names=scope.names,
        marking=scope.organization.marking,
    )


def _distances(suppliers: Sequence[Sequence[int]], end: int) -> list[int]:
    """How many steps each party is from the end; −1 for those that do not reach it."""
    distance = [-1] * len(suppliers)
    distance[end] = 0
    order = [end]
    for party in order:  # grows
        for supplier in suppliers[party]:
            if distance[supplier] < 0:
                distance[supplier] = distance[party] + 1
                order.append(supplier)
    return distance


def _shortest(
    customers: Sequence[Sequence[int]], start: int, end: int, distance: Sequence[int]
) -> Iterator[tuple[int, ...]]:
    """Every shortest chain, in the order of ids: each step comes closer to the end."""
    path = [start]
    choices = [iter(customers[start])]
    while choices:
        closer = distance[path[-1]] - 1
        for party in choices[-1]:
            if distance[party] != closer:
                continue
            if party == end:
                yield (*path, end)
                continue
            path.append(party)
            choices.append(iter(customers[party]))
            break
        else:
            path.pop()
            choices.pop()


def _every(
    customers: Sequence[Sequence[int]], start: int, end: int, distance: Sequence[int]
) -> Iterator[tuple[int, ...] | None]:
    """Every chain, by length, then in the order of ids; `None` where looking on takes too long.

    One length after the other: a way is given up where the end is further off than there are steps
    left, and the next length is the smallest for which one was given up.
    """
    steps = 0
    length: float = distance[start]
    while length < inf:
        longer = inf
        path, on_path = [start], {start}
        choices = [iter(customers[start])]
        while choices:
            for party in choices[-1]:
                steps += 1
                if steps > MAX_STEPS:
                    yield None
                    return
                if party in on_path or distance[party] < 0:
                    continue
                whole = len(path) + distance[party]
                if whole > length:
                    longer = min(longer, whole)
                elif party != end:
                    path.append(party)
                    on_path.add(party)
                    choices.append(iter(customers[party]))
                    break
                elif whole == length:
                    yield (*path, end)
            else:
                on_path.discard(path.pop())
                choices.pop()
        length = longer


def _always(customers: Sequence[Sequence[int]], chain: Sequence[int]) -> list[int]:
    """The parties strictly between that every chain runs through, given one chain: those of it
    that no way around leads past.

    `furthest` is how far along the chain one comes, by any way, without those that have not had
    their turn.
    """
    place = {party: number for number, party in enumerate(chain)}
    found = []
    seen: set[int] = set()
    furthest = 0
    for number, party in enumerate(chain[:-1]):
        if number and furthest == number:
            found.append(party)
        waiting = [party]
        while waiting:
            for other in customers[waiting.pop()]:
                if other in place:
                    furthest = max(furthest, place[other])
                elif other not in seen:
                    seen.add(other)
                    waiting.append(other)
    return found


def _joining(
    scope: Scope, chains: Iterable[Sequence[int]]
) -> Mapping[tuple[int, int], list[Requirement]]:
    """For each step of the chains, in the order of the chains, the needs that make it."""
    found: dict[tuple[int, int], list[Requirement]] = {}
    for chain in chains:
        for pair in pairwise(chain):
            found.setdefault(pair, [])
    suppliers = {supplier for supplier, _ in found}
    for requirement in scope.network.requirements[: len(scope.organization.needs)]:
        for supplier in suppliers.intersection(requirement.suppliers):
            for customer in requirement.customers:
                if (supplier, customer) in found:
                    found[supplier, customer].append(requirement)
    return found


def _link(scope: Scope, pair: tuple[int, int], needs: Sequence[Requirement]) -> Link:
    supplier, customer = scope.ids(pair)
    services = dict.fromkeys(row.need.service for row in needs if row.need.service is not None)
    highest = min((row.need.importance for row in needs), key=IMPORTANCES.index)
    weighty = [row for row in needs if row.need.importance == highest]
    fallback = all(row.threshold > 1 for row in weighty)
    return Link(supplier, customer, tuple(services), highest, fallback)


def _lowest(joining: Mapping[tuple[int, int], Sequence[Requirement]]) -> RatedNeed | None:
    """The lowest-rated need on the way, the first in the order of needs."""
    rated = [
        (need.satisfaction.mean, need_order(need), need)
        for needs in joining.values()
        for need in (row.need for row in needs)
        if need.satisfaction is not None
    ]
    if not rated:
        return None
    mean, _, need = min(rated, key=lambda row: row[:2])
    return RatedNeed(NeedRef.of(need), mean)
