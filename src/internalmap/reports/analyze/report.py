"""The report of the whole organisation: the verdict, what it rests on, and the sections."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from internalmap.reports.analyze.sections.actions import actions
from internalmap.reports.analyze.sections.answers import answers
from internalmap.reports.analyze.sections.bottlenecks import bottlenecks
from internalmap.reports.analyze.sections.circles import circles
from internalmap.reports.analyze.sections.customers import external_customers, others_protected
from internalmap.reports.analyze.sections.fallbacks import overloads, paper_fallbacks
from internalmap.reports.analyze.sections.notes import notes
from internalmap.reports.analyze.sections.promises import promises
from internalmap.reports.analyze.sections.sight import sight
from internalmap.reports.analyze.sections.single_points import back_in_time, later, soon
from internalmap.reports.analyze.sections.steps import steps
from internalmap.reports.analyze.sections.structure import structure
from internalmap.reports.analyze.sections.together import together
from internalmap.reports.analyze.sections.verdict import verdict
from internalmap.reports.analyze.sections.works import works
from internalmap.reports.analyze.sections.worst import worst
from internalmap.reports.analyze.view import View
from internalmap.reports.blocks import Cell, EmptySection, Report, Section, Step
from internalmap.reports.options import RenderOptions
from internalmap.results.analyze import Analysis
from internalmap.text.escape import escape

#: The sections, in the order in which a meeting needs them. One that names a sheet stands in the
#: workbook too, with all the rows of its tables.
SECTIONS: tuple[Callable[[View], Section | EmptySection | None], ...] = (
    answers,
    soon,
    later,
    back_in_time,
    bottlenecks,
    paper_fallbacks,
    overloads,
    together,
    external_customers,
    others_protected,
    promises,
    actions,
    sight,
    circles,
    works,
    steps,
)


def report(analysis: Analysis, options: RenderOptions) -> Report:
    """The whole report: the verdict with the worst and what to do, what it assumes, and the
    sections; what has nothing to show is one line at the end. Tables have `top` rows, and what is
    left out is counted. Actions are overdue only where there is a `today`. With `brief`, all that
    follows the worst is left out."""
    view = View(analysis, max(options.top, 1), options.model, options.today, options.structure)
    title = f"{escape(analysis.organization)}: who depends on whom, and what is at risk"
    opening = tuple(section for section in (worst(view),) if section is not None)
    if options.brief:
        return Report(title, verdict(view), (), (), opening=opening)
    found = [make(view) for make in (*SECTIONS, *((structure,) if options.structure else ()))]
    return Report(
        title=title,
        verdict=verdict(view),
        opening=opening,
        notes=notes(view),
        sections=tuple(section for section in found if isinstance(section, Section)),
        closing=None if options.structure else _closing(view),
        remarks=_remarks([part for part in found if isinstance(part, EmptySection)]),
    )


def _remarks(empty: Sequence[EmptySection]) -> tuple[Cell, ...]:
    """What was looked for and not found, and what was not looked for, each in one sentence."""
    found = []
    for label, sought in (("Nothing found", True), ("Not looked for", False)):
        parts = [part.text for part in empty if part.sought == sought]
        if parts:
            found.append(Cell(f"{label}: {'; '.join(parts)}."))
    return tuple(found)


def _closing(view: View) -> Step:
    return Step(
        "More, on how the whole hangs together, unit by unit and circle by circle:",
        view.command("analyze", "--structure"),
    )
