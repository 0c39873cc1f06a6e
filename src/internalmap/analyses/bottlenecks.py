"""Bottlenecks: whom much work waits for."""

from __future__ import annotations

from collections.abc import Sequence

from internalmap._dataclass import dataclass
from internalmap.kernel.network import Network, Requirement
from internalmap.kernel.scope import Scope
from internalmap.kernel.work import surplus
from internalmap.text.exact import share_of

#: Above this many protected parties, `through` is computed for this many of them,
EXACT_PROTECTED = 200
#: or for as many as can be looked back from in so many steps: each may take one for each party and
#: each essential dependency.
MAX_STEPS = 5_000_000
_SEED = 1
_WEIGHTS = (1.0, 0.5, 0.25)

#: What the ranking can be sorted by.
SORT_KEYS = ("utilisation", "demand", "through", "gateway", "reach", "impact")


def demand(network: Network) -> list[float]:
    """How strongly others ask for each party: the sum over its customers of 1, ½ or ¼ for the
    highest importance among the needs in which that customer lists it."""
    found = [0.0] * len(network)
    for ranks in network.ranks:
        for supplier, importance in ranks.items():
            found[supplier] += _WEIGHTS[importance]  # multiples of ¼: exact in any order
    return found


def through(scope: Scope) -> list[float]:
    """How much of what reaches the protected parties runs through each party.

    The mean, over the pairs (s, t), s ≠ t, t protected, that a chain of essential supply edges
    joins, of the fraction of shortest chains from s to t that begin at the party or have it
    inside; 0 without pairs. One backward pass a protected party. (Betweenness: Freeman 1977;
    Brandes 2001, restricted to some targets.)
    """
    suppliers = scope.network.essential_suppliers
    count = len(suppliers)
    total = [0.0] * count
    pairs = 0
    for target in sampled(scope):
        distance = [-1] * count
        shortest = [0] * count
        share = [0.0] * count
        distance[target], shortest[target] = 0, 1
        order = [target]
        steps: list[tuple[int, int]] = []  # (supplier, customer) on shortest chains, nearest first
        reach, step = order.append, steps.append
        for node in order:
            further, ways = distance[node] + 1, shortest[node]
            for supplier in suppliers[node]:
                known = distance[supplier]
                if known < 0:
                    distance[supplier] = further
                    shortest[supplier] = ways
                    reach(supplier)
                    step((supplier, node))
                elif known == further:
                    shortest[supplier] += ways
                    step((supplier, node))
        pairs += len(order) - 1
        for supplier, node in reversed(steps):
            ways, part = shortest[supplier], share[supplier] + 1.0
            here = shortest[node]
            share[node] += part if here == ways else part * (here / ways)
        for node in order[1:]:
            total[node] += share[node] + 1.0  # and the chains that begin there
    return [value / pairs for value in total] if pairs else total


def sampled(scope: Scope) -> Sequence[int]:
    """The protected parties that `through` is computed for: all, or a fixed draw of many."""
    protected = scope.protected
    each = len(scope.network) + sum(map(len, scope.network.essential_suppliers))
    most = min(EXACT_PROTECTED, max(1, MAX_STEPS // max(1, each)))
    if len(protected) <= most:
        return protected
    from random import Random

    return sorted(Random(_SEED).sample(list(protected), most))


def gateway(scope: Scope) -> list[int | None]:
    """For how many others each party is the only way: they reach the protected parties through it
    alone, along essential needs, fallbacks and staffing included. `None` for the protected.

    These are those that it dominates, from a source before all protected parties, against the
    arrows. (Lengauer and Tarjan 1979.)
    """
    from internalmap.kernel.dominators import dominated  # a check asks for none

    network = scope.network
    source = len(network)
    suppliers: list[list[int]] = [
        [supplier for number in numbers for supplier in network.requirements[number].suppliers]
        for numbers in network.essential_of
    ]
    suppliers.append(list(scope.protected))
    found: list[int | None] = [*dominated(suppliers, source)[:source]]
    for party in scope.protected:
        found[party] = None
    return found


@dataclass(frozen=True)
class Loads:
    """For each party, by number: the work that it carries, in seconds per week, and that as a share
    of its capacity, where these are known; and how many of the written needs that it carries say
    too little to count. `overloaded` are those with more work than capacity."""

    load: Sequence[float | None]
    utilisation: Sequence[float | None]
    unknown: Sequence[int]
    overloaded: frozenset[int]


def loads(scope: Scope) -> Loads:
    """The work that each party carries.

    A need with frequency and effort puts rate × effort, once for each customer that it is copied
    to, on each of its first `at_least` suppliers. Of needs by which a customer asks a supplier for
    the same service, the largest counts. A party without any such need has no known load. Staffing
    and sites put no load.
    """
    work = scope.network.work
    count = len(scope.network)
    carried: list[int | None] = [None] * count
    unknown = [0] * count
    for requirement, each in zip(scope.network.requirements, work.each, strict=True):
        need = requirement.need
        if need.implied:
            continue
        for supplier in _first(requirement):
            if each is None:
                unknown[supplier] += 1
            else:
                more = each * len(requirement.customers)
                carried[supplier] = (carried[supplier] or 0) + more
    some_known = any(each is not None for each in work.each)
    for supplier, asked in scope.network.repeated.items() if some_known else ():
        for _, numbers in asked:
            known = [
                each
                for number in numbers
                if (each := work.each[number]) is not None
                and supplier in _first(scope.network.requirements[number])
            ]
            if known:
                carried[supplier] = (carried[supplier] or 0) - surplus(known)
    pairs = [*zip(carried, work.capacity, strict=True)]
    return Loads(
        [None if load is None else load / work.parts for load in carried],
        [None if load is None or most is None else share_of(load, most) for load, most in pairs],
        unknown,
        frozenset(
            party
            for party, (load, most) in enumerate(pairs)
            if load is not None and most is not None and load > most
        ),
    )


def _first(requirement: Requirement) -> Sequence[int]:
    """The suppliers that carry a need."""
    return requirement.suppliers[: requirement.need.at_least]
