"""What to do first: the steps of `advise`, at the end of the report."""

from __future__ import annotations

from internalmap.reports.analyze.view import View
from internalmap.reports.blocks import Cell, EmptySection, Lines, Section, Step
from internalmap.reports.steps import said, talk


def steps(view: View) -> Section | EmptySection | None:
    """The first steps, each with what it changes, or that they were too many to look for."""
    found = view.analysis.steps
    if view.grouped:
        return None
    if not found:
        if view.analysis.steps_sought:
            return None
        return EmptySection("what to do first (see advise)", sought=False)
    lines = [f"{said(step, view.names)}{talk(step, view.names)}" for step in found]
    return Section(
        "steps",
        "What to do first",
        body=(Lines(tuple(map(Cell, lines))),),
        next=Step("For more steps, and what to ask where none is known:", view.command("advise")),
    )
