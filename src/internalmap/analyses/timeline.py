"""The times of a report: until each single point of failure lets somebody down, and until each
defeated need goes unmet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from internalmap.kernel.clock import chain, clock, search
from internalmap.kernel.scope import Scope

#: How many steps all searches of one report may take together.
MAX_STEPS = 2_000_000


@dataclass(frozen=True)
class Times:
    """The times of a report.

    `after` and `chains`: when, and how, each single point of failure stops its first protected
    party. `unmet`: when each defeated need goes unmet, by (absence, need); those that it has not
    take `otherwise`. All are empty, and `complete` is false, where they took too many steps.
    """

    after: Mapping[int, float]
    chains: Mapping[int, tuple[str, ...]]
    unmet: Mapping[tuple[int, int], float]
    otherwise: float | None
    complete: bool


def times(
    scope: Scope, stops: Sequence[Sequence[int]], defeats: Mapping[int, Sequence[int]]
) -> Times:
    """The time until each single point of failure stops its first protected party, and until each
    defeated need goes unmet.

    `stops`: the protected parties that each party's absence stops; `defeats`: for each need, the
    absences that defeat it. In a model without buffers all times are 0, and the searches are for
    the chains alone.
    """
    network = scope.network
    at_once = not any(requirement.need.buffer for requirement in network.requirements)
    points = [party for party in scope.candidates if stops[party]]
    too_long = Times(dict.fromkeys(points, 0), {}, {}, 0, True) if at_once else _UNKNOWN
    watched: dict[int, list[int]] = {}
    if not at_once:
        if sum(map(len, defeats.values())) > MAX_STEPS:
            return too_long
        for number, absences in defeats.items():
            for absence in absences:
                watched.setdefault(absence, []).append(number)
    ticking = clock(network)
    protected = frozenset(scope.protected)
    after: dict[int, float] = {}
    chains: dict[int, tuple[str, ...]] = {}
    unmet: dict[tuple[int, int], float] = {}
    steps = 0
    for party in sorted({*points, *watched}):
        until = protected if stops[party] else frozenset()
        course = search(
            ticking, network.within(party), until_any=until, watched=watched.get(party, ())
        )
        if course.first is not None:
            after[party] = course.stopped[course.first]
            chains[party] = scope.ids(chain(course, course.first))
        for number in watched.get(party, ()):
            unmet[party, number] = course.unmet[number]
        steps += course.steps
        if steps > MAX_STEPS:
            return too_long
    return Times(after, chains, unmet, 0 if at_once else None, True)


_UNKNOWN = Times({}, {}, {}, None, False)
