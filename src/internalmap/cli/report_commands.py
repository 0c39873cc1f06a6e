"""The commands that report on a model as it is. What they do is imported when they run."""

from __future__ import annotations

from typing import Annotated

import typer

from internalmap.cli.options import (
    Anonymize,
    Candidates,
    Color,
    Format,
    Model,
    OnlyNeeds,
    Output,
    PartyId,
    Protect,
    Quiet,
    StopsOn,
    Today,
    WithoutNeeds,
    target,
)
from internalmap.cli.root import app


@app.command(epilog="Example: internalmap init org.yaml")
def init(
    path: Annotated[
        str,
        typer.Argument(
            metavar="PATH", help="The file to write; never overwritten.", callback=target
        ),
    ] = "org.yaml",
    quiet: Quiet = False,
) -> None:
    """Write a commented starter model, ready to edit."""
    from internalmap.cli.init import init as command

    command(path, quiet=quiet)


@app.command(epilog="Example: internalmap analyze org.yaml --stops-on important -o report.md")
def analyze(
    model: Model,
    format: Format = None,
    output: Output = None,
    top: Annotated[
        int, typer.Option(min=1, metavar="N", help="How many rows a table has at most.")
    ] = 10,
    sort: Annotated[
        str,
        typer.Option(
            metavar="FIGURE",
            help="Rank bottlenecks by pressure, demand, through, utilisation, reach or impact.",
        ),
    ] = "pressure",
    cut_size: Annotated[
        int,
        typer.Option(min=1, metavar="N", help="How many absences together are tried; 1: no pairs."),
    ] = 2,
    structure: Annotated[
        bool, typer.Option("--structure", help="Add the figures of the whole organisation.")
    ] = False,
    roll_up: Annotated[
        str,
        typer.Option(
            metavar="TO",
            help="Group rows by party, unit, a depth such as 1, or a kind such as department.",
        ),
    ] = "party",
    protect: Protect = None,
    candidates: Candidates = None,
    stops_on: StopsOn = "essential",
    only_needs: OnlyNeeds = None,
    without_needs: WithoutNeeds = None,
    anonymize: Anonymize = False,
    today: Today = None,
    quiet: Quiet = False,
    color: Color = "auto",
) -> None:
    """Report single points of failure, bottlenecks, paper fallbacks and who is let down.

    Formats: text, json, markdown, csv (the table of parties), xlsx (a workbook with the
    map).
    """
    from internalmap.cli.analyze import analyze as command

    command(
        model,
        format=format,
        output=output,
        top=top,
        sort=sort,
        cut_size=cut_size,
        structure=structure,
        roll_up=roll_up,
        protect=protect,
        candidates=candidates,
        stops_on=stops_on,
        only_needs=only_needs,
        without_needs=without_needs,
        anonymize=anonymize,
        today=today,
        quiet=quiet,
        color=color,
    )


@app.command(epilog="Example: internalmap party org.yaml kitchen")
def party(
    model: Model,
    id: PartyId = None,
    all: Annotated[bool, typer.Option("--all", help="The cards of all parties.")] = False,
    format: Format = None,
    output: Output = None,
    protect: Protect = None,
    candidates: Candidates = None,
    stops_on: StopsOn = "essential",
    only_needs: OnlyNeeds = None,
    without_needs: WithoutNeeds = None,
    anonymize: Anonymize = False,
    quiet: Quiet = False,
    color: Color = "auto",
) -> None:
    """Print one party's card: whom it serves, whom it needs, what happens without it.

    What nobody wrote down stands as "not known: ask", so a printed card is also the form for an
    interview. Formats: text, json, markdown.
    """
    from internalmap.cli.party import party as command

    command(
        model,
        id,
        all=all,
        format=format,
        output=output,
        protect=protect,
        candidates=candidates,
        stops_on=stops_on,
        only_needs=only_needs,
        without_needs=without_needs,
        anonymize=anonymize,
        quiet=quiet,
        color=color,
    )


@app.command(epilog="Example: internalmap agenda org.yaml --ahead 60d")
def agenda(
    model: Model,
    ahead: Annotated[
        str, typer.Option(metavar="DURATION", help="How far to look ahead: 0, 30d, 3mo.")
    ] = "30d",
    format: Format = None,
    output: Output = None,
    only_needs: OnlyNeeds = None,
    without_needs: WithoutNeeds = None,
    anonymize: Anonymize = False,
    today: Today = None,
    quiet: Quiet = False,
    color: Color = "auto",
) -> None:
    """List what is due: feedback talks, actions, acceptances that run out.

    Formats: text, json, markdown, csv.
    """
    from internalmap.cli.agenda import agenda as command

    command(
        model,
        ahead=ahead,
        format=format,
        output=output,
        only_needs=only_needs,
        without_needs=without_needs,
        anonymize=anonymize,
        today=today,
        quiet=quiet,
        color=color,
    )
