"""The sheets on how well parties serve each other: customers, promises, actions, what works."""

from __future__ import annotations

from internalmap.reports.analyze.sections.actions import actions, by_date, overdue
from internalmap.reports.analyze.sections.customers import external_customers, way, worst_first
from internalmap.reports.analyze.sections.promises import lacks, promises
from internalmap.reports.analyze.sections.single_points import by_how_many
from internalmap.reports.analyze.sections.works import kept, praised, works
from internalmap.reports.analyze.view import View
from internalmap.reports.analyze.workbook.blocks import Heading, Part, Row, table
from internalmap.reports.analyze.workbook.naming import (
    customer,
    hours,
    nothing,
    said,
    scale_of,
    several,
    what_for,
)
from internalmap.reports.blocks import EmptySection
from internalmap.results.analyze import ActionRow, SinglePoint
from internalmap.text.escape import printable


def customers_sheet(view: View) -> Part:
    """The external customers."""
    sheet, title = "External customers", "External customers: how well they are served"
    section = external_customers(view)
    if isinstance(section, EmptySection):
        return nothing(sheet, title, section)
    points: dict[str, list[SinglePoint]] = {}
    for point in view.analysis.single_points_of_failure:
        for id in point.stops:
            points.setdefault(id, []).append(point)
    protected, silent = set(view.analysis.settings.protected), set(view.silent)
    scale = scale_of(view)
    rows: list[Row] = []
    for one in sorted(view.analysis.external_customers, key=worst_first):
        link, row, by = one.weakest_link, view.rows.get(one.party), points.get(one.party, [])
        known = one.party in protected and one.party not in silent
        rows.append(
            (
                view.names.short(one.party),
                printable(one.party),
                one.satisfaction,
                row.gap if row else None,
                one.chain_satisfaction,
                "" if link is None else view.need(link.need),
                None if link is None else link.satisfaction,
                "" if link is None else way(view, link),
                len(by) if known else None,
                by_how_many(by, one.party) if known else "",
            )
        )
    headings = (
        Heading("Customer"),
        Heading("Id"),
        Heading(f"Satisfaction ({scale})", "rating"),
        Heading("More or less than it expects", "signed"),
        Heading(f"Its chain ({scale})", "rating"),
        Heading("Weakest link"),
        Heading(f"Rating of that link ({scale})", "rating"),
        Heading("Way"),
        Heading("Absences that let it down", "whole"),
        Heading("Let down"),
    )
    return Part(
        sheet,
        title,
        f"{said(section)} A figure under 0 says that it gets less than it expects.",
        table(headings, rows),
        "Next: talk about the weakest links, with both sides at the table.",
    )


def promises_sheet(view: View) -> Part:
    """Promises that are faster than what they rest on."""
    sheet, title = "Promises", "Promises that rest on slower ones"
    section = promises(view)
    if isinstance(section, EmptySection):
        return nothing(sheet, title, section)
    rows: list[Row] = [
        (
            view.names.short(promise.party),
            printable(promise.party),
            printable(promise.service or ""),
            customer(view, promise.promised_to),
            hours(promise.within),
            printable(promise.needs.service or ""),
            several(view, promise.needs.suppliers),
            hours(promise.needs.within),
            hours(promise.needs.buffer),
            "written down" if promise.needs.buffer_stated else "assumed: ask",
            hours(lacks(promise)),
        )
        for promise in sorted(view.analysis.promises_not_backed, key=lambda each: -lacks(each))
    ]
    headings = (
        Heading("Who promises"),
        Heading("Id"),
        Heading("What"),
        Heading("To"),
        Heading("Promised within (hours)", "hours"),
        Heading("But waits for"),
        Heading("From"),
        Heading("Promised to it within (hours)", "hours"),
        Heading("Can bridge (hours)", "hours"),
        Heading("What it can bridge is"),
        Heading("Lacks (hours)", "hours"),
    )
    return Part(
        sheet,
        title,
        said(section),
        table(headings, rows),
        "Next: agree a faster answer with those whom the promise waits for, or promise what can be "
        "kept.",
    )


def actions_sheet(view: View) -> Part:
    """What was promised to mend things: the open ones first, by date, then what is done."""
    sheet, title = "Actions", "Actions that were promised"
    found = view.analysis.actions
    section = actions(view)
    if not found:
        return nothing(sheet, title, EmptySection("actions"))
    rows: list[Row] = [
        (
            printable(action.what),
            action.due,
            _state(view, action),
            _days_overdue(view, action),
            view.names.someone(action.owner),
            customer(view, action.party),
            printable(action.party or ""),
            printable(action.service or ""),
            action.done,
        )
        for action in sorted(found, key=lambda one: (one.done is not None, by_date(one)))
    ]
    headings = (
        Heading("What"),
        Heading("Due", "date"),
        Heading("State"),
        Heading("Days overdue", "whole"),
        Heading("Who does it"),
        Heading("For"),
        Heading("Id"),
        Heading("Service"),
        Heading("Done", "date"),
    )
    if isinstance(section, EmptySection):
        words = "Every promised action is done."
    else:
        words = f"Open: {said(section)}"
    if view.today is not None:
        words += f" Overdue as of {view.today.isoformat()}."
    return Part(
        sheet,
        title,
        words,
        table(headings, rows),
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


def works_sheet(view: View) -> Part:
    """Fallbacks that hold and what is rated well."""
    sheet, title = "What works", "What works"
    found = view.analysis.works
    held: list[Row] = [
        ("fallback that holds", *what_for(view, need), several(view, need.suppliers), None)
        for need in found.fallbacks_that_hold
    ]
    rated: list[Row] = [
        (
            "best rated",
            *what_for(view, one.need),
            several(view, one.need.suppliers),
            one.satisfaction,
        )
        for one in praised(view)
    ]
    if not held and not rated:
        return Part(sheet, title, said(works(view)))
    headings = (
        Heading("What is good"),
        Heading("What"),
        Heading("For"),
        Heading("Suppliers"),
        Heading(f"Rating ({scale_of(view)})", "rating"),
    )
    holds = f"A fallback holds where the need is met {view.whoever}." if held else ""
    return Part(
        sheet,
        title,
        " ".join(text for text in (*kept(view), holds) if text),
        table(headings, [*held, *rated]),
        "Next: say so to those who do it, where others hear it.",
    )
