"""Sets of parties, few or many."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effort import examples
from internalmap.kernel import party_sets
from internalmap.kernel.party_sets import (
    PartySet,
    PartySets,
    count_of,
    in_bits,
    parties_in,
    with_lanes,
)
from internalmap.kernel.stopping import as_bits


@examples(300)
@given(st.lists(st.sets(st.integers(0, 39)), max_size=4))
def test_a_set_is_that_of_all_its_lanes_however_it_stands(blocks: list[set[int]]) -> None:
    """Blocks of forty parties, one after the other: up to 160 of them."""
    found: PartySet = ()
    for number, lanes in enumerate(blocks):
        found = with_lanes(found, 40 * number, as_bits(lanes))
    wanted = [40 * number + lane for number, lanes in enumerate(blocks) for lane in sorted(lanes)]
    assert list(parties_in(found)) == wanted
    assert (in_bits(found), count_of(found)) == (as_bits(wanted), len(wanted))
    assert isinstance(found, tuple) == (len(wanted) <= 32)


@examples(300)
@given(
    st.lists(st.dictionaries(st.integers(0, 9), st.integers(1, 2**40 - 1)), max_size=4),
    st.integers(0, 3),
    st.integers(0, 6),
)
def test_many_sets_are_what_was_put_into_each(
    blocks: list[dict[int, int]], patterns: int, few: int
) -> None:
    """However few parties stand one by one, and however few patterns a block has."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(party_sets, "_PATTERNS", patterns)
        patch.setattr(party_sets, "_FEW", few)
        found = PartySets()
        wanted: dict[int, PartySet] = {}
        for number, sets in enumerate(blocks):
            for party, lanes in sets.items():
                found.add(party, 40 * number, lanes)
                wanted[party] = with_lanes(wanted.get(party, ()), 40 * number, lanes)
        assert dict(found) == wanted
        assert (len(found), sorted(found)) == (len(wanted), sorted(wanted))
        found.discard(3)
        wanted.pop(3, None)
        assert dict(found) == wanted


def test_sets_that_are_nearly_alike_take_little_room() -> None:
    """A hundred of 8,000 parties each, that lack one: a pattern, and in what each differs from
    it."""
    every = 2**8000 - 1
    found = PartySets()
    for number in range(100):
        found.add(number, 0, every ^ 1 << number)
    kept = {id(pattern) for parts in found._large.values() for _, pattern, _ in parts}
    assert len(kept) == 1
    assert max(len(others) for [(_, _, others)] in found._large.values()) == 2
