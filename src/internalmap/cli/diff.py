"""`internalmap diff`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from internalmap.cli.common.completion import complete_model
from internalmap.cli.common.options import Color, Format, Output, Quiet, Today, command

if TYPE_CHECKING:
    from internalmap.api.query import Query
    from internalmap.results.diff import Difference


@command("internalmap diff main:org.yaml org.yaml --fail-on new-spof")
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
        str | None,
        typer.Argument(
            metavar="[NEW]",
            help="The version now, in one of the same forms; left out with --since.",
            autocompletion=complete_model,
            show_default=False,
        ),
    ] = None,
    *,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="REV",
            help="Compare one model with itself where this branch left a git revision.",
            show_default=False,
        ),
    ] = None,
    fail_on: Annotated[
        str | None,
        typer.Option(
            metavar="WHAT",
            help="Exit code 1: new-spof, where somebody comes to let a protected party down "
            "alone; worse, where risk was gained, even if other risk was lost.",
            show_default=False,
        ),
    ] = None,
    format: Format = None,
    output: Output = None,
    cut_size: Annotated[
        int,
        typer.Option(min=1, metavar="N", help="How many absences together are tried; 1: no pairs."),
    ] = 2,
    query: Query,
    today: Today = None,
    quiet: Quiet = False,
    color: Color = "auto",
) -> int:
    """Compare two versions: what changed, what it does to risk, whom to tell.

    REV:path reads from git: HEAD~1:org.yaml, main:models; the path is seen from this folder.
    Formats: {formats}.
    """
    from dataclasses import replace

    from internalmap.api.diff import compare
    from internalmap.arguments import one_of
    from internalmap.cli.common.session import refuse_overwriting_model, report_target
    from internalmap.cli.common.streams import note
    from internalmap.cli.run import DONE, FINDINGS
    from internalmap.errors import InternalMapError
    from internalmap.model.phrases import command, quote
    from internalmap.modelfile.versions import is_path, read_since, read_two, shown_version

    if (new is None) is (since is None):
        raise InternalMapError(
            "two versions are compared, or one with itself in a git revision",
            f"Write: {command('diff', 'old.yaml', quote(old))}, or: "
            f"{command('diff', quote(old), '--since', 'HEAD~1')}",
        )
    if since is not None and old == "-":
        raise InternalMapError("standard input has no older version for --since", "Name the file.")
    new = old if new is None else new
    report = report_target(
        "diff", new, query, format=format, output=output, quiet=quiet, color=color,
        repeats=False,
    )  # fmt: skip
    if fail_on is not None:
        one_of("fail_on", fail_on, ("new-spof", "worse"))
    if since is None and old == new == "-":
        raise InternalMapError(
            "standard input holds one version only", "Name a file for the other one."
        )
    with report.progress() as progress:
        versions = read_two(old, new) if since is None else read_since(new, since)
        for version in (versions.old, versions.new):
            refuse_overwriting_model(output, version)
        found = compare(
            versions.old, versions.new, query, cut_size=cut_size, today=today, progress=progress
        )
        progress("writing")
        notices = (*versions.notices, *found.notices)
        found = replace(found, old=versions.called, new=shown_version(new), notices=notices)
        if query.anonymize or not is_path(new):  # no command can name what the report is about
            text = report.render(found, model="")
        else:
            text = report.render(found)
    report.write_report(text, versions.new)
    if report.format.made_from == "result":
        for notice in found.notices:
            note(f"internalmap: {notice}", quiet)
    return FINDINGS if _fails(found, fail_on) else DONE


def _fails(found: Difference, fail_on: str | None) -> bool:
    if fail_on == "new-spof":
        return bool(found.alone)
    return fail_on == "worse" and found.verdict in ("worse", "mixed")
