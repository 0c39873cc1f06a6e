"""Problems: every one is told, up to a bound on their number, whatever kind they are of."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from internalmap import errors
from internalmap.errors import InvalidModel, Problem
from internalmap.modelfile.build import validation
from internalmap.modelfile.build.files import Files
from internalmap.modelfile.build.validation import validate_part
from internalmap.modelfile.load import load, loads

MANY = range(200)

#: A model each in which two hundred things of one kind are wrong.
KINDS: dict[str, dict[str, Any]] = {
    "unknown suppliers": {"parties": {"a": {"needs": [f"x{n}" for n in MANY]}}},
    "a supplier again and again": {"parties": {"a": {"needs": [{"from": ["b"] * 201}]}, "b": None}},
    "selectors of nobody": {"parties": {"a": {"needs": [f"tag:x{n}" for n in MANY]}}},
    "globs of nobody": {"parties": {"a": {"needs": [f"x{n}*" for n in MANY]}}},
    "off the scale": {
        "parties": {"a": {"needs": [{"from": "b", "satisfaction": [9] * 200}]}, "b": None}
    },
    "no numbers": {"parties": {"a": {"needs": [{"from": "b", "satisfaction": ["x"] * 200}]}}},
    "unknown keys": {"parties": {"a": {f"x{n}": 1 for n in MANY}}},
    "unknown keys of the root": {f"x{n}": 1 for n in MANY},
    "unknown dimensions": {"needs": [{"satisfaction": {f"x{n}": 1 for n in MANY}}]},
    "wrong forms": {"parties": {"a": {"tags": [[] for _ in MANY]}}},
    "no dates": {"needs": [{"customer": "a", "from": "b", "reviewed": "x"} for _ in MANY]},
    "units": {"parties": {f"p{n}": {"part_of": "x"} for n in MANY}},
    "circles": {"parties": {f"p{n}": {"part_of": f"p{n}"} for n in MANY}},
    "missing keys": {"parties": {"a": {"actions": [{} for _ in MANY]}}},
    "acceptances": {
        "parties": {"a": {"accept": [{"rule": "chains", "stops": [f"x{n}" for n in MANY]}]}}
    },
    "policies": {"parties": {"a": None}, "check": {"policies": [{} for _ in MANY]}},
    "protected": {"parties": {"a": None}, "protect": [f"x{n}" for n in MANY]},
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_problems_of_every_kind_are_bounded(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading stops after so many problems, and says so; hardly more are ever made."""
    made = 0
    make = Problem.__init__

    def counted(self: Problem, *values: Any, **named: Any) -> None:
        nonlocal made
        made += 1
        make(self, *values, **named)

    text = json.dumps(KINDS[kind])
    with pytest.raises(InvalidModel) as complete:
        loads(text)
    monkeypatch.setattr(errors, "MAX_PROBLEMS", 50)
    monkeypatch.setattr(validation.validate_part, "__defaults__", (50,))
    monkeypatch.setattr(Problem, "__init__", counted)
    with pytest.raises(InvalidModel) as refused:
        loads(text)
    told = refused.value.problems
    stops = [each for each in told if each.message.startswith("reading stops here")]
    assert (len(told), len(stops)) == (51, 1)
    assert refused.value.outcome == "there may be more; nothing was analysed"
    assert made <= 51 + 1 + 50
    assert len(complete.value.problems) >= 200
    assert set(told) - set(stops) <= set(complete.value.problems)


def test_problems_of_all_files_together_are_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bound is one for the model, however many files it is in."""
    for number in range(20):
        (tmp_path / f"{number}.yaml").write_text("parties:\n  a:\n" + "  b:\n" * 5)
    monkeypatch.setattr(errors, "MAX_PROBLEMS", 50)
    with pytest.raises(InvalidModel) as refused:
        load(tmp_path)
    assert len(refused.value.problems) == 51


def test_what_is_wrong_with_very_many_values_is_told_of_the_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where pydantic finds too much, only the beginning is gone through in detail."""
    gone_through = 0
    paths = validation._paths

    def counted(error: Any) -> Any:
        nonlocal gone_through
        gone_through += error.error_count()
        return paths(error)

    monkeypatch.setattr(validation, "_paths", counted)
    entry = {"needs": [f"x{n}" for n in range(3)], "tags": [[] for _ in range(5_000)]}
    part = Files().text(json.dumps({"parties": {"a": {"kind": "x"}, "b": entry}}), "m", "m")
    said, problems = validate_part(part, 10)
    assert not said.complete
    assert [each.message.split(",")[0] for each in problems] == [
        "unknown kind 'x'",
        *["a text was expected"] * 10,
    ]
    assert gone_through < 200


def test_what_is_left_out_of_what_is_told_is_counted() -> None:
    """Problems that were collected elsewhere are cut too, and the number of the rest is said."""
    invalid = InvalidModel(Problem(None, f"{n:05}") for n in range(10_500))
    assert [each.message for each in invalid.problems] == [f"{n:05}" for n in range(10_000)]
    assert invalid.outcome == "500 more are left out; nothing was analysed"


def test_every_answer_of_a_rating_is_told() -> None:
    """One wrong answer does not hide the next."""
    with pytest.raises(InvalidModel) as refused:
        loads("parties: {a: {needs: [{from: b, satisfaction: [x, 3, ~, 9]}]}, b: }")
    assert [each.place.span.start.column for each in refused.value.problems if each.place] == [
        48, 54, 57,
    ]  # fmt: skip
