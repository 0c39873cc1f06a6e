"""Tables for spreadsheets: RFC 4180, a heading row, text that a spreadsheet takes for text.

What a spreadsheet would take for a formula gets an apostrophe in front; numbers stay numbers. What
is unknown is empty. Times are in seconds, loads in seconds per week.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from internalmap.results.agenda import Agenda
from internalmap.results.analyze import Analysis, PartyRow
from internalmap.results.bia import Bia, Resource
from internalmap.results.forms import FormRound
from internalmap.results.scenarios import Scenarios
from internalmap.text.csv_guard import guarded
from internalmap.text.escape import escape

#: Enough for every figure, and too few for what adding binary fractions leaves behind.
_DECIMALS = 12

Value = str | int | float | None

PARTY_COLUMNS = (
    "id", "name", "kind", "part_of", "customers", "suppliers", "reach", "level", "demand",
    "through", "gateway", "load", "load_unknown", "utilisation", "impact", "stops",
    "satisfaction_given", "satisfaction_received", "gap",
)  # fmt: skip
RESOURCE_COLUMNS = (
    "party", "name", "kind", "owner", "needed", "needed_for", "tier", "restore_target", "restore",
    "gap", "slower", "max_data_loss", "max_data_loss_of", "backup_every", "ask",
)  # fmt: skip
OUTCOME_COLUMNS = (
    "scenario", "scenario_name", "party", "name", "from", "runs_again", "without", "intolerable",
    "late", "expected", "holds", "holds_for",
)  # fmt: skip
AGENDA_COLUMNS = (
    "unit",
    "due",
    "days_overdue",
    "kind",
    "what",
    "party",
    "name",
    "with",
    "with_name",
    "owner",
)


FORM_COLUMNS = (
    "unit", "name", "file", "owner", "due", "state", "filled_by", "filled_on", "rows", "open",
)  # fmt: skip


def render(result: Analysis | Agenda | Bia | FormRound | Scenarios) -> str:
    """The table of a result."""
    if isinstance(result, FormRound):
        return _forms(result)
    if isinstance(result, Bia):
        return _table(RESOURCE_COLUMNS, (_resource(row, result) for row in result.resources))
    if isinstance(result, Scenarios):
        return _table(OUTCOME_COLUMNS, _scenarios(result))
    return _analysis(result) if isinstance(result, Analysis) else _agenda(result)


def _analysis(analysis: Analysis) -> str:
    """Every party's figures, one row a party, in id order; the columns are the keys of the JSON
    report, the parties that a party stops stand in one cell with "; " between them."""
    return _table(PARTY_COLUMNS, (_party(row) for row in analysis.parties))


def _scenarios(found: Scenarios) -> Iterable[Sequence[Value]]:
    """What each scenario does to whom; `from` is when the first time without begins."""
    for result in found.results:
        for each in result.outcomes:
            yield (
                result.id,
                result.name,
                each.party,
                found.names.get(each.party, each.party),
                each.intervals[0][0] if each.intervals else None,
                each.runs_again,
                each.without,
                each.intolerable,
                each.late,
                each.expected,
                {None: None, True: "yes", False: "no"}[each.holds],
                each.holds_for,
            )


def _agenda(agenda: Agenda) -> str:
    """What is due, one row an item."""
    rows = (
        (
            item.unit,
            None if item.due is None else item.due.isoformat(),
            item.days_overdue,
            item.kind,
            item.what,
            item.party,
            None if item.party is None else agenda.names.get(item.party, item.party),
            item.with_party,
            None if item.with_party is None else agenda.names.get(item.with_party, item.with_party),
            item.owner,
        )
        for item in agenda.items
    )
    return _table(AGENDA_COLUMNS, rows)


def _forms(found: FormRound) -> str:
    """A round of forms, one row a form."""
    rows = (
        (
            row.unit,
            None if row.unit is None else found.names.get(row.unit, row.unit),
            row.file,
            row.owner,
            None if row.due is None else row.due.isoformat(),
            row.state,
            row.filled_by,
            row.filled_on,
            row.rows,
            row.open,
        )
        for row in found.forms
    )
    return _table(FORM_COLUMNS, rows)


def cell(value: Value) -> str:
    """One cell: numbers as they are, text made safe.

    >>> cell("=1+1"), cell(4.1 - 4.5), cell(None)
    ("'=1+1", '-0.4', '')
    """
    if value is None:
        return ""
    if isinstance(value, float):
        return repr(round(value, _DECIMALS) + 0.0)  # and never -0.0
    if not isinstance(value, str):
        return repr(value)
    return escape(guarded(value))


def _party(row: PartyRow) -> Sequence[Value]:
    return (
        row.id,
        row.name,
        row.kind,
        row.part_of,
        row.customers,
        row.suppliers,
        row.reach,
        row.level,
        row.demand,
        row.through,
        row.gateway,
        row.load,
        row.load_unknown,
        row.utilisation,
        row.impact,
        "; ".join(row.stops),
        row.satisfaction_given,
        row.satisfaction_received,
        row.gap,
    )


def _resource(row: Resource, found: Bia) -> Sequence[Value]:
    """What is stood on; several parties stand in one cell with "; " between them."""
    return (
        row.party,
        found.names.get(row.party, row.party),
        row.kind,
        row.owner,
        row.needed,
        "; ".join(row.needed_for),
        row.tier,
        row.restore_target,
        row.restore,
        row.gap,
        "; ".join(each.party for each in row.slower),
        row.max_data_loss,
        row.max_data_loss_of,
        row.backup_every,
        "; ".join(row.ask),
    )


def _table(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> str:
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([cell(value) for value in row] for row in rows)
    return out.getvalue()
