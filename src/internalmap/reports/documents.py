"""The report of each result, and what all of them say alike; any format sets any of them.

A new result is the module that makes its report, and its row here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, TypeAlias, cast

from internalmap._dataclass import dataclass
from internalmap.formats import Format
from internalmap.reports.blocks import Cell, Report
from internalmap.reports.options import RenderOptions

if TYPE_CHECKING:
    from internalmap.results.advise import Advice
    from internalmap.results.agenda import Agenda
    from internalmap.results.analyze import Analysis
    from internalmap.results.bia import Bia
    from internalmap.results.diff import Difference
    from internalmap.results.forms import FormRound
    from internalmap.results.impact import Impact
    from internalmap.results.merge import Merge
    from internalmap.results.party import Card, Cards
    from internalmap.results.scenarios import Scenarios
    from internalmap.results.simulate import Simulation
    from internalmap.results.trace import Trace

Result: TypeAlias = (
    "Analysis | Bia | Card | Agenda | Impact | Trace | Scenarios | Simulation | Advice | "
    "Difference | FormRound | Merge"
)


@dataclass(frozen=True, slots=True)
class _Made:
    """The modules, within this folder, that make the reports of a result: `report`, and that of a
    workbook, where it says more than a page can."""

    report: str
    workbook: str = ""


#: By whose report each result is told, by the name of its type. A module is imported when it is
#: asked for, and so is the type.
_MODULES: Mapping[str, _Made] = {
    "Analysis": _Made("analyze.report", "analyze.workbook.report"),
    "Bia": _Made("bia.report", "bia.workbook"),
    "Card": _Made("party.card"),
    "Agenda": _Made("agenda"),
    "Impact": _Made("impact.why"),
    "Trace": _Made("trace"),
    "Scenarios": _Made("scenarios.report", "scenarios.workbook"),
    "Simulation": _Made("simulate"),
    "Advice": _Made("advise"),
    "Difference": _Made("diff.report"),
    "FormRound": _Made("forms"),
    "Merge": _Made("merge"),
}


def pieces(
    result: Result | Cards, format: Format, options: RenderOptions
) -> str | bytes | Iterable[str]:
    """A result in a format, made piece by piece where the format can be."""
    if not format.in_pieces:
        return render(result, format, options)
    made = import_module(format.module).pieces
    return cast("Callable[[object], Iterable[str]]", made)(result)


def render(result: Result | Cards, format: Format, options: RenderOptions) -> str | bytes:
    """A result in a format."""
    module = import_module(format.module)
    if format.made_from == "result":
        return cast("Callable[[object], str]", module.render)(result)
    workbook = format.made_from == "workbook"
    results = cast("Sequence[Result]", getattr(result, "cards", (result,)))
    made = [document(each, options, workbook=workbook) for each in results]
    if len(made) > 1:  # where to read on is said of one
        made = [replace(each, closing=None) for each in made]
    write = cast("Callable[[Sequence[Report], RenderOptions], str | bytes]", module.render)
    return write(made, options)


def document(result: Result, options: RenderOptions, *, workbook: bool = False) -> Report:
    """The report of a result, with what is said of every result: its marking, and what was asked
    for, before what else it says of its figures."""
    modules = _MODULES[type(result).__name__]
    name = modules.workbook if workbook and modules.workbook else modules.report
    module = import_module(f"internalmap.reports.{name}")
    made = cast("Callable[[Result, RenderOptions], Report]", module.report)(result, options)
    if workbook and options.appendix is not None:
        tables = import_module("internalmap.reports.bia.workbook").sheets(options.appendix)
        made = replace(made, sections=(*made.sections, *tables))
    caveats = map(Cell, options.caveats)
    return replace(made, marking=result.marking, notes=(*caveats, *made.notes))
