"""Reports as JSON, format 1: made from the results key by key, on purpose and not by accident.

Durations are in seconds, rates per week, shares from 0 to 1; what is unknown is null. The schemas
in `internalmap/schemas` say what each key means.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeAlias

from internalmap.results.absences import AbsenceTable
from internalmap.results.advise import Advice, Exposure
from internalmap.results.agenda import Agenda
from internalmap.results.analyze import (
    Analysis,
    Cycle,
    ExternalCustomer,
    FragileSet,
    HollowFallback,
    NeedRef,
    PartyRow,
    PromiseNotBacked,
    SinglePoint,
    Summary,
)
from internalmap.results.diff import CutSet, Difference, LetDown
from internalmap.results.impact import Impact
from internalmap.results.party import Card, Cards, Service
from internalmap.results.simulate import Simulation
from internalmap.results.trace import Trace

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
Object: TypeAlias = "dict[str, Json]"

FORMAT = 1


def render(result: object) -> str:
    """A result."""
    return _RENDERERS[type(result)](result)


def report(analysis: Analysis) -> str:
    """The whole analysis."""
    settings = analysis.settings
    works = analysis.works
    made: Object = {
        "internalmap": FORMAT,
        "marking": analysis.marking,
        "organization": analysis.organization,
        "sources": list(analysis.sources),
        "settings": {
            "protected": list(settings.protected),
            "candidates": None if settings.candidates is None else list(settings.candidates),
            "stops_on": settings.stops_on,
            "cut_size": settings.cut_size,
            "bands": list(settings.bands),
            "soon": settings.soon,
        },
        "summary": _summary(analysis.summary),
        "parties": [_party(row) for row in analysis.parties],
        "single_points_of_failure": [_point(row) for row in analysis.single_points_of_failure],
        "bottlenecks": [
            {
                "party": row.party,
                "utilisation": row.utilisation,
                "demand": row.demand,
                "through": row.through,
                "gateway": row.gateway,
            }
            for row in analysis.bottlenecks
        ],
        "hollow_fallbacks": [_hollow(row) for row in analysis.hollow_fallbacks],
        "fragile_sets": None
        if analysis.fragile_sets is None
        else [_fragile(row) for row in analysis.fragile_sets],
        "cycles": [_cycle(row) for row in analysis.cycles],
        "without_customer": list(analysis.without_customer),
        "without_line_of_sight": list(analysis.without_line_of_sight),
        "external_customers": [_external(row) for row in analysis.external_customers],
        "promises_not_backed": [_promise(row) for row in analysis.promises_not_backed],
        "works": {
            "fallbacks_that_hold": [_need(need) for need in works.fallbacks_that_hold],
            "best_rated": [
                {**_need(rated.need), "satisfaction": rated.satisfaction}
                for rated in works.best_rated
            ],
            "fails_anyway": [{**_need(row.need), "party": row.party} for row in works.fails_anyway],
            "worst_rated": [
                {**_need(rated.need), "satisfaction": rated.satisfaction}
                for rated in works.worst_rated
            ],
            "backed_promises": works.backed_promises,
        },
        "absences": _absences(analysis.absences),
        "units": [
            {"unit": row.unit, "parties": row.parties, "e_i": row.e_i} for row in analysis.units
        ],
        "actions": [
            {
                "party": row.party,
                "service": row.service,
                "what": row.what,
                "owner": row.owner,
                "due": _date(row.due),
                "done": _date(row.done),
            }
            for row in analysis.actions
        ],
        "overloads": None
        if analysis.overloads is None
        else [
            {"gone": row.gone, "overloaded": row.overloaded, "utilisation": row.utilisation}
            for row in analysis.overloads
        ],
    }
    return _text(made)


def card(card: Card) -> str:
    """One party's card."""
    return _text({"internalmap": FORMAT, **_card(card)})


def cards(cards: Cards) -> str:
    """Several parties' cards."""
    return _text({"internalmap": FORMAT, "parties": [_card(one) for one in cards.cards]})


def agenda(agenda: Agenda) -> str:
    """What is due."""
    return _text(
        {
            "internalmap": FORMAT,
            "marking": agenda.marking,
            "today": agenda.today.isoformat(),
            "items": [
                {
                    "kind": item.kind,
                    "unit": item.unit,
                    "party": item.party,
                    "owner": item.owner,
                    "with": item.with_party,
                    "what": item.what,
                    "due": _date(item.due),
                    "days_overdue": item.days_overdue,
                }
                for item in agenda.items
            ],
        }
    )


def impact(impact: Impact) -> str:
    """What happens without somebody."""
    return _text(
        {
            "internalmap": FORMAT,
            "marking": impact.marking,
            "gone": list(impact.gone),
            "late": {id: _seconds(by) for id, by in impact.late.items()},
            "stopped": [
                {
                    "party": row.party,
                    "after": _seconds(row.after),
                    "unmet": {
                        "service": row.unmet.service,
                        "suppliers": list(row.unmet.suppliers),
                        "at_least": row.unmet.at_least,
                    },
                    "chain": list(row.chain),
                }
                for row in impact.stopped
            ],
            "delayed": [
                {"party": row.party, "by": _seconds(row.by), "chain": list(row.chain)}
                for row in impact.delayed
            ],
            "held": [
                {
                    "customer": row.customer,
                    "service": row.service,
                    "lost": list(row.lost),
                    "still": list(row.still),
                }
                for row in impact.held
            ],
            "protected_stopped": list(impact.protected_stopped),
            "protected_delayed": list(impact.protected_delayed),
        }
    )


def trace(trace: Trace) -> str:
    """How one party's work reaches another."""
    return _text(
        {
            "internalmap": FORMAT,
            "marking": trace.marking,
            "supplier": trace.supplier,
            "customer": trace.customer,
            "chains": [list(chain) for chain in trace.chains],
            "always_through": list(trace.always_through),
            "stops": trace.stops,
            "complete": trace.complete,
        }
    )


def simulation(simulation: Simulation) -> str:
    """The chance of being let down."""
    return _text(
        {
            "internalmap": FORMAT,
            "marking": simulation.marking,
            "scenarios": simulation.scenarios,
            "seed": simulation.seed,
            "exact": simulation.exact,
            "protected": [
                {
                    "party": row.party,
                    "probability": row.probability,
                    "low": row.low,
                    "high": row.high,
                }
                for row in simulation.protected
            ],
            "parties": [
                {"party": row.party, "availability": row.availability, "worth": row.worth}
                for row in simulation.parties
            ],
        }
    )


_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def advice(advice: Advice) -> str:
    """Which few changes remove the most risk."""
    return _text(
        {
            "internalmap": FORMAT,
            "marking": advice.marking,
            "before": _exposure(advice.before),
            "steps": [
                {
                    "stand_in": step.stand_in if step.newcomer is None else "someone new",
                    "for": step.party,
                    "needs": [_need(need) for need in step.needs],
                    "because": step.because,
                    "after": _exposure(step.after),
                    "removes": list(step.removes),
                }
                for step in advice.steps
            ],
        }
    )


def _exposure(found: Exposure) -> Object:
    return {"single_points_of_failure": found.single_points_of_failure, "pairs": found.pairs}


def difference(found: Difference) -> str:
    """What changed between two versions."""
    points, hollow, sets = (
        found.single_points_of_failure,
        found.hollow_fallbacks,
        found.fragile_sets,
    )
    before, after = found.mean_stopped
    made: Object = {
        "internalmap": FORMAT,
        "marking": found.marking,
        "old": found.old,
        "new": found.new,
        "verdict": found.verdict,
        "parties": {
            "added": list(found.parties_added),
            "removed": list(found.parties_removed),
            "changed": [
                {"id": row.id, "keys": [each.key for each in row.changes]}
                for row in found.parties_changed
            ],
        },
        "needs": {
            "added": [_need(need) for need in found.needs_added],
            "removed": [_need(need) for need in found.needs_removed],
            "changed": [
                {**_need(row.need), "keys": [each.key for each in row.changes]}
                for row in found.needs_changed
            ],
        },
        "single_points_of_failure": {
            "gained": [_let_down(row) for row in points.gained],
            "lost": [_let_down(row) for row in points.lost],
        },
        "hollow_fallbacks": {
            "gained": [_need(need) for need in hollow.gained],
            "lost": [_need(need) for need in hollow.lost],
        },
        "fragile_sets": {
            "gained": [_cut_set(row) for row in sets.gained],
            "lost": [_cut_set(row) for row in sets.lost],
        },
        "impact": [
            {"party": row.party, "before": row.before, "after": row.after} for row in found.impact
        ],
        "mean_stopped": {"before": before, "after": after},
        "tell": [
            {"party": row.party, "about": row.about, "contact": row.contact} for row in found.tell
        ],
    }
    return _text(made)


def _let_down(row: LetDown) -> Object:
    return {"party": row.party, "stops": list(row.stops)}


def _cut_set(row: CutSet) -> Object:
    return {"protected": row.protected, "parties": list(row.parties)}


def _fragile(row: FragileSet) -> Object:
    return {
        "protected": row.protected,
        "parties": list(row.parties),
        "single": row.single,
        "grade": row.grade,
        "after": _seconds(row.after),
        "needed": _seconds(row.needed),
        "restore": _seconds(row.restore),
        "gap": _seconds(row.gap),
        "covered": row.covered,
        "hidden": row.hidden,
    }


def _text(made: Object) -> str:
    """An object with each key on a line, and each row of a table on a line of its own: easy to
    read and to compare, and many times as fast as indenting everything."""
    entries = []
    for key, value in made.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            rows = ",\n    ".join(map(_encode, value))
            entries.append(f"  {_encode(key)}: [\n    {rows}\n  ]")
        else:
            entries.append(f"  {_encode(key)}: {_encode(value)}")
    return "{\n" + ",\n".join(entries) + "\n}\n"


def _seconds(value: float | None) -> float | None:
    """Seconds, whole ones without a fraction."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _date(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _need(need: NeedRef) -> Object:
    return {
        "customer": need.customer,
        "service": need.service,
        "suppliers": list(need.suppliers),
    }


def _summary(summary: Summary) -> Object:
    return {
        "parties": summary.parties,
        "needs": summary.needs,
        "dependencies": summary.dependencies,
        "staffing_needs": summary.staffing_needs,
        "single_points_of_failure": summary.single_points_of_failure,
        "fragile_sets": summary.fragile_sets,
        "hollow_fallbacks": summary.hollow_fallbacks,
        "cycles": summary.cycles,
        "without_customer": summary.without_customer,
        "without_line_of_sight": summary.without_line_of_sight,
        "reciprocity": summary.reciprocity,
        "density": summary.density,
        "mean_stopped": summary.mean_stopped,
        "satisfaction": summary.satisfaction,
        "assumed": {
            "importance": summary.assumed.importance,
            "buffer": summary.assumed.buffer,
        },
    }


def _party(row: PartyRow) -> Object:
    return {
        "id": row.id,
        "name": row.name,
        "kind": row.kind,
        "part_of": row.part_of,
        "customers": row.customers,
        "suppliers": row.suppliers,
        "reach": row.reach,
        "level": row.level,
        "demand": row.demand,
        "through": row.through,
        "gateway": row.gateway,
        "load": _seconds(row.load),
        "load_unknown": row.load_unknown,
        "utilisation": row.utilisation,
        "impact": row.impact,
        "stops": list(row.stops),
        "satisfaction_given": row.satisfaction_given,
        "satisfaction_received": row.satisfaction_received,
        "gap": row.gap,
    }


def _point(row: SinglePoint) -> Object:
    return {
        "party": row.party,
        "single": row.single,
        "grade": row.grade,
        "after": _seconds(row.after),
        "needed": _seconds(row.needed),
        "restore": _seconds(row.restore),
        "gap": _seconds(row.gap),
        "covered": row.covered,
        "let_down": list(row.let_down),
        "later": list(row.later),
        "stops": list(row.stops),
        "impact": row.impact,
        "way": list(row.way),
    }


def _absences(table: AbsenceTable) -> Object:
    return {
        "total": table.total,
        "rows": [
            {
                "party": row.party,
                "restore": _seconds(row.restore),
                "effects": [
                    {
                        "protected": effect.protected,
                        "after": _seconds(effect.after),
                        "needed": _seconds(effect.needed),
                        "let_down": effect.let_down,
                    }
                    for effect in row.effects
                ],
            }
            for row in table.rows
        ],
        "without_effects": table.without_effects,
    }


def _hollow(row: HollowFallback) -> Object:
    return {
        **_need(row.need),
        "at_least": row.at_least,
        "importance": row.importance,
        "defeated_by": [
            {"party": defeat.party, "after": _seconds(defeat.after)} for defeat in row.defeated_by
        ],
        "defeated_by_total": row.defeated_by_total,
    }


def _cycle(row: Cycle) -> Object:
    return {"parties": list(row.parties), "example": list(row.example)}


def _external(row: ExternalCustomer) -> Object:
    link = row.weakest_link
    return {
        "party": row.party,
        "satisfaction": row.satisfaction,
        "chain_satisfaction": row.chain_satisfaction,
        "weakest_link": None
        if link is None
        else {
            **_need(link.need),
            "satisfaction": link.satisfaction,
            "chain": list(link.chain),
        },
    }


def _promise(row: PromiseNotBacked) -> Object:
    return {
        "party": row.party,
        "promised_to": row.promised_to,
        "service": row.service,
        "within": _seconds(row.within),
        "needs": {
            "service": row.needs.service,
            "suppliers": list(row.needs.suppliers),
            "within": _seconds(row.needs.within),
            "buffer": _seconds(row.needs.buffer),
            "buffer_stated": row.needs.buffer_stated,
        },
    }


def _card(card: Card) -> Object:
    return {
        "marking": card.marking,
        "party": _party(card.party),
        "serves": [_served(one) for one in card.serves],
        "needs": [
            {
                **_served(one),
                "at_least": one.at_least,
                "buffer": _seconds(one.buffer),
                "limit": _seconds(one.limit),
            }
            for one in card.needs
        ],
        "owner": card.owner,
        "contact": card.contact,
        "limit": _seconds(card.limit),
        "stops": list(card.stops),
        "after": _seconds(card.after),
        "defeats": [_need(need) for need in card.defeats],
        "not_known": list(card.not_known),
    }


def _served(one: Service) -> Object:
    return {
        "customer": one.customer,
        "service": one.service,
        "suppliers": list(one.suppliers),
        "importance": one.importance,
        "within": _seconds(one.within),
        "satisfaction": one.satisfaction,
        "expectation": one.expectation,
        "request": one.request,
    }


_RENDERERS: Mapping[type, Callable[[Any], str]] = {
    Analysis: report,
    Card: card,
    Cards: cards,
    Agenda: agenda,
    Impact: impact,
    Trace: trace,
    Simulation: simulation,
    Advice: advice,
    Difference: difference,
}
