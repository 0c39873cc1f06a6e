"""What to ask where no step is known, and whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import inf

from internalmap.analyses.advise.changes import can_be_back
from internalmap.analyses.advise.exposure import Exposed
from internalmap.kernel.scope import Scope
from internalmap.model.organization import Organization
from internalmap.results.advise import Ask, Question


def question(scope: Scope, absence: Exposed) -> Question:
    """What to ask about an absence."""
    ids = scope.network.ids
    party = scope.organization.parties[ids[absence.party]]
    return Question(
        party=party.id,
        kind=party.kind,
        asks=tuple(_asks(absence)),
        needed=None if absence.needed == inf else absence.needed,
        restore=None if absence.restore == inf else absence.restore,
        lets_down=scope.ids([pair.protected for pair in absence.pairs]),
        ask=whom_to_ask(scope.organization, party.id),
    )


def _asks(absence: Exposed) -> Iterator[Ask]:
    if absence.restore == inf:
        yield "restore"
    elif absence.needed and not can_be_back(absence):
        yield "faster"
    yield "second"


def whom_to_ask(organization: Organization, party: str) -> tuple[str, ...]:
    """Whom to ask about a party: who answers for it; else whom to call; else the member of its
    unit, or of the unit that it is, to whom most of the others report. An id, or a text."""
    found = organization.parties[party]
    if found.owner is not None:
        return (found.owner,)
    if found.contact is not None:
        return (found.contact,)
    for unit in (party, *organization.units_of(party)):
        lead = _lead(organization, unit)
        if lead is not None and lead != party:
            return (lead,)
    return (found.reports_to,) if found.reports_to is not None else ()


def _lead(organization: Organization, unit: str) -> str | None:
    members = organization.members.get(unit, ())
    reports = Counter(organization.parties[member].reports_to for member in members)
    known = [(-reports[member], member) for member in members if reports[member]]
    return min(known)[1] if known else None
