"""Step 4: who supplies very many stands in a rail beside the drawing, with a letter that its
customers bear."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from internalmap.diagrams.chart.chart import Box, Chart, Hub, Letter, Link
from internalmap.diagrams.chart.reduce.parts import around, plain

#: A hub has so many customers at least, and one in so many of the boxes; so many are hubs at most.
LEAST_SERVED, SHARE, MOST_HUBS = 8, 0.12, 6
LETTERS = "A letter in a box: it needs the one at the left with this letter; dark is essential."


def hubs(chart: Chart, served: Mapping[str, int]) -> Chart:
    """The lines of the largest suppliers as letters. `served`: how many each serves in all."""
    count = sum(len(box.stack) or 1 for box in chart.boxes)
    sizes = {box.id: len(box.stack) or 1 for box in chart.boxes}
    customers: dict[str, list[Link]] = {}
    for link in chart.links:
        if plain(link) and not link.hot:
            customers.setdefault(link.supplier, []).append(link)
    boxes = {box.id: box for box in chart.boxes}
    shown = {id: sum(sizes[link.customer] for link in lines) for id, lines in customers.items()}
    chosen = sorted(
        (
            id
            for id, number in shown.items()
            if number >= max(LEAST_SERVED, SHARE * count)
            and not boxes[id].stack
            and not boxes[id].rest
            and id not in chart.protected
        ),
        key=lambda id: (-shown[id], id),
    )[:MOST_HUBS]
    if not chosen:
        return chart
    letter = {id: chr(ord("A") + number) for number, id in enumerate(chosen)}
    gone = {(link.supplier, link.customer) for id in chosen for link in customers[id]}
    borne: dict[str, list[Letter]] = {}
    for id in chosen:
        for link in customers[id]:
            borne.setdefault(link.customer, []).append(Letter(letter[id], link.importance))
    links = tuple(link for link in chart.links if (link.supplier, link.customer) not in gone)
    joined = {end for link in links for end in (link.supplier, link.customer)}
    joined |= {each.supplier for each in chart.broadcasts}
    changed: list[Box] = []
    rail: dict[str, Hub] = {}
    for box in chart.boxes:
        new = replace(
            box, letters=(*box.letters, *borne.get(box.id, ())), letter=letter.get(box.id)
        )
        if new.letter is None:
            changed.append(new)
            continue
        drawn = box.id in joined or bool(box.leaves)
        rail[box.id] = Hub(new.letter, new, max(served.get(box.id, 0), shown[box.id]), drawn)
        if drawn:
            changed.append(new)
    left = tuple(changed)
    return replace(
        chart,
        boxes=left,
        frames=around(chart.frames, left),
        links=links,
        hubs=tuple(rail[id] for id in chosen),
        less=(*chart.less, LETTERS),
    )
