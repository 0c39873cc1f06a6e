"""The business impact analysis as a page: what is done, impact over time, what it stands on, the
order of recovery, and a section for each need of who must not be let down."""

from __future__ import annotations

from itertools import groupby

from internalmap.model.phrases import (
    KIND_WORDS,
    Names,
    after,
    command,
    counted,
    listed,
    plural,
    since,
)
from internalmap.reports.analyze.times import in_band
from internalmap.reports.bia import words
from internalmap.reports.bia.need_page import need_section
from internalmap.reports.blocks import Cell, Column, Report, Section, Step, Table, table
from internalmap.reports.options import RenderOptions
from internalmap.reports.scenarios.sections import overview, said_of
from internalmap.results.bia import Activity, Bia, NeedPage, Resource
from internalmap.text.escape import escape
from internalmap.text.quantities import say_duration

#: How many pages of needs a page has.
_PAGES = 20


def report(found: Bia, options: RenderOptions) -> Report:
    """The whole analysis; tables have `top` rows, and what is left out is counted."""
    view = _View(found, max(options.top, 1), options.model)
    sections = [
        _done(view),
        _over_time(view),
        _stands_on(view),
        _recovery(view),
        overview(found.scenarios, view.names, "What scenarios say") if found.scenarios else None,
        *(_need(view, number, page) for number, page in enumerate(found.needs[:_PAGES])),
    ]
    return Report(
        title=title(found),
        verdict=words.verdict(found),
        notes=words.notes(found),
        sections=tuple(section for section in sections if section is not None),
        closing=_closing(view),
    )


def title(found: Bia) -> str:
    """What the analysis is called."""
    return f"{escape(found.organization)}: business impact, and by when each must be back"


class _View:
    """An analysis with what all its sections need."""

    def __init__(self, found: Bia, top: int, model: str) -> None:
        self.found, self.top, self.model = found, top, model
        self.names = Names(found.names)
        self.bands = found.settings.bands

    def more(self, total: int, one: str, many: str = "") -> Step | None:
        """What stands under a table of which only the first rows are shown."""
        left = total - self.top
        if left <= 0:
            return None
        return Step(
            f"and {counted(left, f'more {one}', f'more {many}' if many else '')}:",
            command("bia", self.model, "--top", str(total)),
        )


def _done(view: _View) -> Section | None:
    """What is done, with the worst absence of each."""
    rows = view.found.activities
    if not rows:
        return None
    columns = (
        Column("What is done"),
        Column("Limit"),
        Column("Worst absence"),
        Column("Felt"),
        Column("Intolerable"),
        Column("Back"),
        Column("Stands on", under=True),
        Column("Who answers for it", under=True),
        Column("Said by", under=True),
    )
    return Section(
        "done",
        "What is done, and what it can bear",
        lead=(
            Cell(
                "Processes, and whoever has a limit or must not be let down. Felt and intolerable "
                "are of the worst absence of one party, were it not to come back."
            ),
        ),
        body=(
            table(
                columns,
                [_activity(view, row) for row in rows[: view.top]],
                view.more(len(rows), "activity", "activities"),
            ),
        ),
    )


def _activity(view: _View, row: Activity) -> tuple[Cell, ...]:
    worst, names = row.worst, view.names
    times = [Cell("no single one")] + [Cell("")] * 3
    if worst is not None:
        times = [
            Cell(names.short(worst.party)),
            Cell(since(worst.after)),
            Cell(words.felt_since(worst.needed), "bad" if worst.let_down else "plain"),
            words.back(worst.restore, worst.gap),
        ]
    return (
        Cell(names.full(row.party), "name"),
        Cell(words.limits(row)),
        *times,
        Cell(words.counts(row.stands_on)),
        Cell(words.owner(row.owner, names)),
        Cell(words.stated(row.said, names)),
    )


def _over_time(view: _View) -> Section | None:
    """Impact over time: a column a band."""
    shown = [row for row in view.found.activities if row.over_time][: view.top]
    if not shown:
        return None
    columns = (
        Column("What is done"),
        Column("Gone"),
        *(Column(f"{say_duration(end)}") for end in view.bands),
        Column("later"),
    )
    rows = []
    for row in shown:
        for number, each in enumerate(row.over_time):
            felt = [words.FELT[one] for one in each.bands]
            rows.append(
                (
                    Cell(view.names.short(row.party) if not number else "", "name"),
                    Cell(words.GONE[each.gone]),
                    *(Cell(text, tone) for text, tone in felt),
                )
            )
    total = sum(bool(row.over_time) for row in view.found.activities)
    return Section(
        "over-time",
        "Impact over time",
        lead=(
            Cell(
                "The worst absence of one party, and of one of each class, once it has lasted for "
                "so long. A dash: it is not felt. Felt: it is felt, and can be borne. Harm: it is "
                "intolerable."
            ),
        ),
        body=(Table(columns, tuple(rows), view.more(total, "activity", "activities")),),
    )


def _stands_on(view: _View) -> Section | None:
    """What it stands on, by band of when it is needed back."""
    rows = view.found.resources
    if not rows:
        return None
    columns = (
        Column("Who or what"),
        Column("Needed back"),
        Column("For"),
        Column("Target"),
        Column("Back"),
        Column("Gap"),
        Column("Leans on, and back later", under=True),
        Column("Met without it", under=True),
        Column("Work lost", under=True),
        Column("Ask", under=True),
    )
    cells: list[tuple[Cell, ...]] = []
    for place, group in groupby(rows[: view.top], key=lambda row: row.tier):
        heading = "Harms nobody alone" if place is None else in_band(place, view.bands)
        cells.append((Cell(f"{heading[:1].upper()}{heading[1:]}:"), *[Cell("")] * 9))
        cells += [_resource(view, row) for row in group]
    unknown = sum(row.restore is None and row.needed is not None for row in rows)
    lead = [
        "Each alone: when its absence is first intolerable for somebody who must not be let down."
    ]
    if unknown:
        lead.append(
            f"In each band, those come first of whom nobody knows when they are back ({unknown:,})."
        )
    return Section(
        "stands-on",
        "What it stands on, and by when it must be back",
        lead=tuple(map(Cell, lead)),
        body=(table(columns, cells, view.more(len(rows), "party", "parties")),),
    )


def _resource(view: _View, row: Resource) -> tuple[Cell, ...]:
    names = view.names
    needed = Cell("") if row.needed is None else Cell(within(row.needed))
    return (
        Cell(names.full(row.party), "name"),
        needed,
        Cell(words.needed_for(row, names)),
        words.target(row),
        words.back(row.restore, row.gap) if row.needed is not None else _plain_back(row.restore),
        words.gap_cell(row.gap),
        Cell(words.slower(row, names), "warn"),
        Cell(words.workarounds(row, names)),
        words.data_loss(row, names),
        Cell(words.ask(row, names)),
    )


def within(seconds: float) -> str:
    """By when."""
    return "at once" if seconds == 0 else f"within {say_duration(seconds)}"


def _plain_back(restore: float | None) -> Cell:
    return Cell("" if restore is None else after(restore))


def _recovery(view: _View) -> Section | None:
    """Who must be back by when, after everything went."""
    steps = view.found.recovery
    if not steps:
        return None
    columns = (
        Column("Step", right=True),
        Column("Who"),
        Column("What"),
        Column("Back by"),
        Column("Back"),
        Column("Late by"),
    )
    rows = []
    for number, step in enumerate(steps[: view.top], 1):
        for place, party in enumerate(step.parties):
            kind = view.found.kinds[party]
            restore = view.found.restores.get(party)
            gap = None if restore is None else restore - step.by
            runs = kind == "process"
            rows.append(
                (
                    Cell("" if place else f"{number:,}"),
                    Cell(view.names.full(party), "name"),
                    Cell(KIND_WORDS[kind]),
                    Cell("" if place else within(step.by)),
                    Cell("runs again") if runs else words.back(restore, gap),
                    Cell("") if runs or gap is None else words.gap_cell(gap),
                )
            )
    circles = [step for step in steps if len(step.parties) > 1]
    lead = [
        "If all of it goes at once: who must be back by when, so that nobody is let down; "
        "suppliers before those they supply."
    ]
    if circles:
        which = listed(view.names.shorts(circles[0].parties), limit=words.NAMED)
        lead.append(
            f"{counted(len(circles), 'step is a circle', 'steps are circles')}: those in it need "
            f"each other, and must agree who starts ({which})."
        )
    if view.found.not_needed:
        count = len(view.found.not_needed)
        lead.append(
            f"{counted(count, 'party is', 'parties are')} not needed for that: "
            f"{listed(view.names.shorts(view.found.not_needed), limit=words.NAMED)}."
        )
    return Section(
        "recovery",
        "The order of recovery, after everything went",
        lead=tuple(map(Cell, lead)),
        body=(table(columns, rows, view.more(len(steps), "step")),),
    )


def _need(view: _View, number: int, page: NeedPage) -> Section:
    """All that stands behind one need, and where it is weak."""
    said = said_of(view.found.scenarios, page.protected, view.names)
    return need_section(view.names, number, page, view.top, said)


def _closing(view: _View) -> Step | None:
    if not view.found.needs_total:
        return None
    left = view.found.needs_total - _PAGES
    more = (
        f"{plural(left, 'One more need has', f'{left:,} more needs have')} a page there. "
        if left > 0
        else ""
    )
    return Step(
        f"{more}The workbook has all of it, to sort and to hand on:",
        command("bia", view.model, "-o", "bia.xlsx"),
    )
