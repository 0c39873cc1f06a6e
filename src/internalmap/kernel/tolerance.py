"""What a party can bear, and when an absence goes past it.

A need's `limit` is how long its customer can be without; a party's own is how long the organisation
can be without the party. A party is past what it can bear while

- an essential need with a limit has been unmet for that long without a break, or
- essential needs without one have held it up, their buffers used up, without a break for the
  party's own limit, 0 where it has none.

(The maximum tolerable period of disruption of ISO 22301 and ISO/TS 22317.)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import inf

from internalmap.kernel.clock import Interval
from internalmap.kernel.network import Network


def intolerable(
    network: Network, party: int, unmet: Mapping[int, Sequence[Interval]], back: float = 0
) -> list[Interval]:
    """The intervals in which a party is past what it can bear, by their start; they may overlap.

    `unmet` are those in which each need is unmet. `back` is when the party returns that is gone
    itself: until then it bears its own absence for its own limit, without end where it has none;
    from then on what holds it up counts, however long before that began.
    """
    limit = network.limits[party]
    found: list[Interval] = []
    held: list[Interval] = []
    for number in network.essential_of[party]:
        need = network.requirements[number].need
        buffer = need.buffer or 0
        for start, end in unmet.get(number, ()):
            if need.limit is None:
                if end - start > buffer:
                    held.append((start + buffer, end))
            elif end - start > need.limit:
                found.append((start + need.limit, end))
    for start, end in _joined(held):
        if end - start > (limit or 0):
            found.append((start + (limit or 0), end))
    if back:
        found = [(max(start, back), end) for start, end in found if end > back]
        if limit is not None and back > limit:
            found.append((limit, back))
    return sorted(found)


def needed(network: Network, party: int, unmet: Mapping[int, float]) -> float:
    """When a party that is not gone is first past what it can bear, were nobody to come back:
    without end, if never. `unmet` is when each need goes unmet."""
    limit = network.limits[party] or 0
    first = inf
    for number in network.essential_of[party]:
        since = unmet.get(number)
        if since is None:
            continue
        need = network.requirements[number].need
        bears = (need.buffer or 0) + limit if need.limit is None else need.limit
        first = min(first, since + bears)
    return first


def _joined(intervals: Iterable[Interval]) -> list[Interval]:
    """Intervals that overlap or touch made one."""
    found: list[Interval] = []
    for start, end in sorted(intervals):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
