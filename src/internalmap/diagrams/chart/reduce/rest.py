"""Past the last step: those most at risk stand for themselves, and the rest is one box for each
number of steps from a customer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from internalmap.diagrams.chart.chart import Box, Broadcast, Chart, Link
from internalmap.diagrams.chart.reduce.parts import around
from internalmap.model.organization import IMPORTANCES
from internalmap.model.phrases import counted, plural
from internalmap.results.analyze import Analysis

#: So many of those who must not be let down come before the first point of failure.
_FIRST = 6
#: A box of many stands for so many at least: one or two stand for themselves.
_LEAST = 3
_NO_WAY = "without a way to a customer"
#: Whether they are customers, and a number for how far from one.
_Band = tuple[bool, int | None]


def by_risk(chart: Chart, analysis: Analysis) -> list[str]:
    """The boxes of a chart: some of those who must not be let down, the single points of failure in
    their order, the others of those, then everybody by how many their absence stops."""
    place = {point.party: number for number, point in enumerate(analysis.single_points_of_failure)}
    impact = {row.id: row.impact for row in analysis.parties}

    def worst(box: Box) -> tuple[int, int, str]:
        first = min((place[party] for party in box.parties if party in place), default=len(place))
        return first, -max(impact[party] for party in box.parties), box.id

    order = [box.id for box in sorted(chart.boxes, key=worst)]
    risky = {box.id for box in chart.boxes if any(party in place for party in box.parties)}
    protected = [id for id in order if id in chart.protected]
    first = [*protected[:_FIRST], *(id for id in order if id in risky), *protected[_FIRST:]]
    return list(dict.fromkeys((*first, *order)))


def rest(chart: Chart, kept: Collection[str], analysis: Analysis, bands: int = 10) -> Chart:
    """The chart with these boxes, and one for the others of each level, or of several where they
    are more than so many `bands`; customers apart. Lines between the same boxes are one, with the
    number of needs."""
    left = [box for box in chart.boxes if box.id not in kept]
    span = max(1, -(-max((box.level or 0 for box in left), default=0) // bands))
    groups: dict[_Band, list[Box]] = {}
    for box in left:
        near = None if box.level is None else -(-box.level // span)
        groups.setdefault((box.kind == "customer", near), []).append(box)
    many = {key: group for key, group in groups.items() if len(group) >= _LEAST}
    if not many:
        return chart
    worst = {point.party for point in analysis.single_points_of_failure if point.grade == 1}
    stands_for = {box.id: group[0].id for group in many.values() for box in group}
    merged = {group[0].id: _one(group, worst) for group in many.values()}
    boxes = tuple(
        merged.get(box.id, box) for box in chart.boxes if stands_for.get(box.id, box.id) == box.id
    )
    parties = sum(len(box.parties) for box in merged.values())
    verb = plural(parties, "has", "have")
    shared = "they share one" if len(many) == 1 else "they share those of others"
    if any(level for _, level in many):
        alike = "all as many" if span == 1 else "those about as many"
        shared = f"{alike} steps from a customer share one"
    said = f"{counted(parties, 'party', 'parties')} {verb} no box of their own: {shared}."
    return replace(
        chart,
        boxes=boxes,
        frames=around(chart.frames, boxes),
        links=_links(chart.links, stands_for),
        broadcasts=_broadcasts(chart.broadcasts, stands_for),
        protected=frozenset(stands_for.get(id, id) for id in chart.protected),
        less=(*chart.less, said),
    )


def _one(group: Sequence[Box], worst: Collection[str]) -> Box:
    """The box of many."""
    customers = group[0].kind == "customer"
    parties = tuple(sorted(party for box in group for party in box.parties))
    soon = sum(party in worst for party in parties)
    levels = [box.level for box in group if box.level is not None]
    name = counted(len(parties), "other customer" if customers else "other")
    where = "" if customers else _far(min(levels), max(levels)) if levels else _NO_WAY
    alarm = f"{counted(soon, 'single point')} of failure" if soon else None
    some = ", ".join(box.name.strip() or box.id for box in group[:12])
    more = f" and {len(group) - 12:,} more" if len(group) > 12 else ""
    return Box(
        id=group[0].id,
        name=name,
        kind="customer" if customers else "team",
        parties=parties,
        level=min(levels, default=None),
        note=(where,) if where else (),
        alarm=alarm,
        marks=("inside",) if soon else (),
        tooltip=f"{name}: {some}{more}",
        rest=True,
    )


def _far(least: int, most: int) -> str:
    """How far from a customer those are that share a box."""
    if least == most == 1:
        return "who serve customers"
    if least == most:
        return f"{most:,} steps from a customer" if most else ""
    return f"{least:,} to {most:,} steps from a customer"


def _links(links: Sequence[Link], stands_for: Mapping[str, str]) -> tuple[Link, ...]:
    together: dict[tuple[str, str], list[Link]] = {}
    for link in links:
        pair = (
            stands_for.get(link.supplier, link.supplier),
            stands_for.get(link.customer, link.customer),
        )
        if pair[0] != pair[1]:
            together.setdefault(pair, []).append(link)
    return tuple(
        all_[0]
        if len(all_) == 1 and pair == (all_[0].supplier, all_[0].customer)
        else _line(pair, all_)
        for pair, all_ in sorted(together.items())
    )


def _line(pair: tuple[str, str], links: Sequence[Link]) -> Link:
    supply = [link for link in links if not link.staffing] or links
    needs = sum(link.count for link in supply)
    services = {link.service for link in supply}
    return Link(
        *pair,
        importance=min((link.importance for link in supply), key=IMPORTANCES.index),
        fallback=all(link.fallback for link in supply),
        staffing=all(link.staffing for link in links),
        indirect=all(link.indirect for link in supply),
        count=needs,
        service=supply[0].service if len(services) == 1 else None,
        hot=any(link.hot for link in links),
        tooltip=counted(needs, "need"),
    )


def _broadcasts(
    broadcasts: Sequence[Broadcast], stands_for: Mapping[str, str]
) -> tuple[Broadcast, ...]:
    together: dict[str, list[Broadcast]] = {}
    for each in broadcasts:
        together.setdefault(stands_for.get(each.supplier, each.supplier), []).append(each)
    found = []
    for supplier, all_ in sorted(together.items()):
        customers = {stands_for.get(id, id) for each in all_ for id in each.customers}
        services = {each.service for each in all_}
        buffers = [each.buffer for each in all_ if each.buffer is not None]
        found.append(
            replace(
                all_[0],
                supplier=supplier,
                customers=tuple(sorted(customers - {supplier})),
                importance=min((each.importance for each in all_), key=IMPORTANCES.index),
                reach=max(each.reach for each in all_),
                count=sum(each.count for each in all_),
                service=all_[0].service if len(services) == 1 else None,
                hot=any(each.hot for each in all_),
                buffer=min(buffers, default=None),
                tooltip="\n".join(each.tooltip for each in all_[:12]),
            )
        )
    return tuple(found)
