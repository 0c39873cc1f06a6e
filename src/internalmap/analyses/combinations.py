"""Absences together: minimal cut sets with their times, and pairs that recovery hides.

A cut set is told only if none takes along a proper part of what it takes along: a unit stands in
one only where its people would not do. A pair is hidden by recovery where neither of the two, and
neither is inside the other, lets somebody down by itself, since at least one of them is back before
it hurts, and both together do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from math import inf
from operator import or_

from internalmap._dataclass import dataclass
from internalmap.analyses.absence.account import Reached, account
from internalmap.analyses.absence.grades import band, grade, is_single
from internalmap.analyses.absence.times import Times
from internalmap.kernel.clock import search
from internalmap.kernel.scope import Scope
from internalmap.kernel.stopping import stop
from internalmap.kernel.tolerance import needed
from internalmap.results.analyze import FragileSet

#: How many steps the times of all sets may take together, and as many those of all pairs that are
#: tried for what recovery hides.
MAX_STEPS = 5_000_000
#: How many cut sets are tried at once.
_LANES = 20_000

Sets = Mapping[int, Sequence[tuple[int, ...]]]


@dataclass(frozen=True)
class Combinations:
    """The sets that are told, the worst first, up to which size they are complete, and whether all
    have their times, and all pairs that recovery hides were sought."""

    size: int
    sets: tuple[FragileSet, ...]
    timed: bool
    sought: bool


def combinations(scope: Scope, size: int, found: Sets, times: Times) -> Combinations:
    """The sets that together, and not in part, let a protected party down, of the minimal cut sets
    of each, which are complete up to a size.

    Order: by grade, by band of needed, sooner needed, then the protected party, size and ids.
    """
    rows: list[FragileSet] = []
    timed = _minimal(scope, _told(scope, found), times, rows)
    sought = _hidden(scope, times, rows)
    bands = scope.organization.bands
    rows.sort(
        key=lambda row: (
            row.grade,
            band(row.needed, bands),
            row.needed or 0,
            row.protected,
            len(row.parties),
            row.parties,
        )
    )
    return Combinations(size, tuple(rows), timed, sought)


# What is told


def _told(scope: Scope, found: Sets) -> Sets:
    """The cut sets of which no proper part of what they take along is enough. The largest such
    parts have, in place of one unit, all candidates inside it."""
    inside = _candidates_inside(scope)
    parts: dict[tuple[tuple[int, ...], int], int] = {}
    for sets in found.values():
        for parties in sets:
            for party in parties:
                if inside[party]:
                    parts.setdefault((parties, party), len(parts))
    enough = _stopped_by(scope, [(*_others(*part), *inside[part[1]]) for part in parts])

    def told(protected: int, parties: tuple[int, ...]) -> bool:
        return not any(
            inside[party] and enough[protected] >> parts[parties, party] & 1 for party in parties
        )

    return {
        protected: [parties for parties in sets if told(protected, parties)]
        for protected, sets in found.items()
    }


def _others(parties: Iterable[int], party: int) -> Iterator[int]:
    return (other for other in parties if other != party)


def _candidates_inside(scope: Scope) -> dict[int, list[int]]:
    """The candidates inside each candidate."""
    candidates = frozenset(scope.candidates)
    return {
        party: [each for each in scope.network.within(party)[1:] if each in candidates]
        for party in scope.candidates
    }


def _stopped_by(scope: Scope, absences: Sequence[Sequence[int]]) -> dict[int, int]:
    """For each protected party, as bits, which of these absences stop it."""
    network = scope.network
    found = dict.fromkeys(scope.protected, 0)
    for first in range(0, len(absences), _LANES):
        gone = [0] * len(network)
        for lane, parties in enumerate(absences[first : first + _LANES]):
            for party in parties:
                for member in network.within(party):
                    gone[member] |= 1 << lane
        lanes = stop(network, gone)
        for party in scope.protected:
            found[party] |= lanes[party] << first
    return found


# Times


def _minimal(scope: Scope, found: Sets, times: Times, rows: list[FragileSet]) -> bool:
    """Add the minimal sets with their times; whether these were not too much to compute."""
    network = scope.network
    of: dict[tuple[int, ...], list[int]] = {}
    for protected, sets in found.items():
        for parties in sets:
            of.setdefault(parties, []).append(protected)
    steps = 0
    for parties in sorted(of):
        after: dict[int, float] = {}
        due: dict[int, float] = {}
        if steps <= MAX_STEPS:
            gone = {member for party in parties for member in network.within(party)}
            timeline = search(times.clock, gone)
            steps += timeline.steps
            after = timeline.stopped
            due = {each: needed(network, each, timeline.unmet) for each in of[parties]}
        back = min(network.restore[party] for party in parties)
        rows += [
            _row(scope, protected, parties, after.get(protected), due.get(protected), back)
            for protected in of[parties]
        ]
    return steps <= MAX_STEPS


def _row(
    scope: Scope,
    protected: int,
    parties: tuple[int, ...],
    after: float | None,
    due: float | None,
    back: float,
) -> FragileSet:
    """A minimal set: it is over with the first return."""
    single = _all_single(scope, parties)
    gap = None if due is None or back == inf else back - due
    covered = gap is not None and gap <= 0
    return FragileSet(
        protected=scope.network.ids[protected],
        parties=scope.ids(parties),
        single=single,
        grade=grade(covered=covered, single=single, needed=due, soon=scope.organization.soon),
        after=after,
        needed=due,
        restore=None if back == inf else back,
        gap=gap,
        covered=covered,
    )


def _all_single(scope: Scope, parties: Iterable[int]) -> bool:
    return all(is_single(scope.organization, scope.network.ids[party]) for party in parties)


# What recovery hides


def _hidden(scope: Scope, times: Times, rows: list[FragileSet]) -> bool:
    """Add the pairs that recovery hides; whether all could be sought."""
    if not times.complete:
        return False
    network = scope.network
    covered: dict[int, set[int]] = {}
    let_down: dict[int, set[int]] = {}
    for party in scope.candidates:
        alone = times.accounts.get(party)
        if alone is None:
            continue
        for each in alone.reached:
            if each.let_down:
                let_down.setdefault(party, set()).add(each.party)
            elif each.party not in alone.back:
                covered.setdefault(party, set()).add(each.party)
    if not covered:
        return True
    within = {party: frozenset(network.within(party)) for party in scope.candidates}
    depends = network.reaching(scope.protected)
    reached = {
        party: reduce(or_, (depends[member] for member in members))
        for party, members in within.items()
    }
    bit = {party: 1 << place for place, party in enumerate(scope.protected)}
    steps = 0
    for one, other in _pairs(scope.candidates, covered):
        if one in within[other] or other in within[one]:
            continue
        concerned = {
            party
            for first, second in ((one, other), (other, one))
            for party in covered.get(first, ())
            if reached[second] & bit[party]
        }
        for party in (one, other):
            concerned -= let_down.get(party, set())
            concerned -= within[party]
        if not concerned:
            continue
        if steps > MAX_STEPS:
            return False
        found = account(scope, times.clock, (one, other))
        steps += found.timeline.steps
        rows += [
            _hidden_row(scope, (one, other), each)
            for each in found.reached
            if each.let_down and each.party in concerned
        ]
    return True


def _pairs(
    candidates: Sequence[int], covered: Mapping[int, Iterable[int]]
) -> Iterator[tuple[int, int]]:
    """Each pair of candidates of whom one is a single point that is back in time for somebody."""
    for one in candidates:
        for other in candidates:
            if one < other and (one in covered or other in covered):
                yield one, other


def _hidden_row(scope: Scope, parties: tuple[int, int], reached: Reached) -> FragileSet:
    single = _all_single(scope, parties)
    return FragileSet(
        protected=scope.network.ids[reached.party],
        parties=scope.ids(parties),
        single=single,
        grade=grade(
            covered=False, single=single, needed=reached.needed, soon=scope.organization.soon
        ),
        after=reached.after,
        needed=reached.needed,
        restore=None,
        gap=None if reached.end == inf else reached.end - reached.needed,
        covered=False,
        hidden=True,
    )
