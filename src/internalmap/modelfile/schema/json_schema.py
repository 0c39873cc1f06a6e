"""The JSON Schema of a model file, for editors and for whoever writes models by program.

It is made from the same types that validate a file, so that the two cannot drift apart.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

#: The commands whose results have a JSON Schema.
REPORTS = (
    "analyze", "party", "impact", "trace", "agenda", "check", "diff", "simulate", "advise", "bia",
    "forms",
    "scenarios",
    "merge",
)  # fmt: skip

DIALECT = "http://json-schema.org/draft-07/schema#"


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a model file, draft 7, with a description of every key.

    It knows forms, not meaning: whether an id exists, or a selector picks somebody, is for
    the reader to say.
    """
    from internalmap.modelfile.schema.model_file import validator

    made = _plain(validator().json_schema(ref_template="#/definitions/{model}"))
    definitions = made.pop("$defs")
    return {
        "$schema": DIALECT,
        "title": "internalmap model",
        **made,
        "definitions": dict(sorted(definitions.items())),
    }


def report_schema(command: str) -> str:
    """The JSON Schema of what a command writes as JSON, as text; `REPORTS` are the commands."""
    folder = files("internalmap") / "modelfile" / "schema" / "reports"
    return (folder / f"{command}.schema.json").read_text("utf-8")


def _plain(node: Any) -> Any:
    """A schema without what pydantic adds for itself: titles that repeat the key, defaults, and
    references in a list of one."""
    if isinstance(node, list):
        return [_plain(each) for each in node]
    if not isinstance(node, dict):
        return node
    plain = {}
    for key, value in node.items():
        if key in ("properties", "$defs", "patternProperties"):
            plain[key] = {name: _plain(inner) for name, inner in value.items()}
        elif key != "title" and not (key == "default" and value is None):
            plain[key] = _plain(value)
    if isinstance(plain.get("anyOf"), list):
        plain = _alternatives(plain)
    if "patternProperties" in plain:
        ((pattern, inner),) = plain.pop("patternProperties").items()
        plain["propertyNames"] = {"pattern": pattern}
        plain["additionalProperties"] = inner
    return plain


def _alternatives(plain: dict[str, Any]) -> dict[str, Any]:
    """A schema with its alternatives as one list; null, where possible, as one more type."""
    options = _flat(plain.pop("anyOf"))
    if len(options) == 2 and options[1] == {"type": "null"}:
        only = options[0]
        if "enum" in only or "const" in only:
            values = only["enum"] if "enum" in only else [only["const"]]
            return {"enum": [*values, None], **plain}
        if "type" in only:
            types = only["type"] if isinstance(only["type"], list) else [only["type"]]
            return {**only, "type": [*types, "null"], **plain}
    return {"anyOf": options, **plain}


def _flat(options: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Alternatives of alternatives as one list, each once."""
    found: list[dict[str, Any]] = []
    for option in options:
        inner = option["anyOf"] if option.keys() == {"anyOf"} else [option]
        found += [each for each in inner if each not in found]
    return found
