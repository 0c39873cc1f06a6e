"""`no-customer`: everyone has a customer."""

from __future__ import annotations

from collections.abc import Iterator

from internalmap.rules.rule import Facts, Match, Rule


def _find(facts: Facts) -> Iterator[Match]:
    for party in facts.analysis.without_customer:
        inside = ", nor on anyone inside it" if party in facts.organization.members else ""
        yield Match(
            (party,),
            f"{facts.names.short(party)} has no customer: nobody in the model depends on it"
            f"{inside}.",
            facts.party_at(party),
        )


RULE = Rule(
    id="no-customer",
    severity="warning",
    title="A party without a customer",
    finds="A party that supplies nobody, nor does anyone inside it, is part of no unit, and has "
    "nobody reporting to it. External customers and shareholders are left out.",
    why="Everyone has a customer, and if it is not the external one, it is someone who serves "
    "someone who does. Whoever has none is either forgotten in the model or works for nobody.",
    remedy="Ask it who would notice if it stopped, and write that need down.",
    fires="""\
parties:
  guests:  {kind: customer, needs: [kitchen]}
  kitchen:
  archive:
""",
    silent="""\
parties:
  guests:  {kind: customer, needs: [kitchen]}
  kitchen: {needs: [{service: Old recipes, from: archive, importance: helpful}]}
  archive:
""",
    find=_find,
)
