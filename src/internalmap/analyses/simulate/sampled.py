"""Draws, where there are too many combinations to weigh."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import sqrt
from random import Random

from internalmap.analyses.simulate.question import Case, Chances, Question, Tell, planes

#: The most draws that can be asked for.
MAX_DRAWS = 10_000_000
#: How many draws are made together. They depend on it: another number, another sample.
DRAWN_TOGETHER = 1 << 15
#: The quantile of the normal distribution that leaves 2.5 % above it: 95 % lie between.
_Z = 1.959963984540054


def sampled(question: Question, draws: int, seed: int, tell: Tell) -> Chances:
    """Draws come in blocks; in each, parties are drawn in id order. A block is drawn whole
    even where less of it is asked for, so that more draws begin with the same ones."""
    random = Random(seed)
    counts = [0] * len(question.protected)
    falls = [0] * len(question.parties)
    for first in range(0, draws, DRAWN_TOGETHER):
        tell(f"going through {draws:,} draws, from number {first + 1:,}")
        asked = (1 << min(DRAWN_TOGETHER, draws - first)) - 1
        drawn = [asked & draw(random, each, DRAWN_TOGETHER) for each in question.absences]
        case = question.case(drawn)
        for number, found in enumerate(case.let_down):
            counts[number] += found.bit_count()
        left = _decisive(question, drawn, case)
        for number, fall in _falls(question, drawn, case.let_down, left):
            falls[number] += fall
    return Chances(
        draws,
        False,
        question.complete,
        [(count / draws, *wilson(count, draws)) for count in counts],
        [fall / draws for fall in falls],
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


def _decisive(question: Question, drawn: Sequence[int], case: Case) -> list[int]:
    """For each uncertain party the lanes in which it is drawn and its being there could help a
    protected party: no lane in which it would is missing.

    It could help where a chain of stopped parties, none of them gone for good after the first,
    leads to one that is let down; unless its unit is gone for good or, where nobody comes back, one
    of its own suppliers stopped without it.
    """
    network, lanes = question.network, case.stopped
    matters = [0] * len(lanes)
    for party, found in zip(question.protected, case.let_down, strict=True):
        matters[party] = found
    for nodes, _ in reversed(network.components):
        changed = True
        while changed:  # a circle is gone round until nothing is added
            before = [matters[node] for node in nodes]
            for node in reversed(nodes):
                onwards = matters[node]
                if node < len(case.gone):
                    onwards ^= onwards & case.for_good[node]
                if onwards:
                    for source in network.inputs[node]:
                        matters[source] |= onwards & lanes[source]
            changed = len(nodes) > 1 and before != [matters[node] for node in nodes]
    for party, unit in reversed(question.inside):
        matters[unit] |= matters[party]
    left = [chosen & matters[party] for party, chosen in zip(question.parties, drawn, strict=True)]
    if question.returns is None:
        for number in question.apart:
            for source in network.inputs[question.parties[number]]:
                left[number] &= ~lanes[source]
    place = {party: number for number, party in enumerate(question.parties)}
    for party, unit in question.inside:
        if party in place:
            left[place[party]] &= ~case.for_good[unit]
    return left


def _falls(
    question: Question, drawn: Sequence[int], let_down: Sequence[int], left: list[int]
) -> Iterator[tuple[int, int]]:
    """How many times fewer protected parties are let down if one uncertain party were always
    there, for each in turn, in pieces. `left`: the lanes in which that can make a difference.

    A round puts back one party in every draw, another one in each: so it takes as many rounds
    as there are such parties in one draw at the most, not one for each party.
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
        again = question.case(
            [lanes ^ back.get(number, 0) for number, lanes in enumerate(drawn)],
            [before & taken for before in let_down],
        )
        saved = planes(
            before & taken & ~after for before, after in zip(let_down, again.let_down, strict=True)
        )
        for number, chosen in back.items():
            yield (
                number,
                sum((plane & chosen).bit_count() << weight for weight, plane in enumerate(saved)),
            )


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
