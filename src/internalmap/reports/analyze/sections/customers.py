"""How the external customers are served, directly and along their chain."""

from __future__ import annotations

from internalmap.model.phrases import ASK, counted, listed, rating, scale_words
from internalmap.reports.analyze.sections.single_points import by_how_many
from internalmap.reports.analyze.view import View
from internalmap.reports.blocks import Cell, Column, EmptySection, Section, Step, Tone, table
from internalmap.results.analyze import ExternalCustomer, WeakestLink


def external_customers(view: View) -> Section | EmptySection:
    """Each external customer with its satisfaction, what it expects, its chain, its weakest link,
    and how many absences let it down."""
    heading = "External customers: how well they are served"
    found = view.analysis.external_customers
    if not found:
        return EmptySection(
            "external customers (add those whom the organisation exists for, as parties of kind "
            "customer)"
        )
    columns = (
        Column("Customer"),
        Column("Satisfaction"),
        Column("Expects"),
        Column("Weakest link"),
        Column("Let down", under=True),
        Column("Way", under=True),
    )
    ordered = sorted(found, key=worst_first)
    return Section(
        "customers",
        heading,
        lead=(
            Cell(
                f"Satisfaction is on {scale_words(view.analysis.scale)}. The weakest link is the "
                "worst rated of all that the customer gets and of what it takes, however deep "
                "inside, to supply it."
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


def worst_first(one: ExternalCustomer) -> tuple[bool, float, str]:
    """The order of the customers: the worst-rated weakest link first."""
    link = one.weakest_link
    return (link is None, link.satisfaction if link else 0.0, one.party)


def _row(view: View, one: ExternalCustomer) -> tuple[Cell, ...]:
    scale = view.analysis.scale
    link = one.weakest_link
    return (
        Cell(view.names.full(one.party), "name"),
        Cell(rating(one.satisfaction, scale)),
        _expects(view, one),
        Cell(
            "not known: no link is rated"
            if link is None
            else f"{view.need(link.need)}: {rating(link.satisfaction, scale)}",
            _tone(link.satisfaction, scale) if link else "plain",
        ),
        Cell(_let_down(view, one)),
        Cell(way(view, link) if link else ""),
    )


def _expects(view: View, one: ExternalCustomer) -> Cell:
    """What the customer expects, against what it gets; nothing where no row of the report says
    it."""
    gaps = {each.party: _gap(view, each.party) for each in view.analysis.external_customers}
    gap = gaps[one.party]
    if gap is None:
        known = any(other is not None for other in gaps.values())
        return Cell(ASK if known else "")
    if abs(gap) < 0.05:
        return Cell("as it gets")
    return Cell(f"{abs(gap):.1f} {'more' if gap < 0 else 'less'}", "warn" if gap < 0 else "good")


def _gap(view: View, id: str) -> float | None:
    row = view.rows.get(id)
    return None if row is None else row.gap


def _let_down(view: View, one: ExternalCustomer) -> str:
    """By how many absences, each of them alone, and how soon."""
    if one.party not in view.analysis.settings.protected:
        return ""
    if one.party in view.silent:
        return "not known: it has no needs written down"
    points = view.analysis.single_points_of_failure
    return by_how_many([point for point in points if one.party in point.stops], one.party)


def way(view: View, link: WeakestLink) -> str:
    """From the suppliers of the weakest link to the external customer."""
    suppliers = listed(view.names.shorts(link.need.suppliers), "or", limit=3)
    return f"{suppliers} → {view.names.chain(link.chain)}"


def _tone(satisfaction: float, scale: tuple[float, float]) -> Tone:
    return "bad" if satisfaction < sum(scale) / 2 else "plain"


def _next(view: View, ordered: list[ExternalCustomer]) -> Step:
    link = ordered[0].weakest_link
    if link is None:
        first = ordered[0].party
        if first in view.silent:
            return Step(
                f"Next: ask {view.names.short(first)} what it needs, and write it down:",
                view.card(first),
            )
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
