"""`stale-feedback`: what customers think is asked again and again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from internalmap.model.organization import Need
from internalmap.model.phrases import counted, listed
from internalmap.rules.need_words import both_ends, need_words
from internalmap.rules.rule import Facts, Limit, Location, Match, Rule
from internalmap.rules.units import by_unit
from internalmap.text.quantities import say_duration

_DAY = 86_400
#: How many needs a message names before it counts the rest.
_NAMED = 3


def _find(facts: Facts) -> Iterator[Match]:
    for need in facts.organization.needs:
        if _is_overdue(facts, need):
            yield Match(
                both_ends(need),
                partial(_message, facts, need),
                facts.need_at(need, "reviewed"),
                service=need.service,
                need=need,
                accepted_at=None if need.customer is None else facts.around(need.customer),
            )


def _join(facts: Facts, found: Sequence[Match]) -> Iterator[Match]:
    """Of what everyone needs there is no unit, and each stands alone."""
    yield from (each for each in found if _customer(each) is None)
    customers = [each for each in found if _customer(each) is not None]
    for unit, members in by_unit(facts, customers, lambda each: _customer(each) or ""):
        if len(members) == 1:
            yield replace(members[0], members=members, named_by=(unit,))
            continue
        yield Match(
            tuple(dict.fromkeys(party for each in members for party in each.parties)),
            partial(_together, facts, unit, members),
            members[0].at,
            related=partial(_related, facts, members),
            accepted_at=(unit,),
            members=members,
            named_by=(unit,),
        )


def _customer(found: Match) -> str | None:
    return None if found.need is None else found.need.customer


def _is_overdue(facts: Facts, need: Need) -> bool:
    """Whether a talk is overdue today, as the agenda has it."""
    if need.reviewed is None:
        return need.satisfaction is not None
    longest = facts.limits["max_review_age"]
    return (facts.today - need.reviewed).days > longest // _DAY  # whole days count


def _message(facts: Facts, need: Need) -> str:
    """Why it is."""
    about = need_words(facts.names, need)
    if need.reviewed is None:
        return f"Satisfaction with {about} is given, and no feedback talk is on record."
    longest = say_duration(facts.limits["max_review_age"])
    return f"The last feedback talk on {about} was on {need.reviewed}, longer ago than {longest}."


def _related(facts: Facts, members: Sequence[Match]) -> list[tuple[Location, str]]:
    """Each need of which the talk is overdue."""
    return [
        (each.at, need_words(facts.names, each.need)) for each in members if each.need is not None
    ]


def _together(facts: Facts, unit: str, members: Sequence[Match]) -> str:
    words = [words for _, words in _related(facts, members)]
    talks = counted(len(members), "feedback talk")
    return f"{talks} with {facts.names.short(unit)} are overdue: on {listed(words, limit=_NAMED)}."


RULE = Rule(
    id="stale-feedback",
    severity="warning",
    title="A feedback talk that is overdue",
    finds="Needs of which the last feedback talk is older than max_review_age, or of which "
    "satisfaction is given without the date of a talk, in one finding for the unit of the "
    "customers.",
    why="What a customer thought long ago says little of today, and whoever is not asked stops "
    "telling. A talk that is kept closes the loop.",
    remedy="Ask the customer whether it gets what it needs, and write down the day of the talk.",
    fires="""\
parties:
  guests:  {kind: customer, needs: [{service: Dinner, from: kitchen, reviewed: 2025-03-10}]}
  kitchen:
""",
    silent="""\
parties:
  guests:  {kind: customer, needs: [{service: Dinner, from: kitchen, reviewed: 2026-03-10}]}
  kitchen:
""",
    find=_find,
    join=_join,
    limits={
        "max_review_age": Limit(365 * _DAY, "A talk that is longer ago than this is a finding.")
    },
    calendar=True,
)
