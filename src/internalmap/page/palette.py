"""The colours of the page: those of the pictures by name, each with one for the dark.

In the dark everything is turned over: what is ink becomes light, what is paper dark, and type on a
fill dark with it. Names are those of CSS variables.
"""

from __future__ import annotations

from internalmap.diagrams import style
from internalmap.diagrams.style import LINES

#: Name, colour on paper, colour in the dark. Where two names have one colour, the first one counts.
COLORS: tuple[tuple[str, str, str], ...] = (
    ("paper", style.PAPER, "#141a21"),
    ("ink", style.INK, "#eef2f6"),
    ("quiet", style.QUIET_INK, "#b3bfca"),
    ("line", style.FAINT_INK, "#8a97a3"),
    ("back", style.BACK_INK, "#97a3ae"),
    ("frame", style.FRAME_FILLS[0], "#1c242d"),
    ("frame-inner", style.FRAME_FILLS[1], "#252f39"),
    ("alarm", style.ALARM, "#ffa06b"),
    ("alarm-fill", style.ALARM_FILL, "#6b3312"),
    ("alarm-light", style.ALARM_LIGHT, "#43240f"),
    ("hatching", style.HATCHING, "#2f3740"),
    ("customer", style.CUSTOMER_FILL, "#9cc7f0"),
    ("essential", LINES["essential"].color, "#c3cdd6"),
    ("important", LINES["important"].color, "#9ba7b2"),
)

_NAMES = {color: name for name, color, _ in reversed(COLORS)}


def variable(color: str) -> str:
    """The variable of a colour of the pictures.

    >>> variable("#ffffff")
    'var(--paper)'
    """
    return f"var(--{_NAMES[color]})"


def variables() -> str:
    """The rules that set all variables, for paper and for the dark."""
    light = "".join(f"--{name}:{color};" for name, color, _ in COLORS)
    dark = "".join(f"--{name}:{color};" for name, _, color in COLORS)
    return (
        f":root{{color-scheme:light dark;{light}}}\n"
        f"@media (prefers-color-scheme:dark){{@media screen{{:root{{{dark}}}}}}}\n"
    )
