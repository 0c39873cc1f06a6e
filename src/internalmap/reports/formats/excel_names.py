"""Names of sheets and tables: of those that Excel takes, no two alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from internalmap.reports.blocks import SUMMARY, Section
from internalmap.reports.formats.excel_fitting import cut
from internalmap.text.escape import escape

#: What Excel takes in no name of a sheet, and how long one may be.
_NO_NAME, _LONGEST = re.compile(r"[\[\]:*?/\\]"), 31
#: No cell has a name of four letters or more: the last is XFD1048576.
_NO_CELL = re.compile(r"[^\W\d_]{4}")


def named(sections: Sequence[Section]) -> Iterator[tuple[str, Section]]:
    """Sections with the names of their sheets."""
    used = {SUMMARY.casefold()}
    for section in sections:
        if section.sheet == SUMMARY:
            yield SUMMARY, section
            continue
        stem = _NO_NAME.sub(" ", escape(section.sheet or section.heading)).strip(" '")
        name, number = cut(stem, _LONGEST) or "Sheet", 1
        while name.casefold() in used:
            number += 1
            name = f"{cut(stem, _LONGEST - 5)} {number}"
        used.add(name.casefold())
        yield name, section


class TableNames:
    """The names of the tables of a workbook."""

    def __init__(self) -> None:
        self._used: set[str] = set()

    def new(self, name: str) -> str:
        """A name for another table, like this one: that of no cell, and of no other table."""
        stem = re.sub(r"\W", "", name.title())
        stem = stem if _NO_CELL.match(stem) else f"Table_{stem}"
        made, number = stem, 1
        while made.casefold() in self._used:
            number += 1
            made = f"{stem}_{number}"
        self._used.add(made.casefold())
        return made
