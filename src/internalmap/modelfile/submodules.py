"""Submodules: which repository a revision is one of, and what a commit has in its submodules.

A commit names the commit of each of its submodules, and holds nothing of it. That is read from the
repository that is checked out at the submodule's place, as any other repository is: found by its
`.git`, and agreed to by git. What the commit says of where a submodule comes from is not heeded.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path

from internalmap.errors import InternalMapError
from internalmap.modelfile.bases import renames
from internalmap.modelfile.commit_names import fetching
from internalmap.modelfile.commits import Entry, ObjectMissing, open_objects
from internalmap.modelfile.repository import Repository, locate, repository_at
from internalmap.modelfile.work_trees import top_of
from internalmap.text.escape import escape, quoted

_GITLINK = b"160000 "
#: How many characters of a commit's id are shown.
_SHOWN = 12


class SubmoduleMissing(InternalMapError):
    """An older version reaches into a submodule whose commit is not here."""


def locate_with_superproject(model: str) -> tuple[Repository, str]:
    """The repository that a revision of a model is one of, and the way to the model from its top.

    It is the one that the model is in; but for who works in a repository that has that one as a
    submodule, or as one of a submodule, it is theirs: `main` is then their `main`.
    """
    repository, inside = locate(model)
    here = top_of(Path(os.path.realpath(os.curdir)))
    if here is None or here == repository.top or not repository.top.is_relative_to(here):
        return repository, inside
    outer = repository.top
    while outer != here:
        above = top_of(outer.parent)
        if above is None or not _has_submodule(repository_at(above), outer):
            return repository, inside
        outer = above
    below = repository.top.relative_to(here).parts
    return repository_at(here), "/".join((*below, *filter(None, inside.split("/"))))


def _has_submodule(repository: Repository, top: Path) -> bool:
    """Whether a repository has another one as a submodule, by what is staged."""
    path = "/".join(top.relative_to(repository.top).parts)
    code, output, _ = repository.ask("--literal-pathspecs", "ls-files", "--stage", "-z", "--", path)
    entry, _, _ = output.partition(b"\0")
    return code == 0 and entry.startswith(_GITLINK) and entry.endswith(b"\t" + os.fsencode(path))


class Submodules:
    """The submodules of a repository as one of its commits has them, opened once they are reached
    into. `left_out` are those that are not checked out, so that no version has anything of them."""

    def __init__(
        self, repository: Repository, commit: str, revision: str, opened: ExitStack
    ) -> None:
        self._repository, self._commit = repository, commit
        self._revision, self._opened = revision, opened
        self.left_out: list[str] = []

    def follow(self, path: str, entry: Entry) -> Entry | None:
        """The folder that a submodule stands for, at a path from the top of the repository; nothing
        where it is not checked out. Raises `SubmoduleMissing` where its commit is not here."""
        repository = self.checked_out(path)
        if repository is None and self._is_empty(path):
            self.left_out.append(path)
            return None
        if repository is None:
            remedy = "Compare in a work tree where it is checked out at that place."
            raise self._missing(path, entry, remedy)
        objects = self._opened.enter_context(open_objects(repository, entry.id))
        try:
            return objects.root()
        except ObjectMissing:
            remedy = f"Fetch it: {fetching(repository, entry.id)}"
            raise self._missing(path, entry, remedy) from None

    def checked_out(self, path: str) -> Repository | None:
        """The repository at the place of a submodule, or where it was moved to since, if one is
        there, and not by a link."""
        for each in (path, self._moved.get(path)):
            if each is None or self._repository.bare:
                continue
            place = self._place(each)
            if os.path.lexists(place / ".git") and Path(os.path.realpath(place)) == place:
                return repository_at(place)
        return None

    @cached_property
    def _moved(self) -> Mapping[str, str]:
        """What is elsewhere now, by where it was."""
        return dict(renames(self._repository, self._commit))

    def _is_empty(self, path: str) -> bool:
        """Whether the place of a submodule is a folder with nothing in it, as git makes it."""
        try:
            return not self._repository.bare and not os.listdir(self._place(path))
        except OSError:
            return False

    def _place(self, path: str) -> Path:
        return self._repository.top.joinpath(*path.split("/"))

    def _missing(self, path: str, entry: Entry, remedy: str) -> SubmoduleMissing:
        return SubmoduleMissing(
            f"{quoted(self._revision)} has the commit {entry.id[:_SHOWN]} of the submodule "
            f"{escape(path)}, which is not here",
            remedy,
        )
