"""The lines of a picture: what one box supplies to another, merged into one line, and what reaches
it through boxes that are hidden."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from internalmap.diagrams.chart.chart import Broadcast, Link
from internalmap.diagrams.chart.tooltips import indirect_tooltip, link_tooltip
from internalmap.diagrams.chart.visibility import Visibility
from internalmap.model.organization import IMPORTANCES, Importance, Need, Organization
from internalmap.model.phrases import Names

#: A need of everyone is one line where it would be more lines than this.
EVERYONE_LINES = 3
#: More lines than this through boxes that are hidden are not drawn: nobody could follow them.
MOST_INDIRECT = 100_000
TOO_MANY = (
    f"More than {MOST_INDIRECT:,} dependencies lead through parties that are not shown, and none "
    "of these is drawn: ask for all with --roll-up party, or for a part with --focus or --only."
)
_RANK: Mapping[Importance, int] = {name: rank for rank, name in enumerate(IMPORTANCES)}


@dataclass
class _Bundle:
    """All needs that join two boxes, each once, and whether the supplier is one of the first in any
    of them that an entry writes."""

    needs: list[Need] = field(default_factory=list)
    first: bool = False
    hot: bool = False


def links(
    organization: Organization,
    visible_boxes: Visibility,
    names: Names,
    *,
    travelled: Mapping[tuple[str, str], Collection[int]],
    fold_everyone: bool,
    needs: Iterable[Need] | None = None,
) -> tuple[tuple[Link, ...], tuple[Broadcast, ...], tuple[str, ...]]:
    """The lines between the visible boxes, in order, what goes to everyone, and notices of lines
    that are left out.

    Of these `needs` alone, if they are told: then there are no lines through what is hidden.

    `travelled` are the dependencies along which an absence travels, each with the needs (by `id`)
    through which it does. With `fold_everyone`, a need of everyone is one broadcast and not a
    line to each.
    """
    bundles: dict[tuple[str, str], _Bundle] = {}
    spread: dict[str, list[Need]] = {}
    visible = set(visible_boxes.visible)
    box_of = visible_boxes.box_of
    asked = (*organization.needs, *organization.implied_needs) if needs is None else needs
    for need in asked:
        customers = {box_of[customer] for customer in need.customers}
        suppliers = {box_of[supplier] for supplier in need.suppliers}
        folded = (
            fold_everyone and need.customer is None and len(customers & visible) > EVERYONE_LINES
        )
        if folded:
            for supplier in sorted(suppliers & visible):
                spread.setdefault(supplier, []).append(need)
            continue
        first = {box_of[supplier] for supplier in need.first_suppliers}
        pairs = {(supplier, customer) for supplier in suppliers for customer in customers}
        # A unit that has the need for those in it who are not listed: a line once it stops it.
        pairs |= {
            (box_of[supplier], box_of[unit])
            for unit in need.units
            for supplier in need.suppliers
            if id(need) in travelled.get((supplier, unit), ())
        }
        for supplier, customer in pairs:
            if supplier != customer:
                bundle = bundles.setdefault((supplier, customer), _Bundle())
                bundle.needs.append(need)
                bundle.first |= supplier in first and not need.implied
    for (supplier, customer), through in travelled.items():
        pair = (box_of[supplier], box_of[customer])
        if pair in bundles and any(id(need) in through for need in bundles[pair].needs):
            bundles[pair].hot = True
    direct = {
        pair: _link(pair, bundle, names)
        for pair, bundle in bundles.items()
        if pair[0] in visible and pair[1] in visible
    }
    indirect = {} if needs is not None else _indirect(bundles, visible, direct, names)
    found = {**(indirect or {}), **direct}
    return (
        tuple(found[pair] for pair in sorted(found)),
        tuple(
            _broadcast(supplier, needs, box_of, visible, travelled, names)
            for supplier, needs in sorted(spread.items())
        ),
        () if indirect is not None else (TOO_MANY,),
    )


def _link(pair: tuple[str, str], bundle: _Bundle, names: Names) -> Link:
    supply = [need for need in bundle.needs if not need.implied]
    needs = supply or bundle.needs
    services = {need.service for need in needs}
    return Link(
        *pair,
        importance=_highest(need.importance for need in needs),
        fallback=bool(supply) and not bundle.first,
        staffing=not supply,
        count=len(needs),
        service=next(iter(services)) if len(services) == 1 else None,
        hot=bundle.hot,
        needs=tuple(needs),
        tooltip=link_tooltip(*pair, needs, names),
    )


def _broadcast(
    supplier: str,
    needs: list[Need],
    box_of: Mapping[str, str],
    visible: Collection[str],
    travelled: Mapping[tuple[str, str], Collection[int]],
    names: Names,
) -> Broadcast:
    parties = {party for need in needs for party in need.customers}
    customers = {box_of[party] for party in parties}.intersection(visible)
    services = {need.service for need in needs}
    asked = {id(need) for need in needs}
    return Broadcast(
        supplier=supplier,
        customers=tuple(sorted(customers - {supplier})),
        importance=_highest(need.importance for need in needs),
        reach=max(len(need.customers) for need in needs),
        count=len(needs),
        service=next(iter(services)) if len(services) == 1 else None,
        hot=any(
            box_of[one] == supplier and not asked.isdisjoint(through)
            for (one, _), through in travelled.items()
        ),
        buffer=min(
            (need.buffer or 0 for need in needs if need.importance == "essential"), default=None
        ),
        tooltip=link_tooltip(supplier, None, needs, names),
    )


def _highest(importances: Iterator[Importance]) -> Importance:
    return min(importances, key=_RANK.__getitem__)


def _indirect(
    bundles: Mapping[tuple[str, str], _Bundle],
    visible: Collection[str],
    direct: Collection[tuple[str, str]],
    names: Names,
) -> dict[tuple[str, str], Link] | None:
    """Lines from one visible box to another that is reached through hidden ones alone; `None`
    where they are more than `MOST_INDIRECT`.

    Each is as important as the strongest chain, which is as strong as its weakest need.
    """
    after: dict[str, dict[str, int]] = {}
    for (supplier, customer), bundle in bundles.items():
        rank = _RANK[_highest(need.importance for need in bundle.needs)]
        after.setdefault(supplier, {})[customer] = rank
    hidden = {box for pair in bundles for box in pair}.difference(visible)
    if not hidden:
        return {}
    found: dict[tuple[str, str], Link] = {}
    for start in sorted(visible):
        seen: dict[str, int] = {}
        reached: dict[str, int] = {}
        for rank in range(len(IMPORTANCES)):  # essential chains first, then weaker ones
            waiting = [start, *(box for box in seen)]
            while waiting:
                box = waiting.pop()
                for customer, weight in after.get(box, {}).items():
                    if weight > rank or customer == start:
                        continue
                    if customer in hidden:
                        if customer not in seen:
                            seen[customer] = rank
                            waiting.append(customer)
                    elif box != start:
                        reached.setdefault(customer, rank)
        for customer, rank in reached.items():
            if (start, customer) not in direct:
                found[start, customer] = Link(
                    start,
                    customer,
                    IMPORTANCES[rank],
                    indirect=True,
                    tooltip=indirect_tooltip(start, customer, names),
                )
        if len(found) > MOST_INDIRECT:
            return None
    return found
