"""Files to an `Organization`, or to every problem at once.

`load` reads a file, a folder or standard input; `loads` reads a text.
"""

from __future__ import annotations

import os
from os import PathLike
from typing import BinaryIO

from internalmap import arguments
from internalmap._gc import gc_paused
from internalmap.errors import InternalMapError, InvalidModel, Place, Problem
from internalmap.model.organization import Organization
from internalmap.modelfile.build.files import STANDARD_INPUT, Files, Part
from internalmap.modelfile.build.globs import MAX_GLOBS
from internalmap.modelfile.build.merging import merge
from internalmap.modelfile.build.resolving import resolve
from internalmap.modelfile.build.settings import FindSettings, extended
from internalmap.modelfile.build.settings import on_disk as settings_on_disk
from internalmap.modelfile.build.validation import ParsedEntry, validate_part
from internalmap.source import Path
from internalmap.text.globs import MAGIC


def load(model: str | PathLike[str], *, stdin: BinaryIO | None = None) -> Organization:
    """Read a model: a file, a folder with every model file under it, or `-` for standard input.

    Raises `InvalidModel` with every problem, each with its file, line and column.
    """
    name = arguments.path("model", model)
    files = Files()
    if name != STANDARD_INPUT:
        return load_with(files, name)
    if stdin is None:
        import sys

        if sys.stdin is None:
            raise InternalMapError("standard input is closed", "Name a file.")
        stdin = sys.stdin.buffer
    with gc_paused():
        return _finish(files, files.stream(stdin, name, name), "Standard input", None)


def load_with(
    files: Files, name: str, find_settings: FindSettings = settings_on_disk
) -> Organization:
    """Read a model, a file or a folder, by what reads its files and finds what they extend."""
    with gc_paused():
        if os.path.isdir(name):
            files.folder(name)
            title = os.path.basename(os.path.abspath(name))
            return _finish(files, None, title, name, find_settings)
        main = files.file(name, os.path.basename(name), regular=False)
        title = os.path.splitext(os.path.basename(name))[0]
        return _finish(files, main, title, os.path.dirname(name), find_settings)


def loads(text: str, *, name: str = "model") -> Organization:
    """Read a model from a text, YAML or JSON. A text is in no folder, and can include no files.

    >>> from internalmap.modelfile.load import loads
    >>> shop = loads("parties: {guests: {kind: customer, needs: [bar]}, bar: }")
    >>> shop.needs[0].suppliers
    ('bar',)

    Raises `InvalidModel` with every problem.
    """
    files = Files()
    name = arguments.text("name", name)
    with gc_paused():
        part = files.text(arguments.text("text", text), name, name)
        return _finish(files, part, name, None)


def _finish(
    files: Files,
    main: Part | None,
    title: str,
    folder: str | None,
    find_settings: FindSettings = settings_on_disk,
) -> Organization:
    """Validate each text, follow the includes of the main one in its folder, find the settings that
    they extend, merge, resolve."""
    parsed = _validate(files, files.parts)
    if main is not None and parsed:
        first = len(files.parts)
        patterns = [
            (pattern, parsed[0].written(("include", index)))
            for index, pattern in enumerate(parsed[0].entry.get("include") or [])
        ]
        files.include(main, _few_globs(files, main, patterns), folder)
        parsed += _validate(files, files.parts[first:])
    for one in parsed:
        if one.entry.get("include") is not None and one.part is not main:
            files.problems.append(_include_elsewhere(one.part, folder=main is None))
    settings = extended(files, parsed, folder, find_settings)
    if not files.complete or not all(one.complete for one in parsed):
        raise InvalidModel(files.problems)  # half a model would be full of unknown ids
    organization = resolve(merge(parsed, title, files.problems, settings))
    if files.problems:
        raise InvalidModel(files.problems)
    return organization


def _few_globs(
    files: Files, main: Part, patterns: list[tuple[str, Path]]
) -> list[tuple[str, Path]]:
    """The patterns up to the bound on globs; what is more is noted."""
    globs = [place for pattern, place in patterns if not MAGIC.isdisjoint(pattern)]
    if len(globs) <= MAX_GLOBS:
        return patterns
    place = Place(main.source, main.source.value_span(globs[MAX_GLOBS]))
    message = f"more than {MAX_GLOBS} globs are included"
    remedy = "Use fewer, such as '**/*.yaml' for all folders; or name the files."
    files.problems.append(Problem(place, message, remedy))
    files.complete = False
    return [each for each in patterns if each[1] < globs[MAX_GLOBS]]


def _validate(files: Files, parts: list[Part]) -> list[ParsedEntry]:
    """What each text says, as far as it could be read."""
    parsed = []
    for part in parts:
        if part.document.complete:
            one, problems = validate_part(part)
            parsed.append(one)
            files.problems += problems
    return parsed


def _include_elsewhere(part: Part, *, folder: bool) -> Problem:
    place = Place(part.source, part.source.key_span(("include",)))
    if folder:
        message = "'include' has no place in a folder that is read as a whole"
        remedy = "Remove it: all files are read. Or name this file alone on the command line."
    else:
        message = "an included file cannot include others"
        remedy = "Include them from the file that you name on the command line."
    return Problem(place, message, remedy)


__all__ = ["load", "loads"]
