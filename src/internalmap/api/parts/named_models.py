"""Which models are meant by what was named: files, folders, globs that the shell left alone."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from internalmap.errors import InternalMapError
from internalmap.model.phrases import listed, plural
from internalmap.modelfile.build.files import STANDARD_INPUT, SUFFIXES
from internalmap.modelfile.build.globs import expand
from internalmap.text.escape import quoted
from internalmap.text.globs import MAGIC


def each_model(names: Sequence[str]) -> list[str]:
    """The models, each once, however often and by whatever way it is named.

    A glob stands for each model file that it matches and, where it ends in a slash, for each
    folder. A name that is there as it is written is no glob. Raises `InternalMapError` for globs
    that match nothing.
    """
    found: dict[str, str] = {}
    empty = []
    for name in names:
        matched = [name] if not _is_glob(name) else list(_matched(name))
        if not matched:
            empty.append(name)
        for model in matched:
            key = model if model == STANDARD_INPUT else os.path.realpath(model)
            found.setdefault(key, model)
    if empty:
        matches = plural(len(empty), "matches", "match")
        kind = "folder" if all(map(_means_folders, empty)) else "model file"
        raise InternalMapError(
            f"{listed(list(map(quoted, empty)))} {matches} no {kind}", _remedy(empty[0])
        )
    return list(found.values())


def _is_glob(name: str) -> bool:
    return not MAGIC.isdisjoint(name) and not os.path.lexists(name)


def _means_folders(pattern: str) -> bool:
    return pattern.replace(os.sep, "/").endswith("/")


def _matched(pattern: str) -> Iterator[str]:
    folders = _means_folders(pattern)
    for path in _expanded(pattern, folders):
        if folders or path.lower().endswith(SUFFIXES):
            yield path


def _expanded(pattern: str, folders: bool) -> list[str]:
    """What a glob matches, as paths that begin as it does. Where it has no sign of a glob yet, it
    may lead anywhere."""
    steps = pattern.replace(os.sep, "/").split("/")
    first = next(number for number, step in enumerate(steps) if not MAGIC.isdisjoint(step))
    start = "/".join([*steps[:first], ""])
    return [start + name for name in expand("/".join(steps[first:]), start, folders=folders)]


def _remedy(pattern: str) -> str:
    """What to do about a glob that matches nothing that is meant."""
    if not _means_folders(pattern):
        if _expanded(pattern, folders=True):
            return f"It matches folders: write {quoted(pattern + '/')}, and each is a model."
        if _expanded(pattern, folders=False):
            return f"Model files end in {', '.join(SUFFIXES)}."
    return "Check the pattern, and the folder that the command runs in."
