"""Load, demand, satisfaction and promises: exact, so that equal is equal."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from fractions import Fraction

from oracle.case import Case, carried_by, is_essential, need_order, need_row, own_needs
from oracle.fallbacks import fails_anyway, fallbacks_that_hold
from oracle.model import Need, Row
from oracle.network import shortest_chains, supply_duties
from oracle.quantities import as_float, mean

DEMAND = {1: Fraction(1, 4), 2: Fraction(1, 2), 3: Fraction(1)}
STRAINED = Fraction(85, 100)


def load(case: Case, key: str) -> tuple[Fraction | None, int]:
    """Seconds of work per week that the needs a party carries put on it, and how many are unknown.

    Each copy counts its work, and of copies of one customer for one service the largest; a need
    that lacks its frequency or effort counts once as unknown.
    """
    known = [(need, known_work(need)) for need in carried_by(case, key)]
    work = [
        (holder, need, work) for need, work in known if work is not None for holder in need.holders
    ]
    unknown = sum(work is None for _, work in known)
    return (asked_once(work) if work else None), unknown


def asked_once(copies: Iterable[tuple[str, Need, Fraction]]) -> Fraction:
    """The work of copies of needs, each with its customer: of those for a service of the same name,
    the largest."""
    largest: dict[tuple[str, str | int], Fraction] = {}
    for customer, need, work in copies:
        what = customer, need.number if need.service is None else need.service
        largest[what] = max(largest.get(what, Fraction(0)), work)
    return sum(largest.values(), Fraction(0))


def utilisation(case: Case, key: str) -> Fraction | None:
    """A party's load as a share of its capacity."""
    work, capacity = load(case, key)[0], case.parties[key].capacity
    return None if work is None or capacity is None else work / capacity


def known_work(need: Need) -> Fraction | None:
    """The work of one copy of a need in a week; none where the need does not say."""
    return None if need.rate is None or need.effort is None else need.rate * need.effort


def overloads(case: Case) -> list[Row] | None:
    """Whom an absence takes above its capacity, who was not above it before."""
    copies = [
        (duty, duty.need, work)
        for duty in supply_duties(case.organisation)
        if duty.need is not None and (work := known_work(duty.need)) is not None
    ]
    capacities = {
        key: party.capacity for key, party in case.parties.items() if party.capacity is not None
    }
    if not capacities or not any(known_work(need) is not None for need in case.needs):
        return None

    def carried(key: str, out: Collection[str]) -> Fraction:
        return asked_once(
            (duty.customer, need, work)
            for duty, need, work in copies
            if duty.customer not in out
            and key in [one for one in duty.suppliers if one not in out][: duty.at_least]
        )

    found: list[Row] = []
    for absent in sorted(case.candidates):
        stopped = case.stopped([absent])
        for key, capacity in capacities.items():
            then = carried(key, stopped) / capacity
            if key not in stopped and carried(key, ()) / capacity <= 1 < then:
                found.append({"gone": absent, "overloaded": key, "utilisation": float(then)})
    return found


def demand(case: Case, key: str) -> Fraction:
    """How much a party's customers ask of it: each by the highest importance it lists it with."""
    highest: dict[str, int] = {}
    for duty in supply_duties(case.organisation):
        if key in duty.suppliers:
            highest[duty.customer] = max(highest.get(duty.customer, 0), duty.strength)
    return sum((DEMAND[strength] for strength in highest.values()), Fraction(0))


# Service quality


def given(case: Case, key: str) -> Fraction | None:
    """The satisfaction with what a party supplies."""
    return weighted_satisfaction(carried_by(case, key))


def received(case: Case, key: str) -> Fraction | None:
    """The satisfaction of a party with what it gets."""
    return weighted_satisfaction(own_needs(case, key))


def weighted_satisfaction(needs: Iterable[Need]) -> Fraction | None:
    """The mean satisfaction, weighted by rate where every rated need has one, else even."""
    rated = [(need.satisfaction, need.rate) for need in needs if need.satisfaction is not None]
    weights = [rate for _, rate in rated if rate is not None]
    if not rated or len(weights) < len(rated):
        return mean([value for value, _ in rated])
    return sum(
        (value * weight for (value, _), weight in zip(rated, weights, strict=True)), Fraction(0)
    ) / sum(weights, Fraction(0))


def gap(case: Case, key: str) -> Fraction | None:
    """How far a party's satisfaction lies above what it expects, over needs that have both."""
    return mean(
        [
            need.satisfaction - need.expectation
            for need in own_needs(case, key)
            if need.satisfaction is not None and need.expectation is not None
        ]
    )


def external_customers(case: Case) -> list[Row]:
    """How each external customer is served, by its own needs and by the chains behind them."""
    return [
        {
            "party": key,
            "satisfaction": as_float(received(case, key)),
            "chain_satisfaction": as_float(chain_satisfaction(case, key)),
            "weakest_link": weakest_link(case, key),
        }
        for key, party in case.parties.items()
        if party.kind == "customer"
    ]


def behind(case: Case, customer: str) -> list[tuple[Need, tuple[str, ...]]]:
    """The needs behind an external customer, each with the shortest chain from its customer.

    That is its own needs of any importance, and the essential ones along the first suppliers, as
    many as each takes; fallbacks and the needs of everyone are left out.
    """
    needs = [need for need in case.needs if need.customer is not None]
    edges = {
        (supplier, holder)
        for need in needs
        if is_essential(case, need)
        for supplier in need.suppliers[: need.at_least]
        for holder in need.holders
    }
    found = []
    for need in needs:
        chains: list[tuple[str, ...]] = [(customer,)] if customer in need.holders else []
        if is_essential(case, need):
            ways = [shortest_chains(edges, holder, customer)[:1] for holder in need.holders]
            chains += [chain for way in ways for chain in way]
        if chains:
            found.append((need, min(chains, key=lambda chain: (len(chain), chain))))
    return found


def chain_satisfaction(case: Case, customer: str) -> Fraction | None:
    """The mean over the rated needs behind an external customer."""
    rated = [need.satisfaction for need, _ in behind(case, customer)]
    return mean([value for value in rated if value is not None])


def weakest_link(case: Case, customer: str) -> Row | None:
    """The worst rated of the needs behind an external customer, the nearest if several are."""
    links = [
        (need.satisfaction, len(chain), need_order(need), need, chain)
        for need, chain in behind(case, customer)
        if need.satisfaction is not None
    ]
    if not links:
        return None
    worst, _, _, need, chain = min(links, key=lambda link: link[:3])
    return {**need_row(need), "satisfaction": float(worst), "chain": list(chain)}


def essential_own(case: Case, key: str) -> list[Need]:
    """The written essential needs that a party has."""
    return [need for need in own_needs(case, key) if is_essential(case, need)]


def promises_not_backed(case: Case) -> list[Row]:
    """Promises that are faster than the promises on which they rest."""
    found = [
        (key, promised, need)
        for key in case.parties
        for promised in carried_by(case, key)
        for need in essential_own(case, key)
        if promised.within is not None
        and need.within is not None
        and need.within > promised.within
        and need.buffer < need.within - promised.within
    ]
    found.sort(key=lambda row: (row[0], need_order(row[1]), need_order(row[2])))
    return [
        {
            "party": key,
            "promised_to": promised.customer,
            "service": promised.service,
            "within": promised.within,
            "needs": {
                "service": need.service,
                "suppliers": list(need.suppliers),
                "within": need.within,
                "buffer": need.buffer,
                "buffer_stated": need.buffer_stated,
            },
        }
        for key, promised, need in found
    ]


def backed_promises(case: Case) -> int:
    """How many promises rest on needs that are all promised in time or buffered for."""
    count = 0
    for key in case.parties:
        own = essential_own(case, key)
        for promised in carried_by(case, key):
            if promised.within is not None and own:
                count += all(
                    need.within is not None and need.within - need.buffer <= promised.within
                    for need in own
                )
    return count


def works(case: Case) -> Row:
    """What works: fallbacks that hold, the best rated needs, promises backed; and what does not."""
    rated = [
        (need, need.satisfaction)
        for need in sorted(case.needs, key=need_order)
        if need.satisfaction is not None
    ]
    best = sorted(rated, key=lambda pair: -pair[1])[:3]
    worst = sorted(rated, key=lambda pair: pair[1])[:3]
    holding, failing = fallbacks_that_hold(case), fails_anyway(case)
    return {
        "fallbacks_that_hold": holding[:100],
        "fallbacks_that_hold_total": len(holding),
        "fails_anyway": failing[:100],
        "fails_anyway_total": len(failing),
        "best_rated": [{**need_row(need), "satisfaction": float(value)} for need, value in best],
        "worst_rated": [{**need_row(need), "satisfaction": float(value)} for need, value in worst],
        "backed_promises": backed_promises(case),
    }
