"""`fragile-pair`: two absences that together let somebody down who must not be."""

from __future__ import annotations

from collections.abc import Iterator

from internalmap.model.phrases import listed
from internalmap.rules.rule import Facts, Found, Rule


def _find(facts: Facts) -> Iterator[Found]:
    stops: dict[tuple[str, ...], list[str]] = {}
    for found in facts.analysis.fragile_sets or ():
        if len(found.parties) == 2:
            stops.setdefault(found.parties, []).append(found.protected)
    for pair, protected in sorted(stops.items()):
        first, second = facts.names.shorts(pair)
        customers = listed(facts.names.shorts(protected), limit=3)
        yield Found(
            pair,
            f"With both {first} and {second} away, {customers} cannot be served; with either of "
            "them there, they can.",
            facts.party_at(pair[0]),
            stops=tuple(protected),
            remedy=f"See that {first} and {second} are not away at the same time, or name a third "
            "who can stand in for either.",
            related=((facts.party_at(pair[1]), f"{second}, the other of the two"),),
            accepted_at=pair,
        )


RULE = Rule(
    id="fragile-pair",
    severity="note",
    title="Two absences that together are too many",
    finds="Two parties of which each can be spared, but not both at once: together they stop a "
    "protected party.",
    why="Holidays, illness and power cuts come in twos. One absence is covered, and so the second "
    "goes unnoticed until the day it matters.",
    remedy="See that the two are not away at the same time, or name a third who can stand in for "
    "either.",
    fires="""\
parties:
  guests:  {kind: customer, needs: [{service: Dinner, from: [anna, chidi]}]}
  anna:    {kind: person}
  chidi:   {kind: person}
  mona:    {kind: person}
""",
    silent="""\
parties:
  guests:  {kind: customer, needs: [{service: Dinner, from: [anna, chidi, mona]}]}
  anna:    {kind: person}
  chidi:   {kind: person}
  mona:    {kind: person}
""",
    find=_find,
    pairs=True,
)
