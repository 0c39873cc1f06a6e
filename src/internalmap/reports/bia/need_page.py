"""The page of one need: what it can bear, what stands behind it, and where that is weak."""

from __future__ import annotations

from collections.abc import Iterator

from internalmap.model.phrases import Names, counted, listed, since
from internalmap.reports.bia import words
from internalmap.reports.blocks import Cell, Column, Lines, Section, Step, Table, table
from internalmap.results.bia import NeedPage
from internalmap.text.escape import escape
from internalmap.text.quantities import say_duration

#: How many names of a class a line gives.
_CHAIN = 12


def need_section(
    names: Names, number: int, page: NeedPage, top: int, said: Lines | None
) -> Section:
    """The page of a need; `top` bounds the absences that it shows, `said` is what scenarios say of
    whose it is."""
    body: list[Table | Lines] = [Lines(tuple(Cell(line) for line in _chain(page, names)))]
    if page.weak_points:
        body.append(_weak_points(page, names, top))
    else:
        body.append(Lines((Cell("No single absence leaves it unmet.", "good"),)))
    paper, actions = _paper(page, names), _actions(page, names)
    body += [Lines(tuple(paper))] if paper else []
    body += [said] if said is not None else []
    body += [Lines(tuple(actions))] if actions else []
    heading = words.what_for(page.need, names)
    if page.need.customer != page.protected:
        heading += f", as {names.short(page.protected)} has it"
    return Section(
        f"need-{number}",
        f"{heading[:1].upper()}{heading[1:]}" if page.need.service is None else heading,
        lead=tuple(Cell(line) for line in _facts(page, names)),
        body=tuple(body),
        sheet=f"{number + 1} {heading}",
    )


def _facts(page: NeedPage, names: Names) -> Iterator[str]:
    if page.limit is not None:
        yield f"Limit: {say_duration(page.limit)}; then the harm is intolerable."
    elif page.customer_limit is not None:
        yield f"Limit of {names.short(page.protected)}: {say_duration(page.customer_limit)}."
    else:
        yield "Limit: nobody said one, so it is intolerable as soon as it is felt."
    if page.buffer is not None:
        yield f"Can do without it: {words.holds_out(page.buffer)}."
    if page.max_data_loss is not None:
        yield f"At most {say_duration(page.max_data_loss)} of work may be lost."
    if page.said is not None:
        stated = words.stated((page.said,), names)
        if stated:
            yield f"Said by {stated}."


def _chain(page: NeedPage, names: Names) -> Iterator[str]:
    """What stands behind it, a line a class."""
    for word, ids in words.classes(page.stands_on):
        yield f"{len(ids):,} {word}: {listed(names.shorts(ids), limit=_CHAIN)}."


def _weak_points(page: NeedPage, names: Names, top: int) -> Table:
    columns = (
        Column("Weak point"),
        Column("Unmet"),
        Column("Intolerable"),
        Column("Back"),
        Column("Gap"),
    )
    rows = [
        (
            Cell(names.full(point.party), "name"),
            Cell(since(point.after)),
            Cell(since(point.needed)),
            words.back(point.restore, point.gap),
            words.gap_cell(point.gap),
        )
        for point in page.weak_points[:top]
    ]
    left = page.weak_points_total - len(rows)
    more = Step(f"and {counted(left, 'more absence')}.") if left > 0 else None
    return table(columns, rows, more)


def _paper(page: NeedPage, names: Names) -> list[Cell]:
    """The fallbacks behind it that exist on paper only."""
    found = []
    for each in page.paper_fallbacks:
        by = listed(names.shorts(one.party for one in each.defeated_by), limit=3)
        found.append(
            Cell(
                f"Fallback on paper: {words.what_for(each.need, names)} fails with the absence of "
                f"{by} alone.",
                "warn",
            )
        )
    left = page.paper_fallbacks_total - len(found)
    if left:
        found.append(Cell(f"{counted(left, 'more fallback')} on paper.", "warn"))
    return found


def _actions(page: NeedPage, names: Names) -> list[Cell]:
    """What was promised, and is not done."""
    found = []
    for action in page.actions:
        who = "" if action.owner is None else f", {names.someone(action.owner)}"
        due = "" if action.due is None else f", due {action.due.isoformat()}"
        found.append(Cell(f"Open: {escape(action.what)}{who}{due}."))
    return found
