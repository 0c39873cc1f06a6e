"""The one rule, and its only implementation: who stops when parties are gone.

Given parties that are gone, Stop is the smallest set that contains them and every party with an
essential need of which fewer than `at_least` suppliers are outside Stop. Being the *least* such
set, a circle of mutual dependence alone stops nobody.

Many scenarios are computed at once. A *lane* is one scenario; each party has one integer in which
bit i says "in scenario i this party stops". A need's lanes are an OR, an AND, or a bit-sliced count
of its suppliers' lanes; a party's lanes are the OR of its own and those of its unmet essential
needs. Nodes are taken in the order of their strongly connected components, suppliers first, and
each circle is repeated until nothing changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from internalmap.kernel.components import Part
from internalmap.kernel.network import Network

#: How many bytes the lanes of one block may take; wide models go in several blocks.
BLOCK_BYTES = 400_000_000
#: The widest block: wider integers gain nothing and leave the processor's caches.
BLOCK_LANES = 20_000


def stop(network: Network, gone: Sequence[int]) -> list[int]:
    """The lanes of all nodes, parties first, given the lanes in which each party is gone."""
    inputs, thresholds = network.inputs, network.thresholds
    lanes = [*gone, *([0] * (len(inputs) - len(gone)))]
    for nodes, parts in network.components:
        node = nodes[0]
        if len(nodes) > 1:
            _settle(network, nodes, parts, lanes)
        elif thresholds[node] == 1:
            found = lanes[node]
            for source in inputs[node]:
                found |= lanes[source]
            lanes[node] = found
        else:
            lanes[node] |= at_least(lanes, inputs[node], thresholds[node])
    return lanes


def _settle(
    network: Network, nodes: Sequence[int], parts: Sequence[Part], lanes: list[int]
) -> None:
    """Repeat a circle until nothing changes, forwards and backwards by turns so that a long one
    takes few rounds; only what a change can reach is looked at again."""
    if not parts:  # no need in it has a fallback, so they stop together
        found = 0
        for node in nodes:
            found |= lanes[node] | at_least(lanes, network.inputs[node], 1)
        for node in nodes:
            lanes[node] = found
        return
    for part in parts:
        if len(part.nodes) > 1:
            lanes[part.nodes[0]] = at_least(lanes, part.nodes, 1)
    waiting = bytearray(b"\1") * len(parts)
    forwards = True
    number = 0
    while number >= 0:
        waiting[number] = 0
        nodes, threshold, inputs, customers = parts[number]
        node = nodes[0]
        known = lanes[node]
        found = known | at_least(lanes, inputs, threshold)
        if found != known:
            lanes[node] = found
            for customer in customers:
                waiting[customer] = 1
        number = waiting.find(1, number) if forwards else waiting.rfind(1, 0, number + 1)
        if number < 0:
            forwards = not forwards
            number = waiting.find(1) if forwards else waiting.rfind(1)
    for part in parts:
        if len(part.nodes) > 1:
            for node in part.nodes:
                lanes[node] = lanes[part.nodes[0]]


def at_least(lanes: Sequence[int], sources: Sequence[int], threshold: int) -> int:
    """The lanes in which at least `threshold` of the sources have stopped."""
    if threshold == 1:
        found = 0
        for source in sources:
            found |= lanes[source]
        return found
    if threshold == len(sources):
        found = lanes[sources[0]]
        for source in sources[1:]:
            if not found:
                return 0
            found &= lanes[source]
        return found
    return _counted(lanes, sources, threshold)


def _counted(lanes: Sequence[int], sources: Sequence[int], threshold: int) -> int:
    """`at_least` by a count in every lane: plane j holds the bit of weight 2^j of each count."""
    planes: list[int] = []
    for source in sources:
        carry = lanes[source]
        for weight, plane in enumerate(planes):
            if not carry:
                break
            planes[weight] = plane ^ carry
            carry &= plane
        if carry:
            planes.append(carry)
    # Compare with the threshold from the highest bit down: `above` are the lanes already larger,
    # `equal` those in which all higher bits agree: all of them at first.
    above, equal = 0, -1
    for weight in range(max(len(planes), threshold.bit_length()) - 1, -1, -1):
        plane = planes[weight] if weight < len(planes) else 0
        if threshold >> weight & 1:
            equal &= plane
        else:
            above |= equal & plane
            equal &= ~plane
    return above | equal


class Block(NamedTuple):
    """Some of the single failures: in lane i, party `first + i` is gone with everyone inside it.

    `gone` and `lanes` have an entry a party; `lanes` also one a gate.
    """

    first: int
    width: int
    gone: list[int]
    lanes: list[int]

    def lanes_of(self, parties: Iterable[int]) -> int:
        """The lanes in which one of these parties is the one that is gone."""
        places = (party - self.first for party in parties)
        return as_bits(place for place in places if 0 <= place < self.width)


def single_failures(network: Network) -> Iterator[Block]:
    """What each party's absence alone stops, in blocks that keep memory bounded."""
    unit = network.unit
    for first, width, gone in _absences(network):
        for party in network.units_first:
            if unit[party] >= 0:
                gone[party] |= gone[unit[party]]
        yield Block(first, width, gone, stop(network, gone))


def single_reach(network: Network) -> Iterator[Block]:
    """For each party who depends on it directly or indirectly, in blocks likewise: what stops when
    every dependency stops its customer, and those inside a party are not gone with it."""
    for first, width, gone in _absences(network.reach):
        yield Block(first, width, gone, stop(network.reach, gone))


def _absences(network: Network) -> Iterator[tuple[int, int, list[int]]]:
    """A lane for each party's absence: the first party of each block, how many, and the lanes."""
    count = len(network)
    fits = BLOCK_BYTES * 8 // max(1, len(network.inputs))
    most = max(1, min(BLOCK_LANES, fits))
    for first in range(0, count, most):
        width = min(most, count - first)
        gone = [0] * count
        for lane in range(width):
            gone[first + lane] = 1 << lane
        yield first, width, gone


#: How many bytes of lanes are looked at in one go: whoever asks for the first few lanes of very
#: many waits for no more.
_CHUNK = 256


def bits(lanes: int) -> Iterator[int]:
    """The numbers of the set lanes, in order."""
    size = (lanes.bit_length() + 7) // 8
    if size <= _CHUNK:
        yield from _bits(lanes, 0)
        return
    data = lanes.to_bytes(size, "little")
    for start in range(0, size, _CHUNK):
        chunk = int.from_bytes(data[start : start + _CHUNK], "little")
        if chunk:
            yield from _bits(chunk, 8 * start)


def _bits(lanes: int, first: int) -> Iterator[int]:
    """The numbers of the set lanes, of which the lowest has a number of its own."""
    digits = bin(lanes)[:1:-1]
    position = digits.find("1")
    while position >= 0:
        yield first + position
        position = digits.find("1", position + 1)


def as_bits(numbers: Iterable[int]) -> int:
    """Numbers as the set bits of an integer."""
    found = 0
    for number in numbers:
        found |= 1 << number
    return found


def count_per_lane(all_lanes: Iterable[int], width: int) -> list[int]:
    """In how many of the integers each lane is set.

    Carry-save addition: three integers of one weight become one of that weight and one of the
    next, so all lanes are counted at once at a few operations an integer.
    """
    waiting: list[list[int]] = []
    for lanes in all_lanes:
        carry, weight = lanes, 0
        while carry:
            if weight == len(waiting):
                waiting.append([])
            slot = waiting[weight]
            if len(slot) < 2:
                slot.append(carry)
                break
            first, second = slot
            slot.clear()
            either = first ^ second
            slot.append(either ^ carry)
            carry = (first & second) | (either & carry)
            weight += 1
    planes: list[int] = []
    carry = 0
    weight = 0
    while weight < len(waiting) or carry:
        slot = waiting[weight] if weight < len(waiting) else []
        first = slot[0] if slot else 0
        second = slot[1] if len(slot) > 1 else 0
        either = first ^ second
        planes.append(either ^ carry)
        carry = (first & second) | (either & carry)
        weight += 1
    if not planes:
        return [0] * width
    rows = [bin(plane)[:1:-1].ljust(width, "0") for plane in planes]
    if len(rows) == 1:
        return [int(digit) for digit in rows[0]]
    return [int("".join(digits), 2) for digits in zip(*reversed(rows), strict=True)]
