"""Structure: levels, circles, who has no customer, how closed units are.

All of it is computed on supply edges: needs for a unit's own people are left out.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from internalmap.kernel.network import Network
from internalmap.kernel.scope import Scope
from internalmap.model.organization import Organization
from internalmap.model.units import outermost
from internalmap.results.analyze import Cycle, UnitRow


def levels(scope: Scope) -> list[int | None]:
    """Steps from the customer, for each party; `None`: no line of sight.

    The external customers have 0. (1) Every party without a level from which one with a level can
    be reached gets the smallest sum of that level and the way there; a step supplier → customer
    counts 1, a step from a member to its unit, or from a site to whoever is at it, 0. (2) Every
    party still without one, from the bottom of the reporting lines up, gets 1 + the largest level
    among those who report to it. Both repeat until nobody gains a level.
    """
    network = scope.network
    levels: list[int | None] = [None] * len(network)
    for party in scope.roots:
        levels[party] = 0
    members: list[list[int]] = [[] for _ in network.ids]
    for party, unit in enumerate(network.unit):
        if unit >= 0:
            members[unit].append(party)
    for requirement in network.requirements:
        if requirement.need.at_site:
            for site in requirement.suppliers:
                for party in requirement.customers:
                    members[party].append(site)
    bottom_up = _bottom_up(scope.organization, network.index)
    gained = True
    while gained:
        _spread(levels, network.suppliers, members)
        gained = False
        for party, reports in bottom_up:
            known = [level for level in (levels[each] for each in reports) if level is not None]
            if levels[party] is None and known:
                levels[party] = 1 + max(known)
                gained = True
    return levels


def _spread(
    levels: list[int | None], suppliers: Sequence[Sequence[int]], members: Sequence[Sequence[int]]
) -> None:
    """Step (1): shortest ways from those who have a level, which keep theirs."""
    far = 2 * len(levels) + 1  # further than any level
    best = [far if level is None else level for level in levels]
    rings: dict[int, list[int]] = {}
    for party, nearest in enumerate(best):
        if nearest < far:
            rings.setdefault(nearest, []).append(party)
    for steps in range(far):
        ring = rings.get(steps)
        if not ring:
            continue
        beyond = rings.setdefault(steps + 1, [])
        for party in ring:  # grows by those at no further step
            if best[party] < steps:
                continue
            for member in members[party]:
                if best[member] > steps:
                    best[member] = steps
                    ring.append(member)
            for supplier in suppliers[party]:
                if best[supplier] > steps + 1:
                    best[supplier] = steps + 1
                    beyond.append(supplier)
    for party, nearest in enumerate(best):
        if levels[party] is None and nearest < far:
            levels[party] = nearest


def _bottom_up(organization: Organization, index: dict[str, int]) -> list[tuple[int, list[int]]]:
    """Those to whom others report, each after all who report to it, with these."""
    reports: dict[int, list[int]] = {}
    boss: dict[int, int] = {}
    for each in organization.parties.values():
        if each.reports_to is not None:
            boss[index[each.id]] = index[each.reports_to]
            reports.setdefault(index[each.reports_to], []).append(index[each.id])
    open_reports = {party: sum(each in reports for each in reports[party]) for party in reports}
    ready = deque(sorted(party for party, count in open_reports.items() if count == 0))
    order = []
    while ready:
        party = ready.popleft()
        order.append((party, reports[party]))
        above = boss.get(party)
        if above is not None:
            open_reports[above] -= 1
            if open_reports[above] == 0:
                ready.append(above)
    return order


def without_customer(scope: Scope) -> tuple[str, ...]:
    """Those who supply nobody, nor does anyone inside them, at whose place nobody is, who are part
    of no unit, have nobody reporting to them, and are no external customer or shareholder: everyone
    has a customer, and these have none."""
    organization = scope.organization
    bosses = {party.reports_to for party in organization.parties.values()}
    places = {site for need in organization.location_needs for site in need.suppliers}
    serve = _through_members(
        scope,
        [
            count > 0 or id in places
            for id, count in zip(scope.network.ids, scope.network.customer_counts, strict=True)
        ],
    )
    return tuple(
        party.id
        for number, party in enumerate(organization.parties.values())
        if not serve[number]
        and party.part_of is None
        and party.id not in bosses
        and party.kind != "customer"
        and party.engagement != "shareholder"
    )


def without_line_of_sight(scope: Scope, levels: Sequence[int | None]) -> tuple[str, ...]:
    """Those from whom no chain leads to an external customer, nor from anyone inside them."""
    seen = _through_members(scope, [level is not None for level in levels])
    return tuple(id for id, sees in zip(scope.network.ids, seen, strict=True) if not sees)


def _through_members(scope: Scope, holds: list[bool]) -> list[bool]:
    """What holds of a party, or of anyone inside it."""
    network = scope.network
    for party in reversed(network.units_first):
        if holds[party] and network.unit[party] >= 0:
            holds[network.unit[party]] = True
    return holds


def cycles(network: Network) -> tuple[Cycle, ...]:
    """Circles of mutual dependence: the strongly connected components of more than one party of a
    network of plain dependencies.

    The example is the shortest cycle through the component's smallest id, started there, and of
    several the first in code-point order.
    """
    ids = network.ids
    return tuple(
        Cycle(
            tuple([ids[party] for party in component]),
            tuple([ids[party] for party in _shortest_cycle(network.inputs, component[0])]),
        )
        for component in sorted(
            sorted(circle.nodes) for circle in network.components if len(circle.nodes) > 1
        )
    )


def _shortest_cycle(suppliers: Sequence[Sequence[int]], start: int) -> list[int]:
    """The cycle, by numbers: backwards to the closest customer of the start, then forwards by the
    smallest at each step."""
    seen = {start}
    rings = [[start]]  # by steps to the start
    while not any(start in suppliers[party] for party in rings[-1]):
        ring: list[int] = []
        for party in rings[-1]:
            for supplier in suppliers[party]:
                if supplier not in seen:
                    seen.add(supplier)
                    ring.append(supplier)
        rings.append(ring)
    cycle = [start]
    for ring in rings[:0:-1]:
        cycle.append(min(party for party in ring if cycle[-1] in suppliers[party]))
    return cycle


def reciprocity(network: Network) -> float:
    """The share of dependencies whose reverse is a dependency too; 0 without dependencies."""
    ranks = network.ranks
    both = sum(
        customer in ranks[supplier] for customer, listed in enumerate(ranks) for supplier in listed
    )
    return both / network.dependencies if network.dependencies else 0.0


def units(scope: Scope) -> tuple[UnitRow, ...]:
    """The units with their E-I index: (ties leaving − ties inside) ÷ all ties, where a tie is an
    unordered pair with a dependency either way; none where fewer than two are inside. (Krackhardt
    and Stern 1988.)

    Units are the outermost ones; where one unit holds everyone but external customers, outside
    suppliers, processes and sites, those one level down, and so on. Parties in no unit stand for
    themselves, and have no row.
    """
    organization, index, ranks = scope.organization, scope.network.index, scope.network.ranks
    heads = outermost(organization)
    group = [0] * len(scope.network)
    sizes: dict[int, int] = {}
    for head, opened in heads.items():
        inside = [head] if opened else [head, *organization.inside(head)]
        sizes[index[head]] = len(inside)
        for id in inside:
            group[index[id]] = index[head]
    leaving, within = dict.fromkeys(sizes, 0), dict.fromkeys(sizes, 0)
    for customer, suppliers in enumerate(ranks):
        for supplier in suppliers:
            if supplier > customer and customer in ranks[supplier]:
                continue  # a tie both ways counts once
            if group[supplier] == group[customer]:
                within[group[customer]] += 1
            else:
                leaving[group[supplier]] += 1
                leaving[group[customer]] += 1
    return tuple(
        UnitRow(
            scope.network.ids[head],
            size,
            (leaving[head] - within[head]) / (leaving[head] + within[head])
            if size > 2 and leaving[head] + within[head]
            else None,
        )
        for head, size in sorted(sizes.items())
        if size > 1
    )
