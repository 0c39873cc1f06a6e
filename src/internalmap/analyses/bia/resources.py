"""What is stood on: by when it must be back, and what is known of its return."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import inf

from internalmap.analyses.absence.account import Account, account
from internalmap.analyses.absence.grades import band
from internalmap.kernel.clock import Clock, Timeline, search
from internalmap.kernel.data_loss import data_loss
from internalmap.kernel.scope import Scope
from internalmap.results.analyze import NeedRef
from internalmap.results.bia import Resource, Slower, Workaround

#: How many steps all absences of somebody with the stand-ins may take together.
MAX_STEPS = 2_000_000
#: Of how many workarounds of one party it is said how long they hold.
MAX_WORKAROUNDS = 20


class Resources:
    """The candidates that anything depends on. `complete`: it was followed how long all
    workarounds hold."""

    def __init__(
        self,
        scope: Scope,
        clock: Clock,
        accounts: Mapping[int, Account],
        ask: Callable[[str], tuple[str, ...]],
    ) -> None:
        self._scope, self._clock, self._accounts, self._ask = scope, clock, accounts, ask
        self._losses = data_loss(scope.network)
        self._steps = 0

    @property
    def complete(self) -> bool:
        """Whether all workarounds were followed."""
        return self._steps <= MAX_STEPS

    def rows(self) -> tuple[Resource, ...]:
        """By band of needed; in each, unknown returns first, the soonest needed before others, then
        the largest gap, then by id."""
        network = self._scope.network
        rows = [self._row(party) for party in self._scope.candidates if network.supplies[party]]
        return tuple(sorted(rows, key=_order))

    def _row(self, number: int) -> Resource:
        scope, network = self._scope, self._scope.network
        party = scope.organization.parties[network.ids[number]]
        needed, whom = self._needed(self._accounts.get(number))
        gap = None if needed is None or party.restore is None else party.restore - needed
        loss = self._losses.get(number)
        return Resource(
            party=party.id,
            kind=party.kind,
            owner=party.owner,
            needed=needed,
            needed_for=whom,
            tier=None if needed is None else band(needed, scope.organization.bands),
            restore_target=party.restore_target,
            restore=party.restore,
            gap=gap,
            slower=() if needed is None else tuple(self._slower(number, needed)),
            workarounds=tuple(self._workarounds(number)),
            max_data_loss=None if loss is None else loss.seconds,
            max_data_loss_of=None if loss is None else network.ids[loss.party],
            backup_every=party.backup_every,
            ask=self._ask(party.id),
        )

    def _needed(self, found: Account | None) -> tuple[float | None, tuple[str, ...]]:
        """When an absence is first intolerable for a protected party, and for whom then."""
        protected = self._scope.protected_set
        due = {
            each.party: each.needed
            for each in (found.reached if found is not None else ())
            if each.party in protected and each.needed < inf
        }
        if not due:
            return None, ()
        first = min(due.values())
        return first, self._scope.ids([party for party, at in due.items() if at == first])

    def _slower(self, number: int, needed: float) -> Iterator[Slower]:
        """The suppliers of needs of which too few are back by then, each that is back later; those
        first that take longest. A supplier of whom that is not known may be back in time."""
        network = self._scope.network
        late: dict[int, float] = {}
        for each in network.essential_of[number]:
            requirement = network.requirements[each]
            due = max(needed, requirement.need.buffer or 0)
            later = [one for one in requirement.suppliers if due < network.restore[one] < inf]
            if len(later) >= requirement.threshold:
                late |= {supplier: network.restore[supplier] for supplier in later}
        for supplier in sorted(late, key=lambda each: (-late[each], each)):
            yield Slower(network.ids[supplier], late[supplier])

    def _workarounds(self, number: int) -> Iterator[Workaround]:
        """The needs that it is among the first to supply, and that are met without it all the
        same, those first that hold for the shortest time."""
        network = self._scope.network
        numbers = [each for each in network.supplies[number] if self._may_hold(each, number)]
        if not numbers or self._steps > MAX_STEPS:
            return
        timeline = self._timeline(number)
        holding: dict[tuple[int, ...], float] = {}
        rows = []
        for each in numbers[: 2 * MAX_WORKAROUNDS]:
            if each in timeline.unmet:
                continue
            requirement = network.requirements[each]
            spare = requirement.suppliers[requirement.need.at_least :]
            stand_ins = tuple(party for party in spare if party not in timeline.stopped)
            if not stand_ins:
                continue
            if stand_ins not in holding:
                holding[stand_ins] = self._with_gone(number, stand_ins)
            rows.append((holding[stand_ins], each, stand_ins))
        for holds, each, stand_ins in sorted(rows)[:MAX_WORKAROUNDS]:
            need = network.requirements[each].need
            until = None if holds == inf else holds
            yield Workaround(NeedRef.of(need), need.at_site, self._scope.ids(stand_ins), until)

    def _may_hold(self, number: int, supplier: int) -> bool:
        requirement = self._scope.network.requirements[number]
        need = requirement.need
        if not requirement.essential or requirement.threshold < 2 or need.staffing:
            return False
        return supplier in requirement.suppliers[: need.at_least]

    def _timeline(self, number: int) -> Timeline:
        """How its absence goes, for everyone: an account follows only what matters to some."""
        made = search(self._clock, self._scope.network.within(number))
        self._steps += made.steps
        return made

    def _with_gone(self, number: int, stand_ins: Sequence[int]) -> float:
        """When the absence of a party and its stand-ins is first intolerable."""
        found = account(self._scope, self._clock, (number, *stand_ins))
        self._steps += found.timeline.steps
        return found.needed


def _order(row: Resource) -> tuple[bool, int, bool, float, str]:
    return (
        row.tier is None,
        row.tier or 0,
        row.restore is not None,
        (row.needed or 0) if row.restore is None else -(row.gap or 0),
        row.party,
    )
