"""The verdict in one sentence, and what the reader must know about the figures."""

from __future__ import annotations

from collections.abc import Sequence

from internalmap.model.phrases import KIND_WORDS, counted, listed, plural
from internalmap.reports.analyze.sections.single_points import back
from internalmap.reports.analyze.view import View
from internalmap.reports.blocks import Cell
from internalmap.results.analyze import SinglePoint
from internalmap.text.escape import printable


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
    if not points:
        return _safe(view)
    late = [point for point in points if not point.covered]
    single = [point for point in late if point.single]
    units = len(late) - len(single)
    if not late:
        return Cell(_in_time(view, points), "warn")
    if not single:
        return Cell(_only_units(view, units), "warn")
    text = f"{_enough(view, single)} {_suffer(view, single)}; {back(single)}"
    if len(late) < len(points):
        text += f"; {len(points) - len(late):,} more would be back in time"
    if units:
        text += f", and {counted(units, 'whole unit')} cannot be missed either"
    return Cell(f"{text}.", "bad")


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
    if view.silent and (view.heard or analysis.single_points_of_failure):
        which = plural(len(view.silent), "it", "them")
        found.append(f"{view.no_needs()}: nothing can be said of {which}.")
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
        return f"One absence is enough: {_without(view, single)},"
    kinds = [
        plural(2, KIND_WORDS[kind])
        for kind in KIND_WORDS
        if any(view.rows[point.party].kind == kind for point in single)
    ]
    return (
        f"One absence is enough: without any one of {len(single):,} {listed(kinds, 'or')} "
        f"({first} first of all),"
    )


def _without(view: View, points: Sequence[SinglePoint]) -> str:
    return listed([f"without {view.names.full(point.party)}" for point in points], "or")


def _suffer(view: View, points: Sequence[SinglePoint]) -> str:
    """Who suffers: each of these absences lets the same parties down, or one or more of them."""
    who, same = _stopped(points), _all_alike(points)
    whole = len(view.analysis.settings.protected)
    ending = "be served" if view.protects_customers else "go on"
    if not same:
        return f"{_one_or_more(view, points)} cannot {ending}"
    if 3 < len(who) == whole:
        return f"none of the {whole:,} {view.protected(whole)} can {ending}"
    return f"{view.let_down(who)} cannot {ending}"


def _one_or_more(view: View, points: Sequence[SinglePoint]) -> str:
    """Those of whom each of these absences lets down some."""
    who = _stopped(points)
    if _all_alike(points):
        return view.let_down(who)
    if len(who) <= 3:
        return f"one or more of {view.let_down(who)}"
    most = max(len(point.stops) for point in points)
    at_once = f" (up to {most:,} at once)" if most > 1 else ""
    return f"one or more of {len(who):,} {view.protected(len(who))}{at_once}"


def _all_alike(points: Sequence[SinglePoint]) -> bool:
    return len({frozenset(point.stops) for point in points}) == 1


def _in_time(view: View, points: Sequence[SinglePoint]) -> str:
    """Every single point of failure is back before it hurts."""
    few = len(points) <= 3
    who = _without(view, points) if few else f"without any one of {view.counted_rows(len(points))}"
    return (
        f"No single absence{view.asked} does harm as long as recovery holds: {who}, "
        f"{_suffer(view, points)}, but {back(points)}."
    )


def _only_units(view: View, units: int) -> str:
    """No single person or thing does harm, but whole units do."""
    points = view.analysis.single_points_of_failure
    on_time = sum(point.covered and point.single for point in points)
    holds = counted(units, "unit has", "units have")
    alone = (
        f"No single person, system or outsider{view.asked} lets down "
        f"{view.any_of(_stopped(points))} alone"
    )
    if on_time:
        alone += f" as long as recovery holds ({on_time:,} would be back in time)"
    return f"{alone}, but a whole unit does: {holds} nobody to take over."


def _safe(view: View) -> Cell:
    """There is no single point of failure, as far as that can be told."""
    if not view.heard:
        return Cell(
            f"Nothing can be said of risk yet: {view.no_needs()}. Write down what is needed, and "
            "from whom.",
            "warn",
        )
    fragile = view.analysis.fragile_sets
    alone = (
        f"No single point of failure: no absence of one party{view.asked} alone lets down "
        f"{view.any_of(view.heard)}"
    )
    if fragile:
        together = counted(len(fragile), "combination")
        text = f"{alone}, but {together} of absences {plural(len(fragile), 'does', 'do')}."
    elif fragile is None:
        text = f"{alone}; combinations of absences were not looked at."
    else:
        text = f"{alone}, and no two together do either."
    return Cell(text, "warn" if fragile or view.silent else "good")


def _stopped(points: Sequence[SinglePoint]) -> list[str]:
    """Everyone whom one of these lets down, in id order."""
    return sorted({id for point in points for id in point.stops})
