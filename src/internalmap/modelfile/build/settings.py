"""Settings of the checks that a model shares with others: `check: {extends: FILE}`.

The file may lie outside the model's folder, up to the top of the git work tree, and nothing but
settings is read from it. So it must look like one, and of a file that does not nothing is shown.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from internalmap._dataclass import dataclass
from internalmap.errors import Place, Problem
from internalmap.modelfile.build.files import (
    STANDARD_INPUT,
    SUFFIXES,
    Files,
    Part,
    fault_of_link,
    is_hidden,
)
from internalmap.modelfile.build.validation import ParsedEntry, validate_part
from internalmap.modelfile.syntax.values import Document, Mapping
from internalmap.modelfile.work_trees import top_of
from internalmap.text.escape import quoted

_KEY = ("check", "extends")
_OF_ITS_KIND = "It must give 'check', with settings such as 'rules' or 'policies'."


class SettingsFault(Exception):
    """Why a file of settings cannot be read: what is wrong, and what to do."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy


class SettingsFile(NamedTuple):
    """Where a file of settings is, and its name from the model's folder."""

    path: str
    relative: str


#: Finds a file of settings by what a file says of it: that file, its words, the model's folder.
FindSettings = Callable[[str, str, str], SettingsFile]


def on_disk(holder: str, reference: str, folder: str) -> SettingsFile:
    """A file of settings on this machine. Raises `SettingsFault` for one that must not be read."""
    refuse_reference(reference)
    base = os.path.realpath(folder or ".")
    top = top_of(FilePath(base))
    path = os.path.normpath(os.path.join(os.path.realpath(os.path.dirname(holder)), reference))
    if not FilePath(path).is_relative_to(top or base):
        raise out_of_reach(reference, in_work_tree=top is not None)
    if os.path.realpath(path) != path:
        fault = fault_of_link(path, str(top or base))
        if fault is not None:
            raise SettingsFault(f"{quoted(reference)} {fault}", "Put the file itself there.")
    if not os.path.isfile(path):
        raise not_there(reference)
    name = os.path.normpath(os.path.join(os.path.dirname(holder), reference))
    relative = os.path.relpath(path, base).replace(os.sep, "/")
    return SettingsFile(name if _is_same(name, path) else path, relative)


def _is_same(one: str, other: str) -> bool:
    return os.path.exists(one) and os.path.samefile(one, other)


def refuse_reference(reference: str) -> None:
    """Refuse words that name no file of settings, wherever it would be."""
    steps = reference.replace("\\", "/").split("/")
    if "://" in reference:
        raise SettingsFault(
            f"{quoted(reference)} is an address, and only a file can be extended",
            "Save it in the repository, and name the file.",
        )
    drive = os.path.splitdrive(reference)[0] or (len(steps[0]) == 2 and steps[0].endswith(":"))
    if drive or not steps[0] or "\0" in reference:
        raise SettingsFault(
            f"{quoted(reference)} is not a path from the folder of this file",
            "Write one such as ../settings.yaml.",
        )
    if any(is_hidden(step) and step != ".." for step in steps):
        remedy = "Files and folders whose names begin with a dot cannot be extended."
        raise SettingsFault(f"{quoted(reference)} is hidden", remedy)
    if not reference.lower().endswith(SUFFIXES):
        remedy = f"A file of settings ends in {', '.join(SUFFIXES)}."
        raise SettingsFault(f"{quoted(reference)} is another kind of file", remedy)


def out_of_reach(reference: str, *, in_work_tree: bool) -> SettingsFault:
    """What is said of a file that is too far up."""
    if in_work_tree:
        return SettingsFault(
            f"{quoted(reference)} leaves the git work tree",
            "Extend a file of the repository that the model is in.",
        )
    return SettingsFault(
        f"{quoted(reference)} leaves the folder of the model, which is in no git work tree",
        "Put the file into the folder of the model, or both into a repository.",
    )


def not_there(reference: str) -> SettingsFault:
    """What is said of a file that is not there, or is no ordinary one."""
    return SettingsFault(
        f"there is no file {quoted(reference)}", "It is looked for from the folder of this file."
    )


def no_settings(reference: str) -> SettingsFault:
    """What is said of a file that holds something else, and nothing more than that."""
    return SettingsFault(f"{quoted(reference)} is no file of settings", _OF_ITS_KIND)


@dataclass(frozen=True)
class _Extension:
    """Where a model says what it extends, and with which words."""

    holder: Part
    place: Place
    reference: str


def extended(
    files: Files, parsed: Sequence[ParsedEntry], folder: str | None, find: FindSettings
) -> ParsedEntry | None:
    """The settings that a model extends, if any, as far as they can be read; what is wrong is noted
    among the problems. What is in no folder extends nothing."""
    found = list(_extensions(parsed))
    if not found:
        return None
    first = found[0]  # 'check' in a second file is told where files are merged
    try:
        if folder is None:
            raise _of_no_folder(first.holder.source.name)
        path, relative = find(first.holder.source.name, first.reference, folder)
        part = _read(path, relative, first.reference)
    except SettingsFault as fault:
        files.problems.append(Problem(first.place, fault.message, fault.remedy))
        return None
    files.problems += map(part.problem, part.document.syntax_problems)
    settings, problems = validate_part(_checks_alone(part))
    files.problems += problems
    if (settings.entry.get("check") or {}).get("extends") is not None:
        place = Place(part.source, part.source.key_span(_KEY))
        message = "a file of settings cannot extend another"
        remedy = "Write here what that says, or have each model extend that file."
        files.problems.append(Problem(place, message, remedy))
    return settings


def _extensions(parsed: Sequence[ParsedEntry]) -> list[_Extension]:
    return [
        _Extension(
            one.part,
            Place(one.part.source, one.part.source.value_span(one.written(_KEY))),
            one.entry["check"]["extends"],
        )
        for one in parsed
        if (one.entry.get("check") or {}).get("extends") is not None
    ]


def _of_no_folder(name: str) -> SettingsFault:
    if name == STANDARD_INPUT:
        return SettingsFault(
            "standard input cannot extend settings: it has no folder",
            "Name the file or the folder on the command line.",
        )
    return SettingsFault(
        "a text cannot extend settings: it has no folder", "Save it as a file, and load that."
    )


def _read(path: str, relative: str, reference: str) -> Part:
    """A file of settings; what is wrong with its text is told of its settings alone."""
    reader = Files()
    part = reader.file(path, relative)
    if part is None or part not in reader.parts:
        raise no_settings(reference)
    located = part.located()
    root = located.root
    if not isinstance(root, Mapping) or not _is_settings(root):
        raise no_settings(reference)
    start, end = _reach(root, len(part.source.text))
    for problem in part.document.syntax_problems:
        if not located.complete or not start <= problem.start < end:
            line = part.source.position(problem.start).line
            raise SettingsFault(
                f"{quoted(reference)} cannot be read: something is wrong in line {line}",
                "Mend it there.",
            )
    return part


def _is_settings(root: Mapping) -> bool:
    from internalmap.modelfile.schema.checks import CHECK_KEYS

    check = root.get("check")
    return isinstance(check, dict) and not CHECK_KEYS.isdisjoint(check)


def _reach(root: Mapping, length: int) -> tuple[int, int]:
    """From where to where in its file 'check' reaches: up to the key that comes next."""
    start = root.places["check"][0]
    later = [place[0] for place in root.places.values() if place[0] > start]
    return start, min(later, default=length)


def _checks_alone(part: Part) -> Part:
    """The file as if it had no other key."""

    def alone(document: Document) -> Document:
        root: Any = document.root
        kept: Any = {}
        if isinstance(root, Mapping):
            kept = Mapping()
            kept.places["check"] = root.places["check"]
        kept["check"] = root["check"]
        return document._replace(root=kept)

    return replace(part, document=alone(part.document), located=lambda: alone(part.located()))
