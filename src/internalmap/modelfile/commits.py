"""The files of one commit, looked through like a folder and read one by one.

Each object is asked for its size before it is read. A commit may be made to do harm: a few small
trees can name millions of files. So there are bounds: `MAX_BYTES` for a file, `MAX_TOTAL` for what
is read together, `MAX_NAMES` and `MAX_PATH` for what is looked through.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from internalmap._atomic_write import temporary_folder
from internalmap.errors import InvalidModel, Problem
from internalmap.modelfile import git
from internalmap.modelfile.repository import Repository
from internalmap.modelfile.syntax.values import MAX_BYTES
from internalmap.text.escape import escape, quoted

#: How many bytes of a commit's files are read for one model.
MAX_TOTAL = 4 * MAX_BYTES
#: How many names of files and folders are looked at in a commit.
MAX_NAMES = 100_000
#: How long the way to a file may be, in bytes.
MAX_PATH = 1000

_LINK, _FOLDER, _SUBMODULE = b"120000", b"40000", b"160000"


class ObjectMissing(Exception):
    """An object that a repository has not."""

    def __init__(self, repository: Repository, commit: str) -> None:
        super().__init__(repository, commit)
        self.repository, self.commit = repository, commit


class Entry(NamedTuple):
    """What a folder of a commit has under a name: the id of its object, what it is, and the objects
    that it is among."""

    id: str
    mode: bytes
    objects: Objects

    @property
    def is_folder(self) -> bool:
        """Whether more is in it."""
        return self.mode == _FOLDER

    @property
    def is_link(self) -> bool:
        """Whether it leads elsewhere."""
        return self.mode == _LINK

    @property
    def is_submodule(self) -> bool:
        """Whether it stands for a commit of another repository."""
        return self.mode == _SUBMODULE

    @property
    def is_file(self) -> bool:
        """Whether it has a content of its own."""
        return self.mode not in (_FOLDER, _LINK, _SUBMODULE)


class Objects:
    """The objects of a repository by their ids, read from it one at a time for the sake of a
    commit."""

    def __init__(
        self, sizes: git.Answers, contents: git.Answers, repository: Repository, commit: str
    ) -> None:
        self._sizes, self._contents = sizes, contents
        self._repository, self._commit = repository, commit

    def root(self) -> Entry:
        """The folder that the commit stands for. Raises `ObjectMissing`."""
        id, _ = self.size(f"{self._commit}^{{tree}}")
        return Entry(id, _FOLDER, self)

    def size(self, name: str) -> tuple[str, int]:
        """The id and the size of an object. Raises `ObjectMissing`."""
        id, _, size = self._header(self._sizes, name)
        return id, size

    def read(self, id: str) -> bytes:
        """The content of an object, which is at most `MAX_BYTES` as its size says."""
        _, _, size = self._header(self._contents, id)
        assert size <= MAX_BYTES, "the size is asked first"
        data = self._contents.take(size)
        self._contents.take(1)
        return data

    def _header(self, answers: git.Answers, name: str) -> tuple[str, str, int]:
        found = re.fullmatch(rb"([0-9a-f]+) ([a-z]+) (\d+)\n", answers.line_about(name))
        if found is None:
            raise ObjectMissing(self._repository, self._commit)
        return found[1].decode("ascii"), found[2].decode("ascii"), int(found[3])


@contextmanager
def open_objects(repository: Repository, commit: str) -> Iterator[Objects]:
    """The objects of a repository, for as long as they are asked for.

    git reads them for a git directory that is made here and has nothing but its form: no settings,
    no branches, and nobody to fetch from what the repository has not.
    """
    with temporary_folder() as scratch:
        folder = Path(scratch)
        for name in ("objects", "refs"):
            (folder / name).mkdir()
        (folder / "HEAD").write_text("ref: refs/heads/none\n", encoding="ascii")
        form = "[core]\n\tbare = true\n\trepositoryformatversion = "
        form += "0\n" if len(commit) == 40 else "1\n[extensions]\n\tobjectFormat = sha256\n"
        (folder / "config").write_text(form, encoding="ascii")
        own = {
            "GIT_DIR": str(folder),
            "GIT_OBJECT_DIRECTORY": str(repository.objects),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_COUNT": "0",
        }
        with (
            git.Answers(["cat-file", "--batch-check"], folder, own) as sizes,
            git.Answers(["cat-file", "--batch"], folder, own) as contents,
        ):
            yield Objects(sizes, contents, repository, commit)


#: What a submodule stands for, by its path and its entry: the folder that its commit has, or
#: nothing where it is left out.
Follow = Callable[[str, Entry], "Entry | None"]


def _left_out(_: str, __: Entry) -> None:
    """Follows no submodule."""


class Tree:
    """A folder of a commit and all below it, by names with `/`, as globs look through it. Links
    are not in it, since they may lead anywhere; of submodules, which are of other repositories, it
    has what `follow` finds. Problems call it by a name."""

    def __init__(self, root: Entry, name: str, follow: Follow = _left_out) -> None:
        self._root = root
        self._name = escape(name)
        self._follow = follow
        self._followed: dict[str, Entry | None] = {}
        self._folders: dict[str, dict[str, Entry]] = {}
        self._seen = 0

    def below(self, folder: str, name: str) -> Tree:
        """The folder at a path, by itself; problems call it by a name."""
        if not folder:
            return Tree(self._root, name, self._follow)
        entry = self.find(folder)
        root = None if entry is None else self._as_folder(folder, entry)
        assert root is not None
        return Tree(root, name, lambda path, inner: self._follow(f"{folder}/{path}", inner))

    def names(self, folder: str) -> list[str]:
        """The names in a folder; none where there is no such folder."""
        entry = self.find(folder)
        inside = {} if entry is None else self._folder(folder, entry)
        return [name for name, each in inside.items() if not each.is_link]

    def is_folder(self, path: str) -> bool:
        """Whether a folder of that name is there."""
        entry = self.find(path)
        return entry is not None and self._as_folder(path, entry) is not None

    def is_link(self, _: str) -> bool:
        """Whether it is a link: none is there."""
        return False

    def is_there(self, path: str) -> bool:
        """Whether a file or a folder of that name is there."""
        entry = self.find(path)
        return entry is not None and (entry.is_file or self._as_folder(path, entry) is not None)

    def find(self, path: str) -> Entry | None:
        """What is under a path, be it a link."""
        entry = self._root
        if not path:
            return entry
        if len(os.fsencode(path)) > MAX_PATH:
            return None
        folder, _, name = path.rpartition("/")
        if folder in self._folders:
            return self._folders[folder].get(name)
        here = ""
        for step in path.split("/"):
            found = self._folder(here, entry).get(step)
            if found is None:
                return None
            here, entry = f"{here}/{step}".lstrip("/"), found
        return entry

    def _folder(self, path: str, entry: Entry) -> dict[str, Entry]:
        """What is in a folder, by name; nothing in what is none."""
        known = self._folders.get(path)
        if known is None:
            inside = self._as_folder(path, entry)
            known = {} if inside is None else self._read(path, inside)
            self._folders[path] = known
        return known

    def _as_folder(self, path: str, entry: Entry) -> Entry | None:
        """What is at a path as a folder, if it is one: itself, or what a submodule stands for."""
        if not entry.is_submodule:
            return entry if entry.is_folder else None
        if path not in self._followed:
            self._followed[path] = self._follow(path, entry)
        return self._followed[path]

    def _read(self, folder: str, entry: Entry) -> dict[str, Entry]:
        _, size = entry.objects.size(entry.id)
        found: dict[str, Entry] = {}
        data = entry.objects.read(entry.id) if size <= MAX_BYTES else b""
        for name, each in _parsed(data, len(entry.id) // 2, entry.objects):
            self._seen += 1
            path = f"{folder}/{name}".lstrip("/")
            if len(os.fsencode(path)) > MAX_PATH:
                raise refusal(f"{self._name}: a path in it is longer than {MAX_PATH:,} bytes")
            if self._seen > MAX_NAMES:
                break
            if name in ("", ".", "..") or "/" in name or os.sep in name:
                raise refusal(f"{self._name}: {quoted(name)} in it is no name of a file")
            found[name] = each
        if size > MAX_BYTES or self._seen > MAX_NAMES:
            many = f"more than {MAX_NAMES:,} names of files would have to be looked at"
            raise refusal(f"{self._name}: {many}")
        return found


def _parsed(data: bytes, length: int, objects: Objects) -> Iterator[tuple[str, Entry]]:
    """The names in a tree as git keeps it, and what they stand for; `length` is that of an id."""
    position = 0
    while position < len(data):
        space = data.find(b" ", position)
        end = data.find(b"\0", space)
        start = end + 1
        if space < 0 or end < 0 or start + length > len(data):
            raise git.damaged()
        mode = data[position:space].lstrip(b"0")
        position = start + length
        yield os.fsdecode(data[space + 1 : end]), Entry(data[start:position].hex(), mode, objects)


def refusal(*what: str) -> InvalidModel:
    """What is raised of a commit that passes a bound."""
    return InvalidModel(Problem(None, each) for each in what)
