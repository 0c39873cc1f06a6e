"""Sets of parties where there are very many sets: few parties stand one by one, many are bits.

In a large organisation most sets are small, and the bits of one small set would take as much room
as all parties together; in one that hangs together most are large, and bits take the least.
"""

from __future__ import annotations

from collections.abc import Iterator
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
