"""The address of a page says what is asked of it, and its durations are those of model files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies
from effort import examples
from internalmap.text import quantities, quantity_texts
from page.browser import Opened

_FORMAT = "(asked) => InternalmapAddress.format(asked)"
_PARSE = """([hash, known]) => {
  const ids = new Set(known);
  return InternalmapAddress.parse(hash, (id) => ids.has(id));
}"""
_NOTHING: dict[str, Any] = {
    "gone": [],
    "for": None,
    "t": None,
    "party": None,
    "unit": None,
    "find": None,
    "grade": None,
    "kind": None,
    "inside": None,
    "tag": None,
    "way": None,
    "need": None,
}

# Any text but half signs, which no file can hold.
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
ids = st.sampled_from(strategies.IDS) | texts
seconds = st.integers(0, 10**9) | st.integers(0, 400).map(lambda days: days * 86_400)


@examples(300)
@given(
    st.fixed_dictionaries(
        {
            "gone": st.lists(ids, max_size=4, unique=True),
            "for": st.none() | seconds,
            "t": st.none() | seconds,
            "party": st.none() | ids,
            "unit": st.none() | ids,
            "find": st.none() | texts,
            "grade": st.sampled_from([None, "1", "2", "3", "none"]),
            "kind": st.none() | texts,
            "inside": st.none() | ids,
            "tag": st.none() | texts,
            "way": st.sampled_from([None, "up", "down"]),
            "need": st.none() | texts,
        }
    )
)
def test_what_is_written_is_read_again(scripts: Opened, asked: dict[str, Any]) -> None:
    known = [*asked["gone"], asked["party"], asked["unit"], asked["inside"]]
    hash = scripts.asks(_FORMAT, asked)
    assert scripts.asks(_PARSE, [hash, known]) == asked | {"notices": []}
    assert hash == format_in_python(asked)
    assert hash.isascii()
    assert not set(hash) & set("\"'<>()[]{}*! \\^`|")


def format_in_python(asked: Mapping[str, Any]) -> str:
    """The same hash, by the library that reads addresses in Python."""
    said = {
        "gone": ",".join(quote(id, safe="") for id in asked["gone"]),
        "for": asked["for"] is not None and quantity_texts.duration_text(asked["for"]),
        "t": asked["t"] is not None and quantity_texts.duration_text(asked["t"]),
        **{key: quote(asked[key] or "", safe="") for key in [*_NOTHING][3:]},
    }
    parts = [f"{key}={value}" for key, value in said.items() if value]
    return f"#{'&'.join(parts)}" if parts else ""


def test_what_cannot_be_had_is_left_out_and_said(scripts: Opened) -> None:
    hash = "#gone=it,nobody,,it&for=4 hours&t=1.5h&party=%FF&unit=%C3%B8&colour=red&t=2h"
    hash += "&find=a%2Cb&grade=4"
    found = scripts.asks(_PARSE, [hash, ["it", "ø"]])
    assert found.pop("notices") == [
        "There is no party 'nobody' here.",
        "'4 hours' is no time, such as 30min or 4h.",
        "There is no party '%FF' here.",
        "The address asks for 'colour=red', which is nothing.",
        "The address says t twice: the first counts.",
        "grade is one of 1, 2, 3, none, and not '4'.",
    ]
    assert found == _NOTHING | {"gone": ["it"], "t": 5400, "unit": "ø", "find": "a,b"}


@pytest.mark.parametrize("hash", ["", "#", "#&", "#gone=", "#gone=,&party=&t="])
def test_an_address_may_ask_for_nothing(scripts: Opened, hash: str) -> None:
    assert scripts.asks(_PARSE, [hash, []]) == _NOTHING | {"notices": []}


@examples(100)
@given(
    st.lists(
        st.sampled_from([*"=&,%#+ 4h0é", "gone=", "for=", "t=", "find=", "it", "%2", "C", "&"])
    ).map("".join)
)
def test_any_hash_is_read_or_refused_in_words(scripts: Opened, hash: str) -> None:
    found = scripts.asks(_PARSE, [hash, ["it"]])
    assert found.keys() == {*_NOTHING, "notices"}
    if found["find"] is not None:
        assert found["find"] in {unquote(part[5:]) for part in hash.lstrip("#").split("&")}


written_durations = st.sampled_from(strategies.DURATIONS).map(str) | st.builds(
    "{}{}{}{}".format,
    st.integers(0, 10**7),
    st.sampled_from(["", "", ".5", ".25", ".3333", ".", ".000000000000001"]),
    st.sampled_from(["", " ", "  "]),
    st.sampled_from([*quantities.UNITS, "", "m", "H", "hours", "constructor"]),
)


@examples(300)
@given(st.lists(written_durations, min_size=1, max_size=20))
def test_durations_are_read_as_in_a_model_file(scripts: Opened, written: list[str]) -> None:
    def read(text: str) -> int | None:
        try:
            return quantities.duration(text)
        except ValueError:
            return None

    found = scripts.asks("(texts) => texts.map((text) => InternalmapDurations.read(text))", written)
    assert found == [read(text) for text in written]


@examples(300)
@given(st.lists(seconds | st.integers(0, 40).map(lambda n: n * 1830), min_size=1, max_size=50))
def test_durations_are_written_and_said_as_everywhere(scripts: Opened, lengths: list[int]) -> None:
    write = "(lengths) => lengths.map((length) => InternalmapDurations.write(length))"
    say = "(lengths) => lengths.map((length) => InternalmapDurations.say(length))"
    assert scripts.asks(write, lengths) == list(map(quantity_texts.duration_text, lengths))
    assert scripts.asks(say, lengths) == list(map(quantities.say_duration, lengths))
    assert scripts.asks(say, [None]) == [quantities.say_duration(None)]
