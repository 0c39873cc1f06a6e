"""One party's story in an impact, as a report: how the trouble comes to it, step by step, or
why it goes on.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from internalmap.model.phrases import Names, after, sentence
from internalmap.reports.blocks import Cell, Column, Lines, Report, Section, table
from internalmap.reports.impact.phrases import became, need_words, rows_of, suppliers
from internalmap.reports.impact.report import remarks, when
from internalmap.reports.impact.report import report as whole
from internalmap.reports.impact.sections import held, missed
from internalmap.reports.options import RenderOptions
from internalmap.results.impact import Delayed, Impact, Stopped
from internalmap.text.escape import escape
from internalmap.text.quantities import say_duration

Rows = Mapping[str, Stopped | Delayed]

_COLUMNS = (
    Column("When"),
    Column("Who"),
    Column("What went unmet"),
    Column("Its suppliers"),
    Column("Can do without"),
)
_BLANKS = (Cell(""), Cell(""))


def report(impact: Impact, options: RenderOptions) -> Report:
    """The story of the party that the impact is about, or the whole impact where it is about all
    of them."""
    if impact.about is None:
        return whole(impact, options)
    return _story(impact, impact.about)


def _story(impact: Impact, party: str) -> Report:
    names, rows, gone = Names(impact.names), rows_of(impact), frozenset(impact.gone)
    untouched = party not in rows and party not in gone
    sections = (
        _steps(party, rows, gone, names) if party in rows else None,
        _untouched(impact, party, names) if untouched else None,
        held(impact, names),
        missed(impact, names),
    )
    return Report(
        title=f"{escape(impact.organization)}: {names.short(party)} {when(impact, names)}",
        verdict=_verdict(impact, party, rows, names),
        notes=remarks(impact, names),
        sections=tuple(section for section in sections if section is not None),
    )


def _verdict(impact: Impact, party: str, rows: Rows, names: Names) -> Cell:
    said = became(party, rows.get(party), impact.gone)
    if party in impact.gone and party not in impact.asked:
        return Cell(
            f"{names.full(party)}: is gone along with a unit that it is part of.", said.tone
        )
    return Cell(f"{names.full(party)}: {said.text}.", said.tone)


def _steps(party: str, rows: Rows, gone: Collection[str], names: Names) -> Section:
    """The chain, from who is gone or late to the party, each with the need that was the last."""
    way: list[tuple[Cell, ...]] = []
    here = rows.get(party)
    while here is not None:
        way.append(_step(here, names, gone))
        unmet = here.unmet
        here = None if unmet is None else rows.get(unmet.last)
        if here is None and unmet is not None:
            first = Cell(names.full(unmet.last), "name")
            way.append((Cell("At once"), first, Cell("is gone"), *_BLANKS))
    return Section("steps", "Step by step", body=(table(_COLUMNS, way[::-1], None),))


def _step(row: Stopped | Delayed, names: Names, gone: Collection[str]) -> tuple[Cell, ...]:
    if isinstance(row, Stopped):
        word = "stops" if row.intervals else "would stop"
        time = Cell(f"{sentence(after(row.after))[:-1]}, {word}", "bad")
    else:
        time = Cell(f"Late by {say_duration(row.by)}", "warn")
    who = Cell(names.full(row.party), "name")
    if row.unmet is None:
        return (time, who, Cell("as said"), *_BLANKS)
    return (
        time,
        who,
        Cell(need_words(row.unmet)),
        Cell(suppliers(row.unmet, names, gone)),
        Cell("not at all" if not row.unmet.buffer else f"for {say_duration(row.unmet.buffer)}"),
    )


def _untouched(impact: Impact, party: str, names: Names) -> Section:
    """Why a party goes on."""
    who = names.short(party)
    if impact.held:
        text = f"The needs of {who} that lost a supplier are met by the others."
    elif impact.missed:
        text = f"The needs of {who} that go unmet matter too little to stop anyone."
    elif impact.late:
        text = f"Nobody on whom {who} depends stops, or is late for longer than {who} can wait."
    else:
        text = f"Nobody on whom {who} depends stops."
    return Section("goes-on", f"What keeps {who} going", body=(Lines((Cell(text, "good"),)),))
