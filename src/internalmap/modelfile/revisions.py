"""A model as it stood in a revision of a git repository.

Its files are read from the commit as any other model is: nothing is checked out, and nothing in
the repository changes. Of a model with includes, only what these mean is read.
"""

from __future__ import annotations

import os
import posixpath
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import NamedTuple

from internalmap._atomic_write import temporary_folder
from internalmap._dataclass import dataclass
from internalmap.errors import InternalMapError, InvalidModel, Problem, renamed
from internalmap.model.organization import Organization
from internalmap.model.phrases import listed
from internalmap.modelfile.bases import Base, base_of, former_path
from internalmap.modelfile.build.files import SUFFIXES, Files
from internalmap.modelfile.build.globs import expand
from internalmap.modelfile.build.settings import (
    SettingsFile,
    not_there,
    out_of_reach,
    refuse_reference,
)
from internalmap.modelfile.commit_names import commit_named
from internalmap.modelfile.commits import (
    MAX_TOTAL,
    Entry,
    ObjectMissing,
    Tree,
    open_objects,
    refusal,
)
from internalmap.modelfile.load import load_with
from internalmap.modelfile.repository import Repository, is_partial, locate_bare
from internalmap.modelfile.submodules import (
    SubmoduleMissing,
    Submodules,
    locate_with_superproject,
)
from internalmap.modelfile.syntax.values import MAX_BYTES
from internalmap.text.escape import escape, quoted

#: How many names a message gives before it counts the rest.
_NAMED = 3


def load_revision(model: str, revision: str) -> Organization | None:
    """The model at this path as the revision has it; `None` where it has no such file or folder.

    The path is that of today, inside a repository, or from the top of a bare one (see
    `locate_bare`). Raises `InvalidModel` where the old model cannot
    be used, with places in that revision, and `InternalMapError` for a revision that is not known,
    a path outside a repository, or a missing `git`.
    """
    repository, inside = locate_bare(model) or locate_with_superproject(model)
    commit = commit_named(repository, revision)
    return _load(repository, commit, model, inside, revision).organization


@dataclass(frozen=True)
class Older:
    """The model as it was where the current branch left a revision: `None` where it had none, what
    it is compared with, and what else must be known about it."""

    organization: Organization | None
    base: Base
    notices: tuple[str, ...] = ()


def load_base(model: str, revision: str) -> Older:
    """The model at this path as it was where the current branch left a revision. What git takes
    for renamed since is read where it was. Raises as `load_revision` does."""
    repository, inside = locate_with_superproject(model)
    base = base_of(repository, revision)
    found = _load(repository, base.commit, model, inside, revision)
    if found.organization is None:
        former = _former(repository, base.commit, inside, revision)
        if former is not None:
            found = _load(repository, base.commit, former, former, revision)
    notices: tuple[str, ...] = () if base.notice is None else (base.notice,)
    if found.left_out:
        words = listed(list(map(escape, found.left_out)), limit=_NAMED)
        many = len(found.left_out) > 1
        notices += (
            f"the submodule{'s' * many} {words} {'are' if many else 'is'} not checked out, so "
            "neither version has anything of it.",
        )
    return Older(found.organization, base, notices)


def _former(repository: Repository, commit: str, inside: str, revision: str) -> str | None:
    """Where the model was in a commit, be it that it was renamed in a submodule."""
    former = former_path(repository, commit, inside)
    if former is not None:
        return former
    with ExitStack() as opened:
        objects = opened.enter_context(open_objects(repository, commit))
        submodules = Submodules(repository, commit, revision, opened)
        whole = Tree(objects.root(), revision)
        steps = inside.split("/")
        for length in range(1, len(steps)):
            path, rest = "/".join(steps[:length]), "/".join(steps[length:])
            entry = whole.find(path)
            holder = submodules.checked_out(path) if entry and entry.is_submodule else None
            if entry is not None and holder is not None:
                found = former_path(holder, entry.id, rest)
                return None if found is None else f"{path}/{found}"
    return None


class _Found(NamedTuple):
    """What a commit has at a path, and the submodules that were left out of it."""

    organization: Organization | None
    left_out: Sequence[str] = ()


def _load(repository: Repository, commit: str, model: str, inside: str, revision: str) -> _Found:
    """What a commit has at a path inside the repository; `model` is how that is shown."""
    try:
        with ExitStack() as opened:
            objects = opened.enter_context(open_objects(repository, commit))
            submodules = Submodules(repository, commit, revision, opened)
            whole = Tree(objects.root(), revision, submodules.follow)
            if not whole.is_there(inside):
                entry = whole.find(inside)
                if entry is None or not entry.is_link:
                    return _Found(None, submodules.left_out)
            shown = _shown(model, inside)
            if whole.is_folder(inside):
                folder, name = inside, ""
            else:
                folder, _, name = inside.rpartition("/")
                shown = shown.rpartition("/")[0]
            # A folder gives its name to a model that has none.
            title = folder.rpartition("/")[2] or repository.title or "model"
            with temporary_folder() as scratch:
                copy = os.path.join(scratch, "model", title)
                top = os.path.join(scratch, "top")
                try:
                    tree = whole.below(folder, revision)
                    organization = _Copy(tree, copy, _Top(whole, folder, top)).load(name)
                    return _Found(organization, submodules.left_out)
                except InvalidModel as error:
                    was = {copy: f"{revision}:{shown or '.'}", top: f"{revision}:."}
                    raise InvalidModel(_as_they_stood(error.problems, was)) from None
    except ObjectMissing as error:
        raise _missing(error.repository, error.commit, inside, revision) from None


class _Top(NamedTuple):
    """A whole commit, where the model's folder is in it, and where files above that are copied."""

    tree: Tree
    folder: str
    copies: str


class _Copy:
    """The model files of a folder of a commit, copied into a folder of their own: what is wanted,
    once it is wanted. Settings that they extend may come from anywhere in the commit."""

    def __init__(self, tree: Tree, folder: str, top: _Top) -> None:
        self._tree = tree
        self._folder = folder
        self._top = top
        self._copied: set[str] = set()
        self._total = 0
        self._too_large: list[str] = []

    def load(self, name: str) -> Organization:
        """Read a file with what it includes; without a name, every file of the folder."""
        os.makedirs(self._folder)
        if name:
            self._take([name])
        else:
            self._take(_model_files(expand("**/*", "", self._tree)))
        self._refuse_too_large()
        try:
            model = os.path.join(self._folder, name)
            return load_with(Files(self._expand), model, self._find_settings)
        except InvalidModel:
            self._refuse_too_large()  # what else is wrong follows from it
            raise

    def _expand(self, pattern: str, _: str) -> list[str]:
        """What an include means, copied."""
        found = expand(pattern, "", self._tree)
        self._take(_model_files(found))
        if not found and self._tree.is_folder(pattern.rstrip("/")):
            os.makedirs(os.path.join(self._folder, pattern), exist_ok=True)  # so that it is told
        return found

    def _find_settings(self, holder: str, reference: str, _: str) -> SettingsFile:
        """A file of settings as the commit has it, copied."""
        refuse_reference(reference)
        here = os.path.relpath(os.path.dirname(holder), self._folder).replace(os.sep, "/")
        path = posixpath.normpath(posixpath.join(self._top.folder, here, reference))
        if path.split("/")[0] == "..":
            raise out_of_reach(reference, in_work_tree=True)
        entry = self._top.tree.find(path)
        if entry is None or not entry.is_file:
            raise not_there(reference)
        self._copy(path, entry, self._top.copies)
        self._refuse_too_large()
        relative = posixpath.relpath(path, self._top.folder or ".")
        return SettingsFile(os.path.join(self._top.copies, *path.split("/")), relative)

    def _take(self, names: Iterable[str]) -> None:
        for name in names:
            if name not in self._copied:
                self._copied.add(name)
                entry = self._tree.find(name)
                assert entry is not None
                self._copy(name, entry, self._folder)

    def _copy(self, name: str, entry: Entry, folder: str) -> None:
        path = os.path.join(folder, *name.split("/"))
        if entry.is_link:
            raise refusal(f"{path}: is a link, and links in a commit are not followed")
        _, size = entry.objects.size(entry.id)
        if size > MAX_BYTES:
            self._too_large.append(f"{path}: is larger than {_mebibytes(MAX_BYTES)}")
            return
        self._total += size
        if self._total > MAX_TOTAL:
            whole = f"the files of it that are read have more than {_mebibytes(MAX_TOTAL)}"
            raise refusal(*self._too_large, f"{self._folder}: {whole}")
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "xb") as stream:
                stream.write(entry.objects.read(entry.id))
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise InternalMapError(
                f"{quoted(name)} cannot be copied to a temporary folder: {reason}",
                "Set TMPDIR to a folder that has room.",
            ) from None

    def _refuse_too_large(self) -> None:
        if self._too_large:
            raise refusal(*self._too_large)


def _model_files(names: Iterable[str]) -> Iterator[str]:
    return (name for name in names if name.lower().endswith(SUFFIXES))


def _mebibytes(number: int) -> str:
    return f"{number // 1024**2} MiB"


# ----------------------------------------------------------------------------- what is told of it


def _shown(model: str, inside: str) -> str:
    """How the model's path is shown: as it was given, but by no place on this machine."""
    path = os.path.normpath(inside if os.path.isabs(model) else model).replace(os.sep, "/")
    return "" if path == "." else path


def _as_they_stood(problems: Iterable[Problem], were: Mapping[str, str]) -> list[Problem]:
    """Problems of copies, at their places in the revision: `were` has, of each folder with copies,
    which one it was there."""

    def text(words: str) -> str:
        for copy, was in were.items():
            inner = was.removesuffix(".") if was.endswith(":.") else f"{was}/"
            words = words.replace(copy + os.sep, inner)
            words = words.replace(quoted(copy), quoted(was)).replace(copy, was)
        return words

    return renamed(problems, text, text)


def _missing(repository: Repository, commit: str, inside: str, revision: str) -> InternalMapError:
    """What is said where the repository lacks an object of the commit."""
    message = f"the repository lacks files of {quoted(revision)}"
    if not is_partial(repository):
        return InternalMapError(message, "It is damaged. See what git fsck says.")
    words = ["git", "-C", str(repository.top), "archive", commit, "--", inside or "."]
    fetch = " ".join(map(shlex.quote, words))
    return InternalMapError(
        f"{message}: it is a partial clone, and nothing is fetched here",
        f"If you trust where it comes from, fetch them: {escape(fetch)} > {os.devnull}",
    )


__all__ = ["InvalidModel", "Older", "SubmoduleMissing", "load_base", "load_revision"]
