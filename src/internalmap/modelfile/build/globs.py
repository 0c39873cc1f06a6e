"""File globs: `teams/*.yaml`, `**/*.json`.

Unlike the standard library's, they never walk through links, so that a link to a folder above
cannot lead them round in circles, and the work is bounded by the size of the folder.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from typing import Protocol

_MAGIC = frozenset("*?[")


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


def expand(pattern: str, folder: str, files: Files = _DISK) -> list[str]:
    """The files below a folder that a pattern matches, as paths from the folder with `/`, sorted.

    `*`, `?` and `[…]` match within a name, hidden names only where the pattern says the dot; `**`
    stands for any number of folders. A folder that cannot be looked into raises `OSError`: what
    is in it must not be missed in silence.
    """
    found = {""}
    for step in pattern.replace("\\", "/").split("/"):
        if step in ("", "."):
            continue
        if step == "**":
            found = {below for base in found for below in _folders(base, folder, files)}
        elif _MAGIC.isdisjoint(step):
            found = {_join(base, step) for base in found}
        else:
            found = {
                _join(base, name)
                for base in found
                for name in files.names(os.path.join(folder, base))
                if fnmatch(name, step) and (not name.startswith(".") or step.startswith("."))
            }
    return sorted(
        name
        for name in found
        if files.is_there(path := os.path.join(folder, name)) and not files.is_folder(path)
    )


def _join(base: str, name: str) -> str:
    return f"{base}/{name}" if base else name


def _folders(base: str, folder: str, files: Files) -> Iterator[str]:
    """A folder and every folder below it, hidden ones and links left out."""
    waiting = [base]
    while waiting:
        here = waiting.pop()
        yield here
        for name in files.names(os.path.join(folder, here)):
            path = os.path.join(folder, here, name)
            if not name.startswith(".") and files.is_folder(path) and not files.is_link(path):
                waiting.append(_join(here, name))
