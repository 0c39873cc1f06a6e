"""What stands in the risk table: a row for each single point of failure, in the order of the
report, a column for each who must not be let down, and in a cell how soon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from internalmap.analyses.absence.grades import band
from internalmap.diagrams.chart.chart import Box
from internalmap.diagrams.chart.charts import Charts
from internalmap.diagrams.chart.risk import RANKED
from internalmap.model.phrases import Names
from internalmap.results.absences import Effect
from internalmap.results.analyze import SinglePoint
from internalmap.text.quantities import say_roughly

#: So many rows and columns can be read on a sheet; those past them are counted.
MOST_ROWS, MOST_COLUMNS = 36, 12
GRADES: Mapping[int, str] = {
    1: "Soon",
    2: "Later, or only as a whole unit",
    3: "Back in time, as long as recovery holds",
}
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Cell:
    """What a row does to a column: in words, the band of its time (0 is the soonest), and whether
    the return is in time. Nothing where `step` is `None`."""

    words: str = NOTHING
    step: int | None = None
    in_time: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """An absence: whose, its rank if it has one, the cells, when it is over, and how many others
    stop."""

    box: Box
    grade: int
    rank: int | None
    cells: tuple[Cell, ...]
    back: str
    stops: int


@dataclass(frozen=True)
class RiskTable:
    """The rows, the columns by name, whether a last column stands for several, the bands with the
    words of each, and who has no row for want of room."""

    rows: tuple[Row, ...]
    columns: tuple[str, ...]
    bands: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def back_known(self) -> bool:
        """Whether the model says of any of them when it is back."""
        return any(row.back != NOTHING for row in self.rows)


def table(charts: Charts) -> RiskTable:
    """The risk table of what is shown."""
    analysis = charts.analysis
    names = Names(analysis.names)
    boxes = {box.id: box for box in charts.whole.boxes}
    kinds = {row.id: row.kind for row in analysis.parties}
    points = [point for point in analysis.single_points_of_failure if point.party in boxes]
    effects = {
        row.party: {effect.protected: effect for effect in row.effects}
        for row in analysis.absences.rows
    }
    touched = {id for point in points for id in effects.get(point.party, ())}
    columns = [id for id in analysis.settings.protected if id in touched]
    columns.sort(key=lambda id: (kinds[id] != "customer", names.short(id), id))
    apart = columns if len(columns) <= MOST_COLUMNS else columns[: MOST_COLUMNS - 1]
    others = columns[len(apart) :]
    ranks = {
        point.party: number
        for number, point in enumerate(
            [each for each in analysis.single_points_of_failure if each.grade == 1][:RANKED], 1
        )
    }
    bands = analysis.settings.bands
    rows = []
    for point in points[:MOST_ROWS]:
        found = effects.get(point.party, {})
        cells = [_cell([found[id]] if id in found else [], 1, bands) for id in apart]
        if others:
            cells.append(_cell([found[id] for id in others if id in found], len(others), bands))
        rows.append(_row(boxes[point.party], point, ranks.get(point.party), cells))
    heads = [*names.shorts(apart), *([f"{len(others):,} others"] if others else [])]
    return RiskTable(
        tuple(rows),
        tuple(heads),
        (*(f"within {say_roughly(time)}" for time in bands), "later"),
        tuple(names.shorts(point.party for point in points[MOST_ROWS:])),
    )


def _row(box: Box, point: SinglePoint, rank: int | None, cells: Sequence[Cell]) -> Row:
    back = NOTHING if point.restore is None else say_roughly(point.restore)
    return Row(box, point.grade, rank, tuple(cells), back, point.impact)


def _cell(effects: Sequence[Effect], of: int, bands: Sequence[float]) -> Cell:
    """How soon the first of these is let down, or would be were nobody to come back."""
    if not effects:
        return Cell()
    down = [effect for effect in effects if effect.let_down] or list(effects)
    time = min(_time(effect) for effect in down)
    words = say_roughly(time)
    if of > 1:
        words = f"{len(down):,} of {of:,}: {words}"
    return Cell(words, band(time, bands), in_time=not any(effect.let_down for effect in effects))


def _time(effect: Effect) -> float:
    return effect.after if effect.needed is None else effect.needed
