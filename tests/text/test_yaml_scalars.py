"""YAML that others read too: the same texts and numbers to readers of YAML 1.1, of 1.2 and of
their own rules."""

from __future__ import annotations

import math
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from exchange.models_to_write import TRICKY, UNRULY
from internalmap.modelfile.write import yaml_text as yaml_text_module
from internalmap.modelfile.write.yaml_text import yaml_text
from internalmap.text.yaml_scalars import number_scalar, text_scalar

#: Texts that some reader of YAML takes for something else when they are plain.
MEANT = [
    "", "~", "null", "Null", "NULL", "true", "True", "TRUE", "tRue", "false", "yes", "Yes", "no",
    "NO", "on", "On", "off", "y", "Y", "n", "N", "=", "<<", ".inf", "-.INF", "+.Inf", ".nan",
    ".NaN", "NaN", "Inf", "0", "7", "+1", "-1", "010", "0o17", "0O17", "0x1F", "0X1f", "-0x1f",
    "0b101", "00123", "089", "1_000", "1,000", "1.0", "1.", ".5", "-.5", "1e5", "1E5", "1e+5",
    "1.5e-3", "1e", "12:30", "12:30:45", "190:20:30.15", "2026-01-01", "2026-1-1",
    "2026-01-01T12:30:00Z", "2026-01-01 12:30:45.1 -5", "2001-12-14t21:59:43.10-05:00", "---",
    "...", "-", "--", "+", ".", ":x", ":", "a: b", "a:", "a #b", "#a", "- a", "? a", "?", "&a",
    "*a", "!a", "!!str a", "|", ">", "%a", "@a", "`a", "[a]", "{a}", "]", "}", ",", "'a'", '"a"',
    " a", "a ", "a\tb", "a\nb",
]  # fmt: skip
#: Texts that nobody takes for anything else, and that read best without quotes.
PLAIN = [
    "front desk", "it", "24/7", "2d", "1.5h", "600/w", "1st floor", "Wi-Fi", "v1.2", "e5", "face",
    "nobody", "yesterday", "Ærlig øl", "it's", "a@b.c", "100 %", "x-1", "3 of 4", "日本",
]  # fmt: skip

_texts = st.one_of(
    st.sampled_from([*MEANT, *PLAIN, *TRICKY, *UNRULY]),
    st.text(st.sampled_from([*"0123456789-+._:,eExobTZ "]), max_size=12),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
)
_values = st.recursive(
    st.one_of(_texts, st.integers(), st.floats(allow_nan=False, allow_infinity=False)),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3),
        st.dictionaries(_texts, inner, min_size=1, max_size=3),
    ),
    max_leaves=6,
)


@pytest.mark.parametrize("text", MEANT)
def test_what_somebody_takes_for_something_else_is_quoted(text: str) -> None:
    for flow in (True, False):
        written = text_scalar(text, flow=flow)
        # Flow signs mean nothing outside of braces and brackets.
        assert written[0] == '"' or (not flow and text in ("]", "}", ",")), written


@pytest.mark.parametrize("text", PLAIN)
def test_what_nobody_takes_for_something_else_is_plain(text: str) -> None:
    assert text_scalar(text) == text


@given(st.dictionaries(_texts, _values, min_size=1, max_size=4))
@example({"true": {"0x1F": ["1e5", "00123", "="], ".nan": "010"}})
def test_others_read_what_was_written(entry: dict[str, Any]) -> None:
    text = yaml_text(entry)
    assert yaml.safe_load(text) == entry
    assert yaml.load(text, yaml.BaseLoader) == _as_texts(entry)


def _as_texts(value: Any) -> Any:
    """A value as a reader has it to which all is text."""
    if isinstance(value, dict):
        return {key: _as_texts(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_as_texts(inner) for inner in value]
    return value if isinstance(value, str) else number_scalar(value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_numbers_to_all(value: float) -> None:
    again = yaml.safe_load(number_scalar(value))
    assert isinstance(again, float) and (again, math.copysign(1, again)) == (
        value,
        math.copysign(1, value),
    )


def test_how_a_text_is_written_is_settled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def counted(text: str, *, flow: bool = True) -> str:
        asked.append(text)
        return text_scalar(text, flow=flow)

    monkeypatch.setattr(yaml_text_module, "text_scalar", counted)
    needs = [{"from": f"team {each % 7}", "service": "mail " * 20} for each in range(500)]
    yaml_text({"parties": {"a": {"needs": needs}}})
    # Ten keys and texts, in braces and on lines of their own, and two for the names of each.
    assert len(asked) < 40


def test_what_is_remembered_of_a_value_is_its_own() -> None:
    values = [{"x": value} for value in (1, True, 1.0, 0.0, -0.0, "1", "a\nb", "a\\nb", "c" * 120)]
    again = [{"x": each["x"]} for each in reversed(values)]
    text = yaml_text({"a": {"b": [*values, *again]}})
    kept = [each["x"] for each in yaml.safe_load(text)["a"]["b"]]
    expected = [each["x"] for each in (*values, *again)]
    assert [*map(repr, kept)] == [*map(repr, expected)]
