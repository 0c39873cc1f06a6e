"""Those who must not be let down: by whose absence and when, and how well they are served."""

from __future__ import annotations

from collections.abc import Sequence

from internalmap.model.phrases import ASK, counted, listed, rating, scale_words
from internalmap.reports.analyze.times import let_down_since
from internalmap.reports.analyze.view import View
from internalmap.reports.blocks import Cell, Column, EmptySection, Section, Step, Tone, table
from internalmap.results.absences import Effect
from internalmap.results.analyze import ExternalCustomer, WeakestLink

#: How many absences are named that let one party down.
_ABSENCES = 10


def external_customers(view: View) -> Section | EmptySection:
    """Each external customer with its satisfaction, what it expects, its weakest link, and the
    absences that let it down, with their times."""
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
        Column("Let down by", under=True),
        Column("Would stop later", under=True),
        Column("Way of the weakest link", under=True),
    )
    ordered = sorted(found, key=worst_first)
    return Section(
        "customers",
        "External customers: who lets them down, and how they are served",
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


def others_protected(view: View) -> Section | None:
    """The protected parties that are no external customers, with the absences that let each
    down."""
    served = {one.party for one in view.analysis.external_customers}
    found = [id for id in view.analysis.settings.protected if id in view.rows and id not in served]
    if not found:
        return None
    columns = (
        Column("Who"),
        Column("Let down by"),
        Column("Would stop later"),
    )
    rows = [
        (
            Cell(view.names.full(id), "name"),
            Cell(_let_down(view, id)),
            Cell(_later(view, id)),
        )
        for id in found
    ]
    return Section(
        "others",
        "Others who must not be let down",
        lead=(
            Cell(f"{counted(len(found), 'party', 'parties')}, not external customers themselves."),
        ),
        body=(table(columns, rows[: view.top], view.more(len(rows), "party", "parties")),),
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
        Cell(_let_down(view, one.party)),
        Cell(_later(view, one.party)),
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


def _let_down(view: View, id: str) -> str:
    """The absences that let a protected party down, each of them alone, the soonest first."""
    if id not in view.analysis.settings.protected:
        return ""
    if id in view.silent:
        return "not known: no needs are written down"
    found = [(effect, party) for effect, party in view.absences_of(id) if effect.let_down]
    if not found:
        return "nobody's absence alone"
    return _by_time(view, found)


def _later(view: View, id: str) -> str:
    """The absences that would stop it, were those who are missing not back before."""
    found = [(effect, party) for effect, party in view.absences_of(id) if not effect.let_down]
    return f"in {counted(len(found), 'more absence')}, if nobody came back" if found else ""


def _by_time(view: View, found: Sequence[tuple[Effect, str]]) -> str:
    """Absences with the times from which they are felt as a harm; equal times are said once."""
    groups: dict[float | None, list[str]] = {}
    for effect, party in found[:_ABSENCES]:
        groups.setdefault(effect.needed, []).append(party)
    parts = [
        f"{listed(view.names.shorts(ids), 'or')} {let_down_since(time)}"
        for time, ids in groups.items()
    ]
    left = len(found) - min(len(found), _ABSENCES)
    return "; ".join([*parts, f"and {counted(left, 'other')}"] if left else parts)


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
                f"Next: ask {view.names.short(first)} what is needed, and write it down:",
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
