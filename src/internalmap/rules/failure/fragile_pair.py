"""`fragile-pair`: two absences that together let somebody down who must not be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from heapq import heapify, heappop, heappush

from internalmap.model.phrases import listed
from internalmap.results.analyze import FragileSet
from internalmap.rules.rule import SEVERITY_OF, Facts, Location, Match, Rule
from internalmap.rules.time_words import back_after, first_since

#: How many names a message gives before it counts the rest.
_NAMED = 3


def _find(facts: Facts) -> Iterator[Match]:
    for pair, rows in sorted(_pairs(facts).items()):
        grade = min(
            facts.grade(covered=row.covered, single=row.single, needed=row.needed) for row in rows
        )
        yield Match(
            pair,
            partial(_message, facts, pair[0], [pair[1]], rows),
            facts.party_at(pair[0]),
            stops=tuple(sorted(row.protected for row in rows if not row.covered)),
            severity=SEVERITY_OF[grade],
            harmless=grade == 3,
            related=partial(_related, facts, [pair[1]], "the other of the two"),
            accepted_at=pair,
            absences=(pair,),
        )


def _pairs(facts: Facts) -> Mapping[tuple[str, ...], list[FragileSet]]:
    pairs: dict[tuple[str, ...], list[FragileSet]] = {}
    for found in facts.analysis.fragile_sets or ():
        if len(found.parties) == 2:
            pairs.setdefault(found.parties, []).append(found)
    return pairs


def _join(facts: Facts, found: Sequence[Match]) -> Iterator[Match]:
    """One finding for each party that many pairs have in common, and each severity."""
    rows = _pairs(facts)
    severities = dict.fromkeys(each.severity for each in found)
    for severity in severities:
        alike = {each.parties: each for each in found if each.severity == severity}
        for hub, partners in _hubs(list(alike)):
            members = tuple(alike[tuple(sorted((hub, each)))] for each in partners)
            told = _around(facts, hub, partners, members, rows) if partners[1:] else members[0]
            # Told apart from pairs of the same party that are more or less grave.
            yield replace(told, members=members, named_by=(hub,), mark=severity or "")


def _around(
    facts: Facts,
    hub: str,
    partners: Sequence[str],
    members: Sequence[Match],
    rows: Mapping[tuple[str, ...], Sequence[FragileSet]],
) -> Match:
    """What one party does together with any of several."""
    return Match(
        (hub, *partners),
        partial(_around_message, facts, hub, partners, members, rows),
        facts.party_at(hub),
        stops=tuple(sorted({party for each in members for party in each.stops})),
        severity=members[0].severity,
        harmless=members[0].harmless,
        related=partial(_related, facts, partners, "one of the others"),
        accepted_at=(hub,),
        absences=tuple(each.parties for each in members),
    )


def _around_message(
    facts: Facts,
    hub: str,
    partners: Sequence[str],
    members: Sequence[Match],
    rows: Mapping[tuple[str, ...], Sequence[FragileSet]],
) -> str:
    of_all = [row for each in members for row in rows[each.parties]]
    return _message(facts, hub, partners, of_all)


def _related(facts: Facts, parties: Sequence[str], words: str) -> list[tuple[Location, str]]:
    return [(facts.party_at(each), f"{facts.names.short(each)}, {words}") for each in parties]


def _hubs(pairs: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, list[str]]]:
    """Each pair once, under whoever has the most of those that are left; of several, the first by
    id. Then the partners, by id."""
    left: dict[str, set[str]] = {}
    for one, other in pairs:
        left.setdefault(one, set()).add(other)
        left.setdefault(other, set()).add(one)
    heap = [(-len(partners), party) for party, partners in left.items()]
    heapify(heap)
    while heap:
        number, hub = heappop(heap)
        partners = left[hub]
        if -number != len(partners):  # some have gone to another since
            if partners:
                heappush(heap, (-len(partners), hub))
            continue
        yield hub, sorted(partners)
        for each in partners:
            left[each].discard(hub)
        left[hub] = set()


def _message(facts: Facts, hub: str, partners: Sequence[str], rows: Sequence[FragileSet]) -> str:
    """Who is let down and when, if somebody is, and when the first of the two is back."""
    late = [row for row in rows if not row.covered]
    told = late or rows
    protected = sorted({row.protected for row in told})
    customers = listed(facts.names.shorts(protected), limit=_NAMED)
    times = [row.needed for row in told if row.needed is not None]
    when = first_since(min(times), len(protected)) if times else ""
    verb = "lets" if late else "would let"
    said = f"The absence of {_both(facts, hub, partners)} {verb} {customers} down{when}"
    said += "; that of one alone does not"
    backs = {row.restore for row in told}
    back = next((row.restore for row in told if row.restore is not None), None)
    if all(row.hidden for row in told):
        said += ", since recovery is in time for one"
    elif back is not None and (len(partners) == 1 or len(backs) == 1):
        said += f"; the first is {back_after(back)}{'' if late else ', in time'}"
    return f"{said}."


def _both(facts: Facts, hub: str, partners: Sequence[str]) -> str:
    who, others = facts.names.short(hub), facts.names.shorts(partners)
    if len(others) == 1:
        return f"both {who} and {others[0]}"
    either = "either" if len(others) == 2 else "any of"
    return f"both {who} and {either} {listed(others, 'or', limit=_NAMED)}"


RULE = Rule(
    id="fragile-pair",
    severity="error",
    title="Two absences that together are too many",
    finds="Two parties of which each can be spared, but not both at once: together they stop a "
    "protected party, or let it down although each alone is back in time. Pairs that have a party "
    "in common are one finding, at that party. An error where both are one person, role, system or "
    "outside supplier, and somebody is let down `soon`; a warning where one is a whole unit, or it "
    "takes longer; a note, whatever is set, where the first is back before anyone is let down. A "
    "pair can be accepted at either of the two.",
    why="Holidays, illness and power cuts come in twos. One absence is covered, and so the second "
    "goes unnoticed until the day it matters.",
    remedy="See that they are not away at the same time, or name another who can stand in.",
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
    join=_join,
    pairs=True,
)
