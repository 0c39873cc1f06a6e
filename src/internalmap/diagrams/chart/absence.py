"""What an absence does, for a picture of it: who is gone, who stops when, and along which
dependencies it travels. The figures are those of the account that every command shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf

from internalmap.analyses.absence.account import Account, account
from internalmap.kernel.clock import Interval, clock
from internalmap.kernel.network import Network
from internalmap.kernel.scope import scope
from internalmap.model.organization import Importance, Organization
from internalmap.model.selectors import Selection
from internalmap.results.absences import Effect


@dataclass(frozen=True)
class Absence:
    """`asked`: whose absence was asked for. `gone`: they, and everyone inside them. `stopped`: when
    everyone else stops who does, or would if nobody came back, in seconds; `later` are those who
    would: they are spared by the returns. `travelled`: the dependencies (supplier, customer) by
    which it first reached each of those who stop, with the needs, by `id`, that went unmet there.
    `effects`: what it does to the protected. `back`: when all are back, where that is one time."""

    asked: tuple[str, ...]
    gone: frozenset[str] = frozenset()
    stopped: dict[str, float] = field(default_factory=dict)
    later: frozenset[str] = frozenset()
    travelled: dict[tuple[str, str], set[int]] = field(default_factory=dict)
    effects: tuple[Effect, ...] = ()
    back: float | None = None


def absence(
    organization: Organization,
    gone: Sequence[str],
    *,
    protect: Sequence[str],
    stops_on: Importance,
) -> Absence:
    """Follow the absence of those whom the selectors `gone` pick."""
    asked = scope(organization, protect=protect, stops_on=stops_on)
    network, ids = asked.network, asked.network.ids
    absent = Selection(organization, names=True).all(gone)
    found = account(asked, clock(network), [network.index[id] for id in absent])
    down = found.history.down
    stopped = {
        party: time for party, time in found.timeline.stopped.items() if party not in found.back
    }
    back = found.returns
    return Absence(
        absent,
        frozenset(ids[party] for party in found.back),
        {ids[party]: time for party, time in sorted(stopped.items())},
        frozenset(ids[party] for party in stopped if party not in down),
        _travelled(network, found),
        found.effects(asked),
        None if back == inf else back,
    )


def _travelled(network: Network, found: Account) -> dict[tuple[str, str], set[int]]:
    """The needs that first stopped each party, with those of their suppliers who did not run when
    they went unmet."""
    down, unmet, ids = found.history.down, found.history.unmet, network.ids
    travelled: dict[tuple[str, str], set[int]] = {}
    for customer in sorted(down.keys() - found.back.keys()):
        stops = down[customer][0][0]
        for number in network.essential_of[customer]:
            requirement = network.requirements[number]
            buffer = requirement.need.buffer or 0
            for since, _ in unmet.get(number, ()):
                if since + buffer != stops:
                    continue
                for supplier in requirement.suppliers:
                    if _covers(down.get(supplier, ()), since):
                        pair = (ids[supplier], ids[customer])
                        travelled.setdefault(pair, set()).add(id(requirement.need))
    return travelled


def _covers(intervals: Sequence[Interval], time: float) -> bool:
    return any(start <= time < end for start, end in intervals)
