"""`single-point-of-failure`: one absence that lets somebody down who must not be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from internalmap.model.organization import Need
from internalmap.model.phrases import after, listed
from internalmap.results.analyze import SinglePoint
from internalmap.results.check import Severity
from internalmap.rules.rule import At, Facts, Found, Rule
from internalmap.text.escape import printable

#: How many names a message gives before it counts the rest.
_NAMED = 3


def _find(facts: Facts) -> Iterator[Found]:
    for party, point in sorted(facts.points.items()):
        way = list(_way(facts, point.way))
        yield Found(
            (party,),
            _message(facts, point),
            facts.party_at(party),
            stops=point.stops,
            severity=_severity(point),
            remedy=_remedy(facts, point, way[0]) if way else None,
            related=tuple(_related(facts, party, *step) for step in way[:_NAMED]),
        )


def _severity(point: SinglePoint) -> Severity:
    if point.covered:
        return "note"
    return "error" if point.single else "warning"


def _message(facts: Facts, point: SinglePoint) -> str:
    customers = listed(facts.names.shorts(point.stops), limit=_NAMED)
    said = f"Without {facts.names.short(point.party)}, {customers} cannot be served"
    if point.after is None:
        return f"{said}."
    several = "the first of them " if len(point.stops) > 1 else ""
    when = "from that moment on" if point.after == 0 else after(point.after)
    said += f", {several}{when}" if several else f" {when}"
    if point.restore is None:
        return f"{said}."
    if point.covered:
        return f"{said}; it is back in time, {after(point.restore)}."
    return f"{said}; it is back only {after(point.restore)}."


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


def _related(facts: Facts, party: str, supplier: str, customer: str, need: Need) -> tuple[At, str]:
    who = "it" if supplier == party else facts.names.short(supplier)
    whom = facts.names.short(customer)
    if need.staffing:
        return facts.party_at(customer), f"{whom} cannot work without {who}"
    needed = "needed" if supplier == party else f"{who} is needed"
    return facts.need_at(need), f"{needed} here by {whom}"


def _remedy(facts: Facts, point: SinglePoint, step: tuple[str, str, Need]) -> str:
    """What to do, at the need by which the absence travels first."""
    supplier, customer, need = step
    who, whom = facts.names.short(supplier), facts.names.short(customer)
    if need.staffing:
        return f"Find or train another for {whom} who can do what {who} does there."
    what = f"“{printable(need.service)}”" if need.service else "what it supplies"
    said = f"Name a stand-in for {who} in {what} for {whom}, one that does not lean on {who}"
    if facts.organization.parties[point.party].kind in ("system", "supplier") or not point.single:
        return f"{said}."
    return f"{said}, or see that more than one person can do it."


RULE = Rule(
    id="single-point-of-failure",
    severity="error",
    title="A single point of failure",
    finds="A party whose absence alone stops a protected party: an error where it is one person, "
    "role, system or outside supplier, a warning where it is a whole unit, a note where `restore` "
    "says that it is back before it hurts.",
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
