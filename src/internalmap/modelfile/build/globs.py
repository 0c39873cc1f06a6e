"""File globs: `teams/*.yaml`, `**/*.json`.

Unlike the standard library's, they never walk through links, so that a link to a folder above
cannot lead them round in circles, and the work is bounded by the size of the folder.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import groupby
from os.path import normcase
from typing import Protocol

from internalmap.text.globs import MAGIC, matcher

#: How many globs a file may include by: for each, the folder may be gone through as a whole.
MAX_GLOBS = 100


class Files(Protocol):
    """Where globs are looked for: the disk, or the files of a commit. Each path begins with the
    folder that `expand` was given."""

    def names(self, folder: str) -> Iterable[str]:
        """The names in a folder; none where there is no such folder."""

    def is_folder(self, path: str) -> bool:
        """Whether a folder is there, or a link to one."""

    def is_link(self, path: str) -> bool:
        """Whether a link is there."""

    def is_there(self, path: str) -> bool:
        """Whether anything is there, be it a link that leads nowhere."""


class _Disk:
    """The files of the machine."""

    def names(self, folder: str) -> Iterable[str]:
        try:
            return os.listdir(folder or ".")
        except (FileNotFoundError, NotADirectoryError):
            return ()

    is_folder = staticmethod(os.path.isdir)
    is_link = staticmethod(os.path.islink)
    is_there = staticmethod(os.path.lexists)


_DISK = _Disk()


def expand(pattern: str, folder: str, files: Files = _DISK, *, folders: bool = False) -> list[str]:
    """The files below a folder that a pattern matches, or the folders, as paths from the folder
    with `/`, sorted.

    `*`, `?` and `[…]` match within a name, hidden names only where the pattern says the dot; `**`
    stands for any number of folders. A folder that cannot be looked into raises `OSError`: what
    is in it must not be missed in silence.
    """
    found = {""}
    steps = [step for step in pattern.replace("\\", "/").split("/") if step not in ("", ".")]
    for step, again in groupby(steps):
        if step == "**":  # several in a row are one
            found = _all_folders(found, folder, files)
            continue
        for _ in again:
            if MAGIC.isdisjoint(step):
                found = {_join(base, step) for base in found}
                continue
            matches = matcher(normcase(step))
            found = {
                _join(base, name)
                for base in found
                for name in files.names(os.path.join(folder, base))
                if (not name.startswith(".") or step.startswith(".")) and matches(normcase(name))
            }
    return sorted(
        name
        for name in found
        if files.is_there(path := os.path.join(folder, name)) and files.is_folder(path) == folders
    )


def _join(base: str, name: str) -> str:
    return f"{base}/{name}" if base else name


def _all_folders(bases: Iterable[str], folder: str, files: Files) -> set[str]:
    """Folders and every folder below them, hidden ones and links left out, each gone into once."""
    found = set(bases)
    waiting = list(found)
    while waiting:
        here = waiting.pop()
        for name in files.names(os.path.join(folder, here)):
            path, below = os.path.join(folder, here, name), _join(here, name)
            if below in found or name.startswith("."):
                continue
            if files.is_folder(path) and not files.is_link(path):
                found.add(below)
                waiting.append(below)
    return found
