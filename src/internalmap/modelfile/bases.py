"""Against which commit a branch is compared, and where a file was in it.

A branch is compared with the commit at which it left another, so that it is not blamed for what
others did there since.
"""

from __future__ import annotations

import os
from collections import Counter

from internalmap._dataclass import dataclass
from internalmap.errors import InternalMapError
from internalmap.modelfile.commit_names import COMMIT, commit_named, fetching_history
from internalmap.modelfile.repository import Repository
from internalmap.text.escape import escape

#: How many signs of a commit's id are shown.
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Base:
    """The commit that is compared with, how it is called, and what must be known about that."""

    commit: str
    called: str
    notice: str | None = None


def base_of(repository: Repository, revision: str) -> Base:
    """Where the current branch left what a revision names.

    A revision that is a parent of the current commit, as the target of a merge is, is the base
    itself; so is one without a history in common, as in a shallow clone, and then this is said.
    Raises `InternalMapError` for what names no commit.
    """
    commit = commit_named(repository, revision)
    called = escape(revision)
    try:
        head = commit_named(repository, "HEAD")
    except InternalMapError:  # nothing is committed on this branch
        return Base(commit, called)
    if commit in (head, *_parents(repository, head)):
        return Base(commit, called)
    code, output, _ = repository.ask("merge-base", commit, head)
    found = output.strip()
    if code != 0 or not COMMIT.fullmatch(found):
        notice = (
            f"no history that this branch has in common with {called} is here, so it is compared "
            f"with {called} as it is, be it that others changed it since."
        )
        fetch = fetching_history(repository)
        if fetch:
            notice += f" To compare from where the branch left it: {fetch}"
        return Base(commit, called, notice)
    base = found.decode("ascii")
    if base == commit:
        return Base(commit, called)
    return Base(base, f"{base[:_SHOWN]}, where this branch left {called}")


def _parents(repository: Repository, commit: str) -> list[str]:
    """The parents that a commit names, be it that a shallow clone lacks them."""
    code, output, _ = repository.ask("cat-file", "commit", commit)
    header = output.partition(b"\n\n")[0] if code == 0 else b""
    return [
        line.removeprefix(b"parent ").decode("ascii", "replace")
        for line in header.split(b"\n")
        if line.startswith(b"parent ")
    ]


def former_path(repository: Repository, commit: str, path: str) -> str | None:
    """Where a file or folder was in a commit, by what git takes for renamed in what is committed or
    staged since; `None` where git knows of nothing. A folder was where most of its files were, or
    it was a file; what is in a submodule was where that was."""
    renamed = renames(repository, commit)
    for old, new in renamed:
        if new == path:
            return old
        if path.startswith(f"{new}/"):
            return old + path.removeprefix(new)
    inside = [(old, new[len(path) + 1 :]) for old, new in renamed if new.startswith(f"{path}/")]
    folders = Counter(
        old.removesuffix(rest).rstrip("/") for old, rest in inside if f"/{old}".endswith(f"/{rest}")
    )
    if folders:
        return min(folders, key=lambda folder: (-folders[folder], folder))
    return inside[0][0] if len(inside) == 1 else None


def renames(repository: Repository, commit: str) -> list[tuple[str, str]]:
    """What git takes for renamed since a commit, as far as it is committed or staged: the paths
    before and after. Submodules are among it, as they stand."""
    code, output, _ = repository.ask(
        "diff-index", "--cached", "-r", "-M", "--diff-filter=R", "--name-status",
        "-z", "--no-ext-diff", "--no-textconv", "--ignore-submodules=none", commit, "--",
    )  # fmt: skip
    fields = [] if code != 0 else output.split(b"\0")
    return [
        (os.fsdecode(fields[place + 1]), os.fsdecode(fields[place + 2]))
        for place in range(0, len(fields) - 2, 3)
    ]
