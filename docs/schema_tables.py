"""The keys that a JSON Schema (draft 7) allows, as rows of a table, for `make.py`."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

Schema: TypeAlias = Mapping[str, Any]


class Stale(Exception):
    """A part of the documentation that cannot be written, and why."""


def _followed(schema: Schema, whole: Schema) -> Schema:
    """A schema with its reference followed; what stands beside the reference wins."""
    while True:
        if "$ref" in schema:
            target = whole["definitions"][schema["$ref"].rsplit("/", 1)[1]]
        elif len(schema.get("allOf", ())) == 1:
            target = schema["allOf"][0]
        else:
            return schema
        beside = {key: value for key, value in schema.items() if key not in ("$ref", "allOf")}
        schema = {**target, **beside}


def _options(schema: Schema, whole: Schema) -> list[Schema]:
    """The alternatives of a schema, null left out."""
    schema = _followed(schema, whole)
    for key in ("anyOf", "oneOf"):
        if key in schema:
            return [found for each in schema[key] for found in _options(each, whole)]
    return [] if schema.get("type") == "null" else [schema]


def _types(schema: Schema) -> list[str]:
    types = schema.get("type", [])
    return [types] if isinstance(types, str) else list(types)


# -------------------------------------------------------------------------------------- results

_RESULT_WORDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "object": "object",
    "null": "null",
}
_PLURALS = {"id": "ids", "object": "objects", "text": "texts"}


def result_rows(whole: Schema, path: Sequence[str] = ()) -> list[tuple[str, str, str]]:
    """The keys of a JSON result with type and meaning.

    Without a path: those at the root. A path names a definition (`#card`) or a key of the root;
    then all keys are listed, those of the objects inside after the key that holds them.
    """
    schema = whole
    for step in path:
        if step.startswith("#"):
            schema = whole["definitions"][step[1:]]
            continue
        options = _options(_followed(schema, whole)["properties"][step], whole)
        schema = options[0].get("items", options[0])
    rows = list(_result_rows(schema, whole, ""))
    return rows if path else [row for row in rows if "." not in row[0]]


def _result_rows(schema: Schema, whole: Schema, prefix: str) -> Iterator[tuple[str, str, str]]:
    for key, inner in _followed(schema, whole).get("properties", {}).items():
        meaning = _followed(inner, whole).get("description", "")
        yield f"`{prefix}{key}`", _result_type(inner, whole), meaning
        for option in _options(inner, whole):
            item = _followed(option["items"], whole) if "items" in option else option
            step = "[]." if "items" in option else "."
            yield from _result_rows(item, whole, f"{prefix}{key}{step}")


def _result_type(schema: Schema, whole: Schema) -> str:
    """The type of a value of a JSON result, in words."""
    if schema.get("$ref", "").endswith("/id"):
        return "id"
    schema = _followed(schema, whole)
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    if "enum" in schema:
        return " or ".join(f"`{value}`" for value in schema["enum"])
    both = schema.get("oneOf") or schema.get("anyOf")
    if both:
        return " or ".join(dict.fromkeys(_result_type(each, whole) for each in both))
    words = []
    for name in _types(schema) or ["object"]:
        if name == "array":
            inner = _result_type(schema.get("items", {}), whole)
            words.append(f"list of {_PLURALS.get(inner, inner)}")
        else:
            words.append(_RESULT_WORDS[name])
    return " or ".join(words)


# ------------------------------------------------------------------------------- the model file

_DEFAULT = re.compile(r"^(?P<meaning>.*?)[;.,]? +[Dd]efault:? +(?P<default>.+?)\.?$", re.DOTALL)

#: Forms of text: a pattern that takes the example is this form, the first that fits.
_FORMS = (
    ("95%", "percentage"),
    ("2026-03-31", "date"),
    ("38h/week", "work per period"),
    ("weekly", "rate"),
    ("2d", "duration"),
    ("10min", "working time"),
)


def key_rows(
    whole: Schema, path: Sequence[str] = (), required: Container[str] = ()
) -> list[tuple[str, str, str, str]]:
    """The keys of an entry of the model file: key, kind of value, default, meaning.

    A path leads to the entry, key by key; `*` stands for an id, `-` for an item of a list.
    `required` are keys that must be given although the schema does not say so, since defaults or
    another file may give them.
    """
    here: list[Schema] = [whole]
    for step in path:
        here = [
            inner
            for outer in here
            for option in _options(outer, whole)
            for inner in _inner(option, step)
        ]
    rows = {}
    for option in (found for outer in here for found in _options(outer, whole)):
        for key, inner in option.get("properties", {}).items():
            meaning = _followed(inner, whole).get("description", "")
            must = key in required or key in option.get("required", ())
            default = "**required**" if must else "–"
            match = _DEFAULT.match(meaning)
            if match is not None:
                meaning = f"{match['meaning']}."
                default = "–" if match["default"] == "unknown" else match["default"]
            rows[key] = (f"`{key}`", _key_type(inner, whole), default, meaning)
    return list(rows.values())


def _inner(option: Schema, step: str) -> list[Schema]:
    if step == "-":
        return [option["items"]] if "items" in option else []
    if step == "*":
        found = [option.get("additionalProperties"), *option.get("patternProperties", {}).values()]
        return [each for each in found if isinstance(each, dict)]
    return [option["properties"][step]] if step in option.get("properties", {}) else []


def _key_type(schema: Schema, whole: Schema) -> str:
    """The kind of a value of the model file, in words."""
    words: dict[str, None] = {}
    for option in _options(schema, whole):
        words.update(dict.fromkeys(_key_words(option, whole)))
    if {"text", "number", "true or false"} <= set(words):  # what was written is the text
        del words["number"], words["true or false"]
    if "duration" in words or "working time" in words:
        words.pop("`0`", None)
    return " or ".join(words)


def _key_words(option: Schema, whole: Schema) -> Iterator[str]:
    types = [name for name in _types(option) if name != "null"]
    if "const" in option:
        yield f"`{option['const']}`"
    elif "enum" in option:
        values = [f"`{value}`" for value in option["enum"] if value is not None]
        yield ", ".join(values) if len(values) <= 10 else "name of a rule"
    elif "pattern" in option and types == ["string"]:
        pattern = re.compile(option["pattern"])
        yield next((word for form, word in _FORMS if pattern.search(form)), "text")
    elif types == ["array"]:
        words = _key_type(option.get("items", {}), whole).split(" or ")
        yield f"list of {' or '.join(_PLURALS.get(word, f'{word}s') for word in words)}"
    elif types == ["object"]:
        yield "mapping"
    else:
        yield from (_RESULT_WORDS[name] for name in types)
