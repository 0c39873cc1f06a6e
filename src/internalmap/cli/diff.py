"""`internalmap diff`."""

from __future__ import annotations

import os
import re
from dataclasses import replace

from internalmap.api.query import Query
from internalmap.cli.common import (
    Progress,
    asked_for,
    choose_format,
    deliver,
    look,
    note,
    one_of,
    spare_model,
)
from internalmap.errors import InternalMapError, InvalidModel
from internalmap.model.organization import Organization
from internalmap.modelfile.load import load
from internalmap.results.diff import Difference
from internalmap.text.escape import printable, quoted

#: Exit code beside 0: the change does what was not to be.
FOUND = 1

#: A path of Windows, not a revision of one letter.
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


def diff(
    old: str,
    new: str,
    *,
    fail_on: str | None,
    format: str | None,
    output: str | None,
    cut_size: int,
    protect: list[str] | None,
    candidates: list[str] | None,
    stops_on: str,
    only_needs: list[str] | None,
    without_needs: list[str] | None,
    anonymize: bool,
    quiet: bool,
    color: str,
) -> int:
    """Read both versions, compare, report; the exit code."""
    name, form = choose_format(format, output)
    if form.difference is None:
        raise InternalMapError(f"a comparison has no {name} form", "Choose text, json or markdown.")
    if fail_on is not None:
        one_of(fail_on, ("new-spof", "worse"), "--fail-on")
    query = Query.of(
        protect=protect,
        candidates=candidates,
        stops_on=stops_on,
        only_needs=only_needs,
        without_needs=without_needs,
        anonymize=anonymize,
    )
    if old == new == "-":
        raise InternalMapError(
            "standard input holds one version only", "Name a file for the other one."
        )
    style = replace(
        look(new, output, color),
        asked=asked_for(only_needs=only_needs, without_needs=without_needs, stops_on=stops_on),
    )
    with Progress(quiet) as progress:
        versions = [_read(old), _read(new)]
        for version in versions:
            spare_model(output, version)
        from internalmap.api.diff import compared

        found = compared(
            versions[0],
            versions[1],
            query,
            cut_size=cut_size,
            progress=progress,
        )
        progress("writing")
        found = replace(found, old=_shown(old), new=_shown(new))
        if anonymize or not _is_path(new):
            style = replace(style, model="")  # no command can name what the report is about
        text = form.difference(found, style)
    deliver(text, output, versions[1], format=name, quiet=quiet)
    if name == "json":
        for notice in found.notices:
            note(f"internalmap: {notice}", quiet)
    return FOUND if _fails(found, fail_on) else 0


def _fails(found: Difference, fail_on: str | None) -> bool:
    if fail_on == "new-spof":
        return bool(found.single_points_of_failure.gained)
    return fail_on == "worse" and found.verdict == "worse"


def _read(version: str) -> Organization:
    """A version: a file or a folder, standard input, or `REV:path` in a git repository."""
    if version == "-" or _is_path(version):
        return load(version)
    revision, colon, path = version.partition(":")
    if not colon:
        return load(version)  # which says that there is no such file
    from internalmap.modelfile.revisions import load_revision

    try:
        found = load_revision(path or ".", revision)
    except InvalidModel:
        raise
    except InternalMapError as error:
        remedy = error.remedy
        if "--baseline" in remedy:  # that is another command's way out
            remedy = "Name a file or a folder instead."
        raise InternalMapError(error.message, remedy) from None
    if found is None:
        raise InternalMapError(
            f"{quoted(revision)} has no {printable(path)}",
            "Write the path as it was in that revision, seen from this folder.",
        )
    return found


def _is_path(version: str) -> bool:
    return os.path.lexists(version) or _DRIVE.match(version) is not None


def _shown(version: str) -> str:
    """How a version is named in results: by no place on this machine."""
    if version == "-" or _is_path(version):
        return _inside(version)
    revision, colon, path = version.partition(":")
    return f"{revision}{colon}{_inside(path)}"


def _inside(path: str) -> str:
    if not os.path.isabs(path):
        return path
    inside = os.path.relpath(path)
    return os.path.basename(path.rstrip("/")) if inside.startswith(os.pardir) else inside
