"""`no-line-of-sight`: everyone serves somebody who serves the customer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from internalmap.model.phrases import counted, listed
from internalmap.rules.rule import Facts, Match, Rule
from internalmap.rules.units import by_unit

#: How many names a message gives before it counts the rest.
_NAMED = 3


def _find(facts: Facts) -> Iterator[Match]:
    alone = frozenset(facts.analysis.without_customer)
    nobody = () if facts.organization.of_kind("customer") else ("no-external-customer",)
    for party in facts.analysis.without_line_of_sight:
        around = facts.around(party)
        # The outermost unit is the one of which it is said that nobody depends on it.
        told_by = (*nobody, *(("no-customer",) if around[-1] in alone else ()))
        yield Match(
            (party,),
            f"{facts.names.short(party)} has no line of sight: no chain leads from it to those "
            "whom the organisation serves.",
            facts.party_at(party),
            accepted_at=around,
            told_by=told_by,
        )


def _join(facts: Facts, found: Sequence[Match]) -> Iterator[Match]:
    for unit, members in by_unit(facts, found, lambda each: each.parties[0]):
        if len(members) == 1:
            yield replace(members[0], members=members, named_by=(unit,))
            continue
        parties = [each.parties[0] for each in members]
        yield Match(
            tuple(parties),
            _message(facts, unit, parties),
            members[0].at,
            related=tuple((each.at, facts.names.short(each.parties[0])) for each in members),
            accepted_at=(unit,),
            members=members,
            named_by=(unit,),
        )


def _message(facts: Facts, unit: str, parties: Sequence[str]) -> str:
    where = facts.names.short(unit)
    if unit in parties:  # then nobody inside has one
        who = f"{where} has no line of sight, nor has anyone inside it"
    else:
        names = listed(facts.names.shorts(parties), limit=_NAMED)
        who = f"{counted(len(parties), 'party', 'parties')} of {where} have no line of sight"
        return f"{who} to those whom the organisation serves: {names}."
    return f"{who}: no chain leads from there to those whom the organisation serves."


RULE = Rule(
    id="no-line-of-sight",
    severity="warning",
    title="A party without a line of sight to the customer",
    finds="Parties from which no chain of needs, units and reporting lines leads to an external "
    "customer, nor from anyone inside them, in one finding a unit. Where they run, no-customer "
    "tells of those without any, and no-external-customer of a model without an external one.",
    why="Whoever does not serve the external customer serves someone who does. Where no chain "
    "leads there, nobody can see what the work is for, nor what breaks without it.",
    remedy="Ask its customers whom they serve, and write the missing need down.",
    fires="""\
parties:
  guests:  {kind: customer, needs: [kitchen]}
  kitchen:
  history: {needs: [archive]}
  archive: {needs: [history]}
""",
    silent="""\
parties:
  guests:  {kind: customer, needs: [kitchen]}
  kitchen: {needs: [{service: Old recipes, from: history, importance: helpful}]}
  history: {needs: [archive]}
  archive: {needs: [history]}
""",
    find=_find,
    join=_join,
)
