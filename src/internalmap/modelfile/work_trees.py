"""Where the work tree of a git repository begins, without asking git."""

from __future__ import annotations

import os
from pathlib import Path


def top_of(path: Path) -> Path | None:
    """The nearest folder that holds a `.git`, from a real path upwards. git itself would also take
    a folder for a repository that has `HEAD`, `objects` and `refs`: files like any others."""
    return next((each for each in (path, *path.parents) if os.path.lexists(each / ".git")), None)


def path_from_top(name: str, folder: str) -> str | None:
    """The path of a file, named from a folder, as the repository has it: from the top of the one
    that the folder is in or, for what is elsewhere, of its own. `None` outside of any."""
    real = Path(os.path.realpath(os.path.join(folder, name)))
    top = top_of(Path(os.path.realpath(folder)))
    if top is None or not real.is_relative_to(top):
        top = top_of(real)
    return None if top is None else real.relative_to(top).as_posix()
