"""The documents of a Backstage catalog: of a folder, or of a file and those that it points to.

A catalog file may hold several YAML documents. Each is read by itself with the reader of models,
and knows where it stands in its file. Documents that are not of Backstage are counted, not read: a
folder may hold any other YAML.
"""

from __future__ import annotations

import os
import posixpath
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from internalmap.errors import InvalidModel, Place, Problem
from internalmap.exchange.tables.drafts import Item
from internalmap.modelfile.build.files import STANDARD_INPUT, Files, Part
from internalmap.modelfile.build.globs import expand
from internalmap.modelfile.syntax.document import read_yaml
from internalmap.modelfile.syntax.values import Document, Mapping, SyntaxProblem, find, find_value
from internalmap.source import Path, Source
from internalmap.text.escape import quoted

SUFFIXES = (".yaml", ".yml")
#: How many documents a catalog may have.
MAX_DOCUMENTS = 1_000_000

#: How many files of a folder are looked at, and how much of each, to see whether it is a catalog.
_SNIFFED_FILES, _SNIFFED_BYTES = 20, 256 * 1024
#: Where a document begins or ends: no other text of YAML can stand so at the margin.
_BORDER = re.compile(r"^(---|\.\.\.)(?=[ \t\r\n]|\Z)", re.MULTILINE)
_ENTITY = re.compile(
    r"""^(?:---[ \t]+)?(?:\{\s*)?["']?apiVersion["']?[ \t]*:[ \t]*["']?backstage\.io/""",
    re.MULTILINE,
)
_MODEL = re.compile(r"^parties[ \t]*:", re.MULTILINE)


@dataclass(frozen=True)
class CatalogDocument:
    """A document: what it holds, and where in its file it stands."""

    source: Source
    base: int
    root: Mapping = field(repr=False)

    def place(self, path: Path, *, key: bool = False) -> Place:
        """Where a value stands, or what holds it; its key, where it holds others."""
        for length in range(len(path), 0, -1):
            found = find(self.root, path[:length])
            if found is not None:
                by_key = key or found.value_end <= found.value_start
                start, end = found[:2] if by_key else found[2:]
                break
        else:
            start = end = min(self.root.places.values(), default=(0, 0, 0, 0))[0]
        return Place(self.source, self.source.span(self.base + start, self.base + end))

    def item(self, path: Path = ()) -> Item:
        """What stands for a value, or for the whole document, when it is to be left out."""
        found = find(self.root, path) if path else None
        return (self.source.name, self.base, path if found else ())

    def value(self, *path: str | int) -> Any:
        """The value at a path, `None` where there is none."""
        return find_value(self.root, path)


@dataclass
class Catalog:
    """The documents that were read, and what there is to say of the others.

    `problems` are those after which the rest can still be read, each with what to leave out.
    """

    documents: list[CatalogDocument] = field(default_factory=list)
    problems: list[tuple[Problem, Item]] = field(default_factory=list)
    #: Whether every document could be read: if not, others may point to what could not.
    complete: bool = True
    #: The files that were read.
    files: list[str] = field(default_factory=list)
    others: int = 0
    not_followed: list[str] = field(default_factory=list)


def is_backstage(path: str) -> bool:
    """Whether a file, or one of the first files of a folder, is of a Backstage catalog."""
    try:
        files = [path]
        if os.path.isdir(path):
            files = [os.path.join(path, *name.split("/")) for name in _catalog_files(path)]
        texts = [_begin(file) for file in files[:_SNIFFED_FILES]]
    except (OSError, ValueError):
        return False
    return any(map(_ENTITY.search, texts)) and not any(map(_MODEL.search, texts))


def read_catalog(path: str, skipped: frozenset[Item]) -> Catalog:
    """Read every catalog file of a folder, or a file and those that its locations point to.

    Raises `InvalidModel` where a file cannot be read, or where there are no entities.
    """
    reader = _Reader(skipped)
    if os.path.isdir(path):
        reader.folder(path)
    else:
        reader.follow(path)
    if not reader.complete or reader.problems:
        raise InvalidModel(reader.problems)
    if not reader.catalog.documents:
        if reader.catalog.problems:
            raise InvalidModel(problem for problem, _ in reader.catalog.problems)
        remedy = "An entity begins with 'apiVersion: backstage.io/v1alpha1'."
        raise InvalidModel([Problem(None, f"{path}: holds no Backstage entity", remedy)])
    return reader.catalog


def _catalog_files(folder: str) -> list[str]:
    """The names of the YAML files under a folder, hidden ones left out, sorted."""
    return [name for name in expand("**/*", folder) if name.lower().endswith(SUFFIXES)]


def _begin(file: str) -> str:
    if not stat.S_ISREG(os.stat(file).st_mode):
        return ""
    with open(file, "rb") as stream:
        return stream.read(_SNIFFED_BYTES).decode("utf-8", "replace").removeprefix("\ufeff")


def _documents(text: str) -> Iterator[tuple[int, str]]:
    """The documents of a text, each with where it begins."""
    start = 0
    for border in _BORDER.finditer(text):
        yield start, text[start : border.start()]
        start = border.start() if border[1] == "---" else border.end()
    yield start, text[start:]


def _says_something(line: str) -> bool:
    """Whether a line is more than a comment, a directive or the beginning of a document."""
    text = line.removeprefix("---").strip()
    return bool(text) and text[0] not in "#%"


class _Reader(Files):
    """Reads files as catalogs; what cannot be read ends up in `problems`, as with models."""

    def __init__(self, skipped: frozenset[Item]) -> None:
        super().__init__()
        self.catalog = Catalog()
        self._skipped = skipped

    def text(self, text: str, name: str, relative: str, _json: bool | None = None) -> Part:
        """Take a text in, document by document. JSON is read as the YAML that it is."""
        text = text.removeprefix("\ufeff")
        source = Source(name, relative, text, lambda _: None)
        self.catalog.files.append(name)
        for base, document in _documents(text):
            if _ENTITY.search(document):
                self._document(source, base, read_yaml(document))
            elif any(map(_says_something, document.splitlines())):
                self.catalog.others += 1
        return Part(source, Document(None, (), True), lambda: Document(None, (), True))

    def _document(self, source: Source, base: int, document: Document) -> None:
        item: Item = (source.name, base, ())
        if item in self._skipped:
            return
        if document.complete and not isinstance(document.root, Mapping):
            self.catalog.others += 1
            return
        part = Part(source, document, lambda: document)
        for syntax_problem in document.syntax_problems:
            start, end, message, remedy, related = syntax_problem
            if related is not None:
                related = (related[0] + base, related[1] + base, related[2])
            moved = SyntaxProblem(start + base, end + base, message, remedy, related)
            self.catalog.problems.append((part.problem(moved), item))
        if not isinstance(document.root, Mapping) or not document.complete:
            self.catalog.complete = False
            return
        written = CatalogDocument(source, base, document.root)
        self.catalog.documents.append(written)
        if len(self.catalog.documents) > MAX_DOCUMENTS:
            message = f"up to here, there are more than {MAX_DOCUMENTS:,} entities"
            place = written.place(())
            raise InvalidModel([Problem(place, message, "Name a part of the catalog.")])

    def folder(self, folder: str) -> None:
        """Read every catalog file under a folder: locations need not be followed."""
        try:
            names = _catalog_files(folder)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            self._stop(f"{error.filename}: cannot be looked into: {reason}", "")
            return
        for name in names:
            path = os.path.join(folder, *name.split("/"))
            if _is_inside(path, folder):
                self.file(path, name)
            else:
                self._stop(
                    f"{path}: is a link that leaves the folder", "Put the file itself there."
                )

    def follow(self, path: str) -> None:
        """Read a file and those that its locations point to, each once."""
        folder = os.path.dirname(path)
        read = 0
        taken = {os.path.realpath(path)} if path != STANDARD_INPUT else set()
        self.file(path, os.path.basename(path), regular=False)
        while read < len(self.catalog.documents):
            document = self.catalog.documents[read]
            read += 1
            if str(document.value("kind")).lower() == "location":
                for name in self._targets(document, folder):
                    target = os.path.join(folder, *name.split("/"))
                    real = os.path.realpath(target)
                    if real not in taken:
                        taken.add(real)
                        self.file(target, name)

    def _targets(self, location: CatalogDocument, folder: str) -> Iterator[str]:
        """The files that a location points to, as paths from the folder."""
        for path, target in _written_targets(location):
            item = location.item(path)
            if item in self._skipped:
                continue
            shown = quoted(target)
            pattern = target.replace("\\", "/")
            inside = posixpath.normpath(
                posixpath.join(posixpath.dirname(location.source.relative), pattern)
            )
            if "://" in target:
                self.catalog.not_followed.append(f"{shown} (an address)")
                continue
            drive = len(pattern) > 1 and pattern[1] == ":"
            if inside.startswith(("../", "/")) or inside == ".." or drive or "\0" in target:
                self.catalog.not_followed.append(f"{shown} (outside the folder of the file)")
                continue
            try:
                names = expand(inside, folder)
            except OSError as error:
                names = []
                reason = (error.strerror or str(error)).lower()
                self._note(location, path, f"{shown} cannot be looked into: {reason}", "")
            else:
                if not names and str(location.value("spec", "presence")) != "optional":
                    remedy = "It is looked for from the folder of this file."
                    self._note(location, path, f"{shown} matches no file", remedy)
            for name in names:
                if _is_inside(os.path.join(folder, *name.split("/")), folder):
                    yield name
                else:
                    link = f"{quoted(name)} (a link that leaves the folder)"
                    self.catalog.not_followed.append(link)

    def _note(self, location: CatalogDocument, path: Path, message: str, remedy: str) -> None:
        problem = Problem(location.place(path), message, remedy)
        self.catalog.problems.append((problem, location.item(path)))

    def _stop(self, message: str, remedy: str) -> None:
        self.complete = False
        self.problems.append(Problem(None, message, remedy))


def _written_targets(location: CatalogDocument) -> Iterator[tuple[Path, str]]:
    """What a location points to, each with its place. Of other types than text, there is nothing
    to say yet: the entities tell."""
    target = location.value("spec", "target")
    if isinstance(target, str) and target:
        yield ("spec", "target"), target
    targets = location.value("spec", "targets")
    if isinstance(targets, list):
        for index, each in enumerate(targets):
            if isinstance(each, str) and each:
                yield ("spec", "targets", index), each


def _is_inside(path: str, folder: str) -> bool:
    """Whether a path, with its links followed, leads to somewhere in a folder."""
    return FilePath(os.path.realpath(path)).is_relative_to(os.path.realpath(folder or "."))
