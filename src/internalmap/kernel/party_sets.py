"""Sets of parties where there are very many sets: few parties stand one by one, many are bits.

In a large organisation most sets are small, and the bits of one small set would take as much room
as all parties together; in one that hangs together most are large, and bits take the least.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from internalmap.kernel.stopping import as_bits, bits

#: Numbers in order, or the set bits of an integer.
PartySet: TypeAlias = "tuple[int, ...] | int"
#: Up to how many parties stand one by one.
_FEW = 32


def with_lanes(known: PartySet, first: int, lanes: int) -> PartySet:
    """A set with the parties of some lanes, the first of which is that of the party `first`.

    >>> with_lanes((2,), 100, 0b101)
    (2, 100, 102)
    """
    if isinstance(known, tuple) and len(known) + lanes.bit_count() <= _FEW:
        return (*known, *(first + lane for lane in bits(lanes)))
    return in_bits(known) | lanes << first


def in_bits(parties: PartySet) -> int:
    """A set as the bits of an integer."""
    return as_bits(parties) if isinstance(parties, tuple) else parties


def parties_in(parties: PartySet) -> Iterator[int]:
    """The parties of a set, in order."""
    return iter(parties) if isinstance(parties, tuple) else bits(parties)


def count_of(parties: PartySet) -> int:
    """How many parties a set has."""
    return len(parties) if isinstance(parties, tuple) else parties.bit_count()


#: Up to how many large sets of a block others are held against.
_PATTERNS = 8


class PartySets(Mapping[int, PartySet]):
    """Sets of parties by number, which are filled block by block.

    Where most parties depend on each other, one absence defeats nearly what the next does: of most
    large sets a block keeps no more than the few parties in which it differs from one of the first
    such sets. A set is put together for whoever asks for it.
    """

    def __init__(self) -> None:
        self._few: dict[int, tuple[int, ...]] = {}
        self._large: dict[int, list[tuple[int, int, tuple[int, ...]]]] = {}
        self._patterns: dict[int, list[int]] = {}

    def add(self, number: int, first: int, lanes: int) -> None:
        """Put the parties of some lanes, the first of which is that of the party `first`, into a
        set. Each block is added once, the first one first."""
        if number not in self._large:
            grown = with_lanes(self._few.get(number, ()), first, lanes)
            if isinstance(grown, tuple):
                self._few[number] = grown
                return
            few = in_bits(self._few.pop(number, ()))
            self._large[number] = [(0, few, ())] if few else []
        self._large[number].append((first, *self._difference(first, lanes)))

    def discard(self, number: int) -> None:
        """Take a set away, if it is there."""
        self._few.pop(number, None)
        self._large.pop(number, None)

    def __getitem__(self, number: int) -> PartySet:
        few = self._few.get(number)
        if few is not None:
            return few
        found = 0
        for first, pattern, others in self._large[number]:
            found |= (pattern ^ as_bits(others)) << first
        return found

    def __iter__(self) -> Iterator[int]:
        yield from self._few
        yield from self._large

    def __len__(self) -> int:
        return len(self._few) + len(self._large)

    def _difference(self, first: int, lanes: int) -> tuple[int, tuple[int, ...]]:
        """A pattern of the block, and the lanes in which these differ from it."""
        patterns = self._patterns.setdefault(first, [])
        for pattern in patterns:
            other = pattern ^ lanes
            if other.bit_count() <= _FEW:
                return pattern, tuple(bits(other))
        if len(patterns) < _PATTERNS:
            patterns.append(lanes)
        return lanes, ()
