"""What an absence or a delay comes to, in a few sentences."""

from __future__ import annotations

from collections.abc import Sequence

from internalmap.model.phrases import Names, after, counted, listed, plural
from internalmap.reports.analyze.times import lets_down
from internalmap.reports.blocks import Cell, Tone
from internalmap.results.absences import Effect
from internalmap.results.impact import Impact
from internalmap.text.quantities import say_duration

#: How many are named in one sentence.
_NAMED = 5


def verdict(impact: Impact, names: Names) -> Cell:
    """What it comes to, in a sentence for each kind of trouble."""
    said = []
    tone: Tone = "good"
    if impact.gone:
        said += _absence(impact, names)
        if any(each.let_down for each in impact.effects):
            tone = "bad"
        elif impact.stopped:
            tone = "warn"
    if any(id not in impact.gone for id in impact.late):
        said.append(_delays(impact, names))
        tone = "warn" if impact.delayed and tone == "good" else tone
    return Cell(" ".join(said), tone)


def _absence(impact: Impact, names: Names) -> list[str]:
    """Whom it lets down, from when; who else stops, or would if nobody came back."""
    who = listed(names.shorts(impact.asked), limit=_NAMED)
    subject = f"The absence of {who}"
    let_down = [each for each in impact.effects if each.let_down]
    spared = [each for each in impact.effects if not each.let_down]
    if let_down:
        said = lets_down(subject, let_down, impact.gone, names)
        return [said, *_rest(impact, spared, names)]
    if impact.effects:
        held = f"{subject} lets nobody down, as long as {_back(impact, names)}."
        return [held, *_rest(impact, spared, names)]
    if impact.stopped:
        nobody = f"{subject} lets down nobody who is protected."
        return [nobody, *_rest(impact, (), names)]
    return [f"{subject} stops nobody else."]


def _back(impact: Impact, names: Names) -> str:
    """The returns on which it rests that nobody is let down."""
    back: dict[float, list[str]] = {}
    for id in impact.asked:
        time = impact.returns[id]
        if time is not None:
            back.setdefault(time, []).append(id)
    return listed(
        [
            f"{listed(names.shorts(ids), limit=_NAMED)} {plural(len(ids), 'is', 'are')} back "
            f"{after(time)}"
            for time, ids in sorted(back.items())
        ],
        limit=_NAMED,
    )


def _rest(impact: Impact, spared: Sequence[Effect], names: Names) -> list[str]:
    """The protected who are not let down, and all others who stop."""
    said = []
    rows = {row.party: row for row in impact.stopped}
    later = [
        each for each in spared if each.protected in rows and not rows[each.protected].intervals
    ]
    bear = [each for each in spared if each.protected in rows and rows[each.protected].intervals]
    if later:
        first = "the first " if len(later) > 1 else ""
        ids = listed(names.shorts(each.protected for each in later), limit=_NAMED)
        soonest = min(each.after for each in later)
        said.append(f"{ids} would stop later, {first}{after(soonest)}.")
    if bear:
        ids = listed(names.shorts(each.protected for each in bear), limit=_NAMED)
        said.append(f"{ids} can bear to stop that long.")
    protected = frozenset(impact.protected)
    others = [row for row in impact.stopped if row.party not in protected]
    stop = sum(bool(row.intervals) for row in others)
    if stop:
        also = " too" if impact.effects else ""
        said.append(f"{counted(stop, 'other party stops', 'other parties stop')}{also}.")
    elif others:
        would = counted(len(others), "other party", "other parties")
        said.append(f"{would} would stop if nobody came back.")
    return said


def _delays(impact: Impact, names: Names) -> str:
    said = {id for id in impact.late if id not in impact.gone}
    who = listed(names.shorts(sorted(said)), limit=_NAMED)
    others = [row for row in impact.delayed if row.party not in said]
    subject = f"The lateness of {who}"
    if not others:
        return f"{subject} makes nobody else late."
    by = {row.party: row.by for row in impact.delayed}
    felt = [id for id in impact.protected_delayed if id not in said]
    rest = len(others) - len(felt)
    if not felt:
        return f"{subject} makes {counted(rest, 'other')} late, nobody who is protected."
    each = listed(
        [f"{names.short(id)} late by {say_duration(by[id])}" for id in felt], limit=_NAMED
    )
    also = f", and {counted(rest, 'other party', 'other parties')} too" if rest else ""
    return f"{subject} makes {each}{also}."
