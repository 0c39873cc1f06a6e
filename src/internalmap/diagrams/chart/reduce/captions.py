"""Step 6: units as captions in place of frames, no words on lines, and no helpful lines."""

from __future__ import annotations

from dataclasses import replace

from internalmap.diagrams.chart.chart import Chart
from internalmap.model.phrases import counted, listed, plural


def captions(chart: Chart) -> Chart:
    """Each box with the name of its unit, and without frames; helpful lines are counted."""
    names = {frame.id: frame.name.strip() or frame.id for frame in chart.frames}
    boxes = tuple(
        replace(box, frame=None, caption="" if box.frame == box.id else names[box.frame])
        if box.frame is not None
        else box
        for box in chart.boxes
    )
    helpful = [
        link
        for link in chart.links
        if link.importance == "helpful" and not link.hot and not link.staffing
    ]
    gone = {(link.supplier, link.customer) for link in helpful}
    less = list(chart.less)
    told = [frame for frame in chart.frames if frame.marks or frame.alarm]
    if told:
        said = [f"{names[frame.id]} ({frame.alarm or 'single point of failure'})" for frame in told]
        less.append(f"Units that are no box: {listed(said, limit=8)}.")
    if helpful:
        number = len(helpful)
        is_ = plural(number, "is", "are")
        less.append(f"{counted(number, 'helpful line')} {is_} not drawn.")
    return replace(
        chart,
        boxes=boxes,
        frames=(),
        worded=False,
        links=tuple(link for link in chart.links if (link.supplier, link.customer) not in gone),
        less=tuple(less),
    )
