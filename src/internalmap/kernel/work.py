"""The work that needs put on their suppliers, as integers: it is added and compared exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from internalmap.text.exact import Exact, exact, whole

if TYPE_CHECKING:
    from internalmap.kernel.network import Network


class Work(NamedTuple):
    """Work and capacities in a week. `parts` of them make a second: as many as it takes for all of
    them to be whole.

    `each` is what each requirement takes for one customer: frequency × effort, where both are
    known; staffing takes none. `capacity` is that of each party, where it is known.
    """

    each: Sequence[int | None]
    capacity: Sequence[int | None]
    parts: int


class Repeated(NamedTuple):
    """The requirements, two or more, by which a customer asks for one service, and which all list
    one supplier."""

    customer: int
    requirements: Sequence[int]


def repeated(network: Network) -> Mapping[int, Sequence[Repeated]]:
    """What customers ask of a supplier more than once: by supplier, and by service, as they are
    written."""
    asked: dict[tuple[str, int], list[int]] = {}
    for number, (need, _, suppliers, *_) in enumerate(network.requirements):
        if need.service is not None and not need.staffing:
            for supplier in suppliers:
                asked.setdefault((need.service, supplier), []).append(number)
    found: dict[int, list[Repeated]] = {}
    for (_, supplier), numbers in asked.items():
        if len(numbers) > 1:
            by_customer: dict[int, list[int]] = {}
            for number in numbers:
                for customer in network.requirements[number].customers:
                    by_customer.setdefault(customer, []).append(number)
            found.setdefault(supplier, []).extend(
                Repeated(customer, each) for customer, each in by_customer.items() if len(each) > 1
            )
    return found


def surplus(works: Sequence[int]) -> int:
    """By how much the works of one service, asked for more than once, exceed the largest of them,
    which alone counts.

    >>> surplus([30, 50, 20]), surplus([])
    (50, 0)
    """
    return sum(works) - max(works, default=0)


def work(network: Network) -> Work:
    """The work of an organisation."""
    products: dict[tuple[float | Exact, float | Exact], Exact] = {}
    each: list[Exact | None] = []
    for requirement in network.requirements:
        need = requirement.need
        if need.implied or need.frequency is None or need.effort is None:
            each.append(None)
            continue
        key = need.frequency, need.effort
        product = products.get(key)
        if product is None:
            product = products[key] = exact(exact(need.frequency) * exact(need.effort))
        each.append(product)
    capacities = [
        None if party.capacity is None else exact(party.capacity)
        for party in network.organization.parties.values()
    ]
    known = [number for number in (*each, *capacities) if number is not None]
    counts, parts = whole(known)
    following = iter(counts)
    return Work(
        [None if number is None else next(following) for number in each],
        [None if number is None else next(following) for number in capacities],
        parts,
    )
