"""What a picture shows, before anything has a place: boxes, frames around them, lines between them.

Names stand as they are in the model; whoever writes a format makes them safe there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from internalmap.model.organization import Importance, Kind, Need

#: Why a box stands out: alone it lets somebody down, by its grade (soon; later, or only as a whole
#: unit; back in time); somebody inside it does, soon; or it has nearly more work than time.
Mark = Literal["soon", "later", "in time", "inside", "strained"]
#: The mark of each grade.
GRADES: Mapping[int, Mark] = MappingProxyType({1: "soon", 2: "later", 3: "in time"})
#: What an absence does to a box, in a picture of one; `later`: it would stop if nobody came back.
State = Literal["gone", "stopped", "later", "untouched"]
#: What is said of a party or a unit that an absence touches.
STATE_WORDS: Mapping[State | None, str] = MappingProxyType(
    {"gone": "gone", "stopped": "stops", "later": "would stop later"}
)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A supplier of one customer alone that stands as a line of text in its customer's box."""

    id: str
    name: str
    words: str = ""
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """That a hub serves a box: the hub's letter, and how much the box needs it."""

    letter: str
    importance: Importance = "essential"


@dataclass(frozen=True, slots=True)
class Box:
    """A party, or a unit that stands for everyone inside it.

    `note` is what stands below the name, line by line, and `alarm` below that, in the colour of
    alarm unless it is `muted`. `parties` are those that it stands for, itself included. `frame` is
    the frame that it stands in. `level` is how many steps it is from the external customers.
    `rank`: its place among those of the worst grade, if it is one of the first. `fill` is its
    colour, `None` for what its kind and state say.

    Where less is drawn than there is: `stack` are the boxes that this one stands for, itself
    included, all with the same suppliers and customers; `leaves` are suppliers that stand in it as
    text; `letters` say which hubs serve it, and `letter` which hub it is itself. `caption` is the
    unit that it is inside, where units are no frames. `rest`: it stands for all that have no box of
    their own at a level.
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
    rank: int | None = None
    muted: bool = False
    stack: tuple[tuple[str, str], ...] = ()
    leaves: tuple[Leaf, ...] = ()
    letters: tuple[Letter, ...] = ()
    letter: str | None = None
    caption: str = ""
    rest: bool = False


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
    all of them. `staffing`: it is a unit's own people, or where a party is. `indirect`: what lies
    between is hidden. `count` is the number of written needs, or of chains' ends where it is
    indirect. `service` names what is supplied, if that is one thing. `hot`: an absence travels
    along it.
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
    boxes that are shown. `reach` is the number of parties that it goes to, shown or not, and
    `buffer` how many seconds they can wait for what is essential, `None` where nothing is."""

    supplier: str
    customers: tuple[str, ...]
    importance: Importance
    reach: int
    count: int = 1
    service: str | None = None
    hot: bool = False
    buffer: int | None = None
    tooltip: str = ""


@dataclass(frozen=True, slots=True)
class Hub:
    """A supplier of many, which stands beside the drawing: `serves` customers, drawn as a letter in
    the box of each. `drawn`: it has needs of its own, so that its box stands in the drawing too."""

    letter: str
    box: Box
    serves: int
    drawn: bool


@dataclass(frozen=True, slots=True)
class Foot:
    """Names that stand below the drawing, under the words that say why."""

    words: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Swatch:
    """A colour and what it stands for, in the legend."""

    color: str
    words: str


@dataclass(frozen=True)
class Chart:
    """A picture's contents.

    `title` says what it finds, and `organization` of whom. `boxes` and `frames` stand in the order
    of their ids, `links` in that of supplier, then customer. `subtitle` says below the title what
    is shown; `description` says the same to whoever cannot see it, with what there is to find.
    `notices` say what was merged or left out.
    `reports_to` and `part_of` are lines of the hierarchy, from a box to the one above. `hubs` stand
    beside the drawing and `foot` below it; `less` says, each in a sentence, what else is not drawn
    as a line of its own. `worded`: there may be words on lines. `protected` are the boxes of those
    who must not be let down.
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
    hubs: tuple[Hub, ...] = ()
    foot: tuple[Foot, ...] = ()
    less: tuple[str, ...] = ()
    worded: bool = True
    protected: frozenset[str] = frozenset()
    organization: str = ""

    @property
    def heading(self) -> str:
        """The title, with the marking before it: what is cut is cut at the end."""
        return self.title if self.marking is None else f"{self.marking} · {self.title}"

    @property
    def name(self) -> str:
        """The picture in one line, where it is a title alone that stands for it."""
        said = ": ".join(filter(None, (self.organization, self.title)))
        return said if self.marking is None else f"{self.marking} · {said}"


def everyone_words(chart: Chart) -> str:
    """What stands in the box that stands for everyone."""
    reach = {each.reach for each in chart.broadcasts}
    return f"everyone ({reach.pop():,})" if len(reach) == 1 else "everyone"


def letter_words(box: Box) -> list[str]:
    """What the letters of a box say, as text: which hub it is, and which serve it."""
    served = [
        each.letter if each.importance == "essential" else f"{each.letter} ({each.importance})"
        for each in box.letters
    ]
    own = [f"letter {box.letter}"] if box.letter else []
    return own + ([f"served by {', '.join(served)}"] if served else [])


def hub_words(hub: Hub) -> str:
    """How many a hub serves, as text."""
    return f"{hub.letter}: serves {hub.serves:,}"


def foot_words(foot: Foot) -> str:
    """Names at the foot, as text."""
    return f"{foot.words} ({len(foot.names):,}): {', '.join(foot.names)}"
