"""`fragile-pair`: two absences that together let somebody down who must not be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from internalmap.model.phrases import listed
from internalmap.results.analyze import FragileSet
from internalmap.rules.rule import SEVERITY_OF, Facts, Match, Rule
from internalmap.rules.time_words import back_after, first_since


def _find(facts: Facts) -> Iterator[Match]:
    sets: dict[tuple[str, ...], list[FragileSet]] = {}
    for found in facts.analysis.fragile_sets or ():
        if len(found.parties) == 2:
            sets.setdefault(found.parties, []).append(found)
    for pair, rows in sorted(sets.items()):
        first, second = facts.names.shorts(pair)
        grade = min(
            facts.grade(covered=row.covered, single=row.single, needed=row.needed) for row in rows
        )
        yield Match(
            pair,
            _message(facts, first, second, rows),
            facts.party_at(pair[0]),
            stops=tuple(sorted(row.protected for row in rows if not row.covered)),
            severity=SEVERITY_OF[grade],
            harmless=grade == 3,
            remedy=f"See that {first} and {second} are not away at the same time, or name a third "
            "who can stand in for either.",
            related=((facts.party_at(pair[1]), f"{second}, the other of the two"),),
            accepted_at=pair,
            absences=(pair,),
        )


def _message(facts: Facts, first: str, second: str, rows: Sequence[FragileSet]) -> str:
    """Who is let down and when, if somebody is, and when the first of the two is back."""
    late = [row for row in rows if not row.covered]
    told = late or rows
    customers = listed(facts.names.shorts(sorted(row.protected for row in told)), limit=3)
    times = [row.needed for row in told if row.needed is not None]
    when = first_since(min(times), len(told)) if times else ""
    verb = "lets" if late else "would let"
    said = f"The absence of both {first} and {second} {verb} {customers} down{when}"
    said += "; that of one alone does not"
    back = next((row.restore for row in told if row.restore is not None), None)
    if all(row.hidden for row in told):
        said += ", since recovery is in time for one"
    elif back is not None:
        said += f"; the first is {back_after(back)}{'' if late else ', in time'}"
    return f"{said}."


RULE = Rule(
    id="fragile-pair",
    severity="error",
    title="Two absences that together are too many",
    finds="Two parties of which each can be spared, but not both at once: together they stop a "
    "protected party, or let it down although each alone is back in time. An error where both are "
    "one person, role, system or outside supplier, and somebody is let down `soon`; a warning "
    "where one is a whole unit, or it takes longer; a note, whatever is set, where the first is "
    "back before anyone is let down.",
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
