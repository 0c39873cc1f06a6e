"""The steps by which less is drawn, in their order, each on top of those before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice

from internalmap.diagrams.chart.chart import Chart
from internalmap.diagrams.chart.reduce.captions import captions
from internalmap.diagrams.chart.reduce.chains import chains
from internalmap.diagrams.chart.reduce.equals import equals
from internalmap.diagrams.chart.reduce.hubs import hubs
from internalmap.diagrams.chart.reduce.leaves import leaves
from internalmap.diagrams.chart.reduce.rest import by_risk, rest
from internalmap.diagrams.chart.reduce.sight import out_of_sight
from internalmap.results.analyze import Analysis

#: The last step of those that need no other boxes; the next closes units.
LAST = 6


def reduced(chart: Chart, steps: int) -> Chart:
    """A chart after so many steps."""
    return next(islice(successively(chart), min(steps, LAST), None))


def successively(chart: Chart) -> Iterator[Chart]:
    """A chart as it is, then after each step."""
    served = _served(chart)
    all_: tuple[Callable[[Chart], Chart], ...] = (
        out_of_sight,
        equals,
        leaves,
        lambda found: hubs(found, served),
        chains,
        captions,
    )
    yield chart
    for step in all_:
        chart = step(chart)
        yield chart


def ranked(chart: Chart, analysis: Analysis) -> Callable[[int, int], Chart]:
    """The chart after all steps, with so many of its boxes that are most at risk, and so many bands
    of levels for the others."""
    served = _served(chart)
    seen = out_of_sight(chart)
    order = by_risk(seen, analysis)

    def less(kept: int, bands: int) -> Chart:
        found = equals(rest(seen, frozenset(order[:kept]), analysis, bands))
        return captions(chains(hubs(leaves(found), served)))

    return less


def _served(chart: Chart) -> Counter[str]:
    """How many each supplies in all."""
    return Counter(link.supplier for link in chart.links if not link.staffing)
