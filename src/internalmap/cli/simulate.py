"""`internalmap simulate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from internalmap.cli.common.options import Color, Format, Model, Output, Quiet, command

if TYPE_CHECKING:
    from internalmap.api.query import Query


@command("internalmap simulate org.yaml --protect guests")
def simulate(
    model: Model,
    *,
    draws: Annotated[
        int,
        typer.Option(
            min=1,
            max=10_000_000,
            metavar="N",
            help="How many cases are drawn, where need be.",
        ),
    ] = 100_000,
    seed: Annotated[
        int,
        typer.Option(min=0, metavar="N", help="Another seed draws other cases."),
    ] = 1,
    top: Annotated[
        int, typer.Option(min=1, metavar="N", help="How many rows a table has at most.")
    ] = 10,
    format: Format = None,
    output: Output = None,
    query: Query,
    quiet: Quiet = False,
    color: Color = "auto",
) -> None:
    """Say how likely each external customer is let down, from how often people are there.

    The model gives parties an availability. Where few have one, the chances are exact; else cases
    are drawn. Formats: {formats}.
    """
    from internalmap.api.simulate import simulate as run
    from internalmap.cli.common.session import open_model, report_target

    report = report_target(
        "simulate", model, query, format=format, output=output, quiet=quiet, color=color,
        top=top, caveats=query.caveats(stops_on=False),
    )  # fmt: skip
    with report.progress() as progress:
        opened = open_model(model, query)
        found = run(
            opened.organization,
            draws=draws,
            seed=seed,
            **opened.query.settings,
            progress=progress,
        )
        progress("writing")
        text = report.render(found)
    report.write_report(text, opened.organization)
