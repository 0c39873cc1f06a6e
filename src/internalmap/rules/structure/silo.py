"""`silo`: a unit that keeps to itself."""

from __future__ import annotations

from collections.abc import Iterator

from internalmap.model.phrases import decimal
from internalmap.rules.rule import Facts, Limit, Match, Rule


def _find(facts: Facts) -> Iterator[Match]:
    least = facts.limits["min"]
    for row in facts.analysis.units:
        if row.e_i is not None and row.e_i < least:
            yield Match(
                (row.unit,),
                f"{facts.names.short(row.unit)} keeps to itself: {_ties(row.e_i)} (its E-I index "
                f"is {decimal(row.e_i)}, under {decimal(least)}).",
                facts.party_at(row.unit),
                measure=least - row.e_i,
            )


def _ties(index: float) -> str:
    """An E-I index in words: it is the share of ties that leave less that of those inside."""
    inside = (1 - index) / 2
    return "all of its ties stay inside" if inside == 1 else f"{inside:.0%} of its ties stay inside"


RULE = Rule(
    id="silo",
    severity=None,
    title="A unit that keeps to itself",
    finds="A unit whose E-I index, its ties to others less those inside over all its ties, is "
    "under min.",
    why="Contacts across units are help when something breaks. A unit that only deals with itself "
    "hears late what others need, and others hear late what it cannot do.",
    remedy="Find who outside depends on its work or could, and write these needs down; or let them "
    "meet.",
    fires="""\
parties:
  guests: {kind: customer, needs: [bar]}
  bar:    {needs: [it]}
  it:
  house:  {kind: department}
  cooks:  {part_of: house, needs: [stores, dishes]}
  stores: {part_of: house, needs: [dishes]}
  dishes: {part_of: house}
""",
    silent="""\
parties:
  guests: {kind: customer, needs: [bar]}
  bar:    {needs: [it, cooks, stores]}
  it:
  house:  {kind: department}
  cooks:  {part_of: house, needs: [stores, dishes]}
  stores: {part_of: house, needs: [dishes]}
  dishes: {part_of: house}
""",
    find=_find,
    limits={"min": Limit(-0.5, "An E-I index under this is a finding; from -1 to 1.")},
)
