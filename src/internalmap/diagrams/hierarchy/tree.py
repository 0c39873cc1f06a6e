"""The organisation chart as a forest: each box below the one that it reports to, or else below the
unit that it is part of.

The two kinds of lines can run in a circle: a unit reports to its head, and the head is part of the
unit. Reporting goes first, and a unit's line that would close a circle goes to the next unit
around it that closes none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Line = Literal["reports", "part"]


@dataclass(frozen=True)
class Forest:
    """`parent` and `line`: the box above, and what the line to it says. `children` in id order, for
    those that have any. `second` are lines from a unit to a box of it that stands elsewhere,
    since it reports elsewhere. `roots` have no parent but some line, `alone` none. `order` goes
    from the roots down, a box before its children; `depth` is 0 for roots."""

    parent: Mapping[str, str]
    line: Mapping[str, Line]
    children: Mapping[str, Sequence[str]]
    roots: Sequence[str]
    alone: Sequence[str]
    order: Sequence[str]
    depth: Mapping[str, int]
    second: Sequence[tuple[str, str]]


def forest(
    boxes: Iterable[str], reports_to: Mapping[str, str], part_of: Mapping[str, str]
) -> Forest:
    """Find everyone's place. Nothing depends on the order of what is given."""
    every = sorted(boxes)
    known = set(every)
    parent: dict[str, str] = {}
    line: dict[str, Line] = {}
    tops = _Tops()
    for box in every:
        boss = reports_to.get(box)
        if boss in known and boss is not None and tops.top(boss) != box:
            parent[box], line[box] = boss, "reports"
            tops.put(box, boss)
    # Units from the outermost inwards, so that circles are cut at the innermost line.
    for box in sorted(every, key=_Depths(part_of).key):
        if box in parent:
            continue
        passed = {box}
        unit = part_of.get(box)
        while unit is not None and unit not in passed:
            if unit in known and tops.top(unit) != box:
                parent[box], line[box] = unit, "part"
                tops.put(box, unit)
                break
            passed.add(unit)
            unit = part_of.get(unit)
    children: dict[str, list[str]] = {}
    for box in every:
        if box in parent:
            children.setdefault(parent[box], []).append(box)
    highest = [box for box in every if box not in parent]
    second = _second(_walked(highest, children)[0], parent, line, part_of)
    drawn = children.keys() | {unit for unit, _ in second}
    roots = [box for box in highest if box in drawn]
    order, depth = _walked(roots, children)
    alone = [box for box in highest if box not in drawn]
    return Forest(
        parent=parent,
        line=line,
        children=children,
        roots=roots,
        alone=alone,
        order=order,
        depth=depth,
        second=second,
    )


class _Tops:
    """The root above each box while the forest grows, found fast by shortcuts."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def top(self, box: str) -> str:
        passed = []
        while box in self._above:
            passed.append(box)
            box = self._above[box]
        for each in passed:
            self._above[each] = box
        return box

    def put(self, root: str, below: str) -> None:
        self._above[root] = below


class _Depths:
    """How many units are around each box; those in a circle have their id alone to go by."""

    def __init__(self, part_of: Mapping[str, str]) -> None:
        self._part_of = part_of
        self._found: dict[str, int] = {}

    def key(self, box: str) -> tuple[int, str]:
        line = [box]
        passed = {box}
        while line[-1] not in self._found:
            unit = self._part_of.get(line[-1])
            if unit is None or unit in passed:
                self._found[line[-1]] = 0
                break
            line.append(unit)
            passed.add(unit)
        for inner, outer in zip(line[-2::-1], line[:0:-1], strict=True):
            self._found[inner] = self._found[outer] + 1
        return (self._found[box], box)


def _walked(
    roots: Sequence[str], children: Mapping[str, Sequence[str]]
) -> tuple[list[str], dict[str, int]]:
    order: list[str] = []
    depth = dict.fromkeys(roots, 0)
    waiting = list(reversed(roots))
    while waiting:
        box = waiting.pop()
        order.append(box)
        for child in reversed(children.get(box, ())):
            depth[child] = depth[box] + 1
            waiting.append(child)
    return order, depth


def _second(
    order: Sequence[str],
    parent: Mapping[str, str],
    line: Mapping[str, Line],
    part_of: Mapping[str, str],
) -> list[tuple[str, str]]:
    """From a unit to each box of it that stands in another branch. One that stands below another
    box of the same unit needs no line of its own."""
    first = {box: number for number, box in enumerate(order)}
    last = dict(first)  # the last box below it
    for box in reversed(order):
        if box in parent:
            last[parent[box]] = max(last[parent[box]], last[box])

    def above(one: str, other: str) -> bool:
        return first[one] <= first[other] <= last[one]

    return [
        (part_of[box], box)
        for box in sorted(first)
        if line.get(box) == "reports"
        and part_of.get(box) in first
        and not above(part_of[box], box)
        and not above(box, part_of[box])
        and part_of.get(parent[box]) != part_of[box]
    ]
