"""Absences that together let somebody down, told in as few lines as they allow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from internalmap.model.phrases import Names, counted, listed, sentence
from internalmap.reports.analyze.view import View
from internalmap.reports.blocks import Cell, Column, EmptySection, Section, Step, table


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


def fragile(view: View) -> Section | EmptySection:
    """The combinations, those that let the same parties down told together."""
    analysis = view.analysis
    found = analysis.fragile_sets
    size = analysis.settings.cut_size
    heading = "Two absences together" if size <= 2 else f"Up to {size} absences together"
    if not analysis.settings.protected:
        return EmptySection("absences together (nobody is named to protect)", sought=False)
    if found is None:
        why = "as asked" if size < 2 else "the notes at the top say why"
        return EmptySection(f"absences together ({why})", sought=False)
    who = {one.protected for one in found}
    if not found:
        number = "two" if size <= 2 else f"{size} or fewer"
        if not view.heard:
            return EmptySection(f"absences together ({view.no_needs()})", sought=False)
        return EmptySection(
            f"{number} absences{view.asked}, harmless alone, that together let down "
            f"{view.any_of(view.heard)}"
        )
    if len(who) == 1 and size <= 2:
        heading = f"Two absences that together let down {view.names.short(next(iter(who)))}"
    rows = [(one, stops) for stops, sets in _by_stops(view) for one in combine(sets)]
    shown = rows[: view.top]
    left = len(found) - sum(one.count * len(stops) for one, stops in shown)
    columns = (
        Column("Missing together"),
        Column("Lets down"),
        Column("Combinations", right=True),
    )
    cells = [
        (
            Cell(one.words(view.names), "name"),
            Cell(view.let_down(stops)),
            Cell(_count(one)),
        )
        for one, stops in shown
    ]
    more = None
    if left > 0:
        more = Step(
            f"and {counted(left, 'more case')}:",
            view.command("analyze", "--top", str(len(rows))),
        )
    return Section(
        "fragile",
        heading,
        lead=(
            Cell(
                sentence(
                    f"{counted(len(found), 'case')} in which one alone does no harm, but together "
                    "they do"
                )
            ),
        ),
        body=(table(columns, cells, more),),
        next=_deeper(
            view,
            f"Next: see to it that these are never away together: {shown[0][0].words(view.names)}.",
        ),
    )


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


def _by_stops(view: View) -> list[tuple[tuple[str, ...], list[tuple[str, ...]]]]:
    """The combinations, together where they let the same parties down."""
    stops: dict[tuple[str, ...], list[str]] = {}
    for one in view.analysis.fragile_sets or ():
        stops.setdefault(one.parties, []).append(one.protected)
    groups: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for parties, protected in stops.items():
        groups.setdefault(tuple(sorted(protected)), []).append(parties)
    return list(groups.items())


def _count(one: Combination) -> str:
    if one.hub is not None or one.count > 1 or len(one.parties) == 2:
        return counted(one.count, "pair")
    return f"1 of {len(one.parties)}"


def _deeper(view: View, text: str) -> Step:
    """What to do next, and how to look deeper where that might show more."""
    if view.analysis.settings.cut_size != 2 or not _enough_for_three(view):
        return Step(text)
    return Step(f"{text} To look at three at a time:", view.command("analyze", "--cut-size", "3"))


def _enough_for_three(view: View) -> bool:
    """Whether at least four parties may be gone; yes where that cannot be told from the rows."""
    rows = view.rows
    chosen = view.analysis.settings.candidates
    if view.grouped:
        return True
    if chosen is None:
        boxes = {row.part_of for row in rows.values() if row.kind in ("team", "department")}
        return sum(row.kind != "customer" and row.id not in boxes for row in rows.values()) >= 4
    picked: set[str] = set()
    for selector in chosen:
        kind = selector.removeprefix("kind:")
        if selector in rows:
            picked.add(selector)
        elif kind != selector:
            picked.update(row.id for row in rows.values() if row.kind == kind)
        else:
            return True
    return len(picked) >= 4
