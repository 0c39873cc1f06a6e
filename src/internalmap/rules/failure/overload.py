"""`overload`: more work than there is time for."""

from __future__ import annotations

from collections.abc import Iterator

from internalmap.model.organization import Need
from internalmap.model.phrases import decimal, percent
from internalmap.rules.rule import Facts, Limit, Location, Match, Rule
from internalmap.text.escape import escape
from internalmap.text.exact import Exact, exact

#: How many of the needs that load a party are shown.
_SHOWN = 3


def _find(facts: Facts) -> Iterator[Match]:
    limit = facts.limits["max_utilisation"]
    over = {
        row.id: row
        for row in facts.analysis.parties
        if row.utilisation is not None and row.utilisation > limit
    }
    works: dict[str, list[tuple[Exact, Need]]] = {party: [] for party in over}
    for need in facts.organization.needs:
        if need.frequency is None or need.effort is None:
            continue
        work = exact(need.frequency) * exact(need.effort) * len(need.customers)
        for supplier in need.first_suppliers:
            if supplier in works:
                works[supplier].append((work, need))
    for party, row in over.items():
        largest = sorted(works[party], key=lambda work: -work[0])[:_SHOWN]
        yield Match(
            (party,),
            f"{facts.names.short(party)} has {_hours(facts, party)} a week for "
            f"{decimal((row.load or 0) / 3600)} h of work: {_share(row.utilisation or 0, limit)} "
            "of its time.",
            facts.party_at(party, "capacity"),
            related=tuple(_related(facts, *work) for work in largest),
            measure=row.utilisation,
        )


def _hours(facts: Facts, party: str) -> str:
    return f"{decimal(float(facts.organization.parties[party].capacity or 0) / 3600)} h"


def _share(utilisation: float, limit: float) -> str:
    """A percentage that never looks as if the limit were kept."""
    shown = percent(utilisation)
    return f"over {shown}" if shown == percent(limit) else shown


def _related(facts: Facts, work: Exact, need: Need) -> tuple[Location, str]:
    who = facts.names.customer(need.customer)
    what = f"“{escape(need.service)}”" if need.service else "this"
    return facts.need_at(need), f"{what} for {who} takes {decimal(float(work / 3600))} h a week"


RULE = Rule(
    id="overload",
    severity="error",
    title="More work than time",
    finds="A party whose utilisation, its work as a share of its `capacity`, is above "
    "`max_utilisation`.",
    why="What cannot be done in the time there is gets late or is left out, and those who wait for "
    "it find out last.",
    remedy="Ask which of its customers could ask for less, or ask somebody else; or give it more "
    "time.",
    fires="""\
parties:
  guests:     {kind: customer, needs: [restaurant]}
  restaurant: {needs: [{service: Dishes, from: kitchen, frequency: 80/day, effort: 6min}]}
  kitchen:    {capacity: 50h/week}
""",
    silent="""\
parties:
  guests:     {kind: customer, needs: [restaurant]}
  restaurant: {needs: [{service: Dishes, from: kitchen, frequency: 80/day, effort: 6min}]}
  kitchen:    {capacity: 60h/week}
""",
    find=_find,
    limits={"max_utilisation": Limit(1, "Work as a share of `capacity`; above this is a finding.")},
)
