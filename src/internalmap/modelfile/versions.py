"""Two versions of a model, as they are named: files, folders, standard input, `REV:path`.

A model that came, or went, has nothing on the other side: an empty version, and it is said. That is
so where both versions name the same path, as nobody means two paths by it; any other path that
leads nowhere is a mistake, and is told.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

from internalmap.errors import InternalMapError, InvalidModel
from internalmap.model.organization import Organization
from internalmap.model.settings import CheckSettings
from internalmap.modelfile.load import load
from internalmap.modelfile.revisions import load_base, load_revision
from internalmap.targets import shown_path
from internalmap.text.escape import escape, quoted

_INPUT = "-"
_ALL_GONE = "it counts as an empty model, so all is gone."


class Versions(NamedTuple):
    """Two versions, how the old one is called, and what must be known about them."""

    old: Organization
    new: Organization
    called: str
    notices: tuple[str, ...] = ()


def read_two(old: str, new: str) -> Versions:
    """Two versions by their names. Raises `InvalidModel` and `InternalMapError` where one cannot
    be read."""
    paths = [_parts(version) for version in (old, new)]
    alike = _INPUT not in (old, new) and len({os.path.realpath(path) for _, path in paths}) == 1
    one_model = alike and any(revision is not None for revision, _ in paths)
    before = _read(old, one_model)
    after = _read(new, one_model and before is not None)
    called = shown_version(old)
    if before is not None and after is not None:
        return Versions(before, after, called)
    if before is None and after is not None and one_model:
        said = f"{escape(called)} is not there: it counts as an empty model, so all is new."
        return Versions(empty(after), after, called, (said,))
    if after is None and before is not None and one_model:
        said = f"{escape(shown_version(new))} is not there: {_ALL_GONE}"
        return Versions(before, empty(before), called, (said,))
    revision, path = paths[0] if before is None else paths[1]
    raise InternalMapError(
        f"{quoted(revision or '')} has no {escape(path)}",
        "Write the path as it was in that revision, seen from this folder.",
    )


def read_since(model: str, revision: str) -> Versions:
    """A model, and itself as it was where this branch left a revision."""
    gone = not os.path.lexists(model)
    now = None if gone else load(model)
    with _no_way_out_by_baseline("Compare with a file instead: diff OLD NEW."):
        older = load_base(model, revision)
    called = f"{shown_version(model)} in {older.base.called}"
    if now is not None and older.organization is not None:
        return Versions(older.organization, now, called, older.notices)
    if now is not None:
        said = f"{older.base.called} has no such model: it counts as an empty one, so all is new."
        return Versions(empty(now), now, called, (*older.notices, said))
    if older.organization is None:
        load(model)  # which says that there is no such file
        raise AssertionError
    said = f"{escape(shown_version(model))} is not there any more: {_ALL_GONE}"
    return Versions(older.organization, empty(older.organization), called, (*older.notices, said))


def empty(like: Organization) -> Organization:
    """A version in which there is nothing yet, or no more, of a model."""
    return replace(
        like, parties={}, needs=(), staffing=(), boxes=frozenset(), protect=(),
        check=CheckSettings(), notices=(), sources=(),
    )  # fmt: skip


def _read(version: str, one_model: bool) -> Organization | None:
    """A version; `None` where it names nothing: a path in a revision or, where both versions are
    of one model, one of today."""
    revision, path = _parts(version)
    if revision is None:
        there = version == _INPUT or os.path.lexists(path)
        return load(version) if there or not one_model else None
    with _no_way_out_by_baseline("Name a file or a folder instead."):
        return load_revision(path, revision)


@contextmanager
def _no_way_out_by_baseline(instead: str) -> Iterator[None]:
    """What is said to be done is something else than a baseline, which only `check` knows."""
    try:
        yield
    except InvalidModel:
        raise
    except InternalMapError as error:
        remedy = instead if "--baseline" in error.remedy else error.remedy
        raise InternalMapError(error.message, remedy) from None


def _parts(version: str) -> tuple[str | None, str]:
    """The revision that a version is named by, if it is, and the path."""
    revision, colon, path = version.partition(":")
    if version == _INPUT or is_path(version) or not colon:
        return None, version
    return revision, path or os.curdir


def is_path(version: str) -> bool:
    """Whether a version is named by a path of today."""
    drive = re.match(r"[A-Za-z]:[\\/]", version)  # a path of Windows, not a revision of one letter
    return os.path.lexists(version) or drive is not None


def shown_version(version: str) -> str:
    """How a version is named in results: by no place on this machine."""
    revision, _ = _parts(version)
    if revision is None:
        return shown_path(version)
    return f"{revision}:{shown_path(version.partition(':')[2])}"
