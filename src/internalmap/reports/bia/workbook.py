"""The business impact analysis as a workbook: every row, one a thing, to sort and to filter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from internalmap.model.phrases import KIND_WORDS, Names
from internalmap.reports.analyze.workbook.naming import several
from internalmap.reports.bia import words
from internalmap.reports.bia.need_page import need_section
from internalmap.reports.bia.report import title
from internalmap.reports.blocks import (
    Cell,
    Column,
    Lines,
    Report,
    Section,
    Table,
    Tone,
    Value,
    hours,
    valued,
    values_table,
)
from internalmap.reports.options import RenderOptions
from internalmap.reports.scenarios.sections import said_of
from internalmap.reports.scenarios.sheets import sheets as scenario_sheets
from internalmap.results.bia import MAX_WEAK_POINTS, Activity, Bia, NeedPage, OverTime, Resource
from internalmap.text.escape import escape
from internalmap.text.quantities import say_duration

#: How many needs have a sheet of their own, and how many rows these have together at most.
_SHEETS, _ROWS = 60, 30_000
#: The most rows of the chains behind all activities: more than that no spreadsheet opens well.
_MOST_CHAINS = 100_000
_TONES: dict[str, Tone] = {"felt": "warn", "intolerable": "bad"}


def report(found: Bia, _options: RenderOptions) -> Report:
    """The workbook: the tables, and a sheet for each need of who must not be let down."""
    notes = words.notes(found)
    needs = [*_needs(found)]
    if len(needs) < found.needs_total:
        have = (
            f"Of {found.needs_total:,} needs, the first {len(needs):,} have a sheet of their own."
        )
        notes = (*notes, Cell(have))
    return Report(
        title=title(found),
        verdict=words.verdict(found),
        notes=notes,
        sections=(*sheets(found), *scenario_sheets(found.scenarios, Names(found.names)), *needs),
        organization=escape(found.organization),
    )


def sheets(found: Bia) -> tuple[Section, ...]:
    """The tables of the analysis."""
    names = Names(found.names)
    return (
        _done(found, names),
        _over_time(found, names),
        _stands_on(found, names),
        _recovery(found, names),
        _chains(found, names),
    )


def _sheet(name: str, heading: str, lead: str, made: Table) -> Section:
    if not made.rows:
        return Section(name, heading, lead=(Cell("There is nothing to show."),), sheet=name)
    return Section(name, heading, lead=(Cell(lead),), body=(made,), sheet=name)


def _done(found: Bia, names: Names) -> Section:
    columns = (
        Column("What is done"),
        Column("Kind"),
        Column("Who answers for it"),
        Column("Limit (hours)", format="hours"),
        Column("Shortest limit of a need (hours)", format="hours"),
        Column("Said by"),
        Column("Worst absence"),
        Column("Felt after (hours)", format="hours"),
        Column("Intolerable after (hours)", format="hours"),
        Column("Back after (hours)", format="hours"),
        Column("Gap (hours)", format="hours"),
        Column("People", format="whole"),
        Column("Processes", format="whole"),
        Column("Systems", format="whole"),
        Column("Records", format="whole"),
        Column("Sites", format="whole"),
        Column("Suppliers", format="whole"),
        Column("Id"),
    )
    rows = [_activity(row, names) for row in found.activities]
    return _sheet(
        "What is done",
        "What is done, and what it can bear",
        "Processes, and whoever has a limit or must not be let down, those first whom an absence "
        "harms soonest. The times are of the worst absence of one party, were it not to come back. "
        "How many of each kind it stands on is counted; the sheet Chains names them.",
        values_table(columns, rows),
    )


def _activity(row: Activity, names: Names) -> Sequence[Cell | Value]:
    worst, behind = row.worst, row.stands_on
    counts: list[Value] = [None] * 6
    if behind is not None:
        counts = [
            *map(len, (behind.people, behind.processes, behind.technology, behind.information)),
            len(behind.sites),
            len(behind.third_parties),
        ]
    return (
        names.short(row.party),
        KIND_WORDS[row.kind],
        words.owner(row.owner, names),
        hours(row.limit),
        hours(row.needs_limit),
        words.stated(row.said, names),
        "no single one" if worst is None else names.short(worst.party),
        None if worst is None else hours(worst.after),
        None if worst is None else hours(worst.needed),
        None if worst is None else hours(worst.restore),
        None if worst is None else hours(worst.gap),
        *counts,
        escape(row.party),
    )


def _chains(found: Bia, names: Names) -> Section:
    """Who stands behind each activity, a row each."""
    columns = (
        Column("What is done"),
        Column("Stands on"),
        Column("Kind"),
        Column("Back after (hours)", format="hours"),
        Column("Id"),
    )
    rows = [
        (
            names.short(row.party),
            names.short(id),
            KIND_WORDS[found.kinds[id]],
            hours(found.restores.get(id)),
            escape(id),
        )
        for row in found.activities
        if row.stands_on is not None
        for _, ids in words.classes(row.stands_on)
        for id in ids
    ]
    left = len(rows) - _MOST_CHAINS
    more = f" {left:,} more rows are left out." if left > 0 else ""
    return _sheet(
        "Chains",
        "What each of it stands on",
        f"All from whom a chain of essential needs leads to it, fallbacks included.{more}",
        values_table(columns, rows[:_MOST_CHAINS], whole=True),
    )


def _over_time(found: Bia, names: Names) -> Section:
    columns = (
        Column("What is done"),
        Column("Gone"),
        Column("Felt after (hours)", format="hours"),
        Column("Intolerable after (hours)", format="hours"),
        *(Column(f"After {say_duration(end)}") for end in found.settings.bands),
        Column("Later"),
        Column("Id"),
    )
    rows = [_felt(row.party, each, names) for row in found.activities for each in row.over_time]
    return _sheet(
        "Impact over time",
        "Impact over time",
        "The worst absence of one party, and of one of each class, once it has lasted for so long.",
        values_table(columns, rows, whole=True),
    )


def _felt(party: str, each: OverTime, names: Names) -> Sequence[Cell | Value]:
    return (
        names.short(party),
        words.GONE[each.gone],
        hours(each.after),
        hours(each.needed),
        *(Cell(felt, _TONES.get(felt, "plain")) for felt in each.bands),
        escape(party),
    )


def _stands_on(found: Bia, names: Names) -> Section:
    columns = (
        Column("Who or what"),
        Column("Kind"),
        Column("Who answers for it"),
        Column("Tier"),
        Column("Needed back within (hours)", format="hours"),
        Column("For"),
        Column("Target (hours)", format="hours"),
        Column("Back after (hours)", format="hours"),
        Column("Gap (hours)", format="hours"),
        Column("In time"),
        Column("Leans on, and back later"),
        Column("Met without it"),
        Column("Work that may be lost (hours)", format="hours"),
        Column("For whom so little"),
        Column("Newest copy at most (hours)", format="hours"),
        Column("Ask"),
        Column("Id"),
    )
    bands = found.settings.bands
    rows = [_resource(row, names, bands) for row in found.resources]
    return _sheet(
        "What it stands on",
        "What it stands on, and by when it must be back",
        "Each alone: needed back is when its absence is first intolerable for somebody who must "
        "not be let down. First in each tier are those of whom nobody knows when they are back.",
        values_table(columns, rows),
    )


def _resource(row: Resource, names: Names, bands: Sequence[int]) -> Sequence[Cell | Value]:
    holds = words.holds_work(row)
    loss_of = row.max_data_loss_of if holds else None
    in_time = words.gap_cell(row.gap)
    if row.needed is not None and row.restore is None:
        in_time = Cell("not known: ask", "warn")
    return (
        names.short(row.party),
        KIND_WORDS[row.kind],
        words.owner(row.owner, names),
        words.tier(row, bands),
        hours(row.needed),
        several(names, row.needed_for),
        replace(valued(hours(row.restore_target), "hours"), tone=words.target(row).tone),
        hours(row.restore),
        hours(row.gap),
        in_time,
        words.slower(row, names),
        "; ".join(words.workaround(one, names) for one in row.workarounds),
        hours(row.max_data_loss if holds else None),
        "" if loss_of is None else names.short(loss_of),
        hours(row.backup_every),
        words.ask(row, names),
        escape(row.party),
    )


def _recovery(found: Bia, names: Names) -> Section:
    columns = (
        Column("Step", format="whole"),
        Column("Who"),
        Column("Id"),
        Column("Kind"),
        Column("Back by (hours)", format="hours"),
        Column("Back after (hours)", format="hours"),
        Column("Late by (hours)", format="hours"),
        Column("Note"),
    )
    return _sheet(
        "Recovery order",
        "The order of recovery, after everything went",
        "If all of it goes at once: who must be back by when, so that nobody is let down, "
        "suppliers before those they supply.",
        values_table(columns, [*_steps(found, names)]),
    )


def _steps(found: Bia, names: Names) -> Iterator[Sequence[Cell | Value]]:
    for number, step in enumerate(found.recovery, 1):
        circle = "needs the others of this step: agree who starts" if len(step.parties) > 1 else ""
        for party in step.parties:
            kind = found.kinds[party]
            restore = None if kind == "process" else found.restores.get(party)
            late = None if restore is None else max(restore - step.by, 0)
            yield (
                number,
                names.short(party),
                escape(party),
                KIND_WORDS[kind],
                hours(step.by),
                hours(restore),
                hours(late),
                circle or ("runs again once its needs are met" if kind == "process" else ""),
            )
    for party in found.not_needed:
        yield (
            None,
            names.short(party),
            escape(party),
            KIND_WORDS[found.kinds[party]],
            None,
            None,
            None,
            "not needed",
        )


def _needs(found: Bia) -> Iterator[Section]:
    """A sheet for each need of who must not be let down: its words, its weak points, its chain."""
    names = Names(found.names)
    rows = 0
    for number, page in enumerate(found.needs[:_SHEETS]):
        told = said_of(found.scenarios, page.protected, names)
        made = need_section(names, number, page, MAX_WEAK_POINTS, told)
        said = [block for block in made.body if isinstance(block, Lines)]
        tables = [_weak(page, names), _chain(found, page, names)]
        rows += sum(len(each.rows) for each in tables)
        if rows > _ROWS:
            return
        yield Section(
            made.key,
            made.heading,
            lead=made.lead,
            body=(
                *(lines for lines in said if lines.items),
                *(each for each in tables if each.rows),
            ),
            sheet=made.sheet,
        )


def _weak(page: NeedPage, names: Names) -> Table:
    columns = (
        Column("Weak point"),
        Column("Id"),
        Column("Unmet after (hours)", format="hours"),
        Column("Intolerable after (hours)", format="hours"),
        Column("Back after (hours)", format="hours"),
        Column("Gap (hours)", format="hours"),
    )
    rows = [
        (
            names.short(point.party),
            escape(point.party),
            hours(point.after),
            hours(point.needed),
            hours(point.restore),
            hours(point.gap),
        )
        for point in page.weak_points
    ]
    return values_table(columns, rows, whole=True)


def _chain(found: Bia, page: NeedPage, names: Names) -> Table:
    columns = (
        Column("Stands behind it"),
        Column("Id"),
        Column("Kind"),
        Column("Back after (hours)", format="hours"),
    )
    rows = [
        (
            names.short(id),
            escape(id),
            KIND_WORDS[found.kinds[id]],
            hours(found.restores.get(id)),
        )
        for _, ids in words.classes(page.stands_on)
        for id in ids
    ]
    return values_table(columns, rows, whole=True)
