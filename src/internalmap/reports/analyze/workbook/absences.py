"""The sheets on absences: single points of failure, what each absence does to whom, absences that
do harm together, and what was assumed."""

from __future__ import annotations

from collections.abc import Sequence

from internalmap.analyses.absence.grades import band
from internalmap.model.phrases import ASK, counted, listed
from internalmap.reports.analyze.sections.answers import answers, unsaid
from internalmap.reports.analyze.sections.single_points import soon
from internalmap.reports.analyze.sections.together import together
from internalmap.reports.analyze.times import a_time, in_band
from internalmap.reports.analyze.view import View
from internalmap.reports.analyze.workbook.naming import (
    WHO,
    empty_sheet,
    said,
    several,
    sheet_of,
    what_for,
    who,
)
from internalmap.reports.blocks import Column, EmptySection, Section, Value, hours, values_table
from internalmap.results.analyze import FragileSet, SinglePoint
from internalmap.text.escape import escape

#: The most rows of what each absence does to whom: more than that no spreadsheet opens well.
MOST_PAIRS = 100_000


def single_points_sheet(view: View) -> Section:
    """Parties whose absence alone would stop somebody, one row each, in the order of the report."""
    sheet, title = "Single points of failure", "Single points of failure"
    found = view.analysis.single_points_of_failure
    if not found:
        return sheet_of(sheet, title, said(soon(view)), sought=bool(view.heard))
    bands = view.analysis.settings.bands
    run_of = {party: run for run in view.analysis.runs if len(run) > 1 for party in run}
    rows: list[Sequence[Value]] = [
        (
            *who(view, point.party),
            point.grade,
            "no" if point.single else "yes",
            several(view.names, point.let_down),
            len(point.let_down),
            "" if point.needed is None else in_band(band(point.needed, bands), bands),
            hours(point.after),
            hours(point.needed),
            hours(point.restore),
            _in_time(point),
            several(view.names, point.later),
            len(point.later),
            point.impact,
            point.frequency,
            view.names.chain(point.way) if len(point.way) > 1 else "",
            view.names.chain(run_of[point.party]) if point.party in run_of else "",
        )
        for point in found
    ]
    columns = (
        Column("Who is missing"),
        *WHO,
        Column("Grade (1 is worst)", format="whole"),
        Column("A whole unit"),
        Column("Lets down"),
        Column("How many let down", format="whole"),
        Column("Needed back"),
        Column("Felt after (hours)", format="hours"),
        Column("Intolerable after (hours)", format="hours"),
        Column("Back after (hours)", format="hours"),
        Column("Back in time"),
        Column("Would stop later"),
        Column("How many would stop later", format="whole"),
        Column("Other parties that stop", format="whole"),
        Column("Due at least (times a week)", format="decimal"),
        Column("Way"),
        Column("Run in which no step has a fallback"),
    )
    return sheet_of(
        sheet,
        title,
        f"{_by_grade(view, found)} The times are those of the first who feels it, and of the first "
        "to whom it is intolerable.",
        values_table(columns, rows),
        "Next: name a stand-in for the first in the list, and ask how soon each is back where that "
        "is not known.",
    )


def _by_grade(view: View, points: Sequence[SinglePoint]) -> str:
    """How many there are of each grade, and of how many it is not known when they are back."""
    limit = a_time(view.analysis.settings.soon)
    meaning = {
        1: f"one person or thing, and somebody is let down within {limit}",
        2: "a whole unit, or later",
        3: "back in time, as long as recovery holds",
    }
    grades = [
        f"{sum(point.grade == grade for point in points):,} of grade {grade} ({meant})"
        for grade, meant in meaning.items()
    ]
    total = (
        view.counted_rows(len(points))
        if view.grouped
        else counted(len(points), "single point of failure", "single points of failure")
    )
    unknown = sum(point.restore is None for point in points)
    ask = f" Of {unknown:,} nobody wrote down when they are back: ask." if unknown else ""
    return f"{total}: {listed(grades)}.{ask}"


def _in_time(point: SinglePoint) -> str:
    if point.restore is None:
        return ASK
    if point.covered:
        return "in time"
    return "not compared" if point.needed is None else "too late"


def absences_sheet(view: View) -> Section:
    """What each absence does to each protected party, one row a pair."""
    sheet, title = "Absences", "Who lets whom down, and when"
    table = view.analysis.absences
    if not table.rows:
        return empty_sheet(sheet, title, EmptySection("absences that stop a protected party"))
    pairs = [(row, effect) for row in table.rows for effect in row.effects]
    rows: list[Sequence[Value]] = [
        (
            *who(view, row.party),
            view.names.short(effect.protected),
            escape(effect.protected),
            "yes" if effect.let_down else "no",
            hours(effect.after),
            hours(effect.needed),
            hours(row.restore),
        )
        for row, effect in pairs[:MOST_PAIRS]
    ]
    columns = (
        Column("Who is missing"),
        *WHO,
        Column("Who must not be let down"),
        Column("Their id"),
        Column("Let down"),
        Column("Felt after (hours)", format="hours"),
        Column("Intolerable after (hours)", format="hours"),
        Column("Back after (hours)", format="hours"),
    )
    shown = ""
    if len(rows) < len(pairs) or len(table.rows) < table.total:
        absences = counted(table.total, "absence")
        shown = f" Shown are the first {counted(len(rows), 'row')}, of {absences} with effects."
    return sheet_of(
        sheet,
        title,
        "Each absence with each party that would stop, were nobody back. Felt: when it first does "
        "not run. Intolerable: when that is longer than it can bear. Let down: whether it comes to "
        "that, since nobody is back in time, or nobody knows when. "
        f"{counted(table.without_effects, 'other absence stops', 'other absences stop')} nobody "
        f"who must not be let down.{shown}",
        values_table(columns, rows),
    )


def answers_sheet(view: View) -> Section:
    """The needs whose assumptions decide most."""
    sheet, title = "Answer first", "Answer these first"
    found = view.analysis.assumed_needs
    section = answers(view)
    if section is None:
        return empty_sheet(sheet, title, EmptySection("assumptions that decide who is let down"))
    rows: list[Sequence[Value]] = [
        (
            *what_for(view, one.need),
            several(view.names, one.need.suppliers),
            unsaid(one),
            one.pairs,
        )
        for one in found.rows
    ]
    columns = (
        Column("What"),
        Column("For"),
        Column("Suppliers"),
        Column("Nobody said"),
        Column("Cases that it decides", format="whole"),
    )
    shown = ""
    if len(rows) < found.total:
        shown = f" Shown are the first {len(rows):,} of {counted(found.total, 'need')}."
    return sheet_of(
        sheet,
        title,
        f"{said(section)}{shown}",
        values_table(columns, rows),
        "Next: ask those who have the need, and write the answers down as importance and buffer.",
    )


def together_sheet(view: View) -> Section:
    """Absences that let somebody down only together, one row for each whom they let down."""
    sheet, title = "Absences together", "Absences that do harm together"
    section = together(view)
    if isinstance(section, EmptySection):
        return empty_sheet(sheet, title, section)
    rows: list[Sequence[Value]] = [
        (
            f"several inside {view.names.short(one.parties[0])}"
            if len(one.parties) == 1
            else several(view.names, one.parties),
            len(one.parties),
            view.names.short(one.protected),
            escape(one.protected),
            one.grade,
            hours(one.after),
            hours(one.needed),
            hours(one.restore),
            _set_in_time(one),
        )
        for one in view.analysis.fragile_sets or ()
    ]
    columns = (
        Column("Missing together"),
        Column("How many", format="whole"),
        Column("Lets down"),
        Column("Id"),
        Column("Grade (1 is worst)", format="whole"),
        Column("Felt after (hours)", format="hours"),
        Column("Intolerable after (hours)", format="hours"),
        Column("First back after (hours)", format="hours"),
        Column("Back in time"),
    )
    return sheet_of(
        sheet,
        title,
        said(section),
        values_table(columns, rows),
        "Next: see to it that those of one row are never away together.",
    )


def _set_in_time(one: FragileSet) -> str:
    if one.hidden:
        return "hidden by recovery"
    if one.restore is None:
        return ASK
    if one.covered:
        return "in time"
    return "not compared" if one.needed is None else "too late"
