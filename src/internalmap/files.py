"""From what the user named to texts: one file, a folder, includes, standard input.

Only regular files are read as parts of a model, and only inside the model's folder; the model
itself may also be a pipe. Everything that cannot be read becomes a problem.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from internalmap.document import MAX_BYTES, Document, Mapping, find, read_json, read_yaml
from internalmap.errors import Place, Problem
from internalmap.printable import printable
from internalmap.source import Offsets, Path, Source

SUFFIXES = (".yaml", ".yml", ".json")
STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class Part:
    """One text of a model, read."""

    source: Source
    document: Document


class Files:
    """Reads the texts of a model and collects what is wrong with them."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.problems: list[Problem] = []

    def text(self, text: str, name: str, relative: str, json: bool | None = None) -> Part | None:
        """Take a text in. Whether it is JSON is found out where it is not said."""
        text = text.removeprefix("\ufeff")
        document = _read(text, json)
        source = Source(name, relative, text, partial(_find, _Lazy(text, document)))
        part = Part(source, document)
        for flaw in document.flaws:
            related = ()
            if flaw.related is not None:
                start, end, note = flaw.related
                related = ((Place(source, source.span(start, end)), note),)
            place = Place(source, source.span(flaw.start, flaw.end))
            self.problems.append(Problem(place, flaw.message, flaw.remedy, related))
        self.parts.append(part)
        return part if document.complete else None

    def file(self, path: str, relative: str, *, regular: bool = True) -> Part | None:
        """Read one file; `regular`: nothing but an ordinary file will do."""
        try:
            if regular and not stat.S_ISREG(os.stat(path).st_mode):
                self._fail(path, "is not an ordinary file", "Name a model file or a folder.")
                return None
            with open(path, "rb") as stream:
                return self.stream(stream, path, relative)
        except OSError as error:
            self._fail(path, f"cannot be read: {(error.strerror or str(error)).lower()}", "")
        except ValueError:
            self._fail(path, "cannot be read: the name is not a file's name", "")
        return None

    def stream(self, stream: BinaryIO, name: str, relative: str) -> Part | None:
        """Read an open stream to its end."""
        data = stream.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            limit = f"{MAX_BYTES // (1024 * 1024)} MiB"
            self._fail(name, f"is larger than {limit}", "Split the model into a folder of files.")
            return None
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            self._not_utf8(name, relative, data, error.start)
            return None
        json = None if name == STANDARD_INPUT else name.lower().endswith(".json")
        return self.text(text, name, relative, json)

    def folder(self, folder: str) -> None:
        """Read every model file under a folder, hidden ones left out, in sorted order."""
        found: list[str] = []
        for base, folders, names in os.walk(folder):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            found += [
                os.path.join(base, name)
                for name in names
                if name.lower().endswith(SUFFIXES) and not name.startswith(".")
            ]
        if not found:
            self._fail(folder, "holds no model file", f"Model files end in {', '.join(SUFFIXES)}.")
        for path in sorted(found, key=lambda path: _relative(path, folder)):
            self.file(path, _relative(path, folder))

    def include(self, main: Part, patterns: Iterable[tuple[str, Path]]) -> None:
        """Read what the main file includes: globs, each with its place in that file."""
        import glob

        folder = os.path.dirname(main.source.name)
        inside = os.path.realpath(folder or ".")
        taken = {os.path.realpath(main.source.name)}
        chosen: dict[str, str] = {}
        for pattern, path in patterns:
            if main.source.name == STANDARD_INPUT:
                message = "standard input cannot include files: it has no folder"
                self._at(main, path, message, "Name the file or the folder on the command line.")
                continue
            outside = os.path.isabs(pattern) or ".." in pattern.replace("\\", "/").split("/")
            if outside or "://" in pattern or "\0" in pattern:
                message = f"'{printable(pattern)}' leaves the folder of this file"
                self._at(main, path, message, "Include files of this folder, or of folders in it.")
                continue
            names = sorted(
                name
                for name in glob.glob(pattern, root_dir=folder or None, recursive=True)
                if not os.path.isdir(os.path.join(folder, name))
            )
            if not names:
                message = f"'{printable(pattern)}' matches no file"
                self._at(main, path, message, f"Globs are relative to '{folder or '.'}'.")
            for name in names:
                real = os.path.realpath(os.path.join(folder, name))
                if os.path.commonpath([inside, real]) != inside:
                    message = f"'{printable(name)}' is a link that leaves the folder of this file"
                    self._at(main, path, message, "Put the file itself there.")
                elif real not in taken:
                    taken.add(real)
                    chosen[name.replace(os.sep, "/")] = os.path.join(folder, name)
        for relative in sorted(chosen):
            self.file(chosen[relative], relative)

    def _fail(self, name: str, what: str, remedy: str) -> None:
        self.problems.append(Problem(None, f"{printable(name)}: {what}", remedy))

    def _at(self, part: Part, path: Path, message: str, remedy: str) -> None:
        place = Place(part.source, part.source.value_span(path))
        self.problems.append(Problem(place, message, remedy))

    def _not_utf8(self, name: str, relative: str, data: bytes, offset: int) -> None:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            self._fail(name, "is UTF-16, and a model is UTF-8", "Save it as UTF-8.")
            return
        before = data[:offset].decode("utf-8-sig")
        line_end = data.find(b"\n", offset)
        rest = data[offset : line_end if line_end >= 0 else None].decode("utf-8", "replace")
        source = Source(name, relative, before + rest, lambda path: None)
        place = Place(source, source.span(len(before), len(before) + 1))
        self.problems.append(
            Problem(
                place,
                f"this is not UTF-8: byte 0x{data[offset]:02x} at offset {offset}",
                "Save the file as UTF-8; it looks like an older encoding such as Latin-1.",
            )
        )


class _Lazy:
    """A document whose places are found when the first of them is asked for."""

    def __init__(self, text: str, document: Document) -> None:
        self._text = text
        self._root = document.root

    def root(self) -> Document | object:
        if isinstance(self._root, dict) and not isinstance(self._root, Mapping):
            from internalmap.json_text import locate

            self._root, _ = locate(self._text)
        return self._root


def _find(lazy: _Lazy, path: Path) -> Offsets | None:
    return find(lazy.root(), path)  # type: ignore[arg-type]


def _read(text: str, json: bool | None) -> Document:
    if json is None and text.lstrip().startswith("{"):
        document = read_json(text)
        if document.complete:
            return document
    if json:
        return read_json(text)
    return read_yaml(text)


def _relative(path: str, folder: str) -> str:
    return os.path.relpath(path, folder).replace(os.sep, "/")
