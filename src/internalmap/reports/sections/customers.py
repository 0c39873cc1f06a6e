"""How the external customers are served, directly and along their chain."""

from __future__ import annotations

from internalmap.reports.blocks import Cell, Column, Lines, Section, Step, Tone, table
from internalmap.reports.view import View
from internalmap.reports.words import counted, listed, rating, scale_words
from internalmap.results import ExternalCustomer, WeakestLink


def external_customers(view: View) -> Section:
    """Each external customer with its satisfaction, its chain and its weakest link."""
    heading = "External customers: how well they are served"
    found = view.analysis.external_customers
    if not found:
        text = (
            "The model names no external customer. Add those whom the organisation exists for, as "
            "parties of kind customer."
        )
        return Section("customers", heading, body=(Lines((Cell(text, "warn"),)),))
    columns = (
        Column("Customer"),
        Column("Satisfaction"),
        Column("Its chain"),
        Column("Weakest link"),
        Column("Way", under=True),
    )
    ordered = sorted(found, key=_worst_first)
    return Section(
        "customers",
        heading,
        lead=(
            Cell(
                f"Satisfaction is on {scale_words(view.analysis.scale)}. The chain is everything "
                "that the customer cannot do without, however deep inside; its weakest link is "
                "the worst rated of it."
            ),
        ),
        body=(
            table(
                columns,
                [_row(view, one) for one in ordered[: view.top]],
                view.more(len(found), "customer"),
            ),
        ),
        next=_next(view, ordered),
    )


def _worst_first(one: ExternalCustomer) -> tuple[bool, float, str]:
    link = one.weakest_link
    return (link is None, link.satisfaction if link else 0.0, one.party)


def _row(view: View, one: ExternalCustomer) -> tuple[Cell, ...]:
    scale = view.analysis.scale
    link = one.weakest_link
    return (
        Cell(view.names.full(one.party), "name"),
        Cell(rating(one.satisfaction, scale)),
        Cell(rating(one.chain_satisfaction, scale)),
        Cell(
            "not known: no link is rated"
            if link is None
            else f"{view.need(link.need)}: {rating(link.satisfaction, scale)}",
            _tone(link.satisfaction, scale) if link else "plain",
        ),
        Cell(_way(view, link) if link else ""),
    )


def _way(view: View, link: WeakestLink) -> str:
    """From the suppliers of the weakest link to the external customer."""
    suppliers = listed(view.names.shorts(link.need.suppliers), "or", limit=3)
    return f"{suppliers} → {view.names.chain(link.chain)}"


def _tone(satisfaction: float, scale: tuple[float, float]) -> Tone:
    return "bad" if satisfaction < sum(scale) / 2 else "plain"


def _next(view: View, ordered: list[ExternalCustomer]) -> Step:
    link = ordered[0].weakest_link
    if link is None:
        first = ordered[0].party
        return Step(
            f"Next: ask {view.names.short(first)} how well each need is served, from "
            f"{view.analysis.scale[0]:g} to {view.analysis.scale[1]:g}, and write it down as "
            f"satisfaction ({counted(len(ordered), 'customer')} to ask):",
            view.card(first),
        )
    supplier = link.need.suppliers[0]
    return Step(
        f"Next: talk about {view.need(link.need)}, with both sides at the table:",
        view.card(supplier),
    )
