"""What works: good service deserves to be seen."""

from __future__ import annotations

from internalmap.reports.blocks import Cell, Lines, Section, Step
from internalmap.reports.view import View
from internalmap.reports.words import counted, listed, plural, rating
from internalmap.results import NeedRef


def works(view: View) -> Section:
    """Fallbacks that hold, the best-rated needs, promises kept with room, actions done."""
    found = view.analysis.works
    items = [*_held(view), *_rated(view)]
    if found.backed_promises:
        rests = plural(found.backed_promises, "it rests", "they rest")
        items.append(
            f"{counted(found.backed_promises, 'promise is', 'promises are')} backed with room: "
            f"what {rests} on comes in time."
        )
    done = sum(action.done is not None for action in view.analysis.actions)
    if done:
        items.append(f"{counted(done, 'promised action is', 'promised actions are')} done.")
    heading = "What works"
    if not items:
        text = (
            "Nothing is known yet: no fallback that holds, no rating and no backed promise is "
            "written down. Ask, and it can be praised."
        )
        return Section("works", heading, body=(Lines((Cell(text),)),))
    return Section(
        "works",
        heading,
        body=(Lines(tuple(Cell(item, "good") for item in items)),),
        next=_next(view),
    )


def _held(view: View) -> list[str]:
    held = view.analysis.works.fallbacks_that_hold
    if not held:
        return []
    named = [f"{view.need(need)} ({_suppliers(view, need)})" for need in held]
    holds = counted(len(held), "fallback holds", "fallbacks hold")
    return [f"{holds} whoever is missing: {listed(named, limit=view.top)}."]


def _rated(view: View) -> list[str]:
    named = [
        f"{view.need(rated.need)}, by {_suppliers(view, rated.need)}: "
        f"{rating(rated.satisfaction, view.analysis.scale)}"
        for rated in view.analysis.works.best_rated
    ]
    return [f"Best rated: {'; '.join(named)}."] if named else []


def _suppliers(view: View, need: NeedRef) -> str:
    return listed(view.names.shorts(need.suppliers), "or", limit=3)


def _next(view: View) -> Step | None:
    best = view.analysis.works.best_rated
    if not best:
        return None
    supplier = best[0].need.suppliers[0]
    return Step(
        f"Next: tell {view.names.short(supplier)} so, where others hear it:", view.card(supplier)
    )
