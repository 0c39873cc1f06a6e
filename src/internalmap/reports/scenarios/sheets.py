"""Scenarios as sheets of a workbook: every row, to sort and to filter."""

from __future__ import annotations

from collections.abc import Sequence

from internalmap.model.phrases import Names, listed
from internalmap.reports.blocks import Cell, Column, Section, Table, hours, values_table
from internalmap.reports.scenarios.sections import held, tone
from internalmap.results.scenarios import ScenarioResult, what_happens
from internalmap.text.escape import escape

#: How many parties one cell names.
_NAMED = 50


def sheets(results: Sequence[ScenarioResult], names: Names) -> tuple[Section, ...]:
    """What is tried, what happens to whom, and who runs again when; none without scenarios."""
    if not results:
        return ()
    return (
        _sheet("Scenarios", "What may happen, and whether it holds", _tried(results, names)),
        _sheet(
            "Scenario outcomes",
            "What each scenario does to whom: those who must not be let down, and others of whom "
            "something is expected",
            _outcomes(results, names),
        ),
        _sheet("Runs again", "Who runs again when, in each scenario", _again(results, names)),
    )


def _sheet(name: str, heading: str, made: Table) -> Section:
    return Section(name, heading, body=(made,), sheet=name)


def _tried(results: Sequence[ScenarioResult], names: Names) -> Table:
    columns = (
        Column("Scenario"),
        Column("Id"),
        Column("Who is gone"),
        Column("For (hours)", format="hours"),
        Column("Who is late"),
        Column("Only needs with a tag"),
        Column("Does it hold?"),
        Column("Holds for (hours)", format="hours"),
        Column("Others that stop", format="whole"),
        Column("Others that are late", format="whole"),
    )
    rows = [
        (
            Cell(escape(each.name), "name"),
            escape(each.id),
            listed(names.shorts(each.gone), limit=_NAMED),
            hours(each.duration),
            listed(names.shorts(each.late), limit=_NAMED),
            escape(", ".join(each.only_needs)),
            held(each),
            hours(each.holds_for),
            each.stopped,
            each.delayed,
        )
        for each in results
    ]
    return values_table(columns, rows)


def _outcomes(results: Sequence[ScenarioResult], names: Names) -> Table:
    columns = (
        Column("Scenario"),
        Column("Who"),
        Column("What happens"),
        Column("Without from (hours)", format="hours"),
        Column("Runs again after (hours)", format="hours"),
        Column("Longest without (hours)", format="hours"),
        Column("Intolerable after (hours)", format="hours"),
        Column("Late by (hours)", format="hours"),
        Column("At the most (hours)", format="hours"),
        Column("Holds"),
        Column("Id"),
    )
    rows = [
        (
            Cell(escape(result.name), "name"),
            names.short(each.party),
            Cell(what_happens(each), tone(each)),
            hours(each.intervals[0][0] if each.intervals else None),
            hours(each.runs_again),
            hours(each.without) if each.intervals else None,
            hours(each.intolerable),
            hours(each.late) if each.late else None,
            hours(each.expected),
            {None: "", True: "yes", False: "no"}[each.holds],
            escape(each.party),
        )
        for result in results
        for each in result.outcomes
    ]
    return values_table(columns, rows)


def _again(results: Sequence[ScenarioResult], names: Names) -> Table:
    columns = (
        Column("Scenario"),
        Column("After (hours)", format="hours"),
        Column("How many", format="whole"),
        Column("Who runs again"),
    )
    rows = [
        (
            Cell(escape(result.name), "name"),
            "not known" if each.at is None else hours(each.at),
            len(each.parties),
            listed(names.shorts(each.parties), limit=_NAMED),
        )
        for result in results
        for each in result.run_again
    ]
    return values_table(columns, rows)
