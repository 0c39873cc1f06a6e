"""The order of boxes within their levels: close to those that they are linked to, so that lines are
short and few of them cross. (The barycenter method: Sugiyama, Tagawa and Toda, "Methods for Visual
Understanding of Hierarchical System Structures", IEEE Transactions on Systems, Man, and Cybernetics
11, 1981.)"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

#: So many times the levels are gone through, down and up by turns.
_SWEEPS = 10


def barycenter_order(
    levels: Sequence[Sequence[str]], links: Iterable[tuple[str, str, float]]
) -> list[list[str]]:
    """The levels, each in a good order from the left.

    `links` are two boxes and how much it matters that they stand close. In each sweep a box goes to
    the mean place of those that it is linked to; of all the orders met, the one with the shortest
    lines is kept. Nothing depends on the order of what is given.
    """
    level_of = {box: number for number, level in enumerate(levels) for box in level}
    near: dict[str, list[tuple[str, float]]] = {box: [] for box in level_of}
    for one, other, weight in sorted(links):
        if one in level_of and other in level_of and one != other:
            near[one].append((other, weight))
            near[other].append((one, weight))
    for others in near.values():
        others.sort()
    rows = [sorted(level) for level in levels]
    places = _places(rows)
    best, least = rows, _length(near, places)
    for turn in range(_SWEEPS):
        down = turn % 2 == 0
        rows = list(rows)
        for number in range(len(rows)) if down else range(len(rows) - 1, -1, -1):
            means = {
                box: _mean(box, number, near[box], level_of, places, down, turn >= _SWEEPS - 4)
                for box in rows[number]
            }
            rows[number] = sorted(rows[number], key=lambda box: (means[box], box))
            places.update(_places([rows[number]]))
        length = _length(near, places)
        if length < least - 1e-9:
            best, least = rows, length
    return best


def _places(rows: Iterable[Sequence[str]]) -> dict[str, float]:
    """Each box's place from the left, from 0 to 1."""
    return {box: (at + 0.5) / len(row) for row in rows for at, box in enumerate(row)}


def _mean(
    box: str,
    level: int,
    near: Sequence[tuple[str, float]],
    level_of: Mapping[str, int],
    places: Mapping[str, float],
    down: bool,
    both: bool,
) -> float:
    """The mean place of the neighbours above (on the way down) or below and of those in the same
    level; at last of all of them."""
    total = weights = 0.0
    for other, weight in near:
        there = level_of[other]
        if both or (there <= level if down else there >= level):
            total += places[other] * weight
            weights += weight
    # Nine decimals: rounding errors must not decide what is a tie.
    return round(total / weights, 9) if weights else places[box]


def _length(near: Mapping[str, Sequence[tuple[str, float]]], places: Mapping[str, float]) -> float:
    return sum(
        abs(places[box] - places[other]) * weight
        for box, others in near.items()
        for other, weight in others
    )
