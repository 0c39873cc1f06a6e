"""What the files of forms are called: names that every system takes, no two the same on any."""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import normalize

from internalmap.text.escape import escape

#: What Windows takes in no name, and what a shell or a list of files would take for something else.
_NO_NAME = re.compile(r'[<>:"/\\|?*]')
_EDGES = "-.~= \t"
#: Names of devices, with any ending.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
#: How many bytes a name may have, without what is put behind it.
_LONGEST = 180
ENDING = ".xlsx"
#: The endings of forms that came back: somebody may have saved one in the form of LibreOffice.
ENDINGS = (ENDING, ".ods")


def file_stem(id: str) -> str:
    """The name of a file without its ending, after an id.

    >>> file_stem("kitchen"), file_stem("a/b: c?"), file_stem("con"), file_stem("..")
    ('kitchen', 'a-b- c', 'form-con', 'form')
    """
    stem = _NO_NAME.sub("-", escape(normalize("NFC", id))).strip(_EDGES)
    stem = stem.encode("utf-8")[:_LONGEST].decode("utf-8", "ignore").rstrip(_EDGES)
    return f"form-{stem}" if _DEVICE.fullmatch(stem) else stem or "form"


def folded(name: str) -> str:
    """What two names have in common that some system holds for one."""
    return normalize("NFC", normalize("NFD", name).casefold())


def free_name(stem: str, used: Iterable[str]) -> str:
    """The name of a file that is none of these, given as `folded` has them.

    >>> free_name("kitchen", {"kitchen.xlsx"})
    'kitchen-2.xlsx'
    """
    taken = set(used)
    name, number = f"{stem}{ENDING}", 1
    while folded(name) in taken:
        number += 1
        name = f"{stem}-{number}{ENDING}"
    return name
