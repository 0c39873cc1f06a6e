"""Which commit a revision names; and where it names none that is here, the command that fetches it.

What is said to be typed works as it stands: with the remote as it is called, for the repository
that was meant, and so that the same question has its answer afterwards.
"""

from __future__ import annotations

import os
import re
import shlex

from internalmap.errors import InternalMapError
from internalmap.modelfile.repository import Repository, runs_in
from internalmap.text.escape import escape, quoted

#: How git writes the id of a commit.
COMMIT = re.compile(rb"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_REMEDY = "Write a branch, a tag or a commit."
_SHALLOW = "This is a shallow clone, which has only the newest commits."


def commit_named(repository: Repository, revision: str) -> str:
    """The id of the one commit that a revision names.

    Raises `InternalMapError` for what names none, or more than one.
    """
    fault = _fault(revision)
    if fault is not None:
        raise InternalMapError(f"{quoted(revision)} is not a revision", fault)
    found = _commit(repository, revision)
    if found is not None:
        return found
    raise InternalMapError(
        f"git knows no revision {quoted(revision)}", _to_do(repository, revision)
    )


def _commit(repository: Repository, revision: str) -> str | None:
    # `--missing` is what keeps every git, however old, from fetching what is not there.
    code, output, _ = repository.ask(
        "rev-list", "--missing=allow-any", "--no-walk", "--max-count=1",
        f"{revision}^{{commit}}", "--",
    )  # fmt: skip
    if code == 0 and COMMIT.fullmatch(output.strip()):
        return output.strip().decode("ascii")
    return None


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


# ---------------------------------------------------------------------------- what is to be fetched


def _to_do(repository: Repository, revision: str) -> str:
    """What to do about a revision that names no commit here."""
    usual = "Write a branch, a tag or a commit that this repository has."
    name = re.split(r"[~^]|@\{", revision, maxsplit=1)[0]
    tail = revision[len(name) :]
    if _is_id(name) and not name.strip("0"):
        return f"git writes it where there was no commit before. {_REMEDY}"
    shallow, remotes = _is_shallow(repository), _remotes(repository)
    begin = f"{_SHALLOW} " if shallow else ""
    if shallow and not remotes:
        return begin + "No remote is set up to fetch the others from: clone it anew, whole."
    if not remotes or "@{" in tail:  # what a branch was here is written down nowhere else
        return usual
    known = bool(tail) and _commit(repository, name or "HEAD") is not None
    if known and shallow:
        return f"{begin}Fetch the others: {_fetch(repository, '--unshallow', remotes[0])}"
    if known or name in ("", "HEAD", "@") or re.search(r"[\s?*\[\\@{}]", name):
        return usual  # no other repository has such a name
    how = ("--unshallow",) if shallow else ()
    remote = next((each for each in remotes if name.startswith(f"{each}/")), None)
    if remote is not None:
        branch = name.removeprefix(f"{remote}/")
        return f"{begin}Fetch it: {_fetch(repository, *how, remote, f'{branch}:{_own(name)}')}"
    remote = remotes[0]
    if name.startswith("origin/"):
        branch = name.removeprefix("origin/")
        fetch = _fetch(repository, *how, remote, f"{branch}:{_own(f'{remote}/{branch}')}")
        begin += f"The remote is called {escape(remote)} here. "
        return f"{begin}Compare with {escape(f'{remote}/{branch}{tail}')}, and fetch it: {fetch}"
    if _is_id(name):
        return f"{begin}Fetch it: {_fetch(repository, *how, remote, name)}"
    if not shallow:  # every branch and tag may be here
        return usual
    fetch = _fetch(repository, *how, remote, name)
    return f"{begin}Compare with FETCH_HEAD{tail}, once you have fetched it: {fetch}"


def _is_id(name: str) -> bool:
    return COMMIT.fullmatch(os.fsencode(name)) is not None


def _own(name: str) -> str:
    """Where git keeps what a branch of a remote is."""
    return f"refs/remotes/{name}"


def fetching_history(repository: Repository) -> str:
    """The command that fetches what a shallow clone lacks; nothing where there is none."""
    remotes = _remotes(repository)
    if not remotes or not _is_shallow(repository):
        return ""
    return _fetch(repository, "--unshallow", remotes[0])


def fetching(repository: Repository, commit: str) -> str:
    """The command that fetches a commit by its id."""
    remotes = _remotes(repository)
    return _fetch(repository, remotes[0] if remotes else "origin", commit)


def _is_shallow(repository: Repository) -> bool:
    _, output, _ = repository.ask("rev-parse", "--is-shallow-repository")
    return output.strip() == b"true"


def _remotes(repository: Repository) -> list[str]:
    """The remotes by name, the likeliest first: the one that the branch comes from, then the one
    that git itself takes."""
    code, output, _ = repository.ask("remote")
    names = os.fsdecode(output).split("\n")[:-1] if code == 0 else []
    _, branch, _ = repository.ask("symbolic-ref", "--quiet", "--short", "HEAD")
    key = f"branch.{os.fsdecode(branch).rstrip()}.remote"
    _, own, _ = repository.ask("config", "--get", key)
    preferred = [os.fsdecode(own).rstrip("\n"), "origin"]
    return sorted(names, key=lambda name: (preferred.index(name) if name in preferred else 2, name))


def _fetch(repository: Repository, *arguments: str) -> str:
    """A command that fetches, as it is typed in the current folder."""
    folder = () if runs_in(repository) else ("-C", str(repository.top))
    words = ("git", *folder, "fetch", *arguments)
    return escape(" ".join(map(shlex.quote, words)))
