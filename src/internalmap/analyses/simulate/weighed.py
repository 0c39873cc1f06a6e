"""Combinations that are weighed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from internalmap.analyses.simulate.question import Chances, Question, Tell, planes

#: How many uncertain parties take all combinations in one block of lanes.
BLOCK_PARTIES = 14


def weighed(question: Question, tell: Tell) -> Chances:
    """All combinations: bit j of a lane's number says whether uncertain party j is gone. What
    would be if it were there stands in the lanes without that bit, so nothing is stopped anew."""
    count = len(question.parties)
    low = min(count, BLOCK_PARTIES)
    width = 1 << low
    everything = (1 << width) - 1
    patterns = [_with(party, width) for party in range(low)]
    inner, outer = _Weights(question.absences[:low]), _Weights(question.absences[low:])
    found = [0.0] * len(question.protected)
    counts: list[int] = []  # planes of how many are let down, all blocks in a row
    for block in range(1 << count - low):
        tell(f"weighing {1 << count:,} combinations, from number {block * width + 1:,}")
        above = [everything if block >> party & 1 else 0 for party in range(count - low)]
        let_down = question.case([*patterns, *above]).let_down
        weight = outer.of(1 << block)
        known: dict[int, float] = {}  # many are let down by the same combinations
        for number, lanes in enumerate(let_down):
            if lanes not in known:
                known[lanes] = inner.of(lanes)
            found[number] += weight * known[lanes]
        for place, plane in enumerate(planes(let_down)):
            if place == len(counts):
                counts.append(0)
            counts[place] |= plane << block * width
    tell("weighing what each absence does")
    weights = _Weights(question.absences)
    importances = [0.0] * count
    for place, plane in enumerate(counts):
        whole, without = weights.of(plane), weights.without_each(plane)
        for party in range(count):
            importances[party] += (whole - without[party]) * (1 << place)
    chances = [min(1.0, chance) for chance in found]
    return Chances(
        1 << count,
        True,
        question.complete,
        [(chance, chance, chance) for chance in chances],
        [max(0.0, worth) for worth in importances],
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
