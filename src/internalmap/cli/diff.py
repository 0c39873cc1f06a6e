"""`internalmap diff`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NoReturn, TypeAlias

import typer

from internalmap.cli.completion import complete_model
from internalmap.cli.options import Color, Format, Output, Quiet, Today, command

if TYPE_CHECKING:
    from internalmap.api.query import Query
    from internalmap.model.organization import Organization
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
    from internalmap.cli.run import DONE, FINDINGS
    from internalmap.cli.session import refuse_overwriting_model, report_target
    from internalmap.cli.streams import note
    from internalmap.errors import InternalMapError

    if (new is None) is (since is None):
        raise InternalMapError(
            "two versions are compared, or one with itself in a git revision",
            "Write OLD NEW, or MODEL --since REV.",
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
        if since is None:
            called, then, now, notices = _two(old, new)
        else:
            called, then, now, notices = _since(new, since)
        versions = [then, now]
        for version in versions:
            refuse_overwriting_model(output, version)
        found = compare(then, now, query, cut_size=cut_size, today=today, progress=progress)
        progress("writing")
        notices = (*notices, *found.notices)
        found = replace(found, old=called, new=_shown(new), notices=notices)
        if query.anonymize or not _is_path(new):  # no command can name what the report is about
            text = report.render(found, model="")
        else:
            text = report.render(found)
    report.write_report(text, versions[1])
    if report.format.made_from == "result":
        for notice in found.notices:
            note(f"internalmap: {notice}", quiet)
    return FINDINGS if _fails(found, fail_on) else DONE


def _fails(found: Difference, fail_on: str | None) -> bool:
    if fail_on == "new-spof":
        return bool(found.alone)
    return fail_on == "worse" and found.verdict in ("worse", "mixed")


#: How the old version is called, both versions, and what must be known about them.
_Versions: TypeAlias = "tuple[str, Organization, Organization, tuple[str, ...]]"


def _since(model: str, revision: str) -> _Versions:
    """A model as it was where this branch left a revision, and as it is."""
    from internalmap.modelfile.load import load
    from internalmap.modelfile.revisions import load_base

    now = load(model) if _is_path(model) else None
    older = load_base(model, revision)
    called = f"{_shown(model)} in {older.base.called}"
    notices = () if older.base.notice is None else (older.base.notice,)
    if older.organization is None and now is None:
        _refuse(model)
    then, now, said = _with_empty(older.organization, now, older.base.called, _shown(model))
    return called, then, now, (*notices, *said)


def _two(old: str, new: str) -> _Versions:
    """Two versions. One that is not there is empty where both have the same path, so that a model
    may come or go; else its name is a slip."""
    then, now = _read(old), _read(new)
    for version, found, other in ((old, then, now), (new, now, then)):
        if found is None and (other is None or _path_of(old) != _path_of(new)):
            _refuse(version)
    before, after, said = _with_empty(then, now, _shown(old), _shown(new))
    return _shown(old), before, after, said


def _with_empty(
    then: Organization | None, now: Organization | None, old: str, new: str
) -> tuple[Organization, Organization, tuple[str, ...]]:
    """Both versions, of which one may be missing and is empty, and that this is so."""
    if now is None:
        assert then is not None
        said = f"{new} is not there any more: it counts as an empty model, so all is gone."
        return then, _empty(then), (said,)
    if then is None:
        said = f"{old} has no such model: it counts as an empty one, so all is new."
        return _empty(now), now, (said,)
    return then, now, ()


def _empty(other: Organization) -> Organization:
    """A version with nothing in it, marked and measured as the other one."""
    from dataclasses import replace

    from internalmap.model.organization import CheckSettings

    return replace(
        other, parties={}, needs=(), staffing=(), boxes=frozenset(), protect=(),
        check=CheckSettings(), notices=(), sources=(),
    )  # fmt: skip


def _read(version: str) -> Organization | None:
    """A version: a file or a folder, standard input, or `REV:path` in a git repository; `None`
    where there is none."""
    from internalmap.errors import InternalMapError, InvalidModel
    from internalmap.modelfile.load import load

    if version == "-" or _is_path(version):
        return load(version)
    revision, colon, path = version.partition(":")
    if not colon:
        return None
    from internalmap.modelfile.revisions import load_revision

    try:
        return load_revision(path or ".", revision)
    except InvalidModel:
        raise
    except InternalMapError as error:
        remedy = error.remedy
        if "--baseline" in remedy:  # that is another command's way out
            remedy = "Name a file or a folder instead."
        raise InternalMapError(error.message, remedy) from None


def _refuse(version: str) -> NoReturn:
    """Say that a version is not there."""
    from internalmap.errors import InternalMapError
    from internalmap.modelfile.load import load
    from internalmap.text.escape import escape, quoted

    revision, colon, path = version.partition(":")
    if not colon:
        load(version)  # which says that there is no such file
    raise InternalMapError(
        f"{quoted(revision)} has no {escape(path)}",
        "Write the path as it was in that revision, seen from this folder.",
    )


def _path_of(version: str) -> str:
    """Where a version is in the work tree, or would be."""
    import os

    if not _is_path(version):
        version = version.partition(":")[2] or version
    return os.path.realpath(version)


def _is_path(version: str) -> bool:
    import os
    import re

    drive = re.match(r"[A-Za-z]:[\\/]", version)  # a path of Windows, not a revision of one letter
    return os.path.lexists(version) or drive is not None


def _shown(version: str) -> str:
    """How a version is named in results: by no place on this machine."""
    from internalmap.targets import shown_path

    if version == "-" or _is_path(version):
        return shown_path(version)
    revision, colon, path = version.partition(":")
    return f"{revision}{colon}{shown_path(path)}"
