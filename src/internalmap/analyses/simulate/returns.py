"""Which draws let a protected party down where those who are gone come back.

Whom an absence lets down, a larger one lets down too; whom it spares, a smaller one spares. So each
absence that is followed decides many draws: one that lets down, cut back to the least that
still does, all that contain it; one that spares, grown as far as it still does, all inside it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from math import inf

from internalmap._dataclass import dataclass
from internalmap.analyses.absence.account import account
from internalmap.kernel.clock import Clock, clock
from internalmap.kernel.network import Network, at_once, only
from internalmap.kernel.scope import Scope
from internalmap.kernel.stopping import bits, stop

#: How many steps the clock may take in all.
MAX_STEPS = 10_000_000
#: How many steps may be taken for a protected party to cut back absences and to grow them, and how
#: many more for each draw that this has decided.
_CREDIT, _EARNED = 20_000, 50


@dataclass
class _Known:
    """What is known of a protected party: the uncertain parties that it depends on, those with
    whom it is gone itself, the least absences that let it down and the largest that spare it; and
    how many more steps may be taken to find such. Sets of uncertain parties are integers: bit j
    stands for the one at position j."""

    upstream: int
    own: int
    least: list[int] = field(default_factory=list)
    most: list[int] = field(default_factory=list)
    credit: int = _CREDIT


@dataclass
class Returns:
    """Decides, returns counted, whom absences of uncertain parties let down.

    `network` is the part of the scope's that matters, and `at_once` that of its needs without a
    buffer. `bears_nothing`: the protected parties that are let down as soon as they stop. `long`:
    for each protected party a restore time, without end if need be, that is later than it can bear
    any absence. `makers`: with which uncertain parties, by position, a party goes. `complete`: the
    clock did not take too many steps; where it does, whoever would stop counts as let down.
    """

    scope: Scope
    network: Network
    parties: Sequence[int]
    clock: Clock
    at_once: Network
    bears_nothing: frozenset[int]
    long: Mapping[int, float]
    makers: Mapping[int, Sequence[int]]
    complete: bool = True
    steps: int = 0
    _followed: dict[int, frozenset[int]] = field(default_factory=dict)
    _known: dict[int, _Known] = field(default_factory=dict)

    @classmethod
    def of(cls, scope: Scope, network: Network, parties: Sequence[int]) -> Returns:
        """Arrange what is needed; uncertain parties that are back at once are never missed."""
        whole = scope.network
        makers: dict[int, list[int]] = {}
        gone = [0] * len(whole)
        for position, party in enumerate(parties):
            if whole.restore[party]:
                for member in whole.within(party):
                    makers.setdefault(member, []).append(position)
                    gone[member] = 1
        sudden = at_once(whole)
        return cls(
            scope=scope,
            network=network,
            parties=parties,
            clock=_clock(whole, network),
            at_once=only(sudden, stop(sudden, gone), scope.protected),
            bears_nothing=frozenset(party for party in scope.protected if not _bears(whole, party)),
            long=_long(scope, network, sorted({whole.restore[party] for party in parties})),
            makers=makers,
        )

    def let_down(
        self,
        party: int,
        asked: int,
        drawn: Sequence[int],
        stopped: Sequence[int],
        for_good: Sequence[int],
    ) -> int:
        """The lanes, of those that are asked about, in which a protected party is let down. It is
        gone in none of them, and stops in all, were nobody to come back."""
        known = self._of(party)
        found = 0
        for least in known.least:
            lanes = _with_all(least, drawn, asked)
            found |= lanes
            asked ^= lanes
            if not asked:
                return found
        for most in known.most:
            asked ^= _with_none(known.upstream & ~most, drawn, asked)
            if not asked:
                return found
        while asked:
            if self.steps > MAX_STEPS:
                self.complete = False
                return found | asked
            lane = (asked & -asked).bit_length() - 1
            gone = self._acting(party, lane, drawn, stopped, for_good)
            if self._lets_down(party, gone):
                lanes = _with_all(self._cut_back(party, gone), drawn, asked)
                found |= lanes
            else:
                others = known.upstream & ~self._grown(party, gone)
                lanes = 1 << lane | _with_none(others, drawn, asked)
            known.credit += _EARNED * (lanes.bit_count() - 1)
            asked &= ~lanes
        return found

    def _of(self, party: int) -> _Known:
        if party not in self._known:
            upstream, own = 0, 0
            for node in _reaching(self.network.inputs, party):
                for position in self.makers.get(node, ()):
                    upstream |= 1 << position
            for position in self.makers.get(party, ()):
                own |= 1 << position
            self._known[party] = _Known(upstream, own)
        return self._known[party]

    def _acting(
        self,
        party: int,
        lane: int,
        drawn: Sequence[int],
        stopped: Sequence[int],
        for_good: Sequence[int],
    ) -> int:
        """Those gone in a draw from whom a chain of stopped parties leads to a protected one;
        whoever is gone for good stays down, whatever their suppliers do."""
        found = 0
        waiting = [party]
        seen = {party}
        for node in waiting:  # grows
            for position in self.makers.get(node, ()):
                if drawn[position] >> lane & 1:
                    found |= 1 << position
            if node < len(for_good) and for_good[node] >> lane & 1:
                continue
            sources = self.network.inputs[node]
            self.steps += len(sources) + 1
            for source in sources:
                if source not in seen and stopped[source] >> lane & 1:
                    seen.add(source)
                    waiting.append(source)
        return found

    def _lets_down(self, party: int, gone: int) -> bool:
        """Whether an absence lets a protected party down; it counts where it goes itself."""
        known = self._known[party]
        if gone & known.own:
            return True
        if gone not in self._followed:
            self.steps += len(known.least) + len(known.most)
            if any(least & gone == least for least in known.least):
                return True
            if any(gone & ~most == 0 for most in known.most):
                return False
            before = self.steps
            self._followed[gone] = self._follow(gone)
            known.credit -= self.steps - before
        return party in self._followed[gone]

    def _follow(self, gone: int) -> frozenset[int]:
        """Whom an absence lets down."""
        found = account(self.scope, self.clock, [self.parties[each] for each in bits(gone)])
        returns = len(set(found.back.values()))
        self.steps += found.timeline.steps * (1 if returns == 1 else returns + 1)
        return frozenset(each.party for each in found.reached if each.let_down)

    def _cut_back(self, party: int, gone: int) -> int:
        """A least absence inside one that lets a protected party down, which still does; as far as
        it pays to seek it."""
        known = self._known[party]
        kept = list(bits(gone))
        size = len(kept) // 2
        while size and self._may_follow(known):
            start = 0
            while start < len(kept) and self._may_follow(known):
                rest = kept[:start] + kept[start + size :]
                if self._lets_down(party, _set(rest)):
                    kept = rest
                else:
                    start += size
            size //= 2
        least = _set(kept)
        if self._may_follow(known):
            known.least.append(least)
        return least

    def _grown(self, party: int, gone: int) -> int:
        """A largest absence around one that spares a protected party, which still does; as far as
        it pays to seek it."""
        known = self._known[party]
        alone = sum(least for least in known.least if least.bit_count() == 1)
        rest = list(bits(known.upstream & ~(gone | known.own | alone)))
        size = len(rest)
        most = gone
        while size and self._may_follow(known):
            start = 0
            while start < len(rest) and self._may_follow(known):
                more = most | _set(rest[start : start + size])
                if self._lets_down(party, more):
                    start += size
                else:
                    most = more
                    del rest[start : start + size]
            size //= 2
        if most != gone:
            known.most.append(most)
        return most

    def _may_follow(self, known: _Known) -> bool:
        return known.credit > 0 and self.steps <= MAX_STEPS


def _set(positions: Sequence[int]) -> int:
    found = 0
    for position in positions:
        found |= 1 << position
    return found


def _with_all(gone: int, drawn: Sequence[int], lanes: int) -> int:
    """The lanes in which all of these are drawn."""
    for position in bits(gone):
        if not lanes:
            break
        lanes &= drawn[position]
    return lanes


def _with_none(gone: int, drawn: Sequence[int], lanes: int) -> int:
    """The lanes in which none of these is drawn."""
    for position in bits(gone):
        if not lanes:
            break
        lanes &= ~drawn[position]
    return lanes


def _reaching(inputs: Sequence[Sequence[int]], party: int) -> Iterator[int]:
    """A node and all that it depends on."""
    waiting = [party]
    seen = {party}
    for node in waiting:  # grows
        yield node
        for source in inputs[node]:
            if source not in seen:
                seen.add(source)
                waiting.append(source)


def _bears(network: Network, party: int) -> float:
    """For how long at the most a party can bear it that it does not run."""
    limit = network.limits[party] or 0
    needs = [network.requirements[number].need for number in network.essential_of[party]]
    return max((limit if each.limit is None else each.limit for each in needs), default=0)


def _long(scope: Scope, part: Network, restores: Sequence[float]) -> dict[int, float]:
    """For each protected party the first of these restore times, in order, that is later than it
    can bear any absence: no way to it takes longer than all buffers on it, and those of a circle
    are all counted."""
    whole = scope.network
    latest = [0.0] * len(part.inputs)
    for nodes, _ in part.components:
        buffers = [
            max(whole.requirements[each].need.buffer or 0 for each in whole.essential_of[node])
            for node in nodes
            if node < len(whole)
        ]
        start = max(latest[source] for node in nodes for source in part.inputs[node])
        for node in nodes:
            latest[node] = start + sum(buffers)
    found = {}
    for party in scope.protected:
        place = bisect_right(restores, latest[party] + _bears(whole, party))
        found[party] = restores[place] if place < len(restores) else inf
    return found


def _clock(whole: Network, part: Network) -> Clock:
    """The clock of what matters: needs that stop nobody of the part are left out."""
    return clock(
        whole,
        {
            number
            for number, requirement in enumerate(whole.requirements)
            if requirement.essential and any(part.inputs[each] for each in requirement.stops)
        },
    )
