"""What a picture shows, before anything has a place: boxes, frames around them, lines between them.

Names stand as they are in the model; whoever writes a format makes them safe there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from internalmap.model.organization import Importance, Kind, Need

#: Why a box stands out: alone it lets somebody down, as one person, system or outsider or as a
#: whole unit; somebody inside it does; or work waits for it.
Mark = Literal["single", "unit", "inside", "bottleneck"]
#: What an absence does to a box, in a picture of one; `later`: it would stop if nobody came back.
State = Literal["gone", "stopped", "later", "untouched"]
#: What is said of a party or a unit that an absence touches.
STATE_WORDS: Mapping[State | None, str] = MappingProxyType(
    {"gone": "gone", "stopped": "stops", "later": "would stop later"}
)


@dataclass(frozen=True, slots=True)
class Box:
    """A party, or a unit that stands for everyone inside it.

    `note` is what stands below the name, line by line, and `alarm` below that, in the colour of
    alarm. `parties` are those that it stands for, itself included. `frame` is the frame that it
    stands in. `level` is how many steps it is from the external customers. `fill` is its colour,
    `None` for what its kind and state say.
    """

    id: str
    name: str
    kind: Kind
    parties: tuple[str, ...]
    frame: str | None = None
    level: int | None = None
    note: tuple[str, ...] = ()
    alarm: str | None = None
    marks: tuple[Mark, ...] = ()
    state: State | None = None
    fill: str | None = None
    tooltip: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """A unit's box around its members. `inside` is the frame around it. Units that are parties of
    their own right have a box inside their frame."""

    id: str
    name: str
    inside: str | None
    state: State | None = None
    marks: tuple[Mark, ...] = ()
    alarm: str | None = None
    tooltip: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Everything that one box supplies to another: one line.

    `importance` is the highest among its needs. `fallback`: the supplier is only a fallback, in
    all of them. `staffing`: it is a unit's own people. `indirect`: what lies between is hidden.
    `count` is the number of written needs, or of chains' ends where it is indirect. `service` names
    what is supplied, if that is one thing. `hot`: an absence travels along it.
    """

    supplier: str
    customer: str
    importance: Importance
    fallback: bool = False
    staffing: bool = False
    indirect: bool = False
    count: int = 1
    service: str | None = None
    hot: bool = False
    needs: tuple[Need, ...] = ()
    tooltip: str = ""


@dataclass(frozen=True, slots=True)
class Broadcast:
    """What one box supplies to everyone, drawn once and not as a line to each of `customers`, the
    boxes that are shown. `reach` is the number of parties that it goes to, shown or not."""

    supplier: str
    customers: tuple[str, ...]
    importance: Importance
    reach: int
    count: int = 1
    service: str | None = None
    hot: bool = False
    tooltip: str = ""


@dataclass(frozen=True, slots=True)
class Swatch:
    """A colour and what it stands for, in the legend."""

    color: str
    words: str


@dataclass(frozen=True)
class Chart:
    """A picture's contents.

    `boxes` and `frames` stand in the order of their ids, `links` in that of supplier, then
    customer. `subtitle` says below the title what is shown; `description` says the same to whoever
    cannot see it, with what there is to find. `notices` say what was merged or left out.
    `reports_to` and `part_of` are lines of the hierarchy, from a box to the one above.
    """

    title: str
    subtitle: str
    description: str
    boxes: tuple[Box, ...]
    frames: tuple[Frame, ...]
    links: tuple[Link, ...]
    broadcasts: tuple[Broadcast, ...] = ()
    swatches: tuple[Swatch, ...] = ()
    color_words: str = ""
    notices: tuple[str, ...] = ()
    highlighted: bool = False
    reports_to: dict[str, str] = field(default_factory=dict)
    part_of: dict[str, str] = field(default_factory=dict)
    marking: str | None = None

    @property
    def heading(self) -> str:
        """The title, with the marking before it: what is cut is cut at the end."""
        return self.title if self.marking is None else f"{self.marking} · {self.title}"


def everyone_words(chart: Chart) -> str:
    """What stands in the box that stands for everyone."""
    reach = {each.reach for each in chart.broadcasts}
    return f"everyone ({reach.pop():,})" if len(reach) == 1 else "everyone"
