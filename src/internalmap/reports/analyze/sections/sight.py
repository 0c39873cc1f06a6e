"""Who has no customer, and from whom no way leads to an external customer."""

from __future__ import annotations

from internalmap.model.phrases import KIND_WORDS, counted, listed, plural, sentence
from internalmap.reports.analyze.view import View
from internalmap.reports.blocks import Cell, Column, EmptySection, Section, Step, table

#: How many of the members of a unit are named.
_NAMED = 5
#: What is missing.
NO_CUSTOMER, NO_WAY = "a customer: it supplies nobody", "a way to a customer"


def sight(view: View) -> Section | EmptySection:
    """Those without a customer first, then those without line of sight; last the units that nobody
    needs as such, but whose members serve others."""
    alone, blind, serving = distinct_headings(view)
    if not alone and not blind and not serving:
        return EmptySection("parties without a customer, or out of the customers' sight")
    columns = (Column("Who"), Column("Kind"), Column("What is missing"), Column("Takes from"))
    rows = [_row(view, id, NO_CUSTOMER) for id in alone]
    rows += [_row(view, id, NO_WAY) for id in blind]
    rows += [_row(view, id, served(view, members), "plain") for id, members in serving.items()]
    return Section(
        "sight",
        "Without a customer, or out of the customers' sight",
        lead=(Cell(_lead(alone, blind, len(serving))),),
        body=(table(columns, rows[: view.top], view.more(len(rows), "party", "parties")),),
        next=_next(view, [*alone, *blind]),
    )


def distinct_headings(view: View) -> tuple[list[str], list[str], dict[str, list[str]]]:
    """Who supplies nobody; from whom no way leads to a customer; the units that nobody needs as
    such, with those inside them who serve others."""
    found = (*view.analysis.without_customer, *view.analysis.without_line_of_sight)
    serving = {id: members for id in found if (members := _serving(view, id)) is not None}
    alone = [id for id in view.analysis.without_customer if id not in serving]
    known = {*view.analysis.without_customer, *serving}
    blind = [id for id in view.analysis.without_line_of_sight if id not in known]
    return alone, blind, serving


def _serving(view: View, id: str) -> list[str] | None:
    """Who inside a unit serves others, where nobody needs the unit itself; else `None`."""
    row = view.rows.get(id)
    if row is None or (row.customers and not view.grouped):
        return None
    if view.grouped and row.customers:  # the worst of the unit and of those inside it
        return [] if id in view.analysis.without_customer else None
    return [each.id for each in view.inside(id) if each.customers] or None


def _lead(alone: list[str], blind: list[str], units: int) -> str:
    parts = []
    if alone:
        parts.append(f"{counted(len(alone), 'party supplies', 'parties supply')} nobody")
    if blind:
        supplies = plural(len(blind), "supplies", "supply")
        parts.append(
            f"from {counted(len(blind), 'party', 'parties')} that {supplies} somebody, no way "
            "leads to a customer"
        )
    said = []
    if parts:
        said.append(sentence("; ".join(parts)))
        said.append("Everyone has a customer: if it is not written down, ask.")
    if units:
        one = plural(units, "unit as such; its", "units as such; their")
        said.append(f"Nobody needs {units:,} {one} members serve others.")
    return " ".join(said)


def _next(view: View, ask: list[str]) -> Step | None:
    """Whom to ask; a unit whose members serve others need not be asked."""
    if not ask:
        return None
    return Step(
        f"Next: ask {view.names.short(ask[0])} who needs that work, and write the need down:",
        view.card(ask[0]),
    )


def _row(view: View, id: str, missing: str, tone: str = "warn") -> tuple[Cell, ...]:
    figures = view.rows.get(id)
    return (
        Cell(view.names.full(id), "name"),
        Cell(KIND_WORDS[figures.kind] if figures else ""),
        Cell(missing, "warn" if tone == "warn" else "plain"),
        Cell(_takes(figures.suppliers) if figures else ""),
    )


def served(view: View, members: list[str]) -> str:
    """That a unit which nobody needs as such lacks nothing."""
    named = listed(view.names.shorts(members), limit=_NAMED)
    others = f"its members serve others: {named}" if members else "those inside it serve others"
    return f"nothing: nobody needs the unit itself; {others}"


def _takes(suppliers: int) -> str:
    return counted(suppliers, "party", "parties") if suppliers else "nobody"
