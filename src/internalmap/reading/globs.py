"""File globs: `teams/*.yaml`, `**/*.json`.

Unlike the standard library's, they never walk through links, so that a link to a folder above
cannot lead them round in circles, and the work is bounded by the size of the folder.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch

_MAGIC = frozenset("*?[")


def expand(pattern: str, folder: str) -> list[str]:
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
            found = {below for base in found for below in _folders(base, folder)}
        elif _MAGIC.isdisjoint(step):
            found = {_join(base, step) for base in found}
        else:
            found = {
                _join(base, name)
                for base in found
                for name in _names(os.path.join(folder, base))
                if fnmatch(name, step) and (not name.startswith(".") or step.startswith("."))
            }
    return sorted(
        name
        for name in found
        if os.path.lexists(path := os.path.join(folder, name)) and not os.path.isdir(path)
    )


def _join(base: str, name: str) -> str:
    return f"{base}/{name}" if base else name


def _names(folder: str) -> Iterable[str]:
    try:
        return os.listdir(folder or ".")
    except (FileNotFoundError, NotADirectoryError):
        return ()


def _folders(base: str, folder: str) -> Iterator[str]:
    """A folder and every folder below it, hidden ones and links left out."""
    waiting = [base]
    while waiting:
        here = waiting.pop()
        yield here
        for name in _names(os.path.join(folder, here)):
            path = os.path.join(folder, here, name)
            if not name.startswith(".") and os.path.isdir(path) and not os.path.islink(path):
                waiting.append(_join(here, name))
