"""The Typer app: every command, its options and its help. What a command does is imported when it
runs."""

from __future__ import annotations

from typing import Annotated

import typer

from internalmap._version import __version__
from internalmap.cli.completion import complete_model, complete_party
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
)

app = typer.Typer(
    name="internalmap",
    help="Shows an organisation who depends on whom inside it, and what that puts at risk.",
    epilog="Begin with: internalmap init org.yaml, then: internalmap analyze org.yaml",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"internalmap {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    pass


@app.command(epilog="Example: internalmap init org.yaml")
def init(
    path: Annotated[
        str, typer.Argument(metavar="PATH", help="The file to write; never overwritten.")
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

    Formats: text, json, markdown, csv (the table of parties).
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
            metavar="FILE", help="Write all findings to this baseline.", show_default=False
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
