"""The main figures, which the workbook says first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from internalmap.model.phrases import scale_words
from internalmap.reports.analyze.view import View
from internalmap.reports.blocks import (
    SUMMARY,
    Cell,
    Column,
    NumberFormat,
    Section,
    Table,
    Value,
    valued,
)
from internalmap.results.analyze import SinglePoint


class Figure(NamedTuple):
    """A figure of the whole, and what it means."""

    name: str
    value: Value
    format: NumberFormat = "whole"
    meaning: str = ""


def figures(view: View, *, structure: bool) -> Section:
    """The figures of the whole, on the first sheet."""
    columns = (Column("Figure"), Column("Value", format="whole"), Column("What it counts"))
    rows = [
        (
            Cell(one.name),
            replace(valued(one.value, one.format), format=one.format),
            Cell(one.meaning),
        )
        for one in (*_figures(view), *(_structure(view) if structure else ()))
    ]
    body = (Table(columns, tuple(rows)),)
    return Section("Figures", "Main figures", body=body, sheet=SUMMARY)


def _figures(view: View) -> tuple[Figure, ...]:
    analysis, whole = view.analysis, view.analysis.summary
    points = analysis.single_points_of_failure
    rows = "units" if view.grouped else "parties"
    known = bool(analysis.settings.protected)
    return (
        Figure(
            "Parties", whole.parties, meaning="people, teams, systems and outsiders in the model"
        ),
        Figure("Needs", whole.needs, meaning="as they are written down"),
        Figure("Dependencies", whole.dependencies, meaning="of one party on another"),
        Figure(
            "Single points of failure",
            whole.single_points_of_failure if known else None,
            meaning="parties whose absence alone would stop somebody who must not be let down"
            if known
            else "not looked for: nobody is named to protect",
        ),
        *(() if view.grouped or not known else (_late(points),)),
        Figure(
            "Absences that do harm together",
            whole.fragile_sets,
            meaning="not looked for"
            if whole.fragile_sets is None
            else "each of those missing does no harm alone",
        ),
        Figure(
            "Paper fallbacks",
            whole.hollow_fallbacks,
            meaning="needs whose fallback one absence defeats",
        ),
        Figure(
            "Circles",
            len(analysis.essential_cycles),
            meaning=f"of {rows} that cannot do without each other",
        ),
        Figure("Without a customer", whole.without_customer, meaning="parties that supply nobody"),
        Figure(
            "Out of the customers' sight",
            whole.without_line_of_sight,
            meaning="parties from which no way leads to a customer",
        ),
        Figure(
            "Satisfaction",
            whole.satisfaction,
            "rating",
            "nobody was asked yet"
            if whole.satisfaction is None
            else f"the mean of what is rated, on {scale_words(analysis.scale)}",
        ),
    )


def _late(points: Sequence[SinglePoint]) -> Figure:
    return Figure(
        "Of these not back in time",
        sum(not point.covered for point in points),
        meaning="they let somebody down, or nobody knows when they are back",
    )


def _structure(view: View) -> tuple[Figure, ...]:
    whole = view.analysis.summary
    return (
        Figure(
            "Reach of one absence",
            whole.mean_stopped,
            "share",
            "of all parties stop, on average, when one is missing, those who are gone included",
        ),
        Figure("Both ways", whole.reciprocity, "share", "of the dependencies go both ways"),
        Figure(
            "Density",
            whole.density,
            "share",
            "of the dependencies that there could be do exist",
        ),
        Figure(
            "Units that need their own people",
            whole.staffing_needs,
            meaning="they cannot work without them, or enough of them",
        ),
        Figure(
            "Parties that need a site",
            whole.location_needs,
            meaning="they cannot work without the place where they are, or another that would do",
        ),
    )
