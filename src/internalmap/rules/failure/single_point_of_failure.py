"""`single-point-of-failure`: one absence that lets somebody down who must not be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise

from internalmap.model.organization import Need
from internalmap.model.phrases import listed
from internalmap.results.analyze import SinglePoint
from internalmap.rules.rule import SEVERITY_OF, Facts, Location, Match, Rule
from internalmap.rules.time_words import back_after, first_since
from internalmap.text.escape import escape
from internalmap.text.quantities import say_duration

#: Kinds of which one more person is a second one.
_PEOPLE = frozenset({"person", "role", "team", "department"})
#: How many names a message gives before it counts the rest.
_NAMED = 3


def _find(facts: Facts) -> Iterator[Match]:
    for party, point in sorted(facts.points.items()):
        way = list(_way(facts, point.way))
        grade = facts.grade(covered=point.covered, single=point.single, needed=point.needed)
        yield Match(
            (party,),
            partial(_message, facts, point),
            facts.party_at(party),
            stops=point.let_down,
            severity=SEVERITY_OF[grade],
            harmless=point.covered,
            remedy=_remedy(facts, point, way),
            related=partial(_related, facts, point, way),
            absences=((party,),),
        )


def _message(facts: Facts, point: SinglePoint) -> str:
    """Who is let down and when, when the party is back, and how many would stop later."""
    whom = point.stops if point.covered else point.let_down
    verb = "would let" if point.covered else "lets"
    customers = listed(facts.names.shorts(whom), limit=_NAMED)
    said = f"The absence of {facts.names.short(point.party)} {verb} {customers} down"
    if point.needed is not None:
        said += first_since(point.needed, len(whom))
    parts = [said]
    if point.restore is not None:
        parts.append(back_after(point.restore) + (", in time" if point.covered else ""))
    if point.later and not point.covered:
        others = "1 other" if len(point.later) == 1 else f"{len(point.later):,} others"
        parts.append(f"{others} would stop later")
    return f"{'; '.join(parts)}."


def _way(facts: Facts, chain: Sequence[str]) -> Iterator[tuple[str, str, Need]]:
    """The needs by which an absence travels first: supplier, customer, and the need of the one for
    the other; of several, the one that holds out least."""
    network = facts.scope.network
    for supplier, customer in pairwise(chain):
        requirements = [
            network.requirements[number]
            for number in network.essential_of[network.index[customer]]
            if supplier in network.requirements[number].need.suppliers
        ]
        weakest = min(requirements, key=lambda each: (each.threshold, each.need.buffer or 0))
        yield supplier, customer, weakest.need


def _related(
    facts: Facts, point: SinglePoint, way: Sequence[tuple[str, str, Need]]
) -> list[tuple[Location, str]]:
    """The first steps of the way, and when the party is back."""
    found = [_step(facts, point.party, *step) for step in way[:_NAMED]]
    if point.restore is not None:
        found.append((facts.party_at(point.party, "restore"), back_after(point.restore)))
    return found


def _step(
    facts: Facts, party: str, supplier: str, customer: str, need: Need
) -> tuple[Location, str]:
    who = "it" if supplier == party else facts.names.short(supplier)
    whom = facts.names.short(customer)
    if need.implied:
        key = "location" if need.at_site else None
        return facts.party_at(customer, key), f"{whom} cannot work without {who}"
    needed = "needed" if supplier == party else f"{who} is needed"
    return facts.need_at(need), f"{needed} here by {whom}"


def _remedy(facts: Facts, point: SinglePoint, way: Sequence[tuple[str, str, Need]]) -> str | None:
    """What to do: to see that recovery holds, or at the need by which the absence travels first,
    or, where there is a plan to be back, to be back sooner."""
    if point.covered:
        return "See that the recovery holds: try it."
    sooner = _sooner(point)
    if not way:
        return sooner or None
    return f"{_stand_in(facts, point, *way[0])}{sooner and f' {sooner}'}"


def _sooner(point: SinglePoint) -> str:
    if point.restore is None or point.needed is None or not point.gap or point.gap < 0:
        return ""
    longer = f"let those who need it hold out {say_duration(point.gap)} longer (`buffer`)"
    if not point.needed:
        return f"Or {longer}."
    return f"Or shorten `restore` to {say_duration(point.needed)}, or {longer}."


def _stand_in(facts: Facts, point: SinglePoint, supplier: str, customer: str, need: Need) -> str:
    who, whom = facts.names.short(supplier), facts.names.short(customer)
    if need.at_site:
        return f"Say where {whom} would work instead, as a second place in its `location`."
    if need.staffing:
        return f"Find or train another for {whom} who can do what {who} does there."
    if need.service:
        said = f"Give {whom} a stand-in for “{escape(need.service)}” that does not lean on {who}"
    else:
        people = facts.organization.parties[supplier].kind in ("person", "role")
        them = "them" if people else "it"
        said = f"Give {whom} a stand-in for {who} that does not lean on {them}"
    if facts.organization.parties[point.party].kind not in _PEOPLE or not point.single:
        return f"{said}."
    return f"{said}, or see that more than one person can do it."


RULE = Rule(
    id="single-point-of-failure",
    severity="error",
    title="A single point of failure",
    finds="A party whose absence alone stops a protected party. An error where it is one person, "
    "role, system or outside supplier, and somebody is let down `soon`; a warning where it is a "
    "whole unit (an error with `units: error` in `check`), or takes longer; a note, whatever is "
    "set, where `restore` says that it is back before anyone is let down. `restored-too-late` is a "
    "former name of it, and works as this one.",
    why="Everything else may be in order: when this one is away, somebody outside is let down. "
    "Nobody sees it while it works.",
    remedy="Name a stand-in for it that does not lean on it, or see that more than one person can "
    "do its work. Where it is back soon enough, say so in `restore`.",
    fires="""\
parties:
  guests:    {kind: customer, needs: [reception]}
  reception: {needs: [it]}
  it:        {name: IT support, headcount: 1}
""",
    silent="""\
parties:
  guests:    {kind: customer, needs: [{from: [reception, bar]}]}
  reception: {needs: [{service: Guest register, from: [it, paper-list]}]}
  bar:
  it:        {name: IT support, headcount: 1}
  paper-list:
""",
    find=_find,
)
