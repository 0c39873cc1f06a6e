"""The words of an impact: why a need went unmet, what became of each of its suppliers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from internalmap.model.phrases import Names, after, listed, plural, since
from internalmap.reports.blocks import Cell
from internalmap.results.impact import Delayed, Impact, Interval, Stopped, Unmet
from internalmap.text.escape import escape
from internalmap.text.quantities import say_duration

#: How many suppliers of one need are named, and how many intervals of one party.
_NAMED, _INTERVALS = 7, 3


def unmet_words(unmet: Unmet, names: Names, gone: Collection[str]) -> str:
    """The need, how many suppliers it takes, what became of each, how long it can do without."""
    text = f"{need_words(unmet)}: {suppliers(unmet, names, gone)}"
    return f"{text}; can do without for {say_duration(unmet.buffer)}" if unmet.buffer else text


def need_words(unmet: Unmet) -> str:
    """What a need is for, and how many of its suppliers it takes, where it has several."""
    text = named(unmet.service, unmet.staffing, unmet.at_site) or "what it needs"
    count = len(unmet.suppliers)
    if count == 1:
        return text
    takes = "all" if unmet.at_least == count else f"{unmet.at_least:,}"
    return f"{text} (takes {takes} of {count:,})"


def suppliers(unmet: Unmet, names: Names, gone: Collection[str]) -> str:
    """What became of each supplier of a need by the time that it went unmet; those with the same
    fate together."""
    fates: dict[tuple[str, str], list[str]] = {}
    for id in unmet.suppliers:
        fates.setdefault(_fate(unmet, id, gone), []).append(id)
    return ", ".join(
        f"{listed(names.shorts(ids), limit=_NAMED)} {plural(len(ids), one, many)}"
        for (one, many), ids in fates.items()
    )


def named(service: str | None, staffing: bool = False, at_site: bool = False) -> str:
    """What a need is for; nothing where that has no name."""
    if staffing or at_site:
        return "its own people" if staffing else "where it works"
    return "" if service is None else escape(service)


def became(party: str, row: Stopped | Delayed | None, gone: Collection[str]) -> Cell:
    """What becomes of a party, given its row, in a few words."""
    if party in gone:
        return Cell("is gone itself", "bad")
    if isinstance(row, Stopped):
        if not row.intervals:
            return Cell(f"would stop {after(row.after)} if nobody were back", "warn")
        again = "" if row.runs_again is None else f", runs again {after(row.runs_again)}"
        return Cell(f"stops {after(row.after)}{again}", "bad")
    if isinstance(row, Delayed):
        return Cell(f"late by {say_duration(row.by)}", "warn")
    return Cell("goes on", "good")


def spans(intervals: Sequence[Interval]) -> str:
    """The first intervals: "from 2 h until 4 h, from 3 d"."""
    said = [_span(start, end) for start, end in intervals[:_INTERVALS]]
    left = len(intervals) - len(said)
    if left:
        said.append(f"{left:,} more {plural(left, 'time')}")
    return ", ".join(said)


def _span(start: float, end: float | None) -> str:
    if end is None:
        return since(start)
    until = f"until {say_duration(end)}"
    return f"{since(start)} {until}" if start else until


def rows_of(impact: Impact) -> Mapping[str, Stopped | Delayed]:
    """The rows of those who stop or are late, by party."""
    rows: tuple[Stopped | Delayed, ...] = (*impact.stopped, *impact.delayed)
    return {row.party: row for row in rows}


def _fate(unmet: Unmet, id: str, gone: Collection[str]) -> tuple[str, str]:
    """What became of a supplier, as said of one and of several."""
    if id in gone:
        return "is gone", "are gone"
    if id in unmet.ended:
        when = after(unmet.ended[id])
        return f"stops {when}", f"stop {when}"
    if id in unmet.late:
        by = say_duration(unmet.late[id])
        return f"is {by} late", f"are {by} late"
    if unmet.late:
        return "is on time", "are on time"
    return "is still there", "are still there"
