"""Sets of parties, few or many."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from effort import examples
from internalmap.kernel.party_sets import PartySet, count_of, in_bits, parties_in, with_lanes
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
