"""Advice: which stand-in would remove the most single points of failure.

A *change*: a party becomes a further supplier, the last in preference, of one written need in which
a single point of failure p is a supplier, or of all written needs in which p is. The need goes on
taking as many suppliers as before. Who may stand in for p on a need:

1. those who supply, or `can` supply, the same service (one that is named, in the same words);
2. where there is nobody of these, colleagues: same unit, same kind;
3. where there is nobody of these either, *someone new*: a party without needs, but for those of
   everyone, which it has as anyone has.

Never p itself nor anyone inside it, who would be gone with it; nor a customer of the need, someone
who supplies it already, or an external customer; nor, where a need is copied to many, a unit with
one of these many inside, who would lose the need.

A change is weighed without trying each stand-in. Let *ideal* be the network in which a supplier
that never stops is added to the needs of the change; more suppliers never stop more, so whatever
stops there stops with any stand-in. Where the stand-in is among those who stop there, it helps
nothing, and all is as it was; where it is not, what stops is what stops there. Both are exact, so
one run of the kernel for each set of needs weighs all stand-ins.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from heapq import heappop, heappush
from typing import Literal, NamedTuple

from internalmap.kernel.network import Network, Requirement, only
from internalmap.kernel.scope import Scope
from internalmap.kernel.stopping import Block, at_least, bits, count_per_lane, single_failures, stop
from internalmap.model.organization import Need, Organization, Party
from internalmap.results.advise import Remaining

#: How much may be weighed for one advice: the parties and gates that the kernel goes through for
#: all changes, and what else takes about as long.
MAX_WEIGHED = 25_000_000
#: How many changes there may be to choose from at once.
MAX_CHANGES = 1_000_000
#: As many runs of the kernel take as long as comparing impacts, and as trying a change out.
_AN_IMPACT, A_TRIAL = 4, 10

Because = Literal["same service", "can", "same unit", "new"]
#: From the best reason to the weakest: a change of several needs has the weakest of theirs.
REASONS: tuple[Because, ...] = ("same service", "can", "same unit", "new")
#: Stands for someone new until it is known for whom.
NEW = ""


class WorkLimitExceeded(Exception):
    """There are too many changes to weigh, in too large an organisation."""


class WorkBudget:
    """Counts what is weighed, up to the bound."""

    def __init__(self) -> None:
        self._left = MAX_WEIGHED

    def take(self, amount: int) -> None:
        """Count; raises `WorkLimitExceeded` where there is nothing left to count with."""
        self._left -= amount
        if self._left < 0:
            raise WorkLimitExceeded


class Change(NamedTuple):
    """Somebody (`NEW`: someone new) stands in for a party on some needs, numbered as in the
    organisation."""

    stand_in: str
    party: str
    needs: tuple[int, ...]
    because: Because


def newcomer(organization: Organization, party: str) -> Party:
    """Someone new who is to stand in for a party, under an id that nobody has, with what the
    defaults of the model give."""
    gone = organization.parties[party]
    wanted = f"stand-in-for-{party}"
    id, number = wanted, 1
    while id in organization.parties:
        number += 1
        id = f"{wanted}-{number}"
    kind = gone.kind if gone.kind in ("person", "role", "team") else "team"
    return replace(organization.newcomer, id=id, name=f"Someone new for {gone.name}", kind=kind)


class StandIns:
    """Who may stand in for whom."""

    def __init__(self, organization: Organization, budget: WorkBudget) -> None:
        self.organization = organization
        self._scales = budget
        self._supply: dict[str, set[str]] = {}
        self._can: dict[str, set[str]] = {}
        self._colleagues: dict[tuple[str, str], set[str]] = {}
        external = frozenset(organization.of_kind("customer"))
        for need in organization.needs:
            if need.service is not None:
                supply = self._supply.setdefault(need.service, set())
                supply.update(id for id in need.suppliers if id not in external)
        for party in organization.parties.values():
            if party.id in external:
                continue
            for service in party.can:
                self._can.setdefault(service, set()).add(party.id)
            if party.part_of is not None:
                self._colleagues.setdefault((party.part_of, party.kind), set()).add(party.id)

    def of(self, party: str, need: Need) -> Mapping[str, Because]:
        """Who may stand in for a party on a need, each with what makes it fit."""
        excluded = {party, *self.organization.inside(party), *need.customers, *need.suppliers}
        if need.customer is None or need.applies_to == "members":
            for customer in need.customers:
                excluded.update(self.organization.units_of(customer))
        found: dict[str, Because] = {}
        if need.service is not None:
            found |= dict.fromkeys(self._can.get(need.service, set()) - excluded, "can")
            supply = self._supply.get(need.service, set()) - excluded
            found |= dict.fromkeys(supply, "same service")
        if not found:
            this = self.organization.parties[party]
            if this.part_of is not None:
                colleagues = self._colleagues.get((this.part_of, this.kind), set()) - excluded
                found |= dict.fromkeys(colleagues, "same unit")
        self._scales.take(len(excluded) + len(found))
        return found or {NEW: "new"}

    def changes(self, party: str, needs: Sequence[int]) -> Iterator[Change]:
        """The changes for a party that supplies these needs: each of them, and all together."""
        allowed = [self.of(party, self.organization.needs[number]) for number in needs]
        for number, who in zip(needs, allowed, strict=True):
            for stand_in, because in who.items():
                yield Change(stand_in, party, (number,), because)
        if len(needs) > 1:
            for stand_in in set(allowed[0]).intersection(*allowed[1:]):
                weakest = max((who[stand_in] for who in allowed), key=REASONS.index)
                yield Change(stand_in, party, tuple(needs), weakest)


class _Key(NamedTuple):
    """What changes that leave as many pairs are ordered by."""

    impact: int = 0
    size: int = 0
    stand_in: str = ""
    party: str = ""
    needs: tuple[int, ...] = ()


@dataclass
class _Ideal:
    """What stops in which scenario where some needs have a supplier that never stops.

    Only the scenarios count in which any of them goes unmet at first: in the others, nothing
    changes. `lanes` are those in which each node stops; `rescued` those in which each protected
    party no longer does.
    """

    lanes: Sequence[int]
    rescued: Sequence[int]


@dataclass
class Search:
    """All changes that remove a pair of a protected party and a single point of failure that lets
    it down, the best first: what an organisation's next step can be.

    `impacts` and `stops` say what each party's absence does now. Best is the change that leaves the
    fewest pairs; ties go to the smaller impact summed over all parties, then to fewer needs, then
    by the ids of the stand-in and of whom it stands in for, then by the order of needs.

    Raises `WorkLimitExceeded` where it comes to more than the scales allow.
    """

    scope: Scope
    impacts: Sequence[int]
    stops: Sequence[Sequence[int]]
    budget: WorkBudget

    @cached_property
    def points(self) -> list[int]:
        """The single points of failure, by number. A lane of the search is one of them gone."""
        return [party for party in self.scope.candidates if self.stops[party]]

    @cached_property
    def _lane_of(self) -> dict[int, int]:
        return {party: lane for lane, party in enumerate(self.points)}

    @cached_property
    def pairs(self) -> int:
        """How many pairs of a protected party and a single point of failure there are."""
        return sum(len(self.stops[party]) for party in self.points)

    @cached_property
    def supplied(self) -> dict[int, list[int]]:
        """For each single point of failure, the numbers of the written needs that list it."""
        found: dict[int, list[int]] = {party: [] for party in self.points}
        for number, requirement in enumerate(self._written):
            for supplier in requirement.suppliers:
                if supplier in found:
                    found[supplier].append(number)
        return found

    def best_first(self) -> Iterator[Change]:
        """The changes that remove a pair, in order.

        Each set of needs waits in a heap under a bound of what it can do, and is weighed when it
        comes first: first how many pairs each stand-in leaves, then, only for what is still among
        the best, the summed impact.
        """
        heap: list[tuple[int, int, _Key]] = []
        for needs in self._changes:
            fewest = self.pairs - self._most(needs)
            if fewest < self.pairs:
                heappush(heap, (fewest, 0, _Key(needs=needs)))
        while heap:
            pairs, stage, key = heappop(heap)
            needs = key.needs
            if stage == 0:
                for left in {self.pairs - each for each in self._removed(needs).values() if each}:
                    heappush(heap, (left, 1, _Key(needs=needs)))
            elif stage == 1:
                removed, impacts = self._removed(needs), self._impacts(needs)
                for each in self._changes[needs].values():
                    if self.pairs - removed[each.stand_in] == pairs:
                        named = each.stand_in or self._newcomer(each.party).id
                        key = _Key(impacts[each.stand_in], len(needs), named, each.party, needs)
                        heappush(heap, (pairs, 2, key))
            else:
                found = self._changes[needs]
                yield found.get(key.stand_in) or found[NEW]

    def why_left(self, party: int, heavy: Iterable[Change]) -> Remaining:
        """Why no change saves anyone from a party's absence; `heavy` are those that would, were
        it not that somebody would then have more work than it can do."""
        id = self.scope.network.ids[party]
        needs = tuple(self.supplied[party])
        lane = 1 << self._lane_of[party]
        for change in heavy:
            if self._saved(change) & lane and set(change.needs) <= set(needs):
                return Remaining(id, "overload")
        who = {
            number: self._stand_ins.of(id, self._written[number].need)
            for number in needs
            if self._affected((number,)) & lane
        }
        ideal = self._run(needs, ())
        if not any(each & lane for each in ideal.rescued):
            for requirement in self._staffing:
                if party in requirement.suppliers:
                    return Remaining(id, "staffing", requirement.need.customer)
            return Remaining(id, "inside")
        for number, found in who.items():
            lanes = self._run((number,), found).lanes
            if all(self._stopped(each, (number,), lanes) & lane for each in found):
                return Remaining(id, "leaning")
        return Remaining(id, "several")

    # ------------------------------------------------------------------ what there is to weigh

    @cached_property
    def _stand_ins(self) -> StandIns:
        return StandIns(self.scope.organization, self.budget)

    @cached_property
    def _changes(self) -> dict[tuple[int, ...], dict[str, Change]]:
        """The changes by their needs and stand-in. For whom a party stands in makes no difference
        to what happens, so of several the first by id is kept; someone new is called after it."""
        found: dict[tuple[int, ...], dict[str, Change]] = {}
        ids = self.scope.network.ids
        number = 0
        for party in self.points:
            for change in self._stand_ins.changes(ids[party], self.supplied[party]):
                number += 1
                if number > MAX_CHANGES:
                    raise WorkLimitExceeded
                known = found.setdefault(change.needs, {})
                if change.stand_in not in known or change.party < known[change.stand_in].party:
                    known[change.stand_in] = change
        return found

    def _newcomer(self, party: str) -> Party:
        return newcomer(self.scope.organization, party)

    # ---------------------------------------------------------------- what stops now, in lanes

    @cached_property
    def _written(self) -> Sequence[Requirement]:
        network = self.scope.network
        return network.requirements[: len(self.scope.organization.needs)]

    @cached_property
    def _staffing(self) -> Sequence[Requirement]:
        network = self.scope.network
        return network.requirements[len(self.scope.organization.needs) :]

    @cached_property
    def _gone(self) -> list[int]:
        gone = [0] * len(self.scope.network)
        for lane, point in enumerate(self.points):
            for party in self.scope.network.within(point):
                gone[party] |= 1 << lane
        return gone

    @cached_property
    def _now(self) -> list[int]:
        return stop(self.scope.network, self._gone)

    def _affected(self, needs: Sequence[int]) -> int:
        """The lanes in which any of these needs goes unmet and stops its customers."""
        found = 0
        for number in needs:
            requirement = self._written[number]
            if requirement.essential:
                found |= at_least(self._now, requirement.suppliers, requirement.threshold)
        return found

    def _most(self, needs: Sequence[int]) -> int:
        """How many pairs these needs could remove at most: those of the lanes that they touch, of
        protected parties that depend on their customers."""
        affected = self._affected(needs)
        self.budget.take(affected.bit_count() // 4)
        depend = 0
        for number in needs:
            for customer in self._written[number].stops:
                depend |= self._depend[customer]
        most = depend.bit_count()
        return sum(min(most, len(self.stops[self.points[lane]])) for lane in bits(affected))

    @cached_property
    def _depend(self) -> list[int]:
        """For each node, the protected parties that depend on it, or are it, as bits."""
        return self.scope.network.reaching(self.scope.protected)

    # ------------------------------------------------------------------- what a change would do

    def _run(self, needs: tuple[int, ...], stand_ins: Iterable[str]) -> _Ideal:
        self.budget.take(len(self.scope.network.inputs))
        affected = self._affected(needs)
        ideal = self._with_help(needs)
        possible = [each & affected for each in self._now]
        possible += [affected] * (len(ideal.inputs) - len(possible))
        # Only what the protected parties and the stand-ins depend on can matter.
        targets = set(self.scope.protected)
        for stand_in in stand_ins:
            if stand_in == NEW:
                for number in self._of_everyone:
                    targets.update(self._written[number].suppliers)
            else:
                targets.add(self.scope.network.index[stand_in])
        lanes = stop(only(ideal, possible, targets), [each & affected for each in self._gone])
        rescued = [
            self._now[party] & affected & ~self._gone[party] & ~lanes[party]
            for party in self.scope.protected
        ]
        return _Ideal(lanes, rescued)

    def _with_help(self, needs: tuple[int, ...]) -> Network:
        """The network in which these needs have a further supplier that never stops: one more of
        the others must stop before such a need goes unmet, and none is left where it took one."""
        network = self.scope.network
        inputs, thresholds = list(network.inputs), list(network.thresholds)
        helped = frozenset(needs)
        for customer in {each for number in needs for each in self._written[number].stops}:
            sources: dict[int, None] = {}
            for number in network.essential_of[customer]:
                requirement = network.requirements[number]
                suppliers, threshold = requirement.suppliers, requirement.threshold
                if number not in helped:
                    gate = self._gates.get((threshold, tuple(sorted(suppliers))))
                    sources |= dict.fromkeys(suppliers if gate is None else (gate,))
                elif threshold < len(suppliers):
                    sources[len(inputs)] = None
                    inputs.append(suppliers)
                    thresholds.append(threshold + 1)
            inputs[customer] = list(sources)
        return replace(network, inputs=inputs, thresholds=thresholds)

    @cached_property
    def _gates(self) -> dict[tuple[int, tuple[int, ...]], int]:
        network = self.scope.network
        return {
            (network.thresholds[node], tuple(network.inputs[node])): node
            for node in range(len(network), len(network.inputs))
        }

    @cached_property
    def _of_everyone(self) -> list[int]:
        """The needs that someone new would have: those of everyone that stop their customer."""
        return [
            number
            for number, requirement in enumerate(self._written)
            if requirement.need.customer is None and requirement.essential
        ]

    def _stopped(self, stand_in: str, needs: Sequence[int], lanes: Sequence[int]) -> int:
        """The lanes in which a stand-in stops too, and so helps nothing."""
        if stand_in != NEW:
            return lanes[self.scope.network.index[stand_in]]
        found = 0
        for number in self._of_everyone:
            if number not in needs:
                requirement = self._written[number]
                found |= at_least(lanes, requirement.suppliers, requirement.threshold)
        return found

    @cached_property
    def _known_removed(self) -> dict[tuple[int, ...], dict[str, int]]:
        return {}

    def _removed(self, needs: tuple[int, ...]) -> dict[str, int]:
        """How many pairs each stand-in would remove. What stops with each is not kept: it takes
        as much memory as the whole search of single points."""
        if needs not in self._known_removed:
            ideal = self._run(needs, self._changes[needs])
            rescued = [each for each in ideal.rescued if each]
            found = self._known_removed[needs] = {}
            for stand_in in self._changes[needs]:
                helps = ~self._stopped(stand_in, needs, ideal.lanes)
                found[stand_in] = sum((each & helps).bit_count() for each in rescued)
        return self._known_removed[needs]

    @cached_property
    def _known_saved(self) -> dict[Change, int]:
        return {}

    def _saved(self, change: Change) -> int:
        """The lanes in which a change saves a protected party."""
        if change not in self._known_saved:
            ideal = self._run(change.needs, self._changes[change.needs])
            found = 0
            for each in ideal.rescued:
                found |= each
            helps = ~self._stopped(change.stand_in, change.needs, ideal.lanes)
            self._known_saved[change] = found & helps
        return self._known_saved[change]

    def _impacts(self, needs: tuple[int, ...]) -> dict[str, int]:
        """The impact summed over all parties with each stand-in."""
        self.budget.take(_AN_IMPACT * len(self.scope.network.inputs))
        found = dict.fromkeys(self._changes[needs], 0)
        for block in single_failures(self._with_help(needs)):
            ideal = _impacts(block)
            now = self.impacts[block.first : block.first + block.width]
            for stand_in in found:
                stopped = self._stopped(stand_in, needs, block.lanes)
                found[stand_in] += sum(ideal)
                found[stand_in] += sum(now[lane] - ideal[lane] for lane in bits(stopped))
                if stand_in == NEW:  # one more who stops
                    found[stand_in] += stopped.bit_count()
        return found


def _impacts(block: Block) -> list[int]:
    """How many other parties each absence of a block stops."""
    stopped = (now ^ gone for now, gone in zip(block.lanes, block.gone, strict=False))
    return count_per_lane(stopped, block.width)
