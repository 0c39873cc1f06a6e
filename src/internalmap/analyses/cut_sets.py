"""Minimal cut sets: absences that together, and no fewer of them, stop a protected party.

Fragile pairs are those of size 2. Single points of failure are those of size 1 and are reported by
themselves. (Fault-tree analysis; NUREG-0492, 1981.)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import comb

from internalmap.results import FragileSet
from internalmap.scope import Scope
from internalmap.stopping import bits, stop

#: The most work that is begun: combinations times nodes of the network.
MAX_WORK = 20_000_000_000
#: The widest block of combinations, in lanes.
_LANES = 40_000


def largest_size(scope: Scope, asked: int, single: Sequence[Sequence[int]]) -> int:
    """Up to which size sets are sought, at most `asked`: as far as the work stays within
    `MAX_WORK`. `single`: the protected parties that each party's absence alone stops."""
    if asked < 2:
        return asked
    count = len(_relevant(scope, single))
    work, size = 0, 1
    while size < asked:
        work += comb(count, size + 1) * len(scope.network.inputs)
        if work > MAX_WORK:
            break
        size += 1
    return size


def fragile_sets(
    scope: Scope, size: int, single: Sequence[Sequence[int]]
) -> tuple[FragileSet, ...]:
    """All minimal cut sets of sizes 2 to `size`, by protected party, size, then ids."""
    network = scope.network
    candidates = _relevant(scope, single)
    alone: dict[int, set[int]] = {party: set() for party in scope.protected}
    for party in candidates:
        for stopped in single[party]:
            alone[stopped].add(party)
    inside = {party: set(network.within(party)) for party in candidates}
    for protected in scope.protected:  # its own absence is not a failure of others
        alone[protected].update(party for party in candidates if protected in inside[party])
    found: dict[int, list[tuple[int, ...]]] = {party: [] for party in scope.protected}
    for wanted in range(2, size + 1):
        new = _of_size(scope, candidates, inside, wanted, alone, found)
        for protected, sets in new.items():
            found[protected] += sets
    ids = network.ids
    return tuple(
        FragileSet(ids[protected], tuple(ids[party] for party in parties))
        for protected in sorted(found)
        for parties in sorted(found[protected], key=lambda parties: (len(parties), parties))
    )


def _relevant(scope: Scope, single: Sequence[Sequence[int]]) -> list[int]:
    """The candidates that can take part in a set: upstream of some protected party that they do
    not stop alone."""
    network = scope.network
    bit = {party: 1 << number for number, party in enumerate(scope.protected)}
    upstream = [bit.get(node, 0) for node in range(len(network.inputs))]
    for circle in reversed(network.components):
        reached = 0
        for node in circle.nodes:
            reached |= upstream[node]
        if reached:
            for node in circle.nodes:
                upstream[node] = reached
                for source in network.inputs[node]:
                    upstream[source] |= reached
    relevant = []
    for party in scope.candidates:
        reached = own = 0
        for member in network.within(party):
            reached |= upstream[member]
            own |= bit.get(member, 0)
        for protected in single[party]:
            own |= bit[protected]
        if reached & ~own:
            relevant.append(party)
    return relevant


def _of_size(
    scope: Scope,
    candidates: list[int],
    inside: dict[int, set[int]],
    size: int,
    alone: dict[int, set[int]],
    smaller: dict[int, list[tuple[int, ...]]],
) -> dict[int, list[tuple[int, ...]]]:
    """The minimal sets of one size, given all smaller ones.

    Every combination is a lane. Lanes that hold a smaller cut set are masked out: what is left and
    stops the protected party is minimal.
    """
    network = scope.network
    place = {party: number for number, party in enumerate(candidates)}
    known = {
        protected: [tuple(place[party] for party in parties) for parties in sets]
        for protected, sets in smaller.items()
    }
    excluded = {
        protected: sorted(place[party] for party in parties) for protected, parties in alone.items()
    }
    new: dict[int, list[tuple[int, ...]]] = {protected: [] for protected in scope.protected}
    for prefix, start, rest in _tasks(len(candidates), size):
        width = comb(len(candidates) - start, rest)
        everywhere = (1 << width) - 1
        chosen = _patterns(len(candidates) - start, rest)

        def lanes_of(number: int) -> int:
            if number in prefix:  # noqa: B023 - used within this round only
                return everywhere  # noqa: B023
            return chosen[number - start] if number >= start else 0  # noqa: B023

        gone = [0] * len(network)
        for number in (*prefix, *range(start, len(candidates))):
            lanes = lanes_of(number)
            for party in inside[candidates[number]]:
                gone[party] |= lanes
        stopped = stop(network, gone)
        for protected in scope.protected:
            cut = stopped[protected] & ~gone[protected]
            for number in excluded[protected]:
                if not cut:
                    break
                cut &= ~lanes_of(number)
            for members in known[protected]:
                if not cut:
                    break
                held = cut
                for number in members:
                    held &= lanes_of(number)
                    if not held:
                        break
                cut &= ~held
            if cut:
                for lane in bits(cut):
                    subset = _subset(lane, len(candidates) - start, rest)
                    members = (*prefix, *(start + number for number in subset))
                    new[protected].append(tuple(candidates[number] for number in members))
    return new


def _tasks(
    count: int, size: int, prefix: tuple[int, ...] = (), start: int = 0
) -> Iterator[tuple[tuple[int, ...], int, int]]:
    """All combinations, in groups that fit a block: a prefix, and all subsets of a size of the
    numbers from a start on."""
    while count - start >= size:
        if size == 1 or comb(count - start, size) <= _LANES:
            yield prefix, start, size
            return
        yield from _tasks(count, size - 1, (*prefix, start), start + 1)
        start += 1


@lru_cache(maxsize=1024)
def _patterns(count: int, size: int) -> tuple[int, ...]:
    """For each of `count` numbers, the lanes that hold it, where a lane is a subset of this size,
    in lexicographic order."""
    if size == 1:
        return tuple(1 << number for number in range(count))
    if count == size:
        return (1,) * count
    first_in = comb(count - 1, size - 1)
    with_first = _patterns(count - 1, size - 1)
    without_first = _patterns(count - 1, size)
    rest = (
        inner | outer << first_in for inner, outer in zip(with_first, without_first, strict=True)
    )
    return ((1 << first_in) - 1, *rest)


def _subset(lane: int, count: int, size: int) -> Iterator[int]:
    """The subset that a lane of `_patterns` stands for."""
    number = 0
    while size:
        first_in = comb(count - number - 1, size - 1)
        if lane < first_in:
            yield number
            size -= 1
        else:
            lane -= first_in
        number += 1
