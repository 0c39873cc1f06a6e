"""Who stands apart in the pyramid: whoever has no level in it, since no need leads from a customer
to it. Units that serve through their members are told from those who serve nobody above.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from internalmap.diagrams.chart.chart import Box, Link
from internalmap.diagrams.drawing.unplaced import Part
from internalmap.model.phrases import counted

UNITS = "Units that serve through their members"
UNSEEN, UNSERVED = "No line of sight to a customer", "No line of sight to those who are served"
_COUNTED = "(lines not drawn: each box says how many)"
#: More lines than this from and to boxes that stand apart are a tangle, and counted instead.
_MOST_LINES = 10


@dataclass(frozen=True)
class SidePanel:
    """The boxes that stand apart, under headings; the lines that are drawn, those between the
    others among them; and whether any of them leads to a box that stands apart."""

    parts: tuple[Part, ...]
    links: tuple[Link, ...]
    joined: bool


def customers_on_top(boxes: Sequence[Box]) -> bool:
    """Whether external customers are among those at the top."""
    return any(box.level == 0 and box.kind == "customer" for box in boxes)


def parts_of(boxes: Sequence[Box], part_of: Mapping[str, str]) -> tuple[Part, ...]:
    """The boxes without a level, in their order, under the reasons why they stand apart."""
    through = _through_members(boxes, part_of)
    top = any(box.level == 0 for box in boxes)
    unseen = UNSEEN if customers_on_top(boxes) or not top else UNSERVED
    unplaced = [box for box in boxes if box.level is None]
    parts = (
        (UNITS, [box for box in unplaced if box.id in through]),
        (unseen, [box for box in unplaced if box.id not in through]),
    )
    return tuple((words, inside) for words, inside in parts if inside)


def _through_members(boxes: Sequence[Box], part_of: Mapping[str, str]) -> set[str]:
    """The boxes without a level that hold one with a level, however far inside."""
    found: set[str] = set()
    for box in boxes:
        unit = part_of.get(box.id) if box.level is not None else None
        while unit is not None and unit not in found:
            found.add(unit)
            unit = part_of.get(unit)
    return found.intersection(box.id for box in boxes if box.level is None)


def side_panel(
    boxes: Sequence[Box], links: Sequence[Link], part_of: Mapping[str, str]
) -> SidePanel:
    """Who stands apart, and which lines are drawn. Where there are many lines from and to them, or
    many along which an absence travels, those are told in numbers, so that nothing is left out
    silently."""
    unplaced = {box.id for box in boxes if box.level is None}
    loose = [link for link in links if link.supplier in unplaced or link.customer in unplaced]
    drawn = loose
    if len(drawn) > _MOST_LINES:
        drawn = [link for link in loose if link.hot]
    if len(drawn) > _MOST_LINES:
        drawn = []
    kept = {(link.supplier, link.customer) for link in drawn}
    counts = _counts([link for link in loose if (link.supplier, link.customer) not in kept])
    parts = []
    for words, inside in parts_of(boxes, part_of):
        said = [
            replace(box, note=(*box.note, counts[box.id])) if box.id in counts else box
            for box in inside
        ]
        more = any(box.id in counts for box in inside)
        parts.append((f"{words} {_COUNTED}" if more else words, said))
    shown = tuple(
        link
        for link in links
        if (link.supplier not in unplaced and link.customer not in unplaced)
        or (link.supplier, link.customer) in kept
    )
    return SidePanel(tuple(parts), shown, bool(drawn))


def _counts(hidden: Sequence[Link]) -> dict[str, str]:
    """What a box says of its lines that are not drawn."""
    serves = Counter(link.supplier for link in hidden if not link.staffing)
    served = Counter(link.customer for link in hidden if not link.staffing)
    people = Counter(link.customer for link in hidden if link.staffing)
    joins = Counter(link.supplier for link in hidden if link.staffing)
    found = {}
    for box in sorted({end for link in hidden for end in (link.supplier, link.customer)}):
        said = [
            counted(people[box], "member") if people[box] else "",
            f"in {counted(joins[box], 'unit')}" if joins[box] else "",
            f"serves {serves[box]:,}" if serves[box] else "",
            f"served by {served[box]:,}" if served[box] else "",
        ]
        found[box] = ", ".join(filter(None, said))
    return found
