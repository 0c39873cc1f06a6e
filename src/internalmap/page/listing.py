"""The list of a page as it stands in the document: everybody in a table, those most at risk first.

The page's script sorts and filters the same rows, and shows those that do not fit here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from internalmap.diagrams.formats.svg import escape
from internalmap.model.organization import Organization
from internalmap.model.phrases import KIND_WORDS, Names
from internalmap.results.analyze import Analysis, PartyRow, SinglePoint
from internalmap.text.quantities import say_roughly

#: So many rows stand in the document.
MOST_ROWS = 300
#: What a grade is called.
GRADE_WORDS = {
    1: "Single point of failure, soon",
    2: "Whole unit, or later",
    3: "Back in time",
}
HEADINGS = (
    "Name",
    "Kind",
    "Part of",
    "If it is gone",
    "Lets down",
    "Within",
    "Back after",
    "Serves",
    "Needs",
)
#: The keys by which the script sorts each column.
KEYS = ("name", "kind", "unit", "grade", "lets", "needed", "back", "serves", "needs")


def rows(organization: Organization, analysis: Analysis) -> list[list[str]]:
    """The cells of each row, as text."""
    names = Names(analysis.names)
    points = {point.party: point for point in analysis.single_points_of_failure}
    place = {party: number for number, party in enumerate(points)}
    ordered = sorted(
        analysis.parties,
        key=lambda row: (place.get(row.id, len(place)), names.short(row.id).casefold(), row.id),
    )
    return [_row(organization, row, points.get(row.id), names) for row in ordered]


def _row(
    organization: Organization, row: PartyRow, point: SinglePoint | None, names: Names
) -> list[str]:
    restore = organization.parties[row.id].restore
    needed = None if point is None else point.needed
    return [
        names.short(row.id),
        KIND_WORDS[row.kind],
        "" if row.part_of is None else names.short(row.part_of),
        "" if point is None else GRADE_WORDS[point.grade],
        "" if point is None or not point.let_down else f"{len(point.let_down):,}",
        "" if needed is None else say_roughly(needed),
        "" if restore is None else say_roughly(restore),
        f"{row.customers:,}",
        f"{row.suppliers:,}",
    ]


def table(found: Sequence[Sequence[str]]) -> str:
    """The first rows as a table of HTML, and how many there are in all."""
    heads = "".join(
        f'<th scope="col" data-key="{key}">{escape(heading)}</th>'
        for key, heading in zip(KEYS, HEADINGS, strict=True)
    )
    body = "".join(f"<tr>{_cells(row)}</tr>\n" for row in found[:MOST_ROWS])
    left = len(found) - MOST_ROWS
    more = f"<p>{left:,} more are listed where scripts may run.</p>" if left > 0 else ""
    return (
        f'<table id="table"><thead><tr>{heads}</tr></thead>\n<tbody>{body}</tbody></table>'
        f'<div id="more">{more}</div>'
    )


def _cells(row: Sequence[Any]) -> str:
    first, *others = row
    return f'<th scope="row">{escape(first)}</th>' + "".join(
        f"<td>{escape(cell)}</td>" for cell in others
    )
