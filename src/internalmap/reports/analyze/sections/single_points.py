"""Single points of failure: who is let down, how soon, and whether recovery is sooner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from internalmap.model.phrases import after, counted, plural, sentence
from internalmap.reports.analyze.view import View
from internalmap.reports.blocks import Cell, Column, Lines, Section, Step, Tone, table
from internalmap.results.analyze import SinglePoint
from internalmap.text.quantities import say_duration, say_rate

_COLUMNS = (
    Column("Who is missing"),
    Column("Lets down"),
    Column("How soon"),
    Column("Recovery"),
    Column("Stops", right=True),
    Column("How often"),
    Column("Way", under=True),
)


def single(view: View) -> Section:
    """One person, role, system or outsider whose absence is enough."""
    if not view.analysis.single_points_of_failure:
        return _none(view)
    points = [point for point in view.analysis.single_points_of_failure if point.single]
    heading = "Single points of failure: one person, system or outside supplier"
    if view.grouped:
        heading = f"{heading}, by unit"
    if not points:
        text = (
            f"None of this kind: no single person, system or outsider{view.asked} alone lets "
            "anyone down."
        )
        return Section("single", heading, body=(Lines((Cell(text, "good"),)),))
    return Section(
        "single",
        heading,
        lead=(Cell(_lead(points, view.counted_rows(len(points)), inside=view.grouped)),),
        body=(table(_COLUMNS, [_row(view, p) for p in points[: view.top]], _more(view, points)),),
        next=_next(view, points[0].party),
    )


def units(view: View) -> Section | None:
    """Whole units whose absence is enough; an unbranched run of them is one line. No section where
    there is no single point of failure at all, which is said once, nor where rows are grouped and
    none is left: units may stand among the others then."""
    if not view.analysis.single_points_of_failure:
        return None
    points = [point for point in view.analysis.single_points_of_failure if not point.single]
    heading = "Single points of failure: a whole unit"
    if not points and view.grouped:
        return None
    if not points:
        text = f"None of this kind: no whole unit{view.asked} alone lets anyone down."
        return Section("units", heading, body=(Lines((Cell(text, "good"),)),))
    rows = _fold(view, points)
    shown = rows[: view.top]
    left_out = sum(len(row.points) for row in rows[view.top :])
    return Section(
        "units",
        heading,
        lead=(
            Cell(
                f"{_lead(points, counted(len(points), 'unit'))} A whole unit is less likely to be "
                "missing than one person: fire, strike, a closed road."
            ),
        ),
        body=(
            table(
                _COLUMNS,
                [row.cells(view) for row in shown],
                view.more(len(points), "unit", shown=len(points) - left_out),
            ),
        ),
        next=Step(
            "Next: settle what happens in the first hours without "
            f"{view.names.short(points[0].party)}. Who stops, when, and why:",
            view.command("impact", "--gone", points[0].party),
        ),
    )


def _next(view: View, party: str) -> Step:
    """Where to read on. Where rows are of units, the one who is missing is only somebody inside."""
    text = f"Next: name a stand-in for {view.names.short(party)}. "
    if view.grouped:
        return Step(f"{text}Its card says whom to call and what rests on it:", view.card(party))
    return Step(
        f"{text}Who stops without it, when, and why:", view.command("impact", "--gone", party)
    )


def recovery(point: SinglePoint) -> Cell:
    """Whether it is back before it hurts."""
    if point.restore is None:
        return Cell("not known: ask", "warn")
    back = f"back {_in(point.restore)}"
    if point.covered:
        return Cell(f"{back}: in time", "good")
    if point.after is None:
        return Cell(f"{back}: not compared", "warn")
    return Cell(f"{back}: too late", "bad")


def back(points: Sequence[SinglePoint]) -> str:
    """Whether those who are missing are back before it hurts."""
    late = sum(not point.covered for point in points)
    known = all(point.restore is not None and point.after is not None for point in points)
    if len(points) == 1:
        if not late:
            return "it is back before it hurts"
        if points[0].restore is None:
            return "nobody wrote down how soon it is back"
        return "it is not back in time" if known else "whether it is back in time is not known"
    if not late:
        return "each is back before it hurts"
    if late < len(points):
        on_time = len(points) - late
        return f"{on_time:,} of {len(points):,} {plural(on_time, 'is', 'are')} back in time"
    none = "neither" if len(points) == 2 else "none"
    return f"{none} is back in time" if known else f"{none} is known to be back in time"


def by_how_many(points: Sequence[SinglePoint], party: str) -> str:
    """How many absences let a party down, each of them alone, and how soon the soonest does."""
    if not points:
        return "by nobody's absence alone"
    when = soonest(points, party)
    by = f"by {counted(len(points), 'absence')}"
    return f"{by}, {when}" if len(points) == 1 else f"{by}, each alone, the soonest {when}"


def soonest(points: Sequence[SinglePoint], party: str) -> str:
    """When the first of these absences lets a party down. The time of an absence is that of the
    first whom it lets down: where that is another, it is only known not to be before."""
    times = [point.after for point in points if point.after is not None]
    if len(times) < len(points):
        return after(None)
    first = min(times)
    if any(point.after == first and _is_first(point, party) for point in points):
        return after(first)
    return f"not before {say_duration(first)}" if first else "at a time that was not computed"


def _is_first(point: SinglePoint, party: str) -> bool:
    return point.stops == (party,) or (bool(point.way) and point.way[-1] == party)


def _in(seconds: float) -> str:
    return say_duration(seconds) if seconds == 0 else f"in {say_duration(seconds)}"


def soon(seconds: float | None, stops: Sequence[str] = ()) -> str:
    """How soon it hurts; where several are let down, the time is that of the first."""
    if seconds is None:
        return "not computed"
    return f"{say_duration(seconds)}{', the first' if len(stops) > 1 else ''}"


def _lead(points: Sequence[SinglePoint], what: str, *, inside: bool = False) -> str:
    if inside:
        each = "it" if len(points) == 1 else "each of them"
        return sentence(f"{what}; one absence inside {each} is enough; {back(points)}")
    if len(points) == 1:
        return sentence(f"{what}, whose absence alone is enough; {back(points)}")
    return sentence(f"{what}, each of them enough alone; {back(points)}")


def _row(view: View, point: SinglePoint) -> tuple[Cell, ...]:
    return (
        Cell(view.names.full(point.party), "name"),
        Cell(view.let_down(point.stops)),
        Cell(soon(point.after, point.stops)),
        recovery(point),
        Cell(counted(point.impact, "party", "parties")),
        Cell(_how_often(view, (point,))),
        Cell(view.names.chain(point.way) if len(point.way) > 1 else ""),
    )


def _how_often(view: View, points: Sequence[SinglePoint]) -> str:
    """How often the needs are due; nothing where no row of the report says it."""
    known = [point.frequency for point in points if point.frequency is not None]
    if known:
        least = len(known) < len(points) or any(point.frequency_at_least for point in points)
        return f"at least {say_rate(max(known))}" if least else say_rate(max(known))
    everyone = view.analysis.single_points_of_failure
    return "not known" if any(point.frequency is not None for point in everyone) else ""


def _more(view: View, points: Sequence[SinglePoint]) -> Step | None:
    return view.more(len(points), "party", "parties")


def _none(view: View) -> Section:
    cell = Cell("Not looked for: the model names nobody who must not be let down.", "warn")
    if view.heard:
        text = f"no absence{view.asked} alone lets down {view.any_of(view.heard)}"
        cell = Cell(f"No single point of failure: {text}.", "good")
    elif view.silent:
        cell = Cell(f"Nothing can be said: {view.no_needs()}.", "warn")
    return Section("single", "Single points of failure", body=(Lines((cell,)),))


@dataclass(frozen=True, slots=True)
class _Folded:
    """One row: a unit, or a whole run of units, each the only supplier of the next."""

    points: tuple[SinglePoint, ...]
    run: tuple[str, ...]

    def cells(self, view: View) -> tuple[Cell, ...]:
        if len(self.points) == 1:
            return _row(view, self.points[0])
        first = min(self.points, key=lambda p: (p.after is None, p.after or 0.0, p.party))
        stops = sorted({id for point in self.points for id in point.stops})
        when = soon(first.after, stops)
        if len(stops) == 1 and len({point.after for point in self.points}) > 1:
            when += " at the soonest" if first.after is not None else ""
        return (
            Cell(f"{view.names.chain(self.run)}: no step has a fallback", "name"),
            Cell(view.let_down(stops)),
            Cell(when),
            _run_recovery(self.points),
            Cell(f"up to {counted(max(p.impact for p in self.points), 'party', 'parties')}"),
            Cell(_how_often(view, self.points)),
            Cell(view.names.chain(first.way) if len(first.way) > 1 else ""),
        )


def _run_recovery(points: Sequence[SinglePoint]) -> Cell:
    tone: Tone = "warn"
    if all(point.covered for point in points):
        return Cell("each is back in time", "good")
    if all(point.restore is None for point in points):
        return Cell("not known: ask", tone)
    late = sum(not point.covered for point in points)
    return Cell(f"{late:,} of {len(points):,} not known to be back in time", "bad")


def _fold(view: View, points: Sequence[SinglePoint]) -> list[_Folded]:
    """The rows in the order of the points; a run stands where its first point stands."""
    by_id = {point.party: point for point in points}
    run_of: Mapping[str, tuple[str, ...]] = {
        party: run
        for run in view.analysis.runs
        if len(run) > 1 and all(party in by_id for party in run)
        for party in run
    }
    rows: list[_Folded] = []
    done: set[str] = set()
    for point in points:
        if point.party in done:
            continue
        run = run_of.get(point.party, (point.party,))
        done.update(run)
        rows.append(_Folded(tuple(by_id[party] for party in run), run))
    return rows
