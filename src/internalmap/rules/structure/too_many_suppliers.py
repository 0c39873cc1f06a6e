"""`too-many-suppliers`: whoever depends on many is stopped by many."""

from __future__ import annotations

from collections.abc import Iterator

from internalmap.model.phrases import counted
from internalmap.rules.rule import Facts, Limit, Match, Rule


def _find(facts: Facts) -> Iterator[Match]:
    most = facts.limits["max"]
    for row in facts.analysis.parties:
        if row.suppliers > most and row.kind != "customer":
            yield Match(
                (row.id,),
                f"{facts.names.short(row.id)} depends on {counted(row.suppliers, 'supplier')}, "
                f"more than {most:g}.",
                facts.party_at(row.id, "needs"),
                measure=row.suppliers,
            )


RULE = Rule(
    id="too-many-suppliers",
    severity=None,
    title="A party with many suppliers",
    finds="A party that depends on more than max parties directly. External customers are left "
    "out: how many serve them is not theirs to change.",
    why="Each supplier is one more that can be late, and one more to talk to. Whoever has many "
    "spends its days on asking.",
    remedy="Let one of them gather what comes from several, or drop needs that nobody misses.",
    fires="""\
check: {rules: {too-many-suppliers: {max: 2}}}
parties:
  guests:  {kind: customer, needs: [kitchen]}
  kitchen: {needs: [it, stores, hr]}
  it:
  stores:
  hr:
""",
    silent="""\
check: {rules: {too-many-suppliers: {max: 3}}}
parties:
  guests:  {kind: customer, needs: [kitchen]}
  kitchen: {needs: [it, stores, hr]}
  it:
  stores:
  hr:
""",
    find=_find,
    limits={"max": Limit(12, "More suppliers than this are a finding.")},
)
