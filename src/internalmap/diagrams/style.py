"""How pictures look, chosen once: type, spaces, lines and colours.

Lengths are in points. The colours are told apart by readers with any colour vision and keep their
order of darkness in print; whatever a colour says is also said by a shape, a weight, a mark or a
word.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from internalmap.model.organization import Importance

# ---------------------------------------------------------------------------------------- type

#: What a viewer of an SVG picks the font from. PNG and PDF are set in the first.
FONTS = ("Open Sans", "Segoe UI", "Helvetica Neue", "Helvetica", "Arial", "Liberation Sans")
FONT_FAMILY = ", ".join(f"'{font}'" if " " in font else font for font in FONTS) + ", sans-serif"

TITLE_SIZE = 17.0
SUBTITLE_SIZE = 10.5
NAME_SIZE = 10.5
#: Words on lines and notes in boxes: 10 px high where a name is 12.
NOTE_SIZE = 8.75
LABEL_SIZE = 8.75
HEADING_SIZE = 9.5
#: From base line to base line, as a multiple of the size.
LEADING = 1.28

# -------------------------------------------------------------------------------------- spaces

MARGIN = 24.0
GAP = 12.0
#: Inside a box, left and right of its text, and above and below it.
BOX_PADDING = (10.0, 7.0)
#: The width of a box's text: names wrap past it, and past the most where a word would have to be
#: cut. No box is narrower than the least.
NAME_WIDTH, MOST_NAME_WIDTH = 92.0, 130.0
BOX_LEAST_WIDTH = 66.0
#: Names take so many lines at most; the whole name stands in the tooltip.
NAME_LINES = 4
CORNER = 5.0

# --------------------------------------------------------------------------------------- inks

PAPER = "#ffffff"
INK = "#1b2733"
QUIET_INK = "#4d5b68"
FAINT_INK = "#7d8893"
FRAME_FILLS = ("#f3f5f7", "#e8ecf0")
FRAME_LINE = "#7d8893"
#: The grid of a matrix, which only guides the eye.
GRID_LINE = "#b6c0ca"

#: A single point of failure of the worst grade, its line and its fill; and a lighter fill, for
#: those whom an absence stops.
ALARM = "#9c2f00"
ALARM_FILL = "#f7c7a8"
ALARM_LIGHT = "#fdeadd"
#: The lines over a box that is back in time.
HATCHING = "#e6e0da"
#: External customers, what the organisation exists for.
CUSTOMER_FILL = "#17395c"
CUSTOMER_INK = "#ffffff"
#: Who is gone in a picture of an absence.
GONE_FILL = "#1b2733"
GONE_INK = "#ffffff"
#: Whoever an absence leaves alone stands back.
BACK_INK = "#66727d"
BACK_LINE = "#7d8893"

#: From little to much, for figures: each darker than the one before, in print too, and light enough
#: for dark text.
STEPS = ("#ffffff", "#dceaf5", "#b5d4ea", "#86b8dc", "#e08a3c")
#: How soon somebody is let down, the soonest first: white type on the first two, dark on others.
HEAT = ("#6f2304", "#a8430b", "#e08a3c", "#f2b27c", "#f9d7b8", "#fdeee0")
#: Kinds and units, told apart: tints of the palette of Okabe and Ito.
TINTS = (
    "#cfe6f5", "#fbe3b5", "#c5e8dc", "#f4d3e4", "#faf5bd", "#d3d6f0", "#f8d0bd", "#dfe6cf",
    "#d8d8d8",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LineStyle:
    """How a line is drawn: its colour, its width and the size of its arrow head."""

    color: str
    width: float
    head: float


LINES: Mapping[Importance, LineStyle] = MappingProxyType(
    {
        "essential": LineStyle("#2f3d4a", 1.6, 6.5),
        "important": LineStyle("#5d6b78", 1.0, 5.5),
        "helpful": LineStyle("#7d8893", 0.6, 4.5),
    }
)
#: The same where there are many.
CROWDED_LINES: Mapping[Importance, LineStyle] = MappingProxyType(
    {
        "essential": LineStyle("#4d5b68", 1.1, 5.0),
        "important": LineStyle("#66727d", 0.8, 4.5),
        "helpful": LineStyle("#7d8893", 0.5, 4.0),
    }
)
STAFFING_LINE = LineStyle("#7d8893", 0.7, 0.0)
HOT_LINE = LineStyle(ALARM, 2.4, 8.0)
BACK_LINES = LineStyle("#7d8893", 0.6, 4.5)
