"""The command that draws. What they do is imported when they run."""

from __future__ import annotations

from typing import Annotated

import typer

from internalmap.cli.completion import complete_party
from internalmap.cli.options import (
    Anonymize,
    Candidates,
    Model,
    OnlyNeeds,
    Protect,
    Quiet,
    StopsOn,
    WithoutNeeds,
    target,
)
from internalmap.cli.root import app


@app.command(epilog="Example: internalmap render org.yaml --focus kitchen --hops 2 -o kitchen.png")
def render(
    model: Model,
    view: Annotated[
        str, typer.Option(metavar="VIEW", help="map, pyramid, hierarchy or matrix.")
    ] = "map",
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write to this file; its ending sets the format. Default: beside the model.",
            show_default=False,
            callback=target,
        ),
    ] = None,
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="NAME",
            help="svg, png, pdf, dot or mermaid; default: by the ending of FILE, else svg.",
            show_default=False,
        ),
    ] = None,
    focus: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SELECTOR",
            help="Only the neighbourhood of these.",
            autocompletion=complete_party,
            show_default=False,
        ),
    ] = None,
    hops: Annotated[
        int | None,
        typer.Option(
            min=0,
            metavar="N",
            help="How many dependencies away a neighbour is at most; default: 1.",
            show_default=False,
        ),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SELECTOR",
            help="Only these; what lies between them becomes a dotted line.",
            autocompletion=complete_party,
            show_default=False,
        ),
    ] = None,
    roll_up: Annotated[
        str | None,
        typer.Option(
            metavar="TO",
            help="Boxes are: party (all of them), unit, a depth such as 1, or a kind. "
            "Default: units where there are too many parties to read.",
            show_default=False,
        ),
    ] = None,
    color_by: Annotated[
        str,
        typer.Option(metavar="FIGURE", help="risk, kind, load, satisfaction or unit."),
    ] = "risk",
    highlight: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SELECTOR",
            help="Show what the absence of these does.",
            autocompletion=complete_party,
            show_default=False,
        ),
    ] = None,
    legend: Annotated[
        bool, typer.Option("--legend/--no-legend", help="Explain shapes, marks and lines below.")
    ] = True,
    engine: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="builtin: the Graphviz that came along; system: the 'dot' on the PATH.",
        ),
    ] = "builtin",
    protect: Protect = None,
    candidates: Candidates = None,
    stops_on: StopsOn = "essential",
    only_needs: OnlyNeeds = None,
    without_needs: WithoutNeeds = None,
    anonymize: Anonymize = False,
    quiet: Quiet = False,
) -> None:
    """Draw a picture: SVG, PNG, PDF, DOT or Mermaid.

    The map has suppliers at the left, external customers at the right and units as frames around
    their members; the pyramid has customers on top and the boss at the bottom; the hierarchy is the
    classic chart; the matrix has a row and a column for each party.
    """
    from internalmap.cli.render import render as command

    command(
        model,
        view=view,
        format=format,
        output=output,
        focus=focus,
        hops=hops,
        only=only,
        roll_up=roll_up,
        color_by=color_by,
        highlight=highlight,
        legend=legend,
        engine=engine,
        protect=protect,
        candidates=candidates,
        stops_on=stops_on,
        only_needs=only_needs,
        without_needs=without_needs,
        anonymize=anonymize,
        quiet=quiet,
    )
