"""A round of forms as a report: who was asked, who has answered, who is not asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from internalmap.model.phrases import Names, command, counted, listed
from internalmap.reports.blocks import Cell, Column, Lines, Report, Section, Step, Tone, table
from internalmap.reports.options import RenderOptions
from internalmap.results.forms import FormRound, FormRow, FormState
from internalmap.text.escape import escape

_COLUMNS = (
    Column("Unit"),
    Column("File", verbatim=True),
    Column("Who answers"),
    Column("Due"),
    Column("State"),
    Column("Filled in", under=True),
    Column("Rows", right=True),
    Column("Open cells", right=True),
)
_TONES: Mapping[FormState, Tone] = {
    "not answered": "warn",
    "begun": "warn",
    "answered": "good",
    "missing": "bad",
    "unreadable": "bad",
}


def report(found: FormRound, options: RenderOptions) -> Report:
    """The forms, those that are waited for first, then whom none asks."""
    names = Names(found.names)
    what = "parties" if found.by == "party" else "units"
    # Who is waited for stands first.
    ordered = sorted(found.forms, key=lambda row: (row.made, row.state == "answered"))
    rows = [_row(row, names) for row in ordered]
    sections = [
        Section("forms", "The forms", body=(table(_COLUMNS, rows),), next=_next(found, options))
    ]
    not_asked = tuple(map(Cell, _not_asked(found, names)))
    if not_asked:
        sections.append(Section("not-asked", "Who is not asked", body=(Lines(not_asked),)))
    return Report(
        title=f"{escape(found.organization)}: the forms of its {what}",
        verdict=_verdict(found, what),
        notes=tuple(Cell(f"{notice.removesuffix('.')}.") for notice in found.notices),
        sections=tuple(sections),
    )


def _verdict(found: FormRound, what: str) -> Cell:
    asked, answered = len(found.asked), len(found.answered)
    made = sum(row.made for row in found.forms)
    parts = []
    if made:
        parts.append(f"{counted(made, 'form')} {'is' if made == 1 else 'are'} made.")
    if not made or made < len(found.forms):
        parts.append(f"{answered:,} of {asked:,} {what} {_have(answered)} answered.")
    return Cell(" ".join(parts), "good" if answered == asked and not made else "warn")


def _have(count: int) -> str:
    return "has" if count == 1 else "have"


def _row(row: FormRow, names: Names) -> tuple[Cell, ...]:
    filled = " ".join(
        part
        for part in (
            "" if row.filled_by is None else f"by {escape(row.filled_by)}",
            "" if row.filled_on is None else f"on {escape(row.filled_on)}",
        )
        if part
    )
    return (
        Cell("" if row.unit is None else names.short(row.unit), "name"),
        Cell("" if row.file is None else escape(row.file)),
        Cell("" if row.owner is None else escape(row.owner)),
        Cell("" if row.due is None else row.due.isoformat(), value=row.due),
        Cell(row.state, _TONES[row.state]),
        Cell(filled),
        Cell(f"{row.rows:,}", value=row.rows),
        Cell(f"{row.open:,}", value=row.open),
    )


def _next(found: FormRound, options: RenderOptions) -> Step | None:
    if not options.model:
        return None
    if any(row.made for row in found.forms):
        return Step(
            "Next: send each file to its unit, and put it back once it is filled in. Who has "
            "answered:",
            command("forms", options.model, "--to", found.folder, "--status"),
        )
    if any(row.state == "answered" for row in found.forms):
        return Step(
            "Next: see what the answers change. With --in-place, it is written into the model:",
            command("merge", options.model, found.folder),
        )
    return None


def _not_asked(found: FormRound, names: Names) -> Iterator[str]:
    if found.unanswered:
        shown = listed(names.shorts(found.unanswered), limit=10)
        yield f"Nobody answers for {shown}. Give each an owner, or a unit."
    if found.outside:
        many = "external customers and outside suppliers"
        yield (
            f"{counted(found.outside, 'external customer or outside supplier', many)} "
            f"{'gets' if found.outside == 1 else 'get'} no form: forms are for the house."
        )
    if found.boxes:
        shown = listed(names.shorts(found.boxes), limit=10)
        yield f"{shown}: nothing but other units, which have forms of their own."
