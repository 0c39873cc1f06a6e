"""A workbook file as what it is outside: a zip, judged before anything in it is unpacked."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import IO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from internalmap.errors import InternalMapError
from internalmap.modelfile.syntax.values import MAX_BYTES
from internalmap.text.escape import escape

#: How many parts a workbook may have.
MAX_PARTS: Final = 5_000
#: How many sheets it may have.
MAX_SHEETS: Final = 1_000
#: How many bytes its parts may have in all when they are unpacked.
MAX_UNPACKED: Final = 256 * 1024 * 1024

_MIB = 1024 * 1024
#: What old Excel files begin with, and new ones that have a password.
_OLE = bytes.fromhex("D0CF11E0")
_ENTRY = b"PK\x01\x02"
_LESS = "Delete the sheets that are not needed, or save the one with the table as CSV."


class Package:
    """The parts of a workbook file. `name` is the file's path, as messages show it."""

    #: What the file should be, and the ending of its name.
    form = "workbook"
    ending = ".xlsx"

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        if len(data) > MAX_BYTES:
            raise self.refusal(f"is larger than {MAX_BYTES // _MIB} MiB", "Split the workbook.")
        if data.startswith(_OLE):
            raise self.refusal(
                "this is an old Excel file (.xls), or one with a password",
                f"Save it as {self.ending} without a password.",
            )
        # The directory of a zip is read whole: what is too much is told before.
        if data.count(_ENTRY) > MAX_PARTS:
            raise self.refusal(f"a workbook may have {MAX_PARTS:,} parts; this has more")
        try:
            self._zip = ZipFile(BytesIO(data))
        except (BadZipFile, ValueError, OSError, NotImplementedError) as error:
            said = "damaged" if data.startswith(b"PK") else f"no {self.form}"
            raise self.refusal(f"this is {said}", self.save_as) from error
        self._parts: dict[str, ZipInfo] = {}
        for part in self._zip.infolist():
            # Names of parts mean the same in capitals; some programs write the wrong slash.
            self._parts.setdefault(part.filename.replace("\\", "/").lower(), part)
        self._check()

    def _check(self) -> None:
        """Refuse what is no workbook, and what cannot or should not be unpacked."""
        self.check_form()
        for part in self._zip.infolist():
            if part.flag_bits & 1:
                raise self.refusal("this file has a password", "Save it without one.")
            if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
                raise self.damaged("it is packed in a way that workbooks are not")
        if sum(part.file_size for part in self._zip.infolist()) > MAX_UNPACKED:
            raise self.too_much(
                f"unpacked, this workbook is larger than {MAX_UNPACKED // _MIB} MiB"
            )

    def check_form(self) -> None:
        """Refuse what is a file of another form."""

    @property
    def save_as(self) -> str:
        """What to do with a file of another form."""
        return f"Open it in the spreadsheet program, and save it as {self.ending}."

    def __contains__(self, path: object) -> bool:
        return str(path).lower() in self._parts

    def refusal(self, what: str, remedy: str = "") -> InternalMapError:
        """The error that this file cannot be used."""
        return InternalMapError(f"{escape(self.name)}: {what}", remedy)

    def too_much(self, what: str) -> InternalMapError:
        """The error that this file is larger than what is read."""
        return self.refusal(what, _LESS)

    def damaged(self, what: str) -> InternalMapError:
        """The error that this file is not as a workbook should be."""
        again = f"Open it in the spreadsheet program, and save it again as {self.ending}."
        return self.refusal(f"this workbook is damaged: {what}", again)

    def open(self, path: str) -> IO[bytes]:
        """A part, to be read within `unpacking`. No more comes out than the directory says, and
        that has been judged. Raises `KeyError` where there is none."""
        part = self._parts[path.lower()]
        with self.unpacking(path):
            return self._zip.open(part)

    @contextmanager
    def unpacking(self, path: str) -> Iterator[None]:
        """Say it in one message where a part cannot be unpacked."""
        try:
            yield
        except (
            BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            ValueError,
            RuntimeError,
            NotImplementedError,
        ) as error:
            raise self.damaged(f"its part {escape(path)} cannot be unpacked") from error
