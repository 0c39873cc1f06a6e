"""Minimal cut sets: absences that together, and no fewer of them, stop a protected party.

Fragile pairs are those of size 2. Single points of failure are those of size 1 and are reported by
themselves. (Fault-tree analysis; NUREG-0492, 1981.)

All combinations of a size are tried, a lane each, and those that hold a smaller cut set are left
out. What can make no difference is taken out before: candidates that reach no protected party but
those that they stop alone, and whatever of the network they can't stop.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from math import comb
from typing import NamedTuple

from internalmap._dataclass import dataclass
from internalmap.kernel.network import Network, only
from internalmap.kernel.scope import Scope
from internalmap.kernel.stopping import bits, stop

#: The most work that is begun: lanes times what is looked at in each; about a quarter of a minute.
MAX_WORK = 300_000_000_000
#: The most sets of one size that are told; nobody reads more.
MAX_SETS = 500_000
#: The widest block of combinations, in lanes.
BLOCK_LANES = 40_000
#: How often a circle with fallbacks in it is gone through at the most, in what is taken for work.
_ROUNDS = 10


class CutSets(NamedTuple):
    """The minimal cut sets of sizes 2 to `size`, up to which they are complete, of each protected
    party. `size` is less than was asked for where larger sets were too much work, or too many."""

    size: int
    of: Mapping[int, Sequence[tuple[int, ...]]]


def cut_sets(scope: Scope, most: int, single: Sequence[Sequence[int]]) -> CutSets | None:
    """All minimal cut sets of sizes 2 to `most`, or as far as the bounds allow; `None` where they
    allow nothing or nothing was asked.

    `single`: the protected parties that each party's absence alone stops.
    """
    if most < 2:
        return None
    question = _Question.of(scope, single)
    count = len(question.candidates)
    found: dict[int, list[tuple[int, ...]]] = {party: [] for party in scope.protected}
    left = MAX_WORK
    size = 1
    while size < most:
        left -= comb(count, size + 1) * question.work(found)
        new = _of_size(question, size + 1, found) if left >= 0 else None
        if new is None:
            break
        size = size + 1 if size < count else most  # no set is larger than all candidates together
        for protected, sets in new.items():
            found[protected] += sets
    return CutSets(size, found) if size >= 2 else None


@dataclass(frozen=True)
class _Question:
    """What is asked of the combinations, reduced to what makes a difference.

    `inside`: who is gone with each candidate. `alone`: for each protected party the places, among
    the candidates, of those that no minimal set for it can hold: they stop it alone, or it is gone
    with them.
    """

    network: Network
    candidates: list[int]
    inside: list[list[int]]
    alone: dict[int, list[int]]

    @classmethod
    def of(cls, scope: Scope, single: Sequence[Sequence[int]]) -> _Question:
        within = {party: scope.network.within(party) for party in scope.candidates}
        gone = [0] * len(scope.network)
        for parties in within.values():
            for party in parties:
                gone[party] = 1
        network = only(scope.network, stop(scope.network, gone), scope.protected)
        candidates = _relevant(scope, network, within, single)
        alone: dict[int, list[int]] = {party: [] for party in scope.protected}
        for place, candidate in enumerate(candidates):
            for protected in {*single[candidate], *within[candidate]}.intersection(alone):
                alone[protected].append(place)
        return cls(network, candidates, [within[party] for party in candidates], alone)

    def work(self, known: Mapping[int, Sequence[tuple[int, ...]]]) -> int:
        """What is looked at in each lane, about: inputs, exclusions, members of known sets."""
        inputs = sum(
            (1 + len(self.network.inputs[node])) * (_ROUNDS if circle.parts else 1)
            for circle in self.network.components
            for node in circle.nodes
        )
        excluded = sum(1 + len(places) for places in self.alone.values())
        return inputs + excluded + sum(len(sets) for sets in known.values()) * 3


def _relevant(
    scope: Scope,
    network: Network,
    within: Mapping[int, Sequence[int]],
    single: Sequence[Sequence[int]],
) -> list[int]:
    """The candidates that can take part in a set: upstream of some protected party that they do
    not stop alone."""
    bit = {party: 1 << number for number, party in enumerate(scope.protected)}
    upstream = network.reaching(scope.protected)
    relevant = []
    for party in scope.candidates:
        reached = own = 0
        for member in within[party]:
            reached |= upstream[member]
            own |= bit.get(member, 0)
        for protected in single[party]:
            own |= bit[protected]
        if reached & ~own:
            relevant.append(party)
    return relevant


def _of_size(
    question: _Question, size: int, known: Mapping[int, Sequence[tuple[int, ...]]]
) -> dict[int, list[tuple[int, ...]]] | None:
    """The minimal sets of one size for each protected party, given all smaller ones; `None` where
    there are too many."""
    candidates = question.candidates
    place = {party: number for number, party in enumerate(candidates)}
    smaller = {
        protected: [tuple([place[party] for party in parties]) for parties in sets]
        for protected, sets in known.items()
    }
    new: dict[int, list[tuple[int, ...]]] = {protected: [] for protected in question.alone}
    patterns = _Patterns()
    total = 0
    for group in _groups(len(candidates), size):
        lanes = group.lanes(len(candidates), patterns)
        gone = [0] * len(question.network)
        for parties, held in zip(question.inside, lanes, strict=True):
            if held:
                for party in parties:
                    gone[party] |= held
        stopped = stop(question.network, gone)
        for protected, excluded in question.alone.items():
            cut = _minimal(stopped[protected], lanes, excluded, smaller[protected])
            total += cut.bit_count()
            if total > MAX_SETS:
                return None
            if cut:
                new[protected] += group.subsets(cut, candidates)
    for sets in new.values():
        sets.sort()
    return new


def _minimal(
    cut: int, lanes: Sequence[int], excluded: Sequence[int], smaller: Sequence[tuple[int, ...]]
) -> int:
    """The lanes of a cut that hold no excluded candidate and no smaller cut set."""
    if cut:
        touched = 0
        for number in excluded:
            touched |= lanes[number]
        cut &= ~touched
    for members in smaller:
        if not cut:
            break
        held = cut
        for number in members:
            held &= lanes[number]
            if not held:
                break
        cut ^= held
    return cut


# Combinations as lanes


class _Group(NamedTuple):
    """Combinations that are tried together: all of `prefix`, and `rest` of the numbers from
    `start` on, the smallest of these below `end`.

    They come in parts: j from `start` to `end` and rest − j from there on, for j from 1. In a part,
    a lane is a row (which j) and a column (which others), in lexicographic order.
    """

    prefix: tuple[int, ...]
    start: int
    end: int
    rest: int

    def lanes(self, count: int, patterns: _Patterns) -> list[int]:
        """For each number, the lanes of the combinations that hold it."""
        lanes = [0] * count
        offset = 0
        heads, tails = self.end - self.start, count - self.end
        for taken in range(1, self.rest + 1):
            height, width = comb(heads, taken), comb(tails, self.rest - taken)
            if not height or not width:
                continue
            for number, row in enumerate(patterns.of(heads, taken), self.start):
                lanes[number] |= _stretch(row, width) << offset
            if taken < self.rest:
                for number, column in enumerate(patterns.of(tails, self.rest - taken), self.end):
                    lanes[number] |= _repeat(column, width, height) << offset
            offset += height * width
        for number in self.prefix:
            lanes[number] = (1 << offset) - 1
        return lanes

    def subsets(self, lanes: int, values: Sequence[int]) -> Iterator[tuple[int, ...]]:
        """The values of the combinations that these lanes stand for."""
        prefix = tuple(values[number] for number in self.prefix)
        heads, tails = values[self.start : self.end], values[self.end :]
        for taken in range(1, self.rest + 1):
            height, width = comb(len(heads), taken), comb(len(tails), self.rest - taken)
            here = lanes & ((1 << height * width) - 1)
            lanes >>= height * width
            if here:
                rows = [prefix + row for row in combinations(heads, taken)]
                columns = list(combinations(tails, self.rest - taken))
                for lane in bits(here):
                    row, column = divmod(lane, width)
                    yield rows[row] + columns[column]


def _groups(
    count: int, size: int, prefix: tuple[int, ...] = (), start: int = 0
) -> Iterator[_Group]:
    """All combinations of a size of the numbers below `count`, in groups that fit a block."""
    while count - start >= size:
        left = count - start
        heads = 0
        most = comb(left, size) - BLOCK_LANES  # how many combinations must stay out at the least
        while heads < left and comb(left - heads - 1, size) >= most:
            heads += 1
        if heads == 0 and size > 1:
            yield from _groups(count, size - 1, (*prefix, start), start + 1)
            start += 1
            continue
        end = count if size == 1 else start + heads
        yield _Group(prefix, start, end, size)
        start = end


class _Patterns:
    """Subsets as lanes: for each number, the lanes of the subsets that hold it, where a lane is a
    subset of a size, in lexicographic order. Those of a few numbers are the end of those of more,
    so only the most are kept."""

    def __init__(self) -> None:
        self._most: dict[int, list[int]] = {}

    def of(self, count: int, size: int) -> list[int]:
        """The patterns of the subsets of this size of so many numbers."""
        if size == 1:
            return [1 << number for number in range(count)]
        most = self._most.get(size, [])
        if len(most) < count:
            most = self._most[size] = self._build(count, size)
        if len(most) == count:
            return most
        shift = comb(len(most), size) - comb(count, size)
        return [lanes >> shift for lanes in most[len(most) - count :]]

    def _build(self, count: int, size: int) -> list[int]:
        """By a number in front at a time: first the subsets that hold it, then those before."""
        self.of(count - 1, size - 1)  # the most of these once, not more of them each time
        lanes = [1] * size
        for others in range(size, count):
            first_in = comb(others, size - 1)
            with_first = self.of(others, size - 1)
            rest = [a | b << first_in for a, b in zip(with_first, lanes, strict=True)]
            lanes = [(1 << first_in) - 1, *rest]
        return lanes


def _stretch(row: int, width: int) -> int:
    """Every bit made `width` bits wide."""
    if width == 1:
        return row
    wide = (1 << width) - 1
    if row & (row - 1) == 0:
        return wide << width * (row.bit_length() - 1)
    return int(bin(row)[2:].translate({48: "0" * width, 49: "1" * width}), 2)


def _repeat(column: int, width: int, times: int) -> int:
    """A pattern of `width` bits so many times in a row."""
    done = 1
    while done < times:
        more = min(done, times - done)
        column |= column << width * more  # copies that overlap coincide
        done += more
    return column
