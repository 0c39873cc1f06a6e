"""The changes that a measure allows, and what each makes of the needs and restore times."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from math import inf
from typing import NamedTuple

from internalmap.analyses.advise.exposure import Exposed
from internalmap.analyses.advise.stand_ins import REASONS, Because, StandIns
from internalmap.kernel.network import Network, Requirement
from internalmap.kernel.scope import Scope
from internalmap.results.advise import MEASURES, Measure

#: A party is asked to be back sooner, by the time it is needed, where that is at least this part
#: of the time that it takes.
QUARTER = 4
#: Kinds without which one holds out on stock, or by hand, sooner than without a colleague.
_STOCKED = frozenset({"system", "information", "site", "supplier"})


class Change(NamedTuple):
    """One change, for the absence of `party`; parties and needs by number.

    `stand_in` and `because` are of a stand-in on `needs`; `seconds` is the restore time of one that
    is back sooner, or how much longer the customers of `needs` hold out.
    """

    measure: Measure
    party: int
    needs: tuple[int, ...] = ()
    stand_in: int = -1
    because: Because | None = None
    seconds: int = 0

    def order(self, scope: Scope) -> tuple[int, bool, int, int, int, tuple[int, ...]]:
        """What decides between changes that are worth as much: stand-in, back sooner, hold out
        longer, here for systems, information, sites and suppliers first; then fewer needs; then the
        ids of the party and of its stand-in, and the order of needs."""
        kind = scope.organization.parties[scope.network.ids[self.party]].kind
        others = self.measure == "hold-out" and kind not in _STOCKED
        place = MEASURES.index(self.measure)
        return place, others, len(self.needs), self.party, self.stand_in, self.needs


def left_unmet(network: Network, party: int) -> list[int]:
    """The essential written needs that a party's absence itself leaves unmet, of customers that
    are not all gone with it."""
    gone = set(network.within(party))
    written = network.requirements[: len(network.organization.needs)]
    found: dict[int, None] = {}
    for member in sorted(gone):
        for number in network.supplies[member]:
            if number >= len(written):
                continue
            requirement = written[number]
            lost = len(gone.intersection(requirement.suppliers))
            unmet = requirement.essential and lost >= requirement.threshold
            if unmet and not gone.issuperset(requirement.stops):
                found[number] = None
    return sorted(found)


def changes(
    scope: Scope, stand_ins: StandIns, absence: Exposed, measures: Collection[Measure]
) -> Iterator[Change]:
    """What could be done about an absence."""
    unmet = left_unmet(scope.network, absence.party)
    if "stand-in" in measures:
        yield from _stand_in(scope, stand_ins, absence.party, unmet)
    if absence.restore == inf:
        return
    if "back-sooner" in measures and can_be_back(absence):
        yield Change("back-sooner", absence.party, seconds=int(absence.needed))
    if "hold-out" in measures:
        longer = int(absence.restore - absence.needed)
        needs = tuple(number for number in unmet if _can_wait(scope, number, longer))
        if needs:
            yield Change("hold-out", absence.party, needs, seconds=longer)


def can_be_back(absence: Exposed) -> bool:
    """Whether it can be asked of a party with a known restore time to be back when needed."""
    return absence.needed > 0 and absence.restore <= QUARTER * absence.needed


def _stand_in(
    scope: Scope, stand_ins: StandIns, party: int, unmet: Sequence[int]
) -> Iterator[Change]:
    """Each of the needs that list the party, and all of them for which somebody may stand in."""
    network = scope.network
    who: dict[str, dict[int, Because]] = {}
    for number in unmet:
        requirement = network.requirements[number]
        if party in requirement.suppliers:
            for stand_in, because in stand_ins.of(network.ids[party], requirement.need).items():
                who.setdefault(stand_in, {})[number] = because
    for stand_in, needs in who.items():
        each = network.index[stand_in]
        for number, because in needs.items():
            yield Change("stand-in", party, (number,), each, because)
        if len(needs) > 1:
            weakest = max(needs.values(), key=REASONS.index)
            yield Change("stand-in", party, tuple(needs), each, weakest)


def _can_wait(scope: Scope, number: int, longer: int) -> bool:
    """Whether customers can be made to hold out longer: not external ones, and not beyond the
    limit of the need; nor does it help a protected one whose need has a limit."""
    requirement = scope.network.requirements[number]
    parties = scope.organization.parties
    if any(parties[each].kind == "customer" for each in requirement.need.customers):
        return False
    limit = requirement.need.limit
    if limit is None:
        return True
    if scope.protected_set.intersection(requirement.customers):
        return False
    return (requirement.need.buffer or 0) + longer <= limit


def changed(network: Network, change: Change, *, ideal: bool = False) -> Mapping[int, Requirement]:
    """The needs as a change makes them; `ideal`: with a stand-in that never stops."""
    found = {}
    for number in change.needs:
        requirement = network.requirements[number]
        need, suppliers = requirement.need, requirement.suppliers
        if change.measure == "hold-out":
            need = replace(need, buffer=(need.buffer or 0) + change.seconds)
            found[number] = requirement._replace(need=need)
            continue
        if not ideal:
            need = replace(need, suppliers=(*need.suppliers, network.ids[change.stand_in]))
            suppliers = (*suppliers, change.stand_in)
        found[number] = requirement._replace(
            need=need, suppliers=suppliers, threshold=requirement.threshold + 1
        )
    return found
