"""`internalmap trace`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from internalmap.cli.common.completion import complete_party
from internalmap.cli.common.options import Color, Format, Model, Output, Quiet, command

if TYPE_CHECKING:
    from internalmap.api.query import Query


@command("internalmap trace org.yaml it guests", without=("protect", "candidates"))
def trace(
    model: Model,
    supplier: Annotated[
        str,
        typer.Argument(
            metavar="SUPPLIER",
            help="The id of the party whose work is followed.",
            autocompletion=complete_party,
        ),
    ],
    customer: Annotated[
        str,
        typer.Argument(
            metavar="CUSTOMER",
            help="The id of the party that it is followed to.",
            autocompletion=complete_party,
        ),
    ],
    *,
    all: Annotated[bool, typer.Option("--all", help="Every chain, not only the shortest.")] = False,
    format: Format = None,
    output: Output = None,
    query: Query,
    quiet: Quiet = False,
    color: Color = "auto",
) -> None:
    """Show how one party's work reaches another: the chains, and who stands on all of them.

    Formats: {formats}.
    """
    from internalmap.api.trace import trace as follow
    from internalmap.cli.common.session import example, open_model, report_target
    from internalmap.errors import InternalMapError, for_each
    from internalmap.text.escape import escape

    report = report_target(
        "trace", model, query, format=format, output=output, quiet=quiet, color=color
    )
    with report.progress() as progress:
        opened = open_model(model, query)
        remedy = "A trace is between two parties: write their ids."
        ends = for_each(lambda id: opened.id(id, remedy), (supplier, customer))
        if ends[0] == ends[1]:
            raise InternalMapError(
                f"'{escape(supplier)}' is named twice",
                "Write the supplier, then another party: "
                f"{example('trace', model, '{supplier}', '{customer}')}",
            )
        progress("looking for chains")
        made = follow(opened.organization, *ends, every=all, stops_on=query.stops_on)
        progress("writing")
        text = report.render(made)
    report.write_report(text, opened.organization)
