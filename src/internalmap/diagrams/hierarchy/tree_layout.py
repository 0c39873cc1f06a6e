"""The layout of trees: a box above its children, which stand side by side or hang in lists.

Down to some depth children stand side by side; below that, and wherever there are many at the ends
of lines, they hang in lists, in as many columns as keep a list short enough. How deep, how many
and how short is found by trying: the picture is to fill a sheet of paper.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from internalmap.diagrams.drawing.scene import Point
from internalmap.diagrams.drawing.unplaced import AROUND, SHEET
from internalmap.diagrams.hierarchy.tree import Forest

#: Between boxes side by side, between a box and a row below it, between boxes in a list; from the
#: left edge of a list's stem to its boxes, and from that of a box to the stem below it.
GAP, DROP, STEP, INDENT, STEM = 16.0, 30.0, 13.0, 15.0, 10.0
#: Between trees.
BETWEEN = 36.0
#: A picture up to this high fills a sheet anyway, in its most classic form.
_SMALL = 440.0
#: A picture is not to be higher than it is wide.
_LEAST_RATIO = 1.2
#: So many ends of lines stand side by side; what it costs to hang fewer in a list beside others.
_ENDS, _MIXED = 8, 0.08
#: So many boxes are placed in all, over all attempts.
_WORK = 60_000


@dataclass(frozen=True, slots=True)
class Tree:
    """Where the boxes stand (their top left corners), the way of the line from each box's parent to
    it, and how big it all is."""

    places: Mapping[str, Point]
    lines: Mapping[str, tuple[Point, ...]]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _Form:
    """Down to `depth` children stand side by side; ends of lines do so too, up to `ends` of them.
    Lists are at most `long`."""

    depth: int
    ends: int
    long: float


@dataclass(frozen=True, slots=True)
class _Block:
    """A box with everything below it: its size, where its box is in it, and where the blocks of its
    children are, each with the x of the stem that it hangs from, or `None` where it stands below a
    bar."""

    width: float
    height: float
    box: float
    stem: float
    parts: tuple[tuple[str, float, float, float | None], ...] = ()


def layout_trees(trees: Forest, cell: float, heights: Mapping[str, float], reserve: float) -> Tree:
    """Place all trees; each box is `cell` wide. `reserve` is the area that is needed below them."""
    if not trees.order:
        return Tree({}, {}, 0.0, 0.0)
    forks = _forks(trees)
    best: tuple[float, int] | None = None
    chosen: tuple[dict[str, _Block], dict[str, Point], float, float] | None = None
    for number, form in enumerate(_forms(trees, forks, cell, heights)):
        blocks = _blocks(trees, forks, form, cell, heights)
        roots, wide, high = _shelved([(root, blocks[root]) for root in trees.roots], reserve)
        sheet = max(wide / SHEET, high + reserve / wide + AROUND, _SMALL)
        upright = max(0.0, _LEAST_RATIO - wide / (high + reserve / wide + AROUND))
        cost = (sheet * (1 + 0.5 * upright + (_MIXED if form.ends < _ENDS else 0)), number)
        if best is None or cost < best:
            best, chosen = cost, (blocks, roots, wide, high)
    assert chosen is not None
    return _placed(trees, *chosen, cell=cell, heights=heights)


def shifted(tree: Tree, dx: float) -> Tree:
    """The same trees further to the right."""
    places = {box: (x + dx, y) for box, (x, y) in tree.places.items()}
    lines = {box: tuple((x + dx, y) for x, y in line) for box, line in tree.lines.items()}
    return Tree(places, lines, tree.width + dx, tree.height)


def _forks(trees: Forest) -> dict[str, int]:
    """How many times the lines part above each box: an only child is no deeper than its parent."""
    found = dict.fromkeys(trees.roots, 0)
    for box in trees.order:
        children = trees.children.get(box, ())
        for child in children:
            found[child] = found[box] + (len(children) > 1)
    return found


def _forms(
    trees: Forest, forks: Mapping[str, int], cell: float, heights: Mapping[str, float]
) -> list[_Form]:
    """What is tried, the most classic first."""
    deepest = max(forks.values()) + 1
    area = sum((cell + GAP) * (heights[box] + DROP) for box in trees.order)
    longest = max(300.0, sqrt(area) * 1.3)
    lengths: list[float] = []
    length = 170.0
    while length < longest and len(lengths) < 8:
        lengths.append(length)
        length = max(length * 1.3, longest / 6 if len(lengths) == 2 else 0)
    lengths.append(longest)
    depths = sorted({deepest, *range(min(deepest, 5) + 1)}, reverse=True)
    # Lists of one column each, where they fit, look calmest: long ones first.
    found = [
        _Form(depth, ends, long)
        for depth in depths
        for ends in ((_ENDS, 3, 1) if depth else (_ENDS,))
        for long in reversed(lengths)
    ]
    most = max(3, _WORK // len(trees.order))
    if len(found) <= most:
        return found
    return [found[i * len(found) // most] for i in range(most)]


def _blocks(
    trees: Forest,
    forks: Mapping[str, int],
    form: _Form,
    cell: float,
    heights: Mapping[str, float],
) -> dict[str, _Block]:
    blocks: dict[str, _Block] = {}
    for box in reversed(trees.order):
        children = trees.children.get(box, ())
        high, depth = heights[box], forks[box]
        if not children:
            blocks[box] = _Block(cell, high, 0.0, cell / 2)
            continue
        inner = [child for child in children if child in trees.children]
        ends = [child for child in children if child not in trees.children]
        if depth < form.depth and len(ends) > form.ends:
            blocks[box] = _side_by_side(high, cell, inner, ends, blocks, form)
        elif depth < form.depth or (depth == form.depth and inner and len(children) == 1):
            blocks[box] = _side_by_side(high, cell, children, (), blocks, form)
        else:
            blocks[box] = _listed(high, cell, [*ends, *inner], blocks, form, depth <= form.depth)
    return blocks


def _side_by_side(
    high: float,
    cell: float,
    inner: Sequence[str],
    ends: Sequence[str],
    blocks: Mapping[str, _Block],
    form: _Form,
) -> _Block:
    """Children in a row, the ends of lines in a list left of them."""
    top = high + DROP
    parts: list[tuple[str, float, float, float | None]] = []
    below = top
    x = 0.0
    hooks = []
    if ends:
        columns = _columns(ends, blocks, form.long)
        for column in columns:
            hooks.append(x)
            y = top
            for child in column:
                parts.append((child, x + INDENT, y, x))
                y += blocks[child].height + STEP
            below = max(below, y - STEP)
            x += INDENT + max(blocks[child].width for child in column) + GAP
    for child in inner:
        block = blocks[child]
        parts.append((child, x, top, None))
        hooks.append(x + block.box + cell / 2)
        below = max(below, top + block.height)
        x += block.width + GAP
    width = x - GAP
    # A list alone hangs from the middle of its box, as the box stands above its columns.
    middle = (hooks[0] + hooks[-1]) / 2 if inner else width / 2
    left = middle - cell / 2
    if left < 0:
        parts = [
            (child, dx - left, dy, None if stem is None else stem - left)
            for child, dx, dy, stem in parts
        ]
        width, left = width - left, 0.0
    return _Block(max(width, left + cell), below, left, left + cell / 2, tuple(parts))


def _listed(
    high: float,
    cell: float,
    children: Sequence[str],
    blocks: Mapping[str, _Block],
    form: _Form,
    centered: bool,
) -> _Block:
    """Children below each other, each at a stem, in columns of about the same height."""
    columns = _columns(children, blocks, form.long)
    several = len(columns) > 1
    top = high + (DROP if several else STEP + 2)
    parts: list[tuple[str, float, float, float | None]] = []
    x, below = 0.0, top
    for column in columns:
        stem = x + STEM
        y = top
        for child in column:
            parts.append((child, stem + INDENT, y, stem))
            y += blocks[child].height + STEP
        below = max(below, y - STEP)
        x = stem + INDENT + max(blocks[child].width for child in column) + GAP
    width = max(x - GAP, cell)
    # Only below boxes side by side is there room for a box in the middle.
    left = (width - cell) / 2 if several and centered else 0.0
    stem = left + cell / 2 if several and centered else STEM
    return _Block(width, below, left, stem, tuple(parts))


def _columns(children: Sequence[str], blocks: Mapping[str, _Block], long: float) -> list[list[str]]:
    """Children in as few columns as are at most so long, and as short as so many columns can be."""
    heights = [blocks[child].height + STEP for child in children]
    count = min(len(children), max(1, int(-(-sum(heights) // long))))
    limit = max(max(heights), sum(heights) / count)
    while True:
        columns: list[list[str]] = [[]]
        used = 0.0
        for child, height in zip(children, heights, strict=True):
            if columns[-1] and used + height > limit + 1e-6:
                columns.append([])
                used = 0.0
            columns[-1].append(child)
            used += height
        if len(columns) <= count:
            return columns
        limit *= 1.06


def _shelved(
    trees: Sequence[tuple[str, _Block]], reserve: float
) -> tuple[dict[str, Point], float, float]:
    """Trees side by side, on as many shelves as fill a sheet best, the tall ones first."""
    ordered = sorted(trees, key=lambda each: (-each[1].height, each[0]))
    widest = max(block.width for _, block in ordered)
    total = sum(block.width + BETWEEN for _, block in ordered)
    area = sum((block.width + BETWEEN) * (block.height + BETWEEN) for _, block in ordered)
    limits = sorted(
        {widest, *(max(widest, sqrt(area * SHEET) * f) for f in (0.9, 1.1, 1.3)), total}
    )
    best: tuple[float, dict[str, Point], float, float] | None = None
    for limit in limits:
        places: dict[str, Point] = {}
        x = y = wide = shelf = 0.0
        for root, block in ordered:
            if x and x + block.width > limit:
                x, y, shelf = 0.0, y + shelf + BETWEEN, 0.0
            places[root] = (x, y)
            shelf = max(shelf, block.height)
            wide = max(wide, x + block.width)
            x += block.width + BETWEEN
        high = y + shelf
        sheet = max(wide / SHEET, high + reserve / wide)
        if best is None or sheet < best[0]:
            best = (sheet, places, wide, high)
    assert best is not None
    return best[1:]


def _placed(
    trees: Forest,
    blocks: Mapping[str, _Block],
    roots: Mapping[str, Point],
    wide: float,
    high: float,
    *,
    cell: float,
    heights: Mapping[str, float],
) -> Tree:
    """Everything where it stands on the sheet, and the lines between."""
    corners = dict(roots)  # of the blocks
    places: dict[str, Point] = {}
    lines: dict[str, tuple[Point, ...]] = {}
    for box in trees.order:
        x, y = corners[box]
        block = blocks[box]
        places[box] = (x + block.box, y)
        foot = x + block.stem
        middle, bottom = y + heights[box] / 2, y + heights[box]
        for child, dx, dy, stem in block.parts:
            corners[child] = (x + dx, y + dy)
            left, top = x + dx + blocks[child].box, y + dy
            if stem is None:
                bar = bottom + DROP / 2
                center = left + cell / 2
                lines[child] = _way((foot, middle), (foot, bar), (center, bar), (center, top))
                continue
            down, mid = x + stem, top + heights[child] / 2
            # One that hangs straight below needs no bar.
            bar = bottom + DROP / 2 if down != foot else middle
            lines[child] = _way((foot, middle), (foot, bar), (down, bar), (down, mid), (left, mid))
    return Tree(places, lines, wide, high)


def _way(*points: Point) -> tuple[Point, ...]:
    """The points without those that change nothing."""
    found: list[Point] = []
    for point in points:
        if not found or abs(point[0] - found[-1][0]) + abs(point[1] - found[-1][1]) > 1e-6:
            found.append(point)
    return tuple(found)
