"""`too-many-customers`: one party can listen to so many."""

from __future__ import annotations

from collections.abc import Iterator

from internalmap.model.phrases import counted
from internalmap.rules.rule import Facts, Limit, Match, Rule


def _find(facts: Facts) -> Iterator[Match]:
    most = facts.limits["max"]
    for row in facts.analysis.parties:
        if row.customers > most:
            yield Match(
                (row.id,),
                f"{facts.names.short(row.id)} serves {counted(row.customers, 'customer')}, more "
                f"than {most:g}.",
                facts.party_at(row.id),
                measure=row.customers,
            )


RULE = Rule(
    id="too-many-customers",
    severity=None,
    title="A party with many customers",
    finds="A party that supplies more than max parties directly.",
    why="Everybody leans on it, so everybody waits in the same queue, and it cannot know what each "
    "of them needs.",
    remedy="Let customers with the same need come through one of them, or share the work out.",
    fires="""\
check: {rules: {too-many-customers: {max: 2}}}
parties:
  bar:      {needs: [it]}
  kitchen:  {needs: [it]}
  accounts: {needs: [it]}
  it:
""",
    silent="""\
check: {rules: {too-many-customers: {max: 3}}}
parties:
  bar:      {needs: [it]}
  kitchen:  {needs: [it]}
  accounts: {needs: [it]}
  it:
""",
    find=_find,
    limits={"max": Limit(12, "More customers than this are a finding.")},
)
