"""By when each must be back after everything went, and how much work may be lost with each."""

from __future__ import annotations

from collections.abc import Iterator

from oracle.case import Case
from oracle.network import STRENGTH, Duty
from oracle.quantities import NEVER


def first_suppliers(duty: Duty) -> tuple[str, ...]:
    """Those who supply it as long as all is well."""
    return duty.suppliers[: duty.at_least]


def bears(case: Case, duty: Duty) -> float:
    """For how long a protected customer can go without an essential need of its own."""
    own = case.parties[duty.customer].limit
    if duty.limit is not None:
        return duty.limit
    if own is None:
        return duty.buffer
    others = [one for one in case.duties if one.customer == duty.customer and one.limit is None]
    return min(one.buffer for one in others) + own


def reasons(case: Case, by: dict[str, float], key: str) -> Iterator[float]:
    """Every time by which something asks a party to be back, as far as is known of the others."""
    for duty in case.duties:
        if key in first_suppliers(duty):
            if duty.customer in case.protected:
                yield bears(case, duty)
            yield max(by[duty.customer], duty.buffer)
    for one, party in case.parties.items():
        if party.part_of == key:
            yield by[one]
    party = case.parties[key]
    if key in case.protected and party.limit is not None and party.kind != "customer":
        yield party.limit


def needed_by(case: Case) -> dict[str, float]:
    """By when each party must be back, never where nobody asks for it: from never for all, lowered
    until every reason is heard."""
    by: dict[str, float] = dict.fromkeys(case.parties, NEVER)
    while True:
        heard = {key: min(reasons(case, by, key), default=NEVER) for key in by}
        if heard == by:
            return by
        by = heard


def tolerated(case: Case) -> dict[str, int]:
    """How much work may be lost with each party, where anybody says."""
    found = {
        key: party.max_data_loss
        for key, party in case.parties.items()
        if party.max_data_loss is not None
    }
    own = [need for need in case.needs if need.customer is not None]
    changed = True
    while changed:
        changed = False
        for need in own:
            said = [] if need.max_data_loss is None else [need.max_data_loss]
            if STRENGTH[need.importance] >= STRENGTH[case.stops_on]:
                said += [found[one] for one in need.holders if one in found]
            for supplier in need.suppliers[: need.at_least]:
                least = min(
                    [*said, *([found[supplier]] if supplier in found else [])], default=None
                )
                if least is not None and found.get(supplier) != least:
                    found[supplier] = least
                    changed = True
    return found
