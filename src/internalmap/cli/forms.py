"""`internalmap forms`."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from internalmap.cli.common.options import Color, Format, Model, Output, Quiet, a_day, command


@command('internalmap forms org.yaml --to forms --due 2026-12-15 --ask "Ada Berg, ext. 4711"')
def forms(
    model: Model,
    *,
    to: Annotated[
        str,
        typer.Option(metavar="FOLDER", help="The folder of the forms; made where there is none."),
    ],
    by: Annotated[
        str | None,
        typer.Option(
            metavar="WHAT",
            help="A form for each unit, or for each party; default: as those in the folder are, "
            "else unit.",
            show_default=False,
        ),
    ] = None,
    due: Annotated[
        date | None,
        typer.Option(
            metavar="DATE",
            parser=a_day,
            help="Until when answers are wanted.",
            show_default=False,
        ),
    ] = None,
    ask: Annotated[
        str | None,
        typer.Option(
            metavar="CONTACT",
            help="Whom to ask about the form, and how: it stands in each.",
            show_default=False,
        ),
    ] = None,
    status: Annotated[
        bool,
        typer.Option("--status", help="Make no form: tell who has answered, and renew forms.csv."),
    ] = False,
    again: Annotated[
        bool,
        typer.Option(
            "--again",
            help="A second round: for those who have not answered, and those whose needs others "
            "have changed. What is filled in is kept.",
        ),
    ] = False,
    format: Format = None,
    output: Output = None,
    anonymize: Annotated[
        bool,
        typer.Option("--anonymize", help="Refused: answers must find their way back.", hidden=True),
    ] = False,
    quiet: Quiet = False,
    color: Color = "auto",
) -> None:
    """Make forms that units fill in: what they need, what they give, who can stand in.

    Each is an Excel workbook, filled in with what the model says; forms.csv lists them.

    Formats: {formats}.
    """
    from internalmap.api.forms import forms as run
    from internalmap.api.query import Query
    from internalmap.cli.common.session import open_model, refuse_overwriting, report_target
    from internalmap.cli.common.streams import note
    from internalmap.errors import InternalMapError
    from internalmap.model.phrases import counted
    from internalmap.targets import is_same
    from internalmap.text.escape import escape

    if anonymize:
        raise InternalMapError(
            "forms are not anonymised: who fills one in must know the names, and the answers must "
            "find their way back",
            "Leave out --anonymize. A form shows of others their names alone.",
        )
    query = Query.of()
    report = report_target(
        "forms", model, query, format=format, output=output, quiet=quiet, color=color, caveats=(),
        repeats=False,
    )  # fmt: skip
    with report.progress() as progress:
        organization = open_model(model, query).organization
        made = run(
            organization, to, by=by, due=due, ask=ask, status=status, again=again,
            progress=progress,
        )  # fmt: skip
        progress("writing")
        result = report.render(made.round)
    sources = [each.name for each in organization.sources]
    for path in made.files:
        refuse_overwriting(path, sources, "a file of the model")
    if output is not None and any(is_same(output, path) for path in made.files):
        raise InternalMapError(
            f"{escape(output)} is a file of the forms", "Name another file for the result."
        )
    made.save()
    report.write_report(result, organization)
    if report.format.made_from == "result":
        for notice in made.round.notices:
            note(f"internalmap: {notice}", quiet)
    count = sum(row.made for row in made.round.forms)
    written = f"{counted(count, 'form')} and the list of forms" if count else "the list of forms"
    note(f"Wrote {written} in {escape(to)}", quiet)
    if organization.marking is not None and report.format.name != "csv":
        note("CSV has no place for the marking", quiet)
