"""Asking git without obeying what it is asked about.

What somebody else has written, a pull request or an unpacked archive, may look like a repository
and name programs for git to run. So the repository is found here, by its `.git` alone, and git must
agree. git resolves a revision there, with nothing that starts a program or leaves the machine.
Contents are read with a git directory made for the purpose, which shares nothing with the
repository but its objects: no configuration, no replaced objects, nobody to fetch from.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from internalmap.errors import InternalMapError
from internalmap.interrupts import end_child, in_one_go, nothing_to_undo, undo_when_stopped
from internalmap.text.escape import printable, quoted

#: How long git may take over one question.
SECONDS = 120
#: How much memory git may take for itself: it undoes compression that was made to do harm.
MEMORY = 512 * 1024 * 1024

#: How many steps a path may have, with those of its links: links may lead in circles.
MAX_STEPS = 10_000

#: Where the user's own settings are, among them whose repositories git may read. Whatever else
#: speaks of git in the environment is left out: hooks get the repository that they run in, and
#: other variables name programs.
_KEPT = re.compile(r"GIT_CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+)")
_SET = {
    "GIT_ALLOW_PROTOCOL": "none",  # wins over whatever a configuration allows
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_OPTIONS = (
    "--no-pager",
    "-c", "safe.bareRepository=explicit",
    "-c", "protocol.allow=never",
    "-c", f"core.hooksPath={os.devnull}",
    "-c", "core.fsmonitor=false",
    "-c", "core.commitGraph=false",  # it may say of commits what they do not
)  # fmt: skip
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
    code, output, complaint = ask(top, "rev-parse", "--absolute-git-dir")
    if b"dubious ownership" in complaint:
        raise InternalMapError(
            f"git does not read {quoted(str(top))}: it belongs to another user",
            "If you trust it: git config --global --add safe.directory "
            f"{printable(shlex.quote(str(top)))}",
        )
    if code != 0:
        words = complaint.decode("utf-8", "replace").strip().partition("\n")[0]
        raise _unusable(top, f"git says: {printable(words.removeprefix('fatal: ')[:300])}")
    folder = Path(os.fsdecode(output.removesuffix(b"\n")))
    expected = _leads_to(top / ".git")
    if expected is None or not _is_same(folder, expected):
        raise _unusable(top, "git takes another folder for it")
    common = _common(folder)
    for each in (folder, common):
        if _is_content(each):
            raise _unusable(top, f"it leads to files of a work tree, {printable(str(each))}")
    return Repository(top, common / "objects")


def _unusable(top: Path, why: str) -> InternalMapError:
    return InternalMapError(
        f"{printable(str(top / '.git'))} is not a git repository that can be read: {why}",
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


def commit(repository: Repository, revision: str) -> str:
    """The id of the one commit that a revision names.

    Raises `InternalMapError` for what names none, or more than one.
    """
    fault = _fault(revision)
    if fault is not None:
        raise InternalMapError(f"{quoted(revision)} is not a revision", fault)
    # `--missing` is what keeps every git, however old, from fetching what is not there.
    code, output, _ = ask(
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
    _, shallow, _ = ask(repository.top, "rev-parse", "--is-shallow-repository")
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
    code, _, _ = ask(repository.top, "config", "--get-regexp", pattern)
    return code == 0


# -------------------------------------------------------------------------------- running git


def ask(folder: Path, *arguments: str) -> tuple[int, bytes, bytes]:
    """Run git at the top of a repository: its exit code, what it writes, and its complaints.

    git itself looks for the repository, from this folder and no other, so that it also sees whose
    it is: of one that it is told of, it would ask no such thing.
    """
    own = {"GIT_CEILING_DIRECTORIES": str(folder.parent)}
    child, noted = _started(arguments, folder, own, subprocess.DEVNULL, subprocess.PIPE)
    try:
        with child:
            try:
                output, complaint = child.communicate(timeout=SECONDS)
            except subprocess.TimeoutExpired:
                raise _too_slow() from None
            finally:
                child.kill()
    finally:
        nothing_to_undo(noted)
    return child.returncode, output, complaint


class Answers:
    """What a git answers that is asked a line at a time. It ends with its use; before that, where
    it takes too long over an answer."""

    def __init__(self, arguments: Iterable[str], folder: Path, own: Mapping[str, str]) -> None:
        self._child, self._noted = _started(
            arguments, folder, own, subprocess.PIPE, subprocess.DEVNULL
        )
        self._until: float | None = None
        self._over = threading.Event()
        self._late = False
        threading.Thread(target=self._watch, daemon=True).start()

    def __enter__(self) -> Answers:
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._child.kill()
        self._child.communicate()
        nothing_to_undo(self._noted)

    def line_about(self, name: str) -> bytes:
        """Ask about an object: the line that comes back."""
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._until = monotonic() + SECONDS
        try:
            self._child.stdin.write(name.encode("ascii") + b"\n")
            self._child.stdin.flush()
        except OSError:
            raise self._ended() from None
        line = self._child.stdout.readline(1000)
        self._until = None
        if not line:
            raise self._ended()
        return line

    def take(self, size: int) -> bytes:
        """So many bytes that follow the line."""
        assert self._child.stdout is not None
        self._until = monotonic() + SECONDS
        data = self._child.stdout.read(size)
        self._until = None
        if len(data) < size:
            raise self._ended()
        return data

    def _watch(self) -> None:
        while not self._over.wait(1):
            if self._until is not None and monotonic() > self._until:
                self._late = True
                self._child.kill()
                return

    def _ended(self) -> InternalMapError:
        if self._late:
            return _too_slow()
        return damaged()


def _started(
    arguments: Iterable[str], folder: Path, own: Mapping[str, str], stdin: int, stderr: int
) -> tuple[subprocess.Popen[bytes], int]:
    """A git, and the key under which it is noted that it ends with the program."""
    try:
        with in_one_go():
            child = subprocess.Popen(
                [_program(), *_OPTIONS, *arguments],
                cwd=folder,
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=stderr,
                env={**_environment(), **own},
            )
            noted = undo_when_stopped(lambda: end_child(child))
    except OSError as error:
        raise InternalMapError(
            f"git cannot be run: {(error.strerror or str(error)).lower()}",
            "Compare with a file instead: --baseline FILE.",
        ) from None
    _bound_memory(child.pid)
    return child, noted


def _program() -> str:
    """Where git is: on the PATH, but in no folder that is named from the current one."""
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    found = shutil.which("git", path=os.pathsep.join(filter(os.path.isabs, folders)))
    if found is None:
        raise InternalMapError(
            "git is not installed here", "Compare with a file instead: --baseline FILE."
        )
    return found


def _environment() -> dict[str, str]:
    """The environment that git gets."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith("GIT_") or _KEPT.fullmatch(name.upper())
    }
    return {**kept, **_SET}


def _bound_memory(child: int) -> None:
    """Bound the memory of a process, where the system can do that from outside."""
    if sys.platform == "linux":
        import resource

        with suppress(OSError):  # it may have ended
            _, hard = resource.prlimit(child, resource.RLIMIT_DATA)
            bound = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
            resource.prlimit(child, resource.RLIMIT_DATA, (bound, hard))


def _too_slow() -> InternalMapError:
    """What is said of a git that does not answer."""
    return InternalMapError(f"git did not answer within {SECONDS} seconds")


def damaged() -> InternalMapError:
    """What is said of an object that is there and cannot be read."""
    return InternalMapError(
        "git cannot read an object of this repository",
        "It is damaged, or takes too much memory to unpack. See what git fsck says.",
    )
