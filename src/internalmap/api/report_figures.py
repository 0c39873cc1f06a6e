"""The figures that a report alone tells. Nothing is judged by them, so that a check and a
comparison of two versions do without, until somebody asks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from internalmap.analyses.bottlenecks import demand, gateway, through
from internalmap.analyses.quality import Satisfaction, satisfaction
from internalmap.kernel.scope import Scope
from internalmap.kernel.stopping import count_per_lane, single_reach


class ReportFigures:
    """Each figure of all parties, by number, made when it is first asked for."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    @cached_property
    def reach(self) -> Sequence[int]:
        """How many others each depends on, near or far."""
        network = self._scope.network
        found: list[int] = []
        for block in single_reach(network):
            others = (block.lanes[party] ^ block.gone[party] for party in range(len(network)))
            found += count_per_lane(others, block.width)
        return found

    @cached_property
    def demand(self) -> Sequence[float]:
        """How strongly others ask for each."""
        return demand(self._scope.network)

    @cached_property
    def through(self) -> Sequence[float]:
        """The share of chains through each."""
        return through(self._scope)

    @cached_property
    def gateway(self) -> Sequence[int | None]:
        """For how many others each is the only way."""
        return gateway(self._scope)

    @cached_property
    def served(self) -> Satisfaction:
        """How satisfied each is, and others are with it."""
        return satisfaction(self._scope)

    def of_party(self, number: int, figure: str) -> Any:
        """One of them, of one party."""
        if figure in ("satisfaction_given", "satisfaction_received", "gap"):
            return getattr(self.served, figure.removeprefix("satisfaction_")).get(number)
        return getattr(self, figure)[number]
