"""Which repository a path is in, and which commit a revision names.

What somebody else has written, a pull request or an unpacked archive, may look like a repository.
So the repository is found here, by its `.git` alone, and git must agree.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from internalmap.errors import InternalMapError
from internalmap.modelfile.git import run_git
from internalmap.text.escape import escape, quoted

#: How many steps a path may have, with those of its links: links may lead in circles.
MAX_STEPS = 10_000
_COMMIT = re.compile(rb"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_REMEDY = "Write a branch, a tag or a commit."


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository that git agrees to read: the folder that its `.git` is in, and the folder that
    holds its objects."""

    top: Path
    objects: Path


# --------------------------------------------------------------------------- finding a repository


def locate(path: str) -> tuple[Repository, str]:
    """The repository that a file or folder is in, and the way to it from there with `/`.

    Links are followed, but not out of the repository that the path itself is in: a link to another
    one would have that answer for this one. Raises `InternalMapError` where there is none, or
    where git does not take it for one.
    """
    real = Path(os.path.realpath(path))
    top = _top(real)
    for link in _links(Path(os.getcwd(), path)):
        holder = _top(link.parent)
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
    return _repository(top), "/".join(real.relative_to(top).parts)


def _top(path: Path) -> Path | None:
    """The nearest folder that holds a `.git`, from a path upwards. git itself would also take a
    folder for a repository that has `HEAD`, `objects` and `refs`: files like any others."""
    return next((each for each in (path, *path.parents) if os.path.lexists(each / ".git")), None)


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


def _repository(top: Path) -> Repository:
    code, output, complaint = run_git(top, "rev-parse", "--absolute-git-dir")
    if b"dubious ownership" in complaint:
        raise InternalMapError(
            f"git does not read {quoted(str(top))}: it belongs to another user",
            "If you trust it: git config --global --add safe.directory "
            f"{escape(shlex.quote(str(top)))}",
        )
    if code != 0:
        words = complaint.decode("utf-8", "replace").strip().partition("\n")[0]
        raise _unusable(top, f"git says: {escape(words.removeprefix('fatal: ')[:300])}")
    folder = Path(os.fsdecode(output.removesuffix(b"\n")))
    expected = _leads_to(top / ".git")
    if expected is None or not _is_same(folder, expected):
        raise _unusable(top, "git takes another folder for it")
    common = _common(folder)
    for each in (folder, common):
        if _is_content(each):
            raise _unusable(top, f"it leads to files of a work tree, {escape(str(each))}")
    return Repository(top, common / "objects")


def _unusable(top: Path, why: str) -> InternalMapError:
    return InternalMapError(
        f"{escape(str(top / '.git'))} is not a git repository that can be read: {why}",
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


# ----------------------------------------------------------------------------- naming a commit


def commit_named(repository: Repository, revision: str) -> str:
    """The id of the one commit that a revision names.

    Raises `InternalMapError` for what names none, or more than one.
    """
    fault = _fault(revision)
    if fault is not None:
        raise InternalMapError(f"{quoted(revision)} is not a revision", fault)
    # `--missing` is what keeps every git, however old, from fetching what is not there.
    code, output, _ = run_git(
        repository.top, "rev-list", "--missing=allow-any", "--no-walk", "--max-count=1",
        f"{revision}^{{commit}}", "--",
    )  # fmt: skip
    if code == 0 and _COMMIT.fullmatch(output.strip()):
        return output.strip().decode("ascii")
    raise InternalMapError(*_unknown(repository, revision))


def _fault(revision: str) -> str | None:
    """What to do about a text that cannot name one commit, if it cannot."""
    if not revision.strip() or revision.startswith("-") or _CONTROL.search(revision):
        return _REMEDY
    named = re.sub(r"@\{[^{}]*\}", "", revision)  # a time may have a colon
    if ".." in named or named.startswith("^") or re.search(r"\^[@!]|\^-\d*$", named):
        return f"A range may have many commits. {_REMEDY}"
    if ":" in named:
        return f"A colon asks for a file or a text, not for a commit. {_REMEDY}"
    if re.search(r"\^\{(?:tree|blob)\}", revision):
        return f"A tree or a blob is a part of a commit. {_REMEDY}"
    return None


def _unknown(repository: Repository, revision: str) -> tuple[str, str]:
    """What is wrong with a revision that names no commit here, and what to do."""
    message = f"git knows no revision {quoted(revision)}"
    _, shallow, _ = run_git(repository.top, "rev-parse", "--is-shallow-repository")
    if shallow.strip() != b"true":
        return message, "Write a branch, a tag or a commit that this repository has."
    remedy = "This is a shallow clone, which has only the newest commits. Fetch it first: "
    name = revision.removeprefix("origin/")
    if any(sign in name for sign in "~^@{}") or name == "HEAD" or name.startswith("-"):
        return message, remedy + "git fetch --unshallow, or git fetch --deepen=50."
    return message, (
        f"{remedy}git fetch --depth=1 origin {shlex.quote(name)}, and compare with FETCH_HEAD; "
        "or git fetch --unshallow."
    )


def is_partial(repository: Repository) -> bool:
    """Whether a repository was cloned without some of its objects, to be fetched when needed."""
    pattern = r"^(extensions\.partialclone|remote\..*\.promisor)$"
    code, _, _ = run_git(repository.top, "config", "--get-regexp", pattern)
    return code == 0
