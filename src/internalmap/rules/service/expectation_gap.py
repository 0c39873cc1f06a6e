"""`expectation-gap`: service is judged by what was expected."""

from __future__ import annotations

from collections.abc import Iterator

from internalmap.model.phrases import decimal, listed
from internalmap.rules.need_words import both_ends, need_words
from internalmap.rules.rule import Facts, Limit, Match, Rule
from internalmap.text.exact import exact


def _find(facts: Facts) -> Iterator[Match]:
    widest = facts.limits["max_gap"]
    for need in facts.organization.needs:
        if need.satisfaction is None or need.expectation is None:
            continue
        gap = need.expectation.exact - need.satisfaction.exact
        if gap <= exact(widest):
            continue
        suppliers = listed(facts.names.shorts(need.first_suppliers), limit=3)
        source = "" if need.service is None else f" from {suppliers}"
        yield Match(
            both_ends(need),
            f"Satisfaction with {need_words(facts.names, need)}{source} is "
            f"{decimal(need.satisfaction.mean)}, and {decimal(need.expectation.mean)} is expected: "
            f"{decimal(float(gap))} under, where {decimal(widest)} is the most.",
            facts.need_at(need, "satisfaction"),
            service=need.service,
            related=((facts.need_at(need, "expectation"), "what is expected"),),
            need=need,
            measure=float(gap),
        )


RULE = Rule(
    id="expectation-gap",
    severity="note",
    title="A need that is served worse than expected",
    finds="A need whose satisfaction is under its expectation by more than max_gap.",
    why="Customers judge a service by what they expected, not by what was done. A gap is either a "
    "service to mend or an expectation that nobody has spoken about.",
    remedy="Ask the customer what it expects, say what it can count on, and mend what falls short.",
    fires="""\
parties:
  guests:
    kind: customer
    needs: [{service: Dinner, from: kitchen, satisfaction: 3.6, expectation: 4.5}]
  kitchen:
""",
    silent="""\
parties:
  guests:
    kind: customer
    needs: [{service: Dinner, from: kitchen, satisfaction: 4.4, expectation: 4.5}]
  kitchen:
""",
    find=_find,
    limits={
        "max_gap": Limit(0.5, "Satisfaction further than this under expectation is a finding.")
    },
)
