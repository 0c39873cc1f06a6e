"""`internalmap advise`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from internalmap.cli.common.completion import complete_party
from internalmap.cli.common.options import Color, Format, Model, Output, Quiet, command, target

if TYPE_CHECKING:
    from internalmap.api.query import Query
    from internalmap.results.advise import Advice


@command("internalmap advise org.yaml --steps 3 --write new.yaml")
def advise(
    model: Model,
    *,
    steps: Annotated[
        int, typer.Option(min=1, metavar="N", help="How many steps to look for at most.")
    ] = 5,
    measures: Annotated[
        str | None,
        typer.Option(
            metavar="MEASURES",
            help="Which measures to look for: stand-in, back-sooner, hold-out, separated by "
            "commas; default: all.",
            show_default=False,
        ),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SELECTOR",
            help="Who never stands in.",
            autocompletion=complete_party,
            show_default=False,
        ),
    ] = None,
    write: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Save the model with these steps, its comments and order kept.",
            show_default=False,
            callback=target,
        ),
    ] = None,
    format: Format = None,
    output: Output = None,
    query: Query,
    quiet: Quiet = False,
    color: Color = "auto",
) -> None:
    """Name the few steps that remove the most risk: who stands in, comes back sooner, holds out.

    Formats: {formats}.
    """
    from internalmap.api.advise import advise as run
    from internalmap.cli.common.session import open_model, refuse_overwriting_model, report_target
    from internalmap.cli.common.streams import note
    from internalmap.text.escape import escape

    report = report_target(
        "advise", model, query, format=format, output=output, quiet=quiet, color=color
    )
    if write is not None:
        _check_write(write, output, query.anonymize)
    with report.progress() as progress:
        opened = open_model(model, query, also=[exclude])
        if write is not None:
            refuse_overwriting_model(write, opened.organization)
        advice = run(
            opened.organization,
            steps=steps,
            measures=[each.strip() for each in measures.split(",")] if measures else (),
            exclude=opened.also[0],
            **opened.query.settings,
            progress=progress,
        )
        progress("writing")
        text = report.render(advice)
        also = {}
        if write is not None:  # made before anything is written: where it cannot be, nothing is
            from internalmap.modelfile.edit import edited_text
            from internalmap.modelfile.edit_files import file_bytes

            changed = edited_text(opened.organization, advice.steps)
            also[write] = file_bytes(opened.organization.sources[0], changed)
    report.write_report(text, opened.organization, also)
    if write is not None and advice.questions:
        note(f"not in {escape(write)}: {_unwritten(advice)}", quiet)


def _unwritten(advice: Advice) -> str:
    """What cannot be written: what would have to be asked first."""
    from internalmap.model.phrases import Names, listed

    asked = Names(advice.names).shorts(each.party for each in advice.questions)
    return f"what to ask about {listed(asked, limit=5)}"


def _check_write(path: str, output: str | None, anonymize: bool) -> None:
    from internalmap.errors import InternalMapError
    from internalmap.targets import is_same

    if anonymize:
        raise InternalMapError(
            "--write and --anonymize do not go together",
            "A model is saved with the ids that it has; leave one of them out.",
        )
    if path == "-" or is_same(path, output):
        raise InternalMapError(
            f"--write: the model cannot go to {path}", "Name a file of its own, such as new.yaml."
        )
