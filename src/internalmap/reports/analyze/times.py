"""The times of an absence in words: one way to say each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from internalmap.model.phrases import Names, after, listed, plural, since
from internalmap.reports.analyze.view import View
from internalmap.reports.blocks import Cell
from internalmap.results.absences import Effect
from internalmap.text.quantities import say_duration

#: How many who are let down are named in one sentence.
_WHOM = 5
_HOUR = 3600
#: Durations that read better in words.
_IN_WORDS = {
    _HOUR: ("the hour", "an hour"),
    24 * _HOUR: ("the day", "a day"),
    7 * 24 * _HOUR: ("the week", "a week"),
}
_UNITS = (("week", 7 * 24 * _HOUR), ("day", 24 * _HOUR), ("hour", _HOUR), ("minute", 60))


def a_time(seconds: float) -> str:
    """A length of time in a sentence: "a day", "12 hours"."""
    return _IN_WORDS[int(seconds)][1] if seconds in _IN_WORDS else _whole(seconds)


def in_band(place: int, bands: Sequence[float]) -> str:
    """A band of time as a heading: "within the hour", "within 4 hours", "later than 1 week".

    >>> [in_band(place, (3600, 14400, 86400)) for place in range(4)]
    ['within the hour', 'within 4 hours', 'within the day', 'later than a day']
    """
    if place >= len(bands):
        return f"later than {a_time(bands[-1])}"
    end = bands[place]
    if end == 0:
        return "at once"
    return f"within {_IN_WORDS[int(end)][0] if end in _IN_WORDS else _whole(end)}"


def _whole(seconds: float) -> str:
    """So many of the largest unit of which it is a whole number."""
    for unit, size in _UNITS:
        if seconds >= size and seconds % size == 0:
            count = int(seconds // size)
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return say_duration(seconds)


def let_down_since(needed: float | None) -> str:
    """From when on a protected party is past what it can bear; one that is gone itself, and has no
    limit, only where it cannot start again."""
    return "even once back" if needed is None else since(needed)


def let_down_when(view: View, effects: Sequence[Effect], *, most: int = 3) -> str:
    """Who is let down, and when: "a and b from 2 h; c from 4 h". Many are counted, the external
    customers first, with the first of them."""
    ordered = view.customers_first(effects)
    if len(ordered) <= most:
        return "; ".join(
            f"{listed(view.names.shorts(ids))} {let_down_since(needed)}"
            for needed, ids in _together(ordered)
        )
    times = sorted((effect.needed for effect in ordered), key=_key)
    who = view.who([effect.protected for effect in ordered])
    first = ", the first" if times[0] != times[-1] else ""
    return f"{who}{first} {let_down_since(times[0])}"


def lets_down(subject: str, effects: Sequence[Effect], gone: Collection[str], names: Names) -> str:
    """Whom an absence lets down, and when; of those that are gone themselves and have a limit,
    within what time they are needed back."""
    own = [each for each in effects if each.protected in gone and each.needed is not None]
    others = [each for each in effects if each not in own]
    said = []
    if others:
        ids = listed(names.shorts(each.protected for each in others), limit=_WHOM)
        times = [each.after if each.needed is None else each.needed for each in others]
        first = ", the first" if min(times) < max(times) else ""
        said.append(f"{subject} lets down {ids}{first} {since(min(times))}.")
    if own:
        ids = listed(names.shorts(each.protected for each in own), limit=_WHOM)
        times = [each.needed for each in own if each.needed is not None]
        first = ", the first" if min(times) < max(times) else ""
        are = plural(len(own), "is", "are")
        said.append(f"{ids} {are} needed back{first} within {say_duration(min(times))}.")
    return " ".join(said)


def _together(effects: Iterable[Effect]) -> list[tuple[float | None, list[str]]]:
    """Those who come one after the other at the same time, together."""
    groups: list[tuple[float | None, list[str]]] = []
    for effect in effects:
        if not groups or groups[-1][0] != effect.needed:
            groups.append((effect.needed, []))
        groups[-1][1].append(effect.protected)
    return groups


def _key(needed: float | None) -> tuple[bool, float]:
    return (needed is None, needed or 0)


def back(restore: float | None, *, covered: bool, timed: bool = True) -> Cell:
    """When somebody who is missing is back, and whether that is soon enough."""
    if restore is None:
        return Cell("not known", "warn")
    when = after(restore)
    if covered:
        return Cell(f"{when}: in time", "good")
    return Cell(when, "bad" if timed else "warn")
