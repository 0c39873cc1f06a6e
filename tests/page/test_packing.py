"""What a page knows is packed when it is written, and unpacked in the browser, value by value."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from effort import examples
from internalmap.page.packing import pack
from page.browser import Opened

_UNPACK = "(values) => values.map((value) => InternalmapPacking.unpack(value))"

_numbers = st.integers(-40, 40) | st.integers(-(2**53) + 1, 2**53 - 1)
_few = st.sampled_from(["", "$n", "it", "é<", "7", None])
_scalars = st.none() | st.booleans() | _numbers | st.floats(-9, 9) | _few
_keys = st.sampled_from(["ids", "of", "0", "7", "10", "007", "-1", "é"])


def _of(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Values, long lists of them, and objects: of any keys, of numbers, and many of the same."""
    rows = st.lists(_keys, min_size=1, max_size=3, unique=True).flatmap(
        lambda keys: st.lists(st.fixed_dictionaries(dict.fromkeys(keys, values)), max_size=9)
    )
    numbered = st.dictionaries(st.integers(0, 10**6).map(str), values, max_size=9)
    return (
        st.lists(values, max_size=12)
        | st.lists(st.none() | st.lists(values, max_size=4), max_size=9)
        | rows
        | numbered
        | st.dictionaries(_keys, values, max_size=7)
    )


values = st.recursive(_scalars | st.lists(_numbers, min_size=6) | st.lists(_few, min_size=6), _of)


@examples(400)
@given(st.lists(values, min_size=1, max_size=5))
def test_what_is_packed_is_unpacked_again(scripts: Opened, values: list[Any]) -> None:
    packed = json.loads(json.dumps([pack(value) for value in values]))
    plain = json.loads(json.dumps(values))
    assert scripts.asks(_UNPACK, packed) == plain


def test_what_is_packed_is_shorter() -> None:
    """Numbers near each other take a sign each, few different values too, and keys stand once."""
    signs = {
        "numbers in order": [*range(4_000, 6_000)],
        "few values": [28_800 * (number % 3) for number in range(2_000)],
        "some null": [None if number % 2 else number for number in range(2_000)],
        "lists": [[number] for number in range(1_000)],
        "few texts": ["a name that is long", "another"] * 1_000,
        "objects": [{"party": number, "grade": 1} for number in range(1_000)],
        "numbered": {str(2 * number): 1 for number in range(1_000)},
    }
    for what, value in signs.items():
        assert len(json.dumps(pack(value))) < 2_200, what


def test_short_lists_and_large_numbers_stay_as_they_are() -> None:
    assert pack([1, 2, 3]) == [1, 2, 3]
    assert pack([2**60] * 7) == [2**60] * 7
    assert pack([1.5] * 7) == [1.5] * 7
    assert pack([True, False] * 4) == [True, False] * 4
