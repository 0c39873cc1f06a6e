"""A model as it stood in a revision of a git repository.

`git` is asked for the files, and they are read as any other model: nothing is checked out, and
nothing in the repository changes.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from internalmap.errors import InternalMapError, InvalidModel
from internalmap.model import Organization
from internalmap.printable import quoted
from internalmap.reader import load
from internalmap.values import MAX_BYTES

_SUFFIXES = (".yaml", ".yml", ".json")
_SECONDS = 120


def load_revision(model: str, revision: str) -> Organization | None:
    """The model at this path as the revision has it; `None` where it has no such file or folder.

    The path is that of today, inside a repository. Raises `InvalidModel` where the old model cannot
    be used, and `InternalMapError` for a revision that is not known, a path outside a repository,
    or a missing `git`.
    """
    if revision.startswith("-") or not revision.strip() or "\0" in revision:
        raise InternalMapError(
            f"{quoted(revision)} is not a revision", "Write a branch, a tag or a commit."
        )
    path = Path(os.path.abspath(model))
    root = _root(path)
    try:
        inside = path.resolve().relative_to(root).as_posix()
    except ValueError:
        raise InternalMapError(f"{quoted(model)} is outside the repository", "") from None
    commit = _commit(root, revision)
    with _files(root, commit, inside) as folder:
        if folder is None:
            return None
        return load(folder)


def _root(path: Path) -> Path:
    """The top of the repository that a path is in."""
    start = path if path.is_dir() else path.parent
    while not start.is_dir():
        start = start.parent
    code, output, complaint = _git(start, "rev-parse", "--show-toplevel")
    if b"dubious ownership" in complaint:
        raise InternalMapError(
            f"git does not read {quoted(str(start))}: it belongs to another user",
            "If you trust it: git config --global --add safe.directory <the repository>.",
        )
    if code != 0:
        raise InternalMapError(
            f"{quoted(str(path))} is in no git repository",
            "Compare with a file instead: --baseline FILE.",
        )
    return Path(os.fsdecode(output.rstrip(b"\r\n"))).resolve()


def _commit(root: Path, revision: str) -> str:
    code, output, _ = _git(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if code == 0:
        return output.decode("ascii").strip()
    remedy = "Write a branch, a tag or a commit that this repository has."
    _, shallow, _ = _git(root, "rev-parse", "--is-shallow-repository")
    if shallow.strip() == b"true":
        remedy = "This is a shallow clone, which has only the newest commits. Fetch it first: "
        name = revision.removeprefix("origin/")
        if any(sign in name for sign in "~^@{}:") or name == "HEAD":
            remedy += "git fetch --unshallow, or git fetch --deepen=50."
        else:
            remedy += (
                f"git fetch --depth=1 origin {name}, and compare with FETCH_HEAD; "
                "or git fetch --unshallow."
            )
    raise InternalMapError(f"git knows no revision {quoted(revision)}", remedy)


@contextmanager
def _files(root: Path, commit: str, inside: str) -> Iterator[str | None]:
    """The model's files in a folder of their own, for as long as they are read: the file and what
    it may include, or every model file of a folder."""
    kind = _kind(root, commit, inside)
    if kind is None:
        yield None
        return
    folder = inside if kind == "tree" else inside.rpartition("/")[0]
    with TemporaryDirectory(prefix="internalmap-") as scratch:
        target = Path(scratch, "model")
        target.mkdir()
        for name, data in _contents(root, commit, folder, inside, kind == "tree"):
            place = target.joinpath(*name.split("/"))
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        if kind == "tree":
            yield str(target)
        else:
            yield str(target / inside.rpartition("/")[2])


def _kind(root: Path, commit: str, inside: str) -> str | None:
    if inside in (".", ""):
        return "tree"
    code, output, _ = _git(root, "cat-file", "-t", f"{commit}:{inside}")
    return output.decode("ascii").strip() if code == 0 else None


def _contents(
    root: Path, commit: str, folder: str, model: str, whole_folder: bool
) -> Iterator[tuple[str, bytes]]:
    """Every model file under a folder of a commit, named from there, and the model itself, whatever
    its ending; of a file that includes no others, itself alone. Links are left out: they may lead
    anywhere."""
    tree = f"{commit}:{folder}" if folder not in (".", "") else commit
    _, output, _ = _git(root, "ls-tree", "-r", "-z", "--full-tree", tree)
    wanted: list[tuple[str, str]] = []
    own = model.rpartition("/")[2]
    for entry in output.split(b"\0"):
        about, _, name = entry.partition(b"\t")
        if not name:
            continue
        mode, kind, blob = about.decode("ascii").split()[:3]
        path = os.fsdecode(name)
        if (
            kind == "blob"
            and mode != "120000"
            and (path.lower().endswith(_SUFFIXES) or path == own)
        ):
            wanted.append((path, blob))
    alone = [(path, blob) for path, blob in wanted if path == own and not whole_folder]
    if alone:
        (data,) = _blobs(root, [blob for _, blob in alone])
        if b"include" not in data:
            yield own, data
            return
    yield from zip(
        (path for path, _ in wanted), _blobs(root, [blob for _, blob in wanted]), strict=True
    )


def _blobs(root: Path, blobs: Sequence[str]) -> Iterator[bytes]:
    """What is in each of them, read in one go."""
    if not blobs:
        return
    _, output, _ = _git(root, "cat-file", "--batch", data="\n".join(blobs).encode("ascii"))
    position = 0
    for _ in blobs:
        end = output.index(b"\n", position)
        size = int(output[position:end].split()[-1])
        yield output[end + 1 : end + 1 + min(size, MAX_BYTES + 1)]
        position = end + 1 + size + 1


def _environment() -> dict[str, str]:
    """Without what git sets for its hooks: which repository is meant follows from the path."""
    about_here = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR")
    kept = {name: value for name, value in os.environ.items() if name not in about_here}
    return {**kept, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}


def _git(folder: Path, *arguments: str, data: bytes | None = None) -> tuple[int, bytes, bytes]:
    """Run git in a folder: its exit code, what it writes, and its complaints."""
    command = ["git", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(
            command,
            input=data if data is not None else b"",
            capture_output=True,
            timeout=_SECONDS,
            env=_environment(),
            check=False,
        )
    except FileNotFoundError:
        raise InternalMapError(
            "git is not installed here", "Compare with a file instead: --baseline FILE."
        ) from None
    except subprocess.TimeoutExpired:
        raise InternalMapError(f"git did not answer within {_SECONDS} seconds") from None
    return done.returncode, done.stdout, done.stderr


__all__ = ["InvalidModel", "load_revision"]
