"""Absences that together let somebody down, told in as few lines as they allow."""

from __future__ import annotations

from collections.abc import Sequence

from internalmap._dataclass import dataclass
from internalmap.model.phrases import after, counted, sentence
from internalmap.reports.analyze.sections.combine import Combination, combine
from internalmap.reports.analyze.times import let_down_when
from internalmap.reports.analyze.view import View
from internalmap.reports.blocks import Cell, Column, EmptySection, Section, Step, table
from internalmap.results.absences import Effect
from internalmap.results.analyze import FragileSet


@dataclass(frozen=True, slots=True)
class Together:
    """A line: combinations that let the same parties down at the same times, and are alike in
    whether recovery is soon enough."""

    combination: Combination
    sets: tuple[FragileSet, ...]

    def words(self, view: View) -> str:
        """Who is missing."""
        return self.combination.words(view.names)

    @property
    def let_down(self) -> tuple[str, ...]:
        """Whom each of them lets down."""
        return tuple(dict.fromkeys(each.protected for each in self.sets))

    @property
    def needed(self) -> float | None:
        """When the first of those is past what can be borne."""
        times = [each.needed for each in self.sets if each.needed is not None]
        return min(times) if len(times) == len(self.sets) else None

    @property
    def covered(self) -> bool:
        """Whether the first return is soon enough for everybody."""
        return self.sets[0].covered

    def when(self, view: View) -> str:
        """Whom each of them lets down, and when."""
        times = {each.protected: each.needed for each in self.sets}
        effects = [Effect(id, 0, needed, True) for id, needed in times.items()]
        effects.sort(key=lambda each: (each.needed is None, each.needed or 0, each.protected))
        return let_down_when(view, effects)

    def back(self) -> Cell:
        """When the first of those who are missing is back."""
        plain = [each.restore for each in self.sets if not each.hidden]
        if not plain:
            return Cell("hidden by recovery", "bad")
        hidden = "; in part hidden by recovery" if len(plain) < len(self.sets) else ""
        known = sorted({restore for restore in plain if restore is not None})
        if not known:
            return Cell(f"not known{hidden}", "warn")
        text = after(known[0])
        if len(known) > 1:
            text = f"{text} to {after(known[-1]).removeprefix('after ')}"
        if self.covered:
            return Cell(f"{text}: in time", "good")
        return Cell(f"{text}{hidden}", "bad")


def told_together(view: View) -> list[Together]:
    """The combinations in the order of the results, those that are alike in one line. Of one that
    lets somebody down, those for whom it is over in time are left out."""
    stops: dict[tuple[str, ...], list[FragileSet]] = {}
    for one in view.analysis.fragile_sets or ():
        stops.setdefault(one.parties, []).append(one)
    groups: dict[object, dict[tuple[str, ...], list[FragileSet]]] = {}
    for parties, every in stops.items():
        sets = [one for one in every if not one.covered] or every
        alike = tuple(
            sorted(
                (each.protected, str(each.needed), each.grade, each.hidden, each.restore is None)
                for each in sets
            )
        )
        groups.setdefault(alike, {})[parties] = sets
    return [
        Together(one, tuple(each for parties in one.sets() for each in group[parties]))
        for group in groups.values()
        for one in combine(group)
    ]


def together(view: View) -> Section | EmptySection:
    """The combinations with whom they let down and when."""
    analysis = view.analysis
    found = analysis.fragile_sets
    size = analysis.settings.cut_size
    if not analysis.settings.protected:
        return EmptySection("absences together (nobody is named to protect)", sought=False)
    if found is None:
        why = "as asked" if size < 2 else "the notes at the top say why"
        return EmptySection(f"absences together ({why})", sought=False)
    if not found:
        number = "two" if size <= 2 else f"{size} or fewer"
        if not view.heard:
            return EmptySection(f"absences together ({view.no_needs()})", sought=False)
        return EmptySection(
            f"{number} absences{view.asked}, harmless alone, that together let down "
            f"{view.any_of(view.heard)}"
        )
    rows = told_together(view)
    shown = rows[: view.top]
    total = len({one.parties for one in found})
    told = sum(one.combination.count for one in shown)
    columns = (
        Column("Missing together"),
        Column("Let down"),
        Column("First back"),
        Column("Combinations", right=True),
    )
    cells = [
        (
            Cell(one.words(view), "name"),
            Cell(one.when(view)),
            one.back(),
            Cell(f"{one.combination.count:,}"),
        )
        for one in shown
    ]
    more = None
    if total > told:
        more = Step(
            f"and {counted(total - told, 'more combination')}:",
            view.command("analyze", "--top", str(len(rows))),
        )
    return Section(
        "fragile",
        "Two absences together" if size <= 2 else f"Up to {size} absences together",
        lead=(Cell(_lead(found, total)),),
        body=(table(columns, cells, more),),
        next=_deeper(
            view, f"Next: see to it that these are never away together: {shown[0].words(view)}."
        ),
    )


def _lead(found: Sequence[FragileSet], total: int) -> str:
    said = [
        sentence(
            f"{counted(total, 'combination')} in which one absence alone does no harm, but "
            "together they do"
        )
    ]
    hidden = len({one.parties for one in found if one.hidden})
    covered = total - len({one.parties for one in found if not one.covered})
    if covered:
        is_over, ends = ("is", "it") if covered == 1 else ("are", "them")
        said.append(f"{covered:,} {is_over} over in time: the first who is back ends {ends}.")
    if hidden:
        said.append(
            f"{hidden:,} {'is' if hidden == 1 else 'are'} hidden by recovery: when only one of the "
            "two is missing, recovery is soon enough; when both are, it is not."
        )
    return " ".join(said)


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
