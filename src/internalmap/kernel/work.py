"""The work that needs put on their suppliers, as integers: it is added and compared exactly."""

from __future__ import annotations

from collections.abc import Sequence
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


def work(network: Network) -> Work:
    """The work of an organisation."""
    products: dict[tuple[float | Exact, float | Exact], Exact] = {}
    each: list[Exact | None] = []
    for requirement in network.requirements:
        need = requirement.need
        if need.staffing or need.frequency is None or need.effort is None:
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
