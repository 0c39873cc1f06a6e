"""The times of an absence in two versions, in words."""

from __future__ import annotations

from internalmap.model.phrases import Names, after, listed, since
from internalmap.results.diff import AbsenceTimes, TimeChange
from internalmap.text.quantities import say_duration


def time_sentence(change: TimeChange, names: Names, *, worse: bool) -> str:
    """What is worse, or what is better, in a sentence: "The absence of net lets patients down now:
    back after 30 d, needed within 2 h."."""
    both = "both " if len(change.parties) == 2 else ""
    who, whom = listed(names.shorts(change.parties)), names.short(change.protected)
    changed = change.worse if worse else change.better
    before, now = change.before, change.after
    if before.let_down and not now.let_down:
        return f"The absence of {both}{who} no longer lets {whom} down: {_why(now)}."
    if now.let_down and not before.let_down:
        words = f"now: {_why(now)}"
    elif "needed" in changed:
        word = "sooner" if worse else "later"
        words = f"{word}: {since(now.needed)}; before, {since(before.needed)}"
    elif "gap" in changed:
        word = "for longer" if worse else "for less long"
        words = f"{word}: {_over(now)}; before, {_over(before)}"
    elif worse:
        words = "more easily: one is enough, and it took a whole unit before"
    else:
        words = "less easily: it takes a whole unit, and one was enough before"
    return f"The absence of {both}{who} lets {whom} down {words}."


def times_in_words(times: AbsenceTimes, *, of_units: bool = False) -> str:
    """What an absence does in a version: "let down from 2 h, back after 30 d". `of_units`: also
    whether it takes a whole unit."""
    if not times.let_down:
        return f"not let down: {_over(times)}, in time"
    said = f"let down {since(times.needed)}, {_over(times)}"
    if of_units:
        said += ", one is enough" if times.single else ", takes a whole unit"
    return said


def _why(times: AbsenceTimes) -> str:
    due = "at once" if times.needed == 0 else f"within {say_duration(times.needed)}"
    return f"{_over(times)}, needed {due}"


def _over(times: AbsenceTimes) -> str:
    """When it is over."""
    if times.restore is not None:
        return f"back {after(times.restore)}"
    if times.gap is None:
        return "return not known"
    return f"over {after(times.needed + times.gap)}"
