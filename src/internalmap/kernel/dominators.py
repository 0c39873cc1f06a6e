"""Whom every way leads through: immediate dominators.

A node dominates another where each path from the start to the other goes through it; the immediate
dominator is the closest of these. (Lengauer and Tarjan, "A Fast Algorithm for Finding Dominators in
a Flowgraph", ACM Transactions on Programming Languages and Systems 1, 1979; here with path
compression and without balancing.)
"""

from __future__ import annotations

from collections.abc import Sequence


def immediate_dominators(successors: Sequence[Sequence[int]], start: int) -> list[int]:
    """The immediate dominator of each node; −1 for the start and for what it does not reach.

    >>> immediate_dominators([[1, 2], [3], [3], [4], []], 0)
    [-1, 0, 0, 0, 3]
    """
    order, number, parent = _depth_first(successors, start)
    predecessors: list[list[int]] = [[] for _ in order]
    for node in order:
        for successor in successors[node]:
            predecessors[number[successor]].append(number[node])
    # From here on nodes are their numbers in depth-first order.
    size = len(order)
    semi, best, dominator = list(range(size)), list(range(size)), [-1] * size
    ancestor = [-1] * size
    waiting: list[list[int]] = [[] for _ in order]
    for node in range(size - 1, 0, -1):
        for before in predecessors[node]:
            semi[node] = min(semi[node], semi[_least(before, ancestor, best, semi)])
        waiting[semi[node]].append(node)
        above = ancestor[node] = parent[node]
        for each in waiting[above]:
            least = _least(each, ancestor, best, semi)
            dominator[each] = least if semi[least] < above else above
        waiting[above].clear()
    found = [-1] * len(successors)
    for node in range(1, size):
        if dominator[node] != semi[node]:
            dominator[node] = dominator[dominator[node]]
        found[order[node]] = order[dominator[node]]
    return found


def dominated(successors: Sequence[Sequence[int]], start: int) -> list[int]:
    """How many others each node dominates."""
    immediate = immediate_dominators(successors, start)
    order, _, _ = _depth_first(successors, start)
    found = [0] * len(successors)
    for node in reversed(order):  # a dominator comes before what it dominates
        if immediate[node] >= 0:
            found[immediate[node]] += found[node] + 1
    return found


def _depth_first(
    successors: Sequence[Sequence[int]], start: int
) -> tuple[list[int], list[int], list[int]]:
    """The nodes in the order in which they are met, their places in it, and the place of the node
    from which each was met."""
    order: list[int] = []
    number = [-1] * len(successors)
    parent: list[int] = []
    waiting = [(start, -1)]
    while waiting:
        node, before = waiting.pop()
        if number[node] < 0:
            number[node] = len(order)
            order.append(node)
            parent.append(before)
            waiting += [(each, number[node]) for each in successors[node] if number[each] < 0]
    return order, number, parent


def _least(node: int, ancestor: list[int], best: list[int], semi: list[int]) -> int:
    """The node with the least semidominator on the way up from a node to its root, the root left
    out; the way is compressed."""
    way = []
    here = node
    while ancestor[here] >= 0 and ancestor[ancestor[here]] >= 0:
        way.append(here)
        here = ancestor[here]
    for below in reversed(way):
        above = ancestor[below]
        if semi[best[above]] < semi[best[below]]:
            best[below] = best[above]
        ancestor[below] = ancestor[above]
    return best[node]
