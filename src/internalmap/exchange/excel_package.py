"""A workbook file as what it is inside: a zip of XML, taken apart within bounds.

Nothing here builds a tree. A part is unpacked a piece at a time and its elements are told to a
listener, so that a file of a few kilobytes cannot fill the memory: two million empty cells pack
into thirteen. What is no workbook, or a damaged one, is said in one message.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from io import BytesIO
from posixpath import join, normpath
from typing import Final, Protocol
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from internalmap.errors import InternalMapError
from internalmap.printable import printable
from internalmap.values import MAX_BYTES

#: How many parts a workbook may have.
MAX_PARTS: Final = 5_000
#: How many bytes its parts may have in all when they are unpacked.
MAX_UNPACKED: Final = 256 * 1024 * 1024
#: How many elements its parts may have in all: as many take some twenty seconds.
MAX_ELEMENTS: Final = 20_000_000
#: How deep elements may nest.
MAX_DEPTH: Final = 64
#: How many bytes a single tag, with its attributes, may have.
MAX_TAG: Final = 1024 * 1024

_CHUNK = 128 * 1024
_MIB = 1024 * 1024
#: What old Excel files begin with, and new ones that have a password.
_OLE = bytes.fromhex("D0CF11E0")
_ENTRY = b"PK\x01\x02"
_SAVE_AS = "Open it in the spreadsheet program, and save it as .xlsx."
_SAVE_AGAIN = "Open it in the spreadsheet program, and save it again as .xlsx."
_LESS = "Delete the sheets that are not needed, or save the one with the table as CSV."

#: The relationships of a part: the id of each, the last word of its type, and the part it names.
Relations = dict[str, tuple[str, str]]


class Listener(Protocol):
    """What is told of an XML part: element names without their prefix, and attributes."""

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        """An element begins."""

    def end(self, name: str, /) -> None:
        """An element ends."""

    def text(self, data: str, /) -> None:
        """A piece of text."""


class Package:
    """The parts of a workbook file. `name` is the file's path, as messages show it."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        #: How many elements were told so far.
        self.elements = 0
        if len(data) > MAX_BYTES:
            raise self.refusal(f"is larger than {MAX_BYTES // _MIB} MiB", "Split the workbook.")
        if data.startswith(_OLE):
            raise self.refusal(
                "this is an old Excel file (.xls), or one with a password",
                "Save it as .xlsx without a password.",
            )
        # The directory of a zip is read whole: what is too much is told before.
        if data.count(_ENTRY) > MAX_PARTS:
            raise self.refusal(f"a workbook may have {MAX_PARTS:,} parts; this has more")
        try:
            self._zip = ZipFile(BytesIO(data))
        except (BadZipFile, ValueError, OSError, NotImplementedError) as error:
            said = "damaged" if data.startswith(b"PK") else "no Excel file (.xlsx)"
            raise self.refusal(f"this is {said}", _SAVE_AS) from error
        self._parts: dict[str, ZipInfo] = {}
        for part in self._zip.infolist():
            # Names of parts mean the same in capitals; some programs write the wrong slash.
            self._parts.setdefault(part.filename.replace("\\", "/").lower(), part)
        self._check()

    def _check(self) -> None:
        """Refuse what is no workbook, and what cannot or should not be unpacked."""
        if "[content_types].xml" not in self._parts:
            ods = "mimetype" in self._parts and "content.xml" in self._parts
            said = "an OpenDocument file (.ods)" if ods else "a zip file, but no Excel file (.xlsx)"
            raise self.refusal(f"this is {said}", _SAVE_AS if ods else "")
        for part in self._zip.infolist():
            if part.flag_bits & 1:
                raise self.refusal("this file has a password", "Save it without one.")
            if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
                raise self.damaged("it is packed in a way that workbooks are not")
        if sum(part.file_size for part in self._zip.infolist()) > MAX_UNPACKED:
            raise self.refusal(
                f"unpacked, this workbook is larger than {MAX_UNPACKED // _MIB} MiB",
                _LESS,
            )

    def __contains__(self, path: str) -> bool:
        return path.lower() in self._parts

    def refusal(self, what: str, remedy: str = "") -> InternalMapError:
        """The error that this file cannot be used."""
        return InternalMapError(f"{printable(self.name)}: {what}", remedy)

    def damaged(self, what: str) -> InternalMapError:
        """The error that this file is not as a workbook should be."""
        return self.refusal(f"this workbook is damaged: {what}", _SAVE_AGAIN)

    def _chunks(self, path: str) -> Iterator[bytes]:
        part = self._parts.get(path.lower())
        if part is None:
            raise self.damaged(f"it lacks its part {printable(path)}")
        try:
            # No more is unpacked than the directory says, and that has been judged.
            with self._zip.open(part) as stream:
                while chunk := stream.read(_CHUNK):
                    yield chunk
        except (
            BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            ValueError,
            RuntimeError,
            NotImplementedError,
        ) as error:
            raise self.damaged(f"its part {printable(path)} cannot be unpacked") from error

    def listen(self, path: str, listener: Listener) -> Iterator[None]:
        """Tell a listener the elements of a part; each step tells some of them.

        A document type is refused, and with it every entity: workbooks have none. So is what would
        take much memory (deep nesting) or time (a tag that does not end).
        """
        parser = self._parser(listener, path)
        fed = 0
        for chunk in self._chunks(path):
            self._feed(parser, chunk, path)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > MAX_TAG:
                raise self.damaged(f"{printable(path)} has a tag of more than {MAX_TAG:,} bytes")
            yield
        self._feed(parser, b"", path, last=True)
        yield

    def _parser(self, listener: Listener, path: str) -> expat.XMLParserType:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        shown = printable(path)
        depth = 0

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            self.elements += 1
            if depth > MAX_DEPTH:
                raise self.damaged(f"{shown} nests more than {MAX_DEPTH} deep")
            if self.elements > MAX_ELEMENTS:
                raise self.refusal(f"this workbook has more than {MAX_ELEMENTS:,} elements", _LESS)
            listener.start(name.rpartition(":")[2] if ":" in name else name, attributes)

        def end(name: str) -> None:
            nonlocal depth
            depth -= 1
            listener.end(name.rpartition(":")[2] if ":" in name else name)

        def doctype(*_: object) -> None:
            raise self.damaged(f"{shown} has a document type, which workbooks do not have")

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = listener.text
        parser.StartDoctypeDeclHandler = doctype
        return parser

    def _feed(
        self, parser: expat.XMLParserType, chunk: bytes, path: str, *, last: bool = False
    ) -> None:
        try:
            parser.Parse(chunk, last)
        except expat.ExpatError as error:
            raise self.damaged(f"{printable(path)} is no XML") from error
        except (ValueError, LookupError) as error:  # an encoding that is not known
            raise self.damaged(f"{printable(path)} cannot be read") from error

    def tell(self, path: str, listener: Listener) -> None:
        """Tell a listener all the elements of a part."""
        for _ in self.listen(path, listener):
            pass

    def relations(self, path: str) -> Relations:
        """What a part (of the empty path: the package) refers to inside this file."""
        folder, _, file = path.rpartition("/")
        listener = _Relations(folder)
        self.tell(join(folder, "_rels", f"{file}.rels"), listener)
        return listener.found


class Elements:
    """A listener that needs only the beginnings of elements."""

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        """An element begins."""

    def end(self, name: str, /) -> None:
        """An element ends."""

    def text(self, data: str, /) -> None:
        """A piece of text."""


class _Relations(Elements):
    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.found: Relations = {}

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        outside = attributes.get("TargetMode") == "External"
        if name == "Relationship" and not outside and len(self.found) < MAX_PARTS:
            target = attributes.get("Target", "").replace("\\", "/")
            path = target if target.startswith("/") else join(self._folder, target)
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.found[attributes.get("Id", "")] = (kind, normpath(path).lstrip("/"))
