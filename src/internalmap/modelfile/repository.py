"""Which repository a path is in.

What somebody else has written, a pull request or an unpacked archive, may look like a repository.
So the repository is found here, by its `.git` alone, and git must agree.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from pathlib import Path
from posixpath import normpath

from internalmap._dataclass import dataclass
from internalmap.errors import InternalMapError
from internalmap.modelfile.git import run_git
from internalmap.modelfile.work_trees import top_of
from internalmap.text.escape import escape, quoted

#: How many steps a path may have, with those of its links: links may lead in circles.
MAX_STEPS = 10_000


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository that git agrees to read: the folder that its `.git` is in, or that it is itself
    where it is `bare`, and the folder that holds its objects."""

    top: Path
    objects: Path
    bare: bool = False

    @property
    def title(self) -> str:
        """What it is called, as far as its folder says."""
        return self.top.name.removesuffix(".git") if self.bare else self.top.name

    def ask(self, *arguments: str) -> tuple[int, bytes, bytes]:
        """Run git in it: the exit code, what it writes, and its complaints."""
        return run_git(self.top, *arguments, bare=self.bare)


# --------------------------------------------------------------------------- finding a repository


def locate(path: str) -> tuple[Repository, str]:
    """The repository that a file or folder is in, and the way to it from there with `/`.

    Links are followed, but not out of the repository that the path itself is in: a link to another
    one would have that answer for this one. Raises `InternalMapError` where there is none, or
    where git does not take it for one.
    """
    real = Path(os.path.realpath(path))
    top = top_of(real)
    for link in _links(Path(os.getcwd(), path)):
        holder = top_of(link.parent)
        if holder is not None and holder != top:
            raise InternalMapError(
                f"{quoted(path)} is outside the repository that it is named in: a link leads there",
                "Name the file or the folder that the link leads to.",
            )
    if top is None:
        raise InternalMapError(
            f"{quoted(os.path.abspath(path))} is in no git repository",
            "Compare with a file instead: --baseline FILE.",
        )
    return repository_at(top), "/".join(real.relative_to(top).parts)


def locate_bare(path: str) -> tuple[Repository, str] | None:
    """The bare repository that `REV:path` speaks of, if it does, and the way to the path from its
    top: there is no folder in it to stand in.

    It is the one that `GIT_DIR` names or, where no folder above has a `.git`, the one that the
    program runs in.
    """
    bare = _named_bare() or _surrounding_bare()
    if bare is None:
        return None
    inside = normpath(path.replace(os.sep, "/"))
    if inside.startswith("/") or inside.split("/")[0] == os.pardir:
        raise InternalMapError(
            f"{quoted(path)} leads out of the repository",
            "The repository is a bare one: write the path as it is seen from its top.",
        )
    return bare, "" if inside == "." else inside


def _named_bare() -> Repository | None:
    """The bare repository that `GIT_DIR` names, if it does: whoever sets it means it. One that is
    named from the current folder may be what a hook was given for another folder, and is not
    looked for among the files of a work tree."""
    named = os.environ.get("GIT_DIR", "")
    folder = Path(os.path.realpath(named))
    if not named or not _looks_bare(folder):
        return None
    if not os.path.isabs(named) and top_of(folder) is not None:
        return None
    return _bare_repository(folder)


def _surrounding_bare() -> Repository | None:
    """The bare repository that the program runs in. Among the files of a work tree there is none:
    they may be made to look like one."""
    here = Path(os.path.realpath(os.curdir))
    if top_of(here) is not None:
        return None
    folder = next(filter(_looks_bare, (here, *here.parents)), None)
    return None if folder is None else _bare_repository(folder)


def _looks_bare(folder: Path) -> bool:
    """Whether a folder has what git takes for a repository, and no way to another one."""
    return (
        (folder / "HEAD").is_file()
        and (folder / "objects").is_dir()
        and (folder / "refs").is_dir()
        and not os.path.lexists(folder / "commondir")
        and not os.path.lexists(folder / ".git")
    )


def _bare_repository(folder: Path) -> Repository | None:
    """A folder as a bare repository, if it is one for git: `GIT_DIR` may also name the git
    directory of a work tree. git finds it by itself, so that it sees whose it is."""
    code, output, complaint = run_git(
        folder, "rev-parse", "--is-bare-repository", "--absolute-git-dir", bare=True
    )
    _refuse_unreadable(folder, folder, code, complaint)
    is_bare, _, found = output.removesuffix(b"\n").partition(b"\n")
    if is_bare != b"true" or not _is_same(Path(os.fsdecode(found)), folder):
        return None
    return Repository(folder, folder / "objects", bare=True)


def _links(path: Path) -> Iterator[Path]:
    """Every link that a path goes through, by where it is."""
    here, steps = Path(path.anchor), [*reversed(path.parts[1:])]
    for _ in range(MAX_STEPS):
        if not steps:
            return
        step = steps.pop()
        below = here.parent if step == os.pardir else here / step
        if not os.path.islink(below):
            here = below
            continue
        yield below
        target = Path(os.readlink(below))
        if target.is_absolute():
            here = Path(target.anchor)
        steps += reversed(target.parts[1:] if target.is_absolute() else target.parts)


def repository_at(top: Path) -> Repository:
    """The repository whose `.git` is in a folder. Raises `InternalMapError` where git does not take
    it for one."""
    code, output, complaint = run_git(top, "rev-parse", "--absolute-git-dir")
    _refuse_unreadable(top, top / ".git", code, complaint)
    folder = Path(os.fsdecode(output.removesuffix(b"\n")))
    expected = _leads_to(top / ".git")
    if expected is None or not _is_same(folder, expected):
        raise _unusable(top / ".git", "git takes another folder for it")
    common = _common(folder)
    for each in (folder, common):
        if _is_content(each):
            raise _unusable(top / ".git", f"it leads to files of a work tree, {escape(str(each))}")
    return Repository(top, common / "objects")


def _refuse_unreadable(top: Path, named: Path, code: int, complaint: bytes) -> None:
    """Raise what is to be said where git does not read a repository."""
    if b"dubious ownership" in complaint:
        raise InternalMapError(
            f"git does not read {quoted(str(top))}: it belongs to another user",
            "If you trust it: git config --global --add safe.directory "
            f"{escape(shlex.quote(str(top)))}",
        )
    if code != 0:
        words = complaint.decode("utf-8", "replace").strip().partition("\n")[0]
        raise _unusable(named, f"git says: {escape(words.removeprefix('fatal: ')[:300])}")


def _unusable(named: Path, why: str) -> InternalMapError:
    return InternalMapError(
        f"{escape(str(named))} is not a git repository that can be read: {why}",
        "Compare with a file instead: --baseline FILE.",
    )


def _leads_to(entry: Path) -> Path | None:
    """The git directory that a `.git` stands for: itself or, of a file as linked work trees and
    submodules have it, the folder that it names."""
    if os.path.isdir(entry):
        return Path(os.path.realpath(entry))
    text = _start(entry)
    if not text.startswith(b"gitdir: "):
        return None
    named = os.fsdecode(text.removeprefix(b"gitdir: ").rstrip(b"\r\n"))
    return Path(os.path.realpath(entry.parent / named))


def _is_same(one: Path, other: Path) -> bool:
    try:
        return os.path.samefile(one, other)
    except OSError:
        return False


def _common(folder: Path) -> Path:
    """The git directory that a linked work tree's own one shares its objects with."""
    named = os.fsdecode(_start(folder / "commondir").rstrip(b"\r\n"))
    return Path(os.path.realpath(folder / named))


def _start(path: Path) -> bytes:
    """The first bytes of an ordinary file; none of anything else."""
    try:
        if not path.is_file():
            return b""
        with path.open("rb") as stream:
            return stream.read(10_000).replace(b"\0", b"")
    except OSError:
        return b""


def _is_content(folder: Path) -> bool:
    """Whether a git directory is among the files of a work tree, which anyone may have written who
    may write there, and not in the git directory of that work tree."""
    for above in folder.parents:
        if os.path.lexists(above / ".git"):
            own = _leads_to(above / ".git")
            return own is None or not folder.is_relative_to(own)
    return False


def runs_in(repository: Repository) -> bool:
    """Whether the program runs in this repository, so that git needs not be told of it."""
    here = Path(os.path.realpath(os.curdir))
    if repository.bare:
        return here == repository.top
    return top_of(here) == repository.top


def is_partial(repository: Repository) -> bool:
    """Whether a repository was cloned without some of its objects, to be fetched when needed."""
    pattern = r"^(extensions\.partialclone|remote\..*\.promisor)$"
    code, _, _ = repository.ask("config", "--get-regexp", pattern)
    return code == 0
