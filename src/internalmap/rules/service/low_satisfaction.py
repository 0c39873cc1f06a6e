"""`low-satisfaction`: how internal customers are served decides how external ones are."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from internalmap.model.organization import Need, Rating
from internalmap.model.phrases import decimal, listed
from internalmap.rules.need_words import both_ends, need_words
from internalmap.rules.rule import Facts, Limit, Match, Rule
from internalmap.text.exact import exact


def _find(facts: Facts) -> Iterator[Match]:
    low, high = facts.organization.scale
    least = facts.limits.get("min_satisfaction", (low + high) / 2)
    for need in facts.organization.needs:
        if need.satisfaction is None or need.satisfaction.exact >= exact(least):
            continue
        yield Match(
            both_ends(need),
            partial(_message, facts, need, need.satisfaction, least),
            facts.need_at(need, "satisfaction"),
            service=need.service,
            need=need,
            measure=float(exact(least) - need.satisfaction.exact),
        )


def _message(facts: Facts, need: Need, satisfaction: Rating, least: float) -> str:
    low, high = facts.organization.scale
    suppliers = listed(facts.names.shorts(need.first_suppliers), limit=3)
    source = "" if need.service is None else f" from {suppliers}"
    return (
        f"Satisfaction with {need_words(facts.names, need)}{source} is "
        f"{decimal(satisfaction.mean)}, under {decimal(least)} on the scale from {low:g} "
        f"to {high:g}."
    )


RULE = Rule(
    id="low-satisfaction",
    severity="warning",
    title="A need that is poorly served",
    finds="A need whose satisfaction is under min_satisfaction.",
    why="How internal customers are served decides how external customers are served: a poor "
    "exchange deep inside shows outside sooner or later.",
    remedy="Ask the customer what it lacks, agree what changes, and write the action down.",
    fires="""\
parties:
  guests:  {kind: customer, needs: [{service: Dinner, from: kitchen, satisfaction: 2.4}]}
  kitchen:
""",
    silent="""\
parties:
  guests:  {kind: customer, needs: [{service: Dinner, from: kitchen, satisfaction: 4.4}]}
  kitchen:
""",
    find=_find,
    limits={
        "min_satisfaction": Limit(
            None,
            "Satisfaction under this is a finding; usually the middle of the model's scale.",
        )
    },
)
