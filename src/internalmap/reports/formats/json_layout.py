"""JSON as people can read and compare it: the outer keys a line each, and a row a line."""

from __future__ import annotations

import json
from typing import TypeAlias

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
Object: TypeAlias = "dict[str, Json]"

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def laid_out(value: Json, levels: int = 1) -> str:
    """A value as JSON. Objects of the outer levels have a line for each key, lists of objects a
    line for each."""
    return _value(value, levels, "") + "\n"


def _value(value: Json, levels: int, margin: str) -> str:
    inner = margin + "  "
    if isinstance(value, dict) and value and levels > 0:
        entries = [
            f"{inner}{_encode(key)}: {_value(each, levels - 1, inner)}"
            for key, each in value.items()
        ]
        return "{\n" + ",\n".join(entries) + f"\n{margin}}}"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        rows = [f"{inner}{_value(each, levels - 1, inner)}" for each in value]
        return "[\n" + ",\n".join(rows) + f"\n{margin}]"
    return _encode(value)
