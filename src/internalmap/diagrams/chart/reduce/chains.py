"""Step 5: a line that a chain of other lines says too, as soon, is left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from internalmap.diagrams.chart.chart import Chart, Link
from internalmap.diagrams.chart.reduce.parts import plain
from internalmap.kernel.components import strong_components
from internalmap.model.phrases import counted, plural


def chains(chart: Chart) -> Chart:
    """Without each essential line beside which there is a chain of essential lines that have no
    fallback, whose buffers together are no longer than its own. No line of a circle is left out,
    and none stands in for a chain through one: there everybody waits for everybody."""
    single = {box.id for box in chart.boxes if len(box.parties) == 1}
    circle = _circles(chart)
    after: dict[str, dict[str, float]] = {}
    for link in chart.links:
        time = _sure(link)
        apart = circle[link.supplier] != circle[link.customer]
        if time is not None and apart and {link.supplier, link.customer} <= single:
            after.setdefault(link.supplier, {})[link.customer] = time
    gone = set()
    for link in sorted(chart.links, key=lambda link: (link.supplier, link.customer)):
        if link.importance != "essential" or not plain(link) or link.hot:
            continue
        if any(need.importance != "essential" for need in link.needs):
            continue
        own = min((need.buffer or 0 for need in link.needs), default=None)
        if own is None or circle[link.supplier] == circle[link.customer]:
            continue
        if _as_soon(after, link.supplier, link.customer, own):
            gone.add((link.supplier, link.customer))
    if not gone:
        return chart
    number = len(gone)
    said = (
        f"{counted(number, 'line')} {plural(number, 'is', 'are')} not drawn: "
        "a chain of lines says the same, as soon."
    )
    links = tuple(link for link in chart.links if (link.supplier, link.customer) not in gone)
    return replace(chart, links=links, less=(*chart.less, said))


def _sure(link: Link) -> float | None:
    """How long its customer can go on without the supplier, where nobody else stands in."""
    if not plain(link):
        return None
    times = [
        need.buffer or 0
        for need in link.needs
        if need.importance == "essential" and need.at_least >= len(need.suppliers)
    ]
    return min(times, default=None)


def _as_soon(after: dict[str, dict[str, float]], start: str, end: str, most: float) -> bool:
    """Whether a chain of two lines or more takes no longer than `most`."""
    best = {start: 0.0}
    waiting = [start]
    while waiting:  # a search in rounds: the lines have no circles, and most chains are short
        box = waiting.pop(0)
        for customer, time in after.get(box, {}).items():
            if box == start and customer == end:
                continue
            reached = best[box] + time
            if reached <= most and reached < best.get(customer, float("inf")):
                if customer == end:
                    return True
                best[customer] = reached
                waiting.append(customer)
    return False


def _circles(chart: Chart) -> dict[str, int]:
    """The circle that each box is in, by number; a box in none has one of its own."""
    place = {box.id: number for number, box in enumerate(chart.boxes)}
    needs: list[set[int]] = [set() for _ in chart.boxes]
    for supplier, customer in _pairs(chart):
        if supplier in place and customer in place:
            needs[place[customer]].add(place[supplier])
    groups = strong_components([sorted(each) for each in needs])
    number_of = {box: number for number, group in enumerate(groups) for box in group}
    return {id: number_of[at] for id, at in place.items()}


def _pairs(chart: Chart) -> Iterable[tuple[str, str]]:
    yield from ((link.supplier, link.customer) for link in chart.links)
    by_letter = {hub.letter: hub.box.id for hub in chart.hubs}
    for box in chart.boxes:
        yield from ((by_letter[each.letter], box.id) for each in box.letters)
    for each in chart.broadcasts:
        yield from ((each.supplier, customer) for customer in each.customers)
