"""`internalmap merge`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from internalmap.cli.common.options import Color, Format, Model, Quiet, command, target

if TYPE_CHECKING:
    from internalmap.model.organization import Organization
    from internalmap.results.merge import Merge


@command("internalmap merge org.yaml forms --in-place")
def merge(
    model: Model,
    answers: Annotated[
        list[str],
        typer.Argument(
            metavar="ANSWERS...",
            help="Forms that came back, or their folder; tables such as a survey: Excel, CSV, "
            "lists of entries.",
        ),
    ],
    *,
    in_place: Annotated[
        bool,
        typer.Option(
            "--in-place", help="Write into the files of the model, comments and order kept."
        ),
    ] = False,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write the model elsewhere; one of several files, into this folder.",
            callback=target,
            show_default=False,
        ),
    ] = None,
    on_conflict: Annotated[
        str,
        typer.Option(
            metavar="WHAT",
            help="Of conflicts: stop and write nothing, keep what the model says, or take what "
            "one answer says against it.",
        ),
    ] = "stop",
    same: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=ID",
            help="Which party a name means that no party has; NAME=NAME is a new one.",
            show_default=False,
        ),
    ] = None,
    format: Format = None,
    anonymize: Annotated[bool, typer.Option("--anonymize", hidden=True)] = False,
    quiet: Quiet = False,
    color: Color = "auto",
) -> int:
    """Merge answers into the model: forms that came back, and surveys; tell what contradicts.

    Formats: {formats}.
    """
    from internalmap.api.merge import merge as run
    from internalmap.api.query import Query
    from internalmap.cli.common.session import report_target
    from internalmap.cli.run import DONE, FINDINGS
    from internalmap.errors import InternalMapError
    from internalmap.modelfile.load import load

    if anonymize:
        raise InternalMapError(
            "merge cannot anonymise: answers are about those whom they name",
            "Leave --anonymize out; internalmap convert anonymises the merged model.",
        )
    if in_place and output is not None:
        raise InternalMapError(
            "--in-place and -o do not go together", "Write into the model, or elsewhere."
        )
    report = report_target(
        "merge", model, Query(), format=format, output=None, quiet=quiet, color=color,
        caveats=(), repeats=False,
    )  # fmt: skip
    with report.progress() as progress:
        organization = load(model)
        if in_place:
            _check_in_place(organization)
        merged = run(
            organization, answers, on_conflict=on_conflict, same=_pairs(same), progress=progress
        )
        files = _written(merged, organization, output, in_place)
        progress("writing")
        text = report.render(merged, **({"model": ""} if files else {}))
    report.write_report(text, organization, files or None)
    stopped = on_conflict == "stop" and not merged.complete
    return FINDINGS if stopped else DONE


def _pairs(same: list[str] | None) -> dict[str, str]:
    """What `--same NAME=ID` says, by name."""
    from internalmap.errors import InternalMapError, for_each
    from internalmap.text.escape import quoted

    found: dict[str, str] = {}

    def take(pair: str) -> None:
        name, equals, meant = pair.rpartition("=")
        if not equals or not name.strip() or not meant.strip():
            raise InternalMapError(
                f"--same: {quoted(pair)} does not say which party a name means",
                'Write, for example: --same "the IT desk"=it.',
            )
        if found.setdefault(name, meant) != meant:
            raise InternalMapError(
                f"--same: {quoted(name)} is to mean two parties", "Say one of them."
            )

    for_each(take, same or ())
    return found


def _check_in_place(organization: Organization) -> None:
    from internalmap.errors import InternalMapError

    if organization.sources[0].name == "-":
        raise InternalMapError(
            "standard input cannot be written into", "Name the model's file, or say -o FILE."
        )


def _written(
    merged: Merge, organization: Organization, output: str | None, in_place: bool
) -> dict[str, bytes]:
    """The files to write, and what each is to hold."""
    import os

    from internalmap.cli.common.session import refuse_overwriting, refuse_overwriting_model
    from internalmap.errors import InternalMapError
    from internalmap.modelfile.edit_files import file_bytes, own_sources
    from internalmap.text.escape import escape

    if in_place:
        return dict(merged.texts)
    if output is None or (merged.on_conflict == "stop" and not merged.complete):
        return {}
    if output == "-":
        raise InternalMapError(
            "standard output has the report", "Name a file for the model: -o new.yaml."
        )
    read = [each.file for each in merged.files]
    whole = {
        source.name: merged.texts.get(source.name, file_bytes(source, source.text))
        for source in organization.sources
    }
    own = own_sources(organization)
    if len(own) == 1 and not os.path.isdir(output):
        paths = {output: whole[own[0].name]}
    else:
        if os.path.isfile(output):
            raise InternalMapError(
                f"{escape(output)} is a file, and the model stands in several",
                "Name a folder for them.",
            )
        inside = {
            name: data
            for name, data in whole.items()
            if ".." not in merged.relative[name].split("/")
        }
        paths = {os.path.join(output, merged.relative[name]): data for name, data in inside.items()}
    for path in paths:
        refuse_overwriting_model(path, organization)
        refuse_overwriting(path, read, "an answer that is read")
    for path in paths:
        folder = os.path.dirname(path)
        if folder:
            os.makedirs(folder, exist_ok=True)
    return paths
