"""What the forms of a model file are made of: texts, words, lists, mappings, and functions that
read a value.

Each form is said twice, side by side: as pydantic's core, which holds files against it, wants to be
told, and as JSON Schema. The core is asked directly, since the models of pydantic itself take
longer to be made than a small file takes to be analysed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeAlias

#: A node of a JSON Schema, or of what pydantic's core takes.
Node: TypeAlias = dict[str, Any]


class Form(NamedTuple):
    """A form that values have: how they are read, what the JSON Schema says of them, the
    definitions that it refers to there, and which keys there are, where these are given."""

    reading: Node
    json: Node
    definitions: Mapping[str, Node] = {}
    keys: Mapping[str, tuple[Form, str]] = {}


#: The keys of a mapping, in their documented order: each with its form and what it means.
Keys: TypeAlias = dict[str, tuple[Form, str]]


def text(json: Node, **limits: object) -> Form:
    """A text, with limits such as `min_length`."""
    return Form({"type": "str", **limits}, json)


def read_by(function: Callable[[Any], object], json: Node) -> Form:
    """What a function makes of a value."""
    return Form({"type": "function-plain", "function": _called(function)}, json)


def one_of(*words: str) -> Form:
    """One of some words."""
    return Form({"type": "literal", "expected": [*words]}, {"enum": [*words], "type": "string"})


def list_of(item: Form) -> Form:
    """A list of which all items have a form."""
    json = {"items": item.json, "type": "array"}
    return Form({"type": "list", "items_schema": item.reading}, json, item.definitions)


def mapping_of(id: Form, value: Form) -> Form:
    """A mapping from ids to values of a form."""
    reading = {"type": "dict", "keys_schema": id.reading, "values_schema": value.reading}
    names = {"pattern": id.json["pattern"]}
    json = {"propertyNames": names, "type": "object", "additionalProperties": value.json}
    return Form(reading, json, value.definitions)


def short(expand: Callable[[Any], object], brief: Form, full: Form) -> Form:
    """A value that has a full form, and a brief one, which a function expands."""
    reading = {"type": "function-before", "function": _called(expand), "schema": full.reading}
    return Form(reading, {"anyOf": [brief.json, full.json]}, full.definitions)


def or_nothing(form: Form) -> Form:
    """A value that may be left empty."""
    json = form.json
    kinds = json.get("type")
    if "anyOf" in json:
        json = {"anyOf": [*json["anyOf"], {"type": "null"}]}
    elif "enum" in json or "const" in json:
        json = {"enum": [*json.get("enum", [json.get("const")]), None]}
    elif kinds is None:
        json = {"anyOf": [json, {"type": "null"}]}
    else:
        json = {**json, "type": [*(kinds if isinstance(kinds, list) else [kinds]), "null"]}
    return Form({"type": "nullable", "schema": form.reading}, json, form.definitions)


def entry(name: str, description: str, keys: Keys, required: tuple[str, ...] = ()) -> Form:
    """A mapping that has these keys and no others. All may be left out, or empty, as far as its
    form goes: what is required is told by the JSON Schema, and judged once defaults are filled in.
    `name` is that of its definition in the JSON Schema."""
    fields: dict[str, Node] = {}
    properties: dict[str, Node] = {}
    definitions: dict[str, Node] = {}
    for key, (form, meaning) in keys.items():
        reading, json, more, _ = or_nothing(form)
        fields[key] = {"type": "typed-dict-field", "schema": reading, "required": False}
        properties[key] = {**json, "description": meaning}
        definitions |= more
    definition: Node = {"additionalProperties": False}
    if description:
        definition["description"] = description
    definition["properties"] = properties
    if required:
        definition["required"] = [*required]
    definitions[name] = {**definition, "type": "object"}
    reading = {"type": "typed-dict", "fields": fields, "extra_behavior": "forbid"}
    return Form(reading, {"$ref": f"#/definitions/{name}"}, definitions, keys)


def _called(function: Callable[[Any], object]) -> Node:
    return {"type": "no-info", "function": function}
