"""What happens without somebody, or when somebody is late, as a report: a timeline of who stops
and why, who is late, what held, and what that means for those who must not be let down.
"""

from __future__ import annotations

from collections.abc import Sequence

from internalmap.model.phrases import Names, after, command, counted, listed
from internalmap.reports.blocks import Cell, Column, Report, Section, Step, Tone, table
from internalmap.reports.impact.phrases import became, named, rows_of, unmet_words
from internalmap.reports.options import RenderOptions
from internalmap.results.impact import Impact
from internalmap.text.escape import printable
from internalmap.text.quantities import UNITS, say_duration

#: How many are named in one sentence, and how many rows stand in one table.
_NAMED, _ROWS = 5, 100

#: By which need it comes to that, and by which chain.
_HOW = (Column("Why", under=True), Column("Way", under=True))


def report(impact: Impact, options: RenderOptions) -> Report:
    """The whole impact."""
    names = Names(impact.names)
    sections = (
        _stopped(impact, names),
        _delayed(impact, names),
        held(impact, names),
        missed(impact, names),
        _protected(impact, names),
    )
    return Report(
        title=f"{printable(impact.organization)}: what happens {when(impact, names)}",
        verdict=_verdict(impact, names),
        notes=remarks(impact, names),
        sections=tuple(section for section in sections if section is not None),
        closing=_closing(impact, names, options.model),
    )


def when(impact: Impact, names: Names) -> str:
    """What is supposed: who is gone, who is late."""
    said = []
    if impact.asked:
        said.append(f"without {listed(names.shorts(impact.asked), limit=3)}")
    late = [
        f"{names.short(id)} is {say_duration(by)} late"
        for id, by in impact.late.items()
        if id not in impact.gone and by > 0
    ]
    if late:
        said.append(f"{'while' if said else 'when'} {listed(late, limit=2)}")
    return " ".join(said) or "when nobody is late"


def remarks(impact: Impact, names: Names) -> tuple[Cell, ...]:
    """Who goes along with those gone, and of whom more than one thing was said."""
    found = []
    gone, asked = frozenset(impact.gone), frozenset(impact.asked)
    inside = [id for id in impact.gone if id not in asked]
    if inside:
        along = listed(names.shorts(inside), limit=12)
        units = listed(names.shorts(impact.asked), limit=3)
        found.append(Cell(f"Everyone inside is gone along with {units}: {along}."))
    both = [id for id in impact.late if id in gone]
    if both:
        who = listed(names.shorts(both), limit=_NAMED)
        found.append(
            Cell(f"Gone counts, not late, where somebody is said to be both: {who}.", "warn")
        )
    halted = {row.party for row in impact.stopped}
    stops = [id for id in impact.late if id in halted]
    if stops:
        who = listed(names.shorts(stops), limit=_NAMED)
        found.append(Cell(f"Said to be late, but stopping altogether: {who}.", "warn"))
    return tuple(found)


# ------------------------------------------------------------------------------------- the verdict


def _verdict(impact: Impact, names: Names) -> Cell:
    """What it comes to, in a sentence for each kind of trouble."""
    said = []
    tone: Tone = "good"
    if impact.gone:
        said.append(_stops(impact, names))
        tone = "bad" if impact.protected_stopped else "warn" if impact.stopped else tone
    if any(id not in impact.gone for id in impact.late):
        said.append(_delays(impact, names))
        tone = "warn" if impact.delayed and tone == "good" else tone
    return Cell(" ".join(said), tone)


def _stops(impact: Impact, names: Names) -> str:
    who = listed(names.shorts(impact.asked), limit=_NAMED)
    subject = f"The absence of {who}"
    others = len(impact.stopped) - len(impact.protected_stopped)
    if impact.protected_stopped:
        times = {row.party: row.after for row in impact.stopped}
        let_down = sorted(impact.protected_stopped, key=lambda id: (times[id], id))
        first = "the first " if len(let_down) > 1 else ""
        text = f"{subject} lets down {listed(names.shorts(let_down), limit=_NAMED)}"
        text += f"{',' if first else ''} {first}{after(times[let_down[0]])}"
        if others:
            also = counted(others, "other party stops", "other parties stop")
            text += f", and {also} too"
        return f"{text}."
    if others:
        stops = counted(others, "other party stops", "other parties stop")
        return f"{subject} lets down nobody who is protected, but {stops}."
    return f"{subject} stops nobody else."


def _delays(impact: Impact, names: Names) -> str:
    said = {id for id in impact.late if id not in impact.gone}
    who = listed(names.shorts(sorted(said)), limit=_NAMED)
    others = [row for row in impact.delayed if row.party not in said]
    subject = f"The lateness of {who}"
    if not others:
        return f"{subject} makes nobody else late."
    by = {row.party: row.by for row in impact.delayed}
    felt = [id for id in impact.protected_delayed if id not in said]
    rest = len(others) - len(felt)
    if not felt:
        return f"{subject} makes {counted(rest, 'other')} late, nobody who is protected."
    each = listed(
        [f"{names.short(id)} late by {say_duration(by[id])}" for id in felt], limit=_NAMED
    )
    also = f", and {counted(rest, 'other party', 'other parties')} too" if rest else ""
    return f"{subject} makes {each}{also}."


# ------------------------------------------------------------------------------------ the sections


def _stopped(impact: Impact, names: Names) -> Section | None:
    if not impact.stopped:
        return None
    gone = frozenset(impact.gone)
    rows = []
    shown: float | None = None
    for row in impact.stopped[:_ROWS]:
        new = row.after != shown
        shown = row.after
        rows.append(
            (
                Cell(say_duration(row.after) if new else ""),
                Cell(names.full(row.party), "name"),
                Cell(unmet_words(row.unmet, names, gone)),
                Cell(names.chain(row.chain) if len(row.chain) > 2 else ""),
            )
        )
    columns = (Column("After"), Column("Who stops"), *_HOW)
    return _section("stopped", "Who stops, and when", columns, rows, len(impact.stopped))


def _delayed(impact: Impact, names: Names) -> Section | None:
    if not impact.delayed:
        return None
    gone = frozenset(impact.gone)
    rows = [
        (
            Cell(say_duration(row.by)),
            Cell(names.full(row.party), "name"),
            Cell("as said" if row.unmet is None else unmet_words(row.unmet, names, gone)),
            Cell(names.chain(row.chain) if len(row.chain) > 2 else ""),
        )
        for row in impact.delayed[:_ROWS]
    ]
    columns = (Column("Late by"), Column("Who"), *_HOW)
    return _section("delayed", "Who is late", columns, rows, len(impact.delayed))


def held(impact: Impact, names: Names) -> Section | None:
    """The needs that lost a supplier and are met all the same."""
    if not impact.held:
        return None
    halted = {row.party for row in impact.stopped}
    rows = [
        (
            Cell(_customer(row.customer, names, halted), "name"),
            Cell(named(row.service, row.staffing)),
            Cell(listed(names.shorts(row.lost), limit=_NAMED)),
            Cell(listed(names.shorts(row.still), limit=_NAMED), "good"),
        )
        for row in impact.held[:_ROWS]
    ]
    columns = (Column("Whose need"), Column("What"), Column("Lost"), Column("Still there"))
    return _section("held", "What held: needs met by the others", columns, rows, len(impact.held))


def missed(impact: Impact, names: Names) -> Section | None:
    """The needs that go unmet without stopping anybody."""
    if not impact.missed:
        return None
    halted = {row.party for row in impact.stopped}
    rows = [
        (
            Cell(_customer(row.customer, names, halted), "name"),
            Cell(named(row.service)),
            Cell(listed(names.shorts(row.suppliers), limit=_NAMED)),
            Cell(row.importance),
            Cell(after(row.after)),
        )
        for row in impact.missed[:_ROWS]
    ]
    columns = (
        Column("Whose need"),
        Column("What"),
        Column("From"),
        Column("Importance"),
        Column("Unmet"),
    )
    heading = "What is missed, and stops nobody"
    return _section("missed", heading, columns, rows, len(impact.missed))


def _customer(customer: str | None, names: Names, halted: set[str]) -> str:
    if customer is None:
        return "everyone"
    stops = " (stops anyway)" if customer in halted else ""
    return f"{names.full(customer)}{stops}"


def _protected(impact: Impact, names: Names) -> Section | None:
    if not impact.protected:
        return None
    known, gone = rows_of(impact), frozenset(impact.gone)
    rows = [
        (Cell(names.full(id), "name"), became(id, known.get(id), gone))
        for id in impact.protected[:_ROWS]
    ]
    columns = (Column("Who"), Column("What happens"))
    heading = "Those who must not be let down"
    return _section("protected", heading, columns, rows, len(impact.protected))


def _section(
    key: str,
    heading: str,
    columns: tuple[Column, ...],
    rows: Sequence[tuple[Cell, ...]],
    total: int,
) -> Section:
    more = None
    if total > len(rows):
        more = Step(f"and {total - len(rows):,} more; the JSON form has them all.")
    return Section(key, heading, body=(table(columns, rows, more),))


# ---------------------------------------------------------------------------------------- the next


def _closing(impact: Impact, names: Names, model: str) -> Step | None:
    """The story of the first who is let down, or else of the first who is touched at all."""
    ids = (
        *impact.protected_stopped,
        *impact.protected_delayed,
        *(row.party for row in impact.stopped),
        *(row.party for row in impact.delayed if row.unmet is not None),
    )
    late = [(id, _written(by)) for id, by in impact.late.items()]
    words = [word for id in impact.asked for word in ("--gone", id)]
    words += [word for id, by in late for word in ("--late", f"{id}={by}")]
    if not ids or len(words) > 2 * _NAMED or any(by is None for _, by in late):
        return None
    text = f"Next: see how it comes to that for {names.short(ids[0])}, step by step:"
    return Step(text, command("impact", model, *words, "--why", ids[0]))


def _written(seconds: float) -> str | None:
    """A duration as it can be typed, in the largest unit that takes a whole number."""
    if seconds == 0:
        return "0"
    for unit, size in sorted(UNITS.items(), key=lambda item: -item[1]):
        if seconds % size == 0:
            return f"{seconds // size:.0f}{unit}"
    return None
