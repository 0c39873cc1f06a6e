"""How the whole hangs together: for those who ask for it."""

from __future__ import annotations

from internalmap.model.phrases import counted, percent
from internalmap.reports.analyze.sections.circles import circle_table
from internalmap.reports.analyze.view import View
from internalmap.reports.blocks import Cell, Column, Lines, Section, Step, Table, table
from internalmap.results.analyze import UnitRow


def structure(view: View) -> Section:
    """The figures of the whole, each with its meaning, then units and circles."""
    summary = view.analysis.summary
    pairs = counted(summary.dependencies, "dependency", "dependencies")
    parties = counted(summary.parties, "party", "parties")
    spread = percent(summary.mean_stopped)
    mutual = percent(summary.reciprocity)
    dense = percent(summary.density)
    staffed = counted(
        summary.staffing_needs, "unit cannot work without its", "units cannot work without their"
    )
    items = [
        f"One absence stops, on average, {spread} of the {parties}, those who are gone included.",
        f"{mutual} of the {pairs} go both ways. Where one does not, ask how the supplier hears "
        + "how it was.",
        f"{dense} of the dependencies that there could be do exist. The more there are, the "
        + "harder it is to change one thing alone.",
        f"{staffed} own people, or enough of them.",
    ]
    if summary.location_needs:
        at = counted(summary.location_needs, "party", "parties")
        items.append(f"{at} cannot work without a site, the own one or another that would do.")
    body: list[Table | Lines] = [Lines(tuple(Cell(item) for item in items))]
    units = sorted(
        (row for row in view.analysis.units if row.e_i is not None),
        key=_inward_first,
    )
    if units:
        columns = (
            Column("Unit"),
            Column("Size", right=True),
            Column("Ties that leave it"),
            Column("E-I index", right=True),
        )
        rows = [_unit(view, row) for row in units[: view.top]]
        body.append(table(columns, rows, view.more(len(units), "unit")))
    if view.analysis.cycles:
        circles = counted(len(view.analysis.cycles), "circle")
        body.append(Lines((Cell(f"{circles} of needs, the weaker ones among them:"),)))
        body.append(circle_table(view, view.analysis.cycles))
    lead = "What follows counts every dependency, not only essential ones."
    if units:
        lead += (
            " The E-I index of a unit runs from -1, where all its ties stay inside, to 1, where "
            "all of them leave it."
        )
    return Section(
        "structure",
        "How the whole hangs together",
        lead=(Cell(lead),),
        body=tuple(body),
        next=_next(view, units),
    )


def _inward_first(row: UnitRow) -> tuple[float, str]:
    return (row.e_i or 0.0, row.unit)


def _unit(view: View, row: UnitRow) -> tuple[Cell, ...]:
    index = row.e_i or 0.0
    return (
        Cell(view.names.full(row.unit), "name"),
        Cell(counted(row.parties, "party", "parties")),
        Cell(f"{percent((1 + index) / 2)} of its ties"),
        Cell(f"{index:+.2f}"),
    )


def _next(view: View, units: list[UnitRow]) -> Step | None:
    if not units or (units[0].e_i or 0.0) >= 0:
        return None
    unit = units[0].unit
    return Step(
        f"Next: help across units starts with contacts; {view.names.short(unit)} keeps most to "
        "itself:",
        view.card(unit),
    )
