"""Outside formats: one file for reading each, one for writing it.

`FORMATS` is the one table of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from types import MappingProxyType

from internalmap.errors import InternalMapError
from internalmap.text.escape import printable
from internalmap.text.suggest import did_you_mean

__all__ = ["FORMATS", "Format", "format_named", "format_of_file"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its file endings, whether it is read and written, and whether it is tables."""

    endings: tuple[str, ...]
    reads: bool = True
    writes: bool = True
    tables: bool = False


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "yaml": Format((".yaml", ".yml")),
        "json": Format((".json",)),
        "csv": Format((".csv", ".tsv", ".tab", ".txt"), tables=True),
        "xlsx": Format((".xlsx", ".xlsm"), tables=True),
        "graphml": Format((".graphml", ".xml"), tables=True),
        "backstage": Format((), writes=False),
        "records": Format((), writes=False, tables=True),
    }
)

#: Endings of files that hold tables in a form that is not read, and what to do.
_OLD = {
    ".xls": "It is the form of old versions of Excel: save it as .xlsx.",
    ".xlsb": "It is Excel's binary form: save it as .xlsx.",
    ".ods": "It is LibreOffice's form: save it as .xlsx.",
    ".numbers": "It is the form of Numbers: export it as .xlsx.",
}


def format_named(name: str, *, writes: bool = False) -> str:
    """A format's name, if there is such a format and it can be read, or written.

    Raises `InternalMapError`, which lists those that can.
    """
    known = [each for each, form in FORMATS.items() if (form.writes if writes else form.reads)]
    if name in known:
        return name
    if name in FORMATS:
        raise InternalMapError(
            f"{name} is read, and not written", f"Written are: {', '.join(known)}."
        )
    listed = f"Known are: {', '.join(known)}."
    raise InternalMapError(
        f"there is no format {printable(name)!r}", did_you_mean(name, known, listed)
    )


def format_of_file(path: str, *, writes: bool = False) -> str:
    """The name of the format that a file's ending stands for, in any case of letters.

    Raises `InternalMapError`, which lists the known endings.
    """
    ending = PurePath(path).suffix.lower()
    for name, form in FORMATS.items():
        if ending in form.endings:
            return name
    option = "--to" if writes else "--from"
    known = [name for name, form in FORMATS.items() if (form.writes if writes else form.reads)]
    raise InternalMapError(
        f"{printable(path)}: no format is known by this ending",
        _OLD.get(ending, f"Say what it is: {option} {'|'.join(known)}."),
    )
