"""`internalmap check`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

import typer

from internalmap.cli.common.completion import complete_model
from internalmap.cli.common.options import Color, Format, Outputs, Quiet, Today, command, target

if TYPE_CHECKING:
    from internalmap.api.query import Query
    from internalmap.results.check import Severity


@command("internalmap check org.yaml --since origin/main -f github", without=("anonymize",))
def check(
    models: Annotated[
        list[str],
        typer.Argument(
            metavar="MODEL...",
            help="Model files, folders of them, quoted globs of either, or - for standard input.",
            autocompletion=complete_model,
        ),
    ],
    *,
    format: Format = None,
    output: Outputs = None,
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
            help="Fail from this severity on: error, warning, note or never; default: the "
            "model's choice, else error.",
            show_default=False,
        ),
    ] = None,
    show: Annotated[
        str,
        typer.Option(
            metavar="SEVERITY",
            help="What text and Markdown tell in full, from this severity on: error, warning or "
            "note. The rest is counted by rule.",
        ),
    ] = "warning",
    since: Annotated[
        str | None,
        typer.Option(
            metavar="REV",
            help="Only what is new since this branch left a git revision: origin/main, HEAD~1.",
            show_default=False,
        ),
    ] = None,
    fail_on_new_model: Annotated[
        bool,
        typer.Option(
            "--fail-on-new-model",
            help="Fail also where there is no older model to compare with, as on the first day.",
        ),
    ] = False,
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
            help="Write all findings to this baseline; none fails, unless --fail-on says so.",
            show_default=False,
            callback=target,
        ),
    ] = None,
    prune_baseline: Annotated[
        bool,
        typer.Option(
            "--prune-baseline", help="Rewrite the baseline of --baseline without what is gone."
        ),
    ] = False,
    query: Query,
    today: Today = None,
    quiet: Quiet = False,
    color: Color = "auto",
) -> int:
    """Hold models against the rules, for CI: exit code 1 where a finding fails the check.

    Formats: {formats}.
    """
    import os
    from dataclasses import replace
    from importlib import import_module

    from internalmap.api.parts.check_models import Checks, named_rules
    from internalmap.arguments import one_of
    from internalmap.cli.common.outputs import findings_outputs
    from internalmap.cli.common.session import color_when, refuse_overwriting, report_written
    from internalmap.cli.common.streams import Progress, note, wants_color, width, write
    from internalmap.cli.run import DONE, FINDINGS, UNUSABLE
    from internalmap.errors import InternalMapError
    from internalmap.reports.check.options import CheckOptions
    from internalmap.reports.check.paths import unreadable_lines
    from internalmap.reports.check.wording import summary
    from internalmap.results.check import FAILING_ORDER, SEVERITY_ORDER
    from internalmap.targets import is_same

    outputs = findings_outputs(format, output or ())
    when = color_when(color)
    if fail_on is not None:
        one_of("fail_on", fail_on, FAILING_ORDER)
    told = cast("Severity", one_of("show", show, SEVERITY_ORDER))
    if since is not None and baseline is not None:
        raise InternalMapError(
            "--since and --baseline answer the same question", "Give one of them."
        )
    if fail_on_new_model and since is None and baseline is None:
        raise InternalMapError(
            "--fail-on-new-model says what fails of what is compared",
            "Give --since REV or --baseline FILE too.",
        )
    if prune_baseline and baseline is None:
        raise InternalMapError(
            "--prune-baseline does not say which baseline", "Name it: --baseline FILE."
        )
    if prune_baseline and write_baseline is not None:
        raise InternalMapError(
            "--write-baseline writes all findings, --prune-baseline keeps old ones alone",
            "Give one of them.",
        )
    paths = [each.path for each in outputs]
    if write_baseline is not None and (
        write_baseline == "-" or any(is_same(write_baseline, path) for path in paths)
    ):
        raise InternalMapError("the baseline and the report need a file each", "Name two files.")
    if since is not None and "-" in models:
        raise InternalMapError(
            "standard input has no older version for --since", "Name the file, or use --baseline."
        )
    run = Checks(
        query,
        select=named_rules("--select", select),
        ignore=named_rules("--ignore", ignore),
        today=today,
        fail_on=fail_on,
        since=since,
        fail_on_new_model=fail_on_new_model,
    )
    with Progress(quiet) as progress:
        run.take_all(models, progress)
        for file in (*paths, *([] if write_baseline is None else [write_baseline])):
            refuse_overwriting(file, run.read, "a file of the model")
        for file in paths if baseline is not None else ():
            refuse_overwriting(file, [str(baseline)], "the baseline that is compared with")
        if baseline is not None and prune_baseline:
            refuse_overwriting(baseline, run.read, "a file of the model")
        result = run.result(baseline, prune=prune_baseline)
        progress("writing")
        options = CheckOptions(
            fail_on=run.failing(),
            levels=run.levels,
            root=os.getcwd(),
            from_top=run.from_top(),
            # GitHub shows what is marked as suppressed as an open alert.
            suppressed=False,
            show=told,
        )
        texts = [
            str(
                import_module(form.module).render(
                    result, replace(options, width=width(path), color=wants_color(when, path))
                )
            )
            for form, path in outputs
        ]
    first, *others = outputs
    also = {
        str(path): text.encode("utf-8") for (_, path), text in zip(others, texts[1:], strict=True)
    }
    if (write_baseline is not None or prune_baseline) and result.unreadable:
        note("internalmap: the baseline is not written: a model cannot be used", quiet=False)
    elif write_baseline is not None:
        also[write_baseline] = run.baseline(write_baseline)
    elif baseline is not None and run.pruned is not None:
        also[baseline] = run.pruned
    # What people read: standard output, if it has text, else what is said beside the files.
    is_text = first.format.name == "text"
    write(texts[0], first.path, for_people=is_text, also=also)
    for path in (first.path, *also):
        report_written(path, quiet)
    if first.path is not None:
        note(f"internalmap: {summary(result)}", quiet)
    if not is_text or first.path is not None:
        for each in result.unreadable:
            for line in unreadable_lines(each, os.getcwd()):
                note(line, quiet=False)
        for message in result.notices:
            note(f"internalmap: {message}", quiet)
    if result.unreadable:
        return UNUSABLE
    compares = since is not None or baseline is not None
    if write_baseline is not None and not compares and fail_on is None:
        return DONE  # all that was found is old from now on
    return FINDINGS if run.fails(result) else DONE
