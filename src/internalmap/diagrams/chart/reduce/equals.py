"""Step 2: those with the same suppliers and the same customers are one stacked box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from internalmap.diagrams.chart.chart import Box, Chart, Link

#: A pair of ends, and all that tells one line from another.
_Key = tuple[str, str, bool, bool, bool, bool, bool]

STACKS = "A stack is several that have the same suppliers and the same customers."


def equals(chart: Chart) -> Chart:
    """One box for all that look alike and stand in the same lines; again, until none are left: who
    supplies two that became one may have become like another."""
    found = chart
    while True:
        merged = _merged(found)
        if merged is found:
            break
        found = merged
    if found is chart:
        return chart
    return replace(found, less=(*found.less, STACKS))


def _merged(chart: Chart) -> Chart:
    lines: dict[str, set[_Key]] = {box.id: set() for box in chart.boxes}
    for link in chart.links:
        looks = (link.importance, link.fallback, link.staffing, link.indirect, link.hot)
        lines[link.supplier].add((link.customer, *looks, True))
        lines[link.customer].add((link.supplier, *looks, False))
    alone = {each.supplier for each in chart.broadcasts}
    alone |= {end for link in chart.links if link.staffing for end in (link.supplier,)}
    groups: dict[object, list[Box]] = {}
    for box in chart.boxes:
        if box.id in alone or not lines[box.id] or box.leaves or box.letter or box.rest:
            continue
        key = (
            box.kind, box.frame, box.note, box.alarm, box.marks, box.state, box.fill, box.muted,
            box.letters, box.caption, len(box.parties) > 1, frozenset(lines[box.id]),
        )  # fmt: skip
        groups.setdefault(key, []).append(box)
    stands_for: dict[str, str] = {}
    stacks: dict[str, Box] = {}
    for group in groups.values():
        if len(group) > 1:
            first = group[0]
            stacks[first.id] = _stack(group)
            stands_for |= {box.id: first.id for box in group[1:]}
    if not stacks:
        return chart
    boxes = tuple(stacks.get(box.id, box) for box in chart.boxes if box.id not in stands_for)
    return replace(
        chart,
        boxes=boxes,
        links=_links(chart.links, stands_for),
        broadcasts=tuple(
            replace(
                each,
                customers=tuple(sorted({stands_for.get(id, id) for id in each.customers})),
            )
            for each in chart.broadcasts
        ),
        protected=frozenset(stands_for.get(id, id) for id in chart.protected),
    )


def _stack(group: Sequence[Box]) -> Box:
    first = group[0]
    stack = [name for box in group for name in (box.stack or ((box.id, _ranked(box)),))]
    tooltip = "\n\n".join(box.tooltip for box in group)
    parties = tuple(party for box in group for party in box.parties)
    return replace(first, stack=tuple(stack), tooltip=tooltip, parties=parties, rank=None)


def _ranked(box: Box) -> str:
    name = box.name if box.name.strip() else box.id
    return name if box.rank is None else f"{box.rank} · {name}"


def _links(links: Sequence[Link], stands_for: dict[str, str]) -> tuple[Link, ...]:
    together: dict[tuple[str, str], list[Link]] = {}
    for link in links:
        pair = (
            stands_for.get(link.supplier, link.supplier),
            stands_for.get(link.customer, link.customer),
        )
        together.setdefault(pair, []).append(link)
    found = []
    for (supplier, customer), all_ in sorted(together.items()):
        services = {link.service for link in all_}
        found.append(
            replace(
                all_[0],
                supplier=supplier,
                customer=customer,
                count=max(link.count for link in all_),
                service=all_[0].service if len(services) == 1 else None,
                needs=tuple(need for link in all_ for need in link.needs),
                tooltip="\n".join(link.tooltip for link in all_),
            )
        )
    return tuple(found)
