"""The JSON Schema of a model file, for editors and for whoever writes models by program.

It is made from the same forms that validate a file, so that the two cannot drift apart.
"""

from __future__ import annotations

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
    from internalmap.modelfile.schema.model_file import MODEL_FILE

    definitions = dict(sorted(MODEL_FILE.definitions.items()))
    root = definitions.pop("ModelFile")
    title = "internalmap model"
    return {"$schema": DIALECT, "title": title, **root, "definitions": definitions}


def report_schema(command: str) -> str:
    """The JSON Schema of what a command writes as JSON, as text; `REPORTS` are the commands."""
    from importlib.resources import files

    folder = files("internalmap") / "modelfile" / "schema" / "reports"
    return (folder / f"{command}.schema.json").read_text("utf-8")
