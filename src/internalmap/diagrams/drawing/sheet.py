"""The sheets that a picture can be made for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from internalmap.diagrams.style import NAME_SIZE


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that lies on its long side, in points. `least` is how large the type of a name must
    be on it, in points, so that it can be read: 12 pixels of a slide of 1920, 6 points on paper."""

    name: str
    width: float
    height: float
    least: float


NONE = "none"
SHEETS: Mapping[str, Sheet | None] = MappingProxyType(
    {
        "16:9": Sheet("a slide", 960.0, 540.0, 6.0),
        "a4": Sheet("A4", 842.0, 595.0, 6.0),
        "a3": Sheet("A3", 1191.0, 842.0, 6.0),
        NONE: None,
    }
)
#: What a picture without a sheet is judged by: it fills a slide.
SLIDE = Sheet("a slide", 960.0, 540.0, 6.0)


def type_size(size: tuple[float, float], sheet: Sheet = SLIDE) -> float:
    """The size of a name where a drawing of this size fills a sheet."""
    return NAME_SIZE * min(sheet.width / size[0], sheet.height / size[1])


@dataclass(frozen=True, slots=True)
class SceneOptions:
    """How a scene is made: with a legend or without, for a sheet or for none, by which engine,
    whether all lines are drawn however many there are, and whether, in a map that cannot be read
    otherwise, all that are not most at risk are drawn together. `upright`: in a map suppliers stand
    left of those they supply, whatever their names come out like."""

    legend: bool = True
    engine: str = "builtin"
    sheet: Sheet | None = None
    all_lines: bool = False
    together: bool = False
    upright: bool = False
