"""What changed between two versions as a report: the verdict, what the change does to risk, whom
to tell, then what was changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from internalmap.model.phrases import Names, listed, party_command, percent
from internalmap.reports.blocks import (
    Cell,
    Column,
    Report,
    Section,
    Step,
    Table,
    Tone,
    table,
)
from internalmap.reports.diff.phrases import said
from internalmap.reports.diff.scenarios import renamed_sentence, scenario_table
from internalmap.reports.diff.times import times_in_words
from internalmap.reports.diff.verdict import is_changed, risk_points, verdict
from internalmap.reports.options import RenderOptions
from internalmap.results.analyze import NeedRef
from internalmap.results.diff import AffectedParties, CutSet, Difference, MoveInBand, TimeChange
from internalmap.text.escape import escape

#: How many rows of a table a page shows.
_ROWS = 25
#: How much of a text stands in a table.
_LONGEST = 500
_WHO = "Who is missing"
_LET_DOWN = "Who is let down"
_SEVERITY_TONES: dict[str, Tone] = {"error": "bad", "warning": "warn", "note": "plain"}
_TIMES_COLUMNS = (Column(_WHO), Column("Who needs them"), Column("Before"), Column("Now"))


def report(difference: Difference, options: RenderOptions) -> Report:
    """The whole comparison."""
    made = _Sections(difference)
    sections = [
        *made.risk(),
        made.also_worse(),
        made.scenarios(),
        made.impact(),
        made.told(),
        made.parties(),
        made.needs(),
    ]
    remarks = []
    if is_changed(difference) and not difference.tell:
        remarks.append(Cell("No customer is touched, so nobody has to be told.", "quiet"))
    return Report(
        title=f"{escape(difference.organization)}: what changed",
        verdict=verdict(difference),
        notes=(
            Cell(f"From {escape(difference.old)} to {escape(difference.new)}."),
            *(Cell(escape(notice), "warn") for notice in difference.notices),
        ),
        sections=tuple(section for section in sections if section is not None),
        remarks=tuple(remarks),
        closing=_closing(difference, options.model),
        comment="internalmap diff",
    )


def _closing(difference: Difference, model: str) -> Step | None:
    first = [row.party for row in difference.single_points_of_failure.gained]
    first += [row.party for row in difference.tell]
    if not model or not first:
        return None
    name = Names(difference.names).short(first[0])
    return Step(f"Next: the card of {name}, with whom to call:", party_command(model, first[0]))


class _Sections:
    """The sections of a comparison, each `None` where it has nothing to show."""

    def __init__(self, difference: Difference) -> None:
        self._found = difference
        self._names = Names(difference.names)
        self._added = frozenset(difference.parties_added)
        self._removed = frozenset(difference.parties_removed)

    def risk(self) -> Iterable[Section | None]:
        """What can let somebody down now and could not before, and the other way round."""
        gained, lost = risk_points(self._found)
        points, hollow = self._found.single_points_of_failure, self._found.hollow_fallbacks
        drawn = [row for row in (*points.gained, *points.lost) if row.party in self._found.drawn]
        sets = self._found.fragile_sets
        eased = [row for row in sets.gained if row in self._found.eased]
        tightened = [row for row in sets.lost if row in self._found.tightened]
        new = [row for row in sets.gained if row not in self._found.eased]
        past = [row for row in sets.lost if row not in self._found.tightened]
        times = self._found.times
        yield _open(self._points("points-gained", "Single points of failure: new", gained))
        yield _open(self._hollow("hollow-gained", "Paper fallbacks: new", hollow.gained))
        yield _open(self._sets("sets-gained", "Absences together: new", new))
        worse = [(row, True) for row in times if row.worse]
        yield _open(self._times("times-worse", "Absences that are worse than before", worse))
        yield self._sets("tightened", "Absences together: fewer are enough now", tightened)
        yield self._points("points-lost", "Single points of failure: no more", lost)
        yield self._hollow("hollow-lost", "Paper fallbacks: no more", hollow.lost)
        yield self._sets("sets-lost", "Absences together: no more", past)
        better = [(row, False) for row in times if row.better]
        yield self._times("times-better", "Absences that are milder than before", better)
        yield self._sets("eased", "Absences together: it takes all of them now", eased)
        yield self._points("drawn", "Boxes that take a whole group along, as before", drawn)
        yield self._moved("sooner", "Absences: sooner, in the same band", sooner=True)
        yield self._moved("later", "Absences: later, in the same band", sooner=False)

    def also_worse(self) -> Section | None:
        """What else got worse, as the checks have it; the verdict is about risk alone."""
        if not self._found.also_worse:
            return None
        columns = (Column("How bad"), Column("What"), Column("Why"))
        rows = [
            (
                Cell(row.severity, _SEVERITY_TONES[row.severity]),
                Cell(row.title),
                Cell(_short(row.message)),
            )
            for row in self._found.also_worse
        ]
        lead = Cell("The verdict is about who is let down. New by the other checks:")
        section = Section(
            "also-worse", "What else got worse", (lead,), (self._table(columns, rows),)
        )
        return _open(section)

    def scenarios(self) -> Section | None:
        """Which scenarios come to something else, and which are called otherwise."""
        found = self._found.scenarios
        lead = tuple(map(Cell, map(renamed_sentence, self._found.scenarios_renamed)))
        if not found and not lead:
            return None
        made = scenario_table(found, self._who)
        body = (self._table(made.columns, made.rows),) if found else ()
        heading = "that come to something else" if found else "with another name"
        section = Section("scenarios", f"Scenarios {heading}", lead, body)
        worse = any(each.worse for each in found)
        return _open(section) if worse else section

    def impact(self) -> Section | None:
        """How many stop without whom."""
        before, after = self._found.mean_stopped
        changes = sorted(
            self._found.impact,
            key=lambda row: (-abs((row.after or 0) - (row.before or 0)), row.party),
        )
        lead = Cell(
            "When one party is missing, the mean share of all that stops, itself included: "
            f"{percent(after)}, was {percent(before)}."
        )
        columns = (Column("Party"), Column("Before", right=True), Column("Now", right=True))
        rows = [
            (Cell(self._who(row.party), "name"), _number(row.before), _number(row.after))
            for row in changes
            if row.before or row.after
        ]
        leads = () if percent(after) == percent(before) else (lead,)
        body = (self._table(columns, rows),) if rows else ()
        if not leads and not body:
            return None
        return Section("impact", "How many others stop without whom", leads, body)

    def told(self) -> Section | None:
        """Whom to tell."""
        if not self._found.tell:
            return None
        columns = (
            Column("Customer"),
            Column("About"),
            Column("Whom to call", under=True, verbatim=True),
        )
        rows = [
            (
                Cell(self._names.full(row.party), "name"),
                Cell(_short(escape(row.about))),
                Cell("" if row.contact is None else escape(row.contact)),
            )
            for row in self._found.tell
        ]
        return Section("tell", "Whom to tell", body=(self._table(columns, rows),))

    def parties(self) -> Section | None:
        """Parties added, removed, changed."""
        rows = [("new", id, "") for id in self._found.parties_added]
        rows += [("gone", id, "") for id in self._found.parties_removed]
        rows += [
            ("changed", row.id, _short(said(row.changes, self._names)))
            for row in self._found.parties_changed
        ]
        columns = (Column("What"), Column("Party"), Column("Change"))
        cells = [
            (Cell(what), Cell(self._names.full(id), "name"), Cell(text)) for what, id, text in rows
        ]
        if not cells:
            return None
        return Section("parties", "Parties", body=(self._table(columns, cells),))

    def needs(self) -> Section | None:
        """Needs added, removed, changed."""
        rows = [("new", need, "") for need in self._found.needs_added]
        rows += [("gone", need, "") for need in self._found.needs_removed]
        rows += [
            ("changed", row.need, _short(said(row.changes, self._names)))
            for row in self._found.needs_changed
        ]
        columns = (
            Column("What"), Column("Customer"), Column("Service"), Column("From"), Column("Change"),
        )  # fmt: skip
        cells = [
            (
                Cell(what),
                Cell(self._names.customer_in_full(need.customer), "name"),
                Cell("" if need.service is None else escape(need.service)),
                Cell(self._suppliers(need)),
                Cell(text),
            )
            for what, need, text in rows
        ]
        if not cells:
            return None
        return Section("needs", "Needs", body=(self._table(columns, cells),))

    def _points(self, key: str, heading: str, points: Sequence[AffectedParties]) -> Section | None:
        if not points:
            return None
        rows = [
            (
                Cell(self._who(row.party), "name"),
                Cell(listed([self._who(id) for id in row.stops], limit=5)),
            )
            for row in points
        ]
        return Section(key, heading, body=(self._table((Column(_WHO), Column(_LET_DOWN)), rows),))

    def _hollow(self, key: str, heading: str, needs: Sequence[NeedRef]) -> Section | None:
        if not needs:
            return None
        columns = (Column("Customer"), Column("Service"), Column("From"))
        rows = [
            (
                Cell(self._names.customer_in_full(need.customer), "name"),
                Cell("" if need.service is None else escape(need.service)),
                Cell(self._suppliers(need)),
            )
            for need in needs
        ]
        return Section(key, heading, body=(self._table(columns, rows),))

    def _sets(self, key: str, heading: str, sets: Sequence[CutSet]) -> Section | None:
        if not sets:
            return None
        rows = [
            (
                Cell(listed([self._who(id) for id in row.parties]), "name"),
                Cell(self._who(row.protected)),
            )
            for row in sets
        ]
        columns = (Column(_WHO), Column(_LET_DOWN))
        return Section(key, heading, body=(self._table(columns, rows),))

    def _times(
        self, key: str, heading: str, changes: Sequence[tuple[TimeChange, bool]]
    ) -> Section | None:
        if not changes:
            return None
        rows = [
            self._times_row(
                row, "bad" if worse else "good", of_units="single" in (*row.worse, *row.better)
            )
            for row, worse in changes
        ]
        return Section(key, heading, body=(self._table(_TIMES_COLUMNS, rows),))

    def _moved(self, key: str, heading: str, *, sooner: bool) -> Section | None:
        rows = [self._times_row(row, "plain") for row in self._found.moved if row.sooner is sooner]
        if not rows:
            return None
        return Section(key, heading, body=(self._table(_TIMES_COLUMNS, rows),))

    def _times_row(
        self, row: TimeChange | MoveInBand, tone: Tone, *, of_units: bool = False
    ) -> tuple[Cell, ...]:
        return (
            Cell(listed([self._who(id) for id in row.parties]), "name"),
            Cell(self._who(row.protected)),
            Cell(times_in_words(row.before, of_units=of_units)),
            Cell(times_in_words(row.after, of_units=of_units), tone),
        )

    def _table(self, columns: Sequence[Column], rows: Sequence[tuple[Cell, ...]]) -> Table:
        left = len(rows) - _ROWS
        more = Step(f"and {left:,} more; --format json has all of them.") if left > 0 else None
        return table(columns, rows, more, page=_ROWS)

    def _who(self, id: str) -> str:
        """A party, and whether it is in one version only."""
        mark = " [new]" if id in self._added else " [gone]" if id in self._removed else ""
        return f"{self._names.full(id)}{mark}"

    def _suppliers(self, need: NeedRef) -> str:
        return listed(self._names.shorts(need.suppliers), "or", limit=6)


def _open(section: Section | None) -> Section | None:
    """A section on what the change makes worse."""
    return None if section is None else replace(section, open=True)


def _short(text: str) -> str:
    """A text that a table can hold; who changes very much at once is told the beginning."""
    if len(text) <= _LONGEST:
        return text
    return f"{text[:_LONGEST]} … (--format json has all of it)"


def _number(value: int | None) -> Cell:
    return Cell("not there" if value is None else f"{value:,}")
