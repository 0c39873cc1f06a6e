"""What fits one screen with the verdict: the worst absences, and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from internalmap.model.phrases import listed, since
from internalmap.reports.analyze.sections.together import told_together
from internalmap.reports.analyze.times import back
from internalmap.reports.analyze.view import View
from internalmap.reports.blocks import Cell, Column, Lines, Section, Step, table
from internalmap.results.analyze import SinglePoint

#: How many of the worst are shown.
WORST = 5

_COLUMNS = (
    Column("Who is missing"),
    Column("Lets down"),
    Column("When"),
    Column("Back"),
)


def worst(view: View) -> Section | None:
    """The five worst absences, whether of one or of several together, with their times, and what
    to do about them; nothing where nobody is let down."""
    points = [one for one in view.analysis.single_points_of_failure if not one.covered]
    if points:
        return _of_points(view, points[: min(WORST, view.top)])
    return _together(view)


def _of_points(view: View, points: Sequence[SinglePoint]) -> Section:
    rows = [
        (
            Cell(view.names.short(point.party), "name"),
            Cell(view.who(point.let_down, named=1)),
            Cell(since(point.needed)),
            back(point.restore, covered=False, timed=point.needed is not None),
        )
        for point in points
    ]
    return _section(view, rows, _to_do(view, points))


def _section(view: View, rows: Sequence[tuple[Cell, ...]], to_do: Sequence[str]) -> Section:
    return Section(
        "worst",
        "The worst, and what to do" if len(rows) > 1 else "What to do",
        body=(table(_COLUMNS, rows), Lines(tuple(map(Cell, to_do)))),
        next=Step("The few steps that remove the most risk:", view.command("advise")),
    )


def _to_do(view: View, points: Sequence[SinglePoint]) -> list[str]:
    """What to do about these, the most urgent first."""
    said = []
    unknown = [one.party for one in points if one.restore is None]
    late = [one.party for one in points if one.restore is not None]
    if unknown:
        said.append(f"Ask how soon {_names(view, unknown)} can be back, and write it down.")
    if late:
        stand_in = "Find a stand-in" if len(late) == 1 else "Find stand-ins"
        first = next(one for one in points if one.restore is not None)
        if first.needed:
            said.append(f"{stand_in} for {_names(view, late)}, or see to a faster return.")
        else:
            said.append(f"{stand_in} for {_names(view, late)}.")
    return said


def _names(view: View, ids: Sequence[str]) -> str:
    return listed(view.names.shorts(ids), "and", limit=3)


def _together(view: View) -> Section | None:
    found = [one for one in told_together(view) if not one.covered][: min(WORST, view.top)]
    if not found:
        return None
    rows = [
        (
            Cell(one.words(view), "name"),
            Cell(view.who(one.let_down, named=1)),
            Cell(since(one.needed)),
            one.back(),
        )
        for one in found
    ]
    return _section(
        view, rows, [f"See to it that these are never away together: {found[0].words(view)}."]
    )
