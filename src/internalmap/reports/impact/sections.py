"""The parts of what is said of an absence or a delay: those who must not be let down, who stops
when and until when, who is late, what held, and what is missed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from internalmap.model.phrases import Names, after, listed, since
from internalmap.reports.blocks import Cell, Column, Lines, Section, Step, Table, table
from internalmap.reports.impact.phrases import became, named, rows_of, spans, unmet_words
from internalmap.results.absences import Effect
from internalmap.results.impact import Impact, Stopped, UnmetNeed
from internalmap.text.quantities import say_duration

#: How many are named in one sentence, and how many rows stand in one table.
NAMED, ROWS = 5, 100

#: By which need it comes to that, and by which chain.
_HOW = (Column("Why", under=True), Column("Way", under=True))

_PROTECTED = (
    Column("Who"),
    Column("Felt"),
    Column("Intolerable"),
    Column("Runs again"),
    Column("What happens"),
)


def protected(impact: Impact, names: Names) -> Section | None:
    """What becomes of those who must not be let down: those let down first, then by how soon."""
    if not impact.protected:
        return None
    effects = {each.protected: each for each in impact.effects}
    order = [*effects, *(id for id in impact.protected if id not in effects)]
    rows = [_becomes(impact, id, effects.get(id), names) for id in order[:ROWS]]
    heading = "Those who must not be let down"
    return section("protected", heading, _PROTECTED, rows, len(order))


def _becomes(impact: Impact, id: str, effect: Effect | None, names: Names) -> tuple[Cell, ...]:
    """One of them: when it feels it, when it is past what it can bear, when it runs again."""
    row = rows_of(impact).get(id)
    again = impact.returns.get(id)
    if isinstance(row, Stopped):
        again = row.runs_again
    name = Cell(names.full(id), "name")
    if effect is None and row is None and not impact.gone:
        return (name, Cell(""), Cell(""), Cell(""), Cell("in time", "good"))
    if effect is None:
        return (name, Cell(""), Cell(""), Cell(_again(again)), became(id, row, impact.gone))
    if effect.let_down:
        what = Cell("let down", "bad")
    elif id in impact.gone:
        what = Cell("gone itself, back within its limit", "warn")
    elif isinstance(row, Stopped) and not row.intervals:
        what = Cell("would stop later", "warn")
    else:
        what = Cell("stops, and can bear it", "warn")
    return (
        name,
        Cell(since(effect.after)),
        Cell("" if effect.needed is None else since(effect.needed)),
        Cell(_again(again)),
        what,
    )


def _again(time: float | None) -> str:
    return "" if time is None else after(time)


# ---------------------------------------------------------------------------------- the timeline


def stopped(impact: Impact, names: Names) -> Section | None:
    """Who stops, in the order in which it would happen were nobody to come back, with the returns
    at their moments."""
    if not impact.stopped:
        return None
    body = tuple(_timeline(impact, names))
    return Section("stopped", "Who stops, and when", body=body)


def _timeline(impact: Impact, names: Names) -> Iterator[Table | Lines]:
    shown = impact.stopped[:ROWS]
    left = len(impact.stopped) - len(shown)
    more = None
    if left:
        more = Step(f"and {left:,} more; the JSON form has them all.")
    returns = sorted({time for time in impact.returns.values() if time is not None})
    last = returns[-1] if returns and None not in impact.returns.values() else None
    begin = 0
    for time in returns:
        end = begin
        while end < len(shown) and shown[end].after < time:
            end += 1
        follows = end < len(shown) or bool(left)
        if end > begin:
            yield _stops(impact, shown[begin:end], names, None)
        if returned(impact, time):
            yield Lines((Cell(_return(impact, time, names, follows and time == last), "good"),))
        begin = end
    if begin < len(shown):
        yield _stops(impact, shown[begin:], names, more)
    elif more is not None:
        yield Lines((), more)


def returned(impact: Impact, time: float) -> tuple[str, ...]:
    """Those who were said to be gone that are back at a moment."""
    return tuple(id for id in impact.asked if impact.returns.get(id) == time)


def _return(impact: Impact, time: float, names: Names, follows: bool) -> str:
    who = listed(names.shorts(returned(impact, time)), limit=NAMED)
    text = f"Back {after(time)}: {who}"
    return f"{text}; what follows does not happen if that holds." if follows else f"{text}."


def _stops(impact: Impact, rows: Sequence[Stopped], names: Names, more: Step | None) -> Table:
    gone = frozenset(impact.gone)
    averted = not any(row.intervals for row in rows)
    cells = []
    shown = ""
    for row in rows:
        when = spans(row.intervals) if row.intervals else after(row.after)
        if not row.intervals and not averted:
            when = "not at all, by then"
        cells.append(
            (
                Cell(when if when != shown else ""),
                Cell(names.full(row.party), "name"),
                Cell(unmet_words(row.unmet, names, gone)),
                Cell(names.chain(row.chain) if len(row.chain) > 2 else ""),
            )
        )
        shown = when
    heads = ("Would stop", "Who") if averted else ("Does not run", "Who stops")
    return table((*(Column(head) for head in heads), *_HOW), cells, more)


# --------------------------------------------------------------------------------- all the others


def delayed(impact: Impact, names: Names) -> Section | None:
    """Who is late, by how much, and why."""
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
        for row in impact.delayed[:ROWS]
    ]
    columns = (Column("Late by"), Column("Who"), *_HOW)
    return section("delayed", "Who is late", columns, rows, len(impact.delayed))


def held(impact: Impact, names: Names) -> Section | None:
    """The needs that lost a supplier and are met all the same."""
    if not impact.held:
        return None
    halted = {row.party for row in impact.stopped if row.intervals}
    rows = [
        (
            Cell(_customer(row.customer, names, halted), "name"),
            Cell(named(row.service, row.staffing, row.at_site)),
            Cell(listed(names.shorts(row.lost), limit=NAMED)),
            Cell(listed(names.shorts(row.still), limit=NAMED), "good"),
        )
        for row in impact.held[:ROWS]
    ]
    columns = (Column("Whose need"), Column("What"), Column("Lost"), Column("Still there"))
    return section("held", "What held: needs met by the others", columns, rows, len(impact.held))


def missed(impact: Impact, names: Names) -> Section | None:
    """The needs that go unmet without stopping anybody."""
    if not impact.missed:
        return None
    halted = {row.party for row in impact.stopped if row.intervals}
    rows = [
        (
            Cell(_customer(row.customer, names, halted), "name"),
            Cell(named(row.service)),
            Cell(listed(names.shorts(row.suppliers), limit=NAMED)),
            Cell(row.importance),
            Cell(_unmet(row)),
        )
        for row in impact.missed[:ROWS]
    ]
    columns = (
        Column("Whose need"),
        Column("What"),
        Column("From"),
        Column("Importance"),
        Column("Unmet"),
    )
    heading = "What is missed, and stops nobody"
    return section("missed", heading, columns, rows, len(impact.missed))


def _unmet(row: UnmetNeed) -> str:
    """When a need is unmet; or would be, if nobody came back."""
    return spans(row.intervals) if row.intervals else f"would be {after(row.after)}"


def _customer(customer: str | None, names: Names, halted: set[str]) -> str:
    if customer is None:
        return "everyone"
    stops = " (stops anyway)" if customer in halted else ""
    return f"{names.full(customer)}{stops}"


def section(
    key: str,
    heading: str,
    columns: tuple[Column, ...],
    rows: Sequence[tuple[Cell, ...]],
    total: int,
) -> Section:
    """A table with a heading, and how many rows it leaves out."""
    more = None
    if total > len(rows):
        more = Step(f"and {total - len(rows):,} more; the JSON form has them all.")
    return Section(key, heading, body=(table(columns, rows, more),))
