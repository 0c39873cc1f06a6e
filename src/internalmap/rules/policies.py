"""Policies: the rules of the house about who may, or must, depend on whom.

Who has a need *depends* on each of its suppliers, fallbacks and weak needs included, a unit's need
of its own people and a need of the site that one is at left out: that is a *direct* dependency.
Along a chain of these, one depends on all whom one's suppliers depend on. What each kind of policy
asks:

- `forbidden`: none of `customers` depends on another party that is one of `suppliers`.
- `independent`: no party of one group depends on a party of another.
- `layers`: no party of a layer depends on a party of an earlier one.
- `only-through`: whoever is outside the unit depends directly on nobody in it but the door. In
  the unit are those that `unit` picks and everyone inside them; the door may depend on them even
  where it stands before the unit. A chain comes in by a direct dependency, so `direct` changes
  nothing.
- `required`: each of `customers` depends on one of `suppliers`. The suppliers themselves and
  everyone inside them are left out, as they are for a need of everyone.

A party that several groups, or layers, pick belongs to the first that does. A chain from one to
another has nobody of any of them strictly inside: where it passes through a third, one of its two
parts is at fault, and is found as a chain of its own.

With `direct: true` only direct dependencies count. A selector that picks nobody adds nobody: what
is forbidden of nobody holds, but a need that is required of nobody is missing. An id, or that of a
unit, which nobody has any more stands for the parties that say with `was` that it was theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice, pairwise
from typing import NamedTuple

from internalmap._dataclass import dataclass
from internalmap.kernel.network import Network
from internalmap.kernel.stopping import BLOCK_BYTES, BLOCK_LANES, stop
from internalmap.model.organization import Need, Organization
from internalmap.model.selectors import NobodySelected, Selection
from internalmap.model.settings import Policy

#: So many needs of a chain are looked up: chains may be as long as the model is large.
NEEDS = 6


@dataclass(frozen=True, slots=True)
class Violation:
    """A dependency that a policy rules out, or the lack of one that it asks for.

    `chain` goes the way of the service, from the supplier to the customer. `needs` are those along
    it, the customer's own first; of a long one the first few. Where a dependency is missing, there
    is no supplier, and both are empty. `others`: on how many more suppliers that are forbidden to
    it the customer depends, counted where it depends on none of them directly.
    """

    customer: str
    supplier: str | None = None
    chain: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    others: int = 0


@dataclass(frozen=True)
class Dependencies:
    """Who depends on whom, with the needs that say so; made once for all policies."""

    network: Network

    @cached_property
    def customers(self) -> Sequence[Sequence[int]]:
        """For each party its distinct customers, needs that are implied left out, in order."""
        found: list[list[int]] = [[] for _ in self.network.ids]
        for customer, suppliers in enumerate(self.network.suppliers):
            for supplier in suppliers:
                found[supplier].append(customer)
        return found

    @cached_property
    def _written(self) -> Sequence[Sequence[tuple[Need, Sequence[int]]]]:
        """For each party its written needs, each with its suppliers."""
        found: list[list[tuple[Need, Sequence[int]]]] = [[] for _ in self.network.ids]
        for requirement in self.network.requirements[: len(self.network.organization.needs)]:
            for customer in requirement.customers:
                found[customer].append((requirement.need, requirement.suppliers))
        return found

    def need(self, supplier: int, customer: int) -> Need:
        """The customer's first need that lists the supplier."""
        return next(need for need, listed in self._written[customer] if supplier in listed)

    def violation(self, chain: Sequence[int], others: int = 0) -> Violation:
        """A chain as a violation."""
        ids = tuple([self.network.ids[party] for party in chain])
        steps = islice(pairwise(reversed(chain)), NEEDS)
        needs = tuple([self.need(supplier, customer) for customer, supplier in steps])
        return Violation(ids[-1], ids[0], ids, needs, others)


def violations(
    dependencies: Dependencies, policy: Policy, selection: Selection
) -> Iterator[Violation]:
    """Where a policy does not hold; by id, whatever the order in the files.

    Each direct dependency that it rules out is a violation. So is, for each customer that has none
    of these, and for each group or layer that it must not depend on, the shortest chain; ties go
    by id. A missing dependency is one violation for each customer.
    """
    if policy.kind == "required":
        picked = _groups(dependencies.network, policy, selection)
        customers, suppliers = (
            {each for found in picked[key] for each in found} for key in ("customers", "suppliers")
        )
        yield from _missing(dependencies, customers, suppliers, policy.direct)
        return
    direct = policy.direct or policy.kind == "only-through"
    for ban in _bans(dependencies.network, policy, selection):
        if policy.kind == "forbidden":
            yield from _counted(dependencies, ban, direct)
        else:
            yield from map(dependencies.violation, _chains(dependencies, ban, direct))


def is_violated_by(
    dependencies: Dependencies, policy: Policy, selection: Selection, customer: str, supplier: str
) -> bool:
    """Whether a policy rules out that a customer depends on a supplier, and it does: also where
    another chain is the one that is found."""
    index = dependencies.network.index
    if policy.kind == "required" or customer not in index or supplier not in index:
        return False
    direct = policy.direct or policy.kind == "only-through"
    return any(
        index[supplier] in ban.suppliers
        and ban.concerns(index[customer])
        and any(
            chain[-1] == index[customer]
            for chain in _chains(dependencies, ban._replace(suppliers=[index[supplier]]), direct)
        )
        for ban in _bans(dependencies.network, policy, selection)
    )


def _bans(network: Network, policy: Policy, selection: Selection) -> Iterator[_Ban]:
    """What a policy rules out."""
    picked = _groups(network, policy, selection)
    parties = {key: {each for found in lists for each in found} for key, lists in picked.items()}
    if policy.kind == "forbidden":
        suppliers = parties["suppliers"]
        yield _Ban(suppliers, parties["customers"].__contains__, suppliers)
    elif policy.kind == "only-through":
        unit, door = _and_inside(network, parties["unit"]), parties["door"]
        yield _Ban(unit - door, lambda party: party not in unit and party not in door, ())
    else:
        layered = policy.kind == "layers"
        yield from _between(picked["layers" if layered else "groups"], layered)


def _groups(
    network: Network, policy: Policy, selection: Selection
) -> Mapping[str, Sequence[list[int]]]:
    """Those whom each selector of a policy picks."""
    return {
        key: [_picked(network, selection, selector) for selector in selectors]
        for key, selectors in policy.groups.items()
    }


def _picked(network: Network, selection: Selection, selector: str) -> list[int]:
    """Those whom a selector picks; nobody, where there is nobody to pick."""
    try:
        return [network.index[id] for id in selection.ids(selector)]
    except NobodySelected:
        again = with_ids_of_now(network.organization, selector)
        return [network.index[id] for id in selection.all(again)]


def with_ids_of_now(organization: Organization, selector: str) -> tuple[str, ...]:
    """The selectors that say with ids of now what one says with a former id; none where nobody had
    it, or somebody has it still."""
    prefix, colon, unit = selector.partition(":")
    of_unit = bool(colon) and prefix == "unit"
    before = unit.strip() if of_unit else selector
    if before in organization.parties:
        return ()
    found = [party.id for party in organization.parties.values() if before in party.was]
    selectors = [f"unit:{id}" if of_unit else id for id in found]
    return tuple(each for each in selectors if not of_unit or organization.members.get(each[5:]))


def _and_inside(network: Network, parties: Iterable[int]) -> set[int]:
    """Parties and everyone inside them."""
    found = set(parties)
    for party in network.units_first:
        if network.unit[party] in found:
            found.add(party)
    return found


class _Ban(NamedTuple):
    """What must not be: that anyone whom it `concerns` depends on one of `suppliers`, along a
    chain with nobody of `ends` strictly inside."""

    suppliers: Collection[int]
    concerns: Callable[[int], bool]
    ends: Container[int]


def _between(groups: Sequence[Sequence[int]], layered: bool) -> Iterator[_Ban]:
    """For each group what must not depend on it: all other groups, or all later layers."""
    number_of: dict[int, int] = {}
    members: list[list[int]] = [[] for _ in groups]
    for number, parties in enumerate(groups):
        for party in parties:
            if number_of.setdefault(party, number) == number:
                members[number].append(party)
    for number, suppliers in enumerate(members):
        yield _Ban(suppliers, _elsewhere(number_of, number, layered), number_of)


def _elsewhere(number_of: Mapping[int, int], number: int, layered: bool) -> Callable[[int], bool]:
    """Whether a party belongs to a group other than this one; with layers, to a later one."""
    if layered:
        return lambda party: number_of.get(party, number) > number
    return lambda party: number_of.get(party, number) != number


def _chains(dependencies: Dependencies, ban: _Ban, direct: bool) -> Iterator[list[int]]:
    """The chains that break a ban, from supplier to customer, in the order of customers: each
    direct dependency, and the shortest chain of each customer that has none."""
    at_first_hand: dict[int, list[int]] = {}
    for supplier in sorted(ban.suppliers):
        for customer in dependencies.customers[supplier]:
            if ban.concerns(customer):
                at_first_hand.setdefault(customer, []).append(supplier)
    ways = {} if direct else _ways(dependencies, ban.suppliers, ban.ends)
    for customer in sorted(at_first_hand.keys() | filter(ban.concerns, ways)):
        if customer in at_first_hand:
            for supplier in at_first_hand[customer]:
                yield [supplier, customer]
            continue
        nearest = next((target for target in ways[customer] if target != customer), None)
        if nearest is not None:
            yield _chain(ways, customer, nearest)


#: For each party its nearest targets, two at most and the nearest first, each with the party that
#: comes next on the way there.
_Ways = Mapping[int, Mapping[int, int]]


def _ways(dependencies: Dependencies, targets: Iterable[int], ends: Container[int]) -> _Ways:
    """The shortest chains from each party to the two targets nearest to it, a target being nearest
    to itself, with nobody of `ends` strictly inside.

    Two, since one that is a target depends on *another* one only by the second. All are found in
    one breadth-first search from the targets along the flow of service.
    """
    ways = {target: {target: target} for target in targets}
    ahead = [(target, target) for target in sorted(ways)]
    while ahead:
        further = []
        for party, target in ahead:
            for customer in dependencies.customers[party]:
                known = ways.setdefault(customer, {})
                if len(known) < 2 and target not in known:
                    known[target] = party
                    if customer not in ends:
                        further.append((customer, target))
        ahead = sorted(further)
    return ways


def _chain(ways: _Ways, customer: int, target: int) -> list[int]:
    """The way of the service from a target to a customer."""
    chain = [customer]
    while chain[-1] != target:
        chain.append(ways[chain[-1]][target])
    return chain[::-1]


def _counted(dependencies: Dependencies, ban: _Ban, direct: bool) -> Iterator[Violation]:
    """The violations of a ban; longer chains with the number of other suppliers that the customer
    depends on."""
    chains = list(_chains(dependencies, ban, direct))
    indirect = [chain[-1] for chain in chains if len(chain) > 2]
    others = _others(dependencies.network, indirect, ban.suppliers) if indirect else {}
    for chain in chains:
        yield dependencies.violation(chain, others.get(chain[-1], 0))


def _others(
    network: Network, customers: Sequence[int], suppliers: Collection[int]
) -> Mapping[int, int]:
    """On how many of the suppliers each customer depends, itself and one more left out.

    A lane each, in blocks that keep memory bounded: where every dependency stops its customer,
    those stop with a supplier who depend on it.
    """
    found = {customer: -1 - (customer in suppliers) for customer in customers}
    ordered = sorted(suppliers)
    width = max(1, min(BLOCK_LANES, BLOCK_BYTES * 8 // len(network)))
    for first in range(0, len(ordered), width):
        gone = [0] * len(network)
        for lane, supplier in enumerate(ordered[first : first + width]):
            gone[supplier] = 1 << lane
        lanes = stop(network.reach, gone)
        for customer in customers:
            found[customer] += lanes[customer].bit_count()
    return found


def _missing(
    dependencies: Dependencies, customers: Iterable[int], suppliers: Collection[int], direct: bool
) -> Iterator[Violation]:
    """The customers that depend on none of the suppliers."""
    network = dependencies.network
    served: Container[int]
    if direct:
        served = {each for supplier in suppliers for each in dependencies.customers[supplier]}
    else:
        served = _ways(dependencies, suppliers, ())
    spared = _and_inside(network, suppliers)
    for customer in sorted(customers):
        if customer not in served and customer not in spared:
            yield Violation(network.ids[customer])
