"""What works: good service deserves to be seen."""

from __future__ import annotations

from internalmap.model.phrases import counted, listed, plural, rating
from internalmap.reports.analyze.view import View
from internalmap.reports.blocks import Cell, Lines, Section, Step
from internalmap.results.analyze import NeedRef, RatedNeed

#: How many of the fallbacks that hold are named.
_NAMED = 3


def works(view: View) -> Section:
    """Fallbacks that hold, the best-rated needs, promises kept with room, actions done."""
    found = view.analysis.works
    items = [*_held(view), *_rated(view), *kept(view)]
    lines = [Cell(item, "good") for item in items]
    lines += [Cell(item, "warn") for item in _worst(view)]
    if found.best_rated and not _well(view):
        best = rating(found.best_rated[0].satisfaction, view.analysis.scale)
        lines.append(Cell(f"Nothing is rated well yet: the best rating is {best}.", "warn"))
    heading = "What works"
    if not lines:
        text = (
            "Nothing is known yet: no fallback that holds, no good rating and no backed promise "
            "is written down. Ask, and it can be praised."
        )
        return Section("works", heading, body=(Lines((Cell(text),)),))
    return Section(
        "works",
        heading,
        body=(Lines(tuple(lines)),),
        next=_next(view),
    )


def kept(view: View) -> list[str]:
    """How many promises are backed, and how many promised actions are done, each in a sentence."""
    items = []
    backed = view.analysis.works.backed_promises
    if backed:
        rests = plural(backed, "it rests", "they rest")
        items.append(
            f"{counted(backed, 'promise is', 'promises are')} backed with room: "
            f"what {rests} on comes in time."
        )
    done = sum(action.done is not None for action in view.analysis.actions)
    if done:
        items.append(f"{counted(done, 'promised action is', 'promised actions are')} done.")
    return items


def _held(view: View) -> list[str]:
    held = view.analysis.works.fallbacks_that_hold
    if not held:
        return []
    named = [f"{view.need(need)} ({_suppliers(view, need)})" for need in held[:_NAMED]]
    if len(held) > _NAMED:
        named.append(f"{len(held) - _NAMED:,} more")
    holds = counted(len(held), "fallback holds", "fallbacks hold")
    return [f"{holds} {view.whoever}: {listed(named)}."]


def _rated(view: View) -> list[str]:
    named = [
        f"{view.need(rated.need)}, by {_suppliers(view, rated.need)}: "
        f"{rating(rated.satisfaction, view.analysis.scale)}"
        for rated in praised(view)
    ]
    return [f"Best rated: {'; '.join(named)}."] if named else []


def _worst(view: View) -> list[str]:
    praised_needs = {rated.need for rated in praised(view)}
    named = [
        f"{view.need(rated.need)}, by {_suppliers(view, rated.need)}: "
        f"{rating(rated.satisfaction, view.analysis.scale)}"
        for rated in view.analysis.works.worst_rated
        if rated.need not in praised_needs
    ]
    return [f"Worst rated: {'; '.join(named)}."] if named else []


def _well(view: View) -> list[RatedNeed]:
    """The best-rated needs that are rated above the middle of the scale."""
    middle = sum(view.analysis.scale) / 2
    return [rated for rated in view.analysis.works.best_rated if rated.satisfaction > middle]


def praised(view: View) -> list[RatedNeed]:
    """Those of them that are not some customer's weakest link as well."""
    links = [one.weakest_link for one in view.analysis.external_customers]
    weakest = {link.need for link in links if link is not None}
    return [rated for rated in _well(view) if rated.need not in weakest]


def _suppliers(view: View, need: NeedRef) -> str:
    return listed(view.names.shorts(need.suppliers), "or", limit=3)


def _next(view: View) -> Step | None:
    best = praised(view)
    if not best:
        return None
    supplier = best[0].need.suppliers[0]
    return Step(
        f"Next: tell {view.names.short(supplier)} so, where others hear it:", view.card(supplier)
    )
