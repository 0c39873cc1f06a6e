"""Scenarios that come to something else, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from internalmap.reports.blocks import Cell, Column, Table, Tone, table
from internalmap.results.diff import RenamedScenario, ScenarioChange, ScenarioState
from internalmap.results.scenarios import what_happens
from internalmap.text.escape import escape

_COLUMNS = (Column("Scenario"), Column("Who"), Column("Before"), Column("Now"))


def scenario_table(changes: Sequence[ScenarioChange], named: Callable[[str], str]) -> Table:
    """A row for each scenario that holds otherwise, then one for each party to whom it does
    something else."""
    rows = []
    uses = Counter(change.name for change in changes)
    for change in changes:
        alike = f" ({escape(change.id)})" if uses[change.name] > 1 else ""
        name = Cell(f"{escape(change.name)}{alike}", "name")
        for cells in _rows(change, named):
            rows.append((name, *cells))
            name = Cell("")
    return table(_COLUMNS, rows)


def renamed_sentence(renamed: RenamedScenario) -> str:
    """What a scenario is called now."""
    return f"{escape(renamed.before)} is called {escape(renamed.after)} now."


def _rows(change: ScenarioChange, named: Callable[[str], str]) -> Iterator[tuple[Cell, ...]]:
    tone: Tone = "bad" if change.worse else "good" if change.better else "plain"
    before, now = (each or "nothing is expected" for each in change.said)
    if change.after is None:
        yield Cell(""), Cell(before), Cell("the scenario is gone")
        return
    if change.before is None:
        before = "could not be asked"
    if before != now:
        yield Cell(""), Cell(before), Cell(now, tone)
    was, becomes = _by_party(change.before), _by_party(change.after)
    for id in sorted(was.keys() | becomes):
        yield Cell(named(id), "name"), Cell(was.get(id, "")), Cell(becomes.get(id, ""))


def _by_party(state: ScenarioState | None) -> dict[str, str]:
    if state is None:
        return {}
    return {each.party: what_happens(each) for each in state.outcomes}
