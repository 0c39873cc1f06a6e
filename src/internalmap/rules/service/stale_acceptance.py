"""`stale-acceptance`: what is accepted is accepted for a reason, and until a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from internalmap.rules.need_words import need_words
from internalmap.rules.rule import AcceptanceUse, Facts, Location, Match, Rule


def _find(facts: Facts) -> Iterator[Match]:
    for used in _in_order(facts.used):
        ran_out = used.expired and facts.day_given
        # Whether it covers anything does not change with the day, so that is told first as long
        # as no day is given.
        # What grew beyond it says so itself.
        covers_nothing = used.judged and not (
            used.covered or used.replaced or used.exceeded or ran_out
        )
        if not (used.expired or covers_nothing):
            continue
        message = "covers nothing: remove it." if covers_nothing else _ran_out(facts, used)
        yield Match(
            () if used.party is None else (used.party,),
            f"The acceptance of {used.acceptance.rule} on {_owner(facts, used)} {message}",
            Location(used.acceptance.route, "rule" if covers_nothing else "until"),
            service=None if used.need is None else used.need.service,
            calendar=not covers_nothing,
            mark=used.acceptance.rule,
        )


def _in_order(used: Sequence[AcceptanceUse]) -> list[AcceptanceUse]:
    """Parties by id, then needs in need order, as they come; those of one by what they say, since
    the order in which they were written means nothing."""
    place: dict[tuple[str | None, int], int] = {}
    for each in used:
        place.setdefault(_holder(each), len(place))

    def order(each: AcceptanceUse) -> tuple[int, str, date, str, str]:
        accepted = each.acceptance
        until = accepted.until or date.max
        return place[_holder(each)], accepted.rule, until, accepted.reason, accepted.by

    return sorted(used, key=order)


def _holder(used: AcceptanceUse) -> tuple[str | None, int]:
    return used.party, 0 if used.need is None else id(used.need)


def _owner(facts: Facts, used: AcceptanceUse) -> str:
    if used.need is not None:
        return need_words(facts.names, used.need)
    assert used.party is not None
    return facts.names.short(used.party)


def _ran_out(facts: Facts, used: AcceptanceUse) -> str:
    """That it is past its day, and what that means."""
    day = used.acceptance.until
    if used.replaced:
        return f"ran out on {day}, and another covers what it did: remove it."
    if facts.day_given:
        return f"ran out on {day}: what it covered is back, if it is still there."
    return f"ran out on {day}: what it covers will be back once the day is given."


RULE = Rule(
    id="stale-acceptance",
    severity="warning",
    title="An acceptance that is out of date",
    finds="An accepted finding whose until is past, or that covers nothing. Of rules that did not "
    "run it is not known whether they would find something. That until is past only tells, unless "
    "the day is given.",
    why="An acceptance is a decision for a time and a reason. One that outlives them hides the "
    "next fault in the same place.",
    remedy="Decide again: mend what was accepted, accept it until another day, or remove the "
    "acceptance where there is nothing left to accept.",
    fires="""\
parties:
  guests:  {kind: customer, needs: [kitchen]}
  kitchen:
  terrace: {accept: [{rule: no-customer, reason: opens in June, by: anna, until: 2026-07-01}]}
""",
    silent="""\
parties:
  guests:  {kind: customer, needs: [kitchen]}
  kitchen:
  terrace: {accept: [{rule: no-customer, reason: opens in June, by: anna, until: 2027-07-01}]}
""",
    find=_find,
)
