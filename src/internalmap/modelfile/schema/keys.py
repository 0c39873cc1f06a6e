"""Which keys are allowed where, read off the JSON Schema."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any

from internalmap.modelfile.schema.json_schema import json_schema
from internalmap.source import Path


def allowed_keys(path: Path) -> tuple[str, ...]:
    """The keys that a mapping at this path may have, in the documented order."""
    steps = [0 if isinstance(step, int) else step for step in path]
    if path[:1] == ("parties",):
        steps[1:2] = [""]  # any party is as good as another
    return _allowed_keys(tuple(steps))


#: What people also call the keys of a model.
_CALLED = {
    **dict.fromkeys((
        "people", "members", "teams", "units", "nodes", "entities", "services", "systems",
        "actors", "departments", "roles", "staff",
    ), "parties"),
    **dict.fromkeys((
        "depends_on", "dependson", "dependencies", "requires", "uses", "edges", "links",
        "relations", "relationships",
    ), "needs"),
    **dict.fromkeys(("supplier", "suppliers", "provider", "supplied_by"), "from"),
    **dict.fromkeys(("company", "organisation"), "organization"),
    **dict.fromkeys(("type", "category"), "kind"),
    **dict.fromkeys(("criticality", "priority"), "importance"),
    **dict.fromkeys(("rto", "recovery", "recovery_time"), "restore"),
    **dict.fromkeys(("mtpd", "mao", "mtd", "impact_tolerance", "tolerance"), "limit"),
    **dict.fromkeys(("sla", "response_time"), "within"),
    **dict.fromkeys(("rating", "score"), "satisfaction"),
    **dict.fromkeys(("manager", "boss"), "reports_to"),
    **dict.fromkeys(("unit", "parent", "department"), "part_of"),
    **dict.fromkeys(("description", "comment", "remark"), "note"),
    **dict.fromkeys(("label", "title"), "name"),
}  # fmt: skip


def also_called(key: str, allowed: Collection[str]) -> str | None:
    """The key that is meant by another word for it, or by its singular or plural."""
    word = key.strip().casefold().replace(" ", "_").replace("-", "_")
    for meant in (_CALLED.get(word), *(other for other in allowed if _stem(other) == _stem(word))):
        if meant in allowed:
            return meant
    return None


def _stem(word: str) -> str:
    """A word as it is in the singular, more or less."""
    return word.removesuffix("ies") + "y" if word.endswith("ies") else word.removesuffix("s")


@cache
def known_keys() -> frozenset[str]:
    """The keys that the format knows, wherever they may stand."""
    schema = json_schema()
    nodes = [schema, *schema["definitions"].values()]
    return frozenset(key for node in nodes for key in node.get("properties", ()))


@cache
def _allowed_keys(path: Path) -> tuple[str, ...]:
    schema = json_schema()
    here = [schema]
    for step in path:
        here = [
            inner
            for outer in here
            for option in _options(outer, schema)
            for inner in _step(option, step)
        ]
    keys: dict[str, None] = {}
    for option in [found for outer in here for found in _options(outer, schema)]:
        keys.update(dict.fromkeys(option.get("properties", ())))
    return tuple(keys)


def _options(node: dict[str, Any], schema: dict[str, Any]) -> list[dict[str, Any]]:
    """A schema's alternatives, with references followed."""
    if "$ref" in node:
        return _options(schema["definitions"][node["$ref"].rsplit("/", 1)[1]], schema)
    if "anyOf" in node:
        return [found for option in node["anyOf"] for found in _options(option, schema)]
    return [node]


def _step(node: dict[str, Any], step: str | int) -> list[dict[str, Any]]:
    if isinstance(step, int):
        return [node["items"]] if "items" in node else []
    properties = node.get("properties", {})
    if step in properties:
        return [properties[step]]
    any_key = node.get("additionalProperties")
    return [any_key] if isinstance(any_key, dict) else []
