"""Circles of essential needs: parties that cannot do without each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from internalmap.model.organization import Importance
from internalmap.model.phrases import counted, listed, plural, sentence
from internalmap.reports.analyze.view import View
from internalmap.reports.blocks import Cell, Column, EmptySection, Section, Step, Table, table
from internalmap.results.analyze import Cycle

_STOPPING: Mapping[Importance, str] = {
    "essential": "essential needs",
    "important": "needs that are essential or important",
    "helpful": "needs of any importance",
}
#: How many of those in one circle are named.
_NAMED = 15


def circles(view: View) -> Section | EmptySection:
    """The circles, each with its shortest way round."""
    heading = "Circles: parties that cannot do without each other"
    found = view.analysis.essential_cycles
    if not found:
        return EmptySection(f"circles of {_needs(view)}")
    first = found[0].parties[0]
    return Section(
        "circles",
        heading,
        lead=(
            Cell(
                sentence(
                    f"{counted(len(found), 'circle')} of {_needs(view)}. A circle is normal; but "
                    f"once {plural(len(found), 'it stops', 'one stops')}, no one in it can start "
                    "again alone"
                )
            ),
        ),
        body=(circle_table(view, found),),
        next=Step(
            f"Next: agree who starts again first, and on what; {view.names.short(first)} is one "
            "of them:",
            view.card(first),
        ),
    )


def _needs(view: View) -> str:
    """The needs that stop their customer when they are unmet."""
    return _STOPPING[view.analysis.settings.stops_on]


def circle_table(view: View, found: Sequence[Cycle]) -> Table:
    """Circles as rows: how many are in it, and the shortest way round."""
    columns = (
        Column("Shortest way round"),
        Column("In the circle", right=True),
        Column("Everyone in it", under=True),
    )
    rows = [
        (
            Cell(view.names.chain(way_round(cycle.example or cycle.parties)), "name"),
            Cell(counted(len(cycle.parties), "party", "parties")),
            Cell(_everyone(view, cycle)),
        )
        for cycle in found[: view.top]
    ]
    return table(columns, rows, view.more(len(found), "circle"))


def _everyone(view: View, cycle: Cycle) -> str:
    """Who is in the circle, where the shortest way round does not name them all."""
    if len(cycle.parties) <= len(set(cycle.example)):
        return ""
    return listed(view.names.shorts(cycle.parties), limit=_NAMED)


def way_round(example: tuple[str, ...]) -> tuple[str, ...]:
    """The way round a circle, back to where it began."""
    return example if example[-1] == example[0] else (*example, example[0])
