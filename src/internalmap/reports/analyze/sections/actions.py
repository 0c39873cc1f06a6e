"""What was promised to mend things and is not done."""

from __future__ import annotations

from internalmap.model.phrases import counted, sentence
from internalmap.reports.analyze.view import View
from internalmap.reports.blocks import Cell, Column, EmptySection, Section, Step, table
from internalmap.results.analyze import ActionRow
from internalmap.text.escape import escape


def actions(view: View) -> Section | EmptySection:
    """The open actions by due date, those without one last."""
    heading = "Open actions"
    found = sorted((action for action in view.analysis.actions if action.done is None), key=by_date)
    if not found:
        return EmptySection("open actions")
    undated = sum(action.due is None for action in found)
    late = sum(overdue(view, action) for action in found)
    columns = (Column("Due"), Column("What"), Column("Who does it"), Column("For"))
    return Section(
        "actions",
        heading,
        lead=(
            Cell(
                sentence(
                    f"{counted(len(found), 'action')}"
                    + (f", {late:,} overdue" if late else "")
                    + (f", {undated:,} without a date" if undated else "")
                    + ", the earliest first"
                )
            ),
        ),
        body=(
            table(
                columns,
                [_row(view, action) for action in found[: view.top]],
                view.more(len(found), "action"),
            ),
        ),
        next=Step(
            "Next: see what is overdue today, with the talks that are due:", view.command("agenda")
        ),
    )


def by_date(action: ActionRow) -> tuple[bool, str, str, str, str]:
    """The order of the actions: the earliest first, those without a date last."""
    due = "" if action.due is None else action.due.isoformat()
    return (action.due is None, due, action.party or "", action.service or "", action.what)


def overdue(view: View, action: ActionRow) -> bool:
    """Whether an open action should be done by now."""
    return view.today is not None and action.due is not None and action.due < view.today


def _due(view: View, action: ActionRow) -> Cell:
    if action.due is None:
        return Cell("no date: ask", "warn")
    if view.today is not None and action.due < view.today:
        days = (view.today - action.due).days
        return Cell(f"{action.due.isoformat()}, {counted(days, 'day')} overdue", "bad")
    return Cell(action.due.isoformat())


def _row(view: View, action: ActionRow) -> tuple[Cell, ...]:
    party = view.names.customer_in_full(action.party)
    service = "" if action.service is None else f", for {escape(action.service)}"
    return (
        _due(view, action),
        Cell(escape(action.what), "name"),
        Cell(view.names.someone(action.owner)),
        Cell(f"{party}{service}"),
    )
