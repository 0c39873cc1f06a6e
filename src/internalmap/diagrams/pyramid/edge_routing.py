"""Ways for lines through rows of boxes, so that no line seems to join a box that it only passes.

Boxes stand in tiers, one below the other, with free space between them. A line goes through the
gaps between the boxes of every tier that it passes, and turns only in the free space. Which gaps
is found by trying those close to the straight way; lines through one gap stand side by side.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

#: How far lines stay from the boxes that they pass at their sides, and above and below them.
_BESIDE, ABOVE = 4.5, 3.0
#: How far lines through one gap are apart where there is room, and how little is still good.
_APART, _CLOSE = 5.0, 2.6
#: What a full gap costs, as much as a turn of so many points.
_FULL = 30.0
#: So many times a line is pulled straight.
_PULLS = 10


@dataclass(frozen=True, slots=True)
class Area:
    """Where a box stands."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of the box."""
        return (self.x + self.width / 2, self.y + self.height / 2)


@dataclass(frozen=True, slots=True)
class Tier:
    """A row of boxes: the strip that it takes, and the gaps through which lines may pass, each from
    its left to its right."""

    top: float
    bottom: float
    gaps: tuple[tuple[float, float], ...]

    @property
    def middle(self) -> float:
        """Half way down."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class EdgeRequest:
    """A line: the tiers where it begins and ends, and where it stands there."""

    start: int
    end: int
    x: float
    to: float

    @property
    def passed(self) -> range:
        """The tiers between, in the order in which the line meets them."""
        step = 1 if self.end > self.start else -1
        return range(self.start + step, self.end, step) if self.start != self.end else range(0)


@dataclass(slots=True)
class GapCrossing:
    """Where a line goes through a tier: the gap, and the x at which it comes in and goes out."""

    tier: int
    gap: int
    enters: float
    leaves: float


def tier_of(row: Iterable[Area], left: float, right: float) -> Tier:
    """A row as a tier, in a picture that has room for lines from `left` to `right`."""
    row = sorted(row, key=lambda area: area.x)
    edges = [left - _BESIDE, *(area.x + area.width for area in row)]
    starts = [*(area.x for area in row), right + _BESIDE]
    gaps = tuple(
        (one + _BESIDE, other - _BESIDE)
        for one, other in zip(edges, starts, strict=True)
        if other - one > 2 * _BESIDE
    )
    return Tier(
        min(area.y for area in row) - ABOVE,
        max(area.y + area.height for area in row) + ABOVE,
        gaps,
    )


def choose_gaps(requests: Sequence[EdgeRequest], tiers: Sequence[Tier]) -> list[list[GapCrossing]]:
    """The gaps that each line takes, the last line first: it matters most."""
    used: dict[tuple[int, int], int] = {}
    found: list[list[GapCrossing]] = []
    for request in reversed(requests):
        crossings = _cheapest(request, tiers, used)
        for each in crossings:
            used[each.tier, each.gap] = used.get((each.tier, each.gap), 0) + 1
        found.append(crossings)
    found.reverse()
    return found


def _cheapest(
    request: EdgeRequest, tiers: Sequence[Tier], used: Mapping[tuple[int, int], int]
) -> list[GapCrossing]:
    """The way through gaps near the straight way that turns least and meets few other lines."""
    first, last = tiers[request.start].middle, tiers[request.end].middle
    y = first
    ways: list[tuple[float, float]] = [(request.x, 0.0)]
    steps: list[list[tuple[int, int]]] = []
    for number in request.passed:
        tier = tiers[number]
        straight = request.x + (request.to - request.x) * (tier.middle - first) / (last - first)
        near = bisect_right(tier.gaps, (straight, straight)) - 1
        rise = abs(tier.middle - y)
        y = tier.middle
        options: list[tuple[float, float]] = []
        step: list[tuple[int, int]] = []
        for gap in range(max(0, near - 1), min(len(tier.gaps), near + 3)):
            low, high = tier.gaps[gap]
            x = min(max(straight, low), high)
            room = max(1.0, (high - low) / _CLOSE)
            full = _FULL * (used.get((number, gap), 0) / room) ** 2
            cost, before = min(
                (sum_ + (x - there) ** 2 / rise, index) for index, (there, sum_) in enumerate(ways)
            )
            options.append((x, cost + full))
            step.append((gap, before))
        ways = options
        steps.append(step)
    if not steps:
        return []
    rise = abs(last - y)
    at = min(
        range(len(ways)), key=lambda way: ways[way][1] + (request.to - ways[way][0]) ** 2 / rise
    )
    crossings: list[GapCrossing] = []
    for number, step in zip(reversed(request.passed), reversed(steps), strict=True):
        gap, before = step[at]
        low, high = tiers[number].gaps[gap]
        middle = (low + high) / 2
        crossings.append(GapCrossing(number, gap, middle, middle))
        at = before
    crossings.reverse()
    return crossings


def straighten(
    requests: Sequence[EdgeRequest],
    crossings: Sequence[Sequence[GapCrossing]],
    tiers: Sequence[Tier],
) -> None:
    """Pull every line straight within its gaps, then put those in one gap side by side."""
    inside: dict[tuple[int, int], list[tuple[float, float, int, GapCrossing]]] = {}
    for number, (request, line) in enumerate(zip(requests, crossings, strict=True)):
        if not line:
            continue
        xs = _pull_straight(request, line, tiers)
        for place, each in enumerate(line):
            each.enters, each.leaves = xs[2 * place + 1], xs[2 * place + 2]
            around = xs[2 * place] + xs[2 * place + 3]
            middle = round((each.enters + each.leaves) / 2, 6)
            inside.setdefault((each.tier, each.gap), []).append(
                (middle, round(around, 6), number, each)
            )
    for (tier, gap), lines in inside.items():
        lines.sort(key=lambda line: line[:3])
        _spread(lines, *tiers[tier].gaps[gap])


def _pull_straight(
    request: EdgeRequest, line: Sequence[GapCrossing], tiers: Sequence[Tier]
) -> list[float]:
    """The x of a line at its start, where it enters and leaves each tier, and at its end."""
    down = request.end > request.start
    ys, lows, highs = [tiers[request.start].middle], [request.x], [request.x]
    for each in line:
        tier = tiers[each.tier]
        ys += (tier.top, tier.bottom) if down else (tier.bottom, tier.top)
        low, high = tier.gaps[each.gap]
        lows += (low, low)
        highs += (high, high)
    ys.append(tiers[request.end].middle)
    lows.append(request.to)
    highs.append(request.to)
    long = ys[-1] - ys[0]
    xs = [
        min(max(request.x + (request.to - request.x) * (y - ys[0]) / long, low), high)
        for y, low, high in zip(ys, lows, highs, strict=True)
    ]
    inner = range(1, len(xs) - 1)
    shares = [0.0, *((ys[i] - ys[i - 1]) / (ys[i + 1] - ys[i - 1]) for i in inner)]
    for turn in range(_PULLS):
        for i in inner if turn % 2 == 0 else reversed(inner):
            x = xs[i - 1] + (xs[i + 1] - xs[i - 1]) * shares[i]
            xs[i] = lows[i] if x < lows[i] else highs[i] if x > highs[i] else x
    return xs


def _spread(
    lines: Sequence[tuple[float, float, int, GapCrossing]], low: float, high: float
) -> None:
    """Put lines in one gap side by side, in their order, each as near as can be to its place."""
    count = len(lines)
    if count == 1:
        return
    step = min(_APART, (high - low) / (count - 1))
    # Without the steps between them, places only have not to fall: means of runs that would.
    runs: list[tuple[float, int]] = []
    for at, (middle, *_) in enumerate(lines):
        total, size = middle - at * step, 1
        while runs and runs[-1][0] / runs[-1][1] >= total / size:
            before, more = runs.pop()
            total, size = total + before, size + more
        runs.append((total, size))
    at = 0
    for total, size in runs:
        base = min(max(total / size, low), high - step * (count - 1))
        for middle, _, _, each in lines[at : at + size]:
            shift = base + at * step - middle
            lean = (each.leaves - each.enters) / 2 if step == _APART else 0.0
            middle += shift
            each.enters = min(max(middle - lean, low), high)
            each.leaves = min(max(middle + lean, low), high)
            at += 1
