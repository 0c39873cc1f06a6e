"""`stale-feedback`: what customers think is asked again and again."""

from __future__ import annotations

from collections.abc import Iterator

from internalmap.model.organization import Need
from internalmap.rules.need_words import both_ends, need_words
from internalmap.rules.rule import Facts, Limit, Match, Rule
from internalmap.text.quantities import say_duration

_DAY = 86_400


def _find(facts: Facts) -> Iterator[Match]:
    for need in facts.organization.needs:
        message = _overdue(facts, need)
        if message:
            yield Match(
                both_ends(need),
                message,
                facts.need_at(need, "reviewed"),
                service=need.service,
                need=need,
            )


def _overdue(facts: Facts, need: Need) -> str:
    """Why a talk is overdue today, as the agenda has it; nothing where it is not."""
    longest = facts.limits["max_review_age"]
    if need.reviewed is None:
        if need.satisfaction is None:
            return ""
        about = need_words(facts.names, need)
        return f"Satisfaction with {about} is given, and no feedback talk is on record."
    if (facts.today - need.reviewed).days <= longest // _DAY:  # whole days count
        return ""
    return (
        f"The last feedback talk on {need_words(facts.names, need)} was on {need.reviewed}, longer "
        f"ago than {say_duration(longest)}."
    )


RULE = Rule(
    id="stale-feedback",
    severity="warning",
    title="A feedback talk that is overdue",
    finds="A need of which the last feedback talk is older than max_review_age, or of which "
    "satisfaction is given without the date of a talk.",
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
    limits={
        "max_review_age": Limit(365 * _DAY, "A talk that is longer ago than this is a finding.")
    },
    calendar=True,
)
