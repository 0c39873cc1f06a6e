"""The chance that protected parties are let down, when absences happen by chance.

In a *scenario* each candidate with an availability below 1 is gone with the probability of
1 − availability, independently of all others, and everyone inside it is gone with it. A protected
party is let down where it is in Stop of those who are gone; one that is gone itself is not served
either, and counts.

The *worth* of an uncertain party is how much the chances of all protected parties, summed, would
fall if it were always there. It is gone all the same where a unit that contains it is gone. (The
risk reduction of Vesely, Davis, Denning and Saltos, *Measures of Risk Importance and Their
Applications*, NUREG/CR-3385, 1983.)

A lane is a scenario. With few uncertain parties every combination of them is a lane, and is
weighed with its probability; else scenarios are drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from random import Random
from typing import NamedTuple

from internalmap.kernel.network import Network, only
from internalmap.kernel.scope import Scope
from internalmap.kernel.stopping import stop

#: Up to so many uncertain parties, all combinations of them are weighed.
EXACT_PARTIES = 20
#: The most scenarios that can be asked for.
MAX_SCENARIOS = 10_000_000
#: How many scenarios are drawn together. The draws depend on it: another number, another sample.
DRAWN_TOGETHER = 1 << 15
#: How many uncertain parties take all combinations in one block of lanes.
_BLOCK_PARTIES = 14
#: The quantile of the normal distribution that leaves 2.5 % above it: 95 % lie between.
_Z = 1.959963984540054

Tell = Callable[[str], None]


class Chances(NamedTuple):
    """For each protected party its chance with the bounds of it, for each uncertain one its
    worth. `exact`: the scenarios are all that there are."""

    scenarios: int
    exact: bool
    protected: list[tuple[float, float, float]]
    worths: list[float]


def uncertain(scope: Scope) -> list[int]:
    """The candidates with an availability below 1, in id order."""
    parties = list(scope.organization.parties.values())
    return [party for party in sorted(scope.candidates) if absence(parties[party].availability)]


def absence(availability: float | None) -> float:
    """The chance that a party is gone; one without an availability is always there. 90 % there is
    10 % gone, as people count, not what binary fractions leave."""
    return 0.0 if availability is None else float(1 - Decimal(str(availability)))


def chances(scope: Scope, parties: Sequence[int], scenarios: int, seed: int, tell: Tell) -> Chances:
    """What the absences of these uncertain parties do."""
    question = _Question.of(scope, parties)
    if len(parties) <= EXACT_PARTIES:
        return _weighed(question, tell)
    return _sampled(question, scenarios, seed, tell)


def wilson(count: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share, of which `count` of `total` independent draws were seen.

    (Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of the
    American Statistical Association 22, 1927.)

    >>> [round(bound, 4) for bound in wilson(10, 100)]
    [0.0552, 0.1744]
    """
    square = _Z * _Z
    share = count / total
    middle = (share + square / (2 * total)) / (1 + square / total)
    reach = _Z / (1 + square / total) * sqrt((share * (1 - share) + square / (4 * total)) / total)
    low = 0.0 if count == 0 else middle - reach
    high = 1.0 if count == total else middle + reach
    return low, high


@dataclass(frozen=True)
class _Question:
    """The part of a network that the absences of some parties can stop and the protected parties
    depend on.

    `absences`: the chance of each uncertain party to be gone; `inside`: the parties that can be
    gone with a unit, each after it, with that unit; `apart`: the uncertain parties, by position,
    whose own absence cannot come back to them, by a circle or by someone inside them.
    """

    network: Network
    protected: Sequence[int]
    parties: Sequence[int]
    absences: list[float]
    inside: list[tuple[int, int]]
    apart: list[int]

    @classmethod
    def of(cls, scope: Scope, parties: Sequence[int]) -> _Question:
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
        return cls(
            network,
            scope.protected,
            parties,
            [absence(everyone[party].availability) for party in parties],
            inside,
            [number for number, party in enumerate(parties) if party not in bound],
        )

    def gone(self, drawn: Iterable[int]) -> list[int]:
        """The lanes in which each party is gone, given those in which each uncertain one is drawn:
        with a unit go all inside it."""
        gone = [0] * len(self.network)
        for party, lanes in zip(self.parties, drawn, strict=True):
            gone[party] = lanes
        for party, unit in self.inside:
            gone[party] |= gone[unit]
        return gone

    def stopped(self, drawn: Iterable[int]) -> list[int]:
        """The lanes in which each protected party is let down."""
        lanes = stop(self.network, self.gone(drawn))
        return [lanes[party] for party in self.protected]


def _planes(all_lanes: Iterable[int]) -> list[int]:
    """In how many of the integers each lane is set: plane j has the bit of weight 2^j."""
    planes: list[int] = []
    for carry in all_lanes:
        for weight, plane in enumerate(planes):
            if not carry:
                break
            planes[weight] = plane ^ carry
            carry &= plane
        if carry:
            planes.append(carry)
    return planes


# Scenarios that are drawn


def _sampled(question: _Question, scenarios: int, seed: int, tell: Tell) -> Chances:
    """Scenarios come in blocks; in each, parties are drawn in id order. A block is drawn whole
    even where less of it is asked for, so that more scenarios begin with the same ones."""
    random = Random(seed)
    counts = [0] * len(question.protected)
    falls = [0] * len(question.parties)
    for first in range(0, scenarios, DRAWN_TOGETHER):
        tell(f"going through {scenarios:,} scenarios, from number {first + 1:,}")
        asked = (1 << min(DRAWN_TOGETHER, scenarios - first)) - 1
        drawn = [asked & draw(random, each, DRAWN_TOGETHER) for each in question.absences]
        gone = question.gone(drawn)
        lanes = stop(question.network, gone)
        stopped = [lanes[party] for party in question.protected]
        for number, found in enumerate(stopped):
            counts[number] += found.bit_count()
        left = _decisive(question, drawn, gone, lanes)
        for number, fall in _falls(question, drawn, stopped, left):
            falls[number] += fall
    return Chances(
        scenarios,
        False,
        [(count / scenarios, *wilson(count, scenarios)) for count in counts],
        [fall / scenarios for fall in falls],
    )


def draw(random: Random, chance: float, width: int) -> int:
    """As many lanes, each set with this chance, to the last bit of it.

    In each lane a number from 0 to 1 is compared with the chance, digit by binary digit from the
    first, until all lanes have met a digit that differs: about as many rounds as the width has
    digits. Smaller than the chance means set.
    """
    digits, denominator = chance.as_integer_ratio()
    undecided = (1 << width) - 1
    if digits == denominator:
        return undecided
    found = 0
    for place in range(denominator.bit_length() - 2, -1, -1):
        ones = undecided & random.getrandbits(width)
        if digits >> place & 1:
            found |= undecided ^ ones
            undecided = ones
        else:
            undecided ^= ones
        if not undecided:
            break
    return found


def _decisive(
    question: _Question, drawn: Sequence[int], gone: Sequence[int], lanes: Sequence[int]
) -> list[int]:
    """For each uncertain party the lanes in which it is drawn and its being there could help a
    protected party: no lane in which it would is missing.

    It could help where a chain of stopped parties, none of them gone after the first, leads to a
    protected one; unless its unit is gone or one of its own suppliers stopped without it.
    """
    network = question.network
    matters = [0] * len(lanes)
    for party in question.protected:
        matters[party] = lanes[party]
    for nodes, _ in reversed(network.components):
        changed = True
        while changed:  # a circle is gone round until nothing is added
            before = [matters[node] for node in nodes]
            for node in reversed(nodes):
                onwards = matters[node]
                if node < len(gone):
                    onwards ^= onwards & gone[node]
                if onwards:
                    for source in network.inputs[node]:
                        matters[source] |= onwards & lanes[source]
            changed = len(nodes) > 1 and before != [matters[node] for node in nodes]
    for party, unit in reversed(question.inside):
        matters[unit] |= matters[party]
    found = [chosen & matters[party] for party, chosen in zip(question.parties, drawn, strict=True)]
    for number in question.apart:
        for source in network.inputs[question.parties[number]]:
            found[number] &= ~lanes[source]
    place = {party: number for number, party in enumerate(question.parties)}
    for party, unit in question.inside:
        if party in place:
            found[place[party]] &= ~gone[unit]
    return found


def _falls(
    question: _Question, drawn: Sequence[int], stopped: Sequence[int], left: list[int]
) -> Iterator[tuple[int, int]]:
    """How many times fewer protected parties are let down if one uncertain party were always
    there, for each in turn, in pieces. `left`: the lanes in which that can make a difference.

    A round puts back one party in every scenario, another one in each: so it takes as many rounds
    as there are such parties in one scenario at the most, not one for each party.
    """
    while any(left):
        taken = 0
        back: dict[int, int] = {}
        for number, lanes in enumerate(left):
            chosen = lanes & ~taken
            if chosen:
                back[number] = chosen
                left[number] ^= chosen
                taken |= chosen
        again = question.stopped(lanes ^ back.get(number, 0) for number, lanes in enumerate(drawn))
        saved = _planes(before ^ after for before, after in zip(stopped, again, strict=True))
        for number, chosen in back.items():
            yield (
                number,
                sum((plane & chosen).bit_count() << weight for weight, plane in enumerate(saved)),
            )


# Combinations that are weighed


def _weighed(question: _Question, tell: Tell) -> Chances:
    """All combinations: bit j of a lane's number says whether uncertain party j is gone. What
    would be if it were there stands in the lanes without that bit, so nothing is stopped anew."""
    count = len(question.parties)
    low = min(count, _BLOCK_PARTIES)
    width = 1 << low
    everything = (1 << width) - 1
    patterns = [_with(party, width) for party in range(low)]
    inner, outer = _Weights(question.absences[:low]), _Weights(question.absences[low:])
    found = [0.0] * len(question.protected)
    counts: list[int] = []  # planes of how many are let down, all blocks in a row
    for block in range(1 << count - low):
        tell(f"weighing {1 << count:,} combinations, from number {block * width + 1:,}")
        above = [everything if block >> party & 1 else 0 for party in range(count - low)]
        stopped = question.stopped([*patterns, *above])
        weight = outer.of(1 << block)
        known: dict[int, float] = {}  # many are let down by the same combinations
        for number, lanes in enumerate(stopped):
            if lanes not in known:
                known[lanes] = inner.of(lanes)
            found[number] += weight * known[lanes]
        for place, plane in enumerate(_planes(stopped)):
            if place == len(counts):
                counts.append(0)
            counts[place] |= plane << block * width
    tell("weighing what each absence does")
    weights = _Weights(question.absences)
    worths = [0.0] * count
    for place, plane in enumerate(counts):
        whole, without = weights.of(plane), weights.without_each(plane)
        for party in range(count):
            worths[party] += (whole - without[party]) * (1 << place)
    chances = [min(1.0, chance) for chance in found]
    return Chances(
        1 << count,
        True,
        [(chance, chance, chance) for chance in chances],
        [max(0.0, worth) for worth in worths],
    )


def _with(party: int, width: int) -> int:
    """The lanes of which the number has this bit."""
    step = 1 << party
    return ((1 << width) - 1) // ((1 << step) + 1) << step


class _Weights:
    """What combinations of some uncertain parties weigh: the product of their chances.

    Lanes are weighed eight at a time, by a table of what the first three parties say of each of
    256 bytes; then each further party folds neighbours into one.
    """

    def __init__(self, absences: Sequence[float]) -> None:
        self._count = len(absences)
        self._further = absences[3:]
        self._bytes = 1 << len(self._further)
        first = [*absences, 0.0, 0.0, 0.0][:3]
        self._table = _byte_weights(first)
        self._without = [
            _byte_weights([*first[:place], 0.0, *first[place + 1 :]]) for place in range(3)
        ]

    def of(self, lanes: int) -> float:
        """The weight of these lanes together."""
        return _folded(self._begun(lanes, self._table), self._further) if lanes else 0.0

    def without_each(self, lanes: int) -> list[float]:
        """What they would weigh if a party were always there, for each party in turn: only those
        count then in which it is there, and they count for the others too."""
        found = [
            _folded(self._begun(lanes, table), self._further)
            for table in self._without[: self._count]
        ]
        values = self._begun(lanes, self._table)
        for place, absence in enumerate(self._further, 1):
            found.append(_folded(values[::2], self._further[place:]))
            values = _fold(values, absence)
        return found

    def _begun(self, lanes: int, table: Sequence[float]) -> list[float]:
        return list(map(table.__getitem__, lanes.to_bytes(self._bytes, "little")))


def _byte_weights(absences: Sequence[float]) -> list[float]:
    """What each byte weighs, of which the bits are the combinations of three parties."""
    return [
        _folded([float(byte >> lane & 1) for lane in range(8)], absences) for byte in range(256)
    ]


def _folded(values: list[float], absences: Iterable[float]) -> float:
    """The mean of the values over all combinations, weighed: a party at a time."""
    for absence in absences:
        values = _fold(values, absence)
    return values[0]


def _fold(values: list[float], absence: float) -> list[float]:
    """The values without the first party. Equal neighbours stay what they are, so what is certain
    comes out as 1."""
    return [
        here + absence * (gone - here) for here, gone in zip(values[::2], values[1::2], strict=True)
    ]
