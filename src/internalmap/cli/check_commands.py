"""The commands for CI and for editors. What they do is imported when they run."""

from __future__ import annotations

from typing import Annotated

import typer

from internalmap.cli.completion import complete_model
from internalmap.cli.options import (
    Candidates,
    Color,
    Format,
    OnlyNeeds,
    Output,
    Protect,
    Quiet,
    StopsOn,
    Today,
    WithoutNeeds,
    target,
)
from internalmap.cli.root import app


@app.command(epilog="Example: internalmap check org.yaml --since origin/main -f github")
def check(
    models: Annotated[
        list[str],
        typer.Argument(
            metavar="MODEL...",
            help="Model files, folders of them, or - for standard input.",
            autocompletion=complete_model,
        ),
    ],
    format: Format = None,
    output: Output = None,
    select: Annotated[
        list[str] | None,
        typer.Option(metavar="RULES", help="Only these rules: a,b.", show_default=False),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(metavar="RULES", help="All but these rules: a,b.", show_default=False),
    ] = None,
    fail_on: Annotated[
        str | None,
        typer.Option(
            metavar="SEVERITY",
            help="Fail from this severity on: error, warning or note; default: the model's "
            "choice, else error.",
            show_default=False,
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="REV",
            help="Only what this git revision did not have: origin/main, HEAD~1.",
            show_default=False,
        ),
    ] = None,
    baseline: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="Only what this baseline does not hold.", show_default=False
        ),
    ] = None,
    write_baseline: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Write all findings to this baseline.",
            show_default=False,
            callback=target,
        ),
    ] = None,
    protect: Protect = None,
    candidates: Candidates = None,
    stops_on: StopsOn = "essential",
    only_needs: OnlyNeeds = None,
    without_needs: WithoutNeeds = None,
    today: Today = None,
    quiet: Quiet = False,
    color: Color = "auto",
) -> None:
    """Hold models against the rules, for CI: exit code 1 where a finding fails the check.

    Formats: text, json, sarif, junit, github, gitlab, markdown.
    """
    from internalmap.cli.check import check as command

    code = command(
        models,
        format=format,
        output=output,
        select=select,
        ignore=ignore,
        fail_on=fail_on,
        since=since,
        baseline=baseline,
        write_baseline=write_baseline,
        protect=protect,
        candidates=candidates,
        stops_on=stops_on,
        only_needs=only_needs,
        without_needs=without_needs,
        today=today,
        quiet=quiet,
        color=color,
    )
    raise typer.Exit(code)


@app.command(epilog="Example: internalmap rules sole-supplier")
def rules(
    id: Annotated[
        str | None,
        typer.Argument(metavar="ID", help="The rule whose page is shown; default: all."),
    ] = None,
    format: Annotated[
        str, typer.Option("--format", "-f", metavar="NAME", help="text, markdown or json.")
    ] = "text",
    output: Output = None,
) -> None:
    """Show the rules of `check`: what each finds, why it matters, what to do."""
    from internalmap.cli.rules import rules as command

    command(id, format=format, output=output)


@app.command(epilog="Example: internalmap schema -o internalmap.schema.json")
def schema(
    report: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="The schema of a JSON result instead: analyze, party, impact, trace, simulate, "
            "advise, agenda, check or diff.",
            show_default=False,
        ),
    ] = None,
    output: Output = None,
) -> None:
    """Write the JSON Schema of the model file, for editors."""
    from internalmap.cli.schema import schema as command

    command(report=report, output=output)
