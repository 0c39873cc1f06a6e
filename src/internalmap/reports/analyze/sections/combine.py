"""Combinations of absences in as few lines as they allow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from internalmap._dataclass import dataclass
from internalmap.model.phrases import Names, listed


@dataclass(frozen=True, slots=True)
class Combination:
    """Combinations told in one line: `any` two of the parties, or the `hub` with any one of
    them; without a hub and of one combination, all of the parties together."""

    parties: tuple[str, ...]
    count: int
    hub: str | None = None

    def words(self, names: Names) -> str:
        """The combination in words."""
        shown = names.shorts(self.parties)
        if self.hub is not None:
            return f"{names.short(self.hub)} together with any one of {listed(shown, 'or')}"
        if self.count > 1:
            return f"any two of {listed(shown)}"
        if len(shown) == 1:
            return f"several inside {shown[0]}"
        return listed(shown)

    def sets(self) -> Iterator[tuple[str, ...]]:
        """The combinations that the line tells."""
        if self.hub is not None:
            yield from ((min(self.hub, one), max(self.hub, one)) for one in self.parties)
        elif self.count > 1:
            yield from combinations(self.parties, 2)
        else:
            yield self.parties


def combine(sets: Iterable[tuple[str, ...]]) -> list[Combination]:
    """Combinations in as few lines as they allow: pairs of which every one of a group is there
    as "any two of", many pairs with one party as "together with any one of"."""
    pairs = sorted({one for one in sets if len(one) == 2})
    told = [Combination(one, 1) for one in sorted({one for one in sets if len(one) != 2})]
    folded: list[Combination] = []
    for group in _groups(pairs):
        folded += _fold(group)
    return [*folded, *sorted(told, key=lambda one: (len(one.parties), one.parties))]


def _groups(pairs: Sequence[tuple[str, ...]]) -> list[dict[str, set[str]]]:
    """The pairs as neighbours, apart where nothing joins them, in the order of the first id."""
    near: dict[str, set[str]] = {}
    for a, b in pairs:
        near.setdefault(a, set()).add(b)
        near.setdefault(b, set()).add(a)
    groups: list[dict[str, set[str]]] = []
    seen: set[str] = set()
    for start in sorted(near):
        if start in seen:
            continue
        group: dict[str, set[str]] = {}
        waiting = [start]
        while waiting:
            party = waiting.pop()
            if party not in group:
                group[party] = near[party]
                waiting.extend(near[party])
        seen.update(group)
        groups.append(group)
    return groups


def _fold(near: dict[str, set[str]]) -> list[Combination]:
    """One group of joined pairs: a ring of everyone with everyone, else hubs, else pairs."""
    size = len(near)
    count = sum(len(others) for others in near.values()) // 2
    if size > 2 and count == size * (size - 1) // 2:
        return [Combination(tuple(sorted(near)), count)]
    near = {party: set(others) for party, others in near.items()}
    found: list[Combination] = []
    while True:
        hub = min(near, key=lambda party: (-len(near[party]), party))
        others = near[hub]
        if len(others) < 3:
            break
        found.append(Combination(tuple(sorted(others)), len(others), hub))
        for other in others:
            near[other].discard(hub)
        near[hub] = set()
    pairs = {(min(a, b), max(a, b)) for a, others in near.items() for b in others}
    return [*found, *(Combination(pair, 1) for pair in sorted(pairs))]
