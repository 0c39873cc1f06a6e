"""What is done: how soon it is felt, and intolerable, when one of those it stands on is gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from math import inf

from internalmap._dataclass import dataclass
from internalmap.analyses.absence.account import Account, Reached
from internalmap.analyses.bia.stands_on import GONE, stands_on
from internalmap.kernel.network import Network
from internalmap.kernel.scope import Scope, with_limits
from internalmap.model.organization import Need, Said
from internalmap.results.bia import Activity, Felt, GoneClass, OverTime, WorstAbsence

_CLASSES: tuple[GoneClass, ...] = ("anything", "people", "technology", "site", "third party")


def what_is_done(scope: Scope) -> tuple[int, ...]:
    """The activities: processes, whoever has a limit, itself or on a need, and the protected."""
    organization = scope.organization
    found = with_limits(organization).union(organization.of_kind("process"))
    return tuple(sorted({*scope.protected, *(scope.network.index[id] for id in found)}))


@dataclass
class _Reached:
    """What the absences that reach an activity do to it."""

    worst: tuple[tuple[bool, float, float, bool, float, int], WorstAbsence] | None = None
    after: dict[GoneClass, float] = field(default_factory=dict)
    needed: dict[GoneClass, float] = field(default_factory=dict)

    def take(self, network: Network, absence: int, each: Reached) -> None:
        """Take in what one absence does."""
        back = network.restore[absence]
        due = None if each.needed == inf else each.needed
        # A unit that nothing depends on is told where none of those inside it does as much.
        boxed = not network.supplies[absence]
        key = (not each.let_down, due or 0, each.after, boxed, -back, absence)
        if self.worst is None or key < self.worst[0]:
            gap = None if due is None or back == inf else back - due
            restore = None if back == inf else back
            id = network.ids[absence]
            self.worst = (key, WorstAbsence(id, each.after, due, restore, gap, each.let_down))
        kind = network.organization.parties[network.ids[absence]].kind
        classes: list[GoneClass] = ["anything"]
        if kind in GONE:
            classes.append(GONE[kind])
        for one in classes:
            self.after[one] = min(each.after, self.after.get(one, inf))
            self.needed[one] = min(each.needed, self.needed.get(one, inf))


def activities(
    scope: Scope, done: Sequence[int], accounts: Mapping[int, Account]
) -> list[Activity]:
    """What is done, those first whom an absence harms soonest. `accounts` are those of the
    candidates' absences, to whom all that is done is protected."""
    network, organization = scope.network, scope.organization
    reached = {party: _Reached() for party in done}
    for absence in scope.candidates:
        account = accounts.get(absence)
        for each in account.reached if account is not None else ():
            if each.party in reached:
                reached[each.party].take(network, absence, each)
    needs: dict[str, list[Need]] = {}
    for need in organization.needs:
        if need.customer is not None:
            for customer in need.customers:
                needs.setdefault(customer, []).append(need)
    standing = stands_on(network, done)
    found = []
    for number in done:
        party = organization.parties[network.ids[number]]
        own = needs.get(party.id, [])
        worst = reached[number].worst
        found.append(
            Activity(
                party=party.id,
                kind=party.kind,
                owner=party.owner,
                limit=party.limit,
                needs_limit=min(
                    (need.limit for need in own if need.limit is not None), default=None
                ),
                said=_statements(own),
                stands_on=standing.get(number),
                worst=None if worst is None else worst[1],
                over_time=_over_time(reached[number], organization.bands),
            )
        )
    return sorted(found, key=_order)


def _order(row: Activity) -> tuple[bool, bool, float, float, str]:
    worst = row.worst
    if worst is None:
        return (True, True, 0, 0, row.party)
    return (False, not worst.let_down, worst.needed or 0, worst.after, row.party)


def _statements(needs: Sequence[Need]) -> tuple[Said, ...]:
    """Who stated the needs, and when: each once, the latest first."""
    said = {need.said for need in needs if need.said is not None}
    by_name = sorted(said, key=lambda each: each.by or "")
    return tuple(
        sorted(
            by_name,
            key=lambda each: "" if each.date is None else each.date.isoformat(),
            reverse=True,
        )
    )


def _over_time(found: _Reached, bands: Sequence[int]) -> tuple[OverTime, ...]:
    """Impact over time, for each class of absences that are felt at all."""
    rows = []
    for one in _CLASSES:
        if one not in found.after:
            continue
        after, needed = found.after[one], found.needed[one]
        felt = tuple(_felt(after, needed, end) for end in (*bands, inf))
        rows.append(OverTime(one, after, None if needed == inf else needed, felt))
    return tuple(rows)


def _felt(after: float, needed: float, end: float) -> Felt:
    """How an absence is felt that has lasted for so long."""
    if needed <= end and needed < inf:
        return "intolerable"
    return "felt" if after <= end else "not felt"
