"""Files to an `Organization`, or to every problem at once.

`load` reads a file, a folder or standard input; `loads` reads a text.
"""

from __future__ import annotations

import os
from os import PathLike
from typing import Any, BinaryIO

from internalmap.document import without_garbage_collection
from internalmap.errors import InvalidModel, Place, Problem
from internalmap.files import STANDARD_INPUT, Files, Part
from internalmap.merging import Merged, merge
from internalmap.model import Organization
from internalmap.resolving import resolve
from internalmap.source import Path
from internalmap.validation import entries


def load(model: str | PathLike[str], *, stdin: BinaryIO | None = None) -> Organization:
    """Read a model: a file, a folder with every model file under it, or `-` for standard input.

    Raises `InvalidModel` with every problem, each with its file, line and column.
    """
    name = os.fspath(model)
    files = Files()
    if name == STANDARD_INPUT:
        if stdin is None:
            import sys

            stdin = sys.stdin.buffer
        main = files.stream(stdin, name, name)
        return _finish(files, main, "Standard input")
    if os.path.isdir(name):
        files.folder(name)
        return _finish(files, None, os.path.basename(os.path.abspath(name)))
    main = files.file(name, os.path.basename(name), regular=False)
    title = os.path.splitext(os.path.basename(name))[0]
    return _finish(files, main, title)


def loads(text: str, *, name: str = "model") -> Organization:
    """Read a model from a text, YAML or JSON.

    >>> import internalmap
    >>> shop = internalmap.loads("parties: {guests: {kind: customer, needs: [bar]}, bar: }")
    >>> shop.needs[0].suppliers
    ('bar',)

    Raises `InvalidModel` with every problem.
    """
    files = Files()
    main = files.text(text, name, name)
    return _finish(files, main, name)


def _finish(files: Files, main: Part | None, title: str) -> Organization:
    """Validate each text, follow the includes of the main one, merge, resolve."""
    with without_garbage_collection():
        problems = files.problems
        said: list[tuple[Part, dict[str, Any]]] = []
        first = len(files.parts)
        for part in files.parts[:first]:
            if part.document.complete:
                said.append((part, _validated(part, problems)))
        if main is not None and said:
            patterns = said[0][1].get("include") or []
            files.include(main, [(text, _item(main, index)) for index, text in enumerate(patterns)])
            for part in files.parts[first:]:
                if part.document.complete:
                    said.append((part, _validated(part, problems)))
        for part, entry in said:
            if entry.get("include") is not None and part is not main:
                problems.append(_include_elsewhere(part, main is None))
        if any(not part.document.complete for part in files.parts) or not said:
            raise InvalidModel(problems)  # half a model would be full of unknown ids
        merged = merge(said, title)
        if not problems:
            merged.sound = True
        organization = resolve(merged)
        problems += merged.problems
    if problems:
        raise InvalidModel(problems)
    return organization


def _item(part: Part, index: int) -> Path:
    return ("include", index)


def _validated(part: Part, problems: list[Problem]) -> dict[str, Any]:
    entry, found = entries(part)
    problems += found
    return entry


def _include_elsewhere(part: Part, folder: bool) -> Problem:
    place = Place(part.source, part.source.key_span(("include",)))
    if folder:
        message = "'include' has no place in a folder that is read as a whole"
        remedy = "Name this file on the command line, or remove 'include': all files are read."
    else:
        message = "an included file cannot include others"
        remedy = "Include them from the file that you name on the command line."
    return Problem(place, message, remedy)


__all__ = ["Merged", "load", "loads"]
