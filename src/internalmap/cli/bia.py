"""`internalmap bia`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from internalmap.cli.common.options import Color, Format, Model, Output, Quiet, command

if TYPE_CHECKING:
    from internalmap.api.query import Query


@command("internalmap bia org.yaml -o bia.xlsx")
def bia(
    model: Model,
    *,
    format: Format = None,
    output: Output = None,
    top: Annotated[
        int, typer.Option(min=1, metavar="N", help="How many rows a table has at most.")
    ] = 10,
    query: Query,
    quiet: Quiet = False,
    color: Color = "auto",
) -> None:
    """Analyse business impact: what is done, what it stands on, by when that must be back.

    Formats: {formats}. CSV is the table of what it stands on, xlsx a workbook with all tables and a
    sheet for each need of who must not be let down.
    """
    from internalmap.api.bia import bia as run
    from internalmap.cli.common.session import open_model, report_target
    from internalmap.cli.common.streams import note

    report = report_target(
        "bia", model, query, format=format, output=output, quiet=quiet, color=color, top=top
    )
    with report.progress() as progress:
        opened = open_model(model, query)
        found = run(opened.organization, **opened.query.settings, progress=progress)
        progress("writing")
        result = report.render(found)
    if report.format.made_from == "result":
        for notice in found.notices:
            note(f"internalmap: {notice}", quiet)
    report.write_report(result, opened.organization)
