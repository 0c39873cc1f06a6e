"""One account of an absence: when it is felt, when it is intolerable, and who is back in time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from oracle.case import (
    Case,
    carried_by,
    is_essential,
    is_single,
    let_down,
    stops,
    supplying,
)
from oracle.clock import down, first, intolerable
from oracle.model import Row, gone, inside, members
from oracle.quantities import NEVER


@dataclass(frozen=True)
class Effect:
    """What an absence does to one protected party; `over` is when it is borne again."""

    protected: str
    after: float
    needed: float | None
    let_down: bool
    over: float | None


def effects(case: Case, absent: Iterable[str], duration: float | None = None) -> list[Effect]:
    """What an absence does to the protected parties: those let down first, then the soonest."""
    absent = list(absent)
    away, stopped = gone(case.parties, absent), case.stopped(absent)
    for_good, returns = case.for_good(absent), case.history(absent, duration)
    found = []
    for key in case.protected:
        harm = intolerable(returns, key)
        over = max((end for _, end in harm), default=None)
        if key in away:
            limit = case.parties[key].limit
            if limit is not None or harm:
                found.append(Effect(key, 0, limit, bool(harm), over))
        elif key in stopped:
            after, needed = first(down(for_good, key)), first(intolerable(for_good, key))
            assert after is not None
            found.append(Effect(key, after, needed, bool(harm), over))
        else:
            assert not harm
    return sorted(
        found,
        key=lambda one: (
            not one.let_down,
            NEVER if one.needed is None else one.needed,
            one.after,
            one.protected,
        ),
    )


def band(case: Case, time: float) -> int:
    """The number of the first band that a time is not beyond."""
    bands = case.organisation.bands
    return next((number for number, end in enumerate(bands) if time <= end), len(bands))


def grade(case: Case, *, covered: bool, single: bool, needed: float) -> int:
    """3 where nobody is let down, 2 for a whole unit or what is needed later, else 1."""
    if covered:
        return 3
    return 1 if single and needed <= case.organisation.soon else 2


def severity(case: Case, key: str) -> tuple[int, int, int, float, int, str]:
    """What orders absences, the worst first."""
    found = effects(case, [key])
    needed = soonest(found)
    harmed = sum(one.let_down for one in found)
    single = is_single(case.parties, key)
    return (
        grade(case, covered=not harmed, single=single, needed=needed),
        band(case, needed),
        -harmed,
        needed,
        -len(let_down(case, key)),
        key,
    )


def soonest(found: Iterable[Effect]) -> float:
    """When an absence is first intolerable for anyone."""
    return min(one.needed for one in found if one.needed is not None)


def absence_table(case: Case) -> Row:
    """A row for each candidate whose absence does anything, the worst first."""
    telling = [key for key in case.candidates if effects(case, [key])]
    rows = [
        {
            "party": key,
            "restore": case.parties[key].restore,
            "effects": [
                {
                    "protected": one.protected,
                    "after": one.after,
                    "needed": one.needed,
                    "let_down": one.let_down,
                }
                for one in effects(case, [key])
            ],
        }
        for key in sorted(telling, key=lambda key: severity(case, key))
    ]
    return {
        "total": len(rows),
        "rows": rows[:10_000],
        "without_effects": len(case.candidates) - len(rows),
    }


# Which of them are told as single points of failure


def harm(case: Case, key: str) -> dict[str, float]:
    """Whom an absence lets down, and when that is intolerable."""
    return {
        one.protected: 0 if one.needed is None else one.needed
        for one in effects(case, [key])
        if one.let_down
    }


def gap_band(case: Case, key: str, needed: float) -> float:
    """The band of how much too late a party is back: beyond all where its return is unknown."""
    restore = case.parties[key].restore
    return NEVER if restore is None else band(case, restore - needed)


def is_told(case: Case, key: str) -> bool:
    """Whether the absence of a unit that no need lists, and where nobody is, says more than the
    absences of those inside it."""
    places = {site for party in case.parties.values() for site in party.sites}
    if not members(case.parties, key) or key in supplying(case.organisation) | places:
        return True
    within = [one for one in case.candidates if one in inside(case.parties, key)]
    for protected, needed in harm(case, key).items():
        alone = {one: harm(case, one)[protected] for one in within if protected in harm(case, one)}
        if not alone or band(case, needed) < min(band(case, at) for at in alone.values()):
            return True
        gaps = [gap_band(case, one, at) for one, at in alone.items()]
        if case.parties[key].restore is not None and gap_band(case, key, needed) > max(gaps):
            return True
    return False


def single_point(case: Case, key: str) -> Row:
    """What a report says of one absence that would stop a protected party."""
    found = effects(case, [key])
    harmed = sorted(one.protected for one in found if one.let_down)
    restore, needed = case.parties[key].restore, soonest(found)
    single = is_single(case.parties, key)
    return {
        "party": key,
        "single": single,
        "grade": grade(case, covered=not harmed, single=single, needed=needed),
        "after": min(one.after for one in found),
        "needed": needed,
        "restore": restore,
        "gap": None if restore is None else restore - needed,
        "covered": not harmed,
        "let_down": harmed,
        "later": sorted(set(stops(case, key)) - set(harmed)),
        "stops": stops(case, key),
        "impact": len(let_down(case, key)),
        **how_often(case, key),
    }


def how_often(case: Case, key: str) -> Row:
    """How often the most frequent essential need that a party carries is due, as far as said."""
    rates = [need.rate for need in carried_by(case, key) if is_essential(case, need)]
    known = [rate for rate in rates if rate is not None]
    return {
        "frequency": float(max(known)) if known else None,
        "frequency_at_least": 0 < len(known) < len(rates),
    }


def stopping_candidates(case: Case) -> list[str]:
    """The candidates whose absence alone would stop a protected party, the worst first."""
    found = [key for key in case.candidates if stops(case, key)]
    return sorted(found, key=lambda key: severity(case, key))


def single_points(case: Case) -> list[Row]:
    """The single points of failure that are told, the worst first."""
    return [single_point(case, key) for key in stopping_candidates(case) if is_told(case, key)]


def units_left_out(case: Case) -> int:
    """How many units are no more than what those inside them say."""
    return sum(not is_told(case, key) for key in stopping_candidates(case))


def ways_felt_first(case: Case, key: str) -> set[str]:
    """The protected parties that feel an absence first."""
    found = [one for one in effects(case, [key]) if one.protected in stops(case, key)]
    soon = min(one.after for one in found)
    return {one.protected for one in found if one.after == soon}
