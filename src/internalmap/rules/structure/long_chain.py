"""`long-chain`: what is far from the customer hears little of it."""

from __future__ import annotations

from collections.abc import Iterator

from internalmap.model.phrases import counted
from internalmap.rules.rule import Facts, Limit, Match, Rule


def _find(facts: Facts) -> Iterator[Match]:
    most = facts.limits["max"]
    for row in facts.analysis.parties:
        if row.level is not None and row.level > most:
            yield Match(
                (row.id,),
                f"{facts.names.short(row.id)} is {counted(row.level, 'step')} from the customer, "
                f"more than {most:g}.",
                facts.party_at(row.id),
                measure=row.level,
            )


RULE = Rule(
    id="long-chain",
    severity=None,
    title="A party far from the customer",
    finds="A party that is more than max steps from the external customer.",
    why="At every step something of what the customer wants is lost, and so is time. Whoever is "
    "far away works for the next desk, not for the customer.",
    remedy="Bring it closer: let it serve someone nearer to the customer directly, or let it meet "
    "the customer now and then.",
    fires="""\
check: {rules: {long-chain: {max: 2}}}
parties:
  guests:     {kind: customer, needs: [restaurant]}
  restaurant: {needs: [kitchen]}
  kitchen:    {needs: [stores]}
  stores:
""",
    silent="""\
check: {rules: {long-chain: {max: 3}}}
parties:
  guests:     {kind: customer, needs: [restaurant]}
  restaurant: {needs: [kitchen]}
  kitchen:    {needs: [stores]}
  stores:
""",
    find=_find,
    limits={"max": Limit(6, "More steps from the customer than this are a finding.")},
)
