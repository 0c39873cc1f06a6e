"""`no-line-of-sight`: everyone serves somebody who serves the customer."""

from __future__ import annotations

from collections.abc import Iterator

from internalmap.rules.rule import Facts, Match, Rule


def _find(facts: Facts) -> Iterator[Match]:
    # Who has no customer at all is told so by the rule about that.
    alone = frozenset(facts.analysis.without_customer)
    for party in facts.analysis.without_line_of_sight:
        if party not in alone:
            yield Match(
                (party,),
                f"{facts.names.short(party)} has no line of sight: no chain leads from it to "
                "those whom the organisation serves.",
                facts.party_at(party),
            )


RULE = Rule(
    id="no-line-of-sight",
    severity="warning",
    title="A party without a line of sight to the customer",
    finds="A party from which no chain of needs, units and reporting lines leads to an external "
    "customer, nor from anyone inside it. Parties without any customer are left out.",
    why="Whoever does not serve the external customer serves someone who does. Where no chain "
    "leads there, nobody can see what the work is for, nor what breaks without it.",
    remedy="Ask its customers whom they serve, and write the missing need down.",
    fires="""\
parties:
  guests:  {kind: customer, needs: [kitchen]}
  kitchen:
  history: {needs: [archive]}
  archive: {needs: [history]}
""",
    silent="""\
parties:
  guests:  {kind: customer, needs: [kitchen]}
  kitchen: {needs: [{service: Old recipes, from: history, importance: helpful}]}
  history: {needs: [archive]}
  archive: {needs: [history]}
""",
    find=_find,
)
