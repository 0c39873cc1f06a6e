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
    best, worst = praised(view), worst_rated(view)
    lines = [Cell(item, "good") for item in _held(view)]
    lines += [Cell(item) for item in _anyway(view)]
    if best:
        lines.append(Cell(f"Best rated: {_rated(view, best)}.", "good"))
    if worst:
        lines.append(Cell(f"Worst rated: {_rated(view, worst)}.", "warn"))
    lines += [Cell(item, "good") for item in kept(view)]
    if found.best_rated and not _well(view):
        highest = rating(found.best_rated[0].satisfaction, view.analysis.scale)
        lines.append(Cell(f"Nothing is rated well yet: the best rating is {highest}.", "warn"))
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
    total = view.analysis.works.fallbacks_that_hold_total
    if total > _NAMED:
        named.append(f"{total - _NAMED:,} more")
    holds = counted(total, "fallback holds", "fallbacks hold")
    return [f"{holds} {view.whoever}: {listed(named)}."]


def _anyway(view: View) -> list[str]:
    """Fallbacks that fail only where it makes no difference."""
    found = view.analysis.works.fails_anyway
    if not found:
        return []
    named = [
        f"{view.need(one.need)} (with {view.names.short(one.party)})" for one in found[:_NAMED]
    ]
    total = view.analysis.works.fails_anyway_total
    if total > _NAMED:
        named.append(f"{total - _NAMED:,} more")
    fails = counted(total, "fallback fails", "fallbacks fail")
    return [f"{fails} only with somebody whose absence stops the customer anyway: {listed(named)}."]


def _rated(view: View, rated: list[RatedNeed]) -> str:
    return "; ".join(
        f"{view.need(one.need)}, by {_suppliers(view, one.need)}: "
        f"{rating(one.satisfaction, view.analysis.scale)}"
        for one in rated
    )


def _well(view: View) -> list[RatedNeed]:
    """The best-rated needs that are rated above the middle of the scale."""
    middle = sum(view.analysis.scale) / 2
    return [rated for rated in view.analysis.works.best_rated if rated.satisfaction > middle]


def praised(view: View) -> list[RatedNeed]:
    """Those of them that are not some customer's weakest link as well."""
    links = [one.weakest_link for one in view.analysis.external_customers]
    weakest = {link.need for link in links if link is not None}
    return [rated for rated in _well(view) if rated.need not in weakest]


def worst_rated(view: View) -> list[RatedNeed]:
    """The worst-rated needs, but those that are praised."""
    best = {rated.need for rated in praised(view)}
    return [rated for rated in view.analysis.works.worst_rated if rated.need not in best]


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
