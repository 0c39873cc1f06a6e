"""The command for other programs' files. What it does is imported when it runs."""

from __future__ import annotations

from typing import Annotated

import typer

from internalmap.cli import options
from internalmap.cli.options import Anonymize, Quiet
from internalmap.cli.root import app


@app.command(epilog="Example: internalmap convert survey.csv org.yaml --columns customer=Team")
def convert(
    source: Annotated[
        str,
        typer.Argument(
            metavar="IN",
            help="CSV, Excel (org.xlsx#Sheet), GraphML, a model, a Backstage catalog, or a list of "
            "entries in YAML or JSON (catalog.yml#services).",
        ),
    ],
    target: Annotated[
        str,
        typer.Argument(
            metavar="OUT",
            help="The file to write: .yaml, .json, .csv, .xlsx or .graphml; or -.",
            callback=options.target,
        ),
    ],
    from_format: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="FORMAT",
            help="What IN is: yaml, json, csv, xlsx, graphml, backstage or records; default: by "
            "its ending.",
            show_default=False,
        ),
    ] = None,
    to_format: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="FORMAT",
            help="What OUT is to be: yaml, json, csv, xlsx or graphml; default: by its ending.",
            show_default=False,
        ),
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=HEADING",
            help="What a column means: customer=Team,supplier='Depends on'. Keys are those of the "
            "model; customer.KEY and supplier.KEY speak of the party; tag=HEADING makes tags; "
            "ignore=HEADING leaves one out.",
            show_default=False,
        ),
    ] = None,
    parties: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE",
            help="A table of the parties: CSV, Excel, GraphML or a list of entries. Who is not in "
            "it is not known.",
            show_default=False,
        ),
    ] = None,
    alternatives: Annotated[
        str | None,
        typer.Option(
            metavar="BY",
            help="service: rows of one customer and one service are one need, the first supplier "
            "with the others as fallbacks.",
            show_default=False,
        ),
    ] = None,
    split: Annotated[
        str | None,
        typer.Option(
            metavar="SIGN",
            help="What parts several suppliers in one cell, beside semicolons and line ends.",
            show_default=False,
        ),
    ] = None,
    importance: Annotated[
        str | None,
        typer.Option(metavar="IMPORTANCE", help="That of needs that say none.", show_default=False),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(metavar="KIND", help="That of parties that say none.", show_default=False),
    ] = None,
    scale: Annotated[
        str | None,
        typer.Option(
            metavar="MIN-MAX",
            help="The scale of satisfaction and expectation, such as 1-10; default: 1-5.",
            show_default=False,
        ),
    ] = None,
    title: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT",
            help="The title of the organisation; default: what IN says, else its name.",
            show_default=False,
        ),
    ] = None,
    table: Annotated[
        str | None,
        typer.Option(
            metavar="TABLE",
            help="Of CSV, only this table: parties or dependencies.",
            show_default=False,
        ),
    ] = None,
    skip_invalid: Annotated[
        bool,
        typer.Option("--skip-invalid", help="Leave out rows that cannot be used, and list them."),
    ] = False,
    anonymize: Anonymize = False,
    quiet: Quiet = False,
) -> None:
    """Make a model from a spreadsheet, a survey or a catalog, or the other way round.

    Headings are understood by their usual names; what is guessed is shown.
    """
    from internalmap.cli.convert import convert as command

    command(
        source,
        target,
        from_format=from_format,
        to_format=to_format,
        columns=columns,
        parties=parties,
        title=title,
        kind=kind,
        importance=importance,
        scale=scale,
        alternatives=alternatives,
        split=split,
        table=table,
        skip_invalid=skip_invalid,
        anonymize=anonymize,
        quiet=quiet,
    )
