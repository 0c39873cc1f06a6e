"""Single points of failure: who is let down and when, and when each is back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from internalmap.analyses.absence.grades import band
from internalmap.model.organization import SINGLE_KINDS
from internalmap.model.phrases import KIND_WORDS, after, counted, sentence, since
from internalmap.reports.analyze.times import a_time, back, in_band, let_down_when
from internalmap.reports.analyze.view import View
from internalmap.reports.blocks import Cell, Column, Lines, Section, Step, table
from internalmap.results.analyze import SinglePoint

_ORDERED = {
    "customers": "those that let most down first",
    "impact": "those that stop most others first",
}


def soon(view: View) -> Section:
    """One person or thing that somebody cannot be without for long, by bands of time. In another
    order than that, all single points of failure."""
    found = view.analysis.single_points_of_failure
    if not found:
        return _none(view)
    if view.analysis.order != "soon":
        return _in_another_order(view, found)
    within = a_time(view.analysis.settings.soon)
    heading = f"Single points of failure: within {within}{', by unit' if view.grouped else ''}"
    points = _of_grade(view, 1)
    if not points:
        text = f"None: no single person, system or outsider{view.asked} lets anyone down so soon."
        return Section("single", heading, body=(Lines((Cell(text, "good"),)),))
    return _section(view, "single", heading, _lead(view, points), points)


def later(view: View) -> Section | None:
    """Whole units, and what is needed later, by bands of time."""
    points = _of_grade(view, 2)
    if not points:
        return None
    limit = a_time(view.analysis.settings.soon)
    heading = f"Single points of failure: whole units, or later than {limit}"
    lead = _lead(view, points)
    if not view.grouped and any(not point.single for point in points):
        lead.append(
            "A whole unit is less likely to be missing than one person: it takes a fire, a strike "
            "or a closed road."
        )
    return _section(view, "units", heading, lead, points)


def back_in_time(view: View) -> Section | None:
    """Those that recovery catches."""
    points = _of_grade(view, 3)
    if not points:
        return None
    columns = (
        Column("Who is missing"),
        Column("Would let down"),
        Column("Back"),
        Column("Way", under=True),
    )
    rows = [
        (
            Cell(view.names.full(point.party), "name"),
            Cell(who_and_when(view, point)),
            Cell("" if point.restore is None else after(point.restore), "good"),
            _way(view, point),
        )
        for point in points[: view.top]
    ]
    return Section(
        "in-time",
        "Back in time, as long as recovery holds",
        lead=(
            Cell(
                f"{_count(view, points)}: each would let somebody down, but is back before that. "
                "Test it."
            ),
        ),
        body=(table(columns, rows, _more(view, len(points))),),
    )


def _of_grade(view: View, grade: int) -> list[SinglePoint]:
    """The single points of failure of a grade, where the order goes by grades."""
    if view.analysis.order != "soon":
        return []
    return [point for point in view.analysis.single_points_of_failure if point.grade == grade]


def _in_another_order(view: View, points: Sequence[SinglePoint]) -> Section:
    late = sum(not point.covered for point in points)
    lead = (
        f"{_count(view, points)}: {late:,} let {_whom(view)} down, each on its own; the others are "
        "back in time."
    )
    heading = f"Single points of failure: {_ORDERED[view.analysis.order]}"
    return _section(view, "single", heading, [lead], points)


def _section(
    view: View, key: str, heading: str, lead: Sequence[str], points: Sequence[SinglePoint]
) -> Section:
    shown = points[: view.top]
    columns = (
        Column("Who is missing"),
        Column("What it is"),
        Column("Lets down"),
        Column("Felt"),
        Column("Back"),
        Column("Stop later", right=True),
        Column("Others stopped at most", right=True),
        Column("Way", under=True),
    )
    rows: list[tuple[Cell, ...]] = []
    for title, group in _groups(view, shown):
        if title:
            rows.append((Cell(title), *(Cell("") for _ in columns[1:])))
        rows += [_row(view, point, points) for point in group]
    return Section(
        key,
        heading,
        lead=tuple(map(Cell, lead)),
        body=(table(columns, rows, _more(view, len(points))),),
        next=_next(view, points[0]),
    )


def _groups(
    view: View, points: Sequence[SinglePoint]
) -> Iterator[tuple[str, Iterator[SinglePoint]]]:
    """The rows by band of time, under its name, where they are in that order."""
    if view.analysis.order != "soon":
        yield "", iter(points)
        return
    bands = view.analysis.settings.bands

    def place(point: SinglePoint) -> tuple[bool, int]:
        return point.needed is not None, band(point.needed, bands)

    for (timed, where), group in groupby(points, key=place):
        title = in_band(where, bands) if timed else "at a time that was not computed"
        yield f"{title[:1].upper()}{title[1:]}:", group


def _row(view: View, point: SinglePoint, among: Sequence[SinglePoint]) -> tuple[Cell, ...]:
    felt = "" if point.after == point.needed or point.after is None else since(point.after)
    mixed = len({each.single for each in among}) > 1
    return (
        Cell(view.names.full(point.party), "name"),
        Cell(_what(view, point) if mixed else ""),
        Cell(who_and_when(view, point)),
        Cell(felt),
        _back(point, among),
        Cell(f"{len(point.later):,}" if point.later and not point.covered else ""),
        Cell(f"{point.impact:,}"),
        _way(view, point),
    )


def _what(view: View, point: SinglePoint) -> str:
    """Whether it is one, or a whole unit."""
    if not point.single:
        return "a whole unit"
    kind = view.rows[point.party].kind if point.party in view.rows else "person"
    return f"one {KIND_WORDS[kind] if kind in SINGLE_KINDS else 'person'}"


def who_and_when(view: View, point: SinglePoint) -> str:
    """Whom it lets down, or would, were it not back, and when."""
    let_down = set(point.stops if point.covered else point.let_down)
    effects = [each for each in view.effects.get(point.party, ()) if each.protected in let_down]
    if len(effects) < len(let_down):
        return f"{view.who(sorted(let_down))} {since(point.needed)}"
    return let_down_when(view, effects)


def _back(point: SinglePoint, among: Sequence[SinglePoint]) -> Cell:
    """When it is back; where that is not known of most rows, the opening words say so."""
    if point.restore is None and _mostly_unknown(among):
        return Cell("")
    return back(point.restore, covered=point.covered, timed=point.needed is not None)


def _mostly_unknown(points: Sequence[SinglePoint]) -> bool:
    unknown = sum(point.restore is None for point in points)
    return 2 * unknown > len(points)


def _lead(view: View, points: Sequence[SinglePoint]) -> list[str]:
    """How many, that each is enough, and what is not known of their recovery."""
    whom = _whom(view)
    if view.grouped:
        each = "its" if len(points) == 1 else "each"
        text = f"{_count(view, points)}: one absence inside {each} is enough to let {whom} down"
        if len(points) == 1:
            text = f"{_count(view, points)}: one absence inside is enough to let {whom} down"
    elif len(points) == 1:
        text = f"{_count(view, points)}, enough on its own to let {whom} down"
    else:
        text = f"{_count(view, points)}, each enough on its own to let {whom} down"
    said = [sentence(text)]
    unknown = sum(point.restore is None for point in points)
    if unknown == len(points):
        said.append("Nobody wrote down when any of them is back: ask.")
    elif _mostly_unknown(points):
        said.append(f"For {unknown:,} of them, nobody wrote down when they are back: ask.")
    return [" ".join(said)]


def _count(view: View, points: Sequence[SinglePoint]) -> str:
    if view.grouped:
        return counted(len(points), "unit")
    return counted(len(points), "single point of failure", "single points of failure")


def _whom(view: View) -> str:
    return "a customer" if view.protects_customers else "somebody"


def _way(view: View, point: SinglePoint) -> Cell:
    return Cell(view.names.chain(point.way) if len(point.way) > 1 else "")


def _more(view: View, total: int) -> Step | None:
    return view.more(total, "single point of failure", "single points of failure")


def _next(view: View, point: SinglePoint) -> Step:
    """Where to read on. Where rows are of units, the one who is missing is only somebody inside."""
    name = view.names.short(point.party)
    if not point.single:
        text = f"Next: settle what happens in the first hours without {name}. "
    else:
        text = f"Next: name a stand-in for {name}. "
    if view.grouped:
        return Step(
            f"{text}The card says whom to call and who depends on it:", view.card(point.party)
        )
    return Step(
        f"{text}Who stops then, when, and why:", view.command("impact", "--gone", point.party)
    )


def _none(view: View) -> Section:
    cell = Cell("Not looked for: the model names nobody who must not be let down.", "warn")
    if view.heard:
        text = f"no absence{view.asked} alone lets down {view.any_of(view.heard)}"
        if view.back_too_late:
            text = f"no absence{view.asked} alone stops anybody else who must not be let down"
        cell = Cell(f"No single point of failure: {text}.", "good")
    elif view.silent:
        cell = Cell(f"Nothing can be said: {view.no_needs()}.", "warn")
    return Section("single", "Single points of failure", body=(Lines((cell,)),))
