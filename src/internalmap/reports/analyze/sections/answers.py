"""The questions to answer first: what was assumed, and decides most."""

from __future__ import annotations

from internalmap.model.phrases import counted, listed
from internalmap.reports.analyze.view import View
from internalmap.reports.blocks import Cell, Column, Section, Step, table
from internalmap.results.analyze import AssumedNeed

#: How many of them are shown.
_SHOWN = 5


def answers(view: View) -> Section | None:
    """The needs whose assumptions decide most; nothing where none decides anything."""
    found = view.analysis.assumed_needs
    if not found.rows:
        return None
    shown = found.rows[: min(_SHOWN, view.top)]
    columns = (Column("Ask about"), Column("Nobody said"), Column("Decides", right=True))
    suppliers = shown[0].need.suppliers
    return Section(
        "answers",
        "Answer these first",
        lead=(
            Cell(
                "Where nobody said how much a need matters, or how long its customer can do "
                "without, the worst is assumed. An absence lets somebody down in "
                f"{counted(found.pairs, 'case')}; these answers decide most of them."
            ),
        ),
        body=(table(columns, [_row(view, one) for one in shown]),),
        next=Step(
            f"Next: ask {view.names.customer(shown[0].need.customer)}, and write the answers "
            "down as importance and buffer. "
            f"What else is not known is on the card of {view.names.short(suppliers[0])}:",
            view.card(suppliers[0]),
        ),
    )


def _row(view: View, one: AssumedNeed) -> tuple[Cell, ...]:
    return (
        Cell(view.need(one.need), "name"),
        Cell(unsaid(one)),
        Cell(counted(one.pairs, "case")),
    )


def unsaid(one: AssumedNeed) -> str:
    """What nobody said of a need."""
    parts = []
    if one.importance:
        parts.append("how much it matters")
    if one.buffer:
        parts.append("how long they can do without")
    return listed(parts)
