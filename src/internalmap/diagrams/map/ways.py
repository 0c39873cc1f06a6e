"""The ways in which a map can be laid out, to be tried one after the other."""

from __future__ import annotations

from dataclasses import dataclass

from internalmap.diagrams.style import NAME_WIDTH


@dataclass(frozen=True, slots=True)
class Way:
    """How Graphviz is asked: the room between columns and between the boxes of one, in inches; in
    how many columns units stand that would stand above each other; how wide names are before they
    wrap; whether room is kept for the words on lines, which may find enough as it is; whether
    suppliers stand above those they supply, not left of them; and whether customers stand behind
    everybody in a circle, too."""

    ranksep: str
    nodesep: str
    columns: int = 1
    limit: float = NAME_WIDTH
    room: bool = True
    down: bool = False
    pulled: bool = False

    @property
    def attributes(self) -> dict[str, str]:
        """What Graphviz is told of the whole."""
        found = {"ranksep": self.ranksep, "nodesep": self.nodesep}
        return {**found, "rankdir": "TB"} if self.down else found


#: How lines go in the best picture, for so many seconds, and the way that is tried first.
BEST, SECONDS = {"splines": "true"}, 12.0
FIRST = Way("0.4", "0.05")
#: And what there is where there was no time for that.
ROUGH = Way("0.4", "0.05", 0)
#: A picture that is so many times as high as a sheet is laid out in columns, too.
_TALL = 1.1


def usual(wide: float, high: float, *, framed: bool) -> list[Way]:
    """With more or less room between columns and rows, and, where the map comes out tall, with
    units set off sideways."""
    if high * 1.6 <= wide * _TALL:
        return [Way("0.25", "0.05"), Way("0.25", "0.1"), Way("0.4", "0.1")]
    beside = (
        [Way("0.4", "0.05", 2), Way("0.4", "0.1", 3), Way("0.4", "0.1", 2)]
        if framed
        else [Way("1.1", "0.05"), Way("0.4", "0.1", 2)]
    )
    return [*beside, Way("0.75", "0.05"), Way("0.75", "0.1"), Way("0.4", "0.1")]


#: What is tried where names are still small: flatter boxes, words where there is room, and
#: suppliers above.
FURTHER = (
    Way("0.3", "0.03", 1, limit=130.0),
    Way("0.3", "0.03", 1, limit=72.0),
    Way("0.25", "0.03", 2, limit=130.0),
    Way("0.6", "0.03", 1, room=False),
    Way("0.8", "0.03", 1, room=False),
    Way("0.8", "0.15", 1, room=False, limit=72.0),
    Way("0.6", "0.03", 2, room=False, limit=130.0),
)
DOWN = (
    Way("0.3", "0.03", 1, room=False, down=True),
    Way("0.3", "0.03", 2, room=False, down=True, limit=130.0),
    Way("0.6", "0.03", 2, room=False, down=True),
)
