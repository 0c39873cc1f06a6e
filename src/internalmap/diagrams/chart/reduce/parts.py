"""What the steps share: a chart with some of its boxes, and names by unit."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from internalmap.diagrams.chart.chart import Box, Chart, Frame, Link


def keep(chart: Chart, boxes: Collection[str]) -> Chart:
    """The chart with these boxes alone, the lines between them and the frames around them."""
    left = tuple(box for box in chart.boxes if box.id in boxes)
    return replace(
        chart,
        boxes=left,
        frames=around(chart.frames, left),
        links=tuple(
            link for link in chart.links if link.supplier in boxes and link.customer in boxes
        ),
        broadcasts=tuple(each for each in chart.broadcasts if each.supplier in boxes),
    )


def around(frames: Sequence[Frame], boxes: Sequence[Box]) -> tuple[Frame, ...]:
    """The frames that have any of these boxes inside, at any depth."""
    by_id = {frame.id: frame for frame in frames}
    used: set[str] = set()
    for box in boxes:
        frame = box.frame
        while frame is not None and frame not in used:
            used.add(frame)
            frame = by_id[frame].inside
    return tuple(frame for frame in frames if frame.id in used)


def unit_names(chart: Chart, boxes: Sequence[Box]) -> tuple[str, ...]:
    """The names of boxes by unit, the unit's name before the first of each."""
    frames = {frame.id: frame.name.strip() or frame.id for frame in chart.frames}

    def unit(box: Box) -> str:
        return "" if box.frame is None or box.frame == box.id else frames[box.frame]

    found: list[str] = []
    last = ""
    for box in sorted(boxes, key=lambda box: (unit(box), box.name or box.id, box.id)):
        name = box.name.strip() or box.id
        found.append(name if unit(box) == last else f"{unit(box)}: {name}")
        last = unit(box)
    return tuple(found)


def plain(link: Link) -> bool:
    """Whether a line is one of supply between two who are shown, and no fallback."""
    return not (link.staffing or link.indirect or link.fallback)
