"""Service quality: how well needs are served, along chains too, and which promises rest on
slower ones.

Satisfaction is shown along chains and never computed into one number across them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from heapq import nsmallest
from operator import itemgetter
from typing import NamedTuple

from internalmap._dataclass import dataclass
from internalmap.kernel.network import Network, Requirement
from internalmap.kernel.scope import Scope
from internalmap.kernel.stopping import bits, count_per_lane
from internalmap.model.organization import Need, need_order
from internalmap.results.analyze import (
    MAX_WORKS,
    ExternalCustomer,
    FailsAnyway,
    NeedRef,
    PromiseNotBacked,
    RatedNeed,
    RestsOn,
    WeakestLink,
    Works,
)
from internalmap.text.exact import exact, whole


@dataclass(frozen=True)
class Satisfaction:
    """For each party, by number: what it gives, what it receives, and its gap."""

    given: Mapping[int, float]
    received: Mapping[int, float]
    gap: Mapping[int, float]


def satisfaction(scope: Scope) -> Satisfaction:
    """Satisfaction given by a party: the mean over the written needs of whose first `at_least`
    suppliers it is one, weighted by rate where every one has a rate, else evenly; received: the
    same over its own needs. Gap: the mean of satisfaction − expectation over its own needs that
    have both (SERVQUAL: Parasuraman, Zeithaml and Berry 1988)."""
    requirements = [each for each in scope.network.requirements if each.need.satisfaction]
    ratings = _Ratings([requirement.need for requirement in requirements])
    given: dict[int, list[int]] = {}
    received: dict[int, list[int]] = {}
    gaps: dict[int, list[int]] = {}
    for number, requirement in enumerate(requirements):
        for supplier in requirement.suppliers[: requirement.need.at_least]:
            given.setdefault(supplier, []).append(number)
        for customer in requirement.customers:
            received.setdefault(customer, []).append(number)
            if requirement.need.expectation is not None:
                gaps.setdefault(customer, []).append(number)
    return Satisfaction(
        {party: ratings.mean(needs) for party, needs in given.items()},
        {party: ratings.mean(needs) for party, needs in received.items()},
        {party: ratings.gap(needs) for party, needs in gaps.items()},
    )


class _Ratings:
    """Rated needs in numbers, so that their means are exact."""

    def __init__(self, needs: Sequence[Need]) -> None:
        rated = [
            exact(0) if rating is None else rating.exact
            for need in needs
            for rating in (need.satisfaction, need.expectation)
        ]
        ratings, self.parts = whole(rated)
        self.given, self.expected = ratings[::2], ratings[1::2]
        self.known = [need.frequency is not None for need in needs]
        self.rates, _ = whole([exact(need.frequency or 0) for need in needs])

    def mean(self, needs: Sequence[int]) -> float:
        """The mean satisfaction, weighted by rate where every need has one."""
        known = all(self.known[each] for each in needs)
        weight = sum(self.rates[each] for each in needs) if known else 0
        if weight:
            total = sum(self.rates[each] * self.given[each] for each in needs)
            return total / (weight * self.parts)
        return sum(self.given[each] for each in needs) / (len(needs) * self.parts)

    def gap(self, needs: Sequence[int]) -> float:
        """The mean of satisfaction − expectation."""
        total = sum(self.given[each] - self.expected[each] for each in needs)
        return total / (len(needs) * self.parts)


def external_customers(scope: Scope, received: Mapping[int, float]) -> tuple[ExternalCustomer, ...]:
    """Each external customer: satisfaction received, the mean over the rated needs behind it, and
    the weakest link: the lowest of these, ties to the fewest steps, then need order.

    Behind it are its own needs, whatever their importance, and the essential needs of those who
    supply it as long as all is well: the first `at_least` suppliers of its essential needs, those
    of theirs, and so on. Needs of everyone are left out.
    """
    network = scope.network
    customers = [network.index[id] for id in scope.organization.of_kind("customer")]
    if not customers:
        return ()
    suppliers = _first_suppliers(network)
    by_value = _rated(network, customers, network.along(suppliers).reaching(customers))
    means = _means(by_value, len(customers))
    weakest: list[WeakestLink | None] = [None] * len(customers)
    left = (1 << len(customers)) - 1
    for value, rated in by_value:
        behind = 0
        for _, lanes in rated:
            behind |= lanes
        links = _Links.of([requirement for requirement, _ in rated], value)
        for lane in bits(behind & left):
            weakest[lane] = _weakest(network, suppliers, customers[lane], links)
        left &= ~behind
        if not left:
            break
    return tuple(
        ExternalCustomer(network.ids[customer], received.get(customer), mean, link)
        for customer, mean, link in zip(customers, means, weakest, strict=True)
    )


def _first_suppliers(network: Network) -> list[list[int]]:
    """For each party, the first suppliers of its essential needs; needs of everyone left out."""
    found: list[dict[int, None]] = [{} for _ in network.ids]
    for requirement in network.requirements[: len(network.organization.needs)]:
        if requirement.essential and requirement.need.customer is not None:
            for customer in requirement.customers:
                found[customer] |= dict.fromkeys(requirement.suppliers[: requirement.need.at_least])
    return [[*suppliers] for suppliers in found]


def _rated(
    network: Network, customers: Sequence[int], upstream: Sequence[int]
) -> list[tuple[float, list[tuple[Requirement, int]]]]:
    """The rated needs by satisfaction, the lowest first, each with the lanes of the customers that
    it is behind."""
    own = {customer: 1 << lane for lane, customer in enumerate(customers)}
    found: dict[float, list[tuple[Requirement, int]]] = {}
    for requirement in network.requirements:
        rating = requirement.need.satisfaction
        if rating is not None and requirement.need.customer is not None:
            lanes = 0
            for customer in requirement.customers:
                lanes |= upstream[customer] if requirement.essential else own.get(customer, 0)
            if lanes:
                found.setdefault(rating.mean, []).append((requirement, lanes))
    return sorted(found.items())


def _means(
    by_value: Sequence[tuple[float, Sequence[tuple[Requirement, int]]]], width: int
) -> list[float | None]:
    """The mean satisfaction in each lane. Satisfactions have few distinct values, so each is
    counted in all lanes at once."""
    values, parts = whole([exact(value) for value, _ in by_value])
    counts, sums = [0] * width, [0] * width
    for value, (_, rated) in zip(values, by_value, strict=True):
        for lane, count in enumerate(count_per_lane([lanes for _, lanes in rated], width)):
            if count:
                counts[lane] += count
                sums[lane] += value * count
    return [
        total / (count * parts) if count else None
        for total, count in zip(sums, counts, strict=True)
    ]


class _Links(NamedTuple):
    """The needs with one rating, in order; and of these, by place, the essential ones of each party
    and its others."""

    value: float
    needs: Sequence[Requirement]
    essential: dict[int, list[int]]
    others: dict[int, list[int]]

    @classmethod
    def of(cls, needs: Sequence[Requirement], value: float) -> _Links:
        """Look them up by party."""
        found = cls(value, needs, {}, {})
        for place, requirement in enumerate(needs):
            by_party = found.essential if requirement.essential else found.others
            for customer in requirement.customers:
                by_party.setdefault(customer, []).append(place)
        return found


def _weakest(
    network: Network, suppliers: Sequence[Sequence[int]], customer: int, links: _Links
) -> WeakestLink:
    """The closest of equally weak links behind a customer, with the chain from the need's
    customer: the essential needs of those behind it, and all of its own."""
    held: dict[int, Sequence[int]] = {}
    ahead: dict[int, int | None] = {customer: None}
    ring = [customer]
    own = [*links.essential.get(customer, ()), *links.others.get(customer, ())]
    if own:
        held[customer] = own
    while not held:
        # By id on both ends: the first to find a supplier is the smallest that leads to it.
        following: dict[int, int] = {}
        for party in sorted(ring):
            for supplier in suppliers[party]:
                if supplier not in ahead and supplier not in following:
                    following[supplier] = party
        ahead.update(following)
        ring = list(following)
        held = {party: links.essential[party] for party in ring if party in links.essential}
    places = sorted({place for each in held.values() for place in each})
    link = min((links.needs[place] for place in places), key=lambda link: need_order(link.need))
    chain: list[int] = [min(held.keys() & set(link.customers))]
    while (step := ahead[chain[-1]]) is not None:
        chain.append(step)
    ids = tuple([network.ids[party] for party in chain])
    return WeakestLink(NeedRef.of(link.need), links.value, ids)


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
    needs = (network.requirements[number] for number in network.essential_of[party])
    own = (each.need for each in needs if party in each.customers and not each.need.implied)
    return sorted(own, key=need_order)


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
    """What works: fallbacks that hold against every single absence, the three needs that are rated
    best, and worst, and the promises backed with room. `failing`: the needs, by place, whose
    fallback does not hold; `anyway` those of them whose customer stops anyway."""
    hold = tuple(
        NeedRef.of(need)
        for number, need in enumerate(needs)
        if len(need.suppliers) > need.at_least and number not in failing
    )
    rated = [(need.satisfaction.mean, need) for need in needs if need.satisfaction is not None]
    best = nsmallest(3, rated, key=lambda pair: (-pair[0], need_order(pair[1])))
    worst = nsmallest(3, rated, key=lambda pair: (pair[0], need_order(pair[1])))
    return Works(
        fallbacks_that_hold=hold[:MAX_WORKS],
        fallbacks_that_hold_total=len(hold),
        fails_anyway=anyway[:MAX_WORKS],
        fails_anyway_total=len(anyway),
        best_rated=tuple(RatedNeed(NeedRef.of(need), value) for value, need in best),
        worst_rated=tuple(RatedNeed(NeedRef.of(need), value) for value, need in worst),
        backed_promises=backed_promises,
    )
