"""`temporary-sole-supplier`: one who may be gone tomorrow, and nobody to stand in."""

from __future__ import annotations

from collections.abc import Iterator

from internalmap.model.organization import IMPORTANCES, Need
from internalmap.rules.engagement_words import may_leave
from internalmap.rules.rule import Facts, Match, Rule
from internalmap.text.escape import escape


def _find(facts: Facts) -> Iterator[Match]:
    weakest = IMPORTANCES.index(facts.scope.stops_on)
    passing = {
        party.id: what
        for party in facts.organization.parties.values()
        if (what := may_leave(party)) is not None
    }
    for need in (*facts.organization.needs, *facts.organization.implied_needs):
        essential = need.implied or IMPORTANCES.index(need.importance) <= weakest
        if not essential or len(need.suppliers) > need.at_least:
            continue
        for supplier in need.suppliers:
            if supplier in passing:
                yield _found(facts, need, supplier, passing[supplier])


def _found(facts: Facts, need: Need, supplier: str, what: str) -> Match:
    who = facts.names.short(supplier)
    customer = facts.names.customer(need.customer)
    parties = (supplier,) if need.customer is None else (supplier, need.customer)
    stops = facts.rows[supplier].stops
    told_by = ("single-point-of-failure",) if supplier in facts.points else ()
    if need.implied:
        remedy = f"Train somebody of {customer} to do what {who} does, while it is there."
        if need.at_site:
            remedy = (
                f"Say where {customer} would work instead, as a second place in its `location`."
            )
        return Match(
            parties,
            f"{who} {what}, and {customer} cannot work without it.",
            facts.party_at(parties[-1]),
            stops=stops,
            remedy=remedy,
            accepted_at=parties,
            told_by=told_by,
        )
    service = f"“{escape(need.service)}” for {customer}" if need.service else f"{customer}"
    return Match(
        parties,
        f"{who} {what}, and is alone in serving {service}: nobody is named to stand in.",
        facts.need_at(need, "from"),
        need.service,
        stops=stops,
        need=need,
        told_by=told_by,
    )


RULE = Rule(
    id="temporary-sole-supplier",
    severity="warning",
    title="It all rests on somebody who may leave",
    finds="A temporary or contracted party, or an outside supplier, that an essential need or a "
    "unit's staffing cannot do without. Where single-point-of-failure runs, it tells of those that "
    "are one.",
    why="A contract ends on a day that others choose, and what was known leaves with it.",
    remedy="Name somebody of the house who could stand in, and let the two work side by side while "
    "both are there.",
    fires="""\
parties:
  guests:  {kind: customer, needs: [{from: [kitchen, bar]}]}
  kitchen: {needs: [{service: Recipes, from: chef}]}
  bar:
  chef:    {kind: person, engagement: contractor}
""",
    silent="""\
parties:
  guests:  {kind: customer, needs: [{from: [kitchen, bar]}]}
  kitchen: {needs: [{service: Recipes, from: chef}]}
  bar:
  chef:    {kind: person, engagement: permanent}
""",
    find=_find,
)
