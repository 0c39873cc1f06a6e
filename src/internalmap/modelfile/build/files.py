"""From what the user named to texts: one file, a folder, includes, standard input.

Only regular files are read as parts of a model, and only inside the model's folder; the model
itself may also be a pipe. Everything that cannot be read becomes a problem.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable
from dataclasses import field
from pathlib import Path as FilePath
from typing import BinaryIO

from internalmap._dataclass import dataclass
from internalmap.errors import Place, Problem, Problems
from internalmap.modelfile.build.globs import expand
from internalmap.modelfile.build.tables import ARCHIVE, given_as_model
from internalmap.modelfile.syntax.document import read_json, read_yaml, with_places
from internalmap.modelfile.syntax.values import MAX_BYTES, Document, SyntaxProblem, find
from internalmap.source import Path, Source
from internalmap.text.escape import quoted
from internalmap.text.suggest import did_you_mean

SUFFIXES = (".yaml", ".yml", ".json")
STANDARD_INPUT = "-"
_BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Part:
    """One text of a model, read: its values, and on demand the same with their places."""

    source: Source
    document: Document
    located: Callable[[], Document] = field(repr=False)

    def problem(self, syntax_problem: SyntaxProblem) -> Problem:
        """A flaw of the text as a problem of the model."""
        related: tuple[tuple[Place, str], ...] = ()
        if syntax_problem.related is not None:
            start, end, note = syntax_problem.related
            related = ((Place(self.source, self.source.span(start, end)), note),)
        place = Place(self.source, self.source.span(syntax_problem.start, syntax_problem.end))
        return Problem(place, syntax_problem.message, syntax_problem.remedy, related)


class Files:
    """Reads the texts of a model and collects what is wrong with them.

    `complete` is false where a text is missing or could not be read to its end: what the rest
    refers to may stand there. `expand` finds what an include means: a glob, seen from a folder.
    """

    def __init__(self, expand: Callable[[str, str], list[str]] = expand) -> None:
        self._expand = expand
        self.parts: list[Part] = []
        self.problems = Problems()
        self.complete = True

    def text(self, text: str, name: str, relative: str, json: bool | None = None) -> Part:
        """Take a text in. Whether it is JSON is found out where it is not said."""
        text = text.removeprefix(_BYTE_ORDER_MARK)
        document = _read(text, json)
        located = with_places(text, document)
        source = Source(name, relative, text, lambda path: find(located().root, path))
        part = Part(source, document, located)
        if not isinstance(document.root, dict):
            table = given_as_model(name, text)
            if table is not None:
                self.complete = False
                self.problems.append(Problem(Place(source, source.span(0, 0)), *table))
                return part
        self.problems += map(part.problem, document.syntax_problems)
        self.complete = self.complete and document.complete
        self.parts.append(part)
        return part

    def file(self, path: str, relative: str, *, regular: bool = True) -> Part | None:
        """Read one file; `regular`: nothing but an ordinary file will do."""
        try:
            if regular and not stat.S_ISREG(os.stat(path).st_mode):
                self._fail(path, "is not an ordinary file", "A model is made of ordinary files.")
                return None
            with open(path, "rb") as stream:
                return self.stream(stream, path, relative)
        except FileNotFoundError:
            self._fail(path, "there is no such file", _names_like(path))
        except PermissionError:
            self._fail(path, "may not be read", "Ask for the permission to read it.")
        except OSError as error:
            self._fail(path, f"cannot be read: {(error.strerror or str(error)).lower()}")
        except ValueError:
            self._fail(path, "no file can have this name")
        return None

    def stream(self, stream: BinaryIO, name: str, relative: str) -> Part | None:
        """Read an open stream to its end."""
        data = stream.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            limit = f"{MAX_BYTES // (1024 * 1024)} MiB"
            self._fail(name, f"is larger than {limit}", "Split the model into a folder of files.")
            return None
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            self._not_utf8(name, relative, data, error.start)
            return None
        json = None if name == STANDARD_INPUT else name.lower().endswith(".json")
        return self.text(text, name, relative, json)

    def folder(self, folder: str) -> None:
        """Read every model file under a folder, hidden ones left out, in sorted order."""
        try:
            found = [name for name in expand("**/*", folder) if name.lower().endswith(SUFFIXES)]
        except OSError as error:
            self._fail(str(error.filename), _unreadable(error))
            return
        if not found:
            self._fail(folder, "holds no model file", f"Model files end in {', '.join(SUFFIXES)}.")
        for name in found:
            path = os.path.join(folder, *name.split("/"))
            if fault := fault_of_link(path, folder):
                self._fail(path, fault, "Put the file itself there.")
            else:
                self.file(path, name)

    def include(self, main: Part, patterns: Iterable[tuple[str, Path]], folder: str | None) -> None:
        """Read what the main file includes: globs, each with its place in that file. What is in no
        folder can include nothing."""
        if folder is None:
            for _, place in patterns:
                self._refuse(main, place, _fault_of_include(main.source.name))
            return
        taken = {os.path.realpath(main.source.name)}
        chosen: dict[str, str] = {}
        for pattern, place in patterns:
            fault = _fault_of_pattern(pattern)
            try:
                found = [] if fault else self._expand(pattern, folder)
            except OSError as error:
                found = []
                fault = (f"{quoted(str(error.filename))} {_unreadable(error)}", "")
            # A glob such as `*` leaves out other kinds of file.
            names = [name for name in found if name.lower().endswith(SUFFIXES)]
            if not fault and not names:
                remedy = f"It is looked for in {quoted(folder or '.')}, the folder of this file."
                if os.path.isdir(os.path.join(folder, pattern)):
                    remedy = f"It is a folder: write '{pattern.rstrip('/')}/*.yaml'."
                if found:
                    remedy = f"Model files end in {', '.join(SUFFIXES)}."
                fault = (f"{quoted(pattern)} matches no {'model ' * bool(found)}file", remedy)
            for name in names:
                path = os.path.join(folder, *name.split("/"))
                real = os.path.realpath(path)
                if link := fault_of_link(path, folder, "of this file"):
                    fault = (f"{quoted(name)} {link}", "Put the file itself there.")
                elif real not in taken:
                    taken.add(real)
                    chosen[name] = path
            if fault:
                self._refuse(main, place, fault)
        for name in sorted(chosen):
            self.file(chosen[name], name)

    def _refuse(self, main: Part, place: Path, fault: tuple[str, str]) -> None:
        self.complete = False
        span = main.source.value_span(place)
        self.problems.append(Problem(Place(main.source, span), *fault))

    def _fail(self, name: str, what: str, remedy: str = "") -> None:
        self.complete = False
        shown = name or "''"
        self.problems.append(Problem(None, f"{shown}: {what}", remedy))

    def _not_utf8(self, name: str, relative: str, data: bytes, offset: int) -> None:
        self.complete = False
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            self._fail(name, "is UTF-16, and a model is UTF-8", "Save it as UTF-8.")
            return
        table = given_as_model(name, None if data.startswith(ARCHIVE) else "")
        if table is not None:
            self._fail(name, *table)
            return
        before = data[:offset].decode("utf-8").removeprefix(_BYTE_ORDER_MARK)
        line_end = data.find(b"\n", offset)
        rest = data[offset : line_end if line_end >= 0 else None].decode("utf-8", "replace")
        source = Source(name, relative, before + rest, _nowhere)
        place = Place(source, source.span(len(before), len(before) + 1))
        message = f"this is not UTF-8: byte 0x{data[offset]:02x} at offset {offset}"
        remedy = "Save the file as UTF-8; it looks like an older encoding such as Latin-1."
        self.problems.append(Problem(place, message, remedy))


def _nowhere(_: Path) -> None:
    """Where entries stand in a text that could not be read."""


def fault_of_link(path: str, folder: str, whose: str = "") -> str | None:
    """Why a file is not to be read for what it leads to: it is judged by that as by its name."""
    real, base = FilePath(os.path.realpath(path)), os.path.realpath(folder or ".")
    if not real.is_relative_to(base):
        return f"is a link that leaves the folder {whose}".rstrip()
    if not real.name.lower().endswith(SUFFIXES):
        return "is a link to another kind of file"
    # Two dots are where Kubernetes keeps the files of a volume.
    if any(is_hidden(step) and not step.startswith("..") for step in real.relative_to(base).parts):
        return "is a link to a hidden file"
    return None


def is_hidden(step: str) -> bool:
    """Whether a name begins with a dot, and does not only mean the folder itself."""
    return step.startswith(".") and step != "."


def _fault_of_include(main: str) -> tuple[str, str]:
    """Why a text that is in no folder includes nothing: what is wrong and what to do."""
    if main == STANDARD_INPUT:
        remedy = "Name the file or the folder on the command line."
        return "standard input cannot include files: it has no folder", remedy
    return "a text cannot include files: it has no folder", "Save it as a file, and load that."


def _fault_of_pattern(pattern: str) -> tuple[str, str] | None:
    """Why a glob cannot be followed at all, if so: what is wrong and what to do."""
    if "://" in pattern:
        message = f"{quoted(pattern)} is an address, and only files can be included"
        return message, "Save it in the folder of this file, and include the file."
    steps = pattern.replace("\\", "/").split("/")
    drive = os.path.splitdrive(pattern)[0] or (len(steps[0]) == 2 and steps[0].endswith(":"))
    if drive or not steps[0] or ".." in steps or "\0" in pattern:
        message = f"{quoted(pattern)} leaves the folder of this file"
        return message, "Include files of this folder, or of folders in it."
    if any(map(is_hidden, steps)):
        remedy = "Files and folders whose names begin with a dot cannot be included."
        return f"{quoted(pattern)} is hidden", remedy
    last = next((step for step in reversed(steps) if step not in ("", ".")), "")
    if "." in last.strip("*?[]") and not last.lower().endswith((*SUFFIXES, "*", "?", "]")):
        remedy = f"Model files end in {', '.join(SUFFIXES)}."
        return f"{quoted(pattern)} is another kind of file", remedy
    return None


def _names_like(path: str) -> str:
    """A remedy that offers the files of the same folder with a name like this."""
    remedy = "Check the name, and the folder that the command runs in."
    folder, name = os.path.split(path)
    try:
        names = [known for known in os.listdir(folder or ".") if known.lower().endswith(SUFFIXES)]
    except (OSError, ValueError):
        return remedy
    return did_you_mean(name, names, remedy)


def _read(text: str, json: bool | None) -> Document:
    if json is None and text.lstrip().startswith("{"):
        document = read_json(text)
        if document.complete:
            return document
    return read_json(text) if json else read_yaml(text)


def _unreadable(error: OSError) -> str:
    return f"cannot be looked into: {(error.strerror or str(error)).lower()}"
