"""The chart of a picture, and the same with less in it: after so many steps, with units closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

from internalmap.diagrams.chart.build import View, chart
from internalmap.diagrams.chart.chart import Chart
from internalmap.diagrams.chart.reduce.steps import ranked, reduced, successively
from internalmap.diagrams.chart.visibility import MOST_PAGES
from internalmap.model.organization import Organization
from internalmap.model.units import outermost
from internalmap.results.analyze import Analysis


@dataclass(frozen=True)
class Charts:
    """What is shown, to be asked for as it is or with less."""

    organization: Organization
    analysis: Analysis
    view: View

    @cached_property
    def whole(self) -> Chart:
        """Everything that was asked for."""
        return chart(self.organization, self.analysis, self.view)

    def less(self, steps: int, closed: int = 0) -> Chart:
        """After so many steps, with so many units closed, those with the most inside first."""
        if closed:
            units = frozenset(self.units[:closed])
            whole = chart(self.organization, self.analysis, replace(self.view, closed=units))
            return reduced(whole, steps)
        found, coming = self._less
        found += islice(coming, max(0, steps + 1 - len(found)))
        return found[min(steps, len(found) - 1)]

    def most_at_risk(self, kept: int, bands: int) -> Chart:
        """With all units closed and after all steps, so many boxes for themselves, those most at
        risk, and the others together: one box for each number of steps from a customer, or so many
        bands of them."""
        return self._ranked(kept, bands)

    @cached_property
    def _ranked(self) -> Callable[[int, int], Chart]:
        return ranked(self.less(0, len(self.units)), self.analysis)

    @cached_property
    def _less(self) -> tuple[list[Chart], Iterator[Chart]]:
        """The whole with less and less in it, as far as was asked for; and what comes then."""
        return [], successively(self.whole)

    @property
    def paged(self) -> bool:
        """Whether each unit can have a page of its own: of the whole organisation alone, and where
        they are not too many."""
        asked = self.view.focus or self.view.only or self.view.highlight
        return bool(self.units) and not asked and len(self.organization.members) <= MOST_PAGES

    @property
    def least_closed(self) -> int:
        """So many units are closed in any case: a map with fewer of them closed is not tried."""
        return 0

    @cached_property
    def units(self) -> Sequence[str]:
        """The units that can be closed, in their order: those that are not around everybody. None
        where it was said what the boxes are."""
        if self.view.roll_up is not None:
            return ()
        opened = {unit for unit, open_ in outermost(self.organization).items() if open_}
        sizes = {
            unit: sum(1 for _ in self.organization.inside(unit))
            for unit in self.organization.members
            if unit not in opened
        }
        return sorted(sizes, key=lambda unit: (-sizes[unit], unit))
