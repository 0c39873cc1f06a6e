"""What stands around a drawing: the title above it, lists and the legend below it; on a sheet, as
large as it can be there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from internalmap.diagrams.chart.chart import Chart, Foot
from internalmap.diagrams.drawing.legend import Key, draw_legend
from internalmap.diagrams.drawing.scene import Group, Item, Scene, Text, flat, moved, scaled
from internalmap.diagrams.drawing.sheet import SLIDE, Sheet, type_size
from internalmap.diagrams.drawing.typesetting import width, wrap
from internalmap.diagrams.style import (
    GAP,
    INK,
    LEADING,
    MARGIN,
    NAME_SIZE,
    NOTE_SIZE,
    QUIET_INK,
    SUBTITLE_SIZE,
    TITLE_SIZE,
)
from internalmap.text.escape import escape

#: A page is at least so wide, for its title and its legend.
LEAST_WIDTH = 520.0
#: A small drawing is made so many times as large on a sheet, no more.
_LARGEST = 1.6
#: On a sheet, what stands around the drawing is set so large.
_AROUND = 0.72
#: So many lines of names stand at the foot at most; what does not fit is counted.
_FOOT_LINES = 4


@dataclass(frozen=True, slots=True)
class _Furniture:
    """What stands above and below a drawing, and how high each is."""

    head: Sequence[Item]
    above: float
    below_items: Sequence[Item]
    below: float


def page(
    chart: Chart,
    drawing: Sequence[Item],
    size: tuple[float, float],
    *,
    keys: Sequence[Key],
    what: str,
    sheet: Sheet | None = None,
) -> Scene:
    """A whole picture around a drawing whose top left corner is at 0, 0.

    `keys` are the legend, none without one; `what` says in a sentence how to read the view. On a
    `sheet` the picture has its size, and the drawing fills what is left of it.
    """
    description = " ".join(filter(None, (chart.description, *chart.less, what)))
    if sheet is None:
        wide = max(size[0], LEAST_WIDTH)
        around = _furniture(chart, keys, what, wide)
        scale, total, high = 1.0, wide + 2 * MARGIN, around.above + size[1] + around.below
        left = MARGIN + (wide - size[0]) / 2
        top = around.above
        foot = top + size[1]
    else:
        wide = sheet.width - 2 * MARGIN
        around = _on_sheet(chart, keys, what, sheet)
        scale = _scale(size, wide, sheet.height - around.above - around.below)
        total, high = sheet.width, max(sheet.height, around.above + around.below)
        left = MARGIN + (wide - size[0] * scale) / 2
        foot = high - around.below
        top = around.above + (foot - around.above - size[1] * scale) / 2
    items: list[Item] = [*around.head]
    items += moved(drawing if scale == 1 else scaled(drawing, scale), left, top)
    items += moved(around.below_items, 0, foot)
    return Scene(total, high, escape(chart.name), description, tuple(items))


def name_size(
    chart: Chart,
    size: tuple[float, float],
    *,
    keys: Sequence[Key],
    what: str,
    sheet: Sheet | None,
) -> float:
    """How large the names of a drawing come out on its sheet, in points; without one, on a slide
    that the picture fills."""
    if sheet is None:
        wide = max(size[0], LEAST_WIDTH)
        around = _furniture(chart, keys, what, wide)
        return type_size((wide + 2 * MARGIN, around.above + size[1] + around.below), SLIDE)
    wide = sheet.width - 2 * MARGIN
    around = _on_sheet(chart, keys, what, sheet)
    return NAME_SIZE * _scale(size, wide, sheet.height - around.above - around.below)


def _scale(size: tuple[float, float], wide: float, high: float) -> float:
    return max(1e-3, min(wide / max(size[0], 1.0), max(high, 1.0) / max(size[1], 1.0), _LARGEST))


def _on_sheet(chart: Chart, keys: Sequence[Key], what: str, sheet: Sheet) -> _Furniture:
    """The same a little smaller, beside a drawing that is meant to be looked at first."""
    found = _furniture(chart, keys, what, sheet.width / _AROUND - 2 * MARGIN)
    return _Furniture(
        scaled(found.head, _AROUND),
        found.above * _AROUND,
        scaled(found.below_items, _AROUND),
        found.below * _AROUND,
    )


def _furniture(chart: Chart, keys: Sequence[Key], what: str, wide: float) -> _Furniture:
    head: list[Item] = []
    y = MARGIN
    for line in wrap(escape(chart.heading), TITLE_SIZE, wide, bold=True, lines=2):
        y += TITLE_SIZE * LEADING
        head.append(Text((MARGIN, y - TITLE_SIZE * 0.3), line, TITLE_SIZE, INK, bold=True))
    for said in (chart.subtitle, " ".join((what, *chart.less))):
        for line in wrap(escape(said), SUBTITLE_SIZE, wide, lines=8) if said.strip() else ():
            y += SUBTITLE_SIZE * LEADING
            head.append(Text((MARGIN, y - SUBTITLE_SIZE * 0.3), line, SUBTITLE_SIZE, QUIET_INK))
    below: list[Item] = []
    down = GAP
    for each in chart.foot:
        lines = _foot(each, wide)
        for number, line in enumerate(lines):
            down += NOTE_SIZE * LEADING
            at = (MARGIN, down - NOTE_SIZE * 0.3)
            below.append(Text(at, line, NOTE_SIZE, QUIET_INK, bold=number == 0))
        down += GAP / 2
    if keys:
        rows, used = draw_legend(keys, wide)
        below.append(Group(tuple(moved(rows, MARGIN, down + GAP / 2)), "legend"))
        down += GAP / 2 + used
    return _Furniture(head, y + GAP * 1.5, below, down + MARGIN)


def _foot(foot: Foot, wide: float) -> list[str]:
    """The words, and the names in lines; those past the last line are counted."""
    names = [escape(name) for name in foot.names]
    words = f"{foot.words} ({len(names):,}):"
    lines = [""]
    for number, name in enumerate(names):
        left = len(names) - number
        text = name if left == 1 else f"{name}, "
        more = f"and {left:,} more"
        last = len(lines) == _FOOT_LINES
        room = wide - (width(more, NOTE_SIZE) + NOTE_SIZE if last and left > 1 else 0)
        if width(lines[-1] + text, NOTE_SIZE) > room:
            if last:
                lines[-1] += more
                break
            lines.append("")
        lines[-1] += text
    return [words, *(line.rstrip() for line in lines)]


#: What names must be high on a slide of 1920 × 1080, in pixels, or it is told.
LEAST_PIXELS = 10.0
_NAMED = ("box", "row", "column")


def small_names(scene: Scene, *, units: bool) -> str | None:
    """What is to be said where the names of a picture come out too small on a slide that it fills:
    how high they are, and what helps. `units`: there are units that could stand for parties."""
    sizes = [
        max((item.size for item in flat(group.items) if isinstance(item, Text)), default=0.0)
        for group in scene.items
        if isinstance(group, Group) and group.role.split(" ")[0] in _NAMED
    ]
    pixels = min((size for size in sizes if size), default=LEAST_PIXELS)
    pixels *= 2 * min(SLIDE.width / scene.width, SLIDE.height / scene.height)
    if not sizes or pixels >= LEAST_PIXELS:
        return None
    help_ = ", or units with --roll-up unit" if units else ""
    return (
        f"{names_come_out(pixels)}. To have them larger, show a part with --focus or --only{help_}."
    )


def names_come_out(pixels: float) -> str:
    """How high names are on a slide.

    >>> names_come_out(7.9), names_come_out(0.4)
    ('Names come out 7 px high on a slide', 'Names come out less than 1 px high on a slide')
    """
    high = f"{int(pixels)}" if pixels >= 1 else "less than 1"
    return f"Names come out {high} px high on a slide"
