"""What stands around a drawing: the title above it and the legend below it."""

from __future__ import annotations

from collections.abc import Sequence

from internalmap.diagrams.chart.chart import Chart
from internalmap.diagrams.drawing.legend import Key, draw_legend
from internalmap.diagrams.drawing.scene import Group, Item, Scene, Text, moved
from internalmap.diagrams.drawing.typesetting import wrap
from internalmap.diagrams.style import (
    GAP,
    INK,
    LEADING,
    MARGIN,
    QUIET_INK,
    SUBTITLE_SIZE,
    TITLE_SIZE,
)
from internalmap.text.escape import escape

#: A page is at least so wide, for its title and its legend.
LEAST_WIDTH = 520.0


def page(
    chart: Chart,
    drawing: Sequence[Item],
    size: tuple[float, float],
    *,
    keys: Sequence[Key],
    what: str,
) -> Scene:
    """A whole picture around a drawing whose top left corner is at 0, 0.

    `keys` are the legend, none without one; `what` says in a sentence how to read the view.
    """
    wide = max(size[0], LEAST_WIDTH)
    items: list[Item] = []
    y = MARGIN
    for line in wrap(escape(chart.heading), TITLE_SIZE, wide, bold=True, lines=2):
        y += TITLE_SIZE * LEADING
        items.append(Text((MARGIN, y - TITLE_SIZE * 0.3), line, TITLE_SIZE, INK, bold=True))
    for said in (chart.subtitle, what):
        for line in wrap(escape(said), SUBTITLE_SIZE, wide, lines=3):
            y += SUBTITLE_SIZE * LEADING
            items.append(Text((MARGIN, y - SUBTITLE_SIZE * 0.3), line, SUBTITLE_SIZE, QUIET_INK))
    y += GAP * 1.5
    items += moved(drawing, MARGIN + (wide - size[0]) / 2, y)
    y += size[1]
    if keys:
        rows, used = draw_legend(keys, wide)
        items.append(Group(tuple(moved(rows, MARGIN, y + GAP * 1.5)), "legend"))
        y += GAP * 1.5 + used
    return Scene(
        wide + 2 * MARGIN,
        y + MARGIN,
        escape(chart.heading),
        f"{chart.description} {what}",
        tuple(items),
    )
