"""What a picture says of an absence: of each whom it touches, with its own time."""

from __future__ import annotations

from collections.abc import Sequence

from internalmap.diagrams.chart.absence import Absence
from internalmap.diagrams.chart.risk import within
from internalmap.model.phrases import Names, counted, listed, plural
from internalmap.results.absences import Effect
from internalmap.text.quantities import say_roughly

#: How many names stand in one list.
_NAMED = 4


def absence_finding(missing: Absence, names: Names) -> str:
    """Whom it lets down, each with its own time, as a title."""
    let_down = [each for each in missing.effects if each.let_down]
    gone = listed(names.shorts(missing.asked), limit=_NAMED)
    if not let_down:
        return f"Without {gone}, nobody is let down"
    words = [f"{names.short(each.protected)} {within(intolerable(each))}" for each in let_down]
    return f"Without {gone}, let down: {listed(words, limit=_NAMED)}"


def said_of_absence(missing: Absence, names: Names) -> str:
    """Who is let down from when, who stops and can bear it, who would stop later, and how many
    others stop."""
    stopping = missing.stopped.keys() - missing.later
    let_down = [each for each in missing.effects if each.let_down]
    bear = [each for each in missing.effects if not each.let_down and each.protected in stopping]
    later = [each for each in missing.effects if each.protected in missing.later]
    said = []
    for heading, effects in (
        ("Let down", [(each, since(intolerable(each))) for each in let_down]),
        ("Can bear it", [(each, since(each.after)) for each in bear]),
        ("Would stop later", [(each, after(each.after)) for each in later]),
    ):
        items = [f"{names.short(each.protected)} {when}" for each, when in effects]
        if items:
            said.append(f"{heading}: {listed(items, limit=_NAMED)}.")
    others = len(stopping.difference(each.protected for each in missing.effects))
    if others:
        words = ("other", "others") if missing.effects else ("party", "parties")
        said.append(f"{counted(others, *words)} {plural(others, 'stops', 'stop')}.")
    if not let_down:
        said.append("Nobody is let down." if said else "Nobody stops.")
    return f"Without {_gone(missing, names)}. {' '.join(said)}"


def after(seconds: float) -> str:
    """When something happens, as a person says it."""
    return say_roughly(seconds) if seconds == 0 else f"after {say_roughly(seconds)}"


def since(seconds: float) -> str:
    """From when on something is so, as a person says it."""
    return say_roughly(seconds) if seconds == 0 else f"from {say_roughly(seconds)}"


def said_of_party(missing: Absence, party: str) -> str | None:
    """When somebody who is not gone stops, or would; and from when on one who is protected is let
    down, where that is another time."""
    if party not in missing.stopped:
        return None
    when = after(missing.stopped[party])
    if party in missing.later:
        return f"would stop {when}"
    effect = next((each for each in missing.effects if each.protected == party), None)
    if effect is None or not effect.let_down or intolerable(effect) == effect.after:
        return f"stops {when}"
    return f"stops {when}, let down {since(intolerable(effect))}"


def absence_tooltip(missing: Absence, party: str, names: Names) -> str | None:
    """What the absence does to a party, as a line of its tooltip."""
    said = "gone" if party in missing.gone else said_of_party(missing, party)
    return None if said is None else f"Without {_gone(missing, names)}: {said}."


def intolerable(effect: Effect) -> float:
    """From when on it is past what it can bear; one gone itself that has no limit bears nothing."""
    return effect.after if effect.needed is None else effect.needed


def _gone(missing: Absence, names: Names) -> str:
    gone: Sequence[str] = names.shorts(missing.asked)
    back = "" if missing.back is None else f", back {after(missing.back)}"
    return f"{listed(gone, limit=_NAMED)}{back}"
