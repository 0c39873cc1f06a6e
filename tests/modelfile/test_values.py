"""The bound on the number of values in one file: where it is, and that it is met before memory
is taken."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from internalmap.errors import InvalidModel
from internalmap.modelfile.load import loads
from internalmap.modelfile.syntax import json_text, yaml_events
from internalmap.modelfile.syntax.document import read_json, read_yaml

TEXTS = st.text(alphabet='"\\,:[{é', max_size=6)
VALUES = st.recursive(
    TEXTS | st.none() | st.integers(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXTS, inner, max_size=5),
    max_leaves=30,
)


def number_of_values(value: Any) -> int:
    """The values in a value, itself and keys included."""
    if isinstance(value, dict):
        return 1 + sum(1 + number_of_values(each) for each in value.values())
    if isinstance(value, list):
        return 1 + sum(map(number_of_values, value))
    return 1


def empty(value: Any) -> int:
    """The lists and mappings in a value that hold nothing."""
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return sum(map(empty, inner)) if value else 1
    return 0


@given(VALUES, st.integers(1, 8))
def test_values_of_json_are_counted_where_they_stand(value: Any, portion: int) -> None:
    """Texts that look like JSON do not count, however the file is cut into portions; what is empty
    counts as if it held something."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_text, "_PORTION", portion)
        text = json.dumps(value, ensure_ascii=False)
        most = number_of_values(value) + empty(value)
        patch.setattr(json_text, "MAX_VALUES", most)
        assert read_json(text).complete
        if most > 1:
            patch.setattr(json_text, "MAX_VALUES", most - 1)
            (syntax_problem,) = read_json(text).syntax_problems
            before = text[: syntax_problem.start].rstrip()
            assert before[-1] in ",:[{"


def test_too_many_values_are_told_where_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """YAML and JSON are refused at the value that is one too many; what aliases add counts."""
    monkeypatch.setattr(yaml_events, "MAX_VALUES", 10)
    monkeypatch.setattr(json_text, "MAX_VALUES", 10)
    for text in ('{"parties": {"a": {"tags": [1, 2, 3, 4, 5]}}}', "x: [1, 2, 3, 4, 5, 6, 7, 8, 9]"):
        with pytest.raises(InvalidModel) as refused:
            loads(text)
        (problem,) = refused.value.problems
        assert problem.message == "up to here, this file holds more than 5,000,000 values"
        assert problem.remedy == "Split the model into a folder of files."
    assert read_yaml("x: &x [1, 2]\ny: [*x]").complete
    assert not read_yaml("x: &x [1, 2]\ny: [*x, *x]").complete


def test_json_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Too many values are never made."""

    def read(*_: Any, **__: Any) -> None:
        raise AssertionError

    monkeypatch.setattr("json.loads", read)
    assert not read_json('{"x": [' + "1," * 5_000_000 + "1]}").complete
