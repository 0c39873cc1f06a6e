"""Single points of failure: the parties whose absence alone lets a protected party down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from internalmap.kernel.scope import Scope
from internalmap.kernel.stopping import Block, bits, count_per_lane
from internalmap.model.organization import SINGLE_KINDS, Party
from internalmap.results.analyze import SinglePoint


@dataclass
class SingleFailures:
    """What every party's absence alone does: `impacts`, how many others stop, and `stops`, which
    protected parties do. Filled block by block."""

    impacts: list[int] = field(default_factory=list)
    stops: list[list[int]] = field(default_factory=list)

    def take(self, scope: Scope, block: Block) -> None:
        """Take in a block of single failures."""
        count = len(scope.network)
        stopped = (block.lanes[party] ^ block.gone[party] for party in range(count))
        self.impacts += count_per_lane(stopped, block.width)
        stops: list[list[int]] = [[] for _ in range(block.width)]
        for party in scope.protected:
            for lane in bits(block.lanes[party] ^ block.gone[party]):
                stops[lane].append(party)
        self.stops += stops


def is_single(party: Party, members: int) -> bool:
    """Whether a party's absence is one thing missing and not a whole unit: by its kind, by a
    headcount of 1, or, where that is not given, by having exactly one member."""
    if party.kind in SINGLE_KINDS:
        return True
    return members == 1 if party.headcount is None else party.headcount == 1


def single_points(
    scope: Scope,
    failures: SingleFailures,
    after: Mapping[int, float],
    chains: Mapping[int, tuple[str, ...]],
) -> tuple[SinglePoint, ...]:
    """The candidates that stop a protected party, the worst first.

    Order: not covered before covered, more protected parties first, then sooner, then larger
    impact, then id. `after` has the time until the first protected party stops, `None` where it
    was not computed; then it is left out of the order.
    """
    organization = scope.organization
    frequencies = _frequencies(scope)
    points = []
    for number in scope.candidates:
        if not failures.stops[number]:
            continue
        party = organization.parties[scope.network.ids[number]]
        time = after.get(number)
        points.append(
            SinglePoint(
                party.id,
                is_single(party, len(organization.members.get(party.id, ()))),
                scope.ids(failures.stops[number]),
                time,
                party.restore,
                party.restore is not None and time is not None and party.restore <= time,
                failures.impacts[number],
                chains.get(number, ()),
                frequencies.get(number),
            )
        )
    return tuple(sorted(points, key=_order))


def _order(point: SinglePoint) -> tuple[bool, int, float, int, str]:
    return (
        point.covered,
        -len(point.stops),
        point.after if point.after is not None else 0.0,
        -point.impact,
        point.party,
    )


def _frequencies(scope: Scope) -> dict[int, float]:
    """How often the most frequent essential need is due that each party supplies first; only
    where that is known of all of them, since one that is not known may be due more often."""
    found: dict[int, float] = {}
    unknown: set[int] = set()
    for requirement in scope.network.requirements:
        need = requirement.need
        if requirement.essential and not need.staffing:
            for supplier in requirement.suppliers[: need.at_least]:
                if need.frequency is None:
                    unknown.add(supplier)
                else:
                    found[supplier] = max(need.frequency, found.get(supplier, 0.0))
    return {supplier: rate for supplier, rate in found.items() if supplier not in unknown}


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
