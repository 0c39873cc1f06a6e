"""What can stop whom by chance, and whom each draw lets down."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from math import inf
from typing import NamedTuple

from internalmap._dataclass import dataclass
from internalmap.analyses.simulate.returns import Returns
from internalmap.kernel.network import Network, only
from internalmap.kernel.scope import Scope
from internalmap.kernel.stopping import stop

Tell = Callable[[str], None]


class Chances(NamedTuple):
    """For each protected party its chance with the bounds of it, for each uncertain one its
    worth. `exact`: the draws are all the combinations that there are; `complete`: all of them were
    followed in time as far as it matters, else whoever would stop counts as let down."""

    draws: int
    exact: bool
    complete: bool
    protected: list[tuple[float, float, float]]
    importances: list[float]


class Case(NamedTuple):
    """What happens in each lane: where each party is gone, where it stays gone for good, where each
    node stops, were nobody to come back, and where each protected party is let down, in their
    order."""

    gone: list[int]
    for_good: list[int]
    stopped: list[int]
    let_down: list[int]


def absence(availability: float | None) -> float:
    """The chance that a party is gone; one without an availability is always there. 90 % there is
    10 % gone, as people count, not what binary fractions leave."""
    return 0.0 if availability is None else float(1 - Decimal(str(availability)))


@dataclass(frozen=True)
class Question:
    """The part of a network that the absences of some parties can stop and the protected parties
    depend on.

    `absences`: the chance of each uncertain party to be gone; `restores`: when each is back;
    `inside`: the parties that can be gone with a unit, each after it, with that unit; `apart`: the
    uncertain parties, by position, whose own absence cannot come back to them, by a circle or by
    someone inside them. `returns` follows those who come back, if anybody does.
    """

    network: Network
    protected: Sequence[int]
    parties: Sequence[int]
    absences: list[float]
    restores: list[float]
    inside: list[tuple[int, int]]
    apart: list[int]
    returns: Returns | None

    @classmethod
    def of(cls, scope: Scope, parties: Sequence[int]) -> Question:
        """Leave out what makes no difference."""
        whole = scope.network
        everyone = list(scope.organization.parties.values())
        gone = [0] * len(whole)
        for party in parties:
            gone[party] = 1
        inside = []
        for party in whole.units_first:
            unit = whole.unit[party]
            if unit >= 0 and gone[unit]:
                gone[party] = 1
                inside.append((party, unit))
        network = only(whole, stop(whole, gone), scope.protected)
        bound = {node for nodes, _ in network.components if len(nodes) > 1 for node in nodes}
        bound.update(unit for _, unit in inside)
        restores = [whole.restore[party] for party in parties]
        return cls(
            network=network,
            protected=scope.protected,
            parties=parties,
            absences=[absence(everyone[party].availability) for party in parties],
            restores=restores,
            inside=inside,
            apart=[number for number, party in enumerate(parties) if party not in bound],
            returns=None
            if min(restores, default=inf) == inf
            else Returns.of(scope, network, parties),
        )

    @property
    def complete(self) -> bool:
        """Whether all that was asked until now was followed in time as far as it matters."""
        return self.returns is None or self.returns.complete

    def case(self, drawn: Sequence[int], among: Sequence[int] | None = None) -> Case:
        """What happens, given the lanes in which each uncertain party is drawn; `among`: the lanes
        that are asked about for each protected party, in their order, if not all."""
        gone = self._gone(drawn)
        returns = self.returns
        if returns is None:
            stopped = stop(self.network, gone)
            return Case(gone, gone, stopped, [stopped[party] for party in self.protected])
        absent = [lanes if end else 0 for lanes, end in zip(drawn, self.restores, strict=True)]
        away = self._gone(absent)
        stopped, first = stop(self.network, away), stop(returns.at_once, away)
        later = {since: self._later(drawn, since) for since in {*returns.long.values()}}
        for_good = self._gone(self._those(drawn, inf))
        let_down = []
        for place, party in enumerate(self.protected):
            sure = gone[party] | later[returns.long[party]][party]
            if party in returns.bears_nothing:
                sure |= first[party]
            asked = stopped[party] & ~sure
            if among is not None:
                asked &= among[place]
            if asked:
                sure |= returns.let_down(party, asked, absent, stopped, for_good)
            let_down.append(sure)
        return Case(gone, for_good, stopped, let_down)

    def _those(self, drawn: Sequence[int], since: float) -> list[int]:
        """The lanes in which each is drawn, without those who are back before a time."""
        return [
            lanes if end >= since else 0 for lanes, end in zip(drawn, self.restores, strict=True)
        ]

    def _later(self, drawn: Sequence[int], since: float) -> list[int]:
        """The lanes in which each node stops by those alone who are not back before a time."""
        return stop(self.network, self._gone(self._those(drawn, since)))

    def _gone(self, drawn: Iterable[int]) -> list[int]:
        """The lanes in which each party is gone: with a unit go all inside it."""
        gone = [0] * len(self.network)
        for party, lanes in zip(self.parties, drawn, strict=True):
            gone[party] = lanes
        for party, unit in self.inside:
            gone[party] |= gone[unit]
        return gone


def planes(all_lanes: Iterable[int]) -> list[int]:
    """In how many of the integers each lane is set: plane j has the bit of weight 2^j."""
    found: list[int] = []
    for carry in all_lanes:
        for weight, plane in enumerate(found):
            if not carry:
                break
            found[weight] = plane ^ carry
            carry &= plane
        if carry:
            found.append(carry)
    return found
