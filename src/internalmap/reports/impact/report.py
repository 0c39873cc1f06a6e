"""What happens without somebody, or when somebody is late, as a report: what that means for those
who must not be let down, a timeline of who stops and why, who is late, and what held.
"""

from __future__ import annotations

from collections.abc import Iterator

from internalmap.model.phrases import Names, after, command, listed, plural
from internalmap.reports.blocks import Cell, Report, Step
from internalmap.reports.impact.sections import (
    NAMED,
    delayed,
    held,
    missed,
    protected,
    returned,
    stopped,
)
from internalmap.reports.impact.verdict import verdict
from internalmap.reports.options import RenderOptions
from internalmap.results.impact import Impact
from internalmap.text.escape import escape
from internalmap.text.quantities import UNITS, say_duration


def report(impact: Impact, options: RenderOptions) -> Report:
    """The whole impact."""
    names = Names(impact.names)
    sections = (
        protected(impact, names),
        stopped(impact, names),
        delayed(impact, names),
        held(impact, names),
        missed(impact, names),
    )
    return Report(
        title=f"{escape(impact.organization)}: what happens {when(impact, names)}",
        verdict=verdict(impact, names),
        notes=remarks(impact, names),
        sections=tuple(section for section in sections if section is not None),
        closing=_closing(impact, names, options.model),
    )


def when(impact: Impact, names: Names) -> str:
    """What is supposed: who is gone, who is late."""
    said = []
    if impact.asked:
        said.append(f"without {listed(names.shorts(impact.asked), limit=3)}")
    late = [
        f"{names.short(id)} is {say_duration(by)} late"
        for id, by in impact.late.items()
        if id not in impact.gone and by > 0
    ]
    if late:
        said.append(f"{'while' if said else 'when'} {listed(late, limit=2)}")
    return " ".join(said) or "when nobody is late"


def remarks(impact: Impact, names: Names) -> tuple[Cell, ...]:
    """When those gone are back, who goes along with them, and of whom more than one thing was
    said."""
    found = list(_returns(impact, names))
    gone, asked = frozenset(impact.gone), frozenset(impact.asked)
    inside = [id for id in impact.gone if id not in asked]
    if inside:
        along = listed(names.shorts(inside), limit=12)
        units = listed(names.shorts(impact.asked), limit=3)
        found.append(Cell(f"Everyone inside is gone along with {units}: {along}."))
    both = [id for id in impact.late if id in gone]
    if both:
        who = listed(names.shorts(both), limit=NAMED)
        found.append(
            Cell(f"Gone counts, not late, where somebody is said to be both: {who}.", "warn")
        )
    halted = {row.party for row in impact.stopped}
    stops = [id for id in impact.late if id in halted]
    if stops:
        who = listed(names.shorts(stops), limit=NAMED)
        text = f"Said to be late, but would stop altogether if nobody came back: {who}."
        found.append(Cell(text, "warn"))
    return tuple(found)


def _returns(impact: Impact, names: Names) -> Iterator[Cell]:
    """When each of those said to be gone is back."""
    asked = "As asked, " if impact.duration is not None else ""
    times = {impact.returns[id] for id in impact.asked}
    for time in sorted(time for time in times if time is not None):
        back = returned(impact, time)
        verb = plural(len(back), "is", "are")
        yield Cell(f"{asked}{listed(names.shorts(back), limit=NAMED)} {verb} back {after(time)}.")
    unknown = [id for id in impact.asked if impact.returns[id] is None]
    if unknown:
        who = listed(names.shorts(unknown), limit=NAMED)
        verb = plural(len(unknown), "is", "are")
        yield Cell(f"When {who} {verb} back is not known: ask.", "warn")


# ---------------------------------------------------------------------------------------- the next


def _closing(impact: Impact, names: Names, model: str) -> Step | None:
    """The story of the first who is let down, or else of the first who is touched at all."""
    ids = (
        *(each.protected for each in impact.effects if each.protected in impact.protected_stopped),
        *impact.protected_delayed,
        *(row.party for row in impact.stopped),
        *(row.party for row in impact.delayed if row.unmet is not None),
    )
    late = [(id, _written(by)) for id, by in impact.late.items()]
    words = [word for id in impact.asked for word in ("--gone", id)]
    if impact.duration is not None:
        words += ["--for", _written(impact.duration) or ""]
    words += [word for id, by in late for word in ("--late", f"{id}={by}")]
    if not ids or len(words) > 2 * NAMED or any(by is None for _, by in late):
        return None
    text = f"Next: see how it comes to that for {names.short(ids[0])}, step by step:"
    return Step(text, command("impact", model, *words, "--why", ids[0]))


def _written(seconds: float) -> str | None:
    """A duration as it can be typed, in the largest unit that takes a whole number."""
    if seconds == 0:
        return "0"
    for unit, size in sorted(UNITS.items(), key=lambda item: -item[1]):
        if seconds % size == 0:
            return f"{seconds // size:.0f}{unit}"
    return None
