"""Overload after failure: fallbacks that cannot carry what an absence would put on them.

When a party is gone, the work of whoever stops with it falls away, and each other need falls on the
first of its suppliers that are still there. Of needs by which one customer asks for the same
service, the largest counts. A party that had no more than it can do, and then has more, is
overloaded by that absence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import NamedTuple

from internalmap._dataclass import dataclass
from internalmap.kernel.network import Network, Requirement
from internalmap.kernel.scope import Scope
from internalmap.kernel.stopping import Block, at_least, bits, count_per_lane
from internalmap.kernel.work import surplus
from internalmap.results.analyze import Overload
from internalmap.text.exact import share_of


class _Work(NamedTuple):
    """A need whose work is known: its number, the work for each customer, and where the party
    stands in its list of suppliers."""

    number: int
    each: int
    place: int


class _Twice(NamedTuple):
    """What one customer asks of a party more than once: what it carries of that, and what could
    fall on it."""

    customer: int
    own: Sequence[_Work]
    extra: Sequence[_Work]


@dataclass
class _StandIn:
    """A party with a known capacity, the work that it carries, and that which could fall on it:
    needs that list it as a fallback. `twice` is what stands in these more than once."""

    party: int
    capacity: int
    own: list[_Work] = field(default_factory=list)
    extra: list[_Work] = field(default_factory=list)
    twice: list[_Twice] = field(default_factory=list)

    def find_twice(self, network: Network) -> None:
        """Look up what is asked more than once."""
        own, extra = ({work.number: work for work in works} for works in (self.own, self.extra))
        for customer, numbers in network.repeated.get(self.party, ()):
            twice = _Twice(
                customer,
                [own[number] for number in numbers if number in own],
                [extra[number] for number in numbers if number in extra],
            )
            if len(twice.own) + len(twice.extra) > 1:
                self.twice.append(twice)

    def could_be_overloaded(self, network: Network) -> bool:
        """Whether it can do its own work, but not that and all of the rest."""
        usual = sum(_all(network, work) for work in self.own)
        most = usual + sum(_all(network, work) for work in self.extra)
        usual -= sum(surplus([work.each for work in twice.own]) for twice in self.twice)
        return usual <= self.capacity < most


@dataclass
class AfterFailure:
    """Who is overloaded by whose absence. Filled block by block.

    `stand_ins` are the parties that some absence could overload; `None` where no work or no
    capacity is known, so that nobody can be judged.
    """

    stand_ins: Sequence[_StandIn] | None
    found: list[Overload] = field(default_factory=list)

    @classmethod
    def of(cls, scope: Scope) -> AfterFailure:
        """Look up who could be overloaded at all. Who carries no known work counts as idle."""
        network = scope.network
        parties = {
            number: _StandIn(number, capacity)
            for number, capacity in enumerate(network.work.capacity)
            if capacity is not None
        }
        known = False
        for number, requirement in enumerate(network.requirements):
            each = network.work.each[number]
            if each is None:
                continue
            known = True
            for place, supplier in enumerate(requirement.suppliers):
                if supplier in parties:
                    party = parties[supplier]
                    works = party.own if place < requirement.need.at_least else party.extra
                    works.append(_Work(number, each, place))
        if not known or not parties:
            return cls(None)
        for stand_in in parties.values():
            stand_in.find_twice(network)
        return cls([each for each in parties.values() if each.could_be_overloaded(network)])

    def take(self, scope: Scope, block: Block) -> None:
        """Take in a block of single failures."""
        if not self.stand_ins:
            return
        candidates = block.lanes_of(scope.candidates)
        load = _Load(scope.network.requirements, block)
        for stand_in in self.stand_ins:
            there = candidates & ~block.lanes[stand_in.party]  # who has stopped carries nothing
            for lane, utilisation in load.overloads(stand_in, there):
                ids = scope.network.ids
                self.found.append(
                    Overload(ids[block.first + lane], ids[stand_in.party], utilisation)
                )

    def overloads(self) -> tuple[Overload, ...] | None:
        """Each overload, by who is gone, then who is overloaded."""
        if self.stand_ins is None:
            return None
        return tuple(sorted(self.found, key=lambda each: (each.gone, each.overloaded)))


class _Load:
    """The work that falls on parties in each lane of a block."""

    def __init__(self, requirements: Sequence[Requirement], block: Block) -> None:
        self.requirements, self.block = requirements, block
        self._stopped: dict[int, list[int]] = {}

    def overloads(self, stand_in: _StandIn, there: int) -> Iterator[tuple[int, float]]:
        """The lanes, among these, in which a party has more than it can do, with its utilisation.

        Only lanes in which something falls on it can overload it. First those are left out in
        which that would not be enough even if nothing of its own fell away.
        """
        gained: dict[int, int] = {}
        fallen: dict[int, int] = {}
        touched = 0
        for work in stand_in.extra:
            falls = fallen[work.number] = self._falls(work, there)
            if falls:
                touched |= falls
                for lane, amount in self._amounts(work, falls):
                    gained[lane] = gained.get(lane, 0) + amount
        own = [work.each * len(self.requirements[work.number].customers) for work in stand_in.own]
        usual = sum(own)
        heavy = {lane: more for lane, more in gained.items() if usual + more > stand_in.capacity}
        if not heavy:
            return
        changed = self._changed(stand_in.own, touched)
        for lane, more in heavy.items():
            then = usual + more
            for position, left in changed.get(lane, ()):
                then += left - own[position]
            then -= sum(self._surplus(twice, fallen, lane) for twice in stand_in.twice)
            if then > stand_in.capacity:
                yield lane, share_of(then, stand_in.capacity)

    def _surplus(self, twice: _Twice, fallen: Mapping[int, int], lane: int) -> int:
        """What counts twice in a lane of what a customer asks for more than once."""
        if self.block.lanes[twice.customer] >> lane & 1:
            return 0
        works = [work.each for work in twice.own]
        works += [work.each for work in twice.extra if fallen[work.number] >> lane & 1]
        return surplus(works)

    def _falls(self, work: _Work, there: int) -> int:
        """The lanes in which a need comes to a fallback: of those before it in the list, fewer are
        left than the need takes."""
        need, customers, suppliers, *_ = self.requirements[work.number]
        lanes = self.block.lanes
        falls = there & at_least(lanes, suppliers[: work.place], work.place - need.at_least + 1)
        return falls & ~lanes[customers[0]] if len(customers) == 1 else falls

    def _amounts(self, work: _Work, lanes: int) -> Iterator[tuple[int, int]]:
        """The work of a need in each of these lanes: that for its customers who have not stopped;
        a single customer has not."""
        customers = self.requirements[work.number].customers
        if len(customers) == 1:
            for lane in bits(lanes):
                yield lane, work.each
            return
        stopped = self._stopped_customers(work.number)
        for lane in bits(lanes):
            left = len(customers) - stopped[lane]
            if left:
                yield lane, work.each * left

    def _changed(self, own: Sequence[_Work], among: int) -> Mapping[int, Sequence[tuple[int, int]]]:
        """For each of these lanes in which some of a party's own work falls away, its position and
        what is left of it."""
        changed: dict[int, list[tuple[int, int]]] = {}
        for position, work in enumerate(own):
            customers = self.requirements[work.number].customers
            stopped = self._stopped_customers(work.number) if len(customers) > 1 else None
            some = 0
            for customer in customers:
                some |= self.block.lanes[customer]
            for lane in bits(some & among):
                left = 0 if stopped is None else len(customers) - stopped[lane]
                changed.setdefault(lane, []).append((position, work.each * left))
        return changed

    def _stopped_customers(self, number: int) -> list[int]:
        """In each lane, how many customers of a need have stopped."""
        if number not in self._stopped:
            lanes = (self.block.lanes[each] for each in self.requirements[number].customers)
            self._stopped[number] = count_per_lane(lanes, self.block.width)
        return self._stopped[number]


def _all(network: Network, work: _Work) -> int:
    """The work of a need for all of its customers."""
    return work.each * len(network.requirements[work.number].customers)
