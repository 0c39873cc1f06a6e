"""What is due as a report: unit by unit, oldest first."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from internalmap.model.phrases import Names, counted, party_command
from internalmap.reports.blocks import Cell, Column, Report, Section, Step, table
from internalmap.reports.options import RenderOptions
from internalmap.results.agenda import Agenda, AgendaItem
from internalmap.text.escape import escape

#: What each kind of item is called.
KINDS: Mapping[str, str] = {
    "talk": "talk",
    "action": "action",
    "acceptance": "acceptance runs out",
}
_COLUMNS = (
    Column("Due"),
    Column("Kind"),
    Column("What"),
    Column("Who"),
    Column("Who answers"),
    Column("With"),
)


def report(agenda: Agenda, options: RenderOptions) -> Report:
    """A section a unit, in the order in which the items come."""
    names = Names(agenda.names)
    units: dict[str | None, list[AgendaItem]] = {}
    for item in agenda.items:
        units.setdefault(item.unit, []).append(item)
    return Report(
        title=f"{escape(agenda.organization)}: what is due on {agenda.today.isoformat()}",
        verdict=_verdict(agenda.items, len(units.keys() - {None})),
        notes=(),
        sections=tuple(
            _unit(unit, items, names, agenda.names, options.model, number)
            for number, (unit, items) in enumerate(units.items())
        ),
    )


def due(item: AgendaItem) -> Cell:
    """When it was due, in words."""
    if item.due is None:
        return Cell("no date" if item.kind == "action" else "never yet", "warn")
    date = item.due.isoformat()
    days = item.days_overdue
    if days is None:
        return Cell(date)
    if days > 0:
        return Cell(f"{date}, {counted(days, 'day')} ago", "bad")
    if days == 0:
        return Cell(f"{date}, today", "warn")
    return Cell(f"{date}, in {counted(-days, 'day')}")


def _verdict(items: Sequence[AgendaItem], units: int) -> Cell:
    if not items:
        return Cell("Nothing is due.", "good")
    late = sum(item.days_overdue is not None and item.days_overdue > 0 for item in items)
    undated = sum(item.due is None for item in items)
    apart = sum(item.unit is None for item in items)
    parts = [counted(len(items), "item")]
    if units:
        parts = [f"{counted(len(items) - apart, 'item')} in {counted(units, 'unit')}"]
        parts[0] += f" and {apart:,} in none" if apart else ""
    if late:
        parts.append(f"{late:,} overdue")
    if undated:
        parts.append(f"{undated:,} without a date")
    return Cell(f"{', '.join(parts)}.", "bad" if late else "warn")


def _unit(
    unit: str | None,
    items: Sequence[AgendaItem],
    names: Names,
    known: Container[str],
    model: str,
    number: int,
) -> Section:
    rows = [
        (
            due(item),
            Cell(KINDS.get(item.kind, escape(item.kind))),
            Cell(escape(item.what), "name"),
            Cell(names.customer_in_full(item.party)),
            Cell("" if item.owner is None else names.someone(item.owner)),
            Cell("" if item.with_party is None else names.someone(item.with_party)),
        )
        for item in items
    ]
    first = next((item for item in items if item.party is not None), None)
    party = unit if first is None else first.party
    if first is not None and first.owner in known:
        party = first.owner  # its card says how to reach it
    step = None
    if party is not None:
        whom = names.someone(party if first is None else first.owner or party)
        step = Step(
            f"Next: take the first one up with {whom}; whom to call stands on the card:",
            party_command(model, party),
        )
    heading = "In no unit" if unit is None else names.full(unit)
    return Section(f"unit-{number}", heading, body=(table(_COLUMNS, rows, None),), next=step)
