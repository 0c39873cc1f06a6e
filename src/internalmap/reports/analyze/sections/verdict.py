"""The verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from internalmap.model.organization import Kind
from internalmap.model.phrases import KIND_WORDS, after, counted, listed, plural, since
from internalmap.reports.analyze.times import a_time
from internalmap.reports.analyze.view import View
from internalmap.reports.blocks import Cell
from internalmap.results.analyze import SinglePoint
from internalmap.text.quantities import say_duration

#: No sentence of a verdict has more words, as long as names are short.
MOST_WORDS = 25
_PLURALS: Mapping[Kind, str] = {"person": "people"}


def verdict(view: View) -> Cell:
    """What the meeting will remember, in at most three sentences: who lets whom down, and when;
    what recovery catches; the whole units, and what is needed later."""
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
    soon = [point for point in points if point.grade == 1]
    later = [point for point in points if point.grade == 2]
    caught = len(points) - len(soon) - len(later)
    if soon:
        said = [_soon(view, soon), _recovery(view, soon, caught)]
    else:
        said = [_nobody_soon(view, points)]
    if later:
        said.append(_later(view, later, either=bool(soon)))
    if not soon:
        said.append(_recovery(view, later, caught) if later else _all_caught(view, points))
    return Cell(" ".join(said), "bad" if soon else "warn" if later or caught else "good")


def _fits(*variants: str) -> str:
    """The first of these that is short enough for a sentence of a verdict, else the last."""
    return next((text for text in variants if len(text.split()) <= MOST_WORDS), variants[-1])


def _soon(view: View, points: Sequence[SinglePoint]) -> str:
    """Who lets whom down soon, and who first."""
    limit = view.analysis.settings.soon
    anyone = "external customers" if view.protects_customers else "somebody"
    only = points[0] if len(points) == 1 else None
    if only is not None and only.let_down == (only.party,) and only.needed:
        name = view.names.short(only.party)
        return f"{name} is needed back within {say_duration(only.needed)}."
    if len(points) <= 2:
        names = listed(view.names.shorts(point.party for point in points), "or")
        who = f"One absence inside {names}" if view.grouped else f"The absence of {names}"
        whom, when = _whom(view, points, within=None) or anyone, _first(view, points, None)
        return _fits(
            f"{who} alone lets {whom} down{when}.", f"{who} alone lets {anyone} down{when}."
        )
    who = f"Any one of {len(points):,} {_kinds(view, points, 2)} alone lets"
    if view.grouped:
        who = f"One absence inside any one of {len(points):,} units lets"
    whom, when = _whom(view, points, within=limit) or anyone, _first(view, points, limit)
    soon = f" within {a_time(limit)}" if when[0] in ":," else ""
    return _fits(
        f"{who} {whom} down{soon}{when}.",
        f"{who} {anyone} down{soon}{when}.",
        f"{who} {anyone} down within {a_time(limit)}.",
    )


def _first(view: View, points: Sequence[SinglePoint], within: float | None) -> str:
    """When the first of these absences lets somebody down, and whose that is, unless it is so of
    all of them."""
    first = min(points, key=lambda point: (point.needed is None, point.needed or 0))
    count = sum(point.needed == first.needed for point in points)
    when = since(first.needed)
    if count == len(points):
        times = {time for point in points for time in _let_down(view, point, within).values()}
        return f" {when}" if len(times) == 1 else f", the first {when}"
    who = f"{view.names.short(first.party)} first," if count == 1 else f"{count:,} of them"
    return f": {who} {when}"


def _let_down(view: View, point: SinglePoint, within: float | None) -> dict[str, float]:
    """Whom an absence lets down and from when, where that is asked only those within a time; at
    once where that was too much to follow."""
    needed: dict[str, float | None] = dict.fromkeys(point.let_down, point.needed)
    for each in view.effects.get(point.party, ()):
        if each.protected in needed:
            needed[each.protected] = each.needed
    times = {id: time or 0 for id, time in needed.items()}
    return {id: time for id, time in times.items() if within is None or time <= within}


def _whom(view: View, points: Sequence[SinglePoint], *, within: float | None) -> str:
    """Whom these absences let down, the soonest first; nothing where one lets down others than the
    next, and there are too many for names."""
    each = [_let_down(view, point, within) for point in points]
    when: dict[str, float] = {}
    for found in each:
        for id, time in found.items():
            when[id] = min(time, when.get(id, time))
    ids = sorted(when, key=lambda id: (when[id], id))
    if all(len(found) == len(ids) for found in each):
        return view.who(ids, named=2)
    return listed(view.names.shorts(ids), "or") if len(ids) <= 2 else ""


def _kinds(view: View, points: Sequence[SinglePoint], count: int) -> str:
    """What these are: "people or systems"."""
    kinds = [
        plural(count, KIND_WORDS[kind], _PLURALS.get(kind, ""))
        for kind in KIND_WORDS
        if any(view.rows[point.party].kind == kind for point in points)
    ]
    return listed(kinds, "or")


def _nobody_soon(view: View, points: Sequence[SinglePoint]) -> str:
    """That no single one lets anybody down soon."""
    whom = view.any_of(sorted({id for point in points for id in point.stops}))
    limit = a_time(view.analysis.settings.soon)
    inside = "absence inside a unit" if view.grouped else "person, system or outsider"
    return f"No single {inside}{view.asked} lets {whom} down within {limit}."


def _all_caught(view: View, points: Sequence[SinglePoint]) -> str:
    """That recovery catches everybody."""
    who = listed(view.names.shorts(point.party for point in points), "and")
    return _fits(
        f"{who} {plural(len(points), 'is', 'are')} back in time, as long as recovery holds.",
        f"All {len(points):,} who would are back in time, as long as recovery holds.",
    )


def _recovery(view: View, late: Sequence[SinglePoint], caught: int) -> str:
    """What recovery catches; where it catches nothing, why."""
    if caught:
        is_back = plural(caught, "is", "are")
        return f"{caught:,} more {is_back} back in time, as long as recovery holds."
    known = [point.restore for point in late if point.restore is not None]
    timed = all(point.needed is not None for point in late)
    if len(late) == 1:
        name = view.names.short(late[0].party)
        if not known:
            return f"Nobody wrote down when {name} is back."
        why = "too late" if timed else "whether that is in time is not known"
        return f"{name} is back {after(known[0])}: {why}."
    few = len(late) == 2
    if not known:
        return f"Nobody wrote down when {'either' if few else 'any'} of them is back."
    not_known = "" if timed and len(known) == len(late) else "known to be "
    return f"{'Neither' if few else 'None'} of them is {not_known}back in time."


def _later(view: View, points: Sequence[SinglePoint], *, either: bool) -> str:
    """The whole units, and those that are needed later."""
    units = [point for point in points if not point.single]
    others = len(points) - len(units)
    ending = " either" if either else ""
    said = []
    if view.grouped:
        units, others = [], len(points)
    if len(units) == 1:
        name = view.names.short(units[0].party)
        whom = view.who(units[0].let_down, named=1)
        said.append(
            f"{name}, a whole unit, cannot be done without{ending}"
            if either
            else f"{name}, a whole unit, lets {whom} down {since(units[0].needed)}"
        )
    elif units:
        said.append(f"{len(units):,} whole units cannot be done without{ending}")
    if others:
        limit = a_time(view.analysis.settings.soon)
        more = "more"
        if not either:
            more = _kinds(view, [point for point in points if point.single], others)
        if view.grouped:
            more = f"{'more ' if either else ''}{plural(others, 'unit')}"
        lets = plural(others, "lets", "let")
        said.append(f"{others:,} {more} {lets} somebody down later than {limit}")
    return f"{'; '.join(said)}."


def _safe(view: View) -> Cell:
    """There is no single point of failure, as far as that can be told."""
    if view.back_too_late:
        who = view.who(view.back_too_late)
        is_back = plural(len(view.back_too_late), "is", "are")
        return Cell(
            f"{who} {is_back} not back as soon as needed. No other absence of one party"
            f"{view.asked} alone lets anybody down.",
            "bad",
        )
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
        count = len({one.parties for one in fragile})
        text = (
            f"{alone}. {counted(count, 'combination')} of absences {plural(count, 'does', 'do')}."
        )
    elif fragile is None:
        text = f"{alone}; combinations of absences were not looked at."
    else:
        text = f"{alone}, and no two together do either."
    return Cell(text, "warn" if fragile or view.silent else "good")
