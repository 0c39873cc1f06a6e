"""Promises that are faster than the promises they rest on."""

from __future__ import annotations

from internalmap.model.phrases import counted, listed, sentence, within
from internalmap.reports.analyze.view import View
from internalmap.reports.blocks import Cell, Column, EmptySection, Section, Step, table
from internalmap.results.analyze import PromiseNotBacked
from internalmap.text.quantities import say_duration


def promises(view: View) -> Section | EmptySection:
    """Each promise not backed, with how much time it lacks, the widest gap first."""
    heading = "Promises that rest on slower ones"
    found = sorted(view.analysis.promises_not_backed, key=lambda promise: -lacks(promise))
    if not found:
        return EmptySection("promises that rest on slower ones")
    columns = (
        Column("Who promises"),
        Column("What"),
        Column("But waits for"),
        Column("Can bridge"),
        Column("Lacks", right=True),
    )
    worst = found[0]
    return Section(
        "promises",
        heading,
        lead=(
            Cell(
                sentence(
                    f"{counted(len(found), 'promise is', 'promises are')} faster than what the "
                    "supplier is promised itself"
                )
            ),
        ),
        body=(
            table(
                columns,
                [_row(view, promise) for promise in found[: view.top]],
                view.more(len(found), "promise"),
            ),
        ),
        next=Step(
            f"Next: agree a faster answer with {listed(view.names.shorts(worst.needs.suppliers))},"
            f" or have {view.names.short(worst.party)} promise what it can keep:",
            view.card(worst.party),
        ),
    )


def lacks(promise: PromiseNotBacked) -> float:
    """The seconds between what is promised and what can be kept at the worst."""
    return promise.needs.within - promise.within - promise.needs.buffer


def _row(view: View, promise: PromiseNotBacked) -> tuple[Cell, ...]:
    rests = promise.needs
    whom = view.names.customer(promise.promised_to)
    what = "" if promise.service is None else f"{view.service(promise.service, ())} "
    suppliers = listed(view.names.shorts(rests.suppliers), "or", limit=3)
    source = "" if rests.service is None else f"{view.service(rests.service, ())} from "
    bridge = say_duration(rests.buffer) if rests.buffer else "nothing"
    return (
        Cell(view.names.full(promise.party), "name"),
        Cell(f"{what}to {whom}, {within(promise.within)}"),
        Cell(f"{source}{suppliers}, {within(rests.within)}"),
        Cell(bridge if rests.buffer_stated else f"{bridge} (assumed: ask)"),
        Cell(say_duration(lacks(promise)), "bad"),
    )
