"""What stands around a drawing: the title above it, lists and the legend below it; on a sheet, as
large as it can be there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from internalmap.diagrams.chart.chart import Chart, Foot
from internalmap.diagrams.drawing.legend import Key, draw_legend, legend_column
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
#: On a sheet, what stands around the drawing is set so large, and its edge is so wide.
_AROUND, _EDGE = 0.72, 18.0
#: So many lines of names stand at the foot at most; what does not fit is counted.
_FOOT_LINES = 4
#: How wide a legend at the side is; it stands there where a drawing becomes so much larger by it.
_ASIDE, _WORTH = 168.0, 1.03


@dataclass(frozen=True, slots=True)
class _Furniture:
    """What stands above, below and at the right of a drawing, and how much room each takes."""

    head: Sequence[Item]
    above: float
    below_items: Sequence[Item]
    below: float
    aside_items: Sequence[Item] = ()
    aside: float = 0.0
    aside_high: float = 0.0

    def scale(self, size: tuple[float, float], sheet: Sheet) -> float:
        """How large a drawing of this size comes out on a sheet."""
        wide = sheet.width - 2 * _EDGE - self.aside
        high = sheet.height - self.above - self.below
        return max(1e-3, min(wide / max(size[0], 1), max(high, 1) / max(size[1], 1), _LARGEST))


@dataclass(frozen=True)
class Surroundings:
    """What stands around the drawings of a chart: title, names and legend, as they are chosen for a
    drawing of some size.

    `keys` are the legend, none without one; `what` says in a sentence how to read the view.
    """

    chart: Chart
    keys: Sequence[Key]
    what: str
    sheet: Sheet | None

    def name_size(self, size: tuple[float, float]) -> float:
        """How large the names of a drawing come out on its sheet, in points; without one, on a
        slide that the picture fills."""
        if self.sheet is not None:
            return NAME_SIZE * self.on_sheet(size)[1]
        wide = max(size[0], LEAST_WIDTH)
        around = self._furniture(wide)
        return type_size((wide + 2 * MARGIN, around.above + size[1] + around.below), SLIDE)

    def on_sheet(self, size: tuple[float, float]) -> tuple[_Furniture, float]:
        """What stands around a drawing of this size on the sheet, and its scale: the legend below
        it, or at its side where that leaves more room."""
        assert self.sheet is not None
        below, aside = self._ways
        scale = below.scale(size, self.sheet)
        if aside is not None:
            other = aside.scale(size, self.sheet)
            if other > scale * _WORTH:
                return aside, other
        return below, scale

    @cached_property
    def _ways(self) -> tuple[_Furniture, _Furniture | None]:
        """With the legend below the drawing, and with the legend at its side if there is one."""
        assert self.sheet is not None
        wide = (self.sheet.width - 2 * _EDGE) / _AROUND
        aside = self._furniture(wide, edge=_EDGE / _AROUND, aside=True) if self.keys else None
        below = self._furniture(wide, edge=_EDGE / _AROUND)
        return _smaller(below), aside and _smaller(aside)

    def _furniture(self, wide: float, *, edge: float = MARGIN, aside: bool = False) -> _Furniture:
        head: list[Item] = []
        y = edge
        for line in wrap(escape(self.chart.heading), TITLE_SIZE, wide, bold=True, lines=2):
            y += TITLE_SIZE * LEADING
            head.append(Text((edge, y - TITLE_SIZE * 0.3), line, TITLE_SIZE, INK, bold=True))
        for line in self._said(wide):
            y += SUBTITLE_SIZE * LEADING
            head.append(Text((edge, y - SUBTITLE_SIZE * 0.3), line, SUBTITLE_SIZE, QUIET_INK))
        below: list[Item] = []
        down = GAP
        for each in self.chart.foot:
            words = f"{each.words} ({len(each.names):,}):"
            indent = width(words, NOTE_SIZE, bold=True) * 1.04 + NOTE_SIZE / 2
            at = (edge, down + NOTE_SIZE * (LEADING - 0.3))
            below.append(Text(at, words, NOTE_SIZE, QUIET_INK, bold=True))
            for number, line in enumerate(_foot(each, wide, indent)):
                down += NOTE_SIZE * LEADING
                at = (edge + (0.0 if number else indent), down - NOTE_SIZE * 0.3)
                below.append(Text(at, line, NOTE_SIZE, QUIET_INK))
            down += GAP / 2
        if self.keys and not aside:
            rows, used = draw_legend(self.keys, wide)
            below.append(Group(tuple(moved(rows, edge, down + GAP / 2)), "legend"))
            down += GAP / 2 + used
        found = _Furniture(head, y + GAP * 1.5, below, down + edge)
        if not aside:
            return found
        column, high = legend_column(self.keys, _ASIDE - GAP)
        at_side = (Group(tuple(moved(column, GAP, 0.0)), "legend"),)
        return replace(found, aside_items=at_side, aside=_ASIDE, aside_high=high)

    def _said(self, wide: float) -> list[str]:
        """What stands below the title: whom it is about, and how to read it, in as few lines as it
        takes."""
        parts = [self.chart.subtitle, " ".join((self.what, *self.chart.less))]
        parts = [escape(part) for part in parts if part.strip()]
        apart = [line for part in parts for line in wrap(part, SUBTITLE_SIZE, wide, lines=8)]
        together = wrap(" ".join(parts), SUBTITLE_SIZE, wide, lines=8) if parts else []
        return together if len(together) < len(apart) else apart


def _smaller(found: _Furniture) -> _Furniture:
    """The same a little smaller, beside a drawing that is meant to be looked at first."""
    return _Furniture(
        scaled(found.head, _AROUND),
        found.above * _AROUND,
        scaled(found.below_items, _AROUND),
        found.below * _AROUND,
        scaled(found.aside_items, _AROUND),
        found.aside * _AROUND,
        found.aside_high * _AROUND,
    )


def page(
    chart: Chart,
    drawing: Sequence[Item],
    size: tuple[float, float],
    *,
    keys: Sequence[Key],
    what: str,
    sheet: Sheet | None = None,
) -> Scene:
    """A whole picture around a drawing whose top left corner is at 0, 0; `keys` and `what` are as
    for `Surroundings`. On a `sheet` the picture has its size, and the drawing fills what is left of
    it."""
    description = " ".join(filter(None, (chart.description, *chart.less, what)))
    surroundings = Surroundings(chart, keys, what, sheet)
    if sheet is None:
        wide = max(size[0], LEAST_WIDTH)
        around = surroundings._furniture(wide)
        scale, total, high = 1.0, wide + 2 * MARGIN, around.above + size[1] + around.below
        left = MARGIN + (wide - size[0]) / 2
        top = around.above
        foot = top + size[1]
    else:
        around, scale = surroundings.on_sheet(size)
        wide = sheet.width - 2 * _EDGE - around.aside
        total, high = sheet.width, max(sheet.height, around.above + around.below)
        left = _EDGE + (wide - size[0] * scale) / 2
        foot = high - around.below
        top = around.above + (foot - around.above - size[1] * scale) / 2
    items: list[Item] = [*around.head]
    items += moved(drawing if scale == 1 else scaled(drawing, scale), left, top)
    items += moved(around.below_items, 0, foot)
    if sheet is not None and around.aside:
        middle = max(around.above, (around.above + foot - around.aside_high) / 2)
        items += moved(around.aside_items, sheet.width - _EDGE - around.aside, middle)
    return Scene(total, high, escape(chart.name), description, tuple(items))


def _foot(foot: Foot, wide: float, indent: float) -> list[str]:
    """The names in lines, the first of which has so much before it; those past the last line are
    counted."""
    names = [escape(name) for name in foot.names]
    lines = [""]
    for number, name in enumerate(names):
        left = len(names) - number
        text = name if left == 1 else f"{name}, "
        more = f"and {left:,} more"
        last = len(lines) == _FOOT_LINES
        room = wide - (width(more, NOTE_SIZE) + NOTE_SIZE if last and left > 1 else 0)
        room -= indent if len(lines) == 1 else 0
        if width(lines[-1] + text, NOTE_SIZE) > room:
            if last:
                lines[-1] += more
                break
            lines.append("")
        lines[-1] += text
    return [line.rstrip() for line in lines]


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
