"""`internalmap schema`."""

from __future__ import annotations

import json

from internalmap.cli.common import one_of
from internalmap.cli.streams import write


def schema(*, report: str | None, output: str | None) -> None:
    """Write a JSON Schema."""
    if report is None:
        from internalmap.schema.json_schema import json_schema

        write(json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n", output)
        return
    from importlib.resources import files

    files_by_name = {
        "analyze": "report-1",
        "party": "party-1",
        "impact": "impact-1",
        "trace": "trace-1",
        "agenda": "agenda-1",
        "check": "check-1",
        "diff": "diff-1",
        "simulate": "simulate-1",
        "advise": "advise-1",
    }
    stem = files_by_name[one_of(report, tuple(files_by_name), "--report")]
    text = files("internalmap").joinpath("schemas", f"{stem}.schema.json").read_text("utf-8")
    write(text, output)
