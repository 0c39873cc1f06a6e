"""The JSON Schema says of a model file what the reader says of its form."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from jsonschema import Draft7Validator

from command import ROOT
from effort import examples
from internalmap.modelfile.schema.json_schema import json_schema
from strategies import Model, models

EXAMPLES = sorted(ROOT.glob("examples/**/*.yaml"))


class _Loader(yaml.SafeLoader):
    """A plain loader that leaves dates alone, as editors do."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in forms if not tag.endswith(":timestamp")]
    for first, forms in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def complaints(model: Any) -> list[str]:
    """What the schema has against a model."""
    validator = Draft7Validator(json_schema())
    return [each.message for each in validator.iter_errors(model)]


def test_it_is_a_schema_of_draft_7() -> None:
    """The schema is itself valid, and is plain JSON."""
    Draft7Validator.check_schema(json_schema())
    assert json.loads(json.dumps(json_schema())) == json_schema()
    assert json_schema()["$schema"] == Draft7Validator.META_SCHEMA["$schema"]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_are_valid(path: Path) -> None:
    """Every example satisfies the schema."""
    model = yaml.load(path.read_text(encoding="utf-8"), _Loader)
    assert complaints(model) == []


@examples(100)
@given(models())
def test_models_are_valid(model: Model) -> None:
    """What the reader takes, the schema takes."""
    assert complaints(model) == []


def test_text_may_look_like_something_else() -> None:
    """Where text is expected, a number or a truth value is its text; null is not given."""
    party = {"name": 7, "note": True, "part_of": None, "tags": [2024, "a"], "needs": [9, None][:1]}
    assert complaints({"organization": 2026, "parties": {"it": party, "9": None}}) == []


@pytest.mark.parametrize(
    "model",
    [
        {"organisation": "a"},
        {"parties": []},
        {"parties": {"": {}}},
        {"parties": {"a\tb": {}}},
        {"parties": {"it": {"colour": "red"}}},
        {"parties": {"it": {"kind": "sistem"}}},
        {"parties": {"it": {"needs": "bar"}}},
        {"parties": {"it": {"needs": [{"form": "bar"}]}}},
        {"parties": {"it": {"needs": [{"service": "beer"}]}}},
        {"parties": {"it": {"needs": [{"from": "bar", "within": "1 day"}]}}},
        {"parties": {"it": {"needs": [{"from": "bar", "within": 5}]}}},
        {"parties": {"it": {"needs": [{"from": "bar", "at_least": 0}]}}},
        {"parties": {"it": {"needs": [{"from": "bar", "satisfaction": {"smiles": 3}}]}}},
        {"parties": {"it": {"headcount": -1}}},
        {"parties": {"it": {"availability": 2}}},
        {"parties": {"it": {"accept": [{"rule": "sole-supplier"}]}}},
        {"defaults": {"need": {"from": "it"}}},
        {"defaults": {"party": {"part_of": "it"}}},
        {"needs": [{"from": "it"}]},
        {"check": {"rules": {"no-such-rule": "error"}}},
        {"check": {"rules": {"silo": {"max": 3}}}},
        {"check": {"policies": [{"name": "a"}]}},
        {"internalmap": 2},
    ],
    ids=json.dumps,
)
def test_what_the_reader_refuses(model: Model) -> None:
    """A wrong form is a complaint."""
    assert complaints(model)


def properties(node: Any, way: str = "") -> Iterator[tuple[str, Any]]:
    """Every property of the schema, with the way to it."""
    if isinstance(node, list):
        for each in node:
            yield from properties(each, way)
    elif isinstance(node, dict):
        for name, inner in node.get("properties", {}).items():
            yield f"{way}/{name}", inner
        for key, inner in node.items():
            yield from properties(inner, f"{way}/{key}")


def test_every_key_is_described() -> None:
    """An editor has something to show at every key, on the key itself."""
    found = dict(properties(json_schema()))
    assert len(found) > 120
    assert [way for way, inner in found.items() if not inner.get("description")] == []
    descriptions = [inner["description"] for inner in found.values()]
    assert [text for text in descriptions if not text.endswith((".", ")"))] == []
