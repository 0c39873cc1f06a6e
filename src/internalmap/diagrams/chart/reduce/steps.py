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
from internalmap.diagrams.chart.reduce.sight import out_of_sight

#: The last step of those that need no other boxes; the next closes units.
LAST = 6


def reduced(chart: Chart, steps: int) -> Chart:
    """A chart after so many steps."""
    return next(islice(successively(chart), min(steps, LAST), None))


def successively(chart: Chart) -> Iterator[Chart]:
    """A chart as it is, then after each step."""
    served: Counter[str] = Counter(link.supplier for link in chart.links if not link.staffing)
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
