"""What the reader must know about the figures."""

from __future__ import annotations

from internalmap.model.phrases import counted, listed, plural
from internalmap.reports.analyze.view import View
from internalmap.reports.blocks import Cell
from internalmap.text.escape import escape


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
        ordered = sorted(protected, key=lambda id: not view.is_customer(id))
        who = listed(view.names.shorts(ordered), limit=5)
        why = escape(analysis.protected_why).rstrip(".")
        found.append(f"Must not be let down: {who} ({why}).")
    if view.silent and (view.heard or analysis.single_points_of_failure):
        which = plural(len(view.silent), "it", "them")
        found.append(f"{view.no_needs()}: nothing can be said of {which}.")
    found += [*_assumed(view), _left_out(view)]
    if analysis.settings.stops_on != "essential":
        found.append(
            f"As asked, needs that are {_down_to(analysis.settings.stops_on)} stop their customer "
            "when they are unmet, not only essential ones."
        )
    if analysis.settings.candidates is not None:
        asked = listed([escape(text) for text in analysis.settings.candidates])
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
            "are taken to stop their customer at once",
        ),
    ):
        if count and count == summary.needs:
            parts.append(f"none says {unsaid}, and all {taken}")
        elif count == 1:
            one = unsaid.replace("they matter", "it matters").replace("their", "its")
            one = one.replace("them", "it")
            taken = taken.replace("are", "is", 1).replace("their", "its")
            parts.append(f"1 does not say {one} and {taken}")
        elif count:
            parts.append(f"{count:,} do not say {unsaid} and {taken}")
    if not parts:
        return []
    return [f"Assumed: of {counted(summary.needs, 'need')}, {'; '.join(parts)}."]


def _down_to(stops_on: str) -> str:
    return "important" if stops_on == "important" else "important or helpful"


def _own_sentence(text: str) -> str:
    text = escape(text.strip())
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


def _left_out(view: View) -> str:
    """How many units are not told, and why."""
    count = view.analysis.summary.units_left_out
    if not count:
        return ""
    return (
        f"{counted(count, 'whole unit is', 'whole units are')} left out: "
        f"{plural(count, 'its loss', 'the loss of each')} lets nobody down whom somebody inside "
        "does not let down as soon."
    )
