"""`internalmap schema`."""

from __future__ import annotations

import json

from internalmap.cli.common import one_of
from internalmap.cli.streams import write


def schema(*, report: str | None, output: str | None) -> None:
    """Write a JSON Schema."""
    from internalmap.modelfile.schema.json_schema import REPORTS, json_schema, report_schema

    if report is None:
        write(json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n", output)
        return
    write(report_schema(one_of(report, REPORTS, "--report")), output)
