"""Tables of scenarios: what each supposes and whether it holds, what it does to whom, and who runs
again when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from internalmap.model.phrases import Names, after, listed
from internalmap.reports.blocks import Cell, Column, Lines, Section, Step, Table, Tone, table
from internalmap.results.scenarios import (
    Outcome,
    ScenarioResult,
    how_it_holds,
    what_happens,
    what_is_expected,
    what_is_supposed,
)
from internalmap.text.escape import escape

#: How many rows of a table a page has, and how many parties a cell names.
_ROWS, _NAMED = 100, 5


def overview(
    results: Sequence[ScenarioResult], names: Names, heading: str = "What is tried"
) -> Section:
    """Each scenario, what it supposes, and whether what is expected holds."""
    columns = (Column("Scenario"), Column("What is supposed"), Column("Does it hold?"))
    rows = [
        (Cell(called(each), "name"), Cell(what_is_supposed(each, names)), held(each))
        for each in results
    ]
    return Section("scenarios", heading, body=(_rows(columns, rows),))


def called(result: ScenarioResult) -> str:
    """A scenario by its name, with its id where that is another."""
    if result.name == result.id:
        return escape(result.id)
    return f"{escape(result.name)} ({escape(result.id)})"


def called_among(result: ScenarioResult, others: Sequence[ScenarioResult]) -> str:
    """A scenario by its name alone, where no other of these has the same."""
    alike = sum(each.name == result.name for each in others)
    return called(result) if alike > 1 else escape(result.name)


def held(result: ScenarioResult) -> Cell:
    """Whether a scenario holds."""
    tone: Tone = "quiet" if result.holds is None else "good" if result.holds else "bad"
    return Cell(how_it_holds(result) or "nothing is expected", tone)


def happens(results: Sequence[ScenarioResult], names: Names) -> Section:
    """What each scenario does to those who must not be let down, and to others of whom something is
    expected. Those served are one row."""
    columns = (Column("Scenario"), Column("Who"), Column("What happens"), Column("At the most"))
    rows: list[tuple[Cell, ...]] = []
    for result in results:
        first = called_among(result, results)
        for cells in _outcomes(result, names):
            rows.append((Cell(first, "name"), *cells))
            first = ""
    return Section("outcomes", "What happens to whom", body=(_rows(columns, rows),))


def _outcomes(result: ScenarioResult, names: Names) -> Iterator[tuple[Cell, ...]]:
    served = []
    for each in result.outcomes:
        if each.served and each.holds is not False:
            served.append(each.party)
        else:
            yield (
                Cell(names.full(each.party), "name"),
                Cell(what_happens(each), tone(each)),
                Cell(what_is_expected(each, late=bool(result.late))),
            )
    if served:
        who = listed(names.shorts(served), limit=_NAMED)
        yield Cell(who, "name"), Cell("served", "good"), Cell("")


def tone(outcome: Outcome) -> Tone:
    """How good or bad an outcome is: by what is expected, else by what the party can bear."""
    if outcome.holds is not None:
        return "good" if outcome.holds else "bad"
    if outcome.served:
        return "good"
    return "warn" if outcome.intolerable is None else "bad"


def run_again(results: Sequence[ScenarioResult], names: Names) -> Section | None:
    """Who runs again when."""
    columns = (Column("Scenario"), Column("When"), Column("Who runs again"))
    rows = []
    for result in results:
        first = called_among(result, results)
        for each in result.run_again:
            when = "not known: ask" if each.at is None else after(each.at)
            who = listed(names.shorts(each.parties), limit=_NAMED)
            rows.append((Cell(first, "name"), Cell(when), Cell(who)))
            first = ""
    if not rows:
        return None
    return Section("run-again", "Who runs again when", body=(_rows(columns, rows),))


def said_of(results: Sequence[ScenarioResult], party: str, names: Names) -> Lines | None:
    """What scenarios do to one party, a sentence each; nothing where they do nothing to it."""
    who = names.short(party)
    found = []
    for result in results:
        for each in result.outcomes:
            if each.party == party and not (each.served and each.holds is not False):
                most = what_is_expected(each, late=bool(result.late))
                expected = f" (expected: {most})" if most else ""
                words = f"Scenario {escape(result.name)}: {who} {what_happens(each)}{expected}."
                found.append(Cell(words, tone(each)))
    return Lines(tuple(found)) if found else None


def _rows(columns: Sequence[Column], rows: Sequence[tuple[Cell, ...]]) -> Table:
    left = len(rows) - _ROWS
    more = Step(f"and {left:,} more; the JSON form has them all.") if left > 0 else None
    return table(columns, rows, more, page=_ROWS)
