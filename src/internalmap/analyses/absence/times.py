"""The times of a report: the account of each absence that reaches a protected party, and when each
defeated need goes unmet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from internalmap.analyses.absence.account import Account, account
from internalmap.kernel.clock import Clock, chain, clock
from internalmap.kernel.scope import Scope

#: How many steps all accounts of one report may take together.
MAX_STEPS = 10_000_000


@dataclass(frozen=True)
class Times:
    """The times of a report.

    `accounts` and `ways`: what each absence that reaches a protected party does, and how it comes
    to the first who feels it. `unmet`: when each defeated need goes unmet, by (absence, need). All
    are empty, and `complete` is false, where they took too many steps.
    """

    clock: Clock
    accounts: Mapping[int, Account]
    ways: Mapping[int, tuple[str, ...]]
    unmet: Mapping[tuple[int, int], float]
    complete: bool


def times(
    scope: Scope, stops: Sequence[Sequence[int]], defeats: Mapping[int, Iterable[int]]
) -> Times:
    """The accounts of all absences that stop a protected party, or are of one with a limit, and
    the times at which defeated needs go unmet.

    `stops`: the protected parties that each party's absence stops; `defeats`: for each need, the
    absences that defeat it.
    """
    network = scope.network
    watched: dict[int, list[int]] = {}
    for number, absences in defeats.items():
        for absence in absences:
            watched.setdefault(absence, []).append(number)
    limited = {party for party in scope.protected if network.limits[party] is not None}
    prepared = clock(network)
    accounts: dict[int, Account] = {}
    ways: dict[int, tuple[str, ...]] = {}
    unmet: dict[tuple[int, int], float] = {}
    steps = 0
    for party in sorted({*scope.candidates, *watched}):
        reaches = stops[party] or not limited.isdisjoint(network.within(party))
        if not reaches and party not in watched:
            continue
        found = account(scope, prepared, (party,))
        steps += found.timeline.steps
        if steps > MAX_STEPS:
            return Times(prepared, {}, {}, {}, False)
        if found.reached:
            accounts[party] = found
        others = [each for each in found.reached if each.party not in found.back]
        if others:
            first = min(others, key=lambda each: (each.after, each.party))
            ways[party] = scope.ids(chain(found.timeline, first.party))
        for number in watched.get(party, ()):
            unmet[party, number] = found.timeline.unmet[number]
    return Times(prepared, accounts, ways, unmet, True)
