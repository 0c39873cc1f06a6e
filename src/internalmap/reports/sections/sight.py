"""Who has no customer, and from whom no way leads to an external customer."""

from __future__ import annotations

from internalmap.reports.blocks import Cell, Column, Lines, Section, Step, table
from internalmap.reports.view import View
from internalmap.reports.words import KIND_WORDS, counted, plural, sentence


def sight(view: View) -> Section:
    """Those without a customer first, then those without line of sight."""
    heading = "Without a customer, or out of the customers' sight"
    alone = view.analysis.without_customer
    blind = tuple(id for id in view.analysis.without_line_of_sight if id not in set(alone))
    if not alone and not blind:
        text = "Nobody: everyone serves somebody, and every way leads to a customer."
        return Section("sight", heading, body=(Lines((Cell(text, "good"),)),))
    parts = []
    if alone:
        parts.append(f"{counted(len(alone), 'party supplies', 'parties supply')} nobody")
    if blind:
        supplies = plural(len(blind), "supplies", "supply")
        parts.append(
            f"from {counted(len(blind), 'party', 'parties')} that {supplies} somebody, no way "
            "leads to a customer"
        )
    columns = (Column("Who"), Column("Kind"), Column("What is missing"), Column("Takes from"))
    rows = [_row(view, id, "a customer: it supplies nobody") for id in alone]
    rows += [_row(view, id, "a way to a customer") for id in blind]
    first = (*alone, *blind)[0]
    return Section(
        "sight",
        heading,
        lead=(
            Cell(
                sentence(
                    f"{'; '.join(parts)}. Everyone has a customer: if it is not written down, ask"
                )
            ),
        ),
        body=(table(columns, rows[: view.top], view.more(len(rows), "party", "parties")),),
        next=Step(
            f"Next: ask {view.names.short(first)} whom it works for, and write the need down:",
            view.card(first),
        ),
    )


def _row(view: View, id: str, missing: str) -> tuple[Cell, ...]:
    figures = view.rows.get(id)
    return (
        Cell(view.names.full(id), "name"),
        Cell(KIND_WORDS[figures.kind] if figures else ""),
        Cell(missing, "warn"),
        Cell(_takes(figures.suppliers) if figures else ""),
    )


def _takes(suppliers: int) -> str:
    return counted(suppliers, "party", "parties") if suppliers else "nobody"
