"""How boxes, frames and lines look in Mermaid."""

from __future__ import annotations

from collections.abc import Mapping

from internalmap.diagrams.style import (
    ALARM,
    ALARM_FILL,
    ALARM_LIGHT,
    BACK_INK,
    BACK_LINE,
    CUSTOMER_FILL,
    CUSTOMER_INK,
    FAINT_INK,
    GONE_FILL,
    GONE_INK,
    INK,
    PAPER,
    QUIET_INK,
)
from internalmap.model.organization import Kind

#: The alarm colour of what lies on the page: it is seen on white and on black.
HOT = "#d4541a"

#: What opens and closes a box of each kind.
SHAPES: Mapping[Kind, tuple[str, str]] = {
    "person": ("([", "])"),
    "role": ("([", "])"),
    "team": ("(", ")"),
    "department": ("[", "]"),
    "process": ("[/", "/]"),
    "system": ("{{", "}}"),
    "information": ("[(", ")]"),
    "site": ("[[", "]]"),
    "supplier": (">", "]"),
    "customer": ("(", ")"),
}

LOOKS: Mapping[str, str] = {
    "plain": f"fill:{PAPER},stroke:{QUIET_INK},color:{INK}",
    "role": f"fill:{PAPER},stroke:{QUIET_INK},color:{INK},stroke-dasharray:4 3",
    "customer": f"fill:{CUSTOMER_FILL},stroke:{FAINT_INK},color:{CUSTOMER_INK}",
    "soon": f"fill:{ALARM_FILL},stroke:{ALARM},color:{INK},stroke-width:4px",
    "graver": f"fill:{PAPER},stroke:{ALARM},color:{INK},stroke-width:2px",
    "gone": f"fill:{GONE_FILL},stroke:{FAINT_INK},color:{GONE_INK},stroke-width:2px",
    "stopped": f"fill:{ALARM_LIGHT},stroke:{ALARM},color:{INK},stroke-width:4px",
    "lost": f"fill:{ALARM_FILL},stroke:{ALARM},color:{INK},stroke-width:4px",
    "later": f"fill:{PAPER},stroke:{ALARM},color:{INK},stroke-width:2px",
    "untouched": f"fill:{PAPER},stroke:{BACK_LINE},color:{BACK_INK}",
    "everyone": f"fill:{PAPER},stroke:{QUIET_INK},color:{INK},stroke-dasharray:4 3",
    "frame": f"fill:transparent,stroke:{FAINT_INK}",
    "marked": f"fill:transparent,stroke:{HOT},stroke-width:3px",
    "order": "fill:transparent,stroke:transparent,color:transparent",
}
