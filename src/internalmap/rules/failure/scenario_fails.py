"""`scenario-fails`: what is expected of a scenario holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from internalmap.model.phrases import listed
from internalmap.rules.rule import Facts, Location, Match, Rule
from internalmap.source import Route
from internalmap.text.escape import escape

if TYPE_CHECKING:
    from internalmap.results.scenarios import Outcome, ScenarioResult

#: How many parties a message tells of.
_NAMED = 3
#: How late somebody is who would not run at all: later than any duration that can be written.
_WITHOUT_END = 10**24


def _find(facts: Facts) -> Iterator[Match]:
    """A match for each party that is not as expected: it is told with the others of its scenario,
    and counts by itself when two versions are compared."""
    routes = {each.id: each.route for each in facts.organization.scenarios}
    for result in facts.analysis.scenarios:
        for each in result.failing:
            yield Match(
                (each.party,),
                _what(facts, result, each),
                _place(routes[result.id], each),
                stops=(each.party,),
                accepted_at=(),
                mark=result.id,
                measure=_measure(result, each),
            )


def _what(facts: Facts, result: ScenarioResult, outcome: Outcome) -> str:
    from internalmap.results.scenarios import what_happens, what_is_expected

    expected = what_is_expected(outcome, late=bool(result.late))
    return f"{facts.names.short(outcome.party)} {what_happens(outcome)} (expected: {expected})"


def _place(route: Route | None, outcome: Outcome) -> Location:
    if route is None:
        return Location(None)
    return Location(Route(route.source, (*route.path, "expect")), outcome.selector)


def _measure(result: ScenarioResult, outcome: Outcome) -> float:
    """How bad it is: the shorter it holds, or the later somebody is, the worse."""
    if not result.late:
        return -(outcome.holds_for or 0)
    if outcome.late is None or outcome.expected is None:
        return _WITHOUT_END
    return outcome.late - outcome.expected


def _join(facts: Facts, matches: Sequence[Match]) -> Iterator[Match]:
    """One finding for each scenario."""
    results = {each.id: each for each in facts.analysis.scenarios}
    together: dict[str, list[Match]] = {}
    for match in matches:
        together.setdefault(match.mark, []).append(match)
    for id, members in together.items():
        from internalmap.results.scenarios import how_it_holds

        result = results[id]
        worst = max(members, key=lambda each: each.measure or 0)
        told = listed([each.words for each in members], limit=_NAMED)
        held = how_it_holds(result)
        parties = tuple(party for each in members for party in each.parties)
        yield Match(
            parties,
            f"{escape(result.name)} is not as expected: {told}. It {held}.",
            worst.at,
            stops=parties,
            accepted_at=(),
            related=tuple(
                (each.at, facts.names.short(each.parties[0]))
                for each in members
                if each is not worst and each.at != worst.at
            ),
            mark=id,
            measure=worst.measure,
            members=tuple(members),
            named_by=(),
        )


RULE = Rule(
    id="scenario-fails",
    severity="error",
    title="A scenario that is not as expected",
    finds="A scenario in which somebody whom `expect` names is without for longer than it says, "
    "or, where somebody is late, is later than it says. How long it holds is its measure: where "
    "that is shorter than before, it is new. It cannot be accepted: `expect` says what can.",
    why="What is expected in an emergency is tried once a year, if at all, and every change in "
    "between can break it unseen.",
    remedy="The command `scenarios` shows how it comes to that. Give a need another supplier, have "
    "those who are gone back sooner, or say in `expect` what is acceptable.",
    fires="""\
parties:
  guests: {kind: customer, needs: [{from: desk, buffer: 1h}]}
  desk:   {needs: [telco]}
  telco:  {kind: supplier}
scenarios:
  cut: {name: The line is cut, gone: telco, for: 8h, expect: {guests: 2h}}
""",
    silent="""\
parties:
  guests: {kind: customer, needs: [{from: desk, buffer: 1h}]}
  desk:   {needs: [{from: [telco, mobile]}]}
  telco:  {kind: supplier}
  mobile: {kind: supplier}
scenarios:
  cut: {name: The line is cut, gone: telco, for: 8h, expect: {guests: 2h}}
""",
    find=_find,
    join=_join,
)
