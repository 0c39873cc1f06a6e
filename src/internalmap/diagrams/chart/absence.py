"""What an absence does, for a picture of it: who is gone, who stops when, and along which
dependencies it travels. The figures are those of the kernel and the clock of the analyses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf

from internalmap.kernel.clock import clock, search
from internalmap.kernel.scope import scope
from internalmap.model.organization import Importance, Organization
from internalmap.model.selectors import Selection


@dataclass(frozen=True)
class Absence:
    """`asked`: whose absence was asked for. `gone`: they, and everyone inside them. `stopped`: when
    everyone else stops who does, in seconds. `travelled`: the dependencies (supplier, customer) by
    which it reached each of them, with the needs, by `id`, that went unmet there.
    `protected_stopped`: who is let down."""

    asked: tuple[str, ...]
    gone: frozenset[str] = frozenset()
    stopped: dict[str, float] = field(default_factory=dict)
    travelled: dict[tuple[str, str], set[int]] = field(default_factory=dict)
    protected_stopped: tuple[str, ...] = ()


def absence(
    organization: Organization,
    gone: Sequence[str],
    *,
    protect: Sequence[str],
    stops_on: Importance,
) -> Absence:
    """Follow the absence of those whom the selectors `gone` pick."""
    asked = scope(organization, protect=protect, stops_on=stops_on)
    network = asked.network
    absent = Selection(organization).all(gone)
    missing = {inside for party in absent for inside in network.within(network.index[party])}
    course = search(clock(network), missing)
    ids = network.ids
    travelled: dict[tuple[str, str], set[int]] = {}
    for customer, (number, _) in course.cause.items():
        requirement = network.requirements[number]
        for supplier in requirement.suppliers:
            if course.stopped.get(supplier, inf) <= course.unmet[number]:
                pair = (ids[supplier], ids[customer])
                travelled.setdefault(pair, set()).add(id(requirement.need))
    stopped = {
        ids[party]: time for party, time in sorted(course.stopped.items()) if party not in missing
    }
    return Absence(
        absent,
        frozenset(ids[party] for party in missing),
        stopped,
        travelled,
        tuple(ids[party] for party in sorted(asked.protected) if ids[party] in stopped),
    )
