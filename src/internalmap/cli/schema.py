"""`internalmap schema`."""

from __future__ import annotations

from typing import Annotated

import typer

from internalmap.cli.common.options import Output, command


@command("internalmap schema -o internalmap.schema.json")
def schema(
    *,
    report: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="The schema of a JSON result instead: analyze, party, impact, scenarios, trace, "
            "simulate, advise, agenda, bia, forms, merge, check or diff.",
            show_default=False,
        ),
    ] = None,
    output: Output = None,
) -> None:
    """Write the JSON Schema of the model file, for editors."""
    import json

    from internalmap.arguments import one_of
    from internalmap.cli.common.streams import write
    from internalmap.modelfile.schema.json_schema import REPORTS, json_schema, report_schema

    if report is None:
        write(json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n", output)
        return
    write(report_schema(one_of("report", report, REPORTS)), output)
