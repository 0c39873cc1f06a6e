"""What stands in the files that a conversion begins with, as bytes."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

from internalmap.errors import InternalMapError
from internalmap.formats import MODELS
from internalmap.modelfile.syntax.values import MAX_BYTES
from internalmap.text.escape import escape

STANDARD_INPUT = "-"
#: Formats of which a part can be meant: a sheet, or a list of entries.
_WITH_PARTS = ("xlsx", "ods", "records")


@dataclass(frozen=True, slots=True)
class Input:
    """A file or a folder, and what of it is meant: a sheet, or a key with a list of entries."""

    path: str
    part: str | None
    format: str

    @property
    def title(self) -> str:
        """What a model made of it is called, unless it says so itself."""
        if self.path == STANDARD_INPUT:
            return "Standard input"
        stem = os.path.splitext(os.path.basename(os.path.abspath(self.path)))[0]
        return stem or "Organisation"

    @property
    def name(self) -> str:
        """The file without its folders."""
        if self.path == STANDARD_INPUT:
            return "standard input"
        return os.path.basename(os.path.abspath(self.path))

    def read(self) -> bytes:
        """The bytes.

        Raises `InternalMapError` where they cannot be had, or are too many.
        """
        shown = escape(self.path)
        try:
            if self.path == STANDARD_INPUT:
                if sys.stdin is None:
                    raise InternalMapError("standard input is closed", "Name a file.")
                data = sys.stdin.buffer.read(MAX_BYTES + 1)
            else:
                with open(self.path, "rb") as stream:
                    data = stream.read(MAX_BYTES + 1)
        except FileNotFoundError:
            raise _missing(shown) from None
        except IsADirectoryError:
            remedy = "Name a file in it; a folder can be a model or a Backstage catalog."
            raise InternalMapError(f"{shown} is a folder", remedy) from None
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise InternalMapError(f"{shown} cannot be read: {reason}") from None
        except ValueError:
            raise InternalMapError(f"{shown}: no file can have this name") from None
        if len(data) > MAX_BYTES:
            limit = f"{MAX_BYTES // (1024 * 1024)} MiB"
            raise InternalMapError(f"{shown} is larger than {limit}", "Split it.")
        return data


def _missing(shown: str) -> InternalMapError:
    remedy = "Check the name, and the folder that the command runs in."
    return InternalMapError(f"{shown}: there is no such file", remedy)


def split_part(name: str) -> tuple[str, str | None]:
    """The file of a name such as `org.xlsx#Needs`, and what of it is meant: behind the first `#`
    before which there is a file."""
    if os.path.exists(name):
        return name, None
    at = name.find("#")
    while at >= 0:
        if os.path.isfile(name[:at]):
            return name[:at], name[at + 1 :]
        at = name.find("#", at + 1)
    path, sign, part = name.rpartition("#")
    return (path, part) if sign else (name, None)


def input_named(name: str, format: str | None, *, table: bool = False) -> Input:
    """What is meant by a name such as `org.csv`, `org.xlsx#Needs` or `catalog.yml#services`.

    `table`: what is wanted is a table, so that YAML and JSON are lists of entries.
    """
    path, part = split_part(name)
    if format is not None:
        format = MODELS.named(format).name
    elif path == STANDARD_INPUT or os.path.isdir(path):
        format = "yaml"
    else:
        try:
            format = MODELS.of_file(path).name
        except InternalMapError:
            if os.path.exists(path):
                raise
            raise _missing(escape(path)) from None
    if format in ("yaml", "json") and (table or part is not None):
        format = "records"
    if part is not None and format not in _WITH_PARTS:
        raise InternalMapError(
            f"{escape(name)}: a file of this form has no parts", f"Name it as {escape(path)}."
        )
    if table and not MODELS[format].tables:
        raise InternalMapError(
            f"{escape(name)} is no table",
            "Parties come from CSV, Excel, OpenDocument, or a list of entries.",
        )
    return Input(path, part, format)
