"""The commands that answer what if, and what changed. What they do is imported when they run."""

from __future__ import annotations

from typing import Annotated

import typer

from internalmap.cli.completion import complete_model, complete_party
from internalmap.cli.options import (
    Anonymize,
    Candidates,
    Color,
    Format,
    Model,
    OnlyNeeds,
    Output,
    Protect,
    Quiet,
    StopsOn,
    WithoutNeeds,
    target,
)
from internalmap.cli.root import app


@app.command(epilog="Example: internalmap impact org.yaml --gone it --late payroll=2d")
def impact(
    model: Model,
    gone: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SELECTOR",
            help="Who is gone, with everyone inside.",
            autocompletion=complete_party,
            show_default=False,
        ),
    ] = None,
    late: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID=DURATION",
            help="Who is late, and by how long: kitchen=30min.",
            show_default=False,
        ),
    ] = None,
    why: Annotated[
        str | None,
        typer.Option(
            metavar="ID",
            help="Only this party's story, step by step.",
            autocompletion=complete_party,
            show_default=False,
        ),
    ] = None,
    format: Format = None,
    output: Output = None,
    protect: Protect = None,
    stops_on: StopsOn = "essential",
    only_needs: OnlyNeeds = None,
    without_needs: WithoutNeeds = None,
    anonymize: Anonymize = False,
    quiet: Quiet = False,
    color: Color = "auto",
) -> None:
    """Follow an absence or a delay: what happens, to whom, when, and by which chain.

    Formats: text, json, markdown.
    """
    from internalmap.cli.impact import impact as command

    command(
        model,
        gone=gone,
        late=late,
        why=why,
        format=format,
        output=output,
        protect=protect,
        stops_on=stops_on,
        only_needs=only_needs,
        without_needs=without_needs,
        anonymize=anonymize,
        quiet=quiet,
        color=color,
    )


@app.command(epilog="Example: internalmap trace org.yaml it guests")
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
    all: Annotated[bool, typer.Option("--all", help="Every chain, not only the shortest.")] = False,
    format: Format = None,
    output: Output = None,
    stops_on: StopsOn = "essential",
    only_needs: OnlyNeeds = None,
    without_needs: WithoutNeeds = None,
    anonymize: Anonymize = False,
    quiet: Quiet = False,
    color: Color = "auto",
) -> None:
    """Show how one party's work reaches another: the chains, and who stands on all of them.

    Formats: text, json, markdown.
    """
    from internalmap.cli.trace import trace as command

    command(
        model,
        supplier,
        customer,
        all=all,
        format=format,
        output=output,
        stops_on=stops_on,
        only_needs=only_needs,
        without_needs=without_needs,
        anonymize=anonymize,
        quiet=quiet,
        color=color,
    )


@app.command(epilog="Example: internalmap simulate org.yaml --protect guests")
def simulate(
    model: Model,
    scenarios: Annotated[
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
    protect: Protect = None,
    candidates: Candidates = None,
    stops_on: StopsOn = "essential",
    only_needs: OnlyNeeds = None,
    without_needs: WithoutNeeds = None,
    anonymize: Anonymize = False,
    quiet: Quiet = False,
    color: Color = "auto",
) -> None:
    """Say how likely each external customer is let down, from how often people are there.

    The model gives parties an availability. Where few have one, the chances are exact; else cases
    are drawn. Formats: text, json, markdown.
    """
    from internalmap.cli.simulate import simulate as command

    command(
        model,
        scenarios=scenarios,
        seed=seed,
        top=top,
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


@app.command(epilog="Example: internalmap advise org.yaml --steps 3 --write new.yaml")
def advise(
    model: Model,
    steps: Annotated[
        int, typer.Option(min=1, metavar="N", help="How many changes to look for at most.")
    ] = 5,
    write: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Save the model with these changes, its comments and order kept.",
            show_default=False,
            callback=target,
        ),
    ] = None,
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
    """Name the few changes that remove the most risk: who could stand in for whom.

    Formats: text, json, markdown.
    """
    from internalmap.cli.advise import advise as command

    command(
        model,
        steps=steps,
        write=write,
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


@app.command(epilog="Example: internalmap diff main:org.yaml org.yaml --fail-on new-spof")
def diff(
    old: Annotated[
        str,
        typer.Argument(
            metavar="OLD",
            help="The version before: a file, a folder, - or REV:path as git has it.",
            autocompletion=complete_model,
        ),
    ],
    new: Annotated[
        str,
        typer.Argument(
            metavar="NEW",
            help="The version now, in one of the same forms.",
            autocompletion=complete_model,
        ),
    ],
    fail_on: Annotated[
        str | None,
        typer.Option(
            metavar="WHAT",
            help="Exit code 1: new-spof, where somebody comes to let a protected party down "
            "alone; worse, where risk was gained and none lost.",
            show_default=False,
        ),
    ] = None,
    format: Format = None,
    output: Output = None,
    cut_size: Annotated[
        int,
        typer.Option(min=1, metavar="N", help="How many absences together are tried; 1: no pairs."),
    ] = 2,
    protect: Protect = None,
    candidates: Candidates = None,
    stops_on: StopsOn = "essential",
    only_needs: OnlyNeeds = None,
    without_needs: WithoutNeeds = None,
    anonymize: Anonymize = False,
    quiet: Quiet = False,
    color: Color = "auto",
) -> None:
    """Compare two versions: what changed, what it does to risk, whom to tell.

    REV:path reads from git: HEAD~1:org.yaml, main:models; the path is seen from this folder.
    Formats: text, json, markdown.
    """
    from internalmap.cli.diff import diff as command

    code = command(
        old,
        new,
        fail_on=fail_on,
        format=format,
        output=output,
        cut_size=cut_size,
        protect=protect,
        candidates=candidates,
        stops_on=stops_on,
        only_needs=only_needs,
        without_needs=without_needs,
        anonymize=anonymize,
        quiet=quiet,
        color=color,
    )
    raise typer.Exit(code)
