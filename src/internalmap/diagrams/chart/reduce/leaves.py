"""Step 3: who supplies one customer alone, and needs nothing itself, is a line of text there."""

from __future__ import annotations

from dataclasses import replace

from internalmap.diagrams.chart.chart import Box, Chart, Leaf, Link
from internalmap.diagrams.chart.reduce.parts import around
from internalmap.diagrams.chart.risk import IN_TIME

LEAVES = "‹ in a box: who supplies it alone."


def leaves(chart: Chart) -> Chart:
    """The suppliers of one customer as text in its box, with their marks."""
    lines: dict[str, list[Link]] = {}
    for link in chart.links:
        lines.setdefault(link.supplier, []).append(link)
        lines.setdefault(link.customer, []).append(link)
    boxes = {box.id: box for box in chart.boxes}
    alone = {each.supplier for each in chart.broadcasts} | chart.protected
    into: dict[str, list[Leaf]] = {}
    gone: set[str] = set()
    for box in chart.boxes:
        own = lines.get(box.id, [])
        if len(own) != 1 or box.id in alone or box.kind == "customer" or box.leaves or box.letters:
            continue
        if box.rest:
            continue
        (link,) = own
        customer = boxes[link.customer]
        if link.supplier != box.id or link.staffing or link.indirect or link.hot:
            continue
        if (
            customer.stack
            or customer.rest
            or box.frame not in (None, customer.frame)
            or box.state is not None
        ):
            continue
        into.setdefault(customer.id, []).extend(_as_text(box, link))
        gone.add(box.id)
    if not gone:
        return chart
    left = tuple(
        replace(box, leaves=tuple(into[box.id])) if box.id in into else box
        for box in chart.boxes
        if box.id not in gone
    )
    return replace(
        chart,
        boxes=left,
        frames=around(chart.frames, left),
        links=tuple(link for link in chart.links if link.supplier not in gone),
        less=(*chart.less, LEAVES),
    )


def _as_text(box: Box, link: Link) -> list[Leaf]:
    helpful = "" if link.importance == "essential" else link.importance
    fallback = "fallback" if link.fallback else ""
    in_time = IN_TIME if "in time" in box.marks else ""
    said = ", ".join(filter(None, (helpful, fallback, in_time)))
    name = box.name if box.rank is None else f"{box.rank} · {box.name}"
    marks = tuple(mark for mark in box.marks if mark != "in time")
    return [Leaf(id, text, said, marks) for id, text in box.stack or ((box.id, name),)]
