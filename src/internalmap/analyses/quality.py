"""Service quality: how well needs are served, along chains too, and which promises rest on
slower ones.

Satisfaction is shown along chains and never computed into one number across them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from math import fsum
from operator import itemgetter

from internalmap.kernel.network import Network, Requirement
from internalmap.kernel.scope import Scope
from internalmap.kernel.stopping import count_per_lane
from internalmap.model.organization import Need, need_order
from internalmap.results.analyze import (
    ExternalCustomer,
    FailsAnyway,
    NeedRef,
    PromiseNotBacked,
    RatedNeed,
    RestsOn,
    WeakestLink,
    Works,
)


@dataclass(frozen=True)
class Satisfaction:
    """For each party, by number: what it gives, what it receives, and its gap."""

    given: Mapping[int, float]
    received: Mapping[int, float]
    gap: Mapping[int, float]


def mean(values: Sequence[float]) -> float | None:
    """The plain mean, `None` of nothing."""
    return fsum(values) / len(values) if values else None


def satisfaction(scope: Scope) -> Satisfaction:
    """Satisfaction given by a party: the mean over the written needs of whose first `at_least`
    suppliers it is one, weighted by rate where every one has a rate, else evenly; received: the
    same over its own needs. Gap: the mean of satisfaction − expectation over its own needs that
    have both (SERVQUAL: Parasuraman, Zeithaml and Berry 1988)."""
    given: dict[int, list[Need]] = {}
    received: dict[int, list[Need]] = {}
    gaps: dict[int, list[float]] = {}
    for requirement in scope.network.requirements:
        need = requirement.need
        if need.satisfaction is None:
            continue
        for supplier in requirement.suppliers[: need.at_least]:
            given.setdefault(supplier, []).append(need)
        for customer in requirement.customers:
            received.setdefault(customer, []).append(need)
            if need.expectation is not None:
                gap = need.satisfaction.mean - need.expectation.mean
                gaps.setdefault(customer, []).append(gap)
    return Satisfaction(
        {party: _weighted(needs) for party, needs in given.items()},
        {party: _weighted(needs) for party, needs in received.items()},
        {party: fsum(values) / len(values) for party, values in gaps.items()},
    )


def _weighted(needs: Sequence[Need]) -> float:
    rates = [need.frequency for need in needs]
    values = [need.satisfaction.mean for need in needs if need.satisfaction is not None]
    known = [rate for rate in rates if rate is not None]
    if len(known) == len(needs) and fsum(known) > 0:
        return fsum(r * v for r, v in zip(known, values, strict=True)) / fsum(known)
    return fsum(values) / len(values)


def external_customers(scope: Scope, received: Mapping[int, float]) -> tuple[ExternalCustomer, ...]:
    """Each external customer: satisfaction received, the mean over the essential needs upstream of
    it (its own, and those of every party from which it is reached through essential needs), and
    the weakest link: the lowest of these, ties to the fewest steps, then need order."""
    network = scope.network
    customers = [network.index[id] for id in scope.organization.of_kind("customer")]
    if not customers:
        return ()
    by_value = _rated(scope, _upstream(scope, customers))
    means = _means(by_value, len(customers))
    found = []
    for lane, customer in enumerate(customers):
        weakest = None
        for value, rated in by_value:
            links = [requirement for requirement, lanes in rated if lanes >> lane & 1]
            if links:
                weakest = _weakest(scope, customer, links, value)
                break
        found.append(
            ExternalCustomer(network.ids[customer], received.get(customer), means[lane], weakest)
        )
    return tuple(found)


def _rated(
    scope: Scope, upstream: Sequence[int]
) -> list[tuple[float, list[tuple[Requirement, int]]]]:
    """The rated essential needs by satisfaction, the lowest first, each with the lanes of the
    customers that it is upstream of."""
    found: dict[float, list[tuple[Requirement, int]]] = {}
    for requirement in scope.network.requirements:
        rating = requirement.need.satisfaction
        if requirement.essential and rating is not None:
            lanes = 0
            for customer in requirement.customers:
                lanes |= upstream[customer]
            if lanes:
                found.setdefault(rating.mean, []).append((requirement, lanes))
    return sorted(found.items())


def _means(
    by_value: Sequence[tuple[float, Sequence[tuple[Requirement, int]]]], width: int
) -> list[float | None]:
    """The mean satisfaction in each lane. Satisfactions have few distinct values, so each is
    counted in all lanes at once; the sums are exact, in whole parts of what divides every value."""
    parts = max((value.as_integer_ratio()[1] for value, _ in by_value), default=1)  # powers of 2
    counts, sums = [0] * width, [0] * width
    for value, rated in by_value:
        numerator, denominator = value.as_integer_ratio()
        exact = numerator * (parts // denominator)
        for lane, count in enumerate(count_per_lane([lanes for _, lanes in rated], width)):
            if count:
                counts[lane] += count
                sums[lane] += exact * count
    return [
        total / (count * parts) if count else None
        for total, count in zip(sums, counts, strict=True)
    ]


def _upstream(scope: Scope, customers: Sequence[int]) -> list[int]:
    """For each party, the lanes of the customers that it reaches through essential needs."""
    suppliers = scope.network.essential_suppliers
    lanes = [0] * len(scope.network)
    for lane, customer in enumerate(customers):
        lanes[customer] |= 1 << lane
    waiting = list(customers)
    queued = bytearray(len(lanes))
    for party in waiting:  # grows; a party is looked at again when its lanes grew
        queued[party] = 0
        reached = lanes[party]
        for supplier in suppliers[party]:
            if reached & ~lanes[supplier]:
                lanes[supplier] |= reached
                if not queued[supplier]:
                    queued[supplier] = 1
                    waiting.append(supplier)
    return lanes


def _weakest(
    scope: Scope, customer: int, links: Sequence[Requirement], lowest: float
) -> WeakestLink:
    """The closest of equally weak links, with the chain from the need's customer."""
    network = scope.network
    suppliers = network.essential_suppliers
    holders = {party for link in links for party in link.customers}
    ahead: dict[int, int | None] = {customer: None}
    ring = [customer]
    while not holders.intersection(ring):
        # By id on both ends: the first to find a supplier is the smallest that leads to it.
        following: dict[int, int] = {}
        for party in sorted(ring):
            for supplier in suppliers[party]:
                if supplier not in ahead and supplier not in following:
                    following[supplier] = party
        ahead.update(following)
        ring = list(following)
    near = holders.intersection(ring)
    link = min(
        (link for link in links if near.intersection(link.customers)),
        key=lambda link: need_order(link.need),
    )
    chain: list[int] = [min(near.intersection(link.customers))]
    while (step := ahead[chain[-1]]) is not None:
        chain.append(step)
    return WeakestLink(NeedRef.of(link.need), lowest, scope.ids(chain))


def promises(scope: Scope) -> tuple[tuple[PromiseNotBacked, ...], int]:
    """Promises faster than those they rest on, and how many promises are backed with room.

    A party promises `within` W on a need of which it is one of the first `at_least` suppliers. The
    promise is not backed by an essential need of its own with `within` V > W and a buffer (0 if
    not stated) below V − W. It is backed with room where the party has essential needs and each of
    them has a standard V with V − buffer at most W.
    """
    network = scope.network
    not_backed: list[tuple[tuple[object, ...], PromiseNotBacked]] = []
    backed = 0
    needs_of: dict[int, list[Need]] = {}
    for requirement in network.requirements:
        need = requirement.need
        if need.within is None:
            continue
        for supplier in requirement.suppliers[: need.at_least]:
            if supplier not in needs_of:
                needs_of[supplier] = _essential_needs(network, supplier)
            own = needs_of[supplier]
            for other in own:
                if other.within is None or other.within <= need.within:
                    continue
                if (other.buffer or 0) < other.within - need.within:
                    row = _not_backed(network.ids[supplier], need, other)
                    order = (row.party, need_order(need), need_order(other))
                    not_backed.append((order, row))
            backed += bool(own) and all(
                other.within is not None and other.within - (other.buffer or 0) <= need.within
                for other in own
            )
    not_backed.sort(key=itemgetter(0))
    return tuple(row for _, row in not_backed), backed


def _essential_needs(network: Network, party: int) -> list[Need]:
    needs = (network.requirements[number].need for number in network.essential_of[party])
    return sorted((need for need in needs if not need.staffing), key=need_order)


def _not_backed(party: str, need: Need, other: Need) -> PromiseNotBacked:
    assert need.within is not None
    assert other.within is not None
    rests_on = RestsOn(
        other.service, other.suppliers, other.within, other.buffer or 0, other.buffer is not None
    )
    return PromiseNotBacked(party, need.customer, need.service, need.within, rests_on)


def works(
    needs: Sequence[Need],
    failing: Collection[int],
    anyway: tuple[FailsAnyway, ...],
    backed_promises: int,
) -> Works:
    """What works: fallbacks that hold against every single absence, the three best-rated needs,
    and the promises backed with room. `failing`: the needs, by place, whose fallback does not hold;
    `anyway` those of them whose customer stops anyway."""
    hold = tuple(
        NeedRef.of(need)
        for number, need in enumerate(needs)
        if len(need.suppliers) > need.at_least and number not in failing
    )
    rated = [(need.satisfaction.mean, need) for need in needs if need.satisfaction is not None]
    best = nsmallest(3, rated, key=lambda pair: (-pair[0], need_order(pair[1])))
    worst = nsmallest(3, rated, key=lambda pair: (pair[0], need_order(pair[1])))
    return Works(
        fallbacks_that_hold=hold,
        fails_anyway=anyway,
        best_rated=tuple(RatedNeed(NeedRef.of(need), value) for value, need in best),
        worst_rated=tuple(RatedNeed(NeedRef.of(need), value) for value, need in worst),
        backed_promises=backed_promises,
    )
