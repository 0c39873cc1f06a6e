"""The whole report on a raw model, as JSON has it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from oracle.absences import absence_table, single_points, units_left_out
from oracle.case import Case, candidate_parties, let_down, protected_parties, stops
from oracle.combinations import fragile_sets
from oracle.fallbacks import hollow_fallbacks
from oracle.model import Raw, Row, keep_needs, resolve
from oracle.network import (
    descendants,
    location_duties,
    predecessors,
    staffing_duties,
    successors,
)
from oracle.quality import (
    STRAINED,
    demand,
    external_customers,
    gap,
    given,
    load,
    overloads,
    promises_not_backed,
    received,
    utilisation,
    works,
)
from oracle.quantities import as_float, mean
from oracle.structure import (
    all_levels,
    cycles,
    density,
    gateway,
    mean_stopped,
    reciprocity,
    through,
    units,
    without_customer,
    without_line_of_sight,
)


def actions(case: Case) -> list[Row]:
    """What was promised to mend parties and needs, done or not."""
    sources: list[tuple[str | None, str | None, tuple[Raw, ...]]] = [
        (key, None, party.actions) for key, party in case.parties.items()
    ]
    sources += [(need.customer, need.service, need.actions) for need in case.needs]
    rows: list[Row] = [
        {"party": party, "service": service}
        | {key: action.get(key) for key in ("what", "owner", "due", "done")}
        for party, service, listed in sources
        for action in listed
    ]
    return sorted(rows, key=lambda row: (row["party"] or "", row["service"] or "", row["what"]))


def party_rows(case: Case) -> list[Row]:
    """The figures of every party, in id order, exact."""
    levels, throughs = all_levels(case), through(case)
    rows: list[Row] = []
    for key, party in case.parties.items():
        work, unknown = load(case, key)
        rows.append(
            {
                "id": key,
                "name": party.name,
                "kind": party.kind,
                "part_of": party.part_of,
                "customers": len(successors(case.edges, key)),
                "suppliers": len(predecessors(case.edges, key)),
                "reach": len(descendants(case.edges, key)),
                "level": levels.get(key),
                "demand": demand(case, key),
                "through": throughs[key],
                "gateway": gateway(case, key),
                "load": work,
                "load_unknown": unknown,
                "utilisation": utilisation(case, key),
                "impact": len(let_down(case, key)),
                "stops": stops(case, key),
                "satisfaction_given": given(case, key),
                "satisfaction_received": received(case, key),
                "gap": gap(case, key),
            }
        )
    return rows


def bottlenecks(rows: Sequence[Row], top: int, sort: str) -> list[Row]:
    """The parties on which most rests, by the figure asked for, unknown ones last."""

    def strained_first(row: Row) -> object:
        used = row["utilisation"]
        strain = used if used is not None and used >= STRAINED else Fraction(0)
        return (-strain, -row["demand"], -row["through"], row["id"])

    def largest_first(row: Row) -> object:
        return (row[sort] is None, -(row[sort] or 0), row["id"])

    order = strained_first if sort == "utilisation" else largest_first
    keys = ("utilisation", "demand", "through", "gateway")
    ordered = sorted(rows, key=order)  # type: ignore[arg-type]
    return [{"party": row["id"]} | {key: row[key] for key in keys} for row in ordered[:top]]


def plain(value: object) -> object:
    """A row with its fractions as plain numbers."""
    if isinstance(value, Fraction):
        return float(value)
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return value


def case_of(
    model: Raw,
    *,
    protect: Sequence[str] = (),
    candidates: Sequence[str] = (),
    stops_on: str = "essential",
    only_needs: Sequence[str] = (),
    without_needs: Sequence[str] = (),
) -> Case:
    """A raw model with the options that say what is looked at."""
    organisation = keep_needs(resolve(model), only_needs, without_needs)
    return Case(
        organisation,
        protected_parties(organisation, protect),
        candidate_parties(organisation, candidates),
        stops_on,
    )


def report(
    model: Raw,
    *,
    protect: Sequence[str] = (),
    candidates: Sequence[str] = (),
    stops_on: str = "essential",
    cut_size: int = 2,
    only_needs: Sequence[str] = (),
    without_needs: Sequence[str] = (),
    top: int = 10,
    sort: str = "utilisation",
    title: str = "model",
) -> Row:
    """The whole report on a raw model, as JSON has it, without the places it was read from."""
    case = case_of(
        model,
        protect=protect,
        candidates=candidates,
        stops_on=stops_on,
        only_needs=only_needs,
        without_needs=without_needs,
    )
    organisation = case.organisation
    rows = party_rows(case)
    points, hollow = single_points(case), hollow_fallbacks(case)
    fragile, circles = fragile_sets(case, cut_size), cycles(case)
    nobodies, unseen = without_customer(case), without_line_of_sight(case)
    satisfactions = [need.satisfaction for need in case.needs if need.satisfaction is not None]
    return {
        "internalmap": 1,
        "organization": organisation.title or title,
        "marking": organisation.marking,
        "settings": {
            "protected": case.protected,
            "candidates": list(candidates) or None,
            "stops_on": stops_on,
            "cut_size": cut_size,
        },
        "summary": {
            "parties": len(case.parties),
            "needs": len(case.needs),
            "dependencies": len(case.edges),
            "staffing_needs": len(staffing_duties(case.parties)),
            "location_needs": len(location_duties(case.parties)),
            "single_points_of_failure": len(points),
            "fragile_sets": None if fragile is None else len(fragile),
            "hollow_fallbacks": len(hollow),
            "cycles": len(circles),
            "without_customer": len(nobodies),
            "without_line_of_sight": len(unseen),
            "reciprocity": reciprocity(case.edges),
            "density": density(case),
            "mean_stopped": float(mean_stopped(case)),
            "units_left_out": units_left_out(case),
            "satisfaction": as_float(mean(satisfactions)),
            "assumed": {
                "importance": sum(not need.importance_stated for need in case.needs),
                "buffer": sum(not need.buffer_stated for need in case.needs),
            },
        },
        "parties": plain(rows),
        "single_points_of_failure": points,
        "absences": absence_table(case),
        "bottlenecks": plain(bottlenecks(rows, top, sort)),
        "hollow_fallbacks": hollow,
        "fragile_sets": fragile,
        "cycles": circles,
        "without_customer": nobodies,
        "without_line_of_sight": unseen,
        "external_customers": external_customers(case),
        "promises_not_backed": promises_not_backed(case),
        "works": works(case),
        "units": units(case),
        "actions": actions(case),
        "overloads": overloads(case),
        "scenarios": [],  # the models that are drawn for it have none
    }
