"""The shape of the network: steps from the customer, circles, ways, units."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from oracle.case import Case, protected_parties
from oracle.model import Organisation, Party, Row, gone, members
from oracle.network import (
    Edges,
    components,
    descendants,
    edges_of,
    shortest_chains,
    successors,
)
from oracle.quantities import NEVER


def level_base(organisation: Organisation) -> list[str]:
    """Who stands at the top of the inverted pyramid: the external customers, else the protected."""
    parties = organisation.parties
    external = [key for key, party in parties.items() if party.kind == "customer"]
    return external or protected_parties(organisation, ())


def levels_by_service(case: Case, levels: Mapping[str, int]) -> dict[str, float]:
    """The smallest sum of a level and the way to it, over all ways along service and units."""
    nearest = {key: float(levels.get(key, NEVER)) for key in case.parties}
    steps = [(supplier, customer, 1) for supplier, customer in case.edges]
    steps += [(key, party.part_of, 0) for key, party in case.parties.items() if party.part_of]
    steps += [(site, key, 0) for key, party in case.parties.items() for site in party.sites]
    for _ in case.parties:
        for start, end, length in steps:
            nearest[start] = min(nearest[start], nearest[end] + length)
    return nearest


def reports(case: Case, key: str) -> list[str]:
    """Those who report to a party."""
    return [one for one, party in case.parties.items() if party.reports_to == key]


def reporting_height(case: Case, key: str) -> int:
    """How many reporting lines stand below a party, on the longest way down."""
    return max((1 + reporting_height(case, one) for one in reports(case, key)), default=0)


def all_levels(case: Case) -> dict[str, int]:
    """The steps from the customer of each party that has a line of sight to one."""
    levels = dict.fromkeys(level_base(case.organisation), 0)
    bottom_up = sorted(case.parties, key=lambda key: reporting_height(case, key))
    while True:
        before = len(levels)
        for key, nearest in levels_by_service(case, levels).items():
            if key not in levels and nearest < NEVER:
                levels[key] = int(nearest)
        for key in bottom_up:
            below = [levels[one] for one in reports(case, key) if one in levels]
            if key not in levels and below:
                levels[key] = 1 + max(below)
        if len(levels) == before:
            return levels


def without_customer(case: Case) -> list[str]:
    """Those who supply nobody, nor does anyone inside, though nothing else explains them. A site
    where somebody is supplies these."""
    suppliers = {supplier for supplier, _ in case.edges}
    suppliers |= {site for party in case.parties.values() for site in party.sites}
    return [
        key
        for key, party in case.parties.items()
        if not gone(case.parties, [key]) & suppliers
        and party.part_of is None
        and not reports(case, key)
        and party.kind != "customer"
        and party.engagement != "shareholder"
    ]


def without_line_of_sight(case: Case) -> list[str]:
    """Those from whom no way leads to a customer, nor from anyone inside them."""
    levels = all_levels(case)
    return [key for key in case.parties if not gone(case.parties, [key]) & set(levels)]


def through(case: Case) -> dict[str, Fraction]:
    """The mean share of shortest essential chains to protected parties that a party is part of.

    A chain that begins at the party counts; the one at which it ends does not.
    """
    total = dict.fromkeys(case.parties, Fraction(0))
    pairs = 0
    edges = case.essential_edges
    for start in case.parties:
        for end in case.protected:
            chains = shortest_chains(edges, start, end) if start != end else []
            pairs += bool(chains)
            for chain in chains:
                for key in chain[:-1]:
                    total[key] += Fraction(1, len(chains))
    return {key: share / pairs if pairs else share for key, share in total.items()}


def reaching(edges: Edges, protected: list[str]) -> set[str]:
    """Who reaches a protected party along the edges; a protected one does by itself."""
    return set(protected) | {
        supplier for supplier, _ in edges if descendants(edges, supplier) & set(protected)
    }


def gateway(case: Case, key: str) -> int | None:
    """How many others reach protected parties only through this one; none for the protected."""
    if key in case.protected:
        return None
    edges = edges_of(case.duties)
    without = {edge for edge in edges if key not in edge}
    return len(reaching(edges, case.protected) - reaching(without, case.protected) - {key})


def cycles(case: Case) -> list[Row]:
    """The groups of parties that depend on each other, each with its shortest example."""
    rows: list[Row] = []
    edges = case.edges
    for component in components(case.parties, edges):
        if len(component) == 1:
            continue
        first = component[0]
        ways = [
            (first, *chain)
            for customer in successors(edges, first)
            for chain in shortest_chains(edges, customer, first)[:1]
        ]
        shortest = min(ways, key=lambda way: (len(way), way))
        rows.append({"parties": component, "example": list(shortest[:-1])})
    return rows


def reciprocity(edges: Edges) -> float:
    """The share of dependencies whose reverse is a dependency too."""
    both = sum((customer, supplier) in edges for supplier, customer in edges)
    return both / len(edges) if edges else 0.0


def density(case: Case) -> float:
    """The share of possible dependencies that are there."""
    count = len(case.parties)
    return len(case.edges) / (count * (count - 1)) if count > 1 else 0.0


def mean_stopped(case: Case) -> Fraction:
    """The mean share of the parties that do not run when one is gone, the gone counted."""
    count = len(case.parties)
    stopped = sum(len(case.stopped([key])) for key in case.parties)
    return Fraction(stopped, count * count) if count else Fraction(0)


def unit_groups(parties: Mapping[str, Party]) -> dict[str, set[str]]:
    """The outermost units with all inside; one that holds everyone gives way to its members."""
    groups = {key: gone(parties, [key]) for key, party in parties.items() if not party.part_of}
    on_no_chart = {"customer", "supplier", "process", "site"}
    ours = {key for key, party in parties.items() if party.kind not in on_no_chart}
    while True:
        holders = [
            key for key, group in groups.items() if len(group) > 1 and ours and ours <= group
        ]
        if not holders:
            return dict(sorted(groups.items()))
        [holder] = holders
        ours -= {holder}
        groups[holder] = {holder}
        groups |= {key: gone(parties, [key]) for key in members(parties, holder)}


def units(case: Case) -> list[Row]:
    """How much each unit looks outwards (1) or inwards (-1), by the ties of its parties."""
    ties = {frozenset(edge) for edge in case.edges}
    rows: list[Row] = []
    for unit, group in unit_groups(case.parties).items():
        if len(group) == 1:
            continue
        internal = sum(tie <= group for tie in ties)
        external = sum(bool(tie & group) and not tie <= group for tie in ties)
        both = internal + external
        e_i = (external - internal) / both if both and len(group - {unit}) > 1 else None
        rows.append({"unit": unit, "parties": len(group), "e_i": e_i})
    return rows
