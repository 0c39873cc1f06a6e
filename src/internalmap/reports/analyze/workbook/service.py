"""The sheets on how well parties serve each other: customers, promises, actions, what works."""

from __future__ import annotations

from collections.abc import Sequence

from internalmap.reports.analyze.sections.actions import actions, by_date, overdue
from internalmap.reports.analyze.sections.customers import external_customers, way, worst_first
from internalmap.reports.analyze.sections.promises import lacks, promises
from internalmap.reports.analyze.sections.works import kept, praised, works, worst_rated
from internalmap.reports.analyze.view import View
from internalmap.reports.analyze.workbook.naming import (
    empty_sheet,
    said,
    scale_of,
    several,
    sheet_of,
    what_for,
)
from internalmap.reports.blocks import Column, EmptySection, Section, Value, hours, values_table
from internalmap.results.analyze import ActionRow
from internalmap.text.escape import escape


def customers_sheet(view: View) -> Section:
    """The external customers."""
    sheet, title = "External customers", "External customers: how well they are served"
    section = external_customers(view)
    if isinstance(section, EmptySection):
        return empty_sheet(sheet, title, section)
    protected, silent = set(view.analysis.settings.protected), set(view.silent)
    scale = scale_of(view)
    rows: list[Sequence[Value]] = []
    for one in sorted(view.analysis.external_customers, key=worst_first):
        link, row = one.weakest_link, view.rows.get(one.party)
        let_down = [effect for effect, _ in view.absences_of(one.party) if effect.let_down]
        later = len(view.absences_of(one.party)) - len(let_down)
        known = one.party in protected and one.party not in silent
        rows.append(
            (
                view.names.short(one.party),
                escape(one.party),
                one.satisfaction,
                row.gap if row else None,
                one.chain_satisfaction,
                "" if link is None else view.need(link.need),
                None if link is None else link.satisfaction,
                "" if link is None else way(view, link),
                len(let_down) if known else None,
                hours(let_down[0].needed) if known and let_down else None,
                later if known else None,
            )
        )
    columns = (
        Column("Customer"),
        Column("Id"),
        Column(f"Satisfaction ({scale})", format="rating"),
        Column("More or less than expected", format="signed"),
        Column(f"Its chain ({scale})", format="rating"),
        Column("Weakest link"),
        Column(f"Rating of that link ({scale})", format="rating"),
        Column("Way"),
        Column("Absences that let it down", format="whole"),
        Column("The soonest after (hours)", format="hours"),
        Column("Absences that would stop it later", format="whole"),
    )
    return sheet_of(
        sheet,
        title,
        f"{said(section)} A figure under 0 says that less is given than expected. Whose absence "
        "lets whom down, and when, is on the sheet Absences.",
        values_table(columns, rows),
        "Next: talk about the weakest links, with both sides at the table.",
    )


def promises_sheet(view: View) -> Section:
    """Promises that are faster than what they rest on."""
    sheet, title = "Promises", "Promises that rest on slower ones"
    section = promises(view)
    if isinstance(section, EmptySection):
        return empty_sheet(sheet, title, section)
    rows: list[Sequence[Value]] = [
        (
            view.names.short(promise.party),
            escape(promise.party),
            escape(promise.service or ""),
            view.names.customer(promise.promised_to),
            hours(promise.within),
            escape(promise.needs.service or ""),
            several(view.names, promise.needs.suppliers),
            hours(promise.needs.within),
            hours(promise.needs.buffer),
            "written down" if promise.needs.buffer_stated else "assumed: ask",
            hours(lacks(promise)),
        )
        for promise in sorted(view.analysis.promises_not_backed, key=lambda each: -lacks(each))
    ]
    columns = (
        Column("Who promises"),
        Column("Id"),
        Column("What"),
        Column("To"),
        Column("Promised within (hours)", format="hours"),
        Column("But waits for"),
        Column("From"),
        Column("Promised to it within (hours)", format="hours"),
        Column("Can bridge (hours)", format="hours"),
        Column("What it can bridge is"),
        Column("Lacks (hours)", format="hours"),
    )
    return sheet_of(
        sheet,
        title,
        said(section),
        values_table(columns, rows),
        "Next: agree a faster answer with those whom the promise waits for, or promise what can be "
        "kept.",
    )


def actions_sheet(view: View) -> Section:
    """What was promised to mend things: the open ones first, by date, then what is done."""
    sheet, title = "Actions", "Actions that were promised"
    found = view.analysis.actions
    section = actions(view)
    if not found:
        return empty_sheet(sheet, title, EmptySection("actions"))
    rows: list[Sequence[Value]] = [
        (
            escape(action.what),
            action.due,
            _state(view, action),
            _days_overdue(view, action),
            view.names.someone(action.owner),
            view.names.customer(action.party),
            escape(action.party or ""),
            escape(action.service or ""),
            action.done,
        )
        for action in sorted(found, key=lambda one: (one.done is not None, by_date(one)))
    ]
    columns = (
        Column("What"),
        Column("Due", format="date"),
        Column("State"),
        Column("Days overdue", format="whole"),
        Column("Who does it"),
        Column("For"),
        Column("Id"),
        Column("Service"),
        Column("Done", format="date"),
    )
    if isinstance(section, EmptySection):
        words = "Every promised action is done."
    else:
        words = f"Open: {said(section)}"
    if view.today is not None:
        words += f" Overdue as of {view.today.isoformat()}."
    return sheet_of(
        sheet,
        title,
        words,
        values_table(columns, rows),
        "Next: ask the owners of those that are open, and settle a date where there is none.",
    )


def _state(view: View, action: ActionRow) -> str:
    if action.done is not None:
        return "done"
    if overdue(view, action):
        return "overdue"
    return "open" if action.due is not None else "open, no date: ask"


def _days_overdue(view: View, action: ActionRow) -> int | None:
    if action.done is not None or view.today is None or action.due is None:
        return None
    days = (view.today - action.due).days
    return days if days > 0 else None


def works_sheet(view: View) -> Section:
    """Fallbacks that hold, or fail where it makes no difference; the best rated and the worst."""
    sheet, title = "What works", "What works"
    found = view.analysis.works
    held: list[Sequence[Value]] = [
        ("fallback that holds", *what_for(view, need), several(view.names, need.suppliers), None)
        for need in found.fallbacks_that_hold
    ]
    rated: list[Sequence[Value]] = [
        (
            "best rated",
            *what_for(view, one.need),
            several(view.names, one.need.suppliers),
            one.satisfaction,
        )
        for one in praised(view)
    ]
    rated += [
        (
            "worst rated",
            *what_for(view, one.need),
            several(view.names, one.need.suppliers),
            one.satisfaction,
        )
        for one in worst_rated(view)
    ]
    held += [
        (
            f"fallback that fails only with {view.names.short(one.party)}, whose absence stops "
            "the customer anyway",
            *what_for(view, one.need),
            several(view.names, one.need.suppliers),
            None,
        )
        for one in found.fails_anyway
    ]
    if not held and not rated:
        return sheet_of(sheet, title, said(works(view)))
    columns = (
        Column("What it is"),
        Column("What"),
        Column("For"),
        Column("Suppliers"),
        Column(f"Rating ({scale_of(view)})", format="rating"),
    )
    holds = f"A fallback holds where the need is met {view.whoever}." if held else ""
    total = found.fallbacks_that_hold_total + found.fails_anyway_total
    if total > len(held):
        holds += f" Shown are the first {len(held):,} of {total:,} fallbacks."
    return sheet_of(
        sheet,
        title,
        " ".join(text for text in (*kept(view), holds) if text),
        values_table(columns, [*held, *rated]),
        "Next: say so to those who do it, where others hear it.",
    )
