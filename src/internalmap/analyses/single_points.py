"""Single points of failure: the parties whose absence alone stops a protected party."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field
from itertools import compress
from math import inf

from internalmap._dataclass import dataclass
from internalmap.analyses._order import in_order
from internalmap.analyses.absence.grades import band, grade, is_single
from internalmap.analyses.absence.times import Times
from internalmap.kernel.scope import Scope
from internalmap.kernel.stopping import Block, bits, count_per_lane
from internalmap.results.absences import MAX_ROWS, Absence, AbsenceTable
from internalmap.results.analyze import SinglePoint
from internalmap.text.exact import Exact


@dataclass
class SingleFailures:
    """What every party's absence alone does: `stopped`, how many do not run, those gone among
    them; `impacts`, how many others stop; and `stops`, which protected parties do. Where many
    absences stop the same, they share one list. Filled block by block."""

    stopped: list[int] = field(default_factory=list)
    impacts: list[int] = field(default_factory=list)
    stops: list[Sequence[int]] = field(default_factory=list)
    _ids: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def take(self, scope: Scope, block: Block) -> None:
        """Take in a block of single failures."""
        count = len(scope.network)
        others = (block.lanes[party] ^ block.gone[party] for party in range(count))
        impacts = count_per_lane(others, block.width)
        self.impacts += impacts
        self.stopped += [
            impact + sizes
            for impact, sizes in zip(impacts, scope.network.sizes[block.first :], strict=False)
        ]
        self.stops += _stopped_per_lane(
            [(party, block.lanes[party] ^ block.gone[party]) for party in scope.protected],
            block.width,
        )

    def stops_ids(self, scope: Scope, party: int) -> tuple[str, ...]:
        """The ids of the protected parties that a party's absence stops, shared as `stops` is."""
        stops = self.stops[party]
        found = self._ids.get(id(stops))
        if found is None:
            found = self._ids[id(stops)] = scope.ids(stops)
        return found


#: For so many lanes it is looked up which others are like them.
_LIKENESSES = 16
#: Where fewer than one of so many pairs of a lane and a party is set, these are gone through alone.
_SPARSE = 16
_AS_FLAGS = bytes.maketrans(b"01", b"\0\1")


def _stopped_per_lane(stopped: Sequence[tuple[int, int]], width: int) -> list[Sequence[int]]:
    """The parties that stop in each lane, given the lanes in which each does.

    In an organisation that hangs together, most absences that stop anybody stop the same parties:
    these are found together, and have one list. Those that are left are gone through one by one;
    where they stop many, lane by lane.
    """
    nobody: Sequence[int] = ()
    found: list[Sequence[int]] = [nobody] * width
    left = 0
    for _, lanes in stopped:
        left |= lanes
    for _ in range(_LIKENESSES):
        if not left:
            return found
        some = (left & -left).bit_length() - 1
        together, like = [], left
        for party, lanes in stopped:
            if lanes >> some & 1:
                together.append(party)
                like &= lanes
            else:
                like &= ~lanes
        for lane in bits(like):
            found[lane] = together
        left ^= like
    if sum((lanes & left).bit_count() for _, lanes in stopped) * _SPARSE > width * len(stopped):
        parties = [party for party, _ in stopped]
        rows = [_flags(lanes, width) for _, lanes in stopped]
        known: dict[tuple[int, ...], Sequence[int]] = {}
        for lane, flags in enumerate(zip(*rows, strict=True)):
            if left >> lane & 1:
                if flags not in known:
                    known[flags] = [*compress(parties, flags)]
                found[lane] = known[flags]
        return found
    rest: dict[int, list[int]] = {}
    for party, lanes in stopped:
        for lane in bits(lanes & left):
            rest.setdefault(lane, []).append(party)
    for lane, together in rest.items():
        found[lane] = together
    return found


def _flags(lanes: int, width: int) -> bytes:
    """For each lane, 1 where it is set, else 0."""
    return f"{lanes:0{width}b}".encode().translate(_AS_FLAGS)[::-1]


def single_points(
    scope: Scope, failures: SingleFailures, timed: Times, order: str = "soon"
) -> tuple[tuple[SinglePoint, ...], int]:
    """The candidates that stop a protected party, in an order; and how many units are left out, as
    their loss tells nothing that the loss of somebody inside does not."""
    organization, network = scope.organization, scope.network
    frequencies = _frequencies(scope)
    listed = {
        supplier
        for need in (*organization.needs, *organization.location_needs)
        for supplier in need.suppliers
    }
    stopping = [number for number in scope.candidates if failures.stops[number]]
    said = _Inside(scope, timed) if timed.complete else None
    points = []
    left_out = 0
    for number in stopping:
        id = network.ids[number]
        unit = id in organization.members and id not in listed
        if unit and said is not None and not said.tells_more(number):
            left_out += 1
            continue
        points.append(
            _point(scope, failures, timed, number, frequencies.get(number, (None, False)))
        )
    return in_order(points, order, organization.bands), left_out


def _point(
    scope: Scope,
    failures: SingleFailures,
    timed: Times,
    number: int,
    frequency: tuple[float | None, bool] = (None, False),
) -> SinglePoint:
    organization, network = scope.organization, scope.network
    party = organization.parties[network.ids[number]]
    account = timed.accounts.get(number)
    stops = failures.stops_ids(scope, number)
    single = is_single(organization, party.id)
    covered = account is not None and account.covered
    due = None if account is None else account.needed
    let_down = stops
    if account is not None:
        let_down = scope.ids([each.party for each in account.reached if each.let_down])
    return SinglePoint(
        party=party.id,
        single=single,
        grade=grade(covered=covered, single=single, needed=due, soon=organization.soon),
        after=None if account is None else account.after,
        needed=due,
        restore=party.restore,
        gap=None if account is None else account.gap,
        covered=covered,
        let_down=let_down,
        later=tuple(sorted(set(stops).difference(let_down))),
        stops=stops,
        impact=failures.impacts[number],
        way=timed.ways.get(number, ()),
        frequency=frequency[0],
        frequency_at_least=frequency[1],
    )


def absence_table(scope: Scope, failures: SingleFailures, timed: Times) -> AbsenceTable:
    """What each candidate's absence does to each protected party, in the order of single points."""
    network = scope.network
    reaching = [number for number in scope.candidates if number in timed.accounts]
    found = [_point(scope, failures, timed, number) for number in reaching]
    points = in_order(found, "soon", scope.organization.bands)
    rows = tuple(
        Absence(
            point.party,
            point.restore,
            timed.accounts[network.index[point.party]].effects(scope),
        )
        for point in points[:MAX_ROWS]
    )
    return AbsenceTable(len(points), rows, len(scope.candidates) - len(points))


class _Inside:
    """What the absences of those inside a unit do, each alone."""

    def __init__(self, scope: Scope, timed: Times) -> None:
        self._scope, self._timed = scope, timed
        self._candidates = frozenset(scope.candidates)

    def tells_more(self, unit: int) -> bool:
        """Whether a unit's loss lets somebody down whom nobody inside lets down alone, or in an
        earlier band, or, where its return is known, with a gap in a worse band."""
        bands = self._scope.organization.bands
        back = self._scope.network.restore[unit]
        soonest: dict[int, int] = {}
        latest: dict[int, int] = {}
        for member in self._scope.network.within(unit)[1:]:
            if member in self._candidates:
                end = self._scope.network.restore[member]
                for party, due in self._let_down(member):
                    soonest[party] = min(band(due, bands), soonest.get(party, len(bands)))
                    latest[party] = max(band(end - due, bands), latest.get(party, 0))
        return any(
            party not in soonest
            or band(due, bands) < soonest[party]
            or (back < inf and band(back - due, bands) > latest[party])
            for party, due in self._let_down(unit)
        )

    def _let_down(self, party: int) -> Iterator[tuple[int, float]]:
        account = self._timed.accounts.get(party)
        for each in account.reached if account is not None else ():
            if each.let_down:
                yield each.party, each.needed


def _frequencies(scope: Scope) -> dict[int, tuple[float, bool]]:
    """How often the most frequent essential need is due that each party supplies first, and whether
    that is only the least: the frequency of another is not known, and may be higher."""
    found: dict[int, Exact] = {}
    unknown: set[int] = set()
    for requirement in scope.network.requirements:
        need = requirement.need
        if requirement.essential and not need.implied:
            for supplier in requirement.suppliers[: need.at_least]:
                if need.frequency is None:
                    unknown.add(supplier)
                else:
                    found[supplier] = max(need.frequency, found.get(supplier, 0))
    return {supplier: (float(rate), supplier in unknown) for supplier, rate in found.items()}


def unit_runs(scope: Scope, points: Sequence[SinglePoint]) -> tuple[tuple[str, ...], ...]:
    """Unbranched runs of whole units: each supplies the next with an essential need that has no
    fallback, and neither has another such link among the whole units."""
    index, ids = scope.network.index, scope.network.ids
    whole = {index[point.party] for point in points if not point.single}
    forward: dict[int, set[int]] = {party: set() for party in whole}
    backward: dict[int, set[int]] = {party: set() for party in whole}
    for requirement in scope.network.requirements:
        if not requirement.essential or requirement.threshold != 1:
            continue
        for supplier in whole.intersection(requirement.suppliers):
            for customer in whole.intersection(requirement.customers):
                forward[supplier].add(customer)
                backward[customer].add(supplier)

    def follows(first: int, second: int) -> bool:
        return forward[first] == {second} and backward[second] == {first}

    runs = []
    for start in sorted(whole):
        before = backward[start]
        if len(before) == 1 and follows(next(iter(before)), start):
            continue
        run = [start]
        while len(forward[run[-1]]) == 1:
            following = next(iter(forward[run[-1]]))
            if following in run or not follows(run[-1], following):
                break
            run.append(following)
        if len(run) > 1:
            runs.append(tuple(ids[party] for party in run))
    return tuple(runs)
