"""Asking git without obeying what it is asked about.

What somebody else has written, a pull request or an unpacked archive, may name programs for git to
run. git resolves a revision in the repository itself, with nothing that starts a program or leaves
the machine. Contents are read with a git directory made for the purpose, which shares nothing with
the repository but its objects: no configuration, no replaced objects, nobody to fetch from.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from time import monotonic

from internalmap.errors import InternalMapError
from internalmap.interrupts import cancel_cleanup, end_child, on_interrupt, uninterrupted

#: How long git may take over one question.
SECONDS = 120
#: How much memory git may take for itself: it undoes compression that was made to do harm.
MEMORY = 512 * 1024 * 1024

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


def run_git(folder: Path, *arguments: str, bare: bool = False) -> tuple[int, bytes, bytes]:
    """Run git at the top of a repository: its exit code, what it writes, and its complaints.

    git itself looks for the repository, from this folder and no other, so that it also sees whose
    it is: of one that it is told of, it would ask no such thing. It takes the folder itself for
    one only where that is said to be `bare`.
    """
    own = {"GIT_CEILING_DIRECTORIES": str(folder.parent)}
    if bare:
        arguments = ("-c", "safe.bareRepository=all", *arguments)
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
        cancel_cleanup(noted)
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
        cancel_cleanup(self._noted)

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
        with uninterrupted():
            child = subprocess.Popen(
                [_program(), *_OPTIONS, *arguments],
                cwd=folder,
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=stderr,
                env={**_environment(), **own},
            )
            noted = on_interrupt(lambda: end_child(child))
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
