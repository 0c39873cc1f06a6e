"""Fallbacks: on paper, good, or good for nothing when it matters."""

from __future__ import annotations

from collections.abc import Callable

from oracle.case import Case, need_order, need_row
from oracle.model import Need, Row, gone
from oracle.network import is_met, supply_duties
from oracle.quantities import NEVER


def has_fallback(need: Need) -> bool:
    """Whether a need has more suppliers than it takes."""
    return len(need.suppliers) > need.at_least


def leaves_unmet(case: Case, absent: str, need: Need) -> list[str]:
    """The customers outside an absence whom it leaves without a need."""
    away, stopped = gone(case.parties, [absent]), case.stopped([absent])
    return [
        copy.customer
        for copy in supply_duties(case.organisation)
        if copy.need is need and not is_met(copy, stopped) and copy.customer not in away
    ]


def defeats(case: Case, absent: str, need: Need) -> bool:
    """Whether one absence leaves a need unmet for a customer that it would not let down anyway."""
    away = gone(case.parties, [absent])
    for customer in leaves_unmet(case, absent, need):
        others = [duty for duty in case.duties if duty.customer == customer]
        if all(is_met(duty, away) for duty in others if duty.need is not need):
            return True
    return False


def defeated_after(case: Case, absent: str, need: Need) -> float:
    """The time from a party's going until a need goes unmet, if nobody comes back."""
    history = case.for_good([absent])
    times = {
        key: next((moment.at for moment in history.moments if key in moment.out), NEVER)
        for key in need.suppliers
    }
    stopping = sorted(times.values())
    return stopping[len(stopping) - need.at_least]


def by(case: Case, need: Need, fails: Callable[[str], bool]) -> list[Row]:
    """The absences by which a need fails, without those that hold a smaller one; soonest first."""
    found = {key: gone(case.parties, [key]) for key in case.candidates if fails(key)}
    rows = [
        {"party": key, "after": defeated_after(case, key, need)}
        for key, away in found.items()
        if not any(other < away for other in found.values())
    ]
    return sorted(rows, key=lambda row: (row["after"], row["party"]))


def defeaters(case: Case, need: Need) -> list[Row]:
    """The single absences that defeat a need with fallbacks."""
    return by(case, need, lambda key: defeats(case, key, need))


def failing_anyway(case: Case, need: Need) -> list[Row]:
    """The single absences that leave a need with fallbacks unmet."""
    return by(case, need, lambda key: bool(leaves_unmet(case, key, need)))


def with_fallback(case: Case) -> list[Need]:
    """The needs with fallbacks, in the order of needs."""
    return [need for need in sorted(case.needs, key=need_order) if has_fallback(need)]


def hollow_fallbacks(case: Case) -> list[Row]:
    """The needs whose fallbacks exist on paper while one absence defeats them."""
    return [
        {
            **need_row(need),
            "at_least": need.at_least,
            "importance": need.importance,
            "defeated_by": found[:20],
            "defeated_by_total": len(found),
        }
        for need in with_fallback(case)
        if (found := defeaters(case, need))
    ]


def fallbacks_that_hold(case: Case) -> list[Row]:
    """The needs with fallbacks that no single absence leaves unmet."""
    return [need_row(need) for need in with_fallback(case) if not failing_anyway(case, need)]


def fails_anyway(case: Case) -> list[Row]:
    """The fallbacks that fail, though only with absences that stop their customer anyway."""
    return [
        {**need_row(need), "party": found[0]["party"]}
        for need in with_fallback(case)
        if not defeaters(case, need) and (found := failing_anyway(case, need))
    ]
