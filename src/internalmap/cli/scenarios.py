"""`internalmap scenarios`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from internalmap.cli.common.completion import complete_scenario
from internalmap.cli.common.options import Color, Format, Model, Output, Quiet, command

if TYPE_CHECKING:
    from internalmap.api.query import Query


@command("internalmap scenarios org.yaml", without=("candidates",))
def scenarios(
    model: Model,
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NAME",
            help="The ids or the names of scenarios; default: all.",
            autocompletion=complete_scenario,
            show_default=False,
        ),
    ] = None,
    *,
    stock: Annotated[
        bool,
        typer.Option(
            "--stock",
            help="Print five scenarios to begin with, made for this model, and stop.",
        ),
    ] = False,
    format: Format = None,
    output: Output = None,
    query: Query,
    quiet: Quiet = False,
    color: Color = "auto",
) -> None:
    """Try the scenarios of a model: who is without from when to when, and what holds.

    Formats: {formats}.
    """
    from internalmap.api.parts.scenario_stock import stock_text
    from internalmap.api.query import Query as Asked
    from internalmap.api.scenarios import chosen
    from internalmap.api.scenarios import scenarios as run
    from internalmap.cli.common.session import (
        open_model,
        refuse_overwriting_model,
        report_target,
        report_written,
    )
    from internalmap.cli.common.streams import write
    from internalmap.errors import InternalMapError
    from internalmap.model.phrases import command as command_line
    from internalmap.model.phrases import quote
    from internalmap.modelfile.load import load

    begin = command_line("scenarios", quote(model), "--stock")
    if stock:
        if names or format is not None or query != Asked():
            raise InternalMapError(
                "--stock prints scenarios in the model's own ids, and tries none",
                f"Write: {begin}",
            )
        organization = load(model)
        refuse_overwriting_model(output, organization)
        write(stock_text(organization), output)
        report_written(output, quiet)
        return
    report = report_target(
        "scenarios", model, query, format=format, output=output, quiet=quiet, color=color
    )
    with report.progress() as progress:
        opened = open_model(model, query)
        known = opened.organization.scenarios
        if not known:
            raise InternalMapError(
                "the model has no scenarios", f"Print five to begin with: {begin}"
            )
        which = [each.id for each in chosen(known, names or (), opened.scenarios)]
        progress("trying scenarios")
        found = run(
            opened.organization,
            which,
            protect=opened.query.protect,
            stops_on=query.stops_on,
        )
        progress("writing")
        result = report.render(found)
    report.write_report(result, opened.organization)
