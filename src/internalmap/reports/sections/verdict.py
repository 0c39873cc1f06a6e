"""The verdict in one sentence, and what the reader must know about the figures."""

from __future__ import annotations

from collections.abc import Sequence

from internalmap.printable import printable
from internalmap.reports.blocks import Cell
from internalmap.reports.sections.single_points import back
from internalmap.reports.view import View
from internalmap.reports.words import KIND_WORDS, counted, listed, plural
from internalmap.results import SinglePoint


def verdict(view: View) -> Cell:
    """The sentence that the meeting will remember."""
    analysis = view.analysis
    if not analysis.settings.protected:
        return Cell(
            "Nothing can be said of risk yet: the model names nobody who must not be let down. "
            "Add the external customers, as parties of kind customer.",
            "warn",
        )
    points = analysis.single_points_of_failure
    single = [point for point in points if point.single]
    units = [point for point in points if not point.single]
    if single:
        late = any(not point.covered for point in single)
        text = f"{_enough(view, single)} {_suffer(view, single)}"
        text += f"; {back(single)}" if late else f", but {back(single)}"
        return Cell(f"{text}{_units_too(len(units))}.", "bad" if late else "warn")
    if units:
        holds = counted(len(units), "unit has", "units have")
        text = (
            f"No single person, system or outsider lets down {view.let_down(_stopped(units))} "
            f"alone, but a whole unit does: {holds} nobody to take over."
        )
        return Cell(text, "warn")
    return Cell(_safe(view), "good" if not analysis.fragile_sets else "warn")


def notes(view: View) -> tuple[Cell, ...]:
    """What the figures rest on: whom they protect, what was assumed, sampled or left out."""
    analysis = view.analysis
    summary = analysis.summary
    size = (
        f"The model has {counted(summary.parties, 'party', 'parties')}, "
        f"{counted(summary.needs, 'need')} and "
        f"{counted(summary.dependencies, 'dependency', 'dependencies')} of one party on another."
    )
    found = [size]
    customers = sum(row.kind == "customer" for row in analysis.parties)
    protected = analysis.settings.protected
    if protected and (not view.protects_customers or len(protected) != customers):
        who = listed(view.names.shorts(protected), limit=5)
        why = printable(analysis.protected_why).rstrip(".")
        found.append(f"Must not be let down: {who} ({why}).")
    found += _assumed(view)
    if analysis.settings.stops_on != "essential":
        found.append(
            f"As asked, needs that are {_down_to(analysis.settings.stops_on)} stop their customer "
            "when they are unmet, not only essential ones."
        )
    if analysis.settings.candidates is not None:
        asked = listed([printable(text) for text in analysis.settings.candidates])
        found.append(f"As asked, only these are thought to be missing: {asked}.")
    found += [_own_sentence(notice) for notice in analysis.notices]
    return tuple(Cell(text) for text in dict.fromkeys(found) if text)


def _assumed(view: View) -> list[str]:
    """How many needs say nothing of a thing, and what they are taken for then."""
    summary = view.analysis.summary
    parts = []
    for count, unsaid, taken in (
        (summary.assumed.importance, "how much they matter", "are taken as essential"),
        (
            summary.assumed.buffer,
            "how long their customer can go on without them",
            "are taken to be missed at once",
        ),
    ):
        if count and count == summary.needs:
            parts.append(f"none says {unsaid}, and all {taken}")
        elif count == 1:
            one = unsaid.replace("they matter", "it matters").replace("their", "its")
            one = one.replace("them", "it")
            parts.append(f"1 does not say {one} and {taken.replace('are', 'is', 1)}")
        elif count:
            parts.append(f"{count:,} do not say {unsaid} and {taken}")
    if not parts:
        return []
    return [f"Assumed: of {counted(summary.needs, 'need')}, {'; '.join(parts)}."]


def _down_to(stops_on: str) -> str:
    return "important" if stops_on == "important" else "important or helpful"


def _own_sentence(text: str) -> str:
    text = printable(text.strip())
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


def _enough(view: View, single: Sequence[SinglePoint]) -> str:
    """Whose absence is enough: by name as long as they are few."""
    first = listed(view.names.shorts(point.party for point in single[:3]))
    few = len(single) <= 3
    if view.grouped:
        units = listed([view.names.full(point.party) for point in single], "or")
        inside = units if few else f"any one of {len(single):,} units ({first} first of all)"
        return f"One absence inside {inside} is enough, and"
    if few:
        names = listed([f"without {view.names.full(point.party)}" for point in single], "or")
        return f"One absence is enough: {names},"
    kinds = [
        plural(2, KIND_WORDS[kind])
        for kind in KIND_WORDS
        if any(view.rows[point.party].kind == kind for point in single)
    ]
    return (
        f"One absence is enough: without any one of {len(single):,} {listed(kinds, 'or')} "
        f"({first} first of all),"
    )


def _suffer(view: View, points: Sequence[SinglePoint]) -> str:
    ending = "cannot be served" if view.protects_customers else "cannot go on"
    return f"{view.let_down(_stopped(points))} {ending}"


def _units_too(units: int) -> str:
    if not units:
        return ""
    return f", and {counted(units, 'whole unit')} cannot be missed either"


def _safe(view: View) -> str:
    analysis = view.analysis
    everyone = view.let_down(analysis.settings.protected)
    alone = f"No single point of failure: no absence of one party alone lets down {everyone}"
    if analysis.fragile_sets:
        together = counted(len(analysis.fragile_sets), "combination")
        does = plural(len(analysis.fragile_sets), "does", "do")
        return f"{alone}, but {together} of absences {does}."
    if analysis.fragile_sets is None:
        return f"{alone}; combinations of absences were not looked at."
    return f"{alone}, and no two together do either."


def _stopped(points: Sequence[SinglePoint]) -> list[str]:
    """Everyone whom one of these lets down, in id order."""
    return sorted({id for point in points for id in point.stops})
