"""`overload-after-failure`: a fallback that cannot carry what it would have to."""

from __future__ import annotations

from collections.abc import Iterator

from internalmap.model.phrases import percent
from internalmap.rules.rule import Facts, Match, Rule


def _find(facts: Facts) -> Iterator[Match]:
    names = facts.names
    for row in facts.analysis.overloads or ():
        who, gone = names.short(row.overloaded), names.short(row.gone)
        share = percent(row.utilisation)
        share = f"over {share}" if share == percent(1) else share
        yield Match(
            (row.overloaded, row.gone),
            f"Without {gone}, {who} would be at {share} of its time: it cannot carry all that "
            "falls to it then.",
            facts.party_at(row.overloaded, "capacity"),
            remedy=f"Agree what {who} leaves undone while {gone} is away, name one more who can "
            f"stand in, or give {who} room.",
            related=((facts.party_at(row.gone), f"without {gone}"),),
            accepted_at=(row.overloaded, row.gone),
            measure=row.utilisation,
        )


RULE = Rule(
    id="overload-after-failure",
    severity="warning",
    title="A stand-in without the time",
    finds="A party that has the time for its own work, but not for what falls to it as a fallback "
    "when another is gone.",
    why="The fallback exists and is able, and still cannot do it: its own customers and those of "
    "the absent wait for the same hands.",
    remedy="Agree what the stand-in leaves undone, name one more who can stand in, or give it "
    "room.",
    fires="""\
parties:
  guests:  {kind: customer, needs: [lunch, dinner]}
  lunch:   {needs: [{from: [cook-a, cook-b], frequency: daily, effort: 4h}]}
  dinner:  {needs: [{from: [cook-b, cook-a], frequency: daily, effort: 4h}]}
  cook-a:  {kind: person, capacity: 38h/week}
  cook-b:  {kind: person, capacity: 38h/week}
""",
    silent="""\
parties:
  guests:  {kind: customer, needs: [lunch, dinner]}
  lunch:   {needs: [{from: [cook-a, cook-b], frequency: daily, effort: 2h}]}
  dinner:  {needs: [{from: [cook-b, cook-a], frequency: daily, effort: 2h}]}
  cook-a:  {kind: person, capacity: 38h/week}
  cook-b:  {kind: person, capacity: 38h/week}
""",
    find=_find,
)
