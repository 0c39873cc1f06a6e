"""How much of a map is drawn: all of it where that can be read, else less, step by step, until it
can."""

from __future__ import annotations

from dataclasses import dataclass

from internalmap.diagrams.chart.chart import Chart
from internalmap.diagrams.chart.charts import Charts
from internalmap.diagrams.chart.reduce.steps import LAST
from internalmap.diagrams.drawing.legend import keys_of
from internalmap.diagrams.drawing.lettering import lettering
from internalmap.diagrams.drawing.lines import MOST_LINES
from internalmap.diagrams.drawing.page import Surroundings, names_come_out
from internalmap.diagrams.drawing.sheet import SLIDE, SceneOptions
from internalmap.diagrams.map.geometry import behind
from internalmap.diagrams.map.layout import lay_out
from internalmap.diagrams.map.maker import Maker, Map
from internalmap.diagrams.map.search import WIDE
from internalmap.diagrams.map.spread import fused
from internalmap.model.phrases import counted, plural

#: A map whose lines cross more often cannot be followed.
MOST_CROSSINGS = 60
#: Crossings are counted up to so many.
_COUNTED = 10_000
#: So much better a map may still become by another layout.
_NEAR = 1.5
#: Names of so many times the least can be read with ease; what has more boxes need only be read.
_EASY, _FEW = 4 / 3, 30
#: And so much better a map may become by what is tried last.
_FURTHER = 1.2
#: What is aimed at, so that it is reached when the words around the map are known.
_SURE = 1.03
#: Of a map of more lines no empty room is taken out: it has little, and it takes long.
_DENSE = 60
#: Nor where so many pairs of lines would seem to be one by it, before they are drawn apart.
_TOGETHER = 10
#: One in so many lines may be without its words, if names can be read with ease by it.
_LOST = 20
#: A map with as many lines that cross as there may be is worth so much less than one with none.
_CLEAR = 5
#: And so much of it is left of one where others than customers stand at its end.
_LAST_COLUMN = 0.92
#: How many layouts are tried where one of them may do, and of a map that is drawn as it is; of one
#: with very many lines, one alone.
_TRIES, _MANY = 7, 120
#: What has more lines than so many for each box, and some more, is not laid out to see if it can be
#: read.
_LINES, _MORE = 2, 40
#: Room that a box takes beside its own, and the share of a sheet that boxes fill at most.
_AROUND, _FULL = (14.0, 12.0), 0.8
#: How to read a map, about: what is said is as long.
_READING = (
    "Suppliers stand left of those they supply, external customers at the right; 1 line runs back."
)
#: So many boxes stand for themselves where the others are drawn together, in so many bands of steps
#: from a customer: as many as can be read.
_KEPT = ((48, 10), (36, 10), (27, 10), (20, 8), (15, 8), (11, 7), (8, 6), (5, 4), (2, 3), (0, 2))
#: In so large an organisation, it is seen first whether all units closed are enough.
_LARGE = 1_000
#: Past so many units to close, their number is found by halving.
_HALVED = 6


@dataclass(frozen=True)
class Fitted:
    """A map that was laid out, its whole chart, after how many steps and with how many units
    closed it is, and what is to be said of it."""

    chart: Chart
    map: Map
    steps: int
    closed: int
    notices: tuple[str, ...]


def fit(charts: Charts, options: SceneOptions) -> Fitted:
    """The first map that can be read, after as few steps as it takes; the last one where none can.

    Raises `EngineFailed` where Graphviz cannot lay it out, and `InternalMapError` where there are
    more lines than are drawn.
    """
    fitting = _Fitting(charts, options)
    if options.all_lines:
        found = fitting.drawn(0, 0)
        return fitting.finished(found, 0, 0, *(() if found.legible else (fitting.small(found),)))
    last: _Try | None = None
    many = charts.least_closed or len(charts.whole.links) > MOST_LINES  # no step can do
    for steps in () if many else range(LAST + 1):
        chart = charts.less(steps)
        if last is not None and chart == last.chart:
            continue
        last = fitting.attempt(chart)
        if last.legible:
            return fitting.easier(fitting.finished(last, steps, 0))
    return fitting.closed()


@dataclass
class _Try:
    """A chart, its map if it was worth a layout, and whether that is the best there is."""

    chart: Chart
    map: Map | None
    legible: bool
    best: bool = False

    @property
    def found(self) -> Map:
        assert self.map is not None
        return self.map


class _Fitting:
    def __init__(self, charts: Charts, options: SceneOptions) -> None:
        self.charts, self.options = charts, options
        self.sheet = options.sheet
        self.least = (options.sheet or SLIDE).least
        self.around: dict[tuple[int, bool], Surroundings] = {}

    def attempt(self, chart: Chart) -> _Try:
        """A chart laid out, if it can be read at all."""
        if self._hopeless(chart):
            return _Try(chart, None, False)
        found = lay_out(chart, self.options.engine, lambda map: self._worth(chart, map), tries=1)
        if self._legible(chart, found):
            return _Try(chart, found, True)
        near = self._near(chart, found)
        found = self._best(chart, found) if near else found
        return _Try(chart, found, self._legible(chart, found), near)

    def finished(self, found: _Try, steps: int, closed: int, *notices: str) -> Fitted:
        """The best map of a chart, its lines apart."""
        best = found.found if found.best else self._best(found.chart, found.found)
        return Fitted(found.chart, best.spread(), steps, closed, notices)

    def easier(self, found: Fitted) -> Fitted:
        """Of a map of few boxes that cannot be read with ease, the first after further steps that
        can; that map, if none can."""
        last = found.chart
        for steps in range(found.steps + 1, LAST + 1):
            if self._easy(found.chart, found.map) or len(found.chart.boxes) >= _FEW:
                return found
            chart = self.charts.less(steps)
            if chart == last:
                continue
            last = chart
            tried = self.attempt(chart)
            if tried.legible and self._near_ease(chart, tried.found):
                other = self.finished(tried, steps, 0)
                if self._easy(chart, other.map):
                    return other
        return found

    def _easy(self, chart: Chart, found: Map) -> bool:
        """Whether names can be read with ease."""
        return self._size(chart, found) >= _EASY * self.least

    def _near_ease(self, chart: Chart, found: Map) -> bool:
        return self._size(chart, found) * _NEAR >= _EASY * self.least

    def drawn(self, steps: int, closed: int) -> _Try:
        """A chart laid out as well as can be, whether or not it can be read."""
        chart = self.charts.less(steps, closed)
        found = self._best(chart)
        return _Try(chart, found, self._legible(chart, found), True)

    def closed(self) -> Fitted:
        """The map with as few units closed as it takes."""
        units = self.charts.units
        low, high = max(0, self.charts.least_closed - 1), len(units)
        large = len(self.charts.organization.parties) > _LARGE
        if large and low < high and not self.attempt(self.charts.less(LAST, high)).legible:
            low = high  # where all are not enough, fewer are not
        best: _Try | None = None
        step = 1
        while low < high and best is None:  # how many are enough
            number = min(low + step, high)
            found = self.attempt(self.charts.less(LAST, number))
            if found.legible:
                best, high = found, number
            else:
                low = number
                step = step if number < _HALVED else step * 2
        while best is not None and high - low > 1:  # how few
            middle = (low + high) // 2
            found = self.attempt(self.charts.less(LAST, middle))
            if found.legible:
                best, high = found, middle
            else:
                low = middle
        if best is not None:
            said = _closed(high, paged=self.charts.paged)
            return self.finished(best, LAST + 1, high, said)
        if self.options.together:
            for kept, bands in _KEPT:
                found = self.attempt(self.charts.most_at_risk(kept, bands))
                if found.legible:
                    said = self._together(found.chart)
                    return self.finished(found, LAST + 2, high, said)
        found = self.drawn(LAST, len(units))
        said = self.small(found, last=True)
        if found.legible:
            said = _closed(len(units), paged=self.charts.paged)
        return self.finished(found, LAST + 1, len(units), said)

    def _together(self, chart: Chart) -> str:
        """That those who are not most at risk are drawn together, and what says more."""
        many = [box for box in chart.boxes if box.rest]
        parties = sum(len(box.parties) for box in many)
        others = len(chart.boxes) - len(many)
        verb = plural(parties, "shares", "share")
        pages = ", --pages unit has each unit on a page" if self.charts.paged else ""
        return (
            f"To be read at this size, the map has {counted(others, 'box', 'boxes')} as usual, "
            "those most at risk first; "
            f"{counted(parties, 'other party', 'other parties')} {verb} "
            f"{counted(len(many), 'box', 'boxes')}, by how many steps they are from a customer. "
            f"--view risk says more about them all{pages}, and --focus draws those around one."
        )

    def small(self, found: _Try, *, last: bool = False) -> str:
        """That the map cannot be read, and the command that helps."""
        size = self._size(found.chart, found.found) * 2
        crossings = found.found.crossings(_COUNTED)
        said = names_come_out(size) if size < self.least * 2 else ""
        if crossings > MOST_CROSSINGS:
            many = f"more than {_COUNTED:,}" if crossings > _COUNTED else f"{crossings:,}"
            lines = f"lines cross {many} times"
            said = f"{said}, and {lines}" if said else lines[0].upper() + lines[1:]
        pages = ", --pages unit each unit on a page" if self.charts.paged else ""
        help_ = (
            f"--view matrix shows everyone, --view risk what is at stake{pages}"
            if last
            else "leave out --all-lines, or use --view risk or --view matrix"
        )
        return f"{said}: the map cannot be read at this size. To see more, {help_}."

    def _best(self, chart: Chart, known: Map | None = None) -> Map:
        tries = _TRIES if len(chart.links) <= _MANY else 1
        return lay_out(
            chart,
            self.options.engine,
            lambda map: self._worth(chart, map),
            tries=tries,
            known=known,
            upright=self.options.upright,
            enough=(lambda map: self._comfortable(chart, map)) if tries > 1 else None,
            closer=lambda make, map: self._closer(chart, make, map),
        )

    def _closer(self, chart: Chart, make: Maker, found: Map) -> Map:
        """A map with less empty room where its names are small, if nothing gets worse by it."""
        enough = _EASY * self.least * _SURE
        size, crossings = self._size(chart, found), found.crossings(MOST_CROSSINGS)
        if self._easy(chart, found) or size < self.least or crossings > MOST_CROSSINGS:
            return found
        if len(found.curves) > _DENSE:
            return found
        around = self._around(chart, found.names.labelled)
        made = make.compacted(found, around.name_size, enough)
        if self._size(chart, made) <= size or made.crossings(MOST_CROSSINGS) > MOST_CROSSINGS:
            return found
        if len(fused(made.lines)) > _TOGETHER:  # they will not be told apart
            return found
        made = made.spread()
        areas = [made.area(box.id) for box in made.chart.boxes]
        most = found.unsaid + len(found.words) // _LOST
        worse = (
            made.crossings(MOST_CROSSINGS) > MOST_CROSSINGS
            or made.unsaid > (most if self._easy(chart, made) else found.unsaid)
            or behind(made.lines, made.ends, areas) > 0
            or bool(fused(made.lines))
        )
        return found if worse else made

    def _comfortable(self, chart: Chart, found: Map) -> bool:
        """Whether it is not worth looking for more: it can be read with ease, or not by far."""
        size = self._size(chart, found)
        if self._legible(chart, found):
            return size >= _EASY * self.least or len(chart.boxes) >= _FEW
        wide, high = found.size
        crossings = found.crossings(2 * MOST_CROSSINGS)
        far = size * _FURTHER < self.least or crossings > MOST_CROSSINGS * _FURTHER
        return far and wide <= high * WIDE

    def _size(self, chart: Chart, found: Map) -> float:
        return self._around(chart, found.names.labelled).name_size(found.size)

    def _around(self, chart: Chart, counts: bool) -> Surroundings:
        """What stands around the maps of a chart, made once."""
        known = self.around.get((id(chart), counts))
        if known is None or known.chart is not chart:
            keys = keys_of(chart, counts=counts) if self.options.legend else ()
            known = Surroundings(chart, keys, _READING, self.sheet)
            self.around[id(chart), counts] = known
        return known

    def _worth(self, chart: Chart, found: Map) -> float:
        """How large the names are, where the lines can be followed; else less, the more they
        cross."""
        size = self._size(chart, found)
        crossings = found.crossings(4 * MOST_CROSSINGS)
        if crossings > MOST_CROSSINGS:
            return size * MOST_CROSSINGS / crossings / 4
        fewer = size * (1 - crossings / MOST_CROSSINGS / _CLEAR)
        if not found.customers_last and any(box.kind == "customer" for box in chart.boxes):
            fewer *= _LAST_COLUMN
        return fewer if size < self.least else max(fewer, self.least)

    def _legible(self, chart: Chart, found: Map) -> bool:
        if found.tangled or self._size(chart, found) < self.least:
            return False
        return found.crossings(MOST_CROSSINGS) <= MOST_CROSSINGS

    def _near(self, chart: Chart, found: Map) -> bool:
        """Whether another layout may do."""
        most = int(MOST_CROSSINGS * _NEAR)
        wide, high = found.size
        return (
            not found.tangled
            and (wide > high * WIDE or self._size(chart, found) * _NEAR >= self.least)
            and found.crossings(most) <= most
        )

    def _hopeless(self, chart: Chart) -> bool:
        """Whether no layout can do: the boxes alone fill the sheet, or there are so many lines that
        they cross too often. (A drawing without crossings has 3 n - 6 at most; one with its
        suppliers at the left has far fewer.)"""
        sheet = self.sheet or SLIDE
        scale = self.least / sheet.least * 10.5 / 6
        room = sheet.width * sheet.height * scale * scale * _FULL
        wide, high = _AROUND
        used = 0.0
        for box in chart.boxes:
            text = lettering(box)
            used += (text.width + wide) * (text.height + high)
            if used > room:
                return True
        pairs = {frozenset((link.supplier, link.customer)) for link in chart.links}
        return len(pairs) > _LINES * len(chart.boxes) + _MORE


def _closed(number: int, *, paged: bool) -> str:
    """That units stand for their members, and what says more."""
    pages = ", --pages unit has each on a page" if paged else ""
    return (
        f"To be read at this size, {counted(number, 'unit')} had to stand for everyone inside. "
        f"--view risk says more about them all{pages}, and --all-lines draws them all."
    )
